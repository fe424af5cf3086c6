"""A comparison on a terminal: the input, what each set yields, whose plan keeps whose clauses, and what costs what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from rich.console import Console

from models.instance import Instance
from optimizer.proposal import Proposal
from optimizer.reporting.equity import counties_of, equity
from optimizer.reporting.equity_report import INDEX_PLACES
from optimizer.reporting.layout import Cell, Column, print_heading, print_line, print_table, print_wide_table
from optimizer.reporting.naming import area_name, resource_name
from optimizer.reporting.numbers import fixed, grouped, money
from optimizer.reporting.sections import goal_name, goal_text, is_one_county
from optimizer.reporting.tables import current_plan
from optimizer.reporting.words import name_of, say
from optimizer.solving.outcome import Stop
from optimizer.studies.attribution import Attribution, Part
from optimizer.studies.compare import Comparison, Judged
from optimizer.studies.compare_document import plans_of, value_text
from optimizer.studies.differences import Difference
from optimizer.studies.mixture import HEAD
from optimizer.studies.side_by_side import SideRow, region_rows, side_rows

MOST_ROWS = 60
"""Lines of one table on a screen; the rest stands in the JSON document and the CSV table."""

LONGEST = 60
"""Characters of a clause's value on a screen."""


def print_comparison(
    found: Comparison, lang: str, console: Console, *, with_equity: bool = False, quiet: bool = False
) -> None:
    """The whole answer; ``with_equity`` adds how evenly each resource is spread under each set.

    ``quiet`` leaves how each set ended and what it yields.
    """
    title = name_of_instance(found.instance, lang)
    print_line(console, say("compare_title", lang, instance=title, count=len(found.sets)), "bold")
    for number, one in enumerate(found.sets):
        status = _status(found, number, lang)
        print_line(console, f"- {one.label}: {found.policies[number].title}. {status}")
    if not quiet:
        _print_differences(found, lang, console)
    _print_yields(found, lang, console)
    if not quiet:
        _print_units(found, lang, console)
        if with_equity:
            _print_equity(found, lang, console)
        _print_judged(found, lang, console)
        for attribution in found.attributions:
            _print_attribution(found, attribution, lang, console)
    console.print()
    if found.judged:
        print_line(console, say("compare_note", lang))
    if found.interrupted:
        print_line(console, say("compare_interrupted", lang), "bold red")


def name_of_instance(instance: Instance, lang: str) -> str:
    """The title of an instance."""
    return instance.title_en if lang == "en" and instance.title_en else instance.title


def _status(found: Comparison, number: int, lang: str) -> str:
    proposal = found.proposals[number]
    if proposal is None:
        why = found.faults[number]
        return say("compare_fault", lang, why=why) if why else say("compare_not_solved", lang)
    words = [say(proposal.outcome.status.value, lang)]
    if proposal.outcome.stop not in (Stop.FINISHED, Stop.INFEASIBLE):
        words.append(say(proposal.outcome.stop.value, lang))
    return say("listed", lang).join(words)


def _columns(found: Comparison) -> list[Column]:
    return [Column(one.label, right=True) for one in found.sets]


def _print_differences(found: Comparison, lang: str, console: Console) -> None:
    print_heading(console, say("compare_input", lang))
    if not found.differences:
        print_line(console, say("compare_same_input", lang))
        return
    columns = [Column(say("clause", lang)), Column(say("compare_key", lang))]
    columns += [Column(one.label, yields=True) for one in found.sets]
    rows = [_difference(found, one, lang) for one in found.differences[:MOST_ROWS]]
    print_table(console, columns, rows)
    _print_rest(len(found.differences), lang, console)


def _print_rest(count: int, lang: str, console: Console) -> None:
    if count > MOST_ROWS:
        print_line(console, say("compare_more", lang, count=count - MOST_ROWS))


def _difference(found: Comparison, one: Difference, lang: str) -> list[str]:
    if one.key is None:
        clauses = (clause for policy in found.policies for clause in policy.clauses if clause.id == one.clause)
        label = f"{one.clause} {name_of(next(clauses), lang)}"
        return [label, say("compare_clause", lang), *(say("yes" if has else "no", lang) for has in one.values)]
    values = ["–" if value is None else _short(value_text(value)) for value in one.values]
    return [one.clause or say("policy", lang), one.key, *values]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _print_yields(found: Comparison, lang: str, console: Console) -> None:
    print_heading(console, say("compare_yield", lang))
    goals = dict.fromkeys(goal for one in found.proposals if one is not None for goal in one.policy.goals)
    rows = [[goal_name(goal, lang), *(_goal(one, goal, lang) for one in found.proposals)] for goal in goals]
    for key in ("capital", "annual"):
        rows.append([say(key, lang), *(_cost(one, key, lang) for one in found.proposals)])
    own = {one.plan: one for one in found.judged if one.plan == one.policy}
    counts = [_counts(own[number], lang) if number in own else "" for number in range(len(found.sets))]
    rows.append([say("compare_counts", lang), *counts])
    print_wide_table(console, Column(""), _columns(found), rows)


def _goal(proposal: Proposal | None, goal: str, lang: str) -> str:
    if proposal is None or proposal.verified is None or goal not in proposal.policy.goals:
        return ""
    return goal_text(goal, proposal.verified.judgement.goals[goal], proposal.instance.currency, lang)


def _cost(proposal: Proposal | None, key: str, lang: str) -> str:
    if proposal is None or proposal.verified is None:
        return ""
    return money(getattr(proposal.verified.judgement.cost, key), proposal.instance.currency, lang)


def _print_units(found: Comparison, lang: str, console: Console) -> None:
    rows = side_rows(found.instance, plans_of(found))
    different = [row for row in rows if row.differs]
    print_heading(console, say("compare_units", lang))
    print_units(found.instance, region_rows(found.instance, rows), _columns(found), lang, console)
    if not different:
        print_line(console, say("compare_no_units", lang))
    if not different or is_one_county(found.instance):
        return
    print_line(console, say("compare_different", lang, count=len(different), all=len(rows)))
    shown = {(row.county, row.resource) for row in sorted(different, key=lambda row: -row.contrast)[:MOST_ROWS]}
    kept = [row for row in different if (row.county, row.resource) in shown]
    print_units(found.instance, kept, _columns(found), lang, console)
    _print_rest(len(different), lang, console)


def print_units(
    instance: Instance, rows: Iterable[SideRow], columns: Sequence[Column], lang: str, console: Console
) -> None:
    """Place and resource, units today, and units under each plan; where plans differ the numbers are bold."""
    cells: list[list[str | Cell]] = []
    for row in rows:
        label = resource_name(instance, row.resource, lang)
        label = f"{area_name(instance, row.county, lang)}: {label}" if row.county else label
        style = "bold" if row.differs else ""
        units = [Cell("–" if units is None else grouped(units), style) for units in row.proposed]
        cells.append([label, grouped(row.current), *units])
    label_column = Column(say("resource", lang))
    print_wide_table(console, label_column, [Column(say("now", lang), right=True), *columns], cells)


def _print_equity(found: Comparison, lang: str, console: Console) -> None:
    print_heading(console, say("compare_equity", lang))
    if len(counties_of(found.instance).ids) <= 1:
        print_line(console, say("one_county", lang))
        return
    spreads = [equity(found.instance, current_plan(found.instance))]
    spreads += [equity(found.instance, {} if plan is None else plan) for plan in plans_of(found)]
    solved = [True, *(plan is not None for plan in plans_of(found))]
    rows = []
    for name in spreads[0]:
        values = [one[name].gini_residents if known else None for one, known in zip(spreads, solved, strict=True)]
        cells = ["" if value is None else fixed(Fraction(value), INDEX_PLACES) for value in values]
        rows.append([resource_name(found.instance, name, lang), *cells])
    columns = [Column(say("now", lang), right=True), *_columns(found)]
    print_wide_table(console, Column(say("resource", lang)), columns, rows)


def _print_judged(found: Comparison, lang: str, console: Console) -> None:
    if not found.judged:
        return
    print_heading(console, say("compare_judged", lang))
    cells = {(one.plan, one.policy): _counts(one, lang) for one in found.judged}
    numbers = range(len(found.sets))
    rows = [
        [found.sets[plan].label, *(cells.get((plan, policy), "") for policy in numbers)]
        for plan in numbers
        if (plan, plan) in cells
    ]
    print_wide_table(console, Column(say("compare_plan", lang)), _columns(found), rows)
    for one in found.judged:
        if one.breaks:
            labels = {"plan": found.sets[one.plan].label, "policy": found.sets[one.policy].label}
            clauses = say("listed", lang).join(one.breaks)
            print_line(console, "- " + say("compare_breaks", lang, **labels, clauses=clauses))


def _counts(one: Judged, lang: str) -> str:
    if one.fault:
        return say("unknown", lang)
    return say("compare_met", lang, met=one.met, short=one.short, violated=one.violated)


def _print_attribution(found: Comparison, one: Attribution, lang: str, console: Console) -> None:
    labels = {"first": found.sets[one.first].label, "second": found.sets[one.second].label}
    print_heading(console, say("compare_attribution", lang, **labels))
    if not one.parts:
        ends = (found.proposals[one.first], found.proposals[one.second])
        solved = all(proposal is not None and proposal.verified is not None for proposal in ends)
        print_line(console, say("compare_nothing_changed" if solved else "compare_no_plan", lang))
        return
    columns = [Column(say("compare_swapped", lang)), Column(say("change", lang), right=True)]
    rows = [[_clauses(part, lang), _change(found.instance, part, lang)] for part in one.parts]
    total = Part((), one.parts[0].before, one.parts[-1].after)
    print_table(console, columns, [*rows, [say("total", lang), _change(found.instance, total, lang)]])
    print_line(console, say("compare_order", lang))
    if one.undivided:
        count = sum(len(part.clauses) for part in one.undivided)
        print_line(console, say("compare_undivided", lang, count=count))
    for clause, why in one.failed:
        print_line(console, "- " + say("compare_failed", lang, clause=clause or say("policy", lang), why=why), "yellow")
    if one.without_effect:
        print_line(console, say("compare_idle", lang, clauses=say("listed", lang).join(one.without_effect)))


def _clauses(part: Part, lang: str) -> str:
    names = [say("compare_head", lang) if name == HEAD else name for name in part.clauses]
    return say("listed", lang).join(names)


def _change(instance: Instance, part: Part, lang: str) -> str:
    if part.change and not part.within_gap:
        return f"{'+' if part.change > 0 else ''}{money(part.change, instance.currency, lang)}"
    if not part.change:
        return "0"
    return say("compare_within_gap", lang, change=money(abs(part.change), instance.currency, lang))
