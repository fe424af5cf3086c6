"""How far each facility may grow: its standard of 2025 (``zhejiang_standard``) plus a margin.

The rates that no standard splits over the counties, for example of general practitioners, would otherwise be reached
in the few places where growth disturbs least.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil

from tests.data.zhejiang_sites import Site
from tests.data.zhejiang_stock import Column, Totals, nearest

MARGIN = Fraction("1.05")

PER_1000 = {
    "tcm_doctors": "0.62",
    "gps": "0.5",
    "psychiatrists": "0.04",
    "infant_places": "4.5",
    "psychiatric_beds": "0.5",
    "infectious_beds": "0.15",
}
"""The plan's targets of 2025 per 1000 residents."""
TECHNICIANS_PER_BED = Fraction("1.5")
AMBULANCES = 3
"""No row has more ambulances than three times what the plan asks of its county or city, one per 30,000 residents."""
IN_CLINICS = ("doctors", "health_technicians", "health_staff")


def most(
    columns: Mapping[str, Column], standard: Mapping[str, Column], sites: Sequence[Site], totals: Totals
) -> dict[str, Column]:
    """The upper bounds by resource and facility; what is missing here has none."""
    beds, planned = columns["beds"], standard["beds"]
    growth = Fraction(sum(planned.values()), sum(beds.values()))
    lift = {key: max(Fraction(1), Fraction(planned[key], max(1, beds[key])) / growth) for key in beds}
    targets = {resource: totals.per(1000, Fraction(rate)) for resource, rate in PER_1000.items()}
    technicians = nearest(TECHNICIANS_PER_BED * sum(planned.values()))
    targets["health_technicians"] = technicians
    targets["health_staff"] = technicians + sum(columns["other_health_staff"].values())
    bounded = {site.id: site.institutions for site in sites if site.kind.type != "village_clinic"}
    bounds = {
        resource: {key: ceil(MARGIN * number) for key, number in column.items()}
        for resource, column in standard.items()
    }
    for resource, target in targets.items():
        column = columns[resource]
        rate = MARGIN * target / sum(column.values())
        bounds[resource] = {
            key: max(number + 1, bounded[key], ceil(rate * number * lift.get(key, 1)))
            for key, number in column.items()
            if key in bounded
        }
    bounds["convertible_beds"] = {
        key: bounds["infectious_beds"][key] - number for key, number in columns["infectious_beds"].items()
    }
    by_id = {site.id: site.residents for site in sites}
    for resource in ("ambulances", "negative_pressure_ambulances"):
        bounds[resource] = {key: ceil(AMBULANCES * Fraction(by_id[key], 30_000)) for key in columns[resource]}
    bounds["other_health_staff"] = dict(columns["other_health_staff"])
    bounds["institutions"] = {site.id: most_institutions(site) for site in sites}
    for site in (site for site in sites if site.id not in bounded):
        for resource in IN_CLINICS:
            grown = 2 * most_institutions(site) if site.growing else columns[resource][site.id]
            bounds[resource][site.id] = grown
    return bounds


def most_institutions(site: Site) -> int:
    """As many as today, or three times as many and three more where a class may grow."""
    return 3 * site.institutions + 3 if site.growing else max(1, site.institutions)
