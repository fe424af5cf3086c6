"""Names on a map: the largest places first, each where it covers no other name."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from optimizer.documents.page.geometry import WIDTH, Point

NARROW = 0.56
"""Width of a Latin letter, in its size."""

LONGEST = 24
"""Characters of a name on the map; the full one stands in the tables."""


HEART = 0.5
"""The part of a circle, from its centre, that no other name covers."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True)
class Label:
    """A name, where it begins, is centred or ends, and at which height its letters stand."""

    text: str
    x: float
    y: float
    anchor: str


def placed(
    names: Sequence[str], points: Sequence[Point], sizes: Sequence[float], height: float, letters: float, most: int
) -> list[Label]:
    """Labels in letters of this size for at most so many of the places, the largest first."""
    found: list[Label] = []
    taken: list[Box] = []
    for number in sorted(range(len(names)), key=lambda each: (-sizes[each], each)):
        if len(found) == most:
            break
        hearts = [_heart(points[each], sizes[each]) for each in range(len(names)) if each != number]
        for label, box in _ways(_short(names[number]), points[number], sizes[number], letters):
            inside = box[0] > 0 and box[1] > 0 and box[2] < WIDTH and box[3] < height
            if inside and not any(_cross(box, other) for other in (*taken, *hearts)):
                found.append(label)
                taken.append(box)
                break
    return found


def _heart(point: Point, radius: float) -> Box:
    """The middle of a circle, which the names of others leave free."""
    part = HEART * radius
    return point[0] - part, point[1] - part, point[0] + part, point[1] + part


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def _ways(text: str, point: Point, radius: float, letters: float) -> list[tuple[Label, Box]]:
    """A label in the circle if there is room, else right, left, above or below, each with the box it fills.

    A place that is drawn as its boundary, without radius, has it in the middle.
    """
    wide = sum(1 if unicodedata.east_asian_width(sign) in "WF" else NARROW for sign in text) * letters
    x, y = point
    side = radius + letters * 0.25
    middle = ("middle", x, y + letters * 0.35)
    beside = [
        ("start", x + side, y + letters * 0.35),
        ("end", x - side, y + letters * 0.35),
        ("middle", x, y + side + letters * 0.8),
        ("middle", x, y - side),
    ]
    tried = [middle] if not radius or wide < 1.9 * radius else beside
    ways = []
    for anchor, left, base in tried:
        start = {"start": left, "middle": left - wide / 2, "end": left - wide}[anchor]
        box = (start - 2, base - letters * 0.9, start + wide + 2, base + letters * 0.2)
        ways.append((Label(text, round(left, 1), round(base, 1), anchor), box))
    return ways


def _cross(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
