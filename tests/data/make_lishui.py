"""Write the tables of the shipped instance ``lishui``, so that every modelled number in it can be made again.

    python -m tests.data.make_lishui SOURCE TARGET

SOURCE holds ``data/*.csv`` (census, divisions, costs); TARGET is the instance folder. The plan's bed table is lost, so
everything but the census, the list of townships and a few totals is modelled: ``lishui_places`` shares the people,
``lishui_sites`` lists the institutions, ``lishui_stock`` shares beds and staff, ``lishui_travel`` makes the distances.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from fractions import Fraction
from math import ceil
from pathlib import Path

from tests.data import (
    lishui_places,
    lishui_resources,
    lishui_rows,
    lishui_sites,
    lishui_standard,
    lishui_stock,
    lishui_travel,
)
from tests.data.lishui_places import CITY, County, Township
from tests.data.lishui_rows import Held
from tests.data.lishui_sites import Site
from tests.data.tables import Stock, apportion, read, write

PEOPLE = (
    *("residents", "urban_residents", "rural_residents", "children", "elderly", "elderly_65", "elderly_80"),
    *("infants", "disabled_elderly"),
)

AREA_COLUMNS = (
    *("area", "name", "name_en", "level", "parent", "kind", "urban", "lon", "lat", "area_km2"),
    *(*PEOPLE, "villages", "communities", "subdistricts"),
)
FACILITY_COLUMNS = (
    *("facility", "name", "name_en", "area", "type", "ownership", "level", "grade", "status", "open_cost"),
    *("lon", "lat", "authorised_beds", "planned_beds", "planned_doctors", "planned_nurses", "blood_tonnes"),
)
RESOURCE_COLUMNS = ("resource", "name", "name_en", "unit", "part_of", "group", "keep", "capital_cost", "annual_cost")

BEDS_2025 = Fraction("7.5")
"""Beds per 1000 residents that the province plans for 2025 (附表)."""


def area_rows(counties: list[County], towns: list[Township], people: dict[str, int]) -> list[list[object]]:
    """The city, its counties and their townships."""
    whole = [sum(county.people[column] for county in counties) for column in PEOPLE]
    counts = [sum(t.villages for t in towns), sum(t.communities for t in towns)]
    km2 = float(sum(county.km2 for county in counties))
    rows: list[list[object]] = [
        [CITY, "丽水市", "Lishui", "city", "", "prefecture", "", "", "", f"{km2:.1f}", *whole, *counts, ""]
    ]
    for county in counties:
        own = [t for t in towns if t.county == county.code]
        counts = [sum(t.villages for t in own), sum(t.communities for t in own)]
        described = [county.code, county.name, lishui_places.COUNTIES_EN[county.code], "county", CITY, county.kind, ""]
        numbers = [county.people[column] for column in PEOPLE]
        subdistricts = sum(t.kind == "subdistrict" for t in own)
        rows.append([*described, *county.place, f"{float(county.km2):.1f}", *numbers, *counts, subdistricts])
    for t in towns:
        urban = "yes" if t.kind == "subdistrict" else "no"
        place = t.place or ("", "")
        described = [t.code, t.name, t.name_en, "township", t.county, t.kind, urban, *place, ""]
        rows.append([*described, people[t.code], *[""] * (len(PEOPLE) - 1), t.villages, t.communities, ""])
    return rows


def facility_rows(
    sites: list[Site], beds: dict[str, int], standard: Mapping[str, Mapping[str, int]]
) -> list[list[object]]:
    """The facilities; authorised beds of 2025 let a hospital of grade 2 and above grow as the province plans."""
    growth = BEDS_2025 * lishui_stock.RESIDENTS / 1000 / lishui_stock.totals()["beds"]
    rows: list[list[object]] = []
    for site in sites:
        authorised: int | str = ""
        if site.type in lishui_rows.HOSPITALS:
            present = beds.get(site.id) or lishui_stock.MIN_BEDS[site.id]
            authorised = ceil(present * growth / 10) * 10
        described = (site.type, site.ownership, site.level, site.grade, site.status, site.open_cost)
        tonnes = 9 if site.type == "blood_station" else ""
        place = site.place or ("", "")
        planned = [standard[resource].get(site.id, 0) for resource in ("beds", "doctors", "nurses")]
        rows.append([site.id, site.name, site.name_en, site.area, *described, *place, authorised, *planned, tonnes])
    return rows


def infant_places(sites: list[Site], towns: list[Township], people: dict[str, int]) -> dict[str, int]:
    """The modelled infant-care places of 2020: assumed in subdistricts and towns only, by residents."""
    settled = {t.code for t in towns if t.kind != "township"}
    weights = {s.id: Fraction(people[s.area]) for s in sites if s.type == "infant_care" and s.area in settled}
    return apportion(lishui_stock.totals()["infant_places"], weights)


def make(source: Path, target: Path) -> None:
    """Write the five tables of the instance from the folder of sources."""
    data = source / "data"
    counties, towns = lishui_places.counties(data), lishui_places.townships(data)
    people: dict[str, int] = {county.code: county.people["residents"] for county in counties}
    for county in counties:
        people |= lishui_places.residents(county, [t for t in towns if t.county == county.code])
    sites = lishui_sites.sites(counties, towns)
    signal = {
        row["code2020"]: int(row["emp_health_social_sample"])
        for row in read(data / "china_counties_census2020.csv")
        if row["prefecture"] == "丽水市"
    }
    beds = lishui_stock.beds(sites, counties, people, signal)
    staff = lishui_stock.staff(sites, beds, people)
    standard = lishui_standard.standards(sites, counties, {"beds": beds, **staff})
    held = Held(
        beds,
        lishui_stock.bed_uses(sites, beds, sum(county.people["elderly"] for county in counties)),
        staff,
        lishui_stock.ambulances(sites, counties),
        infant_places(sites, towns, people),
        {county.code: sum(t.villages for t in towns if t.county == county.code) for county in counties},
        people,
        standard,
    )
    costs = {row["item"]: row["value"] for row in read(data / "unit_costs.csv")}
    write(target / "areas.csv", AREA_COLUMNS, area_rows(counties, towns, people))
    write(target / "facilities.csv", FACILITY_COLUMNS, facility_rows(sites, beds, standard))
    write(target / "resources.csv", RESOURCE_COLUMNS, lishui_resources.resource_rows(costs))
    write(target / "stock.csv", Stock._fields, lishui_rows.stock_rows(sites, held))
    pairs = lishui_travel.pairs(counties, towns, people, sites)
    write(target / "travel.csv", ("area", "facility", "minutes", "km"), pairs)


if __name__ == "__main__":
    make(*map(Path, sys.argv[1:]))
