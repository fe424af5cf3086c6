"""Which row every form of sentence makes, each alone and against a row worked out by hand.

An expected side is ``({column: coefficient}, bound, unit)`` and says ``Σ coefficient · column + unit · short ≥ bound``;
a column is written ``beds@H1``, ``open@N``, ``added beds@H1`` or ``removed beds@H1``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from models.assemble import assemble
from models.clause import Clause
from models.facts import add_stock
from models.instance import Instance
from models.rows import ClauseRow, compile_clause
from models.selection import AbsentNumber
from models.system import STOCK, System
from tests.builders import clause, policy, region
from tests.solving_here import solve_here

Terms = dict[str, int]
Side = tuple[Terms, int, int]
Rows = dict[str, list[Side]]


def compiled(instance: Instance, sentence: Clause) -> tuple[System, list[ClauseRow]]:
    """The system of a region's stock, and the rows of one clause over it."""
    system = System()
    return system, compile_clause(system, add_stock(system, instance), sentence)


def label(system: System, number: int) -> str:
    """What a column is, in words."""
    column = system.columns[number]
    if column.kind == STOCK:
        return f"{column.key[1]}@{column.key[0]}"
    what = " ".join((column.kind, *column.key[1:]))
    return f"{what}@{column.key[0]}"


def sides(instance: Instance, sentence: Clause) -> Rows:
    """area → the sides of its row, with readable columns."""
    system, rows = compiled(instance, sentence)
    return {
        row.area: [
            (
                {label(system, c): value for c, value in zip(side.columns, side.coefficients, strict=True)},
                side.bound,
                side.unit,
            )
            for side in row.sides
        ]
        for row in rows
    }


def only_row(instance: Instance, **keys: Any) -> ClauseRow:
    """The one row of a clause."""
    _, rows = compiled(instance, clause(**keys))
    assert len(rows) == 1
    return rows[0]


PLAN_REGION = region(
    areas=[
        {"area": "A", "residents": 229010},
        {"area": "I1", "level": "township", "parent": "A", "island": "yes", "residents": 8000},
        {"area": "I2", "level": "township", "parent": "A", "island": "yes", "residents": 12000},
    ],
    facilities=[
        {
            "facility": "H1",
            "area": "I1",
            "type": "hospital",
            "grade": "3B",
            "ownership": "public",
            "level": "city",
            "planned_beds": 80,
            "authorised_beds": 120,
        },
        {
            "facility": "H2",
            "area": "I2",
            "type": "hospital",
            "grade": "2A",
            "ownership": "private",
            "level": "city",
            "planned_beds": 50,
            "authorised_beds": 60,
        },
        {"facility": "K", "type": "community_center", "ownership": "public", "level": "primary"},
    ],
    resources=[
        {"resource": "beds", "capital_cost": 400000},
        {"resource": "ambulances", "capital_cost": "250000.5"},
        {"resource": "negative_pressure_ambulances", "part_of": "ambulances"},
        {"resource": "tcm_doctors", "part_of": "doctors"},
        {"resource": "fever_clinic", "max_per_facility": 1},
        "doctors",
        "nurses",
        "infectious_beds",
        "convertible_beds",
    ],
    stock={
        ("H1", "beds"): 70,
        ("H1", "doctors"): 20,
        ("H1", "nurses"): 30,
        ("H1", "ambulances"): 1,
        ("H1", "negative_pressure_ambulances"): 0,
        ("H1", "fever_clinic"): 0,
        ("H1", "infectious_beds"): 2,
        ("H2", "beds"): 40,
        ("H2", "doctors"): 10,
        ("H2", "nurses"): 12,
        ("H2", "ambulances"): 1,
        ("H2", "fever_clinic"): 0,
        ("H2", "convertible_beds"): 3,
        ("K", "doctors"): 5,
        ("K", "tcm_doctors"): 1,
    },
    travel={
        ("I1", "H1"): {"minutes": 5},
        ("I1", "H2"): {"minutes": 15},
        ("I2", "H1"): {"minutes": "15.01"},
        ("I2", "H2"): {"minutes": 3},
    },
)
"""A county of two islands with a hospital each, and a community centre; no facility may be cut, all may grow."""

SENTENCES: dict[str, tuple[dict[str, Any], Rows]] = {
    "7.0 beds per 1000 residents: 1603.07, so 1604": (
        {"require": "beds", "at_least": "7.0", "per": "1000 residents"},
        {"A": [({"beds@H1": 1, "beds@H2": 1}, 1604, 1)]},
    ),
    "doctor:nurse 1:1.16 is 25 nurses to 29 doctors": (
        {"require": "nurses", "at_least": "1.16", "per": "1 doctors"},
        {"A": [({"nurses@H1": 25, "nurses@H2": 25, "doctors@H1": -29, "doctors@H2": -29, "doctors@K": -29}, 0, 25)]},
    ),
    "0.65 nurses per bed in grade 3B hospitals is 13 to 20": (
        {"require": "nurses", "at_least": "0.65", "per": "1 beds", "in": "facility", "where": "grade=3B"},
        {"H1": [({"nurses@H1": 20, "beds@H1": -13}, 0, 20)]},
    ),
    "one ambulance per 30 000: 7.63, so 8": (
        {"require": "ambulances", "at_least": 1, "per": "30000 residents"},
        {"A": [({"ambulances@H1": 1, "ambulances@H2": 1}, 8, 1)]},
    ),
    "300 % of the population as base: 22.9, so 23": (
        {"require": "ambulances", "at_least": 3, "per": "30000 residents"},
        {"A": [({"ambulances@H1": 1, "ambulances@H2": 1}, 23, 1)]},
    ),
    "40 % negative-pressure is 5 parts to 2": (
        {"require": "negative_pressure_ambulances", "at_least": "0.4", "per": "1 ambulances"},
        {"A": [({"negative_pressure_ambulances@H1": 5, "ambulances@H1": -2, "ambulances@H2": -2}, 0, 5)]},
    ),
    "islands under 10 000 people get one": (
        {"require": "ambulances", "at_least": 1, "in": "township", "areas": "island=yes; residents<10000"},
        {"I1": [({"ambulances@H1": 1}, 1, 1)]},
    ),
    "an ambulance within 15 minutes, the limit included": (
        {"require": "ambulances", "at_least": 1, "within": "15 minutes", "in": "township"},
        {"I1": [({"ambulances@H1": 1, "ambulances@H2": 1}, 1, 1)], "I2": [({"ambulances@H2": 1}, 1, 1)]},
    ),
    "one community centre per 100 000: 2.29, so 3, of which one stands": (
        {"require": "facilities", "at_least": 1, "per": "100000 residents", "where": "type=community_center"},
        {"A": [({}, 2, 1)]},
    ),
    "open beds within 115 % of the authorised beds": (
        {"require": "beds", "at_most": "1.15", "per": "1 authorised_beds", "in": "facility", "where": "type=hospital"},
        {"H1": [({"beds@H1": -1}, -138, 1)], "H2": [({"beds@H2": -1}, -69, 1)]},
    ),
    "the plan's own number for each facility": (
        {"require": "beds", "exactly": 1, "per": "1 planned_beds", "in": "facility", "where": "type=hospital"},
        {
            "H1": [({"beds@H1": 1}, 80, 1), ({"beds@H1": -1}, -80, 1)],
            "H2": [({"beds@H2": 1}, 50, 1), ({"beds@H2": -1}, -50, 1)],
        },
    ),
    "100 % of level-2 hospitals run a fever clinic": (
        {"require": "fever_clinic", "at_least": 1, "per": "1 facilities", "where": "grade=2A|2B"},
        {"A": [({"fever_clinic@H2": 1}, 1, 1)]},
    ),
    "a quarter of the doctors in primary care": (
        {"require": "tcm_doctors", "at_least": "0.25", "per": "1 doctors", "where": "level=primary"},
        {"A": [({"tcm_doctors@K": 4, "doctors@K": -1}, 0, 4)]},
    ),
    "public-hospital beds: 1305.357, so 1306": (
        {"require": "beds", "at_least": "5.7", "per": "1000 residents", "in": "region", "where": "ownership=public"},
        {"region": [({"beds@H1": 1}, 1306, 1)]},
    ),
    "infectious capacity, dedicated or convertible: 34.35, so 35": (
        {"require": "infectious_beds + convertible_beds", "at_least": "1.5", "per": "10000 residents"},
        {"A": [({"infectious_beds@H1": 1, "convertible_beds@H2": 1}, 35, 1)]},
    ),
    "capital budget: 210 000 000 and what the 110 beds and 2 ambulances of today would have cost, doubled": (
        {"require": "capital_cost", "at_most": 210000000, "in": "region"},
        {
            "region": [
                (
                    {"beds@H1": -800000, "beds@H2": -800000, "ambulances@H1": -500001, "ambulances@H2": -500001},
                    -2 * (210000000 + 44000000 + 500001),
                    2,
                )
            ]
        },
    ),
    "hire no more than 8 % of 35: five times 37.8": (
        {"require": "doctors.added", "at_most": "0.08", "per": "1 doctors.current"},
        {"A": [({"doctors@H1": -5, "doctors@H2": -5, "doctors@K": -5}, -189, 5)]},
    ),
}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_each_sentence_of_a_plan_makes_the_row_worked_out_by_hand(sentence: str) -> None:
    """Every example sentence becomes the whole-number row that it says."""
    keys, expected = SENTENCES[sentence]
    assert expected == sides(PLAN_REGION, clause(**keys))


ONE_HOSPITAL = region(
    areas=[{"area": "A", "residents": 229010, "residents_2030": 406744}],
    facilities=[{"facility": "H1", "planned_beds": 7}],
    resources=[{"resource": "beds", "annual_cost": 3}, {"resource": "doctors", "annual_cost": "0.5"}, "nurses"],
    stock={("H1", "beds"): 10, ("H1", "doctors"): 4, ("H1", "nurses"): 6},
)
"""10 beds, 4 doctors and 6 nurses, all of which may grow and none of which may be cut."""


def least(bound: int, name: str = "beds@H1") -> Side:
    """A column is at least ``bound``."""
    return ({name: 1}, bound, 1)


def most(bound: int, name: str = "beds@H1") -> Side:
    """A column is at most ``bound``."""
    return ({name: -1}, -bound, 1)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"at_least": "2.5"}, [least(3)]),
        ({"at_least": 3}, [least(3)]),
        ({"at_most": "2.5"}, [most(2)]),
        ({"exactly": "2.5"}, [least(3), most(3)]),
        ({"exactly": "2.4"}, [least(2), most(2)]),
        ({"about": "2.5"}, [least(3), most(3)]),
        ({"at_least": "2.5", "tolerance": "0.5"}, [least(2)]),
        ({"at_most": "2.5", "tolerance": "0.5"}, [most(3)]),
        ({"exactly": "2.5", "tolerance": 1}, [least(2), most(3)]),
        ({"about": 20, "tolerance": 3}, [least(17), most(23)]),
        ({"exactly": "2.5", "tolerance": "0.1"}, [least(3), most(3)]),
        ({"at_least": "0.2", "tolerance": "0.5"}, [({"beds@H1": 1}, 0, 1)]),
        ({"at_least": "0.2", "tolerance": 3}, [({"beds@H1": 1}, 0, 1)]),
        ({"about": "0.2", "tolerance": "0.5"}, [({"beds@H1": 1}, 0, 1), ({"beds@H1": -1}, 0, 1)]),
        ({"at_least": "2.5", "per": "2 residents"}, [least(286263)]),
        ({"at_least": 2, "per": "1000 residents"}, [least(459)]),
        ({"at_most": 2, "per": "1000 residents"}, [most(458)]),
        ({"exactly": 2, "per": "1000 residents"}, [least(458), most(458)]),
        ({"about": "2.0022", "per": "1000 residents"}, [least(459), most(459)]),
        ({"at_most": "8.56", "per": "1000 residents_2030"}, [most(3481)]),
        ({"at_most": "8.56", "tolerance": "0.005", "per": "1000 residents_2030"}, [most(3483)]),
        ({"at_least": "8.56", "tolerance": "0.005", "per": "1000 residents_2030"}, [least(3480)]),
        ({"about": "8.56", "tolerance": "0.005", "per": "1000 residents_2030"}, [least(3480), most(3483)]),
        ({"at_least": "0.5", "per": "1 planned_beds"}, [least(4)]),
        ({"at_most": "0.5", "per": "1 planned_beds"}, [most(3)]),
        ({"exactly": "0.5", "per": "1 planned_beds"}, [least(4), most(4)]),
        ({"about": "0.5", "tolerance": "0.1", "per": "1 planned_beds"}, [least(3), most(4)]),
    ],
)
def test_a_constant_base_gives_the_whole_number_that_the_sentence_needs(
    keys: dict[str, Any], expected: list[Side]
) -> None:
    """Against a number the bound is rounded up, down or to the nearest, half up; the tolerance widens it before."""
    assert {"A": expected} == sides(ONE_HOSPITAL, clause(require="beds", **keys))


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"at_least": "1.5"}, [({"beds@H1": 2, "doctors@H1": -3}, 0, 2)]),
        ({"at_most": "1.5"}, [({"beds@H1": -2, "doctors@H1": 3}, 0, 2)]),
        ({"at_least": "1.5", "tolerance": "0.25"}, [({"beds@H1": 4, "doctors@H1": -5}, 0, 4)]),
        ({"at_most": "1.5", "tolerance": "0.25"}, [({"beds@H1": -4, "doctors@H1": 7}, 0, 4)]),
        ({"at_least": "0.2", "tolerance": "0.5"}, [({"beds@H1": 1}, 0, 1)]),
        ({"at_least": 3, "per": "2 doctors"}, [({"beds@H1": 2, "doctors@H1": -3}, 0, 2)]),
        ({"at_least": 1, "per": "1 doctors + nurses"}, [({"beds@H1": 1, "doctors@H1": -1, "nurses@H1": -1}, 0, 1)]),
        ({"at_least": 1, "per": "1 doctors.current"}, [({"beds@H1": 1}, 4, 1)]),
        ({"at_least": "0.3", "per": "1 doctors.current"}, [({"beds@H1": 5}, 6, 5)]),
        ({"at_least": 1, "per": "1 doctors.added"}, [({"beds@H1": 1, "doctors@H1": -1}, -4, 1)]),
        ({"at_least": "2.5", "per": "1 facilities"}, [({"beds@H1": 2}, 5, 2)]),
        ({"at_least": 1, "per": "1 annual_cost"}, [({"beds@H1": -4, "doctors@H1": -1}, 0, 2)]),
        ({"at_least": 1, "per": "1 beds"}, [({}, 0, 1)]),
        ({"exactly": "1.5"}, [({"beds@H1": 2, "doctors@H1": -3}, -1, 2), ({"beds@H1": -2, "doctors@H1": 3}, -1, 2)]),
        (
            {"about": "1.16"},
            [({"beds@H1": 25, "doctors@H1": -29}, -24, 25), ({"beds@H1": -25, "doctors@H1": 29}, -24, 25)],
        ),
        ({"exactly": 2}, [({"beds@H1": 1, "doctors@H1": -2}, 0, 1), ({"beds@H1": -1, "doctors@H1": 2}, 0, 1)]),
    ],
)
def test_a_decided_base_stays_a_fraction(keys: dict[str, Any], expected: list[Side]) -> None:
    """Against a measure of the plan the row is multiplied out; exactly and about leave less than one unit of room."""
    assert {"A": expected} == sides(ONE_HOSPITAL, clause(**{"require": "beds", "per": "1 doctors", **keys}))


@pytest.mark.parametrize(
    ("keys", "unit", "step", "tolerance", "constant"),
    [
        ({"about": "1.5", "tolerance": "0.25", "per": "1 doctors"}, 4, 2, {"doctors@H1": 1}, 0),
        ({"exactly": "1.5", "tolerance": "0.5", "per": "1 doctors"}, 2, 1, {"doctors@H1": 1}, 0),
        ({"about": 2, "tolerance": 1, "per": "1 doctors"}, 1, 0, {"doctors@H1": 1}, 0),
        ({"about": "1.5", "tolerance": "0.25", "per": "1 doctors.current"}, 1, 0, {}, 1),
        ({"about": "0.5", "tolerance": "0.25", "per": "1 doctors + nurses.current"}, 4, 2, {"doctors@H1": 1}, 6),
    ],
)
def test_a_tolerance_on_a_decided_base_makes_a_band(
    keys: dict[str, Any], unit: int, step: int, tolerance: Terms, constant: int
) -> None:
    """The accepted deviation is the larger of less than one unit and the tolerance times the base."""
    system, (row,) = compiled(ONE_HOSPITAL, clause(require="beds", **keys))
    assert row.band is not None
    assert ([unit, unit], [True, True]) == ([side.unit for side in row.sides], [side.slack for side in row.sides])
    assert (step, constant) == (row.band.step, row.band.constant)
    assert tolerance == {label(system, column): value for column, value in row.band.tolerance.items()}


@pytest.mark.parametrize(
    ("measure", "doctors", "tolerance", "accepted"),
    [
        ("beds", 4, 0, [6]),
        ("beds", 4, "0.1", [6]),
        ("beds", 4, "0.25", [5, 6, 7]),
        ("beds", 5, 0, [7, 8]),
        ("beds", 5, "0.1", [7, 8]),
        ("beds", 5, "0.3", [6, 7, 8, 9]),
        ("beds", 0, "0.3", [0]),
        ("annual_cost", 4, 0, [5, 6, 7]),
        ("annual_cost", 5, 0, [7, 8]),
        ("annual_cost", 5, "0.1", [7, 8]),
        ("annual_cost", 5, "0.3", [6, 7, 8, 9]),
    ],
)
@pytest.mark.parametrize("soft", [False, True])
def test_exactly_so_many_per_something_decided_accepts_its_nearest_neighbours(
    measure: str, doctors: int, tolerance: int | str, accepted: list[int], soft: bool
) -> None:
    """One and a half beds a doctor: less than one bed off, at most one currency unit off, or within the tolerance."""
    instance = region(
        facilities=[{"facility": "H1"}],
        resources=[{"resource": "beds", "keep": "none", "annual_cost": 1}, {"resource": "doctors", "annual_cost": 0}],
        stock={("H1", "beds"): {"current": 0, "max": 12}, ("H1", "doctors"): {"current": doctors, "max": doctors}},
    )
    nature = "anticipated" if soft else "binding"
    near = clause(require=measure, exactly="1.5", per="1 doctors", tolerance=tolerance, nature=nature)

    def holds(beds: int) -> bool:
        fixed = clause(id="fixed", require="beds", exactly=beds, nature="binding")
        answer = solve_here(instance, policy(near, fixed, goals=["anticipated"]))
        return answer.ended.reason == "finished" and (not soft or answer.goals[0][0] == 0)

    assert accepted == [beds for beds in range(13) if holds(beds)]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"at_least": "20.25"}, [({"beds@H1": 12, "doctors@H1": 2}, 81, 4)]),
        ({"at_most": "20.25", "tolerance": "0.25"}, [({"beds@H1": -6, "doctors@H1": -1}, -41, 2)]),
        (
            {"exactly": "20.5"},
            [({"beds@H1": 6, "doctors@H1": 1}, 41, 2), ({"beds@H1": -6, "doctors@H1": -1}, -41, 2)],
        ),
        (
            {"about": 20, "tolerance": "0.5"},
            [({"beds@H1": 6, "doctors@H1": 1}, 39, 2), ({"beds@H1": -6, "doctors@H1": -1}, -41, 2)],
        ),
        (
            {"exactly": "1.5", "per": "1 nurses"},
            [
                ({"beds@H1": 6, "doctors@H1": 1, "nurses@H1": -3}, -2, 2),
                ({"beds@H1": -6, "doctors@H1": -1, "nurses@H1": 3}, -2, 2),
            ],
        ),
    ],
)
def test_money_is_never_rounded(keys: dict[str, Any], expected: list[Side]) -> None:
    """A measure in money keeps its fractions; against a decided base exactly accepts one unit of currency."""
    assert {"A": expected} == sides(ONE_HOSPITAL, clause(require="annual_cost", **keys))


def one_cell(current: int, status: str = "open", **bounds: int) -> Instance:
    """One hospital with these beds."""
    facility = {"facility": "H1", "status": status}
    return region(facilities=[facility], stock={("H1", "beds"): {"current": current, **bounds}})


GROWS, SHRINKS, FIXED = {}, {"min": 4, "max": 10}, {"max": 10}
BOTH = {"min": 4}


@pytest.mark.parametrize(
    ("bounds", "measure", "expected"),
    [
        (GROWS, "beds.added", ({"beds@H1": 1}, 13, 1)),
        (SHRINKS, "beds.added", ({}, 3, 1)),
        (FIXED, "beds.added", ({}, 3, 1)),
        (BOTH, "beds.added", ({"added beds@H1": 1}, 3, 1)),
        (GROWS, "beds.removed", ({}, 3, 1)),
        (SHRINKS, "beds.removed", ({"beds@H1": -1}, -7, 1)),
        (FIXED, "beds.removed", ({}, 3, 1)),
        (BOTH, "beds.removed", ({"removed beds@H1": 1}, 3, 1)),
        (GROWS, "beds.current", ({}, -7, 1)),
        (BOTH, "beds.current", ({}, -7, 1)),
        (BOTH, "beds", ({"beds@H1": 1}, 3, 1)),
        (BOTH, "beds + beds", ({"beds@H1": 2}, 3, 1)),
        (BOTH, "beds + beds.added + beds.current", ({"beds@H1": 1, "added beds@H1": 1}, -7, 1)),
        (GROWS, "beds.added + beds.removed", ({"beds@H1": 1}, 13, 1)),
    ],
)
def test_each_aspect_of_a_stock_is_its_own_expression(bounds: dict[str, int], measure: str, expected: Side) -> None:
    """Added and removed are columns only where ten beds can move both ways, else what is left of x − 10 and 10 − x."""
    assert {"A": [expected]} == sides(one_cell(10, **bounds), clause(require=measure, at_least=3))


STATUSES = region(
    facilities=[
        {"facility": "H1"},
        {"facility": "H2", "status": "closable", "open_cost": 99},
        {"facility": "N", "status": "candidate", "open_cost": "0.25"},
    ],
    resources=[
        {"resource": "beds", "capital_cost": "0.5", "annual_cost": 2},
        {"resource": "icu_beds", "part_of": "beds", "capital_cost": 3},
        "nurses",
    ],
    stock={
        ("H1", "beds"): 10,
        ("H1", "icu_beds"): {"current": 1, "max": 1},
        ("H1", "nurses"): 3,
        ("H2", "beds"): {"current": 8, "capital_cost": 2, "annual_cost": "1.5"},
        ("N", "beds"): 0,
        ("N", "icu_beds"): 0,
    },
)
"""A hospital that stays, one that may close and one that may open; a bed for intensive care costs on top of a bed."""


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"require": "facilities", "at_least": 3}, ({"open@H2": 1, "open@N": 1}, 2, 1)),
        ({"require": "facilities", "at_most": 2}, ({"open@H2": -1, "open@N": -1}, -1, 1)),
        (
            {"require": "facilities", "at_least": 1, "per": "20 beds"},
            ({"open@H2": 20, "open@N": 20, "beds@H1": -1, "beds@H2": -1, "beds@N": -1}, -20, 20),
        ),
        (
            {"require": "capital_cost", "at_most": 100},
            ({"beds@H1": -2, "added beds@H2": -8, "beds@N": -2, "icu_beds@N": -12, "open@N": -1}, -420, 4),
        ),
        (
            {"require": "annual_cost", "at_most": 100},
            ({"beds@H1": -4, "beds@H2": -3, "beds@N": -4}, -200, 2),
        ),
        (
            {"require": "capital_cost", "at_most": 100, "where": "status=closable"},
            ({"added beds@H2": -2}, -100, 1),
        ),
        (
            {"require": "capital_cost", "at_most": 9, "where": "status=candidate", "in": "facility"},
            ({"beds@N": -2, "icu_beds@N": -12, "open@N": 35}, 0, 4),
        ),
    ],
)
def test_facilities_and_money_follow_what_is_open(keys: dict[str, Any], expected: Side) -> None:
    """A facility counts while open, opening costs for candidates alone, and a stock row's own price comes first."""
    (found,) = sides(STATUSES, clause(**keys)).values()
    assert [expected] == found


@pytest.mark.parametrize(
    ("status", "keys", "expected"),
    [
        ("open", {"require": "beds", "at_least": 20}, [({"beds@H1": 1}, 20, 1)]),
        ("candidate", {"require": "beds", "at_least": 20}, [({"beds@H1": 1, "open@H1": -20}, 0, 1)]),
        ("closable", {"require": "beds", "at_least": 20}, [({"beds@H1": 1, "open@H1": -20}, 0, 1)]),
        ("candidate", {"require": "beds", "at_most": "9.5"}, [({"beds@H1": -1, "open@H1": 9}, 0, 1)]),
        (
            "candidate",
            {"require": "beds", "exactly": 1, "per": "1 planned_beds"},
            [({"beds@H1": 1, "open@H1": -7}, 0, 1), ({"beds@H1": -1, "open@H1": 7}, 0, 1)],
        ),
        (
            "closable",
            {"require": "doctors", "at_least": "0.5", "per": "1 beds"},
            [({"doctors@H1": 2, "beds@H1": -1}, 0, 2)],
        ),
        (
            "closable",
            {"require": "doctors", "at_least": "0.5", "per": "1 facilities"},
            [({"doctors@H1": 2, "open@H1": -1}, 0, 2)],
        ),
    ],
)
def test_a_facility_that_may_be_closed_owes_its_requirement_only_when_open(
    status: str, keys: dict[str, Any], expected: list[Side]
) -> None:
    """For candidate and closable facilities the requirement of ``in = facility`` is multiplied by open."""
    instance = region(
        facilities=[{"facility": "H1", "status": status, "planned_beds": 7}],
        resources=["beds", "doctors"],
        stock={("H1", "beds"): 0, ("H1", "doctors"): 0},
    )
    assert {"H1": expected} == sides(instance, clause(in_="facility", **keys))


@pytest.mark.parametrize(
    ("bounds", "base", "expected"),
    [
        (BOTH, "beds.current", ({"doctors@H1": 1, "open@H1": -5}, 0, 1)),
        (SHRINKS, "beds.removed", ({"doctors@H1": 2, "beds@H1": 1, "open@H1": -10}, 0, 2)),
        (BOTH, "beds.removed", ({"doctors@H1": 2, "removed beds@H1": -1, "open@H1": -10}, -10, 2)),
        (BOTH, "beds.added", ({"doctors@H1": 2, "added beds@H1": -1}, 0, 2)),
        (BOTH, "beds + beds.current", ({"doctors@H1": 2, "beds@H1": -1, "open@H1": -10}, 0, 2)),
    ],
)
def test_a_closed_facility_owes_nothing_against_its_own_past(bounds: dict[str, int], base: str, expected: Side) -> None:
    """Half a doctor per bed of today or per bed given up is owed while open: closed, the requirement is 0."""
    instance = region(
        facilities=[{"facility": "H1", "status": "closable"}],
        resources=["beds", "doctors"],
        stock={("H1", "beds"): {"current": 10, **bounds}, ("H1", "doctors"): 0},
    )
    sentence = clause(require="doctors", at_least="0.5", per=f"1 {base}", in_="facility")
    assert {"H1": [expected]} == sides(instance, sentence)


NEAR = region(
    areas=[
        {"area": "A", "residents": 1000, "lon": 0, "lat": 0},
        {"area": "B", "residents": 1000},
    ],
    facilities=[
        {"facility": "H1", "lon": 0, "lat": 1},
        {"facility": "H2", "area": "B", "lon": 1, "lat": 0},
        {"facility": "H3", "lon": 0, "lat": "1.001"},
        {"facility": "H4"},
    ],
    resources=["beds", "nurses"],
    stock={(f"H{n}", resource): 1 for n in range(1, 5) for resource in ("beds", "nurses")},
)
"""Facilities one degree (111.1951 km), a little more, and an unknown way off A; of B no coordinates are known."""


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"within": "111.2 km"}, {"A": [({"beds@H1": 1, "beds@H2": 1}, 5, 1)]}),
        ({"within": "111.19 km"}, {"A": [({}, 5, 1)]}),
        ({"within": "112 km"}, {"A": [({"beds@H1": 1, "beds@H2": 1, "beds@H3": 1}, 5, 1)]}),
        (
            {"within": "111.2 km", "per": "1 nurses"},
            {"A": [({"beds@H1": 1, "beds@H2": 1, "nurses@H1": -5, "nurses@H2": -5}, 0, 1)]},
        ),
        ({"within": "112 km", "where": "area=B"}, {"A": [({"beds@H2": 1}, 5, 1)]}),
        ({}, {"A": [({"beds@H1": 1, "beds@H3": 1, "beds@H4": 1}, 5, 1)], "B": [({"beds@H2": 1}, 5, 1)]}),
    ],
)
def test_a_reach_in_km_counts_what_is_near_wherever_it_lies(keys: dict[str, str], expected: Rows) -> None:
    """Great-circle reach counts facilities of other areas too; an area without coordinates has no row."""
    assert expected == sides(NEAR, clause(require="beds", at_least=5, **keys))


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        ("15 minutes", {"A": [({"beds@H1": 1}, 5, 1)]}),
        ("14.9 minutes", {"A": [({}, 5, 1)]}),
        ("60 minutes", {"A": [({"beds@H1": 1}, 5, 1)]}),
        ("8 km", {"A": [({"beds@H1": 1, "beds@H2": 1}, 5, 1)]}),
    ],
)
def test_a_travel_table_decides_alone(within: str, expected: Rows) -> None:
    """With a travel table a missing pair or cell is out of reach, and the limit is inclusive."""
    instance = region(
        facilities=[{"facility": "H1"}, {"facility": "H2"}, {"facility": "H3"}],
        stock={(f"H{n}", "beds"): 1 for n in (1, 2, 3)},
        travel={("A", "H1"): {"minutes": 15, "km": 8}, ("A", "H2"): {"minutes": None, "km": 8}},
    )
    assert expected == sides(instance, clause(require="beds", at_least=5, within=within))


NESTED = region(
    areas=[
        {"area": "city", "level": "city"},
        {"area": "A", "parent": "city", "residents": 1000, "kind": "a"},
        {"area": "B", "parent": "city", "kind": "b"},
        {"area": "B1", "level": "township", "parent": "B", "residents": 700, "kind": "a"},
        {"area": "B2", "level": "township", "parent": "B", "residents": 800},
    ],
    facilities=[
        {"facility": "HA", "area": "A", "type": "hospital"},
        {"facility": "HB", "area": "B", "type": "clinic"},
        {"facility": "H1", "area": "B1", "type": "hospital"},
    ],
    resources=["beds", "nurses"],
    stock={(facility, resource): 1 for facility in ("HA", "HB", "H1") for resource in ("beds", "nurses")},
)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"in": "region"}, {"region": [({"beds@HA": 1, "beds@HB": 1, "beds@H1": 1}, 25, 1)]}),
        ({"in": "city"}, {"city": [({"beds@HA": 1, "beds@HB": 1, "beds@H1": 1}, 25, 1)]}),
        ({"in": "county"}, {"A": [({"beds@HA": 1}, 10, 1)], "B": [({"beds@HB": 1, "beds@H1": 1}, 15, 1)]}),
        ({"in": "county", "areas": "kind=b"}, {"B": [({"beds@HB": 1, "beds@H1": 1}, 15, 1)]}),
        ({"in": "county", "areas": "kind!=b"}, {"A": [({"beds@HA": 1}, 10, 1)]}),
        ({"in": "township"}, {"B1": [({"beds@H1": 1}, 7, 1)], "B2": [({}, 8, 1)]}),
        ({"in": "village"}, {}),
        ({"in": "city", "where": "type=hospital"}, {"city": [({"beds@HA": 1, "beds@H1": 1}, 25, 1)]}),
    ],
)
def test_a_row_stands_in_every_area_of_its_level(keys: dict[str, str], expected: Rows) -> None:
    """A facility counts in its area and all above it, and a lacking population is summed from the areas below."""
    assert expected == sides(NESTED, clause(require="beds", at_least=1, per="100 residents", **keys))


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"in": "facility"}, {"HA", "HB", "H1"}),
        ({"in": "facility", "where": "type=hospital"}, {"HA", "H1"}),
        ({"in": "facility", "areas": "kind=a"}, {"HA", "H1"}),
        ({"in": "facility", "areas": "kind=b", "where": "type=hospital"}, set()),
    ],
)
def test_rows_in_facility_are_those_that_pass_where(keys: dict[str, str], expected: set[str]) -> None:
    """A clause in facility has a row for each that passes, whose own area passes too."""
    assert expected == set(sides(NESTED, clause(require="beds", at_least=1, **keys)))


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"where": "type=hospital"}, {"B": [({"nurses@H1": 1, "beds@H1": -2}, 0, 1)]}),
        ({"where": "type=hospital", "per_where": "type=clinic"}, {"B": [({"nurses@H1": 1, "beds@HB": -2}, 0, 1)]}),
        ({"per_where": "type=clinic"}, {"B": [({"nurses@HB": 1, "nurses@H1": 1, "beds@HB": -2}, 0, 1)]}),
        ({"where": "type=clinic", "per_where": ""}, {"B": [({"nurses@HB": 1, "beds@HB": -2, "beds@H1": -2}, 0, 1)]}),
    ],
)
def test_the_base_counts_its_own_facilities(keys: dict[str, str], expected: Rows) -> None:
    """``per_where`` picks the facilities of the base; without it they are those of ``where``."""
    assert expected == sides(NESTED, clause(require="nurses", at_least=2, per="1 beds", areas="kind=b", **keys))


EMPTY = region(
    areas=[{"area": "A", "residents": 1000, "served": 0}],
    facilities=[{"facility": "H1", "type": "hospital", "planned_beds": 0}],
    resources=["beds", "nurses"],
    stock={("H1", "beds"): 1, ("H1", "nurses"): 1},
)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"at_least": 3, "where": "type=none"}, [({}, 3, 1)]),
        ({"at_most": 3, "where": "type=none"}, [({}, -3, 1)]),
        ({"exactly": 3, "where": "type=none"}, [({}, 3, 1), ({}, -3, 1)]),
        ({"at_least": 3, "per": "1000 residents", "where": "type=none"}, [({}, 3, 1)]),
        ({"at_least": 3, "per": "1000 served"}, None),
        ({"at_least": 1, "per": "1 planned_beds"}, None),
        ({"at_least": 1, "per": "1 planned_beds", "per_where": "type=none"}, None),
        ({"at_least": 3, "per": "1 nurses", "where": "type=none"}, None),
        ({"at_least": 3, "per": "1 nurses", "where": "type=none", "per_where": ""}, [({"nurses@H1": -3}, 0, 1)]),
        ({"at_least": 3, "per": "1 nurses", "per_where": "type=none"}, [({"beds@H1": 1}, 0, 1)]),
        ({"at_most": 3, "per": "1 nurses", "per_where": "type=none"}, [({"beds@H1": -1}, 0, 1)]),
        ({"at_least": 3, "missing": ["elderly"]}, None),
    ],
)
def test_only_a_row_without_base_does_not_apply(keys: dict[str, Any], expected: list[Side] | None) -> None:
    """No facilities means a measure of 0; a zero base, or neither facilities nor a decided base, means no row."""
    assert ({} if expected is None else {"A": expected}) == sides(EMPTY, clause(require="beds", **keys))


def test_an_empty_cell_of_a_facility_column_is_an_error() -> None:
    """A facility that counts for the base but has no number stops compilation, naming facility and column."""
    instance = region(facilities=[{"facility": "H1", "planned_beds": None}], stock={("H1", "beds"): 1})
    with pytest.raises(AbsentNumber, match="H1 has no planned_beds"):
        sides(instance, clause(require="beds", at_least=1, per="1 planned_beds"))


@pytest.mark.parametrize(
    ("keys", "required", "scale"),
    [
        ({"at_least": "2.5"}, 3, 3),
        ({"at_most": "2.5"}, 2, 2),
        ({"exactly": "2.5"}, 3, 3),
        ({"about": "8.56", "tolerance": "0.005", "per": "1000 residents_2030"}, 3482, 3482),
        ({"at_most": "8.56", "tolerance": "0.005", "per": "1000 residents_2030"}, 3483, 3483),
        ({"at_most": 0}, 0, 1),
        ({"about": "0.2"}, 0, 1),
        ({"at_least": "20.25", "require": "annual_cost"}, "20.25", "20.25"),
        ({"at_least": "20.25", "tolerance": "0.25", "require": "annual_cost"}, 20, 20),
        ({"about": "20.25", "tolerance": "0.25", "require": "annual_cost"}, "20.25", "20.25"),
        ({"at_least": "1.5", "per": "1 doctors"}, None, 6),
        ({"at_least": "1.5", "tolerance": "0.25", "per": "1 doctors"}, None, 5),
        ({"at_most": "1.5", "tolerance": "0.25", "per": "1 doctors"}, None, 7),
        ({"about": "1.6", "tolerance": "0.25", "per": "1 doctors"}, None, "6.4"),
        ({"at_least": "0.1", "per": "1 doctors"}, None, 1),
        ({"at_least": 3, "per": "1 doctors.added"}, None, 1),
        ({"at_least": 1, "per": "2 annual_cost"}, None, 16),
        ({"at_least": 1, "per": "1 capital_cost"}, None, 1),
    ],
)
def test_the_scale_is_the_requirement_of_today_but_at_least_one(
    keys: dict[str, Any], required: int | str | None, scale: int | str
) -> None:
    """A decided base has no fixed requirement and is scaled by its present value: 4 doctors, 32 a year."""
    row = only_row(ONE_HOSPITAL, **{"require": "beds", **keys})
    assert (None if required is None else Fraction(required), Fraction(scale)) == (row.required, row.scale)


@pytest.mark.parametrize(
    ("status", "keys", "scale"),
    [
        ("candidate", {"in": "facility"}, 5),
        ("closable", {"in": "facility"}, 5),
        ("candidate", {"in": "facility", "per": "1 facilities"}, 5),
        ("candidate", {"in": "county", "per": "1 facilities"}, 1),
        ("closable", {"in": "county", "per": "1 facilities"}, 5),
    ],
)
def test_a_facility_of_its_own_row_counts_as_open_in_the_scale(status: str, keys: dict[str, str], scale: int) -> None:
    """In its own row a candidate is scaled as if open; elsewhere today's openings count."""
    row = only_row(one_cell(0, status), require="beds", at_least=5, **keys)
    assert scale == row.scale


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"in": "county"}, {"A": 1, "B": 1}),
        ({"in": "county", "weigh_by": "residents"}, {"A": 1000, "B": 1500}),
        ({"in": "city", "weigh_by": "residents"}, {"city": 2500}),
        ({"in": "facility", "weigh_by": "residents"}, {"HA": 1000, "HB": 1500, "H1": 700}),
        ({"in": "region", "weigh_by": "residents"}, {"region": 1}),
    ],
)
def test_a_row_is_weighed_by_the_people_of_its_lowest_area(keys: dict[str, str], expected: dict[str, int]) -> None:
    """``weigh_by`` reads the row's own area, for a facility the one it lies in; without it every row weighs one."""
    _, rows = compiled(NESTED, clause(require="beds", at_least=1, **keys))
    assert expected == {row.area: row.people for row in rows}


def clause_rows(instance: Instance, *clauses: Clause) -> list[tuple[Terms, int]]:
    """The clause rows of the whole system, with what may be short as ``short <clause>@<area>``."""
    system = assemble(instance, policy(*clauses)).system
    named = {
        number: f"{column.kind} {column.key[0]}@{column.key[-1]}"
        if column.kind in ("short", "slack", "never")
        else label(system, number)
        for number, column in enumerate(system.columns)
    }
    return [
        ({named[c]: value for c, value in zip(row.columns, row.coefficients, strict=True)}, row.low)
        for row in system.rows
        if row.kind == "clause"
    ]


RATIO = {"require": "beds", "at_least": "1.5", "per": "1 doctors"}


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({**RATIO, "nature": "binding"}, [({"beds@H1": 2, "doctors@H1": -3}, 0)]),
        ({**RATIO, "nature": "principle"}, [({"beds@H1": 2, "doctors@H1": -3, "short C1@A": 2}, 0)]),
        ({**RATIO, "nature": "strive"}, [({"beds@H1": 2, "doctors@H1": -3, "short C1@A": 2}, 0)]),
        ({**RATIO, "nature": "reference"}, []),
        (
            {"require": "beds", "about": 12},
            [({"beds@H1": 1, "short C1@A": 1}, 12), ({"beds@H1": -1, "short C1@A": 1}, -12)],
        ),
        (
            {"require": "beds", "about": "1.5", "tolerance": "0.5", "per": "1 doctors"},
            [
                ({"beds@H1": 2, "doctors@H1": -3, "short C1@A": 2, "slack C1@A": 1}, 0),
                ({"beds@H1": -2, "doctors@H1": 3, "short C1@A": 2, "slack C1@A": 1}, 0),
            ],
        ),
        ({"require": "beds", "at_least": 3, "where": "type=none"}, [({"short C1@A": 1}, 3)]),
        ({"require": "beds", "at_least": 3, "where": "type=none", "nature": "binding"}, [({"never C1@A": 1}, 3)]),
    ],
)
def test_what_is_soft_may_fall_short_and_what_binds_may_not(
    keys: dict[str, Any], expected: list[tuple[Terms, int]]
) -> None:
    """A soft row has a column for its units short, a binding one has not, and a reference makes no row at all."""
    assert expected == clause_rows(ONE_HOSPITAL, clause(**keys))


@pytest.mark.parametrize(
    ("keys", "upper", "whole"),
    [
        ({"require": "beds", "at_least": 30}, 20, False),
        ({"require": "beds", "at_least": 3}, 0, False),
        ({"require": "beds", "at_most": 3}, 7, False),
        ({"require": "beds", "about": 30}, 20, False),
        ({"require": "beds", "at_least": "3.2", "per": "1 doctors"}, 3, False),
        ({"require": "beds", "about": "3.2", "per": "1 doctors"}, 2, True),
        ({"require": "annual_cost", "about": "40.5"}, 9, False),
    ],
)
def test_a_shortfall_is_bounded_by_what_the_plan_furthest_off_would_miss(
    keys: dict[str, Any], upper: int, whole: bool
) -> None:
    """No row needs more units short than the emptiest or fullest plan misses; near a decided base they count whole."""
    columns = assemble(ONE_HOSPITAL, policy(clause(**keys))).system.columns
    (short,) = (column for column in columns if column.kind == "short")
    assert (upper, whole) == (short.upper, short.whole)
