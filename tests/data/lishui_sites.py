"""The institutions of Lishui: what the plan names, what each county has or is to have, one centre in each township."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from tests.data.lishui_places import COUNTIES_EN, SEAT_OF_THE_CITY, County, Township
from tests.data.tables import apportion

VILLAGE_CLINICS, CLINICS, HOSPITALS = 784, 748, 73
"""Institutions of the city in its statistical bulletin for 2024."""

GOVERNMENT_SHARE = Fraction(1, 2)
"""Assumed share of village clinics run by the government or a collective (the plan wants 60 %)."""

CENTRAL = {"331124101": "古市医院", "331121101": "温溪医院", "331122102": "新建镇中心卫生院"}
"""The central township health centres that the plan names."""

OPEN_COST = {
    "ems_centre": 3_000_000,
    "ems_station": 500_000,
    "ems_point": 200_000,
    "blood_house": 300_000,
}
"""Assumed cost of opening, in yuan; for a hospital or nursing home 0, because its beds carry its cost."""


class Site(NamedTuple):
    """A row of ``facilities.csv``; ``many`` is how many institutions it stands for."""

    id: str
    name: str
    name_en: str
    area: str
    type: str
    level: str
    ownership: str = "public"
    grade: str = "ungraded"
    status: str = "open"
    many: int = 1
    place: tuple[str, str] | None = None

    @property
    def open_cost(self) -> int | str:
        """What opening a candidate costs."""
        return OPEN_COST.get(self.type, 0) if self.status == "candidate" else ""


def city_sites(seat: tuple[str, str]) -> Iterator[Site]:
    """What the city runs; all of it stands in the district where the city has its seat."""
    for line in """
lishui-central-hospital,丽水市中心医院,Lishui Central Hospital,general_hospital,3A,open
lishui-peoples-hospital,丽水市人民医院,Lishui People's Hospital,general_hospital,3A,open
lishui-first-peoples-hospital,丽水市第一人民医院,Lishui First People's Hospital,general_hospital,3A,candidate
lishui-second-peoples-hospital,丽水市第二人民医院,Lishui Second People's Hospital,psychiatric_hospital,3B,open
lishui-tcm-hospital,丽水市中医院,Lishui Hospital of Traditional Chinese Medicine,tcm_hospital,3A,open
lishui-mch-hospital,丽水市妇幼保健院,Lishui Maternal and Child Health Hospital,mch,3B,open
lishui-women-children-hospital,丽水市妇女儿童医院,Lishui Women and Children's Hospital,mch,3,candidate
lishui-cdc,丽水市疾病预防控制中心,Lishui Centre for Disease Control and Prevention,cdc,ungraded,open
lishui-ems-centre,丽水市急救中心,Lishui Emergency Centre,ems_centre,ungraded,open
lishui-ems-station-1,丽水市急救中心第一直属站,Lishui EMS: first direct station,ems_station,ungraded,open
lishui-ems-station-2,丽水市急救中心第二直属站,Lishui EMS: second direct station,ems_station,ungraded,candidate
lishui-blood-station,丽水市中心血站,Lishui Central Blood Station,blood_station,ungraded,open
""".strip().splitlines():
        id, name, name_en, kind, grade, status = line.split(",")
        kind = kind.replace("mch", "maternal_child_hospital")
        place = seat if kind == "ems_station" else None
        yield Site(id, name, name_en, SEAT_OF_THE_CITY, kind, "city", grade=grade, status=status, place=place)


def hospital_grades(county: County) -> tuple[str, str, str]:
    """Assumed grades of a county's general hospital, TCM hospital and maternal and child institution."""
    return "2A", "2A" if county.people["residents"] >= 200_000 else "2B", "2B"


def county_sites(county: County, private: int, clinics: int) -> Iterator[Site]:
    """What a county runs, and its private hospitals and clinics taken together."""
    code, name, name_en = county.code, county.name, COUNTIES_EN[county.code]
    key, district = name_en.lower(), county.kind == "district"
    general, tcm, mch = hospital_grades(county)

    def site(end: str, zh: str, en: str, kind: str, grade: str = "ungraded", status: str = "open") -> Site:
        place = county.place if kind == "ems_station" else None
        return Site(
            f"{key}-{end}", name + zh, f"{name_en} {en}", code, kind, "county", "public", grade, status, 1, place
        )

    yield site("peoples-hospital", "人民医院", "People's Hospital", "general_hospital", general)
    tcm_status = "candidate" if district else "open"
    yield site("tcm-hospital", "中医医院", "Hospital of Traditional Chinese Medicine", "tcm_hospital", tcm, tcm_status)
    yield site("mch-hospital", "妇幼保健院", "Maternal and Child Health Hospital", "maternal_child_hospital", mch)
    yield site("cdc", "疾病预防控制中心", "Centre for Disease Control and Prevention", "cdc")
    if not district:
        yield site("ems-centre", "急救中心", "Emergency Centre", "ems_centre", status="candidate")
        yield site("ems-station", "急救中心直属站", "Emergency Centre: direct station", "ems_station")
        yield site("blood-house", "固定献血屋", "Blood-donation House", "blood_house", status="candidate")
    together = f"private hospitals of {name_en} (together)"
    yield Site(
        f"{key}-private-hospitals",
        f"{name}社会办医院（合计）",
        together[0].upper() + together[1:],
        code,
        "private_hospitals",
        "private",
        "private",
        many=private,
    )
    yield Site(
        f"{key}-clinics",
        f"{name}诊所、门诊部（合计）",
        f"Clinics and outpatient departments of {name_en} (together)",
        code,
        "clinic",
        "private",
        "private",
        many=clinics,
    )
    yield Site(
        f"{key}-nursing-home",
        f"{name}护理院（拟设）",
        f"{name_en} Nursing Home (new)",
        code,
        "nursing_home",
        "private",
        "private",
        "ungraded",
        "candidate",
    )


def village_sites(county: County, number: int) -> Iterator[Site]:
    """A county's village clinics in two classes, by who runs them."""
    name_en = COUNTIES_EN[county.code]
    of_government = round(number * GOVERNMENT_SHARE)
    for owner, zh, en, many in (
        ("government", "政府（集体）办", "run by government or collective", of_government),
        ("private", "个体及其他", "others", number - of_government),
    ):
        yield Site(
            f"{name_en.lower()}-village-clinics-{owner}",
            f"{county.name}村卫生室（{zh}，合计）",
            f"Village clinics of {name_en}, {en} (together)",
            county.code,
            "village_clinic",
            "village",
            owner,
            many=many,
        )


def township_sites(town: Township, county: County, staffed: bool) -> Iterator[Site]:
    """A township's health centre, its infant-care institution, and an emergency point where its place is known."""
    latin = town.name_en.removesuffix(" Subdistrict").removesuffix(" Township").removesuffix(" Town")
    latin = latin.removesuffix(" She Ethnic")
    owner, key, place = county.name, f"t{town.code}", town.place
    if town.kind == "subdistrict":
        kind, zh, en = "community_center", f"{town.name}社区卫生服务中心", f"{latin} Community Health Centre"
    elif town.code in CENTRAL:
        own = CENTRAL[town.code]
        kind, zh, en = "central_township_health_centre", own, f"{latin} Central Township Health Centre"
    else:
        kind, zh, en = "township_health_centre", f"{town.name}卫生院", f"{latin} Township Health Centre"
    yield Site(f"{key}-centre", owner + zh, en, town.code, kind, "primary", grade="ungraded", place=place)
    yield Site(
        f"{key}-infant-care",
        f"{owner}{town.name}托育机构",
        f"{latin} infant care",
        town.code,
        "infant_care",
        "township",
        many=0,
        place=place,
    )
    if place and not staffed:
        name = f"{owner}{town.name}急救点（拟设）"
        english = f"{latin} Emergency Point (new)"
        yield Site(f"{key}-ems-point", name, english, town.code, "ems_point", "county", status="candidate", place=place)


def sites(counties: Sequence[County], towns: Sequence[Township]) -> list[Site]:
    """All facilities: of the city, then county by county, then township by township."""
    by_code = {county.code: county for county in counties}
    urban = {county.code: Fraction(county.people["urban_residents"]) for county in counties}
    everybody = {county.code: Fraction(county.people["residents"]) for county in counties}
    villages = {code: Fraction(sum(t.villages for t in towns if t.county == code)) for code in by_code}
    found = list(city_sites(by_code[SEAT_OF_THE_CITY].place))
    public = sum(site.type in ("general_hospital", "tcm_hospital", "psychiatric_hospital") for site in found) - 1
    public += 2 * len(counties) - 1
    private = apportion(HOSPITALS - public, urban)
    clinics = apportion(CLINICS, everybody)
    village_clinics = apportion(VILLAGE_CLINICS, villages)
    for county in counties:
        found += county_sites(county, private[county.code], clinics[county.code])
        found += village_sites(county, village_clinics[county.code])
    seats = {county.place for county in counties}
    for town in towns:
        found += township_sites(town, by_code[town.county], town.place in seats)
    return found
