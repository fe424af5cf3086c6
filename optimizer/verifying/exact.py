"""How exact fractions are added up fast, however many there are and whatever their denominators."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

_ZERO = Fraction(0)


def exact_sum(numbers: Iterable[Fraction]) -> Fraction:
    """The sum, without the cost of a growing denominator at each step: like denominators first, then in pairs."""
    by_denominator: dict[int, int] = defaultdict(int)
    for number in numbers:
        by_denominator[number.denominator] += number.numerator
    sums = [Fraction(top, bottom) for bottom, top in sorted(by_denominator.items())]
    while len(sums) > 1:
        sums = [sum(sums[index : index + 2], Fraction(0)) for index in range(0, len(sums), 2)]
    return sums[0] if sums else Fraction(0)


def times(price: Fraction | None, units: int) -> Fraction:
    """The price of so many units; nothing if there is no price."""
    return Fraction(price.numerator * units, price.denominator) if price and units else _ZERO
