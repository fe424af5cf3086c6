"""The tables of facilities: long for a workbook, by county and class for print, and what opens or closes."""

from __future__ import annotations

from pathlib import Path

from optimizer.documents.content.institutions import by_class, facilities, openings
from tests.builders import clause, plan, policy, region
from tests.optimizer.documents.made import column, made, rows, sample


def test_every_unit_of_the_plan_stands_with_its_facility(tmp_path: Path) -> None:
    """One row per facility and resource that is or will be there, with change and costs as re-checked."""
    dossier = sample(tmp_path)
    table = facilities(dossier, "en")
    listed = {
        (facility, resource): units for facility, resource, units in rows(table, "facility", "resource", "proposed")
    }
    names = {"beds": "beds", "doctors": "医师"}
    plan_ = {
        (facility, names[resource]): units for (facility, resource), units in dossier.judgement.plan.proposed.items()
    }
    assert listed == plan_
    assert rows(table, "facility", "change", "capital", "annual")[0] == ("A1", 10, 10_000, 600)


def test_openings_and_closures_are_listed(tmp_path: Path) -> None:
    """The candidate that opens with its cost, the closable one that closes without any."""
    table = openings(sample(tmp_path), "en")
    assert rows(table, "facility", "decision", "open_cost") == [("A2", "opens", 5000), ("B2", "closes", None)]


def test_what_stays_as_it_is_is_said_too(tmp_path: Path) -> None:
    """A candidate that stays closed and a closable one that is kept were decided about as well."""
    instance = region(
        facilities=[
            {"facility": "N", "status": "candidate", "open_cost": 7},
            {"facility": "O", "status": "closable"},
        ],
        stock={("N", "beds"): 0, ("O", "beds"): 3},
    )
    table = openings(made(tmp_path, instance, policy(clause(require="beds", at_least=1))), "en")
    assert rows(table, "facility", "decision", "open_cost") == [("N", "not opened", None), ("O", "kept", None)]


def test_facilities_stand_under_their_class(tmp_path: Path) -> None:
    """Hospitals before clinics, each class with its sums, the county's at the end, other changes in words."""
    instance = region(
        facilities=[
            {"facility": "K", "type": "clinic"},
            {"facility": "G1", "type": "general_hospital"},
            {"facility": "G2", "type": "general_hospital"},
            {"facility": "Z", "type": "clinic"},
        ],
        resources=["beds", {"resource": "ward", "max_per_facility": 1}, "doctors"],
        stock={
            ("K", "beds"): 1,
            ("G1", "beds"): 10,
            ("G2", "beds"): 20,
            ("G2", "ward"): 0,
            ("Z", "ward"): 1,
            ("K", "doctors"): 2,
        },
    )
    changed = plan(instance, {("G2", "ward"): 1, ("G1", "beds"): 12})
    (table,) = by_class(made(tmp_path, instance, policy(clause(require="beds", at_least=1)), changed), "en")
    assert rows(table, "name", "beds_now", "beds_planned", "beds_change", "others") == [
        ("general hospital", 30, 32, 2, ""),
        ("G1", 10, 12, 2, ""),
        ("G2", 20, 20, 0, "ward +1"),
        ("clinic", 1, 1, 0, ""),
        ("K", 1, 1, 0, ""),
        ("total", 31, 33, 2, ""),
    ]
    assert table.marks == ("group", "", "", "group", "", "total")
    assert table.notes == ("Not listed: 1 facilities without these resources in which nothing changes.",)


def test_no_stock_row_is_empty_not_zero(tmp_path: Path) -> None:
    """A facility that can hold no doctors has an empty cell."""
    tables = by_class(sample(tmp_path), "en")
    found = dict(zip(column(tables[0], "name"), column(tables[0], "doctors_now"), strict=True))
    assert found["A2 (opens)"] is None
    assert found["Hospital of A"] == 20
