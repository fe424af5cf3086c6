"""Texts from data made harmless and legible in a workbook: no formula, no markup, no character that XML forbids."""

from __future__ import annotations

import re
from functools import lru_cache

LONGEST = 32_767
"""The most UTF-16 units that a cell holds."""

LONGEST_LABEL = 120
"""The most letters of a title of a chart or a page."""

ELLIPSIS = "…"
SPEAKS_FIRST = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
"""What a text must not begin with when it is typed again; such a cell is told to be text."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
WORD_JOINER = "\u2060"
"""A character without width, between which and its neighbours no line ends."""


@lru_cache(maxsize=65_536)
def clean(text: str) -> str:
    """The text as a cell can hold it.

    Characters that XML forbids become �, line ends one kind, and what is longer than a cell holds ends in …; a text
    that looks like the markup of a formatted string is kept from being read as one by a character without width.
    """
    plain = _FORBIDDEN.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if plain.startswith("<r>") and plain.endswith("</r>"):
        plain += WORD_JOINER
    return _cut(plain)


def _cut(text: str) -> str:
    if len(text) <= LONGEST // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) // 2 <= LONGEST:
        return text
    return units[: 2 * (LONGEST - 2)].decode("utf-16-le", "ignore") + ELLIPSIS


def speaks_first(text: str) -> bool:
    """Whether a text would be taken for a formula if it were typed into a cell."""
    return text.startswith(SPEAKS_FIRST)


def literal(text: str) -> str:
    """A text for titles and labels of charts: one line, not too long, and no address of a cell such as ``Sheet!A1``."""
    plain = " ".join(clean(text).split())[:LONGEST_LABEL]
    return plain.replace("!", f"!{WORD_JOINER}")


def page_text(text: str) -> str:
    """A text for the header or footer of a page, in which ``&`` begins a code: one line, not too long."""
    return " ".join(clean(text).replace("&", "＆").split())[:LONGEST_LABEL]


def width(text: str) -> int:
    """How many columns of a Latin letter the longest line takes; Chinese characters take two."""
    return max(len(line) + sum(letter >= "\u1100" for letter in line) for line in text.split("\n"))
