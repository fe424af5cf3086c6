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
from fractions import Fraction

from models.clause import ADDED, ANNUAL_COST, CAPITAL_COST, CURRENT, FACILITIES, REMOVED, STOCK, Measure, Term
from models.instance import CANDIDATE, OPEN, Instance
from models.plan import Plan
from optimizer.verifying.costs import Key, annual_price, capital_price
from optimizer.verifying.exact import exact_sum, times
from optimizer.verifying.judgement import Cost
from optimizer.verifying.tables import Tables

Number = int | Fraction

_ASPECTS: Mapping[str, Callable[[int, int], int]] = {
    ADDED: lambda proposed, current: max(0, proposed - current),
    REMOVED: lambda proposed, current: max(0, current - proposed),
    CURRENT: lambda _, current: current,
}


def today(instance: Instance) -> Plan:
    """The plan that changes nothing: current stock, closable facilities open, candidates not."""
    return Plan(
        {key: row.current for key, row in instance.stock.items()},
        {name: facility.status != CANDIDATE for name, facility in instance.facilities.items()},
    )


class Ledger:
    """One state of the region, and what measures and costs come to in it."""

    def __init__(self, tables: Tables, plan: Plan) -> None:
        self._tables = tables
        self._instance = tables.instance
        self._plan = plan
        self._row_costs: dict[Key, Cost] = {}
        self._facility_costs: dict[str, Cost] = {}

    def all_open(self) -> Ledger:
        """The same stock with every facility open: what a facility's own row would owe."""
        return Ledger(self._tables, Plan(self._plan.proposed, dict.fromkeys(self._plan.open, True)))

    def is_open(self, facility: str) -> bool:
        """Whether a facility is open: decided for candidate and closable ones, always so for the others."""
        return self._instance.facilities[facility].status == OPEN or self._plan.open[facility]

    def total(self, measure: Measure, facilities: Iterable[str]) -> Number:
        """The measure of these facilities together, in units, or in currency."""
        names = tuple(facilities)
        return sum(self._term(term, names) for term in measure.terms)

    def row_cost(self, key: Key) -> Cost:
        """What one stock row costs: what it adds, once, and what it holds, per year; unknown prices as nothing."""
        if key not in self._row_costs:
            proposed, current = self._plan.proposed[key], self._instance.stock[key].current
            capital = times(capital_price(self._instance, key), max(0, proposed - current))
            self._row_costs[key] = Cost(capital, times(annual_price(self._instance, key), proposed))
        return self._row_costs[key]

    def opening_cost(self, facility: str) -> Fraction:
        """What opening a candidate facility costs, once; zero for all others and for one that stays closed."""
        standing = self._instance.facilities[facility]
        opens = standing.status == CANDIDATE and self.is_open(facility)
        return (standing.open_cost or Fraction(0)) if opens else Fraction(0)

    def _term(self, term: Term, names: tuple[str, ...]) -> Number:
        if term.name == FACILITIES:
            return sum(self.is_open(name) for name in names)
        if term.name == CAPITAL_COST:
            return exact_sum(self._facility_cost(name).capital for name in names)
        if term.name == ANNUAL_COST:
            return exact_sum(self._facility_cost(name).annual for name in names)
        proposed = self._plan.proposed
        if term.aspect == STOCK:
            return sum(proposed.get((name, term.name), 0) for name in names)
        stock, aspect = self._instance.stock, _ASPECTS[term.aspect]
        keys = [(name, term.name) for name in names if (name, term.name) in stock]
        return sum(aspect(proposed[key], stock[key].current) for key in keys)

    def _facility_cost(self, facility: str) -> Cost:
        if facility not in self._facility_costs:
            rows = [self.row_cost((facility, resource)) for resource in self._tables.resources_of(facility)]
            capital = self.opening_cost(facility) + exact_sum(row.capital for row in rows)
            self._facility_costs[facility] = Cost(capital, exact_sum(row.annual for row in rows))
        return self._facility_costs[facility]
