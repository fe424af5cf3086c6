"""Which changed clause causes which part of the difference in cost between two policies.

The first policy becomes the second by swapping one changed clause after the other, in the order of the second. Each
policy on the way is solved; what a swap changes in annualised cost is its part, and all parts add up exactly to the
whole difference. The parts depend on the order: what two clauses only cost together falls to the later one.

Where one solve is missing (no time was left, or that policy has no plan), the swaps on both sides of it have one part
together. The stretch with the largest part is halved first, so that a time limit leaves the small ones undivided.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from models.clause import COST, Policy
from optimizer.proposal import Proposal
from optimizer.solving.find import SolveOptions
from optimizer.solving.outcome import Status
from optimizer.studies.changes import reached
from optimizer.studies.mixture import mixture, swaps, write_policy
from optimizer.studies.trials import Trial, run_trials
from optimizer.verifying.judgement import NOT_APPLICABLE

Teller = Callable[[str], None]


@dataclass(frozen=True)
class Priced:
    """Annualised cost of a plan in currency, exact, and the proven bound below it (None where nothing is proven)."""

    value: Fraction
    bound: Fraction | None


@dataclass(frozen=True)
class Part:
    """What swapping these clauses, in this order, changes in annualised cost: ``after`` − ``before``."""

    clauses: tuple[str, ...]
    before: Priced
    after: Priced

    @property
    def change(self) -> Fraction:
        """In currency per year."""
        return self.after.value - self.before.value

    @property
    def truth(self) -> tuple[Fraction, Fraction] | None:
        """Between which two numbers the true change lies, as far as the bounds prove; None where they prove nothing."""
        if self.before.bound is None or self.after.bound is None:
            return None
        return self.after.bound - self.before.value, self.after.value - self.before.bound

    @property
    def within_gap(self) -> bool:
        """Whether the true change may as well be nothing, as far as the bounds prove."""
        return self.truth is None or self.truth[0] <= 0 <= self.truth[1]


@dataclass(frozen=True)
class Attribution:
    """The difference in cost between two of the compared policies (their numbers), part by part.

    ``without_effect`` are changed clauses with no row in this region under either policy. ``parts`` is empty where one
    of the two has no plan. ``failed`` are policies on the way that have none, by the last clause swapped, and why.
    """

    first: int
    second: int
    parts: tuple[Part, ...]
    without_effect: tuple[str, ...]
    failed: tuple[tuple[str, str], ...] = ()

    @property
    def alone(self) -> tuple[Part, ...]:
        """The parts of single clauses."""
        return tuple(part for part in self.parts if len(part.clauses) == 1)

    @property
    def undivided(self) -> tuple[Part, ...]:
        """The parts of several clauses that could not be told apart."""
        return tuple(part for part in self.parts if len(part.clauses) > 1)


def priced(proposal: Proposal) -> Priced | None:
    """The annualised cost of a proposal; None without a plan."""
    if proposal.verified is None:
        return None
    cost = proposal.verified.judgement.cost
    bound = next((goal.bound for goal in reached(proposal) if goal.goal == COST), None)
    return Priced(cost.annual + cost.capital / proposal.instance.annualise_years, bound)


@dataclass(frozen=True)
class Ends:
    """Two policies with the proposals made under them, and their numbers among the compared."""

    numbers: tuple[int, int]
    policies: tuple[Policy, Policy]
    proposals: tuple[Proposal, Proposal]


def without_rows(ends: Ends, clauses: Sequence[str]) -> frozenset[str]:
    """Those of the clauses that have no row in this region under either policy, so that swapping them does nothing."""
    living: set[str] = set()
    for proposal in ends.proposals:
        if proposal.verified is None:
            return frozenset()
        rows = proposal.verified.judgement.rows
        living |= {row.clause for row in rows if row.status != NOT_APPLICABLE}
    partners = {name for policy in ends.policies for name in policy.partners}
    written = {clause.id for policy in ends.policies for clause in policy.clauses}
    return frozenset(name for name in clauses if name in written - living - partners)


class _Way:
    """The policies from one end to the other, by how many clauses are swapped, and what is known of their cost."""

    def __init__(self, ends: Ends, order: Sequence[str], costs: tuple[Priced, Priced]) -> None:
        self.ends, self.order = ends, order
        self.known: dict[int, Priced] = {0: costs[0], len(order): costs[1]}
        self.asked = {0, len(order)}

    def next(self) -> int | None:
        """The middle of the stretch, between two policies asked for, that seems to change most; None at the end."""
        stops = sorted(self.asked)
        open_stretches = [(low, high) for low, high in itertools.pairwise(stops) if high - low > 1]
        if not open_stretches:
            return None
        low, high = max(open_stretches, key=lambda ends: (self._change(*ends), ends[1] - ends[0], -ends[0]))
        middle = (low + high) // 2
        self.asked.add(middle)
        return middle

    def _change(self, low: int, high: int) -> Fraction:
        """By how much the cost changes between the known policies around a stretch."""
        before = self.known[max(stop for stop in self.known if stop <= low)]
        after = self.known[min(stop for stop in self.known if stop >= high)]
        return abs(after.value - before.value)

    def parts(self) -> tuple[Part, ...]:
        """What is known so far."""
        stops = sorted(self.known)
        return tuple(
            Part(tuple(self.order[low:high]), self.known[low], self.known[high])
            for low, high in itertools.pairwise(stops)
        )


def attribute(
    where: str, ends: Ends, options: SolveOptions, seconds: float | None, tell: Teller
) -> Iterator[Attribution]:
    """The attribution after each solve, better each time; the first state needs none."""
    changed = swaps(*ends.policies)
    idle = without_rows(ends, changed)
    order = [name for name in changed if name not in idle]
    costs = priced(ends.proposals[0]), priced(ends.proposals[1])
    nothing = Attribution(*ends.numbers, (), tuple(name for name in changed if name in idle))
    if costs[0] is None or costs[1] is None or not order:
        yield nothing
        return
    way = _Way(ends, order, (costs[0], costs[1]))
    failed: dict[int, str] = {}
    yield _state(nothing, way, failed)
    if seconds == 0:
        return
    with tempfile.TemporaryDirectory(prefix="allocare-") as folder:
        for answer in run_trials(_trials(where, way, options, Path(folder)), seconds=seconds):
            place = int(answer.trial.name)
            cost = None if answer.proposal is None else priced(answer.proposal)
            if cost is not None:
                way.known[place] = cost
            else:
                failed[place] = answer.fault or _why(answer.proposal)
            tell(f"{len(way.known) + len(failed) - 2}/{len(order) - 1}")
            yield _state(nothing, way, failed)


def _trials(where: str, way: _Way, options: SolveOptions, folder: Path) -> Iterator[Trial]:
    while (middle := way.next()) is not None:
        file = folder / f"swapped-{middle}.toml"
        write_policy(mixture(*way.ends.policies, way.order[:middle]), file)
        yield Trial(str(middle), where, str(file), options=options, until=COST)


def _state(nothing: Attribution, way: _Way, failed: Mapping[int, str]) -> Attribution:
    told = tuple((way.order[place - 1], failed[place]) for place in sorted(failed))
    return Attribution(nothing.first, nothing.second, way.parts(), nothing.without_effect, told)


def _why(proposal: Proposal | None) -> str:
    return "" if proposal is None else Status(proposal.outcome.status).value
