"""One model for all variants of a policy says of each what a model of its own says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import pytest

from models.clause import AT_LEAST, STABILITY, Clause, Policy
from models.instance import Instance
from models.plan import Plan
from models.standard import StandardForm
from optimizer.solving.floors import completed, floors
from optimizer.solving.messages import Ended, GoalDone, Incumbent, Job, Message
from optimizer.solving.switchable import Switchable
from optimizer.solving.worker import improve_goals
from optimizer.studies.weighing import Scales, Weighed, variant
from optimizer.verifying.judge import judge
from tests.random_regions import draw_case
from tests.solving_here import solve_here

PATIENCE = 60.0


@dataclass
class Told:
    """How a job ended, its last plan, and (value, bound) per goal."""

    ended: Ended
    units: list[int]
    goals: list[tuple[float, float]]


def job(form: StandardForm, columns: tuple[int, ...]) -> Job:
    """All goals of a form, to the end, patiently."""
    held = (None,) * len(form.goals)
    return Job(form, held, np.array(columns, np.int64), 0.0, 60.0, 1, 0, patience=PATIENCE)


def followed(asked: Job) -> Told:
    """What a job tells in this process."""
    told: list[Message] = []
    ended = improve_goals(asked, told.append)
    plans = [message.values for message in told if isinstance(message, Incumbent)]
    goals = [(message.value, message.bound) for message in told if isinstance(message, GoalDone)]
    return Told(ended, [int(value) for value in plans[-1]] if plans else [], goals)


def harder(clause: Clause) -> Clause:
    """The clause with a number half as large again."""
    return replace(clause, value=clause.value * Fraction(3, 2), upper=clause.upper * Fraction(3, 2))


def case_of(seed: int) -> tuple[Instance, Policy, list[Clause]]:
    """A random region, its policy without stability and references, and the clauses that can have another number."""
    case = draw_case(seed)
    goals = tuple(goal for goal in case.policy.goals if goal != STABILITY)
    policy = replace(variant(case.policy), goals=goals, hold_within={})
    stepped = [one for one in policy.clauses if one.comparator == AT_LEAST and one.id not in policy.partners]
    return case.instance, policy, stepped


@pytest.mark.parametrize("seed", range(0, 120, 5))
def test_a_variant_comes_out_as_in_a_model_of_its_own(seed: int) -> None:
    """Dropped or changed, one clause after the other, every goal reaches the same value, and the plan holds."""
    instance, policy, stepped = case_of(seed)
    model = Switchable(instance, policy, map(harder, stepped))
    variants = [(None, False, policy)]
    variants += [(one.id, False, variant(policy, one.id)) for one in policy.clauses if model.can_switch(one.id)]
    variants += [(one.id, True, variant(policy, None, harder(one))) for one in stepped]
    for name, changed, own in variants:
        told = followed(job(model.form(name, changed=changed), model.assembly.plan_columns))
        expected = solve_here(instance, own)
        assert (told.ended.reason, bool(told.units)) == (expected.ended.reason, expected.plan is not None), name
        if expected.plan is not None:
            assert [v for v, _ in told.goals] == pytest.approx([v for v, _ in expected.goals], rel=1e-5, abs=1e-6), name
            assert judge(instance, own, model.assembly.plan(told.units)).holds


@pytest.mark.parametrize("seed", range(0, 60, 5))
def test_floors_lie_below_the_optimum_and_a_plan_can_be_handed_in(seed: int) -> None:
    """The best plan, handed in, has the same goals again, and their floors are no higher."""
    instance, policy, _ = case_of(seed)
    model = Switchable(instance, policy)
    form, columns = model.form(), np.array(model.assembly.plan_columns, np.int64)
    best = followed(job(form, model.assembly.plan_columns))
    if not best.units:
        return
    start = completed(form, columns, best.units)
    assert start is not None
    assert [(goal.cost @ start + goal.offset) / goal.factor for goal in form.goals] == pytest.approx(
        [value for value, _ in best.goals], rel=1e-6, abs=1e-6
    )
    found = floors(form, [value for value, _ in best.goals], [1e-6] * len(form.goals))
    assert all(bound is None or bound <= value + 1e-6 for bound, (value, _) in zip(found, best.goals, strict=True))
    again = followed(replace(job(form, model.assembly.plan_columns), start=start, floors=tuple(found)))
    assert [v for v, _ in again.goals] == pytest.approx([v for v, _ in best.goals], rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("seed", range(0, 60, 5))
def test_a_plan_is_weighed_as_the_re_check_judges_it(seed: int) -> None:
    """Under every variant the goals of a plan are those of a full re-check."""
    instance, policy, stepped = case_of(seed)
    answer = solve_here(instance, policy)
    if answer.plan is None:
        return
    weighed = Weighed(Scales(instance), policy, answer.plan)
    changes = [(one.id, None) for one in policy.clauses] + [(None, harder(one)) for one in stepped]
    for without, changed in [(None, None), *changes]:
        own = judge(instance, variant(policy, without, changed), answer.plan)
        worth = weighed.worth(without, changed)
        assert (worth.goals, worth.kept) == (dict(own.goals), own.holds)


def test_a_goal_that_runs_out_of_patience_is_held_with_its_gap() -> None:
    """With no patience at all every goal is told, its bound no better than the relaxation's, and the plan holds."""
    told = 0
    for seed in range(0, 60, 5):
        instance, policy, _ = case_of(seed)
        model = Switchable(instance, policy)
        patient = followed(job(model.form(), model.assembly.plan_columns))
        hasty = followed(replace(job(model.form(), model.assembly.plan_columns), patience=0.0))
        if hasty.units:
            told += 1
            assert len(hasty.goals) == len(policy.goals)
            assert all(bound <= value for value, bound in hasty.goals)
            assert hasty.goals[0][1] <= patient.goals[0][0] + 1e-6 <= hasty.goals[0][0] + 2e-6
            plan: Plan = model.assembly.plan(hasty.units)
            assert judge(instance, policy, plan).holds
    assert told
