"""What is made small, in which order: shortfalls by nature, the worst-off area, strivings, cost, uneven change.

shortfall(c) = Σ_a short / Σ_a scale                          or, weighed by people, Σ_a w·short/scale / Σ_a w
               two clauses of which one is enough are one, under the name of the one with ``or``: Σ w·short/scale of
               both / Σ_a w, where in each area one of the two is not short
natures      = Σ_c weight · shortfall(c)
fairness     = max over areas k of  Σ_c weight · shortfall(c inside k) / Σ_c weight
cost         = Σ annual_cost · x + (Σ capital_cost · added + Σ open_cost of what opens) / annualise_years
stability    = Σ over county × resource of the largest |x − current| / max(current, 1)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

from models.clause import COST, FAIR_NATURES, FAIRNESS, STABILITY, Policy, natures_of
from models.linear import Linear, add_scaled
from models.rows import ClauseRow
from models.stock import StockColumns
from models.system import SPREAD, WORST, Goal, System

Shorts = Mapping[int, int]
"""position of a clause row → the column of its units short (soft rows only)"""

ELASTIC = "elastic"
"""The goal of the repair model: the sum of the shortfalls of all binding clauses."""


def add_goals(system: System, columns: StockColumns, policy: Policy, rows: Sequence[ClauseRow], shorts: Shorts) -> None:
    """Append the goals of a policy, in its order, with the columns and rows that fairness and stability need."""
    shortfalls = _shortfalls(policy, rows, shorts)
    for name in policy.goals:
        if name == FAIRNESS:
            system.goals.append(_fairness(system, columns, policy, rows, shorts))
        elif name == COST:
            system.goals.append(_cost(columns))
        elif name == STABILITY:
            system.goals.append(_stability(system, columns))
        else:
            system.goals.append(_natures(name, policy, shortfalls))


def add_elastic_goal(system: System, policy: Policy, rows: Sequence[ClauseRow], shorts: Shorts) -> None:
    """Append the one goal of the repair model: how far the binding clauses must give way together."""
    terms: Linear = {}
    for shortfall in _shortfalls(policy, rows, shorts).values():
        add_scaled(terms, shortfall)
    system.goals.append(Goal(ELASTIC, terms))


def _shortfalls(policy: Policy, rows: Sequence[ClauseRow], shorts: Shorts) -> dict[str, Linear]:
    """clause id → its shortfall as an expression, for every clause whose shortfall is a column."""
    members: dict[str, list[tuple[ClauseRow, int]]] = defaultdict(list)
    names = _names(policy)
    for position, short in shorts.items():
        members[names[rows[position].clause.id]].append((rows[position], short))
    return {name: _shortfall(pairs, policy) for name, pairs in members.items()}


def _names(policy: Policy) -> dict[str, str]:
    """clause → the clause under whose name its shortfall counts: of two alternatives, the one that names the other."""
    named = {clause.partner: clause.id for clause in policy.clauses if clause.partner is not None}
    return {clause.id: named.get(clause.id, clause.id) for clause in policy.clauses}


def _shortfall(members: Sequence[tuple[ClauseRow, int]], policy: Policy) -> Linear:
    clause = members[0][0].clause
    if clause.pooled or (clause.weigh_by is None and clause.id not in policy.partners):
        total = sum((row.scale for row, _ in members), Fraction(0))
        return {short: 1 / total for _, short in members}
    people = sum({row.area: row.people for row, _ in members}.values(), Fraction(0))
    return {short: row.people / row.scale / people for row, short in members if row.people} if people else {}


def _natures(name: str, policy: Policy, shortfalls: Mapping[str, Linear]) -> Goal:
    terms: Linear = {}
    for clause in policy.clauses:
        if clause.nature in natures_of(name) and clause.id in shortfalls:
            add_scaled(terms, shortfalls[clause.id], clause.weight)
    return Goal(name, terms)


def _fairness(system: System, columns: StockColumns, policy: Policy, rows: Sequence[ClauseRow], shorts: Shorts) -> Goal:
    instance = columns.instance
    homes = [area.area for area in instance.areas.values() if area.level == policy.fairness_in]
    inside: dict[str, dict[str, list[tuple[ClauseRow, int]]]] = {home: defaultdict(list) for home in homes}
    names = _names(policy)
    for position, short in shorts.items():
        row = rows[position]
        home = _home(columns, row, policy.fairness_in)
        if row.clause.nature in FAIR_NATURES and home in inside:
            inside[home][names[row.clause.id]].append((row, short))
    if len(homes) < 2:
        return Goal(FAIRNESS, {})
    means = {home: terms for home, members in inside.items() if (terms := _mean_shortfall(members, policy))}
    if not means:
        return Goal(FAIRNESS, {})
    worst = system.add_column(WORST, (policy.fairness_in,), county=None, whole=False)
    for home, terms in means.items():
        system.add_row("fairness", (home,), {worst: 1, **{column: -value for column, value in terms.items()}}, low=0)
    return Goal(FAIRNESS, {worst: 1})


def _mean_shortfall(members: Mapping[str, list[tuple[ClauseRow, int]]], policy: Policy) -> Linear:
    inside = {name: shortfall for name, pairs in members.items() if (shortfall := _shortfall(pairs, policy))}
    weight = {clause.id: clause.weight for clause in policy.clauses if clause.id in inside}
    terms: Linear = {}
    for name, shortfall in inside.items():
        add_scaled(terms, shortfall, weight[name] / sum(weight.values(), Fraction(0)))
    return terms


def _home(columns: StockColumns, row: ClauseRow, level: str) -> str | None:
    """The area of that level in which a row lies; None for the region and for areas above the level."""
    if row.place is None:
        return None
    areas = columns.instance.areas
    return next((name for name in columns.instance.ancestry(row.place) if areas[name].level == level), None)


def _cost(columns: StockColumns) -> Goal:
    years = columns.instance.annualise_years
    terms: Linear = {}
    constant: Fraction = Fraction(0)
    for cell, stock in columns.stock.items():
        add_scaled(terms, {stock: 1}, columns.annual_cost(cell))
        added = columns.added_units(cell)
        factor = Fraction(columns.capital_cost(cell)) / years
        add_scaled(terms, added.terms, factor)
        constant += added.constant * factor
    for facility, column in columns.open.items():
        record = columns.instance.facilities[facility]
        if record.status == "candidate" and record.open_cost is not None:
            add_scaled(terms, {column: 1}, record.open_cost / years)
    return Goal(COST, {column: value for column, value in terms.items() if value}, constant)


def _stability(system: System, columns: StockColumns) -> Goal:
    spread: dict[tuple[str, str], int] = {}
    for cell, number in columns.stock.items():
        if not (columns.can_rise(cell) or columns.can_fall(cell)):
            continue
        place = (columns.county[cell[0]], cell[1])
        if place not in spread:
            spread[place] = system.add_column(SPREAD, place, county=place[0], whole=False)
        current = columns.instance.stock[cell].current
        largest = {spread[place]: max(current, 1)}
        if columns.can_rise(cell):
            system.add_row("spread", (*cell, "rise"), {**largest, number: -1}, low=-current)
        if columns.can_fall(cell):
            system.add_row("spread", (*cell, "fall"), {**largest, number: 1}, low=current)
    return Goal(STABILITY, dict.fromkeys(spread.values(), 1))
