"""Shortfalls, goals and costs, against numbers worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.clause import Clause
from models.instance import Instance
from optimizer.verifying.exact import exact_sum
from optimizer.verifying.judge import judge
from optimizer.verifying.judgement import Cost, Judgement
from tests.builders import clause, plan, policy, region

COUNTIES = region(
    areas=[
        {"area": "P", "level": "province"},
        {"area": "A", "parent": "P", "residents": 10000, "elderly": 0},
        {"area": "A1", "level": "township", "parent": "A", "residents": 10000, "elderly": 0},
        {"area": "B", "parent": "P", "residents": 30000, "elderly": 0},
        {"area": "B1", "level": "township", "parent": "B", "residents": 12000, "elderly": 0},
        {"area": "B2", "level": "township", "parent": "B", "residents": 18000, "elderly": 0},
    ],
    facilities=[{"facility": "H1", "area": "A"}, {"facility": "H2", "area": "B1"}, {"facility": "H3", "area": "P"}],
    resources=["beds", "nurses"],
    stock={("H1", "beds"): 20, ("H2", "beds"): 90, ("H3", "beds"): 5, ("H1", "nurses"): 8, ("H2", "nurses"): 10},
)


def judged(*clauses: Clause, instance: Instance = COUNTIES, **keys: Any) -> Judgement:
    """Today's stock judged by these clauses."""
    return judge(instance, policy(*clauses, **keys), plan(instance))


def test_shortfall_is_missing_units_over_required_units() -> None:
    """4 per 1000: 40 and 120 beds required, 20 and 30 missing."""
    sentence = clause(require="beds", at_least=4, per="1000 residents")
    assert {"C1": Fraction(50, 160)} == judged(sentence).clause_shortfall


def test_shortfall_weighed_by_people() -> None:
    """A quarter of the people lack half, three quarters lack a quarter: 5/16 of the people."""
    sentence = clause(require="beds", at_least=4, per="1000 residents", weigh_by="residents")
    assert {"C1": Fraction(1, 4) * Fraction(1, 2) + Fraction(3, 4) * Fraction(1, 4)} == judged(
        sentence
    ).clause_shortfall


def test_weights_of_facilities_are_those_of_their_area() -> None:
    """Two facilities lack 2/10 and 0/10 of their nurses; 10,000 and 12,000 people live around them."""
    sentence = clause(require="nurses", at_least=10, in_="facility", where="facility=H1|H2", weigh_by="residents")
    assert {"C1": Fraction(10, 22) * Fraction(2, 10)} == judged(sentence).clause_shortfall


def test_weights_do_not_matter_for_the_region() -> None:
    """A single row weighs whatever it weighs."""
    sentence = clause(require="beds", at_least=230, in_="region", weigh_by="elderly")
    assert {"C1": Fraction(1, 2)} == judged(sentence).clause_shortfall


def test_weights_that_are_all_zero_leave_nothing_to_count() -> None:
    """The rows are judged, but there is no shortfall and the goal is 0."""
    result = judged(clause(require="beds", at_least=4, per="1000 residents", weigh_by="elderly"))
    assert ({}, {}, 0) == (result.clause_shortfall, result.county_shortfall, result.goals["anticipated+guiding"])
    assert [20, 30] == [row.short for row in result.rows]


def test_rows_that_do_not_apply_count_nowhere() -> None:
    """A clause without an applicable row has no shortfall."""
    result = judged(clause(require="beds", at_least=4, per="1000 elderly"), clause(id="C2", require="beds", at_least=0))
    assert {"C2": 0} == result.clause_shortfall


def test_goals_in_the_order_of_the_policy() -> None:
    """Natures joined by + are one goal, weights count, and reference and binding clauses are in none."""
    clauses = [
        clause(id="1", require="beds", at_least=4, per="1000 residents", nature="anticipated", weight=2),
        clause(id="2", require="nurses", at_least=20, in_="region", nature="guiding"),
        clause(id="3", require="nurses", at_least=36, in_="region", nature="strive"),
        clause(id="4", require="nurses", at_least=99, in_="region", nature="reference"),
        clause(id="5", require="nurses", at_least=99, in_="region", nature="binding"),
    ]
    result = judged(*clauses, goals=("strive", "principle", "guiding+anticipated"))
    expected = {
        "strive": Fraction(1, 2),
        "principle": 0,
        "guiding+anticipated": 2 * Fraction(50, 160) + Fraction(2, 20),
    }
    assert expected == result.goals
    assert list(expected) == list(result.goals)


@pytest.mark.parametrize("goal", ["happiness", "reference", "binding", "strive+reference"])
def test_an_unknown_goal_is_refused(goal: str) -> None:
    """No goal is silently worth nothing; what binds or is only printed beside the result is none."""
    with pytest.raises(ValueError, match=r"is no goal"):
        judged(goals=(goal,))


FAIR = (
    clause(id="1", require="beds", at_least=4, per="1000 residents", nature="principle", weight=3),
    clause(id="2", require="beds", at_least=1, per="1000 residents", in_="township", nature="guiding"),
    clause(id="3", require="nurses", at_least=10, in_="facility", where="facility=H1|H2|H3"),
    clause(id="4", require="beds", at_least=999, in_="region"),
    clause(id="5", require="beds", at_least=999, in_="province"),
    clause(id="6", require="beds", at_least=999, nature="strive"),
    clause(id="7", require="beds", at_least=999, nature="reference"),
)


def test_fairness_of_two_counties() -> None:
    """Rows inside a county count, of its level and below; those of the region and above, and of no goal, do not.

    A: clause 1 misses 20/40, clause 2 in A1 10/10 (H1 lies in A itself), clause 3 2/10: (3·0.5 + 1 + 0.2) / 5 = 0.54.
    B: clause 1 misses 30/120, clause 2 18/(12 + 18), clause 3 nothing: (3·0.25 + 0.6 + 0) / 5 = 0.27.
    """
    result = judged(*FAIR)
    assert {"A": Fraction("0.54"), "B": Fraction("0.27")} == result.county_shortfall
    assert Fraction("0.54") == result.goals["fairness"]


def test_fairness_between_other_areas() -> None:
    """With fairness_in = township only rows in townships count, H1 and H3 lying in none."""
    result = judged(*FAIR, fairness_in="township")
    assert {"A1": 1, "B1": 0, "B2": 1} == result.county_shortfall


def test_fairness_takes_weighed_rows_inside_the_county() -> None:
    """Inside B, 18,000 of 30,000 people are without."""
    sentence = clause(require="beds", at_least=2, in_="township", weigh_by="residents")
    assert {"A": 1, "B": Fraction(18, 30)} == judged(sentence).county_shortfall


def test_a_single_county_has_nobody_to_compare_with() -> None:
    """With fewer than two areas of the level, fairness is 0; the shortfall itself is still told."""
    result = judged(*FAIR, fairness_in="province")
    assert 0 == result.goals["fairness"]
    assert {"P"} == set(result.county_shortfall)


def test_cost_with_overrides() -> None:
    """capital 2·7 + 5·10 + 500 = 564, annual 6·2.5 + 5·3 = 30, in ten years 86.4 a year."""
    instance = region(
        facilities=[
            {"facility": "H1"},
            {"facility": "N1", "status": "candidate", "open_cost": 500},
            {"facility": "Z1", "status": "closable", "open_cost": 9999},
        ],
        resources=[{"resource": "beds", "capital_cost": 10, "annual_cost": "2.5", "keep": "none"}],
        stock={
            ("H1", "beds"): {"current": 4, "capital_cost": 7},
            ("N1", "beds"): {"annual_cost": 3},
            ("Z1", "beds"): 6,
        },
    )
    proposal = plan(instance, {("H1", "beds"): 6, ("N1", "beds"): 5, ("Z1", "beds"): 0}, Z1=False)
    result = judge(instance, policy(), proposal)
    assert Cost(Fraction(564), Fraction(30)) == result.cost
    assert Fraction("86.4") == result.goals["cost"]
    assert {
        ("H1", "beds"): Cost(Fraction(14), Fraction(15)),
        ("N1", ""): Cost(Fraction(500), Fraction(0)),
        ("N1", "beds"): Cost(Fraction(50), Fraction(15)),
        ("Z1", "beds"): Cost(Fraction(0), Fraction(0)),
    } == result.facility_cost


def test_cuts_earn_nothing_back() -> None:
    """A removed unit saves its annual cost and no capital."""
    resources = [{"resource": "beds", "capital_cost": 10, "annual_cost": 1, "keep": "none"}]
    instance = region(facilities=[{"facility": "H1"}], resources=resources, stock={("H1", "beds"): 4})
    assert Cost(Fraction(0), Fraction(1)) == judge(instance, policy(), plan(instance, {("H1", "beds"): 1})).cost


def test_missing_prices_count_nothing_and_are_told() -> None:
    """A warning names every resource and candidate without a price, unless its stock cannot grow."""
    instance = region(
        facilities=[{"facility": "H1"}, {"facility": "N1", "status": "candidate"}],
        resources=["beds", {"resource": "scanners", "max_per_facility": 1, "annual_cost": 0}],
        stock={("H1", "beds"): 4, ("N1", "beds"): 0, ("H1", "scanners"): 1},
    )
    result = judge(instance, policy(), plan(instance, {("N1", "beds"): 5}))
    assert Cost(Fraction(0), Fraction(0)) == result.cost
    assert (
        "resource beds has no capital_cost in 2 stock rows: it counts as nothing there",
        "resource beds has no annual_cost in 2 stock rows: it counts as nothing there",
        "candidate facility N1 has no open_cost: opening it counts as free",
    ) == result.warnings


def test_stability_takes_the_largest_change_of_each_county_and_resource() -> None:
    """County A, beds: max(5/20, 0) = 1/4; B: 9/90; the province's own 5/5; nurses of A: 1/8."""
    proposal = plan(COUNTIES, {("H1", "beds"): 25, ("H2", "beds"): 81, ("H3", "beds"): 0, ("H1", "nurses"): 9})
    result = judge(COUNTIES, policy(), proposal)
    assert Fraction(1, 4) + Fraction(1, 10) + 1 + Fraction(1, 8) == result.goals["stability"]


def test_stability_of_new_stock_is_its_units() -> None:
    """Where there was nothing, every new unit is a change of one; only the largest in the county counts."""
    instance = region(facilities=[{"facility": "H1"}, {"facility": "H2"}], stock={("H1", "beds"): 0, ("H2", "beds"): 2})
    assert 3 == judge(instance, policy(), plan(instance, {("H1", "beds"): 3, ("H2", "beds"): 6})).goals["stability"]


@given(st.lists(st.fractions(max_denominator=1000), max_size=40))
def test_exact_sum_is_the_sum(numbers: list[Fraction]) -> None:
    """Adding in pairs changes nothing."""
    assert sum(numbers, Fraction(0)) == exact_sum(numbers)
