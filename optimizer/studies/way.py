"""The way from one policy to another in moves: which policies on it are solved next, and what is known without a solve.

A place on the way is how many moves are done there. Between two places that were asked for, the moves may stand in any
order: those that are proven to change nothing are put next to the plan that proves it.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property

from models.clause import COST, Policy
from models.instance import Instance
from optimizer.studies.independent import Blocks, blocks_of
from optimizer.studies.mixture import HEAD
from optimizer.studies.moves import DOWN, Move
from optimizer.studies.parts import Part, Priced
from optimizer.verifying.judge import judge


class Way:
    """The policies from one end to the other and what is known of them."""

    def __init__(
        self,
        instance: Instance,
        policies: tuple[Policy, Policy],
        moves: Sequence[Move],
        costs: tuple[Priced, Priced],
        *,
        apart: bool = False,
    ) -> None:
        self.instance, self.policies, self.apart = instance, policies, apart
        down = [move for move in moves if move.way in DOWN]
        up = [move for move in moves if move.way not in DOWN]
        split = {name for move in down for name in move.clauses} & {name for move in up for name in move.clauses}
        early, late = self._met(costs[0], up, 1), self._met(costs[1], down, 0)
        down.sort(key=lambda move: bool(split & set(move.clauses)))  # beside the middle, as they are on the way up
        up.sort(key=lambda move: not split & set(move.clauses))
        early, late = ([move for move in part if not split & set(move.clauses)] for part in (early, late))
        down, up = ([move for move in part if move not in (*early, *late)] for part in (down, up))
        self.order: list[Move] = [*early, *down, *up, *late]
        self.settled: set[Move] = {*early, *late}
        start, end = len(early), len(self.order) - len(late)
        self.middle = start + len(down)
        self.known: dict[int, Priced] = {0: costs[0], start: costs[0], end: costs[1], len(self.order): costs[1]}
        self.asked = {0, start, end, len(self.order)}

    def next(self) -> int | None:
        """The place to be solved next: first the middle, then the middle of the stretch that seems to change most.

        None when every move stands alone or is settled, or waits for an answer.
        """
        stretches = [ends for ends in itertools.pairwise(sorted(self.asked)) if self._largest(*ends) > 1]
        if not stretches:
            return None
        place = next((self.middle for low, high in stretches if low < self.middle < high), None)
        if place is None:
            low, high = max(stretches, key=lambda ends: (self._change(*ends), ends[1] - ends[0], -ends[0]))
            place = self._halve(low, high)
        self.asked.add(place)
        return place

    def _halve(self, low: int, high: int) -> int:
        """The middle of a stretch, with half of the moves of each group on either side."""
        groups = self._groups(low, high)
        first = [move for group in groups for move in group[: (len(group) + 1) // 2]]
        self.order[low:high] = [*first, *(move for group in groups for move in group[(len(group) + 1) // 2 :])]
        return low + len(first)

    def _largest(self, low: int, high: int) -> int:
        """How many moves of a stretch are to be told from each other at most; 0 where all are settled."""
        return max((len(group) for group in self._groups(low, high) if not self.settled.issuperset(group)), default=0)

    def _groups(self, low: int, high: int) -> list[list[Move]]:
        """The moves of a stretch, those together that may touch each other: all of them, unless it can be told."""
        moves = self.order[low:high]
        if not self._falls_apart(low, high):
            return [moves]
        groups: dict[int, list[Move]] = {}
        for move in moves:
            groups.setdefault(self.blocks.number[move], []).append(move)
        return list(groups.values())

    def _falls_apart(self, low: int, high: int) -> bool:
        """Whether the moves of a stretch that cannot touch each other have each their own part of its cost."""
        moves = self.order[low:high]
        told = self.apart and {low, high} <= self.known.keys()
        if not told or len(moves) < 2 or any(HEAD in move.clauses for move in moves):
            return False
        return self._only_cost(low, high)

    @cached_property
    def blocks(self) -> Blocks:
        """Which moves may touch each other; worked out when it is first asked for."""
        return blocks_of(self.instance, self.policies, self.order)

    def learn(self, place: int, cost: Priced) -> None:
        """Take in a solved policy and settle what follows from it."""
        self.known[place] = cost
        stops = sorted(self.asked)
        where = stops.index(place)
        if place >= self.middle and where + 1 < len(stops):
            self._settle_up(place, stops[where + 1])
        if place <= self.middle and where:
            self._settle_down(stops[where - 1], place)
        for low, high in itertools.pairwise(sorted(self.known)):
            if self._one_way(low, high):
                self.settled |= {move for part in self._parts(low, high) if part.within_gap for move in part.moves}

    def parts(self) -> tuple[Part, ...]:
        """What is known so far."""
        return tuple(part for ends in itertools.pairwise(sorted(self.known)) for part in self._parts(*ends))

    def _parts(self, low: int, high: int) -> list[Part]:
        """The parts of a stretch, with what of its cost none of its moves can have changed as a part without moves."""
        before, after = self.known[low], self.known[high]
        groups = self._groups(low, high)
        if len(groups) == 1:
            return [Part(tuple(groups[0]), before, after, self.settled.issuperset(groups[0]))]
        cells = [self.blocks.cells[self.blocks.number[group[0]]] for group in groups]
        found = [
            Part(tuple(group), before, after, self.settled.issuperset(group), own)
            for group, own in zip(groups, cells, strict=True)
        ]
        rest = frozenset(before.cells).union(after.cells).difference(*cells)
        noise = Part((), before, after, settled=True, cells=rest)
        return [*found, noise] if noise.change else found

    def _change(self, low: int, high: int) -> Fraction:
        """By how much the cost changes between the known policies around a stretch."""
        before = self.known[max(stop for stop in self.known if stop <= low)]
        after = self.known[min(stop for stop in self.known if stop >= high)]
        return abs(after.value - before.value)

    def _settle_up(self, low: int, high: int) -> None:
        """Put what the plan at the lower place meets anyway next to it."""
        moves = self.order[low:high]
        met = self._met(self.known[low], moves, 1)
        self.order[low:high] = [*met, *(move for move in moves if move not in met)]
        self._same(low, low + len(met))

    def _settle_down(self, low: int, high: int) -> None:
        """The same of what was taken out, or made laxer, on the way to the higher place."""
        moves = self.order[low:high]
        met = self._met(self.known[high], moves, 0)
        self.order[low:high] = [*(move for move in moves if move not in met), *met]
        self._same(high, high - len(met))

    def _same(self, place: int, other: int) -> None:
        """Between two places nothing changes."""
        self.settled |= set(self.order[min(place, other) : max(place, other)])
        self.known.setdefault(other, self.known[place])
        self.asked.add(other)

    def _only_cost(self, low: int, high: int) -> bool:
        """Whether a stretch changes no goal before cost, as far as the gaps allow."""
        changes = Part(tuple(self.order[low:high]), self.known[low], self.known[high]).changes
        return bool(changes) and all(one.change == 0 for one in changes if one.goal != COST)

    def _one_way(self, low: int, high: int) -> bool:
        """Whether a stretch changes no goal before cost and only gets laxer, or only stricter.

        Then what has the same cost at both ends has it everywhere between them.
        """
        moves = self.order[low:high]
        one_way = high <= self.middle or low >= self.middle
        return one_way and all(move.proves for move in moves) and self._only_cost(low, high)

    def _met(self, cost: Priced, moves: Sequence[Move], side: int) -> list[Move]:
        """Those of the moves whose clauses, as one of the policies has them, a plan meets in full."""
        asked = [move for move in moves if move.proves]
        if cost.plan is None or not asked:
            return []
        names = {name for move in asked for name in move.clauses}
        policy = self.policies[side]
        clauses = tuple(clause for clause in policy.clauses if clause.id in names)
        judgement = judge(self.instance, replace(policy, clauses=clauses, goals=()), cost.plan)
        short = {row.clause for row in judgement.rows if row.short}
        return [move for move in asked if not short & set(move.clauses)]
