"""Travel in Lishui, modelled: road = great circle times a detour, minutes = road at an assumed speed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import pi, sqrt

from tests.data.lishui_places import County, Township, great_circle
from tests.data.lishui_sites import Site

DETOUR = 1.4
"""Assumed: a road in these mountains is 1.4 times as long as the straight line."""
URBAN_KMH, RURAL_KMH = 40, 50
"""Assumed speeds; urban inside a subdistrict and to the neighbouring ones."""
REACH_KM = 25
"""Straight-line kilometres beyond which a pair of township and emergency site is left out."""
PER_KM2 = 10_000
"""Assumed residents per km2 in a subdistrict (100 m2 of built-up land per person)."""

Pair = tuple[str, str, str, str]


def row(area: str, facility: str, km: float, urban: bool) -> Pair:
    """A line of ``travel.csv``, to a tenth of a kilometre and of a minute."""
    minutes = km / (URBAN_KMH if urban else RURAL_KMH) * 60
    return area, facility, f"{minutes:.1f}", f"{km:.1f}"


def inside(town: Township, county: County, members: int, people: int) -> float:
    """Mean road distance to the middle of a township: two thirds of the radius of a disc of its modelled area."""
    km2 = people / PER_KM2 if town.kind == "subdistrict" else float(county.km2) / members
    return DETOUR * 2 / 3 * sqrt(km2 / pi)


def township_pairs(
    town: Township, sites: Sequence[Site], own_km: float, subdistricts: Mapping[str, str]
) -> Iterator[Pair]:
    """From a township to its own centre and to the emergency sites within reach."""
    urban = town.kind == "subdistrict"
    for site in sites:
        if site.area == town.code and site.level == "primary":
            yield row(town.code, site.id, own_km, urban)
        if site.type not in ("ems_station", "ems_point") or not town.place or not site.place:
            continue
        if site.area == town.code or site.place == town.place:
            yield row(town.code, site.id, own_km, urban)
        elif (straight := great_circle(town.place, site.place)) <= REACH_KM:
            to_urban = site.type == "ems_station" or site.area in subdistricts
            yield row(town.code, site.id, max(own_km, DETOUR * straight), urban and to_urban)


def county_pairs(county: County, sites: Sequence[Site], seats: Mapping[str, tuple[str, str]]) -> Iterator[Pair]:
    """From the seat of a county to the facilities that may keep an emergency store."""
    for site in sites:
        if (site.type, site.level) in (("general_hospital", "city"), ("general_hospital", "county"), ("cdc", "city")):
            km = DETOUR * great_circle(county.place, seats[site.area])
            yield row(county.code, site.id, max(km, 1.0), False)


def pairs(
    counties: Sequence[County], towns: Sequence[Township], people: Mapping[str, int], sites: Sequence[Site]
) -> list[Pair]:
    """All lines of ``travel.csv``: counties first, then township by township."""
    seats = {county.code: county.place for county in counties}
    members = {code: sum(t.county == code and t.kind != "subdistrict" for t in towns) for code in seats}
    subdistricts = {t.code: t.county for t in towns if t.kind == "subdistrict"}
    found = [pair for county in counties for pair in county_pairs(county, sites, seats)]
    by_code = {county.code: county for county in counties}
    for town in towns:
        own_km = inside(town, by_code[town.county], members[town.county], people[town.code])
        found += township_pairs(town, sites, own_km, subdistricts)
    return found
