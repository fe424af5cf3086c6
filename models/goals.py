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
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from models.arrays import Whole, first_seen, starts_of
from models.bulk import ClauseRows
from models.clause import COST, FAIR_NATURES, FAIRNESS, STABILITY, Clause, Policy, natures_of
from models.exact import Fractions, Priced
from models.instance import CANDIDATE
from models.keys import MadeKeys
from models.parts import NO_SHORT, Part
from models.stock import StockColumns
from models.system import SPREAD, WORST, Goal, System
from models.territory import NOWHERE

ELASTIC = "elastic"
"""The goal of the repair model: the sum of the shortfalls of all binding clauses."""


@dataclass(frozen=True, eq=False)
class Soft:
    """The soft rows of one clause: the column of the units short of each, its area, what turns its units into a
    shortfall, its people, and the number of the lowest area it lies in (``NOWHERE``: the region)."""

    clause: Clause
    shorts: Whole
    areas: Sequence[str]
    scale: Fractions | Sequence[Fraction]
    people: Fractions | Sequence[Fraction]
    lowest: Whole

    def total(self, chosen: Whole) -> Fraction:
        """What the scales of some rows add up to."""
        if isinstance(self.scale, Fractions):
            return self.scale.at(chosen).sum()
        return sum((self.scale[place] for place in chosen.tolist()), Fraction(0))

    def row(self, place: int) -> tuple[str, Fraction, Fraction]:
        """Area, people and scale of a row."""
        return self.areas[place], self.people[place], self.scale[place]


Chosen = tuple[Soft, Whole]
"""Some rows of one clause, by their places."""


def add_goals(system: System, columns: StockColumns, policy: Policy, parts: Sequence[Part]) -> None:
    """Append the goals of a policy, in its order, with the columns and rows that fairness and stability need."""
    soft = _soft(columns, parts)
    shortfalls = _shortfalls(policy, soft)
    for name in policy.goals:
        if name == FAIRNESS:
            system.goals.append(_fairness(system, columns, policy, soft))
        elif name == COST:
            system.goals.append(_cost(columns))
        elif name == STABILITY:
            system.goals.append(_stability(system, columns))
        else:
            system.goals.append(_natures(name, policy, shortfalls))


def add_elastic_goal(system: System, columns: StockColumns, policy: Policy, parts: Sequence[Part]) -> None:
    """Append the one goal of the repair model: how far the binding clauses must give way together."""
    shortfalls = _shortfalls(policy, _soft(columns, parts))
    system.goals.append(Goal(ELASTIC, Priced.joined(list(shortfalls.values()))))


def _soft(columns: StockColumns, parts: Sequence[Part]) -> list[Soft]:
    found = []
    for part in parts:
        chosen = np.flatnonzero(part.shorts != NO_SHORT)
        if not len(chosen):
            continue
        rows = part.rows
        if isinstance(rows, ClauseRows):  # all of them or none
            found.append(Soft(rows.clause, part.shorts, rows.names, rows.scale, rows.people, rows.lowest))
            continue
        listed = [rows[place] for place in chosen.tolist()]
        number = columns.territory.number
        lowest = np.array([NOWHERE if row.place is None else number[row.place] for row in listed], np.int64)
        found.append(
            Soft(
                listed[0].clause,
                part.shorts[chosen],
                [row.area for row in listed],
                [row.scale for row in listed],
                [row.people for row in listed],
                lowest,
            )
        )
    return found


def _shortfalls(policy: Policy, soft: Sequence[Soft]) -> dict[str, Priced]:
    """clause id → its shortfall as an expression, for every clause whose shortfall is a column."""
    members: dict[str, list[Chosen]] = defaultdict(list)
    names = _names(policy)
    for one in soft:
        members[names[one.clause.id]].append((one, np.arange(len(one.shorts))))
    return {name: _shortfall(pairs, policy) for name, pairs in members.items()}


def _names(policy: Policy) -> dict[str, str]:
    """clause → the clause under whose name its shortfall counts: of two alternatives, the one that names the other."""
    named = {clause.partner: clause.id for clause in policy.clauses if clause.partner is not None}
    return {clause.id: named.get(clause.id, clause.id) for clause in policy.clauses}


def _shortfall(members: Sequence[Chosen], policy: Policy) -> Priced:
    clause = members[0][0].clause
    shorts = np.concatenate([soft.shorts[chosen] for soft, chosen in members])
    if clause.pooled or (clause.weigh_by is None and clause.id not in policy.partners):
        total = sum((soft.total(chosen) for soft, chosen in members), Fraction(0))
        return Priced(shorts, np.zeros(len(shorts), np.int64), (1 / total,))
    (soft, chosen), *others = members
    if not others and isinstance(soft.scale, Fractions) and isinstance(soft.people, Fractions):
        shares = _shares(soft.people.at(chosen), soft.scale.at(chosen))
    else:
        rows = [soft.row(place) for soft, chosen in members for place in chosen.tolist()]
        people = sum({area: number for area, number, _ in rows}.values(), Fraction(0))
        shares = [number / scale / people if number else Fraction(0) for _, number, scale in rows]
    return Priced.joined([Priced(shorts, np.arange(len(shorts)), tuple(shares))])


def _shares(people: Fractions, scale: Fractions) -> list[Fraction]:
    """people / scale / all people, of every row."""
    every = sum(people.top.tolist())
    pairs = zip(people.top.tolist(), scale.top.tolist(), strict=True)
    return [Fraction(number * scale.over, units * every) if number else Fraction(0) for number, units in pairs]


def _natures(name: str, policy: Policy, shortfalls: Mapping[str, Priced]) -> Goal:
    parts = [
        shortfalls[clause.id].times(clause.weight)
        for clause in policy.clauses
        if clause.nature in natures_of(name) and clause.id in shortfalls
    ]
    return Goal(name, Priced.joined(parts))


def _fairness(system: System, columns: StockColumns, policy: Policy, soft: Sequence[Soft]) -> Goal:
    territory = columns.territory
    homes = np.flatnonzero(territory.level == policy.fairness_in)
    if len(homes) < 2:
        return Goal(FAIRNESS, {})
    inside: dict[int, dict[str, list[Chosen]]] = {home: defaultdict(list) for home in homes.tolist()}
    names, home_of = _names(policy), np.append(territory.at(policy.fairness_in), NOWHERE)
    for one in soft:
        if one.clause.nature in FAIR_NATURES:
            for home, chosen in _by_home(home_of[one.lowest]):
                inside[home][names[one.clause.id]].append((one, chosen))
    means = {home: terms for home, members in inside.items() if (terms := _mean_shortfall(members, policy))}
    if not means:
        return Goal(FAIRNESS, {})
    worst = system.add_column(WORST, (policy.fairness_in,), county=None, whole=False)
    _add_means(system, [territory.ids[home] for home in means], list(means.values()), worst)
    return Goal(FAIRNESS, {worst: 1})


def _by_home(homes: Whole) -> list[tuple[int, Whole]]:
    """The places that have each number, without those that lie nowhere."""
    order = np.argsort(homes, kind="stable")
    cuts = np.flatnonzero(np.diff(homes[order])) + 1
    return [(int(homes[part[0]]), part) for part in np.split(order, cuts) if len(part) and homes[part[0]] != NOWHERE]


def _mean_shortfall(members: Mapping[str, Sequence[Chosen]], policy: Policy) -> Priced:
    inside = {name: shortfall for name, pairs in members.items() if (shortfall := _shortfall(pairs, policy))}
    weight = {clause.id: clause.weight for clause in policy.clauses if clause.id in inside}
    total = sum(weight.values(), Fraction(0))
    return Priced.joined([shortfall.times(weight[name] / total) for name, shortfall in inside.items()])


def _add_means(system: System, homes: Sequence[str], means: Sequence[Priced], worst: int) -> None:
    """worst − mean shortfall ≥ 0 for every area."""
    column_parts, value_parts = [], []
    for mean in means:
        order = np.argsort(mean.columns)
        weighed = np.empty(len(mean.amounts), object)
        weighed[:] = [-amount for amount in mean.amounts]
        column_parts += [mean.columns[order], np.array([worst])]
        value_parts += [weighed[mean.codes[order]], np.array([1], object)]
    lengths = np.array([len(mean) + 1 for mean in means])
    keys = MadeKeys(len(homes), lambda place: (homes[place],))
    columns, values = np.concatenate(column_parts), np.concatenate(value_parts)
    system.rows.extend(["fairness"], keys, starts_of(lengths), columns, values, low=0)


def _cost(columns: StockColumns) -> Goal:
    arrays, years = columns.arrays, columns.instance.annualise_years
    annual, annual_values = columns.prices("annual_cost")
    capital, capital_values = columns.prices("capital_cost")
    yearly = [value / years for value in capital_values]
    rises = arrays.can_rise & ~arrays.both_ways
    codes, own = np.unique(annual * (len(yearly) + 1) + np.where(rises, capital + 1, 0), return_inverse=True)
    values = tuple(
        annual_values[of_annual] + (yearly[of_capital - 1] if of_capital else 0)
        for of_annual, of_capital in (divmod(code, len(yearly) + 1) for code in codes.tolist())
    )
    both = np.flatnonzero(arrays.both_ways)
    parts = [Priced(arrays.stock, own, values), Priced(arrays.added[both], capital[both], tuple(yearly))]
    table = columns.instance.facility_table
    costs = table.fixed["open_cost"]
    opens = np.flatnonzero(table.status.where(lambda status: status == CANDIDATE) & (costs.codes >= 0))
    openings = tuple(value / years for value in costs.values)
    parts.append(Priced(arrays.open[opens], costs.codes[opens].astype(np.int64), openings))
    standing = np.zeros(len(yearly), np.int64)
    np.add.at(standing, capital[rises], arrays.current[rises])
    constant = -sum((units * value for units, value in zip(standing.tolist(), yearly, strict=True)), Fraction(0))
    return Goal(COST, Priced.joined(parts), constant)


def _stability(system: System, columns: StockColumns) -> Goal:
    arrays, table = columns.arrays, columns.instance.stock_table
    rows = np.flatnonzero(arrays.can_rise | arrays.can_fall)
    width, names = max(len(table.seconds), 1), system.counties.names
    place = first_seen(arrays.county[table.first[rows]].astype(np.int64) * width + table.second[rows])
    county, resource = np.divmod(place.codes, width)
    keys = MadeKeys(len(county), lambda number: (names[county[number]], table.seconds[resource[number]]))
    first = system.columns.extend([SPREAD], keys, county=county, whole=False)
    ways = np.stack([arrays.can_rise[rows], arrays.can_fall[rows]], axis=1)
    cell, falls = np.nonzero(ways)
    sign, current = np.where(falls, 1, -1), arrays.current[rows[cell]]
    facility, held = table.first[rows[cell]], table.second[rows[cell]]
    system.rows.extend(
        ["spread"],
        MadeKeys(
            len(cell),
            lambda n: (table.firsts[facility[n]], table.seconds[held[n]], "fall" if falls[n] else "rise"),
        ),
        2 * np.arange(len(cell) + 1),
        np.stack([arrays.stock[rows[cell]], first + place.number[cell]], axis=1).ravel(),
        np.stack([sign, np.maximum(current, 1)], axis=1).ravel(),
        low=sign * current,
    )
    return Goal(STABILITY, Priced(first + np.arange(len(county)), np.zeros(len(county), np.int64), (1,)))
