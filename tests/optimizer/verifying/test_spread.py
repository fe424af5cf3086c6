"""A clause that caps how far rates lie apart, against numbers worked out by hand and against its own inequality."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.instance import Instance
from optimizer.verifying.judge import judge
from optimizer.verifying.judgement import MET, NOT_APPLICABLE, SHORT, VIOLATED, RowJudgement
from tests.builders import clause, plan, policy, region

COUNTIES = region(
    areas=[
        {"area": "A", "residents": 4000},
        {"area": "B", "residents": 9000},
        {"area": "C", "residents": 2500},
        {"area": "D", "residents": 0},
    ],
    facilities=[{"facility": f"H{name}", "area": name} for name in "ABCD"],
    stock={("HA", "beds"): 8, ("HB", "beds"): 9, ("HC", "beds"): 5, ("HD", "beds"): 3},
)
MORE = plan(COUNTIES, {("HA", "beds"): 10, ("HB", "beds"): 12})


def only_row(instance: Instance = COUNTIES, proposal: Any = MORE, **keys: Any) -> RowJudgement:
    """The one row of a clause."""
    sentence = clause(**{"require": "beds", "spread_at_most": "1.5", "per": "1000 residents", **keys})
    (row,) = judge(instance, policy(sentence), proposal).rows
    return row


@pytest.mark.parametrize(
    ("keys", "expected", "note"),
    [
        # today 2, 1 and 2 beds per thousand, 22 for 15,500; planned 2.5, 4/3 and 2; D has nobody. 2.5 − 1.5 · 4/3 = 0.5
        (
            {},
            ("1.5", "2", Fraction(15, 8), "0.5", Fraction(22000, 15500) * Fraction(3, 2)),
            "A 2.5, B 1.3333; 1 area left out: base is zero",
        ),
        # the same per 2000 residents is twice as much
        (
            {"per": "2000 residents"},
            ("1.5", "2", Fraction(15, 8), "1", Fraction(22000, 15500) * 3),
            "A 5, B 2.6667; 1 area left out: base is zero",
        ),
        (
            {"spread_at_most": "1.8", "tolerance": "0.1", "nature": "binding"},
            ("1.9", "2", Fraction(15, 8), "0", Fraction(22000, 15500) * Fraction("1.9")),
            "A 2.5, B 1.3333; 1 area left out: base is zero",
        ),
        # of A and C alone: 2 and 2 today, 13 for 6500, and 2.5 and 2 as planned
        ({"areas": "area=A|C"}, ("1.5", "1", "1.25", "0", "3"), "A 2.5, C 2"),
        ({"areas": "area=C"}, ("1.5", "1", "1", "0", "3"), ""),
        # 2 and 3 added: a half and a third per thousand, and nothing in C; there is no multiple of nothing
        (
            {"require": "beds.added"},
            ("1.5", "1", None, "0.5", "1"),
            "A 0.5, C 0; 1 area left out: base is zero",
        ),
        ({"require": "beds.removed"}, ("1.5", "1", "1", "0", "1"), "1 area left out: base is zero"),
        (
            {"where": "facility=HB"},
            ("1.5", None, None, Fraction(4, 3), "1"),
            "B 1.3333, A 0; 1 area left out: base is zero",
        ),
    ],
)
def test_spread(keys: dict[str, Any], expected: tuple[Any, ...], note: str) -> None:
    """One row for the region: times the lowest rate, and units per base above what that allows."""
    row = only_row(**keys)
    assert "region" == row.area
    numbers = tuple(None if number is None else Fraction(number) for number in expected)
    assert numbers == (row.required, row.current, row.achieved, row.short, row.scale)
    assert (MET if row.short == 0 else SHORT, note) == (row.status, row.note)


def test_a_binding_spread_is_broken() -> None:
    """What is short of a binding clause breaks it."""
    assert VIOLATED == only_row(nature="binding").status


@pytest.mark.parametrize(
    ("keys", "area", "note"),
    [
        ({"areas": "area=D"}, "region", "base is zero"),
        ({"areas": "residents>99999"}, "", "no area of level county passes its filter"),
    ],
)
def test_not_applicable(keys: dict[str, Any], area: str, note: str) -> None:
    """Nobody in any area, or no area."""
    row = only_row(**keys)
    assert (area, NOT_APPLICABLE, note, None) == (row.area, row.status, row.note, row.required)


def test_totals_of_a_spread() -> None:
    """The shortfall is that of the one row; no county has a part in it."""
    sentence = clause(require="beds", spread_at_most="1.5", per="1000 residents")
    result = judge(COUNTIES, policy(sentence), MORE)
    assert {"C1": Fraction(1, 2) / (Fraction(22000, 15500) * Fraction(3, 2))} == result.clause_shortfall
    assert {} == result.county_shortfall


counted = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 30)), min_size=1, max_size=6)


@given(counted, st.fractions(1, 4), st.fractions(1, 4))
def test_short_is_the_least_that_every_pair_of_areas_needs(
    areas: list[tuple[int, int]], one: Fraction, other: Fraction
) -> None:
    """rate_a ≤ v · rate_b + short for all a and b, with equality for some if it is not zero; a larger v needs less."""
    instance = region(
        areas=[{"area": f"A{k}", "residents": people} for k, (_, people) in enumerate(areas)],
        facilities=[{"facility": f"H{k}", "area": f"A{k}"} for k in range(len(areas))],
        stock={(f"H{k}", "beds"): beds for k, (beds, _) in enumerate(areas)},
    )
    rates = [Fraction(beds, people) for beds, people in areas]
    shorts = []
    for times in sorted((one, other)):
        row = only_row(instance, plan(instance), per="1 residents", spread_at_most=times)
        assert row.short == max(Fraction(0), *(a - times * b for a in rates for b in rates))
        assert (row.short == 0) == (row.achieved is not None and row.achieved <= times)
        shorts.append(row.short)
    assert shorts == sorted(shorts, reverse=True)
