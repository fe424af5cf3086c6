"""All rows of a clause at once: what ``rows.py`` says of one area, in arrays over all of them.

Most clauses have a row of one or two plain sides in every area. Those are compiled here; clauses with accepted
deviations from a decided base, alternatives, or numbers beyond 64 bits go row by row (``rows.compile_clause``). Both
ways give the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import overload

import numpy as np

from models.arrays import Terms, TooLargeError, Whole, check, common_of, largest, together
from models.clause import (
    ABOUT,
    AT_LEAST,
    AT_MOST,
    BETWEEN,
    EXACTLY,
    AreaColumn,
    Clause,
    Constant,
    DecidedBase,
    FacilityColumn,
    Policy,
)
from models.exact import Fractions, summed
from models.instance import FACILITY, REGION
from models.rows import ClauseRow, Side, rate_of
from models.selection import AbsentNumber, IncomparableError, base_number
from models.spots import Spots, spots
from models.stock import StockColumns
from models.sums import Sums, owed_when_open, sums, today
from models.system import System
from models.territory import NOWHERE


@dataclass(frozen=True, eq=False)
class SideArrays:
    """``Σ coefficient · column + unit · short ≥ bound`` of every row, in whole numbers."""

    terms: Terms
    bound: Whole
    unit: Whole


@dataclass(frozen=True, eq=False)
class ClauseRows(Sequence[ClauseRow]):
    """The rows of one clause; ``required`` is None where the base is decided."""

    clause: Clause
    names: Sequence[str]
    lowest: Whole
    areas: Sequence[str]
    sides: tuple[SideArrays, ...]
    required: Fractions | None
    scale: Fractions
    people: Fractions

    def __len__(self) -> int:
        return len(self.names)

    @overload
    def __getitem__(self, place: int) -> ClauseRow: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[ClauseRow]: ...
    def __getitem__(self, place: int | slice) -> ClauseRow | Sequence[ClauseRow]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        number = range(len(self))[place]
        lowest = int(self.lowest[number])
        return ClauseRow(
            self.clause,
            self.names[number],
            None if lowest == NOWHERE else self.areas[lowest],
            tuple(_side(side, number) for side in self.sides),
            None,
            None if self.required is None else self.required[number],
            self.scale[number],
            self.people[number],
            False,
        )

    def above(self, limit: int) -> Iterator[tuple[str, Fraction]]:
        """Area and scale of the rows whose scale is more than a limit."""
        for place in np.flatnonzero(self.scale.floor().top >= limit).tolist():
            if self.scale[place] > limit:
                yield self.names[place], self.scale[place]


def _side(side: SideArrays, row: int) -> Side:
    span = slice(side.terms.start[row], side.terms.start[row + 1])
    columns, values = tuple(side.terms.column[span].tolist()), tuple(side.terms.value[span].tolist())
    return Side(columns, values, int(side.bound[row]), int(side.unit[row]))


def compile_at_once(system: System, columns: StockColumns, clause: Clause, policy: Policy) -> ClauseRows | None:
    """All rows of a clause, None if it is one of those that are taken row by row."""
    if clause.missing or not _is_plain(clause) or clause.id in policy.partners:
        return None
    try:
        return _compile(system, columns, clause)
    except (AbsentNumber, IncomparableError, TooLargeError):
        return None  # whatever is wrong with it is told where its rows are taken one by one


def _is_plain(clause: Clause) -> bool:
    if clause.pooled:
        return False
    if isinstance(clause.base, DecidedBase):
        return clause.comparator in (AT_LEAST, AT_MOST)
    return not (isinstance(clause.base, AreaColumn) and clause.level == FACILITY)


def _compile(system: System, columns: StockColumns, clause: Clause) -> ClauseRows:
    places = spots(columns.instance, columns.territory, clause)
    if isinstance(clause.base, DecidedBase):
        return _against_decided(system, columns, clause, clause.base, places)
    return _against_constant(columns, clause, places)


def _gates(columns: StockColumns, places: Spots) -> Whole:
    """The column of whether the facility of each row is open, ``NOWHERE`` where it always is or there is none."""
    opened = np.append(columns.arrays.open, NOWHERE)
    return opened[places.facility]


def _against_decided(
    system: System, columns: StockColumns, clause: Clause, decided: DecidedBase, places: Spots
) -> ClauseRows:
    count = len(places)
    places = places.of(places.counted.any(count) | places.based.any(count))
    people = _people(columns, clause, places)
    gate = _gates(columns, places)
    measure = sums(columns, clause.measure, places.counted, len(places))
    base = owed_when_open(system, sums(columns, decided.measure, places.based, len(places)), gate)
    rate = rate_of(clause) / clause.per
    target = base.times(rate)
    over = lcm(measure.over, target.over)
    check(over)
    sign = 1 if clause.comparator == AT_LEAST else -1
    left, right = measure.of_unit(over), target.of_unit(over)
    check(2 * (largest(left.constant) + largest(right.constant)))
    terms = together(left.terms.times(sign), right.terms.times(-sign))
    side = _reduced(terms, sign * (right.constant - left.constant), over)
    scale = today(system, base, gate).times(rate).at_least(1)
    return _rows(columns, clause, places, (side,), None, scale, people)


def _against_constant(columns: StockColumns, clause: Clause, places: Spots) -> ClauseRows:
    people = _people(columns, clause, places)
    amount = _amounts(columns, clause, places)
    applies = amount.top != 0
    places, amount, people = places.of(applies), amount.at(applies), people.at(applies)
    measure = sums(columns, clause.measure, places.counted, len(places))
    gate = _gates(columns, places)
    low, required, high = _accepted(clause, amount.times(1 / clause.per))
    sides = []
    if clause.comparator != AT_MOST:
        sides.append(_beside(measure, low, gate, 1))
    if clause.comparator != AT_LEAST:
        sides.append(_beside(measure, high, gate, -1))
    return _rows(columns, clause, places, tuple(sides), required, required.at_least(1), people)


def _rows(
    columns: StockColumns,
    clause: Clause,
    places: Spots,
    sides: tuple[SideArrays, ...],
    required: Fractions | None,
    scale: Fractions,
    people: Fractions,
) -> ClauseRows:
    return ClauseRows(clause, places.names, places.lowest, columns.territory.ids, sides, required, scale, people)


def _beside(measure: Sums, required: Fractions, gate: Whole, sign: int) -> SideArrays:
    """``sign · (measure − required) ≥ 0``; what a facility with a door has to have, it has to have only when open."""
    over = lcm(measure.over, required.over)
    check(over)
    left, right = measure.of_unit(over), required.over_at(over)
    check(2 * (largest(left.constant) + largest(right)))
    terms = left.terms if sign > 0 else left.terms.times(sign)
    doors = np.flatnonzero(gate >= 0)
    if len(doors):
        rows, columns = np.concatenate([terms.owner, doors]), np.concatenate([terms.column, gate[doors]])
        values = np.concatenate([terms.value, -sign * right[doors]])
        terms = Terms.gathered(rows, columns, values, len(gate))
    return _reduced(terms, sign * (np.where(gate >= 0, 0, right) - left.constant), over)


def _reduced(terms: Terms, bound: Whole, over: int) -> SideArrays:
    """The rows in their smallest whole numbers."""
    unit = np.full(len(bound), over, np.int64)
    if over == 1:
        return SideArrays(terms, bound, unit)
    common = common_of(terms.value, terms.start, np.gcd(bound, unit))
    smaller = Terms(terms.start, terms.column, terms.value // common[terms.owner])
    return SideArrays(smaller, bound // common, unit // common)


def _accepted(clause: Clause, times: Fractions) -> tuple[Fractions, Fractions, Fractions]:
    """``rows.accepted`` of every row."""
    lowest, value, highest = times.times(clause.lowest), times.times(clause.value), times.times(clause.highest)
    if not clause.whole:
        required = {AT_LEAST: lowest, BETWEEN: lowest, AT_MOST: highest}.get(clause.comparator, value)
        return lowest, required, highest
    low, high = lowest.ceil(), highest.floor()
    if clause.comparator == AT_LEAST:
        return low, low, low
    if clause.comparator == AT_MOST:
        return high, high, high
    if clause.comparator == BETWEEN:
        return low, low, Fractions(np.maximum(low.top, high.top), 1)
    assert clause.comparator in (EXACTLY, ABOUT)
    check(2 * largest(value.top) + value.over)
    nearest = Fractions((2 * value.top + value.over) // (2 * value.over), 1)
    exact = np.full(len(times), clause.tolerance == 0) | (low.top > high.top)
    ends = (Fractions(np.where(exact, nearest.top, end.top), 1) for end in (low, high))
    least, most = ends
    return least, nearest, most


def _amounts(columns: StockColumns, clause: Clause, places: Spots) -> Fractions:
    """The constant base of every row."""
    base, instance = clause.base, columns.instance
    if isinstance(base, Constant):
        return Fractions.repeated(Fraction(1), len(places))
    if isinstance(base, AreaColumn):
        return Fractions.of(base_number(instance, name, base.column) for name in places.names)
    assert isinstance(base, FacilityColumn)
    cells = instance.facility_table.data.get(base.column)
    codes = None if cells is None else cells.codes[places.based.facility]
    if len(places.based.facility) and (codes is None or (codes < 0).any()):
        raise AbsentNumber("", base.column)
    if cells is None or codes is None or not len(codes):
        return Fractions.repeated(Fraction(0), len(places))
    numbers = Fractions.of(cells.values)
    return summed(numbers.at(codes), places.based.row, len(places))


def _people(columns: StockColumns, clause: Clause, places: Spots) -> Fractions:
    """The ``weigh_by`` number of every row."""
    if clause.weigh_by is None or clause.level == REGION:
        return Fractions.repeated(Fraction(1), len(places))
    areas, own = np.unique(places.lowest, return_inverse=True)
    ids = columns.territory.ids
    return Fractions.of(base_number(columns.instance, ids[area], clause.weigh_by) for area in areas.tolist()).at(own)
