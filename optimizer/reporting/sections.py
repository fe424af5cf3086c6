"""The parts of a report on a terminal: counties, facilities, clauses, goals, cost, equity."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import groupby

from rich.console import Console

from models.clause import COST, FAIRNESS, STABILITY
from models.instance import CANDIDATE, Instance
from models.selection import county_of
from optimizer.proposal import Proposal
from optimizer.reporting.clause_lines import clause_lines, resource_name
from optimizer.reporting.equity import counties_of, equity
from optimizer.reporting.layout import Column, print_heading, print_line, print_table, print_wide_table
from optimizer.reporting.numbers import Number, fixed, grouped, money, percent, signed
from optimizer.reporting.summary import goals
from optimizer.reporting.tables import (
    COUNTY,
    CountyRow,
    PlanRow,
    clause_statuses,
    county_rows,
    current_plan,
    plan_rows,
    total_units,
)
from optimizer.reporting.words import name_of, say
from optimizer.verifying.judgement import MET, NOT_APPLICABLE, ROW_STATUSES, Judgement
from optimizer.verifying.verified import VerifiedPlan

MOST_COUNTY_ROWS = 400
"""A county table with more rows than this is left to ``counties.csv``."""

MOST_WARNINGS = 20
SHARE_PLACES = 4
INDEX_PLACES = 3


def print_counties(verified: VerifiedPlan, lang: str, console: Console) -> None:
    """County by resource: units now and planned, and per 1000 residents; only totals where that is too much to read."""
    rows = county_rows(verified)
    if len(rows) > MOST_COUNTY_ROWS:
        _print_totals(verified, lang, console)
        print_line(console, say("too_long", lang, rows=grouped(len(rows))))
        return
    print_heading(console, say("counties", lang))
    columns = [Column(say("county", lang)), Column(say("resource", lang)), Column(say("change_of", lang), right=True)]
    columns += [Column(say("change", lang), right=True), Column(say("per_1000", lang), right=True)]
    print_table(console, columns, _county_cells(verified.instance, rows, lang))


def _county_cells(instance: Instance, rows: Iterable[CountyRow], lang: str) -> list[list[str]]:
    cells = []
    for county, group in groupby(rows, key=lambda row: row.county):
        label = name_of(instance.areas[county], lang)
        for row in group:
            rates = _arrow(_rate(row.per_1000_current), _rate(row.per_1000_proposed))
            units, change = _units(row.current, row.proposed), signed(row.proposed - row.current)
            cells.append([label, resource_name(instance, row.resource, lang), units, change, rates])
            label = ""
    return cells


def _print_totals(verified: VerifiedPlan, lang: str, console: Console) -> None:
    instance = verified.instance
    current = total_units(instance, current_plan(instance))
    proposed = total_units(instance, verified.judgement.plan.proposed)
    print_heading(console, say("totals", lang))
    columns = [Column(say("resource", lang)), Column(say("change_of", lang), right=True)]
    rows = [
        [resource_name(instance, name, lang), _units(units, proposed[name]), signed(proposed[name] - units)]
        for name, units in current.items()
    ]
    print_table(console, [*columns, Column(say("change", lang), right=True)], rows)


def _rate(value: Fraction | None) -> str:
    return "" if value is None else fixed(value)


def _units(current: int, proposed: int) -> str:
    return _arrow(grouped(current), grouped(proposed))


def _arrow(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


def print_facilities(verified: VerifiedPlan, lang: str, console: Console) -> None:
    """One table per county: each facility with the resources that change somewhere in it."""
    places: dict[str, list[str]] = defaultdict(list)
    for name in sorted(verified.instance.facilities):
        places[county_of(verified.instance, name)].append(name)
    rows: dict[str, list[PlanRow]] = defaultdict(list)
    for row in plan_rows(verified):
        rows[row.facility].append(row)
    for place in sorted(places):
        area = name_of(verified.instance.areas[place], lang)
        print_heading(console, say("facilities", lang, place=area))
        _print_place(verified, places[place], rows, lang, console)


def _print_place(
    verified: VerifiedPlan, names: Sequence[str], rows: dict[str, list[PlanRow]], lang: str, console: Console
) -> None:
    changing = sorted({row.resource for name in names for row in rows[name] if row.change})
    if not changing and not any(_switches(verified, name) for name in names):
        print_line(console, say("no_change", lang))
        return
    labels = _facility_labels(verified, names, lang)
    cells = {(row.facility, row.resource): _units(row.current, row.proposed) for name in names for row in rows[name]}
    columns = [Column(resource_name(verified.instance, name, lang), right=True) for name in changing]
    listed = [(labels[name], [cells.get((name, resource), "") for resource in changing]) for name in names]
    print_wide_table(console, Column(say("facility", lang)), columns, listed)


def _switches(verified: VerifiedPlan, facility: str) -> bool:
    was_open = verified.instance.facilities[facility].status != CANDIDATE
    return verified.judgement.plan.open.get(facility, True) != was_open


def _facility_labels(verified: VerifiedPlan, names: Sequence[str], lang: str) -> dict[str, str]:
    """What to call each facility: its name, with the id where two share it, and whether it opens or closes."""
    facilities = verified.instance.facilities
    shared = Counter(name_of(facilities[name], lang) for name in names)
    labels = {}
    for name in names:
        label = name_of(facilities[name], lang)
        label = f"{label} ({name})" if shared[label] > 1 else label
        is_open = verified.judgement.plan.open.get(name, True)
        is_candidate = facilities[name].status == CANDIDATE
        if is_open == is_candidate:
            label = say("opens" if is_open else "closes", lang, facility=label)
        elif not is_open:
            label = say("stays_closed", lang, facility=label)
        labels[name] = label
    return labels


def print_clauses(verified: VerifiedPlan, lang: str, console: Console, *, all_clauses: bool = True) -> None:
    """The clauses with what they require and what is attained, or only those that are not met, and their counts."""
    print_heading(console, say("clauses", lang))
    lines = clause_lines(verified, lang)
    shown = [line for line in lines if all_clauses or line.status not in (MET, NOT_APPLICABLE)]
    columns = [Column(say(key, lang)) for key in ("clause", "nature", "content")]
    columns += [Column(say("requirement", lang), right=True), Column(say("attained", lang), right=True)]
    if shown:
        print_table(console, [*columns, Column(say("status", lang), yields=True)], (line.cells(lang) for line in shown))
    counts = Counter(clause_statuses(verified.judgement).values())
    print_line(console, say("counts", lang, **{status: counts[status] for status in ROW_STATUSES}))


def print_goals(proposal: Proposal, lang: str, console: Console) -> None:
    """Each goal with its exact value, its proven bound and the gap between them."""
    print_heading(console, say("goals", lang))
    currency = proposal.instance.currency
    columns = [Column(say("goal", lang)), *(Column(say(key, lang), right=True) for key in ("value", "bound", "gap"))]
    rows = [
        [
            goal_name(reached["goal"], lang),
            _goal_value(reached["goal"], reached["value"], currency, lang),
            _goal_value(reached["goal"], reached["bound"], currency, lang),
            "" if reached["gap"] is None else percent(Fraction(reached["gap"])),
        ]
        for reached in goals(proposal)
    ]
    print_table(console, columns, rows)


def goal_name(goal: str, lang: str) -> str:
    """A goal in words; joined natures are listed."""
    if goal in (FAIRNESS, COST, STABILITY):
        return say(f"goal_{goal}", lang)
    natures = say("listed", lang).join(say(nature, lang) for nature in goal.split("+"))
    return say("goal_natures", lang, natures=natures)


def _goal_value(goal: str, value: float | None, currency: str, lang: str) -> str:
    if value is None:
        return say("not_reached", lang)
    exact: Number = Fraction(value)
    if goal == COST:
        return money(exact, currency, lang)
    return percent(exact) if goal == FAIRNESS else grouped(exact, SHARE_PLACES)


def print_cost(instance: Instance, judgement: Judgement, lang: str, console: Console) -> None:
    """What the plan costs once and per year, openings included."""
    print_heading(console, say("cost", lang))
    for key, amount in (("capital", judgement.cost.capital), ("annual", judgement.cost.annual)):
        print_line(console, say(key, lang, amount=money(amount, instance.currency, lang)))


def print_equity(verified: VerifiedPlan, lang: str, console: Console) -> None:
    """How evenly each resource is spread over the counties, now and planned."""
    print_heading(console, say("equity", lang))
    if len(counties_of(verified.instance).ids) <= 1:
        print_line(console, say("one_county", lang))
        return
    before = equity(verified.instance, current_plan(verified.instance))
    after = equity(verified.instance, verified.judgement.plan.proposed)
    measures = ("gini_residents", "gini_area", "theil")
    columns = [Column(say("resource", lang)), *(Column(say(key, lang), right=True) for key in measures)]
    rows = [
        [
            resource_name(verified.instance, name, lang),
            *(_arrow(_index(getattr(before[name], key)), _index(getattr(after[name], key))) for key in measures),
        ]
        for name in before
    ]
    print_table(console, columns, rows)


def _index(value: Fraction | float | None) -> str:
    return "" if value is None else fixed(Fraction(value), INDEX_PLACES)


def print_warnings(told: Sequence[str], lang: str, console: Console) -> None:
    """What the reader should know, the first of it."""
    if not told:
        return
    print_heading(console, say("warnings", lang))
    for warning in told[:MOST_WARNINGS]:
        print_line(console, f"- {warning}", "yellow")
    if len(told) > MOST_WARNINGS:
        print_line(console, say("more", lang, count=len(told) - MOST_WARNINGS))


def is_one_county(instance: Instance) -> bool:
    """Whether the instance has exactly one county."""
    return sum(area.level == COUNTY for area in instance.areas.values()) == 1
