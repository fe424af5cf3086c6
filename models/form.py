"""What a solver is told of a system beside its rows: bounds, names, what follows from what, steps of changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.arrays import NONE
from models.exact import Priced
from models.layout import Group, Layout, county_ranks
from models.scaling import FloatRows, float_rows, goal_factor
from models.standard import Floats, Following, GoalArrays, Names, StandardForm, StepColumn
from models.system import LOWEST, SHORT, SLACK, SPREAD, WORST, Goal, System


@dataclass(frozen=True, eq=False)
class Bounds:
    """Least and largest value of each column, and which take whole numbers only."""

    lower: Floats
    upper: Floats
    whole: NDArray[np.bool_]

    @classmethod
    def of_size(cls, count: int) -> Bounds:
        """Room for so many columns."""
        return cls(np.zeros(count), np.full(count, np.inf), np.zeros(count, bool))

    def take(self, system: System, groups: Iterable[Group]) -> None:
        """The bounds of these columns as the system has them."""
        for group in groups:
            columns, numbers = system.columns, group.members
            upper = columns.upper[numbers]
            self.lower[numbers] = columns.lower[numbers]
            self.upper[numbers] = np.where(upper == NONE, np.inf, upper.astype(np.float64))
            self.whole[numbers] = columns.whole[numbers]


def direct_form(system: System) -> StandardForm:
    """The arrays of a system without a Pyomo model between them: the same numbers in a fraction of the time."""
    layout, bounds = Layout.of(system), Bounds.of_size(len(system.columns))
    bounds.take(system, layout.columns)
    return form_of(system, layout, float_rows(system).of(layout.row_order), bounds, direct_goals(system))


def direct_goals(system: System) -> list[GoalArrays]:
    """The goals of a system as arrays."""
    found = []
    for goal in system.goals:
        terms, cost = Priced.of(goal.terms), np.zeros(len(system.columns))
        cost[terms.columns] = terms.floats()
        found.append(scaled_goal(goal, cost, float(goal.constant)))
    return found


def scaled_goal(goal: Goal, cost: Floats, constant: float) -> GoalArrays:
    """A goal's arrays, multiplied by its factor."""
    factor = goal_factor(goal)
    return GoalArrays(goal.name, cost * factor, constant * factor, factor)


def form_of(
    system: System, layout: Layout, rows: FloatRows, bounds: Bounds, goals: Sequence[GoalArrays]
) -> StandardForm:
    """The arrays of a system, whose rows come in the order of the layout."""
    columns = system.columns
    worst = np.flatnonzero(columns.of_kind(WORST))
    _, rank = county_ranks(system)
    return StandardForm(
        column_lower=bounds.lower,
        column_upper=bounds.upper,
        whole=bounds.whole,
        row_low=rows.low,
        row_high=rows.high,
        start=rows.start.astype(np.int32),
        index=rows.column.astype(np.int32),
        value=rows.value,
        goals=tuple(goals),
        follows=_following(system),
        steps=_steps(system),
        worst=int(worst[0]) if len(worst) else -1,
        column_names=Names(np.arange(len(columns)), "c", columns.kind.astype(np.int16), tuple(columns.kinds)),
        row_names=Names(layout.row_order, "r"),
        column_county=rank[columns.county],
    )


def _following(system: System) -> tuple[Following, ...]:
    """Accepted deviations and lowest rates first, then what is short, then what is measured from that."""
    groups = (((SLACK, LOWEST), True), ((SHORT,), False), ((WORST, SPREAD), False))
    free = ~system.columns.whole
    return tuple(
        Following(np.flatnonzero(system.columns.of_kind(*kinds) & free).astype(np.int32), up) for kinds, up in groups
    )


def _steps(system: System) -> tuple[StepColumn, ...]:
    """The spread columns, read back from their rows ``weight · t − sign · x ≥ −sign · current``."""
    spread = system.columns.of_kind(SPREAD)
    found: list[NDArray[np.int64]] = []
    for block in system.rows.blocks:
        rows = np.flatnonzero(system.rows.of_kind(block, "spread"))
        if len(rows):
            pairs = block.start[rows][:, None] + np.arange(2)
            column, value = block.column[pairs].astype(np.int64), block.value[pairs].astype(np.int64)
            largest = spread[column]
            sign = -value[~largest]
            ends = (column[largest], column[~largest], value[largest], -sign * block.low[rows].astype(np.int64), sign)
            found.append(np.stack(ends))
    if not found:
        return ()
    step, *members = np.concatenate(found, axis=1)
    _, first, own = np.unique(step, return_index=True, return_inverse=True)
    order = np.argsort(first[own], kind="stable")
    cuts = np.flatnonzero(np.diff(first[own][order])) + 1
    parts = [np.split(each[order], cuts) for each in (step, *members)]
    return tuple(StepColumn(int(own[0]), *rest) for own, *rest in zip(*parts, strict=True))
