"""Solving by counties against solving whole, on random provinces whose clauses tie the counties together.

More cases on demand: ``ALLOCARE_BRUTE_FORCE=1000 python -m pytest tests/optimizer/solving/counties``.
"""

from __future__ import annotations

import os
from fractions import Fraction

import pytest

from models.clause import BINDING, Policy
from models.instance import Instance
from optimizer.problems import InputError
from optimizer.solving import find
from optimizer.solving.find import SolveOptions, find_plan
from optimizer.solving.outcome import Outcome, Status
from optimizer.verifying.judge import judge
from optimizer.verifying.judgement import Judgement
from tests.builders import clause, policy, region
from tests.optimizer.solving.counties.random_provinces import TIED_IN, draw_province
from tests.solver_here import SolverHere

CASES = int(os.environ.get("ALLOCARE_BRUTE_FORCE", "40"))
BATCH = 10
CLOSE = 2e-6
GIVEN_UP = 4
"""How many of a batch may be left to the whole model: with few counties no choice of their points may keep a sum."""


@pytest.fixture(autouse=True)
def _no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "SolverProcess", SolverHere)


def solved(instance: Instance, wanted: Policy, method: str, threads: int = 1) -> Outcome | None:
    """The outcome of a method; None if it found no plan and left the region to the other."""
    outcome = find_plan(instance, wanted, SolveOptions(method=method, threads=threads))
    return outcome if outcome.method == method else None


def assert_no_wrong_claim(mine: Outcome, own: Judgement, other: Judgement, wanted: Policy) -> None:
    """What is told of each goal agrees with the plan, and no bound is above what another plan reaches."""
    comparable = True
    for goal in mine.goals:
        assert goal.value is not None
        assert goal.bound is not None
        exact, rival = float(own.goals[goal.goal]), float(other.goals[goal.goal])
        limit = goal.value + max(float(wanted.hold_within.get(goal.goal, Fraction(1, 10**6))) * goal.value, 1e-9)
        slack = 1e-5 * max(abs(limit), 1e-3)
        assert goal.bound - slack <= exact <= limit + slack, f"{goal.goal}: told {goal}, the plan has {exact}"
        assert not comparable or goal.bound <= rival + CLOSE * max(1.0, rival), f"{goal.goal}: {goal}, yet {rival}"
        comparable &= rival <= limit


def assert_same(instance: Instance, wanted: Policy) -> Status | None:
    """Solve both ways; the status by counties, None if they gave up."""
    whole, apart = solved(instance, wanted, "whole"), solved(instance, wanted, "counties")
    assert whole is not None
    if apart is None:
        return None
    assert (whole.plan is None) == (apart.plan is None), (whole.status, apart.status)
    if whole.plan is None or apart.plan is None:
        assert apart.status is whole.status is Status.INFEASIBLE
        return apart.status
    by_whole, by_county = judge(instance, wanted, whole.plan), judge(instance, wanted, apart.plan)
    assert by_county.holds, (by_county.breaches, [row for row in by_county.rows if row.status == "violated"])
    assert_no_wrong_claim(apart, by_county, by_whole, wanted)
    assert_no_wrong_claim(whole, by_whole, by_county, wanted)
    if apart.status is Status.OPTIMAL:
        assert all(goal.value - goal.bound <= 1.1e-4 * goal.value + 1e-6 for goal in apart.goals)  # type: ignore[operator]
    return apart.status


@pytest.mark.parametrize("first", range(0, CASES, BATCH))
def test_both_ways_agree(first: int) -> None:
    """Same status; each plan passes the judge; no proof of one way is refuted by the plan of the other; few give up."""
    reached = []
    for seed in range(first, first + BATCH):
        drawn = draw_province(seed)
        try:
            reached.append(assert_same(drawn.instance, drawn.policy))
        except InputError:
            continue  # a drawn policy can ask for more than may be asked for; both ways refuse it alike
        except AssertionError as wrong:
            raise AssertionError(f"seed {seed}: {wrong}") from wrong
    assert reached.count(None) <= GIVEN_UP


def test_the_provinces_are_not_all_alike() -> None:
    """They have clauses of several levels and kinds, goals in other orders, and goals that are held less tightly."""
    policies = [draw_province(seed).policy for seed in range(CASES)]
    clauses = [each for drawn in policies for each in drawn.clauses]
    tied = [each for each in clauses if each.level in TIED_IN]
    assert {BINDING, "anticipated"} <= {each.nature for each in tied}
    assert {"at_least", "at_most", "exactly", "about", "between", "spread_at_most"} == {c.comparator for c in clauses}
    assert any(each.share for each in clauses)
    assert any(each.mean for each in clauses)
    assert any(each.partner for each in clauses)
    assert any(each.reach for each in clauses)
    assert {"county", "township", "city", "province"} == {drawn.fairness_in for drawn in policies}
    assert len({drawn.goals for drawn in policies}) > 5
    assert any(drawn.hold_within for drawn in policies)
    counties = [sum(a.level == "county" for a in draw_province(n).instance.areas.values()) for n in range(CASES)]
    assert (min(counties), max(counties)) == (2, 6)


@pytest.mark.parametrize("seed", [3, 8, 33])
def test_threads_do_not_change_the_plan(seed: int) -> None:
    """One county at a time or three: the same plan, values and bounds."""
    drawn = draw_province(seed)
    one, three = (solved(drawn.instance, drawn.policy, "counties", threads) for threads in (1, 3))
    assert one is not None
    assert three is not None
    assert one.plan is not None
    assert (one.plan, one.goals, one.status) == (three.plan, three.goals, three.status)


def hospitals(prices: list[int], most: int, current: int = 0, without: int = 0) -> Instance:
    """A county per price, each with one hospital, and some ``without``."""
    counties = [f"c{number}" for number in range(len(prices) + without)]
    homes = counties[: len(prices)]
    return region(
        areas=[
            {"area": "p", "level": "province"},
            *({"area": county, "parent": "p", "residents": 1000} for county in counties),
        ],
        facilities=[{"facility": f"H-{county}", "area": county} for county in homes],
        resources=[{"resource": "beds", "keep": "none", "annual_cost": 1}],
        stock={
            (f"H-{county}", "beds"): {"current": current, "max": most, "capital_cost": price}
            for county, price in zip(homes, prices, strict=True)
        },
    )


@pytest.mark.parametrize(("nature", "budget", "beds"), [(BINDING, 0, None), ("anticipated", 0, 1), (BINDING, 1, 2)])
def test_a_budget_is_kept_to_the_last_yuan(nature: str, budget: int, beds: int | None) -> None:
    """Two beds cost 2,000,000,001 yuan: with one yuan less there is one bed, or no plan, whichever way it is found."""
    instance = hospitals([1_000_000_001, 1_000_000_000], most=1)
    need = clause(id="need", require="beds", at_least=2, in_="province", nature=nature)
    cap = clause(id="cap", require="capital_cost", at_most=2_000_000_000 + budget, in_="province", nature=BINDING)
    found = find_plan(instance, policy(need, cap), SolveOptions(method="counties", threads=1)).plan
    assert (None if found is None else sum(found.proposed.values())) == beds


@pytest.mark.parametrize("beds", [777, 1234, 4999])
def test_a_sum_over_all_counties_is_hit(beds: int) -> None:
    """Exactly so many beds in the province, though no county proposes just what the others leave."""
    instance = hospitals([1, 2, 3, 4, 5], most=1000, current=100)
    total = clause(id="total", require="beds", exactly=beds, in_="province", nature=BINDING)
    wish = clause(id="wish", require="beds", at_least=300, per="1000 residents")
    assert assert_same(instance, policy(total, wish)) is not None


@pytest.mark.parametrize("nature", [BINDING, "anticipated"])
def test_a_county_without_facilities_takes_part(nature: str) -> None:
    """Its wish stays unmet while the others are served; if it must be met, there is no plan."""
    instance = hospitals([1, 2], most=5, without=1)
    wish = clause(id="wish", require="beds", at_least=3, per="1000 residents", nature=nature)
    total = clause(id="total", require="beds", at_least=7, in_="province")
    found = assert_same(instance, policy(wish, total))
    assert found is (Status.INFEASIBLE if nature == BINDING else Status.OPTIMAL)
