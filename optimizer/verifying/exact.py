"""How exact fractions are added up and compared fast, however many there are and whatever their denominators."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from models.tables import Counts

_ZERO = Fraction(0)
_ABOUT = 1 - 1e-12


def exact_sum(numbers: Iterable[Fraction]) -> Fraction:
    """The sum, without the cost of a growing denominator at each step: like denominators first, then in pairs."""
    by_denominator: dict[int, int] = defaultdict(int)
    for number in numbers:
        by_denominator[number.denominator] += number.numerator
    sums = [Fraction(top, bottom) for bottom, top in sorted(by_denominator.items())]
    while len(sums) > 1:
        sums = [sum(sums[index : index + 2], Fraction(0)) for index in range(0, len(sums), 2)]
    return sums[0] if sums else Fraction(0)


def largest_ratios(groups: Counts, tops: Counts, bottoms: Counts) -> list[Fraction]:
    """The largest top / bottom of each group that occurs; both are whole, bottoms above zero.

    Floating point only leaves out what is surely smaller: it is told apart by far more than rounding can do.
    """
    if not len(groups):
        return []
    _, group_of = np.unique(groups, return_inverse=True)
    rough = tops / bottoms
    largest = np.zeros(group_of.max() + 1)
    np.maximum.at(largest, group_of, rough)
    near = np.flatnonzero(rough >= largest[group_of] * _ABOUT)
    found: list[Fraction] = [_ZERO] * len(largest)
    pairs = {*zip(group_of[near].tolist(), tops[near].tolist(), bottoms[near].tolist(), strict=True)}
    for group, top, bottom in pairs:
        found[group] = max(found[group], Fraction(top, bottom))
    return found
