"""What a solve ended with: what is held, why it stopped, and how good each goal is proven to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from models.plan import Plan


class Status(Enum):
    """What is held at the end."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    NO_PLAN = "no_plan"


class Stop(Enum):
    """Why the solve ended."""

    FINISHED = "finished"
    INFEASIBLE = "infeasible"
    TIME_LIMIT = "time_limit"
    EFFORT_LIMIT = "effort_limit"
    INTERRUPTED = "interrupted"
    SOLVER_FAILED = "solver_failed"


@dataclass(frozen=True)
class GoalBound:
    """A goal as the solver left it: its value there and the proven lower bound, given the goals before it.

    ``bound`` is None for a goal that was not reached.
    """

    goal: str
    value: float | None
    bound: float | None


@dataclass(frozen=True)
class Outcome:
    """The end of a solve, before any exact re-check; ``plan`` is None unless one was found."""

    status: Status
    stop: Stop
    method: str
    goals: tuple[GoalBound, ...]
    size: Mapping[str, int]
    plan: Plan | None = None
    repair: Plan | None = None
    """of an infeasible policy: the plan whose binding clauses fall short as little as possible, if the hard facts allow
    any plan"""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """stage → wall-clock seconds"""
    method_reason: str = ""
