"""How far each facility may grow: the plan's standard of 2025 split over the counties by people, plus a margin.

The plan's rates are means of the whole province; 五（二） leaves it to the cities to split them over their counties.
Without such a split a mean is reached in the few places where growth disturbs least. So every class gets its share of
the target by residents and people of 60 and over, and may pass it by ``MARGIN``; staff grows along with the beds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil

from tests.data import zhejiang_assumptions as given
from tests.data.lishui_tables import apportion
from tests.data.zhejiang_sites import County, Site
from tests.data.zhejiang_stock import Column, Totals, nearest, tier

MARGIN = Fraction("1.05")

PER_1000 = {
    "doctors": "4.3",
    "nurses": "5",
    "tcm_doctors": "0.62",
    "gps": "0.5",
    "psychiatrists": "0.04",
    "infant_places": "4.5",
    "psychiatric_beds": "0.5",
    "infectious_beds": "0.15",
}
"""The plan's targets of 2025 per 1000 residents."""
BEDS_PER_1000 = {"upper": Fraction("2.0"), "county": Fraction("3.7"), "private": Fraction("1.8")}
TCM_BEDS_PER_1000 = Fraction("0.69")
TECHNICIANS_PER_BED = Fraction("1.5")


def standard_beds(sites: Sequence[Site], counties: Sequence[County], beds: Column, totals: Totals) -> Column:
    """The beds of 2025 of each facility: the target of its tier, split by class as today and by people among places."""
    people = county_people(counties)
    targets = class_targets(sites, beds, totals)
    standard: Column = {}
    for key, total in targets.items():
        members = [site for site in sites if site.id in beds and class_of(site) == key]
        standard |= with_floors(
            total, {s.id: people_of(s, people) for s in members}, {s.id: beds[s.id] for s in members}
        )
    return standard


def with_floors(total: int, weights: Mapping[str, Fraction], floors: Column) -> Column:
    """Share a total in proportion to the weights, but nobody gets less than he has today."""
    kept: Column = {}
    while True:
        free = {key: weight for key, weight in weights.items() if key not in kept}
        shares = apportion(total - sum(kept.values()), free)
        below = {key: floors[key] for key, share in shares.items() if share < floors[key]}
        if not below:
            return kept | shares
        kept |= below


def class_of(site: Site) -> str:
    """What shares a target: a class of counties, a class of cities, a single hospital of the province."""
    return site.id if site.kind.level == "province" else f"{site.kind.level} {site.kind.key}"


def people_of(site: Site, people: Mapping[str, Fraction]) -> Fraction:
    """The share of the people that a facility is there for; centres share their county by number."""
    if site.kind.level == "province":
        return Fraction(1)
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


def class_targets(sites: Sequence[Site], beds: Column, totals: Totals) -> dict[str, int]:
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


def most(columns: Mapping[str, Column], standard: Column, sites: Sequence[Site], totals: Totals) -> dict[str, Column]:
    """The upper bounds by resource and facility; what is missing here has none."""
    beds = columns["beds"]
    growth = Fraction(sum(standard.values()), sum(beds.values()))
    lift = {key: max(Fraction(1), Fraction(standard[key], max(1, beds[key])) / growth) for key in beds}
    targets = {resource: totals.per(1000, Fraction(rate)) for resource, rate in PER_1000.items()}
    technicians = nearest(TECHNICIANS_PER_BED * sum(standard.values()))
    targets["health_technicians"] = technicians
    targets["health_staff"] = technicians + sum(columns["other_health_staff"].values())
    bounded = {site.id: site.institutions for site in sites if site.kind.type != "village_clinic"}
    bounds = {"beds": {key: ceil(MARGIN * number) for key, number in standard.items()}}
    for resource, target in targets.items():
        column = columns[resource]
        rate = MARGIN * target / sum(column.values())
        bounds[resource] = {
            key: max(number + 1, bounded[key], ceil(rate * number * lift.get(key, 1)))
            for key, number in column.items()
            if key in bounded
        }
    bounds["convertible_beds"] = {
        key: bounds["infectious_beds"][key] - number for key, number in columns["infectious_beds"].items()
    }
    bounds["other_health_staff"] = dict(columns["other_health_staff"])
    bounds["institutions"] = {site.id: most_institutions(site) for site in sites}
    for site in (site for site in sites if site.id not in bounded):
        for resource in ("doctors", "health_technicians", "health_staff"):
            grown = 2 * most_institutions(site) if site.growing else columns[resource][site.id]
            bounds[resource][site.id] = grown
    return bounds


def most_institutions(site: Site) -> int:
    """As many as today, or three times as many and three more where a class may grow."""
    return 3 * site.institutions + 3 if site.growing else max(1, site.institutions)
