"""Linear expressions with exact coefficients: what every row and goal is written in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

Number = int | Fraction

Linear = dict[int, Number]
"""column → coefficient"""


@dataclass(frozen=True, slots=True)
class Expression:
    """``constant + Σ coefficient · column``."""

    terms: Mapping[int, Number]
    constant: Number = 0


def add_scaled(into: Linear, terms: Mapping[int, Number], factor: Number = 1) -> None:
    """Add ``factor`` times an expression to another in place."""
    for column, coefficient in terms.items():
        into[column] = into.get(column, 0) + factor * coefficient


def times(expression: Expression, factor: Fraction) -> Expression:
    """The expression multiplied by a number."""
    return Expression({c: v * factor for c, v in expression.terms.items()}, expression.constant * factor)


def common_unit(*expressions: Expression) -> int:
    """The least whole multiplier that makes every coefficient and constant whole."""
    return lcm(*(value.denominator for e in expressions for value in (e.constant, *e.terms.values())))


def plain(value: Fraction) -> Number:
    """The same number as an int if it is whole: ints add up much faster."""
    return value.numerator if value.denominator == 1 else value
