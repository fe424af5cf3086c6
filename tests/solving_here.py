"""Solving a small system inside the test's own process: what the child process does, without starting one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.assemble import Assembly, assemble
from models.clause import Policy
from models.instance import Instance
from models.plan import Plan
from models.program import build_program, standard_form
from optimizer.solving.messages import Ended, GoalDone, Incumbent, Job, Message
from optimizer.solving.worker import improve_goals


@dataclass
class Answer:
    """How a solve ended, its plan if any, and (value, bound) per goal."""

    ended: Ended
    plan: Plan | None
    goals: list[tuple[float, float]]
    assembly: Assembly


def solve_here(instance: Instance, policy: Policy, *, elastic: bool = False, gap: float = 0.0) -> Answer:
    """Improve the goals of a policy in this process."""
    assembly = assemble(instance, policy, elastic=elastic)
    form = standard_form(assembly.system, build_program(assembly.system))
    held = tuple(float(policy.hold_within[g]) if g in policy.hold_within else None for g in policy.goals)
    job = Job(form, (None,) if elastic else held, np.array(assembly.plan_columns, dtype=np.int64), gap, 60.0, 1, 0)
    told: list[Message] = []
    ended = improve_goals(job, told.append)
    plans = [message.values for message in told if isinstance(message, Incumbent)]
    goals = [(message.value, message.bound) for message in told if isinstance(message, GoalDone)]
    return Answer(ended, assembly.plan([int(v) for v in plans[-1]]) if plans else None, goals, assembly)
