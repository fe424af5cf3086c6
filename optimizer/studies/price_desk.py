"""How a question about a price is answered in a process of its own, from one model that all questions share.

A *look* takes the plan that is known: it stays a plan when a clause is dropped, or when it keeps the harder number
anyhow. Its goals, evaluated exactly, are the one end of an interval, and the relaxation of the changed model the other.
A *solve* starts there and looks for a better plan, goal by goal. Every plan is evaluated from the tables again.
"""

from __future__ import annotations

import pickle
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np

from models.clause import Clause, Policy
from models.instance import Instance
from models.plan import Plan
from models.standard import StandardForm
from optimizer.propose import AGREEMENT
from optimizer.solving.find import SolveOptions
from optimizer.solving.floors import completed, floors
from optimizer.solving.messages import Ended, GoalDone, Incumbent, Job, Message
from optimizer.solving.outcome import Status
from optimizer.solving.switchable import Switchable
from optimizer.solving.worker import improve_goals
from optimizer.studies.changes import Reached
from optimizer.studies.price_queue import LOOK, STEP, Ask
from optimizer.studies.trials import Trial, run_trial
from optimizer.studies.weighing import Scales, Weighed, variant


@dataclass(frozen=True)
class Setting:
    """What all questions share: a region, a policy, the changed clauses, a plan, and the trials that would ask the same
    of the files.

    ``near`` is the part of its value to which a goal is proven, in the order of the goals; ``patience`` the seconds of
    computing that one goal may take.
    """

    instance: Instance
    policy: Policy
    stepped: Mapping[str, Clause]
    plan: Plan
    trials: Mapping[tuple[str, str], Trial]
    options: SolveOptions
    near: tuple[float, ...]
    patience: float


@dataclass(frozen=True)
class Told:
    """The goals as a look or a solve has them, in the order of the policy; empty if it came to nothing, with why.

    ``county_costs`` are those of a plan other than the base's. ``floors`` are what later solves may rely on.
    """

    ask: Ask
    status: str = ""
    goals: tuple[Reached, ...] = ()
    county_costs: Mapping[str, Fraction] = field(default_factory=dict)
    floors: tuple[float | None, ...] = ()
    fault: str = ""


class Desk:
    """Answers questions, one after the other."""

    def __init__(self, setting: Setting, model: Switchable) -> None:
        self.setting = setting
        self.scales = Scales(setting.instance)
        self.base = Weighed(self.scales, setting.policy, setting.plan)
        self.model = model

    def answer(self, ask: Ask, seconds: float | None) -> Told:
        """A look or a solve within the seconds."""
        if ask.effort == LOOK:
            return self.look(ask)
        return self.solve(ask, 1e7 if seconds is None else seconds)

    def look(self, ask: Ask) -> Told:
        """The base plan under the changed policy, and how much better the goals could get."""
        worth = self.base.worth(*self._changed(ask))
        if not worth.kept or not self._shared(ask):
            return Told(ask)
        values = [float(value) for value in worth.goals.values()]
        found = floors(self._form(ask, self.model), values, self.setting.near)
        goals = [_reached(goal, value, bound) for (goal, value), bound in zip(worth.goals.items(), found, strict=True)]
        return Told(ask, Status.FEASIBLE.value, tuple(goals), floors=tuple(found))

    def solve(self, ask: Ask, seconds: float) -> Told:
        """A plan for the changed policy, as good as patience allows, and bounds."""
        end = time.monotonic() + seconds
        model = self.model if self._shared(ask) else self._own_model(ask)
        job, told = self._job(ask, model, end - time.monotonic()), list[Message]()
        ended = improve_goals(job, told.append)
        plans = [message.values for message in told if isinstance(message, Incumbent)]
        done = {message.goal: message for message in told if isinstance(message, GoalDone)}
        if ended.reason == "infeasible":
            return self._from_files(ask, end - time.monotonic())
        if not plans or len(done) < len(self.setting.policy.goals):
            return Told(ask, fault=_words(ended))
        plan = model.assembly.plan([int(value) for value in plans[-1]])
        return self._checked(ask, plan, [done[number] for number in range(len(done))])

    def _checked(self, ask: Ask, plan: Plan, done: Sequence[GoalDone]) -> Told:
        """The goals of a plan, exactly; a fault if it breaks anything, or is not what the solver said it was."""
        same = plan.proposed == self.setting.plan.proposed and plan.open == self.setting.plan.open
        weighed = self.base if same else Weighed(self.scales, self.setting.policy, plan)
        worth = weighed.worth(*self._changed(ask))
        if not worth.kept:
            return Told(ask, fault="the plan fails its exact re-check")
        goals = []
        for (goal, exact), one in zip(worth.goals.items(), done, strict=True):
            slack = AGREEMENT * max(abs(one.value), 1e-3)
            give = float(self.setting.policy.hold_within.get(goal, 0)) * abs(one.value)
            if not one.bound - slack <= float(exact) <= one.value + slack + give:
                return Told(ask, fault=f"{goal}: {float(exact)!r} is not {one.bound!r} to {one.value!r}")
            goals.append(_reached(goal, exact, one.bound))
        proven = all(one.value - one.bound <= self.setting.options.gap * abs(one.value) + 1e-6 for one in done)
        status = Status.OPTIMAL if proven else Status.FEASIBLE
        return Told(ask, status.value, tuple(goals), {} if same else weighed.county_costs())

    def _from_files(self, ask: Ask, seconds: float) -> Told:
        """What cannot be done is confirmed on the main path, by a second solver setting and a second model."""
        answer = run_trial(self.setting.trials[ask.kind, ask.clause], max(0.0, seconds))
        if answer.proposal is None:
            return Told(ask, fault=answer.fault)
        if answer.proposal.outcome.status is Status.INFEASIBLE:
            return Told(ask, Status.INFEASIBLE.value)
        return Told(ask, fault=answer.proposal.outcome.stop.value)

    def _job(self, ask: Ask, model: Switchable, seconds: float) -> Job:
        setting, form = self.setting, self._form(ask, model)
        columns = np.array(model.assembly.plan_columns, np.int64)
        start = None
        if self.base.worth(*self._changed(ask)).kept:
            stock = [setting.plan.proposed[cell] for cell in model.assembly.columns.stock]
            doors = [int(setting.plan.open[facility]) for facility in model.assembly.columns.open]
            start = completed(form, columns, [*stock, *doors])
        held = [setting.policy.hold_within.get(goal) for goal in setting.policy.goals]
        return Job(
            form,
            tuple(None if part is None else float(part) for part in held),
            columns,
            setting.options.gap,
            seconds,
            setting.options.threads or 1,
            setting.options.seed,
            gaps=setting.near,
            patience=setting.patience,
            start=start,
            floors=ask.floors,
        )

    def _shared(self, ask: Ask) -> bool:
        """Whether the common model holds the variant."""
        can = self.model.can_switch(ask.clause)
        return can and (ask.kind != STEP or self.model.has_change(ask.clause))

    def _own_model(self, ask: Ask) -> Switchable:
        return Switchable(self.setting.instance, variant(self.setting.policy, *self._changed(ask)))

    def _form(self, ask: Ask, model: Switchable) -> StandardForm:
        return model.form(ask.clause, changed=ask.kind == STEP) if model is self.model else model.form()

    def _changed(self, ask: Ask) -> tuple[str | None, Clause | None]:
        """The clause that is left out, and the one that is changed."""
        return (None, self.setting.stepped[ask.clause]) if ask.kind == STEP else (ask.clause, None)


_desks: list[Desk] = []


def lay_out(setting: Setting, file: Path) -> None:
    """Write down what every desk needs. Processes begin with the name of this file alone: what they are sent while they
    start has to fit into a pipe, or whoever sends it waits for one that may have failed already."""
    steps = [clause for name, clause in setting.stepped.items() if name not in setting.policy.partners]
    model = Switchable(setting.instance, variant(setting.policy), steps)
    with file.open("wb") as stream:
        pickle.dump(Desk(setting, model), stream, protocol=pickle.HIGHEST_PROTOCOL)


def open_desk(file: Path) -> None:
    """Make the desk of this process."""
    with file.open("rb") as stream:
        _desks[:] = [pickle.load(stream)]


def at_desk(ask: Ask, seconds: float | None) -> Told:
    """The answer of this process's desk."""
    return _desks[0].answer(ask, seconds)


def _reached(goal: str, value: Fraction, bound: float | None) -> Reached:
    """A goal with its bound clipped to what is possible; without one where nothing is known."""
    if bound is None or not np.isfinite(bound):
        return Reached(goal, None, None)
    return Reached(goal, value, min(max(Fraction(bound), Fraction(0)), value))


def _words(ended: Ended) -> str:
    return ended.detail or ended.reason
