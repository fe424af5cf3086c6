"""How evenly a resource is spread over counties, measured the way health-resource studies measure it.

For counties i with units y_i, weights w_i (residents, or km² of land) and shares s_i = y_i / Σy, p_i = w_i / Σw,
a_i = km²_i / Σ km²:

    Lorenz   the points (p_1 + … + p_i, L_i), L_i = s_1 + … + s_i, counties by rising y_i / w_i, from (0, 0) to (1, 1)
    Gini     G = 1 − Σ_i p_i · (L_{i−1} + L_i)
    Theil    T = Σ_i s_i · ln(s_i / p_i)  =  within cities + between them
    HRAD_i   s_i / a_i,  PAD_i  (residents_i / Σ residents) / a_i,  and their difference HRAD_i − PAD_i

Each function says what its number means and where it comes from. Only areas of level county count, those without the
resource too: having none of it is what inequality means. What lies in no county is left out. A measure is None where
residents or areas are not known for every county, or where there is nothing to spread.
"""

from __future__ import annotations

import bisect
import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key

from models.instance import Instance
from optimizer.reporting.sums import ByCounty, held_resources
from optimizer.reporting.tables import COUNTY, RESIDENTS, area_numbers

NOISE_PLACES = 15
"""Decimal places of a Theil index; what lies beyond is the rounding of its logarithms."""

Weights = Sequence[Fraction] | None
"""One weight per county, in the order of the units; None where one is unknown."""

Curve = tuple[tuple[Fraction, Fraction], ...]
"""Points of a Lorenz curve: the share of residents or land so far, and the share of the units that these have."""


@dataclass(frozen=True)
class Spread:
    """The measures of one resource. Gini and HRAD are exact; Theil is in nats. Its fields are keys of the summary."""

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


@dataclass(frozen=True)
class Curves:
    """The Lorenz curves of one resource, by residents and by land."""

    residents: Curve | None
    area: Curve | None


def equity(instance: Instance, plan: Mapping[tuple[str, str], int]) -> dict[str, Spread]:
    """Resource → how evenly the units of a plan, (facility, resource) → units, are spread over the counties."""
    counties = counties_of(instance)
    return {name: spread(counties, units) for name, units in _held(instance, counties, plan).items()}


def lorenz_curves(instance: Instance, plan: Mapping[tuple[str, str], int]) -> dict[str, Curves]:
    """Resource → the points that draw how the units of a plan are spread over the counties."""
    counties = counties_of(instance)
    return {
        name: Curves(lorenz(units, counties.residents), lorenz(units, counties.area_km2))
        for name, units in _held(instance, counties, plan).items()
    }


def population_agglomeration(instance: Instance) -> dict[str, Fraction] | None:
    """County → its population agglomeration degree PAD, the share of the residents over the share of the land.

    人口集聚度: where people live closer together than on the average of the region it is above 1.
    """
    counties = counties_of(instance)
    degrees = None if counties.residents is None else agglomeration(counties.residents, counties.area_km2)
    return None if degrees is None else dict(zip(counties.ids, degrees, strict=True))


def beyond_population(
    hrad: Mapping[str, Fraction] | None, pad: Mapping[str, Fraction] | None
) -> dict[str, Fraction] | None:
    """County → HRAD − PAD: above 0 it has more of the resource than its share of the residents, below 0 less.

    Where the two agree, its residents have the mean rate of the region.
    """
    return None if hrad is None or pad is None else {county: hrad[county] - pad[county] for county in hrad}


def _held(instance: Instance, counties: Counties, plan: Mapping[tuple[str, str], int]) -> dict[str, list[int]]:
    """Resource → the units in each county."""
    there = ByCounty(instance).units_by_place(plan)
    inside = [there.get(county, {}) for county in counties.ids]
    return {name: [units.get(name, 0) for units in inside] for name in held_resources(instance)}


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
    """The Gini coefficient of units per weight: 0 when every county has the same rate, below 1.

    Twice the area between the diagonal and the Lorenz curve, by the trapezoids under the curve. After C. Gini,
    Variabilità e mutabilità, Bologna 1912; for places with people in them as in M. C. Brown, "Using Gini-style indices
    to evaluate the spatial patterns of health practitioners", Social Science & Medicine 38 (1994) no. 9, 1243–1256.
    """
    if weights is None or not _can_share(units, weights):
        return None
    below, twice_the_area = 0, 0
    for amount, weight in _by_rate(units, weights):
        twice_the_area += weight * (2 * below + amount)
        below += amount
    return 1 - Fraction(twice_the_area, below * sum(_whole(weights)))


def lorenz(units: Sequence[int], weights: Weights) -> Curve | None:
    """The points of the Lorenz curve, counties by rising units per weight, from (0, 0) to (1, 1).

    After M. O. Lorenz, "Methods of measuring the concentration of wealth", Publications of the American Statistical
    Association 9 (1905) 209–219. The curve is the diagonal where every county has the same rate, and below it else.
    """
    if weights is None or not _can_share(units, weights):
        return None
    everything, everyone = sum(units), sum(_whole(weights))
    have, are, points = 0, 0, [(Fraction(0), Fraction(0))]
    for amount, weight in _by_rate(units, weights):
        have, are = have + amount, are + weight
        points.append((Fraction(are, everyone), Fraction(have, everything)))
    return tuple(points)


def deciles(curve: Curve | None) -> tuple[Fraction, ...] | None:
    """The shares of the units that the worst-off 0 %, 10 %, … 100 % have, between the points along straight lines."""
    return None if curve is None else tuple(_height(curve, Fraction(tenths, 10)) for tenths in range(11))


def _height(curve: Curve, share: Fraction) -> Fraction:
    after = bisect.bisect_left([have for have, _ in curve], share)
    (right, top), (left, bottom) = curve[after], curve[max(0, after - 1)]
    return top if right == share else bottom + (top - bottom) * (share - left) / (right - left)


def _by_rate(units: Sequence[int], weights: Sequence[Fraction]) -> list[tuple[int, int]]:
    """(units, weight in whole multiples of one fraction) by rising rate; units without any weight come last."""
    counties = [(amount, weight) for amount, weight in zip(units, _whole(weights), strict=True) if amount or weight]

    def compared(one: tuple[int, int], other: tuple[int, int]) -> int:
        return one[0] * other[1] - other[0] * one[1]

    return sorted(counties, key=cmp_to_key(compared))


def theil(
    units: Sequence[int], weights: Weights, groups: Sequence[str | None]
) -> tuple[float, float, float] | tuple[None, None, None]:
    """Theil's T in nats, and its parts within and between groups; a county without people but with units has none.

    After H. Theil, Economics and Information Theory, 1967: the information by which the shares of the units differ from
    the shares of the people. T = Σ_g s_g · T_g + Σ_g s_g · ln(s_g / p_g): the first sum, with T_g taken inside group g,
    is the part within groups, the second the part between them. On measures that fall apart like this: A. F. Shorrocks,
    "The class of additively decomposable inequality measures", Econometrica 48 (1980) no. 3, from p. 613.
    """
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


def agglomeration(units: Sequence[int | Fraction], area_km2: Weights) -> list[Fraction] | None:
    """HRAD of each county: its share of the units over its share of the land; None if a county has no land.

    The health resource agglomeration degree 卫生资源集聚度: above 1 the resource is denser here than in the region as a
    whole. A measure of Chinese studies of health resources, such as 基于HRAD和DEA的广西基层卫生资源配置公平与效率分析
    (黄丹琪 et al., 现代预防医学 48 (2021) no. 23) and 基于集聚度的湖北省基层卫生资源配置公平性研究 (陈鑫琳 et al.,
    中国卫生事业管理 40 (2023) no. 2).
    """
    if area_km2 is None or not _can_share(units, area_km2) or not all(area_km2):
        return None
    density = Fraction(sum(units)) / sum(area_km2)
    return [Fraction(amount) / area / density for amount, area in zip(units, area_km2, strict=True)]


def _can_share(units: Sequence[int | Fraction], weights: Sequence[Fraction]) -> bool:
    return sum(units) > 0 and sum(weights) > 0 and min(weights) >= 0


def _whole(weights: Sequence[Fraction]) -> list[int]:
    """The weights in whole multiples of one common fraction: the same shares, faster sums."""
    scale = math.lcm(*(weight.denominator for weight in weights))
    return [int(weight * scale) for weight in weights]
