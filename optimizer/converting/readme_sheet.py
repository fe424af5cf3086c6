"""What the first sheet of a workbook tells its reader: how to use it, what columns mean, how sentences are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from optimizer.converting.examples import EXAMPLES
from optimizer.converting.fields import is_required
from optimizer.converting.pages import cell_text
from optimizer.reading.clause_keys import CLAUSE_KEYS
from optimizer.reading.policy_file import HEADER_KEYS
from optimizer.reading.schema import TABLES
from optimizer.reading.settings import SETTINGS_KEYS
from optimizer.reading.workbook.instance import SOURCE_COLUMNS
from optimizer.reading.workbook.sheets import CLAUSES, INSTANCE, POLICY, SOURCES
from optimizer.reporting.words import say

PARAGRAPHS = ("use", "header", "empty", "ids", "numbers", "formulas", "lists", "hidden", "policy", "unread")


class Look(Enum):
    """What a line of the readme is."""

    TITLE = "title"
    TEXT = "text"
    HEADING = "heading"
    HEADER = "header"
    ROW = "row"


@dataclass(frozen=True)
class Line:
    """One line: a title, heading or paragraph in its first cell, or the cells of a small table."""

    look: Look
    cells: tuple[str, ...]


def readme(title: str, lang: str) -> tuple[Line, ...]:
    """The lines of the readme, from the top."""
    return (
        Line(Look.TITLE, (say("wb_readme_title", lang, title=title),)),
        *(Line(Look.TEXT, (say(f"wb_readme_{name}", lang),)) for name in PARAGRAPHS),
        Line(Look.HEADING, (say("wb_readme_columns", lang),)),
        Line(Look.HEADER, tuple(say(f"wb_readme_{name}", lang) for name in ("sheet", "column", "needed", "meaning"))),
        *(Line(Look.ROW, cells) for cells in column_rows(lang)),
        Line(Look.HEADING, (say("wb_readme_examples", lang),)),
        Line(Look.HEADER, tuple(say(f"wb_readme_{name}", lang) for name in ("sentence", "keys"))),
        *(Line(Look.ROW, (say(phrase, lang), _filled(keys))) for phrase, keys in EXAMPLES),
    )


def _filled(keys: Mapping[str, object]) -> str:
    """The columns that a clause fills in, and with what."""
    return " · ".join(f"{key}: {cell_text(value, '; ')}" for key, value in keys.items())


def column_rows(lang: str) -> Iterator[tuple[str, ...]]:
    """Sheet, column, whether it is needed, and what it means; of every sheet."""
    for key in SETTINGS_KEYS:
        if key != "sources":
            needed = key in ("title", "policy")
            yield _column(INSTANCE, key, needed, lang)
    yield from (_column(SOURCES, column, True, lang) for column in SOURCE_COLUMNS)
    for name, spec in TABLES.items():
        for column in spec.columns:
            yield _column(name, column.name, is_required(name, column.name), lang)
        if spec.open:
            yield name, say("wb_readme_data", lang), "", say(f"wb_{name}_data", lang)
    yield from (_column(POLICY, key, key in ("policy", "title"), lang) for key in HEADER_KEYS)
    yield from (_column(CLAUSES, key, is_required(CLAUSES, key), lang) for key in CLAUSE_KEYS)


def _column(sheet: str, column: str, needed: bool, lang: str) -> tuple[str, ...]:
    return sheet, column, say("wb_readme_yes", lang) if needed else "", say(f"wb_{sheet}_{column}", lang)
