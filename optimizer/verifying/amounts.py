"""Columns of exact numbers: whole multiples of one fraction, added up as machine integers where none can overflow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.tables import ABSENT, Coded, Codes, Counts

Number = int | Fraction

Numbers = NDArray[np.int32] | NDArray[np.int64]
"""Rows, facilities, places or groups, by number."""

_ROOM = 2**62


@dataclass(frozen=True, eq=False)
class Amounts:
    """Numbers of which the i-th is ``numerators[i] / denominator``.

    ``numerators`` are 64-bit integers if the sum of their magnitudes is below 2^62, else Python's own without limit:
    adding up any of them, each once, is always exact.
    """

    numerators: NDArray[Any]
    denominator: int = 1

    @classmethod
    def of(cls, numerators: Counts, denominator: int = 1) -> Amounts:
        """The column of these numerators, which themselves fit into 64 bits."""
        fits = len(numerators) * _largest(numerators) < _ROOM
        return cls(numerators if fits else numerators.astype(object), denominator)

    @classmethod
    def of_cells(cls, cells: Coded[Fraction]) -> Amounts:
        """The column of these cells, with zero for an absent one."""
        whole, denominator = _common(cells.values)
        return _picked([*whole, 0], denominator, cells.codes)

    def __add__(self, other: Amounts) -> Amounts:
        """The sums, number by number."""
        denominator = math.lcm(self.denominator, other.denominator)
        one, two = self._over(denominator), other._over(denominator)
        fits = len(one) * (_largest(one) + _largest(two)) < _ROOM
        return Amounts(one + two if fits else one.astype(object) + two.astype(object), denominator)

    def _over(self, denominator: int) -> NDArray[Any]:
        times = denominator // self.denominator
        if times == 1:
            return self.numerators
        fits = len(self.numerators) * max(1, _largest(self.numerators)) * times < _ROOM
        return (self.numerators if fits else self.numerators.astype(object)) * times

    def times(self, units: Counts) -> Amounts:
        """Every number times so many units."""
        fits = len(units) * _largest(self.numerators) * _largest(units) < _ROOM
        if fits:
            return Amounts(self.numerators * units, self.denominator)
        return Amounts(self.numerators.astype(object) * units.astype(object), self.denominator)

    def among(self, rows: Numbers) -> Amounts:
        """The numbers of these rows, none of which may be named twice."""
        return Amounts(self.numerators[rows], self.denominator)

    def summed(self, groups: Numbers, count: int, rows: Numbers | None = None) -> Amounts:
        """The sum of each of ``count`` groups; ``groups`` has the group of every number, or of each of ``rows``.

        No number may be named twice for the same group.
        """
        numerators = self.numerators if rows is None else self.numerators[rows]
        sums = np.zeros(count, numerators.dtype)
        np.add.at(sums, groups, numerators)
        return Amounts(sums, self.denominator)

    def total(self) -> Fraction:
        """All together."""
        return Fraction(int(self.numerators.sum()) if len(self.numerators) else 0, self.denominator)

    def number(self, row: int) -> Fraction:
        """The number of one row."""
        return Fraction(int(self.numerators[row]), self.denominator)

    def fractions(self) -> list[Fraction]:
        """All numbers; equal ones are one object."""
        whole: list[int] = self.numerators.tolist()
        made = {number: Fraction(number, self.denominator) for number in set(whole)}
        return [made[number] for number in whole]

    def listed(self) -> list[Number]:
        """All numbers; whole ones as int where the denominator is 1."""
        return self.numerators.tolist() if self.denominator == 1 else [*self.fractions()]


def priced(own: Coded[Fraction], general: Sequence[Fraction | None], kinds: Codes) -> tuple[Amounts, NDArray[np.bool_]]:
    """A price per row, and whether it is known: its own, else the general one of its kind, else 0."""
    at_hand = [price for price in general if price is not None]
    whole, denominator = _common([*own.values, *at_hand])
    places = iter(range(len(own.values), len(whole)))
    of_kind = np.array([ABSENT if price is None else next(places) for price in general], np.int64)
    codes = np.where(own.codes >= 0, own.codes, of_kind[kinds]) if len(of_kind) else own.codes
    return _picked([*whole, 0], denominator, codes), codes >= 0


def _common(numbers: Sequence[Fraction]) -> tuple[list[int], int]:
    """Numbers as whole multiples of one fraction, and its denominator."""
    denominator = math.lcm(*(number.denominator for number in numbers))
    return [number.numerator * (denominator // number.denominator) for number in numbers], denominator


def _picked(whole: Sequence[int], denominator: int, codes: NDArray[Any]) -> Amounts:
    fits = max(1, len(codes)) * max(map(abs, whole)) < _ROOM
    return Amounts(np.array(whole, np.int64 if fits else object)[codes], denominator)


def _largest(numbers: NDArray[Any]) -> int:
    """The largest magnitude in a column."""
    return max(int(numbers.max()), -int(numbers.min())) if len(numbers) else 0
