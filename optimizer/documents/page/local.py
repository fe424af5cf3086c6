"""Which clauses decide in a county: those that are not met there, and those that are met with nothing to spare.

A row is tight if it asks for at least (or at most) a number and the plan has just that number: one unit less (or more)
would break it. Rows of facilities, townships and villages stand under the county they lie in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.clause import AT_LEAST, AT_MOST, REFERENCE, Clause
from models.instance import FACILITY, REGION, Instance
from models.selection import county_of
from optimizer.documents.dossier import Dossier
from optimizer.documents.page.grid import Grid, Line, Shown
from optimizer.reporting.clause_lines import Teller
from optimizer.reporting.naming import place_label
from optimizer.reporting.numbers import grouped
from optimizer.reporting.requirements import attained_text, required_number, required_text, rule_text
from optimizer.reporting.tables import COUNTY
from optimizer.reporting.words import name_of, say
from optimizer.verifying.judgement import MET, SHORT, VIOLATED, RowJudgement

TIGHT = "tight"
KEY = "t-local"


@dataclass(frozen=True)
class LocalClauses:
    """One row per county and clause that decides there, and the number of the first row of each county."""

    table: Grid
    counties: tuple[str, ...]
    starts: tuple[int, ...]


def local_clauses(dossier: Dossier, lang: str) -> LocalClauses:
    """The clauses that are short or tight in each county, by county and in the order of the policy."""
    instance = dossier.instance
    counties = tuple(area.area for area in instance.areas.values() if area.level == COUNTY)
    found = _by_county(dossier, counties)
    teller = _Told(dossier, lang)
    lines: list[Line] = []
    starts: list[int] = []
    for county in counties:
        starts.append(len(lines))
        name = name_of(instance.areas[county], lang)
        for clause in dossier.policy.clauses:
            if rows := found.get((county, clause.id)):
                lines.append(teller.line(name, clause, rows))
    heads = tuple(say(key, lang) for key in ("county", "clause", "nature", "requirement", "attained", "status"))
    notes = (say("page_local_note", lang),)
    return LocalClauses(Grid(KEY, say("page_local", lang), heads, (), tuple(lines), notes), counties, tuple(starts))


def _by_county(dossier: Dossier, counties: Sequence[str]) -> dict[tuple[str, str], list[RowJudgement]]:
    instance = dossier.instance
    clauses = {clause.id: clause for clause in dossier.policy.clauses if clause.nature != REFERENCE}
    only = counties[0] if len(counties) == 1 else None
    known = set(counties)
    place_of: dict[str, str | None] = {area: _county(instance, area, known) for area in instance.areas}
    at_facility = {name: _known(county_of(instance, name), known) for name in instance.facilities}
    found: dict[tuple[str, str], list[RowJudgement]] = defaultdict(list)
    for row in dossier.judgement.rows:
        clause = clauses.get(row.clause)
        if clause is None:
            continue
        county = only if row.area == REGION else (at_facility if clause.level == FACILITY else place_of).get(row.area)
        if county is not None and (row.status in (SHORT, VIOLATED) or is_tight(clause, row)):
            found[county, clause.id].append(row)
    return found


def _county(instance: Instance, area: str, known: set[str]) -> str | None:
    return next((above for above in instance.ancestry(area) if above in known), None)


def _known(area: str, known: set[str]) -> str | None:
    return area if area in known else None


def is_tight(clause: Clause, row: RowJudgement) -> bool:
    """Whether a row is met with nothing to spare, and asks for something."""
    if row.status != MET or not row.required or clause.pooled or clause.comparator not in (AT_LEAST, AT_MOST):
        return False
    return row.achieved == required_number(clause, row.required)


class _Told:
    """Tells the rows that a clause has in one county in one line."""

    def __init__(self, dossier: Dossier, lang: str) -> None:
        self._dossier = dossier
        self._lang = lang
        self._teller = Teller(dossier.verified, lang)
        self._heads = {
            clause.id: (f"{clause.id} {name_of(clause, lang)}", say(clause.nature, lang))
            for clause in dossier.policy.clauses
        }
        self._rules: dict[str, str] = {}

    def line(self, county: str, clause: Clause, rows: Sequence[RowJudgement]) -> Line:
        """County, clause, nature, required, attained, result."""
        head = (county, *self._heads[clause.id])
        told = self._one(clause, rows[0]) if len(rows) == 1 else self._many(clause, rows)
        worst = next((status for status in (VIOLATED, SHORT) if any(row.status == status for row in rows)), TIGHT)
        return Line(tuple(Shown(text) for text in (*head, *told)), worst)

    def _one(self, clause: Clause, row: RowJudgement) -> tuple[str, str, str]:
        instance = self._dossier.instance
        required = required_text(instance, clause, row, self._lang)
        if row.area != REGION and not _is_county(instance, clause, row.area):
            place = place_label(instance, clause, row.area, self._lang)
            required = say("page_at_place", self._lang, place=place, text=required)
        result = say("page_tight", self._lang) if row.status == MET else self._teller.result(clause, row)
        return required, attained_text(instance, clause, row, self._lang), result

    def _many(self, clause: Clause, rows: Sequence[RowJudgement]) -> tuple[str, str, str]:
        short = [row for row in rows if row.status != MET]
        tight = len(rows) - len(short)
        told = []
        if short:
            told.append(say("page_short_places", self._lang, count=grouped(len(short))))
        if tight:
            told.append(say("page_tight_places", self._lang, count=grouped(tight)))
        return self._rule(clause), "", say("listed", self._lang).join(told)

    def _rule(self, clause: Clause) -> str:
        if clause.id not in self._rules:
            self._rules[clause.id] = rule_text(self._dossier.instance, clause, self._lang)
        return self._rules[clause.id]


def _is_county(instance: Instance, clause: Clause, area: str) -> bool:
    return clause.level != FACILITY and instance.areas[area].level == COUNTY


def first_rows(places: Iterable[str], found: LocalClauses) -> list[tuple[int, int]]:
    """(first row, row after the last) of each of these areas; (0, 0) for one that is no county."""
    ends = (*found.starts[1:], len(found.table.lines))
    rows = dict(zip(found.counties, zip(found.starts, ends, strict=True), strict=True))
    return [rows.get(place, (0, 0)) for place in places]
