"""How a region and a policy become one system: stock, then clause rows, then bounds, then what depends on bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from models.arrays import Whole
from models.bounds import Side, set_natural_bounds
from models.bulk import ClauseRows, compile_at_once
from models.clause import BINDING, REFERENCE, Clause, Policy
from models.facts import add_exact_changes, add_opening_maxima, add_stock
from models.goals import add_elastic_goal, add_goals
from models.instance import Instance
from models.linear import Linear, add_scaled
from models.pairs import add_choices
from models.parts import NO_SHORT, Chain, Part, bound_shorts, largest_value, place_all
from models.plan import Plan, Units
from models.pooled import compile_pooled
from models.rows import Band, ClauseRow, compile_clause
from models.stock import StockColumns
from models.system import CHOICE, SHORT, SLACK, Column, System


@dataclass(frozen=True)
class Assembly:
    """A complete system with the way back from its columns to the region."""

    system: System
    columns: StockColumns
    parts: Sequence[Part]

    @cached_property
    def rows(self) -> Sequence[ClauseRow]:
        """The rows of all clauses."""
        return Chain([part.rows for part in self.parts])

    @cached_property
    def shorts(self) -> Mapping[int, int]:
        """The position of a soft clause row → the column of its units short."""
        every = np.concatenate([np.zeros(0, np.int64), *(part.shorts for part in self.parts)])
        soft = np.flatnonzero(every != NO_SHORT)
        return dict(zip(soft.tolist(), every[soft].tolist(), strict=True))

    def above(self, limit: int) -> Iterator[tuple[Clause, str, Fraction]]:
        """Clause, area and scale of the rows whose scale is more than a limit."""
        for part in self.parts:
            if isinstance(part.rows, ClauseRows):
                yield from ((part.rows.clause, area, scale) for area, scale in part.rows.above(limit))
            else:
                yield from ((row.clause, row.area, row.scale) for row in part.rows if row.scale > limit)

    def stock_above(self, limit: int) -> Column | None:
        """The first stock that may grow beyond a limit, if there is one."""
        stock = self.columns.arrays.stock
        beyond = stock[self.system.columns.upper[stock] > limit]
        return self.system.columns[int(beyond[0])] if len(beyond) else None

    @cached_property
    def plan_places(self) -> Whole:
        """The columns that make up a plan: stock and openings."""
        arrays = self.columns.arrays
        return np.concatenate([arrays.stock, arrays.open[arrays.open >= 0]])

    @property
    def plan_columns(self) -> tuple[int, ...]:
        """``plan_places`` as Python's own numbers."""
        return tuple(self.plan_places.tolist())

    def plan(self, values: Sequence[int]) -> Plan:
        """The plan whose ``plan_columns`` have these values; facilities without a decision are open."""
        table, gates = self.columns.instance.stock_table, tuple(self.columns.open)
        decided = dict(zip(gates, map(bool, values[len(table) :]), strict=True))
        units = np.array(values[: len(table)], np.int64)
        return Plan(Units(table, units), dict.fromkeys(self.columns.instance.facility_table.ids, True) | decided)


def assemble(instance: Instance, policy: Policy, *, elastic: bool = False) -> Assembly:
    """The system of a policy on a region.

    ``elastic`` makes the repair model instead: every binding clause may fall short, the others are left out, and the
    only goal is that the binding ones fall short as little as possible. Written bounds, parts and kept totals still
    hold; the natural bounds are wide, so that a mistake in them cannot confirm itself.
    """
    system = System()
    columns = add_stock(system, instance)
    parts = [_place(system, part, elastic) for part in _compile(system, columns, policy, elastic)]
    alternatives = [side for part in parts for row, _, band in part.banded for side in _alternatives(row, band)]
    spreads = {clause.id: clause.highest for clause in policy.clauses if clause.is_spread}
    set_natural_bounds(system, alternatives, generous=elastic, spreads=spreads)
    for part in parts:
        for row, slack, band in part.banded:
            _add_band(system, row, slack, band)
    for part in parts:
        bound_shorts(system, part)
    add_opening_maxima(system, columns)
    add_exact_changes(system, columns)
    if elastic:
        add_elastic_goal(system, columns, policy, parts)
    else:
        add_goals(system, columns, policy, parts)
    return Assembly(system, columns, tuple(parts))


def _compile(system: System, columns: StockColumns, policy: Policy, elastic: bool) -> list[Sequence[ClauseRow]]:
    clauses = _in_canonical_order(policy, elastic)
    choices = add_choices(system, columns, clauses)
    parts: list[Sequence[ClauseRow]] = []
    for clause in clauses:
        if clause.pooled:
            parts.append(compile_pooled(system, columns, clause))
        else:
            rows = compile_at_once(system, columns, clause, policy)
            parts.append(compile_clause(system, columns, clause, choices.get(clause.id, {})) if rows is None else rows)
    return parts


def _in_canonical_order(policy: Policy, elastic: bool) -> list[Clause]:
    """Clauses that decide something, by id, so that the order in the file changes nothing."""
    wanted = [
        clause for clause in policy.clauses if clause.nature != REFERENCE and (not elastic or clause.nature == BINDING)
    ]
    return sorted(wanted, key=lambda clause: clause.id)


def _place(system: System, rows: Sequence[ClauseRow], elastic: bool) -> Part:
    """Add the rows of a clause to the system."""
    if isinstance(rows, ClauseRows):
        return place_all(system, rows, soft=elastic or rows.clause.nature != BINDING)
    shorts = np.full(len(rows), NO_SHORT, np.int64)
    banded: list[tuple[ClauseRow, int, Band]] = []
    for position, row in enumerate(rows):
        short = _add_short(system, row) if elastic or row.clause.nature != BINDING else None
        shorts[position] = NO_SHORT if short is None else short
        slack = _add_slack(system, row)
        if slack is not None and row.band is not None:
            banded.append((row, slack, row.band))
        _add_sides(system, row, short, slack)
    return Part(rows, shorts, tuple(banded))


def _add_short(system: System, row: ClauseRow) -> int:
    county = system.county_of(column for side in row.sides for column in side.columns)
    return system.add_column(SHORT, (row.clause.id, row.area), county=county, whole=row.whole_short)


def _add_slack(system: System, row: ClauseRow) -> int | None:
    if row.band is None:
        return None
    county = system.county_of(column for side in row.sides for column in side.columns)
    return system.add_column(SLACK, (row.clause.id, row.area), county=county, whole=False)


def _add_sides(system: System, row: ClauseRow, short: int | None, slack: int | None) -> None:
    for side in row.sides:
        terms: Linear = dict(zip(side.columns, side.coefficients, strict=True))
        if short is not None:
            terms[short] = side.unit
        if side.slack and slack is not None:
            terms[slack] = 1
        system.add_row("clause", (row.clause.id, row.area), terms, low=side.bound)


def _alternatives(row: ClauseRow, band: Band) -> Iterator[Side]:
    """Each side of a row with an accepted deviation, kept by its step or by its tolerance."""
    for side in row.sides:
        yield side.columns, side.coefficients, side.bound - band.step
        terms: Linear = dict(zip(side.columns, side.coefficients, strict=True))
        add_scaled(terms, band.tolerance)
        yield tuple(terms), tuple(terms.values()), side.bound - band.constant


def _add_band(system: System, row: ClauseRow, slack: int, band: Band) -> None:
    """slack ≤ step or slack ≤ tolerance · base, whichever is larger: the choice is a yes/no column."""
    key = (row.clause.id, row.area)
    most = band.constant + largest_value(system, band.tolerance.items())
    county = system.columns[slack].county
    choice = system.add_column(CHOICE, key, county=county, upper=1)
    system.add_row("band", (*key, "step"), {slack: 1, choice: -max(0, most - band.step)}, high=band.step)
    gap = {slack: 1, choice: band.step, **{c: -v for c, v in band.tolerance.items()}}
    system.add_row("band", (*key, "tolerance"), gap, high=band.step + band.constant)
