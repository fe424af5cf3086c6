"""Which whole-number row each clause makes in each area.

For clause c and area a, with the facilities F(c,a) that pass ``where``, every row has one or two sides of the form

    unit · (measure − requirement) + unit · short  ≥  0          (sign turned for an upper limit)

multiplied through to whole coefficients. ``requirement = (v ± tolerance) / n · base``; against a constant base a
measure in whole units gets the whole number the sentence needs, against a decided base it stays a fraction. What only
holds under a condition (a facility is open, this of two clauses is the one that holds) is multiplied by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, gcd

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
)
from models.instance import FACILITY, REGION, Area, Instance
from models.linear import Expression, Linear, add_scaled, common_unit, times
from models.measures import measured
from models.selection import AbsentNumber, areas_of, base_number, facilities_of, has_coordinates, members
from models.stock import StockColumns
from models.system import REMOVED as REMOVED_COLUMN
from models.system import System

_ALWAYS: Mapping[str, Expression] = {}


@dataclass(frozen=True, slots=True)
class Side:
    """``Σ coefficient · column + unit · short ≥ bound`` in whole numbers; ``slack`` marks a ratio whose accepted
    deviation is the larger of two (see :class:`Band`)."""

    columns: tuple[int, ...]
    coefficients: tuple[int, ...]
    bound: int
    unit: int
    slack: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """Accepted deviation of an exactly or about whose base is decided, in row units: the larger of ``step`` (a whole
    unit is never missed) and ``tolerance``, an expression in the base."""

    step: int
    tolerance: Mapping[int, int]
    constant: int


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One clause in one area.

    ``required`` is the whole number or amount asked for, None where the base is decided; ``scale`` (≥ 1) turns units
    short into a shortfall; ``people`` is the area's ``weigh_by`` number (1 without); ``place`` the lowest area it lies
    in (None for the region); ``whole_short``: units short count whole. The row of a spread has a side per area.
    """

    clause: Clause
    area: str
    place: str | None
    sides: tuple[Side, ...]
    band: Band | None
    required: Fraction | None
    scale: Fraction
    people: Fraction
    whole_short: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where one row stands: its area, the lowest area that lies in (None for the region), and the facilities that its
    measure and its base count."""

    area: str
    lowest: str | None
    counted: Sequence[str]
    based: Sequence[str]


def places(instance: Instance, clause: Clause) -> Iterator[Place]:
    """Every area or facility of the clause, but for areas whose place is unknown though needed."""
    own_area = clause.areas if clause.level == FACILITY else ()
    counted = facilities_of(instance, clause.where, own_area)
    based = facilities_of(instance, clause.per_where) if isinstance(clause.base, FacilityColumn | DecidedBase) else ()
    if clause.level == REGION:
        yield Place(REGION, None, [one.facility for one in counted], [one.facility for one in based])
    elif clause.level == FACILITY:
        base_ids = {one.facility for one in based}
        for one in counted:
            yield Place(one.facility, one.area, [one.facility], [one.facility] if one.facility in base_ids else [])
    else:
        areas = [area for area in areas_of(instance, clause.levels, clause.areas) if _placed(instance, clause, area)]
        members_of_measure = members(instance, counted, areas, clause.reach)
        members_of_base = members(instance, based, areas, clause.reach)
        for area in areas:
            yield Place(area.area, area.area, members_of_measure[area.area], members_of_base[area.area])


def _placed(instance: Instance, clause: Clause, area: Area) -> bool:
    """Whether a distance from the area can be known at all; without one its row does not apply."""
    return clause.reach is None or instance.travel is not None or has_coordinates(area)


def compile_clause(
    system: System, columns: StockColumns, clause: Clause, choices: Mapping[str, Expression] = _ALWAYS
) -> list[ClauseRow]:
    """One row per area of one clause; empty where the instance lacks a name it needs or nothing applies.

    A row whose base is zero, or that has neither facilities nor a base, does not apply and is left out (the exact
    re-check reports it). ``choices`` has, for areas where another clause may hold instead, 1 if this one is to hold.
    """
    if clause.missing:
        return []
    rows = (_compile_row(system, columns, clause, place, choices) for place in places(columns.instance, clause))
    return [row for row in rows if row is not None]


def _compile_row(
    system: System, columns: StockColumns, clause: Clause, place: Place, choices: Mapping[str, Expression]
) -> ClauseRow | None:
    measure = measured(columns, clause.measure, place.counted)
    people = people_of(columns.instance, clause, place)
    gate = columns.open.get(place.area) if clause.level == FACILITY else None
    if isinstance(clause.base, DecidedBase):
        if not place.counted and not place.based:
            return None
        base = _gated(system, measured(columns, clause.base.measure, place.based), gate)
        sides, band = _against_decided(clause, measure, base)
        scale = max(Fraction(1), rate_of(clause) / clause.per * value_today(system, base, gate))
        whole_short = clause.whole and clause.comparator in (EXACTLY, ABOUT, BETWEEN)
        return ClauseRow(clause, place.area, place.lowest, sides, band, None, scale, people, whole_short)
    amount = amount_of(columns.instance, clause, place)
    if amount == 0:
        return None
    required, sides = _against_constant(clause, measure, amount, _owed(gate, choices.get(place.area)))
    scale = max(Fraction(1), required)
    return ClauseRow(clause, place.area, place.lowest, sides, None, required, scale, people, False)


def rate_of(clause: Clause) -> Fraction:
    """The value that is required, after the tolerance, per ``clause.per`` of the base."""
    if clause.comparator in (AT_LEAST, BETWEEN):
        return clause.lowest
    return clause.highest if clause.comparator == AT_MOST else clause.value


def _owed(gate: int | None, chosen: Expression | None) -> Expression:
    """1 where a requirement is owed, 0 or less where it is not: the facility is closed, or another clause holds."""
    if gate is None:
        return Expression({}, 1) if chosen is None else chosen
    if chosen is None:
        return Expression({gate: 1})
    return Expression({**chosen.terms, gate: 1}, chosen.constant - 1)


def amount_of(instance: Instance, clause: Clause, place: Place) -> Fraction:
    """The constant base of a row: 1, the area's number, or the sum of a facility column."""
    base = clause.base
    if isinstance(base, Constant):
        return Fraction(1)
    if isinstance(base, AreaColumn):
        return base_number(instance, place.area, base.column)
    assert isinstance(base, FacilityColumn)
    total = Fraction(0)
    for facility in place.based:
        number = instance.facilities[facility].numbers.get(base.column)
        if number is None:
            raise AbsentNumber(facility, base.column)
        total += number
    return total


def people_of(instance: Instance, clause: Clause, place: Place) -> Fraction:
    """The area's ``weigh_by`` number; 1 without one and for the region."""
    if clause.weigh_by is None or place.lowest is None:
        return Fraction(1)
    return base_number(instance, place.lowest, clause.weigh_by)


def _against_constant(
    clause: Clause, measure: Expression, amount: Fraction, owed: Expression
) -> tuple[Fraction, tuple[Side, ...]]:
    """Requirement and sides for a base that is a number."""
    low, required, high = accepted(clause, amount / clause.per)
    sides = []
    if clause.comparator != AT_MOST:
        sides.append(side_of(measure, times(owed, low), 1))
    if clause.comparator != AT_LEAST:
        sides.append(side_of(measure, times(owed, high), -1))
    return required, tuple(sides)


def accepted(clause: Clause, times: Fraction) -> tuple[Fraction, Fraction, Fraction]:
    """(least accepted, required, most accepted) amount; whole numbers where the measure counts whole units."""
    lowest, value, highest = clause.lowest * times, clause.value * times, clause.highest * times
    if not clause.whole:
        required = {AT_LEAST: lowest, BETWEEN: lowest, AT_MOST: highest}.get(clause.comparator, value)
        return lowest, required, highest
    low, nearest, high = Fraction(ceil(lowest)), Fraction(floor(value + Fraction(1, 2))), Fraction(floor(highest))
    if clause.comparator == AT_LEAST:
        return low, low, low
    if clause.comparator == AT_MOST:
        return high, high, high
    if clause.comparator == BETWEEN:
        return low, low, max(low, high)
    return (nearest, nearest, nearest) if clause.tolerance == 0 or low > high else (low, nearest, high)


def _against_decided(clause: Clause, measure: Expression, base: Expression) -> tuple[tuple[Side, ...], Band | None]:
    if clause.comparator == AT_LEAST:
        return (side_of(measure, times(base, rate_of(clause) / clause.per), 1),), None
    if clause.comparator == AT_MOST:
        return (side_of(measure, times(base, rate_of(clause) / clause.per), -1),), None
    if clause.comparator == BETWEEN:
        return _between_decided(clause, measure, base)
    target = times(base, clause.value / clause.per)
    spare = times(base, clause.tolerance / clause.per)
    unit = common_unit(measure, target, spare)
    step = unit if not clause.whole else unit - unit // common_unit(measure, target)
    if clause.tolerance == 0:
        return tuple(side_of(measure, target, sign, unit, room=step) for sign in (1, -1)), None
    band = Band(step, {c: int(unit * v) for c, v in spare.terms.items() if v}, int(unit * spare.constant))
    return tuple(side_of(measure, target, sign, unit, slack=True) for sign in (1, -1)), band


def _between_decided(clause: Clause, measure: Expression, base: Expression) -> tuple[tuple[Side, ...], Band | None]:
    """From the lower end to the upper one; a whole number less than one unit above the lower end always fits."""
    lower = times(base, clause.lowest / clause.per)
    room = times(base, (clause.highest - clause.lowest) / clause.per)
    if not clause.whole:
        upper = times(base, clause.highest / clause.per)
        return (side_of(measure, lower, 1), side_of(measure, upper, -1)), None
    unit = common_unit(measure, lower, room)
    step = unit - unit // common_unit(measure, lower)
    band = Band(step, {c: int(unit * v) for c, v in room.terms.items() if v}, int(unit * room.constant))
    return (side_of(measure, lower, 1, unit), side_of(measure, lower, -1, unit, slack=True)), band


def _gated(system: System, base: Expression, gate: int | None) -> Expression:
    """A facility's own base, which it owes only when open: what would be left of it in a closed one is taken off.

    Closed, every stock is zero and all of today's is removed.
    """
    if gate is None:
        return base
    removed = {column: value for column, value in base.terms.items() if system.columns[column].kind == REMOVED_COLUMN}
    closed = base.constant + sum(value * (system.columns[column].upper or 0) for column, value in removed.items())
    terms = dict(base.terms)
    terms[gate] = terms.get(gate, 0) + closed
    return Expression(terms, base.constant - closed)


def side_of(
    measure: Expression,
    target: Expression,
    sign: int,
    unit: int | None = None,
    *,
    room: int = 0,
    slack: bool = False,
) -> Side:
    """``sign · (measure − target) ≥ 0`` in whole numbers, ``room`` row units short of it allowed."""
    unit = common_unit(measure, target) if unit is None else unit
    terms: Linear = {}
    add_scaled(terms, measure.terms, sign * unit)
    add_scaled(terms, target.terms, -sign * unit)
    kept = {column: int(value) for column, value in sorted(terms.items()) if value}
    bound = int(sign * unit * (target.constant - measure.constant)) - room
    common = 1 if slack else gcd(unit, bound, *kept.values())
    return Side(
        tuple(kept),
        tuple(value // common for value in kept.values()),
        bound // common,
        unit // common,
        slack,
    )


def value_today(system: System, expression: Expression, gate: int | None = None) -> Fraction:
    """The expression at present stock; in a facility's own row the facility counts as open."""
    total = Fraction(expression.constant)
    for column, coefficient in expression.terms.items():
        today = 1 if column == gate else system.columns[column].today
        total += coefficient * today
    return total
