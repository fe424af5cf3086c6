"""Goals one after the other by counties, each improved, proven and held before the next."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from models.split import split
from models.standard import Floats, GoalArrays
from optimizer.solving.counties.evenly import even_out
from optimizer.solving.counties.fairness import KEPT, Leveller, keep_links
from optimizer.solving.counties.search import Aim, Search, Whole
from optimizer.solving.messages import Ended, GoalDone, Incumbent, Job, Message, Progress
from optimizer.solving.model import settle

RELATIVE_SLACK, ABSOLUTE_SLACK = 1e-6, 1e-9
"""How far a reached goal may give way while later goals improve, in its own unit."""

Teller = Callable[[Message], None]


def improve_goals_by_county(job: Job, tell: Teller) -> Ended:
    """Improve the goals of a job one after the other, telling every better plan; the way it ended."""
    with ThreadPoolExecutor(max(1, job.threads)) as crew:
        return _Lexicographic(job, tell, crew).run()


class _Lexicographic:
    def __init__(self, job: Job, tell: Teller, crew: ThreadPoolExecutor) -> None:
        self.job, self.tell, self.form = job, tell, job.form
        self.parts = split(job.form)
        self.search = Search(job.form, self.parts, job.seed, job.presolve, crew, time.monotonic() + job.seconds)
        self.whole: Whole | None = None
        self.values: Floats = np.zeros(0)
        self.goal = 0

    def run(self) -> Ended:
        """Find any plan, then improve every goal in turn; the way it ended."""
        found = keep_links(self.search)
        if found.impossible or found.bound > KEPT:
            return Ended("infeasible")
        if found.whole is None or found.value > KEPT:
            return Ended("time_limit" if self.search.out_of_time() else "failed", "no plan by counties")
        self._take(found.whole)
        for number, goal in enumerate(self.form.goals):
            self.goal = number
            if self.search.out_of_time():
                return Ended("time_limit")
            if not goal.cost.any():
                self._done(goal, goal.offset, goal.offset)
            elif self.form.worst >= 0 and goal.cost[self.form.worst]:
                self._level(goal)
            else:
                self._improve(goal)
        if self.whole is not None and any(county.form.steps for county in self.parts.counties):
            self._take(even_out(self.search, self.form.goals, self.whole))
        return Ended("time_limit" if self.search.out_of_time() else "finished")

    def _level(self, goal: GoalArrays) -> None:
        assert self.whole is not None
        floor = max(0.0, float(self.form.column_lower[self.form.worst]))
        weight = float(goal.cost[self.form.worst])
        leveller = Leveller(
            self.search,
            self._gap(),
            ABSOLUTE_SLACK,
            lambda high, low: self._progress(goal, high * weight, low * weight),
        )
        level = leveller.lowest(self.whole, floor)
        self._take(level.whole)
        leveller.hold(self._limit(goal, level.reached * weight) / weight)
        self._done(goal, level.reached * weight + goal.offset, level.unreachable * weight + goal.offset)

    def _improve(self, goal: GoalArrays) -> None:
        assert self.whole is not None
        aim = Aim(
            [goal.cost[county.columns] for county in self.parts.counties],
            goal.cost[self.parts.link_columns],
            self.search.links,
        )
        self.search.notice = lambda value, bound: self._progress(goal, value, bound)
        found = self.search.improve(
            aim, np.zeros(aim.links.count), lambda value: self._room(goal, value), known=self.whole, shares=True
        )
        self.search.notice = None
        assert found.whole is not None
        self._take(found.whole)
        value = self.search.worth(aim, self.whole)
        self.search.hold(goal.name, aim, self._limit(goal, value), found.proof)
        self._done(goal, value + goal.offset, min(found.bound, value) + goal.offset)

    def _gap(self) -> float:
        return self.job.gaps[self.goal] if self.job.gaps else self.job.gap

    def _room(self, goal: GoalArrays, value: float) -> float:
        """How far value and bound may be apart at the end."""
        return max(self._gap() * abs(value + goal.offset), ABSOLUTE_SLACK * goal.factor)

    def _limit(self, goal: GoalArrays, value: float) -> float:
        relative = self.job.hold_within[self.goal]
        room = abs(value + goal.offset) * (RELATIVE_SLACK if relative is None else relative)
        return value + max(room, ABSOLUTE_SLACK * goal.factor)

    def _take(self, whole: Whole) -> None:
        """Make a plan the best one known, and tell it."""
        self.whole = self.search.settled(whole)
        self.values = settle(self.form, self.search.values_of(self.whole))
        self.tell(Incumbent(self.goal, np.rint(self.values[self.job.plan_columns]).astype(np.int64)))

    def _progress(self, goal: GoalArrays, value: float, bound: float) -> None:
        self.tell(
            Progress(self.goal, _shown(value + goal.offset, goal.factor), _shown(bound + goal.offset, goal.factor))
        )

    def _done(self, goal: GoalArrays, value: float, bound: float) -> None:
        self.tell(GoalDone(self.goal, value / goal.factor, bound / goal.factor))


def _shown(value: float, factor: float) -> float | None:
    return value / factor if np.isfinite(value) else None
