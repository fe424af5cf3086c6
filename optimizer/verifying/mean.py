"""How far it is, on the mean of a clause's areas, to the facilities that serve them best under a plan.

    constant base        a facility serves as many areas as come if it is open and its measure reaches the requirement R
    a population         its measure is a capacity: Σ R_a · u_af ≤ measure_f; an area may be split between facilities
    achieved             the least Σ w_a · t_af · u_af / Σ w_a over everything that the plan allows

What nobody serves counts with the longest known distance of the clause's pairs (or the limit, if that is more), and
the limit on top of that. An area whose weight is zero has no part in the mean and takes no capacity.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from models.clause import Clause, Constant, Reach
from models.instance import REGION
from optimizer.verifying.exact import exact_sum
from optimizer.verifying.judgement import RowJudgement
from optimizer.verifying.measure import Ledger
from optimizer.verifying.tables import Tables
from optimizer.verifying.transport import Demand, serve
from optimizer.verifying.verdict import NO_WEIGHT, counted, judged_row, left_out_notes, not_applicable
from optimizer.verifying.weights import area_weight


@dataclass(frozen=True)
class Needs:
    """What one mean is taken over: all areas of the clause, the requirement R of those that count, why others do not.

    ``left_out`` maps a reason to a number of areas.
    """

    areas: Collection[str]
    required: Mapping[str, Fraction]
    left_out: Counter[str]


def mean_row(
    tables: Tables, clause: Clause, limit: Reach, needs: Needs, today: Ledger, planned: Ledger
) -> RowJudgement:
    """The one row of a clause that limits a mean."""
    if not needs.required:
        return not_applicable(clause, REGION, "; ".join(sorted(needs.left_out)))
    bench = _MeanBench(tables, clause, limit, needs)
    why_not = bench.why_not()
    if why_not:
        return not_applicable(clause, REGION, why_not)
    current, _ = bench.mean(today)
    achieved, unserved = bench.mean(planned)
    return judged_row(
        clause,
        REGION,
        required=limit.limit,
        current=current,
        achieved=achieved,
        short=max(Fraction(0), achieved - limit.limit),
        scale=max(Fraction(1), limit.limit),
        note="; ".join([*left_out_notes(needs.left_out), *bench.notes(unserved)]),
    )


class _MeanBench:
    """The areas of one mean, their weights and requirements, and all distances that are known."""

    def __init__(self, tables: Tables, clause: Clause, limit: Reach, needs: Needs) -> None:
        self._clause = clause
        self._numbers = np.flatnonzero(tables.facilities(clause.where))
        self._facilities = {tables.facility.ids[number]: number for number in self._numbers.tolist()}
        distances = tables.distances(limit.unit)
        known = {area: distances.known(area, self._facilities) for area in needs.areas}
        weights = {area: area_weight(tables, clause, area) for area in sorted(needs.required)}
        self._weights = {area: weight for area, weight in weights.items() if weight}
        self._everyone = exact_sum(self._weights.values())
        self._required = needs.required
        self._known = {area: known[area] for area in self._weights}
        longest = [Fraction(0), *(far for pairs in known.values() for far in pairs.values())]
        self._otherwise = max(limit.limit, *longest) + limit.limit

    def why_not(self) -> str:
        """Why there is no mean, or empty text."""
        return "" if self._everyone else NO_WEIGHT

    def mean(self, ledger: Ledger) -> tuple[Fraction, set[str]]:
        """The least possible mean in one state of the region, and the areas that are not served in full."""
        amounts = ledger.amounts(self._clause.measure).among(self._numbers).listed()
        opened = ledger.opened[self._numbers].tolist()
        measures = {
            name: Fraction(amount)
            for name, amount, is_open in zip(self._facilities, amounts, opened, strict=True)
            if is_open
        }
        crowding = () if isinstance(self._clause.base, Constant) else [a for a in self._weights if self._required[a]]
        total, unserved = serve([self._demand(area) for area in crowding], measures)
        for area in sorted(self._weights.keys() - set(crowding)):
            distance = self._to_nearest(area, measures)
            total += self._weights[area] * (self._otherwise if distance is None else distance)
            if distance is None:
                unserved.add(area)
        return total / self._everyone, unserved

    def notes(self, unserved: Collection[str]) -> list[str]:
        """How many areas no facility is known to reach, and how many others lack one that could serve them."""
        beyond = [area for area, known in self._known.items() if not known]
        lacking = set(unserved) - set(beyond)
        parts = ((beyond, " out of reach"), (lacking, " not served in full"))
        return [counted(len(areas), text) for areas, text in parts if areas]

    def _demand(self, area: str) -> Demand:
        """An area that takes R units of capacity: served from afar, each costs the weight · distance / R."""
        each = self._weights[area] / self._required[area]
        prices = {name: each * distance for name, distance in self._known[area].items()}
        return Demand(area, self._required[area], prices, each * self._otherwise)

    def _to_nearest(self, area: str, measures: Mapping[str, Fraction]) -> Fraction | None:
        """The way to the nearest facility whose measure is enough for the area."""
        required = self._required[area]
        known = self._known[area].items()
        return min((far for name, far in known if name in measures and measures[name] >= required), default=None)
