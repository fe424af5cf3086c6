"""A column of a large table as numbers: each distinct value is kept once, cells are codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Value = TypeVar("Value")
Other = TypeVar("Other")

Codes = NDArray[np.int32]
Counts = NDArray[np.int64]

ABSENT = -1
"""Code of an empty cell; also the count of one, since counts are never negative."""


@dataclass(frozen=True, eq=False)
class Coded(Generic[Value]):
    """A column whose cells repeat: cell i is ``values[codes[i]]``, or None where the code is ``ABSENT``."""

    codes: Codes
    values: tuple[Value, ...]

    @classmethod
    def of(cls, cells: Iterable[Value | None]) -> Coded[Value]:
        """The column of these cells; values are numbered in the order they first appear."""
        numbers: dict[Value, int] = {}
        codes = [ABSENT if cell is None else numbers.setdefault(cell, len(numbers)) for cell in cells]
        return cls(np.array(codes, np.int32), tuple(numbers))

    @classmethod
    def absent(cls, count: int) -> Coded[Value]:
        """A column of so many empty cells."""
        return cls(np.full(count, ABSENT, np.int32), ())

    def __getitem__(self, row: int) -> Value | None:
        code = self.codes[row]
        return None if code < 0 else self.values[code]

    def __len__(self) -> int:
        return len(self.codes)

    def cells(self, start: int, stop: int) -> list[Value | None]:
        """The cells of some rows that follow each other."""
        return [None if code < 0 else self.values[code] for code in self.codes[start:stop].tolist()]

    def mapped(self, change: Callable[[Value], Other | None]) -> Coded[Other]:
        """The column with every value changed: each is changed once, equal results are one value, None is absent."""
        changed = Coded.of(map(change, self.values))
        return Coded(np.append(changed.codes, np.int32(ABSENT))[self.codes], changed.values)

    def ordered(self, rows: NDArray[np.integer]) -> Coded[Value]:
        """The cells of these rows in this order, values numbered as they first appear there."""
        codes = self.codes[rows]
        first = np.full(len(self.values) + 1, len(codes))
        first[codes[::-1]] = np.arange(len(codes))[::-1]  # of several places of a value the last one written stays
        first[ABSENT] = len(codes)
        appearing = np.argsort(first, kind="stable")[: np.count_nonzero(first < len(codes))]
        number = np.full(len(self.values) + 1, ABSENT, np.int32)
        number[appearing] = np.arange(len(appearing))
        return Coded(number[codes], tuple(self.values[value] for value in appearing.tolist()))

    def filled(self, value: Value) -> Coded[Value]:
        """The column with this value in its empty cells."""
        if (self.codes != ABSENT).all():
            return self
        values = self.values if value in self.values else (*self.values, value)
        return Coded(np.where(self.codes == ABSENT, np.int32(values.index(value)), self.codes), values)

    def where(self, test: Callable[[Value], bool]) -> NDArray[np.bool_]:
        """Which cells pass a test that is put to each value once; an absent one passes none."""
        passed = np.array([*map(test, self.values), False], dtype=bool)
        return passed[self.codes]
