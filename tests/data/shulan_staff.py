"""The staff of Shulan, facility by facility: the county's printed totals, shared under stated assumptions.

    staff[f, r] = the printed total of r, shared in proportion to units[f] · weight[type of f, r]

where units are beds or, in a public-health institution without beds, its modelled staff. Shares are rounded by largest
remainders, so every column adds up to the printed total; a tie falls to the facility that stands first. Village doctors
stand in the village clinics alone and come off the others among the health personnel before those are shared.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from tests.data.shulan_sites import PRIMARY_TYPES

Staff = dict[str, dict[str, int]]
"""resource → facility → persons"""

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
TECHNICIANS = "other_technicians"
OTHERS = "other_health_staff"
SHARES_OF_DOCTORS = ("tcm_doctors", "gps")

HEALTH_TECHNICIANS = 2817
"""All health technicians of 2020, printed in 一（一）3."""

VILLAGE_DOCTORS_PER_CLINIC = Fraction(900995, 584851)
TCM_AMONG_VILLAGE_DOCTORS = Fraction(131615, 900995)
"""The ratios of the country in 2017 (《全国中医药统计摘编（2017年）》, village clinics); Shulan prints none."""

VILLAGE_CLINIC, CDC = "village_clinic", "cdc"


def apportion(total: int, weights: Mapping[str, Fraction]) -> dict[str, int]:
    """Share a whole total in proportion to the weights, by largest remainders."""
    quotas = {key: Fraction(total) * weight / sum(weights.values()) for key, weight in weights.items()}
    shares = {key: int(quota) for key, quota in quotas.items()}
    by_remainder = sorted(quotas, key=lambda key: shares[key] - quotas[key])
    for key in by_remainder[: total - sum(shares.values())]:
        shares[key] += 1
    return shares


def village_doctors(types: Mapping[str, str], clinics: int) -> Staff:
    """Village doctors, and those of them who practise TCM, in the facilities that stand for the village clinics."""
    doctors = round(clinics * VILLAGE_DOCTORS_PER_CLINIC)
    villages = [site for site, kind in types.items() if kind == VILLAGE_CLINIC]
    return {
        "rural_doctors": dict.fromkeys(villages, doctors),
        "tcm_rural_doctors": dict.fromkeys(villages, round(doctors * TCM_AMONG_VILLAGE_DOCTORS)),
    }


def model_staff(
    types: Mapping[str, str], beds: Mapping[str, int], totals: Mapping[str, int], clinics: int = 239
) -> Staff:
    """Share the county's staff totals among facilities.

    ``types`` and ``beds`` go by facility, ``totals`` by resource. In a public-health institution all staff is
    public-health staff; elsewhere those who are neither doctor, nurse, pharmacist nor village doctor follow the beds.
    They are technicians or others, everywhere in the same proportion, so that in every facility the parts add up.
    """
    institutes = {site: PUBLIC_HEALTH_WEIGHT[kind] for site, kind in types.items() if kind in PUBLIC_HEALTH_WEIGHT}
    staff = {"public_health_staff": apportion(totals["public_health_staff"], institutes)}
    staff |= village_doctors(types, clinics)

    def weights(resource: str, units: Mapping[str, int]) -> dict[str, Fraction]:
        return {
            site: units[site] * Fraction(WEIGHT[kind][resource])
            for site, kind in types.items()
            if resource in WEIGHT.get(kind, {}) and site in units
        }

    units = staff["public_health_staff"] | dict(beds)
    for resource in CADRES:
        staff[resource] = apportion(totals[resource], weights(resource, units))
    for resource in SHARES_OF_DOCTORS:
        staff[resource] = apportion(totals[resource], weights(resource, staff["doctors"]))
    rest = _neither_cadre_nor_village_doctor(types, beds, totals, staff)
    staff[TECHNICIANS] = apportion(
        totals["health_technicians"] - sum(totals[resource] for resource in CADRES),
        {site: Fraction(persons) for site, persons in rest.items()},
    )
    staff[OTHERS] = staff["rural_doctors"] | {site: rest[site] - staff[TECHNICIANS][site] for site in rest}
    staff["health_technicians"] = _sums(staff, rest, (*CADRES, TECHNICIANS))
    staff["health_staff"] = _sums(staff, staff[OTHERS], ("health_technicians", OTHERS))
    return staff | specialists(types, staff)


def _neither_cadre_nor_village_doctor(
    types: Mapping[str, str], beds: Mapping[str, int], totals: Mapping[str, int], staff: Staff
) -> dict[str, int]:
    """Who is left in each facility: in a public-health institution of its staff, elsewhere by beds of the county's."""
    institutes = staff["public_health_staff"]
    with_beds = [site for site, kind in types.items() if kind in WEIGHT and site in beds and site not in institutes]
    left = totals["health_staff"] - sum(institutes.values()) - sum(staff["rural_doctors"].values())
    left -= sum(_sums(staff, with_beds, CADRES).values())
    inside = _sums(staff, institutes, CADRES)
    rest = apportion(left, {site: Fraction(beds[site]) for site in with_beds})
    rest |= {site: persons - inside[site] for site, persons in institutes.items()}
    return {site: rest[site] for site in types if site in rest}


def _sums(staff: Staff, sites: Mapping[str, int] | list[str], resources: tuple[str, ...]) -> dict[str, int]:
    """The sum of some resources in each of these facilities."""
    return {site: sum(staff[resource].get(site, 0) for resource in resources) for site in sites}


def specialists(types: Mapping[str, str], staff: Staff) -> Staff:
    """Professions and posts that the plan asks for without printing today's number; who counts as one is assumed.

    All staff of the supervision institute are supervisors, all of the maternal and child hospital health workers, all
    of the centre for disease control (CDC) hold a post, its doctors are public-health doctors and of its posts only
    its health technicians are known to be technical; the psychiatric hospital's doctors are psychiatrists but for
    those in TCM and general practice.
    """

    def of(kind: str, resource: str) -> dict[str, int]:
        return {site: staff[resource].get(site, 0) for site, own in types.items() if own == kind}

    psychiatrists = {
        site: doctors - staff["tcm_doctors"].get(site, 0) - staff["gps"].get(site, 0)
        for site, doctors in of("psychiatric_hospital", "doctors").items()
    }
    return {
        "psychiatrists": psychiatrists,
        "public_health_doctors": of(CDC, "doctors"),
        "cdc_posts": of(CDC, "public_health_staff"),
        "cdc_prof_tech_staff": of(CDC, "health_technicians"),
        "health_supervisors": of("health_supervision", "public_health_staff"),
        "maternal_child_staff": of("maternal_child_hospital", "public_health_staff"),
    }
