"""How the judgement of a clause reads: one line per row, or one for the clause where it has many areas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from models.clause import REFERENCE, Clause
from models.instance import FACILITY, REGION
from optimizer.reporting.layout import Cell
from optimizer.reporting.naming import place_label
from optimizer.reporting.notes import note_text
from optimizer.reporting.numbers import grouped, percent
from optimizer.reporting.requirements import (
    accepted,
    attained_text,
    missing_number,
    missing_text,
    plain_number,
    ratio_text,
    required_text,
    rule_text,
)
from optimizer.reporting.tables import COUNTY
from optimizer.reporting.words import name_of, say
from optimizer.verifying.judgement import MET, NOT_APPLICABLE, SHORT, VIOLATED, RowJudgement
from optimizer.verifying.verified import VerifiedPlan

MOST_ROWS = 3
"""A clause with more rows than this is told in one line."""

STYLES: Mapping[str, str] = {MET: "green", SHORT: "yellow", VIOLATED: "bold red", NOT_APPLICABLE: "dim"}


@dataclass(frozen=True)
class ClauseLine:
    """One line about a clause; ``status`` is that of its rows, ``result`` says it in words."""

    clause: Clause
    name: str
    requirement: str
    attained: str
    status: str
    result: str

    @property
    def result_cell(self) -> Cell:
        """The result in the colour of its status; a reference has none, since it is neither kept nor broken."""
        return Cell(self.result, "" if self.clause.nature == REFERENCE else STYLES[self.status])

    def cells(self, lang: str) -> tuple[str | Cell, ...]:
        """Id, nature, name, requirement, attained and result as table cells."""
        nature = say(self.clause.nature, lang)
        return (self.clause.id, nature, self.name, self.requirement, self.attained, self.result_cell)


def clause_lines(verified: VerifiedPlan, lang: str) -> list[ClauseLine]:
    """All clauses in the order of the policy."""
    rows: dict[str, list[RowJudgement]] = defaultdict(list)
    for row in verified.judgement.rows:
        rows[row.clause].append(row)
    teller = Teller(verified, lang)
    return [line for clause in verified.policy.clauses for line in teller.lines(clause, rows[clause.id])]


class Teller:
    """Tells rows of clauses of one plan in one language."""

    def __init__(self, verified: VerifiedPlan, lang: str) -> None:
        self._verified = verified
        self._instance = verified.instance
        self._lang = lang
        self._only_county = sum(area.level == COUNTY for area in verified.instance.areas.values()) == 1

    def lines(self, clause: Clause, rows: list[RowJudgement]) -> list[ClauseLine]:
        """One line per row, or a single one for many rows."""
        return [self._together(clause, rows)] if len(rows) > MOST_ROWS else [self._row(clause, row) for row in rows]

    def result(self, clause: Clause, row: RowJudgement) -> str:
        """Whether a row is kept, or by how much it is not, and what the re-check notes about it."""
        if row.status == NOT_APPLICABLE:
            return self._why_not(row)
        if row.status == MET or row.short is None:
            return self.noted(self._say("agrees" if clause.nature == REFERENCE else MET), row)
        detail = self.noted(self.missing(clause, row), row)
        return self._say("broken", detail=detail) if row.status == VIOLATED else detail

    def noted(self, text: str, row: RowJudgement) -> str:
        """A text about a row with the note of the re-check, such as ``7 of 9 areas``."""
        return self._say("with_note", result=text, note=note_text(row.note, self._lang)) if row.note else text

    def _why_not(self, row: RowJudgement) -> str:
        if not row.note:
            return self._say(NOT_APPLICABLE)
        return self._say("not_applicable_because", reason=note_text(row.note, self._lang))

    def missing(self, clause: Clause, row: RowJudgement) -> str:
        """By how much a row is not kept; of a reference, by how much it differs."""
        too_little = row.required is not None and row.achieved is not None and row.achieved < row.required
        short = row.short or Fraction(0)
        units = missing_text(self._instance, clause, short, self._lang)
        if clause.nature == REFERENCE:
            number = plain_number(self._instance, clause, missing_number(clause, short), self._lang)
            key = "differs" if accepted(self._instance, clause, row) is None else "beyond"
            return self._say(key, number=units if clause.is_spread else f"{'-' if too_little else '+'}{number}")
        return self._say("missing_units" if too_little else "excess_units", units=units)

    def _row(self, clause: Clause, row: RowJudgement) -> ClauseLine:
        name = name_of(clause, self._lang)
        if row.area and not self._needs_no_area(clause):
            name = self._say("in_area", name=name, area=place_label(self._instance, clause, row.area, self._lang))
        ratio = "" if row.required is None else ratio_text(self._instance, clause, self._lang)
        content = f"{name}\n{ratio}" if ratio else name
        required = required_text(self._instance, clause, row, self._lang)
        attained = attained_text(self._instance, clause, row, self._lang)
        return ClauseLine(clause, content, required, attained, row.status, self.result(clause, row))

    def _needs_no_area(self, clause: Clause) -> bool:
        return clause.level == REGION or clause.pooled or (clause.levels == (COUNTY,) and self._only_county)

    def _together(self, clause: Clause, rows: list[RowJudgement]) -> ClauseLine:
        name = f"{name_of(clause, self._lang)}\n{rule_text(self._instance, clause, self._lang)}"
        judged = [row for row in rows if row.status != NOT_APPLICABLE]
        unmet = [row for row in judged if row.status != MET]
        if not judged:
            return ClauseLine(clause, name, "", "", NOT_APPLICABLE, self._say(NOT_APPLICABLE))
        things = "facilities" if clause.level == FACILITY else "areas"
        if not unmet:
            return ClauseLine(clause, name, "", "", MET, self._say(f"{things}_met", rows=grouped(len(judged))))
        share = percent(self._verified.judgement.clause_shortfall.get(clause.id, Fraction(0)))
        counts = {"rows": grouped(len(judged)), "short": grouped(len(unmet)), "share": share}
        detail = self._say(f"{things}_short", **counts)
        if unmet[0].status == VIOLATED:
            return ClauseLine(clause, name, "", "", VIOLATED, self._say("broken", detail=detail))
        return ClauseLine(clause, name, "", "", SHORT, detail)

    def _say(self, key: str, **values: str) -> str:
        return say(key, self._lang, **values)
