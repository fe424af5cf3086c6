"""A region and its binding clauses on a board of switches, with the conflicts that were found among them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from models.clause import BINDING, Clause, Policy
from models.instance import Instance
from models.plan import Plan
from optimizer.impossible import Conflict, ConflictRow
from optimizer.solving.conflict import Answer, Board, OutOfTimeError, Row, Verdict
from optimizer.solving.facts import facts_that_collide
from optimizer.studies.easing import Keeping
from optimizer.verifying.facts import breaches
from optimizer.verifying.judgement import VIOLATED, RowJudgement
from optimizer.verifying.tables import Tables

MOST_CONFLICTS = 12
"""No more disjoint conflicts than this are looked for."""

MOST_FURTHER, MOST_ASKED, FURTHER_SHARE = 4, 40, 0.3
"""How many conflicts that overlap others are told, how many questions they may take, and what part of the time left."""


class Scene:
    """The binding clauses of a policy on a region. ``deadline`` is a time of ``time.monotonic``."""

    def __init__(self, instance: Instance, policy: Policy, deadline: float, *, seed: int = 0) -> None:
        self.instance = instance
        binding = tuple(clause for clause in policy.clauses if clause.nature == BINDING)
        self.policy = replace(policy, clauses=binding)
        self.by_id = {clause.id: clause for clause in binding}
        self.deadline = deadline
        self.board = Board(instance, self.policy, deadline, seed=seed)
        self.tables = Tables(instance)
        self.everything = frozenset(range(len(self.board.switches)))

    def conflicts(self) -> Iterable[list[int]]:
        """Disjoint minimal conflicts as switches, until what is left can hold; one without rows is of facts alone."""
        pool = set(self.everything)
        for _ in range(MOST_CONFLICTS):
            found = self.board.find(pool)
            if found is None:
                return
            self.board.unsure = False
            thinned = self.board.thin(found)
            yield thinned
            if not thinned:
                return
            pool -= set(thinned)

    def further(self, found: Sequence[Sequence[int]]) -> Iterator[list[int]]:
        """A few minimal conflicts that share rows with those found, or with each other, and differ in their clauses.

        From each conflict that is known one clause is set aside, and a conflict among the rest is one of other
        clauses. What is set aside is chosen so that each clause in turn stays. Ends early when its time is over.
        """
        known = [self._clauses(conflict) for conflict in found if conflict]
        asked: set[frozenset[str]] = set()
        now, enough = time.monotonic(), len(known) + MOST_FURTHER
        until = min(self.deadline, now + (self.deadline - now) * FURTHER_SHARE)
        while len(known) < enough and len(asked) < MOST_ASKED:
            left_out = next((one for one in _hitting(known) if one not in asked), None)
            if left_out is None:
                return
            asked.add(left_out)
            try:
                self.board.deadline = until
                colliding = self._among(left_out)
            except OutOfTimeError:
                return
            finally:
                self.board.deadline = self.deadline
            if colliding is not None:
                known.append(self._clauses(colliding))
                yield colliding

    def _among(self, left_out: frozenset[str]) -> list[int] | None:
        """A minimal conflict without these clauses, or None."""
        pool = [number for number in self.everything if self.board.switches[number].clause not in left_out]
        found = self.board.find(pool)
        return None if found is None else self.board.thin(found)

    def _clauses(self, conflict: Iterable[int]) -> frozenset[str]:
        return frozenset(self.board.switches[number].clause for number in conflict)

    def describe(self, conflict: Sequence[int], others: Iterable[int]) -> Conflict:
        """The rows with what they require and what is reachable for each while all else is kept (but for the rows of
        ``others``); the facts follow in :meth:`with_facts`."""
        confirmed = self.board.confirmed(conflict)
        minimal, told = True, []
        for number in conflict:
            plan = self._without(number, conflict, frozenset(others))
            keeping = None if plan is None else self.keeping(plan)
            minimal &= plan is not None and self.keeps(plan, [other for other in conflict if other != number])
            for clause, area in self.board.switches[number].rows:
                told.append(self._row(keeping, clause, area))
        return Conflict(tuple(told), confirmed=confirmed, minimal=minimal)

    def with_facts(self, conflict: Conflict) -> Conflict:
        """The conflict with the facts that take part; as it was if the time is over."""
        rows = [(row.clause, row.area) for row in conflict.rows]
        try:
            found = facts_that_collide(self.instance, self.only({row[0] for row in rows}), rows, self.deadline)
        except OutOfTimeError:
            return conflict
        return replace(conflict, facts=found.facts, facts_minimal=found.minimal)

    def only(self, clauses: Iterable[str], instead: Clause | None = None) -> Policy:
        """The policy of these clauses and their partners; ``instead`` takes the place of the one with its id."""
        wanted = set(clauses)
        wanted |= {partner for name in wanted if (partner := self.policy.partners.get(name)) is not None}
        return self.with_clause(instead, [clause for clause in self.policy.clauses if clause.id in wanted])

    def with_clause(self, instead: Clause | None, clauses: Iterable[Clause] | None = None) -> Policy:
        """The policy with one clause changed."""
        chosen = self.policy.clauses if clauses is None else clauses
        return replace(
            self.policy,
            clauses=tuple(instead if instead is not None and one.id == instead.id else one for one in chosen),
        )

    def keeping(self, plan: Plan) -> Keeping:
        """What a plan keeps, exactly."""
        return Keeping(self.instance, self.policy, plan, self.tables)

    def keeps(self, plan: Plan, switches: Iterable[int]) -> bool:
        """Whether a plan keeps every hard fact and the rows of these switches, re-checked exactly."""
        if breaches(self.tables, plan):
            return False
        keeping = self.keeping(plan)
        wanted = {row for number in switches for row in self.board.switches[number].rows}
        broken = {
            (row.clause, row.area)
            for clause in {clause for clause, _ in wanted}
            for row in keeping.rows(self.by_id[clause])
            if row.status == VIOLATED
        }
        return not broken & wanted

    def least(self, on: Iterable[int], short: Iterable[int]) -> Plan | None:
        """A plan that keeps some rows with the least shortfall of others; None if there is none, or no time."""
        answer: Answer = self.board.solve(on, dict.fromkeys(short, 1.0), gap=0.0)
        return self.board.plan(answer.values) if answer.values is not None else None

    def _without(self, number: int, conflict: Sequence[int], others: frozenset[int]) -> Plan | None:
        """A plan without one row of a conflict that comes as near to it as all other rows allow; if these collide
        besides, as all rows of the conflict's clauses do, and at last as those of the conflict itself."""
        names = {name for name, _ in rows_of(self.board, conflict)}
        same = frozenset(n for n in self.everything if self.board.switches[n].clause in names)
        for kept in (self.everything - others, same - others, frozenset(conflict)):
            plan = self.least(kept - {number}, [number])
            if plan is not None:
                return plan
        return None

    def _row(self, keeping: Keeping | None, clause: str, area: str) -> ConflictRow:
        found: RowJudgement | None = None
        if keeping is not None:
            found = next((row for row in keeping.rows(self.by_id[clause]) if row.area == area), None)
        if found is None:
            return ConflictRow(clause, area, None, None)
        return ConflictRow(clause, area, found.required, found.achieved)


def _hitting(known: Sequence[frozenset[str]]) -> Iterator[frozenset[str]]:
    """Sets of clauses with one of each known set, each clause in turn being kept out of them where that is possible."""
    for kept in sorted({clause for one in known for clause in one}):
        chosen: set[str] = set()
        for one in known:
            rest = sorted(one - {kept}) or sorted(one)
            if not chosen & one:
                chosen.add(max(rest, key=lambda clause: sum(clause in other for other in known)))
        yield frozenset(chosen)


def rows_of(board: Board, switches: Iterable[int]) -> tuple[Row, ...]:
    """The rows of some switches."""
    return tuple(row for number in switches for row in board.switches[number].rows)


def is_impossible(board: Board, rows: Iterable[Row]) -> bool:
    """Whether these rows of a board cannot hold together."""
    return board.solve({board.by_row[row] for row in rows}).verdict is Verdict.IMPOSSIBLE
