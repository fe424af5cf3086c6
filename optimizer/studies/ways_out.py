"""The ways out of a conflict: for each clause in it the smallest change of its number that lets all else hold.

A way out is a set of changes with which every binding clause holds: one to a clause of the conflict and, where there
are other conflicts too, the least that these need besides. How far the number has to go is read off the plan that comes
nearest to the clause while all others hold; that no smaller change would do is proven on the conflict alone, or else
sought by halving.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from models.clause import Clause
from models.plan import Plan
from optimizer.solving.conflict import Board, OutOfTimeError, Row, Verdict
from optimizer.studies.easing import (
    Easing,
    Keeping,
    Ladder,
    area_left_out,
    dropped,
    ladder,
    number_easing,
    without_area,
)
from optimizer.studies.scene import Scene, is_impossible, rows_of

HALVINGS = 20
"""How often the way between a number that is enough and one that may be is halved."""


@dataclass(frozen=True)
class WayOut:
    """Changes with which all binding clauses can hold.

    ``changes`` begins with the one that this way is about; ``joint`` marks the repair in which all clauses may give
    way. ``smallest``: no smaller change of that number would do; None where no number is changed, or several are.
    """

    changes: tuple[Easing, ...]
    joint: bool = False
    smallest: bool | None = None


@dataclass(frozen=True)
class NoWay:
    """A clause of a conflict that is no way out: however far it alone gives way, the others still collide."""

    clause: str
    area: str


def joint_way(scene: Scene, repair: Plan) -> WayOut | None:
    """The changes with which the plan of the repair model keeps everything: the least shortfall of all clauses."""
    changes = _changes(scene, scene.keeping(repair))
    return WayOut(tuple(changes), joint=True) if changes else None


def ways_out(scene: Scene, conflict: Sequence[int], others: Iterable[int]) -> Iterator[WayOut | NoWay]:
    """One way for each clause of a conflict, then one for each area that a clause with several rows could leave out.

    ``others`` are the switches of the other conflicts, which give way too.
    """
    aside = frozenset(others)
    rows = rows_of(scene.board, conflict)
    seen: set[tuple[Easing, ...]] = set()
    for name in dict.fromkeys(clause for clause, _ in rows):
        found = _by_number(scene, scene.by_id[name], rows, aside)
        if isinstance(found, NoWay):
            yield found
        elif found.changes not in seen:  # two clauses of which one is enough may have the same way out
            seen.add(found.changes)
            yield found
    for clause, area in rows:
        if sum(row[0] == clause for row in scene.board.by_row) > 1:
            yield from _by_area(scene, scene.by_id[clause], area, aside)


def _by_area(scene: Scene, clause: Clause, area: str, aside: frozenset[int]) -> Iterator[WayOut | NoWay]:
    """The clause without one of its areas; if another conflict is about it too, its number gives way besides."""
    left = area_left_out(clause, area)
    if left is None:
        return
    plan = _nearest(scene, {scene.board.by_row[clause.id, area]}, aside)
    if plan is None:
        yield NoWay(clause.id, area)
        return
    keeping = scene.keeping(plan)
    rest = without_area(clause, area)
    steps = ladder(rest, keeping.kept)
    if steps is not None:
        besides = [number_easing(rest, steps.eased)] if steps.steps else []
        yield WayOut((left, *besides, *_changes(scene, keeping, without=clause.id)))


def _by_number(scene: Scene, clause: Clause, rows: Sequence[Row], aside: frozenset[int]) -> WayOut | NoWay:
    own = {number for row, number in scene.board.by_row.items() if row[0] == clause.id}
    plan = _nearest(scene, own, aside)
    if plan is None:
        return NoWay(clause.id, "")
    keeping = scene.keeping(plan)
    found = ladder(clause, keeping.kept)
    if found is not None and found.steps == 0:  # it is the partner that has to give way, which takes less
        return WayOut(tuple(_changes(scene, keeping)))
    if found is None:
        return WayOut((dropped(clause), *_changes(scene, keeping, without=clause.id)))
    return _shortened(scene, clause, found, keeping, rows, aside)


def _nearest(scene: Scene, own: set[int], aside: frozenset[int]) -> Plan | None:
    """The plan that falls short of its own rows as little as possible, then of those set aside, and of no others."""
    board, kept = scene.board, scene.everything - own - aside
    answer = board.solve(kept, dict.fromkeys(own, 1.0), gap=0.0)
    if answer.values is None:
        if answer.verdict is Verdict.UNKNOWN:
            raise OutOfTimeError
        return None
    loose = aside - own
    if loose:
        room = {
            row: float(answer.values[column]) + 1e-6
            for number in own
            for row, column in zip(board.switches[number].rows, board.switches[number].columns, strict=True)
        }
        second = board.solve(kept | own, dict.fromkeys(loose, 1.0), room=room)
        answer = second if second.values is not None else answer
    assert answer.values is not None
    return board.plan(answer.values)


def _changes(scene: Scene, keeping: Keeping, without: str = "") -> list[Easing]:
    """What every clause but one needs so that a plan keeps it."""
    found = []
    for clause in scene.policy.clauses:
        if clause.id == without or keeping.kept(clause):
            continue
        steps = ladder(clause, keeping.kept)
        found.append(dropped(clause) if steps is None else number_easing(clause, steps.eased))
    return found


def _shortened(
    scene: Scene, clause: Clause, found: Ladder, keeping: Keeping, rows: Sequence[Row], aside: frozenset[int]
) -> WayOut:
    """The way with the number as near to what is written as can be."""
    smallest = False
    for best, kept, proven in _halved(scene, clause, found, keeping, rows, aside):
        found, keeping, smallest = best, kept, proven
    if aside:
        plan = _with(scene, found.eased, aside)
        keeping = keeping if plan is None else scene.keeping(plan)
    eased = number_easing(clause, found.eased)
    return WayOut((eased, *_changes(scene, keeping, without=clause.id)), smallest=smallest)


def _halved(
    scene: Scene, clause: Clause, found: Ladder, keeping: Keeping, rows: Sequence[Row], aside: frozenset[int]
) -> Iterator[tuple[Ladder, Keeping, bool]]:
    """Ever fewer steps that are enough, what the plan then keeps, and whether no fewer would do."""
    if not found.gradual or found.steps == 0:
        return
    low = 0
    try:
        closer = Board(scene.instance, scene.only({row[0] for row in rows}, found.at(found.steps - 1)), scene.deadline)
        if is_impossible(closer, [row for row in rows if row in closer.by_row]):
            low = found.steps - 1
        for _ in range(HALVINGS):
            if found.steps - low <= 1:
                break
            middle = (low + found.steps) // 2
            plan = _with(scene, found.at(middle), aside)
            if plan is None:
                low = middle
                continue
            keeping = scene.keeping(plan)
            found = ladder(clause, keeping.kept) or found
            yield found, keeping, False
    except OutOfTimeError:
        return
    yield found, keeping, found.steps - low <= 1


def _with(scene: Scene, changed: Clause, aside: frozenset[int]) -> Plan | None:
    """A plan that keeps all but the rows set aside when one clause is changed, or None."""
    board = Board(scene.instance, scene.with_clause(changed), scene.deadline)
    given_up = [row for row in rows_of(scene.board, aside) if row[0] != changed.id]
    loose = {board.by_row[row] for row in given_up if row in board.by_row}
    answer = board.solve(set(range(len(board.switches))) - loose, dict.fromkeys(loose, 1.0))
    if answer.verdict is Verdict.UNKNOWN:
        raise OutOfTimeError
    return None if answer.values is None else board.plan(answer.values)
