"""In which order resources are told, which of them lead, and which a facility simply has or has not.

A part follows the resource that it is a part of; else resources stand as in the vocabulary, which begins with beds and
staff. The count of institutions comes last, with the services that are its parts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Sequence

from models.instance import Instance
from optimizer.reporting.sums import held_resources

INSTITUTIONS = "institutions"
LEADING = ("beds", "doctors", "nurses", "health_technicians", "gps", "ambulances", "infant_places", "health_staff")
MOST_LEADING = 4


def ordered_resources(instance: Instance) -> list[str]:
    """The resources that some facility has a stock row for: in the order of the vocabulary, all others after by id."""
    place = {name: number for number, name in enumerate(instance.vocabulary.names.get("resource", {}))}
    return sorted(held_resources(instance), key=lambda name: (place.get(name, len(place)), name))


def told_resources(instance: Instance, there: Collection[str]) -> tuple[str, ...]:
    """These resources in the order in which they are told."""
    held = [name for name in ordered_resources(instance) if name in there]
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


def leading_resources(instance: Instance, told: Sequence[str]) -> tuple[str, ...]:
    """The few of these that stand for the plan in charts and in tables with a column for each."""
    counted = [name for name in told if not is_service(instance, name)]
    chosen = [name for name in LEADING if name in counted] or [name for name in counted if name != INSTITUTIONS]
    return tuple(chosen[:MOST_LEADING])


def is_service(instance: Instance, resource: str) -> bool:
    """Whether a facility has a resource or has it not: it can have one at most, or it is a part of the institutions."""
    is_inside = resource != INSTITUTIONS and is_part(instance, resource, INSTITUTIONS)
    return is_inside or _is_yes_or_no(instance, resource)


def is_part(instance: Instance, resource: str | None, whole: str) -> bool:
    """Whether a resource is another one, or a part of it, or a part of a part."""
    while resource is not None and resource != whole:
        resource = instance.resources[resource].part_of
    return resource == whole


def _is_yes_or_no(instance: Instance, resource: str) -> bool:
    if instance.resources[resource].max_per_facility == 1:
        return True
    stock = instance.stock_table
    most = stock.max[stock.second == stock.seconds.index(resource)]
    return bool(((most >= 0) & (most <= 1)).all())
