"""Which texts are numbers, and their exact value: never through float, never by guessing."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from models.grammar import GrammarError
from models.grammar import parse_number as parse_written

_SHORT = 15


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
    try:
        return parse_written(text)
    except GrammarError as error:
        raise NumberFormError(error.expected) from None


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
