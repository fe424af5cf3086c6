"""A large model made small: every whole number next to where the relaxation puts it.

A goal of many largest relative changes cannot be proven in useful time. Its relaxation says how far a proof could get,
and the best plan among its neighbours is found quickly.
"""

from __future__ import annotations

import highspy
import numpy as np

from models.standard import Floats, GoalArrays, StandardForm

_MARGIN = 1e-7
"""How far from a whole number a relaxed value still counts as one."""


def relaxed(highs: highspy.Highs) -> tuple[Floats, float] | None:
    """The solution of a model without its whole numbers and its value, None if the solver does not find one."""
    loose = highspy.Highs()
    loose.setOptionValue("output_flag", False)
    model = highs.getLp()
    model.integrality_ = []
    loose.passModel(model)
    loose.run()
    if loose.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.array(loose.getSolution().col_value), float(loose.getInfo().objective_function_value)


def least(form: StandardForm, goal: GoalArrays) -> float:
    """What the bounds of its columns alone let a goal be at best, multiplied by its factor."""
    used = np.flatnonzero(goal.cost)
    cost = goal.cost[used]
    ends = np.where(cost > 0, cost * form.column_lower[used], cost * form.column_upper[used])
    return float(ends.sum()) + goal.offset


class Narrowed:
    """A model whose whole numbers lie next to ``point``, and reach to ``known``, for as long as the ``with`` lasts.

    With ``free``, those in which the two differ may be anything.
    """

    def __init__(
        self,
        highs: highspy.Highs,
        form: StandardForm,
        point: Floats,
        known: Floats | None = None,
        *,
        free: bool = False,
    ) -> None:
        self.highs, self.form = highs, form
        self.columns = np.flatnonzero(form.whole).astype(np.int32)
        own = point[self.columns]
        ends = [np.floor(own + _MARGIN), np.ceil(own - _MARGIN)]
        if known is not None:
            ends = [np.minimum(ends[0], known[self.columns]), np.maximum(ends[1], known[self.columns])]
        lower, upper = form.column_lower[self.columns], form.column_upper[self.columns]
        if known is not None and free:
            differs = np.abs(own - known[self.columns]) > _MARGIN
            ends = [np.where(differs, lower, ends[0]), np.where(differs, upper, ends[1])]
        self.low, self.high = (np.clip(end, lower, upper) for end in ends)

    def __enter__(self) -> Narrowed:
        self.highs.changeColsBounds(len(self.columns), self.columns, self.low, self.high)
        return self

    def __exit__(self, *_: object) -> None:
        lower, upper = self.form.column_lower[self.columns], self.form.column_upper[self.columns]
        self.highs.changeColsBounds(len(self.columns), self.columns, lower, upper)
