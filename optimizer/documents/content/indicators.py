"""Main indicators: 指标 · now · target · attained · nature · source, as plans print them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from models.clause import BETWEEN, REFERENCE, Clause
from models.instance import REGION
from optimizer.documents.content.rates import Reading, Readings, is_percentage
from optimizer.documents.dossier import Dossier, remembered
from optimizer.documents.sheet import Cell, Field, Kind, Sheet
from optimizer.reporting.clause_lines import Teller
from optimizer.reporting.numbers import csv_number, grouped
from optimizer.reporting.requirements import SIGNS, required_number
from optimizer.reporting.tables import COUNTY, clause_statuses
from optimizer.reporting.words import name_of, say
from optimizer.verifying.judgement import MET, NOT_APPLICABLE, RowJudgement


@remembered
def indicators(dossier: Dossier, lang: str) -> Sheet:
    """Each clause that is one number for the whole region, in its own unit: now, target and what the plan attains.

    A share that many places have to reach, such as a ward in each hospital, is one too: that of all of them together.
    What the plan itself prints in a table of indicators comes first. References are left out, and so is what does not
    apply; a note counts them.
    """
    rows_of: dict[str, list[RowJudgement]] = defaultdict(list)
    for row in dossier.judgement.rows:
        if row.status != NOT_APPLICABLE:
            rows_of[row.clause].append(row)
    readings, teller = Readings(dossier, lang), Teller(dossier.verified, lang)
    statuses = clause_statuses(dossier.judgement)
    rows: list[tuple[Cell, ...]] = []
    marks: list[str] = []
    chosen = [each for each in dossier.policy.clauses if is_indicator(dossier, each, rows_of[each.id])]
    chosen.sort(key=lambda clause: not _is_from_a_table(clause))
    for clause in chosen:
        reading = readings.reading(clause, rows_of[clause.id])
        result = teller.lines(clause, rows_of[clause.id])[0].result
        result = _places_result(rows_of[clause.id], lang) if len(rows_of[clause.id]) > 1 else result
        units = _units(clause, rows_of[clause.id])
        nature, cite = say(clause.nature, lang), clause.cite
        rows.append((clause.id, name_of(clause, lang), *_numbers(clause, reading), result, nature, *units, cite))
        marks.append(statuses[clause.id])
    left_out = len(dossier.policy.clauses) - len(chosen)
    notes = (say("doc_indicators_note", lang, count=grouped(left_out)),) if left_out else ()
    return Sheet("indicators", say("doc_indicators", lang), _fields(dossier, lang), tuple(rows), tuple(marks), notes)


def _is_from_a_table(clause: Clause) -> bool:
    """Whether the source of a clause is a table of indicators (主要发展指标, 附表), not a sentence of the text."""
    return any(word in (clause.cite or "") for word in ("指标", "附表"))


def is_indicator(dossier: Dossier, clause: Clause, rows: Sequence[RowJudgement]) -> bool:
    """Whether a clause, with these rows that apply, can be told as one number of the region."""
    if not rows or clause.nature == REFERENCE:
        return False
    if len(rows) == 1 and _is_everywhere(dossier, clause, rows[0].area):
        return True
    return len(clause.levels) == 1 and is_percentage(dossier.instance, clause)


def _is_everywhere(dossier: Dossier, clause: Clause, place: str) -> bool:
    instance = dossier.instance
    if clause.level == REGION or clause.pooled or instance.children.get(None) == (place,):
        return True
    only = [area.area for area in instance.areas.values() if area.level == COUNTY]
    return only == [place]


def _fields(dossier: Dossier, lang: str) -> tuple[Field, ...]:
    base, target = dossier.instance.base_year, dossier.instance.target_year
    now = say("now", lang) if base is None else say("doc_now_in", lang, year=str(base))
    goal = say("doc_target", lang) if target is None else say("doc_target_in", lang, year=str(target))
    return (
        Field("clause", say("id", lang)),
        Field("indicator", say("doc_indicator", lang)),
        Field("unit", say("doc_unit", lang)),
        Field("now", now, Kind.NUMBER),
        Field("sign", say("doc_sign", lang)),
        Field("target", goal, Kind.NUMBER),
        Field("attained", say("doc_plan_attains", lang), Kind.NUMBER),
        Field("result", say("status", lang)),
        Field("nature", say("doc_nature", lang)),
        Field("required_units", say("doc_required_units", lang), Kind.UNITS),
        Field("attained_units", say("doc_attained_units", lang), Kind.UNITS),
        Field("cite", say("doc_cite", lang)),
    )


def _numbers(clause: Clause, reading: Reading) -> tuple[Cell, ...]:
    """Unit, now, sign, target and attained."""
    target: Cell = reading.low
    if clause.comparator == BETWEEN and reading.low != reading.high:
        target = f"{csv_number(reading.low)}–{csv_number(reading.high)}"
    sign = "≤" if clause.mean else SIGNS[clause.comparator]
    return reading.unit, reading.now, sign, target, reading.attained


def _units(clause: Clause, rows: Sequence[RowJudgement]) -> tuple[Cell, Cell]:
    """The same in whole units: required and attained; nothing where no units are counted."""
    if clause.pooled or not clause.whole or clause.comparator == BETWEEN:
        return None, None
    required = [required_number(clause, row.required) for row in rows if row.required is not None]
    attained = [row.achieved for row in rows if row.achieved is not None]
    return sum(int(number) for number in required), sum(int(number) for number in attained)


def _places_result(rows: Sequence[RowJudgement], lang: str) -> str:
    short = sum(row.status != MET for row in rows)
    if not short:
        return say(MET, lang)
    return say("doc_places_short", lang, rows=grouped(len(rows)), short=grouped(short))
