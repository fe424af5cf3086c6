"""The stock of Lishui in 2020, modelled: totals of the city, shared among facilities by class weights and census."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from tests.data.lishui_places import SEAT_OF_THE_CITY, County
from tests.data.lishui_sites import Site
from tests.data.tables import apportion

BULLETIN = {
    # of 2024: (number, growth over 2023)
    "beds": (17487, Fraction("1.042")),
    "health_technicians": (25796, Fraction("1.041")),
    "doctors": (10504, Fraction("1.058")),
    "nurses": (11277, Fraction("1.046")),
}
"""The city's statistical bulletin for 2024: the only totals of its own that were found."""

YEARS_BACK = 4

RESIDENTS = 2507396
SHARE = {"hospital": Fraction("7.131"), "primary": Fraction("1.649"), "maternal": Fraction("0.296")}
"""Beds of hospitals, primary care and public-health institutions in China in 2020, in millions: the classes' shares."""
PUBLIC_OF_HOSPITALS = Fraction("0.714")
"""Share of the public hospitals in the hospital beds of China in 2020."""
CITY_OF_PUBLIC = Fraction("0.45")
"""Assumed share of the city's own hospitals in the beds of its public hospitals."""

CITY_WEIGHT = {
    "lishui-central-hospital": 14,
    "lishui-peoples-hospital": 13,
    "lishui-tcm-hospital": 6,
    "lishui-second-peoples-hospital": 5,
}
"""Assumed proportions of the beds of the city's four hospitals."""
COUNTY_WEIGHT = {"general_hospital": Fraction(75), "tcm_hospital": Fraction(25)}
"""Assumed proportions of a county's general and TCM hospital; they leave room below the 0.77 TCM beds of the plan."""
LIANDU_WEIGHT = Fraction("0.2")
"""The district around the city's hospitals needs fewer beds of its own: assumed a fifth."""

STAFF = {
    # doctors, nurses, other technicians per unit
    ("general_hospital", "city"): ("0.5", "0.75", "0.3"),
    ("general_hospital", "county"): ("0.42", "0.6", "0.25"),
    ("tcm_hospital", "city"): ("0.45", "0.6", "0.3"),
    ("tcm_hospital", "county"): ("0.42", "0.5", "0.3"),
    ("psychiatric_hospital", "city"): ("0.15", "0.4", "0.1"),
    ("maternal_child_hospital", "city"): ("0.5", "0.6", "0.2"),
    ("maternal_child_hospital", "county"): ("0.5", "0.6", "0.2"),
    ("primary", "primary"): ("0.55", "0.35", "0.2"),
    ("private_hospitals", "private"): ("0.22", "0.3", "0.12"),
    ("village_clinic", "village"): ("0.7", "0.1", "0"),
    ("clinic", "private"): ("1.1", "0.5", "0.15"),
    ("cdc", "city"): ("0.15", "0.02", "0.15"),
    ("cdc", "county"): ("0.6", "0.05", "0.6"),
    ("blood_station", "city"): ("0.02", "0.12", "0.1"),
    ("nursing_home", "private"): ("0.05", "0.2", "0.05"),
}
"""Assumed staff per unit. A unit is a bed; in primary care a bed, and five more per centre; a village clinic or clinic;
10,000 residents for the centres for disease control and the blood station. Only proportions count."""
CADRES = ("doctors", "nurses", "other_technicians")
PRIMARY_EXTRA = 5

SHARE_OF_DOCTORS = {
    "tcm_doctors": {
        "tcm_hospital": "0.75",
        "primary": "0.2",
        "general_hospital": "0.05",
        "private_hospitals": "0.2",
        "village_clinic": "0.25",
        "clinic": "0.3",
    },
    "gps": {"primary": "0.45", "general_hospital": "0.03", "village_clinic": "0.1", "clinic": "0.05"},
    "psychiatrists": {"psychiatric_hospital": "0.6", "general_hospital": "0.006", "private_hospitals": "0.03"},
}
"""Assumed proportions of these among the doctors of a type."""

SHARE_OF_BEDS = {
    "psychiatric_beds": {"psychiatric_hospital": "0.8", "private_hospitals": "0.18"},
    "nursing_beds": {"primary": "0.2", "private_hospitals": "0.25", "psychiatric_hospital": "0.1"},
    "rehab_beds": {
        "tcm_hospital": "0.08",
        "general_hospital": "0.02",
        "private_hospitals": "0.04",
        "primary": "0.03",
    },
    "infectious_beds": {"general_hospital": "0.04"},
}
"""Assumed proportions of these among the beds of a type."""

OTHERS = {
    "general_hospital": Fraction("0.22"),
    "tcm_hospital": Fraction("0.22"),
    "psychiatric_hospital": Fraction("0.25"),
    "maternal_child_hospital": Fraction("0.2"),
    "cdc": Fraction("0.2"),
}
"""Assumed staff who are not technicians, per technician; elsewhere only technicians are counted."""

AMBULANCE_PER = 40_000
"""Assumed: one ambulance per so many residents in 2020, a fifth of them with negative pressure."""

MIN_BEDS = {
    "lishui-first-peoples-hospital": 500,
    "lishui-women-children-hospital": 200,
    "liandu-tcm-hospital": 80,
}
"""The least beds with which a candidate opens: 500 for a hospital of grade 3A, 80 for a TCM hospital of grade 2,
200 for the women's and children's hospital. Assumed (500 and 80 as the usual lower limits of those grades);"""


NURSING_HOME_BEDS = 100


def least_beds(site: Site) -> int:
    """The beds with which a candidate opens; 0 where it has none."""
    return NURSING_HOME_BEDS if site.type == "nursing_home" else MIN_BEDS.get(site.id, 0)


def least_staff(site: Site) -> dict[str, int]:
    """The staff with which a candidate opens: that of its type, per bed, for its least beds."""
    beds = least_beds(site)
    shares = STAFF.get((site.type, site.level), ())
    found = {resource: round(beds * Fraction(share)) for resource, share in zip(CADRES, shares, strict=True)}
    technicians = found["health_technicians"] = sum(found.values())
    others = round(technicians * OTHERS.get(site.type, 0))
    if site.type == "tcm_hospital":
        found["tcm_doctors"] = round(found["doctors"] * Fraction(SHARE_OF_DOCTORS["tcm_doctors"]["tcm_hospital"]))
    return found | {"other_health_staff": others, "health_staff": technicians + others}


def kind(site: Site) -> str:
    """The type of a facility, with all health centres taken as one."""
    return "primary" if site.level == "primary" else site.type


def totals() -> dict[str, int]:
    """The city's totals of 2020: those of 2024 taken back four years at the growth of 2024, and rates of the plans."""
    found = {name: round(number / growth**YEARS_BACK) for name, (number, growth) in BULLETIN.items()}
    found["other_technicians"] = found["health_technicians"] - found["doctors"] - found["nurses"]
    found["gps"] = round(Fraction("4.12") * RESIDENTS / 10000)
    found["tcm_doctors"] = round(Fraction("0.55") * RESIDENTS / 1000)
    found["psychiatrists"] = round(Fraction("2.5") * RESIDENTS / 100000)
    found["psychiatric_beds"] = round(Fraction("0.39") * RESIDENTS / 1000)
    found["rehab_beds"] = round(Fraction("0.2") * RESIDENTS / 1000)
    found["infectious_beds"] = round(RESIDENTS / Fraction(10000))
    found["infant_places"] = round(Fraction("1.8") * RESIDENTS / 1000)
    return found


def class_beds(total: int) -> dict[str, int]:
    """All beds shared among private, city and county hospitals, primary care and maternal health."""
    broad = apportion(total, SHARE)
    hospitals = broad.pop("hospital")
    public = round(hospitals * PUBLIC_OF_HOSPITALS)
    city = round(public * CITY_OF_PUBLIC)
    return broad | {"private": hospitals - public, "city": city, "county": public - city}


def beds(
    sites: Sequence[Site], counties: Sequence[County], people: Mapping[str, int], signal: Mapping[str, int]
) -> dict[str, int]:
    """The modelled beds of each facility in 2020; ``signal`` is a county's health employment in the census sample."""
    parts = class_beds(totals()["beds"])
    health, everybody = sum(signal.values()) - signal[SEAT_OF_THE_CITY], sum(people[c.code] for c in counties)
    demand = {
        county.code: Fraction(people[county.code], everybody) + Fraction(signal[county.code], health)
        for county in counties
    }
    demand[SEAT_OF_THE_CITY] = LIANDU_WEIGHT * Fraction(people[SEAT_OF_THE_CITY], everybody) * 2

    def weigh(select: Callable[[Site], bool], weight: Callable[[Site], Fraction]) -> dict[str, Fraction]:
        return {site.id: weight(site) for site in sites if site.status == "open" and select(site)}

    found = apportion(parts["city"], weigh(lambda s: s.id in CITY_WEIGHT, lambda s: Fraction(CITY_WEIGHT[s.id])))
    found |= apportion(
        parts["county"],
        weigh(
            lambda s: s.level == "county" and s.type in COUNTY_WEIGHT, lambda s: COUNTY_WEIGHT[s.type] * demand[s.area]
        ),
    )
    found |= apportion(
        parts["maternal"],
        weigh(
            lambda s: s.type == "maternal_child_hospital",
            lambda s: Fraction(people[s.area]) if s.level == "county" else Fraction(RESIDENTS, 2),
        ),
    )
    found |= apportion(
        parts["primary"],
        weigh(
            lambda s: s.level == "primary",
            lambda s: people[s.area] * (Fraction("0.3") if s.type == "community_center" else Fraction(1)),
        ),
    )
    found |= apportion(
        parts["private"],
        weigh(lambda s: s.type == "private_hospitals", lambda s: Fraction(s.many)),
    )
    return found


def staff(sites: Sequence[Site], held: Mapping[str, int], people: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """The modelled staff: resource → facility → people."""
    total = totals()
    open_sites = [site for site in sites if site.status == "open" and (kind(site), site.level) in STAFF]

    def units(site: Site) -> Fraction:
        if site.type in ("cdc", "blood_station"):
            return Fraction(RESIDENTS if site.level == "city" else people[site.area], 10000)
        if site.type in ("village_clinic", "clinic"):
            return Fraction(site.many)
        return Fraction(held[site.id] + (PRIMARY_EXTRA if site.level == "primary" else 0))

    found = {}
    for index, resource in enumerate(CADRES):
        weights = {s.id: units(s) * Fraction(STAFF[kind(s), s.level][index]) for s in open_sites}
        found[resource] = apportion(total[resource], {site: weight for site, weight in weights.items() if weight})
    for resource, share in SHARE_OF_DOCTORS.items():
        weights = {s.id: found["doctors"][s.id] * Fraction(share.get(kind(s), 0)) for s in open_sites}
        found[resource] = apportion(total[resource], {site: weight for site, weight in weights.items() if weight})
    found["health_technicians"] = {s.id: sum(found[r].get(s.id, 0) for r in CADRES) for s in open_sites}
    return found


def bed_uses(sites: Sequence[Site], held: Mapping[str, int], elderly: int) -> dict[str, dict[str, int]]:
    """The modelled uses of the beds: resource → facility → beds; rehabilitation and nursing are 4 per 1000 elderly."""
    total = totals()
    total["nursing_beds"] = round(Fraction(4 * elderly, 1000)) - total["rehab_beds"]
    found = {}
    for resource, share in SHARE_OF_BEDS.items():
        weights = {s.id: held[s.id] * Fraction(share[kind(s)]) for s in sites if s.id in held and kind(s) in share}
        found[resource] = apportion(total[resource], weights)
    return found


def ambulances(sites: Sequence[Site], counties: Sequence[County]) -> tuple[dict[str, int], dict[str, int]]:
    """The modelled ambulances at each county's station, and those with negative pressure among them."""
    station = {s.area: s.id for s in sites if s.type == "ems_station" and s.status == "open"}
    number = round(Fraction(RESIDENTS, AMBULANCE_PER))
    vehicles = apportion(number, {station[c.code]: Fraction(c.people["residents"]) for c in counties})
    return vehicles, apportion(round(Fraction(number, 5)), {site: Fraction(many) for site, many in vehicles.items()})
