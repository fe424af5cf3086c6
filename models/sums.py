"""What a measure counts over the facilities of many rows at once: in arrays what ``measures.py`` says of one row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

import numpy as np

from models.arrays import Terms, Whole, check, largest, sums_of
from models.clause import ADDED, ANNUAL_COST, CAPITAL_COST, CURRENT, FACILITIES, REMOVED, Measure, Term
from models.exact import Fractions
from models.instance import CANDIDATE
from models.spots import Pairs
from models.stock import StockColumns
from models.system import REMOVED as REMOVED_COLUMN
from models.system import System


@dataclass(frozen=True, eq=False)
class Sums:
    """``(constant + Σ value · column) / over`` of each row."""

    terms: Terms
    constant: Whole
    over: int

    def of_unit(self, over: int) -> Sums:
        """The same over a multiple of its denominator."""
        factor = over // self.over
        check(largest(self.constant) * factor)
        return Sums(self.terms.times(factor), self.constant * factor, over)

    def times(self, factor: Fraction) -> Sums:
        """Multiplied by a number."""
        check(max(largest(self.constant) * abs(factor.numerator), self.over * factor.denominator))
        if factor == 0:
            nothing = np.zeros(0, np.int64)
            return Sums(Terms(np.zeros_like(self.terms.start), nothing, nothing), self.constant * 0, 1)
        scaled = self.terms.times(factor.numerator)
        return Sums(scaled, self.constant * factor.numerator, self.over * factor.denominator)


class _Gatherer:
    """Summands of many rows, each over a denominator of its own."""

    def __init__(self, columns: StockColumns) -> None:
        self.columns = columns
        self._terms: list[tuple[Whole, Whole, Whole, int]] = []
        self._constants: list[tuple[Whole, Whole, int]] = []

    def add(self, row: Whole, column: Whole, value: Whole, over: int = 1) -> None:
        self._terms.append((row, column, value, over))

    def add_constant(self, row: Whole, value: Whole, over: int = 1) -> None:
        self._constants.append((row, value, over))

    def finish(self, count: int) -> Sums:
        """All of it, over one denominator."""
        over = lcm(*{part[-1] for part in (*self._terms, *self._constants)})
        check(over)
        nothing = np.zeros(0, np.int64)
        rows, columns, values = [nothing], [nothing], [nothing]
        for row, column, value, own in self._terms:
            check(largest(value) * (over // own))
            rows.append(row)
            columns.append(column)
            values.append(value * (over // own))
        constant = np.zeros(count, np.int64)
        for row, value, own in self._constants:
            check(largest(value) * (over // own) * max(len(value), 1) * len(self._constants))
            np.add.at(constant, row, value * (over // own))
        terms = Terms.gathered(np.concatenate(rows), np.concatenate(columns), np.concatenate(values), count)
        return Sums(terms, constant, over)


def sums(columns: StockColumns, measure: Measure, pairs: Pairs, count: int) -> Sums:
    """The measure over the facilities of each of ``count`` rows. Raises TooLargeError."""
    gathered = _Gatherer(columns)
    for term in measure.terms:
        if term.name == FACILITIES:
            _add_openings(gathered, pairs)
        elif term.name in (CAPITAL_COST, ANNUAL_COST):
            _add_money(gathered, term.name, pairs)
        else:
            _add_units(gathered, term, pairs)
    return gathered.finish(count)


def _add_openings(gathered: _Gatherer, pairs: Pairs) -> None:
    gate = gathered.columns.arrays.open[pairs.facility]
    door = gate >= 0
    gathered.add(pairs.row[door], gate[door], np.ones(int(door.sum()), np.int64))
    gathered.add_constant(pairs.row[~door], np.ones(int((~door).sum()), np.int64))


def _add_units(gathered: _Gatherer, term: Term, pairs: Pairs) -> None:
    arrays = gathered.columns.arrays
    stock = gathered.columns.rows_of(term.name)[pairs.facility]
    here = stock >= 0
    row, stock = pairs.row[here], stock[here]
    ones = np.ones(len(stock), np.int64)
    if term.aspect == CURRENT:
        gathered.add_constant(row, arrays.current[stock])
    elif term.aspect == ADDED:
        _add_increases(gathered, row, stock, ones, 1)
    elif term.aspect == REMOVED:
        both, falls = arrays.removed[stock] >= 0, arrays.can_fall[stock] & (arrays.removed[stock] < 0)
        gathered.add(row[both], arrays.removed[stock[both]], ones[both])
        gathered.add(row[falls], arrays.stock[stock[falls]], -ones[falls])
        gathered.add_constant(row[falls], arrays.current[stock[falls]])
    else:
        gathered.add(row, arrays.stock[stock], ones)


def _add_increases(gathered: _Gatherer, row: Whole, stock: Whole, value: Whole, over: int) -> None:
    """max(0, x − current) of stock rows, ``value`` times."""
    arrays = gathered.columns.arrays
    both, rises = arrays.added[stock] >= 0, arrays.can_rise[stock] & (arrays.added[stock] < 0)
    gathered.add(row[both], arrays.added[stock[both]], value[both], over)
    gathered.add(row[rises], arrays.stock[stock[rises]], value[rises], over)
    current = arrays.current[stock[rises]]
    check(largest(value) * max(largest(current), 1))
    gathered.add_constant(row[rises], -current * value[rises], over)


def _add_money(gathered: _Gatherer, kind: str, pairs: Pairs) -> None:
    columns = gathered.columns
    spans = columns.spans
    lengths = np.diff(spans)[pairs.facility]
    row = np.repeat(pairs.row, lengths)
    ends = np.cumsum(lengths)
    stock = np.arange(len(row)) + np.repeat(spans[:-1][pairs.facility] - (ends - lengths), lengths)
    codes, values = columns.prices(kind)
    prices = Fractions.of(values)
    price = prices.top[codes[stock]]
    if kind == ANNUAL_COST:
        gathered.add(row, columns.arrays.stock[stock], price, prices.over)
        return
    _add_increases(gathered, row, stock, price, prices.over)
    table = columns.instance.facility_table
    costs = table.fixed["open_cost"]
    candidate = table.status.where(lambda status: status == CANDIDATE) & (costs.codes >= 0)
    opens = np.flatnonzero(candidate[pairs.facility])
    opening = Fractions.of(costs.values)
    facility = pairs.facility[opens]
    gathered.add(pairs.row[opens], columns.arrays.open[facility], opening.top[costs.codes[facility]], opening.over)


def owed_when_open(system: System, base: Sums, gate: Whole) -> Sums:
    """Facilities' own bases, which they owe only when open: what would be left in a closed one is taken off.

    Closed, every stock is zero and all of today's is removed.
    """
    doors = np.flatnonzero(gate >= 0)
    if not len(doors):
        return base
    removed = system.columns.of_kind(REMOVED_COLUMN)[base.terms.column]
    upper = np.where(removed, system.columns.upper[base.terms.column], 0)
    check(largest(base.terms.value) * largest(upper) * max(len(upper), 1))
    closed = (base.constant + sums_of(base.terms.value * upper, base.terms.start))[doors]
    check(2 * (largest(closed) + largest(base.constant)))
    constant = base.constant.copy()
    constant[doors] -= closed
    rows, columns = np.concatenate([base.terms.owner, doors]), np.concatenate([base.terms.column, gate[doors]])
    terms = Terms.gathered(rows, columns, np.concatenate([base.terms.value, closed]), len(constant))
    return replace(base, terms=terms, constant=constant)


def today(system: System, base: Sums, gate: Whole) -> Fractions:
    """The sums at present stock; in a facility's own row the facility counts as open."""
    columns = base.terms.column
    units = np.where(columns == gate[base.terms.owner], 1, system.columns.today[columns])
    check(largest(base.terms.value) * max(largest(units), 1) * max(len(units), 1) + largest(base.constant))
    return Fractions(base.constant + sums_of(base.terms.value * units, base.terms.start), base.over)
