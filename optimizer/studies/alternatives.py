"""Other plans that are nearly as good: as different as possible on the map, and what all of them have in common.

The base is the best plan with the goals up to cost. An alternative holds every goal before cost where the base has it
and costs at most a given fraction more. One after the other is looked for far from all that are there already, in
several directions (see :mod:`optimizer.studies.searching`); the one whose nearest neighbour is farthest is kept. Where
no direction leads anywhere new, the solver is asked whether there is any other plan at all.

What all plans found have in common is then put to the proof: as many of these numbers as possible are to come out
otherwise, until nothing does; what is left is forced, no plan within the limits has it otherwise.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from models.clause import COST
from models.instance import CANDIDATE, CLOSABLE, OPEN, Instance
from models.plan import Plan
from optimizer.problems import InputError, OwnFaultError, Problem, did_you_mean
from optimizer.proposal import Proposal
from optimizer.propose import AGREEMENT, propose, read_clauses, read_region, recheck
from optimizer.reading.overrides import Overrides
from optimizer.solving.find import SolveOptions, Watcher
from optimizer.solving.near import Found, Limits, Neighbourhood, Question, goal_limits
from optimizer.solving.outcome import Outcome, Status, Stop
from optimizer.studies.common import NOTHING_COMMON, Common, common_of, proven
from optimizer.studies.differing import (
    back_ways,
    distances,
    map_view,
    nearest,
    random_ways,
)
from optimizer.studies.searching import (
    Columns,
    Sum,
    far_question,
    map_columns,
    other_question,
    otherwise_question,
)

SEARCH_SECONDS = 20.0
"""How long one search for a plan far away may take; the best plan that it has by then counts."""

FAR_GAP, COMMON_GAP, EXACT_GAP = 0.02, 0.05, 0.0
"""Relative gap of a search: far away need not be farthest, nor many the most; none at all is proven in any case."""

RESERVE = 0.2
"""The part of the time limit that is kept for proving what plans have in common."""

SMALL, MORE_WAYS = 3000, 6
"""A model of at most so many columns is searched in so many directions more."""

NO_OTHER, TIME_UP, SEARCH_FAILED, INTERRUPTED = "no_other", "time", "not_found", "interrupted"
"""Why there are fewer plans than asked for: it is proven that no other differs on the map, the time was over, none was
found although there may be one, or Ctrl-C."""


@dataclass(frozen=True)
class Wish:
    """How many plans in all, how much more than the least cost they may cost, and which facilities must, or must never,
    be open."""

    count: int
    within: Fraction
    keep: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


@dataclass(frozen=True)
class Alternatives:
    """The answer. ``plans`` begin with the base, if that has a plan; ``fewer`` says why there are not ``count``."""

    wish: Wish
    base: Proposal
    plans: tuple[Proposal, ...] = ()
    distance: tuple[tuple[Fraction, ...], ...] = ()
    common: Common = NOTHING_COMMON
    fewer: str = ""
    interrupted: bool = False


def alternatives(
    where: str,
    policy: str | None,
    wish: Wish,
    *,
    overrides: Overrides = Overrides(),
    options: SolveOptions = SolveOptions(),
    watch: Watcher | None = None,
) -> Alternatives:
    """Find plans that are nearly as good as the best and differ as much as possible on the map.

    ``options.time_limit`` is for everything together. Raises InputError for bad input, for a facility in ``wish`` that
    is not there or cannot be closed, and for a policy without a cost goal; OwnFaultError if a plan of ours fails its
    re-check. Ctrl-C ends it with what is finished.
    """
    start = time.monotonic()
    changed = replace(overrides, keep=wish.keep, never=wish.never)
    _check(where, policy, changed, wish)
    base = propose(where, policy, overrides=changed, options=options, watch=watch, until=COST)
    if base.verified is None or base.outcome.stop is Stop.INTERRUPTED or not _cost_reached(base.outcome):
        plans = (base,) if base.verified is not None else ()
        views = [map_view(base.instance, one.verified.judgement.plan) for one in plans if one.verified is not None]
        interrupted = base.outcome.stop is Stop.INTERRUPTED
        fewer = INTERRUPTED if interrupted else TIME_UP
        return Alternatives(wish, base, plans, distances(views), fewer=fewer, interrupted=interrupted)
    search = _Search(where, policy, changed, options, wish, base, watch)
    search.deadline = None if options.time_limit is None else start + options.time_limit
    interrupted = False
    try:
        search.run()
    except KeyboardInterrupt:
        interrupted = True
    return search.answer(interrupted)


def _check(where: str, policy: str | None, overrides: Overrides, wish: Wish) -> None:
    """Refuse what cannot be asked for, before anything is solved."""
    instance = read_region(where)
    problems = [
        *_facility_problems(instance, "--keep", wish.keep),
        *_facility_problems(instance, "--never", wish.never),
    ]
    for facility in sorted(set(wish.keep) & set(wish.never)):
        problems.append(Problem("keep-and-never", "--keep", f'"{facility}", in --never too', "one of the two"))
    if problems:
        raise InputError(problems)
    if COST not in read_clauses(instance, policy, overrides).goals:
        raise InputError([Problem("no-cost-goal", "policy", "goals without cost", "a cost goal, to stay near to")])


def _facility_problems(instance: Instance, option: str, facilities: Sequence[str]) -> list[Problem]:
    problems = []
    decided = [one.facility for one in instance.facilities.values() if one.status != OPEN]
    for name in facilities:
        if name not in instance.facilities:
            hint = did_you_mean(name, decided) or did_you_mean(name, instance.facilities)
            expected = "the id of a candidate or closable facility"
            problems.append(Problem("unknown-facility", option, f'"{name}"', expected, hint=hint))
        elif name not in decided:
            expected = f"a facility whose status is {CANDIDATE} or {CLOSABLE}"
            hint = did_you_mean(name, decided)
            problems.append(Problem("not-decided", option, f'"{name}", which always stays open', expected, hint=hint))
    return problems


def _cost_reached(outcome: Outcome) -> bool:
    return all(goal.value is not None for goal in outcome.goals)


class _Search:
    """One search for alternatives with what it has found so far."""

    def __init__(
        self,
        where: str,
        policy: str | None,
        overrides: Overrides,
        options: SolveOptions,
        wish: Wish,
        base: Proposal,
        watch: Watcher | None,
    ) -> None:
        assert base.verified is not None
        self.where, self.policy, self.overrides, self.options = where, policy, overrides, options
        self.wish, self.base, self.watch = wish, base, watch
        self.deadline: float | None = None
        self.proposals = [base]
        self.views = [map_view(base.instance, base.verified.judgement.plan)]
        self.common: Common | None = None
        self.fewer = ""
        value = base.verified.judgement.goals[COST]
        self.limits: Limits = goal_limits(base.policy, base.outcome.goals, COST, value, wish.within)

    def run(self) -> None:
        """Find the plans one after the other, then prove what they have in common."""
        self.tell("model")
        self.near = Neighbourhood(self.base.instance, self.base.policy, self.limits)
        self.columns: Columns = map_columns(self.near)
        dice = random.Random(self.options.seed)
        self.fewer = TIME_UP
        while len(self.proposals) < self.wish.count and (plan := self.farthest(dice)) is not None:
            proposal = self.verified(plan)
            self.views.append(map_view(self.base.instance, plan))
            self.proposals.append(proposal)
        if len(self.proposals) == self.wish.count:
            self.fewer = ""
        self.tell("common")
        self.common = proven(self.common_so_far(), self.near, self.prove)

    def tell(self, text: str) -> None:
        """Say where the work stands."""
        if self.watch is not None:
            self.watch(text, None, None)

    def left(self, *, reserve: bool = True) -> float:
        """Seconds until the time limit, but for what is in ``reserve`` to prove what plans have in common."""
        if self.deadline is None or self.options.time_limit is None:
            return 3.2e7
        kept = RESERVE * self.options.time_limit if reserve else 0.0
        return max(0.0, self.deadline - kept - time.monotonic())

    def ask(self, questions: Sequence[Question], gap: float, seconds: float) -> list[Found]:
        """Put questions to the solver, side by side."""
        limit = min(seconds, self.left(reserve=gap != COMMON_GAP))
        options = self.options
        jobs = [
            self.near.job(
                question, gap=max(gap, options.gap), seconds=limit, threads=options.threads or 1, seed=options.seed
            )
            for question in questions
        ]
        return self.near.search(jobs)

    def farthest(self, dice: random.Random) -> Plan | None:
        """The plan farthest from the known ones that some searches find; None if there is nothing new."""
        self.tell(f"plan {len(self.proposals) + 1}/{self.wish.count}")
        if not self.left():
            return None
        plans_left = self.wish.count - len(self.proposals)
        ways = [back_ways(self.views, dice), random_ways(self.views, dice)]
        if len(self.near.form.whole) <= SMALL:
            ways += [random_ways(self.views, dice) for _ in range(MORE_WAYS)]
        found: list[Found] = []
        for pair in zip(ways[::2], ways[1::2], strict=True):
            questions = [far_question(self.near, self.columns, self.views, way) for way in pair]
            found += self.ask(questions, FAR_GAP, min(SEARCH_SECONDS, self.left() / plans_left))
        plans = [one.plan for one in found if one.plan is not None]
        best = max(plans, key=self.apart, default=None)
        if best is not None and self.apart(best)[0] > 0:
            return best
        return self.any_other()

    def apart(self, plan: Plan) -> tuple[Fraction, Fraction]:
        """How far a plan is from the known ones."""
        return nearest(map_view(self.base.instance, plan), self.views)

    def any_other(self) -> Plan | None:
        """Whatever plan differs from the known ones, or a proof that there is none."""
        if not self.left():
            return None
        (found,) = self.ask([other_question(self.near, self.columns, self.views)], EXACT_GAP, 3 * SEARCH_SECONDS)
        if found.plan is not None and self.apart(found.plan)[0] > 0:
            return found.plan
        self.fewer = NO_OTHER if found.proved_none else TIME_UP if not self.left() else SEARCH_FAILED
        return None

    def verified(self, plan: Plan) -> Proposal:
        """The plan with its exact re-check, which must find it within the limits."""
        base = self.base
        checked = recheck(self.where, self.policy, self.overrides, base.instance, base.policy, plan)
        judgement = checked.judgement
        if not judgement.holds:
            raise OwnFaultError("an alternative breaks a binding clause or a hard fact")
        for goal, limit in self.limits.items():
            if float(judgement.goals[goal]) > limit + AGREEMENT * max(abs(limit), 1e-3) * (goal != COST):
                raise OwnFaultError(f"an alternative has {float(judgement.goals[goal])!r} for {goal}, over {limit!r}")
        outcome = replace(base.outcome, status=Status.FEASIBLE, stop=Stop.FINISHED, plan=plan, method="alternative")
        return replace(base, outcome=outcome, verified=checked)

    def prove(self, sums: Sequence[Sum]) -> Found | None:
        """A plan in which many of these sums are otherwise; None if no time is left to look for one."""
        if not self.left(reserve=False):
            return None
        return self.ask([otherwise_question(self.near, sums)], COMMON_GAP, SEARCH_SECONDS)[0]

    def common_so_far(self) -> Common:
        """What the plans found have in common, nothing of it proven to be forced."""
        plans = [one.verified.judgement.plan for one in self.proposals if one.verified is not None]
        return common_of(self.base.instance, plans, self.views[: len(plans)])

    def answer(self, interrupted: bool) -> Alternatives:
        """What has been found by now."""
        views = self.views[: len(self.proposals)]
        common = self.common_so_far() if self.common is None else self.common
        apart, plans = distances(views), tuple(self.proposals)
        fewer = INTERRUPTED if interrupted and len(plans) < self.wish.count else self.fewer
        return Alternatives(self.wish, self.base, plans, apart, common, fewer, interrupted)
