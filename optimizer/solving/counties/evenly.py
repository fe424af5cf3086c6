"""Among plans that are equally good by every goal, each county takes the one whose changes are spread most evenly."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import highspy
import numpy as np

from models.split import County
from models.standard import Floats, GoalArrays, StandardForm
from optimizer.solving.counties.search import Search, Whole
from optimizer.solving.evenness import MANY, Evened
from optimizer.solving.model import settle

NODES = 5
"""Nodes of the search in each county; it decides nothing that a goal speaks of."""


def even_out(search: Search, goals: Sequence[GoalArrays], whole: Whole) -> Whole:
    """The plan with each county's changes spread evenly; no county takes more of any link, so every goal stays."""

    stocks = sum(len(step.stock) for block in search.blocks for step in block.county.form.steps)

    def one(number: int) -> Floats:
        if search.out_of_time():
            return whole.points[number]
        return _evened(search, number, goals, whole.points[number], of_many=stocks > MANY)

    return replace(whole, points=tuple(search.crew.map(one, range(search.count))))


def _evened(search: Search, number: int, goals: Sequence[GoalArrays], point: Floats, *, of_many: bool) -> Floats:
    block, share = search.blocks[number], search.share_of(number, point)
    form = block.county.form
    highs = block.open_model(share)
    with Evened(highs, _with_goals(block.county, goals), point, of_many=of_many):
        highs.setOptionValue("mip_max_nodes", NODES)
        highs.setOptionValue("time_limit", highs.getRunTime() + max(0.05, search.deadline - time.monotonic()))
        highs.run()
        if highs.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return point
        found = np.array(highs.getSolution().col_value)[: len(point)]
    rounded = np.where(form.whole, np.rint(found), found)
    if np.abs(rounded - found).max(initial=0.0) > 1e-5:
        return point
    settled = settle(form, rounded)
    return settled if share.kept_by(settled) and block.keeps_limits(settled) else point


def _with_goals(county: County, goals: Sequence[GoalArrays]) -> StandardForm:
    own = tuple(replace(goal, cost=goal.cost[county.columns]) for goal in goals)
    return replace(county.form, goals=own)
