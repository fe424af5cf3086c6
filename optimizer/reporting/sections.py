"""The parts of a report on a terminal that are about the whole plan: counties, goals, cost, warnings."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from rich.console import Console

from models.clause import COST, FAIRNESS, STABILITY
from models.instance import Instance
from optimizer.proposal import Proposal
from optimizer.reporting.layout import Column, print_heading, print_line, print_table
from optimizer.reporting.notes import warning_text
from optimizer.reporting.numbers import Number, grouped, money, percent
from optimizer.reporting.summary import goals
from optimizer.reporting.tables import COUNTY
from optimizer.reporting.words import say
from optimizer.verifying.judgement import Judgement
from optimizer.verifying.measure import Ledger, today
from optimizer.verifying.tables import Tables

MOST_COUNTY_ROWS = 400
"""A county table with more rows than this is left to ``counties.csv``."""

TEN = 10
MOST_WARNINGS = 20
SHARE_PLACES = 4


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
    before, planned = annual_cost_today(instance), judgement.cost.annual
    more = "+" if planned > before else ""
    annual = [before, planned, planned - before]
    amounts = [money(amount, instance.currency, lang) for amount in annual]
    rows = [
        [say("capital", lang), "", money(judgement.cost.capital, instance.currency, lang), ""],
        [say("annual", lang), *amounts[:2], f"{more}{amounts[2]}"],
    ]
    print_table(console, columns, rows)
    print_line(console, say("cost_scope", lang, count=grouped(len(instance.facilities))))


def annual_cost_today(instance: Instance) -> Fraction:
    """What today's stock costs per year at the instance's prices; what has no price counts as nothing."""
    return Ledger(Tables(instance), today(instance)).annual.total()


def print_warnings(told: Sequence[str], lang: str, console: Console) -> None:
    """What the reader should know, the first of it."""
    if not told:
        return
    print_heading(console, say("warnings", lang))
    for warning in told[:MOST_WARNINGS]:
        print_line(console, f"- {warning_text(warning, lang)}", "yellow")
    if len(told) > MOST_WARNINGS:
        print_line(console, say("more", lang, count=len(told) - MOST_WARNINGS))


def is_one_county(instance: Instance) -> bool:
    """Whether the instance has exactly one county."""
    return sum(area.level == COUNTY for area in instance.areas.values()) == 1
