"""What a measure counts over some facilities, as an expression in the decisions: units, open facilities or money."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from models.clause import ADDED, ANNUAL_COST, CAPITAL_COST, CURRENT, FACILITIES, REMOVED, Measure, Term
from models.instance import CANDIDATE
from models.linear import Expression, Linear, Number, add_scaled
from models.stock import StockColumns


def measured(columns: StockColumns, measure: Measure, facilities: Iterable[str]) -> Expression:
    """The measure over these facilities as an expression in the decision columns."""
    terms: Linear = {}
    constant: Number = 0
    for facility in facilities:
        for term in measure.terms:
            for part, factor in _term(columns, term, facility):
                add_scaled(terms, part.terms, factor)
                constant += factor * part.constant
    return Expression(terms, constant)


def _term(columns: StockColumns, term: Term, facility: str) -> Iterator[tuple[Expression, Number]]:
    if term.name == FACILITIES:
        yield columns.opening(facility), 1
    elif term.name in (CAPITAL_COST, ANNUAL_COST):
        yield from _money(columns, term.name, facility)
    else:
        cell = (facility, term.name)
        if cell in columns.stock:
            yield _aspect(columns, term.aspect, cell), 1


def _aspect(columns: StockColumns, aspect: str, cell: tuple[str, str]) -> Expression:
    if aspect == ADDED:
        return columns.added_units(cell)
    if aspect == REMOVED:
        return columns.removed_units(cell)
    if aspect == CURRENT:
        return Expression({}, columns.current(cell))
    return Expression({columns.stock[cell]: 1})


def _money(columns: StockColumns, kind: str, facility: str) -> Iterator[tuple[Expression, Number]]:
    for name in columns.instance.resources:
        cell = (facility, name)
        if cell not in columns.stock:
            continue
        if kind == ANNUAL_COST:
            yield Expression({columns.stock[cell]: 1}), columns.annual_cost(cell)
        else:
            yield columns.added_units(cell), columns.capital_cost(cell)
    record = columns.instance.facilities[facility]
    if kind == CAPITAL_COST and record.status == CANDIDATE:
        yield columns.opening(facility), record.open_cost or 0
