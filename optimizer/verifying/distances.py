"""Which facilities are near enough to an area, by the table of travel or, without one, along the great circle.

A limit is inclusive. With a table, a pair that is not in it is out of reach. On the sphere of radius 6371.0088 km, a
facility is inside if ``km ≤ limit · (1 + 1e-9)``, so that rounding in the last digit excludes nobody.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction

from models.clause import Reach
from models.instance import Area, Facility, Instance
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
        _require_travel(instance, reach)
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


def _require_travel(instance: Instance, reach: Reach) -> None:
    if instance.travel is None:
        if reach.unit == "km":
            return
        found, expected = "no such file", "it, where a clause counts what lies within minutes"
    else:
        if any(getattr(pair, reach.unit) is not None for pair in instance.travel.values()):
            return
        found, expected = f"no value of {reach.unit}", "some, where a clause counts what lies within that unit"
    raise InputError([Problem("no-travel", "travel.csv", found, expected, column=reach.unit)])


class _ByTable:
    def __init__(self, instance: Instance, reach: Reach) -> None:
        self._near: dict[str, list[str]] = defaultdict(list)
        for (area, facility), pair in (instance.travel or {}).items():
            distance = pair.minutes if reach.unit == "minutes" else pair.km
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
