"""The natural bounds of all columns at once: every round looks at all rows together, in exact 64-bit numbers.

The least uppers that allow every need are the same whatever order the rows are looked at in, so that a round of all
rows at once comes to what row after row comes to. Where that does not come to rest, or a number might not fit, the
caller takes the rows one by one (``bounds.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from models.arrays import (
    MOST,
    NONE,
    TooLargeError,
    Whole,
    Yes,
    check,
    entries_of,
    largest,
    owner_of,
    starts_of,
    sums_of,
)
from models.linear import Number
from models.system import ADDED, LOWEST, SLACK, STOCK, System

Side = tuple[tuple[int, ...], tuple[Number, ...], Number]
"""(columns, coefficients, b) of Σ a·x ≥ b"""


@dataclass(frozen=True, eq=False)
class _Sides:
    """Many Σ a·x ≥ b, each with a column that may have to grow for it."""

    start: Whole
    column: Whole
    value: Whole
    bound: Whole

    def of(self, chosen: Whole) -> _Sides:
        entries, start = entries_of(self.start, chosen)
        return _Sides(start, self.column[entries], self.value[entries], self.bound[chosen])


def settled(system: System, alternatives: Iterable[Side], limit: int, rounds: int) -> Whole | None:
    """The largest useful value of each column; None if that is not found in so many rounds.

    ``limit`` stands for the largest value of a column that has none. Raises TooLargeError.
    """
    columns = system.columns
    growing = columns.of_kind(STOCK, ADDED)
    written = np.where(columns.upper == NONE, MOST, columns.upper)
    upper = np.where(columns.upper == NONE, limit, columns.upper)
    upper[columns.of_kind(LOWEST)] = 0
    start = np.where(columns.of_kind(STOCK), np.maximum(columns.today, columns.lower), 0)
    upper[growing] = np.minimum(start, written)[growing]
    sides = _useful(_all_sides(system, alternatives), growing)
    balances = _balances(system)
    for _ in range(rounds):
        before = upper.copy()
        _raise(sides, columns.lower, written, growing, upper)
        _follow(balances, written, upper)
        if (before == upper).all():
            return upper
    return None


def _all_sides(system: System, alternatives: Iterable[Side]) -> _Sides:
    slack = system.columns.of_kind(SLACK)
    parts = [_listed(alternatives)]
    for block in system.rows.blocks:
        if not all(each.dtype == np.int64 for each in (block.value, block.low, block.high)):
            raise TooLargeError
        rows = ~system.rows.of_kind(block, "balance")
        rows[owner_of(block.start)[slack[block.column]]] = False
        for sign, ends in ((1, block.low), (-1, block.high)):
            entries, start = entries_of(block.start, chosen := np.flatnonzero(rows & (ends != NONE)))
            column = block.column[entries].astype(np.int64)
            parts.append(_Sides(start, column, sign * block.value[entries], sign * ends[chosen]))
    lengths = np.concatenate([np.diff(part.start) for part in parts])
    column, value, bound = (np.concatenate([getattr(p, name) for p in parts]) for name in ("column", "value", "bound"))
    return _Sides(starts_of(lengths), column, value, bound)


def _listed(sides: Iterable[Side]) -> _Sides:
    listed = list(sides)
    values = [value for _, coefficients, _ in listed for value in coefficients]
    bounds = [bound for _, _, bound in listed]
    if not all(isinstance(number, int) and abs(number) <= MOST for number in (*values, *bounds)):
        raise TooLargeError
    return _Sides(
        starts_of(np.array([len(columns) for columns, _, _ in listed], np.int64)),
        np.array([column for columns, _, _ in listed for column in columns], np.int64),
        np.array(values, np.int64),
        np.array(bounds, np.int64),
    )


def _useful(sides: _Sides, growing: Yes) -> _Sides:
    helped = np.zeros(len(sides.bound), bool)
    helped[owner_of(sides.start)[growing[sides.column] & (sides.value > 0)]] = True
    return sides.of(np.flatnonzero(helped))


def _balances(system: System) -> tuple[Whole, Whole, Whole]:
    """Stock, increase and today's number of every balance."""
    found = [np.zeros((3, 0), np.int64)]
    for block in system.rows.blocks:
        rows = np.flatnonzero(system.rows.of_kind(block, "balance"))
        first = block.start[rows]
        found.append(np.stack([block.column[first], block.column[first + 1], block.low[rows]]).astype(np.int64))
    stock, up, current = np.concatenate(found, axis=1)
    return stock, up, current


def _raise(sides: _Sides, lower: Whole, written: Whole, growing: Yes, upper: Whole) -> None:
    """Let every growing column be as large as one side alone might need it, given the others."""
    helps = sides.value > 0
    reach = np.where(helps, lower[sides.column], upper[sides.column])
    _check(sides, reach)
    least = sums_of(sides.value * reach, sides.start)
    missing = np.where(least < sides.bound, sides.bound - least, 0)
    owner = owner_of(sides.start)
    asks = np.flatnonzero(helps & growing[sides.column] & (missing[owner] > 0))
    column, value = sides.column[asks], sides.value[asks]
    need = -(-(missing[owner[asks]] + value * lower[column]) // value)
    np.maximum.at(upper, column, np.minimum(need, written[column]))


def _check(sides: _Sides, reach: Whole) -> None:
    """Raise TooLargeError unless every sum surely fits: crudely first, then row by row."""
    longest = int(np.diff(sides.start).max(initial=0))
    if 4 * longest * largest(sides.value) * max(largest(reach), 1) + 2 * largest(sides.bound) > MOST:
        sizes = np.abs(sides.value.astype(np.float64)) * np.abs(reach.astype(np.float64))
        check(int(4 * sums_of(sizes, sides.start).max(initial=0.0)) + 2 * largest(sides.bound))


def _follow(balances: tuple[Whole, Whole, Whole], written: Whole, upper: Whole) -> None:
    """x − added + removed = current: an increase needed raises x, and a stock that may grow lets the increase grow."""
    stock, up, current = balances
    check(4 * max(largest(upper[stock]), largest(upper[up]), largest(current)))
    upper[stock] = np.maximum(upper[stock], np.minimum(written[stock], current + upper[up]))
    upper[up] = np.maximum(upper[up], np.minimum(written[up], upper[stock] - current))
