"""One county's own model: asked again and again under other prices, inside limits that narrow as more is known."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from models.split import County
from models.standard import Floats
from optimizer.solving.counties.written import Cell, Written, first_cells, kept_cells, split_cell, step_rows, write_out
from optimizer.solving.model import settle

MOST_NODES = 5000
"""Nodes of one answer; a count and not a time, so that every run does the same."""

REFINEMENTS = 30
"""How often the cells of largest changes are made finer for one answer."""

LEVEL_MARGIN = 1e-7
"""By how much, relatively, a point may exceed a level and still count as within it."""

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
class _Model:
    """What the solver takes: ``low ≤ matrix · x ≤ high``, columns within their bounds, a cost each."""

    cost: Floats
    lower: Floats
    upper: Floats
    whole: NDArray[np.bool_]
    matrix: csr_matrix
    low: Floats
    high: Floats


@dataclass(frozen=True)
class _Ranges:
    """What the relaxation of a county says of its largest changes: the least cost of all (``loose``), the least that
    each change can be, and the least that everything but it costs; ``price`` is what each costs."""

    loose: float
    least: Floats
    rest: Floats
    price: Floats

    def windows(self, guess: float) -> list[Cell]:
        """Between what each largest change lies in plans that cost no more than a guess."""
        with np.errstate(divide="ignore", invalid="ignore"):
            most = np.where(self.price > 0, (guess - self.rest) / self.price, np.inf)
        margin = _MARGIN * max(1.0, abs(guess))
        return [(float(low), float(high) + margin) for low, high in zip(self.least, most, strict=True)]


@dataclass(frozen=True)
class Share:
    """What of every link a county may use: ``low ≤ uses · x ≤ high``."""

    uses: csr_matrix
    low: Floats
    high: Floats

    def kept_by(self, point: Floats) -> bool:
        """Whether a point keeps it, but for rounding."""
        used = self.uses @ point
        margin = _MARGIN * np.maximum(1.0, np.abs(used))
        return bool(np.all(used >= self.low - margin) and np.all(used <= self.high + margin))


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
        self._share: Share | None = None

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
        return all(
            limit.values @ point <= limit.most + _MARGIN * max(1.0, abs(limit.most)) for limit in self.limits.values()
        )

    def keeps_level(self, point: Floats, level: float) -> bool:
        """Whether no area of the county is worse off than a level."""
        return self.worst(point) <= level + LEVEL_MARGIN * max(level, 1e-3)

    def worst(self, point: Floats) -> float:
        """The level that the worst-off area of the county has at a point."""
        levels = self.county.levels
        if not len(levels.rows):
            return 0.0
        return float(((levels.low - self._rows[levels.rows] @ point) / levels.weight).max())

    def ask(
        self,
        cost: Floats,
        gap: float,
        seconds: float,
        *,
        start: Floats | None = None,
        relaxed: bool = False,
        share: Share | None = None,
    ) -> Answer:
        """The cheapest point and a bound no further below it than ``gap``, or the best of so many seconds.

        With a ``share`` only points that keep it are looked at, and the bound is one on them alone.
        """
        self._share = share
        if not relaxed and start is not None and any(cost[step.column] for step in self.county.form.steps):
            return self._ask_written(cost, gap, time.monotonic() + seconds, start)
        return self._ask_plainly(cost, gap, time.monotonic() + seconds, start, relaxed=relaxed)

    def _ask_plainly(
        self, cost: Floats, gap: float, until: float, start: Floats | None, *, relaxed: bool = False
    ) -> Answer:
        highs = self._load(
            self._model(cost), gap, max(0.05, until - time.monotonic()), purpose="relaxed" if relaxed else "whole"
        )
        if start is not None:
            _begin(highs, start)
        highs.run()
        return self._answer(highs, relaxed)

    def _ask_written(self, cost: Floats, gap: float, until: float, start: Floats) -> Answer:
        """The same with the largest changes cut into cells, which become finer until bound and value meet."""
        ranges = self._ranges(cost, until)
        if ranges is None:
            return self._ask_plainly(cost, gap, until, start)
        steps = self.county.form.steps
        best, value, bound = start, float(cost @ start), ranges.loose
        cells = [first_cells(low, high) for low, high in ranges.windows(value)]
        for _ in range(REFINEMENTS):
            cells = [
                kept_cells(step, own, most)
                for step, own, (_, most) in zip(steps, cells, ranges.windows(value), strict=True)
            ]
            if not all(cells):
                bound = value  # nothing is left below the best point
                break
            model = self._written_model(cost, write_out(self.county.form, cells))
            highs = self._load(model, max(0.5 * gap, 0.1 * (value - bound)), max(0.05, until - time.monotonic()))
            highs.run()
            answer = self._answer(highs, False)
            bound = max(bound, min(answer.bound, value))
            if answer.point is not None:
                found = float(cost @ answer.point)
                best, value = (answer.point, found) if found < value else (best, value)
                cells = [
                    split_cell(own, float(answer.point[step.column])) for step, own in zip(steps, cells, strict=True)
                ]
            if value - bound <= gap or answer.point is None or time.monotonic() > until:
                break
        return Answer(best, bound)

    def _ranges(self, cost: Floats, until: float) -> _Ranges | None:
        """What the relaxation says of every largest change; None if it has no answer."""
        steps = np.array([step.column for step in self.county.form.steps])
        highs = self._load(self._model(cost), 0.0, max(0.05, until - time.monotonic()), purpose="relaxed")
        loose = _lowest(highs, cost)
        least, rest = np.zeros(len(steps)), np.zeros(len(steps))
        for number, column in enumerate(steps):
            alone, others = np.zeros(len(cost)), cost.copy()
            alone[column], others[column] = 1.0, 0.0
            least[number], rest[number] = _lowest(highs, alone), _lowest(highs, others)
        if not np.isfinite(loose) or not np.isfinite(least).all() or (cost[steps] <= 0).any():
            return None
        return _Ranges(loose, least, rest, cost[steps])

    def open_model(self, share: Share) -> highspy.Highs:
        """The solver of this thread with the county's model and a share, without an objective."""
        self._share = share
        return self._load(self._model(np.zeros(len(self.county.columns))), 0.0, 0.0)

    def _model(self, cost: Floats) -> _Model:
        plain = self._plain_model(cost)
        share = self._share
        if share is None:
            return plain
        return replace(
            plain,
            matrix=csr_matrix(vstack([plain.matrix, share.uses])),
            low=np.concatenate([plain.low, share.low]),
            high=np.concatenate([plain.high, share.high]),
        )

    def _plain_model(self, cost: Floats) -> _Model:
        matrix, most = self._matrix()
        form = self.county.form
        low = np.concatenate([form.row_low, np.full(len(most), -np.inf)])
        if self.level is not None:
            low[self.county.levels.rows] = self.county.levels.floors(self.level)
        high = np.concatenate([form.row_high, most])
        return _Model(cost, form.column_lower, form.column_upper, form.whole, matrix, low, high)

    def _written_model(self, cost: Floats, written: Written) -> _Model:
        plain = self._model(cost)
        kept = np.ones(len(plain.low), bool)
        kept[: len(self.county.form.row_low)] = ~step_rows(self.county.form)
        new = len(written.upper)
        return _Model(
            np.concatenate([cost, np.zeros(new)]),
            np.concatenate([plain.lower, np.zeros(new)]),
            np.concatenate([plain.upper, written.upper]),
            np.concatenate([plain.whole, np.ones(new, bool)]),
            written.rows(plain.matrix[kept]),
            np.concatenate([plain.low[kept], written.low]),
            np.concatenate([plain.high[kept], written.high]),
        )

    def _load(self, model: _Model, gap: float, seconds: float, *, purpose: str = "whole") -> highspy.Highs:
        """The solver of this thread for a purpose, holding a model; only the one for the ``whole`` keeps it whole."""
        highs = self._solver(purpose)
        matrix = model.matrix
        highs.passModel(
            len(model.cost), len(model.low), matrix.nnz, int(highspy.MatrixFormat.kRowwise), 1, 0.0,
            model.cost, model.lower, model.upper, model.low, model.high,
            matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32), matrix.data,
            (model.whole & (purpose == "whole")).astype(np.int32),
        )  # fmt: skip
        highs.setOptionValue("mip_abs_gap", gap)
        highs.setOptionValue("time_limit", highs.getRunTime() + seconds)
        return highs

    def _answer(self, highs: highspy.Highs, relaxed: bool) -> Answer:
        status, info = highs.getModelStatus(), highs.getInfo()
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return Answer(None, np.inf)
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        form = self.county.form
        point = np.array(highs.getSolution().col_value)[: len(form.column_lower)] if found else None
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

    def _solver(self, purpose: str) -> highspy.Highs:
        """The solver of this thread for a purpose, emptied; one each and not one per county, since they are large."""
        if not hasattr(_own, purpose):
            setattr(_own, purpose, highspy.Highs())
        highs: highspy.Highs = getattr(_own, purpose)
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


def _begin(highs: highspy.Highs, values: Floats) -> None:
    """Hand the solver a point to start from."""
    known = highspy.HighsSolution()
    known.col_value = values.tolist()
    highs.setSolution(known)


def _lowest(highs: highspy.Highs, cost: Floats) -> float:
    """The least of a cost over a loaded relaxation; minus infinity if the solver does not say."""
    highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)
    highs.run()
    optimal = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(highs.getInfo().objective_function_value) if optimal else -np.inf
