"""What holds of every answer, whatever the region: order of rows, scale of money, more room for the policy."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.clause import AT_LEAST, BINDING, Constant, Policy
from models.instance import Instance
from optimizer.verifying.judge import judge
from tests.builders import clause
from tests.random_regions import Case, draw_case
from tests.solving_here import solve_here

SEEDS = st.integers(min_value=0, max_value=10_000)
few = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def exact_goals(case: Case) -> list[float] | None:
    """The exact goals of the answer, in order, or None if the policy is infeasible."""
    answer = solve_here(case.instance, case.policy)
    if answer.plan is None:
        return None
    found = judge(case.instance, case.policy, answer.plan)
    assert found.holds
    return [float(found.goals[goal]) for goal in case.policy.goals]


def never_worse(after: list[float] | None, before: list[float] | None) -> bool:
    """Whether goals, read in order, are as good as before or better; being infeasible is worst."""
    if before is None or after is None:
        return before is None
    for new, old in zip(after, before, strict=True):
        if abs(new - old) > 3e-6 * max(1.0, abs(old)):
            return new < old
    return True


def shuffled(mapping: Mapping[Any, Any], dice: random.Random) -> dict[Any, Any]:
    """The same mapping in another order."""
    items = list(mapping.items())
    dice.shuffle(items)
    return dict(items)


@few
@given(seed=SEEDS, order=st.integers(0, 100))
def test_order_of_clauses_changes_nothing(seed: int, order: int) -> None:
    """Permuting the clauses of a policy gives the same plan."""
    case = draw_case(seed)
    clauses = list(case.policy.clauses)
    random.Random(order).shuffle(clauses)
    other = dataclasses.replace(case.policy, clauses=tuple(clauses))
    assert solve_here(case.instance, other).plan == solve_here(case.instance, case.policy).plan


def priced(instance: Instance, factor: int) -> Instance:
    """The same region with every price multiplied."""

    def times(item: Any, *keys: str) -> Any:
        values = {key: getattr(item, key) for key in keys}
        return dataclasses.replace(item, **{k: None if v is None else v * factor for k, v in values.items()})

    return dataclasses.replace(
        instance,
        resources={k: times(v, "capital_cost", "annual_cost") for k, v in instance.resources.items()},
        stock={k: times(v, "capital_cost", "annual_cost") for k, v in instance.stock.items()},
        facilities={k: times(v, "open_cost") for k, v in instance.facilities.items()},
    )


def without_money(chosen: Policy) -> Policy:
    """The clauses that neither measure money nor have it as a base."""
    kept = [each for each in chosen.clauses if not each.measure.is_money]
    return dataclasses.replace(chosen, clauses=tuple(kept))


@few
@given(seed=SEEDS, factor=st.integers(2, 50))
def test_scaling_all_money_scales_cost_alone(seed: int, factor: int) -> None:
    """With every price times k the cost goal is k times as large and the goals before it are the same."""
    case = draw_case(seed)
    case = dataclasses.replace(case, policy=without_money(case.policy))
    before = exact_goals(case)
    after = exact_goals(dataclasses.replace(case, instance=priced(case.instance, factor)))
    assert (before is None) == (after is None)
    if before is None or after is None:
        return
    place = case.policy.goals.index("cost")
    assert after[:place] == pytest.approx(before[:place], rel=1e-6, abs=1e-6)
    assert after[place] == pytest.approx(factor * before[place], rel=1e-6, abs=1e-6)


@few
@given(seed=SEEDS)
def test_dropping_a_binding_clause_never_makes_the_goals_worse(seed: int) -> None:
    """Without one of its binding clauses, and what may hold instead, a policy's goals are as good or better."""
    case = draw_case(seed)
    before = exact_goals(case)
    for dropped in [each for each in case.policy.clauses if each.nature == BINDING]:
        gone = {dropped.id, case.policy.partners.get(dropped.id)}
        rest = tuple(each for each in case.policy.clauses if each.id not in gone)
        after = exact_goals(dataclasses.replace(case, policy=dataclasses.replace(case.policy, clauses=rest)))
        assert never_worse(after, before), (before, after)


@few
@given(seed=SEEDS, budget=st.integers(0, 60), more=st.integers(1, 40))
def test_raising_a_budget_never_makes_the_goals_worse(seed: int, budget: int, more: int) -> None:
    """A larger capital budget leaves the goals, read in order, as good or better."""
    case = draw_case(seed)

    def within(amount: int) -> Case:
        cap = clause(id="budget", require="capital_cost", at_most=amount, level="region", nature="binding")
        chosen = dataclasses.replace(case.policy, clauses=(*case.policy.clauses, cap))
        return dataclasses.replace(case, policy=chosen)

    assert never_worse(exact_goals(within(budget + more)), exact_goals(within(budget)))


@few
@given(seed=SEEDS)
def test_soft_clauses_alone_never_make_a_region_infeasible(seed: int) -> None:
    """If every clause is soft, only hard facts could leave a region without a plan, and they allow today's stock."""
    case = draw_case(seed)
    clauses = tuple(
        dataclasses.replace(each, nature="anticipated") if each.nature == BINDING else each
        for each in case.policy.clauses
    )
    goals = exact_goals(dataclasses.replace(case, policy=dataclasses.replace(case.policy, clauses=clauses)))
    assert goals is not None
    assert all(value >= 0 for value in goals)


def test_a_floor_over_no_facility_is_infeasible_not_forgotten() -> None:
    """A binding floor that no facility can serve makes the policy infeasible, alone as well as beside others."""
    case = draw_case(3)
    lost = clause(id="lost", require="beds", at_least=1, where="type=none", level="region", nature="binding")
    assert isinstance(lost.base, Constant)
    assert (lost.comparator, lost.value) == (AT_LEAST, Fraction(1))
    chosen = dataclasses.replace(case.policy, clauses=(*case.policy.clauses, lost))
    assert solve_here(case.instance, chosen).ended.reason == "infeasible"
