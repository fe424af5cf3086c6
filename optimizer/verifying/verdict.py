"""What the numbers of a clause in one area come to: a row that is kept or not, or one that does not apply."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from models.clause import BINDING, Clause
from optimizer.verifying.judgement import MET, NOT_APPLICABLE, SHORT, VIOLATED, RowJudgement

NO_WEIGHT = "no people"
"""Why nothing can be weighed: the column ``weigh_by`` is zero everywhere."""


def judged_row(
    clause: Clause,
    area: str,
    *,
    required: Fraction,
    current: Fraction | None,
    achieved: Fraction | None,
    short: Fraction,
    scale: Fraction,
    note: str = "",
) -> RowJudgement:
    """A row that applies, with the status that its shortfall and the nature of the clause give it."""
    unkept = VIOLATED if clause.nature == BINDING else SHORT
    status = unkept if short else MET
    return RowJudgement(clause.id, area, required, current, achieved, short, scale, status, note)


def not_applicable(clause: Clause, area: str, note: str) -> RowJudgement:
    """A row that does not apply, and why."""
    return RowJudgement(clause.id, area, None, None, None, None, None, NOT_APPLICABLE, note)


def counted(number: int, rest: str = "") -> str:
    """``1 area`` or ``7 areas``, and the rest of the note."""
    return f"{number} area{'' if number == 1 else 's'}{rest}"


def left_out_notes(left_out: Mapping[str, int]) -> list[str]:
    """How many areas do not count in a row for all areas, for each reason."""
    return [counted(number, f" left out: {reason}") for reason, number in sorted(left_out.items())]
