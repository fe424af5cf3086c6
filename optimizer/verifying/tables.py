"""Where things lie in a region: which facilities an area holds, which pass a filter, and how many people live there.

Every question is answered once and remembered, and no answer loops over all facilities for each area: a facility is
put under its own area and the areas above that, and a clause then looks only at what stands under the area it asks for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction

from models.clause import Filter, Reach
from models.instance import FACILITY, REGION, Area, Facility, Instance
from optimizer.problems import InputError, Problem
from optimizer.verifying.distances import Distances, Nearby
from optimizer.verifying.filters import select

AREAS_FILE, FACILITIES_FILE = "areas.csv", "facilities.csv"
_COUNTY = "county"


class Tables:
    """The tables of one instance, indexed for judging."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self._chains = {area: instance.ancestry(area) for area in instance.areas}
        self._children: dict[str | None, list[str]] = defaultdict(list)
        for name, area in instance.areas.items():
            self._children[area.parent].append(name)
        self._resources: dict[str, list[str]] = defaultdict(list)
        for facility, resource in instance.stock:
            self._resources[facility].append(resource)
        self._facility_selections: dict[Filter, tuple[str, ...]] = {}
        self._area_selections: dict[tuple[tuple[str, ...], Filter], tuple[str, ...]] = {}
        self._members: dict[tuple[Filter, tuple[str, ...]], Mapping[str, tuple[str, ...]]] = {}
        self._nearby: dict[Reach, Nearby] = {}
        self._distances: dict[str, Distances] = {}
        self._populations: dict[tuple[str, str], Fraction | None] = {}

    def resources_of(self, facility: str) -> list[str]:
        """The resources that a facility has a stock row for."""
        return self._resources.get(facility, [])

    def chain(self, facility: str) -> tuple[str, ...]:
        """The area a facility lies in and all areas above it, the lowest first."""
        return self._chains[self.instance.facilities[facility].area]

    def chain_of_row(self, level: str, row: str) -> tuple[str, ...]:
        """The areas that a clause row of this level lies in; none for the whole region."""
        if level == REGION:
            return ()
        return self.chain(row) if level == FACILITY else self._chains[row]

    def ancestor(self, facility: str, level: str) -> str | None:
        """The area of a level that a facility lies in, or None."""
        return next((area for area in self.chain(facility) if self.instance.areas[area].level == level), None)

    def county(self, facility: str) -> str:
        """The county of a facility; the area it lies in, where that is in no county."""
        return self.ancestor(facility, _COUNTY) or self.instance.facilities[facility].area

    def facilities(self, conditions: Filter) -> tuple[str, ...]:
        """The facilities that pass a filter. Raises InputError for cells that cannot be compared."""
        if conditions not in self._facility_selections:
            texts = _texts(self.instance.facilities)
            self._facility_selections[conditions] = select(FACILITIES_FILE, texts, conditions, self._orders)
        return self._facility_selections[conditions]

    def areas(self, levels: tuple[str, ...], conditions: Filter) -> tuple[str, ...]:
        """The areas of these levels that pass a filter; for ``facility``, the areas that facilities lie in."""
        key = (levels, conditions)
        if key not in self._area_selections:
            rows = _texts({area: self.instance.areas[area] for area in self._areas_at(levels)})
            self._area_selections[key] = select(AREAS_FILE, rows, conditions, self._orders)
        return self._area_selections[key]

    def members(self, conditions: Filter, levels: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
        """The facilities that pass a filter, under each area of these levels; under ``region``, or themselves, too."""
        key = (conditions, levels)
        if key not in self._members:
            grouped: dict[str, list[str]] = defaultdict(list)
            for facility in self.facilities(conditions):
                for place in self._places(facility, levels):
                    grouped[place].append(facility)
            self._members[key] = {place: tuple(names) for place, names in grouped.items()}
        return self._members[key]

    def nearby(self, reach: Reach) -> Nearby:
        """The facilities within a reach of any area. Raises InputError if distances in its unit are unknown."""
        if reach not in self._nearby:
            self._nearby[reach] = Nearby(self.instance, reach)
        return self._nearby[reach]

    def distances(self, unit: str) -> Distances:
        """How far facilities are from areas. Raises InputError if distances in this unit are unknown."""
        if unit not in self._distances:
            self._distances[unit] = Distances(self.instance, unit)
        return self._distances[unit]

    def population(self, column: str, area: str) -> Fraction:
        """A number of an area, of its children together where it has none itself; ``region``: of all topmost areas.

        Raises InputError (``absent-number``) with each area at the bottom that lacks it.
        """
        roots = self._children[None] if area == REGION else [area]
        values = [self._population(column, root) for root in roots]
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            raise InputError([_lacking(column, name) for root in roots for name in self._gaps(column, root)])
        return sum(known, Fraction(0))

    def _population(self, column: str, area: str) -> Fraction | None:
        key = (column, area)
        if key not in self._populations:
            self._populations[key] = self._own_or_summed(column, area)
        return self._populations[key]

    def _own_or_summed(self, column: str, area: str) -> Fraction | None:
        own = _own_number(self.instance.areas[area], column)
        children = self._children.get(area, [])
        if own is not None or not children:
            return own
        values = [self._population(column, child) for child in children]
        known = [value for value in values if value is not None]
        return sum(known, Fraction(0)) if len(known) == len(values) else None

    def _gaps(self, column: str, area: str) -> Iterator[str]:
        if self._population(column, area) is None:
            children = self._children.get(area, [])
            if not children:
                yield area
            for child in children:
                yield from self._gaps(column, child)

    def _areas_at(self, levels: tuple[str, ...]) -> list[str]:
        if FACILITY in levels:
            return sorted({facility.area for facility in self.instance.facilities.values()})
        return [name for name, area in self.instance.areas.items() if area.level in levels]

    def _places(self, facility: str, levels: tuple[str, ...]) -> list[str]:
        if REGION in levels:
            return [REGION]
        if FACILITY in levels:
            return [facility]
        return [area for area in self.chain(facility) if self.instance.areas[area].level in levels]

    @property
    def _orders(self) -> Mapping[str, tuple[str, ...]]:
        return self.instance.vocabulary.orders


def _texts(things: Mapping[str, Area] | Mapping[str, Facility]) -> dict[str, Mapping[str, str]]:
    return {name: thing.texts for name, thing in things.items()}


def _own_number(area: Area, column: str) -> Fraction | None:
    return area.area_km2 if column == "area_km2" else area.numbers.get(column)


def _lacking(column: str, area: str) -> Problem:
    found = f"no number for {area}"
    return Problem("absent-number", AREAS_FILE, found, "one, or one for every area below it", column=column)
