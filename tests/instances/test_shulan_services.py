"""The shipped instance ``shulan`` beyond beds and staff: institutions, services, distances, the strict policy."""

import csv
import os
import tomllib
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from optimizer.interface import solve
from tests.data import make_shulan

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "instances" / "shulan"
SOURCES = os.environ.get("ALLOCARE_SOURCES")

CENTRES = ("community_center", "central_township_health_centre", "township_health_centre")
INSTITUTES = ("cdc", "health_supervision", "tb_institute", "maternal_child_hospital")
TODAY = {"tcm_dept": 2, "geriatric_dept": 2, "tcm_clinic": 24}
PLANNED = {
    "institutions": 291,
    "infectious_dept": 3,
    "fever_sentinel": 25,
    "tcm_clinic": 25,
    "tcm_dept": 2,
    "tcm_pharmacy": 2,
    "tcm_beds": 53,
    "geriatric_dept": 3,
    "hospice_service": 26,
    "integrated_care_service": 1,
    "standardised_cdc": 1,
    "consortium": 3,
    "stroke_centre": 1,
    "dialysis_centre": 1,
    "infant_places": 1831,
    "cdc_posts": 71,
    "cdc_prof_tech_staff": 61,
    "health_supervisors": 41,
    "maternal_child_staff": 41,
    "psychiatrists": 62,
    "public_health_doctors": 43,
    "rural_doctors": 368,
    "tcm_rural_doctors": 180,
}


def rows(name):
    """The rows of one table of the instance."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def types():
    """The type of each facility."""
    return {row["facility"]: row["type"] for row in rows("facilities.csv")}


@pytest.fixture(scope="module")
def proposal():
    """The proposal for the shipped instance under all its goals: what is free of cost is settled by the last one."""
    return solve("shulan")


@pytest.mark.skipif(SOURCES is None, reason="ALLOCARE_SOURCES names no folder with the plans and the census")
def test_the_script_writes_the_shipped_tables(tmp_path):
    """Made again from the sources, every table is the shipped one, byte by byte."""
    make_shulan.make(Path(SOURCES), tmp_path)
    tables = sorted(path.name for path in FOLDER.glob("*.csv"))
    assert tables == sorted(path.name for path in tmp_path.iterdir())
    assert [] == [name for name in tables if (tmp_path / name).read_bytes() != (FOLDER / name).read_bytes()]


def test_every_facility_says_how_many_institutions_it_stands_for(types):
    """Each facility has a row that cannot multiply: one, the plan's number for a class, none for a candidate."""
    stock = {row["facility"]: row for row in rows("stock.csv") if row["resource"] == "institutions"}
    assert set(types) == set(stock)
    many = {facility: int(row["current"]) for facility, row in stock.items() if row["current"] != "1"}
    assert {"private-hospitals": 15, "village-clinics": 239, "binhe-community": 0, "shulan-ems-centre": 0} == many
    candidates = {row["facility"] for row in rows("facilities.csv") if row["status"] == "candidate"}
    for facility, row in stock.items():
        bounds = ("1", "1") if facility in candidates else ("", row["current"])
        assert bounds == (row["min"], row["max"]), facility


def test_only_what_the_plan_prints_for_2020_is_offered_today():
    """Of the yes/no services the three that the indicator table has at 100 % in 2020 exist, none of the others."""
    services = {row["resource"] for row in rows("resources.csv") if row["max_per_facility"] == "1"}
    assert {"institutions"} == {row["part_of"] for row in rows("resources.csv") if row["resource"] in services}
    today = Counter()
    for row in rows("stock.csv"):
        if row["resource"] in services:
            today[row["resource"]] += int(row["current"])
    assert TODAY == {resource: count for resource, count in today.items() if count}


def test_each_health_centre_can_offer_what_the_plan_asks_of_each(types):
    """Fever room, TCM clinic and hospice service have a row in all 25 centres."""
    centres = {facility for facility, kind in types.items() if kind in CENTRES}
    assert 25 == len(centres)
    for service in ("fever_sentinel", "tcm_clinic", "hospice_service", "public_health_doctors"):
        assert centres <= {row["facility"] for row in rows("stock.csv") if row["resource"] == service}


def test_every_township_has_a_health_centre_in_its_travel_table():
    """Twenty townships reach a centre in at most ten minutes; the one pair that is measured takes longer."""
    least: dict[str, int] = {}
    for row in rows("travel.csv"):
        least[row["area"]] = min(int(row["minutes"]), least.get(row["area"], 99))
    assert {row["area"] for row in rows("areas.csv") if row["level"] == "township"} == set(least)
    assert {5} == set(least.values())
    assert ["xinan-yushugou"] == [row["facility"] for row in rows("travel.csv") if int(row["minutes"]) > 10]


def test_the_proposal_has_the_services_of_the_readme(proposal):
    """What the plan asks for beside beds and main professions is proposed in the number it asks for."""
    totals = {resource: pair["proposed"] for resource, pair in proposal.summary["totals"].items()}
    assert ("optimal", True) == (proposal.status, proposal.verified)
    assert PLANNED == {resource: totals[resource] for resource in PLANNED}
    assert totals["health_technicians"] >= 3363
    opened = proposal.facilities[proposal.facilities["open"].astype(bool)]["facility"]
    assert {"binhe-community", "shulan-ems-centre"} <= set(opened)


def test_centres_keep_their_share_of_tcm_and_public_health_doctors(proposal, types):
    """In each of the 25 centres a fifth of the doctors are TCM doctors and one, another, is for public health."""
    plan = proposal.plan.pivot(index="facility", columns="resource", values="proposed").astype(float).fillna(0)
    for facility, kind in types.items():
        if kind in CENTRES:
            held = plan.loc[facility]
            assert held["tcm_doctors"] >= max(1, Decimal("0.2") * int(held["doctors"]))
            assert held["public_health_doctors"] >= 1
            assert held["tcm_doctors"] + held["public_health_doctors"] <= held["doctors"]


def test_staff_without_a_profession_goes_where_beds_are(proposal, types):
    """Village clinics gain nobody; every other facility whose staff grows has beds or works in public health."""
    plan = proposal.plan[proposal.plan["resource"] == "health_staff"].set_index("facility")
    assert (368, 368) == tuple(plan.loc["village-clinics", ["current", "proposed"]])
    beds = set(proposal.plan.loc[proposal.plan["resource"] == "beds", "facility"])
    institutes = {facility for facility, kind in types.items() if kind in INSTITUTES}
    growing = set(plan.index[plan["proposed"] > plan["current"]])
    assert {"binhe-community"} == growing - beds - institutes


def test_a_public_health_institution_has_one_headcount(proposal, types):
    """All staff of the four institutions is public-health staff, and the 71 of the CDC are its posts too."""
    plan = proposal.plan.pivot(index="facility", columns="resource", values="proposed")
    institutes = [facility for facility, kind in types.items() if kind in INSTITUTES]
    assert 4 == len(institutes)
    assert (plan.loc[institutes, "health_staff"] == plan.loc[institutes, "public_health_staff"]).all()
    assert {71} == set(plan.loc["shulan-cdc", ["health_staff", "public_health_staff", "cdc_posts"]])


def test_the_plan_taken_at_its_word_contradicts_itself():
    """Its bed rows pass the cap by 30, its public beds the cap less the private reserve by 12; 3.83 is below today."""
    whole = solve("shulan", "shulan-145-strict")
    assert "infeasible" == whole.status
    conflicts = [whole.summary["conflict"], *(one["conflict"] for one in whole.summary["others"])]
    told = {frozenset(row["clause"] for row in rows): rows for rows in conflicts}
    assert {frozenset({"SL-07"}), frozenset({"SL-08", "SL-B"})} <= told.keys()
    for clauses, limited, numbers in (
        ({"SL-05", "SL-B"}, "SL-05", (3483, 3513)),
        ({"SL-21", "SL-28"}, "SL-21", (2668, 2680)),
    ):
        row = next(row for row in told[frozenset(clauses)] if limited == row["clause"])
        assert numbers == (row["required"], row["reachable"])
    others = ("SL-07", "SL-08", "SL-21", "SL-28")
    rows_alone = solve("shulan", "shulan-145-strict", drop=others, explain=False).summary["left_short"]
    assert [{"clause": "SL-05", "area": "220283", "required": 3483, "reachable": 3513}] == rows_alone


def test_the_strict_policy_changes_only_how_rivals_bind():
    """A clause of the strict policy counts what its namesake counts and differs in comparator, nature and reason."""
    read = [
        {
            clause["id"]: clause
            for clause in tomllib.loads((ROOT / "instances" / "policies" / f"{name}.toml").read_text("utf-8"))["clause"]
        }
        for name in ("shulan-145", "shulan-145-strict")
    ]
    usual, strict = read
    assert {"SL-B", "SL-07", "SL-08", "SL-21", "SL-28"} == set(strict)
    for name, clause in strict.items():
        assert "binding" == clause["nature"] != usual[name]["nature"]
        same = (
            set(usual[name]) - {"about", "exactly", "nature", "reason"} - ({"tolerance"} if name == "SL-21" else set())
        )
        assert {key: usual[name][key] for key in same} == {key: clause[key] for key in same}
        assert clause.get("exactly") == usual[name].get("exactly", usual[name].get("about"))
    assert "tolerance" not in strict["SL-21"]  # its word is 6.56; the tolerance in the other policy is ours
