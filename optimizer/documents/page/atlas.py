"""The map as the templates and the script take it: a drawing that shows one indicator, and how to recolour it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from optimizer.documents.content.resources import main_resources
from optimizer.documents.dossier import Dossier
from optimizer.documents.page.boundaries import Boundaries, boundaries, paths
from optimizer.documents.page.classes import Class
from optimizer.documents.page.geometry import (
    Point,
    projection,
    radii,
    round_length,
    spread_out,
)
from optimizer.documents.page.indicators import CHANGE, PLAN, STATES, Indicator, indicators, residents_text
from optimizer.documents.page.labels import Label, placed
from optimizer.documents.page.places import FACILITIES, Place, Places, mapped
from optimizer.reporting.naming import resource_name
from optimizer.reporting.numbers import grouped
from optimizer.reporting.words import say

MARGIN = 70.0
LETTERS, LETTERS_ON_PHONE = 17.0, 36.0
MOST_LABELS, MOST_LABELS_ON_PHONE = 60, 14
LONGEST_BAR = 220.0
NO_CLASS = "none"
LEGEND_SIZES = (1.0, 0.25, 0.05)
"""Circles of the legend, as parts of the largest."""

LEGEND_TEXT = 230.0
"""Room for the text beside a circle of the legend."""


@dataclass(frozen=True)
class Mark:
    """One place in the drawing: a circle, or the path of its boundary, coloured as the indicator shown first."""

    number: int
    name: str
    told: str
    x: float
    y: float
    radius: float
    path: str
    shade: str
    is_hollow: bool


@dataclass(frozen=True)
class Key:
    """One circle of the legend about sizes, in the units of the drawing, and where its text begins."""

    x: float
    radius: float
    text: str
    text_x: float


@dataclass(frozen=True)
class Atlas:
    """A map: its marks from the largest to the smallest, labels for a wide and a narrow screen, legends and notes."""

    height: float
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]
    phone_labels: tuple[Label, ...]
    bar: float
    bar_text: str
    sizes: tuple[Key, ...]
    size_title: str
    indicators: tuple[Indicator, ...]
    legend: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    places: Places

    @property
    def first(self) -> Indicator:
        """The indicator that is shown first."""
        return self.indicators[0]

    @property
    def legend_height(self) -> float:
        """The height of the legend about sizes, in units of the drawing."""
        return 2 * max(key.radius for key in self.sizes) + 8


def atlas(dossier: Dossier, lang: str) -> Atlas | None:
    """The map of a proposal; None where fewer than two places have coordinates or a boundary.

    Raises InputError if the instance brings boundaries that cannot be used.
    """
    outlines = boundaries(dossier.instance)
    places = mapped(dossier.instance, outlines.rings if outlines else (), lang)
    if places is None:
        return None
    told = indicators(dossier, places, lang)
    return _drawn(dossier, places, outlines, told, lang) if told else None


def _drawn(
    dossier: Dossier, places: Places, outlines: Boundaries | None, told: tuple[Indicator, ...], lang: str
) -> Atlas:
    shown = [place.id for place in places.shown]
    drawing = projection([*_centres(places, outlines), *(outlines.corners(shown) if outlines else ())], MARGIN)
    shapes = paths(outlines, shown, drawing) if outlines else {}
    sizes = [_size(dossier, places, place) for place in places.shown]
    round_sizes = radii(sizes, drawing.height)
    points = [drawing.point(*each) for each in _centres(places, outlines)]
    circles = [number for number, place in enumerate(places.shown) if place.id not in shapes]
    for number, point in zip(
        circles, spread_out([points[i] for i in circles], [round_sizes[i] for i in circles]), strict=True
    ):
        points[number] = point
    label_sizes = [0.0 if place.id in shapes else round_sizes[i] for i, place in enumerate(places.shown)]
    names = [place.name for place in places.shown]
    order = sorted(range(len(names)), key=lambda i: (places.shown[i].id not in shapes, -round_sizes[i], i))
    labels, phone_labels = (
        tuple(placed(names, points, label_sizes, drawing.height, letters, most))
        for letters, most in ((LETTERS, MOST_LABELS), (LETTERS_ON_PHONE, MOST_LABELS_ON_PHONE))
    )
    length = round_length(LONGEST_BAR / drawing.units_per_km)
    return Atlas(
        drawing.height,
        tuple(_mark(told[0], places, i, points[i], round_sizes[i], sizes[i], shapes, lang) for i in order),
        labels,
        phone_labels,
        round(length * drawing.units_per_km, 1),
        f"{length:g} km",
        _size_keys(sizes, round_sizes) if circles else (),
        _size_title(dossier, places, lang),
        told,
        legend(told[0], PLAN, lang),
        tuple(_notes(places, shapes, outlines, lang)),
        places,
    )


def _centres(places: Places, outlines: Boundaries | None) -> list[Point]:
    """(longitude, latitude) of each place; the middle of its largest ring where it has no coordinates."""
    found = []
    for place in places.shown:
        if place.lon is not None and place.lat is not None:
            found.append((place.lon, place.lat))
        elif outlines is not None:
            ring = max(outlines.rings[place.id], key=len)
            lons, lats = zip(*ring, strict=True)
            found.append(((min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2))
    return found


def _size(dossier: Dossier, places: Places, place: Place) -> float | None:
    """What the area of a circle stands for: residents, or of facilities the planned units of the first resource."""
    if places.level != FACILITIES:
        return None if place.residents is None else float(place.residents)
    main = main_resources(dossier)
    units = dossier.judgement.plan.proposed.get((place.id, main[0])) if main else None
    return None if units is None else float(units)


def _size_title(dossier: Dossier, places: Places, lang: str) -> str:
    if places.level != FACILITIES:
        return say("page_size_residents", lang)
    main = main_resources(dossier)
    return say("page_size_units", lang, resource=resource_name(dossier.instance, main[0], lang)) if main else ""


def _mark(
    told: Indicator,
    places: Places,
    number: int,
    point: Point,
    radius: float,
    size: float | None,
    shapes: dict[str, str],
    lang: str,
) -> Mark:
    place = places.shown[number]
    return Mark(
        number,
        place.name,
        reading(told, place, number, lang),
        round(point[0], 1),
        round(point[1], 1),
        round(radius, 1),
        shapes.get(place.id, ""),
        shade(PLAN, told.of(PLAN, number)),
        size is None,
    )


def shade(state: str, number: Class) -> str:
    """The class name by which the style colours a place."""
    if number is None:
        return NO_CLASS
    return f"c{number + 2}" if state == CHANGE else f"s{number}"


def legend(told: Indicator, state: str, lang: str) -> tuple[tuple[str, str], ...]:
    """(class name, range) of every colour, the lowest first; last that of places without a value, if there are any."""
    if state not in told.classes:
        return ()
    found = told.classes[state]
    colours = [(shade(state, number), text) for number, text in found.legend]
    absent = [(NO_CLASS, say("page_no_value", lang))] if None in found.numbers else []
    return (*colours, *absent)


def reading(told: Indicator, place: Place, number: int, lang: str) -> str:
    """What is said about a place: its name, residents and the indicator today and under the plan."""
    parts = told.readings[number]
    people = residents_text(place.residents)
    texts = [say("page_residents", lang, count=people)] if people else []
    if parts.units:
        texts.append(f"{told.name} {parts.units} ({parts.change})")
    if parts.rate:
        texts.append(f"{told.scale or told.name} {parts.rate}")
    return say("page_reading", lang, name=place.name, parts=say("page_parts", lang).join(texts))


def _size_keys(sizes: Sequence[float | None], round_sizes: Sequence[float]) -> tuple[Key, ...]:
    """Circles of round sizes near the largest, a quarter and a twentieth of it, side by side."""
    known = [(size, radius) for size, radius in zip(sizes, round_sizes, strict=True) if size]
    if not known:
        return ()
    largest, radius = max(known)
    rounds = dict.fromkeys(round_length(largest * part) for part in LEGEND_SIZES)
    found: list[Key] = []
    left = 4.0
    for size in rounds:
        own = radius * (size / largest) ** 0.5
        if size >= 1:
            found.append(Key(round(left + own, 1), round(own, 1), grouped(int(size)), round(left + 2 * own + 10, 1)))
            left += 2 * own + LEGEND_TEXT
    return tuple(found)


def _notes(places: Places, shapes: dict[str, str], outlines: Boundaries | None, lang: str) -> Iterator[str]:
    level = say(places.level, lang)
    if places.unplaced:
        count, all_count = len(places.unplaced), len(places.unplaced) + len(places.shown)
        yield say("page_unplaced", lang, count=count, all=all_count, level=level)
    if places.outside and places.level != FACILITIES:
        yield say("page_outside", lang, count=grouped(places.outside), level=level)
    if len(shapes) < len(places.shown):
        yield say("page_moved", lang)
    if outlines is not None:
        if len(shapes) < len(places.shown):
            yield say("page_without_boundary", lang, count=len(places.shown) - len(shapes))
        yield say("page_boundary_file", lang, digest=outlines.digest)


def script_data(chart: Atlas, lang: str) -> dict[str, Any]:
    """What the script needs to recolour the map: names, classes, legends and texts, nothing to be computed."""
    return {
        "names": [place.name for place in chart.places.shown],
        "people": [residents_text(place.residents) for place in chart.places.shown],
        "indicators": [_indicator_data(each, lang) for each in chart.indicators],
    }


def _indicator_data(told: Indicator, lang: str) -> dict[str, Any]:
    return {
        "name": told.name,
        "scale": told.scale,
        "classes": {
            state: [shade(state, number) for number in told.classes[state].numbers]
            for state in STATES
            if state in told.classes
        },
        "legends": {state: legend(told, state, lang) for state in STATES if state in told.classes},
        "units": [each.units for each in told.readings],
        "changes": [each.change for each in told.readings],
        "rates": [each.rate for each in told.readings],
    }
