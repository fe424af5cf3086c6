"""Write the tables of the shipped instance ``luojiang``, so that every modelled number in it can be made again.

    python -m tests.data.make_luojiang SOURCE TARGET        (from the root of the repository)

SOURCE holds ``sources/tables/luojiang_table1_main_indicators.csv`` (the plan's indicators, as printed) and
``data/*.csv`` (census, costs); TARGET is the instance folder. ``luojiang_sites`` says what stands where,
``luojiang_stock`` how the district's totals are shared.
"""

from __future__ import annotations

import math
import sys
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from tests.data.luojiang_sites import COUNTED, DISTRICT, PEOPLES, SEAT, SERVICES, SITES, TCM, TOWNS, apportion
from tests.data.luojiang_stock import (
    CADRES,
    OF_DOCTORS,
    OTHERS,
    Stock,
    model_beds,
    model_staff,
    planned_beds,
    prof_tech_posts,
    staff_totals,
    stock_rows,
)
from tests.data.tables import read, write

VOCABULARY = Path(__file__).resolve().parents[2] / "instances" / "vocabulary.toml"

INDICATORS = {
    "beds": "每千人口医疗卫生机构床位数（张）",
    "county_and_primary_beds": "其中：县办公立医院及基层医疗卫生机构",
    "tcm_beds": "每千人口公立中医医院床位数（张）",
    "doctors": "每千人口执业（助理）医师数（人）",
    "nurses": "每千人口注册护士数（人）",
    "pharmacists": "每千人口药师（士）数（人）",
    "tcm_doctors": "每千人口中医类别执业（助理）医师数（人）",
    "infant_places": "每千人口拥有3岁以下婴幼儿托位数（个）",
    "staff_per_bed": "床人（卫生人员）比",
    "public_health_staff": "专业公共卫生机构人员数（万人）",
}
"""The rows of table 1 whose 2020 value is used."""

NOMINAL = 1000
"""Yuan a year, assumed: what a service, a purpose of beds or a task of staff costs on top where no price is known, so
that a proposal adds none that no sentence asks for."""

AMBULANCE = 300000
"""Yuan, assumed."""

BOX = {"west": 104 + 19 / 60 + 15 / 3600, "east": 104 + 42 / 60 + 33 / 3600}
BOX |= {"south": 31 + 12 / 60 + 8 / 3600, "north": 31 + 26 / 60 + 37 / 3600}
"""The district's extent in a gazetteer (东经104°19′15″–104°42′33″，北纬31°12′08″–31°26′37″)."""

EARTH_RADIUS_KM, DETOUR, KM_PER_HOUR = 6371.0088, 1.4, 40
"""Road distance over straight distance, and speed on the road: assumed."""

PEOPLE = ("residents", "urban_residents", "children", "elderly", "elderly_65", "served", "villages", "communities")


def printed_rates(tables: Path) -> dict[str, Fraction]:
    """The values of 2020 in table 1; a ratio 1:0.95 is 0.95."""
    printed = {row["主要指标"]: row["2020年现状"] for row in read(tables / "luojiang_table1_main_indicators.csv")}
    return {name: Fraction(printed[text].removeprefix("1:")) for name, text in INDICATORS.items()}


def census(data: Path) -> dict[str, str]:
    """The district's row of the census."""
    (county,) = (row for row in read(data / "shulan_luojiang_census2020.csv") if row["code"] == DISTRICT)
    return county


def area_rows(county: Mapping[str, str]) -> list[list[object]]:
    """The district with its census numbers; towns share its urban people by communities, its rural ones by villages."""
    residents, urban = int(county["pop"]), int(county["urban"])
    townsfolk = apportion(urban, {town.name: Fraction(town.communities) for town in TOWNS})
    villagers = apportion(residents - urban, {town.name: Fraction(town.villages) for town in TOWNS})
    villages, communities = (
        sum(numbers) for numbers in zip(*((t.villages, t.communities) for t in TOWNS), strict=True)
    )
    ages = (county["age_0_14"], county["age_60p"], county["age_65p"])
    place = (county["seat_lon"], county["seat_lat"], county["area_km2_ctamap2021"])
    district = (residents, urban, *ages, residents - urban, villages, communities)
    rows: list[list[object]] = [[DISTRICT, "罗江区", "Luojiang", "county", "", "", *place, *district]]
    for town in TOWNS:
        people = (townsfolk[town.name] + villagers[town.name], townsfolk[town.name], "", "", "", villagers[town.name])
        central = "yes" if town.name == SEAT else "no"
        described = (town.code, town.name, f"{town.name_en} Town", "township", DISTRICT, central)
        rows.append([*described, "", "", "", *people, town.villages, town.communities])
    return rows


def facility_rows(posts: Mapping[str, int]) -> list[list[object]]:
    """The facilities; those whose town the plan does not name stand in the district."""
    code = {town.name: town.code for town in TOWNS}
    planned = planned_beds()
    rows: list[list[object]] = []
    for site in SITES:
        described = (site.type, site.grade, site.ownership, site.level, site.status)
        opening = 0 if site.status == "candidate" else ""
        area = code.get(site.town, DISTRICT)
        rows.append(
            [
                site.id,
                site.name,
                site.name_en,
                area,
                *described,
                opening,
                planned.get(site.id, ""),
                posts.get(site.id, ""),
            ]
        )
    return rows


def resource_rows(data: Path) -> list[list[object]]:
    """The resources under their standard names; the wage stands on all staff."""
    names = tomllib.loads(VOCABULARY.read_text(encoding="utf-8"))["resource"]
    cost = {row["item"]: row["value"] for row in read(data / "unit_costs.csv")}
    wage = Decimal(cost["health_sector_wage"]) * Decimal(cost["employer_on_cost_factor"])
    bed = cost["investment_per_bed_general_hospital"]

    def row(
        name: str, whole: str, capital: object, annual: object, group: str = "", keep: str = "facility"
    ) -> list[object]:
        entry = names[name]
        zh, en = (entry["zh"], entry["en"])
        if name == "health_technicians":
            zh, en = "卫生技术人员（疾控中心）", "health technicians of the centre for disease control"
        return [name, zh, en, entry["unit"], whole, group, keep, capital, annual]

    rows = [row("institutions", "", 0, 0), row("beds", "", bed, 0), row("health_staff", "", 0, wage)]
    rows += [row(name, "health_staff", 0, 0, "cadre") for name in (*CADRES, OTHERS)]
    rows += [row(name, "doctors", 0, NOMINAL) for name in OF_DOCTORS]
    rows.append(row("public_health_staff", "health_staff", 0, NOMINAL))
    rows += [row(name, "public_health_staff", 0, NOMINAL) for name in ("health_supervisors", "maternal_child_staff")]
    for name, (whole, _) in COUNTED.items():
        capital, annual = (AMBULANCE, 0) if name == "ambulances" else (0, NOMINAL)
        rows.append(row(name, whole, capital, annual, keep="county" if name == "township_posts" else "facility"))
    rows += [row(name, "institutions", 0, NOMINAL) for name in SERVICES]
    return rows


def kilometres(lon: float, lat: float, to_lon: float, to_lat: float) -> float:
    """Great-circle distance."""
    a, b = math.radians(lat), math.radians(to_lat)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(to_lon - lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))


def travel_rows(county: Mapping[str, str]) -> list[list[object]]:
    """Upper bounds: the farthest corner of the district from its seat; inside a town the radius of an average town."""
    seat = (float(county["seat_lon"]), float(county["seat_lat"]))
    corners = [(BOX[x], BOX[y]) for x in ("west", "east") for y in ("south", "north")]
    far = max(kilometres(*seat, *corner) for corner in corners)
    near = math.sqrt(float(county["area_km2_ctamap2021"]) / len(TOWNS) / math.pi)

    def cells(straight: float) -> tuple[float, int]:
        km = math.ceil(straight * 10) / 10
        return km, math.ceil(km * DETOUR / KM_PER_HOUR * 60)

    rows: list[list[object]] = []
    for town in TOWNS:
        for site in (PEOPLES, TCM):
            km, minutes = cells(near if town.name == SEAT else far)
            rows.append([town.code, site, minutes, km])
        for local in (site for site in SITES if site.town == town.name and site.type != "village_clinic"):
            km, minutes = cells(near)
            rows.append([town.code, local.id, minutes, km])
    return rows


def make(source: Path, target: Path) -> None:
    """Write the five tables of the instance from the folder of sources."""
    data, tables = source / "data", source / "sources" / "tables"
    rates, county = printed_rates(tables), census(data)
    beds, totals = model_beds(rates), staff_totals(rates, int(county["pop"]))
    staff = model_staff(beds, totals)
    write(
        target / "areas.csv",
        ("area", "name", "name_en", "level", "parent", "urban", "lon", "lat", "area_km2", *PEOPLE),
        area_rows(county),
    )
    columns = ("facility", "name", "name_en", "area", "type", "grade", "ownership", "level", "status", "open_cost")
    write(
        target / "facilities.csv", (*columns, "planned_beds", "prof_tech_posts"), facility_rows(prof_tech_posts(staff))
    )
    fields = ("resource", "name", "name_en", "unit", "part_of", "group", "keep", "capital_cost", "annual_cost")
    write(target / "resources.csv", fields, resource_rows(data))
    write(target / "stock.csv", Stock._fields, stock_rows(beds, staff, totals))
    write(target / "travel.csv", ("area", "facility", "minutes", "km"), travel_rows(county))


if __name__ == "__main__":
    make(*map(Path, sys.argv[1:]))
