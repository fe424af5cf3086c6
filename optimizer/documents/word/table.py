"""A table of exact values as a table of Word: repeated header rows, rows kept whole, columns that fit the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from optimizer.documents.sheet import Field, Kind, Sheet, texts
from optimizer.documents.word.looks import MARGINS
from optimizer.documents.word.sections import Page
from optimizer.documents.word.styles import StyleBook
from optimizer.documents.word.text import NAMESPACE, paragraph, quoted, run
from optimizer.documents.word.widths import Need, fits, folded, lines_of, needs, title_of, widths
from optimizer.verifying.judgement import SHORT, VIOLATED

HALF_WIDTH = 90
"""Half of a Chinese character of a table's text (9 points), in twentieths of a point."""

PADDING = 140
"""Between the borders of a cell and its text, both sides together."""

MOST_LINES = 30
"""A row of more lines than this may break across pages: it could be higher than one."""

LINE = 230
"""The height of a line of a table, in twentieths of a point."""

SAVED_PAGES, SAVED_SHARE = 0.5, 0.2
"""A table that could stand upright lies down if that saves so many pages, and this part of them."""

TOGETHER = 6
"""A table with no more rows than this stands on one page. In a longer one the first row is not kept with the second:
LibreOffice may then leave out every row after them."""

DECLARED = f'xmlns:w="{NAMESPACE}"'
"""Stands in each table: lxml moves one that declares its namespace ten times faster into a document."""

_BOLD = "<w:b/><w:bCs/>"
_KEEP = "<w:keepNext/>"
_FILL = '<w:shd w:val="clear" w:color="auto" w:fill="F1F4F8"/>'
_MERGES, _MERGED = '<w:vMerge w:val="restart"/><w:vAlign w:val="center"/>', "<w:vMerge/>"
_FAILING = (SHORT, VIOLATED)


@dataclass(frozen=True)
class Laid:
    """A table ready to be set: its cells as a reader sees them, and what its columns need."""

    sheet: Sheet
    cells: Sequence[Sequence[str]]
    needed: Sequence[Need]

    def stands(self, page: Page) -> bool:
        """Whether it is better printed upright: its numbers are not broken there, and lying down saves no paper."""
        if page.lying <= page.across:
            return True
        if not fits(self.needed, self._room(page.across)):
            return False
        upright = self._lines(page.across) * LINE / page.lying
        saved = upright - self._lines(page.lying) * LINE / page.across
        return saved < max(SAVED_PAGES, upright * SAVED_SHARE)

    def _lines(self, width: int) -> int:
        columns = widths(self.needed, self._room(width))
        return sum(lines_of(cells, columns) for cells in self.cells)

    def columns(self, width: int) -> list[int]:
        """The widths of its columns, which add up to the whole width."""
        shares = widths(self.needed, self._room(width))
        scale = (width - PADDING * len(shares)) / sum(shares)
        ends = [round(sum(shares[: place + 1]) * scale) + PADDING * (place + 1) for place in range(len(shares))]
        return [end - start for start, end in zip([0, *ends[:-1]], ends, strict=True)]

    def _room(self, width: int) -> float:
        return (width - PADDING * len(self.sheet.fields)) / HALF_WIDTH


def laid(sheet: Sheet, currency: str, lang: str) -> Laid:
    """A table in one language, measured."""
    cells = texts(sheet, currency, lang)
    return Laid(sheet, cells, needs(sheet, cells))


def table_xml(table: Laid, width: int, styles: StyleBook) -> str:
    """The table as wide as that, in twentieths of a point."""
    columns = table.columns(width)
    grid = "".join(f'<w:gridCol w:w="{each}"/>' for each in columns)
    setter = _Setter(table, columns, styles)
    rows = "".join(setter.row(number, cells) for number, cells in enumerate(table.cells))
    properties = _properties(sum(columns), styles)
    return f"<w:tbl {DECLARED}>{properties}<w:tblGrid>{grid}</w:tblGrid>{setter.header()}{rows}</w:tbl>"


def _properties(width: int, styles: StyleBook) -> str:
    return (
        f'<w:tblPr><w:tblStyle w:val="{quoted(styles["table"])}"/><w:tblW w:w="{width}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{MARGINS}<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" '
        'w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
    )


class _Setter:
    """Sets the rows of one table."""

    def __init__(self, table: Laid, columns: Sequence[int], styles: StyleBook) -> None:
        self._table = table
        self._columns = columns
        self._styles = styles
        self._kinds = [styles["cell"] if field.kind is Kind.TEXT else styles["number"] for field in table.sheet.fields]
        self._result = next((n for n, field in enumerate(table.sheet.fields) if field.key == "result"), None)
        self._last = len(table.cells) - 1

    def header(self) -> str:
        """The titles, repeated on every page: in two rows where neighbours have one heading together."""
        if not any(field.top for field in self._table.sheet.fields):
            return self._header_row(self._title(place, title_of(field)) for place, field in self._placed())
        upper = "".join(self._top(top, places) for top, places in self._tops())
        lower = (
            self._title(place, title_of(field)) if field.top else self._title(place, "", _MERGED)
            for place, field in self._placed()
        )
        return self._header_row([upper]) + self._header_row(lower)

    def _placed(self) -> Iterator[tuple[int, Field]]:
        return enumerate(self._table.sheet.fields)

    def _tops(self) -> Iterator[tuple[str, list[int]]]:
        """Headings and the columns under each; a column without one stands alone."""
        grouped = groupby(self._placed(), key=lambda placed: (placed[1].top, placed[1].top or placed[0]))
        return ((key[0], [place for place, _ in placed]) for key, placed in grouped)

    def _top(self, top: str, places: Sequence[int]) -> str:
        if not top:
            return self._title(places[0], self._table.sheet.fields[places[0]].title, _MERGES)
        width = sum(self._columns[place] for place in places)
        return self._headed(width, top, f'<w:gridSpan w:val="{len(places)}"/>')

    def _title(self, place: int, text: str, merge: str = "") -> str:
        return self._headed(self._columns[place], text, merge)

    def _headed(self, width: int, text: str, properties: str) -> str:
        """A title, folded between its words where it is too long for one line."""
        lines = folded(text, (width - PADDING) / HALF_WIDTH)
        return _cell(width, paragraph(run("\n".join(lines)), self._styles["head"]), properties)

    @staticmethod
    def _header_row(cells: Iterable[str]) -> str:
        return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"

    def row(self, number: int, cells: Sequence[str]) -> str:
        """One row of values."""
        mark = self._table.sheet.mark(number)
        properties = "" if self._is_high(cells) else "<w:trPr><w:cantSplit/></w:trPr>"
        keep = _KEEP if self._stays_with_next(number, mark) else ""
        if mark == "group" and not any(cells[1:]):
            return f"<w:tr>{properties}{self._heading(cells[0], keep)}</w:tr>"
        heads = mark == "group"
        bold = set(range(len(cells))) if mark in ("total", "group") else {self._result} if mark in _FAILING else set()
        made = "".join(
            _cell(width, paragraph(run(cell, _BOLD if place in bold else ""), style, keep), _FILL if heads else "")
            for place, (width, cell, style) in enumerate(zip(self._columns, cells, self._kinds, strict=True))
        )
        return f"<w:tr>{properties}{made}</w:tr>"

    def _is_high(self, cells: Sequence[str]) -> bool:
        if max(map(len, cells)) < MOST_LINES:
            return False
        return lines_of(cells, [(width - PADDING) / HALF_WIDTH for width in self._columns]) > MOST_LINES

    def _heading(self, text: str, keep: str) -> str:
        span = f'<w:gridSpan w:val="{len(self._columns)}"/>{_FILL}'
        return _cell(sum(self._columns), paragraph(run(text, _BOLD), self._styles["cell"], keep), span)

    def _stays_with_next(self, number: int, mark: str) -> bool:
        if number >= self._last or self._last < TOGETHER:
            return number < self._last
        return number > 0 and (mark == "group" or number == self._last - 1)


def _cell(width: int, content: str, properties: str = "") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{properties}</w:tcPr>{content}</w:tc>'
