"""The first worksheet: the proposal in sentences, its totals, and how good it is."""

from __future__ import annotations

import math
from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from optimizer.documents.content import overview
from optimizer.documents.dossier import Dossier
from optimizer.documents.excel.styles import Styles
from optimizer.documents.excel.tables import HIGHEST, Look, TableWriter
from optimizer.documents.excel.text import clean, width
from optimizer.documents.sheet import Sheet
from optimizer.reporting.words import say

HEADLINE_HEIGHT, PROSE_LINE, PROSE_MARGIN = 34, 17, 5
RAGGED = 1.15
"""How much wider than a letter of a column a letter of a sentence is, in its larger type and with ragged line ends."""


def write_front(page: Worksheet, dossier: Dossier, styles: Styles, look: Look, lang: str) -> float:
    """Headline, sentences, goals and totals one below the other; returns the width of the page in letters."""
    tables = [overview.goals(dossier, lang), overview.totals(dossier, lang)]
    writer = TableWriter(page, styles, look, tables)
    page.set_row(0, HEADLINE_HEIGHT)
    page.write_string(0, 0, clean(overview.headline(dossier, lang)), styles.headline())
    page.write_string(1, 0, clean(say("doc_run_line", lang, run=dossier.run_id)), styles.note())
    row = 3
    for sentence in overview.sentences(dossier, lang):
        _write_sentence(page, clean(sentence), styles, writer, row)
        row += 1
    _write_tables(writer, tables, row + 1)
    return writer.letters


def _write_sentence(page: Worksheet, text: str, styles: Styles, writer: TableWriter, row: int) -> None:
    """A sentence over all columns, in a row that is high enough: merged cells do not grow by themselves."""
    lines = math.ceil(width(text) * RAGGED / writer.letters)
    page.set_row(row, min(HIGHEST, PROSE_LINE * lines + PROSE_MARGIN))
    page.merge_range(row, 0, row, writer.columns - 1, "", styles.prose())
    page.write_string(row, 0, text, styles.prose())


def write_stack(page: Worksheet, tables: Sequence[Sheet], styles: Styles, look: Look) -> float:
    """Several tables one below the other, without empty ones; returns the width of the page in letters."""
    shown = [table for table in tables if table.rows]
    writer = TableWriter(page, styles, look, shown)
    _write_tables(writer, shown, 0)
    return writer.letters


def _write_tables(writer: TableWriter, tables: Sequence[Sheet], row: int) -> None:
    for table in tables:
        row = writer.write(table, row).last + 2
