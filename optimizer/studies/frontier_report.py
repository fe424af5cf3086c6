"""What a budget buys, as a JSON document and on a terminal, with the kinks of the curve in words."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from rich.console import Console

from models.clause import COST, FAIRNESS, Clause
from optimizer.reporting.layout import Column, print_heading, print_line, print_table, print_wide_table
from optimizer.reporting.naming import place_label, resource_name
from optimizer.reporting.numbers import fixed, grouped, json_number, money, percent
from optimizer.reporting.sections import goal_name, is_one_county
from optimizer.reporting.summary import SMALLEST, Document
from optimizer.reporting.words import name_of, say
from optimizer.studies.changes import Reached
from optimizer.studies.frontier import CHANGE, Frontier, Kink
from optimizer.studies.frontier_points import Point, ShortClause

MOST_AREAS, MOST_CLAUSES = 3, 6
SHARE_PLACES, INDEX_PLACES = 4, 3


def frontier_document(found: Frontier) -> Document:
    """What ``allocare frontier --json`` prints."""
    return {
        "instance": found.instance.name,
        "policy": found.policy.name,
        "points": [_point(one) for one in found.points],
        "missing": [json_number(budget) for budget in found.missing],
        "kinks": [_kink(found, one) for one in found.kinks],
        "faults": [{"budget": json_number(budget), "fault": fault} for budget, fault in found.faults],
        "interrupted": found.interrupted,
    }


def _point(one: Point) -> Document:
    return {
        "budget": json_number(one.budget),
        "status": one.status,
        "goals": [_goal(goal) for goal in one.goals],
        "cost": {"capital": json_number(one.capital), "annual": json_number(one.annual)},
        "equity": {name: {"gini_residents": json_number(value)} for name, value in one.gini},
        "short": _short(one.short),
        "verified": one.verified,
        "binds": one.binds,
    }


def _goal(one: Reached) -> Document:
    gap = None
    if one.value is not None and one.bound is not None:
        gap = (one.value - one.bound) / max(abs(one.value), SMALLEST)
    numbers = {"value": json_number(one.value), "bound": json_number(one.bound), "gap": json_number(gap)}
    return {"goal": one.goal, **numbers}


def _short(left: Sequence[ShortClause]) -> list[Document]:
    return [{"clause": one.clause, "areas": list(one.areas)} for one in left]


def _kink(found: Frontier, one: Kink) -> Document:
    return {
        "kind": one.kind,
        "below": json_number(one.below),
        "above": json_number(one.above),
        "met": list(one.met),
        "missed": list(one.missed),
        "left": _short(one.left),
        "sentence": kink_sentence(found, one, "en"),
        "sentence_zh": kink_sentence(found, one, "zh"),
    }


def kink_sentence(found: Frontier, kink: Kink, lang: str) -> str:
    """A kink in words: from which budget on what is different, and what is still short."""
    below, above = (_money(found, one, lang) for one in (kink.below, kink.above))
    told = [say(f"frontier_{kink.kind}", lang, below=below, above=above)]
    if kink.kind == CHANGE:
        for key, clauses in (("met", kink.met), ("missed", kink.missed)):
            if clauses:
                names = _joined([_clause_name(found, clause, lang) for clause in clauses], lang)
                told.append(say(f"frontier_{key}", lang, clauses=names))
    if not kink.left:
        told.append(say("frontier_nothing_short", lang))
    else:
        names = _joined([_short_name(found, one, lang) for one in kink.left], lang)
        told.append(say("frontier_left", lang, clauses=names))
    return ("" if lang == "zh" else " ").join(told)


def _joined(names: Sequence[str], lang: str) -> str:
    shown = list(names[:MOST_CLAUSES])
    if len(names) > MOST_CLAUSES:
        shown.append(say("frontier_more", lang, count=len(names) - MOST_CLAUSES))
    return say("listed", lang).join(shown)


def _clause(found: Frontier, name: str) -> Clause:
    return next(clause for clause in found.policy.clauses if clause.id == name)


def _clause_name(found: Frontier, name: str, lang: str) -> str:
    return f"{name} {name_of(_clause(found, name), lang)}"


def _short_name(found: Frontier, one: ShortClause, lang: str) -> str:
    """A clause with where it is short, or in how many places."""
    clause = _clause(found, one.clause)
    if len(one.areas) > MOST_AREAS:
        places = say("frontier_places", lang, count=len(one.areas))
    else:
        places = say("listed", lang).join(place_label(found.instance, clause, area, lang) for area in one.areas)
    return say("with_note", lang, result=_clause_name(found, one.clause, lang), note=places)


def print_frontier(found: Frontier, lang: str, console: Console, *, quiet: bool = False) -> None:
    """The curve as a table, equity beside it, the kinks in words, and what was not finished."""
    print_line(console, say("frontier_title", lang, name=found.instance.name, policy=found.policy.name), "bold")
    if not quiet and found.points:
        _print_curve(found, lang, console)
        _print_equity(found, lang, console)
        print_heading(console, say("frontier_kinks", lang))
        for kink in found.kinks:
            print_line(console, f"- {kink_sentence(found, kink, lang)}")
        if not found.kinks:
            print_line(console, say("frontier_no_kink", lang))
        print_line(console, say("frontier_note", lang))
        console.print()
    for budget, fault in found.faults:
        print_line(console, f"- {_money(found, budget, lang)}: {fault}", "yellow")
    if found.missing:
        budgets = say("listed", lang).join(_money(found, one, lang) for one in found.missing)
        print_line(console, say("frontier_missing", lang, count=len(found.missing), budgets=budgets), "yellow")
    print_line(console, say("frontier_end", lang, points=len(found.points)))
    if found.interrupted:
        print_line(console, say("frontier_interrupted", lang), "bold red")


def _print_curve(found: Frontier, lang: str, console: Console) -> None:
    """Budget by goal; goals that stand at zero for every budget are only named."""
    goals = [one.goal for one in found.points[0].goals]
    moving = [i for i in range(len(goals)) if any(one.goals[i].value for one in found.points)]
    columns = [Column(say(key, lang), right=True) for key in ("status", "frontier_spent")]
    columns += [Column(goal_name(goals[i], lang), right=True) for i in moving]
    columns += [Column(say(key, lang), right=True) for key in ("frontier_worst_gap", "frontier_short")]
    rows = [
        [
            _money(found, one.budget, lang),
            say(one.status, lang),
            _money(found, one.capital, lang),
            *(_value(found, one.goals[i], lang) for i in moving),
            _worst_gap(one.goals),
            str(len(one.short)) if one.has_plan else "",
        ]
        for one in found.points
    ]
    print_heading(console, say("frontier_curve", lang))
    print_wide_table(console, Column(say("frontier_budget", lang), right=True), columns, rows)
    still = [goal_name(goal, lang) for i, goal in enumerate(goals) if i not in moving]
    if still and any(one.has_plan for one in found.points):
        print_line(console, say("frontier_zero", lang, goals=say("listed", lang).join(still)))


def _value(found: Frontier, one: Reached, lang: str) -> str:
    if one.value is None:
        return ""
    if one.goal == COST:
        return _money(found, one.value, lang)
    return percent(one.value) if one.goal == FAIRNESS else grouped(one.value, SHARE_PLACES)


def _worst_gap(goals: Sequence[Reached]) -> str:
    gaps = [
        (one.value - one.bound) / max(abs(one.value), SMALLEST)
        for one in goals
        if one.value is not None and one.bound is not None
    ]
    return percent(max(gaps)) if gaps else ""


def _print_equity(found: Frontier, lang: str, console: Console) -> None:
    with_plan = [one for one in found.points if any(value is not None for _, value in one.gini)]
    if not with_plan or is_one_county(found.instance):
        return
    print_heading(console, say("frontier_equity", lang))
    names = [name for name, _ in with_plan[0].gini]
    columns = [Column(say("frontier_budget", lang), right=True)]
    columns += [Column(resource_name(found.instance, name, lang), right=True) for name in names]
    rows = [
        [
            _money(found, one.budget, lang),
            *("" if value is None else fixed(value, INDEX_PLACES) for _, value in one.gini),
        ]
        for one in with_plan
    ]
    print_table(console, columns, rows)


def _money(found: Frontier, value: Fraction | None, lang: str) -> str:
    return "" if value is None else money(value, found.instance.currency, lang)
