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
from optimizer.reporting.sums import current_plan
from optimizer.reporting.words import say
from optimizer.solving.outcome import Stop
from optimizer.studies.attribution_report import print_attribution, print_short_answer
from optimizer.studies.compare import Comparison, Judged
from optimizer.studies.compare_document import plans_of, value_text
from optimizer.studies.differences import WORDS_ONLY, Difference
from optimizer.studies.side_by_side import SideRow, region_rows, side_rows

MOST_CHANGES, MOST_ROWS, MOST_PLACES = 30, 40, 20
"""Lines of a table of changed keys, of resources, and of counties on a screen; the rest stands in the JSON document and
the CSV table."""

LONGEST = 40
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
    print_short_answer(found, lang, console)
    if not quiet:
        _print_differences(found, lang, console)
    solved = any(plan is not None for plan in plans_of(found))
    if solved:
        _print_yields(found, lang, console)
    if solved and not quiet:
        _print_units(found, lang, console)
        if with_equity:
            _print_equity(found, lang, console)
        _print_judged(found, lang, console)
        for attribution in found.attributions:
            print_attribution(found, attribution, lang, console)
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
    if proposal.left_short:
        clauses = say("listed", lang).join(dict.fromkeys(row.clause for row in proposal.left_short))
        return say("compare_infeasible", lang, status=words[0], clauses=clauses)
    if proposal.outcome.stop not in (Stop.FINISHED, Stop.INFEASIBLE):
        words.append(say(proposal.outcome.stop.value, lang))
    return say("listed", lang).join(words)


def _columns(found: Comparison) -> list[Column]:
    return [Column(one.label, right=True) for one in found.sets]


def _print_differences(found: Comparison, lang: str, console: Console) -> None:
    """The keys that can decide something; clauses that only some of the sets have stand by their ids below."""
    print_heading(console, say("compare_input", lang))
    if not found.differences:
        print_line(console, say("compare_same_input", lang))
        return
    deciding = [one for one in found.differences if one.key not in WORDS_ONLY]
    alone = [one for one in deciding if one.clause is not None and one.key is None]
    absent = {one.clause for one in alone}
    changed = [one for one in deciding if one.clause is None or one.clause not in absent]
    if changed:
        columns = [Column(say("clause", lang)), Column(say("compare_key", lang))]
        columns += [Column(one.label, yields=True) for one in found.sets]
        print_table(console, columns, [_difference(one, lang) for one in changed[:MOST_CHANGES]])
        _print_rest(len(changed), MOST_CHANGES, lang, console)
    for having in dict.fromkeys(one.values for one in alone):
        names = [one.clause or "" for one in alone if one.values == having]
        labels = say("listed", lang).join(each.label for each, has in zip(found.sets, having, strict=True) if has)
        listed = say("listed", lang).join(names)
        print_line(console, say("compare_only_in", lang, labels=labels, count=len(names), clauses=listed))
    words = sum(one.key in WORDS_ONLY and one.clause not in absent for one in found.differences)
    if words:
        print_line(console, say("compare_wording", lang, count=words))


def _print_rest(count: int, most: int, lang: str, console: Console) -> None:
    if count > most:
        print_line(console, say("compare_more", lang, count=count - most))


def _difference(one: Difference, lang: str) -> list[str]:
    values = ["–" if value is None else _short(value_text(value)) for value in one.values]
    return [one.clause or say("policy", lang), one.key or "", *values]


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
    print_heading(console, say("compare_units", lang))
    region = region_rows(found.instance, rows)
    unlike = [row for row in region if row.differs]
    shown = (unlike or region)[:MOST_ROWS]
    print_units(found.instance, shown, _columns(found), lang, console)
    if unlike and len(unlike) < len(region):
        print_line(console, say("compare_same_units", lang, count=len(region) - len(unlike)))
    _print_rest(len(unlike or region), MOST_ROWS, lang, console)
    different = [row for row in rows if row.differs]
    if not different and None not in plans_of(found):
        print_line(console, say("compare_no_units", lang))
    if not different or is_one_county(found.instance):
        return
    print_line(console, say("compare_different", lang, count=len(different), all=len(rows)))
    widest = sorted(different, key=lambda row: -row.contrast)[:MOST_PLACES]
    kept = [row for row in different if row in widest]
    print_units(found.instance, kept, _columns(found), lang, console)
    _print_rest(len(different), MOST_PLACES, lang, console)


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
    unlike = [row for row in rows if len({cell for cell in row[2:] if cell}) > 1] or rows
    columns = [Column(say("now", lang), right=True), *_columns(found)]
    print_wide_table(console, Column(say("resource", lang)), columns, unlike)
    if len(unlike) < len(rows):
        print_line(console, say("compare_same_gini", lang, count=len(rows) - len(unlike)))
    print_line(console, say("compare_gini_note", lang))


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
