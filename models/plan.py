"""What a plan is: how much of each resource every facility is to hold, and which facilities are open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from models.coded import Counts
from models.tables import Pair, Rows, StockTable


@dataclass(frozen=True, eq=False)
class Units(Rows[Pair, int]):
    """Whole units per (facility, resource): one number for each row of a stock table, in its order."""

    table: StockTable
    units: Counts

    def __getitem__(self, key: Pair) -> int:
        return self.record(self.table.row_of(key))

    def __len__(self) -> int:
        return len(self.units)

    def keys_in_order(self) -> Iterator[Pair]:
        """The facility and the resource of every row."""
        return self.table.keys_in_order()

    def record(self, row: int) -> int:
        """The units of a row."""
        return int(self.units[row])

    def records(self, start: int, stop: int) -> Iterator[int]:
        """The units of some rows that follow each other."""
        return iter(self.units[start:stop].tolist())


@dataclass(frozen=True)
class Plan:
    """Proposed whole units per (facility, resource), and whether each candidate or closable facility is open."""

    proposed: Mapping[Pair, int]
    open: Mapping[str, bool]


def units_of(proposed: Mapping[Pair, int], table: StockTable) -> Counts:
    """The units of every row of a stock table, in its order. Raises KeyError if one is missing."""
    if isinstance(proposed, Units) and (proposed.table is table or _same_rows(proposed.table, table)):
        return proposed.units
    return np.fromiter((proposed[key] for key in table), np.int64, len(table))


def _same_rows(one: StockTable, other: StockTable) -> bool:
    return (one.firsts, one.seconds) == (other.firsts, other.seconds) and (
        np.array_equal(one.first, other.first) and np.array_equal(one.second, other.second)
    )
