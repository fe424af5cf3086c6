"""How far the rates of a clause's areas lie apart: nowhere more than v times the lowest.

rate       measure / base · n of each area whose base is not zero ("per n base")
required   v (with its tolerance): how many times the lowest rate is allowed
achieved   the highest rate over the lowest: 1 where all are zero, None where only the lowest is
short      the highest rate less v times the lowest, if more than nothing: units per n base, finite in any case
scale      v times the rate of all areas together today, but never below one unit per n base
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from models.clause import Clause
from models.instance import REGION
from optimizer.verifying.exact import exact_sum
from optimizer.verifying.judgement import RowJudgement
from optimizer.verifying.measure import Number
from optimizer.verifying.verdict import judged_row, left_out_notes, not_applicable

_PLACES = 4
"""Of a rate in a note."""


@dataclass(frozen=True)
class _Rates:
    """Units per n base of each area, at one time; never empty."""

    by_area: Mapping[str, Fraction]

    @property
    def highest(self) -> str:
        """The first area with the highest rate."""
        return max(sorted(self.by_area), key=lambda area: self.by_area[area])

    @property
    def lowest(self) -> str:
        """The first area with the lowest rate."""
        return min(sorted(self.by_area), key=lambda area: self.by_area[area])

    @property
    def ratio(self) -> Fraction | None:
        """How many times the lowest rate the highest is; None for any number of times zero."""
        most, least = self.by_area[self.highest], self.by_area[self.lowest]
        if least:
            return most / least
        return None if most else Fraction(1)


def spread_row(
    clause: Clause,
    bases: Mapping[str, Fraction],
    left_out: Counter[str],
    today: Callable[[str], Number],
    planned: Callable[[str], Number],
) -> RowJudgement:
    """The one row of a clause, from the bases of the areas that count and the measure of each, today and planned."""
    if not bases:
        return not_applicable(clause, REGION, "; ".join(sorted(left_out)))
    times = clause.value + clause.tolerance
    before = _Rates({area: today(area) * clause.per / base for area, base in bases.items()})
    after = _Rates({area: planned(area) * clause.per / base for area, base in bases.items()})
    most, least = after.by_area[after.highest], after.by_area[after.lowest]
    together = exact_sum(Fraction(today(area)) for area in bases) * clause.per / exact_sum(bases.values())
    ends = f"{after.highest} {_rate(most)}, {after.lowest} {_rate(least)}" if most != least else ""
    return judged_row(
        clause,
        REGION,
        required=times,
        current=before.ratio,
        achieved=after.ratio,
        short=max(Fraction(0), most - times * least),
        scale=max(Fraction(1), times * together),
        note="; ".join([*([ends] if ends else []), *left_out_notes(left_out)]),
    )


def _rate(value: Fraction) -> str:
    return f"{float(value):.{_PLACES}f}".rstrip("0").rstrip(".")
