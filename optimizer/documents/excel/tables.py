"""A table of a document as part of a worksheet: title, notes, header, values, widths, filter, and how it prints."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from optimizer.documents.excel.styles import STATUS_COLOURS, Styles
from optimizer.documents.excel.text import clean, page_text, speaks_first, width
from optimizer.documents.sheet import Cell, Field, Kind, Sheet

A4 = 9
NARROWEST, WIDEST = 6, 48
ACROSS = 92
"""Columns of letters from which on a page is printed across."""

LINE_HEIGHT, TITLE_HEIGHT = 14.5, 26
NARROWER = 0.95
"""How wide a letter of a text is on the average, where the digit 0 has the width 1."""

HIGHEST = 409
"""The most points that a row may be high."""

STATUS_FIELDS = ("result", "standing")
PADDING = 2
DECORATION = {
    Kind.TEXT: 0,
    Kind.UNITS: 0,
    Kind.CHANGE: 1,
    Kind.RATE: 3,
    Kind.INDEX: 5,
    Kind.NUMBER: 3,
    Kind.SHARE: 6,
    Kind.MONEY: 0,
}
"""Letters of a number of a kind beside its whole part: sign, point, places."""


@dataclass(frozen=True)
class Look:
    """What differs from sheet to sheet: how many columns stay in sight, the currency of amounts, and how wide columns
    are whose texts go on in the next line, by key."""

    frozen_columns: int = 0
    currency: str = ""
    wrapped: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Placed:
    """Where a table came to stand: the row of its last header line, its first and last row of values, from 0."""

    head: int
    first: int
    last: int


class TableWriter:
    """Writes tables into one worksheet, whose columns are as wide as all of them need."""

    def __init__(self, page: Worksheet, styles: Styles, look: Look, tables: Sequence[Sheet]) -> None:
        self._page, self._styles, self._look = page, styles, look
        self._rooms = self._widths(tables)
        for column, room in enumerate(self._rooms):
            page.set_column(column, column, room)

    @property
    def columns(self) -> int:
        """How many columns the tables have."""
        return len(self._rooms)

    @property
    def letters(self) -> float:
        """How many letters wide the columns are together."""
        return sum(self._rooms)

    def alone(self, table: Sheet) -> Placed:
        """A table that has the worksheet for itself: its header stays in sight, is repeated in print, and filters."""
        placed = self.write(table, 0)
        self._page.freeze_panes(placed.first, self._look.frozen_columns)
        self._page.repeat_rows(placed.head - int(_has_tops(table)), placed.head)
        sums = sum(table.mark(number) == "total" for number in range(len(table.rows)))
        if len(table.rows) > sums:
            self._page.autofilter(placed.head, 0, placed.last - sums, len(table.fields) - 1)
        return placed

    def write(self, table: Sheet, row: int) -> Placed:
        """Title, notes, header and values from a row on."""
        self._page.set_row(row, TITLE_HEIGHT)
        title = clean(table.title)
        self._page.write_string(row, 0, title, self._styles.title(quoted=speaks_first(title)))
        for note in table.notes:
            row += 1
            self._page.write_string(row, 0, clean(note), self._styles.note())
        head = self._write_head(table, row + 1)
        marks = [table.mark(number) for number in range(len(table.rows))]
        for column, each in enumerate(table.fields):
            cells = [cells[column] for cells in table.rows]
            _ColumnWriter(self._page, self._styles, each, self._look).write(head + 1, column, cells, marks)
        self._set_heights(table, head + 1)
        return Placed(head, head + 1, head + len(table.rows))

    def _set_heights(self, table: Sheet, row: int) -> None:
        """Rows as high as their texts that go on in the next line; not every program does that by itself."""
        wrapped = [column for column, each in enumerate(table.fields) if each.key in self._look.wrapped]
        for number, cells in enumerate(table.rows, row) if wrapped else ():
            lines = max(_lines(str(cells[column] or ""), self._rooms[column]) for column in wrapped)
            if lines > 1:
                self._page.set_row(number, min(HIGHEST, LINE_HEIGHT * lines))

    def _write_head(self, table: Sheet, row: int) -> int:
        titles = _titles(table, self._look)
        if _has_tops(table):
            self._write_tops(table, row)
            row += 1
        lines = max(_lines(title, room) for title, room in zip(titles, self._rooms, strict=False))
        self._page.set_row(row, LINE_HEIGHT * lines + PADDING)
        for column, title in enumerate(titles):
            self._write_heading(row, column, title)
        return row

    def _write_heading(self, row: int, column: int, title: str) -> None:
        text = clean(title)
        self._page.write_string(row, column, text, self._styles.head(quoted=speaks_first(text)))

    def _write_tops(self, table: Sheet, row: int) -> None:
        """The headings over several columns."""
        lines = 1
        for first, last, top in _spans(table):
            lines = max(lines, _lines(top, sum(self._rooms[first : last + 1])))
            if first < last:
                self._page.merge_range(row, first, row, last, "", self._styles.head())
            self._write_heading(row, first, top)
        self._page.set_row(row, LINE_HEIGHT * lines + PADDING)

    def _widths(self, tables: Sequence[Sheet]) -> list[float]:
        rooms: list[float] = []
        for table in tables:
            for column, title in enumerate(_titles(table, self._look)):
                room = _width(table.fields[column], [row[column] for row in table.rows], title, self._look)
                rooms[column : column + 1] = [max([room, *rooms[column : column + 1]])]
        return rooms


class _ColumnWriter:
    """Writes the values of one column: a text always as text, a number always as a number."""

    def __init__(self, page: Worksheet, styles: Styles, column: Field, look: Look) -> None:
        self._page, self._styles, self._kind = page, styles, column.kind
        self._wrap = column.key in look.wrapped
        self._is_status = column.key in STATUS_FIELDS
        self._texts: dict[tuple[str, str], tuple[str, Format]] = {}
        self._formats: dict[tuple[str, bool], Format] = {}

    def write(self, row: int, column: int, cells: Sequence[Cell], marks: Sequence[str]) -> None:
        """The cells from a row downwards; nothing for what is not known."""
        page = self._page
        for number, (cell, mark) in enumerate(zip(cells, marks, strict=True), row):
            shade = mark if mark and (self._is_status or mark not in STATUS_COLOURS) else ""
            if cell is None or cell == "":
                page.write_blank(number, column, None, self._text(shade, "")[1])
            elif isinstance(cell, str):
                page.write_string(number, column, *self._text(shade, cell))
            elif isinstance(cell, int):
                page.write_number(number, column, cell, self._number(shade, True))
            else:
                whole, parts = cell.numerator, cell.denominator
                page.write_number(number, column, whole / parts, self._number(shade, parts == 1))

    def _text(self, mark: str, cell: str) -> tuple[str, Format]:
        """A text as it is written, and how it looks."""
        key = (mark, cell)
        if key not in self._texts:
            text = clean(cell)
            wrap, right = self._wrap or "\n" in text, self._kind is not Kind.TEXT
            looks = self._styles.text(mark, wrap=wrap, quoted=speaks_first(text), right=right)
            self._texts[key] = (text, looks)
        return self._texts[key]

    def _number(self, mark: str, is_whole: bool) -> Format:
        key = (mark, is_whole)
        if key not in self._formats:
            kind = Kind.UNITS if is_whole and self._kind is Kind.NUMBER else self._kind
            self._formats[key] = self._styles.number(kind, mark)
        return self._formats[key]


def _has_tops(table: Sheet) -> bool:
    """Whether columns of a table have headings over several of them."""
    return any(each.top for each in table.fields)


def _titles(table: Sheet, look: Look) -> list[str]:
    names = [(each.under or each.title) if _has_tops(table) else each.title for each in table.fields]
    priced = [each.kind is Kind.MONEY and bool(look.currency) for each in table.fields]
    return [f"{name}\n({look.currency})" if money else name for name, money in zip(names, priced, strict=True)]


def _spans(table: Sheet) -> Iterable[tuple[int, int, str]]:
    """First and last column under each heading."""
    first, tops = 0, [each.top for each in table.fields]
    for column, top in enumerate(tops):
        if column + 1 == len(tops) or not top or tops[column + 1] != top:
            yield first, column, top
            first = column + 1


def _lines(text: str, room: float) -> int:
    """How many lines a text takes in a column."""
    return sum(max(1, math.ceil(width(line) * NARROWER / max(1, room - PADDING))) for line in text.split("\n"))


def _width(column: Field, cells: Iterable[Cell], title: str, look: Look) -> float:
    """How many letters wide a column is: as its values need, up to the width at which its texts go on below."""
    texts = {cell for cell in cells if isinstance(cell, str)}
    wholes = [int(cell) for cell in cells if cell is not None and not isinstance(cell, str)]
    needed = max((width(text) for text in texts), default=0)
    if wholes:
        least, most = min(wholes), max(wholes)
        needed = max(needed, len(f"{max(-least, most):,}") + DECORATION[column.kind] + (least < 0))
    word = max((width(part) for part in title.split()), default=0) if title.isascii() else min(width(title), 8)
    return min(look.wrapped.get(column.key, WIDEST), max(NARROWEST, needed + PADDING, word + PADDING))


def set_print(page: Worksheet, header: str, footer: str, letters: float) -> None:
    """A4, across if it is wide, as many pages long as it takes but one page wide, with title and page numbers."""
    page.set_paper(A4)
    if letters > ACROSS:
        page.set_landscape()
    else:
        page.set_portrait()
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.6)
    page.set_header(f"&L&9 {page_text(header)}&R&9 &A", {"margin": 0.35})
    page.set_footer(f"&L&9 {page_text(footer)}&R&9 &P / &N", {"margin": 0.3})
    page.hide_gridlines(2)
