"""Stock and travel of a large region: from the cells of their sheets to checked tables of pairs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from models.instance import CANDIDATE, Resource
from models.tables import ABSENT, Codes, Counts, FacilityTable, StockTable, TravelTable
from optimizer.reading.columnar.cells import check_cells, numbered, whole_numbers
from optimizer.reading.columnar.sheet import Sheet, UnusualError
from optimizer.reading.schema import STOCK, TRAVEL


def read_travel(sheet: Sheet, facilities: FacilityTable) -> TravelTable:
    """The distances in a sheet between the areas and facilities of a region. UnusualError if anything is wrong."""
    numbers = check_cells(sheet, TRAVEL)
    areas = {name: number for number, name in enumerate(facilities.areas)}
    first = numbered(sheet.column("area"), areas)
    second = numbered(sheet.column("facility"), facilities.number)
    rows = _in_order(first, second)
    minutes, km = (numbers[name].ordered(rows) for name in ("minutes", "km"))
    return TravelTable(facilities.areas, facilities.ids, first[rows], second[rows], minutes, km)


def read_stock(sheet: Sheet, facilities: FacilityTable, resources: Mapping[str, Resource]) -> StockTable:
    """The stock in a sheet. UnusualError if a cell is wrong, or bounds, parts and wholes do not fit together."""
    numbers = check_cells(sheet, STOCK)
    names = tuple(sorted(resources))
    first = numbered(sheet.column("facility"), facilities.number)
    second = numbered(sheet.column("resource"), {name: number for number, name in enumerate(names)})
    rows = _in_order(first, second)
    current, least, most = (whole_numbers(numbers[name])[rows] for name in ("current", "min", "max"))
    prices = (numbers[name].ordered(rows) for name in ("capital_cost", "annual_cost"))
    table = StockTable(facilities.ids, names, first[rows], second[rows], current, least, most, *prices)
    _check_candidates(table, facilities)
    _check_bounds(table, resources)
    _check_parts(table, resources)
    return table


def _in_order(first: Codes, second: Codes) -> NDArray[np.int64]:
    """The rows sorted by their pairs. UnusualError if a pair stands twice."""
    pairs = first.astype(np.int64) << 32 | second
    rows = np.argsort(pairs, kind="stable")
    if (np.diff(pairs[rows]) == 0).any():
        raise UnusualError("a pair twice")
    return rows


def _check_candidates(stock: StockTable, facilities: FacilityTable) -> None:
    candidate = facilities.status.where(CANDIDATE.__eq__)
    if (candidate[stock.first] & (stock.current > 0)).any():
        raise UnusualError("a candidate that has something today")


def _check_bounds(stock: StockTable, resources: Mapping[str, Resource]) -> None:
    most = stock.largest([resources[name].max_per_facility for name in stock.seconds])
    above = (stock.min > most) | ((stock.current > most) & (stock.min == ABSENT))
    if (above & (most != ABSENT)).any():
        raise UnusualError("a stock or its minimum above its maximum")


def _check_parts(stock: StockTable, resources: Mapping[str, Resource]) -> None:
    groups: dict[tuple[str, str], Counts] = {}
    for number, name in enumerate(stock.seconds):
        resource = resources[name]
        if resource.part_of is None:
            continue
        rows = np.flatnonzero(stock.second == number)
        _check_part(stock, rows, stock.seconds.index(resource.part_of))
        if resource.group is not None:
            sums = groups.setdefault((resource.part_of, resource.group), np.zeros(len(stock.firsts), np.int64))
            sums[stock.first[rows]] += stock.current[rows]
    for (whole, _), sums in groups.items():
        _check_group(stock, sums, stock.seconds.index(whole))


def _check_part(stock: StockTable, rows: NDArray[np.int64], whole: int) -> None:
    above = stock.rows_of(stock.first[rows], np.full(len(rows), whole))
    if (above == ABSENT).any() or (stock.current[rows] > stock.current[above]).any():
        raise UnusualError("a part without its whole, or above it")


def _check_group(stock: StockTable, sums: Counts, whole: int) -> None:
    """Where a facility has parts of a group it has their whole: that has been checked before."""
    rows = np.flatnonzero(stock.second == whole)
    if (sums[stock.first[rows]] > stock.current[rows]).any():
        raise UnusualError("a group above its whole")
