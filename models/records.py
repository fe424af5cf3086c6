"""The rows of a region's tables: an area, a facility, a resource, a stock, a distance, exactly as written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Area:
    """One administrative area.

    ``texts`` holds every non-empty cell of its row by column name, the fixed columns included; ``numbers`` those of
    its *data* columns that are numbers. An empty cell stands in neither: absent is never zero.
    """

    area: str
    name: str
    level: str
    parent: str | None
    name_en: str | None
    lon: Fraction | None
    lat: Fraction | None
    area_km2: Fraction | None
    texts: Mapping[str, str]
    numbers: Mapping[str, Fraction]


@dataclass(frozen=True)
class Facility:
    """One institution that holds resources; ``texts`` and ``numbers`` as in :class:`Area`."""

    facility: str
    name: str
    area: str
    type: str
    status: str
    open_cost: Fraction | None
    name_en: str | None
    lon: Fraction | None
    lat: Fraction | None
    texts: Mapping[str, str]
    numbers: Mapping[str, Fraction]


@dataclass(frozen=True)
class Resource:
    """One thing that is allocated in whole units. Costs are in the instance's currency, per unit (and year)."""

    resource: str
    name: str
    unit: str
    name_en: str | None
    part_of: str | None
    group: str | None
    keep: str
    max_per_facility: int | None
    capital_cost: Fraction | None
    annual_cost: Fraction | None


@dataclass(frozen=True)
class Stock:
    """What one facility holds of one resource, bounds and costs *as written* (None for an empty cell)."""

    facility: str
    resource: str
    current: int
    min: int | None
    max: int | None
    capital_cost: Fraction | None
    annual_cost: Fraction | None


@dataclass(frozen=True)
class Travel:
    """How far one facility is from one area, in minutes and kilometres by road or water."""

    minutes: Fraction | None
    km: Fraction | None
