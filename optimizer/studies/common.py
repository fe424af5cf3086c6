"""What several plans have in common, and which of it no plan within the limits has otherwise.

Of the numbers that all plans share, as many as possible are to come out otherwise in some further plan; those that do
are dropped, until none does. The rest is forced.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from models.instance import Instance
from models.plan import Plan
from optimizer.reporting.sums import current_plan
from optimizer.solving.near import Found, Neighbourhood
from optimizer.studies.differing import MapView
from optimizer.studies.searching import Sum, bounds, map_columns
from optimizer.studies.side_by_side import county_totals

FORCED, FREE, OPEN_QUESTION = "forced", "free", "not_settled"
"""Whether something that the plans found have in common could be otherwise: no, yes, or not known."""

Prove = Callable[[Sequence[Sum]], Found | None]
"""A plan in which many of these sums have another number; None if no time is left."""


@dataclass(frozen=True)
class CommonTotal:
    """A county and resource with the same units in all plans, and whether it is forced."""

    county: str
    resource: str
    current: int
    units: int
    standing: str = OPEN_QUESTION


@dataclass(frozen=True)
class CommonStock:
    """A facility and resource with the same units in all plans, and whether it is forced."""

    facility: str
    resource: str
    current: int
    units: int
    standing: str = OPEN_QUESTION


@dataclass(frozen=True)
class CommonOpening:
    """A candidate or closable facility that is open, or closed, in all plans, and whether it is forced."""

    facility: str
    open: bool
    standing: str = OPEN_QUESTION


@dataclass(frozen=True)
class Common:
    """What all plans have in common; ``places`` and ``cells`` are how many county × resource and facility × resource
    pairs there are, ``decided`` how many facilities may open or close."""

    totals: tuple[CommonTotal, ...] = ()
    openings: tuple[CommonOpening, ...] = ()
    stock: tuple[CommonStock, ...] = ()
    places: int = 0
    decided: int = 0
    cells: int = 0

    @property
    def members(self) -> tuple[CommonTotal | CommonOpening | CommonStock, ...]:
        """All of it."""
        return (*self.totals, *self.openings, *self.stock)


NOTHING_COMMON = Common()
"""Where there is no plan."""


def common_of(instance: Instance, plans: Sequence[Plan], views: Sequence[MapView]) -> Common:
    """What these plans have in common, with nothing known of what is forced."""
    first, today = views[0], current_plan(instance)
    totals_today = county_totals(instance, today)
    return Common(
        tuple(
            CommonTotal(*place, totals_today[place], units)
            for place, units in first.totals.items()
            if all(view.totals[place] == units for view in views)
        ),
        tuple(
            CommonOpening(facility, is_open)
            for facility, is_open in first.open.items()
            if all(view.open[facility] == is_open for view in views)
        ),
        tuple(
            CommonStock(*cell, today[cell], units)
            for cell, units in sorted(plans[0].proposed.items())
            if all(plan.proposed[cell] == units for plan in plans)
        ),
        len(first.totals),
        len(first.open),
        len(today),
    )


def proven(common: Common, near: Neighbourhood, prove: Prove) -> Common:
    """The same with what is known of being forced: first on the map, then facility by facility."""
    columns, stock = map_columns(near), near.assembly.columns.stock
    sums = [Sum(columns.stock[one.county, one.resource], one.units) for one in common.totals]
    sums += [Sum((columns.open[one.facility],), int(one.open)) for one in common.openings]
    on_map = _standings(near, sums, prove)
    cells = [Sum((stock[one.facility, one.resource],), one.units) for one in common.stock]
    single = _standings(near, cells, prove)
    return replace(
        common,
        totals=tuple(
            replace(one, standing=word) for one, word in zip(common.totals, on_map[: len(common.totals)], strict=True)
        ),
        openings=tuple(
            replace(one, standing=word) for one, word in zip(common.openings, on_map[len(common.totals) :], strict=True)
        ),
        stock=tuple(replace(one, standing=word) for one, word in zip(common.stock, single, strict=True)),
    )


def _standings(near: Neighbourhood, sums: Sequence[Sum], prove: Prove) -> list[str]:
    """What is known of each sum; one that its bounds allow a single number is forced without asking."""
    found = [OPEN_QUESTION] * len(sums)
    waiting = []
    for number, one in enumerate(sums):
        least, most = bounds(near, one.members)
        if least == most:
            found[number] = FORCED
        else:
            waiting.append(number)
    while waiting:
        answer = prove([sums[number] for number in waiting])
        if answer is None or answer.plan is None:
            break
        moved = {number for number in waiting if _units(answer, sums[number]) != sums[number].units}
        if not moved and answer.ended.reason != "finished":
            break
        for number in moved or waiting:
            found[number] = FREE if moved else FORCED
        waiting = [number for number in waiting if moved and number not in moved]
    return found


def _units(answer: Found, one: Sum) -> int:
    return sum(answer.units[column] for column in one.members)
