"""Where the decisions about a region's stock stand among the columns of a system, and what they cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from models.arrays import NONE, Whole, Yes, starts_of
from models.instance import CANDIDATE, KEEP_FACILITY, Facility, Instance, Stock
from models.linear import Expression, Number, plain
from models.store import Codes
from models.system import System
from models.territory import Territory

Cell = tuple[str, str]
"""(facility, resource)"""

NOTHING = -1
"""Number of a column that is not there."""


@dataclass(frozen=True, eq=False)
class StockArrays:
    """The columns of every stock row (in the order of ``instance.stock_table``) and of every facility (in that of
    ``facility_table``); ``NOTHING`` where there is none. ``ceiling`` is ``NONE`` without a written maximum."""

    county: Codes
    stock: Whole
    added: Whole
    removed: Whole
    floor: Whole
    ceiling: Whole
    current: Whole
    open: Whole

    @property
    def both_ways(self) -> Yes:
        """Which rows have columns for increase and decrease."""
        return self.added >= 0

    @property
    def can_fall(self) -> Yes:
        """Which rows may end below today's stock."""
        falls: Yes = self.floor < self.current
        return falls

    @property
    def can_rise(self) -> Yes:
        """Which rows may end above today's stock."""
        rises: Yes = (self.ceiling == NONE) | (self.ceiling > self.current)
        return rises


@dataclass(frozen=True)
class StockColumns:
    """Where to find the decision columns of a region, and what they cost.

    The mappings are for whoever asks for single cells: ``open`` holds candidate and closable facilities only, ``added``
    and ``removed`` only cells that can move both ways.
    """

    instance: Instance
    system: System
    territory: Territory
    arrays: StockArrays

    @cached_property
    def county(self) -> Mapping[str, str]:
        """facility → its county"""
        names = self.system.counties.names
        numbers = self.arrays.county.tolist()
        return {name: names[number] for name, number in zip(self.instance.facility_table.ids, numbers, strict=True)}

    @cached_property
    def stock(self) -> Mapping[Cell, int]:
        """cell → column of its stock"""
        return dict(zip(self._cells, self.arrays.stock.tolist(), strict=True))

    @cached_property
    def open(self) -> Mapping[str, int]:
        """facility → column of whether it is open"""
        ids = self.instance.facility_table.ids
        gated = np.flatnonzero(self.arrays.open >= 0)
        return {ids[place]: int(self.arrays.open[place]) for place in gated.tolist()}

    @cached_property
    def added(self) -> Mapping[Cell, int]:
        """cell → column of its increase"""
        return self._both_ways(self.arrays.added)

    @cached_property
    def removed(self) -> Mapping[Cell, int]:
        """cell → column of its decrease"""
        return self._both_ways(self.arrays.removed)

    @cached_property
    def _cells(self) -> tuple[Cell, ...]:
        return tuple(self.instance.stock_table)

    @cached_property
    def _row(self) -> Mapping[Cell, int]:
        return {cell: row for row, cell in enumerate(self._cells)}

    def _both_ways(self, columns: Whole) -> Mapping[Cell, int]:
        return {self._cells[row]: int(columns[row]) for row in np.flatnonzero(columns >= 0).tolist()}

    def can_fall(self, cell: Cell) -> bool:
        """Whether the cell may end below today's stock."""
        return bool(self.arrays.can_fall[self._row[cell]])

    def can_rise(self, cell: Cell) -> bool:
        """Whether the cell may end above today's stock."""
        return bool(self.arrays.can_rise[self._row[cell]])

    def current(self, cell: Cell) -> int:
        """Today's stock of a cell."""
        return int(self.arrays.current[self._row[cell]])

    def added_units(self, cell: Cell) -> Expression:
        """max(0, x − current) of a cell."""
        if cell in self.added:
            return Expression({self.added[cell]: 1})
        if not self.can_rise(cell):
            return Expression({})
        return Expression({self.stock[cell]: 1}, -self.current(cell))

    def removed_units(self, cell: Cell) -> Expression:
        """max(0, current − x) of a cell."""
        if cell in self.removed:
            return Expression({self.removed[cell]: 1})
        if not self.can_fall(cell):
            return Expression({})
        return Expression({self.stock[cell]: -1}, self.current(cell))

    def opening(self, facility: str) -> Expression:
        """1 if the facility is open, else 0."""
        column = self.open.get(facility)
        return Expression({}, 1) if column is None else Expression({column: 1})

    def capital_cost(self, cell: Cell) -> Number:
        """Capital cost of one added unit; 0 where no price is written (the reader has warned)."""
        return plain(price(self.instance, self.instance.stock[cell], "capital_cost") or Fraction(0))

    def annual_cost(self, cell: Cell) -> Number:
        """Annual cost of one unit; 0 where no price is written (the reader has warned)."""
        return plain(price(self.instance, self.instance.stock[cell], "annual_cost") or Fraction(0))

    def prices(self, key: str) -> tuple[Whole, tuple[Fraction, ...]]:
        """The ``capital_cost`` or ``annual_cost`` of every stock row as a number into the prices that there are."""
        table = self.instance.stock_table
        own = table.capital_cost if key == "capital_cost" else table.annual_cost
        general = [getattr(self.instance.resources[name], key) or Fraction(0) for name in table.seconds]
        codes = np.where(own.codes >= 0, own.codes, len(own.values) + table.second)
        return codes.astype(np.int64), (*own.values, *general)

    @cached_property
    def spans(self) -> Whole:
        """Where the stock rows of each facility begin and end."""
        return starts_of(np.bincount(self.instance.stock_table.first, minlength=len(self.arrays.open)))

    @cached_property
    def _rows_of_resource(self) -> dict[str, Whole]:
        return {}

    def rows_of(self, resource: str) -> Whole:
        """The stock row of each facility for one resource, ``NOTHING`` where it has none."""
        found = self._rows_of_resource.get(resource)
        if found is None:
            table = self.instance.stock_table
            found = np.full(len(self.arrays.open), NOTHING, np.int64)
            number = table.seconds.index(resource) if resource in table.seconds else NOTHING
            rows = np.flatnonzero(table.second == number)
            found[table.first[rows]] = rows
            self._rows_of_resource[resource] = found
        return found


def price(instance: Instance, stock: Stock, key: str) -> Fraction | None:
    """The stock row's own cost, else its resource's, else None."""
    own: Fraction | None = getattr(stock, key)
    general: Fraction | None = getattr(instance.resources[stock.resource], key)
    return own if own is not None else general


def unpriced_places(instance: Instance, facility: Facility, kind: str) -> Iterator[str]:
    """What of a facility costs ``capital_cost`` or ``annual_cost`` without a written price: resources that it holds
    (for capital: that may grow), and the opening of a candidate."""
    for resource in instance.resources:
        row = instance.stock.get((facility.facility, resource))
        if row is None or price(instance, row, kind) is not None:
            continue
        _, largest = bounds(instance, row)
        if kind == "annual_cost" or largest is None or largest > row.current:
            yield f"{resource} of {facility.facility}"
    if kind == "capital_cost" and facility.status == CANDIDATE and facility.open_cost is None:
        yield f"the opening of {facility.facility}"


def bounds(instance: Instance, stock: Stock) -> tuple[int, int | None]:
    """The least and largest stock of an open facility: as written, else by the resource's keep and maximum."""
    resource = instance.resources[stock.resource]
    kept = stock.current if resource.keep == KEEP_FACILITY else 0
    least = kept if stock.min is None else stock.min
    largest = resource.max_per_facility if stock.max is None else stock.max
    return least, largest
