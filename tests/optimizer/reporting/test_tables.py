"""The rows that a plan makes."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from optimizer.reporting.files import write_plan
from optimizer.reporting.tables import (
    area_numbers,
    clause_rows,
    clause_statuses,
    county_rows,
    facility_rows,
    plan_rows,
    records,
    residents,
)
from optimizer.verifying.verified import verify
from tests.builders import plan, policy, region
from tests.optimizer.reporting import samples


def test_plan_rows_price_additions_once_and_stock_per_year(tmp_path: Path) -> None:
    """Capital is paid for what is added only, annual cost for all of it, at the row's own price if it has one."""
    rows = {(row.facility, row.resource): row for row in plan_rows(samples.verified(tmp_path))}
    grown, cut, own = rows["B1", "beds"], rows["B2", "beds"], rows["A1", "doctors"]
    assert (grown.change, grown.capital_cost, grown.annual_cost) == (5, Fraction(6665, 4), 450)
    assert (cut.change, cut.capital_cost, cut.annual_cost) == (-5, 0, 0)
    assert (own.change, own.capital_cost, own.annual_cost) == (0, None, 40)


def test_plan_rows_cost_what_the_judgement_says(tmp_path: Path) -> None:
    """The plan's costs are those of the independent re-check, openings apart."""
    verified = samples.verified(tmp_path)
    judged = {key: cost for key, cost in verified.judgement.facility_cost.items() if key[1]}
    for row in plan_rows(verified):
        cost = judged[row.facility, row.resource]
        assert (row.capital_cost or 0, row.annual_cost or 0) == (cost.capital, cost.annual)


def test_county_columns_add_up_to_the_plan(tmp_path: Path) -> None:
    """Per resource, units and costs of the county table equal those of the plan table."""
    verified = samples.verified(tmp_path)
    for column in ("current", "proposed", "capital_cost", "annual_cost"):
        sums: list[Counter[str]] = [Counter(), Counter()]
        for total, rows in zip(sums, (plan_rows(verified), county_rows(verified)), strict=True):
            for row in rows:
                total[row.resource] += getattr(row, column) or 0
        assert sums[0] == sums[1]


def test_what_lies_in_no_county_stands_under_its_own_area(tmp_path: Path) -> None:
    """The city hospital has a row under the city, without a rate: its people have other facilities too."""
    rows = {(row.county, row.resource): row for row in county_rows(samples.verified(tmp_path))}
    assert sorted(rows) == [("A", "beds"), ("A", "doctors"), ("B", "beds"), ("B", "doctors"), ("C", "beds")]
    assert (rows["C", "beds"].proposed, rows["C", "beds"].per_1000_proposed) == (80, None)


def test_rates_use_summed_residents(tmp_path: Path) -> None:
    """A county without a number of its own has the residents of its townships."""
    rows = {(row.county, row.resource): row for row in county_rows(samples.verified(tmp_path))}
    assert rows["A", "beds"].per_1000_proposed == 7
    assert rows["B", "beds"].per_1000_current == Fraction(15, 2)
    assert rows["B", "doctors"].per_1000_proposed == 2


def test_unknown_or_no_residents_give_no_rate(tmp_path: Path) -> None:
    """Absent is never zero: where residents are unknown, or zero, the rate is empty."""
    instance = region(
        areas=[{"area": "A"}, {"area": "B", "residents": 0}],
        facilities=[{"facility": "F", "area": "A"}],
        stock={("F", "beds"): 1},
    )
    assert residents(instance, ["A", "B"]) == {"A": None, "B": 0}
    write_plan(tmp_path, instance, plan(instance))
    rows = county_rows(verify(instance, policy(), tmp_path / "plan.csv"))
    assert [(row.county, row.current, row.per_1000_current) for row in rows] == [("A", 1, None), ("B", 0, None)]


@pytest.mark.parametrize(
    ("below", "expected"),
    [({"residents": 5}, 12), ({}, None), ({"residents": "many"}, None), ({"residents": 0}, 7)],
)
def test_an_area_is_the_sum_of_all_its_children_or_unknown(below: dict[str, object], expected: int | None) -> None:
    """One child without a number leaves the sum unknown; zero is a number."""
    instance = region(
        areas=[
            {"area": "A"},
            {"area": "A-1", "parent": "A", "level": "township", "residents": 7},
            {"area": "A-2", "parent": "A", "level": "township", **below},
        ]
    )
    assert area_numbers(instance, ["A"], "residents") == {"A": expected}


def test_facility_rows_list_every_facility(tmp_path: Path) -> None:
    """Facilities without a decision stand there too, open."""
    rows = {row.facility: row.open for row in facility_rows(samples.verified(tmp_path))}
    assert rows == {"A1": "yes", "A2": "yes", "B1": "yes", "B2": "no", "C1": "yes"}


def test_clause_rows_follow_the_policy(tmp_path: Path) -> None:
    """Rows stand in the order of the policy; what does not apply has no numbers but a reason."""
    rows = clause_rows(samples.verified(tmp_path))
    assert list(dict.fromkeys(row.clause for row in rows)) == [f"P-{number}" for number in range(1, 8)]
    missing = rows[-1]
    assert (missing.status, missing.required, missing.note) == ("not_applicable", None, "no data: elderly")


def test_a_clause_is_as_good_as_its_worst_row(tmp_path: Path) -> None:
    """One short row makes a clause short; one without applicable rows is not applicable."""
    statuses = clause_statuses(samples.verified(tmp_path).judgement)
    assert statuses == {
        "P-1": "met",
        "P-2": "short",
        "P-3": "short",
        "P-4": "short",
        "P-5": "met",
        "P-6": "not_applicable",
        "P-7": "not_applicable",
    }


def test_records_hold_plain_values(tmp_path: Path) -> None:
    """Data frames get ints, floats, text and None, not fractions."""
    row = records(plan_rows(samples.verified(tmp_path)))[3]
    assert row == {
        "facility": "B1",
        "resource": "beds",
        "current": 40,
        "proposed": 45,
        "change": 5,
        "capital_cost": 1666.25,
        "annual_cost": 450,
    }
