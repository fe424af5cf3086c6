"""The workbook of an instance: a sheet for each table, with drop-down lists, and notes that explain every column.

Ids and names are text cells, so that a spreadsheet leaves them as they are; a number is a number cell where that holds
it exactly, with the decimal places it is written with. The same instance gives the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from rich.cells import cell_len as width
from xlsxwriter.utility import xl_col_to_name

from models.instance import Vocabulary
from optimizer.converting.draft import Draft
from optimizer.converting.fields import Offer, holds_numbers, is_required, note_of, offer_of
from optimizer.converting.pages import Digits, Page, pages
from optimizer.converting.readme_sheet import Line, Look, readme
from optimizer.problems import InputError, Problem
from optimizer.reading.workbook.grid import LAST_ROW, address
from optimizer.reading.workbook.sheets import CLAUSES, CODES, README
from optimizer.reading.workbook.strings import LONGEST_TEXT

EPOCH = datetime(1980, 1, 1)
"""When every workbook says that it was made."""

SPARE_ROWS = 500
"""Rows below a table that offer its drop-down lists too."""

A4 = 9
WIDEST, NARROWEST = 44, 8
LINE = 15
"""Height of a line in points."""
MOST_LINES = 20
MEASURED_ROWS = 300
"""Rows that the width of a column is taken from."""

_README_WIDTHS = (26, 18, 8, 84)
_TWO = 2
_READ_AT = {1: sum(_README_WIDTHS), 2: sum(_README_WIDTHS[1:]), 4: _README_WIDTHS[3]}
"""How wide the last cell of a line of the readme is, by how many cells it has."""

_UNWRITABLE = re.compile("[\ufffe\uffff\ud800-\udfff]|_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_")
"""Characters that XML has not, and texts like the numbers by which a workbook calls a character, two in one."""
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_BORDER = "#B7C3CE"
_LOOKS: Mapping[str, Mapping[str, Any]] = {
    "text": {"num_format": "@", "valign": "top", "text_wrap": True},
    "number": {"valign": "top"},
    "needed": {"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "border": 1, "border_color": _BORDER},
    "header": {"bold": True, "bg_color": "#DCE6F1", "border": 1, "border_color": _BORDER},
    "title": {"bold": True, "font_size": 16, "font_color": "#1F4E79", "valign": "vcenter"},
    "heading": {"bold": True, "font_size": 12, "font_color": "#1F4E79", "valign": "vcenter"},
    "row": {"valign": "top", "text_wrap": True, "border": 1, "border_color": _BORDER},
}


def workbook_bytes(draft: Draft, vocabulary: Vocabulary, lang: str) -> bytes:
    """The workbook; notes and explanations are in the language ``lang``.

    InputError ``cell-text`` for a text that no cell can hold, ``workbook-size`` for a table with too many rows.
    """
    sheets = pages(draft, vocabulary, lang)
    _check(sheets)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    book.set_properties({"created": EPOCH, "title": draft.settings.title, "author": "allocare"})
    writer = _Writer(book, sheets, lang)
    writer.write_readme(readme(draft.settings.title, lang))
    for page in sheets:
        writer.write_page(page)
    book.close()
    return buffer.getvalue()


def _check(sheets: Sequence[Page]) -> None:
    problems = []
    for page in sheets:
        label = f"sheet {page.name}"
        if len(page.rows) >= LAST_ROW:
            found, expected = f"{len(page.rows)} rows", f"at most {LAST_ROW - 1} rows in a workbook"
            problems.append(Problem("workbook-size", label, found, expected))
        for number, row in enumerate((page.header, *page.rows), 1):
            for column, cell in enumerate(row, 1):
                if len(cell) > LONGEST_TEXT or _UNWRITABLE.search(cell):
                    found = f"a text of {len(cell)} characters, or with one that is none"
                    expected = f"at most {LONGEST_TEXT} characters that a workbook can hold"
                    place = address(number, column)
                    problems.append(Problem("cell-text", label, found, expected, number, cell=place))
    if problems:
        raise InputError(problems)


class _Writer:
    """Puts pages into a workbook."""

    def __init__(self, book: xlsxwriter.Workbook, sheets: Sequence[Page], lang: str) -> None:
        self.book = book
        self.lang = lang
        self.pages = {page.name: page for page in sheets}
        self.looks = {name: book.add_format(dict(look)) for name, look in _LOOKS.items()}
        self.places: dict[int, Any] = {}

    def write_readme(self, lines: Sequence[Line]) -> None:
        """The first sheet."""
        sheet = self._sheet(README)
        sheet.hide_gridlines(2)
        for column, size in enumerate(_README_WIDTHS):
            sheet.set_column(column, column, size)
        wide = self.book.add_format({"text_wrap": True, "valign": "top"})
        for row, line in enumerate(lines):
            sheet.set_row(row, _height(zip(line.cells[-1:], (_READ_AT[len(line.cells)],), strict=True), line.look))
            if line.look is Look.TEXT:
                sheet.merge_range(row, 0, row, 3, line.cells[0], wide)
            elif len(line.cells) == _TWO:
                sheet.write_string(row, 0, line.cells[0], self.looks[line.look.value])
                sheet.merge_range(row, 1, row, 3, line.cells[1], self.looks[line.look.value])
            else:
                for column, text in enumerate(line.cells):
                    sheet.write_string(row, column, text, self.looks[line.look.value])

    def write_page(self, page: Page) -> None:
        """One sheet: header, notes, cells, drop-down lists."""
        sheet = self._sheet(page.name)
        sheet.freeze_panes(1, 2 if page.name == CLAUSES else 1)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, max(len(page.rows), 1), len(page.header) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(len(page.header) - 1)}{LAST_ROW}"})
        for column, name in enumerate(page.header):
            self._write_header(sheet, page, column, name)
        text, number = self.looks["text"], self.looks["number"]
        widths = [_width(page, column) for column in range(len(page.header))]
        for row, cells in enumerate(page.rows, 1):
            height = _height(zip(cells, widths, strict=True))
            if height > LINE:
                sheet.set_row(row, height)
            for column, cell in enumerate(cells):
                if isinstance(cell, Digits):
                    sheet.write_number(row, column, float(cell), self._number(cell.places) if cell.places else number)
                elif cell:
                    sheet.write_string(row, column, cell, text)

    def _write_header(self, sheet: Any, page: Page, column: int, name: str) -> None:
        look = "needed" if is_required(page.name, name) else "header"
        sheet.write_string(0, column, name, self.looks[look])
        numbers = holds_numbers(page.name, name)
        sheet.set_column(column, column, _width(page, column), self.looks["number" if numbers else "text"])
        note = note_of(page.name, name, self.lang)
        if note:
            size = {"x_scale": 1.8, "y_scale": 0.35 + 0.2 * (width(note) // 36)}
            sheet.write_comment(0, column, note, size)
        offer = offer_of(page.name, name)
        if offer:
            last = min(len(page.rows) + SPARE_ROWS, LAST_ROW - 1)
            sheet.data_validation(1, column, last, column, self._validation(offer))

    def _validation(self, offer: Offer) -> dict[str, Any]:
        source = list(offer.values) if offer.values else self._range(offer)
        return {"validate": "list", "source": source, "show_error": offer.strict}

    def _range(self, offer: Offer) -> str:
        """Where the values of a drop-down list stand."""
        page = self.pages[offer.sheet]
        if offer.sheet == CODES:
            rows = [number for number, row in enumerate(page.rows, 2) if row[0] == offer.column]
            return f"={CODES}!$B${rows[0]}:$B${rows[-1]}"
        letters = xl_col_to_name(page.header.index(offer.column))
        return f"={offer.sheet}!${letters}$2:${letters}${len(page.rows) + SPARE_ROWS}"

    def _number(self, places: int) -> Any:
        if places not in self.places:
            look = {**_LOOKS["number"], "num_format": f"0.{'0' * places}"}
            self.places[places] = self.book.add_format(look)
        return self.places[places]

    def _sheet(self, name: str) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R&P / &N")
        return sheet


def _height(cells: Iterable[tuple[str, int]], look: Look = Look.ROW) -> int:
    """The height of a row, in points, in which every text fits into a column so many characters wide."""
    if look in (Look.TITLE, Look.HEADING):
        return 2 * LINE
    lines = (
        sum(1 + max(width(line) - 1, 0) // (size - 1) for line in text.split("\n"))
        for text, size in cells
        if 2 * len(text) > size or "\n" in text
    )
    return LINE * min(max(lines, default=1), MOST_LINES)


def _width(page: Page, column: int) -> int:
    """A column as wide as what stands in it, within reason."""
    texts = [f"{page.header[column]}  ", *(row[column] for row in page.rows[:MEASURED_ROWS])]
    longest = max(width(line) for text in texts for line in (text.split("\n")))
    return max(NARROWEST, min(WIDEST, longest + 3))
