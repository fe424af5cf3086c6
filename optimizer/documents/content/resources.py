"""In which order resources are told, which of them stand for the whole plan, and per how many people they are counted.

A part follows the resource that it is a part of; else resources stand as in the vocabulary, which begins with beds and
staff. Services that a facility has or has not come last, and are counted without rates: there is nothing to learn from
0.02 stroke centres per 10,000 people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass
from fractions import Fraction

from models.instance import Instance
from optimizer.documents.dossier import Dossier, remembered
from optimizer.reporting.county_tables import rare_resources
from optimizer.reporting.order import is_yes_or_no, ordered_resources
from optimizer.reporting.tables import PEOPLE_PER_RATE, RESIDENTS, area_numbers
from optimizer.reporting.words import say

INSTITUTIONS = "institutions"
MAIN = ("beds", "doctors", "nurses", "health_technicians", "gps", "ambulances", "infant_places", "health_staff")
MOST_MAIN = 4
TEN_TIMES_RARER = 10


@dataclass(frozen=True)
class Scale:
    """Per how many people the rates of a resource are told, and how that is called."""

    people: int
    name: str

    def rate(self, units: int, people: Fraction | None) -> Fraction | None:
        """Units per so many people; None where their number is unknown or zero."""
        return Fraction(units * self.people) / people if people else None


@remembered
def told_resources(dossier: Dossier) -> tuple[str, ...]:
    """The resources of which there is or will be anything, in the order in which they are told."""
    instance, planned, now = dossier.instance, dossier.planned_units, dossier.current_units
    held = [name for name in ordered_resources(instance) if planned[name] or now[name]]
    rank = {name: (name == INSTITUTIONS, place) for place, name in enumerate(held)}
    below: dict[str | None, list[str]] = defaultdict(list)
    for name in held:
        below[_whole(instance, name, rank)].append(name)

    def first(name: str) -> tuple[bool, int]:
        return min([rank[name], *(first(part) for part in below[name] if name != INSTITUTIONS)])

    def walk(parent: str | None) -> list[str]:
        return [each for child in sorted(below[parent], key=first) for each in (child, *walk(child))]

    return tuple(walk(None))


def _whole(instance: Instance, resource: str, held: Container[str]) -> str | None:
    """The nearest resource above that is held itself."""
    above = instance.resources[resource].part_of
    while above is not None and above not in held:
        above = instance.resources[above].part_of
    return above


@remembered
def services(dossier: Dossier) -> frozenset[str]:
    """The resources told that a facility has or has not."""
    return frozenset(name for name in told_resources(dossier) if is_service(dossier.instance, name))


def is_service(instance: Instance, resource: str) -> bool:
    """Whether a facility has a resource or has it not: it can have one at most, or it is a part of the institutions."""
    is_inside = resource != INSTITUTIONS and is_part(instance, resource, INSTITUTIONS)
    return is_inside or is_yes_or_no(instance, resource)


def is_part(instance: Instance, resource: str | None, whole: str) -> bool:
    """Whether a resource is another one, or a part of it, or a part of a part."""
    while resource is not None and resource != whole:
        resource = instance.resources[resource].part_of
    return resource == whole


def counted_resources(dossier: Dossier) -> tuple[str, ...]:
    """What is told without the services."""
    return tuple(name for name in told_resources(dossier) if name not in services(dossier))


def main_resources(dossier: Dossier) -> tuple[str, ...]:
    """The few resources that stand for the plan in charts and in tables with a column for each."""
    told = counted_resources(dossier)
    chosen = [name for name in MAIN if name in told] or [name for name in told if name != INSTITUTIONS]
    return tuple(chosen[:MOST_MAIN])


@remembered
def scales(dossier: Dossier, lang: str) -> dict[str, Scale]:
    """Resource → how its rates are told; services are missing, they have none."""
    rare = rare_resources(dossier.county_rows)
    common = Scale(PEOPLE_PER_RATE, say("doc_per_1000", lang))
    seldom = Scale(PEOPLE_PER_RATE * TEN_TIMES_RARER, say("doc_per_10000", lang))
    return {name: seldom if name in rare else common for name in counted_resources(dossier)}


def region_residents(instance: Instance) -> Fraction | None:
    """The residents of the whole region; None where some are unknown."""
    roots = area_numbers(instance, instance.children.get(None, ()), RESIDENTS)
    known = [number for number in roots.values() if number is not None]
    return sum(known, Fraction(0)) if known and len(known) == len(roots) else None
