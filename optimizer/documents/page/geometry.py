"""Where things stand on a map: degrees become points of a drawing, and circles make room for each other.

The projection is equirectangular, scaled by the cosine of the middle latitude: true in shape for one region.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

Point = tuple[float, float]

WIDTH = 1000.0
LOWEST, HIGHEST = 460.0, 900.0
"""Height of a drawing, in its own units, is between these."""

KM_PER_DEGREE = 111.195
"""Kilometres of a degree of latitude on a sphere with the Earth's mean radius."""

NARROWEST = 0.02
"""Degrees that a drawing is wide and high at least, though all places be one."""

COVERED = 0.16
"""The part of the drawing that all circles together may cover."""

LARGEST, SMALLEST = 62.0, 2.5
ROUNDS = 24
OVERLAP = 0.7
"""Two circles may come as near to each other as this part of the sum of their radii."""

FARTHEST = 0.8
"""How many of its radii, and some units, a circle may be moved away from its place."""


@dataclass(frozen=True)
class Projection:
    """From degrees to the units of a drawing that is as wide as ``WIDTH`` and has ``margin`` left on every side."""

    west: float
    east: float
    south: float
    north: float
    margin: float

    @cached_property
    def _stretch(self) -> float:
        return math.cos(math.radians((self.south + self.north) / 2))

    @cached_property
    def _scale(self) -> float:
        """Units of the drawing per degree of latitude."""
        wide = max((self.east - self.west) * self._stretch, NARROWEST)
        high = max(self.north - self.south, NARROWEST)
        return min((WIDTH - 2 * self.margin) / wide, (HIGHEST - 2 * self.margin) / high)

    @cached_property
    def height(self) -> float:
        """The height of the drawing, in its units."""
        return float(round(max(LOWEST, (self.north - self.south) * self._scale + 2 * self.margin)))

    @property
    def units_per_km(self) -> float:
        """Units of the drawing per kilometre."""
        return self._scale / KM_PER_DEGREE

    def point(self, lon: float, lat: float) -> Point:
        """Where a place stands in the drawing; what is not filled by the region is the same on both sides."""
        x = (lon - (self.west + self.east) / 2) * self._stretch * self._scale
        y = ((self.south + self.north) / 2 - lat) * self._scale
        return WIDTH / 2 + x, self.height / 2 + y


def projection(places: Iterable[Point], margin: float) -> Projection:
    """The projection in which all these (longitude, latitude) have room."""
    lons, lats = zip(*places, strict=True)
    return Projection(min(lons), max(lons), min(lats), max(lats), margin)


def radii(sizes: Sequence[float | None], height: float) -> list[float]:
    """Radii of circles whose areas are as the sizes; the smallest that can be seen where a size is not known."""
    known = [size for size in sizes if size]
    if not known:
        return [LARGEST / 4] * len(sizes)
    per_size = min(COVERED * WIDTH * height / (math.pi * sum(known)), LARGEST**2 / max(known))
    return [max(SMALLEST, math.sqrt(size * per_size)) if size else SMALLEST for size in sizes]


def spread_out(points: Sequence[Point], sizes: Sequence[float]) -> list[Point]:
    """The points moved a little apart where circles of these radii would hide each other."""
    moved = [list(point) for point in points]
    reach = 2 * max(sizes, default=0.0) * (1 + FARTHEST)
    pairs = [
        (one, other)
        for one in range(len(points))
        for other in range(one + 1, len(points))
        if abs(points[one][0] - points[other][0]) < reach and abs(points[one][1] - points[other][1]) < reach
    ]
    for _ in range(ROUNDS):
        pushed = [_pushed(moved, sizes, one, other) for one, other in pairs]
        if not any(pushed):
            break
        for number, home in enumerate(points):
            _hold(moved[number], home, FARTHEST * sizes[number] + 4)
    return [(x, y) for x, y in moved]


def _pushed(moved: list[list[float]], sizes: Sequence[float], one: int, other: int) -> bool:
    """Push two circles half of what they lack apart; the smaller one gives way more."""
    dx, dy = moved[other][0] - moved[one][0], moved[other][1] - moved[one][1]
    apart, wanted = math.hypot(dx, dy), OVERLAP * (sizes[one] + sizes[other])
    if apart >= wanted - 0.01:
        return False
    if apart < 1e-6:  # two at one place part along a direction of their own
        dx, dy, apart = math.cos(one + other), math.sin(one + other), 1.0
        lacking = wanted
    else:
        lacking = wanted - apart
    part = sizes[other] / (sizes[one] + sizes[other])
    for number, share in ((one, -part), (other, 1 - part)):
        moved[number][0] += dx / apart * lacking * share * 0.6
        moved[number][1] += dy / apart * lacking * share * 0.6
    return True


def _hold(point: list[float], home: Point, farthest: float) -> None:
    away = math.hypot(point[0] - home[0], point[1] - home[1])
    if away > farthest:
        for axis in (0, 1):
            point[axis] = home[axis] + (point[axis] - home[axis]) * farthest / away


def round_length(longest: float) -> float:
    """The longest of 1, 2, 5, 10, 20 … that is no longer than this."""
    power = 10.0 ** math.floor(math.log10(longest))
    return next((step * power for step in (5, 2, 1) if step * power <= longest), power / 2)
