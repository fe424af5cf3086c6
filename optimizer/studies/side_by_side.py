"""Several plans of one region in one table: county by resource, what stands there today and what each plan has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.instance import Instance
from models.selection import county_of
from optimizer.reporting.sums import current_plan

Amounts = Mapping[tuple[str, str], int]
"""(facility, resource) or (county, resource) → whole units"""


@dataclass(frozen=True)
class SideRow:
    """One county and resource: units today and under each plan, None where there is no plan."""

    county: str
    resource: str
    current: int
    proposed: tuple[int | None, ...]

    @property
    def differs(self) -> bool:
        """Whether two of the plans have different numbers here."""
        return len({units for units in self.proposed if units is not None}) > 1

    @property
    def contrast(self) -> float:
        """The largest difference between two plans, relative to the largest number."""
        known = [units for units in self.proposed if units is not None]
        return (max(known) - min(known)) / max(*known, 1) if known else 0.0


def county_totals(instance: Instance, amounts: Amounts) -> dict[tuple[str, str], int]:
    """(county, resource) → units of all facilities there; what lies in no county stands under its own area."""
    place = {name: county_of(instance, name) for name in instance.facilities}
    totals: dict[tuple[str, str], int] = defaultdict(int)
    for (facility, resource), units in amounts.items():
        totals[place[facility], resource] += units
    return dict(sorted(totals.items()))


def side_rows(instance: Instance, plans: Sequence[Amounts | None]) -> list[SideRow]:
    """Every county with every resource that it has stock of, by id."""
    today = county_totals(instance, current_plan(instance))
    totals = [None if plan is None else county_totals(instance, plan) for plan in plans]
    return [
        SideRow(county, resource, units, tuple(None if one is None else one[county, resource] for one in totals))
        for (county, resource), units in today.items()
    ]


def region_rows(instance: Instance, rows: Sequence[SideRow]) -> list[SideRow]:
    """The same for the whole region: one row per resource, with an empty county."""
    groups: dict[str, list[SideRow]] = defaultdict(list)
    for row in rows:
        groups[row.resource].append(row)
    found = []
    for resource in (name for name in instance.resources if name in groups):
        members = groups[resource]
        columns = zip(*(row.proposed for row in members), strict=True)
        sums = tuple(None if None in column else sum(units or 0 for units in column) for column in columns)
        found.append(SideRow("", resource, sum(row.current for row in members), sums))
    return found
