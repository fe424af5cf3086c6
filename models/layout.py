"""Which columns and rows stand together in the model: by county in the order of their ids, then by kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.arrays import Places, Whole
from models.store import Codes, Kinds
from models.system import System


@dataclass(frozen=True, eq=False)
class Group:
    """The columns or the rows of one kind in one county (None: those that link), by number."""

    county: str | None
    kind: str
    members: Whole


@dataclass(frozen=True, eq=False)
class Layout:
    """All counties that have columns, and every column and row in its group."""

    counties: Sequence[str]
    columns: Sequence[Group]
    rows: Sequence[Group]

    @classmethod
    def of(cls, system: System) -> Layout:
        """The layout of a system."""
        counties, rank = county_ranks(system)
        columns = _groups(counties, rank[system.columns.county], system.columns.kind, system.columns.kinds)
        blocks = system.rows.blocks
        none: tuple[Codes, Kinds] = (np.zeros(0, np.int32), np.zeros(0, np.int8))
        county = np.concatenate([none[0], *(block.county for block in blocks)])
        kind = np.concatenate([none[1], *(block.kind for block in blocks)])
        return cls(counties, columns, _groups(counties, rank[county], kind, system.rows.kinds))

    @property
    def row_order(self) -> Whole:
        """The rows in the order of their groups."""
        return np.concatenate([np.zeros(0, np.int64), *(group.members for group in self.rows)])

    def by_county(self) -> Iterator[tuple[str | None, list[Group], list[Group]]]:
        """Each county with its groups of columns and of rows; what links them comes last, as None."""
        columns, rows = _by_county(self.columns), _by_county(self.rows)
        for county in (*self.counties, None):
            yield county, columns.get(county, []), rows.get(county, [])


def county_ranks(system: System) -> tuple[list[str], NDArray[np.int32]]:
    """The counties that have columns, sorted, and the place there of every county number of the system; the last entry,
    which -1 finds, is -1."""
    names = system.counties.names
    present = np.unique(system.columns.county)
    counties = sorted(names[number] for number in present.tolist() if number >= 0)
    place = {name: number for number, name in enumerate(counties)}
    return counties, np.array([*(place.get(name, -1) for name in names), -1], np.int32)


def _groups(counties: Sequence[str], rank: Codes, kind: Places, kinds: Sequence[str]) -> list[Group]:
    """Counties in order, links last; in each the kinds in the order in which they first appear."""
    place = np.where(rank < 0, len(counties), rank).astype(np.int64)
    code, first, own = np.unique(place * max(len(kinds), 1) + kind, return_index=True, return_inverse=True)
    order = np.lexsort((first, code // max(len(kinds), 1)))
    position = np.empty(len(order), np.int64)
    position[order] = np.arange(len(order))
    members = np.argsort(position[own], kind="stable")
    ends = np.cumsum(np.bincount(own, minlength=len(code))[order])
    return (
        [
            Group((*counties, None)[number // len(kinds)], kinds[number % len(kinds)], part)
            for number, part in zip(code[order].tolist(), np.split(members, ends[:-1]), strict=True)
        ]
        if len(code)
        else []
    )


def _by_county(groups: Sequence[Group]) -> dict[str | None, list[Group]]:
    found: dict[str | None, list[Group]] = {}
    for group in groups:
        found.setdefault(group.county, []).append(group)
    return found
