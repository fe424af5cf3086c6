"""Goals that are approached instead of proven, and a solver's word that is not taken for granted."""

from __future__ import annotations

import dataclasses

import pytest

import optimizer as opt
from optimizer.solving import evenness, worker
from optimizer.verifying.judge import judge
from tests.random_regions import draw_case
from tests.solving_here import solve_here


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_an_approached_goal_lies_between_its_bound_and_the_optimum(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Next to the relaxation a plan that holds is found; the optimum lies between its bound and its value."""
    case = draw_case(seed)
    exact = solve_here(case.instance, case.policy)
    monkeypatch.setattr(worker, "MANY_STEPS", 0)
    monkeypatch.setattr(evenness, "MANY", 0)
    near = solve_here(case.instance, case.policy)
    assert exact.ended == near.ended
    if exact.plan is None or near.plan is None:
        assert exact.plan is near.plan
        return
    assert judge(case.instance, case.policy, near.plan).holds
    before, after = ([value for value, _ in answer.goals[:-1]] for answer in (exact, near))
    assert after == pytest.approx(before, rel=1e-6, abs=1e-6)
    (best, _), (value, bound) = exact.goals[-1], near.goals[-1]
    assert bound <= best + 1e-6
    assert best <= value + 1e-6


def test_a_wrong_optimum_of_the_solver_is_found_out() -> None:
    """Shengsi's strict reading, fair between townships: nobody is left behind, though the solver says a quarter is."""
    policy = dataclasses.replace(
        opt.check("shengsi", "shengsi-145-strict"),
        fairness_in="township",
        goals=("principle", "fairness", "anticipated+guiding", "strive", "cost"),
    )
    answer = solve_here(opt.read("shengsi"), policy, gap=1e-4)
    assert (0, 0) == answer.goals[1]
