"""A county's model with the largest changes cut into cells, finer where it matters.

A column t that is the largest |x − current| / weight of several stocks takes only values k / weight, and a relaxation
that lets it lie between them is weak. Its range is cut into cells [a, b] with one yes/no column z each. In a cell the
change costs at least a and allows each stock ⌊b·weight⌋ units: t = Σ a·z, and one whole column per weight,
m = Σ ⌊b·weight⌋·z, with |x − current| ≤ m. Every plan fits, so the least cost is a bound; once each chosen cell begins
at the change that its stocks make, it is the optimum. The rows of t itself are left out.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack

from models.standard import Floats, StandardForm, StepColumn

_MARGIN = 1e-7

Cell = tuple[float, float]
"""The least and the largest change in it."""

FIRST_CELLS = 16
"""Into how many cells a range is cut at first, the narrowest at its lower end."""


@dataclass(frozen=True)
class Written:
    """More columns and rows beside those of the county: ``inside`` over its columns, ``beside`` over the new ones.

    The new columns lie between 0 and ``upper`` and are all whole.
    """

    inside: csr_matrix
    beside: csr_matrix
    low: Floats
    high: Floats
    upper: Floats

    def rows(self, county: csr_matrix) -> csr_matrix:
        """All rows, the county's first."""
        blank = csr_matrix((county.shape[0], self.beside.shape[1]))
        return csr_matrix(vstack([hstack([county, blank]), hstack([self.inside, self.beside])]))


def step_rows(form: StandardForm) -> NDArray[np.bool_]:
    """Which rows of a county do nothing but measure its largest changes."""
    measuring = np.isin(form.index, [step.column for step in form.steps])
    row = np.repeat(np.arange(len(form.row_low)), np.diff(form.start))
    found = np.zeros(len(form.row_low), bool)
    found[row[measuring]] = True
    return found


def first_cells(least: float, most: float) -> list[Cell]:
    """A range cut into cells that grow wider upwards."""
    edges = least + max(0.0, most - least) * np.linspace(0.0, 1.0, FIRST_CELLS + 1) ** 2
    return [(float(low), float(high)) for low, high in itertools.pairwise(edges)]


def kept_cells(step: StepColumn, cells: Sequence[Cell], most: float) -> list[Cell]:
    """The cells that have a value at or below ``most``, each drawn in to its values."""
    weights = _weights(step)
    found = []
    for low, end in cells:
        high = min(end, most)
        begin = min(max(0, ceil(low * weight - _MARGIN)) / weight for weight in weights)
        if begin <= high + _MARGIN:
            found.append((begin, high))
    return found


def split_cell(cells: Sequence[Cell], value: float) -> list[Cell]:
    """The cells with the one around a value cut there and halfway below it."""
    found: list[Cell] = []
    for low, high in cells:
        if low + _MARGIN < value <= high + _MARGIN:
            middle = 0.5 * (low + value)
            found += [(low, middle), (middle, value - 4 * _MARGIN), (value, max(value, high))]
        else:
            found.append((low, high))
    return found


def write_out(form: StandardForm, cells: Sequence[Sequence[Cell]]) -> Written:
    """The columns and rows of these cells, a list per largest change, none empty."""
    building = _Building()
    for step, own in zip(form.steps, cells, strict=True):
        chosen = building.columns([1.0] * len(own))
        building.row([], [(z, 1.0) for z in chosen], 1.0, 1.0)
        begins = [(z, -low) for z, (low, _) in zip(chosen, own, strict=True)]
        building.row([(step.column, 1.0)], begins, 0.0, 0.0)
        for weight in _weights(step):
            units = [float(floor(high * weight + _MARGIN)) for _, high in own]
            (allowed,) = building.columns([max(units)])
            spent = [(z, -amount) for z, amount in zip(chosen, units, strict=True)]
            building.row([], [(allowed, 1.0), *spent], 0.0, 0.0)
            for at in np.flatnonzero(step.weight == weight):
                sign, current = float(step.sign[at]), float(step.current[at])
                building.row([(int(step.stock[at]), sign)], [(allowed, -1.0)], -np.inf, sign * current)
    return building.written(len(form.column_lower))


def _weights(step: StepColumn) -> list[int]:
    return [int(weight) for weight in np.unique(step.weight)]


class _Building:
    def __init__(self) -> None:
        self._inside: list[tuple[int, int, float]] = []
        self._beside: list[tuple[int, int, float]] = []
        self._low: list[float] = []
        self._high: list[float] = []
        self._upper: list[float] = []

    def columns(self, upper: Sequence[float]) -> range:
        """Add columns with these upper bounds."""
        first = len(self._upper)
        self._upper += upper
        return range(first, len(self._upper))

    def row(
        self, inside: Sequence[tuple[int, float]], beside: Sequence[tuple[int, float]], low: float, high: float
    ) -> None:
        """Add a row over columns of the county and new ones."""
        number = len(self._low)
        self._inside += [(number, column, value) for column, value in inside]
        self._beside += [(number, column, value) for column, value in beside if value]
        self._low.append(low)
        self._high.append(high)

    def written(self, columns: int) -> Written:
        """All that was added."""
        rows = len(self._low)
        return Written(
            _matrix(self._inside, rows, columns),
            _matrix(self._beside, rows, len(self._upper)),
            np.array(self._low),
            np.array(self._high),
            np.array(self._upper),
        )


def _matrix(entries: Sequence[tuple[int, int, float]], rows: int, columns: int) -> csr_matrix:
    if not entries:
        return csr_matrix((rows, columns))
    row, column, value = zip(*entries, strict=True)
    return csr_matrix((np.array(value), (np.array(row), np.array(column))), shape=(rows, columns))
