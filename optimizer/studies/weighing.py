"""What a plan is worth under a policy and under variants with one clause left out or changed: exactly, and cheaply.

Every clause is evaluated from the tables as in any re-check, once per plan; a variant evaluates its changed clause and
adds up again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from models.clause import REFERENCE, Clause, Policy
from models.instance import Instance
from models.plan import Plan
from models.selection import county_of
from optimizer.verifying.clause_rows import judge_clause
from optimizer.verifying.facts import breaches
from optimizer.verifying.judgement import SHORT, VIOLATED, RowJudgement
from optimizer.verifying.measure import Ledger, today
from optimizer.verifying.pairs import settled
from optimizer.verifying.tables import Tables
from optimizer.verifying.totals import Totals, clause_shortfalls, costs, county_shortfalls, goal_values


@dataclass(frozen=True)
class Worth:
    """The goals of a plan under a policy, exactly; ``kept``: no binding clause and no hard fact is broken."""

    goals: Mapping[str, Fraction]
    kept: bool


class Scales:
    """A region on which plans are weighed, for policies whose goals end with cost."""

    def __init__(self, instance: Instance) -> None:
        self.instance, self.tables = instance, Tables(instance)
        self.before = Ledger(self.tables, today(instance))


class Weighed:
    """A plan with the rows of every clause of a policy."""

    def __init__(self, scales: Scales, policy: Policy, plan: Plan) -> None:
        self.scales, self.plan = scales, plan
        self.policy = variant(policy)
        self.after = Ledger(scales.tables, plan)
        self.rows = {clause.id: self._judged(clause) for clause in self.policy.clauses}
        self.facility_cost = costs(scales.tables, self.after)
        self.sound = not breaches(scales.tables, plan)

    def worth(self, without: str | None = None, changed: Clause | None = None) -> Worth:
        """The goals under the policy, or without one clause, or with one changed."""
        policy = variant(self.policy, without, changed)
        rows = {clause.id: self.rows[clause.id] for clause in policy.clauses}
        if changed is not None:
            rows[changed.id] = self._judged(changed)
        rows = settled(policy, rows)
        tables = self.scales.tables
        totals = Totals(
            clause_shortfalls(tables, policy, rows),
            county_shortfalls(tables, policy, rows),
            self.facility_cost.total,
            Fraction(0),
        )
        kept = self.sound and all(row.status != VIOLATED for each in rows.values() for row in each)
        return Worth(goal_values(tables, policy, totals), kept)

    def keeps(self, clause: Clause) -> bool:
        """Whether the plan has nothing short of a clause."""
        return all(row.status not in (SHORT, VIOLATED) for row in self._judged(clause))

    def county_costs(self) -> Mapping[str, Fraction]:
        """County (or the area under which a facility lies) → annualised cost."""
        instance = self.scales.instance
        found: dict[str, Fraction] = defaultdict(Fraction)
        for (facility, _), cost in self.facility_cost.items():
            found[county_of(instance, facility)] += cost.annual + cost.capital / instance.annualise_years
        return found

    def _judged(self, clause: Clause) -> list[RowJudgement]:
        return judge_clause(self.scales.tables, clause, self.scales.before, self.after)


def variant(policy: Policy, without: str | None = None, changed: Clause | None = None) -> Policy:
    """The policy without its references; without one clause more, whose alternative then stands alone, or with one
    changed."""
    live = []
    for clause in policy.clauses:
        if clause.nature == REFERENCE or clause.id == without:
            continue
        one = changed if changed is not None and clause.id == changed.id else clause
        live.append(replace(one, partner=None) if without is not None and one.partner == without else one)
    return replace(policy, clauses=tuple(live))
