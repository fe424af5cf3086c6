"""How very many counties are told: gathered by city or province where that makes them few, else the first of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.instance import Instance
from optimizer.reporting.tables import COUNTY, CountyRow

MOST_COUNTIES = 200
"""More places than this are not listed one by one."""

FIRST_COUNTIES = 20
"""So many are listed where they cannot be gathered."""

GATHERING = ("city", "province")
"""The levels that counties are gathered by, the better first."""

Held = Mapping[tuple[str, str], tuple[int, int]]
"""(area, resource) → its units today and planned"""


@dataclass(frozen=True)
class Places:
    """The areas to be listed, all of them counties or gathered by ``level``; ``left_out`` counties stand in none."""

    level: str
    ids: Sequence[str]
    held: Held
    left_out: int = 0


def told_places(instance: Instance, rows: Iterable[CountyRow], *, full: bool = False) -> Places:
    """What a table of counties lists: all of them if they are not too many, or if ``full`` asks for them."""
    held = {(row.county, row.resource): (row.current, row.proposed) for row in rows}
    counties = sorted({county for county, _ in held})
    if full or len(counties) <= MOST_COUNTIES:
        return Places(COUNTY, counties, held)
    for level in GATHERING:
        above = {county: _above(instance, county, level) for county in counties}
        groups = sorted(set(above.values()))
        if 1 < len(groups) <= MOST_COUNTIES:
            return Places(level, groups, _gathered(held, above))
    return Places(COUNTY, counties[:FIRST_COUNTIES], held, len(counties) - FIRST_COUNTIES)


def _above(instance: Instance, area: str, level: str) -> str:
    """The area of a level that an area lies in; the area itself if it lies in none."""
    return next((one for one in instance.ancestry(area) if instance.areas[one].level == level), area)


def _gathered(held: Held, above: Mapping[str, str]) -> Held:
    sums: dict[tuple[str, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for (county, resource), (current, proposed) in held.items():
        before = sums[above[county], resource]
        sums[above[county], resource] = before[0] + current, before[1] + proposed
    return dict(sums)
