"""Why a policy cannot be met: conflicts among its binding rows with the facts that take part, then the ways out.

Conflicts that share no row come first, then a few that share rows with them and have other clauses. Each way out is
solved once more in full for what it costs. All of it within one time limit; what was not examined is said.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from models.clause import COST, Policy
from models.instance import Instance
from models.plan import Plan
from optimizer.impossible import Conflict, Impossibility, NoWay, Price, Way, WayOut
from optimizer.proposal import Proposal
from optimizer.reading.overrides import Overrides
from optimizer.solving.conflict import OutOfTimeError
from optimizer.solving.find import SolveOptions, Watcher
from optimizer.studies.aside import aside
from optimizer.studies.easing import eased_overrides
from optimizer.studies.scene import Scene
from optimizer.studies.trials import Trial, TrialAnswer, run_trials
from optimizer.studies.ways_out import joint_way, ways_out

COSTING_SHARE = 0.5
"""The part of the time left that is kept for solving the ways out in full."""

ALL_CONFLICTS, COMPLETE = "all conflicts", "complete"


@dataclass(frozen=True)
class Question:
    """What was asked to be solved, and until when (of ``time.monotonic``) the answer is wanted.

    The options are those of the solves that price the ways out.
    """

    where: str
    policy: str | None
    overrides: Overrides
    options: SolveOptions
    deadline: float
    watch: Watcher | None

    def left(self) -> float:
        """Seconds until the deadline, never below zero."""
        return max(0.0, self.deadline - time.monotonic())

    def tell(self, text: str) -> None:
        """Say how far it is."""
        if self.watch is not None:
            self.watch(text, None, None)


def why_impossible(proposal: Proposal, question: Question) -> Impossibility:
    """Why an infeasible policy cannot be met, as far as the time allows.

    Never raises for Ctrl-C: what was found by then is handed back. Raises OwnFaultError if the solver breaks down.
    """
    told = Impossibility()
    try:
        _collect_conflicts(told, proposal, question)
        _collect_prices(told, question)
    except KeyboardInterrupt:
        told.interrupted, told.complete = True, False
    return told


def _collect_conflicts(told: Impossibility, proposal: Proposal, question: Question) -> None:
    question.tell("conflicts")
    seconds = question.left() * (1 - COSTING_SHARE)
    instance, policy, seed = proposal.instance, proposal.policy, question.options.seed
    for finding in aside(seconds, find_conflicts, instance, policy, proposal.outcome.repair, seconds, seed):
        if isinstance(finding, Described):
            known = told.further if finding.conflict.overlaps else told.conflicts
            known[finding.number : finding.number + 1] = [finding.conflict]
        elif isinstance(finding, WayFound):
            if isinstance(finding.way, NoWay):
                told.no_ways.append((finding.number or 0, finding.way))
            else:
                _add_way(told, Way(finding.way, finding.number))
        elif finding == ALL_CONFLICTS:
            told.all_conflicts = True
        elif finding == COMPLETE:
            told.complete = True
        question.tell(f"conflicts {len(told.conflicts) + len(told.further)}, ways out {len(told.ways)}")


def _add_way(told: Impossibility, way: Way) -> None:
    """A way that is known from another conflict is left out, and the joint repair where it is one clause's own way."""
    changes = way.way.changes
    own = changes[:1] if not way.way.joint or len(changes) == 1 else ()
    if not any(other.way.changes[:1] == own and set(other.way.changes) == set(changes) for other in told.ways):
        told.ways.append(way)


def _collect_prices(told: Impossibility, question: Question) -> None:
    """Solve every way out in full, ways of the same changes once; those that leave out an area last."""
    same: dict[Overrides, list[int]] = defaultdict(list)
    for number in sorted(range(len(told.ways)), key=lambda n: (bool(told.ways[n].way.changes[0].area), n)):
        same[eased_overrides(question.overrides, told.ways[number].way.changes)].append(number)
    trials = [
        Trial(str(position), question.where, question.policy, overrides, question.options, COST)
        for position, overrides in enumerate(same)
    ]
    members, answered = list(same.values()), 0
    if not trials:
        return
    question.tell("costs")
    for answer in run_trials(trials, workers=min(2, os.cpu_count() or 1), seconds=question.left()):
        for number in members[int(answer.trial.name)]:
            told.ways[number] = _priced(told.ways[number], answer)
        answered += 1
        question.tell(f"costs {answered}/{len(trials)}")
    told.complete &= answered == len(trials)


def _priced(way: Way, answer: TrialAnswer) -> Way:
    if answer.proposal is None:
        return replace(way, fault=answer.fault)
    status, verified = answer.proposal.outcome.status.value, answer.proposal.verified
    if verified is None or COST not in verified.judgement.goals:
        return replace(way, fault=status)
    cost, goals = verified.judgement.cost, verified.judgement.goals
    return replace(way, price=Price(goals[COST], cost.capital, cost.annual, dict(goals), status))


@dataclass(frozen=True)
class Described:
    """A conflict as it is known now; ``number`` counts those that overlap others apart."""

    number: int
    conflict: Conflict


@dataclass(frozen=True)
class WayFound:
    """A way out of a conflict, or none; ``number`` is None for the joint repair."""

    number: int | None
    way: WayOut | NoWay


def find_conflicts(
    instance: Instance, policy: Policy, repair: Plan | None, seconds: float, seed: int = 0
) -> Iterator[Described | WayFound | str]:
    """The conflicts of an infeasible policy, with facts, then the ways out; ``COMPLETE`` if time was enough for all.

    The end of the time ends the iteration.
    """
    try:
        scene = Scene(instance, policy, time.monotonic() + seconds, seed=seed)
        found: list[list[int]] = []
        told: list[Conflict] = []
        for conflict in scene.conflicts():
            found.append(conflict)
            told.append(scene.describe(conflict, _rest(found, conflict)))
            yield Described(len(told) - 1, told[-1])
        yield ALL_CONFLICTS
        further: list[list[int]] = []
        for conflict in scene.further(found):
            further.append(conflict)
            both = [*found, *further]
            told.append(replace(scene.describe(conflict, _rest(both, conflict)), overlaps=True))
            yield Described(len(further) - 1, told[-1])
        yield from _with_facts(scene, told[: len(found)])
        yield from _left(scene, found, further, repair)
        yield from _with_facts(scene, told[len(found) :])
        yield COMPLETE
    except OutOfTimeError:
        return


def _with_facts(scene: Scene, told: Sequence[Conflict]) -> Iterator[Described]:
    return (Described(number, scene.with_facts(conflict)) for number, conflict in enumerate(told))


def _left(
    scene: Scene, found: Sequence[list[int]], further: Sequence[list[int]], repair: Plan | None
) -> Iterator[WayFound]:
    for number, conflict in enumerate(found):
        others = [other for other in (*found, *further) if other is not conflict]
        for way in ways_out(scene, conflict, others):
            yield WayFound(number, way)
    joint = None if repair is None else joint_way(scene, repair)
    if joint is not None:
        yield WayFound(None, joint)


def _rest(found: Sequence[list[int]], own: Sequence[int]) -> list[int]:
    """The switches of all conflicts but those of one."""
    return sorted({switch for one in found for switch in one} - set(own))
