"""How far facilities are from areas, and which are near enough: by the table of travel or, without it, on the sphere.

A limit is inclusive. With a table, a pair that is not in it is out of reach. On the sphere of radius 6371.0088 km, a
facility is inside if ``km ≤ limit · (1 + 1e-9)``, so that rounding in the last digit excludes nobody. Where distances
are averaged, those on the sphere are rounded to the metre.
"""

from __future__ import annotations

import bisect
import itertools
import math
from collections import defaultdict
from collections.abc import Collection, Iterable
from fractions import Fraction

import numpy as np

from models.clause import Reach
from models.instance import Area, Instance
from models.tables import Coded, Counts, FacilityTable, TravelTable
from optimizer.problems import InputError, Problem
from optimizer.verifying.groups import Groups

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
        self._ids = instance.facility_table.ids
        self._areas = instance.facility_table.areas
        travel = instance.travel_table
        self._finder = _ByCoordinates(instance, reach) if travel is None else _ByTable(travel, reach)

    def facilities(self, area: str) -> tuple[str, ...] | None:
        """The ids of the facilities within reach of an area, sorted; None if the area's own place is unknown."""
        place = bisect.bisect_left(self._areas, area)
        found = self._finder.facilities(place)
        return None if found is None else tuple(self._ids[facility] for facility in found)

    def groups(self, areas: Counts) -> tuple[Groups, Counts]:
        """The facilities within reach of each of these areas, and those of the areas whose own place is unknown."""
        found = {area: self._finder.facilities(area) for area in areas.tolist()}
        near = {area: facilities for area, facilities in found.items() if facilities is not None}
        place = np.repeat(np.array([*near], np.int64), [len(facilities) for facilities in near.values()])
        facility = np.fromiter(itertools.chain.from_iterable(near.values()), np.int64, len(place))
        unplaced = np.array([area for area, facilities in found.items() if facilities is None], np.int64)
        return Groups(place, facility, len(self._areas)), unplaced


class Distances:
    """How far facilities are from areas in one unit, as exact numbers; raises InputError as :class:`Nearby` does."""

    def __init__(self, instance: Instance, unit: str) -> None:
        _require_travel(instance, unit)
        self._instance = instance
        self._places = {} if instance.travel is not None else _placed(instance.facility_table)
        self._numbers = instance.facility_table.number
        self._table: dict[str, dict[str, Fraction]] = defaultdict(dict)
        travel = instance.travel_table
        if travel is not None:
            cells = _in_unit(travel, unit)
            for (area, facility), code in zip(travel, cells.codes.tolist(), strict=True):
                if code >= 0:
                    self._table[area][facility] = cells.values[code]

    def known(self, area: str, facilities: Collection[str]) -> dict[str, Fraction]:
        """The distance from an area to each of these facilities for which it is known."""
        if self._instance.travel is not None:
            return {name: far for name, far in self._table.get(area, {}).items() if name in facilities}
        here = _place(self._instance.areas[area])
        if here is None:
            return {}
        numbers, places = ((name, self._numbers[name]) for name in facilities), self._places
        return {name: _to_the_metre(great_circle_km(here, places[n])) for name, n in numbers if n in places}


def _to_the_metre(km: float) -> Fraction:
    return Fraction(round(km * 1000), 1000)


def _in_unit(travel: TravelTable, unit: str) -> Coded[Fraction]:
    return travel.minutes if unit == "minutes" else travel.km


def _require_travel(instance: Instance, unit: str) -> None:
    travel = instance.travel_table
    if travel is None:
        if unit == "km":
            return
        found, expected = "no such file", "it, where a clause counts what lies within minutes"
    else:
        if (_in_unit(travel, unit).codes >= 0).any():
            return
        found, expected = f"no value of {unit}", "some, where a clause counts what lies within that unit"
    raise InputError([Problem("no-travel", "travel.csv", found, expected, column=unit)])


class _ByTable:
    """Rows of the table of travel, which are sorted by area and facility."""

    def __init__(self, travel: TravelTable, reach: Reach) -> None:
        near = _in_unit(travel, reach.unit).where(lambda distance: distance <= reach.limit)
        self._facilities: list[int] = travel.second[near].tolist()
        self._starts: list[int] = np.searchsorted(travel.first[near], np.arange(len(travel.firsts) + 1)).tolist()

    def facilities(self, area: int) -> list[int] | None:
        return self._facilities[self._starts[area] : self._starts[area + 1]]


class _ByCoordinates:
    """Facilities sorted into cubes whose edge is the limit: what is near lies in the 27 cubes around an area."""

    def __init__(self, instance: Instance, reach: Reach) -> None:
        self._areas = [instance.areas[name] for name in instance.facility_table.areas]
        self._limit = float(reach.limit) * _SLACK
        self._edge = max(_chord(self._limit), _SMALLEST_CELL_KM / EARTH_RADIUS_KM) * _SLACK
        self._places = _placed(instance.facility_table)
        self._cubes: dict[tuple[int, int, int], list[int]] = defaultdict(list)
        for facility, place in self._places.items():
            self._cubes[self._cube(place)].append(facility)

    def facilities(self, area: int) -> list[int] | None:
        here = _place(self._areas[area])
        if here is None:
            return None
        near = (name for name in self._around(here) if great_circle_km(here, self._places[name]) <= self._limit)
        return sorted(near)

    def _cube(self, place: Vector) -> tuple[int, int, int]:
        x, y, z = (math.floor(coordinate / self._edge) for coordinate in place)
        return x, y, z

    def _around(self, place: Vector) -> Iterable[int]:
        x, y, z = self._cube(place)
        for i, j, k in itertools.product((-1, 0, 1), repeat=3):
            yield from self._cubes.get((x + i, y + j, z + k), ())


def _chord(limit_km: float) -> float:
    """The straight line between two points of the unit sphere that lie ``limit_km`` apart on the earth."""
    return 2 * math.sin(min(limit_km / EARTH_RADIUS_KM, math.pi) / 2)


def _place(area: Area) -> Vector | None:
    return None if area.lon is None or area.lat is None else unit_vector(area.lon, area.lat)


def _placed(facilities: FacilityTable) -> dict[int, Vector]:
    """The place of every facility that has coordinates, by number."""
    east, north = facilities.fixed["lon"], facilities.fixed["lat"]
    places: dict[int, Vector] = {}
    for facility in np.flatnonzero((east.codes >= 0) & (north.codes >= 0)).tolist():
        places[facility] = unit_vector(east.values[east.codes[facility]], north.values[north.codes[facility]])
    return places
