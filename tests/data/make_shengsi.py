"""Write the tables of the shipped instance ``shengsi``, so that every modelled number in it can be made again.

    python -m tests.data.make_shengsi SOURCE TARGET        (from the root of the repository)

SOURCE holds ``sources/tables/shengsi_main_indicators.csv`` (the plan's indicators, as printed) and ``data/*.csv``
(census, townships, costs); TARGET is the instance folder. ``shengsi_places.py`` says what stands where,
``shengsi_stock.py`` how the county's totals are shared among the facilities.
"""

from __future__ import annotations

import math
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from tests.data.shengsi_places import COUNTY, DETOUR, KM_PER_HOUR, PLACE, SITES, TOWNSHIPS, Township, drivable
from tests.data.shengsi_stock import PEOPLES, SERVICES, Stock, authorised_beds, stock_rows
from tests.data.tables import read, write

NATIONAL_STAFF, NATIONAL_TECHNICIANS = Decimal("13.475"), Decimal("10.678")
"""Health personnel and health technicians of China in 2020, in millions."""

BUILDING_COST = 4250
"""Yuan per square metre: 永康市花街中心卫生院, 2017."""

ORDINARY_AMBULANCE = 300000
"""Yuan, assumed; the negative-pressure one has a source."""

NOMINAL = 1000
"""Yuan a year, assumed: what a service, a purpose of beds or a post inside a profession costs on top where no price is
known, so that a proposal adds none that no sentence asks for."""

EARTH_RADIUS_KM = 6371.0088
AREA_COLUMNS = (
    *("area", "name", "name_en", "level", "parent", "kind", "urban", "island", "off_island", "lon", "lat", "area_km2"),
    *("residents", "urban_residents", "children", "infants", "elderly", "elderly_65", "elderly_80", "households"),
    *("villages", "communities", "subdistricts"),
)
FACILITY_COLUMNS = (
    *("facility", "name", "name_en", "area", "type", "grade", "ownership", "level", "status", "open_cost"),
    *("off_island", "lead", "lon", "lat", "authorised_beds"),
)
BED_PARTS = {
    "rehab_beds": ("康复床位", "rehabilitation beds", "purpose"),
    "nursing_beds": ("护理床位", "nursing beds", "purpose"),
    "psychiatric_beds": ("精神科床位", "psychiatric beds", "purpose"),
    "infectious_beds": ("传染病床位", "infectious-disease beds", "purpose"),
    "convertible_beds": ("可转换传染病床位", "beds convertible to infectious disease", ""),
}
STAFF_PARTS = {
    "health_technicians": ("卫生技术人员", "health technicians", "health_staff", "cadre"),
    "other_health_staff": ("其他卫生人员", "other health personnel", "health_staff", "cadre"),
    "doctors": ("执业（助理）医师", "doctors", "health_technicians", "profession"),
    "nurses": ("注册护士", "nurses", "health_technicians", "profession"),
    "other_technicians": ("其他卫生技术人员", "other health technicians", "health_technicians", "profession"),
    "tcm_doctors": ("中医类别执业（助理）医师", "TCM doctors", "doctors", ""),
    "gps": ("全科医生", "general practitioners", "doctors", ""),
    "public_health_doctors": ("公共卫生执业（助理）医师", "public-health doctors", "doctors", ""),
    "psychiatrists": ("精神科执业（助理）医师", "psychiatrists", "doctors", ""),
    "maternal_child_staff": ("妇幼保健机构保健人员", "maternal and child health workers", "health_staff", ""),
}


def half_up(number: Decimal) -> int:
    """The nearest whole number."""
    return int(number.quantize(Decimal(1), ROUND_HALF_UP))


def county_totals(rates: Mapping[str, str], residents: int, elderly: int) -> dict[str, int]:
    """Units of 2020 in the county: the printed rate times the census, to the nearest whole."""

    def total(indicator: str, people: int, per: int = 1000) -> int:
        (rate,) = (value for name, value in rates.items() if indicator in name)
        return half_up(Decimal(rate.removeprefix("1:")) * people / per)

    beds = total("每千常住人口医疗卫生机构床位数", residents)
    technicians = total("床-人", beds, 1)
    return {
        "beds": beds,
        "care_beds": total("康复护理床位", elderly),
        "infant_places": total("托位", residents),
        "doctors": total("执业（助理）医师", residents),
        "nurses": total("注册护士", residents),
        "gps": total("全科医生", residents, 10000),
        "tcm_doctors": half_up(total("执业（助理）医师", residents) * Decimal("0.6") / Decimal("4.2")),
        "health_technicians": technicians,
        "health_staff": half_up(technicians * NATIONAL_STAFF / NATIONAL_TECHNICIANS),
    }


def land(rows: Sequence[Mapping[str, str]], county_km2: Decimal) -> dict[str, Decimal]:
    """Land by township code; the townships without a printed area share what is left of the county's equally."""
    known = {row["code"]: Decimal(row["land_area_km2"]) for row in rows if row["land_area_km2"]}
    rest = (county_km2 - sum(known.values())) / (len(rows) - len(known))
    return {row["code"]: known.get(row["code"], rest.quantize(Decimal("0.01"))) for row in rows}


def yes(value: bool) -> str:
    """A yes/no attribute."""
    return "yes" if value else "no"


def area_rows(data: Path) -> list[list[object]]:
    """The county with its census numbers, then its townships with modelled residents."""
    (census,) = (row for row in read(data / "china_counties_census2020.csv") if row["code2020"] == COUNTY)
    (seat,) = (row for row in read(data / "zhejiang_counties90_census2020.csv") if row["code"] == COUNTY)
    rows = {row["code"]: row for row in read(data / "shengsi_townships.csv")}
    km2 = land(list(rows.values()), Decimal(seat["area_km2_ctamap2021"]))
    infants = half_up(Decimal(census["age_0"]) + Decimal(census["age_1_4"]) / 2)
    whole: list[object] = [COUNTY, "嵊泗县", "Shengsi", "county", "", "county", "", "yes", ""]
    whole += [seat["seat_lon"], seat["seat_lat"], seat["area_km2_ctamap2021"], census["pop"], census["urban"]]
    whole += [census["age_0_14"], infants, *(census[age] for age in ("age_60p", "age_65p", "age_80p"))]
    whole += [census["family_households"]]
    whole += [sum(place.villages for place in TOWNSHIPS), sum(place.communities for place in TOWNSHIPS), 0]
    table = [whole]
    for place in TOWNSHIPS:
        row, kind = rows[place.code], "town" if place.name.endswith("镇") else "township"
        name_en = f"{place.name_en} {kind.capitalize()}"
        about = [kind, yes(place.urban), "yes", yes(place.off_island)]
        numbers = [row["lon"], row["lat"], km2[place.code], row["pop2020_est_anchored"], *[""] * 7]
        counts = [place.villages, place.communities, ""]
        table.append([place.code, place.name, name_en, "township", COUNTY, *about, *numbers, *counts])
    return table


def facility_rows(areas: Sequence[Sequence[object]], authorised: Mapping[str, int]) -> list[list[object]]:
    """The facilities; a point is its township's, not the building's."""
    point = {row[0]: (row[9], row[10]) for row in areas}
    table: list[list[object]] = []
    for site in SITES:
        place = PLACE.get(site.township)
        cost: object = site.floor_m2 * BUILDING_COST if site.candidate else ""
        kind = (site.type, site.grade, site.ownership, site.level, site.status, cost)
        code = place.code if place else COUNTY
        off_island, where = (yes(place.off_island), point[code]) if place else ("", ("", ""))
        tail = (off_island, yes(site.id == PEOPLES), *where, authorised.get(site.id, ""))
        table.append([site.id, site.name, site.name_en, code, *kind, *tail])
    return table


def resource_rows(data: Path, names: Mapping[str, Mapping[str, str]]) -> list[list[object]]:
    """The resources. The wage stands on all staff and on the posts outside it; what is a part costs nothing more."""
    cost = {row["item"]: row["value"] for row in read(data / "unit_costs.csv")}
    wage = Decimal(cost["health_sector_wage"]) * Decimal(cost["employer_on_cost_factor"])
    special = int(cost["negative_pressure_ambulance"]) - ORDINARY_AMBULANCE
    fixed, shared = ("facility", ""), ("county", "")
    bed = cost["investment_per_bed_general_hospital"]
    rows: list[list[object]] = [["beds", "床位", "beds", "张", "", "", *fixed, bed, 0]]
    rows += [[part, zh, en, "张", "beds", group, *fixed, 0, NOMINAL] for part, (zh, en, group) in BED_PARTS.items()]
    rows += [["health_staff", "卫生人员", "health personnel", "人", "", "", *fixed, 0, wage]]
    for part, (zh, en, of, group) in STAFF_PARTS.items():
        rows.append([part, zh, en, "人", of, group, *fixed, 0, 0 if group else NOMINAL])
    rows += [
        ["mental_rehab_workers", "精神康复工作人员", "mental rehabilitation workers", "人", "", "", *fixed, 0, wage],
        ["ambulances", "救护车", "ambulances", "辆", "", "", *shared, ORDINARY_AMBULANCE, 0],
        [
            *("negative_pressure_ambulances", "负压救护车", "negative-pressure ambulances", "辆"),
            *("ambulances", "", *shared, special, 0),
        ],
        ["infant_places", "托位", "infant-care places", "个", "", "", *fixed, 0, NOMINAL],
        ["dual_use_floor_area", "平战结合建筑面积", "dual-use floor area", "平方米", "", "", *fixed, BUILDING_COST, 0],
        ["institutions", "机构数", "institutions", "个", "", "", *fixed, 0, 0],
    ]
    for service in SERVICES:
        word = names[service]
        rows.append([service, word["zh"], word["en"], word["unit"], "institutions", "", "facility", 1, 0, NOMINAL])
    return rows


def great_circle(one: Sequence[object], other: Sequence[object]) -> float:
    """Kilometres between two points (lon, lat)."""
    (lon_1, lat_1), (lon_2, lat_2) = ([math.radians(float(str(x))) for x in point] for point in (one, other))
    half = math.sin((lat_2 - lat_1) / 2) ** 2
    half += math.cos(lat_1) * math.cos(lat_2) * math.sin((lon_2 - lon_1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))


def travel_rows(areas: Sequence[Sequence[object]]) -> Iterator[list[object]]:
    """Township to facility, where a car can go.

    Inside a township: the mean distance to the nearest of n places spread evenly on its land. Each serves a disc, so it
    is two thirds of the disc's radius. To another township: from point to point. Both times the detour.
    """
    row_of: Mapping[object, Sequence[object]] = {row[0]: row for row in areas}

    def km(place: Township, other: Township, number: int) -> float:
        here = row_of[place.code]
        if place == other:
            return 2 / 3 * math.sqrt(float(str(here[11])) / (math.pi * number))
        return great_circle(here[9:11], row_of[other.code][9:11])

    for place in TOWNSHIPS:
        for site in SITES:
            if site.township and drivable(place, PLACE[site.township]):
                road = round(km(place, PLACE[site.township], site.institutions) * float(DETOUR), 1)
                yield [place.code, site.id, round(road / KM_PER_HOUR * 60, 1), road]


def make(source: Path, target: Path, names: Mapping[str, Mapping[str, str]]) -> None:
    """Write the five tables of the instance from the folder of sources; ``names`` are the standard resource names."""
    data = source / "data"
    indicators = read(source / "sources" / "tables" / "shengsi_main_indicators.csv")
    areas = area_rows(data)
    people, elderly = int(str(areas[0][12])), int(str(areas[0][16]))
    residents = {place.id: int(str(row[12])) for place, row in zip(TOWNSHIPS, areas[1:], strict=True)}
    totals = county_totals({row["主要指标"]: row["2020年现状"] for row in indicators}, people, elderly)
    write(target / "areas.csv", AREA_COLUMNS, areas)
    write(target / "facilities.csv", FACILITY_COLUMNS, facility_rows(areas, authorised_beds(people)))
    write(
        target / "resources.csv",
        (
            *("resource", "name", "name_en", "unit", "part_of", "group", "keep"),
            *("max_per_facility", "capital_cost", "annual_cost"),
        ),
        resource_rows(data, names),
    )
    write(target / "stock.csv", Stock._fields, stock_rows(residents, totals))
    write(target / "travel.csv", ("area", "facility", "minutes", "km"), list(travel_rows(areas)))


def main(source: str, target: str) -> None:
    """Write the instance into the target folder, names of services from the vocabulary beside it."""
    vocabulary = tomllib.loads((Path(target).parent / "vocabulary.toml").read_text(encoding="utf-8"))
    make(Path(source), Path(target), vocabulary["resource"])


if __name__ == "__main__":
    main(*sys.argv[1:])
