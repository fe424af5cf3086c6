"""How much plans differ on the map: in the totals of counties and in which facilities are open.

    distance(p, q) = mean over county × resource of |p − q| / max(the larger of the two, 1)
                     + the share of candidate and closable facilities that only one of the two has open

Both parts lie between 0 and 1. Two plans that move units between facilities of one county alone have distance 0: on the
map of counties they are the same.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from models.instance import OPEN, Instance
from models.plan import Plan
from optimizer.studies.side_by_side import county_totals

Place = tuple[str, str]
"""(county, resource)"""


@dataclass(frozen=True)
class MapView:
    """What of a plan is seen on the map: units per county and resource, and which of the facilities that may open or
    close are open."""

    totals: Mapping[Place, int]
    open: Mapping[str, bool]


def map_view(instance: Instance, plan: Plan) -> MapView:
    """The map of a plan."""
    decided = (name for name, facility in instance.facilities.items() if facility.status != OPEN)
    return MapView(county_totals(instance, plan.proposed), {name: plan.open[name] for name in decided})


def distance(one: MapView, other: MapView) -> Fraction:
    """How much two plans of one instance differ, exactly."""
    pairs = [(one.totals[place], other.totals[place]) for place in one.totals]
    amounts = sum((Fraction(abs(p - q), max(p, q, 1)) for p, q in pairs if p != q), Fraction(0))
    doors = sum(one.open[name] != other.open[name] for name in one.open)
    return amounts / max(len(pairs), 1) + Fraction(doors, max(len(one.open), 1))


def distances(views: Sequence[MapView]) -> tuple[tuple[Fraction, ...], ...]:
    """The distance of each plan to each, in a symmetric matrix."""
    rows = [[Fraction(0)] * len(views) for _ in views]
    for i, one in enumerate(views):
        for j in range(i):
            rows[i][j] = rows[j][i] = distance(one, views[j])
    return tuple(tuple(row) for row in rows)


def nearest(view: MapView, others: Sequence[MapView]) -> tuple[Fraction, Fraction]:
    """The distance to the nearest of some plans, and the sum of the distances to all: what makes a plan a good one."""
    apart = [distance(view, other) for other in others]
    return min(apart), sum(apart, Fraction(0))


Ways = Mapping[Place, int]
"""place → 1 to look for more there than the earlier plans have, −1 for less"""


def random_ways(known: Sequence[MapView], dice: random.Random) -> Ways:
    """Up or down at every place, by chance."""
    return {place: dice.choice((1, -1)) for place in known[0].totals}


def back_ways(known: Sequence[MapView], dice: random.Random) -> Ways:
    """Down where earlier plans have more than the first, up where they have less, by chance where they have the same.

    With one plan known there is nothing to go back from: up everywhere.
    """
    if len(known) == 1:
        return dict.fromkeys(known[0].totals, 1)
    return {
        place: -_sign(sum(view.totals[place] - units for view in known)) or dice.choice((1, -1))
        for place, units in known[0].totals.items()
    }


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)
