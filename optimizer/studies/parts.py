"""The parts of a difference in cost: what one or several moves from a policy to another change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from models.clause import COST
from models.plan import Plan
from optimizer.proposal import Proposal
from optimizer.studies.changes import Change, Reached, changes, reached
from optimizer.studies.moves import OTHERWISE, Move


@dataclass(frozen=True)
class Priced:
    """A policy solved: annualised cost of its plan in currency, exact, the proven bound below it (None where nothing is
    proven), all its goals, the plan, and what of the cost stands in each stock row and opening."""

    value: Fraction
    bound: Fraction | None
    goals: tuple[Reached, ...] = ()
    plan: Plan | None = None
    cells: Mapping[tuple[str, str], Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """What these moves, in this order, change in annualised cost: ``after`` − ``before``.

    ``settled``: each of them is proven to change nothing, as far as the gaps allow. ``cells``: of several parts of the
    same two plans that cannot touch each other, where the cost of this one stands; None for all of it.
    """

    moves: tuple[Move, ...]
    before: Priced
    after: Priced
    settled: bool = False
    cells: frozenset[tuple[str, str]] | None = None

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses that are moved, each once."""
        return tuple(dict.fromkeys(name for move in self.moves for name in move.clauses))

    @property
    def change(self) -> Fraction:
        """In currency per year."""
        if self.cells is None:
            return self.after.value - self.before.value
        ends = (self.after.cells, -1), (self.before.cells, 1)
        return -sum((sign * costs.get(cell, Fraction(0)) for costs, sign in ends for cell in self.cells), Fraction(0))

    @property
    def truth(self) -> tuple[Fraction, Fraction] | None:
        """Between which two numbers the true change lies, as far as the bounds prove; None where they prove nothing."""
        if self.before.bound is None or self.after.bound is None:
            return None
        change = self.change
        return change - (self.after.value - self.after.bound), change + (self.before.value - self.before.bound)

    @property
    def within_gap(self) -> bool:
        """Whether the true change may as well be nothing, as far as the bounds prove."""
        return self.truth is None or self.truth[0] <= 0 <= self.truth[1]

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What changes in every goal, with the shortfall of the clauses themselves; nothing where the goals are others.

        Cost falls too where a goal before it got worse. Parts that were told apart by ``cells`` change no other goal.
        """
        if self.cells is not None:
            return ()
        before, after = self.before.goals, self.after.goals
        same = [one.goal for one in before] == [one.goal for one in after]
        return changes(before, after) if same else ()

    @property
    def roughly(self) -> bool:
        """Whether a goal before cost came out differently without proof, so that cost had other room."""
        return any(one.goal == COST and one.change is None for one in self.changes)

    @property
    def earlier(self) -> tuple[Change, ...]:
        """The goals before cost that change, or of which it is not known."""
        return tuple(one for one in self.changes if one.goal != COST and one.change != 0)


@dataclass(frozen=True)
class Share:
    """What some clauses change all in all: a part, or the parts of taking the same clauses out and putting them in."""

    parts: tuple[Part, ...]

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses, each once."""
        return self.parts[0].clauses

    @property
    def way(self) -> str:
        """What happens to all of them, ``OTHERWISE`` where not the same does."""
        ways = {move.way for part in self.parts for move in part.moves}
        return ways.pop() if len(ways) == 1 else OTHERWISE

    @property
    def single(self) -> bool:
        """Whether it is of one step of one clause, or of one clause that is taken out and put in."""
        return all(len(part.moves) == 1 for part in self.parts)

    @property
    def settled(self) -> bool:
        """Whether it is proven to be nothing."""
        return all(part.settled for part in self.parts)

    @property
    def change(self) -> Fraction:
        """In currency per year."""
        return sum((part.change for part in self.parts), Fraction(0))

    @property
    def truth(self) -> tuple[Fraction, Fraction] | None:
        """Between which two numbers the true change lies; None where nothing is proven."""
        ends = [part.truth for part in self.parts]
        low, high = Fraction(0), Fraction(0)
        for end in ends:
            if end is None:
                return None
            low, high = low + end[0], high + end[1]
        return low, high

    @property
    def within_gap(self) -> bool:
        """Whether the true change may as well be nothing."""
        return self.truth is None or self.truth[0] <= 0 <= self.truth[1]

    @property
    def earlier(self) -> tuple[Change, ...]:
        """The goals before cost that change, each part's own."""
        return tuple(one for part in self.parts for one in part.earlier)

    @property
    def roughly(self) -> bool:
        """Whether cost had other room in one of the parts."""
        return any(part.roughly for part in self.parts)

    @property
    def nothing(self) -> bool:
        """Whether it is proven to be nothing, or of one clause that changes nothing which the gap would not hide."""
        return self.settled or (self.single and self.within_gap and not self.earlier)


def shares(parts: Sequence[Part]) -> tuple[Share, ...]:
    """The parts, those of the same clauses together, the largest first."""
    groups: dict[frozenset[str], list[Part]] = {}
    for part in parts:
        groups.setdefault(frozenset(part.clauses), []).append(part)
    return tuple(sorted((Share(tuple(group)) for group in groups.values()), key=lambda share: -abs(share.change)))


def priced(proposal: Proposal) -> Priced | None:
    """The annualised cost of a proposal; None without a plan."""
    if proposal.verified is None:
        return None
    judgement, goals = proposal.verified.judgement, reached(proposal)
    bound = next((goal.bound for goal in goals if goal.goal == COST), None)
    years = proposal.instance.annualise_years
    cells = {cell: cost.annual + cost.capital / years for cell, cost in judgement.facility_cost.items()}
    value = judgement.cost.annual + judgement.cost.capital / years
    return Priced(value, bound, goals, judgement.plan, cells)
