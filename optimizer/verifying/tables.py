"""Where things lie in a region: which facilities an area holds, which pass a filter, and how many people live there.

Areas and facilities are numbered in the order of their ids. Every question is answered once and remembered, for all
areas together: a facility counts in its own area and in the areas above that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.clause import Filter, Reach
from models.instance import FACILITY, REGION, Area, Instance
from models.tables import ABSENT, Coded, Codes, Counts
from optimizer.problems import InputError, Problem
from optimizer.verifying.amounts import Amounts, priced
from optimizer.verifying.distances import Distances, Nearby
from optimizer.verifying.filters import Sheet
from optimizer.verifying.groups import Groups
from optimizer.verifying.places import county_numbers, levels_above, parents_of

AREAS_FILE, FACILITIES_FILE = "areas.csv", "facilities.csv"

Levels = tuple[str, ...]


class Tables:
    """The tables of one instance, indexed for judging."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.facility = instance.facility_table
        self.stock = instance.stock_table
        self._children: dict[str | None, list[str]] = defaultdict(list)
        for name, area in instance.areas.items():
            self._children[area.parent].append(name)
        self._facility_selections: dict[Filter, NDArray[np.bool_]] = {}
        self._area_selections: dict[tuple[Levels, Filter], Counts] = {}
        self._area_columns: dict[str, Coded[str]] = {}
        self._groups: dict[tuple[Filter, Levels], Groups] = {}
        self._members: dict[tuple[Filter, Levels], Mapping[str, tuple[str, ...]]] = {}
        self._above: dict[str, Mapping[str, str]] = {}
        self._rows: dict[str, Counts] = {}
        self._nearby: dict[Reach, Nearby] = {}
        self._distances: dict[str, Distances] = {}
        self._populations: dict[tuple[str, str], Fraction | None] = {}
        self._prices: dict[str, tuple[Amounts, NDArray[np.bool_]]] = {}
        self._numbers: dict[str, Amounts] = {}

    @property
    def area_ids(self) -> tuple[str, ...]:
        """Every area, in the order of their numbers."""
        return self.facility.areas

    @cached_property
    def area_levels(self) -> NDArray[np.str_]:
        """The level of every area."""
        return np.array([self.instance.areas[name].level for name in self.area_ids])

    @cached_property
    def parents(self) -> Codes:
        """The number of the area above every area, ``ABSENT`` for one that lies in no other."""
        return parents_of(self.instance)

    @cached_property
    def counties(self) -> Codes:
        """The number of the county of every facility; of the area it lies in, where that is in no county."""
        return county_numbers(self.instance)

    def area_above(self, level: str) -> Mapping[str, str]:
        """area → the area of a level that it is or lies in; without those that lie in none."""
        if level not in self._above:
            numbers = zip(self.area_ids, levels_above(self.instance, level).tolist(), strict=True)
            self._above[level] = {area: self.area_ids[above] for area, above in numbers if above >= 0}
        return self._above[level]

    def home(self, facility: str) -> str:
        """The area that a facility lies in."""
        return self.area_ids[int(self.facility.area[self.facility.number[facility]])]

    def frame(self, levels: Levels) -> tuple[str, ...]:
        """The ids that the places of these levels are numbered by: all areas, all facilities, or the whole region."""
        if REGION in levels:
            return (REGION,)
        return self.facility.ids if FACILITY in levels else self.area_ids

    def facilities(self, conditions: Filter) -> NDArray[np.bool_]:
        """Which facilities pass a filter. Raises InputError for cells that cannot be compared."""
        if conditions not in self._facility_selections:
            table = self.facility
            sheet = Sheet(FACILITIES_FILE, table.ids, table.texts.get, self._orders)
            self._facility_selections[conditions] = sheet.select(conditions, np.ones(len(table), np.bool_))
        return self._facility_selections[conditions]

    def areas(self, levels: Levels, conditions: Filter) -> Counts:
        """The numbers of the areas of these levels that pass a filter; for ``facility``, of areas with facilities."""
        key = (levels, conditions)
        if key not in self._area_selections:
            sheet = Sheet(AREAS_FILE, self.area_ids, self._area_column, self._orders)
            self._area_selections[key] = np.flatnonzero(sheet.select(conditions, self._areas_at(levels)))
        return self._area_selections[key]

    def groups(self, conditions: Filter, levels: Levels) -> Groups:
        """The facilities that pass a filter, in the areas of these levels that they lie in; or in the whole region, or
        each by itself."""
        key = (conditions, levels)
        if key not in self._groups:
            self._groups[key] = self._grouped(np.flatnonzero(self.facilities(conditions)), levels)
        return self._groups[key]

    def members(self, conditions: Filter, levels: Levels) -> Mapping[str, tuple[str, ...]]:
        """The same by id: place → its facilities; a place without any is left out."""
        key = (conditions, levels)
        if key not in self._members:
            self._members[key] = self.groups(conditions, levels).members(self.frame(levels), self.facility.ids)
        return self._members[key]

    def rows_of(self, resource: str) -> Counts:
        """The stock rows of a resource."""
        if resource not in self._rows:
            kinds = [kind for kind, name in enumerate(self.stock.seconds) if name == resource]
            self._rows[resource] = np.flatnonzero(np.isin(self.stock.second, kinds))
        return self._rows[resource]

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

    def prices(self, kind: str) -> tuple[Amounts, NDArray[np.bool_]]:
        """What a unit of each stock row costs (``capital_cost``, ``annual_cost``), and whether anybody wrote it.

        A row's own price goes before its resource's; a missing one is 0.
        """
        if kind not in self._prices:
            general = [getattr(self.instance.resources[name], kind) for name in self.stock.seconds]
            own: Coded[Fraction] = getattr(self.stock, kind)
            self._prices[kind] = priced(own, general, self.stock.second)
        return self._prices[kind]

    def numbers(self, column: str) -> Amounts:
        """A number of every facility, 0 for one without; see :meth:`lacking`."""
        if column not in self._numbers:
            cells = self.facility.data.get(column)
            empty = Coded[Fraction](np.full(len(self.facility), ABSENT, np.int32), ())
            self._numbers[column] = Amounts.of_cells(empty if cells is None else cells)
        return self._numbers[column]

    def lacking(self, column: str) -> NDArray[np.bool_]:
        """Which facilities have no number in a column."""
        cells = self.facility.data.get(column)
        return np.ones(len(self.facility), np.bool_) if cells is None else cells.codes < 0

    def population(self, column: str, area: str) -> Fraction:
        """A number of an area, of its children together where it has none itself; ``region``: of all topmost areas.

        Raises InputError (``absent-number``) with each area at the bottom that lacks it.
        """
        roots = self._children[None] if area == REGION else [area]
        values = [self._population(column, root) for root in roots]
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            raise InputError([_lacking(column, name) for root in roots for name in self._gaps(column, root)])
        return known[0] if len(known) == 1 else sum(known, Fraction(0))

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

    def _areas_at(self, levels: Levels) -> NDArray[np.bool_]:
        if FACILITY in levels:
            held = np.zeros(len(self.area_ids), np.bool_)
            held[self.facility.area] = True
            return held
        return np.isin(self.area_levels, levels)

    def _area_column(self, column: str) -> Coded[str]:
        if column not in self._area_columns:
            areas = self.instance.areas
            self._area_columns[column] = Coded.of(areas[name].texts.get(column) for name in self.area_ids)
        return self._area_columns[column]

    def _grouped(self, facilities: Counts, levels: Levels) -> Groups:
        if REGION in levels:
            return Groups(np.zeros(len(facilities), np.int64), facilities, 1)
        if FACILITY in levels:
            return Groups(facilities, facilities, len(self.facility))
        wanted = np.append(np.isin(self.area_levels, levels), False)
        places, inside = [], []
        step = self.facility.area[facilities]
        while (step >= 0).any():
            there = wanted[step]
            places.append(step[there])
            inside.append(facilities[there])
            step = np.append(self.parents, np.int32(ABSENT))[step]
        if not places:
            return Groups(facilities, facilities, len(self.area_ids))
        return Groups(np.concatenate(places), np.concatenate(inside), len(self.area_ids))

    @property
    def _orders(self) -> Mapping[str, tuple[str, ...]]:
        return self.instance.vocabulary.orders


def _own_number(area: Area, column: str) -> Fraction | None:
    return area.area_km2 if column == "area_km2" else area.numbers.get(column)


def _lacking(column: str, area: str) -> Problem:
    found = f"no number for {area}"
    return Problem("absent-number", AREAS_FILE, found, "one, or one for every area below it", column=column)
