"""The shipped instance ``luojiang``: its numbers are the plan's, modelled ones can be made again, it solves as said."""

import csv
import math
import os
import tomllib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from optimizer.interface import solve
from tests.data import luojiang_stock, make_luojiang
from tests.data.luojiang_sites import apportion

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "instances" / "luojiang"
SOURCES = os.environ.get("ALLOCARE_SOURCES")
RESIDENTS = {"residents": 209088, "children": 26034, "served": 101127}

TOTALS_2020 = {
    "doctors": 439,
    "nurses": 418,
    "pharmacists": 69,
    "gps": 92,
    "tcm_doctors": 157,
    "health_staff": 1039,
    "public_health_staff": 78,
    "primary_public_health_staff": 96,
    "infant_places": 376,
}
RATES_2020 = {
    "beds": "4.7",
    "county_and_primary_beds": "4.67",
    "tcm_beds": "0.82",
    "doctors": "2.1",
    "nurses": "2",
    "pharmacists": "0.33",
    "tcm_doctors": "0.75",
    "infant_places": "1.8",
    "staff_per_bed": "0.95",
    "public_health_staff": "0.0078",
}
CADRES = ("doctors", "nurses", "pharmacists", "other_health_staff")
TABLE_2 = {  # types of one row of the plan's table 2: institutions, planned beds
    "general_hospital": (1, 550),
    "tcm_hospital": (1, 400),
    "cdc|health_supervision|maternal_child_institution": (3, 0),
    "community_center": (1, 30),
    "community_station": (6, 0),
    "central_township_health_centre|township_health_centre": (7, 420),
    "village_clinic": (75, 0),
    "hospital_ward": (0, 100),
    "private_hospitals": (2, 314),
}
RIVALS = ("LJ-15", "LJ-19", "LJ-06", "LJ-07", "LJ-21a", "LJ-25a", "LJ-05a")
"""Of each pair in the strict policy, the side that the plan's own policy does not follow."""


def rows(name):
    """The rows of one table of the instance."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def stock():
    """The rows of stock.csv by facility and resource."""
    return {(row["facility"], row["resource"]): row for row in rows("stock.csv")}


@pytest.fixture(scope="module")
def held(stock):
    """Units today by facility and resource, 0 where the facility does not offer the resource."""
    return lambda facility, resource: int(stock.get((facility, resource), {"current": 0})["current"])


@pytest.fixture(scope="module")
def facilities():
    """The rows of facilities.csv by facility."""
    return {row["facility"]: row for row in rows("facilities.csv")}


@pytest.fixture(scope="module")
def clauses():
    """The clauses of the policy by id, their numbers as decimals."""
    text = (ROOT / "instances" / "policies" / "luojiang-145.toml").read_text(encoding="utf-8")
    return {clause["id"]: clause for clause in tomllib.loads(text, parse_float=Decimal)["clause"]}


@pytest.fixture(scope="module")
def proposal():
    """The proposal under the plan's own policy."""
    return solve("luojiang")


@pytest.fixture(scope="module")
def proposed(proposal):
    """Units of the proposal by facility and resource."""
    return proposal.plan.set_index(["facility", "resource"])["proposed"].to_dict()


@pytest.mark.skipif(SOURCES is None, reason="ALLOCARE_SOURCES names no folder with the plans and the census")
def test_the_script_writes_the_shipped_tables(tmp_path):
    """Made again from the sources, every table is the shipped one, byte by byte."""
    make_luojiang.make(Path(SOURCES), tmp_path)
    tables = sorted(path.name for path in FOLDER.glob("*.csv"))
    assert tables == sorted(path.name for path in tmp_path.iterdir())
    assert [] == [name for name in tables if (tmp_path / name).read_bytes() != (FOLDER / name).read_bytes()]


def test_the_printed_rates_give_the_shipped_stock(stock):
    """Rates of 2020, census and 1,094 beds give every row of stock.csv again, without the folder of sources."""
    rates = {name: Fraction(number) for name, number in RATES_2020.items()}
    beds, totals = luojiang_stock.model_beds(rates), luojiang_stock.staff_totals(rates, RESIDENTS["residents"])
    assert TOTALS_2020 == totals
    made = luojiang_stock.stock_rows(beds, luojiang_stock.model_staff(beds, totals), totals)
    assert list(stock.values()) == [{name: str(cell) for name, cell in row._asdict().items()} for row in made]


@pytest.mark.parametrize(("resource", "total"), (TOTALS_2020 | {"beds": 1094, "other_health_staff": 113}).items())
def test_stock_adds_up_to_the_district(stock, resource, total):
    """The modelled split loses nobody and no bed of the district's total."""
    assert total == sum(int(row["current"]) for (_, held), row in stock.items() if held == resource)


def test_professions_and_others_add_up_to_the_staff(facilities, held):
    """In every facility the four exclusive parts make its whole staff."""
    assert set(CADRES) == {row["resource"] for row in rows("resources.csv") if row["group"] == "cadre"}
    for facility in facilities:
        assert held(facility, "health_staff") == sum(held(facility, part) for part in CADRES)


def test_all_staff_of_public_health_institutions_is_public_health_staff(facilities, held):
    """The 78 are counted by institution, and nobody outside is one of them."""
    kinds = ("cdc", "health_supervision", "maternal_child_institution")
    for facility, row in facilities.items():
        expected = held(facility, "health_staff") if row["type"] in kinds else 0
        assert expected == held(facility, "public_health_staff")


@pytest.mark.parametrize(("kinds", "expected"), TABLE_2.items())
def test_institutions_are_those_of_table_2(facilities, held, kinds, expected):
    """Each row of the plan's table 2 has its number of institutions and, but for the private row, its planned beds."""
    of_kind = [row for row in facilities.values() if row["type"] in kinds.split("|")]
    institutions = sum(held(row["facility"], "institutions") for row in of_kind)
    planned = sum(int(row["planned_beds"] or 0) for row in of_kind)
    assert expected == (institutions, 314 if kinds == "private_hospitals" else planned)


def test_institutions_may_not_multiply_but_the_private_ones(stock):
    """Two private institutions may be three, the infant-care centre may open; all others stay as many as they are."""
    counts = {facility: row for (facility, resource), row in stock.items() if resource == "institutions"}
    more = {facility: row["max"] for facility, row in counts.items() if row["max"] != row["current"]}
    assert {"private-hospitals": "3", "luojiang-infant-care-centre": "1"} == more


def test_every_facility_is_a_number_of_institutions(facilities, stock):
    """The resource institutions stands in every facility, and every service is a part of it."""
    assert set(facilities) == {facility for facility, resource in stock if resource == "institutions"}
    parts = {row["resource"] for row in rows("resources.csv") if row["part_of"] == "institutions"}
    assert {"tcm_techniques", "fever_sentinel", "trauma_centre", "ems_network_site"} <= parts


def test_every_part_has_a_row_for_its_whole(stock):
    """A facility that offers a part of something offers the whole of it too."""
    whole = {row["resource"]: row["part_of"] for row in rows("resources.csv") if row["part_of"]}
    assert [] == [(f, r) for f, r in stock if r in whole and (f, whole[r]) not in stock]


def test_towns_add_up_to_the_district():
    """Modelled residents and counted villages of the seven towns are those of the district."""
    district, *towns = rows("areas.csv")
    assert 7 == len(towns)
    for column in ("residents", "urban_residents", "served", "villages", "communities"):
        assert int(district[column]) == sum(int(town[column]) for town in towns)
    assert ("209088", "107961", "26034", "62", "31") == tuple(
        district[column] for column in ("residents", "urban_residents", "children", "villages", "communities")
    )


def test_each_town_has_a_health_centre_and_its_villages_have_clinics(facilities, held):
    """One health centre per town, and at least as many village clinics as villages."""
    for town in (row for row in rows("areas.csv") if row["level"] == "township"):
        here = [row for row in facilities.values() if row["area"] == town["area"]]
        assert 1 == sum(row["type"].endswith("township_health_centre") for row in here)
        clinics = sum(held(row["facility"], "institutions") for row in here if row["type"] == "village_clinic")
        assert int(town["villages"]) <= clinics


def test_distances_are_bounds_within_the_district():
    """Every town reaches the county hospitals within the hour, at the far end of the district's extent."""
    pairs = {(row["area"], row["facility"]): row for row in rows("travel.csv")}
    towns = {row["area"] for row in rows("areas.csv") if row["level"] == "township"}
    assert towns == {area for area, facility in pairs if facility == "luojiang-peoples-hospital"}
    assert {("24.8", "53"), ("4.6", "10")} == {(row["km"], row["minutes"]) for row in pairs.values()}
    assert {"4.6"} == {row["km"] for (area, _), row in pairs.items() if area == "510604100"}


def test_apportioning_rounds_by_largest_remainders():
    """Ten seats for 4.5, 3.5 and 2 go to the first of the tied."""
    assert {"a": 5, "b": 3, "c": 2} == apportion(10, {"a": Fraction(45), "b": Fraction(35), "c": Fraction(20)})


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("*.csv")))
def test_every_file_names_its_sources(name):
    """Each table has an entry under sources that says sourced, modelled or assumed."""
    sources = tomllib.loads((FOLDER / "instance.toml").read_text(encoding="utf-8"))["sources"]
    entries = [text.lower() for key, text in sources.items() if key.startswith(name)]
    assert any(word in text for text in entries for word in ("sourced", "modelled", "assumed"))


@pytest.mark.parametrize(
    ("clause", "required"),
    [
        ("LJ-05", 1485),
        ("LJ-26", 941),
        ("LJ-27", 440),
        ("LJ-28", 314),
        ("LJ-08", 523),
        ("LJ-09", 575),
        ("LJ-10", 84),
        ("LJ-11", 84),
        ("LJ-14", 193),
        ("LJ-18", 1046),
        ("LJ-21", 210),
        ("LJ-47", 9),
        ("LJ-48", 19),
        ("LJ-53", 7),
        ("LJ-52", 102),
        ("LJ-83", 23),
        ("LJ-84", 66),
        ("LJ-95", 17),
        ("LJ-96", 21),
    ],
)
def test_rates_ask_for_the_numbers_the_readme_prints(clauses, clause, required):
    """A floor on the census gives the requirement of the README, rounded up to whole units."""
    number, base = clauses[clause]["per"].split()
    assert required == math.ceil(clauses[clause]["at_least"] * RESIDENTS[base] / int(number))


def test_losers_of_rival_numbers_are_references(clauses):
    """What the plan's own policy does not follow is shown and never pursued; the strict policy binds it."""
    strict = tomllib.loads((ROOT / "instances" / "policies" / "luojiang-145-strict.toml").read_text(encoding="utf-8"))
    binding = {clause["id"] for clause in strict["clause"] if clause["nature"] == "binding"}
    for loser in RIVALS:
        assert "reference" == clauses[loser]["nature"]
        assert loser in binding


def test_the_proposal_meets_all_it_pursues(proposal):
    """Nothing is short; the numbers and the cost are those of the README."""
    totals = {resource: pair["proposed"] for resource, pair in proposal.summary["totals"].items()}
    planned = {"beds": 1814, "doctors": 523, "nurses": 575, "pharmacists": 84, "tcm_doctors": 193, "gps": 92}
    planned |= {"health_staff": 1496, "public_health_staff": 110, "infant_places": 1046, "ambulances": 7}
    assert ("optimal", True) == (proposal.status, proposal.verified)
    assert planned == {resource: totals[resource] for resource in planned}
    assert 290_697_500 == proposal.summary["cost"]["capital"]
    assert 227_204_000 <= proposal.summary["cost"]["annual"] <= 227_206_000


def test_the_infant_care_centre_opens_with_places(proposed):
    """The district's centre has the one group it opens with; the other places are in the class of institutions."""
    centre = "luojiang-infant-care-centre"
    assert (1, 10) == (proposed[centre, "institutions"], proposed[centre, "infant_places"])
    assert 1036 == proposed["infant-care", "infant_places"]


def test_the_centre_for_disease_control_has_one_headcount(proposed, proposal):
    """All its staff is public-health staff, above LJ-46's 37; its posts are among them, technical staff among these."""
    held = {name: number for (facility, name), number in proposed.items() if facility == "luojiang-cdc"}
    assert held["health_staff"] == held["public_health_staff"] >= 37
    assert (36, 31) == (held["cdc_posts"], held["cdc_prof_tech_staff"])
    (row,) = (row for row in proposal.clauses.itertuples() if row.clause == "LJ-46")
    assert (37, held["health_staff"]) == (row.required, row.achieved)


def test_the_proposal_has_the_beds_of_table_2(facilities, proposed):
    """Every row of table 2 comes out as printed, and the private hospitals at 1.5 per 1000."""
    for kinds, (institutions, beds) in TABLE_2.items():
        of_kind = [facility for facility, row in facilities.items() if row["type"] in kinds.split("|")]
        assert institutions == sum(proposed[facility, "institutions"] for facility in of_kind)
        assert beds == sum(proposed.get((facility, "beds"), 0) for facility in of_kind)


def test_only_rivals_differ_from_the_proposal(proposal):
    """Of the reference numbers exactly the losing sides of the rivals are not met."""
    unmet = proposal.clauses[proposal.clauses["status"] == "short"]
    assert set(RIVALS) == set(unmet["clause"])


@pytest.fixture(scope="module")
def strict(tmp_path_factory):
    """The strict policy without anything beyond its binding clauses and 原则上: quick to answer."""
    file = tmp_path_factory.mktemp("policy") / "strict.toml"
    lines = ('policy = "strict"', 'title = "strict"', 'extends = ["luojiang-145-strict"]', 'goals = ["principle"]')
    file.write_text("\n".join(lines), encoding="utf-8")
    return str(file)


def test_the_strict_policy_cannot_be_met_and_says_so(strict):
    """Both sides of the rivals collide, and the answer names clauses of them."""
    result = solve("luojiang", strict, explain=False)
    named = {entry["clause"] for entry in result.summary["left_short"]}
    assert "infeasible" == result.status
    assert named & {"LJ-14", "LJ-15", "LJ-18", "LJ-19", "LJ-06", "LJ-07", "LJ-02", "LJ-21a", "LJ-25a", "LJ-05a"}


@pytest.mark.parametrize("kept", [None, *RIVALS])
def test_each_rival_is_a_contradiction_of_its_own(strict, kept):
    """Without the losing sides the strict policy can be met; any one of them alone is too much."""
    result = solve("luojiang", strict, drop=tuple(loser for loser in RIVALS if loser != kept), explain=False)
    assert ("optimal" if kept is None else "infeasible") == result.status
