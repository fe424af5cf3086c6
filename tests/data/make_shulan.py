"""Write the tables of the shipped instance ``shulan``, so that every modelled number in it can be made again.

    python -m tests.data.make_shulan SOURCE TARGET

SOURCE holds ``sources/tables/shulan_*.csv`` (the tables of the plan, as printed) and ``data/*.csv`` (census, divisions,
costs); TARGET is the instance folder. Beds and totals are copied; ``shulan_staff`` shares the staff, which the plan
prints for the whole county only, among the facilities, ``shulan_services`` says which services stand today.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from tests.data.shulan_services import service_resources, service_stock
from tests.data.shulan_sites import COUNTY, NAMES_EN, PRIMARY_TYPES, SITES, Site
from tests.data.shulan_staff import HEALTH_TECHNICIANS, Staff, model_staff
from tests.data.tables import Stock, read, write

DISCHARGES_2019 = 57171
"""Of the whole county, printed in 一（一）5."""

INFANT_PLACES_2020 = round(Decimal("1.8") * 406744 / 1000)
"""The country's 1.8 places per 1000 people of 2020 (main indicators of the national 14th plan); Shulan's is blank."""

BED_COST = {
    "tcm_hospital": 557500,
    **dict.fromkeys(PRIMARY_TYPES, 4250 * 80),
}
"""Yuan per added bed where it differs from the resource's 1,000,000: a TCM hospital of 2014, nominal; in primary care
4,250 yuan/m² (a central township health centre of 2017) times 80 m² per bed (a county hospital of 2011)."""

STAFF = (
    *("health_staff", "health_technicians", "doctors", "nurses", "pharmacists", "other_technicians"),
    *("other_health_staff", "tcm_doctors", "public_health_doctors", "psychiatrists", "gps"),
    *("rural_doctors", "tcm_rural_doctors", "public_health_staff", "cdc_posts", "cdc_prof_tech_staff"),
    *("health_supervisors", "maternal_child_staff"),
)
"""The order of the professions in ``stock.csv``."""

NEW_CENTRE_STAFF = ("health_staff", "health_technicians", "doctors", "nurses", "pharmacists", "tcm_doctors", "gps")
"""What a community health centre that is still to be founded may employ, besides a public-health doctor."""

GRADED_COUNTY_HOSPITALS = tuple(site.id for site in SITES if site.grade and site.level == "county")

SECOND_CENTRES = ("qili-fenghuang", "kaiyuan-qingsong", "xinan-yushugou", "tiande-qingfeng")
CITY_SUBDISTRICTS = ("北城街道", "南城街道", "环城街道", "滨河街道")
PUBLIC_HEALTH = "public_health_staff"
MINUTES_AT_THE_SEAT, MINUTES_IN_TOWN = 5, 10
DETOUR, KM_PER_HOUR = 1.4, 40
EARTH_RADIUS_KM = 6371.0088


def bed_row(site: Site, current: int, plan: int) -> Stock:
    """The beds of a facility: they fall only where the plan says so, the city's hospital does not grow."""
    most = current if site.level == "city" else ""
    return Stock(site.id, "beds", current, plan if plan < current else "", most, BED_COST.get(site.type, ""))


def staff_rows(site: Site, staff: Staff) -> list[Stock]:
    """The staff of a facility; the county decides neither about the city's hospital nor about private ones.

    Village clinics gain nobody: they have no beds, by which the plan counts the staff it adds without a profession.
    """
    held = {resource: staff[resource][site.id] for resource in STAFF if site.id in staff[resource]}
    if site.type in PRIMARY_TYPES or site.id in GRADED_COUNTY_HOSPITALS:
        held.setdefault("public_health_doctors", 0)
    if site.candidate and site.type in PRIMARY_TYPES:
        held |= dict.fromkeys(NEW_CENTRE_STAFF, 0)
    fixed = set(STAFF) if site.level == "city" or site.ownership == "private" else set()
    if site.type == "village_clinic":
        fixed = {"health_staff"}
    return [
        Stock(site.id, resource, held[resource], max=held[resource] if resource in fixed else "")
        for resource in STAFF
        if resource in held
    ]


def stock_rows(sites: Sequence[Site], beds: Mapping[str, int], planned: Mapping[str, int], staff: Staff) -> list[Stock]:
    """All rows of ``stock.csv``, in the order of the facilities, with the bounds the README explains."""
    rows = []
    for site in sites:
        one = 1 if site.candidate else ""
        rows.append(Stock(site.id, "institutions", site.institutions, one, one or site.institutions))
        if site.id in beds:
            rows.append(bed_row(site, beds[site.id], planned[site.id]))
        if site.type == "general_hospital":
            rows.append(Stock(site.id, "tcm_beds", 0))
        rows += staff_rows(site, staff)
        if site.type == "infant_care":
            rows.append(Stock(site.id, "infant_places", INFANT_PLACES_2020))
        rows += [Stock(site.id, resource, current) for resource, current in service_stock(site)]
    return rows


def printed_beds(tables: Path) -> tuple[dict[str, int], dict[str, int]]:
    """Beds of 2020 and planned beds of 2025 by the name of the facility, as the plan's tables print them."""
    now, planned = {}, {}
    for name in ("1_prefecture_level", "2_county_level", "3_tcm", "4_grassroots"):
        for row in read(tables / f"shulan_beds_{name}.csv"):
            kind, facility, *numbers = row.values()
            if kind == "facility":
                now[facility], planned[facility] = map(int, numbers)
    (whole,) = read(tables / "shulan_beds_5_whole_county.csv")
    now["社会办医院（合计）"] = int(whole["社会办医院_2020年编制_总数"])
    planned["社会办医院（合计）"] = int(whole["社会办医院_2025年规划_总数"])
    return now, planned


def printed_staff(tables: Path) -> dict[str, int]:
    """The staff totals of 2020; all health staff is the printed staff per bed times the printed beds (1.06 · 3369)."""
    resources = ("public_health_staff", "doctors", "nurses", "pharmacists", "gps", "tcm_doctors")
    *totals, _doctor_nurse, bed_staff = read(tables / "shulan_workforce.csv")
    staff = {resource: int(row["2020年_总数"]) for resource, row in zip(resources, totals, strict=True)}
    (whole,) = read(tables / "shulan_beds_5_whole_county.csv")
    per_bed = Decimal(bed_staff["2020年_千人口数"].removeprefix("1:"))
    all_staff = round(per_bed * int(whole["合计_2020年编制_总数"]))
    return staff | {"health_staff": all_staff, "health_technicians": HEALTH_TECHNICIANS}


def area_rows(data: Path) -> list[list[object]]:
    """The county with its census numbers and its townships, with the coordinates that belong to them."""
    (county,) = (row for row in read(data / "shulan_luojiang_census2020.csv") if row["code"] == COUNTY)
    columns = ("seat_lon", "seat_lat", "area_km2_ctamap2021", "pop", "urban", "age_0_14", "age_60p", "age_65p")
    rows = [
        [COUNTY, "舒兰市", NAMES_EN["舒兰市"], "county", "", *(county[column] for column in columns), DISCHARGES_2019]
    ]
    for row in read(data / "townships_zhejiang_shulan_luojiang.csv"):
        if row["county_code"] == COUNTY:
            own = not row["coord_method"].startswith("PROXY")
            place = [row["lon"], row["lat"]] if own else ["", ""]
            rows.append([row["code"], row["name"], NAMES_EN[row["name"]], "township", COUNTY, *place, *[""] * 7])
    return rows


def facility_rows(data: Path, areas: Sequence[Sequence[object]], planned: Mapping[str, int]) -> list[list[object]]:
    """The facilities; planned beds only where the plan sets them for that facility."""
    code = {str(name): str(area) for area, name, *_ in areas}
    listed = {row["facility"]: row for row in read(data / "facilities_from_plans.csv") if row["region"] == "舒兰市"}
    rows: list[list[object]] = []
    for site in SITES:
        found = listed.get(site.name)
        place = ["", ""]
        if found and not found["coord_note"].startswith("PROXY"):
            place = [found["lon"], found["lat"]]
        plan = "" if site.ownership == "private" else planned.get(site.name, "")
        area = code[site.township] if site.township else COUNTY
        described = (site.type, site.grade, site.ownership, site.level, "candidate" if site.candidate else "open")
        opening = 0 if site.candidate else ""
        rows.append([site.id, site.name, site.name_en, area, *described, opening, *place, plan, site.departments])
    return rows


def resource_rows(data: Path) -> list[list[object]]:
    """The resources: a facility keeps what it has, unless stock.csv says otherwise; the wage stands on all staff."""
    cost = {row["item"]: row["value"] for row in read(data / "unit_costs.csv")}
    bed = cost["investment_per_bed_general_hospital"]
    wage = Decimal(cost["health_sector_wage"]) * Decimal(cost["employer_on_cost_factor"])
    people = [
        ("health_technicians", "卫生技术人员", "health technicians", "health_staff", "staff"),
        ("doctors", "执业（助理）医师", "doctors", "health_technicians", "cadre"),
        ("nurses", "注册护士", "nurses", "health_technicians", "cadre"),
        ("pharmacists", "药师（士）", "pharmacists", "health_technicians", "cadre"),
        ("other_technicians", "其他卫生技术人员", "other health technicians", "health_technicians", "cadre"),
        ("other_health_staff", "其他卫生人员", "other health personnel", "health_staff", "staff"),
        ("tcm_doctors", "中医类别执业（助理）医师", "TCM doctors", "doctors", "licence"),
        ("public_health_doctors", "公共卫生执业（助理）医师", "public-health doctors", "doctors", "licence"),
        ("psychiatrists", "精神科执业（助理）医师", "psychiatrists", "doctors", "licence"),
        ("gps", "全科医生", "general practitioners", "doctors", ""),
        ("rural_doctors", "乡村医生", "village doctors", "other_health_staff", ""),
        ("tcm_rural_doctors", "中医类别或能西会中的乡村医生", "village doctors who practise TCM", "rural_doctors", ""),
        (PUBLIC_HEALTH, "专业公共卫生机构人员", "staff of public-health institutions", "health_staff", ""),
        ("cdc_posts", "疾控机构编制", "established posts of the CDC", PUBLIC_HEALTH, ""),
        ("cdc_prof_tech_staff", "疾控机构专业技术人员", "technical staff of the CDC", "cdc_posts", ""),
        ("health_supervisors", "卫生监督员", "health supervisors", PUBLIC_HEALTH, ""),
        ("maternal_child_staff", "妇幼保健机构保健人员", "maternal and child health workers", PUBLIC_HEALTH, ""),
    ]
    return [
        ["institutions", "机构数", "institutions", "个", "", "", "facility", "", 0, 0],
        ["beds", "床位", "beds", "张", "", "", "facility", "", bed, 0],
        ["tcm_beds", "中医床位", "TCM beds", "张", "beds", "", "facility", "", 0, 0],
        ["health_staff", "卫生人员", "health personnel", "人", "", "", "facility", "", 0, wage],
        *([*name, "人", whole, group, "facility", "", 0, 0] for *name, whole, group in people),
        ["infant_places", "托位", "infant-care places", "个", "", "", "facility", "", 0, 0],
        *service_resources(),
    ]


def travel_rows(areas: Sequence[Sequence[object]], facilities: Sequence[Sequence[object]]) -> list[list[object]]:
    """Minutes from the seat of a township to the health centres known to be near it, as the README explains."""
    code = {name: area for area, name, *_ in areas}
    place = {name: _place(row[5:7]) for row in areas for name in [row[1]]}
    where = {str(row[0]): _place(row[10:12]) for row in facilities}
    rows: list[list[object]] = []
    for site in SITES:
        if site.township in CITY_SUBDISTRICTS:
            for township in CITY_SUBDISTRICTS:
                own = township == site.township
                rows.append([code[township], site.id, MINUTES_AT_THE_SEAT if own else MINUTES_IN_TOWN])
        elif site.township:
            minutes = _minutes(site, place[site.township], where[site.id])
            rows += [[code[site.township], site.id, minutes]] if minutes else []
    return rows


def _place(cells: Sequence[object]) -> tuple[float, float] | None:
    """Longitude and latitude of two cells, or nothing where they are empty."""
    longitude, latitude = map(str, cells)
    return (float(longitude), float(latitude)) if longitude else None


def _minutes(site: Site, seat: tuple[float, float] | None, building: tuple[float, float] | None) -> int | None:
    """From a township's seat: a few minutes to a centre of its own name, else by the great circle if both are known."""
    if site.id not in SECOND_CENTRES:
        return MINUTES_AT_THE_SEAT
    if seat is None or building is None:
        return None
    (east, north), (to_east, to_north) = (map(math.radians, point) for point in (seat, building))
    chord = math.sin((to_north - north) / 2) ** 2
    chord += math.cos(north) * math.cos(to_north) * math.sin((to_east - east) / 2) ** 2
    return math.ceil(2 * EARTH_RADIUS_KM * math.asin(math.sqrt(chord)) * DETOUR / KM_PER_HOUR * 60)


def make(source: Path, target: Path) -> None:
    """Write the five tables of the instance from the folder of sources."""
    data, tables = source / "data", source / "sources" / "tables"
    beds_by_name, planned_by_name = printed_beds(tables)
    beds = {site.id: beds_by_name[site.name] for site in SITES if site.name in beds_by_name}
    planned = {site.id: planned_by_name[site.name] for site in SITES if site.name in planned_by_name}
    staff = model_staff({site.id: site.type for site in SITES}, beds, printed_staff(tables))
    areas = area_rows(data)

    people = ("residents", "urban_residents", "children", "elderly", "elderly_65")
    numbers = ("lon", "lat", "area_km2", *people, "discharges")
    write(target / "areas.csv", ("area", "name", "name_en", "level", "parent", *numbers), areas)
    facilities = facility_rows(data, areas, planned_by_name)
    write(
        target / "facilities.csv",
        (
            *("facility", "name", "name_en", "area", "type", "grade", "ownership", "level", "status", "open_cost"),
            *("lon", "lat", "planned_beds", "departments"),
        ),
        facilities,
    )
    write(
        target / "resources.csv",
        (
            *("resource", "name", "name_en", "unit", "part_of", "group", "keep"),
            *("max_per_facility", "capital_cost", "annual_cost"),
        ),
        resource_rows(data),
    )
    write(target / "travel.csv", ("area", "facility", "minutes"), travel_rows(areas, facilities))
    write(target / "stock.csv", Stock._fields, stock_rows(SITES, beds, planned, staff))


if __name__ == "__main__":
    make(*map(Path, sys.argv[1:]))
