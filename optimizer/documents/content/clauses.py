"""Every clause with what it requires and attains, and those that are not met with places and reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from models.clause import REFERENCE, Clause
from optimizer.documents.dossier import Dossier, remembered
from optimizer.documents.sheet import Cell, Field, Kind, Sheet
from optimizer.reporting.clause_lines import MOST_ROWS, Teller
from optimizer.reporting.naming import place_label
from optimizer.reporting.requirements import (
    attained_text,
    missing_number,
    required_number,
    required_text,
    rule_text,
)
from optimizer.reporting.tables import clause_statuses
from optimizer.reporting.words import name_of, say
from optimizer.verifying.judgement import MET, NOT_APPLICABLE, SHORT, VIOLATED, RowJudgement

Rows = Mapping[str, Sequence[RowJudgement]]


def rows_by_clause(dossier: Dossier) -> Rows:
    """Clause → its rows, in the order of the judgement."""
    found: dict[str, list[RowJudgement]] = defaultdict(list)
    for row in dossier.judgement.rows:
        found[row.clause].append(row)
    return found


@remembered
def clauses(dossier: Dossier, lang: str) -> Sheet:
    """Every clause in the order of the policy: what it asks, in how many places it is judged and met, and the result.

    Of a clause with a single row the numbers stand too; one with several has a row for each place that falls short in
    :func:`unmet`.
    """
    statuses, rows_of, teller = (
        clause_statuses(dossier.judgement),
        rows_by_clause(dossier),
        Teller(dossier.verified, lang),
    )
    rows = tuple(_clause_row(dossier, clause, rows_of[clause.id], teller, lang) for clause in dossier.policy.clauses)
    fields = (
        Field("clause", say("clause", lang)),
        Field("name", say("content", lang)),
        Field("nature", say("doc_nature", lang)),
        Field("rule", say("doc_rule", lang)),
        Field("required", say("requirement", lang)),
        Field("attained", say("attained", lang), Kind.NUMBER),
        Field("judged", say("doc_judged", lang), Kind.UNITS),
        Field("kept", say("doc_kept_places", lang), Kind.UNITS),
        Field("result", say("status", lang)),
        Field("cite", say("source", lang)),
        Field("reason", say("doc_reason", lang)),
    )
    marks = tuple(_mark(clause, statuses[clause.id]) for clause in dossier.policy.clauses)
    return Sheet("clauses", say("clauses", lang), fields, rows, marks, (say("doc_nature_note", lang),))


def _mark(clause: Clause, status: str) -> str:
    """The status; of a reference none, since it is neither kept nor broken."""
    return "" if clause.nature == REFERENCE else status


def _clause_row(
    dossier: Dossier, clause: Clause, rows: Sequence[RowJudgement], teller: Teller, lang: str
) -> tuple[Cell, ...]:
    judged = [row for row in rows if row.status != NOT_APPLICABLE]
    kept = sum(row.status == MET for row in judged)
    single = judged[0] if len(judged) == 1 else None
    required = _line(required_text(dossier.instance, clause, single, lang)) if single else ""
    return (
        clause.id,
        name_of(clause, lang),
        say(clause.nature, lang),
        rule_text(dossier.instance, clause, lang) if not clause.missing else "",
        required,
        None if single is None else _number(dossier, clause, single, lang),
        len(judged) if judged else None,
        kept if judged else None,
        clause_result(clause, rows, teller),
        clause.cite,
        clause.reason,
    )


def clause_result(clause: Clause, rows: Sequence[RowJudgement], teller: Teller) -> str:
    """The result of all rows of a clause in one cell."""
    if len(rows) > MOST_ROWS or (len({row.status for row in rows}) == 1 and rows[0].status == MET):
        return teller.lines(clause, list(rows))[0].result
    return "\n".join(dict.fromkeys(teller.result(clause, row) for row in rows))


def _number(dossier: Dossier, clause: Clause, row: RowJudgement, lang: str) -> Cell:
    """What a row attains, as a number; the sign of what has no end where there is none."""
    return attained_text(dossier.instance, clause, row, lang) if row.achieved is None else row.achieved


def _line(text: str) -> str:
    return " ".join(text.split("\n"))


@remembered
def unmet(dossier: Dossier, lang: str) -> Sheet:
    """Each place in which a clause is not met, broken ones first: required, attained, missing, and why it is asked."""
    targets = {clause.id for clause in dossier.policy.clauses if clause.nature != REFERENCE}
    return _failing(dossier, targets, "unmet", lang)


@remembered
def references(dossier: Dossier, lang: str) -> Sheet:
    """Each reference number from which the plan differs: references are no targets."""
    named = {clause.id for clause in dossier.policy.clauses if clause.nature == REFERENCE}
    return _failing(dossier, named, "references", lang)


def _failing(dossier: Dossier, chosen: Collection[str], key: str, lang: str) -> Sheet:
    by_id = {clause.id: clause for clause in dossier.policy.clauses if clause.id in chosen}
    place = {clause: number for number, clause in enumerate(by_id)}
    failing = [row for row in dossier.judgement.rows if row.clause in by_id and row.status in (SHORT, VIOLATED)]
    failing.sort(key=lambda row: (row.status != VIOLATED, place[row.clause], -(row.short or 0), row.area))
    teller = Teller(dossier.verified, lang)
    rows = tuple(_failing_row(dossier, by_id[row.clause], row, teller, lang) for row in failing)
    fields = (
        Field("clause", say("clause", lang)),
        Field("name", say("content", lang)),
        Field("nature", say("doc_nature", lang)),
        Field("place", say("doc_place", lang)),
        Field("requirement", say("requirement", lang)),
        Field("required", say("doc_required_number", lang), Kind.NUMBER),
        Field("attained", say("attained", lang), Kind.NUMBER),
        Field("missing", say("difference", lang), Kind.NUMBER),
        Field("result", say("status", lang)),
        Field("cite", say("source", lang)),
        Field("reason", say("doc_reason", lang)),
    )
    marks = tuple(_mark(by_id[row.clause], row.status) for row in failing)
    return Sheet(key, say(key, lang), fields, rows, marks)


def _failing_row(dossier: Dossier, clause: Clause, row: RowJudgement, teller: Teller, lang: str) -> tuple[Cell, ...]:
    required: Cell = None if row.required is None else required_number(clause, row.required)
    short = missing_number(clause, row.short) if row.short is not None else None
    too_little = row.required is not None and row.achieved is not None and row.achieved < row.required
    return (
        clause.id,
        name_of(clause, lang),
        say(clause.nature, lang),
        place_label(dossier.instance, clause, row.area, lang),
        _line(required_text(dossier.instance, clause, row, lang)),
        required,
        _number(dossier, clause, row, lang),
        short if short is None or not too_little else -short,
        teller.result(clause, row),
        clause.cite,
        clause.reason,
    )
