"""The chapters of a printed proposal: which tables stand where, with which columns; what is left to the workbook."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from models.clause import REFERENCE
from optimizer.documents.content import clauses, evenness, indicators, institutions, money, origins, overview, places
from optimizer.documents.dossier import Dossier
from optimizer.documents.sheet import Cell, Kind, Sheet
from optimizer.documents.word.flow import Chapter
from optimizer.reporting.naming import area_name
from optimizer.reporting.notes import warning_text
from optimizer.reporting.numbers import grouped
from optimizer.reporting.tables import count_clauses
from optimizer.reporting.words import say
from optimizer.verifying.judgement import NOT_APPLICABLE

MOST_FACILITIES = 800
"""With more rows than this the facilities are not all printed, but those that change most."""

MOST_IN_FULL = 150
"""With more rows than this the last column, of what else changes in a facility, is left to the workbook."""

MOST_CHANGED = 150
MOST_OPENINGS = 60
MOST_PLACES = 12
MOST_REFERENCES = 60
"""Rows of a table, at most; the others are left to the workbook, and a note under the table counts them."""

OTHERS = "others"
TOTALS = ("resource", "unit", "current", "proposed", "change", "rate_current", "rate_proposed", "rate_of")
INDICATORS = ("indicator", "unit", "now", "sign", "target", "attained", "result", "nature", "cite")
AT_PLACES = ("place", "requirement", "attained", "result")
REFERENCES = ("clause", "name", "place", "requirement", "attained", "result")
ELSEWHERE = ("name", "nature", "rule", "judged", "kept", "cite")
WITHOUT_ROWS = ("clause", "name", "nature", "result")


def front(dossier: Dossier, lang: str) -> Mapping[str, str]:
    """What names the proposal: the values of the placeholders that a ministry's document may have."""
    base, target = dossier.instance.base_year, dossier.instance.target_year
    return {
        "title": overview.headline(dossier, lang),
        "region": overview.region_name(dossier, lang),
        "policy": dossier.policy.title,
        "years": "–".join(str(year) for year in (base, target) if year is not None),
        "status": say(str(dossier.summary["status"]), lang),
        "run": dossier.run_id,
    }


def chapters(dossier: Dossier, lang: str) -> tuple[Chapter, ...]:
    """Summary, indicators, counties, facilities, what is not met, cost, equity, sources, and the run."""
    made = (_summary, _indicators, _counties, _facilities, _unmet, _cost, _equity, _sources, _run)
    return tuple(make(dossier, lang) for make in made)


def columns(sheet: Sheet, keys: Collection[str]) -> Sheet:
    """A table with these columns alone, as far as it has them, in the order of the table."""
    kept = [place for place, field in enumerate(sheet.fields) if field.key in keys]
    fields = tuple(sheet.fields[place] for place in kept)
    return replace(sheet, fields=fields, rows=tuple(tuple(row[place] for place in kept) for row in sheet.rows))


def without_others(sheet: Sheet, lang: str) -> Sheet:
    """A table of facilities without its last column; what has nothing in the others is left to the workbook."""
    table = columns(sheet, [field.key for field in sheet.fields if field.key != OTHERS])
    held = [number for number, row in enumerate(table.rows) if any(cell is not None for cell in row[1:])]
    left = sum(not table.mark(number) for number in set(range(len(table.rows))) - set(held))
    return rows(table, held, *([say("word_more_facilities", lang, count=grouped(left))] if left else []))


def rows(sheet: Sheet, chosen: Sequence[int], *notes: str) -> Sheet:
    """A table with these rows alone, and further notes."""
    marks = tuple(sheet.mark(number) for number in chosen) if sheet.marks else ()
    return replace(sheet, rows=tuple(sheet.rows[each] for each in chosen), marks=marks, notes=(*sheet.notes, *notes))


def first_rows(sheet: Sheet, most: int, lang: str) -> Sheet:
    """The beginning of a table, and how many rows more the workbook has."""
    left = len(sheet.rows) - most
    return rows(sheet, range(most), say("word_more", lang, count=grouped(left))) if left > 0 else sheet


def _summary(dossier: Dossier, lang: str) -> Chapter:
    totals = columns(overview.totals(dossier, lang), TOTALS)
    return Chapter(say("word_summary", lang), overview.sentences(dossier, lang), (totals,))


def _indicators(dossier: Dossier, lang: str) -> Chapter:
    """The indicators of the region, then the targets that are judged place by place; the others stand further on."""
    sheet = columns(indicators.indicators(dossier, lang), INDICATORS)
    told = {record["clause"] for record in records(indicators.indicators(dossier, lang))}
    targets = {clause.id for clause in dossier.policy.clauses if clause.nature != REFERENCE} - told
    judged = clauses.clauses(dossier, lang)
    chosen = [
        number for number, record in enumerate(records(judged)) if record["clause"] in targets and record["judged"]
    ]
    placed = replace(columns(rows(judged, chosen), ELSEWHERE), key="placed", title=say("word_placed", lang), notes=())
    text = () if sheet.rows else (say("word_no_indicators", lang),)
    return Chapter(say("word_indicators", lang), text, (replace(sheet, notes=()), placed))


def _counties(dossier: Dossier, lang: str) -> Chapter:
    return Chapter(say("word_counties", lang), (say("word_counties_text", lang),), places.county_tables(dossier, lang))


def _facilities(dossier: Dossier, lang: str) -> Chapter:
    tables = institutions.by_class(dossier, lang)
    openings = first_rows(institutions.openings(dossier, lang), MOST_OPENINGS, lang)
    count = sum(len(table.rows) for table in tables)
    counts = {"most": grouped(MOST_CHANGED), "all": grouped(len(dossier.instance.facilities))}
    key = "word_facilities_all" if count <= MOST_IN_FULL else "word_facilities_main"
    if count > MOST_FACILITIES:
        key, tables = "word_facilities_most", (most_changed(dossier, tables, lang),)
    if count > MOST_IN_FULL:
        tables = tuple(without_others(table, lang) for table in tables)
    shown = (openings, *tables) if openings.rows else tables
    return Chapter(say("word_facilities", lang), (say(key, lang, **counts),), shown)


def most_changed(dossier: Dossier, tables: Sequence[Sheet], lang: str) -> Sheet:
    """One table of the facilities of all counties that change most, each under its county.

    How much one changes is the sum of its changes without their signs, over the columns that are printed.
    """
    fields = {field.key: field for table in tables for field in table.fields if field.key != OTHERS}
    found = [
        (-_changed(table, number), place, number)
        for place, table in enumerate(tables)
        for number in range(len(table.rows))
        if not table.mark(number) and _changed(table, number)
    ]
    chosen: dict[int, list[int]] = {}
    for _, place, number in sorted(found)[:MOST_CHANGED]:
        chosen.setdefault(place, []).append(number)
    made: list[tuple[Cell, ...]] = []
    marks: list[str] = []
    for place in sorted(chosen):
        table = tables[place]
        *cells, last = ({**record} for record in records(rows(table, [*sorted(chosen[place]), len(table.rows) - 1])))
        last["name"] = area_name(dossier.instance, table.key.removeprefix("facilities-"), lang)
        made += [tuple(record.get(key) for key in fields) for record in (last, *cells)]
        marks += ["group", *("" for _ in cells)]
    return Sheet(
        "facilities-changed", say("word_most_changed", lang), tuple(fields.values()), tuple(made), tuple(marks)
    )


def _changed(table: Sheet, number: int) -> int:
    pairs = zip(table.fields, table.rows[number], strict=True)
    return sum(
        abs(int(cell)) for field, cell in pairs if field.kind is Kind.CHANGE and not isinstance(cell, str | None)
    )


def _unmet(dossier: Dossier, lang: str) -> Chapter:
    """A section for each clause that is not met, then references that differ and what does not apply."""
    all_clauses, failing = clauses.clauses(dossier, lang), clauses.unmet(dossier, lang)
    facts = {record["clause"]: record for record in records(all_clauses)}
    found: dict[Cell, list[int]] = {}
    for number, record in enumerate(records(failing)):
        found.setdefault(record["clause"], []).append(number)
    sections = [_unmet_clause(facts[clause], rows(failing, numbers), lang) for clause, numbers in found.items()]
    others = [number for number in range(len(all_clauses.rows)) if all_clauses.mark(number) == NOT_APPLICABLE]
    left = replace(rows(all_clauses, others), key="not-applicable", title=say("word_not_applicable", lang), notes=())
    differing = columns(clauses.references(dossier, lang), REFERENCES)
    if differing.rows:
        told = (say("word_references_text", lang),)
        section = Chapter(differing.title, told, (first_rows(differing, MOST_REFERENCES, lang),))
        sections.append(section)
    if left.rows:
        sections.append(Chapter(left.title, (), (columns(left, WITHOUT_ROWS),)))
    text = say("word_unmet_text" if found else "word_all_met", lang)
    return Chapter(say("word_unmet", lang), (text, *_counted(dossier, lang)), sections=sections)


def _counted(dossier: Dossier, lang: str) -> Iterator[str]:
    counts = count_clauses(dossier.policy, dossier.judgement)
    yield say("counts", lang, **{key: grouped(count) for key, count in counts.items()})


def records(sheet: Sheet) -> list[dict[str, Cell]]:
    """The rows of a table, each as key → cell."""
    return [{field.key: cell for field, cell in zip(sheet.fields, row, strict=True)} for row in sheet.rows]


def _unmet_clause(facts: Mapping[str, Cell], failing: Sheet, lang: str) -> Chapter:
    """What a clause asks, where that is written and why it is not met; then the places, those that lack most first."""
    title = say("unmet_clause", lang, clause=facts["clause"], name=facts["name"], nature=facts["nature"])
    lines = (("unmet_rule", "rule"), ("unmet_cite", "cite"), ("unmet_reason", "reason"))
    told = [say(key, lang, **{column: facts[column]}) for key, column in lines if facts[column]]
    table = replace(columns(failing, AT_PLACES), title=say("word_places_of", lang, clause=facts["clause"]), notes=())
    return Chapter(title, told, (first_rows(table, MOST_PLACES, lang),))


def _cost(dossier: Dossier, lang: str) -> Chapter:
    tables = [money.by_resource(dossier, lang), money.by_county(dossier, lang)]
    told = [table for table in tables if len(table.rows) > 1 + table.marks.count("total")] or tables[:1]
    return Chapter(say("word_cost", lang), (say("word_cost_text", lang),), told)


def _equity(dossier: Dossier, lang: str) -> Chapter:
    tables = (evenness.equity(dossier, lang), evenness.agglomeration(dossier, lang))
    told = next((table.notes for table in tables if not table.rows), ())
    return Chapter(say("word_equity", lang), told, tables)


def _sources(dossier: Dossier, lang: str) -> Chapter:
    sheet = origins.sources(dossier, lang)
    warned = [warning_text(warning, lang) for warning in overview.warnings(dossier)]
    told = (say("word_sources_text", lang),) if sheet.rows else sheet.notes
    return Chapter(say("word_sources", lang), told, (sheet,), (*_headed(say("warnings", lang), warned),))


def _headed(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield title
        yield from lines


def _run(dossier: Dossier, lang: str) -> Chapter:
    tables = (overview.goals(dossier, lang), origins.run(dossier, lang), origins.inputs(dossier, lang))
    return Chapter(say("word_provenance", lang), (say("word_run_text", lang),), tables)
