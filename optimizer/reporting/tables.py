"""What rows a plan makes: per stock row, facility, county and clause. Pure functions, exact numbers, no rounding.

Costs are in the instance's currency: capital = price · max(0, proposed − current), annual = price · proposed, with the
stock row's own price or else its resource's; None where nobody wrote a price. The plan table has one row per facility
and resource and nothing else, so what it costs to open a facility stands in no row of it, nor in the county table,
whose sums equal the plan's; opening costs are part of the ``cost`` of the summary, in total and per county.

A facility that lies in no county stands under the area it lies in.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from fractions import Fraction
from itertools import product
from typing import Any

from models.clause import REFERENCE, Policy
from models.grammar import GrammarError
from models.instance import LEVELS, Instance
from models.plan import Plan
from models.selection import number_of
from optimizer.reporting.numbers import json_value
from optimizer.reporting.plan_costs import PlanCosts
from optimizer.reporting.sums import ByCounty, current_plan, held_resources
from optimizer.verifying.judgement import MET, NOT_APPLICABLE, ROW_STATUSES, SHORT, VIOLATED, Judgement
from optimizer.verifying.verified import VerifiedPlan

COUNTY = "county"
RESIDENTS = "residents"
PEOPLE_PER_RATE = 1000


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One facility and resource: whole units, and what the change and the proposed stock cost."""

    facility: str
    resource: str
    current: int
    proposed: int
    change: int
    capital_cost: Fraction | None
    annual_cost: Fraction | None


@dataclass(frozen=True, slots=True)
class FacilityRow:
    """Whether one facility is open under the plan: ``yes`` or ``no``."""

    facility: str
    open: str


@dataclass(frozen=True, slots=True)
class CountyRow:
    """One county and resource; rates are units per 1000 residents, None where residents are not known."""

    county: str
    name: str
    resource: str
    current: int
    proposed: int
    per_1000_current: Fraction | None
    per_1000_proposed: Fraction | None
    capital_cost: Fraction | None
    annual_cost: Fraction | None


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One clause in one area, in units of its measure; ``shortfall`` is how many units are missing or in excess."""

    clause: str
    area: str
    required: Fraction | None
    current: Fraction | None
    achieved: Fraction | None
    shortfall: Fraction | None
    status: str
    note: str


Row = PlanRow | FacilityRow | CountyRow | ClauseRow


def plan_rows(verified: VerifiedPlan) -> list[PlanRow]:
    """One row per stock row of the instance, by facility and resource."""
    return planned_rows(verified.instance, verified.judgement.plan)


def facility_rows(verified: VerifiedPlan) -> list[FacilityRow]:
    """One row per facility, the ones that always stay open included."""
    return opened_rows(verified.instance, verified.judgement.plan)


def planned_rows(instance: Instance, plan: Plan) -> list[PlanRow]:
    """As :func:`plan_rows`, for a plan that is yet to be re-checked."""
    costs = PlanCosts(instance, plan)
    stock, units = instance.stock_table, costs.units.tolist()
    return [
        PlanRow(facility, resource, current, proposed, proposed - current, capital, annual)
        for (facility, resource), current, proposed, capital, annual in zip(
            stock, stock.current.tolist(), units, costs.capital(), costs.annual(), strict=True
        )
    ]


def opened_rows(instance: Instance, plan: Plan) -> list[FacilityRow]:
    """As :func:`facility_rows`, for a plan that is yet to be re-checked."""
    ids = instance.facility_table.ids
    return [FacilityRow(name, "yes" if plan.open.get(name, True) else "no") for name in ids]


def county_rows(verified: VerifiedPlan) -> list[CountyRow]:
    """Each county with each resource that the instance has stock of, 0 where the county has none.

    An area that only stands for facilities outside all counties has rows for what these hold.
    """
    instance, plan = verified.instance, verified.judgement.plan
    by_county, costs = ByCounty(instance), PlanCosts(instance, plan)
    counties = [area.area for area in instance.areas.values() if area.level == COUNTY]
    row_of = {pair: row for row, pair in enumerate(by_county.pairs())}
    shown = row_of.keys() | set(product(counties, held_resources(instance)))
    people = residents(instance, {area for area, _ in shown})
    columns = [by_county.units(current_plan(instance)), by_county.units(plan.proposed)]
    prices = [by_county.costs(each, known) for each, known in (costs.capital_rows, costs.annual_rows)]
    rows = []
    for area, resource in sorted(shown):
        row = row_of.get((area, resource))
        current, proposed = (0, 0) if row is None else (columns[0][row], columns[1][row])
        capital, annual = (None, None) if row is None else (prices[0][row], prices[1][row])
        rates = per_1000(current, people[area]), per_1000(proposed, people[area])
        name = instance.areas[area].name
        rows.append(CountyRow(area, name, resource, current, proposed, *rates, capital, annual))
    return rows


def per_1000(units: int, people: Fraction | None) -> Fraction | None:
    """Units per 1000 residents, or None where their number is unknown or zero."""
    return Fraction(units * PEOPLE_PER_RATE) / people if people else None


def residents(instance: Instance, areas: Iterable[str]) -> dict[str, Fraction | None]:
    """The residents of areas, None where they are unknown.

    None too for a city or province: the facilities that stand under one are not all that its residents have.
    """
    lowest_above = LEVELS.index(COUNTY)
    known = area_numbers(instance, areas, RESIDENTS)
    return {
        area: None if LEVELS.index(instance.areas[area].level) < lowest_above else number
        for area, number in known.items()
    }


def area_numbers(instance: Instance, areas: Iterable[str], column: str) -> dict[str, Fraction | None]:
    """A number of each area: its own, else the sum of its children's, None where one of these is unknown."""

    def number(area: str) -> Fraction | None:
        try:
            own = number_of(instance.areas[area], column)
        except GrammarError:
            return None
        if own is not None:
            return own
        parts = [number(child) for child in instance.children.get(area, ())]
        known = [part for part in parts if part is not None]
        return sum(known, Fraction(0)) if parts and len(known) == len(parts) else None

    return {area: number(area) for area in areas}


def clause_rows(verified: VerifiedPlan) -> list[ClauseRow]:
    """One row per clause and area, in the order of the policy."""
    return [
        ClauseRow(row.clause, row.area, row.required, row.current, row.achieved, row.short, row.status, row.note)
        for row in verified.judgement.rows
    ]


def clause_statuses(judgement: Judgement) -> dict[str, str]:
    """Clause → its status: violated or short if any of its rows is, met if any is, else not applicable."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in judgement.rows:
        found[row.clause].add(row.status)
    ranking = (VIOLATED, SHORT, MET, NOT_APPLICABLE)
    return {clause: next(status for status in ranking if status in seen) for clause, seen in found.items()}


def count_clauses(policy: Policy, judgement: Judgement) -> dict[str, int]:
    """Status → how many clauses that are no references have it; one with several rows counts once, by its worst."""
    counts = _counts(policy, judgement, reference=False)
    return {status: counts[status] for status in ROW_STATUSES}


def count_references(policy: Policy, judgement: Judgement) -> dict[str, int]:
    """``met`` and ``short``: with how many references the plan agrees everywhere, and from how many it differs."""
    counts = _counts(policy, judgement, reference=True)
    return {status: counts[status] for status in (MET, SHORT)}


def _counts(policy: Policy, judgement: Judgement, *, reference: bool) -> Counter[str]:
    chosen = {clause.id for clause in policy.clauses if (clause.nature == REFERENCE) is reference}
    return Counter(status for clause, status in clause_statuses(judgement).items() if clause in chosen)


def columns(row: type[Row]) -> tuple[str, ...]:
    """The column names of a table, in order."""
    return tuple(field.name for field in fields(row))


def records(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Rows as plain dicts of text, ints and floats (as in JSON), for data frames."""
    return [{name: json_value(getattr(row, name)) for name in columns(type(row))} for row in rows]
