"""Scales of small charts: where a number stands between two ends, and which round numbers an axis is labelled with."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

MOST_TICKS = 5
SMALLEST = 1e-9
"""A smaller relative difference of the ends is none."""


@dataclass(frozen=True)
class Axis:
    """A straight scale from ``low`` at ``start`` to ``high`` at ``end``, in units of a drawing, with round ticks."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...]

    def at(self, value: float) -> float:
        """Where a value stands, to a tenth of a unit."""
        part = (value - self.low) / (self.high - self.low)
        return round(self.start + part * (self.end - self.start), 1)


def axis(values: Sequence[float], start: float, end: float, *, from_zero: bool) -> Axis:
    """The axis on which all values have room; ``from_zero`` lets it begin at zero."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low <= SMALLEST * max(abs(low), abs(high), 1.0):
        room = max(abs(low) * 0.05, 1.0)
        low, high = low - (0.0 if from_zero else room), high + room
    step = _step((high - low) / MOST_TICKS)
    first, last = math.floor(low / step), math.ceil(high / step)
    ticks = tuple(float(f"{number * step:.12g}") for number in range(first, last + 1))
    return Axis(ticks[0], ticks[-1], start, end, ticks)


def _step(least: float) -> float:
    """The smallest of 1, 2, 2.5, 5, 10, 20 … that is not below this."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(each * power for each in (1, 2, 2.5, 5, 10) if each * power >= least * (1 - 1e-9))
