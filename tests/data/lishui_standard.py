"""The province's standards of 2025 laid on Lishui and split over its facilities: beds, doctors and nurses.

五（二） of the province's plan has cities split the bed standard over their counties; Lishui's own table is lost. Each
class of institutions gets its part of a rate, and inside a class the counties share that part by people, but nobody
gets less than today. So whoever has less than his share rises to it, and every column adds up to its rate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil

from tests.data.lishui_places import SEAT_OF_THE_CITY, County
from tests.data.lishui_sites import Site
from tests.data.lishui_stock import LIANDU_WEIGHT, RESIDENTS, kind, least_beds, least_staff
from tests.data.tables import apportion, with_floors

Column = Mapping[str, int]
Weights = Mapping[str, Fraction]

TIERS = {"city": Fraction("2.0"), "county": Fraction("3.7"), "private": Fraction("1.8")}
"""Beds per 1000 residents: public ones above the county, of counties with primary care, private ones."""
TCM_BEDS_PER_1000 = Fraction("0.77")
STAFF_PER_1000 = {"doctors": Fraction("4.3"), "nurses": Fraction(5)}
GOVERNMENT_CLINICS = Fraction("0.6")
"""The share of the village clinics that government or a collective is to run, with a doctor in each."""

GROWING = frozenset({"general_hospital", "tcm_hospital", "psychiatric_hospital", "maternal_child_hospital", "primary"})
"""Types whose staff grows with their beds; private ones do not hire, and no sentence asks for staff of the others."""


def standards(sites: Sequence[Site], counties: Sequence[County], today: Mapping[str, Column]) -> dict[str, Column]:
    """Beds, doctors and nurses of 2025 of each facility that has any; ``today`` has those of 2020."""
    people = county_people(counties)
    found: dict[str, Column] = {"beds": standard_beds(sites, people, counties, today["beds"])}
    for resource in STAFF_PER_1000:
        found[resource] = standard_staff(sites, people, today[resource], today["beds"], found["beds"], resource)
    return found


def county_people(counties: Sequence[County]) -> dict[str, Fraction]:
    """The mean of the shares of residents and of people of 60 and over, by county."""
    whole = {column: sum(c.people[column] for c in counties) for column in ("residents", "elderly")}
    return {c.code: sum((Fraction(c.people[k], n) for k, n in whole.items()), Fraction(0)) / 2 for c in counties}


def class_of(site: Site) -> str:
    """What shares a target: a class of counties, or a single institution of the city."""
    return site.id if site.level == "city" else f"{kind(site)} {site.ownership}"


def weights_of(sites: Sequence[Site], people: Weights, today: Column) -> dict[str, Fraction]:
    """How the places of a class share it: hospitals by the people of their county, all others as they are today.

    The hospitals of the district that the city's own ones serve count as they do today.
    """
    weights = {}
    for site in sites:
        served = LIANDU_WEIGHT if site.area == SEAT_OF_THE_CITY else Fraction(1)
        if site.level == "county" and site.type in ("general_hospital", "tcm_hospital"):
            weights[site.id] = people[site.area] * served
        elif site.level == "county" and site.type == "maternal_child_hospital":
            weights[site.id] = people[site.area]
        else:
            weights[site.id] = Fraction(today[site.id])
    return weights


def split(sites: Sequence[Site], people: Weights, targets: Column, today: Column) -> dict[str, int]:
    """Each class' target among its facilities, nobody less than today."""
    found: dict[str, int] = {}
    for key, total in targets.items():
        members = [site for site in sites if site.id in today and class_of(site) == key]
        found |= with_floors(total, weights_of(members, people, today), {s.id: today[s.id] for s in members})
    return found


def standard_beds(sites: Sequence[Site], people: Weights, counties: Sequence[County], beds: Column) -> dict[str, int]:
    """Beds of 2025: what opens has the beds it opens with as its present ones; nursing homes take what private
    hospitals leave of their tier."""
    opening = {site.id: least_beds(site) for site in sites if site.status == "candidate" and least_beds(site)}
    today = {site.id: beds.get(site.id, 0) or opening[site.id] for site in sites if site.id in {**beds, **opening}}
    now: dict[str, int] = {}
    for site in (site for site in sites if site.id in today):
        now[class_of(site)] = now.get(class_of(site), 0) + today[site.id]
    tier = {class_of(site): site.level for site in sites if site.id in today}
    tcm = {class_of(site): Fraction(now[class_of(site)]) for site in sites if site.type == "tcm_hospital"}
    fixed = apportion(round(TCM_BEDS_PER_1000 * RESIDENTS / 1000), tcm)
    fixed["private_hospitals private"] = now["private_hospitals private"]
    targets = dict(fixed)
    for name, rate in TIERS.items():
        here = [key for key, level in tier.items() if level.replace("primary", "county") == name]
        kept = sum(fixed.get(key, 0) for key in here)
        free = {key: Fraction(now[key]) for key in here if key not in fixed}
        targets |= apportion(round(rate * RESIDENTS / 1000) - kept, free)
    homes = targets.pop("nursing_home private")
    elderly = {county.code: Fraction(county.people["elderly"]) for county in counties}
    nursing = {site.id: elderly[site.area] for site in sites if site.type == "nursing_home"}
    return split(sites, people, targets, today) | with_floors(homes, nursing, opening)


def standard_staff(
    sites: Sequence[Site], people: Weights, staff: Column, beds: Column, planned: Column, resource: str
) -> dict[str, int]:
    """Doctors or nurses of 2025: for what opens as its beds ask, a doctor in each government clinic, the rest as the
    beds of a class grow."""
    fixed: dict[str, int] = {}
    growth: dict[str, tuple[int, int, int]] = {}
    for site in sites:
        if site.status == "candidate":
            if least_beds(site):
                fixed[site.id] = round(Fraction(least_staff(site)[resource] * planned[site.id], least_beds(site)))
        elif kind(site) in GROWING:
            old = growth.get(class_of(site), (0, 0, 0))
            new = (staff.get(site.id, 0), beds.get(site.id, 0), planned[site.id])
            growth[class_of(site)] = (old[0] + new[0], old[1] + new[1], old[2] + new[2])
        elif site.id in staff:
            fixed[site.id] = staff[site.id]
    if resource == "doctors":
        fixed |= clinic_doctors(sites, staff)
    total = ceil(STAFF_PER_1000[resource] * RESIDENTS / 1000) - sum(fixed.values())
    weights = {key: number * Fraction(after, before) for key, (number, before, after) in growth.items()}
    return fixed | split([s for s in sites if s.status != "candidate"], people, apportion(total, weights), staff)


def clinic_doctors(sites: Sequence[Site], staff: Column) -> dict[str, int]:
    """A doctor in each village clinic of government or a collective, when they are as many as planned."""
    clinics = {site.id: site for site in sites if site.type == "village_clinic"}
    of_government = {key: Fraction(site.many) for key, site in clinics.items() if site.ownership == "government"}
    others = sum(site.many for key, site in clinics.items() if key not in of_government)
    total = ceil(others * GOVERNMENT_CLINICS / (1 - GOVERNMENT_CLINICS))
    return with_floors(total, of_government, {key: staff[key] for key in of_government})
