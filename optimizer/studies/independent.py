"""Which changed clauses cannot touch each other: what they count, and all that hangs together with it, lies apart.

Two decisions hang together if a row of one of the two models has both, be it a clause, a part of a whole or an opening;
rows whose numbers cannot differ, because the files fix them, tie nothing. Goals before cost are sums of shortfalls, so
that each part that hangs together is best by itself once the sum is; only fairness above zero, a largest number, ties
them, and goals that may give way. Cost is a sum too. So between two plans every such part of the model has its own
difference in cost, caused by the clauses in it alone, and no further solve is needed to tell them apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from models.assemble import assemble
from models.clause import COST, FAIRNESS, STABILITY, Policy
from models.instance import OPEN as ALWAYS_OPEN
from models.instance import Instance
from models.stock import bounds
from models.system import ADDED, OPEN, REMOVED, RISES, STOCK, Column, Row, System
from optimizer.propose import cut
from optimizer.studies.moves import Move

Cell = tuple[str, str]
"""(facility, resource), or (facility, "") for the cost of opening it"""

_MEASURING = ("fairness", "spread")
"""Kinds of rows that only measure a goal."""

_OF_STOCK = (STOCK, ADDED, REMOVED, RISES, OPEN)
"""Kinds of columns that mean the same in every policy."""

_FACTS = ("part", "opening", "keep", "balance", "rises")
"""Kinds of rows that are of no clause."""


@dataclass(frozen=True)
class Blocks:
    """The moves that may touch each other share a number; ``cells`` are the costs that each number moves."""

    number: Mapping[Move, int]
    cells: Mapping[int, frozenset[Cell]]


def can_fall_apart(policies: Sequence[Policy], *, fair: bool) -> bool:
    """Whether nothing but rows ties parts of the models: no largest number above zero, no goal that may give way."""
    goals = {goal for policy in policies for goal in policy.goals}
    give = {goal for policy in policies for goal in policy.hold_within}
    return (fair or FAIRNESS not in goals) and not give - {COST, STABILITY} and COST in goals


def blocks_of(instance: Instance, policies: Sequence[Policy], moves: Sequence[Move]) -> Blocks:
    """Which of the moves hang together under either policy, or any between them."""
    ties = _Ties()
    for number, policy in enumerate(policies):
        _tie(instance, assemble(instance, cut(policy, COST)).system, number, ties)
    for move in moves:
        for name in move.clauses:
            for part in ties.parts[name]:
                ties.join(("clause", move.clauses), part)
    roots = {move: ties.find(("clause", move.clauses)) for move in moves}
    numbers = {root: place for place, root in enumerate(dict.fromkeys(roots.values()))}
    cells: dict[int, set[Cell]] = defaultdict(set)
    for node, cell in ties.cells.items():
        found = numbers.get(ties.find(node))
        if found is not None:
            cells[found].add(cell)
    return Blocks(
        {move: numbers[root] for move, root in roots.items()},
        {number: frozenset(cells[number]) for number in numbers.values()},
    )


class _Ties:
    """Sets that are joined, the clauses that have rows in them, and the costs that stand in them."""

    def __init__(self) -> None:
        self.above: dict[Hashable, Hashable] = {}
        self.parts: dict[str, set[Hashable]] = defaultdict(set)
        self.cells: dict[Hashable, Cell] = {}

    def find(self, node: Hashable) -> Hashable:
        """The member that stands for the set of a node."""
        self.above.setdefault(node, node)
        while self.above[node] != node:
            self.above[node] = self.above[self.above[node]]
            node = self.above[node]
        return node

    def join(self, one: Hashable, other: Hashable) -> None:
        """Make two sets one."""
        self.above[self.find(one)] = self.find(other)


def _tie(instance: Instance, system: System, number: int, ties: _Ties) -> None:
    nodes: list[Hashable] = []
    for column in system.columns:
        node: Hashable = (column.kind, column.key) if column.kind in _OF_STOCK else (number, column.kind, column.key)
        nodes.append(node)
        if column.kind == STOCK:
            ties.cells[node] = (column.key[0], column.key[1])
        elif column.kind == OPEN:
            ties.cells[node] = (column.key[0], "")
    for row in system.rows:
        if row.kind in _MEASURING or _holds_anyway(instance, system, row):
            continue
        members = [nodes[place] for place in row.columns if not _is_fixed(instance, system.columns[place])]
        for other in members[1:]:
            ties.join(members[0], other)
        if row.kind not in _FACTS:
            ties.parts[row.key[0]].update(members[:1])


def _range(instance: Instance, column: Column) -> tuple[int, int | None] | None:
    """Between which numbers the files let a stock lie; None for other columns."""
    if column.kind != STOCK:
        return None
    least, most = bounds(instance, instance.stock[column.key[0], column.key[1]])
    return (least if instance.facilities[column.key[0]].status == ALWAYS_OPEN else 0), most


def _is_fixed(instance: Instance, column: Column) -> bool:
    found = _range(instance, column)
    return found is not None and found[0] == found[1]


def _holds_anyway(instance: Instance, system: System, row: Row) -> bool:
    """Whether a part can never be more than its whole, whatever the two are."""
    if row.kind != "part" or row.high is None or row.low is not None:
        return False
    most = 0
    for place, coefficient in zip(row.columns, row.coefficients, strict=True):
        found = _range(instance, system.columns[place])
        end = None if found is None else found[coefficient > 0]
        if end is None:
            return False
        most += int(coefficient) * end
    return most <= row.high
