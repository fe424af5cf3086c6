"""How an exact number is written: for programs (JSON, CSV) and for people (two places, separators, money).

Rounding is half away from zero and happens here alone, on the exact fraction; nothing is rounded before it is written.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Set
from decimal import Decimal
from enum import Enum
from fractions import Fraction

Number = int | Fraction

SIGNIFICANT_DIGITS = 12
"""Digits of a fraction in JSON: more than anybody needs, fewer than differ from machine to machine."""

CSV_PLACES = 6
RATE_PLACES = 2
TEN_THOUSAND = 10_000
YUAN = frozenset({"CNY", "RMB", "yuan", "元", "人民币"})
"""Ways to write the currency that Chinese reports count in ten thousands (万元)."""


def json_number(value: Number | float | None) -> int | float | None:
    """A JSON number: an int if the value is whole, else the shortest float with 12 significant digits.

    None stays None, and a float that is no number or infinite becomes None, since JSON has neither.
    """
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if value == int(value):
        return int(value)
    return float(f"{float(value):.{SIGNIFICANT_DIGITS}g}")


def json_value(value: object) -> object:
    """Anything from options or clauses as JSON: numbers as in :func:`json_number`, sets sorted, the rest as text."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | float | Fraction):
        return json_number(value)
    if isinstance(value, Decimal):
        return json_number(Fraction(value))
    if isinstance(value, Enum):
        return json_value(value.value)
    if isinstance(value, Mapping):
        return {str(key): json_value(item) for key, item in value.items()}
    if isinstance(value, Set):
        return [json_value(item) for item in sorted(value, key=str)]
    return [json_value(item) for item in value] if isinstance(value, list | tuple) else str(value)


def rounded(value: Number, places: int) -> int:
    """The value in units of its last printed digit, rounded half away from zero."""
    exact = value if isinstance(value, int | Fraction) else Fraction(value)
    whole: int = (2 * abs(exact.numerator) * 10**places + exact.denominator) // (2 * exact.denominator)
    return whole if exact >= 0 else -whole


def fixed(value: Number, places: int = RATE_PLACES, separator: str = "") -> str:
    """The value with exactly this many places; ``separator`` stands between thousands."""
    units = rounded(value, places)
    whole, rest = divmod(abs(units), 10**places)
    digits = f"{whole:,}".replace(",", separator)
    sign = "-" if units < 0 else ""
    return f"{sign}{digits}.{rest:0{places}}" if places else f"{sign}{digits}"


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def csv_number(value: Number | None) -> str:
    """Whole numbers as digits, others with up to six places; an absent number is an empty cell."""
    if value is None:
        return ""
    return str(value.numerator) if value.denominator == 1 else _trimmed(fixed(value, CSV_PLACES))


def grouped(value: Number, places: int = RATE_PLACES) -> str:
    """For people: thousands separators, at most this many places; what is too small for them is ``<0.01``."""
    text = _trimmed(fixed(value, places, ","))
    if text == "0" and value != 0:
        return f"{'<' if value > 0 else '>-'}{fixed(Fraction(1, 10**places), places)}"
    return text


def signed(value: int) -> str:
    """A change with its sign; no change is ``0``."""
    return f"{value:+,}" if value else "0"


def arrow(before: str, after: str) -> str:
    """``before → after``, or what stays alone."""
    return before if before == after else f"{before} → {after}"


def units_text(current: int, proposed: int) -> str:
    """Whole units now and planned."""
    return arrow(grouped(current), grouped(proposed))


def percent(value: Number, places: int = RATE_PLACES) -> str:
    """A share of one as a percentage."""
    return f"{grouped(Fraction(value) * 100, places)}%"


def money(value: Number, currency: str, lang: str) -> str:
    """An amount with its unit: ``1,234,567 CNY``; in Chinese reports ``123.46 万元``, or 元 below ten thousand."""
    in_wan = Fraction(value) / TEN_THOUSAND
    amount = grouped(value, 0 if abs(in_wan) >= 1 else RATE_PLACES)
    if currency not in YUAN:
        return f"{amount} {currency}"
    if lang != "zh":
        return f"{amount} CNY"
    return f"{grouped(in_wan)} 万元" if abs(in_wan) >= 1 else f"{amount} 元"
