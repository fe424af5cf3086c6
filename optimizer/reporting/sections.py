"""The parts of a report on a terminal that are about the whole plan: counties, goals, cost, warnings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import groupby

from rich.console import Console

from models.clause import COST, FAIRNESS, STABILITY
from models.instance import CANDIDATE, CLOSABLE, OPEN, Instance
from models.stock import price
from optimizer.proposal import Proposal
from optimizer.reporting.layout import Column, print_heading, print_line, print_table
from optimizer.reporting.naming import resource_name
from optimizer.reporting.numbers import Number, arrow, fixed, grouped, money, percent, signed, units_text
from optimizer.reporting.summary import goals
from optimizer.reporting.tables import COUNTY, CountyRow, county_rows, current_plan, total_units
from optimizer.reporting.words import name_of, say
from optimizer.verifying.exact import exact_sum, times
from optimizer.verifying.judgement import Judgement
from optimizer.verifying.verified import VerifiedPlan

MOST_COUNTY_ROWS = 400
"""A county table with more rows than this is left to ``counties.csv``."""

TEN = 10
MOST_WARNINGS = 20
SHARE_PLACES = 4


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
    rare = rare_resources(rows)
    print_table(console, columns, _county_cells(verified.instance, rows, rare, lang))
    if rare:
        print_line(console, say("per_10000", lang))


def print_openings(verified: VerifiedPlan, lang: str, console: Console) -> None:
    """Which candidate facilities the plan opens and which closable ones it closes; nothing if it does neither."""
    opened = verified.judgement.plan.open
    decided = [one for one in verified.instance.facilities.values() if one.status != OPEN]
    for key, status in (("newly_open", CANDIDATE), ("newly_closed", CLOSABLE)):
        changed = [one for one in decided if one.status == status and opened[one.facility] == (status == CANDIDATE)]
        if changed:
            console.print()
            names = say("listed", lang).join(f"{name_of(one, lang)} ({one.facility})" for one in changed)
            print_line(console, say(key, lang, names=names))


def rare_resources(rows: Iterable[CountyRow]) -> frozenset[str]:
    """Resources of which every county has and will have less than one per 1000 residents, and some county any."""
    rates: dict[str, list[Fraction]] = defaultdict(list)
    for row in rows:
        rates[row.resource] += [rate for rate in (row.per_1000_current, row.per_1000_proposed) if rate is not None]
    return frozenset(name for name, found in rates.items() if any(found) and max(found) < 1)


def _county_cells(instance: Instance, rows: Iterable[CountyRow], rare: frozenset[str], lang: str) -> list[list[str]]:
    cells = []
    for county, group in groupby(rows, key=lambda row: row.county):
        label = name_of(instance.areas[county], lang)
        for row in group:
            units, change = units_text(row.current, row.proposed), signed(row.proposed - row.current)
            rates = _rates(row, row.resource in rare)
            cells.append([label, resource_name(instance, row.resource, lang), units, change, rates])
            label = ""
    return cells


def _rates(row: CountyRow, is_rare: bool) -> str:
    if row.per_1000_current is None or row.per_1000_proposed is None:
        return ""
    scale = TEN if is_rare else 1
    rates = arrow(fixed(row.per_1000_current * scale), fixed(row.per_1000_proposed * scale))
    return f"* {rates}" if is_rare else rates


def _print_totals(verified: VerifiedPlan, lang: str, console: Console) -> None:
    instance = verified.instance
    current = total_units(instance, current_plan(instance))
    proposed = total_units(instance, verified.judgement.plan.proposed)
    print_heading(console, say("totals", lang))
    columns = [Column(say("resource", lang)), Column(say("change_of", lang), right=True)]
    rows = [
        [resource_name(instance, name, lang), units_text(units, proposed[name]), signed(proposed[name] - units)]
        for name, units in current.items()
    ]
    print_table(console, [*columns, Column(say("change", lang), right=True)], rows)


def print_goals(proposal: Proposal, lang: str, console: Console) -> None:
    """Each goal with its exact value, its proven bound and the gap between them."""
    print_heading(console, say("goals", lang))
    currency = proposal.instance.currency
    columns = [Column(say("goal", lang)), *(Column(say(key, lang), right=True) for key in ("value", "bound", "gap"))]
    rows = [
        [
            goal_name(reached["goal"], lang),
            goal_text(reached["goal"], reached["value"], currency, lang),
            goal_text(reached["goal"], reached["bound"], currency, lang),
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


def goal_text(goal: str, value: Number | float | None, currency: str, lang: str) -> str:
    """The value of a goal in its unit: money, a percentage, or a sum of shares."""
    if value is None:
        return say("not_reached", lang)
    exact: Number = Fraction(value)
    if goal == COST:
        return money(exact, currency, lang)
    return percent(exact) if goal == FAIRNESS else grouped(exact, SHARE_PLACES)


def print_cost(instance: Instance, judgement: Judgement, lang: str, console: Console) -> None:
    """What the plan costs once, openings included, and per year, beside what today's stock costs per year."""
    print_heading(console, say("cost", lang))
    columns = [Column(""), *(Column(say(key, lang), right=True) for key in ("now", "planned", "change_of_cost"))]
    today, planned = annual_cost_today(instance), judgement.cost.annual
    more = "+" if planned > today else ""
    annual = [today, planned, planned - today]
    amounts = [money(amount, instance.currency, lang) for amount in annual]
    rows = [
        [say("capital", lang), "", money(judgement.cost.capital, instance.currency, lang), ""],
        [say("annual", lang), *amounts[:2], f"{more}{amounts[2]}"],
    ]
    print_table(console, columns, rows)
    print_line(console, say("cost_scope", lang, count=grouped(len(instance.facilities))))


def annual_cost_today(instance: Instance) -> Fraction:
    """What today's stock costs per year at the instance's prices; what has no price counts as nothing."""
    return exact_sum(times(price(instance, row, "annual_cost"), row.current) for row in instance.stock.values())


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
