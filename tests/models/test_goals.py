"""What is made small: the weights of shortfalls, fairness, cost and stability, and the order in which they are held."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from models.assemble import Assembly, assemble
from models.clause import Clause, Policy
from models.goals import ELASTIC
from models.instance import Instance
from models.system import Goal, Number
from optimizer.verifying.judge import judge
from tests.builders import clause, policy, region
from tests.solving_here import solve_here

Weights = dict[str, Number]


def readable(assembly: Assembly, terms: Mapping[int, Number]) -> Weights:
    """An expression with its columns in words, such as ``short C1@A`` or ``beds@H1``."""
    found: Weights = {}
    for number, value in terms.items():
        column = assembly.system.columns[number]
        words = column.key[1:] if column.kind == "stock" else (column.kind, *column.key[1:])
        at = column.key[0]
        if column.kind == "short":
            words, at = ("short", column.key[0]), column.key[1]
        found[f"{' '.join(words)}@{at}"] = value
    return found


def goal_of(instance: Instance, chosen: Policy, name: str) -> tuple[Weights, Number]:
    """The weights and the constant of one goal."""
    assembly = assemble(instance, chosen)
    goal: Goal = next(goal for goal in assembly.system.goals if goal.name == name)
    return readable(assembly, goal.terms), goal.constant


def laws(instance: Instance, chosen: Policy, kind: str) -> dict[tuple[str, ...], tuple[Weights, Number | None]]:
    """key → (weights, low) of the rows that measure a goal."""
    assembly = assemble(instance, chosen)
    return {
        row.key: (readable(assembly, dict(zip(row.columns, row.coefficients, strict=True))), row.low)
        for row in assembly.system.rows
        if row.kind == kind
    }


def part(numerator: int, denominator: int = 1) -> Fraction:
    """A fraction, shorter to write in tables."""
    return Fraction(numerator, denominator)


TWO_COUNTIES = region(
    areas=[
        {"area": "city", "level": "city"},
        {"area": "A", "parent": "city", "residents": 1000},
        {"area": "B", "parent": "city", "residents": 3000},
        {"area": "B1", "level": "township", "parent": "B", "residents": 500, "children": 0},
        {"area": "B2", "level": "township", "parent": "B", "residents": 2500, "children": 0},
    ],
    facilities=[{"facility": "HA", "area": "A"}, {"facility": "HB", "area": "B1"}],
    resources=["beds", "nurses"],
    stock={("HA", "beds"): 2, ("HB", "beds"): 4, ("HA", "nurses"): 1, ("HB", "nurses"): 1},
)
"""A county of 1000 and one of 3000 people, the latter with two townships; a hospital in each county."""

PER_THOUSAND = {"require": "beds", "at_least": 10, "per": "1000 residents"}


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (PER_THOUSAND, {"short C1@A": part(1, 40), "short C1@B": part(1, 40)}),
        ({**PER_THOUSAND, "weight": "2.5"}, {"short C1@A": part(1, 16), "short C1@B": part(1, 16)}),
        (
            {**PER_THOUSAND, "weigh_by": "residents"},
            {"short C1@A": part(1000, 10 * 4000), "short C1@B": part(3000, 30 * 4000)},
        ),
        (
            {"require": "beds", "at_least": 4, "weigh_by": "residents", "weight": 2},
            {"short C1@A": part(2 * 1000, 4 * 4000), "short C1@B": part(2 * 3000, 4 * 4000)},
        ),
        (
            {"require": "beds", "at_least": 2, "in": "facility", "weigh_by": "residents"},
            {"short C1@HA": part(1000, 2 * 1500), "short C1@HB": part(500, 2 * 1500)},
        ),
        ({"require": "beds", "at_least": 8, "in": "region"}, {"short C1@region": part(1, 8)}),
        ({"require": "beds", "at_most": 0, "in": "region"}, {"short C1@region": part(1)}),
        ({"require": "beds", "at_least": 8, "in": "township", "weigh_by": "children"}, {}),
        (
            {"require": "beds", "at_least": 3, "per": "1 nurses"},
            {"short C1@A": part(1, 6), "short C1@B": part(1, 6)},
        ),
        (
            {"require": "beds", "at_least": "0.5", "per": "1 nurses"},
            {"short C1@A": part(1, 2), "short C1@B": part(1, 2)},
        ),
        ({**PER_THOUSAND, "nature": "principle"}, {}),
        ({**PER_THOUSAND, "nature": "binding"}, {}),
        ({**PER_THOUSAND, "nature": "reference"}, {}),
    ],
)
def test_a_shortfall_is_the_share_of_what_is_required(keys: dict[str, Any], expected: Weights) -> None:
    """Every unit short weighs one over the sum of the scales, or with ``weigh_by`` as many people as it concerns."""
    assert (expected, 0) == goal_of(TWO_COUNTIES, policy(clause(**keys), goals=["anticipated"]), "anticipated")


def one_of_each() -> list[Clause]:
    """A clause of every nature, each short by tenths of the region."""
    natures = ("binding", "principle", "anticipated", "guiding", "strive", "reference")
    return [clause(id=nature, require="beds", at_least=10, in_="region", nature=nature) for nature in natures]


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        ("principle", {"principle"}),
        ("anticipated", {"anticipated"}),
        ("anticipated+guiding", {"anticipated", "guiding"}),
        ("guiding+anticipated", {"anticipated", "guiding"}),
        ("principle+anticipated+guiding+strive", {"principle", "anticipated", "guiding", "strive"}),
        ("strive", {"strive"}),
    ],
)
def test_natures_joined_by_plus_count_as_one_goal(goal: str, expected: set[str]) -> None:
    """A goal sums the shortfalls of the natures it names and of no other."""
    weights, _ = goal_of(TWO_COUNTIES, policy(*one_of_each(), goals=[goal]), goal)
    assert {f"short {nature}@region": part(1, 10) for nature in expected} == weights


@pytest.mark.parametrize(
    "goals",
    [["cost"], ["strive", "principle"], ["stability", "cost", "anticipated+guiding", "fairness"], []],
)
def test_goals_stand_in_the_order_of_the_policy(goals: list[str]) -> None:
    """The system has exactly the goals of the policy, in its order."""
    system = assemble(TWO_COUNTIES, policy(*one_of_each(), goals=goals)).system
    assert goals == [goal.name for goal in system.goals]


def test_the_repair_model_has_the_binding_shortfalls_as_its_only_goal() -> None:
    """Binding clauses may fall short in the repair model, whatever their weight, and the others are left out."""
    heavy = clause(id="heavy", require="nurses", at_least=4, nature="binding", weight=9)
    assembly = assemble(TWO_COUNTIES, policy(*one_of_each(), heavy), elastic=True)
    (goal,) = assembly.system.goals
    expected = {"short binding@region": part(1, 10), "short heavy@A": part(1, 8), "short heavy@B": part(1, 8)}
    assert (ELASTIC, expected) == (goal.name, readable(assembly, goal.terms))


WORST = "worst@county"


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        (
            [PER_THOUSAND],
            {"A": {WORST: 1, "short C0@A": part(-1, 10)}, "B": {WORST: 1, "short C0@B": part(-1, 30)}},
        ),
        (
            [{**PER_THOUSAND, "weight": 3}, {"require": "nurses", "at_least": 5, "nature": "guiding"}],
            {
                "A": {WORST: 1, "short C0@A": part(-3, 40), "short C1@A": part(-1, 20)},
                "B": {WORST: 1, "short C0@B": part(-3, 120), "short C1@B": part(-1, 20)},
            },
        ),
        (
            [{**PER_THOUSAND, "in": "township", "nature": "principle"}],
            {"B": {WORST: 1, "short C0@B1": part(-1, 30), "short C0@B2": part(-1, 30)}},
        ),
        (
            [{**PER_THOUSAND, "in": "township", "weigh_by": "residents"}],
            {
                "B": {
                    WORST: 1,
                    "short C0@B1": part(-500, 5 * 3000),
                    "short C0@B2": part(-2500, 25 * 3000),
                }
            },
        ),
        (
            [
                {"require": "beds", "at_least": 5, "in": "facility"},
                {"require": "nurses", "at_least": 2, "areas": "area=B"},
            ],
            {
                "A": {WORST: 1, "short C0@HA": part(-1, 5)},
                "B": {WORST: 1, "short C0@HB": part(-1, 10), "short C1@B": part(-1, 4)},
            },
        ),
        ([{**PER_THOUSAND, "nature": "strive"}], {}),
        ([{**PER_THOUSAND, "nature": "binding"}], {}),
        ([{**PER_THOUSAND, "in": "city"}], {}),
        ([{**PER_THOUSAND, "in": "region"}], {}),
        ([{**PER_THOUSAND, "in": "township", "weigh_by": "children"}], {}),
    ],
)
def test_fairness_is_the_weighted_mean_shortfall_inside_the_worst_county(
    clauses: list[dict[str, Any]], expected: dict[str, Weights]
) -> None:
    """The worst column is above every county's mean, over soft rows of county level or below, strivings left out."""
    chosen = policy(*(clause(id=f"C{n}", **keys) for n, keys in enumerate(clauses)), goals=["fairness"])
    assert {(home,): (weights, 0) for home, weights in expected.items()} == laws(TWO_COUNTIES, chosen, "fairness")
    assert ({WORST: 1} if expected else {}, 0) == goal_of(TWO_COUNTIES, chosen, "fairness")


@pytest.mark.parametrize(
    ("fairness_in", "homes"),
    [("county", {"A", "B"}), ("township", {"B1"}), ("city", set()), ("province", set()), ("village", set())],
)
def test_fairness_holds_between_the_areas_of_its_level(fairness_in: str, homes: set[str]) -> None:
    """With fewer than two areas of the level fairness has no rows and is 0."""
    wanted = clause(require="beds", at_least=5, in_="facility")
    found = laws(TWO_COUNTIES, policy(wanted, fairness_in=fairness_in), "fairness")
    assert {(home,) for home in homes} == set(found)


@pytest.mark.parametrize(("areas", "expected"), [(["A"], 0.0), (["A", "B"], 1.0)])
def test_fairness_of_a_single_county_is_zero(areas: list[str], expected: float) -> None:
    """One county alone is never unfair, however short it is."""
    instance = region(
        areas=[{"area": area} for area in areas],
        facilities=[{"facility": "H"}],
        stock={("H", "beds"): {"current": 1, "max": 1}},
    )
    answer = solve_here(instance, policy(clause(require="beds", at_least=5), goals=["fairness"]))
    assert [expected] == [value for value, _ in answer.goals]


def test_nobody_is_left_behind_because_he_is_expensive_to_reach() -> None:
    """With nine beds to give, fairness spreads them two to one where the sum of shortfalls would not care."""
    instance = region(
        areas=[{"area": "A", "residents": 1000}, {"area": "B", "residents": 2000}],
        facilities=[{"facility": "HA"}, {"facility": "HB", "area": "B"}],
        resources=[{"resource": "beds", "capital_cost": 1}],
        stock={("HA", "beds"): 0, ("HB", "beds"): {"current": 0, "capital_cost": 5}},
    )
    wanted = clause(**PER_THOUSAND)
    budget = clause(id="most", require="beds", at_most=9, in_="region", nature="binding")
    answer = solve_here(instance, policy(wanted, budget))
    assert answer.plan is not None
    assert {("HA", "beds"): 3, ("HB", "beds"): 6} == answer.plan.proposed
    assert pytest.approx(0.7) == answer.goals[1][0]


PRICED = region(
    facilities=[
        {"facility": "H1"},
        {"facility": "H2", "status": "closable", "open_cost": 700},
        {"facility": "N", "status": "candidate", "open_cost": 90},
    ],
    resources=[
        {"resource": "beds", "capital_cost": 40, "annual_cost": 3},
        {"resource": "icu", "part_of": "beds", "capital_cost": 20, "annual_cost": "0.5"},
        "unpriced",
    ],
    stock={
        ("H1", "beds"): 10,
        ("H1", "icu"): {"current": 2, "max": 2},
        ("H1", "unpriced"): 1,
        ("H2", "beds"): {"current": 5, "capital_cost": 12, "annual_cost": 0},
        ("N", "beds"): {"current": 0, "annual_cost": 4},
        ("N", "icu"): 0,
    },
    annualise_years=8,
)


def test_cost_is_what_a_year_costs_and_a_share_of_what_is_built() -> None:
    """Annual cost of all stock, capital of what is added and of what opens over eight years; own prices come first."""
    expected = {
        "beds@H1": 3 + part(40, 8),
        "icu@H1": part(1, 2),
        "added beds@H2": part(12, 8),
        "beds@N": 4 + part(40, 8),
        "icu@N": part(1, 2) + part(20, 8),
        "open@N": part(90, 8),
    }
    assert (expected, -10 * part(40, 8)) == goal_of(PRICED, policy(goals=["cost"]), "cost")


@pytest.mark.parametrize(
    ("beds", "expected"),
    [
        (15, 10 * 3 + 2 * part(1, 2)),
        (16, 10 * 3 + 2 * part(1, 2) + part(12, 8)),
        (20, 10 * 3 + 2 * part(1, 2) + 5 * part(12, 8)),
    ],
)
def test_the_least_cost_is_the_judged_one(beds: int, expected: Fraction) -> None:
    """The solver finds the cheapest way to a number of beds, and its value is the one that the exact re-check gives."""
    chosen = policy(clause(require="beds", at_least=beds, nature="binding"), goals=["cost"])
    answer = solve_here(PRICED, chosen)
    assert answer.plan is not None
    assert expected == judge(PRICED, chosen, answer.plan).goals["cost"]
    assert pytest.approx(float(expected)) == answer.goals[0][0]


def test_stability_is_the_largest_relative_change_per_county_and_resource() -> None:
    """Every cell that can move bounds the spread of its county and resource, in the directions that it can move."""
    instance = region(
        areas=[{"area": "A"}, {"area": "B"}],
        facilities=[{"facility": "H1"}, {"facility": "H2"}, {"facility": "H3", "area": "B"}],
        resources=["beds", "nurses"],
        stock={
            ("H1", "beds"): 10,
            ("H2", "beds"): {"current": 5, "min": 3},
            ("H3", "beds"): {"current": 4, "min": 0, "max": 4},
            ("H1", "nurses"): {"current": 7, "max": 7},
            ("H3", "nurses"): 0,
        },
    )
    a, b, c = "spread beds@A", "spread beds@B", "spread nurses@B"
    assert {
        ("H1", "beds", "rise"): ({a: 10, "beds@H1": -1}, -10),
        ("H2", "beds", "rise"): ({a: 5, "beds@H2": -1}, -5),
        ("H2", "beds", "fall"): ({a: 5, "beds@H2": 1}, 5),
        ("H3", "beds", "fall"): ({b: 4, "beds@H3": 1}, 4),
        ("H3", "nurses", "rise"): ({c: 1, "nurses@H3": -1}, 0),
    } == laws(instance, policy(), "spread")
    assert ({a: 1, b: 1, c: 1}, 0) == goal_of(instance, policy(), "stability")


def two_prices(*, hold: str | None) -> tuple[dict[tuple[str, str], int], list[float]]:
    """The plan and goals for thirty beds where H1 is a little cheaper, if cost may give way by ``hold``."""
    instance = region(
        facilities=[{"facility": "H1"}, {"facility": "H2"}],
        stock={
            ("H1", "beds"): {"current": 10, "annual_cost": 10, "capital_cost": 0},
            ("H2", "beds"): {"current": 10, "annual_cost": 11, "capital_cost": 0},
        },
    )
    held = {} if hold is None else {"cost": Fraction(hold)}
    wanted = clause(require="beds", at_least=30, nature="binding")
    answer = solve_here(instance, policy(wanted, goals=["cost", "stability"], hold_within=held))
    assert answer.plan is not None
    return dict(answer.plan.proposed), [value for value, _ in answer.goals]


@pytest.mark.parametrize(
    ("hold", "beds", "stability"),
    [(None, (20, 10), 1.0), ("0.007", (18, 12), 0.8), ("0.01", (17, 13), 0.7), ("0.05", (15, 15), 0.5)],
)
def test_hold_within_lets_a_goal_give_way_to_the_next(
    hold: str | None, beds: tuple[int, int], stability: float
) -> None:
    """Thirty beds cost 310 at least; one in a hundred more moves three of the ten new ones to the other hospital."""
    proposed, goals = two_prices(hold=hold)
    assert beds == (proposed["H1", "beds"], proposed["H2", "beds"])
    assert [pytest.approx(310), pytest.approx(stability)] == goals


@pytest.mark.parametrize(
    ("goals", "beds"),
    [(["anticipated", "cost"], 30), (["cost", "anticipated"], 10)],
)
def test_a_goal_reached_is_held_while_the_next_improves(goals: list[str], beds: int) -> None:
    """What comes first decides: beds for their target, or none beyond today's for their price."""
    instance = region(
        facilities=[{"facility": "H1"}],
        resources=[{"resource": "beds", "annual_cost": 1}],
        stock={("H1", "beds"): 10},
    )
    answer = solve_here(instance, policy(clause(require="beds", at_least=30), goals=goals))
    assert answer.plan is not None
    assert beds == answer.plan.proposed["H1", "beds"]


def test_weigh_by_counts_people_and_not_units() -> None:
    """With one ambulance to give, it goes to the larger township although both lack one."""
    instance = region(
        areas=[
            {"area": "A"},
            {"area": "T1", "level": "township", "parent": "A", "residents": 400},
            {"area": "T2", "level": "township", "parent": "A", "residents": 900},
        ],
        facilities=[{"facility": "S1", "area": "T1"}, {"facility": "S2", "area": "T2"}],
        resources=["ambulances"],
        stock={("S1", "ambulances"): 0, ("S2", "ambulances"): 0},
    )
    cover = clause(require="ambulances", at_least=1, in_="township", weigh_by="residents")
    single = clause(id="single", require="ambulances", at_most=1, in_="region", nature="binding")
    answer = solve_here(instance, policy(cover, single, goals=["anticipated"]))
    assert answer.plan is not None
    assert {("S1", "ambulances"): 0, ("S2", "ambulances"): 1} == answer.plan.proposed
    assert [pytest.approx(4 / 13)] == [value for value, _ in answer.goals]


def test_a_clause_that_concerns_nobody_in_a_county_has_no_part_in_its_fairness() -> None:
    """Where weigh_by is zero inside a county, the clause's weight does not thin out the county's other shortfalls."""
    instance = region(
        areas=[{"area": "A", "weight_col": 0}, {"area": "B", "weight_col": 5}],
        facilities=[{"facility": "H1", "area": "A"}, {"facility": "H2", "area": "B"}],
        stock={("H1", "beds"): {"current": 2, "max": 2}, ("H2", "beds"): {"current": 4, "max": 4}},
    )
    chosen = policy(
        clause(id="people", require="beds", at_least=4, weigh_by="weight_col"),
        clause(id="units", require="beds", at_least=4),
    )
    answer = solve_here(instance, chosen)
    assert answer.plan is not None
    assert judge(instance, chosen, answer.plan).goals["fairness"] == Fraction(1, 2)
    assert answer.goals[chosen.goals.index("fairness")] == (0.5, 0.5)
