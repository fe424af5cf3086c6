"""Which areas and facilities a clause speaks of, and what number an area offers as a base.

    F(c, a) = { f : f lies in a (or, with a reach, is near enough to a) and passes where }
    base(a) = the area's own number, else the sum of its children's, each of which must have one

Filters compare the text of cells. A comparison with an absent cell is false, whatever the operator.
"""

from __future__ import annotations

import bisect
import math
import operator as relation
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Protocol

from models.clause import Condition, Conditions, Filter, Reach
from models.grammar import GrammarError, parse_number
from models.instance import REGION, Area, Facility, Instance

EARTH_RADIUS_KM = 6371.0088
REACH_SLACK = 1e-9
"""Relative widening of a great-circle limit, so that rounding never excludes a facility on the circle."""

Orders = Mapping[str, Sequence[str]]
"""ordered attribute → its values from the lowest to the highest"""

_RELATIONS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": relation.ge,
    "<=": relation.le,
    ">": relation.gt,
    "<": relation.lt,
}


class AbsentNumber(LookupError):  # noqa: N818 - named for what it reports
    """An area lacks a number of its own and some area below it, ``area``, lacks it too."""

    def __init__(self, area: str, column: str) -> None:
        self.area = area
        self.column = column
        super().__init__(f"{area} has no {column}")


class IncomparableError(ValueError):
    """A text stands where ``<`` or ``>`` needs a number or a value of the attribute's order."""

    def __init__(self, column: str, text: str) -> None:
        self.column = column
        self.text = text
        super().__init__(f'"{text}" in {column} can be neither smaller nor larger')


class Described(Protocol):
    """Anything with the cells of its row: an area or a facility."""

    @property
    def texts(self) -> Mapping[str, str]:
        """Every filled cell, by column."""

    @property
    def numbers(self) -> Mapping[str, Fraction]:
        """The data cells that are numbers, by column."""


def number_of(thing: Described, column: str) -> Fraction | None:
    """The number in one cell, or None if the cell is empty.

    Raises GrammarError if the cell holds text that is no number.
    """
    if column in thing.numbers:
        return thing.numbers[column]
    text = thing.texts.get(column)
    return None if text is None else parse_number(text)


def passes(conditions: Filter, texts: Mapping[str, str], numbers: Mapping[str, Fraction], orders: Orders) -> bool:
    """Whether a row with these cells passes one of the alternatives, that is, every condition of it.

    Raises IncomparableError where ``<`` or ``>`` meets a text without order.
    """
    return not conditions or any(
        all(holds(condition, texts, numbers, orders) for condition in alternative) for alternative in conditions
    )


def holds(condition: Condition, texts: Mapping[str, str], numbers: Mapping[str, Fraction], orders: Orders) -> bool:
    """Whether a row with these cells meets one condition. Raises IncomparableError as ``passes`` does."""
    column = condition.column
    text = texts.get(column)
    if text is None:
        return False
    if condition.operator == "=":
        return any(same_value(text, value) for value in condition.values)
    if condition.operator == "!=":
        return not any(same_value(text, value) for value in condition.values)
    order = orders.get(column)
    cell = numbers[column] if order is None and column in numbers else _position(column, text, order)
    return _RELATIONS[condition.operator](cell, _position(column, condition.values[0], order))


@lru_cache(maxsize=100_000)
def same_value(left: str, right: str) -> bool:
    """Whether two cells are equal: as texts, or as numbers that have no leading zero (``010`` is a code)."""
    if left == right:
        return True
    number = _plain_number(left)
    return number is not None and number == _plain_number(right)


def _plain_number(text: str) -> Fraction | None:
    digits = text.strip().lstrip("-－−")
    if digits[:1] in ("0", "０") and digits[1:2] not in ("", ".", "．"):
        return None
    try:
        return parse_number(text)
    except GrammarError:
        return None


def _position(column: str, text: str, order: Sequence[str] | None) -> Fraction:
    try:
        return parse_number(text) if order is None else Fraction(list(order).index(text))
    except ValueError:
        raise IncomparableError(column, text) from None


def count_absent(conditions: Filter, things: Iterable[Described], orders: Orders) -> tuple[tuple[Condition, int], ...]:
    """For each condition, how many things fail the filter only because cells such as this one are empty.

    Conditions that no thing fails for that reason are left out.
    """
    counts = {condition: 0 for alternative in conditions for condition in alternative}
    for thing in things:
        if not passes(conditions, thing.texts, thing.numbers, orders):
            for condition in {each for alternative in conditions for each in _absent(alternative, thing, orders)}:
                counts[condition] += 1
    return tuple((condition, count) for condition, count in counts.items() if count)


def _absent(alternative: Conditions, thing: Described, orders: Orders) -> set[Condition]:
    """The conditions on cells that the thing lacks, if they alone keep it out."""
    lacking = {condition for condition in alternative if condition.column not in thing.texts}
    present = tuple(condition for condition in alternative if condition not in lacking)
    return lacking if passes((present,), thing.texts, thing.numbers, orders) else set()


def areas_of(instance: Instance, levels: Sequence[str], areas: Filter) -> tuple[Area, ...]:
    """The areas of these levels that pass the filter, by id."""
    orders = instance.vocabulary.orders
    return tuple(
        area
        for area in instance.areas.values()
        if area.level in levels and passes(areas, area.texts, area.numbers, orders)
    )


def facilities_of(instance: Instance, where: Filter, own_area: Filter = ()) -> tuple[Facility, ...]:
    """The facilities that pass ``where`` and whose own, lowest area passes ``own_area``, by id."""
    orders = instance.vocabulary.orders
    return tuple(
        facility
        for facility in instance.facilities.values()
        if passes(where, facility.texts, facility.numbers, orders)
        and (not own_area or _area_passes(instance, facility.area, own_area))
    )


def _area_passes(instance: Instance, area: str, conditions: Filter) -> bool:
    row = instance.areas[area]
    return passes(conditions, row.texts, row.numbers, instance.vocabulary.orders)


def members(
    instance: Instance, facilities: Iterable[Facility], areas: Iterable[Area], reach: Reach | None
) -> dict[str, tuple[str, ...]]:
    """area id → the ids of those facilities that lie in it, or with a reach are near enough to it, by id.

    Every area has an entry, an empty one if nothing lies in it.
    """
    found: dict[str, list[str]] = {area.area: [] for area in areas}
    for facility in facilities:
        for area in _candidates(instance, facility, found, reach):
            if area in found and (reach is None or reachable(instance, area, facility.facility, reach)):
                found[area].append(facility.facility)
    return {area: tuple(sorted(ids)) for area, ids in found.items()}


def _candidates(
    instance: Instance, facility: Facility, areas: Mapping[str, object], reach: Reach | None
) -> Iterable[str]:
    """The areas in which, or near which, a facility can be at all."""
    if reach is None:
        return instance.ancestry(facility.area)
    if instance.travel is not None:
        return instance.travellers.get(facility.facility, ())
    return areas if facility.lat is None else _in_latitude(instance, float(facility.lat), float(reach.limit))


def _in_latitude(instance: Instance, latitude: float, limit_km: float) -> Iterable[str]:
    """The areas whose latitude alone does not put them beyond a limit."""
    margin = math.degrees(limit_km / EARTH_RADIUS_KM) * (1 + 1e-6) + 1e-9
    latitudes = instance.latitudes
    first = bisect.bisect_left(latitudes, (latitude - margin, ""))
    last = bisect.bisect_right(latitudes, (latitude + margin, "\U0010ffff"))
    return (area for _, area in latitudes[first:last])


def base_number(instance: Instance, area: str, column: str) -> Fraction:
    """The number of an area (or of ``region``, the sum over its roots): its own, else the sum of its children's.

    Raises AbsentNumber naming the area that lacks it and has no areas below to sum, or GrammarError for a cell that
    is no number.
    """
    if area == REGION:
        return sum((base_number(instance, root, column) for root in children_of(instance, None)), Fraction(0))
    own = number_of(instance.areas[area], column)
    if own is not None:
        return own
    children = children_of(instance, area)
    if not children:
        raise AbsentNumber(area, column)
    return sum((base_number(instance, child, column) for child in children), Fraction(0))


def children_of(instance: Instance, parent: str | None) -> tuple[str, ...]:
    """The ids of the areas directly below ``parent``; with None, of the areas below nothing."""
    return instance.children.get(parent, ())


def reachable(instance: Instance, area: str, facility: str, reach: Reach) -> bool:
    """Whether the facility is within the limit of the area, the limit itself included.

    With a travel table its own pair decides and an absent pair is out of reach. Without one, kilometres are those of
    the great circle; an end without coordinates is out of reach, and so is everything in minutes.
    """
    if instance.travel is not None:
        away = distance(instance, area, facility, reach.unit)
        return away is not None and away <= reach.limit
    if reach.unit != "km":
        return False
    straight = great_circle_km(instance.areas[area], instance.facilities[facility])
    return straight is not None and straight <= float(reach.limit) * (1 + REACH_SLACK)


def distance(instance: Instance, area: str, facility: str, unit: str) -> Fraction | None:
    """How far a facility is from an area, in minutes or km; None if that is not known.

    Kilometres of the great circle are rounded to the metre, so that sums of them are exact.
    """
    if instance.travel is not None:
        pair = instance.travel.get((area, facility))
        return None if pair is None else pair.minutes if unit == "minutes" else pair.km
    away = great_circle_km(instance.areas[area], instance.facilities[facility]) if unit == "km" else None
    return None if away is None else Fraction(round(away * 1000), 1000)


def has_coordinates(thing: Area | Facility) -> bool:
    """Whether both longitude and latitude are known."""
    return thing.lon is not None and thing.lat is not None


def great_circle_km(start: Area | Facility, end: Area | Facility) -> float | None:
    """Kilometres along the great circle (haversine), or None where a coordinate is missing."""
    if start.lon is None or start.lat is None or end.lon is None or end.lat is None:
        return None
    south, north = math.radians(start.lat), math.radians(end.lat)
    half_lat, half_lon = (north - south) / 2, math.radians(end.lon - start.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(south) * math.cos(north) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))


def county_of(instance: Instance, facility: str) -> str:
    """The county a facility lies in; its own area where it lies in none."""
    own = instance.facilities[facility].area
    return county_of_area(instance, own) or own


def county_of_area(instance: Instance, area: str) -> str | None:
    """The county an area is or lies in, or None."""
    return next((name for name in instance.ancestry(area) if instance.areas[name].level == "county"), None)
