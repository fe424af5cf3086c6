"""The compiled model against trying every plan: goals in order, on hundreds of random tiny regions.

The judge that values each tried plan shares nothing with the compiler but the parsed sentence. More cases on demand:
``ALLOCARE_BRUTE_FORCE=5000 python -m pytest tests/models/test_brute_force.py``.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest

from optimizer.verifying.judge import judge
from optimizer.verifying.judgement import Judgement
from tests.random_regions import Case, draw_case, every_plan
from tests.solving_here import solve_here

CASES = int(os.environ.get("ALLOCARE_BRUTE_FORCE", "240"))
BATCH = 10
CLOSE = 2e-6


def best_in_order(judgements: Sequence[Judgement], goals: Sequence[str]) -> dict[str, float]:
    """The value of each goal over the plans that hold all goals before it."""
    left, values = list(judgements), {}
    for goal in goals:
        value = min(float(each.goals[goal]) for each in left)
        values[goal] = value
        limit = value + max(1e-6 * abs(value), 1e-9)
        left = [each for each in left if float(each.goals[goal]) <= limit]
    return values


def assert_same_as_trying_all(case: Case) -> bool:
    """Solve a case both ways; whether it was feasible."""
    holding = [found for plan in every_plan(case.instance) if (found := judge(case.instance, case.policy, plan)).holds]
    answer = solve_here(case.instance, case.policy)
    if not holding and case.bounded:
        assert answer.ended.reason == "infeasible"
        return False
    if not holding and answer.plan is None:
        return False
    assert answer.ended.reason == "finished"
    assert answer.plan is not None
    found = judge(case.instance, case.policy, answer.plan)
    assert found.holds, (found.breaches, [row for row in found.rows if row.status == "violated"])
    for goal, (value, bound) in zip(case.policy.goals, answer.goals, strict=True):
        exact = float(found.goals[goal])
        assert value == pytest.approx(exact, rel=1e-5, abs=1e-6), f"{goal}: the model and the judge differ"
        assert bound <= exact + CLOSE * max(1.0, exact)
    if not holding:
        return True
    for goal, value in best_in_order(holding, case.policy.goals).items():
        exact = float(found.goals[goal])
        if exact < value - CLOSE * max(1.0, value):
            assert not case.bounded, f"{goal}: better than any plan there is"
            break
        assert exact == pytest.approx(value, rel=CLOSE, abs=CLOSE), f"{goal}: a better plan exists"
    return True


@pytest.mark.parametrize("first", range(0, CASES, BATCH))
def test_solver_finds_what_trying_every_plan_finds(first: int) -> None:
    """On each random region, every goal in order has the value that trying all plans gives, or both find no plan."""
    for seed in range(first, first + BATCH):
        try:
            assert_same_as_trying_all(draw_case(seed))
        except AssertionError as wrong:
            raise AssertionError(f"seed {seed}: {wrong}") from wrong


def test_the_cases_are_not_all_alike() -> None:
    """The random regions hold infeasible and feasible ones, and each comparator and nature."""
    cases = [draw_case(seed) for seed in range(40)]
    clauses = [clause for case in cases for clause in case.policy.clauses]
    assert {clause.comparator for clause in clauses} == {
        "at_least",
        "at_most",
        "exactly",
        "about",
        "between",
        "spread_at_most",
    }
    assert {clause.nature for clause in clauses} == {
        "binding",
        "principle",
        "anticipated",
        "guiding",
        "strive",
        "reference",
    }
    assert any(clause.mean for clause in clauses)
    assert any(clause.share for clause in clauses)
    assert any(clause.partner for clause in clauses)
    assert any(len(clause.levels) > 1 for clause in clauses)
    assert any(len(clause.where) > 1 for clause in clauses)
    assert {clause.level for clause in clauses} == {"region", "city", "county", "township", "facility"}
