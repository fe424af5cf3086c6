"""Which decisions a region leaves open, and the hard facts between them.

For each facility f and resource r with a stock row, in whole units:

    min · open ≤ x[f,r] ≤ max · open              open = 1 for a facility that stays
    x − added + removed = current                 only where x can move both ways
    x[part] ≤ x[whole],  Σ parts of a group ≤ x[whole]
    Σ x over a county ≥ Σ current                 where a resource keeps its county total
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.arrays import NONE, Terms, Whole, Yes, first_seen, starts_of
from models.instance import CANDIDATE, KEEP_COUNTY, KEEP_FACILITY, OPEN, Instance
from models.keys import MadeKeys
from models.stock import NOTHING, Cell, StockArrays, StockColumns
from models.store import Codes
from models.system import ADDED, REMOVED, RISES, STOCK, System
from models.system import OPEN as OPEN_COLUMN
from models.territory import Territory


def add_stock(system: System, instance: Instance) -> StockColumns:
    """Add the stock and opening columns of a region and the hard facts between them."""
    territory = Territory.of(instance)
    county = _counties(system, instance, territory)
    opened = _add_openings(system, instance, county)
    columns = StockColumns(instance, system, territory, _add_cells(system, instance, county, opened))
    _add_parts(system, columns)
    _add_kept_totals(system, columns)
    return columns


def _counties(system: System, instance: Instance, territory: Territory) -> Codes:
    """The county number of every facility: of the county it lies in, else of its own area."""
    areas = np.where(territory.county >= 0, territory.county, np.arange(len(territory.ids)))
    place = areas[instance.facility_table.area]
    numbers = np.zeros(len(territory.ids), np.int32)
    for area in np.unique(place).tolist():
        numbers[area] = system.counties.number(territory.ids[area])
    return numbers[place]


def _add_openings(system: System, instance: Instance, county: Codes) -> Whole:
    table = instance.facility_table
    gated = np.flatnonzero(table.status.where(lambda status: status != OPEN))
    stands = table.status.where(lambda status: status != CANDIDATE)[gated]
    keys = MadeKeys(len(gated), lambda place: (table.ids[gated[place]],))
    first = system.columns.extend([OPEN_COLUMN], keys, county=county[gated], upper=1, today=stands.astype(np.int64))
    opened = np.full(len(table), NOTHING, np.int64)
    opened[gated] = first + np.arange(len(gated))
    return opened


def _bounds(instance: Instance) -> tuple[Whole, Whole]:
    """``bounds`` of every stock row, ``NONE`` where there is no largest stock."""
    table = instance.stock_table
    resources = [instance.resources[name] for name in table.seconds]
    keeps = np.array([resource.keep == KEEP_FACILITY for resource in resources], bool)[table.second]
    general = [NONE if one.max_per_facility is None else one.max_per_facility for one in resources]
    kept = np.where(keeps, table.current, 0)
    least = np.where(table.min < 0, kept, table.min)
    return least, np.where(table.max < 0, np.array(general, np.int64)[table.second], table.max)


def _add_cells(system: System, instance: Instance, county: Codes, opened: Whole) -> StockArrays:
    """The columns of every stock row, one after the other: its stock, then its increase and decrease if it has them."""
    table = instance.stock_table
    least, ceiling = _bounds(instance)
    gate, home = opened[table.first], county[table.first]
    floor = np.where(gate >= 0, 0, least)
    both = (floor < table.current) & ((ceiling == NONE) | (ceiling > table.current))
    span = starts_of(1 + 2 * both)
    stock = len(system.columns) + span[:-1]
    row = np.repeat(np.arange(len(table)), np.diff(span))
    kind = np.arange(span[-1]) - span[:-1][row]
    system.columns.extend(
        [STOCK, ADDED, REMOVED],
        MadeKeys(int(span[-1]), _cell_keys(instance, row)),
        kind=kind,
        county=home[row],
        lower=np.where(kind == 0, floor[row], 0),
        upper=np.choose(kind, [ceiling[row], np.full(len(row), NONE), table.current[row]]),
        today=np.where(kind == 0, table.current[row], 0),
    )
    up, down = (np.where(both, stock + step, NOTHING) for step in (1, 2))
    _add_cell_rows(system, instance, _Cells(stock, gate, least, both))
    return StockArrays(county, stock, up, down, floor, ceiling, table.current, opened)


def _cell_keys(instance: Instance, row: Whole) -> Callable[[int], tuple[str, ...]]:
    table = instance.stock_table
    return lambda place: (table.firsts[table.first[row[place]]], table.seconds[table.second[row[place]]])


@dataclass(frozen=True, eq=False)
class _Cells:
    """What the rows of every stock row need."""

    stock: Whole
    gate: Whole
    least: Whole
    both: Yes


def _add_cell_rows(system: System, instance: Instance, cells: _Cells) -> None:
    """``x ≥ min · open`` for what has a door, then the balance of what moves both ways."""
    table = instance.stock_table
    opening = np.flatnonzero((cells.gate >= 0) & (cells.least > 0))
    balance = np.flatnonzero(cells.both)
    row = np.concatenate([opening, balance])
    kind = np.repeat([0, 1], [len(opening), len(balance)])
    stock, still = cells.stock[row], kind == 0
    columns = np.stack([np.where(still, cells.gate[row], stock), np.where(still, stock, stock + 1), stock + 2], axis=1)
    values = np.stack(
        [np.where(still, -cells.least[row], 1), np.where(still, 1, -1), np.ones(len(row), np.int64)], axis=1
    )
    order = np.lexsort((kind, row))
    used = np.arange(3) < (2 + kind[order])[:, None]
    key = _cell_keys(instance, row[order])
    kinds = kind[order]
    system.rows.extend(
        ["opening", "balance"],
        MadeKeys(len(row), lambda place: (*key(place), "min") if kinds[place] == 0 else key(place)),
        starts_of(2 + kinds),
        columns[order][used],
        values[order][used],
        kind=kinds,
        low=np.where(still, 0, table.current[row])[order],
        high=np.where(still, NONE, table.current[row])[order],
    )


def add_opening_maxima(system: System, columns: StockColumns) -> None:
    """Closed means zero of everything: ``x ≤ max · open``, with the real (natural) maximum."""
    instance, stock = columns.instance, columns.arrays.stock
    gate = columns.arrays.open[instance.stock_table.first]
    rows = np.flatnonzero(gate >= 0)
    largest = system.columns.upper[stock[rows]]
    assert (largest != NONE).all(), "natural bounds come before opening links"
    key = _cell_keys(instance, rows)
    terms = Terms.gathered(
        np.tile(np.arange(len(rows)), 2),
        np.concatenate([stock[rows], gate[rows]]),
        np.concatenate([np.ones(len(rows), np.int64), -largest]),
        len(rows),
    )
    keys = MadeKeys(len(rows), lambda place: (*key(place), "max"))
    system.rows.extend(["opening"], keys, terms.start, terms.column, terms.value, high=0)


def add_exact_changes(system: System, columns: StockColumns) -> None:
    """Where some row would reward adding and removing at once, forbid it: added or removed is zero.

    A row rewards a change if the change helps it towards what it requires; everywhere else (costs, caps) only the net
    change survives by itself.
    """
    arrays = columns.arrays
    rewarded = _rewarded(system)
    rows = np.flatnonzero(arrays.both_ways)
    rows = rows[rewarded[arrays.added[rows]] | rewarded[arrays.removed[rows]]]
    count, key = len(rows), _cell_keys(columns.instance, rows)
    home = arrays.county[columns.instance.stock_table.first[rows]]
    first = system.columns.extend([RISES], MadeKeys(count, key), county=home, upper=1)
    rises, current = first + np.arange(count), arrays.current[rows]
    largest = system.columns.upper[arrays.added[rows]]
    assert (largest != NONE).all(), "natural bounds come before exact changes"
    change = np.stack([arrays.added[rows], arrays.removed[rows]], axis=1).ravel()
    terms = np.stack([change, np.repeat(rises, 2)], axis=1)
    values = np.stack([np.ones(2 * count, np.int64), np.stack([-largest, current], axis=1).ravel()], axis=1)
    kept = values != 0
    system.rows.extend(
        ["rises"],
        MadeKeys(2 * count, lambda place: (*key(place // 2), ("added", "removed")[place % 2])),
        starts_of(kept.sum(axis=1)),
        terms[kept],
        values[kept],
        high=np.stack([np.zeros(count, np.int64), current], axis=1).ravel(),
    )


def _rewarded(system: System) -> Yes:
    """Which columns some row is helped by, balances aside."""
    found = np.zeros(len(system.columns), bool)
    for block in system.rows.blocks:
        counts = ~system.rows.of_kind(block, "balance")
        lengths = np.diff(block.start)
        low, high = (np.repeat(counts & (ends != NONE), lengths) for ends in (block.low, block.high))
        found[block.column[((block.value > 0) & low) | ((block.value < 0) & high)]] = True
    return found


def _add_parts(system: System, columns: StockColumns) -> None:
    """What is part of something is at most as much as that; parts of one group together."""
    table, resources = columns.instance.stock_table, columns.instance.resources
    labels: dict[Cell, int] = {}
    own = np.full(len(table.seconds), NOTHING, np.int64)
    for number, name in enumerate(table.seconds):
        resource = resources[name]
        if resource.part_of is not None:
            label = f"part {name}" if resource.group is None else f"group {resource.group}"
            own[number] = labels.setdefault((resource.part_of, label), len(labels))
    rows = np.flatnonzero(own[table.second] >= 0)
    if not len(rows):
        return
    group = first_seen(table.first[rows].astype(np.int64) * len(labels) + own[table.second[rows]])
    wholes = list(labels)
    facility, label_of = np.divmod(group.codes, len(labels))
    whole = np.array([columns.rows_of(wholes[n][0])[f] for n, f in zip(label_of, facility, strict=True)], np.int64)
    if (whole < 0).any():
        lacking = int(np.flatnonzero(whole < 0)[0])
        raise KeyError((table.firsts[facility[lacking]], wholes[label_of[lacking]][0]))
    stock, count = columns.arrays.stock, len(group.codes)
    terms = Terms.gathered(
        np.concatenate([group.number, np.arange(count)]),
        np.concatenate([stock[rows], stock[whole]]),
        np.concatenate([np.ones(len(rows), np.int64), np.full(count, -1)]),
        count,
    )
    keys = MadeKeys(count, lambda place: (table.firsts[facility[place]], *wholes[label_of[place]]))
    system.rows.extend(["part"], keys, terms.start, terms.column, terms.value, high=0)


def _add_kept_totals(system: System, columns: StockColumns) -> None:
    """A county keeps its total of what may only move inside it."""
    table, resources = columns.instance.stock_table, columns.instance.resources
    kept = np.array([resources[name].keep == KEEP_COUNTY for name in table.seconds], bool)
    rows = np.flatnonzero(kept[table.second])
    county, width = columns.arrays.county[table.first[rows]].astype(np.int64), max(len(table.seconds), 1)
    group = first_seen(county * width + table.second[rows])
    standing = np.zeros(len(group.codes), np.int64)
    np.add.at(standing, group.number, table.current[rows])
    stands = np.flatnonzero(standing > 0)
    place = np.full(len(group.codes), NOTHING, np.int64)
    place[stands] = np.arange(len(stands))
    inside = place[group.number] >= 0
    stock = columns.arrays.stock[rows[inside]]
    terms = Terms.gathered(place[group.number[inside]], stock, np.ones(len(stock), np.int64), len(stands))
    home, resource = np.divmod(group.codes[stands], width)
    names = system.counties.names
    keys = MadeKeys(len(stands), lambda place: (names[home[place]], table.seconds[resource[place]]))
    system.rows.extend(["keep"], keys, terms.start, terms.column, terms.value, low=standing[stands])
