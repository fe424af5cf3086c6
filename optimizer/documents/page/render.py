"""The page of a proposal: everything about one verified plan in one offline file that a browser opens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from optimizer.documents.content import clauses, evenness, indicators, money, origins, overview, places
from optimizer.documents.content.resources import told_resources
from optimizer.documents.dossier import Dossier
from optimizer.documents.page.assets import MOST_PRINTED, written
from optimizer.documents.page.atlas import Atlas, atlas, script_data
from optimizer.documents.page.charts import attainment, costs, lorenz, places_met
from optimizer.documents.page.grid import Grid, grid
from optimizer.documents.page.hospitals import institutions
from optimizer.documents.page.local import LocalClauses, first_rows, local_clauses
from optimizer.documents.sheet import Sheet
from optimizer.reporting.naming import resource_name
from optimizer.reporting.notes import warning_text
from optimizer.reporting.tables import clause_statuses
from optimizer.reporting.words import name_of, say
from optimizer.verifying.judgement import MET, NOT_APPLICABLE, SHORT, VIOLATED

SCRIPTS = ("page.js", "tables.js", "filters.js", "map.js", "panel.js", "start.js")
SECTIONS = ("summary", "atlas", "indicators", "counties", "facilities", "clauses", "cost", "equity", "sources")
HIDDEN_COLUMNS = ("county", "unit")
"""Columns of the table of counties that the page leaves out."""


def page(dossier: Dossier, lang: str) -> bytes:
    """One HTML file. Raises InputError if the instance brings boundaries that cannot be used."""
    chart = atlas(dossier, lang)
    local = local_clauses(dossier, lang)
    held = places.counties(dossier, lang)
    listed = institutions(dossier, lang)
    tables = _tables(dossier, lang)
    counties = grid(held, dossier.instance.currency, lang, HIDDEN_COLUMNS)
    context = {
        **_front(dossier, lang),
        **tables,
        "sections": SECTIONS,
        "atlas": chart,
        "counties": counties,
        "resource_column": _column(held, "resource") + 1,
        "resources": [resource_name(dossier.instance, name, lang) for name in told_resources(dossier)],
        "local": local.table,
        "institutions": listed,
        "institution_places": list(dict.fromkeys(row.place for row in listed.rows)),
        "natures": list(dict.fromkeys(say(clause.nature, lang) for clause in dossier.policy.clauses)),
        "statuses": _statuses(dossier, lang),
        "data": _data(dossier, chart, local, held, tables["county_tables"], lang),
    }
    return written("proposal.html.j2", lang, context, SCRIPTS)


def _front(dossier: Dossier, lang: str) -> dict[str, Any]:
    return {
        "title": overview.headline(dossier, lang),
        "region": overview.region_name(dossier, lang),
        "policy_title": dossier.policy.title,
        "run_id": dossier.run_id,
        "status": say(str(dossier.summary["status"]), lang),
        "is_verified": dossier.judgement.holds,
        "sentences": overview.sentences(dossier, lang),
        "warnings": [warning_text(warning, lang) for warning in overview.warnings(dossier)],
    }


def _tables(dossier: Dossier, lang: str) -> dict[str, Any]:
    currency = dossier.instance.currency

    def shown(sheet: Sheet, *without: str) -> Grid:
        return grid(sheet, currency, lang, without)

    told = indicators.indicators(dossier, lang)
    judged = clauses.clauses(dossier, lang)
    even = evenness.equity(dossier, lang)
    by_resource, by_county = money.by_resource(dossier, lang), money.by_county(dossier, lang)
    return {
        "totals": shown(overview.totals(dossier, lang)),
        "goals": shown(overview.goals(dossier, lang)),
        "indicators": shown(told, "required_units", "attained_units"),
        "attainment": attainment(told, lang),
        "places_met": places_met(judged, lang),
        "county_tables": [shown(sheet) for sheet in places.county_tables(dossier, lang)],
        "clauses": shown(judged, "attained", "required", "judged", "kept"),
        "unmet": shown(clauses.unmet(dossier, lang), "required", "missing", "reason"),
        "references": shown(clauses.references(dossier, lang), "required", "missing", "reason"),
        "cost_resources": shown(by_resource),
        "cost_counties": shown(by_county),
        "resource_bars": costs(by_resource, currency, lang),
        "county_bars": costs(by_county, currency, lang),
        "equity": shown(even),
        "lorenz": lorenz(dossier, even, lang),
        "sources": shown(origins.sources(dossier, lang)),
        "inputs": shown(origins.inputs(dossier, lang)),
        "run": shown(origins.run(dossier, lang)),
    }


def _statuses(dossier: Dossier, lang: str) -> list[tuple[str, str]]:
    """The statuses that clauses have, with their words, to choose from."""
    seen = set(clause_statuses(dossier.judgement).values())
    words = {MET: MET, SHORT: "page_short", VIOLATED: "page_violated", NOT_APPLICABLE: NOT_APPLICABLE}
    return [(status, say(word, lang)) for status, word in words.items() if status in seen]


def _data(
    dossier: Dossier, chart: Atlas | None, local: LocalClauses, held: Sheet, tables: Sequence[Grid], lang: str
) -> dict[str, Any]:
    """What the script knows beside the tables themselves: words, colours, and which rows are about which county."""
    names = [name_of(dossier.instance.areas[county], lang) for county in local.counties]
    shown = [place.id for place in chart.places.shown] if chart else []
    rows = _stretches(held)
    clause_rows = first_rows(local.counties, local)
    return {
        "words": {
            "rows": say("page_rows", lang, shown="{shown}", all="{all}"),
            "residents": say("page_residents", lang, count="{count}"),
            "reading": say("page_reading", lang, name="{name}", parts="{parts}"),
            "separator": say("page_parts", lang),
            "nothing": say("page_nothing_decides", lang),
        },
        "mostPrinted": MOST_PRINTED,
        "map": None if chart is None else script_data(chart, lang),
        "counties": [
            {
                "name": name,
                "rows": rows.get(county, (0, 0)),
                "clauses": stretch,
                "place": shown.index(county) if county in shown else -1,
            }
            for county, name, stretch in zip(local.counties, names, clause_rows, strict=True)
        ],
        "columns": [_column(held, key) for key in ("resource", "current", "proposed", "change")],
        "tableCounties": [{"table": table.key, "rows": _counties_in(table, names)} for table in tables],
    }


def _column(held: Sheet, key: str) -> int:
    """Where a column of the table of counties stands in the page, from 0."""
    return [field.key for field in held.fields if field.key not in HIDDEN_COLUMNS].index(key)


def _stretches(held: Sheet) -> dict[str, tuple[int, int]]:
    """County → (its first row, the row after its last) in the table of counties."""
    at = [field.key for field in held.fields].index("county")
    found: dict[str, tuple[int, int]] = {}
    for number, row in enumerate(held.rows):
        county = str(row[at])
        found[county] = (found.get(county, (number, number))[0], number + 1)
    return found


def _counties_in(table: Grid, names: Sequence[str]) -> list[int]:
    """Of each row, which county it is about; −1 for a row of sums, and for a name that two counties share."""
    numbers = {name: number for number, name in enumerate(names) if names.count(name) == 1}
    return [-1 if line.mark else numbers.get(line.cells[0].text, -1) for line in table.lines]
