"""What the stock rows and openings of a plan cost, as columns that are read like a mapping."""

from __future__ import annotations

import heapq
from collections.abc import ItemsView, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from operator import itemgetter

import numpy as np

from models.tables import Pair, StockTable
from optimizer.verifying.amounts import Amounts

OPENING = ""
"""Stands for the resource where what opening a facility costs is told."""


@dataclass(frozen=True)
class Cost:
    """Money in the instance's currency: capital once, annual per year."""

    capital: Fraction
    annual: Fraction


@dataclass(frozen=True, eq=False)
class CostTable(Mapping[Pair, Cost]):
    """(facility, resource) → the cost of that stock row; (facility, "") → what opening the facility costs, if anything.

    ``capital`` and ``annual`` have a number for every row of ``stock``, ``opening`` for every facility. Keys are
    sorted; a cost is made when it is asked for.
    """

    stock: StockTable
    capital: Amounts
    annual: Amounts
    opening: Amounts

    @cached_property
    def _openings(self) -> Mapping[str, Fraction]:
        """What opening each facility costs, where it costs anything."""
        paid = np.flatnonzero(self.opening.numerators).tolist()
        return {self.stock.firsts[facility]: self.opening.number(facility) for facility in paid}

    def __getitem__(self, key: Pair) -> Cost:
        if key[1] == OPENING:
            return Cost(self._openings[key[0]], Fraction(0))
        row = self.stock.row_of(key)
        return Cost(self.capital.number(row), self.annual.number(row))

    def __iter__(self) -> Iterator[Pair]:
        return heapq.merge(((facility, OPENING) for facility in self._openings), self.stock)

    def __len__(self) -> int:
        return len(self._openings) + len(self.stock)

    def items(self) -> ItemsView[Pair, Cost]:
        """Keys and costs without looking any key up."""
        return _Items(self)

    def sorted_items(self) -> Iterator[tuple[Pair, Cost]]:
        """The same, one after the other."""
        rows = zip(self.stock, self.capital.fractions(), self.annual.fractions(), strict=True)
        stock = ((key, Cost(capital, annual)) for key, capital, annual in rows)
        openings = (((facility, OPENING), Cost(paid, Fraction(0))) for facility, paid in self._openings.items())
        return heapq.merge(openings, stock, key=itemgetter(0))

    def of_facilities(self) -> tuple[Amounts, Amounts]:
        """The capital, openings included, and the annual cost of every facility."""
        count = len(self.stock.firsts)
        capital, annual = (each.summed(self.stock.first, count) for each in (self.capital, self.annual))
        return capital + self.opening, annual

    @cached_property
    def total(self) -> Cost:
        """All costs together."""
        return Cost(self.capital.total() + self.opening.total(), self.annual.total())


class _Items(ItemsView[Pair, Cost]):
    _mapping: CostTable

    def __iter__(self) -> Iterator[tuple[Pair, Cost]]:
        return self._mapping.sorted_items()
