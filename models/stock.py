"""Which decisions a region leaves open, and the hard facts between them.

For each facility f and resource r with a stock row, in whole units:

    min · open ≤ x[f,r] ≤ max · open              open = 1 for a facility that stays
    x − added + removed = current                 only where x can move both ways
    x[part] ≤ x[whole],  Σ parts of a group ≤ x[whole]
    Σ x over a county ≥ Σ current                 where a resource keeps its county total
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from models.instance import CANDIDATE, KEEP_COUNTY, KEEP_FACILITY, OPEN, Facility, Instance, Stock
from models.linear import Expression, Linear, Number, plain
from models.selection import county_of
from models.system import ADDED, REMOVED, RISES, STOCK, System
from models.system import OPEN as OPEN_COLUMN

Cell = tuple[str, str]
"""(facility, resource)"""


@dataclass(frozen=True)
class StockColumns:
    """Where to find the decision columns of a region, and what they cost.

    ``open`` holds candidate and closable facilities only; ``added`` and ``removed`` only cells that can move both ways.
    """

    instance: Instance
    county: Mapping[str, str]
    stock: Mapping[Cell, int]
    open: Mapping[str, int]
    added: Mapping[Cell, int]
    removed: Mapping[Cell, int]
    floor: Mapping[Cell, int]
    ceiling: Mapping[Cell, int | None]

    def can_fall(self, cell: Cell) -> bool:
        """Whether the cell may end below today's stock."""
        return self.floor[cell] < self.instance.stock[cell].current

    def can_rise(self, cell: Cell) -> bool:
        """Whether the cell may end above today's stock."""
        ceiling = self.ceiling[cell]
        return ceiling is None or ceiling > self.instance.stock[cell].current

    def added_units(self, cell: Cell) -> Expression:
        """max(0, x − current) of a cell."""
        current = self.instance.stock[cell].current
        if cell in self.added:
            return Expression({self.added[cell]: 1})
        if not self.can_rise(cell):
            return Expression({})
        return Expression({self.stock[cell]: 1}, -current)

    def removed_units(self, cell: Cell) -> Expression:
        """max(0, current − x) of a cell."""
        current = self.instance.stock[cell].current
        if cell in self.removed:
            return Expression({self.removed[cell]: 1})
        if not self.can_fall(cell):
            return Expression({})
        return Expression({self.stock[cell]: -1}, current)

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


def add_stock(system: System, instance: Instance) -> StockColumns:
    """Add the stock and opening columns of a region and the hard facts between them."""
    county = {facility: county_of(instance, facility) for facility in instance.facilities}
    opened = _add_openings(system, instance, county)
    stock: dict[Cell, int] = {}
    added: dict[Cell, int] = {}
    removed: dict[Cell, int] = {}
    floor: dict[Cell, int] = {}
    ceiling: dict[Cell, int | None] = {}
    for cell, row in instance.stock.items():
        least, largest = bounds(instance, row)
        floor[cell] = 0 if row.facility in opened else least
        ceiling[cell] = largest
        stock[cell] = system.add_column(
            STOCK, cell, county=county[row.facility], lower=floor[cell], upper=largest, today=row.current
        )
        if row.facility in opened and least > 0:
            system.add_row("opening", (*cell, "min"), {stock[cell]: 1, opened[row.facility]: -least}, low=0)
        both_ways = floor[cell] < row.current and (largest is None or largest > row.current)
        if both_ways:
            added[cell], removed[cell] = _add_changes(system, cell, stock[cell], row.current, county[row.facility])
    columns = StockColumns(instance, county, stock, opened, added, removed, floor, ceiling)
    _add_parts(system, columns)
    _add_kept_totals(system, columns)
    return columns


def add_opening_maxima(system: System, columns: StockColumns) -> None:
    """Closed means zero of everything: ``x ≤ max · open``, with the real (natural) maximum."""
    for cell, number in columns.stock.items():
        gate = columns.open.get(cell[0])
        if gate is None:
            continue
        largest = system.columns[number].upper
        assert largest is not None, "natural bounds come before opening links"
        system.add_row("opening", (*cell, "max"), {number: 1, gate: -largest}, high=0)


def add_exact_changes(system: System, columns: StockColumns) -> None:
    """Where some row would reward adding and removing at once, forbid it: added or removed is zero.

    A row rewards a change if the change helps it towards what it requires; everywhere else (costs, caps) only the net
    change survives by itself.
    """
    rewarded = _rewarded(system)
    for cell, up in columns.added.items():
        down = columns.removed[cell]
        if up not in rewarded and down not in rewarded:
            continue
        rises = system.add_column(RISES, cell, county=columns.county[cell[0]], upper=1)
        largest = system.columns[up].upper
        assert largest is not None, "natural bounds come before exact changes"
        system.add_row("rises", (*cell, "added"), {up: 1, rises: -largest}, high=0)
        current = columns.instance.stock[cell].current
        system.add_row("rises", (*cell, "removed"), {down: 1, rises: current}, high=current)


def _rewarded(system: System) -> frozenset[int]:
    changes = {i for i, column in enumerate(system.columns) if column.kind in (ADDED, REMOVED)}
    found = set()
    for row in system.rows:
        if row.kind == "balance":
            continue
        for column, coefficient in zip(row.columns, row.coefficients, strict=True):
            helps = (coefficient > 0 and row.low is not None) or (coefficient < 0 and row.high is not None)
            if helps and column in changes:
                found.add(column)
    return frozenset(found)


def _add_openings(system: System, instance: Instance, county: Mapping[str, str]) -> dict[str, int]:
    return {
        facility.facility: system.add_column(
            OPEN_COLUMN,
            (facility.facility,),
            county=county[facility.facility],
            upper=1,
            today=int(facility.status != CANDIDATE),
        )
        for facility in instance.facilities.values()
        if facility.status != OPEN
    }


def _add_changes(system: System, cell: Cell, stock: int, current: int, county: str) -> tuple[int, int]:
    up = system.add_column(ADDED, cell, county=county)
    down = system.add_column(REMOVED, cell, county=county, upper=current)
    system.add_row("balance", cell, {stock: 1, up: -1, down: 1}, low=current, high=current)
    return up, down


def _add_parts(system: System, columns: StockColumns) -> None:
    resources = columns.instance.resources
    groups: dict[tuple[str, str, str], Linear] = defaultdict(dict)
    for (facility, name), number in columns.stock.items():
        resource = resources[name]
        if resource.part_of is None:
            continue
        label = resource.group if resource.group is not None else name
        kind = "group" if resource.group is not None else "part"
        groups[facility, resource.part_of, f"{kind} {label}"][number] = 1
    for (facility, whole, label), parts in groups.items():
        system.add_row("part", (facility, whole, label), {**parts, columns.stock[facility, whole]: -1}, high=0)


def _add_kept_totals(system: System, columns: StockColumns) -> None:
    totals: dict[Cell, Linear] = defaultdict(dict)
    standing: dict[Cell, int] = defaultdict(int)
    for (facility, name), number in columns.stock.items():
        if columns.instance.resources[name].keep != KEEP_COUNTY:
            continue
        place = (columns.county[facility], name)
        totals[place][number] = 1
        standing[place] += columns.instance.stock[facility, name].current
    for place, terms in totals.items():
        if standing[place] > 0:
            system.add_row("keep", place, terms, low=standing[place])
