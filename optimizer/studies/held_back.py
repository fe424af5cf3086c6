"""Why a soft clause is short: the least shortfall that the binding clauses and hard facts leave it, and what else.

A row that is short is asked about alone. What no plan that keeps the binding clauses can give it, these (or the hard
facts) hold back: a minimal set of binding rows that collides with it says which, and taking each clause of that set
away says by how much it would help. What they would allow and the plan does not give has gone to other goals: then the
soft clauses of the same and earlier goals are held where the plan has them, and a minimal set says which of them would
have to give way.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from models.clause import BINDING, SOFT_NATURES, Clause, Policy, natures_of
from models.instance import Instance
from optimizer.impossible import Fact
from optimizer.solving.conflict import Board, OutOfTimeError, Row
from optimizer.solving.facts import FactBoard
from optimizer.studies.easing import Keeping
from optimizer.verifying.judgement import SHORT, Judgement, RowJudgement
from optimizer.verifying.tables import Tables

LEAST_SECONDS, MOST_OF_THE_REST = 5.0, 0.2
"""How long one row may take: these seconds, or this part of the time left, so that it does not take that of others."""

MOST_ROWS = 60
"""Where more rows than this take part, they are not thinned out further than to whole clauses."""

MARGIN = 1e-6
"""Units by which a row that is held may be missed: the solver's tolerance."""


@dataclass(frozen=True)
class Holder:
    """A clause that holds another one back.

    ``without``: units short that would remain at least if this binding clause were left out, where that was asked and
    could be told. ``soft`` marks what takes part beyond that: soft clauses of the same or an earlier goal that would
    fall shorter, and the binding clauses that make them rivals.
    """

    clause: str
    binding: bool
    without: Fraction | None = None
    soft: bool = False


@dataclass(frozen=True)
class ShortRow:
    """A row of a soft clause that the plan leaves short, in units of its measure.

    ``least`` is the shortfall that binding clauses and hard facts leave at least, None where it was not examined;
    ``facts`` are the hard facts that take part in that, None where they were not looked for. A row with less than its
    ``short`` as ``least`` and no ``soft`` holder gave way to fairness, to cost or to the gap.
    """

    row: RowJudgement
    least: Fraction | None = None
    held_by: tuple[Holder, ...] = ()
    facts: tuple[Fact, ...] | None = None

    @property
    def examined(self) -> bool:
        """Whether it is known what holds it back."""
        return self.least is not None

    @property
    def complete(self) -> bool:
        """Whether the facts behind that are known too."""
        return self.examined and self.facts is not None


def short_rows(policy: Policy, judgement: Judgement) -> list[RowJudgement]:
    """Every short row of a soft clause: the worst of each clause first, in the order of the goals, then the rest."""
    rank = {clause.id: _rank(policy, clause) for clause in policy.clauses if clause.nature in SOFT_NATURES}
    rows = [row for row in judgement.rows if row.status == SHORT and row.clause in rank]
    rows.sort(key=lambda row: (rank[row.clause], row.clause, -(row.short or 0) / (row.scale or 1), row.area))
    worst = {row.clause: row for row in reversed(rows)}
    first = [row for row in rows if worst[row.clause] is row]
    return first + [row for row in rows if worst[row.clause] is not row]


def _rank(policy: Policy, clause: Clause) -> int:
    """The position of the goal that a nature counts in; beyond the last if in none."""
    found = (number for number, goal in enumerate(policy.goals) if clause.nature in natures_of(goal))
    return next(found, len(policy.goals))


class HeldBack:
    """The soft and binding clauses of a policy on one board, beside a plan. ``deadline`` as of ``time.monotonic``."""

    def __init__(self, instance: Instance, policy: Policy, judgement: Judgement, deadline: float) -> None:
        self.instance, self.deadline = instance, deadline
        self.nature = {clause.id: clause.nature for clause in policy.clauses}
        self.rank = {clause.id: _rank(policy, clause) for clause in policy.clauses}
        taken = tuple(replace(one, nature=BINDING) for one in policy.clauses if one.nature in (BINDING, *SOFT_NATURES))
        self.policy = replace(policy, clauses=taken)
        self.by_id = {clause.id: clause for clause in taken}
        self.board = Board(instance, self.policy, deadline)
        self.tables = Tables(instance)
        self.known: dict[str, set[str]] = defaultdict(set)
        self.behind: dict[Row, tuple[list[Row], Mapping[Row, float]]] = {}
        self.fact_boards: dict[frozenset[str], FactBoard] = {}
        self.binding = frozenset(self._of(lambda name: self.nature[name] == BINDING))
        self.short = {(row.clause, row.area): float(row.short or 0) for row in judgement.rows if row.short}

    def examine(self, row: RowJudgement) -> ShortRow:
        """What holds one short row back, without the facts behind it; as it came if there was no time."""
        number = self.board.by_row.get((row.clause, row.area))
        if number is None:
            return ShortRow(row)
        self.board.deadline = self._until()
        try:
            least = self._least(self.binding, number, row)
            if least is None:
                return ShortRow(row)
            holders = self._binding_holders(number, row, least) if least else ()
            if row.short is not None and least < row.short:
                holders += self._soft_holders(number, row, least)
        except OutOfTimeError:
            return ShortRow(row)
        return ShortRow(row, least, holders, None if (row.clause, row.area) in self.behind else ())

    def with_facts(self, found: ShortRow) -> ShortRow:
        """The same with the facts behind it; as it came if there was no time."""
        rows, room = self.behind[found.row.clause, found.row.area]
        wanted = frozenset(name for name, _ in rows)
        if wanted not in self.fact_boards:
            policy = replace(self.policy, clauses=tuple(one for one in self.policy.clauses if one.id in wanted))
            self.fact_boards[wanted] = FactBoard(self.instance, policy, self.deadline)
        board = self.fact_boards[wanted]
        board.board.deadline = self._until()
        told = board.search(rows, room)
        return replace(found, facts=told.facts) if told.minimal else found

    def _until(self) -> float:
        """When a row has had its share of the time."""
        now = time.monotonic()
        return min(self.deadline, now + max(LEAST_SECONDS, (self.deadline - now) * MOST_OF_THE_REST))

    def _of(self, wanted: Callable[[str], bool]) -> Iterator[int]:
        """The switches of clauses with these ids."""
        return (number for number, switch in enumerate(self.board.switches) if wanted(switch.clause))

    def _least(self, on: Collection[int], number: int, row: RowJudgement) -> Fraction | None:
        """The least shortfall of a row while others are kept, judged exactly; None if it could not be told."""
        answer = self.board.solve(on, {number: 1.0}, gap=0.0)
        if answer.values is None:
            return None
        keeping = Keeping(self.instance, self.policy, self.board.plan(answer.values), self.tables)
        found = next((one for one in keeping.rows(self.by_id[row.clause]) if one.area == row.area), None)
        return Fraction(0) if found is None or found.short is None else found.short

    def _binding_holders(self, number: int, row: RowJudgement, least: Fraction) -> tuple[Holder, ...]:
        room = {(row.clause, row.area): max(0.0, float(least) - _step(row))}
        found = self._colliding(self.binding, number, room)
        if found is None:
            return ()
        few = len(found) <= MOST_ROWS
        rows = self._rows(self.board.thin(found, [number], room) if few else found)
        names = self._clauses(rows, row)
        told = []
        for name in names:
            rest = self.binding - frozenset(self._of(name.__eq__))
            told.append(Holder(name, True, self._least(rest, number, row)))
        told.sort(key=lambda holder: (holder.without is None, holder.without or 0, holder.clause))
        self.behind[row.clause, row.area] = rows, room
        return tuple(told)

    def _colliding(self, pool: Collection[int], number: int, room: Mapping[Row, float]) -> list[int] | None:
        """A row and rows of no more clauses than are needed to collide with it; None if all of the pool can hold.

        What held back another row of the same clause is tried first.
        """
        clause = self.board.switches[number].clause
        known = [n for n in pool if self.board.switches[n].clause in self.known[clause] and n != number]
        found: list[int] | None = [number, *known]
        if not known or not self.board.impossible([number, *known], room):
            found = self.board.find(pool, [number], room)
        if found is None:
            return None
        thinned = self.board.thin_clauses(found, [number], room)
        self.known[clause] |= {self.board.switches[n].clause for n in thinned if n != number}
        return thinned

    def _soft_holders(self, number: int, row: RowJudgement, least: Fraction) -> tuple[Holder, ...]:
        """Soft clauses of the same or an earlier goal that would fall shorter if this row fell less short."""
        rank = self.rank[row.clause]
        pool = [
            n for n in self._of(lambda name: self.rank[name] <= rank or self.nature[name] == BINDING) if n != number
        ]
        room = {place: units + MARGIN for place, units in self.short.items()}
        room[row.clause, row.area] = max(float(least), float(row.short or 0) - _step(row))
        found = self._colliding(pool, number, room)
        if found is None:
            return ()
        names = self._clauses(self._rows(found), row)
        told = [Holder(name, self.nature[name] == BINDING, soft=True) for name in names]
        return tuple(sorted(told, key=lambda holder: (holder.binding, holder.clause)))

    def _rows(self, switches: Iterable[int]) -> list[Row]:
        return [row for number in switches for row in self.board.switches[number].rows]

    def _clauses(self, rows: Iterable[Row], asked: RowJudgement) -> list[str]:
        """The clauses of these rows but for the row that was asked about: its own clause elsewhere is one of them."""
        return sorted({name for name, area in rows if (name, area) != (asked.clause, asked.area)})


def _step(row: RowJudgement) -> float:
    """By how much less a row is asked to fall short: one unit, or a hundredth of what is small."""
    short = float(row.short or 0)
    return 1.0 if short >= 1 else short / 2
