"""Rows that lie between two ends, and clauses with rows on two levels, against rows worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from models.assemble import assemble
from optimizer.verifying.judge import judge
from tests.builders import clause, plan, policy, region
from tests.models.readable import Terms, goal_of, rows_of
from tests.solving_here import solve_here

HOSPITAL = region(
    areas=[{"area": "A", "residents": 20001}],
    facilities=[{"facility": "H", "planned_beds": 160}],
    resources=["beds", "doctors", {"resource": "vans", "annual_cost": "2.5"}],
    stock={("H", "beds"): {"current": 10, "min": 0, "max": 200}, ("H", "doctors"): 7, ("H", "vans"): 3},
)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        # 60.003 and 100.005
        ({"between": ("3", "5"), "per": "1000 residents"}, [({"beds@H": 1}, 61), ({"beds@H": -1}, -100)]),
        # by half a unit more on both sides: 50.0025 and 110.0055
        (
            {"between": ("3", "5"), "per": "1000 residents", "tolerance": "0.5"},
            [({"beds@H": 1}, 51), ({"beds@H": -1}, -110)],
        ),
        # 129.006 and 129.2 hold no whole number, and 130 is right
        ({"between": ("6.45", "6.46"), "per": "1000 residents"}, [({"beds@H": 1}, 130), ({"beds@H": -1}, -130)]),
        ({"between": ("0.5", "0.75"), "per": "1 planned_beds"}, [({"beds@H": 1}, 80), ({"beds@H": -1}, -120)]),
        # money is not rounded: from 7.25 to 8.1
        (
            {"require": "annual_cost", "where": "type=hospital", "between": ("7.25", "8.1")},
            [({"vans@H": 10}, 29), ({"vans@H": -25}, -81)],
        ),
    ],
)
def test_both_ends_are_whole_where_units_are(keys: dict[str, Any], expected: list[tuple[Terms, int]]) -> None:
    """Against data the ends are the least and the largest whole number between them, at least one in any case."""
    sentence = clause(**{"require": "beds", "nature": "binding", **keys})
    assert expected == rows_of(assemble(HOSPITAL, policy(sentence)), "clause")


def test_one_short_serves_both_ends() -> None:
    """Too few and too many are the same units short, of a scale that is the lower end."""
    made = assemble(HOSPITAL, policy(clause(require="beds", between=("3", "5"), per="1000 residents")))
    short = "short C1@A"
    assert [({"beds@H": 1, short: 1}, 61), ({"beds@H": -1, short: 1}, -100)] == rows_of(made, "clause")
    assert {short: pytest.approx(1 / 61)} == goal_of(made, "anticipated+guiding")


def test_between_two_ratios_a_whole_number_always_fits() -> None:
    """Above 0.7 per doctor by less than one bed is right, or within 1.3 per doctor, whichever is more."""
    made = assemble(HOSPITAL, policy(clause(require="beds", between=("0.7", "1.3"), per="1 doctors")))
    low, high = rows_of(made, "clause")
    assert ({"beds@H": 10, "doctors@H": -7, "short C1@A": 10}, 0) == low
    assert ({"beds@H": -10, "doctors@H": 7, "short C1@A": 10, "slack C1@A": 1}, 0) == high
    step, tolerance = (row for row in made.system.rows if row.kind == "band")
    assert (9, 9) == (step.high, tolerance.high)  # nine tenths of a bed
    (short,) = (column for column in made.system.columns if column.kind == "short")
    assert short.whole


def test_money_between_two_ratios_has_two_plain_ends() -> None:
    """2.25 to 2.75 a year per van leaves no room beside its ends."""
    sentence = clause(require="annual_cost", between=("2.25", "2.75"), per="1 vans", nature="binding")
    made = assemble(HOSPITAL, policy(sentence))
    assert [({"vans@H": 1}, 0), ({"vans@H": 1}, 0)] == rows_of(made, "clause")
    assert [] == rows_of(made, "band")


@pytest.mark.parametrize("doctors", range(1, 12))
@pytest.mark.parametrize(("low", "high"), [("0.7", "0.8"), ("1.3", "1.3"), ("0.2", "1.9")])
@pytest.mark.parametrize("wish", ["at_least", "at_most"])
def test_what_the_solver_finds_at_an_end_the_re_check_accepts(doctors: int, low: str, high: str, wish: str) -> None:
    """As many or as few beds as a ratio of doctors allows are exactly as many as the re-check says."""
    instance = region(
        facilities=[{"facility": "H"}],
        resources=["beds", "doctors"],
        stock={("H", "beds"): {"max": 40}, ("H", "doctors"): {"current": doctors, "max": doctors}},
    )
    ratio = clause(id="1", require="beds", between=(low, high), per="1 doctors", nature="binding")
    chosen = policy(ratio, clause(id="2", require="beds", **{wish: 40 if wish == "at_least" else 0}))
    plans = [plan(instance, {("H", "beds"): beds}) for beds in range(41)]
    right = [beds for beds, each in enumerate(plans) if judge(instance, chosen, each).rows[0].short == 0]
    answer = solve_here(instance, chosen)
    assert answer.plan is not None
    assert (max(right) if wish == "at_least" else min(right)) == answer.plan.proposed["H", "beds"]


NESTED = region(
    areas=[
        {"area": "X", "level": "city", "island": "no"},
        {"area": "A", "parent": "X", "island": "yes", "residents": 1000},
        {"area": "B", "parent": "X", "island": "no", "residents": 3000},
        {"area": "B1", "level": "township", "parent": "B", "island": "yes", "residents": 500},
    ],
    facilities=[
        {"facility": "HA", "area": "A"},
        {"facility": "HB", "area": "B", "type": "clinic", "ownership": "private"},
        {"facility": "H1", "area": "B1", "type": "clinic"},
    ],
    stock={("HA", "beds"): 0, ("HB", "beds"): 0, ("H1", "beds"): 0},
)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"in": ("city", "county")}, {"A": {"HA"}, "B": {"HB", "H1"}, "X": {"HA", "HB", "H1"}}),
        ({"in": ("township", "county"), "areas": "island=yes"}, {"A": {"HA"}, "B1": {"H1"}}),
        ({"in": ("city", "county"), "areas": ["island=yes", "residents>=3000"]}, {"A": {"HA"}, "B": {"HB", "H1"}}),
        # hospitals of anybody, or private clinics
        ({"where": ["type=hospital", "type=clinic; ownership=private"]}, {"A": {"HA"}, "B": {"HB"}}),
        # one that passes both alternatives counts once
        ({"where": ["type=clinic", "ownership=private"]}, {"A": set(), "B": {"HB", "H1"}}),
    ],
)
def test_levels_and_alternatives_select_together(keys: dict[str, Any], expected: dict[str, set[str]]) -> None:
    """Each area of any of the levels that passes one filter has a row, of the facilities that pass one filter."""
    rows = rows_of(assemble(NESTED, policy(clause(require="beds", at_least=5, **keys))), "clause")
    assert [
        ({f"beds@{name}": 1 for name in facilities} | {f"short C1@{area}": 1}, 5)
        for area, facilities in expected.items()
    ] == rows


def test_rows_of_two_levels_are_one_clause() -> None:
    """The shortfall is taken over the rows of all levels together."""
    made = assemble(NESTED, policy(clause(require="beds", at_least=5, level=("city", "county"), where="type=clinic")))
    assert {f"short C1@{area}": pytest.approx(1 / 15) for area in "ABX"} == goal_of(made, "anticipated+guiding")


@pytest.mark.parametrize("nature", ["guiding", "binding"])
def test_two_ends_that_feed_each_other_leave_room_for_a_large_need(nature: str) -> None:
    """Three million square metres are within reach of a ratio whose upper end asks for ever more beds."""
    instance = region(
        facilities=[{"facility": "H1"}, {"facility": "H2"}],
        resources=["beds", "floor_m2"],
        stock={(name, what): many for name in ("H1", "H2") for what, many in (("beds", 100), ("floor_m2", 6000))},
    )
    need = clause(id="A", require="beds", at_least=60_000, in_="region", nature=nature)
    ratio = clause(id="B", require="floor_m2", between=("50", "60"), per="1 beds", in_="region", nature="binding")
    answer = solve_here(instance, policy(need, ratio))
    assert answer.plan is not None
    assert 60_000 == sum(answer.plan.proposed[name, "beds"] for name in ("H1", "H2"))
    assert 3_000_000 <= sum(answer.plan.proposed[name, "floor_m2"] for name in ("H1", "H2")) <= 3_600_000
