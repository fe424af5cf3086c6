"""How the judgement of a clause reads: one line per row, or one for the clause where it has many areas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from models.clause import AT_LEAST, AT_MOST, EXACTLY, Clause
from models.instance import FACILITY, REGION, Instance
from optimizer.proposal import ConflictRow
from optimizer.reporting.layout import Cell
from optimizer.reporting.numbers import csv_number, grouped, money, percent
from optimizer.reporting.tables import COUNTY
from optimizer.reporting.words import name_of, say
from optimizer.verifying.judgement import MET, NOT_APPLICABLE, SHORT, VIOLATED, Breach, RowJudgement
from optimizer.verifying.verified import VerifiedPlan

MOST_ROWS = 3
"""A clause with more rows than this is told in one line."""

SIGNS: Mapping[str, str] = {AT_LEAST: "≥", AT_MOST: "≤", EXACTLY: "=", "about": "≈"}
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

    def cells(self, lang: str) -> tuple[str | Cell, ...]:
        """Id, nature, name, requirement, attained and result as table cells."""
        nature = say(self.clause.nature, lang)
        result = Cell(self.result, STYLES[self.status])
        return (self.clause.id, nature, self.name, self.requirement, self.attained, result)


def clause_lines(verified: VerifiedPlan, lang: str) -> list[ClauseLine]:
    """All clauses in the order of the policy."""
    rows: dict[str, list[RowJudgement]] = defaultdict(list)
    for row in verified.judgement.rows:
        rows[row.clause].append(row)
    teller = _Teller(verified, lang)
    return [line for clause in verified.policy.clauses for line in teller.lines(clause, rows[clause.id])]


class _Teller:
    def __init__(self, verified: VerifiedPlan, lang: str) -> None:
        self._verified = verified
        self._instance = verified.instance
        self._lang = lang
        self._only_county = sum(area.level == COUNTY for area in verified.instance.areas.values()) == 1

    def lines(self, clause: Clause, rows: list[RowJudgement]) -> list[ClauseLine]:
        return [self._together(clause, rows)] if len(rows) > MOST_ROWS else [self._row(clause, row) for row in rows]

    def _row(self, clause: Clause, row: RowJudgement) -> ClauseLine:
        name = name_of(clause, self._lang)
        if row.area and not self._needs_no_area(clause):
            name = say("in_area", self._lang, name=name, area=place_name(self._instance, row.area, self._lang))
        required = "" if row.required is None else f"{SIGNS[clause.comparator]} {self._amount(clause, row.required)}"
        attained = "" if row.achieved is None else self._amount(clause, row.achieved)
        return ClauseLine(clause, name, required, attained, row.status, self._result(clause, row))

    def _needs_no_area(self, clause: Clause) -> bool:
        return clause.level == REGION or (clause.level == COUNTY and self._only_county)

    def _amount(self, clause: Clause, value: Fraction) -> str:
        return grouped(value) if clause.whole else money(value, self._instance.currency, self._lang)

    def _result(self, clause: Clause, row: RowJudgement) -> str:
        if row.status == NOT_APPLICABLE:
            return say("not_applicable_because", self._lang, reason=row.note) if row.note else self._say(NOT_APPLICABLE)
        if row.status == MET or row.short is None:
            return self._say(MET)
        too_little = row.required is not None and row.achieved is not None and row.achieved < row.required
        word = "missing_units" if too_little else "excess_units"
        detail = say(word, self._lang, units=self._amount(clause, row.short))
        return say("broken", self._lang, detail=detail) if row.status == VIOLATED else detail

    def _together(self, clause: Clause, rows: list[RowJudgement]) -> ClauseLine:
        name = say("in_all", self._lang, name=name_of(clause, self._lang), sentence=sentence(clause))
        judged = [row for row in rows if row.status != NOT_APPLICABLE]
        unmet = [row for row in judged if row.status != MET]
        if not judged:
            return ClauseLine(clause, name, "", "", NOT_APPLICABLE, self._say(NOT_APPLICABLE))
        if not unmet:
            return ClauseLine(clause, name, "", "", MET, say("areas_met", self._lang, rows=grouped(len(judged))))
        share = percent(self._verified.judgement.clause_shortfall.get(clause.id, Fraction(0)))
        counts = {"rows": grouped(len(judged)), "short": grouped(len(unmet)), "share": share}
        detail = say("areas_short", self._lang, **counts)
        if unmet[0].status == VIOLATED:
            return ClauseLine(clause, name, "", "", VIOLATED, say("broken", self._lang, detail=detail))
        return ClauseLine(clause, name, "", "", SHORT, detail)

    def _say(self, key: str) -> str:
        return say(key, self._lang)


def sentence(clause: Clause) -> str:
    """The requirement as the policy writes it: ``≥ 4.3 / 1000 residents``."""
    per = clause.raw.get("per")
    value = f"{SIGNS[clause.comparator]} {csv_number(clause.value)}"
    return f"{value} / {per}" if per else value


def place_name(instance: Instance, place: str, lang: str) -> str:
    """The name of what a row's ``area`` may be: an area, a facility or the whole region."""
    if place == REGION:
        return say("region", lang)
    thing = instance.areas.get(place) or instance.facilities.get(place)
    return place if thing is None else name_of(thing, lang)


def resource_name(instance: Instance, resource: str, lang: str) -> str:
    """The name of a resource; in English its own, else the vocabulary's, else its only one."""
    own = instance.resources[resource]
    standard = instance.vocabulary.names.get("resource", {}).get(resource)
    return standard[1] if lang == "en" and own.name_en is None and standard else name_of(own, lang)


def conflict_sentences(
    instance: Instance, clauses: Iterable[Clause], conflict: Iterable[ConflictRow], lang: str
) -> list[str]:
    """What each row of a conflict requires, where, and how near to it a plan can come."""
    by_id = {clause.id: clause for clause in clauses}
    return [_conflict_sentence(instance, by_id[row.clause], row, lang) for row in conflict]


def _conflict_sentence(instance: Instance, clause: Clause, row: ConflictRow, lang: str) -> str:
    key = {AT_LEAST: "conflict_at_least", AT_MOST: "conflict_at_most"}.get(clause.comparator, "conflict_exactly")
    numbers = {
        name: say("unknown", lang)
        if value is None
        else grouped(value)
        if clause.whole
        else money(value, instance.currency, lang)
        for name, value in (("required", row.required), ("reachable", row.reachable))
    }
    area = place_name(instance, row.area, lang)
    if clause.level == FACILITY:
        area = f"{area} ({row.area})"
    return say(key, lang, clause=row.clause, name=name_of(clause, lang), area=area, **numbers)


def breach_sentence(instance: Instance, breach: Breach, lang: str) -> str:
    """Which hard fact is broken, where, by name and id."""
    place = f"{place_name(instance, breach.facility, lang)} ({breach.facility})"
    return say(
        f"breach_{breach.key}",
        lang,
        facility=place,
        resource=resource_name(instance, breach.resource, lang),
        limit=grouped(breach.limit),
        achieved=grouped(breach.achieved),
    )
