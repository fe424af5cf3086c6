"""Where the rows of a clause stand and which facilities each of them counts, for all its areas at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.arrays import Whole, Yes
from models.clause import Clause, Condition, DecidedBase, FacilityColumn, Filter
from models.instance import FACILITY, REGION, Instance
from models.selection import IncomparableError, Orders, areas_of, has_coordinates, holds, members, passes
from models.tables import FacilityTable
from models.territory import NOWHERE, Territory


@dataclass(frozen=True, eq=False)
class Pairs:
    """Which facility belongs to which row, sorted by row and then facility."""

    row: Whole
    facility: Whole

    def of(self, kept: Yes) -> Pairs:
        """Those of some rows, which are numbered anew."""
        place, inside = np.cumsum(kept) - 1, kept[self.row]
        return Pairs(place[self.row[inside]], self.facility[inside])

    def any(self, count: int) -> Yes:
        """Which of ``count`` rows have a facility."""
        found = np.zeros(count, bool)
        found[self.row] = True
        return found


@dataclass(frozen=True, eq=False)
class Spots:
    """The rows of a clause: their areas' ids, the number of the lowest area each lies in, the number of the facility
    it is of (else ``NOWHERE``), and the facilities that its measure and its base count."""

    names: Sequence[str]
    lowest: Whole
    facility: Whole
    counted: Pairs
    based: Pairs

    def __len__(self) -> int:
        return len(self.names)

    def of(self, kept: Yes) -> Spots:
        """Some of the rows."""
        if kept.all():
            return self
        names = [self.names[place] for place in np.flatnonzero(kept).tolist()]
        return Spots(names, self.lowest[kept], self.facility[kept], self.counted.of(kept), self.based.of(kept))


def spots(instance: Instance, territory: Territory, clause: Clause) -> Spots:
    """What ``rows.places`` gives one by one. Raises IncomparableError as it does."""
    table = instance.facility_table
    counted = passing(instance, clause.where)
    if clause.level == FACILITY and clause.areas:
        counted &= _areas_passing(instance, territory, clause.areas)[table.area]
    on_facilities = isinstance(clause.base, FacilityColumn | DecidedBase)
    based = passing(instance, clause.per_where) if on_facilities else np.zeros(len(table), bool)
    if clause.level == REGION:
        nowhere = np.array([NOWHERE])
        return Spots([REGION], nowhere, nowhere, *(_all_in_one(chosen) for chosen in (counted, based)))
    if clause.level == FACILITY:
        places = np.flatnonzero(counted)
        own = np.arange(len(places))
        both = based[places]
        names = [table.ids[place] for place in places.tolist()]
        home = table.area[places].astype(np.int64)
        return Spots(names, home, places, Pairs(own, places), Pairs(own[both], places[both]))
    areas = list(areas_of(instance, clause.levels, clause.areas))
    if clause.reach is not None and instance.travel is None:
        areas = [area for area in areas if has_coordinates(area)]
    chosen = np.array([territory.number[area.area] for area in areas], np.int64)
    pairs = (_members(instance, territory, clause, chosen, mask) for mask in (counted, based))
    return Spots([area.area for area in areas], chosen, np.full(len(areas), NOWHERE), *pairs)


def passing(instance: Instance, where: Filter) -> Yes:
    """Which facilities pass a filter."""
    table, orders = instance.facility_table, instance.vocabulary.orders
    if not where:
        return np.ones(len(table), bool)
    passed = np.zeros(len(table), bool)
    for alternative in where:
        left = ~passed
        for condition in alternative:
            held, unclear = _holding(table, condition, orders)
            if (left & unclear).any():
                raise IncomparableError(condition.column, "")
            left &= held
        passed |= left
    return passed


def _holding(table: FacilityTable, condition: Condition, orders: Orders) -> tuple[Yes, Yes]:
    """For which facilities a condition holds, and for which one cannot tell; each different cell is put to it once."""
    column = condition.column
    cells, data = table.texts.get(column), table.data.get(column)
    if cells is None:
        return np.zeros(len(table), bool), np.zeros(len(table), bool)
    width = 1 if data is None else len(data.values) + 1
    code = (cells.codes.astype(np.int64) + 1) * width + (0 if data is None else data.codes + 1)
    different, own = np.unique(code, return_inverse=True)
    held, unclear = np.zeros(len(different), bool), np.zeros(len(different), bool)
    for place, (text, number) in enumerate(zip(*np.divmod(different, width), strict=True)):
        texts = {} if text == 0 else {column: cells.values[text - 1]}
        numbers = {} if data is None or number == 0 else {column: data.values[number - 1]}
        try:
            held[place] = holds(condition, texts, numbers, orders)
        except IncomparableError:
            unclear[place] = True
    return held[own], unclear[own]


def _areas_passing(instance: Instance, territory: Territory, conditions: Filter) -> Yes:
    areas, orders = (instance.areas[name] for name in territory.ids), instance.vocabulary.orders
    return np.array([passes(conditions, area.texts, area.numbers, orders) for area in areas], bool)


def _all_in_one(chosen: Yes) -> Pairs:
    facilities = np.flatnonzero(chosen)
    return Pairs(np.zeros(len(facilities), np.int64), facilities)


def _members(instance: Instance, territory: Territory, clause: Clause, areas: Whole, chosen: Yes) -> Pairs:
    """The chosen facilities that lie in each area, or are near enough to it."""
    if not chosen.any():
        return Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64))
    if clause.reach is None:
        return _inside(instance.facility_table, territory, areas, chosen)
    if instance.travel_table is None:
        return _by_distance(instance, territory, clause, areas, chosen)
    table, limit = instance.travel_table, clause.reach.limit
    away = table.minutes if clause.reach.unit == "minutes" else table.km
    row = _rows_of(territory, areas)[table.first]
    near = away.where(lambda number: number <= limit) & (row >= 0) & chosen[table.second]
    return _sorted(row[near], table.second[near].astype(np.int64))


def _rows_of(territory: Territory, areas: Whole) -> Whole:
    """The row of every area of the region, ``NOWHERE`` for those that have none."""
    rows = np.full(len(territory.ids), NOWHERE, np.int64)
    rows[areas] = np.arange(len(areas))
    return rows


def _inside(table: FacilityTable, territory: Territory, areas: Whole, chosen: Yes) -> Pairs:
    facilities = np.flatnonzero(chosen)
    rows, step = _rows_of(territory, areas), table.area[facilities].astype(np.int64)
    row_parts, facility_parts = [], []
    while len(facilities):
        found = rows[step]
        row_parts.append(found[found >= 0])
        facility_parts.append(facilities[found >= 0])
        above = territory.parent[step]
        facilities, step = facilities[above >= 0], above[above >= 0]
    return _sorted(np.concatenate(row_parts), np.concatenate(facility_parts))


def _by_distance(instance: Instance, territory: Territory, clause: Clause, areas: Whole, chosen: Yes) -> Pairs:
    """By the great circle, facility by facility."""
    table = instance.facility_table
    facilities = [table.record(place) for place in np.flatnonzero(chosen).tolist()]
    ids = [territory.ids[area] for area in areas.tolist()]
    found = members(instance, facilities, [instance.areas[name] for name in ids], clause.reach)
    lists = [found[name] for name in ids]
    numbers = [table.number[name] for names in lists for name in names]
    row = np.repeat(np.arange(len(areas)), [len(names) for names in lists])
    return _sorted(row, np.array(numbers, np.int64))


def _sorted(row: Whole, facility: Whole) -> Pairs:
    order = np.lexsort((facility, row))
    return Pairs(row[order], facility[order])
