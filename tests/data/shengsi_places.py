"""The islands and the institutions of Shengsi: what stands where, and what may stand there."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

COUNTY = "330922"


class Township(NamedTuple):
    """A township; its island is the one its seat lies on.

    ``villages`` and ``communities`` are committees (村委会, 社区居委会) in the division codes of the National Bureau of
    Statistics as of 2023-06-30; 小洋港区社区, a statistical zone of the port, is not counted.
    """

    id: str
    name: str
    name_en: str
    code: str
    island: str
    villages: int
    communities: int

    @property
    def off_island(self) -> bool:
        """Whether its seat lies on another island than the county's."""
        return self.island != MAIN_ISLAND

    @property
    def urban(self) -> bool:
        """The county seat is the only town area (城区)."""
        return self.id == SEAT


MAIN_ISLAND = "sijiao"
SEAT = "caiyuan"

TOWNSHIPS = (
    Township("caiyuan", "菜园镇", "Caiyuan", "330922100", "sijiao", 9, 4),
    Township("shengshan", "嵊山镇", "Shengshan", "330922101", "shengshan", 4, 0),
    Township("yangshan", "洋山镇", "Yangshan", "330922102", "yangshan", 1, 4),
    Township("wulong", "五龙乡", "Wulong", "330922200", "sijiao", 4, 0),
    Township("huanglong", "黄龙乡", "Huanglong", "330922201", "huanglong", 4, 0),
    Township("gouqi", "枸杞乡", "Gouqi", "330922202", "gouqi", 5, 0),
    Township("huaniao", "花鸟乡", "Huaniao", "330922203", "huaniao", 2, 0),
)

BRIDGES = (frozenset({"shengshan", "gouqi"}),)
"""Pairs of islands that a car can cross between: 三礁江大桥, begun in 2007, under completion in 2010."""


class Site(NamedTuple):
    """One row of ``facilities.csv``: an institution, or ``institutions`` of a class taken together."""

    id: str
    name: str
    name_en: str
    type: str
    township: str
    level: str = "county"
    ownership: str = "public"
    status: str = "open"
    grade: str = "ungraded"
    institutions: int = 1
    floor_m2: int = 0

    @property
    def candidate(self) -> bool:
        """Whether the plan decides if it opens."""
        return self.status == "candidate"


def _county_sites() -> list[Site]:
    seat, new = SEAT, "candidate"
    return [
        Site(
            *("shengsi-peoples-hospital", "嵊泗县人民医院", "Shengsi People's Hospital", "general_hospital", seat),
            grade="2",
        ),
        Site(
            *("shengsi-tcm-hospital", "嵊泗县中医院", "Shengsi Hospital of Traditional Chinese Medicine"),
            *("tcm_hospital", seat),
            grade="2B",
        ),
        Site(
            *("shengsi-mch", "嵊泗县妇幼保健服务机构", "Shengsi Maternal and Child Health Institution"),
            *("maternal_child_institution", seat),
        ),
        Site(
            *(
                "shengsi-cdc",
                "嵊泗县疾病预防控制中心",
                "Shengsi Centre for Disease Control and Prevention",
                "cdc",
                seat,
            ),
        ),
        Site(
            *("ems-station", "嵊泗县院前医疗急救站", "Shengsi Emergency Station", "ems_station", seat),
            status=new,
            floor_m2=500,
        ),
        Site(
            *("ems-centre", "嵊泗县紧急医疗救护中心", "Shengsi Emergency Rescue Centre", "ems_centre", seat),
            status=new,
            floor_m2=300,
        ),
        Site(
            *("blood-house", "泗礁本岛固定献血屋", "Sijiao Blood-donation House", "blood_house", seat),
            status=new,
            floor_m2=50,
        ),
        Site(
            *("private-reserve", "社会办医（预留空间）", "Private institutions (room kept for them)"),
            *("private_hospitals", "", "private", "private"),
            institutions=0,
        ),
    ]


def _township_sites(place: Township) -> list[Site]:
    """The health centre, the clinics, an emergency point and an infant-care institution of one township."""
    at, zh, en = place.id, place.name, place.name_en
    primary = ("primary", "government")
    sites = [
        Site(f"{at}-centre", f"{zh}卫生院", f"{en} Township Health Centre", "township_health_centre", at, "primary"),
        Site(
            *(f"{at}-clinics", f"{zh}村卫生室（合计）", f"{en} village clinics (together)", "village_clinic", at),
            *primary,
            institutions=place.villages,
        ),
    ]
    if place.communities:
        name, name_en = f"{zh}社区卫生服务站（合计）", f"{en} community health stations (together)"
        stations = (f"{at}-stations", name, name_en, "community_station", at, *primary)
        sites.append(Site(*stations, institutions=place.communities))
    if not place.urban:
        point = (f"{at}-ems-point", f"{zh}院前急救点", f"{en} Emergency Point", "ems_point", at)
        sites.append(Site(*point, status="candidate", floor_m2=100))
    status, floor = ("open", 0) if place.urban else ("candidate", 500)
    care = (f"{at}-infant-care", f"{zh}幼托机构", f"{en} Infant-care Institution", "infant_care", at, "township")
    sites.append(Site(*care, status=status, floor_m2=floor))
    return sites


SITES = (*_county_sites(), *(site for place in TOWNSHIPS for site in _township_sites(place)))

PLACE = {place.id: place for place in TOWNSHIPS}

DETOUR = Fraction("1.4")
"""Road kilometres per kilometre as the crow flies: assumed; the islands are hilly, their roads follow the shore."""

KM_PER_HOUR = 30
"""Mean speed of a car or ambulance on an island road: assumed."""


def drivable(one: Township, other: Township) -> bool:
    """Whether a car gets from one township's seat to the other's: on one island, or over a bridge."""
    return one.island == other.island or frozenset({one.island, other.island}) in BRIDGES
