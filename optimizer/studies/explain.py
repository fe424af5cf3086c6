"""Why a policy cannot be met, or is met only in part, and the ways out.

Infeasible: disjoint minimal conflicts among the binding rows with the hard facts that take part, then the ways out,
each solved once more in full for what it costs. Feasible: what holds back each row of a soft clause that is short. All
of it within one time limit, the most telling first; what was not examined is said.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from models.clause import COST, Policy
from models.instance import Instance
from models.plan import Plan
from optimizer.proposal import Proposal
from optimizer.propose import propose
from optimizer.reading.overrides import Overrides
from optimizer.solving.conflict import OutOfTimeError
from optimizer.solving.find import SolveOptions, Watcher
from optimizer.solving.outcome import Status, Stop
from optimizer.studies.aside import aside
from optimizer.studies.easing import eased_overrides
from optimizer.studies.held_back import HeldBack, ShortRow, short_rows
from optimizer.studies.scene import Conflict, Scene
from optimizer.studies.trials import Trial, TrialAnswer, run_trials
from optimizer.studies.ways_out import NoWay, WayOut, joint_way, ways_out
from optimizer.verifying.judgement import Judgement

SECONDS = 100.0
"""How long an explanation may take where no limit is given."""

COSTING_SHARE = 0.5
"""The part of the time left that is kept for solving the ways out in full."""


@dataclass(frozen=True)
class Way:
    """A way out, what it is a way out of (the position of a conflict; None for the joint repair), and what it costs.

    ``proposal`` is the plan under it, solved until cost; None where there was no time, and then ``fault`` is empty, or
    where it could not be solved.
    """

    way: WayOut
    conflict: int | None
    proposal: Proposal | None = None
    fault: str = ""

    @property
    def cost(self) -> Fraction | None:
        """The annualised cost of the plan, exactly."""
        if self.proposal is None or self.proposal.verified is None:
            return None
        return self.proposal.verified.judgement.goals.get(COST)


@dataclass
class Explanation:
    """What was found out. ``complete`` is False where the time was over, or Ctrl-C came, before all was looked at."""

    proposal: Proposal
    conflicts: list[Conflict] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    no_ways: list[tuple[int, NoWay]] = field(default_factory=list)
    short: list[ShortRow] = field(default_factory=list)
    all_conflicts: bool = False
    complete: bool = False
    interrupted: bool = False

    @property
    def infeasible(self) -> bool:
        """Whether the binding clauses and the hard facts cannot all hold."""
        return self.proposal.outcome.status is Status.INFEASIBLE

    def cheapest_first(self) -> list[Way]:
        """The ways out with a known cost by that cost, then the others."""
        return sorted(self.ways, key=lambda way: (way.cost is None, way.cost or 0, len(way.way.changes)))


def explain(
    where: str,
    policy: str | None = None,
    *,
    overrides: Overrides = Overrides(),
    options: SolveOptions = SolveOptions(),
    watch: Watcher | None = None,
) -> Explanation:
    """Explain an instance under a policy within the time limit of the options, ``SECONDS`` without one.

    Never raises for Ctrl-C: what was found by then is handed back. Raises InputError for bad input and OwnFaultError
    if the solver or a re-check of ours fails.
    """
    start = time.monotonic()
    seconds = SECONDS if options.time_limit is None else options.time_limit
    limited = replace(options, time_limit=seconds / 2)
    proposal = propose(where, policy, overrides=overrides, options=limited, watch=watch, until=COST)
    told = Explanation(proposal, interrupted=proposal.outcome.stop is Stop.INTERRUPTED)
    if told.interrupted:
        return told
    question = _Question(where, policy, overrides, limited, start + seconds, watch)
    try:
        if told.infeasible:
            _collect_conflicts(told, question)
            _collect_costs(told, question)
        elif proposal.verified is not None:
            _collect_short(told, question, proposal.verified.judgement)
    except KeyboardInterrupt:
        told.interrupted, told.complete = True, False
    return told


@dataclass(frozen=True)
class _Question:
    where: str
    policy: str | None
    overrides: Overrides
    options: SolveOptions
    deadline: float
    watch: Watcher | None

    def left(self) -> float:
        return max(0.0, self.deadline - time.monotonic())

    def tell(self, text: str) -> None:
        if self.watch is not None:
            self.watch(text, None, None)


def _collect_conflicts(told: Explanation, question: _Question) -> None:
    question.tell("conflicts")
    outcome = told.proposal.outcome
    seconds = question.left() * (1 - COSTING_SHARE)
    findings = aside(
        seconds,
        find_conflicts,
        told.proposal.instance,
        told.proposal.policy,
        outcome.repair,
        seconds,
        question.options.seed,
    )
    for finding in findings:
        if isinstance(finding, Described):
            told.conflicts[finding.number : finding.number + 1] = [finding.conflict]
        elif isinstance(finding, WayFound):
            if isinstance(finding.way, NoWay):
                told.no_ways.append((finding.number or 0, finding.way))
            else:
                _add_way(told, Way(finding.way, finding.number))
        elif finding == ALL_CONFLICTS:
            told.all_conflicts = True
        elif finding == COMPLETE:
            told.complete = True


def _add_way(told: Explanation, way: Way) -> None:
    """A way that is known from another conflict is left out, and the joint repair where it is one clause's own way."""
    changes = way.way.changes
    own = changes[:1] if not way.way.joint or len(changes) == 1 else ()
    if not any(other.way.changes[:1] == own and set(other.way.changes) == set(changes) for other in told.ways):
        told.ways.append(way)


def _collect_costs(told: Explanation, question: _Question) -> None:
    """Solve every way out in full, ways of the same changes once; those that leave out an area last."""
    question.tell("costs")
    same: dict[Overrides, list[int]] = defaultdict(list)
    for number in sorted(range(len(told.ways)), key=lambda n: (bool(told.ways[n].way.changes[0].area), n)):
        same[eased_overrides(question.overrides, told.ways[number].way.changes)].append(number)
    trials = [
        Trial(str(position), question.where, question.policy, overrides, question.options, COST)
        for position, overrides in enumerate(same)
    ]
    members, answered = list(same.values()), 0
    for answer in run_trials(trials, workers=min(2, os.cpu_count() or 1), seconds=question.left()):
        for number in members[int(answer.trial.name)]:
            told.ways[number] = _costed(told.ways[number], answer)
        answered += 1
        question.tell(f"costs {answered}/{len(trials)}")
    told.complete &= answered == len(trials)


def _costed(way: Way, answer: TrialAnswer) -> Way:
    if answer.proposal is None:
        return replace(way, fault=answer.fault)
    if answer.proposal.verified is None:
        return replace(way, proposal=answer.proposal, fault=answer.proposal.outcome.status.value)
    return replace(way, proposal=answer.proposal)


def _collect_short(told: Explanation, question: _Question, judgement: Judgement) -> None:
    policy, instance = told.proposal.policy, told.proposal.instance
    rows = short_rows(policy, judgement)
    told.short = [ShortRow(row) for row in rows]
    if not rows:
        told.complete = True
        return
    question.tell("shortfalls")
    places = {(row.clause, row.area): number for number, row in enumerate(rows)}
    seconds = question.left()
    for found in aside(seconds, find_holders, instance, policy, judgement, seconds):
        told.short[places[found.row.clause, found.row.area]] = found
        question.tell(f"shortfalls {sum(one.examined for one in told.short)}/{len(rows)}")
    told.complete = all(one.examined for one in told.short)


ALL_CONFLICTS, COMPLETE = "all conflicts", "complete"


@dataclass(frozen=True)
class Described:
    """A conflict as it is known now."""

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
        for conflict in scene.conflicts():
            found.append(conflict)
            yield Described(
                len(found) - 1, scene.describe(conflict, [n for one in found for n in one if one is not conflict])
            )
        yield ALL_CONFLICTS
        yield from _described_and_left(scene, found, repair)
    except OutOfTimeError:
        return


def _described_and_left(
    scene: Scene, found: Sequence[list[int]], repair: Plan | None
) -> Iterator[Described | WayFound | str]:
    for number, conflict in enumerate(found):
        yield Described(number, scene.with_facts(scene.describe(conflict, _others(found, number))))
    for number, conflict in enumerate(found):
        for way in ways_out(scene, conflict, _others(found, number)):
            yield WayFound(number, way)
    joint = None if repair is None else joint_way(scene, repair)
    if joint is not None:
        yield WayFound(None, joint)
    yield COMPLETE


def _others(found: Sequence[list[int]], number: int) -> list[int]:
    return [switch for position, one in enumerate(found) if position != number for switch in one]


def find_holders(instance: Instance, policy: Policy, judgement: Judgement, seconds: float) -> Iterator[ShortRow]:
    """What holds back each short row, those first that :func:`short_rows` puts first, until the time is over."""
    try:
        bench = HeldBack(instance, policy, judgement, time.monotonic() + seconds)
    except OutOfTimeError:
        return
    for row in short_rows(policy, judgement):
        found = bench.examine(row)
        if not found.examined and time.monotonic() > bench.deadline:
            return
        yield found
