"""One county's own model: asked again and again under other prices, inside limits that narrow as more is known."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csr_matrix, vstack

from models.split import County
from models.standard import Floats
from optimizer.solving.model import settle

MOST_NODES = 5000
"""Nodes of one answer; a count and not a time, so that every run does the same."""

_LARGEST = 1e4
_SMALLEST = 1e-7
_MARGIN = 1e-6
_own = threading.local()


@dataclass(frozen=True)
class Answer:
    """What a county proposes under some prices: its settled point (None if it found none), and a proven bound on the
    cost of any; infinite if its own rows cannot hold."""

    point: Floats | None
    bound: float


@dataclass(frozen=True)
class Limit:
    """``values · x ≤ most`` over the county's columns: what every plan that is still looked for keeps."""

    values: Floats
    most: float


class Block:
    """A county that answers :meth:`ask`. ``limits`` has what narrows it, by the name of what proved it."""

    def __init__(self, county: County, seed: int, presolve: bool) -> None:
        self.county = county
        self._seed, self._presolve = seed, presolve
        form = county.form
        shape = (len(form.row_low), len(form.column_lower))
        self._rows = csr_matrix((form.value, form.index, form.start), shape=shape)
        self.level: float | None = None
        self.limits: dict[str, Limit] = {}
        self._stacked: tuple[csr_matrix, Floats] | None = None

    def limit(self, name: str, values: Floats, most: float) -> None:
        """Look only for points with ``values · x ≤ most`` from now on, in place of the limit of that name."""
        size = float(np.abs(values).max(initial=0.0))
        if size == 0 or not np.isfinite(most):
            return
        scaled = values * (_LARGEST / size)
        tiny = np.abs(scaled) < _SMALLEST * _LARGEST
        form = self.county.form
        ends = np.where(scaled[tiny] < 0, form.column_upper[tiny], form.column_lower[tiny])
        lost = np.where(scaled[tiny] == 0, 0.0, -scaled[tiny] * ends).clip(min=0).sum()
        most = most * (_LARGEST / size) + float(lost)
        self.limits[name] = Limit(np.where(tiny, 0.0, scaled), most + _MARGIN * max(1.0, abs(most)))
        self._stacked = None

    def forget(self, name: str) -> None:
        """Drop the limit of a name, if there is one."""
        if self.limits.pop(name, None) is not None:
            self._stacked = None

    def keeps_limits(self, point: Floats) -> bool:
        """Whether a point lies within the limits and the level."""
        if self.level is not None and not self.keeps_level(point, self.level):
            return False
        return all(limit.values @ point <= limit.most + _MARGIN * max(1.0, abs(limit.most)) for limit in self.limits.values())

    def keeps_level(self, point: Floats, level: float) -> bool:
        """Whether no area of the county is worse off than a level."""
        levels = self.county.levels
        return bool(np.all(self._rows[levels.rows] @ point >= levels.floors(level) - 1e-9))

    def worst(self, point: Floats) -> float:
        """The level that the worst-off area of the county has at a point."""
        levels = self.county.levels
        if not len(levels.rows):
            return 0.0
        return float(((levels.low - self._rows[levels.rows] @ point) / levels.weight).max())

    def ask(
        self, cost: Floats, gap: float, seconds: float, *, start: Floats | None = None, relaxed: bool = False
    ) -> Answer:
        """The cheapest point and a bound no further below it than ``gap``, or the best of so many seconds."""
        highs = self._solver()
        matrix, most = self._matrix()
        form = self.county.form
        low = np.concatenate([form.row_low, np.full(len(most), -np.inf)])
        if self.level is not None:
            low[self.county.levels.rows] = self.county.levels.floors(self.level)
        highs.passModel(
            len(cost), len(low), matrix.nnz, int(highspy.MatrixFormat.kRowwise), 1, 0.0,
            cost, form.column_lower, form.column_upper, low, np.concatenate([form.row_high, most]),
            matrix.indptr, matrix.indices, matrix.data, form.whole.astype(np.int32),
        )  # fmt: skip
        highs.setOptionValue("mip_abs_gap", gap)
        highs.setOptionValue("time_limit", highs.getRunTime() + seconds)
        highs.setOptionValue("solve_relaxation", relaxed)
        if start is not None:
            known = highspy.HighsSolution()
            known.col_value = start.tolist()
            highs.setSolution(known)
        highs.run()
        return self._answer(highs, relaxed)

    def _answer(self, highs: highspy.Highs, relaxed: bool) -> Answer:
        status, info = highs.getModelStatus(), highs.getInfo()
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return Answer(None, np.inf)
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        point = np.array(highs.getSolution().col_value) if found else None
        form = self.county.form
        if relaxed or not form.whole.any():
            optimal = status == highspy.HighsModelStatus.kOptimal
            return Answer(point, info.objective_function_value if optimal else -np.inf)
        if point is not None:
            rounded = np.where(form.whole, np.rint(point), point)
            near = np.abs(rounded - point).max(initial=0.0) <= 1e-5
            point = settle(form, rounded) if near else None
        return Answer(point, info.mip_dual_bound)

    def _matrix(self) -> tuple[csr_matrix, Floats]:
        if self._stacked is None:
            extra = [csr_matrix(limit.values) for limit in self.limits.values()]
            matrix = vstack([self._rows, *extra]).tocsr() if extra else self._rows
            matrix.indptr, matrix.indices = matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32)
            self._stacked = matrix, np.array([limit.most for limit in self.limits.values()])
        return self._stacked

    def _solver(self) -> highspy.Highs:
        """The solver of this thread, with an empty model; one each, since they are large."""
        if not hasattr(_own, "highs"):
            _own.highs = highspy.Highs()
        highs = _own.highs
        highs.clear()
        options = {
            "output_flag": False,
            "threads": 1,
            "random_seed": self._seed,
            "mip_rel_gap": 0.0,
            "mip_max_nodes": MOST_NODES,
            "presolve": "choose" if self._presolve else "off",
        }
        for name, value in options.items():
            if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
                raise ValueError(f"the solver refuses {name} = {value!r}")
        return highs
