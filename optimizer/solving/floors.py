"""What is known of a plan before anything is solved: a value for every column of the model, bounds for its goals."""

from __future__ import annotations

from collections.abc import Sequence

import highspy
import numpy as np

from models.standard import Floats, StandardForm
from optimizer.solving.messages import Job, Wholes
from optimizer.solving.model import new_solver, settle
from optimizer.solving.narrowing import least
from optimizer.solving.worker import ABSOLUTE_SLACK, RELATIVE_SLACK


def floors(form: StandardForm, values: Sequence[float], near: Sequence[float]) -> list[float | None]:
    """A lower bound of every goal, in its own unit, while all goals before it stay at ``values``.

    A goal that may be better by more than the part ``near`` of its value ends the list: those after it, which would
    have to be held where it gets to, are None. So are all if the solver does not say.
    """
    found: list[float | None] = []
    loose = new_solver(_job(form))
    count = len(form.column_lower)
    columns = np.arange(count, dtype=np.int32)
    loose.changeColsIntegrality(count, columns, np.zeros(count, np.uint8))
    for goal, value, part in zip(form.goals, values, near, strict=True):
        bound = least(form, goal) / goal.factor
        if bound < value - _slack(value):
            loose.changeColsCost(count, columns, goal.cost)
            loose.changeObjectiveOffset(goal.offset)
            loose.clearSolver()  # presolve beats the basis of another goal
            loose.run()
            if loose.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                break
            bound = max(bound, loose.getInfo().objective_function_value / goal.factor)
        found.append(min(bound, value))
        if value - bound > part * abs(value) + ABSOLUTE_SLACK:
            break
        used = np.flatnonzero(goal.cost).astype(np.int32)
        limit = (value + _slack(value)) * goal.factor - goal.offset
        loose.addRow(-highspy.kHighsInf, limit, len(used), used, goal.cost[used])
    return found + [None] * (len(form.goals) - len(found))


def _slack(value: float) -> float:
    return max(RELATIVE_SLACK * abs(value), ABSOLUTE_SLACK)


def completed(form: StandardForm, columns: Wholes, units: Sequence[int]) -> Floats | None:
    """A value for every column with these ``units`` in the columns of the plan, as little short as that allows; None if
    the plan does not keep every row."""
    highs = new_solver(_job(form))
    fixed = np.array(units, dtype=np.float64)
    highs.changeColsBounds(len(columns), columns.astype(np.int32), fixed, fixed)
    cost = sum((goal.cost for goal in form.goals[:-1]), np.zeros(len(form.column_lower)))
    highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    values = np.array(highs.getSolution().col_value)
    return settle(form, np.where(form.whole, np.rint(values), values))


def _job(form: StandardForm) -> Job:
    return Job(form, (), np.zeros(0, np.int64), 0.0, np.inf, 1, 0)
