"""Which changed clause causes which part of the difference in cost between two policies.

The first policy becomes the second by one move after the other (see :mod:`optimizer.studies.moves`), which gets laxer
down to the middle of the way and stricter from there on. Each policy on the way is solved; what a move changes in
annualised cost is its part, and all parts add up exactly to the whole difference. The parts depend on the order: what
two clauses only cost together falls to the later one on the way up, and to the earlier one on the way down.

After each solve the moves that are proven to change nothing are settled without another one, and moves that cannot
touch each other are told apart by where the cost stands (see :mod:`optimizer.studies.independent`). The rest is halved,
the stretch with the largest part first, so that a time limit leaves the small ones undivided.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.clause import COST, FAIRNESS, Policy
from optimizer.proposal import Proposal
from optimizer.solving.find import SolveOptions
from optimizer.solving.outcome import Status
from optimizer.studies.independent import can_fall_apart
from optimizer.studies.mixture import swaps, write_policy
from optimizer.studies.moves import moves_between, on_the_way
from optimizer.studies.parts import Part, priced
from optimizer.studies.trials import Trial, run_trials
from optimizer.studies.way import Way
from optimizer.verifying.judgement import NOT_APPLICABLE

Teller = Callable[[str], None]


@dataclass(frozen=True)
class Attribution:
    """The difference in cost between two of the compared policies (their numbers), part by part.

    ``without_effect`` are changed clauses with no row in this region under either policy. ``parts`` is empty where one
    of the two has no plan. ``failed`` are policies on the way that have none, by the last clause moved, and why.
    """

    first: int
    second: int
    parts: tuple[Part, ...]
    without_effect: tuple[str, ...]
    failed: tuple[tuple[str, str], ...] = ()

    @property
    def alone(self) -> tuple[Part, ...]:
        """The parts of single moves that are not proven to change nothing."""
        return tuple(part for part in self.parts if len(part.moves) == 1 and not part.settled)

    @property
    def settled(self) -> tuple[Part, ...]:
        """The parts of moves that are proven to change nothing."""
        return tuple(part for part in self.parts if part.settled)

    @property
    def undivided(self) -> tuple[Part, ...]:
        """The parts of several moves that could not be told apart."""
        return tuple(part for part in self.parts if len(part.moves) > 1 and not part.settled)


@dataclass(frozen=True)
class Ends:
    """Two policies with the proposals made under them, and their numbers among the compared."""

    numbers: tuple[int, int]
    policies: tuple[Policy, Policy]
    proposals: tuple[Proposal, Proposal]

    @property
    def fair(self) -> bool:
        """Whether fairness is zero at both ends, or no goal there; so it is between them."""
        judged = [one.verified.judgement.goals for one in self.proposals if one.verified is not None]
        return not any(goals.get(FAIRNESS) for goals in judged)


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


def attribute(
    where: str, ends: Ends, options: SolveOptions, seconds: float | None, tell: Teller
) -> Iterator[Attribution]:
    """The attribution after each solve, better each time; the first state needs none."""
    changed = swaps(*ends.policies)
    idle = without_rows(ends, changed)
    moves = moves_between(*ends.policies, idle, fair=ends.fair)
    costs = priced(ends.proposals[0]), priced(ends.proposals[1])
    nothing = Attribution(*ends.numbers, (), tuple(name for name in changed if name in idle))
    if costs[0] is None or costs[1] is None or not moves:
        yield nothing
        return
    apart = can_fall_apart(ends.policies, fair=ends.fair)
    way = Way(ends.proposals[0].instance, ends.policies, moves, (costs[0], costs[1]), apart=apart)
    failed: dict[int, str] = {}
    yield _state(nothing, way, failed)
    if seconds == 0:
        return
    with tempfile.TemporaryDirectory(prefix="allocare-") as folder:
        for answer in run_trials(_trials(where, ends, way, options, Path(folder)), seconds=seconds):
            place = int(answer.trial.name)
            cost = None if answer.proposal is None else priced(answer.proposal)
            if cost is not None:
                way.learn(place, cost)
            else:
                failed[place] = answer.fault or _why(answer.proposal)
            state = _state(nothing, way, failed)
            tell(f"{len(moves) - sum(len(part.moves) for part in state.undivided)}/{len(moves)}")
            yield state


def _trials(where: str, ends: Ends, way: Way, options: SolveOptions, folder: Path) -> Iterator[Trial]:
    while (place := way.next()) is not None:
        file = folder / f"moved-{place}.toml"
        write_policy(on_the_way(*ends.policies, way.order[:place]), file)
        yield Trial(str(place), where, str(file), options=options, until=COST)


def _state(nothing: Attribution, way: Way, failed: Mapping[int, str]) -> Attribution:
    told = tuple((way.order[place - 1].clauses[-1], failed[place]) for place in sorted(failed))
    return Attribution(nothing.first, nothing.second, way.parts(), nothing.without_effect, told)


def _why(proposal: Proposal | None) -> str:
    return "" if proposal is None else Status(proposal.outcome.status).value
