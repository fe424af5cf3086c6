"""What stands in the counties now and under the plan: every resource of a few, the leading ones of many, openings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import groupby

import numpy as np
from rich.console import Console

from models.instance import CANDIDATE, CLOSABLE, Facility, Instance
from optimizer.reporting.county_groups import Places, told_places
from optimizer.reporting.layout import Cell, Column, print_heading, print_line, print_table, print_wide_table
from optimizer.reporting.naming import resource_name
from optimizer.reporting.numbers import arrow, fixed, grouped, signed, units_text
from optimizer.reporting.order import is_service, leading_resources, told_resources
from optimizer.reporting.sums import current_plan, total_units
from optimizer.reporting.tables import COUNTY, CountyRow, county_rows
from optimizer.reporting.words import name_of, say
from optimizer.verifying.verified import VerifiedPlan

MOST_COUNTY_ROWS = 80
"""A table of every county with every resource is not longer than this; beyond it, totals and the leading resources."""

MOST_OPENINGS = 12
"""Facilities that open or close are named up to this many, else counted by their type."""

TEN = 10


def print_counties(verified: VerifiedPlan, lang: str, console: Console, *, full: bool = False) -> None:
    """County by resource: units now and planned, and per 1000 residents.

    Where that is too much to read, the totals of all resources and a row per county with the leading ones, of very many
    counties a row per city or province; ``full`` prints every county with every resource all the same.
    """
    rows = county_rows(verified)
    if len(rows) > MOST_COUNTY_ROWS:
        told = _print_totals(verified, lang, console)
        places = told_places(verified.instance, rows, full=full)
        _print_leading(verified.instance, places, leading_resources(verified.instance, told), lang, console)
        if not full:
            print_line(console, say("too_long", lang, rows=grouped(len(rows))))
            return
    print_heading(console, say("counties", lang))
    columns = [Column(say("county", lang)), Column(say("resource", lang)), Column(say("change_of", lang), right=True)]
    columns += [Column(say("change", lang), right=True), Column(say("per_1000", lang), right=True)]
    place = {name: number for number, name in enumerate(told_resources(verified.instance, {r.resource for r in rows}))}
    rows = sorted(rows, key=lambda row: (row.county, place[row.resource]))
    rated = [row for row in rows if not is_service(verified.instance, row.resource)]
    rare = rare_resources(rated)
    print_table(console, columns, _county_cells(verified.instance, rows, rare, lang))
    if rare:
        print_line(console, say("per_10000", lang))


def _print_leading(instance: Instance, places: Places, leading: Sequence[str], lang: str, console: Console) -> None:
    """A row per county, or per city or province of very many: the leading resources now and planned."""
    print_heading(console, say("leading" if places.level == COUNTY else f"leading_{places.level}", lang))
    columns = [Column(resource_name(instance, name, lang), right=True) for name in leading]
    cells: list[list[str | Cell]] = []
    for area in places.ids:
        found = (places.held.get((area, name)) for name in leading)
        units = ("" if each is None else units_text(*each) for each in found)
        cells.append([name_of(instance.areas[area], lang), *units])
    print_wide_table(console, Column(say(places.level, lang)), columns, cells)
    if places.left_out:
        print_line(console, say("more_counties", lang, count=grouped(places.left_out)))


def print_openings(verified: VerifiedPlan, lang: str, console: Console, *, full: bool = False) -> None:
    """Which candidate facilities the plan opens and which closable ones it closes; nothing if it does neither.

    More than a few are counted by type, unless ``full`` asks for their names.
    """
    opened = verified.judgement.plan.open
    facilities = verified.instance.facility_table
    for key, status in (("newly_open", CANDIDATE), ("newly_closed", CLOSABLE)):
        rows = np.flatnonzero(facilities.status.where(status.__eq__)).tolist()
        changed = [facilities.record(row) for row in rows if opened[facilities.ids[row]] == (status == CANDIDATE)]
        if changed:
            console.print()
            many = len(changed) > MOST_OPENINGS and not full
            told = _by_type(verified.instance, changed, lang) if many else _by_name(changed, lang)
            print_line(console, say(key, lang, names=told))


def _by_name(facilities: Sequence[Facility], lang: str) -> str:
    return say("listed", lang).join(f"{name_of(one, lang)} ({one.facility})" for one in facilities)


def _by_type(instance: Instance, facilities: Sequence[Facility], lang: str) -> str:
    names: Mapping[str, tuple[str, str]] = instance.vocabulary.names.get("type", {})
    counts = Counter(facility.type for facility in facilities)
    told = (
        say("count_of", lang, count=count, thing=names[kind][lang == "en"] if kind in names else kind)
        for kind, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )
    return say("openings_by_type", lang, count=len(facilities), types=say("listed", lang).join(told))


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
            rates = "" if is_service(instance, row.resource) else _rates(row, row.resource in rare)
            cells.append([label, resource_name(instance, row.resource, lang), units, change, rates])
            label = ""
    return cells


def _rates(row: CountyRow, is_rare: bool) -> str:
    if row.per_1000_current is None or row.per_1000_proposed is None:
        return ""
    scale = TEN if is_rare else 1
    rates = arrow(fixed(row.per_1000_current * scale), fixed(row.per_1000_proposed * scale))
    return f"* {rates}" if is_rare else rates


def _print_totals(verified: VerifiedPlan, lang: str, console: Console) -> tuple[str, ...]:
    """Every resource of which there is or will be anything; these, in their order."""
    instance = verified.instance
    current = total_units(instance, current_plan(instance))
    proposed = total_units(instance, verified.judgement.plan.proposed)
    there = {name for name, units in current.items() if units or proposed[name]}
    told = told_resources(instance, there)
    print_heading(console, say("totals", lang))
    columns = [Column(say("resource", lang)), Column(say("change_of", lang), right=True)]
    rows = []
    for name in told:
        units = units_text(current[name], proposed[name])
        rows.append([resource_name(instance, name, lang), units, signed(proposed[name] - current[name])])
    print_table(console, [*columns, Column(say("change", lang), right=True)], rows)
    none = told_resources(instance, current.keys() - there)
    if none:
        names = say("listed", lang).join(resource_name(instance, name, lang) for name in none)
        print_line(console, say("none_at_all", lang, names=names))
    return told
