"""The charts of a workbook, drawn by Excel itself from a worksheet with their values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from xlsxwriter.chart import Chart
from xlsxwriter.chart_scatter import ChartScatter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from optimizer.documents.content import charts, evenness, overview
from optimizer.documents.dossier import Dossier
from optimizer.documents.excel.styles import FAINT_INK, LINE_COLOUR, NOW_COLOUR, PLAN_COLOUR, RULE, Styles
from optimizer.documents.excel.tables import Look, Placed, TableWriter
from optimizer.documents.excel.text import literal
from optimizer.documents.sheet import Sheet
from optimizer.reporting.words import say

COLUMN, BAR, SCATTER = "column", "bar", "scatter"
CHART_WIDTH, CHART_HEIGHT, GAP = 470, 300, 12
FULL_WIDTH = 2 * CHART_WIDTH + GAP
BAR_HEIGHT, BAR_MARGIN = 28, 120
ROW_HEIGHT = 20
PAGE_HEIGHT = 84 * ROW_HEIGHT
"""What fits on a page of A4 that is :data:`PRINT_SCALE` per cent large, in the rows of an empty sheet."""

PRINT_SCALE = 58
MOST_COLUMNS = 12
"""More places than this are drawn as bars from the left, which have room for their names."""

LIMIT = 1.5
"""Attainment beyond this is cut off, so that the rest can be told apart."""

TEN_MILLION = 10**7


@dataclass(frozen=True)
class Drawn:
    """A table of values for charts, and where it stands."""

    sheet: Sheet
    placed: Placed


class Drawing:
    """The charts of one dossier; first their values are written, then the charts placed."""

    def __init__(self, book: Workbook, dossier: Dossier, styles: Styles, lang: str) -> None:
        self._book, self._styles, self._lang = book, styles, lang
        tables = [
            charts.attainment(dossier, lang),
            charts.places_drawn(dossier, lang),
            charts.costs_drawn(dossier, lang),
        ]
        tables.append(evenness.lorenz(dossier, lang))
        self._tables = {table.key: table for table in tables if table.rows}
        self._currency = overview.currency_name(dossier, lang)
        self._drawn: dict[str, Drawn] = {}
        self._data = ""

    def write_values(self, page: Worksheet, look: Look) -> float:
        """The values of all charts, one table below the other; returns the width of the page in letters."""
        self._data = page.get_name()
        writer, row = TableWriter(page, self._styles, look, list(self._tables.values())), 0
        for key, table in self._tables.items():
            placed = writer.write(table, row)
            self._drawn[key] = Drawn(table, placed)
            row = placed.last + 2
        return writer.letters

    def place(self, page: Worksheet) -> None:
        """All charts on one worksheet: two side by side or one over the full width, none across two printed pages."""
        top, left, tops = GAP, 0, []
        for chart, wide, height in self._charts():
            if wide and left:
                top, left = top + CHART_HEIGHT + GAP, 0
            if not left and top % PAGE_HEIGHT + height > PAGE_HEIGHT:
                top += -top % PAGE_HEIGHT
                tops.append(top // ROW_HEIGHT)
                top += GAP
            chart.set_size({"width": FULL_WIDTH if wide else CHART_WIDTH, "height": height})
            offset = {"x_offset": left * (CHART_WIDTH + GAP), "y_offset": top, "object_position": 3}
            page.insert_chart(0, 0, chart, offset)
            top, left = (top + height + GAP, 0) if wide or left else (top, 1)
        page.set_h_pagebreaks(tops)

    def _charts(self) -> Iterator[tuple[Chart, bool, int]]:
        """Each chart, whether it takes the full width, and its height."""
        if "drawn-places" in self._drawn:
            yield from self._places()
        if "drawn-costs" in self._drawn:
            yield self._costs()
        if "lorenz" in self._drawn:
            yield from self._lorenz()
        if "attainment" in self._drawn:
            yield self._attainment()

    def _places(self) -> Iterator[tuple[Chart, bool, int]]:
        drawn = self._drawn["drawn-places"]
        count = len(drawn.sheet.rows)
        kind = COLUMN if count <= MOST_COLUMNS else BAR
        height = CHART_HEIGHT if kind == COLUMN else BAR_MARGIN + BAR_HEIGHT * count
        for column in range(1, len(drawn.sheet.fields), 2):
            chart = self._chart(kind, drawn.sheet.fields[column].top or drawn.sheet.title)
            self._pair(chart, drawn, column)
            yield chart, kind == BAR or not drawn.sheet.fields[column].top, height

    def _costs(self) -> tuple[Chart, bool, int]:
        drawn = self._drawn["drawn-costs"]
        chart = self._chart(BAR, drawn.sheet.title)
        fields = {field.key: number for number, field in enumerate(drawn.sheet.fields)}
        colours = {"annual_now": NOW_COLOUR, "annual": PLAN_COLOUR, "capital": "#D9A441"}
        for key, colour in colours.items():
            self._series(chart, drawn, fields[key], drawn.sheet.fields[fields[key]].title, colour)
        chart.set_x_axis(self._value_axis() | self._money_axis(drawn.sheet))
        return chart, True, max(CHART_HEIGHT, BAR_MARGIN + (BAR_HEIGHT + 14) * len(drawn.sheet.rows))

    def _money_axis(self, table: Sheet) -> dict[str, Any]:
        """In millions, where there are ten of them."""
        amounts = [cell for row in table.rows for cell in row[1:] if cell is not None and not isinstance(cell, str)]
        if max(amounts, default=0) < TEN_MILLION:
            return {"num_format": "#,##0"} | self._axis_name(self._currency)
        millions = say("doc_millions", self._lang, currency=self._currency)
        return {"num_format": "#,##0,,"} | self._axis_name(millions)

    def _lorenz(self) -> Iterator[tuple[Chart, bool, int]]:
        """One curve now and one planned for each main resource, under the line of perfect evenness."""
        drawn = self._drawn["lorenz"]
        for column in range(2, len(drawn.sheet.fields), 2):
            title = say("doc_lorenz_of", self._lang, name=drawn.sheet.fields[column].top)
            chart = self._chart(SCATTER, title, {"subtype": "straight"})
            self._series(chart, drawn, 1, say("doc_even", self._lang), LINE_COLOUR, dash="dash")
            self._series(chart, drawn, column, say("now", self._lang), NOW_COLOUR, width=2.25)
            self._series(chart, drawn, column + 1, say("planned", self._lang), PLAN_COLOUR, width=2.25)
            share = {"min": 0, "max": 1, "major_unit": 0.2, "num_format": "0%"}
            chart.set_x_axis(self._value_axis() | share | self._axis_name(say("doc_share_of_people", self._lang)))
            chart.set_y_axis(self._value_axis() | share | self._axis_name(say("doc_share_of_units", self._lang)))
            yield chart, False, CHART_HEIGHT

    def _attainment(self) -> tuple[Chart, bool, int]:
        drawn = self._drawn["attainment"]
        chart = self._chart(BAR, drawn.sheet.title)
        self._pair(chart, drawn, 1)
        axis = {"num_format": "0%", "major_unit": 0.25, "max": LIMIT}
        chart.set_x_axis(self._value_axis() | axis)
        return chart, True, BAR_MARGIN + BAR_HEIGHT * len(drawn.sheet.rows)

    def _pair(self, chart: Chart, drawn: Drawn, column: int) -> None:
        self._series(chart, drawn, column, say("now", self._lang), NOW_COLOUR)
        self._series(chart, drawn, column + 1, say("planned", self._lang), PLAN_COLOUR)

    def _series(
        self,
        chart: Chart,
        drawn: Drawn,
        column: int,
        name: str,
        colour: str,
        *,
        dash: str = "solid",
        width: float = 1.25,
    ) -> None:
        first, last = drawn.placed.first, drawn.placed.last
        looks: dict[str, Any] = {"fill": {"color": colour}, "border": {"none": True}, "gap": 60, "overlap": 0}
        if isinstance(chart, ChartScatter):
            looks = {"line": {"color": colour, "width": width, "dash_type": dash}, "marker": {"type": "none"}}
        values = {
            "name": literal(name),
            "categories": [self._data, first, 0, last, 0],
            "values": [self._data, first, column, last, column],
        }
        chart.add_series(values | looks)

    def _chart(self, kind: str, title: str, more: dict[str, Any] | None = None) -> Chart:
        chart = self._book.add_chart({"type": kind} | (more or {}))
        font = {"name": self._styles.font, "size": 9, "color": FAINT_INK}
        title_font = {"name": self._styles.font, "size": 11, "bold": True}
        chart.set_title({"name": literal(title), "name_font": title_font, "overlay": False})
        chart.set_legend({"position": "bottom", "font": font})
        chart.set_chartarea({"border": {"color": RULE}})
        if kind == BAR:
            chart.set_y_axis({"num_font": font, "reverse": True, "line": {"color": RULE}})
            chart.set_x_axis(self._value_axis())
        elif kind == COLUMN:
            chart.set_x_axis({"num_font": font, "line": {"color": RULE}})
            chart.set_y_axis(self._value_axis())
        return chart

    def _value_axis(self) -> dict[str, Any]:
        font = {"name": self._styles.font, "size": 9, "color": FAINT_INK}
        return {"num_font": font, "major_gridlines": {"visible": True, "line": {"color": RULE, "width": 0.5}}, "min": 0}

    def _axis_name(self, name: str) -> dict[str, Any]:
        font = {"name": self._styles.font, "size": 9, "bold": False, "color": FAINT_INK}
        return {"name": literal(name), "name_font": font}
