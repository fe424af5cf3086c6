"""The stock of 2020 in the shipped instance ``luojiang``: the district's totals, and how they are shared.

    beds[f]     = the printed total, shared by the rates of 2020 and by planned beds
    staff[f, r] = the total of r, shared in proportion to units[f] · weight[type of f, r]

where units are beds, heads (public-health institutions) or institutions (stations). Shares are rounded by largest
remainders, so every column adds up to its total.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from tests.data.luojiang_sites import (
    CDC,
    CENTRES,
    COUNTED,
    HEALTH_CENTRES,
    INFANT_CARE,
    INFANT_CARE_CENTRE,
    JINSHAN,
    LUEPING,
    MCH,
    PEOPLES,
    PRIVATE,
    SERVICES,
    SITES,
    STATIONS,
    SUPERVISION,
    TCM,
    WARD,
    XINSHENG,
    apportion,
    of_types,
)
from tests.data.tables import Stock

BEDS_2020 = 1094
"""All beds of 2020 (一（一）1)."""

PUBLIC_HEALTH_RATE, GP_RATE = Fraction("0.83"), Fraction("4.4")
"""Public-health staff per 1000 and general practitioners per 10,000 residents in 2020 (一（一）1; not in table 1)."""

PLANNED = {PEOPLES: 550, TCM: 400, WARD: 100, "wanan-community": 30}
PLANNED_CENTRES = 420
"""Planned beds of table 2; they share the beds of 2020 that no rate gives."""

CENTRE_WEIGHT = {JINSHAN: 2, LUEPING: 2, XINSHENG: 2}
"""Assumed: the three that become sub-county centres have twice the beds of each of the other four."""

INSTITUTES = {CDC: Fraction("1.75"), SUPERVISION: Fraction(1), MCH: Fraction(1)}
"""How the 78 people of the professional institutions divide: the plan's own norms per 10,000 residents (表4)."""

_HEALTH_CENTRE = {"doctors": "0.45", "nurses": "0.25", "pharmacists": "0.04", "tcm_doctors": "0.4", "gps": "0.65"}
WEIGHT = {
    "general_hospital": {
        "doctors": "0.45",
        "nurses": "0.6",
        "pharmacists": "0.03",
        "tcm_doctors": "0.12",
        "gps": "0.04",
    },
    "tcm_hospital": {"doctors": "0.45", "nurses": "0.5", "pharmacists": "0.08", "tcm_doctors": "0.9", "gps": "0.04"},
    **dict.fromkeys(HEALTH_CENTRES, _HEALTH_CENTRE),
    "private_hospitals": {
        "doctors": "0.2",
        "nurses": "0.3",
        "pharmacists": "0.025",
        "tcm_doctors": "0.2",
        "gps": "0.04",
    },
    "community_station": {"doctors": "1.1", "nurses": "1", "pharmacists": "0", "tcm_doctors": "0.8", "gps": "0.65"},
    "maternal_child_institution": {
        "doctors": "0.4",
        "nurses": "0.3",
        "pharmacists": "0.03",
        "tcm_doctors": "0.03",
        "gps": "0",
    },
    "cdc": {"doctors": "0.3", "nurses": "0.05", "pharmacists": "0", "tcm_doctors": "0", "gps": "0"},
}
"""Assumed: doctors, nurses and pharmacists per unit, and the shares of the doctors that are TCM doctors and general
practitioners. As in the instance of Shulan, but for more TCM doctors outside the TCM hospital: here they are 36 % of
all. Only the proportions count: the totals fix the level."""

CADRES = ("doctors", "nurses", "pharmacists")
OTHERS = "other_health_staff"
OF_DOCTORS = ("tcm_doctors", "gps")
INSTITUTE_PART = {"health_supervisors": SUPERVISION, "maternal_child_staff": MCH}
STAFF = ("health_staff", *CADRES, OTHERS, *OF_DOCTORS, "public_health_staff", *INSTITUTE_PART)

AMBULANCES = {PEOPLES: 1, TCM: 1, JINSHAN: 1}
"""Assumed: the plan prints no number; one at each place it names as a site of emergency care."""

LEAST_PLACES = 10
"""Places of the infant-care centre when it opens, at the least: assumed, one group."""

PRESENT = {"ems_network_site": (PEOPLES,), "tcm_dept": (PEOPLES,), "tcm_clinic": of_types(*HEALTH_CENTRES)}
"""Services of 2020: TCM departments and clinics stood at 100 % (表1 14, 15), the emergency centre is in the People's
Hospital (三（三）1). Of all others the plan prints nothing, so they start at none."""

TCM_BED_COST, CENTRE_BED_COST = 557500, 4250 * 80
"""Yuan per added bed: a TCM hospital of 2014, nominal; 4,250 yuan/m² (a central township health centre of 2017) times
80 m² per bed (a county hospital of 2011)."""


def of_centres(beds: int) -> dict[str, int]:
    """Beds of the seven health centres together, divided by the assumed weights."""
    return apportion(beds, {site: Fraction(CENTRE_WEIGHT.get(site, 1)) for site in of_types(*CENTRES)})


def model_beds(rates: Mapping[str, Fraction]) -> dict[str, int]:
    """Beds of 2020 by site: TCM and private beds by their share of the printed rate, the others by planned beds."""
    everything = rates["beds"]
    tcm = round(BEDS_2020 * rates["tcm_beds"] / everything)
    private = BEDS_2020 - round(BEDS_2020 * rates["county_and_primary_beds"] / everything)
    planned = {site: Fraction(PLANNED[site]) for site in (PEOPLES, "wanan-community")}
    rest = apportion(BEDS_2020 - tcm - private, planned | {"centres": Fraction(PLANNED_CENTRES)})
    centres = of_centres(rest.pop("centres"))
    return {TCM: tcm, WARD: 0, PRIVATE: private} | rest | centres


def planned_beds() -> dict[str, int]:
    """Planned beds of table 2; the one number for the seven health centres divided like their beds of 2020."""
    return PLANNED | of_centres(PLANNED_CENTRES)


def staff_totals(rates: Mapping[str, Fraction], residents: int) -> dict[str, int]:
    """The district's staff of 2020: printed rates times the residents of the census, and 0.95 people per bed."""
    per_1000 = ("doctors", "nurses", "pharmacists", "tcm_doctors", "infant_places")
    totals = {name: round(rates[name] * residents / 1000) for name in per_1000}
    totals["gps"] = round(GP_RATE * residents / 10000)
    totals["health_staff"] = round(rates["staff_per_bed"] * BEDS_2020)
    totals["public_health_staff"] = round(rates["public_health_staff"] * 10000)
    totals["primary_public_health_staff"] = round(PUBLIC_HEALTH_RATE * residents / 1000) - totals["public_health_staff"]
    return totals


def model_staff(beds: Mapping[str, int], totals: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """Share the staff totals: resource → site → people; in every site the four cadres add up to its staff."""
    types = {site.id: site.type for site in SITES}
    staff = {"public_health_staff": apportion(totals["public_health_staff"], INSTITUTES)}
    units = {site: beds[site] for site in beds if site != WARD} | staff["public_health_staff"] | {STATIONS: 6}

    def shared(resource: str, by: Mapping[str, int]) -> dict[str, int]:
        weights = {site: by[site] * Fraction(WEIGHT[types[site]][resource]) for site in by if types[site] in WEIGHT}
        return apportion(totals[resource], weights)

    for resource in CADRES:
        staff[resource] = shared(resource, units)
    for resource in OF_DOCTORS:
        staff[resource] = shared(resource, staff["doctors"])

    cadres = {site: sum(staff[cadre].get(site, 0) for cadre in CADRES) for site in units}
    outside = {site: people for site, people in cadres.items() if site not in INSTITUTES}
    others = totals["health_staff"] - totals["public_health_staff"] - sum(outside.values())
    share = apportion(others, {site: Fraction(outside[site]) for site in outside})
    whole = staff["public_health_staff"] | {site: outside[site] + share[site] for site in outside}
    staff["health_staff"] = whole
    staff[OTHERS] = {site: whole[site] - cadres[site] for site in whole}
    for part, site in INSTITUTE_PART.items():
        staff[part] = {site: staff["public_health_staff"][site]}
    return staff


def prof_tech_posts(staff: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """Professional posts of the health centres: their doctors, nurses and pharmacists of 2020."""
    return {site: sum(staff[cadre][site] for cadre in CADRES) for site in of_types(*HEALTH_CENTRES)}


def counted_today(staff: Mapping[str, Mapping[str, int]], totals: Mapping[str, int]) -> dict[str, Mapping[str, int]]:
    """What is known or assumed of the things of ``COUNTED`` in 2020; all others start at none."""
    posts = {site: Fraction(count) for site, count in prof_tech_posts(staff).items()}
    return {
        "ambulances": AMBULANCES,
        "infant_places": {INFANT_CARE: totals["infant_places"]},
        "rural_doctors": {site.id: site.institutions for site in SITES if site.type == "village_clinic"},
        "primary_public_health_staff": apportion(totals["primary_public_health_staff"], posts),
        "cdc_posts": {CDC: staff["public_health_staff"][CDC]},
        "township_posts": {site: staff["health_staff"][site] for site in of_types(*CENTRES)},
    }


def stock_rows(
    beds: Mapping[str, int], staff: Mapping[str, Mapping[str, int]], totals: Mapping[str, int]
) -> list[Stock]:
    """All rows of ``stock.csv`` in the order of the sites."""
    price = {TCM: TCM_BED_COST, PRIVATE: 0} | dict.fromkeys(of_types(*HEALTH_CENTRES), CENTRE_BED_COST)
    today = counted_today(staff, totals)
    rows = []
    for site in SITES:
        least, most = (1, 1) if site.id == INFANT_CARE_CENTRE else ("", site.institutions)
        rows.append(Stock(site.id, "institutions", site.institutions, least, 3 if site.id == PRIVATE else most))
        if site.id in beds:
            rows.append(Stock(site.id, "beds", beds[site.id], capital_cost=price.get(site.id, "")))
        for name in (name for name in STAFF if site.id in staff[name]):
            people = staff[name][site.id]
            rows.append(Stock(site.id, name, people, max=people if site.id == PRIVATE else ""))
        centre = {"infant_places": LEAST_PLACES} if site.id == INFANT_CARE_CENTRE else {}
        rows += [
            Stock(site.id, name, today.get(name, {}).get(site.id, 0), centre.get(name, ""))
            for name, (_, places) in COUNTED.items()
            if site.id in places
        ]
        rows += [
            Stock(site.id, name, int(site.id in PRESENT.get(name, ())), max=0 if name == "fever_clinic" else "")
            for name, places in SERVICES.items()
            if site.id in places
        ]
    return rows
