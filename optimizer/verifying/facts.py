"""Which hard facts a plan breaks: bounds, closed doors, parts above their whole, county totals that are kept.

For each stock row of an open facility ``min ≤ x ≤ max``, of a closed one ``x = 0``; in each facility
``x[part] ≤ x[whole]`` and, for the parts that share a group, ``Σ x[part] ≤ x[whole]``; where a resource is kept in the
county, ``Σ x ≥ Σ current`` over each county.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from models.instance import KEEP_COUNTY, KEEP_FACILITY, Resource
from models.plan import Plan
from models.tables import ABSENT, Counts
from optimizer.verifying.amounts import Amounts
from optimizer.verifying.costs import highest
from optimizer.verifying.judgement import Breach
from optimizer.verifying.measure import Ledger
from optimizer.verifying.tables import Tables

Rows = NDArray[np.bool_]
"""Which stock rows."""


def breaches(tables: Tables, plan: Plan) -> tuple[Breach, ...]:
    """Every hard fact that the plan breaks, sorted by facility (or area), resource and key.

    In a breach of ``group``, ``resource`` names all its parts, joined by `` + ``.
    """
    return broken(tables, Ledger(tables, plan))


def broken(tables: Tables, planned: Ledger) -> tuple[Breach, ...]:
    """As :func:`breaches`, for a plan whose ledger is at hand."""
    bench = _Bench(tables, planned)
    found = itertools.chain(bench.bounds(), bench.parts(), bench.groups(), bench.kept())
    return tuple(sorted(found, key=lambda breach: (breach.facility, breach.resource, breach.key)))


class _Bench:
    """The stock rows of a plan, with what each resource is to the others."""

    def __init__(self, tables: Tables, planned: Ledger) -> None:
        self._tables, self._stock = tables, tables.stock
        self._units = planned.units
        self._open = planned.opened[self._stock.first]
        self._resources: list[Resource] = [tables.instance.resources[name] for name in self._stock.seconds]

    def bounds(self) -> Iterator[Breach]:
        units, high = self._units, highest(self._tables.instance)
        low = self._lowest()
        yield from self._told("open", ~self._open & (units != 0), np.zeros_like(units))
        yield from self._told("min", self._open & (units < low), low)
        yield from self._told("max", self._open & (high >= 0) & (units > high), high)

    def parts(self) -> Iterator[Breach]:
        limit = self._wholes()
        yield from self._told("part_of", (limit >= 0) & (self._units > limit), limit)

    def groups(self) -> Iterator[Breach]:
        labels = self._labels()
        rows = np.flatnonzero(labels >= 0)
        keys = self._stock.first[rows].astype(np.int64) * len(self._resources) + labels[rows]
        rows = rows[np.argsort(keys, kind="stable")]
        _, first, group_of, sizes = np.unique(np.sort(keys), return_index=True, return_inverse=True, return_counts=True)
        together = Amounts.of(self._units).among(rows).summed(group_of, len(first)).numerators
        limit = self._wholes()[rows[first]]
        for group in np.flatnonzero((sizes > 1) & (together > limit)).tolist():
            inside = rows[first[group] : first[group] + sizes[group]].tolist()
            facility = self._stock.firsts[self._stock.first[inside[0]]]
            parts = " + ".join(sorted(self._resource(row) for row in inside))
            yield Breach(facility, parts, "group", int(limit[group]), int(together[group]))

    def kept(self) -> Iterator[Breach]:
        rows = np.flatnonzero(self._which(resource.keep == KEEP_COUNTY for resource in self._resources))
        width = len(self._resources)
        place = self._tables.counties[self._stock.first[rows]].astype(np.int64) * width + self._stock.second[rows]
        keys, inverse = np.unique(place, return_inverse=True)
        standing, planned = (
            Amounts.of(units).among(rows).summed(inverse, len(keys)).numerators
            for units in (self._stock.current, self._units)
        )
        for group in np.flatnonzero(planned < standing).tolist():
            area, resource = divmod(int(keys[group]), width)
            names = self._tables.area_ids[area], self._stock.seconds[resource]
            yield Breach(*names, "keep", int(standing[group]), int(planned[group]))

    def _lowest(self) -> Counts:
        """The fewest units an open facility may hold: as written, else today's where each facility is kept, else 0."""
        keeps = self._which(resource.keep == KEEP_FACILITY for resource in self._resources)
        return np.where(self._stock.min >= 0, self._stock.min, np.where(keeps, self._stock.current, 0))

    def _wholes(self) -> Counts:
        """The units of what each row is a part of, 0 where the facility holds none; ``ABSENT`` for no part."""
        limit = np.full(len(self._units), ABSENT, np.int64)
        for part, resource in enumerate(self._resources):
            if resource.part_of is not None:
                rows = np.flatnonzero(self._stock.second == part)
                limit[rows] = self._units_of(self._stock.first[rows], resource.part_of)
        return limit

    def _units_of(self, facilities: NDArray[np.int32], resource: str) -> Counts:
        if resource not in self._stock.seconds:
            return np.zeros(len(facilities), np.int64)
        kind = np.full(len(facilities), self._stock.seconds.index(resource))
        found = self._stock.rows_of(facilities, kind)
        return np.where(found >= 0, self._units[found], 0)

    def _labels(self) -> Counts:
        """A number per group of parts of one whole, for every row; ``ABSENT`` for what is in no group."""
        numbers: dict[tuple[str | None, str | None], int] = {}
        labels = [
            ABSENT if None in (one.part_of, one.group) else numbers.setdefault((one.part_of, one.group), len(numbers))
            for one in self._resources
        ]
        return np.array(labels, np.int64)[self._stock.second]

    def _which(self, of_kind: Iterable[bool]) -> Rows:
        return np.array([*of_kind], np.bool_)[self._stock.second]

    def _told(self, key: str, rows: Rows, limit: Counts) -> Iterator[Breach]:
        for row in np.flatnonzero(rows).tolist():
            facility = self._stock.firsts[self._stock.first[row]]
            yield Breach(facility, self._resource(row), key, int(limit[row]), int(self._units[row]))

    def _resource(self, row: int) -> str:
        return self._stock.seconds[int(self._stock.second[row])]
