"""The worst-off area: up to which level it can be lifted, found by trying levels and proven by prices.

At a fixed level the rows of an area lie inside its county, and the only question is whether the links can be kept. How
far they must give way is a linear cost; a positive bound on it proves the level out of reach. Under fixed prices that
bound falls steadily with the level, so that the next level to try is where it would vanish.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from models.standard import Floats
from optimizer.solving.counties.master import at_level, elastic, part_of_links
from optimizer.solving.counties.search import Aim, Found, Proof, Search, Whole

TRIES, RELAXED_TRIES = 40, 12
BESIDE = 4e-3
"""How far above the level of the relaxation a plan is first looked for, relatively."""

KEPT = 1e-7
"""Up to how much, measured against their size, links that give way count as kept."""

FINE = 1e-3
"""A link that gives way costs one per so large a part of its side."""

_GOAL = "fairness"


@dataclass(frozen=True)
class Level:
    """A level that a plan reaches, the highest one proven out of reach, and that plan."""

    reached: float
    unreachable: float
    whole: Whole


def keep_links(search: Search, prices: Floats | None = None, known: Whole | None = None) -> Found:
    """A plan that keeps the links at the present level, or the proof that there is none.

    ``value`` is how far they give way (``KEPT`` or less: not at all), ``bound`` how far they must.
    """
    aim, sizes = elastic_aim(search), _sizes(search)
    begin = _first_prices(search, sizes) if prices is None else np.clip(prices, -1 / sizes, 1 / sizes)
    found = search.improve(aim, begin, _kept, known=known, stop=lambda value, bound: value <= KEPT or bound > KEPT)
    if found.whole is not None:
        found.whole = search.settled(replace(found.whole, links=found.whole.links[: len(search.links.lower)]))
        if found.value <= KEPT and not search.fits(search.links, found.whole):
            found.whole, found.value = None, np.inf
    return found


def _kept(_: float) -> float:
    return KEPT


def elastic_aim(search: Search) -> Aim:
    """How far the links give way, as something to be made small."""
    loose, cost = elastic(search.links, _sizes(search))
    return Aim([np.zeros(len(county.columns)) for county in search.parts.counties], cost, loose)


def _sizes(search: Search) -> Floats:
    links = search.links
    sides = np.maximum(
        np.where(np.isfinite(links.low), np.abs(links.low), 0), np.where(np.isfinite(links.high), np.abs(links.high), 0)
    )
    return np.maximum(1.0, sides) * FINE


def _first_prices(search: Search, sizes: Floats) -> Floats:
    """Full prices where only the counties can keep a link, none where a link column can."""
    links = search.links
    alone = np.diff(links.columns.indptr) == 0
    toward = np.where(np.isfinite(links.low), 1.0, np.where(np.isfinite(links.high), -1.0, 0.0))
    return np.where(alone, toward / sizes, 0.0)


class Leveller:
    """The search for the lowest level that can be kept."""

    def __init__(self, search: Search, gap: float, absolute: float, notice: Callable[[float, float], None]) -> None:
        self.search, self.gap, self.absolute, self.notice = search, gap, absolute, notice
        self.plain = search.links
        self.prices: Floats | None = None
        self.stride = BESIDE

    def lowest(self, whole: Whole, floor: float) -> Level:
        """The level of the best plan found, starting from a known one; nothing is below ``floor``."""
        best, high, low = whole, self.level_of(whole), floor
        below = above = _Excess(floor, np.inf)
        hint: float | None = None
        for turn in range(TRIES):
            self.notice(high, low)
            if high - low <= max(self.gap * high, self.absolute) or self.search.out_of_time():
                break
            if turn == 1 and low == floor and self.prices is not None:
                below = self._relaxed_root(below, high)
                low = max(low, below.level)
                hint = min(low * (1 + BESIDE), 0.5 * (low + high))
            level = low if not turn else hint if hint is not None else self._next(low, high, below, above, turn)
            hint = None
            found = self._try(level)
            if found.impossible or found.bound > KEPT:
                low, below = level, _Excess(level, np.inf if found.impossible else found.bound)
                hint = self._beyond(low, high, above)
            elif found.whole is not None and found.value <= KEPT:
                best, high = found.whole, min(self.level_of(found.whole), level)
                above = _Excess(level, found.bound)
            else:
                break
        return Level(high, low, best)

    def hold(self, level: float) -> None:
        """Keep every area at or below a level from now on, and each county to what that leaves it."""
        self.set_level(level)
        search = self.search
        if self.prices is None:
            return
        aim = elastic_aim(search)
        answers = search.ask(aim.costs, self.prices, np.full(search.count, KEPT))
        each = np.array([answer.bound for answer in answers])
        bound = float(each.sum()) + part_of_links(aim.links, aim.link_cost, self.prices)
        if np.isfinite(bound):
            search.keep_to(_GOAL, aim, KEPT, Proof(self.prices, each, bound))
        for number, answer in enumerate(answers):
            if answer.point is not None:
                search.pool.add(number, answer.point)
        search.pool.refresh(search.blocks)

    def set_level(self, level: float) -> None:
        """Keep every area at or below a level."""
        for block in self.search.blocks:
            block.level = level
        self.search.links = at_level(self.plain, level)
        self.search.pool.refresh(self.search.blocks)

    def level_of(self, whole: Whole) -> float:
        """The level that a plan has."""
        search, levels = self.search, self.plain.levels
        worst = [block.worst(point) for block, point in zip(search.blocks, whole.points, strict=True)]
        if len(levels.rows):
            used = self.plain.columns @ whole.links
            for use, point in zip(search.uses, whole.points, strict=True):
                used = used + use @ point
            worst.append(float(((levels.low - used[levels.rows]) / levels.weight).max()))
        return max(0.0, *worst)

    def _try(self, level: float) -> Found:
        """Whether the links can be kept when no area is worse off than a level."""
        self.set_level(level)
        found = keep_links(self.search, self.prices)
        if found.bound > KEPT and found.proof is not None:
            self.prices = found.proof.prices
        return found

    def _relaxed_root(self, below: _Excess, high: float) -> _Excess:
        """Up to which level the relaxation alone proves, under the present prices, that the links cannot be kept."""
        top = _Excess(high, self._relaxed_excess(high))
        if not (np.isfinite(below.amount) and np.isfinite(top.amount) and top.amount <= KEPT < below.amount):
            return below
        kept = 0  # how often in a row the same end stayed; then its weight is halved, so that both ends move
        low_weight, top_weight = below.amount, top.amount
        for _ in range(RELAXED_TRIES):
            if top.level - below.level <= 0.1 * BESIDE * top.level or self.search.out_of_time():
                break
            level = below.level + (top.level - below.level) * low_weight / (low_weight - top_weight)
            edge = 0.02 * (top.level - below.level)
            level = min(max(level, below.level + edge), top.level - edge)
            excess = _Excess(level, self._relaxed_excess(level))
            if excess.amount > KEPT:
                below, low_weight, top_weight = excess, excess.amount, top_weight / (2 if kept > 0 else 1)
                kept = max(kept, 0) + 1
            else:
                top, top_weight, low_weight = excess, excess.amount, low_weight / (2 if kept < 0 else 1)
                kept = min(kept, 0) - 1
        return below

    def _relaxed_excess(self, level: float) -> float:
        assert self.prices is not None
        search = self.search
        self.set_level(level)
        aim = elastic_aim(search)
        answers = search.ask(aim.costs, self.prices, np.zeros(search.count), relaxed=True)
        return sum(answer.bound for answer in answers) + part_of_links(aim.links, aim.link_cost, self.prices)

    def _beyond(self, low: float, high: float, above: _Excess) -> float | None:
        """Above a level that is out of reach, farther each time, as long as no other level is known to be reached."""
        if np.isfinite(above.amount) or not low:
            return None
        self.stride *= 2
        return min(low * (1 + self.stride), 0.5 * (low + high))

    def _next(self, low: float, high: float, below: _Excess, above: _Excess, turn: int) -> float:
        """Where the excess would vanish if it fell in a straight line; the middle where that is not known."""
        known = np.isfinite(below.amount) and np.isfinite(above.amount) and above.amount < 0 < below.amount
        if not known or turn % 4 == 3:
            return 0.5 * (low + high)
        level = below.level + (above.level - below.level) * below.amount / (below.amount - above.amount)
        edge = 0.02 * (high - low)
        return min(max(level, low + edge), high - edge)


@dataclass(frozen=True)
class _Excess:
    """By how much the links must give way at a level, under fixed prices; negative if there is room."""

    level: float
    amount: float
