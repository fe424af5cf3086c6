"""What a measure comes to in one state of the region: today's stock, or a plan.

    resource           Σ x                           resource.current   Σ current
    resource.added     Σ max(0, x − current)         resource.removed   Σ max(0, current − x)
    facilities         number of open facilities
    capital_cost       Σ price · added + open_cost of candidates that open
    annual_cost        Σ price · x

Each is summed over the facilities asked about; a missing price counts as nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.clause import ADDED, ANNUAL_COST, CAPITAL_COST, CURRENT, FACILITIES, REMOVED, STOCK, Measure, Term
from models.instance import CANDIDATE, OPEN, Instance
from models.plan import Plan, Units, units_of
from models.tables import Counts
from optimizer.verifying.amounts import Amounts, Number
from optimizer.verifying.tables import Tables

__all__ = ["Ledger", "Number", "today"]

_ASPECTS: Mapping[str, Callable[[Counts, Counts], Counts]] = {
    STOCK: lambda proposed, _: proposed,
    ADDED: lambda proposed, current: np.maximum(0, proposed - current),
    REMOVED: lambda proposed, current: np.maximum(0, current - proposed),
    CURRENT: lambda _, current: current,
}


def today(instance: Instance) -> Plan:
    """The plan that changes nothing: current stock, closable facilities open, candidates not."""
    stock, facilities = instance.stock_table, instance.facility_table
    candidates = facilities.status.where(lambda status: status == CANDIDATE)
    return Plan(Units(stock, stock.current), dict(zip(facilities.ids, (~candidates).tolist(), strict=True)))


class Ledger:
    """One state of the region, and what measures and costs come to in it."""

    def __init__(self, tables: Tables, plan: Plan, units: Counts | None = None) -> None:
        self._tables = tables
        self._plan = plan
        self._known_units = units
        self._measures: dict[Measure, Amounts] = {}

    @cached_property
    def units(self) -> Counts:
        """The units of every stock row."""
        known = self._known_units
        return units_of(self._plan.proposed, self._tables.stock) if known is None else known

    @cached_property
    def opened(self) -> NDArray[np.bool_]:
        """Which facilities are open: decided for candidate and closable ones, always so for the others."""
        facilities = self._tables.facility
        found = facilities.status.where(lambda status: status == OPEN)
        for facility in np.flatnonzero(~found).tolist():
            found[facility] = self._plan.open[facilities.ids[facility]]
        return found

    @cached_property
    def all_open(self) -> Ledger:
        """The same stock with every facility open: what a facility's own row would owe."""
        return Ledger(self._tables, Plan(self._plan.proposed, dict.fromkeys(self._plan.open, True)), self.units)

    @cached_property
    def capital(self) -> Amounts:
        """What each stock row adds costs, once."""
        added = _ASPECTS[ADDED](self.units, self._tables.stock.current)
        return self._tables.prices(CAPITAL_COST)[0].times(added)

    @cached_property
    def annual(self) -> Amounts:
        """What each stock row holds costs, per year."""
        return self._tables.prices(ANNUAL_COST)[0].times(self.units)

    @cached_property
    def openings(self) -> Amounts:
        """What opening each facility costs, once: nothing but for a candidate that opens."""
        facilities = self._tables.facility
        candidates = facilities.status.where(lambda status: status == CANDIDATE)
        opens = (candidates & self.opened).astype(np.int64)
        return Amounts.of_cells(facilities.fixed["open_cost"]).times(opens)

    def is_open(self, facility: str) -> bool:
        """Whether a facility is open."""
        return bool(self.opened[self._tables.facility.number[facility]])

    def amounts(self, measure: Measure) -> Amounts:
        """The measure of every facility, in units, or in currency."""
        if measure not in self._measures:
            first, *others = (self._term(term) for term in measure.terms)
            self._measures[measure] = sum(others, first)
        return self._measures[measure]

    def total(self, measure: Measure, facilities: Iterable[str]) -> Number:
        """The measure of these facilities together, none of them named twice."""
        number = self._tables.facility.number
        rows = np.array([number[name] for name in facilities], np.int64)
        return self.amounts(measure).among(rows).total()

    def _term(self, term: Term) -> Amounts:
        if term.name == FACILITIES:
            return Amounts.of(self.opened.astype(np.int64))
        if term.name == CAPITAL_COST:
            return self._by_facility(self.capital) + self.openings
        if term.name == ANNUAL_COST:
            return self._by_facility(self.annual)
        rows = self._tables.rows_of(term.name)
        found = np.zeros(len(self._tables.facility), np.int64)
        stock = self._tables.stock
        found[stock.first[rows]] = _ASPECTS[term.aspect](self.units[rows], stock.current[rows])
        return Amounts.of(found)

    def _by_facility(self, costs: Amounts) -> Amounts:
        return costs.summed(self._tables.stock.first, len(self._tables.facility))
