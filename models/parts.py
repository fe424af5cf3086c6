"""The rows of a clause in the system: one column of units short for each soft row, and how large it can be."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import overload

import numpy as np

from models.arrays import MOST, NONE, Terms, TooLargeError, Whole, Yes, check, largest, same_of, starts_of, sums_of
from models.bounds import LIMIT
from models.bulk import ClauseRows, SideArrays
from models.keys import MadeKeys
from models.rows import Band, ClauseRow
from models.system import NEVER, SHORT, System

NO_SHORT = -1
"""Stands for the units short of a row that has to be kept."""


@dataclass(frozen=True, eq=False)
class Part:
    """The rows of one clause, the column of the units short of each, and those with an accepted deviation (row, column
    of the deviation, how much is accepted)."""

    rows: Sequence[ClauseRow]
    shorts: Whole
    banded: tuple[tuple[ClauseRow, int, Band], ...] = ()


class Chain(Sequence[ClauseRow]):
    """Several sequences as one."""

    def __init__(self, parts: Sequence[Sequence[ClauseRow]]) -> None:
        self._parts = parts
        self._ends = list(accumulate(len(part) for part in parts))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, place: int) -> ClauseRow: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[ClauseRow]: ...
    def __getitem__(self, place: int | slice) -> ClauseRow | Sequence[ClauseRow]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        number = range(len(self))[place]
        part = bisect_right(self._ends, number)
        return self._parts[part][number - (self._ends[part - 1] if part else 0)]

    def __iter__(self) -> Iterator[ClauseRow]:
        return (row for part in self._parts for row in part)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


def place_all(system: System, rows: ClauseRows, *, soft: bool) -> Part:
    """Add the rows of a clause to the system, each with its units short if it is soft."""
    count, sides = len(rows), len(rows.sides)
    clause, names = rows.clause.id, rows.names
    owner = np.concatenate([side.terms.owner * sides + number for number, side in enumerate(rows.sides)])
    column = np.concatenate([side.terms.column for side in rows.sides])
    value = np.concatenate([side.terms.value for side in rows.sides])
    shorts = np.full(count, NO_SHORT, np.int64)
    if soft:
        county = _counties(system, owner // sides, column, count)
        keys = MadeKeys(count, lambda place: (clause, names[place]))
        shorts = system.columns.extend([SHORT], keys, county=county, whole=False) + np.arange(count)
        ends, beside = np.repeat(shorts, sides), np.stack([side.unit for side in rows.sides], axis=1).ravel()
    else:
        ends, beside = _fixed(system, rows, np.bincount(owner, minlength=count * sides) == 0)
    stands = np.flatnonzero(ends != NO_SHORT)
    terms = Terms.gathered(
        np.concatenate([owner, stands]),
        np.concatenate([column, ends[stands]]),
        np.concatenate([value, beside[stands]]),
        count * sides,
    )
    keys = MadeKeys(count * sides, lambda place: (clause, names[place // sides]))
    low = np.stack([side.bound for side in rows.sides], axis=1).ravel()
    system.rows.extend(["clause"], keys, terms.start, terms.column, terms.value, low=low)
    return Part(rows, shorts)


def _counties(system: System, owner: Whole, column: Whole, count: int) -> Whole:
    """The one county of the columns of each row, -1 where they are of several."""
    order = np.argsort(owner, kind="stable")
    start = starts_of(np.bincount(owner, minlength=count))
    return same_of(system.columns.county[column[order]], start).astype(np.int64)


def _fixed(system: System, rows: ClauseRows, empty: Yes) -> tuple[Whole, Whole]:
    """For rows without decisions a column fixed at zero, so that a false law stays false."""
    places = np.flatnonzero(empty)
    clause, names, sides = rows.clause.id, rows.names, len(rows.sides)
    keys = MadeKeys(len(places), lambda place: (clause, names[places[place] // sides]))
    first = system.columns.extend([NEVER], keys, county=-1, upper=0)
    ends = np.full(len(empty), NO_SHORT, np.int64)
    ends[places] = first + np.arange(len(places))
    return ends, np.ones(len(empty), np.int64)


def bound_shorts(system: System, part: Part) -> None:
    """A shortfall never needs to exceed what the emptiest (or fullest) plan would miss."""
    soft = np.flatnonzero(part.shorts != NO_SHORT)
    if not len(soft):
        return
    worst: Whole | None = None
    if isinstance(part.rows, ClauseRows):
        try:
            worst = _all_missed(system, part.rows.sides)[soft]
        except TooLargeError:
            worst = None
    if worst is None:
        missed = [_missed(system, part.rows[row]) for row in soft.tolist()]
        worst = np.array([NONE if most > MOST else most for most in missed], np.int64)
    system.columns.upper[part.shorts[soft]] = worst


def _all_missed(system: System, sides: Sequence[SideArrays]) -> Whole:
    lower, upper = system.columns.lower, np.where(system.columns.upper == NONE, LIMIT, system.columns.upper)
    worst = np.zeros(len(sides[0].bound), np.int64)
    for side in sides:
        column, value = side.terms.column, side.terms.value
        reach = np.where(value > 0, lower[column], upper[column])
        sizes = np.abs(value.astype(np.float64)) * np.abs(reach.astype(np.float64))
        check(int(4 * sums_of(sizes, side.terms.start).max(initial=0.0)) + 4 * largest(side.bound))
        least = sums_of(value * reach, side.terms.start)
        worst = np.maximum(worst, -((least - side.bound) // side.unit))
    return worst


def _missed(system: System, row: ClauseRow) -> int:
    worst = Fraction(0)
    for side in row.sides:
        least = -largest_value(system, ((c, -v) for c, v in zip(side.columns, side.coefficients, strict=True)))
        worst = max(worst, Fraction(side.bound - least, side.unit))
    return max(0, -(-worst.numerator // worst.denominator))


def largest_value(system: System, terms: Iterable[tuple[int, int]]) -> int:
    """The largest value of Σ coefficient · column within the bounds of the columns."""
    total, columns = 0, system.columns
    for number, value in terms:
        upper = int(columns.upper[number])
        total += value * ((LIMIT if upper == NONE else upper) if value > 0 else int(columns.lower[number]))
    return total
