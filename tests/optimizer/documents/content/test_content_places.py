"""The tables of counties: units and rates now and planned, cities above their counties, everything in the sums."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from optimizer.documents.content.places import counties, county_tables
from optimizer.documents.content.resources import services, told_resources
from optimizer.reporting.sums import total_units
from tests.builders import clause, plan, policy, region
from tests.optimizer.documents.made import column, made, rows, sample, shipped_today


def test_each_county_has_what_its_facilities_have(tmp_path: Path) -> None:
    """County A gets 20 beds, with its rate per 1000 residents; the hospital of the city stands under the city."""
    table = counties(sample(tmp_path), "zh")
    assert rows(table, "name", "resource", "current", "proposed", "change", "rate_current", "rate_proposed")[0] == (
        "甲县",
        "床位",
        50,
        70,
        20,
        5,
        7,
    )
    assert rows(table, "county", "current", "rate_current")[-1] == ("C", 80, None)


def test_what_is_nowhere_is_not_listed(tmp_path: Path) -> None:
    """The city has no doctors and gets none: no row, and a note says why."""
    table = counties(sample(tmp_path), "en")
    assert [(county, name) for county, name in rows(table, "county", "resource")].count(("C", "医师")) == 0
    assert table.notes


def test_the_sums_are_those_of_the_plan(tmp_path: Path) -> None:
    """Over all counties, and what lies outside them, stand exactly the units of the plan."""
    dossier = sample(tmp_path)
    units, rates = county_tables(dossier, "en")
    planned = total_units(dossier.instance, dossier.judgement.plan.proposed)
    assert column(units, "beds_planned")[-1] == planned["beds"] == sum(column(units, "beds_planned")[:-1])  # type: ignore[arg-type]
    assert units.marks[-1] == "total"
    assert rows(rates, "county", "beds_now")[-1] == ("total", Fraction(175, 16))


def test_what_lies_outside_the_counties_has_no_rate(tmp_path: Path) -> None:
    """The hospital of the city serves everybody, so its beds per resident would mean nothing."""
    units, rates = county_tables(sample(tmp_path), "en")
    assert rows(units, "county", "beds_planned")[-2] == ("City, outside its counties", 80)
    assert rows(rates, "beds_planned")[-2] == (None,)


def test_cities_stand_above_their_counties(tmp_path: Path) -> None:
    """With two cities each has a row with the sum and the rate of its counties."""
    instance = region(
        areas=[
            {"area": "X", "level": "city", "name": "X"},
            {"area": "X1", "parent": "X", "residents": 1000},
            {"area": "X2", "parent": "X", "residents": 3000},
            {"area": "Y", "level": "city", "name": "Y"},
            {"area": "Y1", "parent": "Y", "residents": 2000},
        ],
        facilities=[{"facility": f"H{area}", "area": area} for area in ("X1", "X2", "Y1")],
        stock={("HX1", "beds"): 4, ("HX2", "beds"): 8, ("HY1", "beds"): 6},
    )
    dossier = made(tmp_path, instance, policy(clause(require="beds", at_least=1)))
    units, rates = county_tables(dossier, "en")
    assert rows(units, "county", "beds_now") == [("X", 12), ("X1", 4), ("X2", 8), ("Y", 6), ("Y1", 6), ("total", 18)]
    assert column(rates, "beds_now") == [3, 4, Fraction(8, 3), 3, 3, 3]
    assert units.marks == ("group", "", "", "group", "", "total")
    assert column(counties(dossier, "en"), "city") == ["X", "X", "Y"]


def test_without_residents_there_are_no_rates(tmp_path: Path) -> None:
    """Unknown is not zero: the table of rates is left out, and so is every rate."""
    instance = region(areas=[{"area": "A"}], facilities=[{"facility": "H"}], stock={("H", "beds"): 4})
    dossier = made(tmp_path, instance, policy(clause(require="beds", at_least=1)))
    assert len(county_tables(dossier, "en")) == 1
    assert column(counties(dossier, "en"), "rate_current") == [None]


def test_services_have_no_rates(tmp_path: Path) -> None:
    """What a facility has or has not is counted, but not per 10,000 people."""
    dossier = shipped_today(tmp_path, "shulan")
    table = counties(dossier, "zh")
    rated = dict(zip(column(table, "resource"), column(table, "rate_current"), strict=True))
    assert {"tcm_clinic", "geriatric_dept", "consortium"} & set(told_resources(dossier)) <= services(dossier)
    assert rated["中医馆"] is None
    assert rated["床位"] is not None


def test_a_part_follows_its_whole(tmp_path: Path) -> None:
    """TCM beds under beds, doctors under technicians under staff, services at the end."""
    told = list(told_resources(shipped_today(tmp_path, "shulan")))
    assert told[0] == "beds"
    assert told.index("health_staff") < told.index("health_technicians") < told.index("doctors") < told.index("gps")
    assert told.index("institutions") > told.index("infant_places")
    assert set(told[told.index("institutions") + 1 :]) == services(shipped_today(tmp_path, "shulan"))


def test_resources_without_stock_are_not_told(tmp_path: Path) -> None:
    """A resource of which there is nothing and comes nothing has no line."""
    instance = region(
        facilities=[{"facility": "H"}], resources=["beds", "cots"], stock={("H", "beds"): 4, ("H", "cots"): 0}
    )
    sentence = policy(clause(require="beds", at_least=1))
    assert told_resources(made(tmp_path, instance, sentence)) == ("beds",)
    grown = made(tmp_path / "again", instance, sentence, plan(instance, {("H", "cots"): 2}))
    assert told_resources(grown) == ("beds", "cots")
