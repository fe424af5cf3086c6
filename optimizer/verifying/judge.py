"""Whether a plan keeps every sentence of a policy, and how good it is: the whole sentence, again, from the tables.

Nothing is taken over from the model that made the plan: facilities are selected, bases summed, requirements rounded
and goals added up here, in exact fractions. The same re-check serves plans that people edited by hand.
"""

from __future__ import annotations

from models.clause import Policy
from models.instance import OPEN, Instance
from models.plan import Plan, Units
from optimizer.problems import InputError, Problem
from optimizer.verifying.clause_rows import judge_clause
from optimizer.verifying.costs import unpriced_warnings
from optimizer.verifying.facts import broken
from optimizer.verifying.judgement import Judgement, RowJudgement
from optimizer.verifying.measure import Ledger, today
from optimizer.verifying.pairs import settled
from optimizer.verifying.tables import Tables
from optimizer.verifying.totals import (
    Totals,
    clause_shortfalls,
    costs,
    county_shortfalls,
    goal_values,
    stability,
)


def judge(instance: Instance, policy: Policy, plan: Plan) -> Judgement:
    """Re-check a plan against a policy.

    The rows stand in the order of the policy's clauses and, inside each, sorted by area. Raises InputError with all
    that the tables leave open although a clause needs it, and ValueError if the plan does not give a number to exactly
    the stock rows of the instance and a yes or no to each candidate and closable facility.
    """
    _require_complete(instance, plan)
    tables = Tables(instance)
    before, after = Ledger(tables, today(instance)), Ledger(tables, plan)
    rows = settled(policy, _all_rows(tables, policy, before, after))
    facility_cost = costs(tables, after)
    totals = Totals(
        clause_shortfalls(tables, policy, rows),
        county_shortfalls(tables, policy, rows),
        facility_cost.total,
        stability(tables, after),
    )
    return Judgement(
        plan=plan,
        rows=tuple(row for clause in policy.clauses for row in rows[clause.id]),
        breaches=broken(tables, after),
        goals=goal_values(tables, policy, totals),
        clause_shortfall=totals.clause_shortfall,
        county_shortfall=totals.county_shortfall,
        cost=totals.cost,
        facility_cost=facility_cost,
        warnings=tuple(unpriced_warnings(tables)),
    )


def _require_complete(instance: Instance, plan: Plan) -> None:
    given, table = plan.proposed, instance.stock_table
    if not (isinstance(given, Units) and given.table is table) and given.keys() != set(table):
        strays = sorted(given.keys() ^ set(table))
        raise ValueError(f"the plan and the stock differ in {len(strays)} rows, the first being {strays[0]}")
    facilities = instance.facility_table
    fixed = facilities.status.where(lambda status: status == OPEN).tolist()
    undecided = [name for name, stays in zip(facilities.ids, fixed, strict=True) if not stays and name not in plan.open]
    if undecided:
        raise ValueError(f"the plan does not say whether these are open: {undecided}")


def _all_rows(tables: Tables, policy: Policy, before: Ledger, after: Ledger) -> dict[str, list[RowJudgement]]:
    rows: dict[str, list[RowJudgement]] = {}
    problems: list[Problem] = []
    for clause in policy.clauses:
        try:
            rows[clause.id] = judge_clause(tables, clause, before, after)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return rows
