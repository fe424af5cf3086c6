"""The plans that are nearly as good as the best one: all goals up to one held, that one within a fraction.

Their model is the solver's own with one row more per goal. What is asked of them is a single goal made for the purpose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from models.assemble import Assembly, assemble
from models.clause import Policy
from models.instance import Instance
from models.plan import Plan
from models.program import solver_form
from models.standard import GoalArrays, StandardForm
from optimizer.solving.child import SolverProcess
from optimizer.solving.messages import Ended, Incumbent, Job
from optimizer.solving.outcome import GoalBound

RELATIVE_SLACK, ABSOLUTE_SLACK = 1e-6, 1e-9
"""How far a held goal may give way, as everywhere: relatively, and in its own unit."""

NOTHING = "nothing"
"""Name of a goal that is the same for every plan."""

Limits = Mapping[str, float]
"""goal → the largest value it may have, in its own unit"""

Terms = Mapping[int, float]
"""column → coefficient"""


@dataclass(frozen=True)
class ExtraRow:
    """``low ≤ Σ coefficient · column`` over columns of the model and of those added to it."""

    terms: Terms
    low: float


@dataclass
class Question:
    """Something to be made small over the plans, with columns and rows of its own.

    ``first`` is the number of columns that the model has; those added get the numbers from there on, between 0 and
    their ``uppers``.
    """

    first: int
    goal: dict[int, float] = field(default_factory=dict)
    constant: float = 0.0
    uppers: list[float] = field(default_factory=list)
    rows: list[ExtraRow] = field(default_factory=list)
    whole: bool = False

    def add_column(self, upper: float = 1.0) -> int:
        """Append a column and return its number."""
        self.uppers.append(upper)
        return self.first + len(self.uppers) - 1

    def add(self, column: int, coefficient: float) -> None:
        """Count a column in the goal."""
        self.goal[column] = self.goal.get(column, 0.0) + coefficient


@dataclass(frozen=True)
class Found:
    """How one search ended, and its plan if it has one, also as column → units."""

    ended: Ended
    plan: Plan | None = None
    units: Mapping[int, int] = field(default_factory=dict)

    @property
    def proved_none(self) -> bool:
        """Whether the solver says that there is no such plan."""
        return self.plan is None and self.ended.reason == "infeasible"


def goal_limits(
    policy: Policy, reached: Sequence[GoalBound], last: str, value: Fraction, within: Fraction
) -> dict[str, float]:
    """What each goal up to ``last`` may be: those before it what they reached, ``last`` its exact value and a share."""
    limits = {}
    for goal in reached[: policy.goals.index(last)]:
        assert goal.value is not None, "goals before one that was reached were reached"
        share = float(policy.hold_within[goal.goal]) if goal.goal in policy.hold_within else RELATIVE_SLACK
        limits[goal.goal] = goal.value + max(abs(goal.value) * share, ABSOLUTE_SLACK)
    room = max(float(within), RELATIVE_SLACK)
    limits[last] = float(value) + max(abs(float(value)) * room, ABSOLUTE_SLACK)
    return limits


class Neighbourhood:
    """All plans of a policy whose goals stay within limits."""

    def __init__(self, instance: Instance, policy: Policy, limits: Limits) -> None:
        self.assembly: Assembly = assemble(instance, policy)
        form = solver_form(self.assembly.system)
        held = [
            ({int(c): -float(g.cost[c]) for c in np.flatnonzero(g.cost)}, g.offset - limits[g.name] * g.factor)
            for g in form.goals
            if g.name in limits
        ]
        plain = replace(form, goals=(), follows=(), steps=())
        self.form = with_rows(plain, [ExtraRow(terms, low) for terms, low in held if terms])

    def question(self, *, whole: bool = False) -> Question:
        """An empty question; the columns that are added to it are ``whole`` or not."""
        return Question(len(self.form.column_lower), whole=whole)

    def search(self, asked: Sequence[Job]) -> list[Found]:
        """Follow several jobs side by side; leaving early, as by Ctrl-C, ends them all."""
        found = []
        with ExitStack() as stack:
            running = [stack.enter_context(SolverProcess(job)) for job in asked]
            for solver in running:
                one = Found(Ended("failed", "no answer"))
                for message in solver.messages():
                    if isinstance(message, Ended):
                        one = replace(one, ended=message)
                    elif isinstance(message, Incumbent):
                        units = [int(value) for value in message.values]
                        columns = dict(zip(self.assembly.plan_columns, units, strict=True))
                        one = replace(one, plan=self.assembly.plan(units), units=columns)
                found.append(one)
        return found

    def job(self, question: Question, *, gap: float, seconds: float, threads: int, seed: int) -> Job:
        """The question as a job of the solver."""
        form = with_rows(_with_columns(self.form, question), question.rows)
        cost = np.zeros(len(form.column_lower))
        for column, coefficient in question.goal.items():
            cost[column] = coefficient
        factor = 1.0 / float(np.abs(cost[cost != 0]).min()) if cost.any() else 1.0
        goal = GoalArrays(NOTHING, cost * factor, question.constant * factor, factor)
        plan = np.array(self.assembly.plan_columns, dtype=np.int64)
        return Job(replace(form, goals=(goal,)), (None,), plan, gap, seconds, threads, seed)


def with_rows(form: StandardForm, rows: Sequence[ExtraRow]) -> StandardForm:
    """The form with rows appended."""
    parts = [(np.array(list(row.terms), np.int32), np.array(list(row.terms.values()), np.float64)) for row in rows]
    ends = int(form.start[-1]) + np.cumsum([len(columns) for columns, _ in parts], dtype=np.int64)
    count = len(form.row_low)
    return replace(
        form,
        row_low=np.concatenate([form.row_low, [row.low for row in rows]]),
        row_high=np.concatenate([form.row_high, np.full(len(rows), np.inf)]),
        start=np.concatenate([form.start, ends]).astype(np.int32),
        index=np.concatenate([form.index, *(columns for columns, _ in parts)]).astype(np.int32),
        value=np.concatenate([form.value, *(values for _, values in parts)]),
        row_names=(*form.row_names, *(f"near{count + number}" for number in range(len(rows)))),
    )


def _with_columns(form: StandardForm, question: Question) -> StandardForm:
    count = len(question.uppers)
    names = (f"near{question.first + number}" for number in range(count))
    return replace(
        form,
        column_lower=np.concatenate([form.column_lower, np.zeros(count)]),
        column_upper=np.concatenate([form.column_upper, np.array(question.uppers, dtype=np.float64)]),
        whole=np.concatenate([form.whole, np.full(count, question.whole)]),
        column_names=(*form.column_names, *names),
    )
