"""Each form of a clause, alone, against numbers worked out by hand."""

from __future__ import annotations

import random
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.clause import Clause
from models.instance import Instance
from models.plan import Plan
from optimizer.problems import InputError
from optimizer.verifying.judge import judge
from optimizer.verifying.judgement import MET, NOT_APPLICABLE, SHORT, VIOLATED, RowJudgement
from tests.builders import clause, plan, policy, region


def rows(instance: Instance, sentence: Clause, proposal: Plan | None = None) -> list[RowJudgement]:
    """The rows of one clause under a plan; under today's stock without one."""
    return list(judge(instance, policy(sentence), proposal or plan(instance)).rows)


def only_row(instance: Instance, sentence: Clause, proposal: Plan | None = None) -> RowJudgement:
    """The single row of a clause."""
    (row,) = rows(instance, sentence, proposal)
    return row


def numbers(row: RowJudgement) -> tuple[Fraction | None, ...]:
    """Required, current, achieved, short and scale of a row."""
    return row.required, row.current, row.achieved, row.short, row.scale


HOSPITALS = [
    {"facility": "H1", "type": "hospital", "grade": "3A", "ownership": "public", "planned_beds": 120},
    {"facility": "H2", "type": "hospital", "grade": "2B", "ownership": "private", "planned_beds": 40},
]
STOCK = {
    ("H1", "beds"): 100,
    ("H1", "nurses"): 60,
    ("H1", "doctors"): 50,
    ("H2", "beds"): 30,
    ("H2", "nurses"): 20,
    ("H2", "doctors"): 20,
}


def county(residents: int = 20000, **more: Any) -> Instance:
    """One county with two hospitals: 130 beds, 80 nurses, 70 doctors."""
    return region(
        areas=[{"area": "A", "residents": residents}],
        facilities=HOSPITALS,
        resources=["beds", "nurses", "doctors"],
        stock=STOCK,
        **more,
    )


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        # 7.0 · 20.001 = 140.007 beds, so 141 whole ones; 130 are there
        ({"require": "beds", "at_least": "7.0", "per": "1000 residents"}, (141, 130, 130, 11, 141)),
        # 6.5 · 20.001 = 130.0065, rounded up 131; with half a printed digit 6.45 · 20.001 = 129.006 → 130
        ({"require": "beds", "at_least": "6.5", "per": "1000 residents"}, (131, 130, 130, 1, 131)),
        ({"require": "beds", "at_least": "6.5", "per": "1000 residents", "tolerance": "0.05"}, (130, 130, 130, 0, 130)),
        # 6 · 20.001 = 120.006, rounded down 120: ten too many
        ({"require": "beds", "at_most": 6, "per": "1000 residents"}, (120, 130, 130, 10, 120)),
        # 6 + 0.5 per 1000: 130.0065 → 130
        ({"require": "beds", "at_most": 6, "per": "1000 residents", "tolerance": "0.5"}, (130, 130, 130, 0, 130)),
        # 6.525 · 20.001 = 130.506525, the nearest whole number is 131
        ({"require": "beds", "exactly": "6.525", "per": "1000 residents"}, (131, 130, 130, 1, 131)),
        # with ± 0.1: from 128.5064 → 129 to 132.5066 → 132; 130 lies inside
        ({"require": "beds", "exactly": "6.525", "per": "1000 residents", "tolerance": "0.1"}, (131, 130, 130, 0, 131)),
        ({"require": "beds", "about": "6", "per": "1000 residents"}, (120, 130, 130, 10, 120)),
        # ± 0.2: from 116.0058 → 117 to 124.0062 → 124; 130 is six above
        ({"require": "beds", "about": "6", "per": "1000 residents", "tolerance": "0.2"}, (120, 130, 130, 6, 120)),
        # a band without any whole number is the nearest one: 0.5 ± 0.1 units → 1 (half up)
        ({"require": "beds", "about": "0.5", "tolerance": "0.1", "where": "type=none"}, (1, 0, 0, 1, 1)),
        # nurses ≥ 1.16 · 70 doctors = 81.2, not rounded
        ({"require": "nurses", "at_least": "1.16", "per": "1 doctors"}, ("81.2", 80, 80, "1.2", "81.2")),
        # nurses ≤ 1.1 · 70 = 77
        ({"require": "nurses", "at_most": "1.1", "per": "1 doctors"}, (77, 80, 80, 3, 77)),
        # 1.15 · 70 = 80.5: 80 and 81 are both less than one unit away
        ({"require": "nurses", "exactly": "1.15", "per": "1 doctors"}, ("80.5", 80, 80, 0, "80.5")),
        # 1.1 · 70 = 77 is whole, so nothing else will do
        ({"require": "nurses", "exactly": "1.1", "per": "1 doctors"}, (77, 80, 80, 3, 77)),
        # 1.1 ± 0.04: up to 79.8 → 79; one unit above
        ({"require": "nurses", "about": "1.1", "per": "1 doctors", "tolerance": "0.04"}, (77, 80, 80, 1, 77)),
        # the base filtered otherwise: 0.9 per bed in the 3A hospital, whose 100 beds ask for 90 nurses of both
        (
            {"require": "nurses", "at_least": "0.9", "per": "1 beds", "per_where": "grade=3A"},
            (90, 80, 80, 10, 90),
        ),
        # an empty filter of the base lets every facility pass: 60 nurses in H1 against 0.5 · 130 beds = 65
        (
            {"require": "nurses", "at_least": "0.5", "per": "1 beds", "where": "grade=3A", "per_where": ""},
            (65, 60, 60, 5, 65),
        ),
        # the plan's own number: 120 + 40 planned beds
        ({"require": "beds", "exactly": 1, "per": "1 planned_beds"}, (160, 130, 130, 30, 160)),
        # two resources together: 80 + 70
        ({"require": "nurses + doctors", "at_least": 160}, (160, 150, 150, 10, 160)),
        # one facility per 10,000 people: 2.0001 → 3, two are open
        ({"require": "facilities", "at_least": 1, "per": "10000 residents"}, (3, 2, 2, 1, 3)),
        # no value falls below zero
        ({"require": "beds", "at_least": 1, "tolerance": 2}, (0, 130, 130, 0, 1)),
    ],
)
def test_one_county(keys: Mapping[str, Any], expected: tuple[Any, ...]) -> None:
    """Each comparator and kind of base gives the number the sentence needs, and what is missing from it."""
    row = only_row(county(20001), clause(**keys))
    assert tuple(map(Fraction, expected)) == numbers(row)
    assert (MET if row.short == 0 else SHORT) == row.status


def test_current_scale_and_required_differ_under_a_plan() -> None:
    """A decided base is taken under the plan for what is required, and today for the scale."""
    instance = county()
    proposal = plan(instance, {("H1", "doctors"): 60, ("H1", "nurses"): 70})
    row = only_row(instance, clause(require="nurses", at_least="1.2", per="1 doctors"), proposal)
    # 1.2 · 80 = 96 against 90 nurses; today 1.2 · 70 = 84
    assert (96, 80, 90, 6, 84) == numbers(row)


@pytest.mark.parametrize(
    ("require", "achieved"),
    [("doctors.added", 7), ("doctors.removed", 4), ("doctors.current", 70), ("doctors", 73)],
)
def test_aspects_of_a_resource(require: str, achieved: int) -> None:
    """Added and removed are counted facility by facility and do not cancel out."""
    instance = county()
    proposal = plan(instance, {("H1", "doctors"): 57, ("H2", "doctors"): 16})
    row = only_row(instance, clause(require=require, at_most=0), proposal)
    assert achieved == row.achieved


def test_hiring_limit() -> None:
    """At most 8 % of today's 70 doctors is 5.6 and stays a fraction."""
    instance = county()
    sentence = clause(require="doctors.added", at_most="0.08", per="1 doctors.current", nature="binding")
    fits = only_row(instance, sentence, plan(instance, {("H1", "doctors"): 55}))
    assert (Fraction("5.6"), 0, 5, 0, Fraction("5.6")) == numbers(fits)
    breaks = only_row(instance, sentence, plan(instance, {("H1", "doctors"): 56}))
    assert (Fraction("0.4"), VIOLATED) == (breaks.short, breaks.status)


@pytest.mark.parametrize("nature", ["principle", "anticipated", "guiding", "strive", "reference"])
def test_only_binding_clauses_are_violated(nature: str) -> None:
    """An unmet clause of any other nature is short."""
    keys = {"require": "beds", "at_least": 200}
    assert SHORT == only_row(county(), clause(nature=nature, **keys)).status
    assert VIOLATED == only_row(county(), clause(nature="binding", **keys)).status


FACILITY_ROWS = region(
    areas=[{"area": "A", "residents": 9000, "urban": "yes"}, {"area": "B", "residents": 5000, "urban": "no"}],
    facilities=[
        {"facility": "H1", "area": "A", "planned_beds": 12},
        {"facility": "H2", "area": "B", "planned_beds": 0},
        {"facility": "N1", "area": "A", "status": "candidate", "planned_beds": 30},
        {"facility": "Z1", "area": "A", "status": "closable", "planned_beds": 10},
    ],
    resources=["beds", "nurses"],
    stock={
        ("H1", "beds"): 10,
        ("H1", "nurses"): 4,
        ("H2", "beds"): 0,
        ("H2", "nurses"): 0,
        ("N1", "beds"): 0,
        ("N1", "nurses"): 0,
        ("Z1", "beds"): 10,
        ("Z1", "nurses"): 4,
    },
)


def test_facility_floor_follows_open() -> None:
    """A candidate or closable facility owes its floor only while it is open; its scale is that of an open one."""
    sentence = clause(require="beds", at_least=20, in_="facility")
    opened = plan(FACILITY_ROWS, {("N1", "beds"): 15})
    closed = plan(FACILITY_ROWS, {("Z1", "beds"): 0}, N1=False, Z1=False)
    assert [(20, 10), (20, 20), (20, 5), (20, 10)] == [
        (r.required, r.short) for r in rows(FACILITY_ROWS, sentence, opened)
    ]
    assert [(20, 10), (20, 20), (0, 0), (0, 0)] == [
        (r.required, r.short) for r in rows(FACILITY_ROWS, sentence, closed)
    ]
    assert [20, 20, 20, 20] == [row.scale for row in rows(FACILITY_ROWS, sentence, closed)]
    assert ["H1", "H2", "N1", "Z1"] == [row.area for row in rows(FACILITY_ROWS, sentence, closed)]


def test_facility_column_in_facility() -> None:
    """The plan's own number per facility: a zero does not apply, a closed facility owes nothing."""
    sentence = clause(require="beds", exactly=1, per="1 planned_beds", in_="facility")
    first, second, third, fourth = rows(FACILITY_ROWS, sentence)
    assert (12, 10, 10, 2, 12) == numbers(first)
    assert (NOT_APPLICABLE, "base is zero") == (second.status, second.note)
    assert (0, 0, 0, 0, 30) == numbers(third)
    assert (10, 10, 10, 0, 10) == numbers(fourth)


def test_ratio_in_facility() -> None:
    """A staffing ratio in each facility is scaled by today's beds, one unit at least."""
    proposal = plan(FACILITY_ROWS, {("N1", "beds"): 20, ("N1", "nurses"): 6})
    sentence = clause(require="nurses", at_least="0.5", per="1 beds", in_="facility", where="status=candidate")
    row = only_row(FACILITY_ROWS, sentence, proposal)
    assert (10, 0, 6, 4, 1) == numbers(row)


def test_scale_of_a_candidate_is_that_of_an_open_one() -> None:
    """Five beds per open facility: a closed candidate owes none, but its shortfall would be measured against five."""
    sentence = clause(require="beds", at_least=5, per="1 facilities", in_="facility", where="status=candidate")
    assert (0, 0, 0, 0, 5) == numbers(only_row(FACILITY_ROWS, sentence))
    assert (5, 0, 0, 5, 5) == numbers(only_row(FACILITY_ROWS, sentence, plan(FACILITY_ROWS, N1=True)))


def test_facilities_filtered_by_their_area() -> None:
    """With in = facility, ``areas`` looks at the area a facility lies in."""
    sentence = clause(require="beds", at_least=1, in_="facility", areas="urban=no")
    assert ["H2"] == [row.area for row in rows(FACILITY_ROWS, sentence)]


def test_facilities_count_open_ones() -> None:
    """Candidate and closable facilities count while they are open; today candidates are not."""
    sentence = clause(require="facilities", at_least=3, areas="area=A")
    row = only_row(FACILITY_ROWS, sentence, plan(FACILITY_ROWS, N1=True, Z1=False))
    assert (3, 2, 2, 1, 3) == numbers(row)


TREE = region(
    areas=[
        {"area": "P", "level": "province"},
        {"area": "A", "level": "county", "parent": "P", "residents": 30000},
        {"area": "B", "level": "county", "parent": "P"},
        {"area": "B1", "level": "township", "parent": "B", "residents": 4000, "island": "yes"},
        {"area": "B2", "level": "township", "parent": "B", "residents": 9000, "island": "no"},
    ],
    facilities=[
        {"facility": "H1", "area": "A", "ownership": "public"},
        {"facility": "H2", "area": "B2", "ownership": "public"},
        {"facility": "H3", "area": "B1"},
    ],
    stock={("H1", "beds"): 100, ("H2", "beds"): 40, ("H3", "beds"): 2},
    travel={
        ("A", "H1"): {"minutes": 5},
        ("B1", "H2"): {"minutes": 15, "km": "7.5"},
        ("B1", "H3"): {"minutes": 2},
        ("B2", "H2"): {"minutes": "15.5"},
        ("B2", "H1"): {"km": 20},
    },
)


def test_region_sums_populations_up_the_tree() -> None:
    """A missing population is the sum of the areas below; the region is that of the topmost areas."""
    row = only_row(TREE, clause(require="beds", at_least=4, per="1000 residents", in_="region"))
    assert "region" == row.area
    assert (172, 142, 142, 30, 172) == numbers(row)


def test_counties_hold_what_lies_in_their_townships() -> None:
    """A facility counts for its area and for every area above."""
    found = rows(TREE, clause(require="beds", at_least=3, per="1000 residents"))
    assert [("A", 90, 100), ("B", 39, 42)] == [(row.area, row.required, row.achieved) for row in found]


def test_areas_filter() -> None:
    """Only the areas that pass have rows; an empty facility set has measure 0."""
    found = rows(TREE, clause(require="beds", at_least=1, in_="township", areas="island=yes; residents<10000"))
    assert [("B1", 2)] == [(row.area, row.achieved) for row in found]
    nothing = rows(TREE, clause(require="beds", at_least=1, in_="township", where="type=clinic"))
    assert [0, 0] == [row.achieved for row in nothing]


def test_within_minutes() -> None:
    """The limit is inclusive, a missing pair or an empty cell is out of reach, and reach ignores boundaries."""
    found = rows(TREE, clause(require="beds", at_least=10, in_="township", within="15 minutes"))
    assert [("B1", 42, 0), ("B2", 0, 10)] == [(row.area, row.achieved, row.short) for row in found]


def test_within_counts_the_base_in_the_same_reach() -> None:
    """A measured base is taken over the facilities within reach that pass its own filter."""
    sentence = clause(require="beds", at_least=50, per="1 facilities", in_="township", within="15 minutes")
    first, second = rows(TREE, sentence)
    assert (100, 42, 42, 58, 100) == numbers(first)
    assert (NOT_APPLICABLE, "no facility and no base") == (second.status, second.note)


def test_within_km_from_the_table() -> None:
    """Where there is a table of travel, kilometres come from it too."""
    found = rows(TREE, clause(require="beds", at_least=10, in_="township", within="7.5 km"))
    assert [40, 0] == [row.achieved for row in found]


def on_the_globe(**more: Any) -> Instance:
    """Townships and stations with coordinates; one degree of latitude is 111.195 km."""
    return region(
        areas=[
            {"area": "T1", "level": "township", "lon": "122.0", "lat": "30.0"},
            {"area": "T2", "level": "township"},
            {"area": "T3", "level": "township", "lon": "-179.99", "lat": "0"},
        ],
        facilities=[
            {"facility": "S1", "lon": "122.0", "lat": "30.0"},
            {"facility": "S2", "lon": "122.0", "lat": "30.1"},
            {"facility": "S3", "lon": "179.99", "lat": "0"},
            {"facility": "S4"},
        ],
        resources=["ambulances"],
        stock={(f"S{number}", "ambulances"): 1 for number in (1, 2, 3, 4)},
        **more,
    )


@pytest.mark.parametrize(
    ("limit", "first", "third"), [("0 km", 1, 0), ("11.11 km", 1, 1), ("11.12 km", 2, 1), ("20038 km", 3, 3)]
)
def test_within_great_circle(limit: str, first: int, third: int) -> None:
    """0.1° of latitude is 11.1195 km, and the antimeridian is no wall; an area without a place has no row."""
    one, two, three = rows(on_the_globe(), clause(require="ambulances", at_least=1, in_="township", within=limit))
    assert (first, third) == (one.achieved, three.achieved)
    assert (NOT_APPLICABLE, "no coordinates") == (two.status, two.note)


@pytest.mark.parametrize(
    ("instance", "within"),
    [
        (on_the_globe(), "5 minutes"),
        (region(facilities=[{"facility": "H"}], travel={("A", "H"): {"km": 1}}), "5 minutes"),
    ],
)
def test_minutes_need_a_table(instance: Instance, within: str) -> None:
    """A unit of distance that no table has is an error, not an empty reach."""
    with pytest.raises(InputError) as error:
        rows(instance, clause(require="beds", at_least=1, within=within))
    assert [("no-travel", "C1")] == [(problem.code, problem.clause) for problem in error.value.problems]


@pytest.mark.parametrize(
    ("keys", "area", "note"),
    [
        ({"missing": ["elderly"]}, "", "no data: elderly"),
        ({"missing": ["elderly", "nurses"]}, "", "no data: elderly, nurses"),
        ({"in_": "township"}, "", "no area of level township"),
        ({"areas": "residents>99999"}, "", "no area of level county passes its filter"),
        ({"in_": "facility", "where": "type=clinic"}, "", "no facility passes its filters"),
        ({"per": "1000 children"}, "A", "base is zero"),
        ({"per": "1 planned_beds", "where": "type=clinic"}, "A", "base is zero"),
        ({"per": "1 doctors", "where": "type=clinic"}, "A", "no facility and no base"),
    ],
)
def test_not_applicable(keys: Mapping[str, Any], area: str, note: str) -> None:
    """A row that does not apply has no numbers, and says why."""
    instance = region(areas=[{"area": "A", "residents": 20000, "children": 0}], facilities=HOSPITALS, stock={})
    row = only_row(instance, clause(**{"require": "beds", "at_least": 1, **keys}))
    assert (area, NOT_APPLICABLE, note) == (row.area, row.status, row.note)
    assert (None,) * 5 == numbers(row)


def test_no_facility_is_judged_where_the_base_stands() -> None:
    """Without facilities a county is short in full; with an empty decided base but facilities, nothing is required."""
    assert (20, 0, 0, 20, 20) == numbers(only_row(county(), clause(require="beds", at_least=20, where="type=clinic")))
    sentence = clause(require="beds", at_least=1, per="1 nurses", per_where="type=clinic")
    assert (0, 130, 130, 0, 1) == numbers(only_row(county(), sentence))


MONEY = region(
    areas=[{"area": "A", "residents": 1000}],
    facilities=[
        {"facility": "H1"},
        {"facility": "N1", "status": "candidate", "open_cost": 500},
        {"facility": "Z1", "status": "closable"},
    ],
    resources=[{"resource": "beds", "capital_cost": 10, "annual_cost": "2.5"}],
    stock={
        ("H1", "beds"): {"current": 4, "capital_cost": 7},
        ("N1", "beds"): {"current": 0, "annual_cost": 3},
        ("Z1", "beds"): {"current": 6},
    },
)
SPENT = plan(MONEY, {("H1", "beds"): 6, ("N1", "beds"): 5, ("Z1", "beds"): 0}, Z1=False)
# capital 2 · 7 + 5 · 10 + 500 = 564; annual 6 · 2.5 + 5 · 3 = 30; today annual 4 · 2.5 + 6 · 2.5 = 25


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"require": "capital_cost", "at_most": 564}, (564, 0, 564, 0, 564)),
        ({"require": "capital_cost", "at_most": "563.5"}, ("563.5", 0, 564, "0.5", "563.5")),
        ({"require": "annual_cost", "at_most": "29.5", "tolerance": "0.25"}, ("29.75", 25, 30, "0.25", "29.75")),
        ({"require": "annual_cost", "exactly": 28}, (28, 25, 30, 2, 28)),
        ({"require": "annual_cost", "about": 28, "tolerance": "1.5"}, (28, 25, 30, "0.5", 28)),
        # against a decided base: 2.7 · 11 beds = 29.7, within one unit of currency; the scale is 2.7 · 10
        ({"require": "annual_cost", "exactly": "2.7", "per": "1 beds"}, ("29.7", 25, 30, 0, 27)),
        # 2.6 · 11 = 28.6: 1.4 away, 0.4 beyond the unit
        ({"require": "annual_cost", "exactly": "2.6", "per": "1 beds"}, ("28.6", 25, 30, "0.4", 26)),
        ({"require": "annual_cost", "about": "2.6", "per": "1 beds", "tolerance": "0.2"}, ("28.6", 25, 30, 0, 26)),
        ({"require": "capital_cost", "at_most": 10, "per": "1 annual_cost"}, (300, 0, 564, 264, 250)),
        ({"require": "capital_cost + annual_cost", "at_most": 594}, (594, 25, 594, 0, 594)),
    ],
)
def test_money(keys: Mapping[str, Any], expected: tuple[Any, ...]) -> None:
    """Money is never rounded; a stock row's own price goes before its resource's, and opening costs once."""
    row = only_row(MONEY, clause(in_="region", **keys), SPENT)
    assert tuple(map(Fraction, expected)) == numbers(row)


def test_measuring_money_needs_prices() -> None:
    """A price that nobody wrote is an error where a clause measures it, unless the row can never grow."""
    instance = region(
        facilities=[{"facility": "H1"}, {"facility": "N1", "status": "candidate"}],
        resources=["beds", {"resource": "scanners", "max_per_facility": 1, "annual_cost": 0}],
        stock={("H1", "beds"): 1, ("H1", "scanners"): 1, ("N1", "beds"): {"max": 0}},
    )
    with pytest.raises(InputError) as error:
        rows(instance, clause(require="capital_cost", at_most=1, in_="region"))
    found = [(problem.code, problem.found, problem.clause) for problem in error.value.problems]
    assert [("unpriced", "no price for H1, beds", "C1"), ("unpriced", "no price for N1", "C1")] == found
    with pytest.raises(InputError) as error:
        rows(instance, clause(require="annual_cost", at_most=1, in_="region"))
    assert ["H1, beds", "N1, beds"] == [problem.found.removeprefix("no price for ") for problem in error.value.problems]


def test_absent_numbers_are_errors_not_zero() -> None:
    """A population and a facility's number that nobody wrote are errors, all of them at once."""
    instance = region(
        areas=[
            {"area": "A", "residents": 1000},
            {"area": "B"},
            {"area": "B1", "level": "township", "parent": "B", "residents": 3},
            {"area": "B2", "level": "township", "parent": "B"},
        ],
        facilities=[{"facility": "H1", "planned_beds": 5}, {"facility": "H2"}],
    )
    clauses = [
        clause(id="C1", require="beds", at_least=1, per="1000 residents"),
        clause(id="C2", require="beds", at_least=1, per="1 planned_beds"),
        clause(id="C3", require="beds", at_least=1, weigh_by="elderly"),
    ]
    with pytest.raises(InputError) as error:
        judge(instance, policy(*clauses), plan(instance))
    found = [(problem.clause, problem.column, problem.found) for problem in error.value.problems]
    assert [
        ("C1", "residents", "no number for B2"),
        ("C2", "planned_beds", "no number for H2"),
        ("C3", "elderly", "no number for A"),
        ("C3", "elderly", "no number for B1"),
        ("C3", "elderly", "no number for B2"),
    ] == found


@pytest.mark.parametrize(
    ("where", "passing"),
    [
        ("", "abcde"),
        ("type=clinic", "cd"),
        ("type=clinic|center", "cde"),
        ("type!=clinic", "abe"),
        ("grade=3A", "a"),
        ("grade!=3A", "bc"),
        ("grade>=2B", "ab"),
        ("grade<3A", "bc"),
        ("size=100", "ab"),
        ("size=100.0", "ab"),
        ("size>=99.5", "ab"),
        ("size<100", "e"),
        ("code=010", "a"),
        ("code=10", "b"),
        ("code=1|10", "b"),
        ("name=1,200", "c"),
        ("name=1200", "c"),
        ("type=clinic; grade=1A", "c"),
    ],
)
def test_filters(where: str, passing: str) -> None:
    """Text and numbers compare as people mean them, codes as text, and an empty cell passes no condition."""
    instance = region(
        facilities=[
            {"facility": "a", "grade": "3A", "size": 100, "code": "010"},
            {"facility": "b", "grade": "2B", "size": "100.0", "code": "10"},
            {"facility": "c", "grade": "1A", "type": "clinic", "name": "1,200"},
            {"facility": "d", "type": "clinic"},
            {"facility": "e", "type": "center", "size": "99.4"},
        ],
        orders={"grade": ("1A", "2B", "2A", "3A")},
        stock={(name, "beds"): 1 for name in "abcde"},
    )
    found = rows(instance, clause(require="beds", at_least=1, in_="facility", where=where))
    assert list(passing) == [row.area for row in found]


@pytest.mark.parametrize(
    ("where", "found"), [("grade>=4C", '"4C" in the filter'), ("type<5", '"hospital" of a'), ("grade<3A", '"?" of b')]
)
def test_texts_that_cannot_be_compared(where: str, found: str) -> None:
    """``<`` and its kin on text without an order, or outside it, are errors."""
    instance = region(
        facilities=[{"facility": "a", "grade": "3A"}, {"facility": "b", "grade": "?", "type": "5"}],
        orders={"grade": ("1A", "3A")},
    )
    with pytest.raises(InputError) as error:
        rows(instance, clause(require="beds", at_least=1, where=where))
    assert [("bad-comparison", found, "C1")] == [(p.code, p.found, p.clause) for p in error.value.problems]


def test_rows_follow_the_policy_and_then_the_area() -> None:
    """Clauses stand in the policy's order, areas sorted by id, whatever the order in the files."""
    clauses = [clause(id=name, require="beds", at_least=1) for name in ("Z", "A")]
    found = judge(TREE, policy(*clauses), plan(TREE)).rows
    assert [("Z", "A"), ("Z", "B"), ("A", "A"), ("A", "B")] == [(row.clause, row.area) for row in found]


@pytest.mark.parametrize("proposed", [{}, {("H1", "beds"): 1}, {**dict.fromkeys(STOCK, 1), ("H9", "beds"): 1}])
def test_incomplete_plans_are_refused(proposed: dict[tuple[str, str], int]) -> None:
    """A plan must have a number for exactly the rows of the stock."""
    with pytest.raises(ValueError, match="differ"):
        judge(county(), policy(), Plan(proposed, {}))


def test_a_plan_says_what_is_open() -> None:
    """Each candidate and closable facility needs a yes or no."""
    with pytest.raises(ValueError, match="N1"):
        judge(MONEY, policy(), Plan(SPENT.proposed, {"Z1": True}))


@given(st.integers(0, 400), st.integers(0, 400), st.integers(1, 50000), st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(first: int, second: int, residents: int, chance: random.Random) -> None:
    """Shuffling the rows of every table leaves the judgement as it was."""
    tables: dict[str, Any] = {
        "areas": [{"area": "A", "residents": residents}, {"area": "B", "residents": 7}],
        "facilities": [{**hospital, "area": area} for hospital, area in zip(HOSPITALS, "AB", strict=True)],
        "resources": ["beds", "nurses", "doctors"],
    }
    mixed: dict[str, Any] = {name: chance.sample(rows, len(rows)) for name, rows in tables.items()}
    mixed["stock"] = dict(chance.sample(list(STOCK.items()), len(STOCK)))
    sentences = policy(
        clause(id="1", require="beds", at_least=5, per="1000 residents"),
        clause(id="2", require="nurses", about="0.7", per="1 beds", in_="facility"),
    )
    proposed = {("H1", "beds"): first, ("H2", "beds"): second}
    instances = [region(**tables, stock=STOCK), region(**mixed)]
    one, other = (judge(instance, sentences, plan(instance, proposed)) for instance in instances)
    assert one == other
