"""How far facilities are from areas, and which are near enough: by the table of travel or, without it, on the sphere.

A limit is inclusive. With a table, a pair that is not in it is out of reach. On the sphere of radius 6371.0088 km, a
facility is inside if ``km ≤ limit · (1 + 1e-9)``, so that rounding in the last digit excludes nobody. Where distances
are averaged, those on the sphere are rounded to the metre.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction

from models.clause import Reach
from models.instance import Area, Facility, Instance, Travel
from optimizer.problems import InputError, Problem

EARTH_RADIUS_KM = 6371.0088
_SLACK = 1 + 1e-9
_SMALLEST_CELL_KM = 0.1

Vector = tuple[float, float, float]


def unit_vector(lon: Fraction, lat: Fraction) -> Vector:
    """The point of the unit sphere at these degrees of longitude and latitude."""
    east, north = math.radians(lon), math.radians(lat)
    return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)


def great_circle_km(one: Vector, other: Vector) -> float:
    """Kilometres between two points of the unit sphere: radius · atan2(|one × other|, one · other)."""
    (a, b, c), (x, y, z) = one, other
    cross = math.hypot(b * z - c * y, c * x - a * z, a * y - b * x)
    return EARTH_RADIUS_KM * math.atan2(cross, a * x + b * y + c * z)


class Nearby:
    """The facilities within one reach of any area; finding them never looks at all facilities for each area.

    Raises InputError (``no-travel``) if minutes are asked for without a table of travel, or if the table has no value
    in the unit asked for.
    """

    def __init__(self, instance: Instance, reach: Reach) -> None:
        _require_travel(instance, reach.unit)
        self._found: dict[str, tuple[str, ...] | None] = {}
        self._finder: _ByTable | _ByCoordinates
        if instance.travel is not None:
            self._finder = _ByTable(instance, reach)
        else:
            self._finder = _ByCoordinates(instance, reach)

    def facilities(self, area: str) -> tuple[str, ...] | None:
        """The ids of the facilities within reach of an area, sorted; None if the area's own place is unknown."""
        if area not in self._found:
            self._found[area] = self._finder.facilities(area)
        return self._found[area]


class Distances:
    """How far facilities are from areas in one unit, as exact numbers; raises InputError as :class:`Nearby` does."""

    def __init__(self, instance: Instance, unit: str) -> None:
        _require_travel(instance, unit)
        self._instance = instance
        self._places = _placed(instance.facilities)
        self._table: dict[str, dict[str, Fraction]] = defaultdict(dict)
        for (area, facility), pair in (instance.travel or {}).items():
            distance = _in_unit(pair, unit)
            if distance is not None:
                self._table[area][facility] = distance

    def known(self, area: str, facilities: Iterable[str]) -> dict[str, Fraction]:
        """The distance from an area to each of these facilities for which it is known."""
        if self._instance.travel is not None:
            row = self._table.get(area, {})
            return {name: row[name] for name in facilities if name in row}
        here = _place(self._instance.areas[area])
        if here is None:
            return {}
        places = self._places
        return {name: _to_the_metre(great_circle_km(here, places[name])) for name in facilities if name in places}


def _to_the_metre(km: float) -> Fraction:
    return Fraction(round(km * 1000), 1000)


def _in_unit(pair: Travel, unit: str) -> Fraction | None:
    return pair.minutes if unit == "minutes" else pair.km


def _require_travel(instance: Instance, unit: str) -> None:
    if instance.travel is None:
        if unit == "km":
            return
        found, expected = "no such file", "it, where a clause counts what lies within minutes"
    else:
        if any(_in_unit(pair, unit) is not None for pair in instance.travel.values()):
            return
        found, expected = f"no value of {unit}", "some, where a clause counts what lies within that unit"
    raise InputError([Problem("no-travel", "travel.csv", found, expected, column=unit)])


class _ByTable:
    def __init__(self, instance: Instance, reach: Reach) -> None:
        self._near: dict[str, list[str]] = defaultdict(list)
        for (area, facility), pair in (instance.travel or {}).items():
            distance = _in_unit(pair, reach.unit)
            if distance is not None and distance <= reach.limit:
                self._near[area].append(facility)

    def facilities(self, area: str) -> tuple[str, ...] | None:
        return tuple(sorted(self._near.get(area, ())))


class _ByCoordinates:
    """Facilities sorted into cubes whose edge is the limit: what is near lies in the 27 cubes around an area."""

    def __init__(self, instance: Instance, reach: Reach) -> None:
        self._areas = instance.areas
        self._limit = float(reach.limit) * _SLACK
        self._edge = max(_chord(self._limit), _SMALLEST_CELL_KM / EARTH_RADIUS_KM) * _SLACK
        self._places = _placed(instance.facilities)
        self._cubes: dict[tuple[int, int, int], list[str]] = defaultdict(list)
        for facility, place in self._places.items():
            self._cubes[self._cube(place)].append(facility)

    def facilities(self, area: str) -> tuple[str, ...] | None:
        here = _place(self._areas[area])
        if here is None:
            return None
        near = (name for name in self._around(here) if great_circle_km(here, self._places[name]) <= self._limit)
        return tuple(sorted(near))

    def _cube(self, place: Vector) -> tuple[int, int, int]:
        x, y, z = (math.floor(coordinate / self._edge) for coordinate in place)
        return x, y, z

    def _around(self, place: Vector) -> Iterable[str]:
        x, y, z = self._cube(place)
        for i, j, k in itertools.product((-1, 0, 1), repeat=3):
            yield from self._cubes.get((x + i, y + j, z + k), ())


def _chord(limit_km: float) -> float:
    """The straight line between two points of the unit sphere that lie ``limit_km`` apart on the earth."""
    return 2 * math.sin(min(limit_km / EARTH_RADIUS_KM, math.pi) / 2)


def _place(thing: Area | Facility) -> Vector | None:
    return None if thing.lon is None or thing.lat is None else unit_vector(thing.lon, thing.lat)


def _placed(facilities: Mapping[str, Facility]) -> dict[str, Vector]:
    places = {name: _place(facility) for name, facility in facilities.items()}
    return {name: place for name, place in places.items() if place is not None}
