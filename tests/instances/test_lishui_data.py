"""The shipped instance ``lishui``: its people are the census', its numbers can be made again, it solves as said."""

import csv
import math
import os
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from optimizer.interface import solve
from tests.data import lishui_places, lishui_stock, lishui_travel, make_lishui

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "instances" / "lishui"
SOURCES = os.environ.get("ALLOCARE_SOURCES")

TOTALS_2020 = {
    "beds": 14834,
    "health_technicians": 21966,
    "doctors": 8383,
    "nurses": 9420,
    "gps": 1033,
    "tcm_doctors": 1379,
    "psychiatrists": 63,
    "psychiatric_beds": 978,
    "rehab_beds": 501,
    "nursing_beds": 1629,
    "infectious_beds": 251,
    "ambulances": 63,
    "infant_places": 4513,
}
STANDARD_2025 = {"beds": 18805, "doctors": 10782, "nurses": 12537}
CENSUS = {  # residents and urban residents of 2020
    "331102": (562116, 429633),
    "331121": (509053, 270319),
    "331122": (405318, 230304),
    "331123": (194385, 106969),
    "331124": (204880, 97751),
    "331125": (129216, 94499),
    "331126": (142551, 90524),
    "331127": (111011, 64616),
    "331181": (248866, 165567),
}
CLASSES = {"village_clinic": 784, "clinic": 748, "private_hospitals": 52}
QUICK = """
policy = "quick"
title = "lishui-145 up to its cost"
extends = ["lishui-145"]
goals = ["principle", "fairness", "anticipated+guiding", "strive", "cost"]
"""


def rows(name):
    """The rows of one table of the instance."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def areas():
    """The rows of areas.csv by area."""
    return {row["area"]: row for row in rows("areas.csv")}


@pytest.fixture(scope="module")
def facilities():
    """The rows of facilities.csv by facility."""
    return {row["facility"]: row for row in rows("facilities.csv")}


@pytest.fixture(scope="module")
def stock():
    """The rows of stock.csv by facility and resource."""
    return {(row["facility"], row["resource"]): row for row in rows("stock.csv")}


@pytest.fixture(scope="module")
def reached():
    """Minutes and kilometres by area and facility."""
    return {(row["area"], row["facility"]): (float(row["minutes"]), float(row["km"])) for row in rows("travel.csv")}


@pytest.mark.parametrize(("county", "people"), CENSUS.items())
def test_the_townships_add_up_to_the_census_of_their_county(areas, county, people):
    """The modelled residents of the townships lose nobody of the county's census."""
    own = [int(row["residents"]) for row in areas.values() if row["parent"] == county]
    assert people == (sum(own), int(areas[county]["urban_residents"]))
    assert people[0] == int(areas[county]["residents"])
    assert min(own) > 0


@pytest.mark.parametrize("column", [*make_lishui.PEOPLE, "villages", "communities"])
def test_the_city_is_the_sum_of_its_counties(areas, column):
    """Every population column of the city adds up."""
    counties = [row for row in areas.values() if row["level"] == "county"]
    assert int(areas["331100"][column]) == sum(int(row[column]) for row in counties)


def test_there_are_173_townships_in_nine_counties(areas):
    """The divisions are those of the Bureau of Statistics, and half of them have coordinates."""
    assert {"city": 1, "county": 9, "township": 173} == Counter(row["level"] for row in areas.values())
    towns = [row for row in areas.values() if row["level"] == "township"]
    assert {"subdistrict": 31, "town": 54, "township": 88} == Counter(row["kind"] for row in towns)
    assert 86 == sum(bool(row["lon"]) for row in towns)
    assert all((row["urban"] == "yes") == (row["kind"] == "subdistrict") for row in towns)


@pytest.mark.parametrize(("resource", "total"), TOTALS_2020.items())
def test_the_stock_adds_up_to_the_modelled_total(stock, resource, total):
    """The split of a total of the city over its facilities loses nothing."""
    assert total == sum(int(row["current"]) for (_, held), row in stock.items() if held == resource)


def test_totals_of_2020_are_those_of_2024_taken_back_by_four_years():
    """Beds, technicians, doctors and nurses of the bulletin, divided by four years of its growth."""
    back = {"beds": 17487 / 1.042**4, "health_technicians": 25796 / 1.041**4}
    back |= {"doctors": 10504 / 1.058**4, "nurses": 11277 / 1.046**4}
    totals = lishui_stock.totals()
    assert all(math.isclose(totals[resource], number, abs_tol=0.5) for resource, number in back.items())


@pytest.mark.parametrize(("resource", "total"), STANDARD_2025.items())
def test_the_split_standard_is_the_rate_and_cuts_nobody(facilities, stock, resource, total):
    """The planned numbers add up to 7.5 beds, 4.3 doctors and 5 nurses per 1000, between today and the maximum."""
    planned = {name: int(row[f"planned_{resource}"]) for name, row in facilities.items()}
    held = {facility: row for (facility, kind), row in stock.items() if kind == resource}
    assert total == sum(planned.values())
    assert {name for name, number in planned.items() if number} <= set(held)
    assert [] == [n for n, row in held.items() if not int(row["current"]) <= planned[n] <= int(row["max"])]


@pytest.mark.parametrize("resource", STANDARD_2025)
def test_every_county_grows_by_its_standard(areas, facilities, stock, resource):
    """The split leaves no county where it is: each gets 18 % more at least, 青田, which has fewest, most."""
    growth = Counter(), Counter()
    for name, row in facilities.items():
        area = row["area"] if areas[row["area"]]["level"] == "county" else areas[row["area"]]["parent"]
        growth[0][area] += int(stock.get((name, resource), {"current": 0})["current"])
        growth[1][area] += int(row[f"planned_{resource}"])
    rates = {area: growth[1][area] / growth[0][area] for area in growth[0]}
    assert set(CENSUS) == set(rates)
    assert 1.18 < min(rates.values())
    assert "331121" == max(rates, key=rates.__getitem__)


@pytest.mark.parametrize(("kind", "many"), CLASSES.items())
def test_classes_stand_for_all_their_institutions(facilities, stock, kind, many):
    """Village clinics, clinics and private hospitals add up to the numbers of the bulletin."""
    of_kind = [facility for facility, row in facilities.items() if row["type"] == kind]
    assert many == sum(int(stock[facility, "institutions"]["current"]) for facility in of_kind)


def test_every_township_has_one_health_centre_and_one_place_for_infants(areas, facilities):
    """A subdistrict has a community health centre, a town or township a township health centre."""
    towns = {area for area, row in areas.items() if row["level"] == "township"}
    centres = {row["area"]: row["type"] for row in facilities.values() if row["level"] == "primary"}
    assert towns == set(centres)
    assert len(towns) == sum(row["level"] == "primary" for row in facilities.values())
    assert all((areas[area]["urban"] == "yes") == (kind == "community_center") for area, kind in centres.items())
    assert towns == {row["area"] for row in facilities.values() if row["type"] == "infant_care"}


def test_the_city_has_five_hospitals_and_founds_two(facilities):
    """The six of the plan's layout, one of them to be built, and 市妇女儿童医院."""
    hospitals = {
        row["name"]: (row["type"], row["status"])
        for row in facilities.values()
        if row["level"] == "city" and row["type"].endswith("hospital")
    }
    assert {
        "丽水市中心医院": ("general_hospital", "open"),
        "丽水市人民医院": ("general_hospital", "open"),
        "丽水市第一人民医院": ("general_hospital", "candidate"),
        "丽水市第二人民医院": ("psychiatric_hospital", "open"),
        "丽水市中医院": ("tcm_hospital", "open"),
        "丽水市妇幼保健院": ("maternal_child_hospital", "open"),
        "丽水市妇女儿童医院": ("maternal_child_hospital", "candidate"),
    } == hospitals


def test_professions_make_up_the_technicians_of_2020(facilities, stock):
    """In every facility doctors, nurses and other technicians are all technicians, with the others all staff."""

    def held(facility, resource):
        return int(stock.get((facility, resource), {"current": 0})["current"])

    for facility in facilities:
        technicians = held(facility, "health_technicians")
        assert technicians == sum(held(facility, part) for part in lishui_stock.CADRES)
        assert technicians + held(facility, "other_health_staff") == held(facility, "health_staff")


def test_a_candidate_hospital_opens_with_beds_and_the_staff_for_them(facilities, stock):
    """No new hospital or nursing home is a door with nothing behind it."""
    new = [f for f, row in facilities.items() if row["status"] == "candidate" and (f, "beds") in stock]
    assert 12 == len(new)
    for facility in new:
        beds, staff = (int(stock[facility, resource]["min"]) for resource in ("beds", "health_technicians"))
        assert beds >= 80
        assert staff >= 0.3 * beds


def test_no_service_is_assumed_to_exist(stock):
    """Whatever is part of an institution starts from nothing."""
    services = {row["resource"] for row in rows("resources.csv") if row["part_of"] == "institutions"}
    assert 38 == len(services)
    assert {0} == {int(row["current"]) for (_, resource), row in stock.items() if resource in services}


def test_travel_is_great_circle_times_detour(areas, facilities, reached):
    """From 温溪镇 to the station of 青田 it is 1.4 times the straight line, at 50 km/h."""
    town, station = areas["331121101"], facilities["qingtian-ems-station"]
    straight = lishui_places.great_circle((town["lon"], town["lat"]), (station["lon"], station["lat"]))
    minutes, km = reached["331121101", "qingtian-ems-station"]
    assert math.isclose(km, lishui_travel.DETOUR * straight, abs_tol=0.05)
    assert math.isclose(minutes, lishui_travel.DETOUR * straight / 50 * 60, abs_tol=0.05)


def test_every_place_that_a_clause_looks_for_can_be_reached(areas, facilities, reached):
    """Each township has its own centre, each with coordinates an emergency site, each county an emergency store."""
    for area, row in areas.items():
        near = {facilities[facility]["type"] for place, facility in reached if place == area}
        if row["level"] == "township":
            assert near & {"community_center", "township_health_centre", "central_township_health_centre"}
            assert bool(row["lon"]) == bool(near & {"ems_station", "ems_point"})
        elif row["level"] == "county":
            assert {"general_hospital", "cdc"} <= near


def test_every_pair_names_an_area_and_a_facility(areas, facilities, reached):
    """Nothing in travel.csv hangs in the air, and nobody drives faster than 50 km/h."""
    assert {area for area, _ in reached} <= set(areas)
    assert {facility for _, facility in reached} <= set(facilities)
    assert all(minutes / 60 * 50 >= km - 0.1 for minutes, km in reached.values())


def test_each_column_has_a_source():
    """Every file of the instance is spoken of in [sources]."""
    told = tomllib.loads((FOLDER / "instance.toml").read_text(encoding="utf-8"))["sources"]
    assert {"areas.csv", "facilities.csv", "resources.csv", "stock.csv", "travel.csv", "instance.toml"} == {
        key.split(":")[0] for key in told
    }


@pytest.fixture(scope="module")
def proposal(tmp_path_factory):
    """The proposal for the shipped instance by all goals but the evenness of change, which needs most of the time."""
    file = tmp_path_factory.mktemp("policy") / "quick.toml"
    file.write_text(QUICK, encoding="utf-8")
    return solve("lishui", str(file))


def test_the_proposal_is_the_one_of_the_readme(proposal):
    """Nothing binding or 原则上 is left short, no county falls behind, and the totals are those of the README."""
    reached = {goal["goal"]: goal["value"] for goal in proposal.summary["goals"]}
    totals = {resource: pair["proposed"] for resource, pair in proposal.summary["totals"].items()}
    assert ("optimal", True) == (proposal.status, proposal.verified)
    assert (0, 0) == (reached["principle"], reached["fairness"])
    planned = {"beds": 19099, "nurses": 12537, "ambulances": 212, "infant_places": 11284}
    assert planned == {resource: totals[resource] for resource in planned}


def test_what_comes_out_short_is_what_the_readme_says(proposal):
    """169 beds too many, private beds beyond their room, four TCM hospitals below grade 2A; nothing else."""
    clauses = proposal.clauses
    short = clauses[clauses["status"].isin(["short", "violated"])]
    assert {"ZJ-01": 169, "ZJ-04b": 294, "LS-89": 4} == short.groupby("clause")["shortfall"].sum().astype(int).to_dict()


@pytest.mark.parametrize("resource", STANDARD_2025)
def test_no_county_is_left_without_growth(proposal, resource):
    """The clauses of the split standard take every county along, by a sixth at least."""
    pairs = [county["resources"][resource] for county in proposal.summary["counties"]]
    assert 9 == len(pairs)
    assert [] == [pair for pair in pairs if pair["proposed"] < pair["current"] * 7 / 6]


@pytest.mark.skipif(SOURCES is None, reason="ALLOCARE_SOURCES names no folder with the plans and the census")
def test_the_script_makes_the_shipped_tables_again(tmp_path):
    """The five tables are the output of the script on the folder of sources."""
    make_lishui.make(Path(SOURCES), tmp_path)
    for name in ("areas.csv", "facilities.csv", "resources.csv", "stock.csv", "travel.csv"):
        assert (FOLDER / name).read_bytes() == (tmp_path / name).read_bytes(), name
