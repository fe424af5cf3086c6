"""Every word of the reports in Chinese and English, and which name of a thing to print.

Words in braces are filled in by :func:`say`; what is filled in is never read as a template again.
"""

from __future__ import annotations

import locale
import os
from collections.abc import Mapping
from itertools import chain
from typing import Protocol

from optimizer.reporting.phrases import (
    alternatives,
    compare,
    documents,
    explain,
    frontier,
    page,
    price,
    proposal,
    requirements,
    sweep,
    verdicts,
    word,
    workbooks,
)

LANGUAGES = ("zh", "en")

CATALOGUES = (
    proposal,
    requirements,
    verdicts,
    explain,
    price,
    compare,
    frontier,
    sweep,
    alternatives,
    documents,
    page,
    workbooks,
    word,
)

WORDS: Mapping[str, Mapping[str, str]] = {
    key: {"zh": chinese, "en": english}
    for key, chinese, english in chain.from_iterable(each.PHRASES for each in CATALOGUES)
}
"""key → language → text"""


class Named(Protocol):
    """Anything with a Chinese name and perhaps an English one."""

    @property
    def name(self) -> str:
        """The name that every thing has."""

    @property
    def name_en(self) -> str | None:
        """The English name, if one is written."""


def say(key: str, lang: str, **values: object) -> str:
    """The text of a key with its values filled in. Raises KeyError for a word or language that is not there."""
    return WORDS[key][lang].format(**values)


def name_of(thing: Named, lang: str) -> str:
    """The name in that language, or the only one there is."""
    return thing.name_en if lang == "en" and thing.name_en else thing.name


def default_language() -> str:
    """``zh`` where the environment or the system's locale is Chinese, else ``en``."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if setting := os.environ.get(variable):
            return "zh" if setting.lower().startswith("zh") else "en"
    system = locale.getlocale()[0] or ""
    return "zh" if system.lower().startswith(("zh", "chinese")) else "en"
