"""The facilities of the instance ``zhejiang``: a row for each class of a county or city, each named hospital, too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from tests.data import zhejiang_assumptions as given
from tests.data.tables import apportion
from tests.data.zhejiang_places import CAPITAL, CITIES_EN, PROVINCIAL, SEATS


class County(NamedTuple):
    """One county with what its facilities are derived from; ``signal`` is its share of the province's demand."""

    code: str
    name: str
    name_en: str
    city: str
    city_name: str
    kind: str
    residents: int
    urban: int
    infants: int
    elderly: int
    townships: int
    subdistricts: int
    signal: Fraction


@dataclass(frozen=True)
class Site:
    """One row of ``facilities.csv``; ``share`` divides beds inside its tier, ``thousands`` are its residents / 1000."""

    id: str
    name: str
    name_en: str
    area: str
    city: str
    kind: given.Kind
    institutions: int
    residents: int
    grade: str = "ungraded"
    share: Fraction = Fraction(0)
    thousands: Fraction = Fraction(0)
    candidate: bool = False
    lead: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Level and class, as the services are listed."""
        return ("city" if self.kind.level == "city" else "county", self.kind.key)

    @property
    def growing(self) -> bool:
        """Whether the number of its institutions may grow."""
        return self.kind.type in given.GROWING or self.kind.key == "clinics"


def grade_of(kind: given.Kind, residents: int) -> str:
    """An assumed grade: 3A or 3B for hospitals of the province and the cities, by its size for those of a county."""
    if kind.level == "province":
        return "3A"
    if kind.level == "city":
        grades = {"general_hospital": "3A", "tcm_hospital": "3A", "maternal_child_hospital": "3B"}
        return grades.get(kind.type, "3B" if kind.type == "psychiatric_hospital" else "ungraded")
    if kind.key in ("general", "tcm"):
        return "3B" if residents >= 800_000 else "2A"
    return "2B" if kind.key == "mch" else "ungraded"


def county_sites(counties: Sequence[County]) -> Iterator[Site]:
    """The classes of each county, those that exist there."""
    numbers = county_institutions(counties)
    for county in counties:
        seat = SEATS[county.city] == county.code
        for kind in given.COUNTY_KINDS:
            if kind.key == "ems-centre" and county.kind == "district":
                continue
            if (kind.key == "tcm" or kind.key == "ems") and seat:
                continue
            number = numbers[kind.key][county.code]
            if not number and kind.key in ("thc", "chc", "clinics", "other-clinics"):
                continue
            primary = Fraction(number, county.townships + county.subdistricts or number)
            thousands = primary * county.residents / 1000 if kind.key in ("thc", "chc") else Fraction(0)
            yield Site(
                f"{county.code}-{kind.key}",
                county.name + kind.name,
                f"{county.name_en}, {kind.name_en}",
                county.code,
                county.city,
                kind,
                number,
                county.residents,
                grade_of(kind, county.residents),
                kind.beds * county.signal * (primary if thousands else 1),
                thousands,
                candidate=kind.key == "ems-centre" and not number,
                lead=kind.key == "general" or (kind.key == "tcm" and county.residents > 400_000),
            )


def county_institutions(counties: Sequence[County]) -> dict[str, dict[str, int]]:
    """How many institutions each class of each county stands for in 2020: class → county → number."""
    rural = {c.code: Fraction(c.residents - c.urban) for c in counties}
    government = floor(given.VILLAGE_CLINICS * given.GOVERNMENT_CLINICS)
    places = infant_places_share(counties)
    return {
        **{kind.key: {c.code: 1 for c in counties} for kind in given.COUNTY_KINDS},
        "general": {c.code: 1 + (c.residents > 400_000) + (c.residents > 1_200_000) for c in counties},
        "thc": {c.code: c.townships for c in counties},
        "chc": {c.code: community_centres(c) for c in counties},
        "clinics": apportion(government, rural),
        "other-clinics": apportion(given.VILLAGE_CLINICS - government, rural),
        "private": apportion(given.PRIVATE_HOSPITALS, {c.code: Fraction(c.residents) for c in counties}),
        "nursing": apportion(given.NURSING_HOMES, {c.code: Fraction(c.elderly) for c in counties}),
        "infant": {code: ceil(number / given.PLACES_PER_INFANT_CARE) for code, number in places.items()},
        "ems-centre": {c.code: int(c.residents > 400_000) for c in counties},
        "ems": {c.code: ceil(c.residents / 150_000) for c in counties},
    }


def infant_places_share(counties: Sequence[County]) -> dict[str, Fraction]:
    """Infant-care places of 2020 before rounding, by infants: 1.8 per 1000 residents of the province."""
    places = Fraction("1.8") * sum(c.residents for c in counties) / 1000
    infants = sum(c.infants for c in counties)
    return {c.code: places * c.infants / infants for c in counties}


def community_centres(county: County) -> int:
    """One in each subdistrict; where a county has neither those nor towns, one for each 100,000 urban residents."""
    if county.townships + county.subdistricts == 0:
        return ceil(county.urban / 100_000)
    return county.subdistricts


def city_sites(counties: Sequence[County]) -> Iterator[Site]:
    """The classes of each city, placed in the district where its government sits."""
    for city, city_en in CITIES_EN.items():
        inside = [c for c in counties if c.city == city]
        residents, signal = sum(c.residents for c in inside), sum((c.signal for c in inside), Fraction(0))
        seat = next(c for c in inside if c.code == SEATS[city])
        for kind in given.CITY_KINDS:
            if kind.key == "blood" and city == CAPITAL:
                continue
            number = {"general": max(1, residents // 1_500_000), "ems": ceil(seat.residents / 150_000)}.get(kind.key, 1)
            yield Site(
                f"{city}-{kind.key}",
                seat.city_name + kind.name,
                f"{city_en}, {kind.name_en}",
                seat.code,
                city,
                kind,
                number,
                residents,
                grade_of(kind, residents),
                kind.beds * signal,
            )


def province_sites(counties: Sequence[County]) -> Iterator[Site]:
    """The hospitals run by the province, its maternal and child one among them, its CDC and its blood centre."""
    city_of = {c.code: c.city for c in counties}
    for named in PROVINCIAL:
        kind = given.PROVINCE_KINDS[named.type]
        site = Site(named.id, named.name, named.name_en, named.area, city_of[named.area], kind, 1, 0, "3A")
        yield Site(**{**site.__dict__, "share": Fraction(named.size)})
    district = SEATS[CAPITAL]
    for key, name, name_en, sort in (
        ("zhejiang-cdc", "浙江省疾病预防控制中心", "Zhejiang Provincial Centre for Disease Control", "cdc"),
        ("zhejiang-ems", "浙江省急救指挥中心", "Zhejiang Provincial Emergency Command Centre", "ems_centre"),
        ("zhejiang-blood", "浙江省血液中心", "Zhejiang Provincial Blood Centre", "blood_station"),
    ):
        yield Site(key, name, name_en, district, CAPITAL, given.Kind("", "", "", sort, "province"), 1, 0)
