"""The boundaries that an instance brings along: ``areas.geojson``, features with a property ``area``, as map paths.

Coordinates are longitude and latitude in degrees (RFC 7946, The GeoJSON Format, section 4). Nothing of the file reaches
a page but numbers: its other properties are not read.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.instance import Instance
from optimizer.documents.page.geometry import Point, Projection
from optimizer.problems import InputError, Problem, did_you_mean
from optimizer.reading.folder import fingerprint, read_inside

FILE = "areas.geojson"
LARGEST_FILE = 20_000_000
"""Bytes."""

LONGEST_PATHS = 700_000
"""Characters of all paths together; a coarser grid is taken until they fit."""

FINEST, COARSEST = 0.5, 16.0
"""Steps of the grid that corners are moved to, in units of the drawing."""

FEWEST_CORNERS = 4
"""Of a ring, whose last corner repeats the first."""

MOST_PROBLEMS = 50

Ring = Sequence[Point]


@dataclass(frozen=True)
class Boundaries:
    """Area → its rings, (longitude, latitude) in degrees; ``digest`` is the sha256 of the file."""

    rings: Mapping[str, tuple[Ring, ...]]
    digest: str

    def corners(self, areas: Sequence[str]) -> Iterator[Point]:
        """All corners of these areas."""
        for area in areas:
            for ring in self.rings.get(area, ()):
                yield from ring


class _Fault(ValueError):  # noqa: N818 - caught where it is made, and turned into a problem
    """One feature is wrong: what was found, what was expected."""

    def __init__(self, found: str, expected: str, hint: str | None = None) -> None:
        self.found = found
        self.expected = expected
        self.hint = hint
        super().__init__(found)


def boundaries(instance: Instance) -> Boundaries | None:
    """The boundaries in the instance's folder, None if it brings none.

    InputError ``geojson`` (no GeoJSON, or a broken feature), ``too-large``, ``unknown-area`` and ``repeated-area``,
    with all faults at once, and those of :func:`~optimizer.reading.folder.read_inside`.
    """
    folder = Path(instance.folder)
    if not instance.folder or not (folder / FILE).exists():
        return None
    if (folder / FILE).is_file() and (folder / FILE).stat().st_size > LARGEST_FILE:
        found = f"{(folder / FILE).stat().st_size:,} bytes"
        raise InputError([Problem("too-large", FILE, found, f"at most {LARGEST_FILE:,} bytes")])
    data = read_inside(folder, FILE)
    return Boundaries(_rings(_features(data), instance), fingerprint(data))


def _features(data: bytes) -> list[Any]:
    expected = 'GeoJSON in UTF-8: {"type": "FeatureCollection", "features": […]}'
    try:
        content = json.loads(data.decode("utf-8-sig"), parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise InputError([Problem("geojson", FILE, error.msg, expected, row=error.lineno)]) from None
    except (ValueError, RecursionError) as error:
        found = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise InputError([Problem("geojson", FILE, found, expected)]) from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or content.get("type") != "FeatureCollection":
        raise InputError([Problem("geojson", FILE, "no list of features", expected)])
    return features


def _no_number(name: str) -> None:
    raise ValueError(f"{name}, which is no number")


def _rings(features: Sequence[Any], instance: Instance) -> dict[str, tuple[Ring, ...]]:
    found: dict[str, tuple[Ring, ...]] = {}
    problems: list[Problem] = []
    for number, feature in enumerate(features, 1):
        place = f"feature {number}"
        try:
            area = _area(feature)
            if area not in instance.areas:
                hint = did_you_mean(area, instance.areas)
                problems.append(
                    Problem("unknown-area", FILE, f'"{area}"', "an area of areas.csv", None, place, hint=hint)
                )
            elif area in found:
                problems.append(Problem("repeated-area", FILE, f'"{area}" again', "every area once", None, place))
            else:
                found[area] = tuple(_polygons(feature.get("geometry")))
        except _Fault as fault:
            problems.append(Problem("geojson", FILE, fault.found, fault.expected, None, place, hint=fault.hint))
        if len(problems) == MOST_PROBLEMS:
            break
    if problems:
        raise InputError(problems)
    return found


def _area(feature: Any) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    area = properties.get("area") if isinstance(properties, dict) else None
    if isinstance(area, int) and not isinstance(area, bool):
        return str(area)
    if not isinstance(area, str):
        raise _Fault("no property area", 'a feature with "properties": {"area": "the id of an area"}')
    return area


def _polygons(geometry: Any) -> Iterator[Ring]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        found = f"a {kind}" if isinstance(kind, str) else "no geometry"
        raise _Fault(found, "a Polygon or a MultiPolygon")
    coordinates = geometry.get("coordinates")
    for polygon in [coordinates] if kind == "Polygon" else _listed(coordinates, "a list of polygons"):
        for ring in _listed(polygon, "a list of rings"):
            corners = [_corner(each) for each in _listed(ring, "a list of corners")]
            if len(corners) < FEWEST_CORNERS:
                raise _Fault(f"a ring of {len(corners)} corners", f"at least {FEWEST_CORNERS}, the last as the first")
            yield corners


def _listed(value: Any, expected: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise _Fault("no coordinates" if value is None or value == [] else "something else", expected)
    return value


def _corner(value: Any) -> Point:
    if not isinstance(value, list) or len(value) < 2 or not all(type(each) in (int, float) for each in value[:2]):
        raise _Fault("a corner that is no pair of numbers", "[longitude, latitude]")
    try:
        lon, lat = float(value[0]), float(value[1])
    except OverflowError:
        lon = lat = math.inf
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        hint = "are these metres of another projection? Degrees (WGS 84) are needed"
        raise _Fault(f"a corner at {lon:g}, {lat:g}", "a longitude in ±180 and a latitude in ±90", hint)
    return lon, lat


def paths(found: Boundaries, areas: Sequence[str], projection: Projection) -> dict[str, str]:
    """Area → its outline as the data of an SVG path, on a grid as fine as the size of the page allows.

    Corners are moved to the nearest point of one grid, so that neighbours still meet where they met.
    """
    drawn = {
        area: [[projection.point(lon, lat) for lon, lat in ring] for ring in found.rings[area]]
        for area in areas
        if area in found.rings
    }
    step = FINEST
    while True:
        texts = {area: "".join(_path(ring, step) for ring in rings) for area, rings in drawn.items()}
        if sum(map(len, texts.values())) <= LONGEST_PATHS or step >= COARSEST:
            return {area: text for area, text in texts.items() if text}
        step *= 2


def _path(ring: Ring, step: float) -> str:
    """One ring with its corners on a grid; nothing for a ring that is smaller than the grid."""
    corners: list[tuple[int, int]] = []
    for x, y in ring:
        corner = (round(x / step), round(y / step))
        if not corners or corner != corners[-1]:
            if len(corners) > 1 and _straight(corners[-2], corners[-1], corner):
                corners.pop()
            corners.append(corner)
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    if len(corners) < FEWEST_CORNERS - 1:
        return ""
    return "M" + "L".join(f"{x * step:g} {y * step:g}" for x, y in corners) + "Z"


def _straight(one: tuple[int, int], two: tuple[int, int], three: tuple[int, int]) -> bool:
    """Whether the middle one of three corners lies on the way between the others."""
    ahead = (two[0] - one[0], two[1] - one[1]), (three[0] - two[0], three[1] - two[1])
    turn = ahead[0][0] * ahead[1][1] - ahead[0][1] * ahead[1][0]
    return turn == 0 and ahead[0][0] * ahead[1][0] + ahead[0][1] * ahead[1][1] > 0
