"""Exact numbers in arrays: fractions over one denominator, and linear expressions whose coefficients repeat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm

import numpy as np
from numpy.typing import NDArray

from models.arrays import Places, Whole, Yes, check, largest
from models.linear import Number


@dataclass(frozen=True, eq=False)
class Fractions:
    """Exact numbers: ``top[i] / over``."""

    top: Whole
    over: int

    @classmethod
    def of(cls, numbers: Iterable[Number]) -> Fractions:
        """These numbers."""
        listed = [Fraction(number) for number in numbers]
        over = lcm(*{one.denominator for one in listed})
        tops = [one.numerator * (over // one.denominator) for one in listed]
        check(max([over, *map(abs, tops)]))
        return cls(np.array(tops, np.int64), over)

    @classmethod
    def repeated(cls, number: Fraction, count: int) -> Fractions:
        """One number, ``count`` times."""
        check(max(abs(number.numerator), number.denominator))
        return cls(np.full(count, number.numerator, np.int64), number.denominator)

    def __len__(self) -> int:
        return len(self.top)

    def __getitem__(self, place: int) -> Fraction:
        return Fraction(int(self.top[place]), self.over)

    def at(self, places: Places | Yes) -> Fractions:
        """The numbers at these places."""
        return Fractions(self.top[places], self.over)

    def times(self, factor: Fraction) -> Fractions:
        """Each multiplied by a number."""
        common = gcd(factor.numerator, self.over)
        numerator, over = factor.numerator // common, (self.over // common) * factor.denominator
        check(max(largest(self.top) * abs(numerator), over))
        return Fractions(self.top * numerator, over)

    def over_at(self, over: int) -> Whole:
        """The numerators over another denominator, a multiple of its own."""
        factor = over // self.over
        check(largest(self.top) * factor)
        return self.top * factor

    def floor(self) -> Fractions:
        """Each rounded down."""
        return Fractions(self.top // self.over, 1)

    def ceil(self) -> Fractions:
        """Each rounded up."""
        return Fractions(-(-self.top // self.over), 1)

    def at_least(self, number: int) -> Fractions:
        """Each, or ``number`` where it is less."""
        check(number * self.over)
        return Fractions(np.maximum(self.top, number * self.over), self.over)

    def sum(self) -> Fraction:
        """All of them added up."""
        check(largest(self.top) * max(len(self), 1))
        return Fraction(int(self.top.sum()), self.over)


def summed(numbers: Fractions, owner: Places, count: int) -> Fractions:
    """The sum of the numbers of each owner."""
    check(largest(numbers.top) * max(len(numbers), 1))
    top = np.zeros(count, np.int64)
    np.add.at(top, owner, numbers.top)
    return Fractions(top, numbers.over)


@dataclass(frozen=True, eq=False)
class Priced(Mapping[int, Number]):
    """A linear expression whose coefficients repeat: ``amounts[codes[i]]`` times column ``columns[i]``.

    No column stands in it twice.
    """

    columns: Whole
    codes: Whole
    amounts: tuple[Number, ...]

    @classmethod
    def of(cls, terms: Mapping[int, Number]) -> Priced:
        """Any expression."""
        if isinstance(terms, Priced):
            return terms
        columns = np.fromiter(terms, np.int64, len(terms))
        return cls(columns, np.arange(len(terms)), tuple(terms.values()))

    @classmethod
    def joined(cls, parts: Sequence[Priced]) -> Priced:
        """Several expressions without a column in common as one; terms of zero are left out."""
        first, columns, codes = 0, list[Whole](), list[Whole]()
        amounts: list[Number] = []
        for part in parts:
            columns.append(part.columns)
            codes.append(part.codes + first)
            amounts += part.amounts
            first += len(part.amounts)
        if not parts:
            return cls(np.zeros(0, np.int64), np.zeros(0, np.int64), ())
        made = cls(np.concatenate(columns), np.concatenate(codes), tuple(amounts))
        kept = np.array([amount != 0 for amount in amounts], np.bool_)[made.codes]
        return made if kept.all() else cls(made.columns[kept], made.codes[kept], made.amounts)

    def times(self, factor: Number) -> Priced:
        """Every coefficient multiplied by a number."""
        return Priced(self.columns, self.codes, tuple(factor * amount for amount in self.amounts))

    @cached_property
    def used(self) -> tuple[Number, ...]:
        """The coefficients that stand somewhere, each once."""
        return tuple(self.amounts[code] for code in np.unique(self.codes).tolist())

    def floats(self) -> NDArray[np.float64]:
        """The coefficients as the solver takes them."""
        return np.array([float(amount) for amount in self.amounts], np.float64)[self.codes]

    @cached_property
    def _place(self) -> Mapping[int, int]:
        return {column: place for place, column in enumerate(self.columns.tolist())}

    def __getitem__(self, column: int) -> Number:
        return self.amounts[int(self.codes[self._place[column]])]

    def __contains__(self, column: object) -> bool:
        return column in self._place

    def __iter__(self) -> Iterator[int]:
        return iter(self.columns.tolist())

    def __len__(self) -> int:
        return len(self.columns)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self) == dict(other)

    __hash__ = None  # type: ignore[assignment]
