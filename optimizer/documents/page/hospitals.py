"""The table of facilities: a row for each, its main resources in columns, everything else it holds in one cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from models.instance import CANDIDATE, OPEN, Facility
from models.selection import county_of
from optimizer.documents.content.institutions import type_name
from optimizer.documents.content.resources import main_resources, told_resources
from optimizer.documents.dossier import Dossier
from optimizer.reporting.naming import resource_name
from optimizer.reporting.numbers import arrow
from optimizer.reporting.tables import PlanRow
from optimizer.reporting.words import name_of, say

Pair = tuple[str, str]
"""What stands in a cell, and the planned number to sort it by."""


@dataclass(frozen=True, slots=True)
class Institution:
    """One facility: where it lies, what it is, its main resources, and the rest as (resource, units) texts.

    ``changing`` and ``staying`` are the resources without a column whose units the plan changes, and leaves.
    """

    name: str
    id: str
    place: str
    kind: str
    note: str
    main: tuple[Pair, ...]
    changing: tuple[Pair, ...]
    staying: tuple[Pair, ...]
    is_same: bool


@dataclass(frozen=True)
class Institutions:
    """All facilities, which resources have a column, and the kinds of facilities that there are."""

    resources: tuple[str, ...]
    rows: tuple[Institution, ...]
    kinds: tuple[str, ...]
    has_places: bool


def institutions(dossier: Dossier, lang: str) -> Institutions:
    """The facilities by county and id."""
    instance = dossier.instance
    held: dict[str, dict[str, PlanRow]] = defaultdict(dict)
    for row in dossier.plan_rows:
        held[row.facility][row.resource] = row
    main = main_resources(dossier)
    others = [name for name in told_resources(dossier) if name not in main]
    names = {name: resource_name(instance, name, lang) for name in (*main, *others)}
    place_of = {name: county_of(instance, name) for name in instance.facilities}
    order = sorted(instance.facilities, key=lambda name: (place_of[name], name))
    rows = tuple(
        _institution(dossier, instance.facilities[name], place_of[name], held[name], main, others, names, lang)
        for name in order
    )
    kinds = tuple(sorted({row.kind for row in rows}))
    return Institutions(tuple(names[name] for name in main), rows, kinds, len(set(place_of.values())) > 1)


def _institution(
    dossier: Dossier,
    facility: Facility,
    place: str,
    held: dict[str, PlanRow],
    main: Sequence[str],
    others: Sequence[str],
    names: dict[str, str],
    lang: str,
) -> Institution:
    instance = dossier.instance
    rest = [held[name] for name in others if name in held]
    note = _note(dossier, facility, lang)
    return Institution(
        name_of(facility, lang),
        facility.facility,
        name_of(instance.areas[place], lang),
        type_name(dossier, facility.type, lang),
        note,
        tuple(_pair(held.get(name)) for name in main),
        tuple((names[row.resource], _pair(row)[0]) for row in rest if row.change),
        tuple((names[row.resource], _pair(row)[0]) for row in rest if not row.change and row.proposed),
        not note and not any(row.change for row in held.values()),
    )


def _pair(row: PlanRow | None) -> Pair:
    if row is None:
        return "", ""
    return (arrow(f"{row.current:,}", f"{row.proposed:,}"), str(row.proposed))


def _note(dossier: Dossier, facility: Facility, lang: str) -> str:
    """Whether the plan opens it, closes it or leaves it closed; nothing for one that stands and stays."""
    if facility.status == OPEN:
        return ""
    opened = dossier.judgement.plan.open.get(facility.facility, True)
    if facility.status == CANDIDATE:
        return say("doc_opens" if opened else "doc_not_opened", lang)
    return "" if opened else say("doc_closes", lang)
