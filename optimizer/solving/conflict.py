"""Which clause rows cannot hold together: a minimal set of them, found on whole numbers.

The model is the repair model, in which every binding row may fall short. A row is switched *on* by closing its short
column and *off* by leaving it open; so the model is built once and every question is one solve of it. Rows that the
cheapest repair leaves short are switched on until nothing is possible any more; what is on then collides, and is
thinned out until each row is needed. Rows that may hold for each other are switched together, as are the parts of a
share or a mean.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain
from typing import Any, TypeVar

import highspy
import numpy as np

from models.assemble import Assembly, assemble
from models.clause import Policy
from models.instance import Instance
from models.plan import Plan
from models.program import solver_form
from models.standard import Floats
from optimizer.solving.messages import Job
from optimizer.solving.model import new_solver

SEARCH_GAP = 0.02
"""Relative gap at which a repair is good enough to tell which rows to switch on next."""

SINGLE_TURNS = 3
"""How often single rows are switched on before all rows of their clauses are."""

MOST_SECONDS = 20.0
"""No single question may take longer; one that does is answered *unknown*."""

SHORT_FROM = 1e-5
"""From how many units on a row counts as short: more than the solver's tolerance."""

OTHER_SEED = 20_250_131
"""Random seed of the confirming solve."""

Item = TypeVar("Item")
Row = tuple[str, str]
"""(clause, area)"""


class OutOfTimeError(Exception):
    """The time is over before the question could be answered."""


class Verdict(Enum):
    """Whether a set of rows can hold together."""

    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Switch:
    """Rows that are on or off together: those of one clause in one area, or of two of which one is enough.

    ``scales`` are what a unit short of each column is measured by.
    """

    rows: tuple[Row, ...]
    columns: tuple[int, ...]
    scales: tuple[float, ...]

    @property
    def clause(self) -> str:
        """The clause of its rows, the first one of two."""
        return self.rows[0][0]


@dataclass(frozen=True)
class Answer:
    """What a question came to; ``values`` are all columns of the plan that was found."""

    verdict: Verdict
    values: Floats | None = None


class Board:
    """The binding rows of a policy on a region, each with a switch. ``deadline`` is a time of ``time.monotonic``."""

    def __init__(self, instance: Instance, policy: Policy, deadline: float, *, threads: int = 1, seed: int = 0) -> None:
        self.deadline, self.seed = deadline, seed
        self.assembly = assemble(instance, policy, elastic=True)
        self.form = solver_form(self.assembly.system)
        columns = np.array(self.assembly.plan_columns, dtype=np.int64)
        self.highs: Any = new_solver(Job(self.form, (None,), columns, SEARCH_GAP, MOST_SECONDS, threads, seed))
        self.switches = _switches(self.assembly, policy)
        self.by_row = {row: number for number, switch in enumerate(self.switches) for row in switch.rows}
        self.unsure = False

    def solve(
        self,
        on: Iterable[int],
        short: Mapping[int, float] | None = None,
        *,
        room: Mapping[Row, float] | None = None,
        gap: float = SEARCH_GAP,
    ) -> Answer:
        """Whether the rows of these switches can hold together.

        ``short`` (switch → weight) makes the shortfall of further rows as small as possible at the same time; ``room``
        (row → units) lets a row that is on fall short by so much.
        """
        left = min(self.deadline - time.monotonic(), MOST_SECONDS)
        if left <= 0:
            raise OutOfTimeError
        self._set_bounds(on, room or {})
        self._set_costs(short or {})
        self.highs.clearSolver()
        self.highs.setOptionValue("mip_rel_gap", gap)
        self.highs.setOptionValue("time_limit", left)
        self.highs.run()
        return self._answer()

    def impossible(self, on: Iterable[int], room: Mapping[Row, float] | None = None) -> bool:
        """Whether the rows certainly cannot hold together; not knowing counts as no and is remembered."""
        verdict = self.solve(on, room=room).verdict
        self.unsure |= verdict is Verdict.UNKNOWN
        return verdict is Verdict.IMPOSSIBLE

    def confirmed(self, on: Iterable[int]) -> bool:
        """Whether a second solve, without presolve and from another random seed, finds the same impossible."""
        self.highs.setOptionValue("presolve", "off")
        self.highs.setOptionValue("random_seed", OTHER_SEED)
        try:
            return self.solve(on).verdict is Verdict.IMPOSSIBLE
        finally:
            self.highs.setOptionValue("presolve", "choose")
            self.highs.setOptionValue("random_seed", self.seed)

    def find(
        self, pool: Iterable[int], always: Iterable[int] = (), room: Mapping[Row, float] | None = None
    ) -> list[int] | None:
        """Switches, those of ``always`` and some of ``pool``, whose rows collide; None if all of them can hold.

        Without any switch it is the hard facts that collide.

        Raises OutOfTimeError if that could not be told.
        """
        on, waiting = list(always), set(pool) - set(always)
        turn = 0
        while True:
            answer = self.solve(on, dict.fromkeys(waiting, 1.0), room=room)
            if answer.verdict is Verdict.IMPOSSIBLE:
                return on
            if answer.values is None:
                raise OutOfTimeError
            missing = {number for number in waiting if self.is_short(number, answer.values, room or {})}
            if not missing:
                return None
            if turn >= SINGLE_TURNS:
                clauses = {self.switches[number].clause for number in missing}
                missing = {number for number in waiting if self.switches[number].clause in clauses}
            on += sorted(missing)
            waiting -= missing
            turn += 1

    def thin(self, on: Sequence[int], always: Sequence[int] = (), room: Mapping[Row, float] | None = None) -> list[int]:
        """A minimal part of colliding switches that still collides together with ``always``: first whole clauses are
        taken out, then single rows, the smallest first."""
        kept = self.thin_clauses(on, always, room)
        rows = sorted(set(kept) - set(always), key=lambda n: (-self.switches[n].scales[0], n))
        return [*always, *minimal(rows, lambda chosen: self.impossible([*always, *chosen], room))]

    def thin_clauses(
        self, on: Sequence[int], always: Sequence[int] = (), room: Mapping[Row, float] | None = None
    ) -> list[int]:
        """The rows of no more clauses than are needed to collide together with ``always``; those with the most rows are
        taken out first."""
        clauses: dict[str, list[int]] = defaultdict(list)
        for number in on:
            if number not in always:
                clauses[self.switches[number].clause].append(number)
        blocks = sorted(clauses.values(), key=lambda members: (len(members), self.switches[members[0]].rows))
        kept = minimal(blocks, lambda chosen: self.impossible([*always, *chain.from_iterable(chosen)], room))
        return [*always, *chain.from_iterable(kept)]

    def is_short(self, number: int, values: Floats, room: Mapping[Row, float]) -> bool:
        """Whether a row of the switch falls short in a plan, by more than it may."""
        switch = self.switches[number]
        allowed = max((room.get(row, 0.0) for row in switch.rows), default=0.0)
        return any(values[column] > allowed + SHORT_FROM for column in switch.columns)

    def plan(self, values: Floats) -> Plan:
        """The plan in the columns of an answer."""
        chosen = np.rint(values[list(self.assembly.plan_columns)])
        return self.assembly.plan([int(value) for value in chosen])

    def _set_bounds(self, on: Iterable[int], room: Mapping[Row, float]) -> None:
        upper = self.form.column_upper.copy()
        for number in on:
            switch = self.switches[number]
            allowed = max((room.get(row, 0.0) for row in switch.rows), default=0.0)
            for column in switch.columns:
                upper[column] = min(upper[column], allowed)
        everything = np.arange(len(upper), dtype=np.int32)
        self.highs.changeColsBounds(len(upper), everything, self.form.column_lower, upper)

    def _set_costs(self, short: Mapping[int, float]) -> None:
        cost = np.zeros(len(self.form.column_lower))
        for number, weight in short.items():
            switch = self.switches[number]
            for column, scale in zip(switch.columns, switch.scales, strict=True):
                cost[column] = weight / scale
        if cost.any():
            cost *= 1 / cost[cost > 0].max()
        self.highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)

    def _answer(self) -> Answer:
        status = self.highs.getModelStatus()
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return Answer(Verdict.IMPOSSIBLE)
        feasible = self.highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        if not feasible:
            return Answer(Verdict.UNKNOWN)
        return Answer(Verdict.POSSIBLE, np.array(self.highs.getSolution().col_value))


def _switches(assembly: Assembly, policy: Policy) -> tuple[Switch, ...]:
    """The short columns by what is switched together, in the order of clause and area."""
    partners = policy.partners
    found: dict[Row, list[tuple[Row, int, float]]] = defaultdict(list)
    for position, column in assembly.shorts.items():
        row = assembly.rows[position]
        partner = partners.get(row.clause.id)
        name = row.clause.id if partner is None else min(row.clause.id, partner)
        found[name, row.area].append(((row.clause.id, row.area), column, float(row.scale)))
    return tuple(
        Switch(
            tuple(row for row, _, _ in members),
            tuple(column for _, column, _ in members),
            tuple(scale for _, _, scale in members),
        )
        for _, members in sorted(found.items())
    )


def minimal(items: Sequence[Item], collide: Callable[[Sequence[Item]], bool]) -> list[Item]:
    """A smallest part of colliding items from which none can be taken away (QuickXplain; Junker 2004).

    Earlier items are preferred. ``collide`` says whether items collide; the empty set may, then the answer is empty.
    """
    if not items or collide([]):
        return []
    return _explain([], [], list(items), collide)


def _explain(
    base: list[Item], added: list[Item], items: list[Item], collide: Callable[[Sequence[Item]], bool]
) -> list[Item]:
    if added and collide(base):
        return []
    if len(items) == 1:
        return items
    middle = (len(items) + 1) // 2
    first, second = items[:middle], items[middle:]
    later = _explain([*base, *first], first, second, collide)
    earlier = _explain([*base, *later], later, first, collide)
    return [*earlier, *later]
