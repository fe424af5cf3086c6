"""Which area lies in which, as arrays: areas are numbered in the order of their ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.arrays import Whole
from models.instance import Instance

NOWHERE = -1
"""The number of no area."""


@dataclass(frozen=True, eq=False)
class Territory:
    """The areas of a region, the area directly above each, and their levels."""

    ids: tuple[str, ...]
    parent: Whole
    level: NDArray[np.str_]

    @classmethod
    def of(cls, instance: Instance) -> Territory:
        """The territory of a region."""
        ids = tuple(sorted(instance.areas))
        number = {name: place for place, name in enumerate(ids)}
        areas = [instance.areas[name] for name in ids]
        above = [NOWHERE if area.parent is None else number[area.parent] for area in areas]
        return cls(ids, np.array(above, np.int64), np.array([area.level for area in areas], np.str_))

    @cached_property
    def number(self) -> Mapping[str, int]:
        """id → number."""
        return {name: place for place, name in enumerate(self.ids)}

    def at(self, level: str) -> Whole:
        """For every area the lowest one of this level that it is or lies in, else ``NOWHERE``."""
        found = np.full(len(self.ids), NOWHERE, np.int64)
        step = np.arange(len(self.ids))
        while (open_still := (found < 0) & (step >= 0)).any():
            here = open_still & (self.level[step] == level)
            found[here] = step[here]
            step = np.where(step >= 0, self.parent[step], NOWHERE)
        return found

    @cached_property
    def county(self) -> Whole:
        """The county of every area; ``NOWHERE`` for one that lies in none."""
        return self.at("county")
