"""What units cost, where a price is missing, and when a missing price matters.

A stock row's own price goes before its resource's. A missing price counts as nothing in sums, with a warning; but no
clause may measure money where something that could cost money has no price.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from models.clause import ANNUAL_COST, CAPITAL_COST, Clause, DecidedBase
from models.instance import CANDIDATE, Instance
from models.tables import Counts
from optimizer.problems import Problem
from optimizer.verifying.tables import Tables


def highest(instance: Instance) -> Counts:
    """The most units that each stock row may hold: as written, else the resource's maximum; ``ABSENT`` for no limit."""
    stock = instance.stock_table
    general = [instance.resources[name].max_per_facility for name in stock.seconds]
    of_kind = np.array([-1 if most is None else most for most in general], np.int64)
    return np.where(stock.max >= 0, stock.max, of_kind[stock.second]) if len(of_kind) else stock.max


def without_price(tables: Tables, kind: str) -> NDArray[np.bool_]:
    """Which stock rows lack a price that matters: of what they hold, or of what they could gain if it is capital."""
    unknown = ~tables.prices(kind)[1]
    if kind == ANNUAL_COST:
        return unknown
    limit = highest(tables.instance)
    return unknown & ((limit < 0) | (limit > tables.stock.current))


def unpriced_warnings(tables: Tables) -> Iterator[str]:
    """One sentence per resource, or candidate facility, whose missing price counts as nothing."""
    for column in (CAPITAL_COST, ANNUAL_COST):
        counts = np.bincount(tables.stock.second[without_price(tables, column)], minlength=len(tables.stock.seconds))
        for resource, count in zip(tables.stock.seconds, counts.tolist(), strict=True):
            if count:
                yield f"resource {resource} has no {column} in {count} stock rows: it counts as nothing there"
    for name in _without_opening_price(tables):
        yield f"candidate facility {name} has no open_cost: opening it counts as free"


def unpriced_problems(tables: Tables, clause: Clause, counted: NDArray[np.bool_]) -> Iterator[Problem]:
    """Every price that a clause's money needs, in the facilities ``counted``, and that nobody wrote (``unpriced``)."""
    measures = [clause.measure] + ([clause.base.measure] if isinstance(clause.base, DecidedBase) else [])
    columns = {term.name for measure in measures for term in measure.terms}
    found: list[tuple[str, int, Problem]] = []
    if CAPITAL_COST in columns:
        found += _of_rows(tables, CAPITAL_COST, 0, counted)
        for name in _without_opening_price(tables, counted):
            found.append((name, 1, _unpriced("facilities.csv", "open_cost", f"no price for {name}")))
    if ANNUAL_COST in columns:
        found += _of_rows(tables, ANNUAL_COST, 2, counted)
    return (problem for _, _, problem in sorted(found, key=lambda each: each[:2]))


def _of_rows(tables: Tables, kind: str, rank: int, counted: NDArray[np.bool_]) -> Iterator[tuple[str, int, Problem]]:
    stock = tables.stock
    for row in np.flatnonzero(without_price(tables, kind) & counted[stock.first]).tolist():
        facility, resource = stock.firsts[stock.first[row]], stock.seconds[stock.second[row]]
        yield facility, rank, _unpriced("stock.csv", kind, f"no price for {facility}, {resource}")


def _without_opening_price(tables: Tables, counted: NDArray[np.bool_] | None = None) -> Sequence[str]:
    """The candidates, of those counted, of which nobody wrote what opening them costs."""
    facilities = tables.facility
    lacking = facilities.status.where(lambda status: status == CANDIDATE) & (facilities.fixed["open_cost"].codes < 0)
    rows = np.flatnonzero(lacking if counted is None else lacking & counted)
    return [facilities.ids[row] for row in rows.tolist()]


def _unpriced(file: str, column: str, found: str) -> Problem:
    expected = "one, because a clause measures it"
    return Problem("unpriced", file, found, expected, column=column, hint="write 0 if it is free")
