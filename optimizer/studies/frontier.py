"""What a budget buys: the best plan for each of a series of budgets, each re-checked, with its proven gap.

A budget is a binding cap on all capital cost. First the policy is solved without one: a plan that needs no more than a
budget is the best one under that budget too, so every budget above what it spends is answered with it, exactly; if
there is no plan at all, no budget helps. The rest is solved side by side, the largest budget first;
a goal that cannot be proven in its share of the time is held where it got to, with its gap. What is done is
kept in a folder as it comes, in a file named for all inputs and options, and is not solved again.
"""

from __future__ import annotations

import itertools
import os
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from models.clause import COST, REFERENCE, Policy
from models.grammar import GrammarError, parse_number
from models.instance import Instance
from optimizer.problems import InputError, Problem
from optimizer.proposal import Proposal
from optimizer.propose import read_clauses, read_region, versions
from optimizer.reading.overrides import Overrides
from optimizer.reporting.equity import equity
from optimizer.reporting.numbers import csv_number, rounded
from optimizer.reporting.sums import held_resources
from optimizer.solving.find import SolveOptions, Watcher
from optimizer.solving.outcome import Status, Stop
from optimizer.studies.changes import reached
from optimizer.studies.frontier_points import Point, Shelf, ShortClause
from optimizer.studies.trials import Trial, TrialAnswer, run_trials
from optimizer.verifying.judgement import SHORT
from optimizer.verifying.verified import VerifiedPlan

MAIN_RESOURCES = ("beds", "doctors", "nurses", "health_technicians", "ambulances")
"""Of these, what an instance has is followed for equity; of an instance without any of them, everything is."""

MOST_POINTS = 1000
SHORT_PATIENCE, LONG_PATIENCE, HARD_GOALS = 2.0, 600.0, 3
"""Least and most seconds of computing for a goal of one budget; of how many goals that take as much is allowed for."""

CENTS = 2
CHANGE, POSSIBLE, ENOUGH = "change", "possible", "enough"


@dataclass(frozen=True)
class Kink:
    """Where the curve turns, between two neighbouring budgets.

    ``change``: other clauses are short above than below; ``possible``: the binding clauses can be kept above and not
    below; ``enough``: no budget from ``above`` on changes anything (``below`` is then None).
    """

    kind: str
    below: Fraction | None
    above: Fraction
    met: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    left: tuple[ShortClause, ...] = ()


@dataclass(frozen=True)
class Frontier:
    """The points by rising budget, the budgets that were not finished, and the kinks between those that were.

    ``faults`` says of a budget what went wrong with its solve, in words.
    """

    instance: Instance
    policy: Policy
    points: tuple[Point, ...]
    missing: tuple[Fraction, ...]
    kinks: tuple[Kink, ...]
    faults: tuple[tuple[Fraction, str], ...] = ()
    interrupted: bool = False


def parse_budgets(text: str) -> tuple[Fraction, ...]:
    """``LO:HI:N`` as N budgets from LO to HI, equally far apart, in whole currency units where these are apart so far.

    Raises InputError for anything else.
    """
    parts = text.split(":")
    try:
        low, high, count = (parse_number(part.strip()) for part in parts)
    except (GrammarError, ValueError):
        raise _bad_budgets(text, "LO:HI:N, like 200000000:400000000:9") from None
    if not 0 <= low < high:
        raise _bad_budgets(text, "a first budget not below zero and a larger last one")
    if count.denominator != 1 or not 2 <= count <= MOST_POINTS:
        raise _bad_budgets(text, f"a whole number of points from 2 to {MOST_POINTS}")
    apart = (high - low) / (count - 1)
    places = 0 if apart >= 1 else CENTS
    inner = (Fraction(rounded(low + apart * number, places), 10**places) for number in range(1, int(count) - 1))
    return tuple(sorted({low, high, *inner}))


def _bad_budgets(text: str, expected: str) -> InputError:
    return InputError([Problem("bad-budgets", "--budgets", f'"{text}"', expected)])


def frontier(
    where: str,
    policy: str | None = None,
    *,
    budgets: Sequence[Fraction],
    overrides: Overrides = Overrides(),
    options: SolveOptions = SolveOptions(),
    folder: Path | None = None,
    workers: int | None = None,
    watch: Watcher | None = None,
) -> Frontier:
    """Solve every budget, goals up to cost, within the time limit of ``options``; points of ``folder`` are kept.

    ``watch`` is told in words what has been done. Raises InputError for bad input; Ctrl-C keeps what is done.
    """
    start = time.monotonic()
    instance = read_region(where)
    clauses = read_clauses(instance, policy, replace(overrides, budget=csv_number(budgets[0])))
    shelf = Shelf(folder, _made_of(instance, clauses, overrides, options))
    patient = replace(options, time_limit=None, patience=_patience(options, len(budgets), workers))
    study = _Study(instance, shelf, Trial("", where, policy, overrides, patient, COST), watch)
    study.load(budgets)
    for wanted in ((None,), tuple(reversed(budgets))):
        left = None if options.time_limit is None else max(0.0, options.time_limit - (time.monotonic() - start))
        study.solve([budget for budget in wanted if budget not in study.points], left, workers)
        study.infer(budgets)
        if study.interrupted:
            break
    points = tuple(study.points[budget] for budget in budgets if budget in study.points)
    return Frontier(
        instance,
        clauses,
        points,
        tuple(budget for budget in budgets if budget not in study.points),
        tuple(kinks(points)),
        tuple(sorted(study.faults.items())),
        study.interrupted,
    )


def _patience(options: SolveOptions, points: int, workers: int | None) -> float:
    """Seconds of computing for one goal of one budget, so that every budget gets its turn."""
    if options.time_limit is None:
        return LONG_PATIENCE
    side_by_side = workers or os.cpu_count() or 1
    return max(SHORT_PATIENCE, options.time_limit * side_by_side / points / HARD_GOALS)


def _made_of(instance: Instance, policy: Policy, overrides: Overrides, options: SolveOptions) -> dict[str, object]:
    """Everything that decides a point besides its budget."""
    return {
        "inputs": dict(sorted({**instance.inputs, **policy.inputs}.items())),
        "instance": instance.name,
        "policy": policy.name,
        "sets": sorted(overrides.sets),
        "drops": sorted(overrides.drops),
        "options": [options.gap, options.threads, options.seed, options.method],
        "until": COST,
        "versions": versions(),
    }


def _share_out(trials: Sequence[Trial], workers: int, seconds: float | None) -> Iterator[Trial]:
    """The trials, each with its share of the time that is left when its turn comes, so that the last one has some."""
    end = None if seconds is None else time.monotonic() + seconds
    for number, trial in enumerate(trials):
        share = None if end is None else max(1.0, (end - time.monotonic()) * workers / (len(trials) - number))
        yield replace(trial, options=replace(trial.options, time_limit=share))


class _Study:
    """The points that are known, and how further ones come to be known."""

    def __init__(self, instance: Instance, shelf: Shelf, model: Trial, watch: Watcher | None) -> None:
        self.instance, self.shelf, self.model, self.watch = instance, shelf, model, watch
        self.points: dict[Fraction | None, Point] = {}
        self.faults: dict[Fraction, str] = {}
        self.interrupted = False

    def load(self, budgets: Sequence[Fraction]) -> None:
        """Take what an earlier run has kept."""
        self.points = {one: point for one in (None, *budgets) if (point := self.shelf.load(one)) is not None}

    def solve(self, budgets: Sequence[Fraction | None], seconds: float | None, workers: int | None) -> None:
        """Solve these budgets side by side and keep each as it comes."""
        given = self.model.overrides
        texts = {csv_number(budget): budget for budget in budgets}
        trials = [replace(self.model, name=text, overrides=replace(given, budget=text or None)) for text in texts]
        shared = _share_out(trials, workers or os.cpu_count() or 1, seconds)
        try:
            for answer in run_trials(shared, workers=workers, seconds=seconds) if trials else ():
                self.take(texts[answer.trial.name], answer)
        except KeyboardInterrupt:
            self.interrupted = True

    def take(self, budget: Fraction | None, answer: TrialAnswer) -> None:
        """Keep the point of a solve that came to its end."""
        point = _point(budget, answer.proposal) if answer.proposal is not None else None
        if point is not None:
            self.points[budget] = point
            if answer.proposal is not None and answer.proposal.outcome.stop is not Stop.TIME_LIMIT:
                self.shelf.keep(point)
        elif answer.fault and budget is not None:
            self.faults[budget] = answer.fault
        if self.watch is not None:
            self.watch(f"{len(self.points)} solved", None, None)

    def infer(self, budgets: Sequence[Fraction]) -> None:
        """What the solve without a budget says of each: its plan serves those that it keeps, or nothing ever does."""
        free = self.points.get(None)
        if free is None:
            return
        for budget in budgets:
            if free.capital is None or budget >= free.capital:
                self.points[budget] = replace(free, budget=budget, binds=False)


def _point(budget: Fraction | None, proposal: Proposal) -> Point | None:
    """The point that a solve came to; None if it was cut short before every goal had a value and a bound."""
    status, stop = proposal.outcome.status, proposal.outcome.stop
    goals = reached(proposal)
    if status is Status.INFEASIBLE:
        return Point(budget, status.value, goals)
    if stop is Stop.INTERRUPTED or proposal.verified is None or any(one.bound is None for one in goals):
        return None
    verified = proposal.verified
    cost = verified.judgement.cost
    return Point(
        budget,
        status.value,
        goals,
        cost.capital,
        cost.annual,
        tuple(_gini(verified)),
        tuple(_short(verified)),
        verified.judgement.holds,
    )


def _gini(verified: VerifiedPlan) -> Iterator[tuple[str, Fraction | None]]:
    held = held_resources(verified.instance)
    followed = [name for name in MAIN_RESOURCES if name in held] or held
    spread = equity(verified.instance, verified.judgement.plan.proposed)
    yield from ((name, spread[name].gini_residents) for name in followed)


def _short(verified: VerifiedPlan) -> Iterator[ShortClause]:
    """The clauses that the plan misses, in the order of the policy, with where it does."""
    where: dict[str, list[str]] = defaultdict(list)
    for row in verified.judgement.rows:
        if row.status == SHORT:
            where[row.clause].append(row.area)
    for clause in verified.policy.clauses:
        if clause.nature != REFERENCE and clause.id in where:
            yield ShortClause(clause.id, tuple(where[clause.id]))


def kinks(points: Sequence[Point]) -> Iterator[Kink]:
    """Where neighbouring points differ in what is short, and from where on money changes nothing."""
    for before, after in itertools.pairwise(points):
        assert before.budget is not None
        assert after.budget is not None
        if not after.has_plan:
            continue
        if not before.has_plan:
            yield Kink(POSSIBLE, before.budget, after.budget, left=after.short)
            continue
        was, now = ({one.clause for one in point.short} for point in (before, after))
        if was != now:
            met = tuple(one.clause for one in before.short if one.clause not in now)
            missed = tuple(one.clause for one in after.short if one.clause not in was)
            yield Kink(CHANGE, before.budget, after.budget, met, missed, after.short)
    if points and not points[-1].binds and points[-1].capital is not None:
        yield Kink(ENOUGH, None, points[-1].capital, left=points[-1].short)
