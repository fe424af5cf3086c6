"""How evenly a resource is spread over counties, measured the way Chinese health-resource studies measure it.

For counties i with units y_i, weights w_i (residents, or km² of area) and shares s_i = y_i / Σy, p_i = w_i / Σw:

    Gini    G = 1 − Σ_i p_i · (L_{i−1} + L_i)       counties by rising y_i / w_i, L_i = s_1 + … + s_i
    Theil   T = Σ_i s_i · ln(s_i / p_i)             = between cities + within cities
    HRAD_i  = s_i / a_i                             a_i = area_i / Σ area

G is twice the area between the Lorenz curve (Lorenz 1905) and the diagonal (Gini 1912): 0 is even, towards 1 uneven.
T is Theil's first measure (Theil 1967), weighted by residents and split over groups. HRAD, the health resource
agglomeration degree (卫生资源集聚度, as used by Yuan Suwei 袁素维 and others since 2015), compares a county's share of
the resource with its share of the land: above 1 the resource is concentrated there.

Only areas of level county count, those without the resource too: having none of it is what inequality means. What lies
in no county is left out. A measure is None where residents or areas are not known for every county, or where there is
nothing to spread.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from models.instance import Instance
from models.selection import county_of
from optimizer.reporting.tables import COUNTY, RESIDENTS, area_numbers, held_resources

NOISE_PLACES = 15
"""Decimal places of a Theil index; what lies beyond is the rounding of its logarithms."""

Weights = Sequence[Fraction] | None
"""One weight per county, in the order of the units; None where one is unknown."""


@dataclass(frozen=True)
class Spread:
    """The measures of one resource. Gini and HRAD are exact; Theil is in nats."""

    gini_residents: Fraction | None
    gini_area: Fraction | None
    theil: float | None
    theil_within: float | None
    theil_between: float | None
    hrad: Mapping[str, Fraction] | None


@dataclass(frozen=True)
class Counties:
    """The counties that a resource is spread over, by id; a county in no city belongs to the group ``None``."""

    ids: tuple[str, ...]
    residents: Weights
    area_km2: Weights
    cities: tuple[str | None, ...]


def equity(instance: Instance, plan: Mapping[tuple[str, str], int]) -> dict[str, Spread]:
    """Resource → how evenly the units of a plan, (facility, resource) → units, are spread over the counties."""
    counties = counties_of(instance)
    held: dict[str, dict[str, int]] = {name: dict.fromkeys(counties.ids, 0) for name in held_resources(instance)}
    place = {name: county_of(instance, name) for name in instance.facilities}
    for (facility, resource), units in plan.items():
        if place[facility] in held[resource]:
            held[resource][place[facility]] += units
    return {resource: spread(counties, list(units.values())) for resource, units in held.items()}


def counties_of(instance: Instance) -> Counties:
    """The areas of level county with their residents, areas and cities."""
    ids = tuple(area.area for area in instance.areas.values() if area.level == COUNTY)
    return Counties(
        ids,
        _weights(area_numbers(instance, ids, RESIDENTS).values()),
        _weights(area_numbers(instance, ids, "area_km2").values()),
        tuple(_city(instance, area) for area in ids),
    )


def _weights(numbers: Collection[Fraction | None]) -> Weights:
    known = [number for number in numbers if number is not None]
    return known if len(known) == len(numbers) else None


def _city(instance: Instance, area: str) -> str | None:
    return next((above for above in instance.ancestry(area) if instance.areas[above].level == "city"), None)


def spread(counties: Counties, units: Sequence[int]) -> Spread:
    """All measures of one resource, ``units`` in the order of the counties."""
    total, within, between = theil(units, counties.residents, counties.cities)
    hrad = agglomeration(units, counties.area_km2)
    return Spread(
        gini_residents=gini(units, counties.residents),
        gini_area=gini(units, counties.area_km2),
        theil=total,
        theil_within=within,
        theil_between=between,
        hrad=None if hrad is None else dict(zip(counties.ids, hrad, strict=True)),
    )


def gini(units: Sequence[int], weights: Weights) -> Fraction | None:
    """The Gini coefficient of units per weight: 0 when every county has the same rate, below 1."""
    if weights is None or not _can_share(units, weights):
        return None
    counties = [(amount, weight) for amount, weight in zip(units, _whole(weights), strict=True) if amount or weight]
    counties.sort(key=lambda one: (one[1] == 0, Fraction(one[0], one[1] or 1)))
    below, twice_the_area = 0, 0
    for amount, weight in counties:
        twice_the_area += weight * (2 * below + amount)
        below += amount
    return 1 - Fraction(twice_the_area, below * sum(weight for _, weight in counties))


def theil(
    units: Sequence[int], weights: Weights, groups: Sequence[str | None]
) -> tuple[float, float, float] | tuple[None, None, None]:
    """Theil's T in nats, and its parts within and between groups; a county without people but with units has none."""
    if weights is None or not _can_share(units, weights):
        return None, None, None
    if any(amount and not weight for amount, weight in zip(units, weights, strict=True)):
        return None, None, None
    members: dict[str | None, list[tuple[int, int]]] = defaultdict(list)
    for amount, weight, group in zip(units, _whole(weights), groups, strict=True):
        members[group].append((amount, weight))
    everyone = [county for group in members.values() for county in group]
    together = [(sum(amount for amount, _ in group), sum(weight for _, weight in group)) for group in members.values()]
    inside = [
        whole[0] / sum(units) * _divergence(group) for group, whole in zip(members.values(), together, strict=True)
    ]
    return _clean(_divergence(everyone)), _clean(math.fsum(inside)), _clean(_divergence(together))


def _divergence(counties: Sequence[tuple[int, int]]) -> float:
    """Σ s · ln(s / p) over (units, weight); a county without units adds nothing, as s · ln s tends to 0."""
    units, weight = sum(one[0] for one in counties), sum(one[1] for one in counties)
    return math.fsum(
        amount / units * math.log(Fraction(amount * weight, units * own)) for amount, own in counties if amount
    )


def _clean(value: float) -> float:
    return max(0.0, round(value, NOISE_PLACES))


def agglomeration(units: Sequence[int], area_km2: Weights) -> list[Fraction] | None:
    """HRAD of each county: its share of the units over its share of the land; None if a county has no land."""
    if area_km2 is None or not _can_share(units, area_km2) or not all(area_km2):
        return None
    density = Fraction(sum(units)) / sum(area_km2)
    return [Fraction(amount) / area / density for amount, area in zip(units, area_km2, strict=True)]


def _can_share(units: Sequence[int], weights: Sequence[Fraction]) -> bool:
    return sum(units) > 0 and sum(weights) > 0 and min(weights) >= 0


def _whole(weights: Sequence[Fraction]) -> list[int]:
    """The weights in whole multiples of one common fraction: the same shares, faster sums."""
    scale = math.lcm(*(weight.denominator for weight in weights))
    return [int(weight * scale) for weight in weights]
