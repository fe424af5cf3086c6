"""Values as TOML writes them, so that reading gives the same again: numbers with all their digits, any text quoted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, localcontext
from fractions import Fraction

_BARE = re.compile("[A-Za-z0-9_-]+")
_MOST_DIGITS = 200
"""More than any number that is read has."""


def toml_value(value: object) -> str:
    """A value as TOML writes it. Raises ValueError for a fraction that has no end in decimals, and for other types."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, int | Decimal):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    if isinstance(value, Fraction):
        return toml_value(exact_decimal(value))
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{toml_key(key)} = {toml_value(item)}' for key, item in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    raise ValueError(f"TOML has no {type(value).__name__}")


def toml_key(key: str) -> str:
    """A key, in quotes where it needs them."""
    return key if _BARE.fullmatch(key) else toml_value(key)


def toml_lines(values: Mapping[str, object]) -> Iterable[str]:
    """One line ``key = value`` for each key."""
    return (f"{toml_key(key)} = {toml_value(value)}" for key, value in values.items())


def exact_decimal(value: Fraction) -> int | Decimal:
    """The number in decimals. Raises ValueError if it has no end in them."""
    if value.denominator == 1:
        return value.numerator
    with localcontext(prec=_MOST_DIGITS):
        number = Decimal(value.numerator) / Decimal(value.denominator)
    if Fraction(number) != value:
        raise ValueError(f"{value} has no end in decimals")
    return number
