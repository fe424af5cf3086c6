"""How a region and a policy become one system: stock, then clause rows, then bounds, then what depends on bounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from models.bounds import LIMIT, Side, set_natural_bounds
from models.clause import BINDING, REFERENCE, Clause, Policy
from models.goals import add_elastic_goal, add_goals
from models.instance import Instance
from models.linear import Linear, add_scaled
from models.pairs import add_choices
from models.plan import Plan
from models.pooled import compile_pooled
from models.rows import Band, ClauseRow, compile_clause
from models.stock import StockColumns, add_exact_changes, add_opening_maxima, add_stock
from models.system import CHOICE, SHORT, SLACK, System


@dataclass(frozen=True)
class Assembly:
    """A complete system with the way back from its columns to the region.

    ``shorts`` maps the position of a soft clause row to the column of its units short.
    """

    system: System
    columns: StockColumns
    rows: Sequence[ClauseRow]
    shorts: Mapping[int, int]

    @property
    def plan_columns(self) -> tuple[int, ...]:
        """The columns that make up a plan: stock and openings."""
        return (*self.columns.stock.values(), *self.columns.open.values())

    def plan(self, values: Sequence[int]) -> Plan:
        """The plan whose ``plan_columns`` have these values; facilities without a decision are open."""
        cells, gates = tuple(self.columns.stock), tuple(self.columns.open)
        proposed = dict(zip(cells, values[: len(cells)], strict=True))
        decided = dict(zip(gates, map(bool, values[len(cells) :]), strict=True))
        return Plan(proposed, {name: decided.get(name, True) for name in self.columns.instance.facilities})


def assemble(instance: Instance, policy: Policy, *, elastic: bool = False) -> Assembly:
    """The system of a policy on a region.

    ``elastic`` makes the repair model instead: every binding clause may fall short, the others are left out, and the
    only goal is that the binding ones fall short as little as possible. Written bounds, parts and kept totals still
    hold; the natural bounds are wide, so that a mistake in them cannot confirm itself.
    """
    system = System()
    columns = add_stock(system, instance)
    rows = _compile(system, columns, policy, elastic)
    shorts: dict[int, int] = {}
    banded: list[tuple[ClauseRow, int, Band]] = []
    for position, row in enumerate(rows):
        if elastic or row.clause.nature != BINDING:
            shorts[position] = _add_short(system, row)
        slack = _add_slack(system, row)
        if slack is not None and row.band is not None:
            banded.append((row, slack, row.band))
        _add_sides(system, row, shorts.get(position), slack)
    alternatives = [side for row, _, band in banded for side in _alternatives(row, band)]
    spreads = {clause.id: clause.highest for clause in policy.clauses if clause.is_spread}
    set_natural_bounds(system, alternatives, generous=elastic, spreads=spreads)
    for row, slack, band in banded:
        _add_band(system, row, slack, band)
    _bound_shorts(system, rows, shorts)
    add_opening_maxima(system, columns)
    add_exact_changes(system, columns)
    if elastic:
        add_elastic_goal(system, policy, rows, shorts)
    else:
        add_goals(system, columns, policy, rows, shorts)
    return Assembly(system, columns, rows, shorts)


def _compile(system: System, columns: StockColumns, policy: Policy, elastic: bool) -> list[ClauseRow]:
    clauses = _in_canonical_order(policy, elastic)
    choices = add_choices(system, columns, clauses)
    rows: list[ClauseRow] = []
    for clause in clauses:
        if clause.pooled:
            rows += compile_pooled(system, columns, clause)
        else:
            rows += compile_clause(system, columns, clause, choices.get(clause.id, {}))
    return rows


def _in_canonical_order(policy: Policy, elastic: bool) -> list[Clause]:
    """Clauses that decide something, by id, so that the order in the file changes nothing."""
    wanted = [
        clause for clause in policy.clauses if clause.nature != REFERENCE and (not elastic or clause.nature == BINDING)
    ]
    return sorted(wanted, key=lambda clause: clause.id)


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
    most = band.constant + _largest(system, band.tolerance.items())
    county = system.columns[slack].county
    choice = system.add_column(CHOICE, key, county=county, upper=1)
    system.add_row("band", (*key, "step"), {slack: 1, choice: -max(0, most - band.step)}, high=band.step)
    gap = {slack: 1, choice: band.step, **{c: -v for c, v in band.tolerance.items()}}
    system.add_row("band", (*key, "tolerance"), gap, high=band.step + band.constant)


def _bound_shorts(system: System, rows: Sequence[ClauseRow], shorts: Mapping[int, int]) -> None:
    """A shortfall never needs to exceed what the emptiest (or fullest) plan would miss."""
    for position, short in shorts.items():
        worst = Fraction(0)
        for side in rows[position].sides:
            least = -_largest(system, ((c, -v) for c, v in zip(side.columns, side.coefficients, strict=True)))
            worst = max(worst, Fraction(side.bound - least, side.unit))
        system.columns[short] = replace(system.columns[short], upper=max(0, -(-worst.numerator // worst.denominator)))


def _largest(system: System, terms: Iterable[tuple[int, int]]) -> int:
    """The largest value of Σ coefficient · column within the bounds of the columns."""
    total = 0
    for number, value in terms:
        column = system.columns[number]
        upper = LIMIT if column.upper is None else column.upper
        total += value * (upper if value > 0 else column.lower)
    return total
