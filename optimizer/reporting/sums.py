"""What the stock rows of a region add up to: of each resource, and of each resource in each county."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from models.instance import Instance
from models.plan import Units, units_of
from models.tables import Counts, Pair, StockTable
from optimizer.verifying.amounts import Amounts
from optimizer.verifying.places import county_numbers

Shares = Mapping[Pair, int]
"""(facility, resource) → whole units; what is not there counts as none"""


def current_plan(instance: Instance) -> Units:
    """(facility, resource) → today's units."""
    return Units(instance.stock_table, instance.stock_table.current)


def held_resources(instance: Instance) -> list[str]:
    """The resources that some facility has a stock row for, by id."""
    stock = instance.stock_table
    return [stock.seconds[kind] for kind in np.unique(stock.second).tolist()]


def total_units(instance: Instance, plan: Shares) -> dict[str, int]:
    """Resource → units of a plan over the whole instance."""
    stock = instance.stock_table
    sums = Amounts.of(_units(plan, stock)).summed(stock.second, len(stock.seconds)).numerators.tolist()
    totals = dict(zip(stock.seconds, sums, strict=True))
    return {name: totals[name] for name in held_resources(instance)}


def _units(plan: Shares, stock: StockTable) -> Counts:
    if isinstance(plan, Units):
        return units_of(plan, stock)
    return np.fromiter((plan.get(key, 0) for key in stock), np.int64, len(stock))


class ByCounty:
    """The stock rows of a region, to be added up by county and resource.

    A facility that lies in no county counts in the area it lies in.
    """

    def __init__(self, instance: Instance) -> None:
        self._stock, self._areas = instance.stock_table, instance.facility_table.areas
        place = county_numbers(instance)[self._stock.first].astype(np.int64)
        keys = place * max(1, len(self._stock.seconds)) + self._stock.second
        self._keys, self._group = np.unique(keys, return_inverse=True)

    def pairs(self) -> list[Pair]:
        """(area, resource) of every sum, sorted."""
        numbers = (divmod(key, len(self._stock.seconds)) for key in self._keys.tolist())
        return [(self._areas[area], self._stock.seconds[kind]) for area, kind in numbers]

    def units(self, plan: Shares) -> list[int]:
        """The units of each pair."""
        sums = Amounts.of(_units(plan, self._stock)).summed(self._group, len(self._keys))
        return [int(number) for number in sums.numerators]

    def units_by_place(self, plan: Shares) -> dict[str, dict[str, int]]:
        """Area → resource → units."""
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for (area, resource), units in zip(self.pairs(), self.units(plan), strict=True):
            found[area][resource] = units
        return found

    def costs(self, costs: Amounts, known: NDArray[np.bool_]) -> list[Fraction | None]:
        """The cost of each pair, None where none of its rows has a price that is known."""
        sums = costs.summed(self._group, len(self._keys))
        priced = np.bincount(self._group[known], minlength=len(self._keys)).tolist()
        return [sums.number(row) if count else None for row, count in enumerate(priced)]
