"""What stands in Shengsi in 2020, facility by facility: the county totals of the plan and how they are shared.

The plan prints rates for the whole county only. Beds and staff are shared in proportion to

    units of a facility · weight of its type

where units are beds, institutions of a class, or heads in the two institutions without beds. Shares are rounded by
largest remainders, so that every column adds up to the county's total; a tie falls to the facility that stands first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from tests.data.shengsi_places import PLACE, SEAT, SITES, Site
from tests.data.tables import Stock

PEOPLES, TCM, MCH, CDC, DUAL_USE = (
    *("shengsi-peoples-hospital", "shengsi-tcm-hospital", "shengsi-mch", "shengsi-cdc"),
    "wulong-centre",
)
COUNTY_BEDS_2025, PRIMARY_BEDS_2025 = 260, 140
"""Sourced: the plan, 三（一）1."""

AMBULANCES_2020 = 2
"""Assumed, all at the people's hospital: one per 50,000 residents, rounded up; the plan prints no stock."""

MCH_STAFF_2020 = 7
"""Assumed: the lower end of the plan's own norm, 1 per 10,000."""

SEAT_BED_WEIGHT = Fraction(1, 4)
"""How a resident of the county seat counts for the beds of health centres: assumed, the hospitals stand there."""

LEAST_PLACES = 10
"""Places of an infant-care institution that opens, at the least: assumed, one group."""

HEADS = {MCH: 8, CDC: 12}
"""Units of the institutions without beds: the middle of the plan's norm for maternal and child health (1–1.5 per
10,000), and 1.75 per 10,000 for the centre for disease control (a norm of other plans; this one prints none)."""

WEIGHT = {
    "general_hospital": ("0.45", "0.6", "0.15", "0.3", "0.05", "0.04"),
    "tcm_hospital": ("0.45", "0.5", "0.15", "0.3", "0.8", "0.04"),
    "township_health_centre": ("0.45", "0.25", "0.15", "0.2", "0.2", "0.65"),
    "maternal_child_institution": ("0.4", "0.3", "0.2", "0.1", "0.03", "0"),
    "cdc": ("0.3", "0.05", "0.5", "0.15", "0", "0"),
    "village_clinic": ("0.3", "0.1", "0", "0.5", "0.2", "0.3"),
    "community_station": ("0.3", "0.1", "0", "0.5", "0.2", "0.3"),
}
"""Assumed, per unit: doctors, nurses, other technicians, other staff; and which shares of the doctors are TCM doctors
and general practitioners. Only their proportions count: the county totals fix the level."""

PARTS = ("doctors", "nurses", "other_technicians", "other_health_staff")
OF_DOCTORS = ("tcm_doctors", "gps")

BED_COST = {"tcm_hospital": 557500, "township_health_centre": 4250 * 80, "private_hospitals": 0}
"""Yuan per added bed where it differs from the resource's 1,000,000. What private investors pay is not the county's."""

HOSPITALS = ("general_hospital", "tcm_hospital")
CENTRES = ("township_health_centre",)
VILLAGE = ("village_clinic", "community_station")
SERVICES = {
    "infectious_dept": ("general_hospital",),
    "infectious_ward": ("general_hospital",),
    "backup_hospital": HOSPITALS,
    "mental_health_centre": ("general_hospital",),
    "psychiatric_outpatient": ("general_hospital", *CENTRES),
    "psychiatric_ward": ("general_hospital",),
    "chest_pain_centre": ("general_hospital",),
    "stroke_centre": ("general_hospital",),
    "trauma_centre": ("general_hospital",),
    "maternal_rescue_centre": ("general_hospital",),
    "newborn_rescue_centre": ("general_hospital",),
    "occupational_check": ("general_hospital",),
    "emergency_midwifery": ("general_hospital",),
    "geriatric_dept": HOSPITALS,
    "nursing_room": HOSPITALS,
    "night_clinic": (*HOSPITALS, *CENTRES),
    "hospice_service": (*HOSPITALS, *CENTRES),
    "rehab_service": CENTRES,
    "integrated_care_service": CENTRES,
    "supervision_system": CENTRES,
    "tcm_clinic": CENTRES,
    "tcm_techniques": (*CENTRES, *VILLAGE),
    "tcm_service": VILLAGE,
    "standardised_clinic": VILLAGE,
    "lab_bsl2": (*HOSPITALS, "cdc"),
    "standardised_cdc": ("cdc",),
    "air_rescue": ("ems_centre",),
    "helipad": ("ems_centre",),
}
"""Yes/no services and the types of facilities that may have them; the plan prints no stock of any."""

POSTS = {
    "public_health_doctors": (*HOSPITALS, *CENTRES, "cdc"),
    "psychiatrists": ("general_hospital",),
    "mental_rehab_workers": CENTRES,
}
"""Posts without a printed stock, and where they may be."""


def apportion(total: int, weights: Mapping[str, Fraction]) -> dict[str, int]:
    """Share a whole total in proportion to the weights, by largest remainders."""
    quotas = {key: Fraction(total) * weight / sum(weights.values()) for key, weight in weights.items()}
    shares = {key: int(quota) for key, quota in quotas.items()}
    by_remainder = sorted(quotas, key=lambda key: shares[key] - quotas[key])
    for key in by_remainder[: total - sum(shares.values())]:
        shares[key] += 1
    return shares


def authorised_beds(residents: int) -> dict[str, int]:
    """Beds of the two hospitals in 2025: 0.80 per 1000 in the TCM hospital (三（一）2), of 260 in both."""
    tcm = round(Fraction("0.8") * residents / 1000)
    return {PEOPLES: COUNTY_BEDS_2025 - tcm, TCM: tcm}


def model_beds(total: int, residents: Mapping[str, int]) -> dict[str, int]:
    """All beds of 2020 by facility: county and primary care as planned for 2025, health centres by residents."""
    split = apportion(total, {"county": Fraction(COUNTY_BEDS_2025), "primary": Fraction(PRIMARY_BEDS_2025)})
    planned = authorised_beds(sum(residents.values()))
    hospitals = apportion(split["county"], {site: Fraction(beds) for site, beds in planned.items()})
    people = {f"{at}-centre": number * (SEAT_BED_WEIGHT if at == SEAT else 1) for at, number in residents.items()}
    return hospitals | apportion(split["primary"], {site: Fraction(number) for site, number in people.items()})


def model_care_beds(total: int, beds: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """Rehabilitation and nursing beds of 2020, divided as planned (40 : 44): in hospitals and in health centres."""
    split = apportion(total, {"rehab_beds": Fraction(40), "nursing_beds": Fraction(44)})
    hospitals = {site: Fraction(number) for site, number in beds.items() if site in (PEOPLES, TCM)}
    centres = {site: Fraction(number) for site, number in beds.items() if site not in hospitals}
    nobody = dict.fromkeys(beds, 0)
    return {
        "rehab_beds": nobody | apportion(split["rehab_beds"], hospitals),
        "nursing_beds": nobody | apportion(split["nursing_beds"], centres),
    }


def model_staff(beds: Mapping[str, int], totals: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """Share the county's staff among the facilities: resource → facility → persons.

    ``totals`` has the printed professions, all technicians and all staff; what is left of these two are the other
    technicians and the other staff.
    """
    others = totals["health_technicians"] - totals["doctors"] - totals["nurses"]
    all_totals = {
        **totals,
        "other_technicians": others,
        "other_health_staff": totals["health_staff"] - totals["health_technicians"],
    }
    sites = [site for site in SITES if site.type in WEIGHT]
    units = {site.id: HEADS.get(site.id, beds.get(site.id, site.institutions)) for site in sites}
    staff: dict[str, dict[str, int]] = {}
    for place, resource in enumerate((*PARTS, *OF_DOCTORS)):
        of = staff["doctors"] if resource in OF_DOCTORS else units
        weights = {site.id: of[site.id] * Fraction(WEIGHT[site.type][place]) for site in sites}
        staff[resource] = apportion(all_totals[resource], weights)
    technicians = {site.id: sum(staff[part][site.id] for part in PARTS[:3]) for site in sites}
    everybody = {site: number + staff["other_health_staff"][site] for site, number in technicians.items()}
    return {"health_staff": everybody, "health_technicians": technicians, **staff}


def _institution_rows(site: Site) -> Iterator[Stock]:
    """How many institutions the row stands for, and the services they may have, of which none is known today.

    The room kept for private beds is no institution, now or later.
    """
    if site.candidate:
        yield Stock(site.id, "institutions", 0, 1, 1)
    else:
        yield Stock(site.id, "institutions", site.institutions, max=site.institutions)
    for service, types in SERVICES.items():
        if site.type in types or (service == "infectious_ward" and site.id == DUAL_USE):
            yield Stock(site.id, service, 0, max=site.institutions if site.institutions > 1 else "")


def _other_rows(site: Site, places: int) -> Iterator[Stock]:
    """Vehicles, places for infants, the dual-use building, and posts without a printed stock."""
    on_a_small_island = site.township in PLACE and PLACE[site.township].off_island
    if site.type in ("ems_station", "ems_point", "general_hospital") or (site.type in CENTRES and on_a_small_island):
        yield Stock(
            *(site.id, "ambulances", AMBULANCES_2020 if site.id == PEOPLES else 0),
            min=1 if site.candidate else "",
        )
        yield Stock(site.id, "negative_pressure_ambulances", 0)
    if site.type == "infant_care":
        least: int | str = LEAST_PLACES if site.candidate else ""
        yield Stock(site.id, "infant_places", 0 if site.candidate else places, least)
    if site.id == DUAL_USE:
        yield Stock(site.id, "dual_use_floor_area", 0)
    if site.id == MCH:
        yield Stock(site.id, "maternal_child_staff", MCH_STAFF_2020)
    yield from (Stock(site.id, post, 0) for post, types in POSTS.items() if site.type in types)


def _bed_rows(site: Site, beds: Mapping[str, int], care: Mapping[str, Mapping[str, int]]) -> Iterator[Stock]:
    """Beds, and beds by purpose where they may be."""
    if site.type == "private_hospitals":
        yield Stock(site.id, "beds", 0, capital_cost=BED_COST[site.type])
    if site.id not in beds:
        return
    yield Stock(site.id, "beds", beds[site.id], capital_cost=BED_COST.get(site.type, ""))
    for purpose, column in care.items():
        yield Stock(site.id, purpose, column[site.id])
    if site.id == PEOPLES:
        yield Stock(site.id, "psychiatric_beds", 0)
    if site.id in (PEOPLES, DUAL_USE):
        yield Stock(site.id, "infectious_beds", 0)
    if site.id in (PEOPLES, TCM, DUAL_USE):
        yield Stock(site.id, "convertible_beds", 0)


def stock_rows(residents: Mapping[str, int], totals: Mapping[str, int]) -> list[Stock]:
    """All rows of ``stock.csv`` by facility, from the residents of the townships and the county totals."""
    beds = model_beds(totals["beds"], residents)
    care = model_care_beds(totals["care_beds"], beds)
    staff = model_staff(beds, totals)
    rows: list[Stock] = []
    for site in SITES:
        rows += _bed_rows(site, beds, care)
        rows += (Stock(site.id, resource, column[site.id]) for resource, column in staff.items() if site.id in column)
        rows += _other_rows(site, totals["infant_places"])
        rows += _institution_rows(site)
    return rows
