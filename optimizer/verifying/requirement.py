"""What a sentence asks of one area, given its base there, and how far an achieved measure is from it.

With value v, tolerance t, "per n" and base B, where the base is data (1, a population, a facility number):

    at_least    m ≥ (v − t) / n · B       rounded up, if m counts whole units
    at_most     m ≤ (v + t) / n · B       rounded down, if m counts whole units
    exactly,    m = v / n · B             rounded half up, if m counts whole units; with t > 0 any whole number
    about                                 from (v − t) / n · B to (v + t) / n · B does as well

A base that is itself decided is never rounded. Against it, ``exactly`` and ``about`` accept every whole number less
than one unit away, and amounts of money up to one unit of currency away, or what lies in the tolerance.
``between`` accepts the whole numbers (or all amounts of money) from one end to the other; the first whole number that
is large enough is never too large, whatever the base.
A value below zero, after the tolerance, is zero.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from models.clause import AT_LEAST, AT_MOST, BETWEEN, Clause, DecidedBase
from optimizer.verifying.measure import Number

_HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Requirement:
    """A number to print, and the interval (None where it has no end) in which an achieved measure is right."""

    required: Fraction
    low: Fraction | None
    high: Fraction | None

    def short(self, achieved: Number) -> Fraction:
        """The units that are missing below the interval, or in excess above it; zero inside."""
        missing = Fraction(0) if self.low is None else self.low - achieved
        excess = Fraction(0) if self.high is None else achieved - self.high
        return max(Fraction(0), missing, excess)


class Sentence:
    """One clause's comparator and rates (units per unit of base), ready to be applied to bases."""

    def __init__(self, clause: Clause) -> None:
        self._comparator = clause.comparator
        self._whole = clause.whole
        self._decided = isinstance(clause.base, DecidedBase)
        self._exact = clause.tolerance == 0
        self._value = clause.value / clause.per
        self._lowest = max(Fraction(0), clause.value - clause.tolerance) / clause.per
        self._highest = (clause.upper + clause.tolerance) / clause.per
        self._tolerance = clause.tolerance / clause.per

    def requirement(self, base: Number) -> Requirement:
        """What the sentence asks for with this base, never rounded if the base is decided."""
        if self._comparator == AT_LEAST:
            low = self._rounded(math.ceil, self._lowest * base)
            return Requirement(low, low, None)
        if self._comparator == AT_MOST:
            high = self._rounded(math.floor, self._highest * base)
            return Requirement(high, None, high)
        if self._comparator == BETWEEN:
            return self._between(base)
        return self._near_decided(base) if self._decided else self._near_given(base)

    def scale(self, base_today: Number) -> Fraction:
        """What makes shortfalls comparable: the requirement with the base of today, but never below one unit."""
        return max(Fraction(1), self.requirement(base_today).required)

    def _rounded(self, rounding: Callable[[Fraction], int], amount: Fraction) -> Fraction:
        return Fraction(rounding(amount)) if self._whole and not self._decided else amount

    def _between(self, base: Number) -> Requirement:
        low, high = self._lowest * base, self._highest * base
        if not self._whole:
            return Requirement(low, low, high)
        first = math.ceil(low)
        required = low if self._decided else Fraction(first)
        return Requirement(required, Fraction(first), Fraction(max(first, math.floor(high))))

    def _near_given(self, base: Number) -> Requirement:
        low, high = self._lowest * base, self._highest * base
        if not self._whole:
            return Requirement(self._value * base, low, high)
        nearest = Fraction(math.floor(self._value * base + _HALF))
        first, last = math.ceil(low), math.floor(high)
        if self._exact or first > last:
            return Requirement(nearest, nearest, nearest)
        return Requirement(nearest, Fraction(first), Fraction(last))

    def _near_decided(self, base: Number) -> Requirement:
        required = self._value * base
        if not self._whole:
            margin = max(self._tolerance * base, Fraction(1))
            return Requirement(required, required - margin, required + margin)
        low = min(math.floor(required), math.ceil(self._lowest * base))
        high = max(math.ceil(required), math.floor(self._highest * base))
        return Requirement(required, Fraction(low), Fraction(high))
