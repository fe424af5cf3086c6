"""What the clause rows and the stock of a plan add up to: shortfalls, the goals of a policy, and costs.

    shortfall of a clause   Σ short / Σ scale over its rows; with weigh_by w: Σ w · short / scale / Σ w
    shortfall of a pair     Σ w · the smaller short / scale of the two / Σ w over the areas of either, w = 1 without
                            weigh_by: two clauses of which one is enough count as one
    goal of natures         Σ weight · shortfall over the soft clauses of these natures
    fairness                the largest county shortfall: the weighted mean, over the clauses with rows inside a county,
                            of their shortfalls taken inside it
    cost                    annual_cost + capital_cost / annualise_years
    stability               Σ over county × resource of the largest |x − current| / max(current, 1)

A row that does not apply counts nowhere; every sum is exact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from models.clause import COST, FAIR_NATURES, FAIRNESS, SOFT_NATURES, STABILITY, Clause, Policy, natures_of
from models.instance import FACILITY, REGION
from optimizer.verifying.cost_table import CostTable
from optimizer.verifying.exact import exact_sum, largest_ratios
from optimizer.verifying.judgement import NOT_APPLICABLE, Cost, RowJudgement
from optimizer.verifying.measure import Ledger
from optimizer.verifying.pairs import nearest
from optimizer.verifying.tables import Tables
from optimizer.verifying.weights import row_weight

Rows = Mapping[str, Sequence[RowJudgement]]
"""clause id → its rows"""


@dataclass(frozen=True)
class Totals:
    """What the goals of a policy are made of: shortfall per clause and per county, cost, and stability."""

    clause_shortfall: Mapping[str, Fraction]
    county_shortfall: Mapping[str, Fraction]
    cost: Cost
    stability: Fraction


def shortfall(tables: Tables, clause: Clause, rows: Iterable[RowJudgement]) -> Fraction | None:
    """How much of what a clause requires in these rows is missing; None if none applies or all weigh nothing.

    For a clause that carries ``or``, the rows are its own and those of its partner.
    """
    counting = nearest(rows).values() if clause.partner else rows
    lines = [(row.area, row.short, row.scale) for row in counting if row.short is not None and row.scale is not None]
    if clause.weigh_by is None and not clause.partner:
        top = exact_sum(short for _, short, _ in lines)
        bottom = exact_sum(scale for _, _, scale in lines)
    else:
        weights = [row_weight(tables, clause, area) for area, _, _ in lines]
        top = exact_sum(w * short / scale for w, (_, short, scale) in zip(weights, lines, strict=True) if short)
        bottom = exact_sum(weights)
    return top / bottom if bottom else None


def clause_shortfalls(tables: Tables, policy: Policy, rows: Rows) -> dict[str, Fraction]:
    """The shortfall of every clause that applies somewhere, in the policy's order; a pair's under both of its ids."""
    shares = {clause.id: shortfall(tables, clause, _rows_of(clause, rows)) for clause in _counted(policy)}
    partners = policy.partners
    both = {clause.id: shares[clause.id if clause.id in shares else partners[clause.id]] for clause in policy.clauses}
    return {name: share for name, share in both.items() if share is not None}


def county_shortfalls(tables: Tables, policy: Policy, rows: Rows) -> dict[str, Fraction]:
    """The weighted mean shortfall in each area of the level ``fairness_in``; absent where no clause has rows."""
    weights: dict[str, list[Fraction]] = defaultdict(list)
    shares: dict[str, list[Fraction]] = defaultdict(list)
    for clause in _counted(policy):
        if clause.nature in FAIR_NATURES and clause.weight:
            for county, inside in _by_county(tables, clause, _rows_of(clause, rows), policy.fairness_in).items():
                share = shortfall(tables, clause, inside)
                if share is not None:
                    weights[county].append(clause.weight)
                    shares[county].append(clause.weight * share)
    return {county: exact_sum(shares[county]) / exact_sum(weights[county]) for county in sorted(weights)}


def _counted(policy: Policy) -> list[Clause]:
    """The clauses that count in goals: of two that are partners only the one that carries ``or``, for both."""
    named = {clause.partner for clause in policy.clauses}
    return [clause for clause in policy.clauses if clause.id not in named]


def _rows_of(clause: Clause, rows: Rows) -> Sequence[RowJudgement]:
    return [*rows[clause.id], *rows.get(clause.partner or "", ())]


def _by_county(
    tables: Tables, clause: Clause, rows: Iterable[RowJudgement], level: str
) -> dict[str, list[RowJudgement]]:
    grouped: dict[str, list[RowJudgement]] = defaultdict(list)
    if clause.pooled:
        return grouped
    above = {} if clause.level == REGION else tables.area_above(level)
    for row in rows:
        if row.status != NOT_APPLICABLE:
            place = above.get(tables.home(row.area) if clause.level == FACILITY else row.area)
            if place is not None:
                grouped[place].append(row)
    return grouped


def costs(tables: Tables, ledger: Ledger) -> CostTable:
    """The cost of every stock row, and of every opening under ``(facility, "")``, in currency."""
    return CostTable(tables.stock, ledger.capital, ledger.annual, ledger.openings)


def stability(tables: Tables, planned: Ledger) -> Fraction:
    """How unevenly change is spread: the largest relative change of a facility, per county and resource, added up."""
    stock = tables.stock
    change = np.abs(planned.units - stock.current)
    rows = np.flatnonzero(change)
    places = tables.counties[stock.first[rows]].astype(np.int64) * len(stock.seconds) + stock.second[rows]
    return exact_sum(largest_ratios(places, change[rows], np.maximum(stock.current[rows], 1)))


def goal_values(tables: Tables, policy: Policy, totals: Totals) -> dict[str, Fraction]:
    """The exact value of each goal of the policy, in its order. Raises ValueError for a goal that is none."""
    fixed = {
        FAIRNESS: _worst(tables, policy, totals.county_shortfall),
        COST: totals.cost.annual + totals.cost.capital / tables.instance.annualise_years,
        STABILITY: totals.stability,
    }
    shares = totals.clause_shortfall
    return {goal: fixed[goal] if goal in fixed else _of_natures(policy, goal, shares) for goal in policy.goals}


def _worst(tables: Tables, policy: Policy, county_shares: Mapping[str, Fraction]) -> Fraction:
    areas = tables.areas((policy.fairness_in,), ())
    return max(county_shares.values(), default=Fraction(0)) if len(areas) > 1 else Fraction(0)


def _of_natures(policy: Policy, goal: str, clause_shares: Mapping[str, Fraction]) -> Fraction:
    natures = natures_of(goal)
    if not natures or not natures <= set(SOFT_NATURES):
        raise ValueError(f'"{goal}" is no goal')
    counted = [clause for clause in _counted(policy) if clause.nature in natures and clause.id in clause_shares]
    return exact_sum(clause.weight * clause_shares[clause.id] for clause in counted)
