"""A cap on how far rates lie apart: the rows by hand, plans worked out by hand, and how large stocks may become."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from models.assemble import assemble
from models.instance import Instance
from optimizer.verifying.judge import judge
from tests.builders import clause, policy, region
from tests.models.readable import goal_of, rows_of
from tests.solving_here import solve_here

EVEN: dict[str, Any] = {"require": "beds", "spread_at_most": "1.5", "per": "1000 residents"}


def counties(*beds: int, most: int | None = 100, keep: str = "facility") -> Instance:
    """Counties A, B, C … of 2000, 1000, 3000 people with a hospital and so many beds each; a bed costs 1 a year."""
    people = (2000, 1000, 3000)
    names = "ABC"[: len(beds)]
    return region(
        areas=[{"area": name, "residents": number} for name, number in zip(names, people, strict=False)],
        facilities=[{"facility": f"H{name}", "area": name} for name in names],
        resources=[{"resource": "beds", "keep": keep, "annual_cost": 1}],
        stock={(f"H{name}", "beds"): {"current": count, "max": most} for name, count in zip(names, beds, strict=True)},
    )


def test_every_rate_is_above_the_lowest_and_below_its_multiple() -> None:
    """1000 · m / B ≥ z and 1000 · m / B ≤ 1.5 · z + short, in whole numbers; the shortfall is in beds per thousand."""
    made = assemble(counties(10, 2), policy(clause(**EVEN)))
    assert [({"lowest C1@C1": 2, "beds@HA": -1}, None), ({"lowest C1@C1": 1, "beds@HB": -1}, None)] == rows_of(
        made, "lowest"
    )
    assert [
        ({"lowest C1@C1": 3, "beds@HA": -1, "short C1@region": 2}, 0),
        ({"lowest C1@C1": 3, "beds@HB": -2, "short C1@region": 2}, 0),
    ] == rows_of(made, "clause")
    # 12 beds for 3000 people are 4 per thousand: the scale is 1.5 times that
    assert {"short C1@region": Fraction(1, 6)} == goal_of(made, "anticipated+guiding")


@pytest.mark.parametrize(
    ("beds", "keys", "expected"),
    [
        # 5 per thousand in A ask 10 / 3 = 3.33 of B: 4 beds; C has its 4 per thousand
        ((10, 2, 12), {}, (10, 4, 12)),
        ((10, 2, 12), {"spread_at_most": 2}, (10, 3, 12)),
        ((10, 2, 12), {"spread_at_most": 1}, (10, 5, 15)),
        ((10, 2, 12), {"tolerance": 1}, (10, 2, 12)),
        ((10, 2, 12), {"areas": "residents>=2000"}, (10, 2, 12)),
        ((0, 0, 0), {}, (0, 0, 0)),
        # a third per thousand in C asks one bed of A and of B; that is one per thousand in B, which asks two of A and C
        ((0, 0, 1), {}, (2, 1, 2)),
    ],
)
@pytest.mark.parametrize("nature", ["binding", "strive"])
def test_the_cheapest_even_plan(
    beds: tuple[int, ...], nature: str, keys: dict[str, Any], expected: tuple[int, ...]
) -> None:
    """Beds are added where the rate is low, and no more than the cap asks for."""
    instance, rules = counties(*beds), policy(clause(**{**EVEN, **keys, "nature": nature}), goals=["strive", "cost"])
    answer = solve_here(instance, rules)
    assert answer.plan is not None
    assert expected == tuple(answer.plan.proposed[f"H{name}", "beds"] for name in "ABC")
    assert judge(instance, rules, answer.plan).rows[0].short == 0


def test_posts_may_leave_where_the_rate_is_high() -> None:
    """Where stock is not kept, the cap is met from above as well: two beds fewer in A cost less than two more in B."""
    answer = solve_here(counties(10, 2, keep="none"), policy(clause(**EVEN, nature="strive"), goals=["strive", "cost"]))
    assert answer.plan is not None
    assert {("HA", "beds"): 0, ("HB", "beds"): 0} == answer.plan.proposed


def test_a_county_that_can_have_nothing_makes_the_cap_impossible() -> None:
    """Seven beds in A and none that count in B: no binding cap can hold, and a soft one is short by A's whole rate."""
    keys = {**EVEN, "where": "facility=HA"}
    assert solve_here(counties(7, 0), policy(clause(**keys, nature="binding"))).ended.reason == "infeasible"
    rules = policy(clause(**keys))
    answer = solve_here(counties(7, 0), rules)
    assert answer.plan is not None
    row = judge(counties(7, 0), rules, answer.plan).rows[0]
    assert (Fraction(7, 2), None, Fraction(3, 2)) == (row.short, row.achieved, row.required)


def test_it_has_no_part_in_fairness() -> None:
    """Its one row lies in no county."""
    made = assemble(counties(10, 2), policy(clause(**EVEN), goals=["fairness"]))
    assert {} == goal_of(made, "fairness")


def test_over_nobody_there_is_no_row() -> None:
    """A base that is zero everywhere leaves nothing to compare."""
    instance = region(areas=[{"area": "A", "residents": 0}], facilities=[{"facility": "H"}], stock={("H", "beds"): 1})
    assert [] == assemble(instance, policy(clause(**EVEN))).rows


def largest(*beds: int, **keys: Any) -> dict[str, int | None]:
    """The natural bounds of the beds of each hospital, none of which is written."""
    system = assemble(counties(*beds, most=None), policy(clause(**{**EVEN, **keys}))).system
    return {column.key[0]: column.upper for column in system.columns if column.kind == "stock"}


def test_natural_bounds_stay_near_what_can_be_of_use() -> None:
    """Rates may have to rise to 1.5 times what stands today in A, and a bed in B more: 8.5 per thousand."""
    # a bed is half a bed per thousand in A, one in B; 1.5 · 5 + 1 = 8.5
    assert {"HA": 17, "HB": 9} == largest(10, 2)
    # so few beds that rounding alone asks for more: a step of one bed per thousand is half of two
    assert {"HA": 8, "HB": 4} == largest(0, 0)
    # rates that A and B can both have are whole beds per thousand: 5, and 2 as the next after 1.5
    assert {"HA": 10, "HB": 5} == largest(10, 2, spread_at_most=1)
    assert {"HA": 4, "HB": 2} == largest(3, 0, spread_at_most=1)


def test_hospitals_of_one_county_do_not_feed_each_other() -> None:
    """However many hospitals could each have all beds of a county alone, their bounds settle."""
    instance = region(
        areas=[{"area": "A", "residents": 2000}, {"area": "B", "residents": 1000}],
        facilities=[{"facility": f"{area}{number}", "area": area} for area in "AB" for number in range(5)],
        stock={("A0", "beds"): 10, **{(f"{area}{number}", "beds"): 0 for area in "AB" for number in range(1, 5)}},
    )
    system = assemble(instance, policy(clause(**EVEN))).system
    assert max(column.upper or 0 for column in system.columns if column.kind == "stock") == 17
