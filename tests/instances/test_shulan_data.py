"""The shipped instance ``shulan``: its numbers are the plan's, modelled ones can be made again, it solves as said."""

import csv
import math
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from optimizer.interface import solve
from tests.data.shulan_staff import apportion, model_staff

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "instances" / "shulan"

STAFF_2020 = {
    "doctors": 1006,
    "nurses": 1173,
    "pharmacists": 93,
    "gps": 210,
    "tcm_doctors": 156,
    "public_health_staff": 137,
    "health_staff": 3571,
    "health_technicians": 2817,
    "other_technicians": 545,
    "other_health_staff": 754,
}
CADRES = ("doctors", "nurses", "pharmacists", "other_technicians")
QUICK = """
policy = "quick"
title = "shulan-145 up to its cost"
extends = ["shulan-145"]
goals = ["principle", "fairness", "anticipated+guiding", "strive", "cost"]
"""
BEDS_BY_TYPE = {  # facilities, beds of 2020, planned beds of 2025
    "psychiatric_hospital": (1, 550, 550),
    "general_hospital": (2, 815, 1050),
    "maternal_child_hospital": (1, 30, 50),
    "tcm_hospital": (1, 100, 345),
    "community_center": (5, 130, 110),
    "central_township_health_centre": (6, 250, 300),
    "township_health_centre": (13, 280, 295),
    "nursing_station": (1, 25, 0),
}


def rows(name):
    """The rows of one table of the instance."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def stock():
    """The rows of stock.csv by facility and resource."""
    return {(row["facility"], row["resource"]): row for row in rows("stock.csv")}


@pytest.fixture(scope="module")
def facilities():
    """The rows of facilities.csv by facility."""
    return {row["facility"]: row for row in rows("facilities.csv")}


@pytest.fixture(scope="module")
def held(stock):
    """Units today by facility and resource, 0 where the facility does not offer the resource."""
    return lambda facility, resource: int(stock.get((facility, resource), {"current": 0})["current"])


@pytest.mark.parametrize(("resource", "total"), STAFF_2020.items())
def test_staff_adds_up_to_the_printed_total(stock, resource, total):
    """The modelled split of a profession loses nobody of the county's printed total."""
    assert total == sum(int(row["current"]) for (_, held), row in stock.items() if held == resource)


@pytest.mark.parametrize(("kind", "expected"), BEDS_BY_TYPE.items())
def test_beds_are_those_of_the_plan(facilities, held, kind, expected):
    """Each class of facilities has the number, the beds and the planned beds of the plan's rows."""
    of_kind = [row for row in facilities.values() if row["type"] == kind and row["status"] == "open"]
    now = sum(held(row["facility"], "beds") for row in of_kind)
    assert expected == (len(of_kind), now, sum(int(row["planned_beds"]) for row in of_kind))


def test_thirty_facilities_have_a_bed_row_in_the_plan(facilities):
    """Thirty facilities carry planned beds, 2,700 together; one of them plans none."""
    planned = [int(row["planned_beds"]) for row in facilities.values() if row["planned_beds"]]
    assert (30, 2700, 1) == (len(planned), sum(planned), planned.count(0))


@pytest.mark.parametrize(
    ("facility", "now", "planned"),
    [
        ("shulan-peoples-hospital", 495, 730),
        ("shulan-second-peoples-hospital", 320, 320),
        ("huancheng-community", 40, 20),
        ("kaiyuan-centre", 20, 40),
        ("pingan-centre", 50, 60),
        ("qili-fenghuang", 15, 20),
        ("xinan-yushugou", 10, 15),
        ("liangjiashan", 30, 20),
        ("jinma", 20, 30),
        ("nursing-stations", 25, 0),
    ],
)
def test_single_rows_of_the_bed_tables(facilities, held, facility, now, planned):
    """A row of the plan's bed tables stands where it belongs."""
    assert (now, str(planned)) == (held(facility, "beds"), facilities[facility]["planned_beds"])


def test_only_what_the_plan_cuts_may_lose_beds(facilities, stock):
    """A written bed minimum below today's stock is the plan's own number."""
    lowered = {
        facility: int(row["min"])
        for (facility, resource), row in stock.items()
        if resource == "beds" and row["min"] and int(row["min"]) < int(row["current"])
    }
    planned = {
        facility: int(row["planned_beds"])
        for facility, row in facilities.items()
        if row["planned_beds"] and int(row["planned_beds"]) < int(stock[facility, "beds"]["current"])
    }
    assert lowered == planned | {"private-hospitals": 813}


def test_professions_and_others_add_up_to_the_staff(facilities, held):
    """In every facility the exclusive parts make its technicians and its staff, and their own parts fit into them."""
    group = {row["resource"]: row["group"] for row in rows("resources.csv")}
    assert set(CADRES) == {resource for resource, name in group.items() if name == "cadre"}
    licences = [resource for resource, name in group.items() if name == "licence"]
    for facility in facilities:
        technicians = held(facility, "health_technicians")
        assert technicians == sum(held(facility, part) for part in CADRES)
        assert held(facility, "health_staff") == technicians + held(facility, "other_health_staff")
        assert sum(held(facility, part) for part in licences) <= held(facility, "doctors")
        assert held(facility, "gps") <= held(facility, "doctors")
        assert held(facility, "public_health_staff") <= held(facility, "health_staff")


def test_every_part_has_a_row_for_its_whole(stock):
    """A facility that offers a part of something offers the whole of it too."""
    whole = {row["resource"]: row["part_of"] for row in rows("resources.csv") if row["part_of"]}
    missing = [(f, r) for f, r in stock if r in whole and (f, whole[r]) not in stock]
    assert [] == missing


def test_public_health_staff_works_only_in_public_health_institutions(facilities, stock):
    """The indicator counts staff by institution, so only the four institutions hold any."""
    types = {facilities[f]["type"] for f, resource in stock if resource == "public_health_staff"}
    assert {"cdc", "maternal_child_hospital", "tb_institute", "health_supervision"} == types


def test_the_model_gives_the_shipped_staff(facilities, stock):
    """Sharing the printed totals again, from the shipped beds alone, gives every staff number of stock.csv."""
    beds = {facility: int(row["current"]) for (facility, resource), row in stock.items() if resource == "beds"}
    types = {facility: row["type"] for facility, row in facilities.items()}
    people = {row["resource"] for row in rows("resources.csv") if row["unit"] == "人"} | {"cdc_posts"}
    staff = model_staff(types, beds, STAFF_2020)
    assert people == set(staff)
    modelled = {(f, resource): persons for resource, column in staff.items() for f, persons in column.items()}
    shipped = {key: int(row["current"]) for key, row in stock.items() if key[1] in people}
    assert modelled == {key: persons for key, persons in shipped.items() if persons or key in modelled}


def test_every_facility_has_a_level(facilities):
    """No level is empty; the private hospitals have one of their own."""
    assert {"city", "county", "primary", "private"} == {row["level"] for row in facilities.values()}
    assert all((row["level"] == "private") == (row["ownership"] == "private") for row in facilities.values())


def test_apportioning_rounds_by_largest_remainders():
    """Ten seats for 4.5, 3.5 and 2 go to the first of the tied."""
    assert {"a": 5, "b": 3, "c": 2} == apportion(10, {"a": 45, "b": 35, "c": 20})


def test_derived_costs(stock):
    """The wage with its assumed on-cost and the primary-care bed price follow from the numbers that are cited."""
    cost = {row["resource"]: row for row in rows("resources.csv")}
    assert Decimal("115449") * Decimal("1.3") == Decimal(cost["health_staff"]["annual_cost"])
    assert {str(4250 * 80)} == {stock[f, "beds"]["capital_cost"] for f in ("qili", "xihe-centre", "nancheng-community")}


def test_a_township_lies_in_the_county_and_claims_no_residents():
    """Twenty townships belong to the county, and none is given a population that nobody counted."""
    county, *townships = rows("areas.csv")
    assert ("220283", "406744", "106607", "45891") == tuple(
        county[column] for column in ("area", "residents", "elderly", "children")
    )
    assert [("township", "220283", "")] * 20 == [(row["level"], row["parent"], row["residents"]) for row in townships]


def test_every_facility_lies_in_the_township_of_its_name(facilities):
    """A facility named after a township stands in it, any other directly in the county."""
    names = {row["area"]: row["name"] for row in rows("areas.csv")}
    for row in facilities.values():
        if row["level"] == "primary" and row["type"] not in ("nursing_station", "village_clinic"):
            assert names[row["area"]].removesuffix("街道") in row["name"]
        else:
            assert "220283" == row["area"]


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("*.csv")))
def test_every_file_names_its_sources(name):
    """Each table has an entry under sources that says sourced, modelled or assumed."""
    sources = tomllib.loads((FOLDER / "instance.toml").read_text(encoding="utf-8"))["sources"]
    entries = [text.lower() for key, text in sources.items() if key.startswith(name)]
    assert entries
    assert all(any(word in text for word in ("sourced", "modelled", "assumed")) for text in entries)


def test_the_tables_are_in_order():
    """Ids are unique and every reference between the files holds."""
    areas = [row["area"] for row in rows("areas.csv")]
    facilities = [row["facility"] for row in rows("facilities.csv")]
    resources = [row["resource"] for row in rows("resources.csv")]
    pairs = [(row["facility"], row["resource"]) for row in rows("stock.csv")]
    for ids in (areas, facilities, resources, pairs):
        assert len(set(ids)) == len(ids)
    assert {row["area"] for row in rows("facilities.csv")} <= set(areas)
    assert {facility for facility, _ in pairs} == set(facilities)
    assert {resource for _, resource in pairs} == set(resources)


def county_requirement(clause, residents=406744):
    """The whole number a clause on residents asks for, half a printed digit allowed; of about, the nearest."""
    per, tolerance = int(clause["per"].split()[0]), clause.get("tolerance", 0)
    if "at_most" in clause:
        return math.floor((clause["at_most"] + tolerance) * residents / per)
    if "about" in clause:
        return math.floor(clause["about"] * residents / per + Decimal("0.5"))
    return math.ceil((clause["at_least"] - tolerance) * residents / per)


@pytest.fixture(scope="module")
def clauses():
    """The clauses of the policy by id, their numbers as decimals."""
    text = (ROOT / "instances" / "policies" / "shulan-145.toml").read_text(encoding="utf-8")
    return {clause["id"]: clause for clause in tomllib.loads(text, parse_float=Decimal)["clause"]}


@pytest.mark.parametrize(
    ("clause", "required"),
    [
        ("SL-05", 3483),
        ("SL-21", 2670),
        ("SL-10", 1206),
        ("SL-11", 1471),
        ("SL-12", 141),
        ("SL-13", 160),
        ("SL-16", 251),
        ("SL-01", 234),
        ("SL-34", 71),
        ("SL-34b", 71),
        ("SL-39", 41),
        ("SL-19", 1831),
        ("SL-37", 12),
    ],
)
def test_rates_ask_for_the_numbers_the_readme_prints(clauses, clause, required):
    """A rate with its tolerance, on the census population, gives the county requirement of the README."""
    assert required == county_requirement(clauses[clause])


@pytest.mark.parametrize(
    ("clause", "comparator", "total"),
    [
        ("SL-09t", "exactly", 345),
        ("SL-10t", "at_least", 1206),
        ("SL-11t", "at_least", 1473),
        ("SL-24t", "exactly", 685),
        ("SL-25t", "exactly", 1100),
    ],
)
def test_printed_totals_are_shown_and_not_pursued(clauses, clause, comparator, total):
    """A printed total beside a rate is a reference, on what its rate is on."""
    table, rate = clauses[clause], clauses[clause.removesuffix("t")]
    assert ("reference", total) == (table["nature"], table[comparator])
    assert all(table.get(key) == rate.get(key) for key in ("require", "where", "in"))


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    """A policy file that pursues all but the evenness of change, which needs most of the time."""
    file = tmp_path_factory.mktemp("policy") / "quick.toml"
    file.write_text(QUICK, encoding="utf-8")
    return str(file)


@pytest.fixture(scope="module")
def proposal(quick):
    """The proposal for the shipped instance."""
    return solve("shulan", quick)


def test_the_proposal_is_the_one_of_the_readme(proposal):
    """The numbers that the plan's goals decide are those of the README's last table."""
    planned = {"beds": 3483, "health_staff": 4650, "other_health_staff": 754, "gps": 210, "public_health_staff": 234}
    totals = {resource: pair["proposed"] for resource, pair in proposal.summary["totals"].items()}
    assert ("optimal", True) == (proposal.status, proposal.verified)
    assert planned == {resource: totals[resource] for resource in planned}
    assert 408_967_500 == proposal.summary["cost"]["capital"]
    assert 697_889_205 == proposal.summary["cost"]["annual"]


def test_only_the_bed_rows_and_the_private_beds_come_out_short(proposal, clauses):
    """Of what the policy pursues, 30 beds of the rows and 332 private beds are missing."""
    short = proposal.clauses[proposal.clauses["status"] == "short"]
    pursued = short[[clauses[name]["nature"] != "reference" for name in short["clause"]]]
    assert {"SL-B": 30, "SL-21b": 332} == pursued.groupby("clause")["shortfall"].sum().astype(int).to_dict()


def test_every_added_profession_is_an_added_member_of_staff(proposal):
    """In each facility the others never fall; the professions fit into the technicians, these into the staff."""
    plan = proposal.plan.pivot(index="facility", columns="resource", values=["current", "proposed"]).fillna(0)
    now, then = plan["current"].astype(int), plan["proposed"].astype(int)
    assert (then["other_health_staff"] >= now["other_health_staff"]).all()
    assert (then["other_technicians"] >= now["other_technicians"]).all()
    assert (then[list(CADRES)].sum(axis=1) <= then["health_technicians"]).all()
    assert (then["health_technicians"] + then["other_health_staff"] <= then["health_staff"]).all()


@pytest.mark.parametrize(
    ("changes", "stay"),
    [
        ({"drop": ("SL-05", "SL-15")}, 1145),
        ({"drop": ("SL-05",)}, 1145),
        ({"drop": ("SL-15",)}, 813),
        ({"set": {"SL-05.at_most": "9.0"}}, 992),
    ],
)
def test_private_beds_close_only_as_far_as_the_cap_forces(quick, changes, stay):
    """Without the cap all private beds stay; under it they are what the public beds leave."""
    plan = solve("shulan", quick, **changes).plan.set_index(["facility", "resource"])
    assert stay == plan.loc[("private-hospitals", "beds"), "proposed"]
