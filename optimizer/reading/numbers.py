"""Which texts are numbers, and their exact value: never through float, never by guessing."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

LIMIT = 10**15
"""Every number is smaller than this in magnitude."""

_LONGEST = 100
_SHORT = 15
_PLAIN = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF0C: ",", 0xFF0E: ".", 0xFF0D: "-", 0x2212: "-"}
"""Full-width digits, comma, stop and minus, and the typographic minus; other such forms (², ½) are refused."""

_SHAPE = re.compile(r"-?(?:[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+|(?=\.[0-9]))(?:\.[0-9]*)?")


class NumberFormError(ValueError):
    """The text is not such a number; the message says what was expected instead."""


@lru_cache(maxsize=1 << 16)
def parse_number(text: str) -> Fraction:
    """The exact value of digits with at most one decimal point, a minus sign and well-formed thousands separators.

    Full-width digits and signs count as their narrow forms. NumberFormError for anything else, for exponents, ``inf``
    and ``nan``, and for magnitudes of 10^15 or more.
    """
    if text.isascii() and text.isdigit() and len(text) <= _SHORT:
        return Fraction(int(text))
    plain = text.translate(_PLAIN)
    if len(plain) > _LONGEST or not _SHAPE.fullmatch(plain):
        raise NumberFormError("a number: digits with at most one decimal point")
    value = Fraction(plain.replace(",", "").removesuffix("."))
    if abs(value) >= LIMIT:
        raise NumberFormError("a number smaller than 1,000,000,000,000,000")
    return value


def parse_whole(text: str) -> int:
    """The value of a whole number of units, zero or more; NumberFormError for fractions and negative numbers."""
    value = parse_number(text)
    if value.denominator != 1:
        raise NumberFormError("a whole number")
    if value < 0:
        raise NumberFormError("a whole number, not negative")
    return value.numerator


def number_or_none(text: str) -> Fraction | None:
    """The value of the text if it is a number, else None."""
    try:
        return parse_number(text)
    except NumberFormError:
        return None
