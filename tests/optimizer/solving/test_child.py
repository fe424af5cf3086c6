"""The solving process seen from outside: what it tells, and that it ends when it should."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pytest

from models.assemble import assemble
from models.bounds import Side, set_natural_bounds
from models.program import build_program, standard_form
from models.system import System
from optimizer.problems import OwnFaultError
from optimizer.propose import _left_short
from optimizer.solving import child
from optimizer.solving.child import SolverProcess
from optimizer.solving.find import SolveOptions, find_plan
from optimizer.solving.messages import Ended, GoalDone, Incumbent, Job, Message
from optimizer.solving.outcome import Status, Stop
from tests.builders import clause, policy, region

INSTANCE = region(facilities=[{"facility": "H1"}], stock={("H1", "beds"): {"current": 3, "capital_cost": 2}})
POLICY = policy(clause(require="beds", at_least=7, nature="binding"))


def job(seconds: float = 30.0) -> Job:
    """Seven beds in one hospital, within so many seconds."""
    assembly = assemble(INSTANCE, POLICY)
    form = standard_form(assembly.system, build_program(assembly.system))
    return Job(form, (None,) * len(form.goals), np.array(assembly.plan_columns), 1e-4, seconds, 1, 0)


def said(work: Job, program: Sequence[str]) -> list[Message]:
    """Everything a child process says about a job."""
    with SolverProcess(work, program) as process:
        return list(process.messages())


def test_a_job_is_told_goal_by_goal_and_ends_finished() -> None:
    """The child tells a plan, then each goal with its bound, and says at last that it finished."""
    messages = said(job(), child.WORKER)
    plans = [message.values.tolist() for message in messages if isinstance(message, Incumbent)]
    done = [message.goal for message in messages if isinstance(message, GoalDone)]
    assert plans[-1] == [7]
    assert done == list(range(len(POLICY.goals)))
    assert messages[-1] == Ended("finished")


def test_a_solver_that_hangs_is_killed_soon_after_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that never answers is ended within the grace period after its time limit, as a time limit."""
    monkeypatch.setattr(child, "GRACE_SECONDS", 0.3)
    start = time.monotonic()
    messages = said(job(seconds=0.3), ("-c", "import time; time.sleep(60)"))
    assert [message.reason for message in messages if isinstance(message, Ended)] == ["time_limit"]
    assert time.monotonic() - start < 5


def test_a_solver_that_dies_is_reported_with_what_it_complained_of() -> None:
    """A child that crashes ends the job as failed, with its last words."""
    (message,) = said(job(), ("-c", "import sys; sys.exit('out of luck')"))
    assert isinstance(message, Ended)
    assert message.reason == "failed"
    assert "out of luck" in message.detail


class Interrupted:
    """A stand-in for the child: one plan arrives, then the user presses Ctrl-C."""

    def __init__(self, work: Job) -> None:
        self.work = work

    def __enter__(self) -> Interrupted:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def messages(self):  # type: ignore[no-untyped-def]
        """One incumbent, then an interrupt."""
        yield Incumbent(0, np.array([9]))
        raise KeyboardInterrupt


def test_ctrl_c_keeps_the_best_plan_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupt in the middle of a solve leaves the last plan, as feasible and unproved."""
    monkeypatch.setattr("optimizer.solving.find.SolverProcess", Interrupted)
    outcome = find_plan(INSTANCE, POLICY)
    assert (outcome.status, outcome.stop) == (Status.FEASIBLE, Stop.INTERRUPTED)
    assert outcome.plan is not None
    assert outcome.plan.proposed == {("H1", "beds"): 9}
    assert [goal.bound for goal in outcome.goals] == [None] * len(POLICY.goals)


def test_no_time_at_all_is_no_plan_not_infeasible() -> None:
    """A limit too short for any plan is reported as such, never as an infeasibility."""
    outcome = find_plan(INSTANCE, POLICY, SolveOptions(time_limit=1e-6))
    assert (outcome.status, outcome.stop) == (Status.NO_PLAN, Stop.TIME_LIMIT)


def test_an_infeasible_policy_comes_with_the_least_repair() -> None:
    """Two binding clauses that collide are infeasible, and the repair breaks them as little as possible."""
    capped = policy(
        clause(id="floor", require="beds", at_least=7, nature="binding"),
        clause(id="cap", require="beds", at_most=5, nature="binding"),
    )
    outcome = find_plan(INSTANCE, capped)
    assert (outcome.status, outcome.stop) == (Status.INFEASIBLE, Stop.INFEASIBLE)
    assert outcome.repair is not None
    assert outcome.repair.proposed[("H1", "beds")] in (5, 7)


def test_a_mistake_in_the_natural_bounds_cannot_confirm_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """If bounds cut a plan off, the repair finds it and the run is refused as our fault, never called infeasible."""

    def mistaken(system: System, alternatives: Iterable[Side] = (), *, generous: bool = False, **more: Any) -> None:
        set_natural_bounds(system, alternatives, generous=generous, **more)
        if not generous:
            system.columns[0] = dataclasses.replace(system.columns[0], upper=4)

    monkeypatch.setattr("models.assemble.set_natural_bounds", mistaken)
    outcome = find_plan(INSTANCE, POLICY)
    assert outcome.status is Status.INFEASIBLE
    with pytest.raises(OwnFaultError):
        _left_short(INSTANCE, POLICY, outcome)


def test_hard_facts_that_collide_are_infeasible_without_a_repair() -> None:
    """Where bounds and kept totals alone leave no plan, no shortfall of a clause can repair it."""
    instance = region(
        facilities=[{"facility": "H1"}],
        resources=[{"resource": "beds", "keep": "county"}],
        stock={("H1", "beds"): {"current": 3, "min": 0, "max": 2}},
    )
    outcome = find_plan(instance, policy(clause(require="beds", at_least=1)))
    assert (outcome.status, outcome.repair) == (Status.INFEASIBLE, None)
