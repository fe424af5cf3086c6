"""Which facilities count in each of many places, as pairs of numbers, so that sums over all places are made at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.tables import Counts
from optimizer.verifying.amounts import Amounts, Numbers


@dataclass(frozen=True, eq=False)
class Groups:
    """Pairs of a place and a facility that counts there, both by number; ``count`` places there are in all.

    No pair occurs twice.
    """

    place: Numbers
    facility: Numbers
    count: int

    @cached_property
    def sizes(self) -> Counts:
        """How many facilities count in each place."""
        return np.bincount(self.place, minlength=self.count)

    def sums(self, amounts: Amounts) -> Amounts:
        """What the facilities of each place have together; ``amounts`` has a number for every facility."""
        return amounts.summed(self.place, self.count, self.facility)

    def counted(self, places: Counts, facilities: int) -> NDArray[np.bool_]:
        """Which of so many facilities count in at least one of these places."""
        asked = np.zeros(self.count, np.bool_)
        asked[places] = True
        found = np.zeros(facilities, np.bool_)
        found[self.facility[asked[self.place]]] = True
        return found

    def among(self, passing: NDArray[np.bool_]) -> Groups:
        """The pairs whose facility passes."""
        kept = passing[self.facility]
        return Groups(self.place[kept], self.facility[kept], self.count)

    def members(self, places: tuple[str, ...], facilities: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
        """Place → its facilities, both by id and sorted; a place without any is left out."""
        found: dict[str, list[str]] = {}
        order = np.lexsort((self.facility, self.place))
        for place, facility in zip(self.place[order].tolist(), self.facility[order].tolist(), strict=True):
            found.setdefault(places[place], []).append(facilities[facility])
        return {place: tuple(names) for place, names in found.items()}
