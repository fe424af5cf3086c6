"""Classes of a map's colours: a few ranges with round limits, and in which of them a value lies.

Values that differ little in number (yes or no, one to five) get a class each. Others are cut so that every class has
about as many values, at limits with as few digits as keep the classes apart. What has no value has no class.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

MOST_CLASSES = 5
MOST_INCREASES, MOST_DECREASES = 3, 2
FEWEST_DIGITS, MOST_DIGITS = 2, 5

Class = int | None
Value = float | None


@dataclass(frozen=True)
class Classes:
    """The classes of one scale: their numbers, and what the legend says about each."""

    numbers: tuple[Class, ...]
    """the class of each value, in the order of the values"""
    legend: tuple[tuple[int, str], ...]
    """(class, its range in words), the lowest first; for a change only classes that occur"""


def sequential(values: Sequence[Value], others: Sequence[Value] = ()) -> tuple[Classes, Classes]:
    """Classes 0 to 4 of two series of values by the same limits, so that a colour means the same in both."""
    known = sorted({value for value in (*values, *others) if value is not None})
    if len(known) <= MOST_CLASSES:
        numbers = {value: number for number, value in enumerate(known)}
        legend = tuple((number, _digits(value)) for value, number in numbers.items())
        one, two = (_looked_up(numbers, series) for series in (values, others))
    else:
        limits = _limits([value for value in (*values, *others) if value is not None], MOST_CLASSES)
        legend = tuple(enumerate(_ranges(limits)))
        one, two = (_cut(limits, series) for series in (values, others))
    return Classes(one, legend), Classes(two, legend)


def diverging(changes: Sequence[Value]) -> Classes:
    """Classes of changes: 0 for none, 1 to 3 for more, −1 and −2 for less."""
    more = _limits([value for value in changes if value is not None and value > 0], MOST_INCREASES)
    less = _limits([-value for value in changes if value is not None and value < 0], MOST_DECREASES)
    numbers = tuple(_change_class(value, more, less) for value in changes)
    told = {0: "0"}
    told |= dict(enumerate(_increases(more), 1))
    told |= {-number: text for number, text in enumerate(_decreases(less), 1)}
    seen = sorted({number for number in numbers if number is not None})
    return Classes(numbers, tuple((number, told[number]) for number in seen))


def _change_class(value: Value, more: Sequence[float], less: Sequence[float]) -> Class:
    if value is None:
        return None
    if value == 0:
        return 0
    return 1 + bisect_right(more, value) if value > 0 else -1 - bisect_right(less, -value)


def _looked_up(numbers: dict[float, int], series: Iterable[Value]) -> tuple[Class, ...]:
    return tuple(None if value is None else numbers[value] for value in series)


def _cut(limits: Sequence[float], series: Iterable[Value]) -> tuple[Class, ...]:
    return tuple(None if value is None else bisect_right(limits, value) for value in series)


def _limits(values: Sequence[float], classes: int) -> list[float]:
    """Where classes after the first begin: round numbers above the least value, at most ``classes`` − 1 of them."""
    ordered = sorted(values)
    if not ordered or ordered[0] == ordered[-1]:
        return []
    wanted = [ordered[len(ordered) * number // classes] for number in range(1, classes)]
    most = len(set(wanted))
    limits: list[float] = []
    for digits in range(FEWEST_DIGITS, MOST_DIGITS + 1):
        limits = sorted({_round(value, digits) for value in wanted})
        limits = [limit for limit in limits if ordered[0] < limit <= ordered[-1]]
        if len(limits) >= most:
            break
    return limits


def _round(value: float, digits: int) -> float:
    return float(f"{value:.{digits}g}")


def _ranges(limits: Sequence[float]) -> list[str]:
    if not limits:
        return [""]
    inner = [f"{_digits(low)} – {_digits(high)}" for low, high in pairwise(limits)]
    return [f"< {_digits(limits[0])}", *inner, f"≥ {_digits(limits[-1])}"]


def _increases(limits: Sequence[float]) -> list[str]:
    """From the least increase to the largest."""
    ends = ["0", *(f"+{_digits(limit)}" for limit in limits)]
    return [*(f"{low} – {high}" for low, high in pairwise(ends)), f"≥ {ends[-1]}"] if limits else ["> 0"]


def _decreases(limits: Sequence[float]) -> list[str]:
    """From the least decrease to the largest."""
    ends = ["0", *(f"−{_digits(limit)}" for limit in limits)]
    return [*(f"{high} – {low}" for low, high in pairwise(ends)), f"≤ {ends[-1]}"] if limits else ["< 0"]


def _digits(value: float) -> str:
    """A round number with separators and without needless zeros."""
    if value == int(value):
        return f"{int(value):,}"
    places = max(0, MOST_DIGITS - 1 - math.floor(math.log10(abs(value))))
    return f"{value:,.{places}f}".rstrip("0").rstrip(".")
