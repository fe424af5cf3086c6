"""What units cost, where a price is missing, and when a missing price matters.

A stock row's own price goes before its resource's. A missing price counts as nothing in sums, with a warning; but no
clause may measure money where something that could cost money has no price.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction

from models.clause import ANNUAL_COST, CAPITAL_COST, Clause, DecidedBase
from models.instance import CANDIDATE, Instance
from optimizer.problems import Problem
from optimizer.verifying.tables import Tables

Key = tuple[str, str]
"""(facility, resource)"""


def capital_price(instance: Instance, key: Key) -> Fraction | None:
    """Currency per added unit of a stock row, or None where nobody wrote it."""
    own = instance.stock[key].capital_cost
    return instance.resources[key[1]].capital_cost if own is None else own


def annual_price(instance: Instance, key: Key) -> Fraction | None:
    """Currency per unit and year of a stock row, or None where nobody wrote it."""
    own = instance.stock[key].annual_cost
    return instance.resources[key[1]].annual_cost if own is None else own


def highest(instance: Instance, key: Key) -> int | None:
    """The most units that a stock row may hold: as written, else the resource's maximum per facility, else None."""
    own = instance.stock[key].max
    return instance.resources[key[1]].max_per_facility if own is None else own


def lacks_capital_price(instance: Instance, key: Key) -> bool:
    """Whether a stock row could grow at an unknown price."""
    limit = highest(instance, key)
    can_grow = limit is None or limit > instance.stock[key].current
    return can_grow and capital_price(instance, key) is None


def unpriced_warnings(instance: Instance) -> Iterator[str]:
    """One sentence per resource, or candidate facility, whose missing price counts as nothing."""
    capital = Counter(key[1] for key in instance.stock if lacks_capital_price(instance, key))
    annual = Counter(key[1] for key in instance.stock if annual_price(instance, key) is None)
    for column, counts in ((CAPITAL_COST, capital), (ANNUAL_COST, annual)):
        for resource, count in sorted(counts.items()):
            yield f"resource {resource} has no {column} in {count} stock rows: it counts as nothing there"
    for name, facility in instance.facilities.items():
        if facility.status == CANDIDATE and facility.open_cost is None:
            yield f"candidate facility {name} has no open_cost: opening it counts as free"


def unpriced_problems(tables: Tables, clause: Clause, facilities: Iterable[str]) -> Iterator[Problem]:
    """Every price that a clause's money needs, in these facilities, and that nobody wrote (``unpriced``)."""
    measures = [clause.measure] + ([clause.base.measure] if isinstance(clause.base, DecidedBase) else [])
    columns = {term.name for measure in measures for term in measure.terms}
    for facility in sorted(facilities):
        if CAPITAL_COST in columns:
            yield from _without_capital_price(tables, facility)
        if ANNUAL_COST in columns:
            yield from _without_annual_price(tables, facility)


def _without_capital_price(tables: Tables, facility: str) -> Iterator[Problem]:
    for resource in tables.resources_of(facility):
        if lacks_capital_price(tables.instance, (facility, resource)):
            yield _unpriced("stock.csv", CAPITAL_COST, f"no price for {facility}, {resource}")
    standing = tables.instance.facilities[facility]
    if standing.status == CANDIDATE and standing.open_cost is None:
        yield _unpriced("facilities.csv", "open_cost", f"no price for {facility}")


def _without_annual_price(tables: Tables, facility: str) -> Iterator[Problem]:
    for resource in tables.resources_of(facility):
        if annual_price(tables.instance, (facility, resource)) is None:
            yield _unpriced("stock.csv", ANNUAL_COST, f"no price for {facility}, {resource}")


def _unpriced(file: str, column: str, found: str) -> Problem:
    expected = "one, because a clause measures it"
    return Problem("unpriced", file, found, expected, column=column, hint="write 0 if it is free")
