"""Choosing among plans that are equally good by every goal: the one whose changes are spread most evenly.

Stability bounds the largest relative change of a county and resource and leaves everything below it open. What is left
open is settled by least squares: Σ (x − target)² / weight, where the targets share the group's total change in
proportion to what stands there today. The square is written as a convex chain of straight pieces, which are exact in
the whole numbers near the target and coarser far from it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor

import highspy
import numpy as np

from models.standard import Floats, StandardForm, StepColumn
from optimizer.solving.narrowing import relaxed

GAP = 0.01
"""Relative gap at which the evenest plan counts as found: it decides nothing that a goal speaks of."""

MOST_NODES = 100
"""How many nodes the search for it may take; a count and not a time, so that every run does the same."""

REACH = 2
"""How many units beyond the known plan and the relaxation a stock may end."""

MANY = 2000
"""With more stocks than this the search goes no further than the relaxation."""

_FARTHEST_DOUBLING = 20
_MARGIN = 1e-7


@dataclass(frozen=True, slots=True)
class Target:
    """A stock column of a group, its bounds, where it would stand if its group changed evenly, and its weight."""

    group: int
    column: int
    lower: int
    upper: int
    aim: float
    weight: int

    def cost(self, units: int) -> float:
        """(units − aim)² / weight."""
        return (units - self.aim) ** 2 / self.weight


class Evened:
    """A model whose objective is the unevenness of its changes for as long as the ``with`` block lasts.

    First the relaxation is solved; then each stock may only end about between the known plan and where that put it.
    ``of_many``: the model is a part of one with many more stocks, and the search goes no further than the relaxation.
    """

    def __init__(self, highs: highspy.Highs, form: StandardForm, best: Floats, *, of_many: bool = False) -> None:
        self.highs, self.form, self.best, self.of_many = highs, form, best, of_many
        self.columns, self.rows = highs.getNumCol(), highs.getNumRow()
        self.targets = [target for step in form.steps for target in even_targets(form, step, best)]

    def __enter__(self) -> Evened:
        self.highs.changeColsCost(self.columns, np.arange(self.columns, dtype=np.int32), np.zeros(self.columns))
        self._keep_sums()
        self._add_chains(self.targets)
        answer = relaxed(self.highs)
        self._withdraw()
        if answer is not None:
            found, _ = answer
            self._keep_sums()
            reach = 0 if self.of_many or len(self.targets) > MANY else REACH
            narrow = [
                _narrowed(target, found[target.column], round(self.best[target.column]), reach)
                for target in self.targets
            ]
            self._add_chains(narrow)
            self._set_bounds(narrow)
            self._start(narrow)
        self.highs.setOptionValue("mip_rel_gap", GAP)
        self.highs.setOptionValue("mip_max_nodes", MOST_NODES)
        return self

    def __exit__(self, *_: object) -> None:
        self._withdraw()
        self._set_bounds(self.targets)

    def _withdraw(self) -> None:
        rows = np.arange(self.rows, self.highs.getNumRow(), dtype=np.int32)
        columns = np.arange(self.columns, self.highs.getNumCol(), dtype=np.int32)
        self.highs.deleteRows(len(rows), rows)
        self.highs.deleteCols(len(columns), columns)

    def _start(self, targets: Sequence[Target]) -> None:
        """Begin with the known plan, its pieces filled in order."""
        start = [float(value) for value in self.best]
        for target in targets:
            known = round(self.best[target.column])
            pieces = itertools.pairwise(break_points(target))
            start += [float(min(max(known - low, 0), high - low)) for low, high in pieces]
        solution = highspy.HighsSolution()
        solution.col_value = start
        self.highs.setSolution(solution)

    def _keep_sums(self) -> None:
        """Every total of equally dear stocks stays as it is, so that no whole-number puzzle of prices is left."""
        sums: dict[tuple[int, tuple[float, ...]], list[int]] = {}
        for target in self.targets:
            dear = tuple(float(goal.cost[target.column]) for goal in self.form.goals)
            sums.setdefault((target.group, dear), []).append(target.column)
        for members in sums.values():
            total = float(sum(self.best[x] for x in members))
            index = np.array(members, np.int32)
            self.highs.addRow(total, total, len(index), index, np.ones(len(index)))

    def _set_bounds(self, targets: Sequence[Target]) -> None:
        for target in targets:
            self.highs.changeColBounds(target.column, float(target.lower), float(target.upper))

    def _add_chains(self, targets: Sequence[Target]) -> None:
        self.highs.changeObjectiveOffset(sum(target.cost(target.lower) for target in targets))
        for target in targets:
            self._add_chain(target, break_points(target))

    def _add_chain(self, target: Target, points: Sequence[int]) -> None:
        """x = lower + Σ pieces, each piece as long as its stretch and as dear as the square rises along it."""
        first = self.highs.getNumCol()
        for low, high in itertools.pairwise(points):
            slope = (target.cost(high) - target.cost(low)) / (high - low)
            self.highs.addCol(slope, 0.0, float(high - low), 0, np.empty(0, np.int32), np.empty(0))
        pieces = np.arange(first, self.highs.getNumCol(), dtype=np.int32)
        index = np.concatenate([np.array([target.column], np.int32), pieces])
        value = np.concatenate([np.ones(1), -np.ones(len(pieces))])
        self.highs.addRow(float(target.lower), float(target.lower), len(index), index, value)


def _narrowed(target: Target, found: float, known: int, reach: int) -> Target:
    """The same target with bounds just wide enough for the known plan and for what the relaxation found."""
    lower = max(target.lower, min(floor(found + _MARGIN) - reach, known))
    return replace(target, lower=lower, upper=max(lower, min(target.upper, max(ceil(found - _MARGIN) + reach, known))))


def even_targets(form: StandardForm, step: StepColumn, best: Floats) -> Iterator[Target]:
    """Where the stocks of one county and resource would stand if they shared their total change by weight."""
    weights = {int(x): int(weight) for x, weight in zip(step.stock, step.weight, strict=True)}
    today = {int(x): int(current) for x, current in zip(step.stock, step.current, strict=True)}
    share = sum(best[x] - today[x] for x in weights) / sum(weights.values())
    for x, weight in weights.items():
        lower, upper = int(form.column_lower[x]), int(form.column_upper[x])
        if lower < upper:
            yield Target(step.column, x, lower, upper, today[x] + share * weight, weight)


def break_points(target: Target) -> list[int]:
    """The bounds, the whole numbers beside the target, and points at doubling distances from it, in order."""
    middle = min(max(round(target.aim), target.lower), target.upper)
    distances = [0, *(2**power for power in range(_FARTHEST_DOUBLING))]
    near = {middle + sign * distance for distance in distances for sign in (1, -1)}
    inside = {point for point in near if target.lower < point < target.upper}
    return sorted(inside | {target.lower, target.upper})
