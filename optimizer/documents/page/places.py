"""Which places a map shows: counties, else townships, else facilities, whatever has coordinates or a boundary.

Where several counties have a place, they are shown. A region of one county is shown by its townships if their residents
are known, else by its facilities. With fewer than two places there is nothing to be seen, and no map.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction

from models.instance import Instance
from optimizer.reporting.tables import COUNTY, RESIDENTS, area_numbers
from optimizer.reporting.words import name_of

LEVELS_SHOWN = (COUNTY, "city", "township", "village")
FACILITIES = "facility"
FEWEST = 2


@dataclass(frozen=True)
class Place:
    """One place of a map: an area or a facility, its residents (of a facility None), and which facilities it has."""

    id: str
    name: str
    lon: float | None
    lat: float | None
    residents: Fraction | None
    facilities: tuple[str, ...]


@dataclass(frozen=True)
class Places:
    """The places of a map, by id; ``level`` is that of areas, or ``facility``; ``unplaced`` are names left out."""

    level: str
    shown: tuple[Place, ...]
    unplaced: tuple[str, ...]
    outside: int
    """how many facilities lie in no place that is shown"""


def mapped(instance: Instance, bounded: Collection[str], lang: str) -> Places | None:
    """The places to show; ``bounded`` are the areas with a boundary. None if fewer than two have a place."""
    for level in LEVELS_SHOWN:
        found = _areas(instance, level, bounded, lang)
        if len(found.shown) >= FEWEST and (level == COUNTY or _are_peopled(found.shown)):
            return found
    found = _facilities(instance, lang)
    return found if len(found.shown) >= FEWEST else None


def _are_peopled(places: Iterable[Place]) -> bool:
    return sum(place.residents is not None for place in places) >= FEWEST


def _areas(instance: Instance, level: str, bounded: Collection[str], lang: str) -> Places:
    areas = [area for area in instance.areas.values() if area.level == level]
    people = area_numbers(instance, [area.area for area in areas], RESIDENTS)
    inside: dict[str, list[str]] = {area.area: [] for area in areas}
    for facility in instance.facilities.values():
        for above in instance.ancestry(facility.area):
            if above in inside:
                inside[above].append(facility.facility)
                break
    shown = [
        Place(
            area.area,
            name_of(area, lang),
            None if area.lon is None else float(area.lon),
            None if area.lat is None else float(area.lat),
            people[area.area],
            tuple(inside[area.area]),
        )
        for area in areas
        if (area.lon is not None and area.lat is not None) or area.area in bounded
    ]
    kept = {place.id for place in shown}
    unplaced = tuple(name_of(area, lang) for area in areas if area.area not in kept)
    counted = sum(len(place.facilities) for place in shown)
    return Places(level, tuple(shown), unplaced, len(instance.facilities) - counted)


def _facilities(instance: Instance, lang: str) -> Places:
    shown = tuple(
        Place(one.facility, name_of(one, lang), float(one.lon), float(one.lat), None, (one.facility,))
        for one in instance.facilities.values()
        if one.lon is not None and one.lat is not None
    )
    kept = {place.id for place in shown}
    unplaced = tuple(name_of(one, lang) for one in instance.facilities.values() if one.facility not in kept)
    return Places(FACILITIES, shown, unplaced, len(unplaced))
