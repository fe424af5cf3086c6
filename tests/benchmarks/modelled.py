"""What stands in a modelled county: facilities, today's stock, townships and the ways between them, drawn by seed.

Stocks lie near what the policy asks for and mostly below, five hospitals hold most of them, one of ten of the other
facilities is a candidate, and each township is near four facilities.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.counties import County

HOSPITALS = 5
CANDIDATES = 0.1
NEAR = 4
"""Facilities within reach of a township."""

SPARE = 20
"""Units that any facility may add to double its stock."""

RATES = {"beds": (4.5, 6.5), "doctors": (1.9, 2.6), "nurses": (2.0, 2.9)}
"""Today's stock per 1000 residents of a county, from … to."""

Wholes = NDArray[np.int64]


@dataclass(frozen=True)
class Modelled:
    """One county's facilities by number: ``candidate``, stock and its maximum by resource; ``townships`` have
    ``people`` each, and ``near`` and ``minutes`` a row per township."""

    candidate: NDArray[np.bool_]
    current: dict[str, Wholes]
    most: dict[str, Wholes]
    townships: int
    people: int
    near: Wholes
    minutes: Wholes


def modelled(county: County, facilities: int, dice: np.random.Generator) -> Modelled:
    """The county with that many facilities."""
    numbers = np.arange(facilities)
    weight = np.where(numbers < HOSPITALS, 12.0, 1.0) * dice.uniform(0.5, 1.5, facilities)
    candidate = (numbers >= HOSPITALS) & (dice.random(facilities) < CANDIDATES)
    weight[candidate] = 0
    current = {
        resource: shared(round(dice.uniform(low, high) * county.people / 1000), weight)
        for resource, (low, high) in RATES.items()
    }
    most = {resource: 2 * units + SPARE for resource, units in current.items()}
    current["ambulances"] = np.where(numbers < HOSPITALS, dice.integers(1, 3, facilities, endpoint=True), 0)
    most["ambulances"] = np.full(facilities, max(6, -(-2 * county.people // (30_000 * facilities))))
    townships = max(3, facilities // 8)
    near = np.argsort(dice.random((townships, facilities)), axis=1)[:, :NEAR]
    minutes = dice.integers(5, 14, near.shape, endpoint=True)
    return Modelled(candidate, current, most, townships, county.people // townships, near, minutes)


def shared(total: int, weight: NDArray[np.float64]) -> Wholes:
    """A whole total in proportion to the weights, by largest remainders."""
    quota = total * weight / weight.sum()
    share = np.floor(quota).astype(np.int64)
    largest = np.argsort(share - quota, kind="stable")[: total - int(share.sum())]
    share[largest] += 1
    return share
