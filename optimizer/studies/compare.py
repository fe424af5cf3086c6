"""Sets of clauses side by side: what differs in them, what each yields, and why the one costs more than the other.

Each set is solved with the goals up to cost; stability, which is slow on large regions and changes no total that cost
decides, is left out. The plan made under each set is also judged by the clauses of every other.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.clause import COST, REFERENCE, Policy
from models.instance import Instance
from optimizer.problems import InputError, Problem
from optimizer.proposal import Proposal
from optimizer.propose import read_clauses, read_region
from optimizer.reporting.tables import clause_statuses, count_clauses
from optimizer.solving.find import SolveOptions, Watcher
from optimizer.studies.attribution import Attribution, Ends, attribute
from optimizer.studies.differences import Difference, differences
from optimizer.studies.policy_sets import PolicySet
from optimizer.studies.trials import Trial, run_trials
from optimizer.verifying.judge import judge
from optimizer.verifying.judgement import MET, NOT_APPLICABLE, SHORT, VIOLATED

EARLY = 100
"""So many times smaller than that of cost is the gap of the goals before it: what they leave open, cost could gain."""


@dataclass(frozen=True)
class Judged:
    """The plan made under one set judged by the clauses of another (both by number).

    Clauses that are no references, counted by their worst row; ``breaks`` and ``misses`` are the ids of those that are
    violated and short. ``fault`` says why the plan could not be judged.
    """

    plan: int
    policy: int
    met: int = 0
    short: int = 0
    violated: int = 0
    not_applicable: int = 0
    misses: tuple[str, ...] = ()
    breaks: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True)
class Comparison:
    """The answer, as far as it came. ``proposals`` and ``faults`` stand in the order of the sets.

    A proposal is None if its solve was not finished or failed (``faults`` then says how). Attributions compare the
    first set with each other one.
    """

    instance: Instance
    sets: tuple[PolicySet, ...]
    policies: tuple[Policy, ...]
    differences: tuple[Difference, ...]
    proposals: tuple[Proposal | None, ...]
    faults: tuple[str, ...]
    judged: tuple[Judged, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    interrupted: bool = False


def compare(
    where: str,
    sets: Sequence[PolicySet],
    options: SolveOptions = SolveOptions(),
    watch: Watcher | None = None,
) -> Comparison:
    """Solve an instance under each set and hold the answers against each other.

    ``options.time_limit`` is for everything together. Raises InputError for an unknown instance, policy or clause,
    before anything is solved. Ctrl-C ends it with what is finished.
    """
    start = time.monotonic()
    study = _Study(where, tuple(sets), options, watch, start)
    try:
        study.solve()
        study.judge()
        study.attribute()
    except KeyboardInterrupt:
        study.found = replace(study.found, interrupted=True)
    return study.found


class _Study:
    """One comparison with what is known of it so far."""

    def __init__(
        self, where: str, sets: tuple[PolicySet, ...], options: SolveOptions, watch: Watcher | None, start: float
    ) -> None:
        self.where, self.watch = where, watch
        self.options = replace(options, early_gap=options.gap / EARLY)
        self.deadline = None if options.time_limit is None else start + options.time_limit
        instance = read_region(where)
        policies = _policies(instance, sets)
        nothing: tuple[Proposal | None, ...] = (None,) * len(sets)
        found = differences(policies)
        self.found = Comparison(instance, sets, policies, found, nothing, ("",) * len(sets))

    def tell(self, text: str) -> None:
        """Say where the work stands."""
        if self.watch is not None:
            self.watch(text, None, None)

    def left(self) -> float | None:
        """Seconds until the time limit, None without one."""
        return None if self.deadline is None else max(0.0, self.deadline - time.monotonic())

    def solve(self) -> None:
        """Solve under every set, side by side."""
        trials = [
            Trial(str(number), self.where, one.policy, one.overrides, self.options, COST)
            for number, one in enumerate(self.found.sets)
        ]
        proposals, faults = list(self.found.proposals), list(self.found.faults)
        self.tell(f"solving 0/{len(trials)}")
        for done, answer in enumerate(run_trials(trials, seconds=self.left()), 1):
            number = int(answer.trial.name)
            proposals[number], faults[number] = answer.proposal, answer.fault
            self.found = replace(self.found, proposals=tuple(proposals), faults=tuple(faults))
            self.tell(f"solving {done}/{len(trials)}")

    def judge(self) -> None:
        """Judge every plan by the clauses of every set."""
        judged: list[Judged] = []
        for plan, proposal in enumerate(self.found.proposals):
            for number, policy in enumerate(self.found.policies):
                if proposal is not None and proposal.verified is not None:
                    self.tell(f"judging {len(judged) + 1}")
                    judged.append(_judged(proposal, plan, policy, number))
                    self.found = replace(self.found, judged=tuple(judged))

    def attribute(self) -> None:
        """Attribute the differences in cost between the first set and each other, within the time that is left."""
        first = self.found.proposals[0]
        others = [(number, other) for number, other in enumerate(self.found.proposals) if number and other is not None]
        for place, (number, other) in enumerate(others):
            if first is None:
                return
            policies = self.found.policies
            ends = Ends((0, number), (policies[0], policies[number]), (first, other))
            left = self.left()
            seconds = None if left is None else left / (len(others) - place)
            before = self.found.attributions
            for state in attribute(self.where, ends, self.options, seconds, self._attributing):
                self.found = replace(self.found, attributions=(*before, state))

    def _attributing(self, text: str) -> None:
        self.tell(f"attributing {text}")


def _policies(instance: Instance, sets: Sequence[PolicySet]) -> tuple[Policy, ...]:
    """The policy of every set; all their problems at once."""
    problems: list[Problem] = []
    policies: list[Policy] = []
    for one in sets:
        try:
            policies.append(read_clauses(instance, one.policy, one.overrides))
        except InputError as error:
            problems += [_in_set(problem, one) for problem in error.problems]
    if problems:
        raise InputError(dict.fromkeys(problems))
    return tuple(policies)


def _in_set(problem: Problem, one: PolicySet) -> Problem:
    """The problem as one of the set on the command line that it stands in."""
    return replace(problem, file=f"-p {one.label}") if problem.file in ("--set", "--drop") else problem


def _judged(proposal: Proposal, plan: int, policy: Policy, number: int) -> Judged:
    assert proposal.verified is not None
    try:
        judgement = judge(proposal.instance, policy, proposal.verified.judgement.plan)
    except InputError as error:
        return Judged(plan, number, fault="; ".join(str(problem) for problem in error.problems))
    counts = count_clauses(policy, judgement)
    status = clause_statuses(judgement)
    decide = [clause.id for clause in policy.clauses if clause.nature != REFERENCE]
    return Judged(
        plan,
        number,
        counts[MET],
        counts[SHORT],
        counts[VIOLATED],
        counts[NOT_APPLICABLE],
        misses=tuple(name for name in decide if status.get(name) == SHORT),
        breaks=tuple(name for name in decide if status.get(name) == VIOLATED),
    )
