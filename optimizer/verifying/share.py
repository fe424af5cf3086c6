"""Whether a clause holds for a share of its areas, counted one by one or by the people who live there.

required   share · Σ w over the areas whose row applies; rounded up where areas are counted
achieved   Σ w over those of them whose row is kept
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from models.clause import Clause
from models.instance import REGION
from optimizer.verifying.exact import exact_sum
from optimizer.verifying.judgement import NOT_APPLICABLE, RowJudgement
from optimizer.verifying.tables import Tables
from optimizer.verifying.verdict import NO_WEIGHT, counted, judged_row, left_out_notes, not_applicable
from optimizer.verifying.weights import area_weight


def share_row(tables: Tables, clause: Clause, share: Fraction, rows: Sequence[RowJudgement]) -> RowJudgement:
    """The one row of a clause, from what it asks and finds in each area."""
    applying = [row for row in rows if row.status != NOT_APPLICABLE]
    left_out = Counter(row.note for row in rows if row.status == NOT_APPLICABLE)
    weights = {row.area: area_weight(tables, clause, row.area) for row in applying}
    everyone = exact_sum(weights.values())
    if not everyone:
        return not_applicable(clause, REGION, NO_WEIGHT if applying else "; ".join(sorted(left_out)))
    required = share * everyone if clause.weigh_by else Fraction(math.ceil(share * everyone))
    kept = [row.area for row in applying if row.short == 0]
    achieved = exact_sum(weights[area] for area in kept)
    return judged_row(
        clause,
        REGION,
        required=required,
        current=exact_sum(weights[row.area] for row in applying if _kept_today(row)),
        achieved=achieved,
        short=max(Fraction(0), required - achieved),
        scale=max(Fraction(1), required),
        note="; ".join([f"{len(kept)} of {counted(len(applying))}", *left_out_notes(left_out)]),
    )


def _kept_today(row: RowJudgement) -> bool:
    """Whether today's stock is enough for what an at_least with a base of data asks, which no plan changes."""
    return row.current is not None and row.required is not None and row.current >= row.required
