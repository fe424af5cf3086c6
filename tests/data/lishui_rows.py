"""The rows of ``stock.csv``: what each facility of Lishui holds in 2020 and what may change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from tests.data.lishui_services import BUILDING_PROJECTS, services
from tests.data.lishui_sites import Site
from tests.data.lishui_stock import CADRES, OTHERS, least_beds, least_staff
from tests.data.tables import Stock

TCM_BED, PRIMARY_BED = 557500, 4250 * 80
"""Yuan per added bed as in the instance of Shulan: a TCM hospital of 2014; in primary care 4,250 per m2 times 80 m2."""


GROWTH, FEW = Fraction("1.4"), 3
"""Assumed: no facility's beds or staff grow by more than two fifths in five years, or by three where that is more."""
MARGIN = Fraction("1.05")
"""Assumed: but each may pass its standard of 2025 by a twentieth."""
PLACES_PER_1000 = 5
"""Assumed: at most so many infant-care places per 1000 residents of a township; the plan wants 4.5 in the province."""

AMBULANCES_PER_30000 = 3
"""No place has more ambulances than the plan asks of its county: three per 30,000 residents."""

PURPOSES = {
    "psychiatric_beds": ("psychiatric_hospital", "private_hospitals", "general_hospital"),
    "nursing_beds": ("primary", "private_hospitals", "psychiatric_hospital", "nursing_home"),
    "rehab_beds": ("tcm_hospital", "general_hospital", "private_hospitals", "primary"),
    "infectious_beds": ("general_hospital",),
    "convertible_beds": ("general_hospital", "tcm_hospital"),
}
"""Where a bed may have a purpose of its own."""

SPECIALISTS = {
    "tcm_doctors": (
        *("tcm_hospital", "general_hospital", "maternal_child_hospital", "primary"),
        *("private_hospitals", "village_clinic", "clinic"),
    ),
    "gps": ("primary", "general_hospital", "village_clinic", "clinic"),
    "psychiatrists": ("psychiatric_hospital", "general_hospital", "private_hospitals"),
    "public_health_doctors": (
        *("primary", "general_hospital", "tcm_hospital", "psychiatric_hospital"),
        *("maternal_child_hospital", "cdc"),
    ),
}
"""Which types may have doctors of a kind."""

PURPOSE_SHARE = {
    "primary": Fraction(1, 2),
    "private_hospitals": Fraction(1, 3),
    "psychiatric_hospital": Fraction(1),
    "general_hospital": Fraction(1, 10),
    "tcm_hospital": Fraction(1, 10),
}
"""Assumed: the share of a facility's beds that one purpose may take at most."""

HOSPITALS = ("general_hospital", "tcm_hospital", "psychiatric_hospital", "maternal_child_hospital")


class Held(NamedTuple):
    """Everything modelled for 2020, beds, their purposes, staff, vehicles, infant places; and the standard of 2025."""

    beds: Mapping[str, int]
    purposes: Mapping[str, Mapping[str, int]]
    staff: Mapping[str, Mapping[str, int]]
    ambulances: tuple[Mapping[str, int], Mapping[str, int]]
    infant_places: Mapping[str, int]
    villages: Mapping[str, int]
    people: Mapping[str, int]
    standard: Mapping[str, Mapping[str, int]]


def kind(site: Site) -> str:
    """The type of a facility, with all health centres taken as one."""
    return "primary" if site.level == "primary" else site.type


def most(current: int, least: int | str = 0, standard: int = 0) -> int:
    """The most that something may become; what is new may double what it opens with."""
    return max(current + FEW, ceil(current * GROWTH), 2 * int(least or 0), ceil(standard * MARGIN))


def institution_row(site: Site, held: Held) -> Stock:
    """How many institutions a facility stands for, and how many it may become."""
    if site.status == "candidate":
        return Stock(site.id, "institutions", 0, 1, 1)
    if site.type == "infant_care":
        current = 1 if site.id in held.infant_places else 0
        return Stock(site.id, "institutions", current, max=current + 2)
    if site.type == "village_clinic" and site.ownership == "government":
        return Stock(site.id, "institutions", site.many, max=held.villages[site.area])
    if site.type == "private_hospitals":
        return Stock(site.id, "institutions", site.many, max=2 * site.many)
    return Stock(site.id, "institutions", site.many, max=site.many)


def bed_rows(site: Site, held: Held) -> Iterator[Stock]:
    """The beds of a facility and their purposes."""
    new = site.status == "candidate"
    if site.id not in held.beds and not (new and least_beds(site)):
        return
    current = held.beds.get(site.id, 0)
    least: int | str = least_beds(site) if new else ""
    cost: int | str = {"tcm_hospital": TCM_BED, "primary": PRIMARY_BED, "nursing_home": PRIMARY_BED}.get(kind(site), "")
    room = most(current, least, held.standard["beds"].get(site.id, 0))
    yield Stock(site.id, "beds", current, least, room, cost)
    if site.type in HOSPITALS:
        yield Stock(site.id, "open_beds", current, least, room)
    for purpose, types in PURPOSES.items():
        if kind(site) in types:
            used = held.purposes.get(purpose, {}).get(site.id, 0)
            share = Fraction(1) if site.type == "nursing_home" else PURPOSE_SHARE[kind(site)]
            yield Stock(site.id, purpose, used, max=max(most(used), int(room * share)))


def staff_rows(site: Site, held: Held) -> Iterator[Stock]:
    """The staff of a facility; new hospitals and nursing homes may hire, private ones stay as they are."""
    technicians = held.staff["health_technicians"].get(site.id, 0)
    new = site.status == "candidate" and least_beds(site) > 0
    if site.id not in held.staff["health_technicians"] and not new:
        return
    fixed = site.type in ("private_hospitals", "clinic") or (site.type, site.ownership) == ("village_clinic", "private")
    least = least_staff(site) if new else {}
    room = 2 * held.villages[site.area] if site.type == "village_clinic" else 0
    counts = staff_counts(site, held, technicians)
    bounds = {}
    for resource, current in counts.items():
        standard = held.standard.get(resource, {}).get(site.id, 0)
        bounds[resource] = max(most(current, least.get(resource, 0), standard), room)
    together = sum(bounds[profession] for profession in CADRES)
    bounds["health_technicians"] = max(bounds["health_technicians"], together)
    bounds["health_staff"] = max(bounds["health_staff"], together + bounds.get("other_health_staff", 0))
    for resource, current in counts.items():
        yield Stock(site.id, resource, current, least.get(resource) or "", current if fixed else bounds[resource])


def staff_counts(site: Site, held: Held, technicians: int) -> dict[str, int]:
    """The staff of a facility in 2020: resource → people."""
    new = site.status == "candidate"
    others = round(technicians * OTHERS.get(site.type, 0))
    found = {"health_staff": technicians + others}
    if site.type in OTHERS:
        found["other_health_staff"] = others
    found["health_technicians"] = technicians
    for resource in ("doctors", "nurses", "other_technicians"):
        found[resource] = held.staff[resource].get(site.id, 0)
    doctors = held.staff["doctors"].get(site.id, 0)
    for resource, types in SPECIALISTS.items():
        if kind(site) in types:
            current = held.staff.get(resource, {}).get(site.id, 0)
            if resource == "public_health_doctors":
                current = doctors * 4 // 5 if site.type == "cdc" else min(1, doctors)
            found[resource] = current
    if site.type == "maternal_child_hospital" and not new:
        found["maternal_child_staff"] = held.people[site.area] // (20000 if site.level == "city" else 11000)
    return found


def other_rows(site: Site, held: Held) -> Iterator[Stock]:
    """Vehicles, places and equipment of a facility."""
    if site.level == "primary":
        yield Stock(site.id, "mental_rehab_workers", 0)
    if site.type in ("ems_station", "ems_point"):
        room = ceil(AMBULANCES_PER_30000 * Fraction(held.people[site.area[:6]], 30000))
        for resource, vehicles in zip(("ambulances", "negative_pressure_ambulances"), held.ambulances, strict=True):
            yield Stock(site.id, resource, vehicles.get(site.id, 0), max=room)
    if site.type == "blood_station":
        yield Stock(site.id, "blood_vehicles", 2)
    if site.type == "infant_care":
        places = held.infant_places.get(site.id, 0)
        yield Stock(
            site.id,
            "infant_places",
            places,
            max=max(places, ceil(Fraction(held.people[site.area] * PLACES_PER_1000, 1000))),
        )
    if site.type == "cdc":
        yield Stock(site.id, "mobile_labs", 0)
        if site.level == "city":
            yield Stock(site.id, "mobile_bsl2_labs", 0)
    if site.type == "general_hospital" and site.level == "county":
        yield Stock(site.id, "mobile_hospital", 0)


def stock_rows(sites: Sequence[Site], held: Held) -> list[Stock]:
    """All rows of ``stock.csv`` in the order of the facilities."""
    rows = []
    for site in sites:
        rows.append(institution_row(site, held))
        rows += bed_rows(site, held)
        rows += staff_rows(site, held)
        rows += other_rows(site, held)
        for service in services(site):
            cost: int | str = ""
            if service == "building_project":
                cost = int(TCM_BED * Decimal(str(BUILDING_PROJECTS[site.area])) * held.beds[site.id])
            rows.append(Stock(site.id, service, 0, capital_cost=cost))
    return rows
