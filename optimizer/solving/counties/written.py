"""A county's model with the values of its largest changes written out.

A column t that is the largest |x − current| / weight of several stocks takes only values k / weight. With one yes/no
column z per value, t = Σ value·z, and one whole column per weight, m = Σ ⌊value·weight⌋·z, each stock keeps
|x − current| ≤ m. That is exact, has few entries, and its relaxation is nearly tight; t's own rows are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack

from models.standard import Floats, StandardForm, StepColumn
from optimizer.solving.steps import step_values

_MARGIN = 1e-6

Window = tuple[float, float]


@dataclass(frozen=True)
class Written:
    """More columns and rows beside those of the county: ``inside`` over its columns, ``beside`` over the new ones.

    The new columns lie between 0 and ``upper`` and are all whole. ``kept`` are the rows of the county that still stand.
    """

    inside: csr_matrix
    beside: csr_matrix
    low: Floats
    high: Floats
    upper: Floats
    values: tuple[tuple[Fraction, ...], ...]

    def filled(self, form: StandardForm, point: Floats) -> Floats:
        """The new columns as they stand at a point: the first value that is not below it, and its whole units."""
        found: list[float] = []
        for step, values in zip(form.steps, self.values, strict=True):
            known = float(point[step.column])
            place = next((i for i, value in enumerate(values) if value >= known - _MARGIN), len(values) - 1)
            found += [float(i == place) for i in range(len(values))]
            found += [float(floor(values[place] * weight)) for weight in _weights(step)]
        return np.array(found)

    def rows(self, county: csr_matrix) -> csr_matrix:
        """All rows, the county's first."""
        blank = csr_matrix((county.shape[0], self.beside.shape[1]))
        return vstack([hstack([county, blank]), hstack([self.inside, self.beside])]).tocsr()


def step_rows(form: StandardForm) -> np.ndarray:
    """Which rows of a county do nothing but measure its largest changes."""
    measuring = np.isin(form.index, [step.column for step in form.steps])
    row = np.repeat(np.arange(len(form.row_low)), np.diff(form.start))
    found = np.zeros(len(form.row_low), bool)
    found[row[measuring]] = True
    return found


def has_values(form: StandardForm, windows: Sequence[Window]) -> bool:
    """Whether every largest change has a value inside its window at all."""
    return all(
        not np.isfinite(most)
        or any(floor(most * weight + _MARGIN) >= max(0, ceil(least * weight - _MARGIN)) for weight in _weights(step))
        for step, (least, most) in zip(form.steps, windows, strict=True)
    )


def _weights(step: StepColumn) -> list[int]:
    return sorted({int(each) for each in step.weight})


def write_out(form: StandardForm, windows: Sequence[Window]) -> Written | None:
    """The values of every largest change inside its window; None if one of them has none or too many."""
    entries: list[tuple[int, int, float]] = []
    beside: list[tuple[int, int, float]] = []
    low: list[float] = []
    high: list[float] = []
    upper: list[float] = []
    every: list[tuple[Fraction, ...]] = []

    def row(inside: Sequence[tuple[int, float]], new: Sequence[tuple[int, float]], least: float, most: float) -> None:
        entries.extend((len(low), column, value) for column, value in inside)
        beside.extend((len(low), column, value) for column, value in new)
        low.append(least)
        high.append(most)

    for step, (least, most) in zip(form.steps, windows, strict=True):
        values = step_values(step, least, most) if np.isfinite(most) else []
        if not values:
            return None
        every.append(tuple(values))
        first = len(upper)
        upper += [1.0] * len(values)
        chosen = range(first, first + len(values))
        row([], [(z, 1.0) for z in chosen], 1.0, 1.0)
        row([(step.column, 1.0)], [(z, -float(value)) for z, value in zip(chosen, values, strict=True)], 0.0, 0.0)
        for weight in _weights(step):
            units = [floor(value * weight) for value in values]
            most_units = len(upper)
            upper.append(float(units[-1]))
            row([], [(most_units, 1.0), *((z, -float(n)) for z, n in zip(chosen, units, strict=True))], 0.0, 0.0)
            for stock, sign, current in _members(step, weight):
                row([(stock, sign)], [(most_units, -1.0)], -np.inf, sign * current)
    shape = len(low)
    return Written(
        _matrix(entries, shape, len(form.column_lower)),
        _matrix(beside, shape, len(upper)),
        np.array(low),
        np.array(high),
        np.array(upper),
        tuple(every),
    )


def _members(step: StepColumn, weight: int) -> list[tuple[int, float, float]]:
    at = np.flatnonzero(step.weight == weight)
    return [(int(step.stock[i]), float(step.sign[i]), float(step.current[i])) for i in at]


def _matrix(entries: Sequence[tuple[int, int, float]], rows: int, columns: int) -> csr_matrix:
    if not entries:
        return csr_matrix((rows, columns))
    row, column, value = zip(*entries, strict=True)
    return csr_matrix((np.array(value), (np.array(row), np.array(column))), shape=(rows, columns))
