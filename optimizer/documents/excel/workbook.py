"""The proposal as an Excel workbook: every number a number, every text a text, ready to filter, to chart, to print."""

from __future__ import annotations

import gc
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from optimizer.documents.content import (
    clauses,
    evenness,
    indicators,
    institutions,
    money,
    origins,
    overview,
    places,
)
from optimizer.documents.dossier import Dossier
from optimizer.documents.excel.charts import PRINT_SCALE, Drawing
from optimizer.documents.excel.front import write_front, write_stack
from optimizer.documents.excel.styles import Styles
from optimizer.documents.excel.tables import Look, TableWriter, set_print
from optimizer.documents.excel.text import clean, page_text
from optimizer.documents.sheet import Sheet
from optimizer.reporting.words import say

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
MADE = datetime(1980, 1, 1)
"""The date of every workbook: the same inputs make the same bytes."""

INDICATOR_WIDTHS = {"indicator": 34, "unit": 20, "target": 10, "result": 16, "cite": 24}
CLAUSE_WIDTHS = {"name": 26, "rule": 22, "required": 14, "result": 16, "cite": 16, "reason": 30}
UNMET_WIDTHS = {"name": 24, "place": 22, "requirement": 14, "result": 16, "cite": 16, "reason": 30}
ORIGIN_WIDTHS = {"what": 30, "source": 84, "file": 30, "sha256": 84, "key": 30, "value": 84, "standing": 12}
"""Sheet by sheet, the columns whose texts go on in the next line, with their widths in letters."""

Table = Callable[[Dossier, str], Sheet]


def workbook(dossier: Dossier, lang: str) -> bytes:
    """The bytes of a workbook about a dossier in one language."""
    stream = io.BytesIO()
    with without_collection():
        book = Workbook(stream, OPTIONS)
        _Workbook(book, dossier, lang).write()
        book.close()
    return stream.getvalue()


@contextmanager
def without_collection() -> Iterator[None]:
    """No search for garbage meanwhile: every cell is kept until the end, and looking through them takes a fifth of the
    time of a large workbook."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Workbook:
    """One workbook while it is written, sheet by sheet."""

    def __init__(self, book: Workbook, dossier: Dossier, lang: str) -> None:
        self._book, self._dossier, self._lang = book, dossier, lang
        self._styles = Styles(book, lang)
        self._headline = page_text(overview.headline(dossier, lang))
        self._footer = say("doc_run_line", lang, run=dossier.run_id)
        self._currency = overview.currency_name(dossier, lang)
        told = {"title": self._headline, "comments": clean(self._footer)}
        book.set_properties({**told, "author": "allocare", "created": MADE})

    def write(self) -> None:
        """All worksheets in their order."""
        front = self._page("summary")
        self._print(front, write_front(front, self._dossier, self._styles, self._look(), self._lang))
        charts = self._page("charts")
        self._table("indicators", indicators.indicators, frozen=2, wrapped=INDICATOR_WIDTHS)
        self._counties()
        self._facilities()
        self._table("clauses", clauses.clauses, frozen=2, wrapped=CLAUSE_WIDTHS)
        self._table("unmet", clauses.unmet, wrapped=UNMET_WIDTHS)
        self._table("references", clauses.references, wrapped=UNMET_WIDTHS)
        self._table("cost_resources", money.by_resource)
        self._table("cost_counties", money.by_county)
        self._table("cost_facilities", money.by_facility, frozen=3)
        self._table("equity", evenness.equity, frozen=1)
        if evenness.has_counties(self._dossier):
            self._table("agglomeration", evenness.agglomeration, frozen=1)
        self._origins()
        self._charts(charts)

    def _counties(self) -> None:
        if len({row.county for row in self._dossier.county_rows}) > 1:
            units, *rates = places.county_tables(self._dossier, self._lang)
            self._sheet("county_units", units, frozen=1)
            for table in rates:
                self._sheet("county_rates", table, frozen=1)
        self._table("counties", places.counties, frozen=2)

    def _facilities(self) -> None:
        """Every facility without its costs, which have a sheet of their own."""
        table = institutions.facilities(self._dossier, self._lang)
        self._sheet("facilities", table.without("capital", "annual"), frozen=3)
        self._table("openings", institutions.openings)

    def _origins(self) -> None:
        page = self._page("origins")
        told: tuple[Table, ...] = (origins.sources, origins.inputs, origins.run, overview.notices)
        tables = [tell(self._dossier, self._lang) for tell in told]
        self._print(page, write_stack(page, tables, self._styles, self._look(wrapped=ORIGIN_WIDTHS)))

    def _charts(self, page: Worksheet) -> None:
        """The charts near the front, drawn from values at the end."""
        drawing = Drawing(self._book, self._dossier, self._styles, self._lang)
        values = self._page("chart_values")
        self._print(values, drawing.write_values(values, self._look()))
        drawing.place(page)
        self._print(page, 0)
        page.set_print_scale(PRINT_SCALE)
        page.center_horizontally()

    def _table(self, key: str, tell: Table, frozen: int = 0, wrapped: Mapping[str, int] | None = None) -> None:
        self._sheet(key, tell(self._dossier, self._lang), frozen, wrapped)

    def _sheet(self, key: str, table: Sheet, frozen: int = 0, wrapped: Mapping[str, int] | None = None) -> None:
        """A table as a worksheet; none for a table that has nothing to say."""
        if table.rows or table.notes:
            page = self._page(key)
            writer = TableWriter(page, self._styles, self._look(frozen, wrapped), [table])
            writer.alone(table)
            self._print(page, writer.letters)

    def _look(self, frozen: int = 0, wrapped: Mapping[str, int] | None = None) -> Look:
        return Look(frozen, self._currency, wrapped or {})

    def _page(self, key: str) -> Worksheet:
        return self._book.add_worksheet(say(f"doc_sheet_{key}", self._lang))

    def _print(self, page: Worksheet, letters: float) -> None:
        set_print(page, self._headline, self._footer, letters)
