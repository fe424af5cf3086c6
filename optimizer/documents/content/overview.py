"""The front of a document: what was planned for whom, how it ended, and what it means in a few sentences and totals."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from models.clause import COST, FAIRNESS, REFERENCE, STABILITY
from optimizer.documents.content.institutions import opened_and_closed
from optimizer.documents.content.resources import main_resources, region_residents, scales, told_resources
from optimizer.documents.dossier import Dossier, remembered
from optimizer.documents.sheet import Cell, Field, Kind, Sheet
from optimizer.reporting.clause_lines import clause_lines
from optimizer.reporting.naming import resource_name, resource_unit
from optimizer.reporting.notes import warning_text
from optimizer.reporting.numbers import grouped, money, percent, signed
from optimizer.reporting.sections import annual_cost_today, goal_name
from optimizer.reporting.tables import COUNTY, count_clauses, count_references
from optimizer.reporting.words import say
from optimizer.verifying.judgement import SHORT, VIOLATED

MOST_SHORT = 6
"""Of the clauses that are not met, those named in a sentence."""

NOISE = Fraction(1, 10**9)
"""A gap below this is the rounding of binary numbers."""

HUNDRED = 100


def headline(dossier: Dossier, lang: str) -> str:
    """The title of the document: the region, the years, and that it is a proposal."""
    return say("doc_headline", lang, region=region_name(dossier, lang), years=_years(dossier, lang))


def region_name(dossier: Dossier, lang: str) -> str:
    """What the region is called."""
    instance = dossier.instance
    return instance.title_en if lang == "en" and instance.title_en else instance.title


def _years(dossier: Dossier, lang: str) -> str:
    base, target = dossier.instance.base_year, dossier.instance.target_year
    if base is None or target is None:
        return "" if target is None else say("doc_year", lang, year=str(target))
    return say("doc_years", lang, base=str(base), target=str(target))


@remembered
def sentences(dossier: Dossier, lang: str) -> tuple[str, ...]:
    """The proposal in a few sentences: what it is, how good it is, what it adds and costs, what it does not reach."""
    told = (_scope, _standing, _growth, _doors, _money, _clauses, _unmet, _warned)
    return tuple(sentence for tell in told if (sentence := tell(dossier, lang).strip()))


def _scope(dossier: Dossier, lang: str) -> str:
    instance = dossier.instance
    counties = sum(area.level == COUNTY for area in instance.areas.values())
    key = "doc_scope_one" if counties <= 1 else "doc_scope"
    told = {"counties": grouped(counties), "facilities": grouped(len(instance.facilities))}
    return say(key, lang, region=region_name(dossier, lang), policy=dossier.policy.title, **told)


def _standing(dossier: Dossier, lang: str) -> str:
    gaps = [gap for goal in dossier.goals if (gap := _gap(goal)) is not None]
    if dossier.summary["status"] == "optimal":
        return say("doc_optimal", lang, gap=percent(max(gaps, default=Fraction(0))))
    stop = say(str(dossier.summary["stop_reason"]), lang)
    unproven = [goal for goal in dossier.goals if (gap := _gap(goal)) is None or gap > _allowed(dossier)]
    if not unproven:
        return say("doc_feasible", lang, stop=stop)
    names = say("listed", lang).join(_standing_of(goal, lang) for goal in unproven)
    return say("doc_feasible_goals", lang, stop=stop, goals=names)


def _allowed(dossier: Dossier) -> Fraction:
    return Fraction(str(dossier.summary["options"].get("gap") or 0))


def _standing_of(goal: Mapping[str, Any], lang: str) -> str:
    gap, name = _gap(goal), goal_name(goal["goal"], lang)
    if gap is None:
        return say("doc_goal_unproven", lang, goal=name)
    return say("doc_goal_gap", lang, goal=name, gap=percent(gap))


def _gap(goal: Mapping[str, Any]) -> Fraction | None:
    """The proven relative gap of a goal; what is mere rounding counts as zero."""
    gap = goal["gap"]
    if gap is None:
        return None
    return Fraction(0) if gap < NOISE else Fraction(gap)


def _growth(dossier: Dossier, lang: str) -> str:
    instance, parts = dossier.instance, []
    for name in main_resources(dossier):
        now, planned = dossier.current_units[name], dossier.planned_units[name]
        unit = f" {resource_unit(instance, name, lang)}" if lang == "zh" else ""  # English names say what is counted
        told = {"name": resource_name(instance, name, lang), "planned": f"{grouped(planned)}{unit}"}
        if now == planned:
            parts.append(say("doc_stays", lang, **told))
        else:
            parts.append(say("doc_grows", lang, now=grouped(now), change=signed(planned - now), **told))
    return say("doc_growth", lang, parts=say("doc_and", lang).join(parts)) if parts else ""


def _doors(dossier: Dossier, lang: str) -> str:
    opened, closed = (len(names) for names in opened_and_closed(dossier))
    keys = [key for key, count in (("doc_opened", opened), ("doc_closed", closed)) if count]
    counts = {"doc_opened": opened, "doc_closed": closed}
    return "".join(say(key, lang, count=grouped(counts[key])) for key in keys)


def _money(dossier: Dossier, lang: str) -> str:
    cost, currency = dossier.judgement.cost, dossier.instance.currency
    today = annual_cost_today(dossier.instance)
    amounts = {"capital": cost.capital, "now": today, "planned": cost.annual}
    return say("doc_money", lang, **{key: money(amount, currency, lang) for key, amount in amounts.items()})


def _clauses(dossier: Dossier, lang: str) -> str:
    counts = count_clauses(dossier.policy, dossier.judgement)
    text = say("doc_clauses_met", lang, **{key: grouped(count) for key, count in counts.items()})
    references = sum(count_references(dossier.policy, dossier.judgement).values())
    return text + (say("doc_references", lang, count=grouped(references)) if references else "")


def _unmet(dossier: Dossier, lang: str) -> str:
    lines = [
        line
        for line in clause_lines(dossier.verified, lang)
        if line.status in (SHORT, VIOLATED) and line.clause.nature != REFERENCE
    ]
    if not lines:
        return say("doc_all_met", lang)
    told = [
        say("doc_unmet_clause", lang, clause=line.clause.id, name=line.name.split("\n")[0], result=line.result)
        for line in lines[:MOST_SHORT]
    ]
    rest = say("doc_and_more", lang, count=grouped(len(lines) - MOST_SHORT)) if len(lines) > MOST_SHORT else ""
    return say("doc_unmet", lang, clauses=say("doc_and", lang).join(told) + rest)


def _warned(dossier: Dossier, lang: str) -> str:
    count = len(warnings(dossier))
    return say("doc_warned", lang, count=grouped(count)) if count else ""


def warnings(dossier: Dossier) -> tuple[str, ...]:
    """What the reader should know about the input, as the check of the input words it (in English alone)."""
    return tuple(str(warning) for warning in dossier.summary.get("warnings", ()))


def notices(dossier: Dossier, lang: str) -> Sheet:
    """The warnings as a table."""
    fields = (Field("what", say("doc_number", lang), Kind.UNITS), Field("source", say("doc_notice", lang)))
    rows = tuple((number, warning_text(text, lang)) for number, text in enumerate(warnings(dossier), 1))
    return Sheet("notices", say("doc_notices", lang), fields, rows)


@remembered
def totals(dossier: Dossier, lang: str) -> Sheet:
    """Each resource in the whole region: units now and planned, and their rates."""
    instance = dossier.instance
    people, per = region_residents(instance), scales(dossier, lang)
    rows: list[tuple[Cell, ...]] = []
    for name in told_resources(dossier):
        now, planned = dossier.current_units[name], dossier.planned_units[name]
        scale = per.get(name)
        rates = (scale.rate(now, people), scale.rate(planned, people)) if scale else (None, None)
        rated = scale.name if scale and rates[0] is not None else None
        growth = Fraction(planned - now, now) if now else None
        label = (resource_name(instance, name, lang), resource_unit(instance, name, lang))
        rows.append((*label, now, planned, planned - now, growth, *rates, rated))
    fields = (
        Field("resource", say("resource", lang)),
        Field("unit", say("doc_unit", lang)),
        Field("current", say("now", lang), Kind.UNITS),
        Field("proposed", say("planned", lang), Kind.UNITS),
        Field("change", say("change", lang), Kind.CHANGE),
        Field("growth", say("doc_growth_share", lang), Kind.SHARE),
        Field("rate_current", say("doc_rate_now", lang), Kind.RATE),
        Field("rate_proposed", say("doc_rate_planned", lang), Kind.RATE),
        Field("rate_of", say("doc_rate_of", lang)),
    )
    return Sheet("totals", say("totals", lang), fields, tuple(rows))


@remembered
def goals(dossier: Dossier, lang: str) -> Sheet:
    """Each goal of the policy, the most important first: what the plan reaches, what is proven, the gap between."""
    rows = tuple(_goal_row(dossier, goal, lang) for goal in dossier.goals)
    fields = (
        Field("goal", say("goal", lang)),
        Field("unit", say("doc_unit", lang)),
        Field("value", say("value", lang), Kind.NUMBER),
        Field("bound", say("bound", lang), Kind.NUMBER),
        Field("gap", say("gap", lang), Kind.SHARE),
    )
    return Sheet("goals", say("goals", lang), fields, rows, notes=(say("doc_goals_note", lang),))


def _goal_row(dossier: Dossier, goal: Mapping[str, Any], lang: str) -> tuple[Cell, ...]:
    unit, factor = _goal_unit(dossier, goal["goal"], lang)
    value = dossier.judgement.goals[goal["goal"]] * factor
    bound = None if goal["bound"] is None else Fraction(str(goal["bound"])) * factor
    return goal_name(goal["goal"], lang), unit, value, bound, _gap(goal)


def _goal_unit(dossier: Dossier, goal: str, lang: str) -> tuple[str, int]:
    """In what a goal is told, and by what its value is multiplied for that: shortfalls are shares, told in per cent."""
    if goal == COST:
        return say("doc_per_year", lang, currency=currency_name(dossier, lang)), 1
    if goal == STABILITY:
        return say("doc_index", lang), 1
    return ("%" if goal == FAIRNESS else say("doc_percent_sum", lang)), HUNDRED


def currency_name(dossier: Dossier, lang: str) -> str:
    """The currency of the instance as the language writes it: 元 or CNY, else as written."""
    return money(1, dossier.instance.currency, lang).split(" ", 1)[1]
