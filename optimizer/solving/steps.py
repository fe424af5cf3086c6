"""Sharpening a goal made of largest relative changes, so that its optimum can be proven.

A column t ≥ |x − current| / c over several x takes only the values k / c, but a relaxation lets it lie between them,
and branching closes that gap very slowly. Once a good plan is known, a window of t follows from two small linear
programs, and inside it the values are written out: t = Σ value·z with one z = 1, and |x − current| ≤ Σ ⌊value·c⌋·z.
That is exact, its relaxation is nearly tight, and narrows the windows further.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

import highspy
import numpy as np
from numpy.typing import NDArray

from models.standard import Floats, StandardForm, StepColumn

Wholes = NDArray[np.int32]

MOST_VALUES = 4000
"""A column with more values than this in its window is left as it is."""

PASSES = 4
"""How often windows are narrowed and the values in them written out again."""

_MARGIN = 1e-6


class Sharpened:
    """A model with the values of its step columns written out for as long as the ``with`` block lasts."""

    def __init__(self, highs: highspy.Highs, form: StandardForm, cost: Floats, best: Floats) -> None:
        self.highs, self.form = highs, form
        self.columns, self.rows = highs.getNumCol(), highs.getNumRow()
        self.cost, self.best = cost, best
        self.start: list[float] = []

    def __enter__(self) -> Sharpened:
        for _ in range(PASSES):
            windows = self.windows()
            self._withdraw()
            self.start = [float(value) for value in self.best]
            for step, (low, high) in zip(self.form.steps, windows, strict=True):
                values = step_values(step, low, high)
                if 0 < len(values) <= MOST_VALUES:
                    self._write_out(step, values)
                    self._choose(values, self.start[step.column])
        solution = highspy.HighsSolution()
        solution.col_value = self.start
        self.highs.setSolution(solution)
        return self

    def __exit__(self, *_: object) -> None:
        self._withdraw()

    def windows(self) -> list[tuple[float, float]]:
        """For each step column its least and largest value in the relaxation, among plans no worse than the known."""
        relaxed = highspy.Highs()
        relaxed.setOptionValue("output_flag", False)
        model = self.highs.getLp()
        model.integrality_ = []
        relaxed.passModel(model)
        limit = float(self.cost @ self.best)
        used = np.flatnonzero(self.cost).astype(np.int32)
        relaxed.addRow(-highspy.kHighsInf, limit + _MARGIN * max(1.0, abs(limit)), len(used), used, self.cost[used])
        return [(_extreme(relaxed, step.column, 1.0), _extreme(relaxed, step.column, -1.0)) for step in self.form.steps]

    def _withdraw(self) -> None:
        added_columns = np.arange(self.columns, self.highs.getNumCol(), dtype=np.int32)
        added_rows = np.arange(self.rows, self.highs.getNumRow(), dtype=np.int32)
        self.highs.deleteRows(len(added_rows), added_rows)
        self.highs.deleteCols(len(added_columns), added_columns)

    def _write_out(self, step: StepColumn, values: Sequence[Fraction]) -> None:
        first, count = self.highs.getNumCol(), len(values)
        nothing = np.zeros(count, dtype=np.int32), np.empty(0, dtype=np.int32), np.empty(0)
        self.highs.addCols(count, np.zeros(count), np.zeros(count), np.ones(count), 0, *nothing)
        chosen = np.arange(first, first + count, dtype=np.int32)
        self.highs.changeColsIntegrality(count, chosen, np.full(count, int(highspy.HighsVarType.kInteger), np.uint8))
        self._row(chosen, np.ones(count), 1.0, 1.0)
        self._row([step.column, *chosen], [1.0, *(-float(value) for value in values)], 0.0, highspy.kHighsInf)
        for x, weight, current, sign in zip(step.stock, step.weight, step.current, step.sign, strict=True):
            most = [-float(floor(value * int(weight))) for value in values]
            self._row([int(x), *chosen], [float(sign), *most], -highspy.kHighsInf, float(sign * current))

    def _choose(self, values: Sequence[Fraction], known: float) -> None:
        """The known plan in terms of the new columns: the first value that is not below it."""
        place = next((i for i, value in enumerate(values) if value >= known - _MARGIN), len(values) - 1)
        self.start += [float(i == place) for i in range(len(values))]

    def _row(self, columns: Sequence[int] | Wholes, values: Sequence[float] | Floats, low: float, high: float) -> None:
        index, value = np.array(columns, dtype=np.int32), np.array(values, dtype=np.float64)
        used = value != 0
        self.highs.addRow(low, high, int(used.sum()), index[used], value[used])


def step_values(step: StepColumn, low: float, high: float) -> list[Fraction]:
    """The values k / weight that the column can take between two limits, in order."""
    found = set()
    for weight in {int(value) for value in step.weight}:
        first, last = max(0, ceil(low * weight - _MARGIN)), floor(high * weight + _MARGIN)
        if last - first > MOST_VALUES:
            return []
        found |= {Fraction(k, weight) for k in range(first, last + 1)}
    return sorted(found)


def _extreme(relaxed: highspy.Highs, column: int, sense: float) -> float:
    """The least (sense 1) or largest (sense −1) value of a column; 0 or infinity if the solver does not say."""
    count = relaxed.getNumCol()
    aim = np.zeros(count)
    aim[column] = sense
    relaxed.changeColsCost(count, np.arange(count, dtype=np.int32), aim)
    relaxed.changeObjectiveOffset(0.0)
    relaxed.run()
    if relaxed.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return 0.0 if sense > 0 else np.inf
    return float(relaxed.getInfo().objective_function_value) * sense
