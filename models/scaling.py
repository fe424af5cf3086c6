"""By which powers of two rows and goals are scaled, so that their numbers are neither tiny nor huge for a solver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import frexp

import numpy as np

from models.arrays import NONE, Places, Whole, entries_of, starts_of
from models.exact import Priced
from models.linear import Number
from models.standard import Floats
from models.store import RowBlock
from models.system import Goal, Row, System

LARGEST = 1_000_000
"""Largest coefficient handed to the solver; beyond it presolve has been seen to go wrong."""


@dataclass(frozen=True, eq=False)
class FloatRows:
    """Rows as a solver takes them: terms in spans, ±inf where there is no end."""

    start: Whole
    column: Whole
    value: Floats
    low: Floats
    high: Floats

    @classmethod
    def joined(cls, parts: Sequence[FloatRows]) -> FloatRows:
        """Rows after rows."""
        lengths = [np.diff(part.start) for part in parts]
        return cls(
            starts_of(np.concatenate([np.zeros(0, np.int64), *lengths])),
            np.concatenate([np.zeros(0, np.int64), *(part.column for part in parts)]),
            np.concatenate([np.zeros(0), *(part.value for part in parts)]),
            np.concatenate([np.zeros(0), *(part.low for part in parts)]),
            np.concatenate([np.zeros(0), *(part.high for part in parts)]),
        )

    def of(self, rows: Places) -> FloatRows:
        """Some of the rows, in this order."""
        entries, start = entries_of(self.start, rows)
        return FloatRows(start, self.column[entries], self.value[entries], self.low[rows], self.high[rows])


def float_rows(system: System) -> FloatRows:
    """All rows of a system, each scaled."""
    return FloatRows.joined([_whole_rows(b) if b.value.dtype == np.int64 else _any_rows(b) for b in system.rows.blocks])


def _whole_rows(block: RowBlock) -> FloatRows:
    most = np.maximum.reduceat(np.abs(block.value), block.start[:-1])
    halved = np.zeros(len(most), np.int64)
    while (larger := most > np.int64(LARGEST) << halved).any():
        halved += larger
    scale = np.power(0.5, halved)
    value = block.value.astype(np.float64) * np.repeat(scale, np.diff(block.start))
    return _scaled(block, scale, value)


def _any_rows(block: RowBlock) -> FloatRows:
    values = block.value.astype(np.float64)
    size = np.abs(values)
    scale = np.empty(len(block.keys))
    for row, (first, last) in enumerate(zip(block.start[:-1].tolist(), block.start[1:].tolist(), strict=True)):
        ends = (first + int(size[first:last].argmin()), first + int(size[first:last].argmax()))
        scale[row] = float(_scale(*(abs(block.value[place]) for place in ends)))
    return _scaled(block, scale, values * np.repeat(scale, np.diff(block.start)))


def _scaled(block: RowBlock, scale: Floats, value: Floats) -> FloatRows:
    low = np.where(block.low == NONE, -np.inf, block.low.astype(np.float64) * scale)
    high = np.where(block.high == NONE, np.inf, block.high.astype(np.float64) * scale)
    return FloatRows(block.start, block.column.astype(np.int64), value, low, high)


def row_scale(row: Row) -> Fraction:
    """A power of two that lifts the smallest coefficient to 1 or more and keeps the largest within ``LARGEST``."""
    sizes = [value if value > 0 else -value for value in row.coefficients]
    return _scale(min(sizes), max(sizes))


def _scale(smallest: Number, largest: Number) -> Fraction:
    lift = Fraction(1)
    while smallest * lift < 1:
        lift *= 2
    while largest * lift > LARGEST:
        lift /= 2
    return lift


def goal_factor(goal: Goal) -> float:
    """A power of two that lifts the smallest coefficient to about 1, unless the largest would pass ``LARGEST``."""
    sizes = [abs(float(value)) for value in Priced.of(goal.terms).used if value]
    if not sizes:
        return 1.0
    lift = 2.0 ** -(frexp(min(sizes))[1] - 1)
    while max(sizes) * lift > LARGEST:
        lift /= 2
    return lift
