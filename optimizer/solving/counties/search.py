"""Making one linear cost small over all counties: prices, proposals, choice, proof, until they meet.

What has been proven narrows what is still looked for. If the bound of some prices is L = Σ_k L_k + L_links and only
plans up to a value v matter, then each county keeps ``(c_k − A_kᵀπ)·x ≤ L_k + (v − L)``, because no other county can
make up for more. Near the optimum v − L is small beside what one county decides, so this closes nearly all of the gap
that prices alone leave open.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.sparse import csr_matrix, vstack

from models.split import Links, Split
from models.standard import Floats, StandardForm
from optimizer.solving.counties.block import Answer, Block, Share
from optimizer.solving.counties.master import Choice, Proposals, choose, chosen, honest, part_of_links, with_row
from optimizer.solving.counties.pool import Pool
from optimizer.solving.model import settle

ROUNDS = 25
"""How often new prices are tried for one goal."""

IDLE_ROUNDS = 5
"""How many rounds may pass without the gap closing by a tenth before the search for one goal ends."""

_ROUNDING = 1e-9
MOST_TORN, _TORN = 6, 1e-6
"""How many counties that a mix of proposals leaves torn decide again in one round."""

CHOICE_SECONDS = 20.0
FIRST_GAP = 1e-3
"""How exactly counties answer at first, as a part of what they cost."""


@dataclass(frozen=True)
class Proof:
    """What some prices prove: the least that each county costs under them, and the bound they make together."""

    prices: Floats
    each: Floats
    bound: float


@dataclass(frozen=True)
class Whole:
    """One plan: a point of every county and the link columns."""

    points: tuple[Floats, ...]
    links: Floats


@dataclass(frozen=True)
class Aim:
    """What is to be made small: a cost for every county and for the link columns, over some links."""

    costs: Sequence[Floats]
    link_cost: Floats
    links: Links


@dataclass
class Found:
    """How far a search came. ``impossible``: no plan keeps the rows of the counties."""

    value: float = np.inf
    whole: Whole | None = None
    proof: Proof | None = None
    impossible: bool = False
    rounds: int = 0
    log: list[tuple[float, float]] = field(default_factory=list)

    @property
    def bound(self) -> float:
        """The proven bound; minus infinity before the first."""
        return -np.inf if self.proof is None else self.proof.bound


Stop = Callable[[float, float], bool]
Notice = Callable[[float, float], None]


class Search:
    """All counties with what is known of them so far: links, limits, points."""

    def __init__(
        self, form: StandardForm, parts: Split, seed: int, presolve: bool, crew: Executor, deadline: float
    ) -> None:
        self.form, self.parts, self.crew, self.deadline = form, parts, crew, deadline
        self.blocks = [Block(county, seed, presolve) for county in parts.counties]
        self.links = parts.links
        self.uses: list[csr_matrix] = [county.links for county in parts.counties]
        self.pool = Pool(len(self.blocks))
        self.notice: Notice | None = None

    @property
    def count(self) -> int:
        """How many counties."""
        return len(self.blocks)

    def out_of_time(self) -> bool:
        """Whether the time limit is reached."""
        return time.monotonic() >= self.deadline

    def ask(
        self, costs: Sequence[Floats], prices: Floats, gap: Floats, *, relaxed: bool = False, whom: Sequence[int] = ()
    ) -> list[Answer]:
        """The answers of the counties (of all, or of ``whom``) under some prices, each to its absolute gap."""

        def one(number: int) -> Answer:
            reduced = costs[number] - self.uses[number].T @ prices
            left = max(0.05, self.deadline - time.monotonic())
            start = None if relaxed else self.pool.cheapest(number, reduced)
            return self.blocks[number].ask(reduced, float(gap[number]), left, start=start, relaxed=relaxed)

        return list(self.crew.map(one, whom or range(self.count)))

    def improve(
        self,
        aim: Aim,
        prices: Floats,
        room: Callable[[float], float],
        *,
        known: Whole | None = None,
        stop: Stop | None = None,
        shares: bool = False,
    ) -> Found:
        """Make a cost small until value and bound are within ``room(value)`` or ``stop(value, bound)`` says enough.

        With ``shares`` each county first does what it can with what it uses of the links in the ``known`` plan.
        """
        found = Found()
        if known is not None:
            found.whole = self._within_shares(aim, known, room(self.worth(aim, known))) if shares else known
            found.value = self.worth(aim, found.whole)
        best_prices, idle, last_gap = prices, 0, np.inf
        for turn in range(ROUNDS):
            found.rounds = turn + 1
            answers = self.ask(aim.costs, prices, self._gaps(found, room))
            if any(np.isposinf(answer.bound) for answer in answers):
                found.impossible = True
                return found
            self._learn(aim, prices, answers, found)
            best_prices = found.proof.prices if found.proof is not None else prices
            loose = self._choose(aim, found, room)
            if self.notice is not None:
                self.notice(found.value, found.bound)
            found.log.append((found.value, found.bound))
            gap = found.value - found.bound
            if gap <= room(found.value) or (stop is not None and stop(found.value, found.bound)):
                break
            idle = idle + 1 if gap > 0.9 * last_gap else 0
            last_gap = min(last_gap, gap)
            if loose is None or idle >= IDLE_ROUNDS or self.out_of_time():
                break
            self._narrow(aim, found)
            wanted = honest(aim.links, loose.prices)
            prices = wanted if turn % 3 == 0 else 0.5 * (wanted + best_prices)
        for block in self.blocks:
            block.forget(_NOW)
        return found

    def share_of(self, number: int, point: Floats) -> Share:
        """What a county uses of every link at a point, to be used no further."""
        used = self.uses[number] @ point
        room = _ROUNDING * np.maximum(1.0, np.abs(used))
        low = np.where(np.isfinite(self.links.low), used - room, -np.inf)
        high = np.where(np.isfinite(self.links.high), used + room, np.inf)
        return Share(self.uses[number], low, high)

    def _within_shares(self, aim: Aim, known: Whole, room: float) -> Whole:
        """Each county as cheap as it can be without using more of any link than in a known plan."""
        gap = 0.1 * room / self.count

        def one(number: int) -> Floats:
            point, cost = known.points[number], aim.costs[number]
            share = self.share_of(number, point)
            left = max(0.05, self.deadline - time.monotonic())
            answer = self.blocks[number].ask(cost, gap, left, start=point, share=share)
            better = answer.point is not None and share.kept_by(answer.point) and cost @ answer.point < cost @ point
            return answer.point if better and answer.point is not None else point

        return self.settled(replace(known, points=tuple(self.crew.map(one, range(self.count)))))

    def worth(self, aim: Aim, whole: Whole) -> float:
        """What a plan costs."""
        inside = sum(float(cost @ point) for cost, point in zip(aim.costs, whole.points, strict=True))
        return inside + float(aim.link_cost @ whole.links)

    def hold(self, name: str, aim: Aim, limit: float, proof: Proof | None) -> None:
        """Keep a cost at or below a limit from now on, and each county to what the proof leaves it."""
        if proof is not None:
            self.keep_to(name, aim, limit, proof)
        self.links = with_row(self.links, aim.link_cost, limit)
        self.uses = [
            vstack([use, csr_matrix(cost[None, :])]).tocsr() for use, cost in zip(self.uses, aim.costs, strict=True)
        ]
        self.pool.refresh(self.blocks)

    def keep_to(self, name: str, aim: Aim, limit: float, proof: Proof) -> None:
        """Keep each county to what a proof leaves it if the whole may cost no more than a limit."""
        spare = limit - proof.bound
        for number, block in enumerate(self.blocks):
            reduced = aim.costs[number] - self.uses[number].T @ proof.prices
            block.limit(name, reduced, proof.each[number] + spare)

    def _narrow(self, aim: Aim, found: Found) -> None:
        if found.proof is not None and np.isfinite(found.value):
            self.keep_to(_NOW, aim, found.value, found.proof)

    def _gaps(self, found: Found, room: Callable[[float], float]) -> Floats:
        """How exactly each county is to answer: an equal share of what is still open, but no finer than needed."""
        share = 0.2 * room(found.value if np.isfinite(found.value) else found.bound) / self.count
        if np.isfinite(found.value) and np.isfinite(found.bound):
            share = max(share, 0.1 * (found.value - found.bound) / self.count)
        elif found.whole is not None:
            share = max(share, FIRST_GAP * abs(found.value) / self.count)
        return np.full(self.count, share if np.isfinite(share) else 1.0)

    def _learn(self, aim: Aim, prices: Floats, answers: Sequence[Answer], found: Found) -> None:
        each = np.array([answer.bound for answer in answers])
        bound = float(each.sum()) + part_of_links(aim.links, aim.link_cost, prices)
        if bound > found.bound:
            found.proof = Proof(prices, each, bound)
        for number, answer in enumerate(answers):
            if answer.point is not None:
                self.pool.add(number, answer.point)

    def _choose(self, aim: Aim, found: Found, room: Callable[[float], float]) -> Choice | None:
        """The best mix of all proposals; the best plan that takes one of each county is kept."""
        if found.whole is not None:
            for number, point in enumerate(found.whole.points):
                self.pool.add(number, point)
        loose = self._pick(aim, found, room)
        if loose is not None and found.rounds > 1 and found.value - found.bound > room(found.value):
            self._refit(aim, loose)
            self._pick(aim, found, room)
        return loose

    def _pick(self, aim: Aim, found: Found, room: Callable[[float], float]) -> Choice | None:
        proposals = self.pool.proposals(aim.costs, self.uses)
        left = min(CHOICE_SECONDS, max(0.1, self.deadline - time.monotonic()))
        loose = choose(aim.links, aim.link_cost, proposals, self.count, whole=False, seconds=left)
        if loose is None or loose.value > found.value - 0.1 * room(found.value):
            return loose
        slack = 0.1 * room(found.value if np.isfinite(found.value) else loose.value)
        picked = choose(aim.links, aim.link_cost, proposals, self.count, whole=True, seconds=left, gap=slack)
        if picked is not None and picked.value < found.value:
            whole = self.settled(Whole(tuple(self._points(picked, proposals)), picked.link_values))
            if self.fits(aim.links, whole):
                found.whole, found.value = whole, self.worth(aim, whole)
        return loose

    def _points(self, choice: Choice, proposals: Proposals) -> list[Floats]:
        every = [point for points in self.pool.points for point in points]
        return [every[place] for place in chosen(choice, proposals, self.count)]

    def settled(self, whole: Whole) -> Whole:
        """The plan with the link columns that follow from the others computed anew; what gives way stays as it is."""
        real = len(self.parts.link_columns)
        if not real:
            return whole
        values = settle(self.form, self.values_of(whole))
        return replace(whole, links=np.concatenate([values[self.parts.link_columns], whole.links[real:]]))

    def values_of(self, whole: Whole) -> Floats:
        """A value for every column of the model; whole ones are rounded."""
        values = np.zeros(len(self.form.column_lower))
        for county, point in zip(self.parts.counties, whole.points, strict=True):
            values[county.columns] = point
        values[self.parts.link_columns] = whole.links[: len(self.parts.link_columns)]
        return np.where(self.form.whole, np.rint(values), values)

    def fits(self, links: Links, whole: Whole) -> bool:
        """Whether a plan keeps the links, but for the rounding of long sums."""
        used, size = self.used(links, whole)
        margin = _ROUNDING * np.maximum(1.0, size)
        return bool(np.all(used >= links.low - margin) and np.all(used <= links.high + margin))

    def used(self, links: Links, whole: Whole) -> tuple[Floats, Floats]:
        """What a plan uses of every link, and the size of what is summed up in that."""
        total = links.columns @ whole.links
        size = abs(links.columns) @ np.abs(whole.links)
        for use, point in zip(self.uses, whole.points, strict=True):
            own = use @ point
            total, size = total + own, size + np.abs(own)
        return total, size

    def _refit(self, aim: Aim, loose: Choice) -> None:
        """Let the counties that a mix is torn about decide again, one after the other, within what the others leave."""
        proposals = self.pool.proposals(aim.costs, self.uses)
        points = self._points(loose, proposals)
        most = np.zeros(self.count)
        np.maximum.at(most, proposals.county, loose.weight)
        torn = [int(number) for number in np.argsort(most, kind="stable")[:MOST_TORN] if most[number] < 1 - _TORN]
        real = len(self.links.lower)
        links, beside = self.links, self.links.columns @ loose.link_values[:real]
        total = sum((use @ point for use, point in zip(self.uses, points, strict=True)), beside)
        for number in torn:
            others = total - self.uses[number] @ points[number]
            share = Share(self.uses[number], links.low - others, links.high - others)
            left = max(0.05, self.deadline - time.monotonic())
            answer = self.blocks[number].ask(aim.costs[number], 0.0, left, share=share)
            if answer.point is not None:
                self.pool.add(number, answer.point)
                points[number] = answer.point
                total = others + self.uses[number] @ answer.point


_NOW = "now"
"""Name of the limits that hold for the present search alone."""
