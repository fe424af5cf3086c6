"""What a region is: its areas, facilities, resources, present stock and travel, exactly as its files say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from models.records import Area, Facility, Resource, Stock, Travel

if TYPE_CHECKING:
    from models.tables import FacilityTable, StockTable, TravelTable

__all__ = [
    "CANDIDATE",
    "CLOSABLE",
    "FACILITY",
    "KEEPS",
    "KEEP_COUNTY",
    "KEEP_FACILITY",
    "KEEP_NONE",
    "LEVELS",
    "MEASURES_WITHOUT_RESOURCE",
    "OPEN",
    "REGION",
    "STATUSES",
    "Area",
    "Facility",
    "Instance",
    "Resource",
    "Stock",
    "Travel",
    "Vocabulary",
]

LEVELS = ("province", "city", "county", "township", "village")
"""Administrative levels of an area, the highest first."""

REGION = "region"
"""The whole instance taken as one area; also the area id of its single row."""

FACILITY = "facility"
"""The level of a clause that has one row per facility."""

OPEN, CLOSABLE, CANDIDATE = STATUSES = ("open", "closable", "candidate")
"""Standing of a facility: stays, may be closed, may be opened."""

KEEP_FACILITY, KEEP_COUNTY, KEEP_NONE = KEEPS = ("facility", "county", "none")
"""What of today's stock is protected: each facility's, each county's total, or nothing."""

MEASURES_WITHOUT_RESOURCE = ("facilities", "capital_cost", "annual_cost")
"""Reserved names in ``require`` and ``per`` that no resource may bear."""


@dataclass(frozen=True)
class Vocabulary:
    """Standard names that any instance may leave out, and the attributes whose values have an order.

    ``orders`` lists the values of an ordered attribute from the lowest to the highest.
    """

    resources: frozenset[str]
    columns: frozenset[str]
    orders: Mapping[str, tuple[str, ...]]
    names: Mapping[str, Mapping[str, tuple[str, str]]]
    """kind (``resource``, ``column``, ``type``, ``grade`` …) → code → (Chinese name, English name)"""


@dataclass(frozen=True)
class Instance:
    """A region as read. Every mapping is sorted by id, so nothing depends on the order of rows in a file."""

    name: str
    title: str
    title_en: str | None
    policy: str
    base_year: int | None
    target_year: int | None
    currency: str
    annualise_years: Fraction
    sources: Mapping[str, str]
    areas: Mapping[str, Area]
    facilities: Mapping[str, Facility]
    resources: Mapping[str, Resource]
    stock: Mapping[tuple[str, str], Stock]
    travel: Mapping[tuple[str, str], Travel] | None
    vocabulary: Vocabulary
    area_columns: frozenset[str]
    facility_columns: frozenset[str]
    inputs: Mapping[str, str] = field(default_factory=dict)
    """file name → sha256 of the bytes that were read"""
    warnings: tuple[str, ...] = ()
    folder: str = ""
    """where its files lie, so that a re-check can read them again"""

    @cached_property
    def children(self) -> Mapping[str | None, tuple[str, ...]]:
        """area → the areas directly below it; under None the areas that lie in no other."""
        found: dict[str | None, list[str]] = {}
        for area in self.areas.values():
            found.setdefault(area.parent, []).append(area.area)
        return {parent: tuple(names) for parent, names in found.items()}

    @cached_property
    def latitudes(self) -> tuple[tuple[float, str], ...]:
        """(latitude in degrees, area) of every area that has one, from south to north."""
        return tuple(sorted((float(area.lat), area.area) for area in self.areas.values() if area.lat is not None))

    @cached_property
    def travellers(self) -> Mapping[str, tuple[str, ...]]:
        """facility → the areas that have a row to it in the travel table."""
        found: dict[str, list[str]] = {}
        for area, facility in self.travel or ():
            found.setdefault(facility, []).append(area)
        return {facility: tuple(areas) for facility, areas in found.items()}

    @cached_property
    def facility_table(self) -> FacilityTable:
        """The facilities as columns."""
        from models.tables import FacilityTable

        given = self.facilities
        return given if isinstance(given, FacilityTable) else FacilityTable.of(given, self.areas)

    @cached_property
    def stock_table(self) -> StockTable:
        """The stock as columns, its facilities numbered as in ``facility_table``."""
        from models.tables import StockTable

        given = self.stock
        return given if isinstance(given, StockTable) else StockTable.of(given, self.facilities, self.resources)

    @cached_property
    def travel_table(self) -> TravelTable | None:
        """The distances as columns, facilities numbered as in ``facility_table``, areas in the order of their ids."""
        from models.tables import TravelTable

        given = self.travel
        if given is None or isinstance(given, TravelTable):
            return given
        return TravelTable.of(given, self.areas, self.facilities)

    def ancestry(self, area: str) -> tuple[str, ...]:
        """The area itself and all areas above it, the lowest first."""
        chain = []
        step: str | None = area
        while step is not None:
            chain.append(step)
            step = self.areas[step].parent
        return tuple(chain)
