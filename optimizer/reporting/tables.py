"""What rows a plan makes: per stock row, facility, county and clause. Pure functions, exact numbers, no rounding.

Costs are in the instance's currency: capital = price · max(0, proposed − current), annual = price · proposed, with the
stock row's own price or else its resource's; None where nobody wrote a price. The plan table has one row per facility
and resource and nothing else, so what it costs to open a facility stands in no row of it, nor in the county table,
whose sums equal the plan's; opening costs are part of the ``cost`` of the summary, in total and per county.

A facility that lies in no county stands under the area it lies in.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

from models.clause import REFERENCE, Policy
from models.grammar import GrammarError
from models.instance import LEVELS, Instance
from models.plan import Plan
from models.selection import county_of, number_of
from models.stock import price
from optimizer.reporting.numbers import json_value
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
    return [_plan_row(instance, cell, plan.proposed[cell]) for cell in sorted(instance.stock)]


def opened_rows(instance: Instance, plan: Plan) -> list[FacilityRow]:
    """As :func:`facility_rows`, for a plan that is yet to be re-checked."""
    return [FacilityRow(name, "yes" if plan.open.get(name, True) else "no") for name in sorted(instance.facilities)]


def _plan_row(instance: Instance, cell: tuple[str, str], proposed: int) -> PlanRow:
    stock = instance.stock[cell]
    change = proposed - stock.current
    return PlanRow(
        facility=cell[0],
        resource=cell[1],
        current=stock.current,
        proposed=proposed,
        change=change,
        capital_cost=_times(price(instance, stock, "capital_cost"), max(0, change)),
        annual_cost=_times(price(instance, stock, "annual_cost"), proposed),
    )


def _times(unit_price: Fraction | None, units: int) -> Fraction | None:
    return None if unit_price is None else unit_price * units


def county_rows(verified: VerifiedPlan, rows: Iterable[PlanRow] | None = None) -> list[CountyRow]:
    """Each county with each resource that the instance has stock of, 0 where the county has none.

    An area that only stands for facilities outside all counties has rows for what these hold. ``rows`` are those of
    :func:`plan_rows`, if they are at hand.
    """
    instance = verified.instance
    resources = held_resources(instance)
    held: dict[tuple[str, str], list[PlanRow]] = {
        (area.area, resource): [] for area in instance.areas.values() if area.level == COUNTY for resource in resources
    }
    place = {name: county_of(instance, name) for name in instance.facilities}
    for row in plan_rows(verified) if rows is None else rows:
        held.setdefault((place[row.facility], row.resource), []).append(row)
    people = residents(instance, {area for area, _ in held})
    return [_county_row(instance, key, held[key], people[key[0]]) for key in sorted(held)]


def _county_row(
    instance: Instance, key: tuple[str, str], rows: Sequence[PlanRow], people: Fraction | None
) -> CountyRow:
    current, proposed = sum(row.current for row in rows), sum(row.proposed for row in rows)
    return CountyRow(
        county=key[0],
        name=instance.areas[key[0]].name,
        resource=key[1],
        current=current,
        proposed=proposed,
        per_1000_current=per_1000(current, people),
        per_1000_proposed=per_1000(proposed, people),
        capital_cost=_sum(row.capital_cost for row in rows),
        annual_cost=_sum(row.annual_cost for row in rows),
    )


def _sum(costs: Iterable[Fraction | None]) -> Fraction | None:
    """The sum of what is priced; None if nothing is."""
    priced = [cost for cost in costs if cost is not None]
    return sum(priced, Fraction(0)) if priced else None


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
    children: dict[str | None, list[str]] = defaultdict(list)
    for area in instance.areas.values():
        children[area.parent].append(area.area)

    def number(area: str) -> Fraction | None:
        try:
            own = number_of(instance.areas[area], column)
        except GrammarError:
            return None
        if own is not None:
            return own
        parts = [number(child) for child in children.get(area, ())]
        known = [part for part in parts if part is not None]
        return sum(known, Fraction(0)) if parts and len(known) == len(parts) else None

    return {area: number(area) for area in areas}


def held_resources(instance: Instance) -> list[str]:
    """The resources that some facility has a stock row for, by id."""
    return sorted({resource for _, resource in instance.stock})


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


def total_units(instance: Instance, plan: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """Resource → units of a plan over the whole instance."""
    totals = dict.fromkeys(held_resources(instance), 0)
    for (_, resource), units in plan.items():
        totals[resource] += units
    return totals


def current_plan(instance: Instance) -> dict[tuple[str, str], int]:
    """(facility, resource) → today's units."""
    return {cell: row.current for cell, row in instance.stock.items()}
