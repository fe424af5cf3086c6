"""What each clause costs: what changes when it is dropped, and when its number gets one step harder.

Three ways lead to an answer, the cheapest first.

*Kept*: a step that the base plan keeps costs nothing: the plan is still allowed, and a harder clause makes nothing
better (said of binding clauses, and of soft ones as long as the goals they are part of stand at zero).

*Bounded*: without the clause the base plan is still a plan, so that its goals are one end of an interval, and the
relaxation of the changed model is the other. Where that leaves nothing open, no solve is needed; else the interval is
told. A goal that may improve leaves those after it unknown, for they depend on where it gets to.

*Solved*: a plan of its own, from the base plan on, goal by goal, each as far as patience allows. What a look leaves
open most comes first; side by side in processes.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from pathlib import Path

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
from optimizer.problems import InputError, Problem, did_you_mean
from optimizer.proposal import Proposal
from optimizer.propose import propose, read_clauses
from optimizer.reading.overrides import Overrides
from optimizer.solving.find import SolveOptions, Watcher
from optimizer.solving.outcome import Status, Stop
from optimizer.studies.changes import HELD_ABSOLUTE, HELD_RELATIVE, Change, Reached, changes, reached
from optimizer.studies.price_desk import Setting, Told, at_desk, lay_out, open_desk
from optimizer.studies.price_queue import DROP, LOOK, SOLVE, STEP, Ask, Queue
from optimizer.studies.price_records import (
    BOUNDED,
    INTERRUPTED,
    KEPT,
    NO_BASE,
    NO_STEP,
    NO_TIME,
    SOLVED,
    Effect,
    Price,
    Prices,
    Range,
    Unpriced,
)
from optimizer.studies.promise import Standing, standings
from optimizer.studies.step import Step, step_of
from optimizer.studies.trials import Trial, run_side_by_side
from optimizer.studies.variants import dropping, stepping
from optimizer.studies.weighing import Scales, Weighed

EARLY, FINE, FINEST = 100, 5, 20
"""The goals before cost, cost, and the cost of the base plan are solved to these parts of the gap: what they leave open
would blur prices."""

MUCH = 10
"""What leaves so many times the gap open is solved before everything has been looked at."""

PATIENCE, BASE_PATIENCE = 3.0, 20.0
"""Seconds of computing for one goal of a question, and of the base plan that all are compared with."""

MOST_MONEY = 10**18
"""More than anything costs."""


@dataclass
class _Known:
    """What is known so far, by kind of question and clause."""

    effects: dict[tuple[str, str], Effect] = field(default_factory=dict)
    faults: dict[tuple[str, str], str] = field(default_factory=dict)
    looks: int = 0
    solves: int = 0
    interrupted: bool = False

    def progress(self, left: int) -> str:
        """Where the study stands, in words."""
        return f"{self.looks} bounds, {self.solves} solves, {left} to go"


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
    fine = replace(options, gap=options.gap / FINEST, early_gap=options.gap / EARLY, patience=BASE_PATIENCE)
    base = _as_asked(propose(where, policy, overrides=overrides, options=fine, watch=watch, until=COST), options)
    _must_know(base, only)
    goals = reached(base)
    if base.verified is None or any(one.bound is None for one in goals):
        asked = [one.id for one in base.policy.clauses if one.nature != REFERENCE and (not only or one.id in only)]
        nothing = tuple(Unpriced(name, part, NO_BASE) for name in asked for part in (DROP, STEP))
        stopped = base.outcome.stop is Stop.INTERRUPTED
        return Prices(base, goals, unpriced=nothing, solves=1, interrupted=stopped)
    found = [one for one in standings(base) if not only or one.clause.id in only]
    steps = {one.clause.id: step for one in found if (step := step_of(base.instance, one.clause, one.rows))}
    study = _Study(base, goals, found, steps)
    study.prepare(Trial("price", where, policy, overrides, replace(options, time_limit=None), COST))
    left = None if options.time_limit is None else max(0.0, options.time_limit - (time.monotonic() - start))
    study.run(left, workers, watch)
    return _answer(study, only)


def _as_asked(base: Proposal, options: SolveOptions) -> Proposal:
    """The base plan judged by the gap that was asked for, which it is solved beyond."""
    outcome = base.outcome
    near = all(
        one.value is not None
        and one.bound is not None
        and one.value - one.bound <= options.gap * abs(one.value) * (1 + 1e-6) + 1e-6
        for one in outcome.goals
    )
    if outcome.stop is Stop.EFFORT_LIMIT and near:
        outcome = replace(outcome, status=Status.OPTIMAL, stop=Stop.FINISHED)
    return replace(base, outcome=outcome, options={**base.options, "gap": options.gap})


class _Study:
    """The questions of one study, what they are compared with, and what was told."""

    def __init__(
        self, base: Proposal, goals: tuple[Reached, ...], found: Sequence[Standing], steps: Mapping[str, Step]
    ) -> None:
        assert base.verified is not None
        self.base, self.goals, self.found, self.steps = base, goals, found, steps
        self.plan = base.verified.judgement.plan
        self.known = _Known(solves=1)
        self.queue = Queue()
        self.stepped: dict[str, Clause] = {}
        self.setting: Setting | None = None
        self.weighed = Weighed(Scales(base.instance), base.policy, self.plan)

    def prepare(self, trial: Trial) -> None:
        """Read the changed clauses, note the steps that cost nothing, and put in every question."""
        self.stepped = self._read_steps(trial)
        for name in self._kept_steps():
            changed = tuple(_none(one) for one in self.goals)
            ranges = tuple((Fraction(0), Fraction(0)) for _ in self.goals)
            self.known.effects[STEP, name] = Effect(KEPT, self.base.outcome.status.value, changed, (), ranges)
        drops = {
            (DROP, one.clause.id): dropping(trial.overrides, self.base.policy, [one.clause.id]) for one in self.found
        }
        steps = {(STEP, name): stepping(trial.overrides, self.steps[name]) for name in self.stepped}
        gap = trial.options.gap
        self.setting = Setting(
            self.base.instance,
            self.base.policy,
            self.stepped,
            self.plan,
            {key: replace(trial, name="-".join(key), overrides=given) for key, given in {**drops, **steps}.items()},
            trial.options,
            tuple(gap / (FINE if goal == COST else EARLY) for goal in self.base.policy.goals),
            PATIENCE,
        )
        for one in self.found:
            self.queue.put(Ask(DROP, one.clause.id), one.drop)
            if one.clause.id in self.stepped and (STEP, one.clause.id) not in self.known.effects:
                self.queue.put(Ask(STEP, one.clause.id), one.step)

    def run(self, seconds: float | None, workers: int | None, watch: Watcher | None) -> None:
        """Ask until nothing is left to ask, the time is over, or Ctrl-C."""
        assert self.setting is not None
        if not self.queue:
            return
        end = None if seconds is None else time.monotonic() + seconds
        try:
            with tempfile.TemporaryDirectory(prefix="allocare-", ignore_cleanup_errors=True) as folder:
                file = Path(folder) / "desk"
                lay_out(self.setting, file)
                left = None if end is None else max(0.0, end - time.monotonic())
                begin = partial(open_desk, file)
                for told in run_side_by_side(self.queue, at_desk, begin=begin, workers=workers, seconds=left):
                    self.take(told)
                    if watch is not None:
                        watch(self.known.progress(len(self.queue)), None, None)
        except KeyboardInterrupt:
            self.known.interrupted = True

    def take(self, told: Told) -> None:
        """Note what was told; what a look leaves open is to be solved."""
        ask, key = told.ask, (told.ask.kind, told.ask.clause)
        if ask.effort == LOOK:
            self.known.looks += 1
        else:
            self.known.solves += 1
        if told.fault:
            self.known.faults[key] = told.fault
        elif told.status:
            self.known.faults.pop(key, None)
            self.known.effects[key] = self.effect(told)
        if ask.effort == LOOK and not self._settled(told):
            money, later = self._open(told)
            self.queue.put(replace(ask, effort=SOLVE, floors=told.floors), money, later=later)

    def effect(self, told: Told) -> Effect:
        """What a question came to."""
        how = BOUNDED if told.ask.effort == LOOK else SOLVED
        if told.status == Status.INFEASIBLE.value:
            return Effect(how, told.status, ())
        found = changes(self.goals, told.goals)
        counties: tuple[tuple[str, Fraction], ...] = ()
        if told.county_costs and any(one.change for one in found if one.goal == COST):
            counties = _county_changes(self.weighed.county_costs(), told.county_costs)
        better, worse = self._directions(told.ask)
        return Effect(how, told.status, found, counties, _ranges(self.goals, told.goals, better=better, worse=worse))

    def _directions(self, ask: Ask) -> tuple[bool, bool]:
        """Whether the change can make no goal worse, and whether it can make none better."""
        clause = next(one.clause for one in self.found if one.clause.id == ask.clause)
        if ask.kind == STEP:
            return False, self._only_harder(clause)
        fair = FAIRNESS in self.base.policy.goals and clause.nature in FAIR_NATURES
        return not fair and clause.id not in self.base.policy.partners, False

    def _settled(self, told: Told) -> bool:
        """Whether a look leaves no more open than a solve would."""
        assert self.setting is not None
        return bool(told.goals) and all(
            one.value is not None and one.bound is not None and one.value - one.bound <= Fraction(part) * one.value
            for one, part in zip(told.goals, self.setting.near, strict=True)
        )

    def _open(self, told: Told) -> tuple[Fraction, bool]:
        """How much money a look leaves open, and whether that can wait until everything has been looked at.

        Of what waits, questions without any answer come first, then drops of which only the cost is unknown.
        """
        assert self.setting is not None
        if not told.goals:
            return Fraction(MOST_MONEY), True
        cost = next((one for one in told.goals if one.goal == COST), None)
        if cost is None or cost.value is None or cost.bound is None:
            return Fraction(MOST_MONEY - 1 if told.ask.kind == DROP else 0), True
        width = cost.value - cost.bound
        return width, width <= MUCH * Fraction(self.setting.options.gap) * cost.value

    def _read_steps(self, trial: Trial) -> dict[str, Clause]:
        """The clauses with their harder numbers, read as if they were all given on the command line."""
        changed = trial.overrides
        for step in self.steps.values():
            changed = stepping(changed, step)
        try:
            read = read_clauses(self.base.instance, trial.policy, changed)
        except InputError as error:
            self.known.faults |= {(STEP, name): str(error.problems[0]) for name in self.steps}
            return {}
        return {clause.id: clause for clause in read.clauses if clause.id in self.steps}

    def _kept_steps(self) -> Iterator[str]:
        """The clauses whose step the base plan keeps and whose step can make nothing better."""
        short = {one.clause.id for one in self.found if one.short}
        for name, clause in self.stepped.items():
            if name not in short and self._only_harder(clause) and self.weighed.keeps(clause):
                yield name

    def _only_harder(self, clause: Clause) -> bool:
        """Whether a step of a clause cannot let any goal get better."""
        policy = self.base.policy
        if clause.pooled or clause.id in policy.partners or clause.comparator not in (AT_LEAST, AT_MOST, BETWEEN):
            return False
        if clause.nature == BINDING:
            return True
        own = [goal for goal in policy.goals if clause.nature in natures_of(goal)]
        if clause.nature in FAIR_NATURES and FAIRNESS in policy.goals:
            own.append(FAIRNESS)
        return set(own) <= {one.goal for one in self.goals if one.value == 0}


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


def _ranges(before: Sequence[Reached], after: Sequence[Reached], *, better: bool, worse: bool) -> tuple[Range, ...]:
    """Between what each change lies. ``better``: no goal can get worse; ``worse``: none better; both only as long as
    the goals before stay where they are."""
    found: list[Range] = []
    comparable = same = True
    for one, other in zip(before, after, strict=True):
        if not comparable or None in (one.value, one.bound, other.value, other.bound):
            found.append((None, None))
            comparable = False
            continue
        assert one.value is not None
        assert one.bound is not None
        assert other.value is not None
        assert other.bound is not None
        low, high = other.bound - one.value, other.value - one.bound
        found.append(
            (max(low, Fraction(0)) if worse and same else low, min(high, Fraction(0)) if better and same else high)
        )
        same &= abs(other.value - one.value) <= HELD_RELATIVE * abs(one.value) + HELD_ABSOLUTE
        comparable = same or low > 0 or high < 0
    return tuple(found)


def _county_changes(before: Mapping[str, Fraction], after: Mapping[str, Fraction]) -> tuple[tuple[str, Fraction], ...]:
    """County (or the area under which a facility lies) → change of annualised cost, the largest first."""
    found = {place: after.get(place, Fraction(0)) - before.get(place, Fraction(0)) for place in {*before, *after}}
    return tuple(
        sorted(((place, one) for place, one in found.items() if one), key=lambda pair: (-abs(pair[1]), pair[0]))
    )


def _answer(study: _Study, only: Collection[str]) -> Prices:
    known, policy = study.known, study.base.policy
    prices = [
        Price(
            one.clause,
            known.effects.get((DROP, one.clause.id)),
            study.steps.get(one.clause.id),
            known.effects.get((STEP, one.clause.id)),
        )
        for one in study.found
    ]
    live = {one.clause.id for one in study.found}
    rest = [clause for clause in policy.clauses if clause.id not in live and (not only or clause.id in only)]
    return Prices(
        study.base,
        study.goals,
        tuple(one for one in prices if one.drop or one.stepped),
        tuple(_unpriced(prices, known)),
        tuple(clause.id for clause in rest if clause.nature == REFERENCE),
        tuple(clause.id for clause in rest if clause.nature != REFERENCE),
        known.looks,
        known.solves,
        known.interrupted,
    )


def _unpriced(prices: Sequence[Price], known: _Known) -> Iterator[Unpriced]:
    late = INTERRUPTED if known.interrupted else NO_TIME
    for one in prices:
        name = one.clause.id
        if one.drop is None:
            yield Unpriced(name, DROP, late, known.faults.get((DROP, name), ""))
        if one.step is None:
            yield Unpriced(name, STEP, NO_STEP)
        elif one.stepped is None:
            yield Unpriced(name, STEP, late, known.faults.get((STEP, name), ""))
