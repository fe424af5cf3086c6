"""Where one of two clauses is enough: what their rows come to, area by area, and which of two failures counts.

A row that holds is met. One that does not hold does not apply where the other clause's row holds in the same area, or
is nearer to holding: the smaller short / scale, and between equals the clause that carries ``or``. A row whose area the
other clause does not speak of stands alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from models.clause import Clause, Policy
from optimizer.verifying.judgement import RowJudgement
from optimizer.verifying.verdict import not_applicable

RowList = list[RowJudgement]


def settled(policy: Policy, rows: Mapping[str, RowList]) -> dict[str, RowList]:
    """The rows of all clauses (id → rows), with at most one unkept row in each area for two that are partners."""
    result = dict(rows)
    clauses = {clause.id: clause for clause in policy.clauses}
    for clause in policy.clauses:
        partner = clauses.get(clause.partner or "")
        if partner is not None:
            first, second = rows[clause.id], rows[partner.id]
            nearer = nearest([*first, *second])
            result[clause.id] = [_settle(clause, partner, row, nearer) for row in first]
            result[partner.id] = [_settle(partner, clause, row, nearer) for row in second]
    return result


def nearest(rows: Iterable[RowJudgement]) -> dict[str, RowJudgement]:
    """area → the judged row there with the smallest short / scale; of equals, the one that comes first."""
    found: dict[str, tuple[Fraction, RowJudgement]] = {}
    for row in rows:
        if row.short is not None and row.scale is not None:
            distance = row.short / row.scale
            if row.area not in found or distance < found[row.area][0]:
                found[row.area] = distance, row
    return {area: row for area, (_, row) in found.items()}


def _settle(clause: Clause, other: Clause, row: RowJudgement, nearer: Mapping[str, RowJudgement]) -> RowJudgement:
    if not row.short or nearer[row.area].clause == clause.id:
        return row
    return not_applicable(clause, row.area, f"or {other.id}")
