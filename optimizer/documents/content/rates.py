"""What a clause asks for and what is attained in the unit in which a plan prints it: 7.5 beds per 1000 residents.

The rows of a judgement count units, for that is what can be allocated; a plan prints rates and shares. Both sides of a
rate are summed again from the tables, for today's stock and for the plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from models.clause import CURRENT, AreaColumn, Clause, Constant, DecidedBase, FacilityColumn, Measure
from models.instance import Instance
from optimizer.documents.dossier import Dossier
from optimizer.reporting.naming import column_name, is_plain, measure_name, measure_unit, pooled_unit, singular
from optimizer.reporting.numbers import csv_number, grouped, money
from optimizer.reporting.order import is_part
from optimizer.reporting.tables import RESIDENTS
from optimizer.reporting.words import say
from optimizer.verifying.judgement import RowJudgement
from optimizer.verifying.measure import Ledger, Number, today
from optimizer.verifying.tables import Tables

HUNDRED = 100
PERCENT = "%"
THOUSAND, MYRIAD = 1000, 10_000


@dataclass(frozen=True)
class Reading:
    """A clause as an indicator: its unit, and in that unit today's value, the target from ``low`` to ``high``, and what
    the plan attains; None for what is not known."""

    unit: str
    now: Fraction | None
    low: Fraction
    high: Fraction
    attained: Fraction | None


class Readings:
    """Reads the clauses of one dossier as indicators in one language."""

    def __init__(self, dossier: Dossier, lang: str) -> None:
        self._instance, self._lang = dossier.instance, lang
        self._tables = Tables(dossier.instance)
        self._today = Ledger(self._tables, today(dossier.instance))
        self._planned = Ledger(self._tables, dossier.judgement.plan)

    def reading(self, clause: Clause, rows: Sequence[RowJudgement]) -> Reading:
        """The rows of a clause together, in the unit of its sentence."""
        if clause.pooled:
            return self._pooled(clause, rows[0])
        if isinstance(clause.base, Constant) or clause.reach is not None or self._is_a_number(clause, rows):
            return self._amount(clause, rows)
        if is_percentage(self._instance, clause):
            return self._rate(clause, rows, PERCENT, Fraction(HUNDRED))
        return self._rate(clause, rows, self._rate_unit(clause), clause.per)

    def _is_a_number(self, clause: Clause, rows: Sequence[RowJudgement]) -> bool:
        """Whether the base is the number itself: planned beds, as many as townships, today's beds, one in one place."""
        if clause.per != 1 or clause.value < 1:
            return False
        if not isinstance(clause.base, DecidedBase):
            return True
        if clause.value == 1 and all(term.aspect == CURRENT for term in clause.base.measure.terms):
            return True
        return clause.value == 1 and len(rows) == 1 and self._base(clause, rows[0].area, self._planned) == 1

    def _pooled(self, clause: Clause, row: RowJudgement) -> Reading:
        required = row.required or Fraction(0)
        if clause.share is None or clause.weigh_by is None or not required:
            return Reading(
                pooled_unit(self._instance, clause, self._lang), row.current, required, required, row.achieved
            )
        everyone = required / clause.share
        now, attained = (None if each is None else each / everyone * HUNDRED for each in (row.current, row.achieved))
        return Reading(PERCENT, now, clause.share * HUNDRED, clause.share * HUNDRED, attained)

    def _amount(self, clause: Clause, rows: Sequence[RowJudgement]) -> Reading:
        low, high = clause.value, clause.upper
        if not isinstance(clause.base, Constant):
            base = Fraction(sum(self._base(clause, row.area, self._planned) for row in rows)) / clause.per
            low, high = low * base, high * base
        now, attained = _sums(rows)
        return Reading(self.unit(clause.measure), now, low, high, attained)

    def _rate(self, clause: Clause, rows: Sequence[RowJudgement], unit: str, factor: Fraction) -> Reading:
        now, attained = _sums(rows)
        before, after = (
            Fraction(sum(self._base(clause, row.area, ledger) for row in rows))
            for ledger in (self._today, self._planned)
        )
        scale = factor / clause.per
        return Reading(
            unit,
            None if now is None or not before else now * factor / before,
            clause.value * scale,
            clause.upper * scale,
            None if attained is None or not after else attained * factor / after,
        )

    def _base(self, clause: Clause, place: str, ledger: Ledger) -> Number:
        base = clause.base
        if isinstance(base, AreaColumn):
            return self._tables.population(base.column, place)
        members = self._tables.members(clause.per_where, clause.levels).get(place, ())
        if isinstance(base, DecidedBase):
            return ledger.total(base.measure, members)
        column = base.column if isinstance(base, FacilityColumn) else ""
        return sum((self._instance.facilities[name].numbers[column] for name in members), Fraction(0))

    def unit(self, measure: Measure) -> str:
        """The unit of a measure: that of its resources, or the currency."""
        if measure.is_money:
            return money(1, self._instance.currency, self._lang).split(" ", 1)[1]
        return measure_unit(self._instance, measure, self._lang)

    def _rate_unit(self, clause: Clause) -> str:
        base = clause.base
        if isinstance(base, DecidedBase):
            name = measure_name(self._instance, base.measure, self._lang)
        elif isinstance(base, Constant):
            name = ""
        else:
            known = base.column == RESIDENTS and self._lang == "zh"
            name = say("doc_people", self._lang) if known else column_name(self._instance, base.column, self._lang)
        counted = _count(clause.per, self._lang) if clause.per != 1 else ""
        if self._lang == "en":
            base_name = f"{counted} {name}" if counted else singular(name)
        else:
            base_name = f"{counted}{name.removesuffix('数')}"
        return say("doc_unit_per", self._lang, unit=self.unit(clause.measure), base=base_name).strip()


def _sums(rows: Sequence[RowJudgement]) -> tuple[Fraction | None, Fraction | None]:
    """What the rows have today and under the plan; None if one of them has no number."""
    currents, achieved = [row.current for row in rows], [row.achieved for row in rows]
    return _sum(currents), _sum(achieved)


def _sum(numbers: Sequence[Fraction | None]) -> Fraction | None:
    known = [number for number in numbers if number is not None]
    return sum(known, Fraction(0)) if len(known) == len(numbers) else None


def is_percentage(instance: Instance, clause: Clause) -> bool:
    """Whether a clause asks for a part of a whole, such as TCM beds among the beds or wards among the institutions."""
    base = clause.base
    if not isinstance(base, DecidedBase) or clause.per != 1 or clause.reach is not None:
        return False
    if not (is_plain(clause.measure) and is_plain(base.measure)):
        return False
    part, whole = clause.measure.terms[0].name, base.measure.terms[0].name
    if part not in instance.resources or whole not in instance.resources:
        return False
    return is_part(instance, part, whole)


def _count(per: Fraction, lang: str) -> str:
    if lang != "zh":
        return grouped(per) if per >= MYRIAD else csv_number(per)
    for size, word in ((MYRIAD, "万"), (THOUSAND, "千")):
        if per == size:
            return word
        if per % size == 0:
            return f"{csv_number(per / size)}{word}"
    return csv_number(per)
