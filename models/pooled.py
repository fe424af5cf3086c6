"""Clauses whose areas make one row together: a share of them has to keep it, or their mean, or they may not lie apart.

    share γ   Σ w_a · q_a + short ≥ γ · Σ w_a,       m_a ≥ R_a · q_a,   q_a ∈ {0, 1}
    mean      Σ w_a · t_af · u_af ≤ (limit + short) · Σ w_a,            Σ_f u_af + u_a0 = 1
              R_a · u_af ≤ m_f         a facility serves an area only with what one area needs
              Σ_a R_a · u_af ≤ m_f     or, where the requirement grows with people, with what all of them need
    spread v  n · m_a / B_a ≥ z,       n · m_a / B_a ≤ v · z + short        z is the lowest rate of all areas

w_a is the area's ``weigh_by`` number (1 without); u_a0 is the part that no facility serves; it counts as
far away as the farthest known pair (or the limit, if that is more) and the limit together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from models.bounds import LIMIT
from models.clause import AreaColumn, Clause
from models.instance import REGION
from models.linear import Expression, Linear, common_unit, plain, times
from models.measures import measured
from models.rows import ClauseRow, Place, Side, accepted, amount_of, people_of, places, side_of, value_today
from models.selection import county_of_area, distance, facilities_of
from models.stock import StockColumns
from models.system import LOWEST, MEETS, SERVED, System


def compile_pooled(system: System, columns: StockColumns, clause: Clause) -> list[ClauseRow]:
    """The one row of a clause about all its areas together, after the rows it stands on were added to the system; empty
    where it applies to no area, or to nobody."""
    if clause.missing:
        return []
    instance = columns.instance
    found = [
        (place, people, amount)
        for place in places(instance, clause)
        if (amount := amount_of(instance, clause, place)) and (people := people_of(instance, clause, place))
    ]
    if not found:
        return []
    if clause.is_spread:
        return [_spread(system, columns, clause, found)]
    return [(_mean if clause.mean else _share)(system, columns, clause, found)]


_Found = Sequence[tuple[Place, Fraction, Fraction]]
"""places with their people and their base"""


def _share(system: System, columns: StockColumns, clause: Clause, found: _Found) -> ClauseRow:
    assert clause.share is not None
    weights: Linear = {}
    for place, people, amount in found:
        key = (clause.id, place.area)
        meets = system.add_column(MEETS, key, county=county_of_area(columns.instance, place.area), upper=1)
        weights[meets] = plain(people)
        low, _, _ = accepted(clause, amount / clause.per)
        side = side_of(measured(columns, clause.measure, place.counted), times(Expression({meets: 1}), low), 1)
        system.add_row("meets", key, dict(zip(side.columns, side.coefficients, strict=True)), low=side.bound)
    total = clause.share * sum((people for _, people, _ in found), Fraction(0))
    required = total if clause.weigh_by else Fraction(ceil(total))
    side = side_of(Expression(weights), Expression({}, required), 1)
    return _row(clause, side, required)


def _mean(system: System, columns: StockColumns, clause: Clause, found: _Found) -> ClauseRow:
    assert clause.reach is not None
    served = _served(system, columns, clause, found)
    limit, total = clause.reach.limit, sum((people for _, people, _ in found), Fraction(0))
    spent: Linear = {}
    for place, people, _ in found:
        for column, away in served[place.area]:
            spent[column] = plain(people * away)
    unit = common_unit(Expression(spent, limit * total), Expression({}, total))
    ordered = sorted(spent)
    coefficients = tuple(-int(spent[column] * unit) for column in ordered)
    return _row(clause, Side(tuple(ordered), coefficients, -int(limit * total * unit), int(total * unit)), limit)


def _served(
    system: System, columns: StockColumns, clause: Clause, found: _Found
) -> dict[str, list[tuple[int, Fraction]]]:
    """area → (share of it that one facility, or none, serves; how far away that is)."""
    instance = columns.instance
    assert clause.reach is not None
    everywhere = tuple(places(instance, clause))
    known = {
        (place.area, facility.facility): away
        for facility in facilities_of(instance, clause.where)
        for place in everywhere
        if (away := distance(instance, place.area, facility.facility, clause.reach.unit)) is not None
    }
    outside = max([*known.values(), clause.reach.limit]) + clause.reach.limit
    shared = isinstance(clause.base, AreaColumn)
    counted = {place.area for place, _, _ in found}
    known = {pair: away for pair, away in known.items() if pair[0] in counted}
    needs = {place.area: clause.lowest * amount / clause.per for place, _, amount in found}
    options: dict[str, list[tuple[int, Fraction]]] = defaultdict(list)
    loads: dict[tuple[str, str], Linear] = defaultdict(dict)
    for (area, facility), away in [*known.items(), *(((place.area, ""), outside) for place, _, _ in found)]:
        county = county_of_area(instance, area)
        column = system.add_column(SERVED, (clause.id, area, facility), county=county, upper=1, whole=not shared)
        options[area].append((column, away))
        if facility:
            need = plain(needs[area]) if shared else ceil(needs[area])
            loads[REGION if shared else area, facility][column] = need
            if facility in columns.open:
                system.add_row("load", (clause.id, area, facility), {columns.open[facility]: 1, column: -1}, low=0)
    for area, choices in options.items():
        system.add_row("served", (clause.id, area), {column: 1 for column, _ in choices}, low=1, high=1)
    for (area, facility), load in loads.items():
        side = side_of(measured(columns, clause.measure, [facility]), Expression(load), 1)
        terms = dict(zip(side.columns, side.coefficients, strict=True))
        system.add_row("load", (clause.id, area, facility), terms, low=side.bound)
    return options


def _spread(system: System, columns: StockColumns, clause: Clause, found: _Found) -> ClauseRow:
    measures = {place.area: measured(columns, clause.measure, place.counted) for place, _, _ in found}
    county = system.county_of(column for measure in measures.values() for column in measure.terms)
    largest = max(amount for _, _, amount in found)
    lowest = system.add_column(
        LOWEST, (clause.id,), county=county, upper=ceil(LIMIT * clause.per / largest), whole=False
    )
    sides = []
    for place, _, amount in found:
        rate = times(measures[place.area], clause.per / amount)
        floor = side_of(Expression({lowest: 1}), rate, -1)
        terms = {column: -value for column, value in zip(floor.columns, floor.coefficients, strict=True)}
        system.add_row("lowest", (clause.id, place.area), terms, high=-floor.bound)
        sides.append(side_of(rate, Expression({lowest: clause.highest}), -1))
    today = sum((value_today(system, measure) for measure in measures.values()), Fraction(0))
    mean = clause.per * today / sum((amount for _, _, amount in found), Fraction(0))
    scale = max(Fraction(1), clause.highest * mean)
    return ClauseRow(clause, REGION, None, tuple(sides), None, clause.highest, scale, Fraction(1), False)


def _row(clause: Clause, side: Side, required: Fraction) -> ClauseRow:
    scale = max(Fraction(1), required)
    return ClauseRow(clause, REGION, None, (side,), None, required, scale, Fraction(1), False)
