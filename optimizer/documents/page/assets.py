"""How a page is put together: one file with its style, script and data inside, and a policy that lets nothing else in.

Texts from data are escaped by the templates. Whatever they hold, no character reaches the page that a browser drops,
that ends a script, or that turns the direction of the text around it.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache, partial
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from optimizer.reporting.words import say

PACKAGE = "optimizer.documents.page"
STYLES = ("base.css", "tables.css", "graphics.css", "phone.css", "print.css")

MOST_PRINTED = 150
"""Rows of a table that go to the printer; of a longer one only a line that says so, until it is narrowed down."""

REPLACEMENT = "\ufffd"
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Control characters, overrides of the direction of text, halves of surrogate pairs, and what is no character."""

_ENDS_A_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&'\u2028\u2029"}


def written(template: str, lang: str, context: Mapping[str, Any], scripts: Sequence[str] = ()) -> bytes:
    """The bytes of a page: a template filled with a context, in a language, with scripts joined in this order.

    A context may bring ``data``, plain JSON values that the scripts find in the element ``data``.
    """
    style, script = _style(), _script(tuple(scripts))
    text = (
        _environment()
        .get_template(template)
        .render(
            {
                **context,
                "lang": "zh-CN" if lang == "zh" else "en",
                "t": partial(say, lang=lang),
                "style": Markup(style),
                "script": Markup(script),
                "most_printed": MOST_PRINTED,
                "policy": content_policy(style, script),
                "data": _inert_json(context.get("data")),
            }
        )
    )
    return _UNFIT.sub(REPLACEMENT, text).encode("utf-8")


def content_policy(style: str, script: str) -> str:
    """A content security policy that admits this style and this script and nothing else, from nowhere."""
    rules = {
        "default-src": "'none'",
        "style-src": f"'sha256-{_digest(style)}'",
        "script-src": f"'sha256-{_digest(script)}'" if script else "'none'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _digest(text: str) -> str:
    return b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader(PACKAGE, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@cache
def _style() -> str:
    return "".join(_asset("styles", name) for name in STYLES)


@cache
def _script(names: tuple[str, ...]) -> str:
    """The scripts joined inside one function, so that their names are theirs alone."""
    if not names:
        return ""
    parts = "".join(_asset("scripts", name) for name in names)
    return f'(() => {{\n"use strict";\n{parts}}})();\n'


def _asset(folder: str, name: str) -> str:
    return files(PACKAGE).joinpath(folder, name).read_text(encoding="utf-8")


def _inert_json(values: object) -> Markup:
    """Values as JSON that cannot end the element it stands in, nor start a comment or another element."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.translate(_ENDS_A_SCRIPT))
