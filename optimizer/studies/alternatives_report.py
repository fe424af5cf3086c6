"""Alternatives as a JSON document and on a terminal: the plans, how far apart they are, what cannot be otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from rich.console import Console

from models.clause import COST, REFERENCE
from models.instance import CANDIDATE, CLOSABLE, OPEN, Instance
from optimizer.reporting.layout import Column, print_heading, print_line, print_table, print_wide_table
from optimizer.reporting.naming import area_name, facility_label, resource_name
from optimizer.reporting.numbers import fixed, json_number, money, percent, units_text
from optimizer.reporting.summary import summary
from optimizer.reporting.tables import clause_statuses
from optimizer.reporting.terminal import print_proposal
from optimizer.reporting.words import say
from optimizer.studies.alternatives import Alternatives
from optimizer.studies.common import FORCED, OPEN_QUESTION, Common, CommonTotal
from optimizer.studies.compare_report import name_of_instance, print_units
from optimizer.studies.side_by_side import SideRow, region_rows, side_rows
from optimizer.verifying.judgement import SHORT
from optimizer.verifying.verified import VerifiedPlan

Document = dict[str, Any]

MOST_ROWS = 20
"""Lines of one table on a screen; the rest stands in the JSON document."""

MOST_TRAITS = 4
"""Differences that are named of each plan."""

MOST_NAMES = 12
"""Things listed in one sentence."""

DISTANCE_PLACES = 3


def document(found: Alternatives) -> Document:
    """Everything that was found. ``common`` lists totals by county, openings and stock rows that all plans share."""
    common = found.common
    return {
        "within": json_number(found.wish.within),
        "asked": found.wish.count,
        "fewer": found.fewer or None,
        "keep": list(found.wish.keep),
        "never": list(found.wish.never),
        "until": COST,
        "base": summary(found.base) if not found.plans else None,
        "plans": [summary(plan) for plan in found.plans],
        "distance": [[json_number(value) for value in row] for row in found.distance],
        "common": [asdict(one) for one in common.members],
        "compared": {"totals": common.places, "openings": common.decided, "stock": common.cells},
        "interrupted": found.interrupted,
    }


def print_alternatives(found: Alternatives, lang: str, console: Console, *, quiet: bool = False) -> None:
    """The whole answer; ``quiet`` leaves the plans and the last lines."""
    base = found.base
    if not found.plans:
        print_proposal(base, lang, console, quiet=quiet)
        return
    plans = [plan.verified for plan in found.plans if plan.verified is not None]
    told = {"instance": name_of_instance(base.instance, lang), "name": base.instance.name, "count": len(plans)}
    title = say("alt_title", lang, **told, policy=base.policy.name, within=percent(found.wish.within))
    print_line(console, title, "bold")
    _print_plans(found, plans, lang, console)
    if not quiet:
        _print_traits(found.base.instance, plans, lang, console)
        _print_common(found.base.instance, found.common, lang, console)
        _print_distances(found, lang, console)
        _print_map(found.base.instance, plans, lang, console)
        _print_doors(found.base.instance, plans, lang, console)
    console.print()
    if found.fewer:
        print_line(console, say(f"alt_fewer_{found.fewer}", lang, count=len(plans)), "yellow")
    print_line(console, say("alt_end", lang), "green")
    if found.interrupted:
        print_line(console, say("alt_interrupted", lang), "bold red")


def _labels(count: int, lang: str) -> list[str]:
    return [say("alt_base", lang), *(say("alt_number", lang, number=number) for number in range(2, count + 1))]


def _annualised(plan: VerifiedPlan) -> Fraction:
    cost = plan.judgement.cost
    return cost.annual + cost.capital / plan.instance.annualise_years


def _print_plans(found: Alternatives, plans: Sequence[VerifiedPlan], lang: str, console: Console) -> None:
    print_heading(console, say("alt_plans", lang))
    least = _annualised(plans[0])
    rows = []
    for number, (label, plan) in enumerate(zip(_labels(len(plans), lang), plans, strict=True)):
        cost = _annualised(plan)
        dearer = percent((cost - least) / least) if least and number else ""
        apart = [value for other, value in enumerate(found.distance[number]) if other != number]
        near = fixed(min(apart), DISTANCE_PLACES) if apart else ""
        rows.append(
            [label, money(cost, plan.instance.currency, lang), dearer, near, _doors_text(plan), _short(plan, lang)]
        )
    columns = [Column("")]
    columns += [Column(say(key, lang), right=True) for key in ("goal_cost", "alt_dearer", "alt_nearest", "alt_opened")]
    columns.append(Column(say("alt_short", lang)))
    print_table(console, columns, rows)


def _short(plan: VerifiedPlan, lang: str) -> str:
    """The clauses that are no references and not met, by id."""
    references = {clause.id for clause in plan.policy.clauses if clause.nature == REFERENCE}
    statuses = clause_statuses(plan.judgement)
    short = sorted(name for name, status in statuses.items() if status == SHORT and name not in references)
    return say("listed", lang).join(short)


def _print_traits(instance: Instance, plans: Sequence[VerifiedPlan], lang: str, console: Console) -> None:
    """Of each plan but the first, where it differs most: by units as a part of what the whole region has of them."""
    labels = _labels(len(plans), lang)
    for label, plan in zip(labels[1:], plans[1:], strict=True):
        rows = side_rows(instance, [plans[0].judgement.plan.proposed, plan.judgement.plan.proposed])
        whole = {row.resource: max(1, *(units or 0 for units in row.proposed)) for row in region_rows(instance, rows)}
        apart = sorted(
            (row for row in rows if row.differs), key=lambda row: -Fraction(_apart(row), whole[row.resource])
        )
        texts = [_trait(instance, row, lang) for row in apart[:MOST_TRAITS]]
        if texts:
            told = {"label": label, "count": len(apart), "texts": say("listed", lang).join(texts)}
            print_line(console, "- " + say("alt_traits", lang, **told))


def _apart(row: SideRow) -> int:
    least, other = row.proposed
    return abs((other or 0) - (least or 0))


def _trait(instance: Instance, row: SideRow, lang: str) -> str:
    place, resource = area_name(instance, row.county, lang), resource_name(instance, row.resource, lang)
    least, other = row.proposed
    return f"{place} {resource} {units_text(least or 0, other or 0)}"


def _doors_text(plan: VerifiedPlan) -> str:
    """How many candidates open, and how many closable facilities close."""
    doors = plan.judgement.plan.open
    statuses = [(one.status, doors.get(one.facility, True)) for one in plan.instance.facilities.values()]
    opened, closed = statuses.count((CANDIDATE, True)), statuses.count((CLOSABLE, False))
    return f"{opened} / {closed}"


def _print_distances(found: Alternatives, lang: str, console: Console) -> None:
    if len(found.plans) == 1:
        return
    print_heading(console, say("alt_distance", lang))
    labels = _labels(len(found.plans), lang)
    rows = [
        [label, *(fixed(value, DISTANCE_PLACES) for value in row)]
        for label, row in zip(labels, found.distance, strict=True)
    ]
    print_wide_table(console, Column(""), [Column(label, right=True) for label in labels], rows)
    print_line(console, say("alt_distance_note", lang))


def _print_map(instance: Instance, plans: Sequence[VerifiedPlan], lang: str, console: Console) -> None:
    rows = side_rows(instance, [plan.judgement.plan.proposed for plan in plans])
    different = [row for row in rows if row.differs]
    if not different:
        return
    print_heading(console, say("alt_map", lang, count=len(different), all=len(rows)))
    widest = sorted(different, key=lambda row: -row.contrast)[:MOST_ROWS]
    shown = {(row.county, row.resource) for row in widest}
    kept = [row for row in different if (row.county, row.resource) in shown]
    print_units(instance, kept, [Column(label, right=True) for label in _labels(len(plans), lang)], lang, console)
    if len(different) > MOST_ROWS:
        print_line(console, say("alt_more", lang, count=len(different) - MOST_ROWS))


def _print_doors(instance: Instance, plans: Sequence[VerifiedPlan], lang: str, console: Console) -> None:
    opened = [plan.judgement.plan.open for plan in plans]
    decided = [one.facility for one in instance.facilities.values() if one.status != OPEN]
    different = [name for name in decided if len({one[name] for one in opened}) > 1]
    if not different:
        return
    print_heading(console, say("alt_doors", lang))
    rows = [
        [
            facility_label(instance, name, lang),
            *(say("alt_open" if one[name] else "alt_closed", lang) for one in opened),
        ]
        for name in different[:MOST_ROWS]
    ]
    columns = [Column(label, right=True) for label in _labels(len(plans), lang)]
    print_wide_table(console, Column(say("facility", lang)), columns, rows)
    if len(different) > MOST_ROWS:
        print_line(console, say("alt_more", lang, count=len(different) - MOST_ROWS))


def _print_common(instance: Instance, common: Common, lang: str, console: Console) -> None:
    print_heading(console, say("alt_common", lang))
    parts = (("totals", common.totals, common.places), ("openings", common.openings, common.decided))
    standings = [one.standing for one in common.members]
    for key, members, everything in (*parts, ("stock", common.stock, common.cells)):
        forced = sum(one.standing == FORCED for one in members)
        counts = {"count": len(members), "all": everything, "forced": forced}
        if everything:
            print_line(console, "- " + say(f"alt_common_{key}", lang, **counts))
    print_line(console, say("alt_forced_note", lang))
    if OPEN_QUESTION in standings:
        print_line(console, say("alt_not_settled", lang, count=standings.count(OPEN_QUESTION)), "yellow")
    for key, is_open in (("alt_forced_open", True), ("alt_forced_closed", False)):
        names = [one.facility for one in common.openings if one.standing == FORCED and one.open == is_open]
        if names:
            texts = [facility_label(instance, name, lang) for name in names]
            print_line(console, "- " + say(key, lang, names=_listed(texts, lang)))
    changed = [one for one in common.totals if one.standing == FORCED and one.units != one.current]
    if changed:
        texts = [_change_text(instance, one, lang) for one in changed]
        print_line(console, "- " + say("alt_forced_change", lang, text=_listed(texts, lang)))


def _change_text(instance: Instance, one: CommonTotal, lang: str) -> str:
    place, resource = area_name(instance, one.county, lang), resource_name(instance, one.resource, lang)
    return f"{place} {resource} {units_text(one.current, one.units)}"


def _listed(texts: Sequence[str], lang: str) -> str:
    """The first of some texts, and how many more there are."""
    shown = say("listed", lang).join(texts[:MOST_NAMES])
    return shown if len(texts) <= MOST_NAMES else f"{shown} … +{len(texts) - MOST_NAMES}"
