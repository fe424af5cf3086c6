"""In which order resources are shown, and which of them lead: beds and posts before services that are there or not."""

from __future__ import annotations

from models.instance import Instance
from optimizer.reporting.tables import held_resources

MOST_LEADING = 6
"""Columns of a table that has a row per county."""


def ordered_resources(instance: Instance) -> list[str]:
    """The resources that some facility has a stock row for: in the order of the vocabulary, all others after by id."""
    place = {name: number for number, name in enumerate(instance.vocabulary.names.get("resource", {}))}
    return sorted(held_resources(instance), key=lambda name: (place.get(name, len(place)), name))


def leading_resources(instance: Instance) -> list[str]:
    """The first few of them that are counted in numbers."""
    counted = [name for name in ordered_resources(instance) if not is_yes_or_no(instance, name)]
    return counted[:MOST_LEADING]


def is_yes_or_no(instance: Instance, resource: str) -> bool:
    """Whether no facility can have more than one of it, so that a rate per residents says nothing."""
    if instance.resources[resource].max_per_facility == 1:
        return True
    return all(row.max is not None and row.max <= 1 for (_, name), row in instance.stock.items() if name == resource)
