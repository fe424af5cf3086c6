"""The plan's standards of 2025 split over the facilities: beds, doctors and nurses (五（二）: 细化到各县（市）).

The plan's rates are means of the whole province. Each class of institutions gets its part of a rate, and inside a
class the places (counties, or cities for what a city runs) share that part by people, but nobody gets less than today.
So whoever has less than his share rises to it, whoever has more keeps what he has, and a column adds up to its rate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil

from tests.data import zhejiang_assumptions as given
from tests.data.tables import apportion, with_floors
from tests.data.zhejiang_sites import County, Site
from tests.data.zhejiang_stock import Column, Totals, nearest, tier

BEDS_PER_1000 = {"upper": Fraction("2.0"), "county": Fraction("3.7"), "private": Fraction("1.8")}
TCM_BEDS_PER_1000 = Fraction("0.69")
STAFF_PER_1000 = {"doctors": Fraction("4.3"), "nurses": Fraction(5)}
GOVERNMENT_CLINICS = Fraction("0.6")
"""The plan's share of the village clinics that government or a collective is to run, with a doctor in each."""


def standards(
    sites: Sequence[Site], counties: Sequence[County], columns: Mapping[str, Column], totals: Totals
) -> dict[str, Column]:
    """Beds, doctors and nurses of 2025 of each facility that has any."""
    beds = columns["beds"]
    found = {"beds": split(sites, counties, bed_targets(sites, beds, totals), beds)}
    for resource, rate in STAFF_PER_1000.items():
        targets = staff_targets(sites, columns[resource], beds, found["beds"], ceil(rate * totals.residents / 1000))
        found[resource] = split(sites, counties, targets, columns[resource])
    return found


def split(
    sites: Sequence[Site], counties: Sequence[County], targets: Mapping[str, int], today: Column
) -> dict[str, int]:
    """Each class' target among its places by people, but nobody less than today."""
    people = county_people(counties)
    found: Column = {}
    for key, total in targets.items():
        members = [site for site in sites if site.id in today and class_of(site) == key]
        weights = {s.id: people_of(s, people) for s in members}
        found |= with_floors(total, weights, {s.id: today[s.id] for s in members})
    return found


def class_of(site: Site) -> str:
    """What shares a target: a class of counties, a class of cities, a single hospital of the province."""
    return site.id if site.kind.level == "province" else f"{site.kind.level} {site.kind.key}"


def people_of(site: Site, people: Mapping[str, Fraction]) -> Fraction:
    """The share of the people that a facility is there for; centres share their county, clinics all, by number."""
    if site.kind.level == "province":
        return Fraction(1)
    if site.kind.type == "village_clinic":
        return Fraction(site.institutions)
    if site.kind.level == "city":
        return people[site.city]
    return people[site.area] * (site.thousands * 1000 / site.residents if site.thousands else 1)


def county_people(counties: Sequence[County]) -> dict[str, Fraction]:
    """The mean of the shares of residents and of people of 60 and over, by county and by city."""
    residents, elderly = sum(c.residents for c in counties), sum(c.elderly for c in counties)
    shares = {c.code: (Fraction(c.residents, residents) + Fraction(c.elderly, elderly)) / 2 for c in counties}
    for county in counties:
        shares[county.city] = shares.get(county.city, Fraction(0)) + shares[county.code]
    return shares


def bed_targets(sites: Sequence[Site], beds: Column, totals: Totals) -> dict[str, int]:
    """Beds of 2025 by class: TCM hospitals and nursing homes by their own sentence, the rest of a tier as today."""
    today: dict[tuple[str, str], int] = {}
    tcm = sum(beds[s.id] for s in sites if s.id in beds and s.kind.type == "tcm_hospital")
    fixed: dict[str, int] = {}
    for site in (site for site in sites if site.id in beds):
        key = class_of(site)
        today[tier(site), key] = today.get((tier(site), key), 0) + beds[site.id]
        if site.kind.type == "tcm_hospital":
            fixed[key] = nearest(totals.per(1000, TCM_BEDS_PER_1000) * Fraction(today[tier(site), key], tcm))
        if site.kind.type == "nursing_home":
            fixed[key] = nearest(Fraction("0.3") * given.DISABLED_OF_ELDERLY * totals.elderly)
    targets = dict(fixed)
    for name, rate in BEDS_PER_1000.items():
        here = {key: Fraction(number) for (of, key), number in today.items() if of == name and key not in fixed}
        kept = sum(number for key, number in fixed.items() if (name, key) in today)
        targets |= apportion(totals.per(1000, rate) - kept, here)
    return targets


def staff_targets(
    sites: Sequence[Site], today: Column, beds: Column, planned_beds: Column, total: int
) -> dict[str, int]:
    """Doctors or nurses of 2025 by class: a doctor in each village clinic of government, the rest as the beds grow."""
    now: Column = {}
    clinics: Column = {}
    of_beds: dict[str, tuple[int, int]] = {}
    for site in (site for site in sites if site.id in today):
        key = class_of(site)
        now[key] = now.get(key, 0) + today[site.id]
        if site.kind.type == "village_clinic":
            clinics[key] = clinics.get(key, 0) + site.institutions
        else:
            before, after = of_beds.get(key, (0, 0))
            of_beds[key] = before + beds[site.id], after + planned_beds[site.id]
    fixed = {key: now[key] for key in clinics}
    if clinics:
        others = sum(number for key, number in clinics.items() if key != "primary clinics")
        fixed["primary clinics"] = ceil(others * GOVERNMENT_CLINICS / (1 - GOVERNMENT_CLINICS))
    weights = {key: now[key] * Fraction(after, before) for key, (before, after) in of_beds.items()}
    return fixed | apportion(total - sum(fixed.values()), weights)
