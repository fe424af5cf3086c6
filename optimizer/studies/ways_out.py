"""The ways out of a conflict: for each clause in it the smallest change of its number that lets all else hold.

A way out is a set of changes with which every binding clause holds: one to a clause of the conflict and, where there
are other conflicts too, the least that these need besides. How far the number has to go is read off the plan that comes
nearest to the clause while all others hold; that no smaller change would do is proven on the conflict alone, or else
sought by halving.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from models.clause import Clause
from models.plan import Plan
from models.standard import Floats
from optimizer.impossible import Easing, NoWay, WayOut
from optimizer.solving.conflict import Answer, Board, OutOfTimeError, Row, Verdict
from optimizer.studies.easing import (
    Keeping,
    Ladder,
    area_left_out,
    dropped,
    ladder,
    number_easing,
    without_area,
)
from optimizer.studies.scene import Scene, is_impossible, rows_of

Room = Mapping[Row, float]
"""Units by which rows may fall short."""

MARGIN = 1e-6
"""Units by which a row that is held may be missed: the solver's tolerance."""

HALVINGS = 20
"""How often the way between a number that is enough and one that may be is halved."""


def joint_way(scene: Scene, repair: Plan) -> WayOut | None:
    """The changes with which the plan of the repair model keeps everything: the least shortfall of all clauses."""
    changes = _changes(scene, scene.keeping(repair))
    return WayOut(tuple(changes), joint=True) if changes else None


def ways_out(scene: Scene, conflict: Sequence[int], others: Sequence[Sequence[int]]) -> Iterator[WayOut | NoWay]:
    """One way for each clause of a conflict, then one for each area that a clause with several rows could leave out.

    ``others`` are the other conflicts: those that a way does not mend as well give way too, as little as they have to.
    """
    rows, by_row = rows_of(scene.board, conflict), scene.board.by_row
    seen: set[tuple[Easing, ...]] = set()

    def aside(own: set[int]) -> frozenset[int]:
        left = {switch for other in others if own.isdisjoint(other) for switch in other}
        return frozenset(left.difference(conflict))

    for name in dict.fromkeys(clause for clause, _ in rows):
        own = {number for row, number in by_row.items() if row[0] == name}
        found = _by_number(scene, scene.by_id[name], own, rows, aside(own))
        if isinstance(found, NoWay):
            yield found
        elif found.changes not in seen:  # two clauses of which one is enough may have the same way out
            seen.add(found.changes)
            yield found
    for clause, area in rows:
        if sum(row[0] == clause for row in by_row) > 1:
            yield from _by_area(scene, scene.by_id[clause], area, aside({by_row[clause, area]}))


def _by_area(scene: Scene, clause: Clause, area: str, aside: frozenset[int]) -> Iterator[WayOut | NoWay]:
    """The clause without one of its areas; if another conflict is about it too, its number gives way besides."""
    left = area_left_out(clause, area)
    if left is None:
        return
    near = _nearest(scene, {scene.board.by_row[clause.id, area]}, aside)
    if near is None:
        yield NoWay(clause.id, area)
        return
    keeping = scene.keeping(near[0])
    rest = without_area(clause, area)
    steps = ladder(rest, keeping.kept)
    if steps is not None:
        besides = [number_easing(rest, steps.eased)] if steps.steps else []
        yield WayOut((left, *besides, *_changes(scene, keeping, without=clause.id)))


def _by_number(
    scene: Scene, clause: Clause, own: set[int], rows: Sequence[Row], aside: frozenset[int]
) -> WayOut | NoWay:
    near = _nearest(scene, own, aside)
    if near is None:
        return NoWay(clause.id, "")
    keeping, room = scene.keeping(near[0]), near[1]
    found = ladder(clause, keeping.kept)
    if found is not None and found.steps == 0:  # it is the partner that has to give way, which takes less
        return WayOut(tuple(_changes(scene, keeping)))
    if found is None:
        return WayOut((dropped(clause), *_changes(scene, keeping, without=clause.id)))
    return _shortened(scene, clause, found, keeping, rows, room)


def _nearest(scene: Scene, own: set[int], aside: frozenset[int]) -> tuple[Plan, Room] | None:
    """The plan in which the rows set aside fall short as little as they have to, then its own rows, and no others; with
    what those set aside may fall short by."""
    board, kept = scene.board, scene.everything - own - aside
    room: Room = {}
    if aside:
        values = _found(board.solve(kept, dict.fromkeys(aside, 1.0)))
        if values is None:
            return None
        room = {
            row: float(values[column]) + MARGIN
            for switch in (board.switches[number] for number in aside)
            for row, column in zip(switch.rows, switch.columns, strict=True)
        }
    values = _found(board.solve(kept | aside, dict.fromkeys(own, 1.0), room=room, gap=0.0))
    return None if values is None else (board.plan(values), room)


def _found(answer: Answer) -> Floats | None:
    """The plan of an answer, None if there certainly is none. Raises OutOfTimeError if that is not known."""
    if answer.verdict is Verdict.UNKNOWN:
        raise OutOfTimeError
    return answer.values


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
    scene: Scene, clause: Clause, found: Ladder, keeping: Keeping, rows: Sequence[Row], room: Room
) -> WayOut:
    """The way with the number as near to what is written as can be."""
    smallest: bool | None = False
    for best, kept, proven in _halved(scene, clause, found, keeping, rows, room):
        found, keeping, smallest = best, kept, proven
    if room:
        plan = _with(scene, found.eased, room)
        keeping = keeping if plan is None else scene.keeping(plan)
    eased = number_easing(clause, found.eased)
    return WayOut((eased, *_changes(scene, keeping, without=clause.id)), smallest=smallest)


def _halved(
    scene: Scene, clause: Clause, found: Ladder, keeping: Keeping, rows: Sequence[Row], room: Room
) -> Iterator[tuple[Ladder, Keeping, bool | None]]:
    """Ever fewer steps that are enough, what the plan then keeps, and whether no fewer would do; None if that is only
    so while the rows set aside have no more room."""
    if not found.gradual or found.steps == 0:
        return
    low, proven = 0, 0
    try:
        closer = Board(scene.instance, scene.only({row[0] for row in rows}, found.at(found.steps - 1)), scene.deadline)
        if is_impossible(closer, [row for row in rows if row in closer.by_row]):
            low = proven = found.steps - 1
        for _ in range(HALVINGS):
            if found.steps - low <= 1:
                break
            middle = (low + found.steps) // 2
            plan = _with(scene, found.at(middle), room)
            if plan is None:
                low = middle
                continue
            keeping = scene.keeping(plan)
            found = ladder(clause, keeping.kept) or found
            yield found, keeping, False
    except OutOfTimeError:
        return
    yield found, keeping, None if room and low > proven else found.steps - low <= 1


def _with(scene: Scene, changed: Clause, room: Room) -> Plan | None:
    """A plan that keeps all rows but for the room that some have, when one clause is changed, or None."""
    board = Board(scene.instance, scene.with_clause(changed), scene.deadline)
    loose = {board.by_row[row] for row in room if row[0] != changed.id and row in board.by_row}
    values = _found(board.solve(range(len(board.switches)), dict.fromkeys(loose, 1.0), room=room))
    return None if values is None else board.plan(values)
