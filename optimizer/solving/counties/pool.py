"""The points that counties have proposed so far, kept from goal to goal."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix

from models.standard import Floats
from optimizer.solving.counties.block import Block
from optimizer.solving.counties.master import Proposals

MOST_EACH = 40
"""How many points of one county are kept; the oldest give way."""


class Pool:
    """The points of each county, each kept once; ``points`` are those that are looked for at present."""

    def __init__(self, counties: int) -> None:
        self.points: list[list[Floats]] = [[] for _ in range(counties)]
        self._every: list[dict[bytes, Floats]] = [{} for _ in range(counties)]

    def add(self, county: int, point: Floats) -> None:
        """Keep a point of a county that is looked for."""
        mark = point.tobytes()
        point = self._every[county].setdefault(mark, point)
        if not any(each is point for each in self.points[county]):
            self.points[county].append(point)
        if len(self._every[county]) > MOST_EACH:
            oldest = self._every[county].pop(next(iter(self._every[county])))
            self.points[county] = [each for each in self.points[county] if each is not oldest]

    def refresh(self, blocks: Sequence[Block]) -> None:
        """Take up the points that lie within the present level and limits, and no others."""
        for county, block in enumerate(blocks):
            self.points[county] = [point for point in self._every[county].values() if block.keeps_limits(point)]

    def proposals(self, costs: Sequence[Floats], uses: Sequence[csr_matrix]) -> Proposals:
        """Every point as a proposal: its cost, and what it uses of each link (``uses[k]`` has a row per link)."""
        owners = np.repeat(np.arange(len(self.points)), [len(points) for points in self.points])
        if not len(owners):
            return Proposals(owners, np.zeros(0), np.zeros((0, 0)))
        stacks = [np.array(points) for points in self.points if points]
        filled = [county for county, points in enumerate(self.points) if points]
        paid = [stack @ costs[county] for county, stack in zip(filled, stacks, strict=True)]
        used = [(uses[county] @ stack.T).T for county, stack in zip(filled, stacks, strict=True)]
        return Proposals(owners, np.concatenate(paid), np.vstack(used))

    def cheapest(self, county: int, cost: Floats) -> Floats | None:
        """The point of a county that costs least."""
        points = self.points[county]
        return min(points, key=lambda point: float(cost @ point)) if points else None
