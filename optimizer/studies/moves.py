"""How one policy becomes another, one changed clause after the other, in an order in which much needs no solve.

First clauses are taken out or made laxer, then clauses are put in or made stricter. A clause that becomes another one,
neither stricter nor laxer, is taken out first and put in later. So the policies get laxer down to the middle of the way
and stricter from there on, and two things hold without a solve:

    met anyway   The best plan of a policy also is the best after a stricter change whose clause it meets in full: no
                 plan has got better, and this one has not got worse in any goal.
    in between   Where the policies at both ends of a stretch reach the same in every goal, so do all between them.

Both need that a stricter clause cannot lower any goal. That is so but for what is ``proves`` = False: fairness above
zero, a mean over the clauses of an area, can fall when a clause joins it; a soft clause of several rows with a higher
number counts each missing unit for less; other goals, or another order, make other numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from models.clause import AT_LEAST, AT_MOST, BINDING, FAIR_NATURES, Clause, Policy, natures_of
from models.instance import REGION
from optimizer.studies.differences import deciding
from optimizer.studies.mixture import HEAD, mixture, swaps

OUT, IN, STRICTER, LAXER, OTHERWISE = "out", "in", "stricter", "laxer", "otherwise"
"""What a move does: take clauses out, put them in, or change a clause at once, to a stricter, laxer or otherwise
changed one."""

DOWN = frozenset({OUT, LAXER})
"""What makes a policy laxer."""

_NUMBERS = (AT_LEAST, AT_MOST, "tolerance", "nature", "weight")
"""Keys of which one value is stricter than another."""


@dataclass(frozen=True)
class Move:
    """One step: these clauses at once (several only where they are alternatives of each other; ``HEAD`` for the goals).

    ``proves``: whether what is said above holds of it.
    """

    clauses: tuple[str, ...]
    way: str
    proves: bool = True


def moves_between(first: Policy, second: Policy, idle: frozenset[str], *, fair: bool) -> tuple[Move, ...]:
    """All moves from one policy to another, those that make it laxer first; not of clauses that are ``idle``.

    ``fair``: whether fairness between areas is zero under both, or no goal of theirs.
    """
    old, new = ({clause.id: clause for clause in policy.clauses} for policy in (first, second))
    found: list[Move] = []
    for group in _groups(first, second, [name for name in swaps(first, second) if name not in idle]):
        if group == (HEAD,):
            found.append(Move(group, OTHERWISE, False))
            continue
        pairs = [(_live(old.get(name)), _live(new.get(name))) for name in group]
        spoken = [clause.nature for pair in pairs for clause in pair if clause is not None]
        proves = fair or not any(nature in FAIR_NATURES for nature in spoken)
        found += _moves(group, pairs, first.goals if first.goals == second.goals else None, proves)
    down = [move for move in found if move.way in DOWN]
    return (*down, *(move for move in found if move.way not in DOWN))


def _live(clause: Clause | None) -> Clause | None:
    """The clause if it decides anything."""
    return clause if deciding(clause) is not None else None


def _groups(first: Policy, second: Policy, names: Sequence[str]) -> list[tuple[str, ...]]:
    """The changed clauses one by one, but those together that are alternatives of each other in one of the policies."""
    groups: dict[str, tuple[str, ...]] = {}
    for name in names:
        if name not in groups:
            group = [name]
            for member in group:
                others = (policy.partners.get(member) for policy in (first, second))
                group += [other for other in others if other is not None and other not in group]
            groups |= dict.fromkeys(group, tuple(group))
    return list(dict.fromkeys(groups.values()))


def _moves(
    group: tuple[str, ...],
    pairs: Sequence[tuple[Clause | None, Clause | None]],
    goals: tuple[str, ...] | None,
    proves: bool,
) -> list[Move]:
    before, after = ([pair[side] for pair in pairs if pair[side] is not None] for side in (0, 1))
    if not before or not after:
        return [Move(group, OUT if before else IN, proves)]
    if len(group) == 1 and (way := _compared(before[0], after[0], goals)) is not None:
        return [Move(group, way, proves and way != OTHERWISE)]
    return [Move(group, OUT, proves), Move(group, IN, proves)]


def _compared(old: Clause | None, new: Clause | None, goals: tuple[str, ...] | None) -> str | None:
    """Whether the new clause is stricter or laxer; ``OTHERWISE`` where that holds of its number but not of its every
    shortfall; None where they cannot be compared."""
    assert old is not None
    assert new is not None
    one, other = (
        {key: value for key, value in (deciding(each) or {}).items() if key not in _NUMBERS} for each in (old, new)
    )
    if one != other or old.comparator != new.comparator:
        return None
    sign = 1 if old.comparator == AT_LEAST else -1
    numbers = [(sign * old.value, sign * new.value), (-old.tolerance, -new.tolerance), (old.weight, new.weight)]
    ranks = _rank(old.nature, goals), _rank(new.nature, goals)
    if old.nature != new.nature and None in ranks:
        return None
    steps = [(a, b) for a, b in (*numbers, ranks) if a != b and a is not None and b is not None]
    same_number = old.value == new.value and old.tolerance == new.tolerance
    if not same_number and old.comparator not in (AT_LEAST, AT_MOST):
        return None
    ups = {b > a for a, b in steps}
    if len(ups) != 1:
        return None
    stronger = new if True in ups else old
    exact = same_number or stronger.nature == BINDING or old.level == REGION or old.weigh_by is not None
    return (STRICTER if True in ups else LAXER) if exact else OTHERWISE


def _rank(nature: str, goals: tuple[str, ...] | None) -> Fraction | None:
    """The larger the sooner it counts; None where that is not known."""
    if nature == BINDING:
        return Fraction(1)
    places = [place for place, goal in enumerate(goals or ()) if nature in natures_of(goal)]
    return Fraction(-min(places)) if places else None


def on_the_way(first: Policy, second: Policy, done: Sequence[Move]) -> Policy:
    """The policy that the first has become after these moves."""
    gone: set[str] = set()
    for move in done:
        gone = gone | set(move.clauses) if move.way == OUT else gone - set(move.clauses)
    mixed = mixture(first, second, {name for move in done for name in move.clauses})
    return replace(mixed, clauses=tuple(clause for clause in mixed.clauses if clause.id not in gone))
