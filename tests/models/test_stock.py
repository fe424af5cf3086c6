"""Which decisions a region leaves open, and the hard facts between them: bounds, openings, changes, parts, totals."""

from __future__ import annotations

from typing import Any

import pytest

from models.assemble import assemble
from models.clause import Clause
from models.facts import add_stock
from models.instance import Instance
from models.stock import bounds
from models.system import System
from tests.builders import clause, policy, region
from tests.solving_here import solve_here

Readable = tuple[dict[str, int], int | None, int | None]
"""({column: coefficient}, low, high)"""


def one_cell(row: dict[str, int], status: str = "open", **resource: Any) -> Instance:
    """One hospital H1 with one row of beds."""
    return region(
        facilities=[{"facility": "H1", "status": status}],
        resources=[{"resource": "beds", **resource}],
        stock={("H1", "beds"): row},
    )


def rows_of(system: System, kind: str) -> list[Readable]:
    """The rows of one kind, with columns as ``beds@H1``, ``added beds@H1``, ``open@H1``, in words and by size."""
    names = {}
    for number, column in enumerate(system.columns):
        words = column.key[1:] if column.kind == "stock" else (column.kind, *column.key[1:])
        names[number] = f"{' '.join(words)}@{column.key[0]}"
    return [
        ({names[c]: value for c, value in zip(row.columns, row.coefficients, strict=True)}, row.low, row.high)
        for row in system.rows
        if row.kind == kind
    ]


def stocked(instance: Instance) -> System:
    """The system with nothing but the stock of a region."""
    system = System()
    add_stock(system, instance)
    return system


def assembled(instance: Instance, *clauses: Clause) -> System:
    """The whole system of these clauses."""
    return assemble(instance, policy(*clauses)).system


@pytest.mark.parametrize(
    ("row", "resource", "expected"),
    [
        ({"current": 10}, {}, (10, None)),
        ({"current": 10}, {"keep": "county"}, (0, None)),
        ({"current": 10}, {"keep": "none"}, (0, None)),
        ({"current": 10, "min": 4}, {}, (4, None)),
        ({"current": 10, "min": 4}, {"keep": "none"}, (4, None)),
        ({"current": 10, "min": 14}, {}, (14, None)),
        ({"current": 10, "max": 12}, {}, (10, 12)),
        ({"current": 1}, {"max_per_facility": 1}, (1, 1)),
        ({"current": 1, "max": 3}, {"max_per_facility": 1}, (1, 3)),
        ({"current": 10, "min": 0, "max": 6}, {}, (0, 6)),
        ({"current": 10, "min": 0}, {"max_per_facility": 6}, (0, 6)),
        ({"current": 0}, {}, (0, None)),
    ],
)
def test_a_written_bound_wins_over_the_resource(
    row: dict[str, int], resource: dict[str, Any], expected: tuple[int, int | None]
) -> None:
    """Unless written, the least is today's stock of what a facility keeps, and the largest the resource's maximum."""
    instance = one_cell(row, **resource)
    assert expected == bounds(instance, instance.stock["H1", "beds"])


@pytest.mark.parametrize(("status", "lower"), [("open", 10), ("closable", 0)])
def test_only_a_facility_that_stays_has_its_minimum_as_a_bound(status: str, lower: int) -> None:
    """A closable facility may end with nothing, so its minimum is no bound of the column."""
    (column,) = (column for column in stocked(one_cell({"current": 10}, status)).columns if column.kind == "stock")
    assert (lower, 10) == (column.lower, column.today)


@pytest.mark.parametrize(("status", "expected"), [("open", []), ("closable", [(0, 1, 1)]), ("candidate", [(0, 1, 0)])])
def test_only_candidate_and_closable_facilities_have_a_yes_or_no(
    status: str, expected: list[tuple[int, int, int]]
) -> None:
    """Opening is a 0/1 column of facilities that may open or close; today the closable one is open."""
    columns = stocked(one_cell({"current": 0}, status)).columns
    assert expected == [(c.lower, c.upper, c.today) for c in columns if c.kind == "open"]


THIRTY = clause(require="beds", at_least=30)


@pytest.mark.parametrize(
    ("status", "row", "resource", "expected"),
    [
        ("candidate", {"current": 0}, {}, [("max", 30)]),
        ("candidate", {"current": 0, "max": 8}, {}, [("max", 8)]),
        ("candidate", {"current": 0}, {"max_per_facility": 1}, [("max", 1)]),
        ("candidate", {"current": 0, "max": 80}, {}, [("max", 30)]),
        ("candidate", {"current": 0, "min": 20}, {}, [("max", 30), ("min", 20)]),
        ("candidate", {"current": 0, "min": 40}, {}, [("max", 40), ("min", 40)]),
        ("closable", {"current": 10}, {}, [("max", 30), ("min", 10)]),
        ("closable", {"current": 10}, {"keep": "county"}, [("max", 30)]),
        ("closable", {"current": 10, "min": 4, "max": 10}, {}, [("max", 10), ("min", 4)]),
        ("closable", {"current": 10, "min": 0, "max": 6}, {}, [("max", 6)]),
        ("closable", {"current": 50}, {}, [("max", 50), ("min", 50)]),
        ("open", {"current": 10}, {}, []),
    ],
)
def test_closed_means_zero_and_open_means_within_the_real_bounds(
    status: str, row: dict[str, int], resource: dict[str, Any], expected: list[tuple[str, int]]
) -> None:
    """``min · open ≤ x ≤ max · open``, where a missing maximum is what a clause for thirty beds can need."""
    system = assembled(one_cell(row, status, **resource), THIRTY)
    links = [
        ({"beds@H1": 1, "open@H1": -value}, *((None, 0) if side == "max" else (0, None))) for side, value in expected
    ]
    found = rows_of(system, "opening")
    assert len(found) == len(links)
    assert [link for link in links if link not in found] == []


@pytest.mark.parametrize(
    ("status", "row", "clauses", "expected"),
    [
        ("candidate", {"current": 0, "min": 20}, [{"require": "beds", "at_least": 1}], (20, True)),
        ("candidate", {"current": 0, "min": 20}, [{"require": "facilities", "at_least": 1}], (20, True)),
        ("candidate", {"current": 0, "min": 20}, [{"require": "beds", "at_least": 25}], (25, True)),
        ("candidate", {"current": 0, "min": 20}, [], (0, False)),
        ("closable", {"current": 5, "min": 20}, [{"require": "facilities", "at_least": 1}], (20, True)),
        ("closable", {"current": 5}, [{"require": "beds", "at_most": 4}], (0, False)),
        ("closable", {"current": 5, "min": 3}, [{"require": "beds", "at_most": 4}], (4, True)),
        ("open", {"current": 10, "min": 0, "max": 6}, [], (6, True)),
        ("open", {"current": 5, "min": 20}, [], (20, True)),
    ],
)
def test_an_open_facility_keeps_its_own_bounds(
    status: str, row: dict[str, int], clauses: list[dict[str, Any]], expected: tuple[int, bool]
) -> None:
    """What opens has at least its minimum, even where the clauses ask for less; what closes has nothing."""
    instance = one_cell(row, status)
    answer = solve_here(instance, policy(*(clause(nature="binding", **keys) for keys in clauses)))
    assert answer.plan is not None
    assert expected == (answer.plan.proposed["H1", "beds"], answer.plan.open["H1"])


BALANCE = ({"beds@H1": 1, "added beds@H1": -1, "removed beds@H1": 1}, 10, 10)


@pytest.mark.parametrize(
    ("status", "row", "expected"),
    [
        ("open", {"current": 10}, []),
        ("open", {"current": 10, "min": 4}, [BALANCE]),
        ("open", {"current": 10, "min": 4, "max": 10}, []),
        ("open", {"current": 10, "min": 4, "max": 11}, [BALANCE]),
        ("open", {"current": 10, "min": 12}, []),
        ("closable", {"current": 10}, [BALANCE]),
        ("closable", {"current": 10, "max": 10}, []),
        ("candidate", {"current": 0}, []),
    ],
)
def test_change_is_balanced_only_where_stock_can_move_both_ways(
    status: str, row: dict[str, int], expected: list[Readable]
) -> None:
    """``x − added + removed = current`` stands for cells that may grow and may be cut."""
    assert expected == rows_of(stocked(one_cell(row, status)), "balance")


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        ([{"resource": "icu", "part_of": "beds"}], [({"icu@H1": 1, "beds@H1": -1}, None, 0)]),
        (
            [{"resource": "icu", "part_of": "beds"}, {"resource": "rehab", "part_of": "beds"}],
            [({"icu@H1": 1, "beds@H1": -1}, None, 0), ({"rehab@H1": 1, "beds@H1": -1}, None, 0)],
        ),
        (
            [
                {"resource": "icu", "part_of": "beds", "group": "use"},
                {"resource": "rehab", "part_of": "beds", "group": "use"},
            ],
            [({"icu@H1": 1, "rehab@H1": 1, "beds@H1": -1}, None, 0)],
        ),
        (
            [
                {"resource": "icu", "part_of": "beds", "group": "use"},
                {"resource": "rehab", "part_of": "beds", "group": "place"},
            ],
            [({"icu@H1": 1, "beds@H1": -1}, None, 0), ({"rehab@H1": 1, "beds@H1": -1}, None, 0)],
        ),
        (
            [{"resource": "icu", "part_of": "beds"}, {"resource": "neonatal", "part_of": "icu"}],
            [({"icu@H1": 1, "beds@H1": -1}, None, 0), ({"neonatal@H1": 1, "icu@H1": -1}, None, 0)],
        ),
        (
            [
                {"resource": "icu", "part_of": "beds", "group": "rehab"},
                {"resource": "rehab", "part_of": "beds"},
            ],
            [({"icu@H1": 1, "beds@H1": -1}, None, 0), ({"rehab@H1": 1, "beds@H1": -1}, None, 0)],
        ),
    ],
)
def test_parts_stay_within_their_whole(resources: list[dict[str, Any]], expected: list[Readable]) -> None:
    """A part is at most its whole; the parts of one group are so together, parts without a group one by one."""
    names = ["beds", *(resource["resource"] for resource in resources)]
    instance = region(
        facilities=[{"facility": "H1"}],
        resources=["beds", *resources],
        stock={("H1", name): 0 for name in names},
    )
    assert expected == rows_of(stocked(instance), "part")


def test_a_facility_without_the_part_has_no_part_row() -> None:
    """Only facilities that offer the part are bound by it."""
    instance = region(
        facilities=[{"facility": "H1"}, {"facility": "H2"}],
        resources=["beds", {"resource": "icu", "part_of": "beds"}],
        stock={("H1", "beds"): 1, ("H2", "beds"): 1, ("H2", "icu"): 1},
    )
    assert [({"beds@H2": -1, "icu@H2": 1}, None, 0)] == rows_of(stocked(instance), "part")


@pytest.mark.parametrize(
    ("keep", "expected"),
    [
        ("facility", []),
        ("none", []),
        ("county", [({"beds@H1": 1, "beds@H2": 1}, 15, None), ({"beds@H4": 1}, 2, None)]),
    ],
)
def test_a_resource_kept_in_its_county_keeps_the_county_total(keep: str, expected: list[Readable]) -> None:
    """Posts may move inside a county but its total is not cut; a facility in no county keeps the total of its area."""
    instance = region(
        areas=[
            {"area": "city", "level": "city"},
            {"area": "A", "parent": "city"},
            {"area": "A1", "level": "township", "parent": "A"},
            {"area": "B", "parent": "city"},
        ],
        facilities=[
            {"facility": "H1", "area": "A"},
            {"facility": "H2", "area": "A1"},
            {"facility": "H3", "area": "B"},
            {"facility": "H4", "area": "city"},
        ],
        resources=[{"resource": "beds", "keep": keep}],
        stock={("H1", "beds"): 10, ("H2", "beds"): 5, ("H3", "beds"): 0, ("H4", "beds"): 2},
    )
    assert expected == rows_of(stocked(instance), "keep")


def test_a_kept_county_total_moves_but_is_not_cut() -> None:
    """With one hospital closed by a cap, its posts turn up in the other."""
    instance = region(
        facilities=[{"facility": "H1"}, {"facility": "H2"}],
        resources=[{"resource": "nurses", "keep": "county", "annual_cost": 1}],
        stock={("H1", "nurses"): 10, ("H2", "nurses"): 5},
    )
    cap = clause(require="nurses", at_most=0, in_="facility", where="facility=H1", nature="binding")
    answer = solve_here(instance, policy(cap))
    assert answer.plan is not None
    assert {("H1", "nurses"): 0, ("H2", "nurses"): 15} == answer.plan.proposed


MOVES = region(
    facilities=[{"facility": "H1"}],
    resources=[{"resource": "beds", "annual_cost": 1}, "nurses"],
    stock={("H1", "beds"): {"current": 10, "min": 0, "max": 20}, ("H1", "nurses"): {"current": 4, "max": 4}},
)
UNMOVED = clause(id="unmoved", require="beds", exactly=10, nature="binding")


@pytest.mark.parametrize(
    "keys",
    [
        {"require": "beds.added", "at_least": 2},
        {"require": "beds.removed", "at_least": 2},
        {"require": "beds.added", "exactly": 2},
        {"require": "beds.removed", "exactly": 2},
        {"require": "beds.added + beds.removed", "at_least": 2},
        {"require": "nurses", "at_most": 2, "per": "1 beds.added"},
        {"require": "nurses", "exactly": 1, "per": "1 beds.removed"},
        {"require": "nurses", "exactly": 1, "per": "1 beds.added", "tolerance": 1},
    ],
)
def test_adding_and_removing_at_once_is_no_way_to_serve_a_clause(keys: dict[str, Any]) -> None:
    """Where beds stay at ten, nothing is added or removed, so a clause that needs a change cannot hold."""
    answer = solve_here(MOVES, policy(UNMOVED, clause(nature="binding", **keys)))
    assert "infeasible" == answer.ended.reason


@pytest.mark.parametrize("aspect", ["added", "removed"])
def test_a_soft_clause_for_a_change_is_short_in_full_without_one(aspect: str) -> None:
    """A soft clause gets no credit for adding and removing at once."""
    answer = solve_here(MOVES, policy(UNMOVED, clause(require=f"beds.{aspect}", at_least=3), goals=["anticipated"]))
    assert [1.0] == [value for value, _ in answer.goals]


@pytest.mark.parametrize(("aspect", "beds"), [("added", 13), ("removed", 7)])
def test_a_change_that_is_asked_for_is_made(aspect: str, beds: int) -> None:
    """A clause for three added or removed beds moves the stock by exactly three."""
    answer = solve_here(MOVES, policy(clause(require=f"beds.{aspect}", exactly=3, nature="binding")))
    assert answer.plan is not None
    assert beds == answer.plan.proposed["H1", "beds"]


@pytest.mark.parametrize(
    ("keys", "choices"),
    [
        ({"require": "beds.added", "at_least": 2}, 1),
        ({"require": "beds.removed", "at_least": 2}, 1),
        ({"require": "nurses", "at_most": 2, "per": "1 beds.added"}, 1),
        ({"require": "beds.added", "at_most": 2}, 0),
        ({"require": "beds.removed", "at_most": 2}, 0),
        ({"require": "nurses", "at_least": 2, "per": "1 beds.removed"}, 0),
        ({"require": "capital_cost", "at_most": 2}, 0),
        ({"require": "beds", "at_least": 2}, 0),
    ],
)
def test_the_direction_is_a_choice_only_where_a_row_rewards_change(keys: dict[str, Any], choices: int) -> None:
    """Caps and costs need no yes/no column: they only lose by adding and removing at once."""
    instance = region(
        facilities=[{"facility": "H1"}],
        resources=[{"resource": "beds", "capital_cost": 1}, "nurses"],
        stock={("H1", "beds"): {"current": 10, "min": 0}, ("H1", "nurses"): 4},
    )
    assert choices == [column.kind for column in assembled(instance, clause(**keys)).columns].count("rises")


def test_closing_a_facility_removes_everything_it_has() -> None:
    """A cap on open facilities closes the closable one, and nothing stays in it."""
    instance = region(
        facilities=[{"facility": "H1"}, {"facility": "H2", "status": "closable"}],
        resources=["beds", {"resource": "icu", "part_of": "beds"}],
        stock={("H1", "beds"): 3, ("H2", "beds"): 5, ("H2", "icu"): 2},
    )
    answer = solve_here(instance, policy(clause(require="facilities", at_most=1, nature="binding")))
    assert answer.plan is not None
    assert {("H1", "beds"): 3, ("H2", "beds"): 0, ("H2", "icu"): 0} == answer.plan.proposed
    assert {"H1": True, "H2": False} == answer.plan.open
