"""What each clause costs: what changes when it is dropped, and when its number gets one step harder.

Every number comes from solving again, side by side in processes, the most promising clauses first. Two answers need no
solve of their own:

A step that the base plan keeps costs nothing: the plan is still allowed, and a harder clause makes nothing better (said
of binding clauses, and of soft ones as long as the goals they are part of stand at zero).

Clauses of which the base plan has no shortfall are dropped together first. Dropping more makes no goal worse, so what
one of them changes lies between nothing and what all of them change: if that is nothing, it is nothing for each. (Where
fairness is not zero that is not so for the clauses that fairness takes the mean of; these are solved one by one.) What
does change something is halved and asked again as far as the time goes.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from models.clause import (
    AT_LEAST,
    AT_MOST,
    BETWEEN,
    BINDING,
    COST,
    FAIR_NATURES,
    FAIRNESS,
    REFERENCE,
    Clause,
    natures_of,
)
from models.selection import county_of
from optimizer.problems import InputError, Problem, did_you_mean
from optimizer.proposal import Proposal
from optimizer.propose import propose
from optimizer.reading.overrides import Overrides
from optimizer.solving.find import SolveOptions, Watcher
from optimizer.solving.outcome import Status, Stop
from optimizer.studies.changes import Change, Reached, changes, nothing_changes, reached
from optimizer.studies.price_queue import DROP, STEP, Ask, Queue, fill, halve
from optimizer.studies.promise import Standing, standings
from optimizer.studies.step import Step, step_of
from optimizer.studies.trials import Trial, TrialAnswer, run_trials
from optimizer.studies.variants import dropping, stepping
from optimizer.verifying.judge import judge
from optimizer.verifying.judgement import SHORT, VIOLATED

EARLY = 100
"""The goals before cost are solved to this part of the gap: what they leave open would be taken for a price."""

SOLVED, TOGETHER, KEPT = "solved", "together", "kept"
"""How an effect is known: by a solve of its own, from dropping a group, or because the base plan keeps the step."""

NO_TIME, NO_STEP, IN_GROUP, INTERRUPTED, NO_BASE = "time", "no_step", "in_group", "interrupted", "no_base"
"""Why something is not priced: no time was left, no harder number can be written, only a group with it is known,
Ctrl-C, or there is no proven plan to compare with."""


@dataclass(frozen=True)
class Effect:
    """What one variant changes. ``status`` is that of its solve; an infeasible one has no changes.

    ``counties`` are the changes of annualised cost by county (currency per year), where the cost provably changes.
    """

    how: str
    status: str
    changes: tuple[Change, ...]
    counties: tuple[tuple[str, Fraction], ...] = ()


@dataclass(frozen=True)
class Price:
    """One clause with the effect of dropping it and of its step, as far as they are known."""

    clause: Clause
    drop: Effect | None
    step: Step | None
    stepped: Effect | None


@dataclass(frozen=True)
class Group:
    """Clauses that were only dropped together: each of them changes at most what all of them do."""

    clauses: tuple[str, ...]
    effect: Effect


@dataclass(frozen=True)
class Unpriced:
    """Something of a clause that is not priced (``drop`` or ``step``), and why; ``detail`` is the solver's own word."""

    clause: str
    part: str
    reason: str
    detail: str = ""


@dataclass(frozen=True)
class Prices:
    """The answer: ``base`` is the proposal that everything is compared with."""

    base: Proposal
    goals: tuple[Reached, ...]
    prices: tuple[Price, ...] = ()
    groups: tuple[Group, ...] = ()
    unpriced: tuple[Unpriced, ...] = ()
    references: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    solves: int = 0
    interrupted: bool = False


@dataclass
class _Known:
    """What is known so far."""

    drops: dict[str, Effect] = field(default_factory=dict)
    steps: dict[str, Effect] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    faults: dict[tuple[str, str], str] = field(default_factory=dict)
    solves: int = 0
    interrupted: bool = False


def price(
    where: str,
    policy: str | None = None,
    *,
    overrides: Overrides = Overrides(),
    options: SolveOptions = SolveOptions(),
    only: Collection[str] = (),
    workers: int | None = None,
    watch: Watcher | None = None,
) -> Prices:
    """Price the clauses of a policy (or ``only`` some), goals up to cost, within the time limit of ``options``.

    ``watch`` is told in words what has been done. Raises InputError for bad input and unknown clauses, OwnFaultError if
    the base plan fails its re-check. Without a base plan nothing is priced; Ctrl-C keeps what is known.
    """
    start = time.monotonic()
    options = replace(options, early_gap=options.gap / EARLY)
    base = propose(where, policy, overrides=overrides, options=options, watch=watch, until=COST)
    _must_know(base, only)
    goals = reached(base)
    stopped = base.outcome.stop is Stop.INTERRUPTED
    if base.verified is None or any(one.bound is None for one in goals):
        asked = [one.id for one in base.policy.clauses if one.nature != REFERENCE and (not only or one.id in only)]
        nothing = tuple(Unpriced(name, part, NO_BASE) for name in asked for part in (DROP, STEP))
        return Prices(base, goals, unpriced=nothing, solves=1, interrupted=stopped)
    found = [one for one in standings(base) if not only or one.clause.id in only]
    steps = {one.clause.id: step for one in found if (step := step_of(base.instance, one.clause, one.rows))}
    known = _Known(solves=1)
    for clause in _kept_steps(base, goals, found, steps):
        known.steps[clause] = Effect(KEPT, base.outcome.status.value, tuple(_none(one) for one in goals))
    study = _Study(base, goals, known, Trial("base", where, policy, overrides, replace(options, time_limit=None), COST))
    fill(
        study.queue,
        found,
        {key: step for key, step in steps.items() if key not in known.steps},
        sum((one.value or Fraction(0) for one in goals if one.goal == COST), Fraction(0)),
    )
    left = None if options.time_limit is None else max(0.0, options.time_limit - (time.monotonic() - start))
    study.run(left, workers, watch)
    return _answer(study, found, steps, only)


class _Study:
    """The solves of one study, what they are compared with, and what they told."""

    def __init__(self, base: Proposal, goals: tuple[Reached, ...], known: _Known, model: Trial) -> None:
        self.base, self.goals, self.known, self.model = base, goals, known, model
        self.queue = Queue(self.trial)

    def trial(self, ask: Ask, name: str) -> Trial:
        """The solve that answers a question."""
        given = self.model.overrides
        changed = dropping(given, self.base.policy, ask.clauses) if ask.step is None else stepping(given, ask.step)
        return replace(self.model, name=name, overrides=changed)

    def run(self, seconds: float | None, workers: int | None, watch: Watcher | None) -> None:
        """Solve until nothing is left to ask, the time is over, or Ctrl-C."""
        try:
            for answer in run_trials(self.queue, workers=workers, seconds=seconds):
                self.known.solves += 1
                self.take(self.queue.asked[int(answer.trial.name)], answer)
                if watch is not None:
                    watch(f"{self.known.solves} solves, {len(self.queue)} to go", None, None)
        except KeyboardInterrupt:
            self.known.interrupted = True

    def take(self, ask: Ask, answer: TrialAnswer) -> None:
        """Note what a solve told."""
        effect = self.effect(answer.proposal) if answer.proposal is not None else None
        if effect is None:
            self.known.faults |= {(ask.kind, clause): answer.fault for clause in ask.clauses}
        elif ask.step is not None:
            self.known.steps[ask.clauses[0]] = effect
        elif len(ask.clauses) == 1:
            self.known.drops[ask.clauses[0]] = effect
        elif nothing_changes(effect.changes):
            self.known.drops |= dict.fromkeys(ask.clauses, replace(effect, how=TOGETHER))
        else:
            self.known.groups.append(Group(ask.clauses, effect))
            halve(self.queue, ask)

    def effect(self, trial: Proposal) -> Effect | None:
        """What a trial changed; None if it came to no end."""
        if trial.outcome.status is Status.INFEASIBLE:
            return Effect(SOLVED, Status.INFEASIBLE.value, ())
        after = reached(trial)
        if trial.verified is None or any(one.bound is None for one in after):
            return None
        found = changes(self.goals, after)
        counties = _county_changes(self.base, trial) if any(one.change for one in found if one.goal == COST) else ()
        return Effect(SOLVED, trial.outcome.status.value, found, counties)


def _must_know(base: Proposal, only: Collection[str]) -> None:
    ids = [clause.id for clause in base.policy.clauses]
    problems = [
        Problem(
            "unknown-clause", "--only", f'"{name}"', "the id of a clause of this policy", hint=did_you_mean(name, ids)
        )
        for name in only
        if name not in ids
    ]
    if problems:
        raise InputError(problems)


def _none(goal: Reached) -> Change:
    """No change at all, up to what is proven of the base plan."""
    assert goal.value is not None
    assert goal.bound is not None
    return Change(goal.goal, Fraction(0), goal.value - goal.bound)


def _kept_steps(
    base: Proposal, goals: Sequence[Reached], found: Sequence[Standing], steps: Mapping[str, Step]
) -> Iterator[str]:
    """The clauses whose step the base plan keeps and whose step can make nothing better."""
    assert base.verified is not None
    zero = {one.goal for one in goals if one.value == 0}
    stepped = [
        _stepped(one.clause, steps[one.clause.id])
        for one in found
        if one.clause.id in steps and not one.short and _only_harder(base, one.clause, zero)
    ]
    if not stepped:
        return
    policy = replace(base.policy, clauses=tuple(stepped), goals=())
    rows = judge(base.instance, policy, base.verified.judgement.plan).rows
    broken = {row.clause for row in rows if row.status in (SHORT, VIOLATED)}
    yield from (clause.id for clause in stepped if clause.id not in broken)


def _only_harder(base: Proposal, clause: Clause, zero: Collection[str]) -> bool:
    """Whether a step of a clause that has no shortfall cannot let any goal get better."""
    if clause.pooled or clause.id in base.policy.partners or clause.comparator not in (AT_LEAST, AT_MOST, BETWEEN):
        return False
    if clause.nature == BINDING:
        return True
    own = [goal for goal in base.policy.goals if clause.nature in natures_of(goal)]
    if clause.nature in FAIR_NATURES and FAIRNESS in base.policy.goals:
        own.append(FAIRNESS)
    return set(own) <= set(zero)


def _stepped(clause: Clause, step: Step) -> Clause:
    """The clause with its harder number."""
    ends = [Fraction(text) for text in step.after.strip("[]").split(",")]
    return replace(clause, value=ends[0], upper=ends[-1])


def _county_changes(base: Proposal, trial: Proposal) -> tuple[tuple[str, Fraction], ...]:
    """County (or the area under which a facility lies) → change of annualised cost, the largest first."""
    before, after = _county_costs(base), _county_costs(trial)
    found = {place: after.get(place, Fraction(0)) - before.get(place, Fraction(0)) for place in {*before, *after}}
    return tuple(
        sorted(((place, one) for place, one in found.items() if one), key=lambda pair: (-abs(pair[1]), pair[0]))
    )


def _county_costs(proposal: Proposal) -> Mapping[str, Fraction]:
    assert proposal.verified is not None
    costs: dict[str, Fraction] = defaultdict(Fraction)
    for (facility, _), cost in proposal.verified.judgement.facility_cost.items():
        place = county_of(proposal.instance, facility)
        costs[place] += cost.annual + cost.capital / proposal.instance.annualise_years
    return costs


def _answer(study: _Study, found: Sequence[Standing], steps: Mapping[str, Step], only: Collection[str]) -> Prices:
    known, policy = study.known, study.base.policy
    prices = [
        Price(one.clause, known.drops.get(one.clause.id), steps.get(one.clause.id), known.steps.get(one.clause.id))
        for one in found
    ]
    live = {one.clause.id for one in found}
    rest = [clause for clause in policy.clauses if clause.id not in live and (not only or clause.id in only)]
    # of nested groups the innermost says most; those whose clauses are all known say nothing more
    groups = [one for one in known.groups if any(clause not in known.drops for clause in one.clauses)]
    return Prices(
        study.base,
        study.goals,
        tuple(one for one in prices if one.drop or one.stepped),
        tuple(one for one in groups if not any(set(other.clauses) < set(one.clauses) for other in groups)),
        tuple(_unpriced(prices, known)),
        tuple(clause.id for clause in rest if clause.nature == REFERENCE),
        tuple(clause.id for clause in rest if clause.nature != REFERENCE),
        known.solves,
        known.interrupted,
    )


def _unpriced(prices: Sequence[Price], known: _Known) -> Iterator[Unpriced]:
    grouped = {clause for group in known.groups for clause in group.clauses}
    late = INTERRUPTED if known.interrupted else NO_TIME
    for one in prices:
        name = one.clause.id
        if one.drop is None:
            yield Unpriced(name, DROP, IN_GROUP if name in grouped else late, known.faults.get((DROP, name), ""))
        if one.step is None:
            yield Unpriced(name, STEP, NO_STEP)
        elif one.stepped is None:
            yield Unpriced(name, STEP, late, known.faults.get((STEP, name), ""))
