"""How the totals of Zhejiang in 2020 divide among its facilities: by census signals and weights, adding up exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import floor
from typing import NamedTuple

from tests.data import zhejiang_assumptions as given
from tests.data.tables import apportion
from tests.data.zhejiang_sites import County, Site

Column = dict[str, int]
STAFF_TYPES = (
    *("general_hospital", "tcm_hospital", "maternal_child_hospital", "psychiatric_hospital", "rehab_hospital"),
    *("specialised_hospital", "children_hospital", "township_health_centre", "community_center", "village_clinic"),
    "private_hospitals",
)
PURPOSES = {"psychiatric": "psychiatric_beds", "rehab": "rehab_beds", "nursing": "nursing_beds"}
HALF = Fraction(1, 2)


class Stock(NamedTuple):
    """One row of ``stock.csv``; an empty bound is absent."""

    facility: str
    resource: str
    current: int
    min: int | str = ""
    max: int | str = ""


def nearest(value: Fraction) -> int:
    """Half up."""
    return floor(value + HALF)


class Totals(NamedTuple):
    """The province in 2020: people, and the rates that the plan prints for that year."""

    residents: int
    elderly: int
    rehab_nursing_per_1000_elderly: Fraction
    psychiatric_per_1000: Fraction
    infant_places_per_1000: Fraction
    gps_per_10000: Fraction
    nurses_per_doctor: Fraction
    technicians_per_bed: Fraction

    def per(self, people: int, rate: Fraction) -> int:
        """A rate per so many residents, as a whole number."""
        return nearest(rate * self.residents / people)

    @property
    def beds(self) -> dict[str, int]:
        """All beds by tier: the assumed total, in the proportions that the plan prints for 2025 (2.0 : 3.7 : 1.8)."""
        tiers = {"upper": Fraction("2.0"), "county": Fraction("3.7"), "private": Fraction("1.8")}
        return apportion(self.per(1000, given.BEDS_PER_1000), tiers)

    @property
    def rehab_and_nursing(self) -> dict[str, int]:
        """The printed total, in the proportion of the targets of 2025: 0.3 per 1000 residents for rehabilitation."""
        total = nearest(self.rehab_nursing_per_1000_elderly * self.elderly / 1000)
        aim = {"rehab": Fraction("0.3") * self.residents, "all": Fraction("5.5") * self.elderly}
        rehab = nearest(total * aim["rehab"] / aim["all"])
        return {"rehab": rehab, "nursing": total - rehab}


def tier(site: Site) -> str:
    """Which total the beds of a facility belong to."""
    if site.kind.level in ("province", "city"):
        return "upper"
    return "private" if site.kind.level == "private" else "county"


def all_beds(sites: Sequence[Site], totals: Totals) -> Column:
    """Beds of every facility that has any."""
    beds: Column = {}
    for name, number in totals.beds.items():
        here = [site for site in sites if site.share and tier(site) == name]
        if name != "upper":
            beds |= apportion(number, {site.id: site.share for site in here})
            continue
        for level, part in apportion(number, given.UPPER_TIER).items():
            beds |= apportion(part, {site.id: site.share for site in here if site.kind.level == level})
    return beds


def bed_purposes(sites: Sequence[Site], beds: Column, totals: Totals) -> dict[str, Column]:
    """Beds by purpose: all of a facility of that kind, the rest by weights; those for infections by weights alone."""
    wanted = {"psychiatric": totals.per(1000, totals.psychiatric_per_1000), **totals.rehab_and_nursing}
    columns = {}
    for purpose, name in PURPOSES.items():
        weight = {site.id: getattr(site.kind, purpose) * beds.get(site.id, 0) for site in sites}
        full = {site.id: beds[site.id] for site in sites if getattr(site.kind, purpose) == 1}
        rest = {key: value for key, value in weight.items() if value and key not in full}
        columns[name] = full | apportion(wanted[purpose] - sum(full.values()), rest)
    infectious = {site.id: site.kind.infectious * beds.get(site.id, 0) for site in sites if site.kind.infectious}
    columns["infectious_beds"] = apportion(totals.per(10_000, given.INFECTIOUS_PER_10000), infectious)
    columns["convertible_beds"] = dict.fromkeys(columns["infectious_beds"], 0)
    return columns


def staff(sites: Sequence[Site], beds: Column, totals: Totals) -> dict[str, Column]:
    """Staff by profession; in each facility doctors, nurses and other technicians make the technicians."""
    working = [site for site in sites if site.kind.type in STAFF_TYPES]
    clinics = {s.id: Fraction(s.institutions) for s in working if s.kind.type == "village_clinic"}
    villages = apportion(nearest(sum(clinics.values()) * given.DOCTORS_PER_VILLAGE_CLINIC), clinics)

    def shared(total: int, weight: Callable[[Site], Fraction]) -> Column:
        units = {s.id: weight(s) * (s.thousands or beds.get(s.id, 0)) for s in working if s.id not in villages}
        return apportion(total, units)

    doctors = totals.per(1000, given.DOCTORS_PER_1000)
    nurses = nearest(doctors * totals.nurses_per_doctor)
    technicians = nearest(totals.technicians_per_bed * sum(beds.values()))
    columns = {
        "doctors": villages | shared(doctors - sum(villages.values()), lambda s: s.kind.doctors),
        "nurses": shared(nurses, lambda s: s.kind.nurses),
    }
    rest = shared(technicians - doctors - nurses, lambda s: s.kind.technicians)
    columns["health_technicians"] = {
        s.id: columns["doctors"][s.id] + columns["nurses"].get(s.id, 0) + rest.get(s.id, 0) for s in working
    }
    people = nearest(technicians * given.STAFF_PER_TECHNICIAN)
    others = {s.id: s.kind.others * columns["health_technicians"][s.id] for s in working if s.id not in villages}
    columns["other_health_staff"] = apportion(people - technicians, others)
    columns["health_staff"] = {
        s.id: columns["health_technicians"][s.id] + columns["other_health_staff"].get(s.id, 0) for s in working
    }
    return columns


def special_doctors(
    sites: Sequence[Site], doctors: Column, purposes: Mapping[str, Column], totals: Totals
) -> dict[str, Column]:
    """Doctors by field, and the public-health doctor that each hospital of grade 2 and each centre is given."""
    tcm = nearest(sum(doctors.values()) * Fraction("0.62") / Fraction("4.3"))
    psychiatric = purposes["psychiatric_beds"]
    psychiatrists = totals.per(100_000, totals.psychiatric_per_1000 / Fraction("0.5") * 4)
    by_id = {site.id: site for site in sites}
    return {
        "tcm_doctors": apportion(tcm, {k: by_id[k].kind.tcm * n for k, n in doctors.items() if by_id[k].kind.tcm}),
        "gps": apportion(
            totals.per(10_000, totals.gps_per_10000),
            {k: by_id[k].kind.gps * n for k, n in doctors.items() if by_id[k].kind.gps},
        ),
        "psychiatrists": apportion(psychiatrists, {k: Fraction(beds) for k, beds in psychiatric.items() if beds}),
        "public_health_doctors": {
            s.id: s.institutions * given.PUBLIC_HEALTH_DOCTORS_PER_INSTITUTION
            for s in sites
            if s.grade != "ungraded" or s.kind.type in ("township_health_centre", "community_center")
        },
    }


def other_columns(sites: Sequence[Site], counties: Sequence[County], totals: Totals) -> dict[str, Column]:
    """What belongs neither to beds nor to their staff: prevention, vehicles, places for infants."""

    def of(sort: str, level: str | None = None) -> list[Site]:
        return [s for s in sites if s.kind.type == sort and level in (None, s.kind.level)]

    people = {site.id: Fraction(site.residents) for site in sites}
    centres = {s.id: Fraction(s.institutions) for s in (*of("township_health_centre"), *of("community_center"))}
    seats = {s.id: Fraction(s.institutions) for s in of("ems_station")}
    ambulances = apportion(totals.per(30_000, given.AMBULANCES_PER_30000), seats)
    infants = {c.code: c.infants for c in counties}
    mothers = of("maternal_child_hospital", "county")
    tonnes = blood_tonnes(sites, totals)
    return {
        "maternal_child_staff": apportion(
            totals.per(10_000, given.MATERNAL_CHILD_STAFF_PER_10000), {s.id: people[s.id] for s in mothers}
        ),
        "mental_rehab_workers": apportion(
            nearest(sum(centres.values()) * given.MENTAL_REHAB_WORKERS_PER_INSTITUTION), centres
        ),
        "ambulances": ambulances,
        "negative_pressure_ambulances": apportion(
            nearest(sum(ambulances.values()) * given.NEGATIVE_PRESSURE_SHARE),
            {key: Fraction(number) for key, number in ambulances.items()},
        ),
        "infant_places": apportion(
            totals.per(1000, totals.infant_places_per_1000),
            {s.id: Fraction(infants[s.area]) for s in of("infant_care")},
        ),
        "blood_vehicles": apportion(nearest(sum(tonnes.values()) * given.BLOOD_VEHICLES_PER_TONNE), tonnes),
        "mobile_bsl2_labs": dict.fromkeys((s.id for s in of("cdc", "city")), 0),
    }


def blood_tonnes(sites: Sequence[Site], totals: Totals) -> dict[str, Fraction]:
    """Tonnes of blood supplied a year, to one decimal, by the people served: Hangzhou's by the provincial centre."""
    stations = {s.id: s.residents for s in sites if s.kind.type == "blood_station"}
    capital = totals.residents - sum(stations.values())
    rate = given.BLOOD_TONNES_PER_MILLION / 100_000
    return {key: Fraction(nearest(rate * (people or capital)), 10) for key, people in stations.items()}


def service_columns(sites: Sequence[Site]) -> dict[str, Column]:
    """Services of 2020: a share of the institutions of a class, the larger counties first where it is one in each."""
    columns: dict[str, Column] = {}
    classes: dict[tuple[str, str], list[Site]] = {}
    for site in sites:
        if site.kind.key:
            classes.setdefault(site.key, []).append(site)
        elif site.id in given.PROVINCIAL_SERVICES or site.kind.type in given.PROVINCE_KINDS:
            for service, number in (given.ALL_PROVINCIAL | given.PROVINCIAL_SERVICES.get(site.id, {})).items():
                columns.setdefault(service, {})[site.id] = number
    for key, members in classes.items():
        largest_first = sorted(members, key=lambda s: (-s.residents, s.id))
        weights = {s.id: Fraction(s.institutions) for s in largest_first}
        third_grade = {s.id: weights[s.id] for s in largest_first if s.grade.startswith("3")}
        for service, share in given.SERVICES.get(key, {}).items():
            able = third_grade if service == "lab_bsl2_plus" and key != ("city", "cdc") else weights
            number = floor(sum(able.values()) * Fraction(share))
            columns.setdefault(service, {}).update(apportion(number, able))
    for site in sites:
        if "emergency_store" in given.SERVICES.get(site.key, {}):
            columns["emergency_store"][site.id] = int(site.city in given.STORES)
    return columns
