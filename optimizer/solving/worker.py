"""The child process: improve the goals one after the other with HiGHS and report every better plan at once.

Run as ``python -m optimizer.solving.worker`` with a pickled :class:`Job` on standard input; messages leave on standard
output. It ends at once when its standard input closes, so that it never outlives the process that started it.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import highspy
import numpy as np

from models.standard import Floats
from optimizer.solving.evenness import Evened
from optimizer.solving.messages import Ended, GoalDone, Incumbent, Job, Message, Progress, receive, send
from optimizer.solving.model import new_solver, settle
from optimizer.solving.narrowing import Narrowed, least, relaxed
from optimizer.solving.steps import Sharpened

RELATIVE_SLACK = 1e-6
ABSOLUTE_SLACK = 1e-9
"""How far a reached goal may give way while later goals improve, in its own unit."""

FIRST_GAP = 0.002
"""How far a goal of largest changes is improved before its values are written out."""

MANY_STEPS = 150
"""With more largest changes than this to make small, the neighbours of the relaxation are searched and no more."""

MOST_NODES = 50
"""How many nodes that search may take; a count and not a time, so that every run does the same."""

NEAR_PART = 10
"""Near the relaxation, where a search is short, goals are improved to this part of the gap: others need the room."""

WHOLE_TOLERANCE = 1e-5
"""How far from a whole number a solver's value may be before it is refused."""


Teller = Callable[[Message], None]


def improve_goals(job: Job, tell: Teller) -> Ended:
    """Improve the goals of a job one after the other, telling every better plan; the way it ended."""
    if job.by_county:
        from optimizer.solving.counties.goals import improve_goals_by_county  # noqa: PLC0415 - brings SciPy

        return improve_goals_by_county(job, tell)
    return _Lexicographic(job, tell).run()


class _Lexicographic:
    """One HiGHS object that keeps its model while goals are improved, held and followed by the next."""

    def __init__(self, job: Job, tell: Teller) -> None:
        self.job, self.tell = job, tell
        self.deadline = time.monotonic() + job.seconds
        self.goal = 0
        self.best: Any = None if job.start is None else settle(job.form, job.start)
        self.bound = 0.0
        self.moved = False
        self.columns = np.arange(len(job.form.column_lower), dtype=np.int32)
        self.highs = new_solver(job)
        self.highs.cbMipImprovingSolution.subscribe(self._on_better)
        self.highs.cbMipLogging.subscribe(self._on_log)
        self.until = np.inf
        if job.patience is not None:
            self.highs.cbMipInterrupt.subscribe(self._on_chance_to_stop)

    def run(self) -> Ended:
        """Improve every goal in turn; the way it ended."""
        for number, goal in enumerate(self.job.form.goals):
            self.goal = number
            self._aim(number)
            if self.job.write_goal == number and self.job.write_model is not None:
                return self._write(self.job.write_model)
            if not self._constant(number):
                ended = self._improve()
                if ended is not None:
                    return ended
            else:
                ended = self._first_plan() if self.best is None else None
                if ended is not None:
                    return ended
                self.tell(GoalDone(number, goal.offset / goal.factor, goal.offset / goal.factor))
        self._even_out()
        late = self.job.patience is not None and time.monotonic() > self.deadline
        return Ended("time_limit" if late else "finished")

    def _even_out(self) -> None:
        """Among the plans that are left, take the one whose changes are spread most evenly; no goal depends on it."""
        if self.best is None or not self.job.form.steps:
            return
        self.highs.cbMipLogging.unsubscribe(self._on_log)  # what follows is no goal
        with Evened(self.highs, self.job.form, self.best):
            self.highs.setOptionValue("time_limit", max(0.0, self.deadline - time.monotonic()))
            self.highs.run()
            if self._has_solution():
                self._accept(self._own(self.highs.getSolution().col_value))

    def _constant(self, number: int) -> bool:
        return not self.job.form.goals[number].cost.any()

    def _first_plan(self) -> Ended | None:
        """A goal without columns still needs some plan to stand on."""
        later = any(not self._constant(n) for n in range(self.goal + 1, len(self.job.form.goals)))
        return None if later else self._solve()

    def _aim(self, number: int) -> None:
        goal = self.job.form.goals[number]
        self.highs.changeColsCost(len(self.columns), self.columns, goal.cost)
        self.highs.changeObjectiveOffset(goal.offset)
        if self.best is not None:
            solution = highspy.HighsSolution()
            solution.col_value = list(self.best)
            self.highs.setSolution(solution)

    def _improve(self) -> Ended | None:
        goal = self.job.form.goals[self.goal]
        stepped = sum(bool(goal.cost[step.column]) for step in self.job.form.steps)
        if stepped > MANY_STEPS and self.best is not None:
            return self._approach()
        if self.job.patience is not None and not stepped:
            return self._improve_patiently(self.job.patience)
        gap = self._gap()
        self.highs.setOptionValue("mip_rel_gap", max(gap, FIRST_GAP) if stepped else gap)
        ended = self._solve()
        if ended is not None:
            return ended
        value, bound = self._reached()
        if stepped and value - bound > self.job.gap * abs(value):
            ended = self._sharpen()
            if ended is not None:
                return ended
            value, bound = self._reached()
        self._reach(value, bound)
        return None

    def _approach(self) -> Ended | None:
        """Improve a goal of many largest changes among the neighbours of its relaxation, which also bounds it."""
        loose = relaxed(self.highs)
        if loose is None:
            return Ended("failed", "the relaxation has no solution")
        point, bound = loose
        self.highs.setOptionValue("mip_rel_gap", self.job.gap)
        self.highs.setOptionValue("mip_max_nodes", MOST_NODES)
        self.highs.clearSolver()  # the known plan does not lie among the neighbours
        with Narrowed(self.highs, self.job.form, point):
            ended = self._solve()
        if ended is not None and ended.reason != "time_limit":
            self._aim(self.goal)
            with Narrowed(self.highs, self.job.form, point, self.best):
                ended = self._solve()
        self.highs.setOptionValue("mip_max_nodes", highspy.kHighsIInf)
        if ended is not None:
            return ended
        self.bound = bound
        self._reach(*self._reached())
        return None

    def _improve_patiently(self, patience: float) -> Ended | None:
        """Improve a goal as far as its time allows: first between the known plan and the relaxation, then anywhere."""
        until = time.process_time() + patience
        before = None if self.best is None else self._value()
        floor = self._floor()
        if before is None or not self._enough(floor, self._part()):
            loose = relaxed(self.highs)
            if loose is not None:
                floor = max(floor, loose[1])
                self._search_near(loose[0], floor, until - patience / 2)
        if before is None or not self._enough(floor):
            self.highs.setOptionValue("mip_rel_gap", self._gap())
            ended = self._solve_from_best(until)
            if ended is not None and self.best is None:
                return ended
            floor = max(floor, self.bound)
        self.moved |= before is None or self._value() < before - self._margin(before)
        self._report(self.best)
        self._reach(self._value(), min(floor, self._value()))
        return None

    def _search_near(self, point: Any, floor: float, until: float) -> None:
        """Look for a better plan where the relaxation and the known plan differ: between the two, then beyond."""
        self.highs.setOptionValue("mip_rel_gap", self._gap() / self._part())
        self.highs.setOptionValue("mip_max_nodes", MOST_NODES)
        for free in (False, True):
            if self.best is not None and not self._enough(floor, 1 if free else self._part()):
                with Narrowed(self.highs, self.job.form, point, self.best, free=free):
                    self._solve_from_best(until)
        self.highs.setOptionValue("mip_max_nodes", highspy.kHighsIInf)

    def _part(self) -> int:
        """To which part of its gap a goal is improved near the relaxation."""
        return 1 if self.goal == len(self.job.form.goals) - 1 else NEAR_PART

    def _solve_from_best(self, until: float) -> Ended | None:
        """Solve until the process has computed so long; a plan that is known stays unless a better one is found."""
        known = self.best
        self._aim(self.goal)
        self.until = until
        ended = self._solve()
        self.until = np.inf
        if known is not None and (self.best is None or self._value(known) < self._value()):
            self.best = known
        return ended

    def _gap(self) -> float:
        return self.job.gaps[self.goal] if self.job.gaps else self.job.gap

    def _value(self, plan: Any = None) -> float:
        goal = self.job.form.goals[self.goal]
        return float(goal.cost @ (self.best if plan is None else plan)) + goal.offset

    def _margin(self, value: float) -> float:
        return RELATIVE_SLACK * abs(value) + ABSOLUTE_SLACK * self.job.form.goals[self.goal].factor

    def _enough(self, bound: float, part: int = 1) -> bool:
        """Whether the best plan is as near to a bound of the goal as is asked for, or to a part of that."""
        value = self._value()
        return value - bound <= max(
            self._gap() / part * abs(value), ABSOLUTE_SLACK * self.job.form.goals[self.goal].factor
        )

    def _floor(self) -> float:
        """What the goal cannot be below: by the bounds of its columns, or as it was told of the plan begun with."""
        goal = self.job.form.goals[self.goal]
        told = self.job.floors[self.goal] if self.goal < len(self.job.floors) and not self.moved else None
        return max(least(self.job.form, goal), -np.inf if told is None else told * goal.factor)

    def _reach(self, value: float, bound: float) -> None:
        """Tell that the goal is done, and hold it."""
        factor = self.job.form.goals[self.goal].factor
        self.tell(GoalDone(self.goal, value / factor, bound / factor))
        self._hold(value)

    def _reached(self) -> tuple[float, float]:
        """Value of the goal at the best plan, and its proven bound."""
        goal = self.job.form.goals[self.goal]
        value = float(goal.cost @ self.best) + goal.offset
        return value, self.bound if self.job.form.whole.any() else value

    def _sharpen(self) -> Ended | None:
        """Finish a goal of largest changes with the values of its columns written out."""
        goal = self.job.form.goals[self.goal]
        self.highs.setOptionValue("mip_rel_gap", self.job.gap)
        with Sharpened(self.highs, self.job.form, goal.cost, self.best):
            return self._solve()

    def _hold(self, value: float) -> None:
        """Keep the goal at its value, but for its slack, while later goals are improved."""
        goal = self.job.form.goals[self.goal]
        relative = self.job.hold_within[self.goal]
        room = abs(value) * (RELATIVE_SLACK if relative is None else relative)
        limit = value + max(room, ABSOLUTE_SLACK * goal.factor) - goal.offset
        used = np.flatnonzero(goal.cost).astype(np.int32)
        self.highs.addRow(-highspy.kHighsInf, limit, len(used), used, goal.cost[used])

    def _solve(self) -> Ended | None:
        """Run HiGHS on the present objective; None if it was solved to the gap, and ``best`` then holds the plan."""
        left = self.deadline - time.monotonic()
        self.bound = -np.inf
        if left <= 0:
            return Ended("time_limit")
        self.highs.setOptionValue("time_limit", left)
        self.highs.run()
        status = self.highs.getModelStatus()
        self.bound = self.highs.getInfo().mip_dual_bound
        if status == highspy.HighsModelStatus.kOptimal and self._doubtful():
            self.highs.clearSolver()
            self.highs.setOptionValue("time_limit", max(0.0, self.deadline - time.monotonic()))
            self.highs.run()
            status = self.highs.getModelStatus()
            self.bound = self.highs.getInfo().mip_dual_bound
        enough = highspy.HighsModelStatus.kSolutionLimit
        if status == highspy.HighsModelStatus.kOptimal or (status == enough and self._has_solution()):
            return self._accept(self._own(self.highs.getSolution().col_value))
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return Ended("infeasible")
        if status in (highspy.HighsModelStatus.kTimeLimit, highspy.HighsModelStatus.kInterrupt):
            if self.job.patience is not None and self._has_solution():
                self._accept(self._own(self.highs.getSolution().col_value))
            return Ended("time_limit")
        return Ended("failed", self.highs.modelStatusToString(status))

    def _has_solution(self) -> bool:
        return bool(self.highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible)

    def _doubtful(self) -> bool:
        """Whether the plan handed in came back as the best without a search, though the relaxation allows a better one.

        Presolve with a known plan has been seen to claim that wrongly (HiGHS 1.15.1).
        """
        if self.best is None or self.highs.getInfo().mip_node_count > 0:
            return False
        goal = self.job.form.goals[self.goal]
        value, known = self.highs.getInfo().objective_function_value, float(goal.cost @ self.best) + goal.offset
        if abs(value - known) > RELATIVE_SLACK * max(1.0, abs(known)):
            return False
        loose = relaxed(self.highs)
        return loose is not None and known - loose[1] > self.job.gap * abs(known) + ABSOLUTE_SLACK * goal.factor

    def _accept(self, values: Any) -> Ended | None:
        rounded = np.where(self.job.form.whole, np.rint(values), values)
        if np.abs(rounded - values).max(initial=0.0) > WHOLE_TOLERANCE:
            return Ended("failed", "a whole-number column came back fractional")
        self.best = settle(self.job.form, rounded)
        self._report(self.best)
        return None

    def _own(self, values: Any) -> Floats:
        """The columns of the form, without those that sharpening adds behind them."""
        return np.array(values)[: len(self.columns)]

    def _report(self, values: Any) -> None:
        self.tell(Incumbent(self.goal, np.rint(values[self.job.plan_columns]).astype(np.int64)))

    def _on_better(self, event: Any) -> None:
        values = self._own(event.data_out.mip_solution)
        if np.abs(np.rint(values) - values)[self.job.form.whole].max(initial=0.0) <= WHOLE_TOLERANCE:
            self._report(values)

    def _on_chance_to_stop(self, event: Any) -> None:
        event.interrupt(time.process_time() > self.until)  # a run is told again what the one before it was told

    def _on_log(self, event: Any) -> None:
        factor = self.job.form.goals[self.goal].factor
        value, bound = event.data_out.mip_primal_bound, event.data_out.mip_dual_bound
        self.tell(Progress(self.goal, _finite(value, factor), _finite(bound, factor)))

    def _write(self, path: str) -> Ended:
        done = self.highs.writeModel(path)
        return Ended("failed", f"cannot write {path}") if done == highspy.HighsStatus.kError else Ended("finished")


def _finite(value: float, factor: float) -> float | None:
    return value / factor if abs(value) < 1e300 else None


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


def main() -> None:
    """Take one job from standard input and report on standard output until it is done."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # anything else that is printed must not mix with the messages
    job = receive(sys.stdin.buffer)
    assert isinstance(job, Job)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    send(out, improve_goals(job, lambda message: send(out, message)))
    out.close()
    os._exit(0)


if __name__ == "__main__":
    main()
