"""Write the tables of the shipped instance ``zhejiang``, so that every modelled number in it can be made again.

    python -m tests.data.make_zhejiang SOURCE TARGET

SOURCE holds ``sources/tables/zhejiang_main_indicators.csv`` (the plan's indicator table, as printed) and ``data/*.csv``
(census, divisions, costs); TARGET is the instance folder. The census is copied. No number of beds or staff of a county
is public, so the provincial totals of 2020 are divided by census signals and stated weights
(``zhejiang_assumptions``), rounded by largest remainders: every column adds up to its total.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

from tests.data import zhejiang_assumptions as given
from tests.data.tables import apportion, read, write
from tests.data.zhejiang_places import CITIES_EN, COUNTIES_EN, ISLAND, MOUNTAIN, PROVINCE
from tests.data.zhejiang_resources import RESOURCE_HEADER, resource_rows, stock_rows
from tests.data.zhejiang_room import most
from tests.data.zhejiang_sites import County, Site, city_sites, county_sites, province_sites
from tests.data.zhejiang_standard import standards
from tests.data.zhejiang_stock import (
    Column,
    Stock,
    Totals,
    all_beds,
    bed_purposes,
    blood_tonnes,
    nearest,
    other_columns,
    service_columns,
    special_doctors,
    staff,
)

EARTH_KM = 6371.0088


def health_workers(data: Path) -> dict[str, Fraction]:
    """People of the census sample who work in health and social work, by county in the divisions since 2021.

    The divisions of 2020 that were split are shared by residents: parts of Jianggan and Xiaoshan went to Qiantang,
    Linping was cut out of Yuhang. A development zone belongs to the district around it.
    """
    old = [row for row in read(data / "china_counties_census2020.csv") if row["province"] == "浙江省"]
    sample = {row["code2020"]: Fraction(row["emp_health_social_sample"]) for row in old}
    people = {row["code2020"]: Fraction(row["pop"]) for row in old}
    new = {row["code"]: Fraction(row["pop"]) for row in read(data / "zhejiang_counties90_census2020.csv")}
    stays = {
        "330104": (new["330102"] - people["330102"]) / people["330104"],
        "330109": new["330109"] / people["330109"],
    }
    merged = sample["330103"] + sample["330105"]
    both = new["330110"] + new["330113"]
    return {code: sample[code] for code in new if code in sample} | {
        "330102": sample["330102"] + stays["330104"] * sample["330104"],
        "330105": merged,
        "330109": stays["330109"] * sample["330109"],
        "330114": sum(((1 - stays[code]) * sample[code] for code in stays), Fraction(0)),
        "330110": sample["330110"] * new["330110"] / both,
        "330113": sample["330110"] * new["330113"] / both,
        "330303": sample["330303"] + sample["330371"],
    }


def counties_of(data: Path) -> list[County]:
    """The 90 counties, with their towns and subdistricts and their share of the demand for beds."""
    census = read(data / "zhejiang_counties90_census2020.csv")
    workers = health_workers(data)
    units = [row for row in read(data / "townships_zhejiang_shulan_luojiang.csv") if row["code"].startswith("33")]

    def number(code: str, *endings: str) -> int:
        return sum(1 for row in units if row["county_code"] == code and row["name"].endswith(endings))

    shares = [
        {code: value / sum(column.values()) for code, value in column.items()}
        for column in (
            {row["code"]: Fraction(row["pop"]) for row in census},
            {row["code"]: Fraction(row["age_60p"]) for row in census},
            workers,
        )
    ]
    return [
        County(
            row["code"],
            row["name"],
            COUNTIES_EN[row["code"]],
            row["city_code"],
            row["city"],
            kind_of(row["name"]),
            int(row["pop"]),
            int(row["urban"]),
            infants(row),
            int(row["age_60p"]),
            number(row["code"], "镇", "乡"),
            number(row["code"], "街道"),
            sum((share[row["code"]] for share in shares), Fraction(0)) / len(shares),
        )
        for row in census
    ]


def kind_of(name: str) -> str:
    """District, county-level city or county, read from the name; an autonomous county is a county."""
    return {"区": "district", "市": "county_city"}.get(name[-1], "county")


def infants(row: Mapping[str, str]) -> int:
    """Children under three: those under one and half of those from one to four."""
    return nearest(int(row["age_0"]) + Fraction(int(row["age_1_4"]), 2))


def area_rows(data: Path, counties: Sequence[County]) -> list[list[object]]:
    """The province, its cities and its counties, with the numbers of the census and the modelled ones."""
    census = {row["code"]: row for row in read(data / "zhejiang_counties90_census2020.csv")}
    villages = apportion(given.VILLAGES, {c.code: Fraction(c.residents - c.urban) for c in counties})
    blank = [""] * 16
    rows: list[list[object]] = [[PROVINCE, "浙江省", "Zhejiang", "province", "", "", "", "", *blank]]
    for city, name_en in CITIES_EN.items():
        name = next(c.city_name for c in counties if c.city == city)
        rows.append([city, name, name_en, "city", PROVINCE, "prefecture", "", "", *blank])
    for county in counties:
        row = census[county.code]
        place = [row["seat_lon"] or row["centroid_lon"], row["seat_lat"] or row["centroid_lat"]]
        disabled = nearest(given.DISABLED_OF_ELDERLY * county.elderly)
        rows.append(
            [
                *[county.code, county.name, county.name_en, "county", county.city, county.kind],
                *["yes" if county.code in codes else "no" for codes in (MOUNTAIN, ISLAND)],
                *[*place, row["area_km2_ctamap2021"] or row["area_km2_tianditu2024"]],
                *[county.residents, county.urban, row["age_0_14"], county.elderly, row["age_65p"], row["age_80p"]],
                *[county.infants, disabled, county.townships, county.subdistricts],
                *[county.townships + county.subdistricts, villages[county.code]],
                nearest(given.LARGE_VILLAGES * villages[county.code]),
            ]
        )
    return rows


AREA_HEADER = (
    *("area", "name", "name_en", "level", "parent", "kind", "mountain", "island", "lon", "lat", "area_km2"),
    *("residents", "urban_residents", "children", "elderly", "elderly_65", "elderly_80", "infants"),
    *("disabled_elderly", "townships", "subdistricts", "township_units", "villages", "large_villages"),
)


def facility_rows(
    sites: Sequence[Site], standard: Mapping[str, Column], tonnes: Mapping[str, Fraction]
) -> Iterator[list[object]]:
    """The facilities; hospitals of grade 2 and above with the beds that the target year would authorise."""
    for site in sites:
        authorised = standard["beds"][site.id] if site.grade != "ungraded" else ""
        planned = [standard[resource].get(site.id, 0) for resource in ("beds", "doctors", "nurses")]
        supplied = Decimal(int(tonnes[site.id] * 10)) / 10 if site.id in tonnes else ""
        yield [
            *[site.id, site.name, site.name_en, site.area, site.kind.type, site.kind.ownership, site.kind.level],
            *[site.grade, "candidate" if site.candidate else "open", given.OPEN_COST if site.candidate else ""],
            *["yes" if site.lead else "no", authorised, *planned, supplied],
        ]


FACILITY_HEADER = (
    *("facility", "name", "name_en", "area", "type", "ownership", "level", "grade", "status", "open_cost"),
    *("lead", "authorised_beds", "planned_beds", "planned_doctors", "planned_nurses", "blood_tonnes"),
)


def travel_rows(data: Path, sites: Sequence[Site]) -> Iterator[list[object]]:
    """Minutes and km by road from every county to the sites of emergency stores, as far as two hours."""
    place = {}
    for row in read(data / "zhejiang_counties90_census2020.csv"):
        seat = row["seat_lon"] or row["centroid_lon"], row["seat_lat"] or row["centroid_lat"]
        place[row["code"]] = tuple(radians(float(value)) for value in seat)
    for area, (lon, lat) in place.items():
        for site in sites:
            if site.key != ("city", "cdc") or site.kind.level != "city":
                continue
            to_lon, to_lat = place[site.area]
            half = sin((to_lat - lat) / 2) ** 2 + cos(lat) * cos(to_lat) * sin((to_lon - lon) / 2) ** 2
            km = round(2 * EARTH_KM * asin(sqrt(half)) * float(given.DETOUR), 1)
            minutes = round(km / float(given.KM_PER_MINUTE))
            if minutes <= given.FARTHEST_MINUTES:
                yield [area, site.id, minutes, km]


def totals_of(tables: Path, counties: Sequence[County]) -> Totals:
    """The rates of 2020 that the plan prints, on the people of the census."""
    printed = {
        row["主要指标"]: row["2020年现状"].removeprefix("1∶") for row in read(tables / "zhejiang_main_indicators.csv")
    }
    return Totals(
        sum(c.residents for c in counties),
        sum(c.elderly for c in counties),
        Fraction(printed["每千名老年人拥有医疗卫生机构康复护理床位（张）"]),
        Fraction(printed["每千常住人口精神床位数（张）"]),
        Fraction(printed["每千人拥有3岁以下婴幼儿照护设施托位（张）"]),
        Fraction(printed["每万人全科医生数（人）"]),
        Fraction(printed["医护比"]),
        Fraction(printed["床-人（卫生技术人员）比"]),
    )


def make(source: Path, target: Path) -> None:
    """Write the five tables of the instance from the folder of sources."""
    data, tables = source / "data", source / "sources" / "tables"
    counties = counties_of(data)
    totals = totals_of(tables, counties)
    sites = [*province_sites(counties), *city_sites(counties), *county_sites(counties)]
    beds = all_beds(sites, totals)
    purposes = bed_purposes(sites, beds, totals)
    people = staff(sites, beds, totals)
    columns = {
        "institutions": {s.id: 0 if s.candidate else s.institutions for s in sites},
        **{"beds": beds, **purposes, **people},
        **special_doctors(sites, people["doctors"], purposes, totals),
        **other_columns(sites, counties, totals),
        **service_columns(sites),
    }
    standard = standards(sites, counties, columns, totals)
    write(target / "areas.csv", AREA_HEADER, area_rows(data, counties))
    write(target / "facilities.csv", FACILITY_HEADER, [*facility_rows(sites, standard, blood_tonnes(sites, totals))])
    write(target / "resources.csv", RESOURCE_HEADER, resource_rows(data))
    bounds = most(columns, standard, sites, totals)
    write(target / "stock.csv", Stock._fields, [*stock_rows(sites, columns, bounds)])
    write(target / "travel.csv", ("area", "facility", "minutes", "km"), [*travel_rows(data, sites)])


if __name__ == "__main__":
    make(*map(Path, sys.argv[1:]))
