"""What the text of a cell means where a policy file would have a number, a list, a table or true.

number   4.3
list     one item per line (Alt+Enter), or [2, 3] as in a policy file; where an item has no ; of its own, also 2; 3
table    cost = 0.01, one per line
*        in per_where: every facility, which is not the same as an empty cell
"""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal, localcontext

from models.clause import BETWEEN
from optimizer.reading.clause_keys import LIST_KEYS, NUMBER_KEYS
from optimizer.reading.numbers import NumberFormError, parse_number
from optimizer.reading.text import clean

EVERY = "*"
"""Stands for a filter that is written and lets everything pass."""

_PLAIN = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_MOST_DIGITS = 200
_FILTERS = ("where", "per_where", "areas")
FLAG = "mean"
"""The one key that is true or false."""

_TRUTH = {"true": True, "false": False}


def as_number(text: str) -> int | Decimal | str:
    """The number that a text is, with the digits it is written with; the text itself if it is none."""
    plain = _PLAIN.fullmatch(text)
    if plain and len(text) <= _MOST_DIGITS:
        return Decimal(text) if plain[2] else int(text)
    try:
        value = parse_number(text)
    except NumberFormError:
        return text
    with localcontext(prec=_MOST_DIGITS):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
    return int(exact) if value.denominator == 1 else exact


def as_flag(text: str) -> bool | str:
    """True or false; the text if it is neither."""
    return _TRUTH.get(clean(text).lower(), text)


def as_list(text: str, semicolons: bool = True) -> list[object] | str:
    """The items of a list: lines, parts between semicolons, or a list in brackets; the text if that has no end."""
    if text.startswith("["):
        written = _toml(text)
        return written if isinstance(written, list) else text
    parts = re.split("[\n;；]" if semicolons else "\n", text)
    return [part.strip() for part in parts if part.strip()]


def as_table(text: str) -> dict[str, object] | str:
    """``name = number`` lines as a table; the text if a line is none."""
    if text.startswith("{"):
        written = _toml(text)
        return written if isinstance(written, dict) else text
    table: dict[str, object] = {}
    for line in as_list(text):
        name, equals, value = str(line).partition("=")
        if not equals or name.strip() in table:
            return text
        table[name.strip()] = as_number(value.strip())
    return table


def clause_value(key: str, text: str) -> object:
    """What a filled cell of the sheet ``clauses`` means, as a policy file would hold it."""
    if key in NUMBER_KEYS:
        return as_number(text)
    if key == FLAG:
        return as_flag(text)
    if key not in LIST_KEYS:
        return text
    if text == EVERY and key in _FILTERS:
        return ""
    items = as_list(text, semicolons=key not in _FILTERS)
    if isinstance(items, str):
        return items
    if key == BETWEEN:
        return [as_number(item) if isinstance(item, str) else item for item in items]
    return items[0] if len(items) == 1 else items


def _toml(text: str) -> object:
    try:
        return tomllib.loads(f"value = {text}", parse_float=Decimal)["value"]
    except (ValueError, RecursionError):
        return text
