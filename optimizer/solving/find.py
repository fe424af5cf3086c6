"""How a plan is found: assemble, build, solve goal by goal in a child process, and confirm an infeasibility twice."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from models.assemble import Assembly, assemble
from models.clause import COST, STABILITY, Policy
from models.instance import Instance
from models.plan import Plan
from models.program import solver_form
from models.standard import GoalArrays, StandardForm
from optimizer.problems import InputError, OwnFaultError, Problem
from optimizer.solving.child import SolverProcess
from optimizer.solving.messages import Ended, GoalDone, Incumbent, Job, Progress, Wholes
from optimizer.solving.method import WHOLE, Method, method_for, processors
from optimizer.solving.outcome import GoalBound, Outcome, Status, Stop

Watcher = Callable[[str, float | None, float | None], None]
"""Called with (goal, incumbent, bound) whenever the solver says where it stands."""

MOST_UNITS = 1_000_000_000
"""No clause may need more of a resource than this in one facility."""

_A_YEAR = 3.2e7
_ANY_PLAN = "any plan"


@dataclass(frozen=True)
class SolveOptions:
    """How long, how exactly and how reproducibly to solve. ``time_limit`` in seconds, None for no limit.

    ``early_gap`` is the gap of the goals before cost where it is to be another than ``gap``: what they leave open, cost
    can gain from, so that costs of two solves compare only if it is small. ``patience`` are the seconds of computing
    after which a goal that is not proven is held where it is, its gap told. ``threads`` None: one where the model is
    solved whole, every processor where it is solved by counties. ``method`` is ``auto``, ``whole`` or ``counties``.
    """

    time_limit: float | None = None
    gap: float = 1e-4
    threads: int | None = None
    seed: int = 0
    method: str = "auto"
    early_gap: float | None = None
    patience: float | None = None


def find_plan(
    instance: Instance,
    policy: Policy,
    options: SolveOptions = SolveOptions(),
    watch: Watcher | None = None,
    *,
    already: float = 0.0,
) -> Outcome:
    """The best plan of a policy on a region, by the policy's goals in order.

    ``already`` are the seconds of the time limit that reading took; about as many are kept for the re-check. Never
    raises for an infeasible policy, a time limit or Ctrl-C: the outcome says so. Raises InputError for requirements
    beyond ``MOST_UNITS``, OwnFaultError if the solver breaks down without leaving a plan.
    """
    return _Search(instance, policy, options, watch, already).run()


def write_model(instance: Instance, policy: Policy, goal: str, path: str, options: SolveOptions) -> float:
    """Write the model as it stands when ``goal`` is improved, earlier goals held, as MPS or LP by the file's ending.

    Returns the factor by which the goal is multiplied in the file. Raises OwnFaultError if the earlier goals cannot be
    solved or the file cannot be written.
    """
    search = _Search(instance, policy, options, None, 0.0)
    assembly, form = search.build()
    number = policy.goals.index(goal)
    run = search.solve(replace(search.job(assembly, form), write_model=path, write_goal=number))
    if run.ended.reason != "finished":
        raise OwnFaultError(f"the goals before {goal} did not get solved: {run.ended.reason} {run.ended.detail}")
    return form.goals[number].factor


@dataclass
class _Run:
    """What one job left behind."""

    ended: Ended = field(default_factory=lambda: Ended("failed", "no answer"))
    done: dict[int, GoalDone] = field(default_factory=dict)
    values: Wholes | None = None
    interrupted: bool = False

    @property
    def stop(self) -> Stop:
        """Why it ended, given that it holds a plan or that none was asked for."""
        if self.interrupted:
            return Stop.INTERRUPTED
        return {"finished": Stop.FINISHED, "time_limit": Stop.TIME_LIMIT}.get(self.ended.reason, Stop.SOLVER_FAILED)


class _Clock:
    """Wall-clock seconds by stage, and what is left of the time limit."""

    def __init__(self, limit: float | None, already: float) -> None:
        self.start = self.mark = time.monotonic()
        self.limit = math.inf if limit is None else limit - 2 * already
        self.stages: dict[str, float] = {"read": already}

    def stage(self, name: str) -> None:
        """Book the time since the last call under ``name``."""
        now = time.monotonic()
        self.stages[name] = self.stages.get(name, 0.0) + now - self.mark
        self.mark = now

    def left(self) -> float:
        """Seconds until the limit, never below zero."""
        return min(max(self.limit - (time.monotonic() - self.start), 0.0), _A_YEAR)


class _Search:
    """One search for a plan, with its options and its clock."""

    def __init__(
        self, instance: Instance, policy: Policy, options: SolveOptions, watch: Watcher | None, already: float
    ) -> None:
        self.instance, self.policy, self.options, self.watch = instance, policy, options, watch
        self.clock = _Clock(options.time_limit, already)
        self.method = Method(WHOLE, "")

    def run(self) -> Outcome:
        """Solve; an infeasibility is believed only after a second solver setting and a second model agree."""
        assembly, form = self.build()
        self.method = method_for(form, self.options.method, patient=self.options.patience is not None)
        run = self.solve(self.job(assembly, form))
        if run.ended.reason == "infeasible":
            run = self.again_without_presolve(assembly, form)
        self.clock.stage("solve")
        if run.values is None and run.ended.reason == "infeasible":
            return self.repaired(form)
        if run.values is None and run.stop is Stop.SOLVER_FAILED:
            raise OwnFaultError(f"the solver broke down: {run.ended.detail}")
        return self.outcome(assembly, form, run)

    def build(self, *, elastic: bool = False) -> tuple[Assembly, StandardForm]:
        """The system and its arrays, by way of the Pyomo model."""
        assembly = assemble(self.instance, self.policy, elastic=elastic)
        _refuse_huge(assembly, self.policy)
        self.clock.stage("compile")
        form = solver_form(assembly.system)
        self.clock.stage("build")
        return assembly, form

    def job(self, assembly: Assembly, form: StandardForm) -> Job:
        """All goals of a form, within what is left of the time limit."""
        slack = self.policy.hold_within
        return Job(
            form=form,
            hold_within=tuple(float(slack[g.name]) if g.name in slack else None for g in form.goals),
            plan_columns=assembly.plan_places,
            gap=self.options.gap,
            gaps=tuple(self.gap_of(goal.name) for goal in form.goals),
            seconds=self.clock.left(),
            threads=self.threads(),
            seed=self.options.seed,
            patience=self.options.patience,
            by_county=self.method.by_county,
        )

    def gap_of(self, goal: str) -> float:
        """The gap at which a goal counts as solved."""
        early = self.options.early_gap
        return self.options.gap if early is None or goal in (COST, STABILITY) else early

    def solve(self, job: Job) -> _Run:
        """Follow one job to its end; where no plan was found by counties, the whole model takes over."""
        run = self.follow(job)
        if job.by_county and run.ended.reason == "failed" and run.values is None and not run.interrupted:
            self.method = Method(WHOLE, "no plan was found by counties")
            run = self.follow(replace(job, by_county=False, threads=self.threads(), seconds=self.clock.left()))
        return run

    def threads(self) -> int:
        """How many threads are to be used."""
        return self.options.threads or (processors() if self.method.by_county else 1)

    def follow(self, job: Job) -> _Run:
        """Follow one job to its end; Ctrl-C kills it and keeps what it had."""
        run = _Run()
        try:
            with SolverProcess(job) as solver:
                for message in solver.messages():
                    if isinstance(message, Incumbent):
                        run.values = message.values
                    elif isinstance(message, GoalDone):
                        run.done[message.goal] = message
                    elif isinstance(message, Ended):
                        run.ended = message
                    else:
                        self.tell(job, message)
        except KeyboardInterrupt:
            run.interrupted = True
        return run

    def tell(self, job: Job, progress: Progress) -> None:
        """Pass on where the solver stands."""
        if self.watch is not None:
            self.watch(job.form.goals[progress.goal].name, progress.value, progress.bound)

    def again_without_presolve(self, assembly: Assembly, form: StandardForm) -> _Run:
        """First confirmation: look for any plan without presolve, the part of the solver that has been seen to err.

        If there is one, the goals are solved without presolve too.
        """
        zero = replace(form, goals=(GoalArrays(_ANY_PLAN, np.zeros_like(form.column_lower), 0.0, 1.0),))
        again = self.solve(replace(self.job(assembly, zero), presolve=False))
        if again.values is None or again.interrupted:
            return again
        return self.solve(replace(self.job(assembly, form), presolve=False))

    def repaired(self, form: StandardForm) -> Outcome:
        """Second confirmation: let binding clauses fall short as little as possible; the repair shows which must."""
        elastic, loose = self.build(elastic=True)
        run = self.solve(self.job(elastic, loose))
        self.clock.stage("confirm")
        if run.interrupted or run.ended.reason == "time_limit":
            return Outcome(
                Status.NO_PLAN,
                run.stop,
                self.method.name,
                self.bounds(_Run()),
                form.size,
                seconds=self.clock.stages,
                method_reason=self.method.reason,
            )
        if run.ended.reason not in ("finished", "infeasible"):
            raise OwnFaultError(f"the solver broke down while confirming an infeasibility: {run.ended.detail}")
        repair = None if run.values is None else elastic.plan(_whole(run.values))
        return Outcome(
            Status.INFEASIBLE,
            Stop.INFEASIBLE,
            self.method.name,
            self.bounds(_Run()),
            form.size,
            repair=repair,
            seconds=self.clock.stages,
            method_reason=self.method.reason,
        )

    def outcome(self, assembly: Assembly, form: StandardForm, run: _Run) -> Outcome:
        """What a run that was not infeasible comes to."""
        plan: Plan | None = None if run.values is None else assembly.plan(_whole(run.values))
        stop = run.stop
        if stop is Stop.FINISHED and any(done.value - done.bound > self.room(done.value) for done in run.done.values()):
            stop = Stop.EFFORT_LIMIT
        status = Status.NO_PLAN if plan is None else Status.OPTIMAL if stop is Stop.FINISHED else Status.FEASIBLE
        return Outcome(
            status,
            stop,
            self.method.name,
            self.bounds(run),
            form.size,
            plan=plan,
            seconds=self.clock.stages,
            method_reason=self.method.reason,
        )

    def room(self, value: float) -> float:
        """How far a proven bound may lie below a value."""
        return self.options.gap * abs(value) * (1 + 1e-6) + 1e-6

    def bounds(self, run: _Run) -> tuple[GoalBound, ...]:
        """Value and bound of each goal of the policy, as far as the run came."""
        reached = [run.done.get(number) for number in range(len(self.policy.goals))]
        return tuple(
            GoalBound(goal, None, None) if done is None else GoalBound(goal, done.value, done.bound)
            for goal, done in zip(self.policy.goals, reached, strict=True)
        )


def _refuse_huge(assembly: Assembly, policy: Policy) -> None:
    """Numbers beyond ``MOST_UNITS`` are a slip of the pen, and no floating-point solver can be trusted with them."""
    file, expected = f"policy {policy.name}", f"at most {MOST_UNITS:,} units"
    problems = [
        Problem("too-large", file, f"about {round(scale):,} units wanted in {area}", expected, clause=clause.id)
        for clause, area, scale in assembly.above(MOST_UNITS)
        if clause.whole
    ]
    if problems:
        raise InputError(problems)
    column = assembly.stock_above(MOST_UNITS)
    if column is not None:
        found = f"{column.upper:,} units of {column.key[1]} wanted in {column.key[0]}"
        raise InputError([Problem("too-large", file, found, expected)])


def _whole(values: Wholes) -> Sequence[int]:
    return [int(value) for value in values]
