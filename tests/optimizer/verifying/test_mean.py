"""A limit on the mean distance to the facility that serves an area, against numbers worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.instance import Instance
from optimizer.problems import InputError
from optimizer.verifying.distances import Distances
from optimizer.verifying.judge import judge
from optimizer.verifying.judgement import MET, NOT_APPLICABLE, SHORT, VIOLATED, RowJudgement
from tests.builders import clause, plan, policy, region

MINUTES = {
    ("T1", "S1"): 4,
    ("T1", "S2"): 20,
    ("T1", "N1"): 6,
    ("T2", "S1"): 30,
    ("T2", "S2"): 10,
    ("T2", "N1"): "2.5",
    ("T3", "S2"): 8,
    ("T4", "X1"): 40,
}
TOWNS = region(
    areas=[
        {"area": "T1", "residents": 30000, "elderly": 0},
        {"area": "T2", "residents": 45000, "elderly": 0},
        {"area": "T3", "residents": 15000, "elderly": 0},
        {"area": "T4", "residents": 10000, "elderly": 0},
        {"area": "T5", "residents": 0, "elderly": 0},
    ],
    facilities=[
        {"facility": "S1", "type": "station"},
        {"facility": "S2", "type": "station"},
        {"facility": "N1", "type": "station", "status": "candidate"},
        {"facility": "X1", "type": "clinic"},
    ],
    resources=["ambulances"],
    stock={("S1", "ambulances"): 1, ("S2", "ambulances"): 2, ("N1", "ambulances"): 0, ("X1", "ambulances"): 9},
    travel={pair: {"minutes": minutes} for pair, minutes in MINUTES.items()},
)
OPENED = plan(TOWNS, {("N1", "ambulances"): 1})
THREE = "area=T1|T2|T3"


def only_row(instance: Instance = TOWNS, proposal: Any = OPENED, **keys: Any) -> RowJudgement:
    """The one row of a clause about the mean minutes to a station."""
    usual = {"require": "ambulances", "at_least": 1, "where": "type=station", "within": "7 minutes", "mean": True}
    (row,) = judge(instance, policy(clause(**{**usual, **keys})), proposal).rows
    return row


@pytest.mark.parametrize(
    ("keys", "expected", "note"),
    [
        # 4, 2.5 (today 10) and 8 minutes
        ({"areas": THREE}, (7, Fraction(22, 3), Fraction(29, 6), 0, 7), ""),
        # by people: 30 · 4 + 45 · 2.5 + 15 · 8 = 352.5 of 90; today 45 · 10 gives 690
        ({"areas": THREE, "weigh_by": "residents"}, (7, Fraction(690, 90), Fraction(3525, 900), 0, 7), ""),
        # with two ambulances each only S2 can serve: 20, 10, 8
        ({"areas": THREE, "at_least": 2}, (7, Fraction(38, 3), Fraction(38, 3), Fraction(17, 3), 7), ""),
        # stations that are open, whatever they hold
        (
            {"areas": THREE, "require": "facilities", "within": "0.5 minutes"},
            ("0.5", Fraction(22, 3), Fraction(29, 6), Fraction(29, 6) - Fraction(1, 2), 1),
            "",
        ),
        # T4 and T5 know no station: 30, the longest of a station, and 7 on top for each
        (
            {},
            (7, (22 + 2 * 37) / Fraction(5), (Fraction("14.5") + 2 * 37) / 5, (Fraction("14.5") + 74) / 5 - 7, 7),
            "2 areas out of reach",
        ),
        # nobody can serve with ten; the longest is now T4's 40 minutes to the clinic
        ({"areas": THREE, "at_least": 10}, (7, 37, 37, 30, 7), "3 areas not served in full"),
        ({"where": "", "areas": "area=T4", "at_least": 10}, (7, 47, 47, 40, 7), "1 area not served in full"),
        # half an ambulance of tolerance more than asked: at least none, but of an open station
        ({"areas": THREE, "tolerance": 2}, (7, Fraction(22, 3), Fraction(29, 6), 0, 7), ""),
    ],
)
def test_mean_to_the_nearest(keys: dict[str, Any], expected: tuple[Any, ...], note: str) -> None:
    """Each area goes to the nearest facility that is open and has what is required."""
    row = only_row(**keys)
    assert "region" == row.area
    assert tuple(map(Fraction, expected)) == (row.required, row.current, row.achieved, row.short, row.scale)
    assert (MET if row.short == 0 else SHORT, note) == (row.status, row.note)


PER = {"per": "30000 residents", "areas": THREE}


@pytest.mark.parametrize(
    ("keys", "achieved", "current", "note"),
    [
        # T1 needs 1, T2 1.5, T3 0.5; N1 serves two thirds of T2, S2 the last third and T3: 4, (2 · 2.5 + 10) / 3, 8.
        # Today S1 has 1 for T1, S2 2 for T2 and T3: 4, 10, 8
        (PER, (4 + 5 + 8) / Fraction(3), Fraction(22, 3), ""),
        (PER | {"weigh_by": "residents"}, Fraction(30 * 4 + 45 * 5 + 15 * 8, 90), Fraction(690, 90), ""),
        # at 2 per 30,000 T1 needs 2, T2 3 and T3 1, of 1, 2 and 1 (today 1 and 2), and who goes without counts 37. A
        # unit of N1 saves T1 (37 − 6) / 2 and T2 (37 − 2.5) / 3; one of S2 saves T1 (37 − 20) / 2, T2 (37 − 10) / 3 and
        # T3 29. So (4 + 6) / 2, (10 + 2 · 37) / 3, 8; today (4 + 37) / 2
        (PER | {"at_least": 2}, Fraction(5 + 28 + 8, 3), (Fraction("20.5") + 28 + 8) / 3, "1 area not served in full"),
        # T5 has nobody and no row; T4 goes without
        (
            {"per": "30000 residents"},
            Fraction(4 + 5 + 8 + 37, 4),
            Fraction(22 + 37, 4),
            "1 area left out: base is zero; 1 area out of reach",
        ),
        # no ambulance per person is required, so that no station is ever full
        (PER | {"at_least": 0}, Fraction(29, 6), Fraction(22, 3), ""),
    ],
)
def test_mean_with_capacities(keys: dict[str, Any], achieved: Fraction, current: Fraction, note: str) -> None:
    """A population as base makes the measure a capacity, and an area may be split."""
    row = only_row(**keys)
    assert (achieved, current, note) == (row.achieved, row.current, row.note)


def test_an_area_without_weight_takes_no_capacity() -> None:
    """T1 has children but no elderly: S1's only ambulance is free for T2."""
    instance = region(
        areas=[{"area": "T1", "children": 10, "elderly": 0}, {"area": "T2", "children": 10, "elderly": 3}],
        facilities=[{"facility": "S1"}],
        resources=["ambulances"],
        stock={("S1", "ambulances"): 1},
        travel={("T1", "S1"): {"minutes": 1}, ("T2", "S1"): {"minutes": 5}},
    )
    row = only_row(instance, plan(instance), per="10 children", weigh_by="elderly", where="")
    assert (5, "") == (row.achieved, row.note)


def test_a_closed_facility_serves_nobody() -> None:
    """A station that closes serves nobody, even if what is measured stays; who goes without counts twice the limit."""
    instance = region(
        facilities=[{"facility": "S1", "status": "closable"}],
        resources=["ambulances"],
        stock={("S1", "ambulances"): 3},
        travel={("A", "S1"): {"minutes": 1}},
    )
    for per in (None, "1000 residents"):
        keys: dict[str, Any] = {"require": "ambulances.current", "per": per, "where": ""}
        row = only_row(instance, plan(instance, {("S1", "ambulances"): 0}, S1=False), **keys)
        assert (1, 14, "1 area not served in full") == (row.current, row.achieved, row.note)


def on_the_globe() -> Instance:
    """Two towns and a station on one meridian, a town and a station without a place."""
    return region(
        areas=[
            {"area": "T1", "level": "township", "lon": 122, "lat": 30},
            {"area": "T2", "level": "township", "lon": 122, "lat": "30.2"},
            {"area": "T3", "level": "township"},
        ],
        facilities=[{"facility": "S1", "lon": 122, "lat": "30.1"}, {"facility": "S2"}],
        resources=["ambulances"],
        stock={("S1", "ambulances"): 1, ("S2", "ambulances"): 1},
    )


def test_kilometres_are_rounded_to_the_metre() -> None:
    """A tenth of a degree is 11.1195 km; what has no place is left out, or serves nobody."""
    row = only_row(on_the_globe(), plan(on_the_globe()), within="11.119 km", in_="township", where="")
    assert (Fraction("11.119"), Fraction("11.12"), Fraction("0.001")) == (row.required, row.achieved, row.short)
    assert "1 area left out: no coordinates" == row.note
    distances = Distances(on_the_globe(), "km")
    assert {"S1": Fraction("11.12")} == distances.known("T1", ["S1", "S2"])
    assert {} == distances.known("T3", ["S1", "S2"])


@pytest.mark.parametrize(
    ("keys", "area", "note"),
    [
        ({"per": "1000 elderly"}, "region", "base is zero"),
        ({"weigh_by": "elderly"}, "region", "no people"),
        ({"in_": "village"}, "", "no area of level village"),
    ],
)
def test_not_applicable(keys: dict[str, Any], area: str, note: str) -> None:
    """Without anybody to serve there is no mean."""
    row = only_row(**keys)
    assert (area, NOT_APPLICABLE, note, None) == (row.area, row.status, row.note, row.required)


def test_without_any_known_distance_it_is_short() -> None:
    """Where no facility of the clause is known to be anywhere, every area counts twice the limit."""
    row = only_row(where="type=none", areas=THREE)
    assert (SHORT, 14, 14, 7, "3 areas out of reach") == (row.status, row.current, row.achieved, row.short, row.note)


def test_minutes_need_a_table_and_weights_a_number() -> None:
    """As for every clause, what the tables do not say is an error."""
    for instance, within, code in (
        (on_the_globe(), "5 minutes", "no-travel"),
        (on_the_globe(), "5 km", "absent-number"),
    ):
        with pytest.raises(InputError) as error:
            only_row(instance, plan(instance), within=within, in_="township", weigh_by="residents")
        assert {(code, "C1")} == {(problem.code, problem.clause) for problem in error.value.problems}


def test_totals_of_a_mean() -> None:
    """17/3 of 7 minutes too far; a binding one is violated; no county has a part in it."""
    keys = {"require": "ambulances", "where": "type=station", "at_least": 2, "areas": THREE, "mean": True}
    soft = clause(within="7 minutes", weigh_by="elderly", id="0", **keys), clause(within="7 minutes", **keys)
    result = judge(TOWNS, policy(*soft), OPENED)
    assert ({"C1": Fraction(17, 21)}, {}) == (result.clause_shortfall, result.county_shortfall)
    assert VIOLATED == only_row(at_least=2, areas=THREE, nature="binding").status


@st.composite
def served(draw: st.DrawFn) -> tuple[Instance, dict[str, int]]:
    """Towns with residents and weights, stations with ambulances, and minutes between some of them."""
    towns = [f"T{k}" for k in range(draw(st.integers(1, 4)))]
    held = {f"S{k}": draw(st.integers(0, 3)) for k in range(draw(st.integers(1, 4)))}
    minutes = st.one_of(st.none(), st.fractions(0, 60, max_denominator=10))
    far = {(town, name): {"minutes": draw(minutes)} for town in towns for name in held}
    counties = [{"area": t, "residents": draw(st.integers(1, 9)), "weight": draw(st.integers(0, 3))} for t in towns]
    instance = region(
        areas=[*counties, {"area": "elsewhere", "level": "village"}],
        facilities=[{"facility": name} for name in held],
        resources=["ambulances"],
        stock={(name, "ambulances"): units for name, units in held.items()},
        travel=far | {("elsewhere", "S0"): {"minutes": 1}},
    )
    return instance, held


def mean_of(instance: Instance, **keys: Any) -> Fraction | None:
    """The mean minutes of today's stock, weighed by the column ``weight``; None if there is none."""
    return only_row(instance, plan(instance), where="", weigh_by="weight", **keys).achieved


def by_brute_force(instance: Instance, able: set[str]) -> Fraction | None:
    """The mean minutes to the nearest of the facilities that can serve, area by area over all pairs."""
    weights = {name: area.numbers["weight"] for name, area in instance.areas.items() if area.level == "county"}
    travel = {pair: row.minutes for pair, row in (instance.travel or {}).items() if pair[0] in weights}
    known = [minutes for minutes in travel.values() if minutes is not None]
    if not sum(weights.values()):
        return None
    total = Fraction(0)
    for area, weight in weights.items():
        near = [minutes for name in able if (minutes := travel[area, name]) is not None]
        total += weight * min(near, default=max([7, *known]) + 7)
    return total / sum(weights.values())


@given(served(), st.integers(0, 2))
def test_without_capacities_brute_force_agrees(case: tuple[Instance, dict[str, int]], required: int) -> None:
    """Each area on its own goes to the nearest facility that has what is required."""
    instance, held = case
    able = {name for name, units in held.items() if units >= required}
    assert by_brute_force(instance, able) == mean_of(instance, at_least=required)


@settings(deadline=None, max_examples=60)  # the first example imports networkx
@given(served())
def test_capacities_only_lengthen_the_way(case: tuple[Instance, dict[str, int]]) -> None:
    """Ample ones change nothing, and the more each resident needs, the longer is the mean."""
    instance, held = case
    free = by_brute_force(instance, {name for name, units in held.items() if units})
    ample, few, fewer = (mean_of(instance, at_least=n, per="1 residents") for n in ("0.001", "0.2", "0.7"))
    assert free == ample
    assert ample is None or ample <= (few or 0) <= (fewer or 0)
