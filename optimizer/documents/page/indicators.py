"""What the colours of a map can show: each resource per so many residents, and how far the clauses are from being met.

Of every indicator and place there are a class of colour for today, the plan and the change, and the texts that a reader
sees when the place is pointed at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from optimizer.documents.content.resources import Scale, main_resources, scales, told_resources
from optimizer.documents.dossier import Dossier
from optimizer.documents.page.classes import Class, Classes, diverging, sequential
from optimizer.documents.page.places import FACILITIES, Places
from optimizer.reporting.naming import resource_name, resource_unit
from optimizer.reporting.numbers import arrow, fixed, grouped, percent, signed
from optimizer.reporting.words import say

NOW, PLAN, CHANGE = STATES = ("now", "plan", "change")
SHORTFALL = "shortfall"


@dataclass(frozen=True)
class Reading:
    """What one place shows for an indicator: units now → plan, their change, and the rate or share that is coloured."""

    units: str
    change: str
    rate: str


@dataclass(frozen=True)
class Indicator:
    """One thing that colours can show; ``scale`` is the unit that is counted.

    ``classes`` has NOW, PLAN and CHANGE; a missing state cannot be shown.
    """

    key: str
    name: str
    scale: str
    classes: dict[str, Classes]
    readings: tuple[Reading, ...]

    def of(self, state: str, place: int) -> Class:
        """The class of a place."""
        return self.classes[state].numbers[place]


def indicators(dossier: Dossier, places: Places, lang: str) -> tuple[Indicator, ...]:
    """The indicators of a map, the main resources first."""
    told = scales(dossier, lang) if places.level != FACILITIES else {}
    held = _held(dossier, places)
    found = [
        _resource(dossier, places, name, held[name], told.get(name), lang)
        for name in dict.fromkeys((*main_resources(dossier), *told_resources(dossier)))
        if any(now or plan for now, plan in held[name])
    ]
    short = _shortfall(dossier, places, lang)
    return (*found, short) if short else tuple(found)


def _held(dossier: Dossier, places: Places) -> dict[str, list[tuple[int, int]]]:
    """Resource → (units today, units planned) in each place."""
    place_of = {name: number for number, place in enumerate(places.shown) for name in place.facilities}
    count = len(places.shown)
    now: dict[str, list[int]] = {name: [0] * count for name in dossier.current_units}
    plan: dict[str, list[int]] = {name: [0] * count for name in dossier.current_units}
    for row in dossier.plan_rows:
        number = place_of.get(row.facility)
        if number is not None:
            now[row.resource][number] += row.current
            plan[row.resource][number] += row.proposed
    return {name: list(zip(now[name], plan[name], strict=True)) for name in now}


def _resource(
    dossier: Dossier, places: Places, name: str, held: Sequence[tuple[int, int]], scale: Scale | None, lang: str
) -> Indicator:
    unit = resource_unit(dossier.instance, name, lang)
    people = [place.residents for place in places.shown]
    rates = [
        (_rate(now, each, scale), _rate(plan, each, scale)) for (now, plan), each in zip(held, people, strict=True)
    ]
    known = [tuple(None if rate is None else float(rate) for rate in pair) for pair in rates]
    before, after = sequential([pair[0] for pair in known], [pair[1] for pair in known])
    changes = [
        None if pair[0] is None or pair[1] is None else float(pair[1] - pair[0]) if units[0] != units[1] else 0.0
        for pair, units in zip(rates, held, strict=True)
    ]
    readings = tuple(
        Reading(
            arrow(f"{now:,}", f"{plan:,}"),
            signed(plan - now),
            _rate_text(pair) if scale else "",
        )
        for (now, plan), pair in zip(held, rates, strict=True)
    )
    title = resource_name(dossier.instance, name, lang)
    label = say("page_per", lang, people=scale.name) if scale else "" if unit == title else unit
    classes = {NOW: before, PLAN: after, CHANGE: diverging(changes)}
    return Indicator(name, title, label, classes, readings)


def _rate(units: int, people: Fraction | None, scale: Scale | None) -> Fraction | None:
    return Fraction(units) if scale is None else scale.rate(units, people)


def _rate_text(pair: tuple[Fraction | None, Fraction | None]) -> str:
    now, plan = pair
    return "" if now is None or plan is None else arrow(fixed(now, separator=","), fixed(plan, separator=","))


def _shortfall(dossier: Dossier, places: Places, lang: str) -> Indicator | None:
    """How far each place is from what the clauses ask for, under the plan; None where that is not told per place."""
    found = dossier.judgement.county_shortfall
    values = [found.get(place.id) for place in places.shown]
    if all(value is None for value in values):
        return None
    plan, _ = sequential([None if value is None else float(value) * 100 for value in values])
    readings = tuple(Reading("", "", "" if value is None else percent(value)) for value in values)
    return Indicator(SHORTFALL, say("page_shortfall", lang), "", {PLAN: plan}, readings)


def residents_text(value: Fraction | None) -> str:
    """The residents of a place, nothing where they are not known."""
    return "" if value is None else grouped(value, 0)
