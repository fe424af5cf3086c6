"""What stands in each facility now and under the plan, one table per county."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from rich.console import Console

from models.instance import CANDIDATE
from optimizer.reporting.layout import Cell, Column, count_parts, print_heading, print_line, print_wide_table
from optimizer.reporting.naming import resource_name
from optimizer.reporting.numbers import units_text
from optimizer.reporting.order import leading_resources, told_resources
from optimizer.reporting.tables import PlanRow, plan_rows
from optimizer.reporting.words import name_of, say
from optimizer.verifying.places import county_numbers
from optimizer.verifying.verified import VerifiedPlan


def print_facilities(verified: VerifiedPlan, lang: str, console: Console, *, full: bool) -> None:
    """One table per county: each facility with the resources that change somewhere in it, and others if they fit.

    Without ``full`` only the leading resources, and only facilities that have any of them.
    """
    places: dict[str, list[str]] = defaultdict(list)
    facilities = verified.instance.facility_table
    for name, area in zip(facilities.ids, county_numbers(verified.instance).tolist(), strict=True):
        places[facilities.areas[area]].append(name)
    rows: dict[str, list[PlanRow]] = defaultdict(list)
    for row in plan_rows(verified):
        rows[row.facility].append(row)
    for place in sorted(places):
        area = name_of(verified.instance.areas[place], lang)
        print_heading(console, say("facilities", lang, place=area))
        found = {name: rows[name] for name in places[place]}
        if full:
            _print_place(verified, found, lang, console)
        else:
            _print_leading(verified, found, lang, console)


def _print_place(verified: VerifiedPlan, rows: Mapping[str, Sequence[PlanRow]], lang: str, console: Console) -> None:
    held = told_resources(verified.instance, {row.resource for found in rows.values() for row in found})
    changes = {row.resource for found in rows.values() for row in found if row.change}
    changing = [name for name in held if name in changes]
    if not changing and not any(_switches(verified, name) for name in rows):
        print_line(console, say("no_change", lang))
        return
    same = [name for name in held if name not in changing]
    label = Column(say("facility", lang))
    few, many = (_table(verified, rows, chosen, lang) for chosen in (changing, changing + same))
    fits = count_parts(console, label, *many) <= max(1, count_parts(console, label, *few))
    _print_table(verified, rows, changing + same if fits else changing, lang, console)
    if same and not fits:
        print_line(console, say("unchanged", lang, resources=_unchanged(verified, rows, same, lang)))


def _print_leading(verified: VerifiedPlan, rows: Mapping[str, Sequence[PlanRow]], lang: str, console: Console) -> None:
    there = {row.resource for found in rows.values() for row in found if row.current or row.proposed}
    told = told_resources(verified.instance, there)
    leading = leading_resources(verified.instance, told)
    having = {
        name: found
        for name, found in rows.items()
        if any(row.resource in leading and (row.current or row.proposed) for row in found)
    }
    label = Column(say("facility", lang))
    while len(leading) > 1 and count_parts(console, label, *_table(verified, having, leading, lang)) > 1:
        leading = leading[:-1]
    if having:
        _print_table(verified, having, leading, lang, console)
    resources, facilities = len(told) - len(leading), len(rows) - len(having)
    if resources or facilities:
        print_line(console, say("not_leading", lang, resources=resources, facilities=facilities))


def _print_table(
    verified: VerifiedPlan, rows: Mapping[str, Sequence[PlanRow]], chosen: Sequence[str], lang: str, console: Console
) -> None:
    columns, cells = _table(verified, rows, chosen, lang)
    total = [Cell(cell, "bold") for cell in _total(rows, chosen, lang)]
    print_wide_table(console, Column(say("facility", lang)), columns, [*cells, total] if len(rows) > 1 else cells)


def _table(
    verified: VerifiedPlan, rows: Mapping[str, Sequence[PlanRow]], chosen: Sequence[str], lang: str
) -> tuple[list[Column], list[list[str]]]:
    labels = facility_labels(verified, list(rows), lang)
    columns = [Column(resource_name(verified.instance, name, lang), right=True) for name in chosen]
    cells = []
    for facility, found in rows.items():
        units = {row.resource: units_text(row.current, row.proposed) for row in found}
        cells.append([labels[facility], *(units.get(name, "") for name in chosen)])
    return columns, cells


def _unchanged(verified: VerifiedPlan, rows: Mapping[str, Sequence[PlanRow]], same: Sequence[str], lang: str) -> str:
    totals = zip(same, _total(rows, same, lang)[1:], strict=True)
    named = ((resource_name(verified.instance, name, lang), units) for name, units in totals)
    return say("listed", lang).join(say("in_total", lang, name=name, units=units) for name, units in named)


def _total(rows: Mapping[str, Sequence[PlanRow]], chosen: Sequence[str], lang: str) -> list[str]:
    current, proposed = Counter[str](), Counter[str]()
    for found in rows.values():
        for row in found:
            current[row.resource] += row.current
            proposed[row.resource] += row.proposed
    return [say("total", lang), *(units_text(current[name], proposed[name]) for name in chosen)]


def _switches(verified: VerifiedPlan, facility: str) -> bool:
    was_open = verified.instance.facilities[facility].status != CANDIDATE
    return verified.judgement.plan.open.get(facility, True) != was_open


def facility_labels(verified: VerifiedPlan, names: Sequence[str], lang: str) -> dict[str, str]:
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
