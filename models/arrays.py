"""Whole numbers in arrays: columns that grow, and rows of different lengths.

Whole numbers stand in 64 bits only where that is provably enough; where it is not, ``TooLargeError`` sends the caller
back to Python's own numbers, which have no end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Places = NDArray[np.integer[Any]]
Yes = NDArray[np.bool_]

NONE = int(np.iinfo(np.int64).min)
"""Stands where there is no number: a bound that nobody has set."""

MOST = 2**62
"""Whole numbers up to this size, and the sum of any two of them, fit 64 bits."""


class TooLargeError(ArithmeticError):
    """A result might not fit 64 bits."""


class Growing:
    """An array that values are appended to."""

    def __init__(self, dtype: type[np.generic]) -> None:
        self._data: NDArray[Any] = np.empty(64, dtype)
        self.size = 0

    @property
    def view(self) -> NDArray[Any]:
        """The values so far, to be read and written in place; no longer valid once more are appended."""
        return self._data[: self.size]

    def append(self, value: object) -> None:
        """Add one value."""
        self._make_room(1)
        self._data[self.size] = value
        self.size += 1

    def extend(self, values: object, count: int) -> None:
        """Add ``count`` values, or one value so many times."""
        self._make_room(count)
        self._data[self.size : self.size + count] = values
        self.size += count

    def _make_room(self, count: int) -> None:
        if self.size + count > len(self._data):
            larger = np.empty(max(2 * len(self._data), self.size + count), self._data.dtype)
            larger[: self.size] = self.view
            self._data = larger


def starts_of(lengths: Places) -> Whole:
    """Where each of several spans of these lengths begins, and where the last one ends."""
    start = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=start[1:])
    return start


def owner_of(start: Whole) -> Whole:
    """The span that each entry belongs to."""
    return np.repeat(np.arange(len(start) - 1), np.diff(start))


def entries_of(start: Whole, chosen: Places) -> tuple[Whole, Whole]:
    """The entries of some spans, one span after the other, and where each of these begins among them."""
    lengths = start[chosen + 1] - start[chosen]
    fresh = starts_of(lengths)
    return np.arange(fresh[-1]) + np.repeat(start[chosen] - fresh[:-1], lengths), fresh


def sums_of(values: NDArray[Any], start: Whole) -> NDArray[Any]:
    """The sum of each span, 0 for an empty one."""
    found = np.zeros(len(start) - 1, values.dtype)
    filled = np.flatnonzero(np.diff(start))
    if len(filled):
        found[filled] = np.add.reduceat(values, start[:-1][filled])
    return found


def common_of(values: Whole, start: Whole, first: Whole) -> Whole:
    """The greatest common divisor of each span and of the ``first`` number that goes with it."""
    found = first.copy()
    filled = np.flatnonzero(np.diff(start))
    if len(filled):
        found[filled] = np.gcd(found[filled], np.gcd.reduceat(values, start[:-1][filled]))
    return found


def same_of(codes: NDArray[np.int32], start: Whole) -> NDArray[np.int32]:
    """The one code that all entries of a span have; -1 where they differ or there are none."""
    found = np.full(len(start) - 1, -1, np.int32)
    filled = np.flatnonzero(np.diff(start))
    if len(filled):
        least, most = (pick.reduceat(codes, start[:-1][filled]) for pick in (np.minimum, np.maximum))
        found[filled] = np.where(least == most, least, -1)
    return found


def largest(values: Whole) -> int:
    """The largest size of any of them."""
    return max(abs(int(values.max())), abs(int(values.min()))) if len(values) else 0


def check(size: int) -> None:
    """Raise TooLargeError unless numbers of this size fit."""
    if size > MOST:
        raise TooLargeError


@dataclass(frozen=True, eq=False)
class Seen:
    """Codes in the order in which they first appear, and for every entry the place of its code there."""

    codes: Whole
    number: Whole


def first_seen(codes: Places) -> Seen:
    """The codes of some entries, each once."""
    different, first, own = np.unique(codes, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return Seen(different[order].astype(np.int64), place[own])


@dataclass(frozen=True, eq=False)
class Terms:
    """Σ value · column per span: ``column`` rises within a span, no value is zero."""

    start: Whole
    column: Whole
    value: Whole

    @classmethod
    def gathered(cls, owner: Places, column: Places, value: Whole, count: int) -> Terms:
        """The terms of ``count`` spans in any order; those of one column are added up."""
        width = int(column.max()) + 1 if len(column) else 1
        check(count * width)
        key = owner.astype(np.int64) * width + column
        if len(key) and not (key[1:] > key[:-1]).all():
            order = np.argsort(key, kind="stable")
            key, first = np.unique(key[order], return_index=True)
            check(largest(value) * int(np.diff(first, append=len(value)).max()))
            value = np.add.reduceat(value[order], first)
        if not value.all():
            key, value = key[value != 0], value[value != 0]
        spans = starts_of(np.bincount(key // width, minlength=count))
        return cls(spans, key % width, value)

    @property
    def owner(self) -> Whole:
        """The span of each term."""
        return owner_of(self.start)

    def times(self, factor: int) -> Terms:
        """The same, multiplied by a whole number that is not zero."""
        check(largest(self.value) * abs(factor))
        return Terms(self.start, self.column, self.value * factor)

    def of(self, spans: Places) -> Terms:
        """Some of the spans, in this order."""
        entries, start = entries_of(self.start, spans)
        return Terms(start, self.column[entries], self.value[entries])


def together(*parts: Terms) -> Terms:
    """The sum of expressions, span by span."""
    owner = np.concatenate([part.owner for part in parts])
    column = np.concatenate([part.column for part in parts])
    value = np.concatenate([part.value for part in parts])
    return Terms.gathered(owner, column, value, len(parts[0].start) - 1)
