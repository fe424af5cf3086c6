"""The parts of a report about clauses: the table of all, those that are not met with places, and references."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from rich.console import Console

from models.clause import REFERENCE, Clause
from models.instance import FACILITY
from optimizer.reporting.clause_lines import STYLES, ClauseLine, Teller, clause_lines
from optimizer.reporting.layout import Column, print_heading, print_line, print_table
from optimizer.reporting.naming import place_label
from optimizer.reporting.numbers import grouped
from optimizer.reporting.requirements import attained_text, required_digits, required_text, rule_text
from optimizer.reporting.tables import count_clauses, count_references
from optimizer.reporting.words import name_of, say
from optimizer.verifying.judgement import SHORT, VIOLATED, RowJudgement
from optimizer.verifying.verified import VerifiedPlan

WIDE = 110
"""A console at least this wide has room for the source of each clause."""

MOST_PLACES = 12
"""Of a clause that is not met, the places listed."""


def print_clauses(verified: VerifiedPlan, lang: str, console: Console, *, all_clauses: bool = True) -> None:
    """How many clauses are met; before that, with ``all_clauses``, each with what it requires and what is attained."""
    print_heading(console, say("clauses", lang))
    if all_clauses:
        _print_lines(clause_lines(verified, lang), lang, console)
    print_line(console, say("counts", lang, **count_clauses(verified.policy, verified.judgement)))
    references = count_references(verified.policy, verified.judgement)
    if any(references.values()):
        print_line(console, say("reference_counts", lang, rows=sum(references.values()), **references))
    if not all_clauses:
        print_line(console, say("clauses_met_hint", lang))


def _print_lines(lines: Sequence[ClauseLine], lang: str, console: Console) -> None:
    columns = [Column(say(key, lang)) for key in ("clause", "nature", "content")]
    columns += [Column(say("requirement", lang), right=True), Column(say("attained", lang), right=True)]
    columns += [Column(say("status", lang), yields=True)]
    rows = [list(line.cells(lang)) for line in lines]
    if console.width >= WIDE:
        columns.append(Column(say("source", lang)))
        rows = [[*row, line.clause.cite or ""] for row, line in zip(rows, lines, strict=True)]
    print_table(console, columns, rows)


def print_unmet(verified: VerifiedPlan, lang: str, console: Console) -> None:
    """Each clause that is violated or short, what it rests on and where it is not met; then references that differ."""
    unmet: dict[str, list[RowJudgement]] = defaultdict(list)
    for row in verified.judgement.rows:
        if row.status in (SHORT, VIOLATED):
            unmet[row.clause].append(row)
    clauses = [each for each in verified.policy.clauses if unmet[each.id] and each.nature != REFERENCE]
    if clauses:
        print_heading(console, say("unmet", lang))
    for number, clause in enumerate(sorted(clauses, key=lambda each: unmet[each.id][0].status != VIOLATED)):
        if number:
            console.print()
        _print_unmet_clause(verified, clause, unmet[clause.id], lang, console)
    _print_references(verified, lang, console)


def _print_unmet_clause(
    verified: VerifiedPlan, clause: Clause, rows: Sequence[RowJudgement], lang: str, console: Console
) -> None:
    title = {"clause": clause.id, "name": name_of(clause, lang), "nature": say(clause.nature, lang)}
    print_line(console, say("unmet_clause", lang, **title), STYLES[rows[0].status])
    print_line(console, say("unmet_rule", lang, rule=rule_text(verified.instance, clause, lang)))
    for key, text in (("cite", clause.cite), ("reason", clause.reason)):
        if text:
            print_line(console, say(f"unmet_{key}", lang, **{key: text}))
    listed = sorted(rows, key=lambda row: (-(row.short or 0), row.area))
    if len(listed) == 1:
        _print_place(verified, clause, listed[0], lang, console)
    else:
        _print_places(verified, clause, listed, lang, console)


def _print_place(verified: VerifiedPlan, clause: Clause, row: RowJudgement, lang: str, console: Console) -> None:
    place, _, attained, missing = _place_cells(verified, clause, row, lang)
    missing = Teller(verified, lang).noted(missing, row)
    required = " ".join(required_text(verified.instance, clause, row, lang).split("\n"))
    told = {"place": place, "required": required, "attained": attained, "missing": missing}
    print_line(console, f"- {say('unmet_row', lang, **told)}")


def _print_places(
    verified: VerifiedPlan, clause: Clause, rows: Sequence[RowJudgement], lang: str, console: Console
) -> None:
    is_facility = clause.level == FACILITY
    columns = [Column(say("place_facility" if is_facility else "place_area", lang))]
    columns += [Column(say(key, lang), right=True) for key in ("requirement", "attained", "difference")]
    print_table(console, columns, [_place_cells(verified, clause, row, lang) for row in rows[:MOST_PLACES]])
    if len(rows) > MOST_PLACES:
        key = "more_facilities" if is_facility else "more_areas"
        print_line(console, say(key, lang, count=grouped(len(rows) - MOST_PLACES)))


def _place_cells(verified: VerifiedPlan, clause: Clause, row: RowJudgement, lang: str) -> list[str]:
    """Where, what is required, what is attained and how much is missing or in excess."""
    required = required_digits(verified.instance, clause, row, lang)
    attained = attained_text(verified.instance, clause, row, lang)
    place = place_label(verified.instance, clause, row.area, lang)
    return [place, required, attained, Teller(verified, lang).missing(clause, row)]


def _print_references(verified: VerifiedPlan, lang: str, console: Console) -> None:
    lines = clause_lines(verified, lang)
    differing = [line for line in lines if line.clause.nature == REFERENCE and line.status in (SHORT, VIOLATED)]
    if not differing:
        return
    print_heading(console, say("references", lang))
    columns = [Column(say(key, lang)) for key in ("clause", "content")]
    columns += [Column(say(key, lang), right=True) for key in ("requirement", "planned")]
    rows = [
        [line.clause.id, line.name.split("\n")[0], line.requirement, line.attained, line.result] for line in differing
    ]
    print_table(console, [*columns, Column(say("status", lang))], rows)
