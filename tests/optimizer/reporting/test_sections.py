"""The parts of a report about the whole plan, and the tables of facilities."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from models.instance import Instance
from optimizer.reporting.county_tables import print_counties, print_openings, rare_resources
from optimizer.reporting.facility_tables import print_facilities
from optimizer.reporting.files import write_plan
from optimizer.reporting.sections import annual_cost_today, print_cost
from optimizer.reporting.tables import CountyRow
from optimizer.verifying.verified import VerifiedPlan, verify
from tests.builders import clause, plan, policy, region
from tests.optimizer.reporting import samples


def checked(folder: Path, instance: Instance, changes: dict[tuple[str, str], int]) -> VerifiedPlan:
    """A plan of an instance, re-checked against a clause that it keeps."""
    write_plan(folder, instance, plan(instance, changes))
    return verify(instance, policy(clause(require="beds", at_least=0)), folder / "plan.csv")


def staff(**current: int) -> Instance:
    """A county of 10,000 residents with two hospitals; each holds these resources, the second half of them."""
    stock = {("F1", name): units for name, units in current.items()}
    stock |= {("F2", name): units // 2 for name, units in current.items()}
    return region(
        areas=[{"area": "A", "residents": 10000}],
        facilities=[{"facility": "F1"}, {"facility": "F2"}],
        resources=["beds", *(name for name in current if name != "beds")],
        stock=stock,
    )


def rates(county: str, resource: str, current: str, proposed: str) -> CountyRow:
    """A row of the county table of which only the rates matter."""
    return CountyRow(county, county, resource, 0, 0, Fraction(current), Fraction(proposed), None, None)


def test_rare_resources_are_shown_per_10000(tmp_path: Path) -> None:
    """Below one per 1000 today and planned: per 10,000, marked, with a footnote."""
    console, stream = samples.recorder()
    print_counties(checked(tmp_path, staff(beds=40, vans=2), {("F1", "vans"): 4}), "zh", console)
    lines = stream.getvalue().splitlines()
    assert next(line for line in lines if "vans" in line).split()[-4:] == ["*", "3.00", "→", "5.00"]
    assert next(line for line in lines if "beds" in line).split()[-1] == "6.00"
    assert lines[-1] == "* 每万人口"


def test_a_resource_is_rare_in_all_counties_or_in_none() -> None:
    """Numbers of one resource can be compared down the column; one that nobody has is not rare but absent."""
    rows = [
        *(rates("A", "x", "0.2", "0.3"), rates("B", "x", "0.2", "1")),
        *(rates("A", "y", "0.2", "0.3"), rates("B", "y", "0", "0.99")),
        rates("A", "z", "0", "0"),
    ]
    assert rare_resources(rows) == {"y"}


def test_the_cost_of_today_stands_beside_that_of_the_plan(tmp_path: Path) -> None:
    """Annual cost of today's stock, of the plan, and the difference, at the prices of the rows; openings count once."""
    verified = samples.verified(tmp_path)
    assert annual_cost_today(verified.instance) == 175 * 10 + 20 * 2 + 10 * Fraction(1, 2)
    console, stream = samples.recorder()
    print_cost(verified.instance, verified.judgement, "en", console)
    lines = [line.split() for line in stream.getvalue().splitlines()]
    assert lines[4] == ["capital,", "once", "26,666", "CNY"]
    assert lines[5][-6:] == ["1,795", "CNY", "1,996", "CNY", "+201", "CNY"]
    assert "covers all 5 facilities of the instance" in stream.getvalue()


def test_a_cheaper_plan_has_a_negative_difference(tmp_path: Path) -> None:
    """The sign of the difference is that of its number."""
    instance = region(
        facilities=[{"facility": "F1"}],
        stock={("F1", "beds"): {"current": 5, "min": 0, "annual_cost": 10}},
    )
    verified = checked(tmp_path, instance, {("F1", "beds"): 3})
    console, stream = samples.recorder()
    print_cost(instance, verified.judgement, "zh", console)
    assert stream.getvalue().splitlines()[5].split() == ["每年费用", "50", "元", "30", "元", "-20", "元"]


def facilities(verified: VerifiedPlan, width: int = 80) -> list[list[str]]:
    """The words of every line about facilities."""
    console, stream = samples.recorder(width)
    print_facilities(verified, "en", console, full=True)
    return [line.split() for line in stream.getvalue().splitlines()]


def test_without_the_full_table_only_leading_resources_are_shown(tmp_path: Path) -> None:
    """Facilities that have none of them are counted, and so are the other resources."""
    instance = region(
        areas=[{"area": "A", "residents": 10000}],
        facilities=[{"facility": "F1"}, {"facility": "F2"}, {"facility": "F3"}],
        resources=["beds", "doctors", {"resource": "clinic", "max_per_facility": 1}],
        stock={("F1", "beds"): 20, ("F2", "doctors"): 5, ("F3", "clinic"): 1},
    )
    console, stream = samples.recorder()
    print_facilities(checked(tmp_path, instance, {("F1", "beds"): 25}), "en", console, full=False)
    lines = [line.split() for line in stream.getvalue().splitlines()]
    assert ["F1", "20", "→", "25"] in lines
    assert ["F2", "5"] in lines
    assert ["total", "20", "→", "25", "5"] in lines
    assert not any(line[:1] == ["F3"] for line in lines)
    assert "Not shown: 1 other resources, 1 facilities" in " ".join(word for line in lines[-2:] for word in line)


def test_facility_tables_end_with_a_total(tmp_path: Path) -> None:
    """The last row adds up what stands now and what is planned."""
    lines = facilities(checked(tmp_path, staff(beds=40), {("F1", "beds"): 50}))
    assert lines[-1] == ["total", "60", "→", "70"]


def test_a_single_facility_needs_no_total(tmp_path: Path) -> None:
    """There is nothing to add up."""
    instance = region(facilities=[{"facility": "F1"}], stock={("F1", "beds"): 5})
    assert facilities(checked(tmp_path, instance, {("F1", "beds"): 6}))[-1] == ["F1", "5", "→", "6"]


@pytest.mark.parametrize(("width", "fits"), [(80, True), (24, False)])
def test_unchanged_resources_are_shown_if_they_fit_and_named_if_not(tmp_path: Path, width: int, fits: bool) -> None:
    """No resource is silently left out."""
    lines = facilities(checked(tmp_path, staff(beds=40, ambulances=20), {("F1", "beds"): 50}), width)
    if fits:
        assert lines[2] == ["facility", "beds", "ambulances"]
        assert lines[-1] == ["total", "60", "→", "70", "30"]
    else:
        told = " ".join(" ".join(line) for line in lines)
        assert told.endswith("The same in every facility: ambulances (30 in all)")
        assert "facility beds ─" in told


def test_what_is_opened_and_closed_is_named(tmp_path: Path) -> None:
    """A candidate that opens and a closable facility that closes are listed; those that stay as they are, are not."""
    instance = region(
        facilities=[
            {"facility": "new", "status": "candidate", "open_cost": 5},
            {"facility": "unbuilt", "status": "candidate"},
            {"facility": "old", "status": "closable"},
            {"facility": "kept", "status": "closable"},
        ],
        resources=[{"resource": "beds", "keep": "none"}],
        stock={("new", "beds"): 0, ("unbuilt", "beds"): 0, ("old", "beds"): 4, ("kept", "beds"): 4},
    )
    write_plan(tmp_path, instance, plan(instance, {("new", "beds"): 3, ("old", "beds"): 0}, old=False))
    verified = verify(instance, policy(clause(require="beds", at_least=0)), tmp_path / "plan.csv")
    console, stream = samples.recorder()
    print_openings(verified, "en", console)
    assert stream.getvalue().split("\n") == ["", "To be opened: new (new)", "", "To be closed: old (old)", ""]
