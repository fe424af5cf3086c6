"""Write the tables of the shipped instance ``shulan``, so that every modelled number in it can be made again.

    python make_shulan.py SOURCE TARGET

SOURCE holds ``sources/tables/shulan_*.csv`` (the tables of the plan, as printed) and ``data/*.csv`` (census, divisions,
costs); TARGET is the instance folder. Beds and totals are copied. The plan prints staff for the whole county only, so

    staff[f, r] = the printed total of r, shared in proportion to units[f] · weight[type of f, r]

where units are beds or, in a public-health institution without beds, its modelled staff. Shares are rounded by largest
remainders, so every column adds up to the printed total; a tie falls to the facility that stands first.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

COUNTY = "220283"


class Site(NamedTuple):
    """One institution of the plan; ``township`` is empty where the plan does not say in which one it lies."""

    id: str
    name: str
    name_en: str
    type: str
    township: str

    @property
    def ownership(self) -> str:
        """The plan counts nursing stations with the public county and grassroots beds."""
        return "private" if self.type == "private_hospitals" else "public"

    @property
    def level(self) -> str:
        """Whose institution it is; ``private`` is ours, the plan gives private hospitals no level."""
        if self.type in (*PRIMARY_TYPES, "nursing_station"):
            return "primary"
        return {"psychiatric_hospital": "city", "private_hospitals": "private"}.get(self.type, "county")


PRIMARY_TYPES = ("community_center", "central_township_health_centre", "township_health_centre")

SITES = tuple(
    Site(*line.split(","))
    for line in """
shulan-psychiatric-hospital,吉林市舒兰精神病医院,Shulan Psychiatric Hospital of Jilin City,psychiatric_hospital,
shulan-peoples-hospital,舒兰市人民医院,Shulan People's Hospital,general_hospital,
shulan-second-peoples-hospital,舒兰市第二人民医院,Shulan Second People's Hospital,general_hospital,
shulan-mch-hospital,舒兰市妇幼保健院,Shulan Maternal and Child Health Hospital,maternal_child_hospital,
shulan-tcm-hospital,舒兰市中医院,Shulan Hospital of Traditional Chinese Medicine,tcm_hospital,
nancheng-community,舒兰市南城社区卫生服务中心,Nancheng Community Health Centre,community_center,南城街道
beicheng-community,舒兰市北城社区卫生服务中心,Beicheng Community Health Centre,community_center,北城街道
jishu-community-1,舒兰市吉舒第一社区卫生服务中心,Jishu First Community Health Centre,community_center,吉舒街道
jishu-community-2,舒兰市吉舒第二社区卫生服务中心,Jishu Second Community Health Centre,community_center,吉舒街道
huancheng-community,舒兰市环城社区卫生服务中心,Huancheng Community Health Centre,community_center,环城街道
kaiyuan-centre,舒兰市开原镇中心卫生院,Kaiyuan Central Township Health Centre,central_township_health_centre,开原镇
xihe-centre,舒兰市溪河镇中心卫生院,Xihe Central Township Health Centre,central_township_health_centre,溪河镇
baiqi-centre,舒兰市白旗镇中心卫生院,Baiqi Central Township Health Centre,central_township_health_centre,白旗镇
fate-centre,舒兰市法特镇中心卫生院,Fate Central Township Health Centre,central_township_health_centre,法特镇
pingan-centre,舒兰市平安镇中心卫生院,Ping'an Central Township Health Centre,central_township_health_centre,平安镇
shangying-centre,舒兰市上营镇中心卫生院,Shangying Central Township Health Centre,central_township_health_centre,上营镇
chaoyang,舒兰市朝阳镇卫生院,Chaoyang Township Health Centre,township_health_centre,朝阳镇
qili,舒兰市七里乡卫生院,Qili Township Health Centre,township_health_centre,七里乡
qili-fenghuang,舒兰市七里乡凤凰卫生院,Qili Fenghuang Health Centre,township_health_centre,七里乡
kaiyuan-qingsong,舒兰市开原镇青松卫生院,Kaiyuan Qingsong Health Centre,township_health_centre,开原镇
xinan,舒兰市新安乡卫生院,Xin'an Township Health Centre,township_health_centre,新安乡
xinan-yushugou,舒兰市新安乡榆树沟卫生院,Xin'an Yushugou Health Centre,township_health_centre,新安乡
shuiquliu,舒兰市水曲柳镇卫生院,Shuiquliu Township Health Centre,township_health_centre,水曲柳镇
xiaocheng,舒兰市小城镇卫生院,Xiaocheng Township Health Centre,township_health_centre,小城镇
tiande-qingfeng,舒兰市天德乡庆丰卫生院,Tiande Qingfeng Health Centre,township_health_centre,天德乡
tiande,舒兰市天德乡卫生院,Tiande Township Health Centre,township_health_centre,天德乡
lianhua,舒兰市莲花乡卫生院,Lianhua Township Health Centre,township_health_centre,莲花乡
liangjiashan,舒兰市亮甲山乡卫生院,Liangjiashan Township Health Centre,township_health_centre,亮甲山乡
jinma,舒兰市金马镇卫生院,Jinma Township Health Centre,township_health_centre,金马镇
nursing-stations,护理站,Nursing stations (together),nursing_station,
private-hospitals,社会办医院（合计）,Private hospitals (together),private_hospitals,
shulan-cdc,舒兰市疾病预防控制中心,Shulan Centre for Disease Control and Prevention,cdc,
shulan-tb-institute,舒兰市结核病防治所,Shulan Tuberculosis Institute,tb_institute,
shulan-health-supervision,舒兰市卫生监督所,Shulan Health Supervision Institute,health_supervision,
""".strip().splitlines()
)
"""The facilities in the order of the plan's four bed tables, then those without a row there."""

NAMES_EN = {
    "舒兰市": "Shulan",
    "北城街道": "Beicheng Subdistrict",
    "南城街道": "Nancheng Subdistrict",
    "环城街道": "Huancheng Subdistrict",
    "吉舒街道": "Jishu Subdistrict",
    "滨河街道": "Binhe Subdistrict",
    "法特镇": "Fate Town",
    "白旗镇": "Baiqi Town",
    "溪河镇": "Xihe Town",
    "朝阳镇": "Chaoyang Town",
    "小城镇": "Xiaocheng Town",
    "上营镇": "Shangying Town",
    "水曲柳镇": "Shuiquliu Town",
    "平安镇": "Ping'an Town",
    "金马镇": "Jinma Town",
    "开原镇": "Kaiyuan Town",
    "莲花乡": "Lianhua Township",
    "亮甲山乡": "Liangjiashan Township",
    "新安乡": "Xin'an Township",
    "七里乡": "Qili Township",
    "天德乡": "Tiande Township",
}

PUBLIC_HEALTH_WEIGHT = {
    "cdc": Fraction("1.75"),
    "maternal_child_hospital": Fraction(1),
    "health_supervision": Fraction("1.25"),
    "tb_institute": Fraction("0.5"),
}
"""How the public-health staff divide: the plan's own norms per 10,000 residents (1.75, 1, and the middle of 1–1.5, in
三（三）6 and 7); the tuberculosis institute has no norm, 0.5 is assumed."""

_PRIMARY = {"doctors": "0.45", "nurses": "0.25", "pharmacists": "0.04", "tcm_doctors": "0.2", "gps": "0.65"}
WEIGHT = {
    "psychiatric_hospital": {
        "doctors": "0.12",
        "nurses": "0.25",
        "pharmacists": "0.015",
        "tcm_doctors": "0.02",
        "gps": "0.02",
    },
    "general_hospital": {
        "doctors": "0.45",
        "nurses": "0.6",
        "pharmacists": "0.03",
        "tcm_doctors": "0.05",
        "gps": "0.04",
    },
    "maternal_child_hospital": {
        "doctors": "0.4",
        "nurses": "0.5",
        "pharmacists": "0.03",
        "tcm_doctors": "0.03",
        "gps": "0.02",
    },
    "tcm_hospital": {
        "doctors": "0.45",
        "nurses": "0.5",
        "pharmacists": "0.08",
        "tcm_doctors": "0.8",
        "gps": "0.04",
    },
    **dict.fromkeys(PRIMARY_TYPES, _PRIMARY),
    "private_hospitals": {
        "doctors": "0.2",
        "nurses": "0.3",
        "pharmacists": "0.025",
        "tcm_doctors": "0.2",
        "gps": "0.04",
    },
    "cdc": {"doctors": "0.3", "nurses": "0.05"},
    "tb_institute": {"doctors": "0.3", "nurses": "0.3"},
}
"""Assumed staff per bed (doctors, nurses, pharmacists; per head of staff in the last two types) and assumed shares of
the doctors (tcm_doctors, gps). Only their proportions count: the printed totals fix the level."""

CADRES = ("doctors", "nurses", "pharmacists")
OTHERS = "other_health_staff"
SHARES_OF_DOCTORS = ("tcm_doctors", "gps")

BED_COST = {
    "tcm_hospital": 557500,
    **dict.fromkeys(PRIMARY_TYPES, 4250 * 80),
}
"""Yuan per added bed where it differs from the resource's 1,000,000: a TCM hospital of 2014, nominal; in primary care
4,250 yuan/m² (a central township health centre of 2017) times 80 m² per bed (a county hospital of 2011)."""


class Stock(NamedTuple):
    """One row of ``stock.csv``; an empty bound is absent."""

    facility: str
    resource: str
    current: int
    min: int | str = ""
    max: int | str = ""
    capital_cost: int | str = ""
    annual_cost: int | str = ""


def apportion(total: int, weights: Mapping[str, Fraction]) -> dict[str, int]:
    """Share a whole total in proportion to the weights, by largest remainders."""
    quotas = {key: Fraction(total) * weight / sum(weights.values()) for key, weight in weights.items()}
    shares = {key: int(quota) for key, quota in quotas.items()}
    by_remainder = sorted(quotas, key=lambda key: shares[key] - quotas[key])
    for key in by_remainder[: total - sum(shares.values())]:
        shares[key] += 1
    return shares


def model_staff(
    types: Mapping[str, str], beds: Mapping[str, int], totals: Mapping[str, int]
) -> dict[str, dict[str, int]]:
    """Share the county's staff totals among facilities: resource → facility → persons.

    ``types`` and ``beds`` go by facility, ``totals`` by resource. In a public-health institution all staff is
    public-health staff; elsewhere those who are neither doctor, nurse nor pharmacist follow the beds. These others
    are a part of their own, so that in every facility the four add up to its staff.
    """
    institutes = {site: PUBLIC_HEALTH_WEIGHT[kind] for site, kind in types.items() if kind in PUBLIC_HEALTH_WEIGHT}
    staff = {"public_health_staff": apportion(totals["public_health_staff"], institutes)}

    def weights(resource: str, units: Mapping[str, int]) -> dict[str, Fraction]:
        return {
            site: units[site] * Fraction(WEIGHT[kind][resource])
            for site, kind in types.items()
            if resource in WEIGHT.get(kind, {})
        }

    units = staff["public_health_staff"] | beds
    for resource in CADRES:
        staff[resource] = apportion(totals[resource], weights(resource, units))
    for resource in SHARES_OF_DOCTORS:
        staff[resource] = apportion(totals[resource], weights(resource, staff["doctors"]))

    cadres = {
        site: sum(staff[resource].get(site, 0) for resource in CADRES)
        for site, kind in types.items()
        if kind in WEIGHT and site not in institutes
    }
    others = totals["health_staff"] - totals["public_health_staff"] - sum(cadres.values())
    share = apportion(others, {site: Fraction(beds[site]) for site in cadres})
    staff["health_staff"] = staff["public_health_staff"] | {site: cadres[site] + share[site] for site in cadres}
    staff[OTHERS] = {
        site: persons - sum(staff[resource].get(site, 0) for resource in CADRES)
        for site, persons in staff["health_staff"].items()
    }
    return staff


def stock_rows(
    sites: Sequence[Site], beds: Mapping[str, int], planned: Mapping[str, int], staff: Mapping[str, Mapping[str, int]]
) -> list[Stock]:
    """All rows of ``stock.csv``, in the order of the facilities, with the bounds the README explains."""
    rows = []
    for site in sites:
        of_the_city = site.level == "city"
        if site.id in beds:
            current, plan = beds[site.id], planned[site.id]
            least = plan if plan < current else ""
            most = current if of_the_city else ""
            rows.append(Stock(site.id, "beds", current, least, most, BED_COST.get(site.type, "")))
        for resource in ("health_staff", *CADRES, OTHERS, *SHARES_OF_DOCTORS, "public_health_staff"):
            if site.id in staff[resource]:
                current = staff[resource][site.id]
                most = current if of_the_city or site.ownership == "private" else ""
                rows.append(Stock(site.id, resource, current, max=most))
    return rows


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file by column name."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write a CSV file in UTF-8 with Unix line ends."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


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
    return staff | {"health_staff": round(per_bed * int(whole["合计_2020年编制_总数"]))}


def area_rows(data: Path) -> list[list[str]]:
    """The county with its census numbers and its townships, with the coordinates that belong to them."""
    (county,) = (row for row in read(data / "shulan_luojiang_census2020.csv") if row["code"] == COUNTY)
    columns = ("seat_lon", "seat_lat", "area_km2_ctamap2021", "pop", "urban", "age_0_14", "age_60p", "age_65p")
    rows = [[COUNTY, "舒兰市", NAMES_EN["舒兰市"], "county", "", *(county[column] for column in columns)]]
    for row in read(data / "townships_zhejiang_shulan_luojiang.csv"):
        if row["county_code"] == COUNTY:
            own = not row["coord_method"].startswith("PROXY")
            place = [row["lon"], row["lat"]] if own else ["", ""]
            rows.append([row["code"], row["name"], NAMES_EN[row["name"]], "township", COUNTY, *place, *[""] * 6])
    return rows


def facility_rows(data: Path, areas: Sequence[Sequence[str]], planned: Mapping[str, int]) -> list[list[object]]:
    """The facilities; planned beds only where the plan sets them for that facility."""
    code = {name: area for area, name, *_ in areas}
    listed = {row["facility"]: row for row in read(data / "facilities_from_plans.csv") if row["region"] == "舒兰市"}
    rows = []
    for site in SITES:
        found = listed.get(site.name)
        place = ["", ""]
        if found and not found["coord_note"].startswith("PROXY"):
            place = [found["lon"], found["lat"]]
        plan = "" if site.ownership == "private" else planned.get(site.name, "")
        area = code[site.township] if site.township else COUNTY
        described = (site.type, site.ownership, site.level, "open")
        rows.append([site.id, site.name, site.name_en, area, *described, *place, plan])
    return rows


def resource_rows(data: Path) -> list[list[object]]:
    """The resources: a facility keeps what it has, unless stock.csv says otherwise; the wage stands on all staff."""
    cost = {row["item"]: row["value"] for row in read(data / "unit_costs.csv")}
    bed = cost["investment_per_bed_general_hospital"]
    staff = Decimal(cost["health_sector_wage"]) * Decimal(cost["employer_on_cost_factor"])
    return [
        ["beds", "床位", "beds", "张", "", "", "facility", bed, 0],
        ["health_staff", "卫生人员", "health personnel", "人", "", "", "facility", 0, staff],
        ["doctors", "执业（助理）医师", "doctors", "人", "health_staff", "cadre", "facility", 0, 0],
        ["nurses", "注册护士", "nurses", "人", "health_staff", "cadre", "facility", 0, 0],
        ["pharmacists", "药师（士）", "pharmacists", "人", "health_staff", "cadre", "facility", 0, 0],
        [OTHERS, "其他卫生人员", "other health personnel", "人", "health_staff", "cadre", "facility", 0, 0],
        ["tcm_doctors", "中医类别执业（助理）医师", "TCM doctors", "人", "doctors", "", "facility", 0, 0],
        ["gps", "全科医生", "general practitioners", "人", "doctors", "", "facility", 0, 0],
        [
            "public_health_staff",
            "专业公共卫生机构人员",
            "staff of public-health institutions",
            "人",
            "health_staff",
            "",
            "facility",
            0,
            0,
        ],
    ]


def make(source: Path, target: Path) -> None:
    """Write the four tables of the instance from the folder of sources."""
    data, tables = source / "data", source / "sources" / "tables"
    beds_by_name, planned_by_name = printed_beds(tables)
    beds = {site.id: beds_by_name[site.name] for site in SITES if site.name in beds_by_name}
    planned = {site.id: planned_by_name[site.name] for site in SITES if site.name in planned_by_name}
    staff = model_staff({site.id: site.type for site in SITES}, beds, printed_staff(tables))
    areas = area_rows(data)

    numbers = ("lon", "lat", "area_km2", "residents", "urban_residents", "children", "elderly", "elderly_65")
    write(target / "areas.csv", ("area", "name", "name_en", "level", "parent", *numbers), areas)
    write(
        target / "facilities.csv",
        (
            *("facility", "name", "name_en", "area", "type", "ownership", "level", "status"),
            *("lon", "lat", "planned_beds"),
        ),
        facility_rows(data, areas, planned_by_name),
    )
    write(
        target / "resources.csv",
        (
            *("resource", "name", "name_en", "unit", "part_of", "group", "keep"),
            *("capital_cost", "annual_cost"),
        ),
        resource_rows(data),
    )
    write(target / "stock.csv", Stock._fields, stock_rows(SITES, beds, planned, staff))


if __name__ == "__main__":
    make(*map(Path, sys.argv[1:]))
