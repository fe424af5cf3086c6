"""What a re-check found: every clause row, every broken hard fact, every goal and cost, as exact fractions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from models.plan import Plan
from optimizer.verifying.cost_table import Cost, CostTable

__all__ = [
    "MET",
    "NOT_APPLICABLE",
    "ROW_STATUSES",
    "SHORT",
    "VIOLATED",
    "Breach",
    "Cost",
    "Judgement",
    "RowJudgement",
]

MET, SHORT, VIOLATED, NOT_APPLICABLE = ROW_STATUSES = ("met", "short", "violated", "not_applicable")
"""``short`` is an unmet soft or reference clause, ``violated`` an unmet binding one."""


@dataclass(frozen=True, slots=True)
class RowJudgement:
    """One clause in one area (an area id, a facility id, or ``region``), in units of the clause's measure.

    ``current`` and ``achieved`` are the measure today and under the plan; ``short`` is how many units are missing or in
    excess (design §4). A clause that applies nowhere has a single row with area ``""`` and a note saying why; the
    numbers of a ``not_applicable`` row are None. A spread is counted in times the lowest rate, and what is short of it
    in units per base; ``current`` or ``achieved`` is None where the lowest rate is zero and another is not.
    """

    clause: str
    area: str
    required: Fraction | None
    current: Fraction | None
    achieved: Fraction | None
    short: Fraction | None
    scale: Fraction | None
    status: str
    note: str = ""


@dataclass(frozen=True)
class Breach:
    """A hard fact that the plan breaks.

    ``key`` is ``min``, ``max``, ``open`` (stock in a closed facility), ``part_of``, ``group`` or ``keep``; ``facility``
    is the area id for ``keep``.
    """

    facility: str
    resource: str
    key: str
    limit: int
    achieved: int

    def __str__(self) -> str:
        return f"{self.facility}, {self.resource}: {self.key} allows {self.limit}, the plan has {self.achieved}"


@dataclass(frozen=True)
class Judgement:
    """Everything the exact re-check computed.

    ``goals`` maps every goal of the policy, in its order, to its exact value. ``clause_shortfall`` has every clause
    that applies somewhere; two that may hold for each other both have that of the pair, which counts once in goals.
    ``county_shortfall`` is the weighted mean shortfall of each area of the policy's ``fairness_in`` level (design
    §4.2), absent where no clause has rows.
    """

    plan: Plan
    rows: tuple[RowJudgement, ...]
    breaches: tuple[Breach, ...]
    goals: Mapping[str, Fraction]
    clause_shortfall: Mapping[str, Fraction]
    county_shortfall: Mapping[str, Fraction]
    cost: Cost
    facility_cost: CostTable
    warnings: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether no binding clause and no hard fact is broken."""
        return not self.breaches and all(row.status != VIOLATED for row in self.rows)
