"""A workbook read back by others: every cell, and every XML part as it stands in the package."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from fractions import Fraction
from xml.etree import ElementTree

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from optimizer.documents.excel.text import clean
from optimizer.documents.sheet import Cell, Sheet

Value = str | int | float | None
SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def parts(workbook: bytes) -> dict[str, bytes]:
    """Name → bytes of every part of the package."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        return {name: package.read(name) for name in package.namelist()}


def trees(workbook: bytes) -> Iterator[tuple[str, ElementTree.Element]]:
    """Every XML part, parsed; ParseError where one is no XML."""
    for name, content in parts(workbook).items():
        yield name, ElementTree.fromstring(content)


def formulas(workbook: bytes) -> list[str]:
    """The formulas of all cells."""
    return [
        element.text or ""
        for name, tree in trees(workbook)
        if name.startswith("xl/worksheets/")
        for element in tree.iter(f"{SPREADSHEET}f")
    ]


def chart_references(workbook: bytes) -> list[str]:
    """What the charts take their values, labels and names from."""
    return [element.text or "" for _, tree in trees(workbook) for element in tree.iter(f"{CHART}f")]


def by_openpyxl(workbook: bytes) -> dict[str, list[list[Value]]]:
    """Sheet → rows of values, as openpyxl reads them."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    return {page.title: [[cell.value for cell in row] for row in page.iter_rows()] for page in book.worksheets}


def by_calamine(workbook: bytes) -> dict[str, list[list[Value]]]:
    """Sheet → rows of values, as calamine reads them; an empty cell is None as in openpyxl."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    rows = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    return {name: [[None if cell == "" else cell for cell in row] for row in page] for name, page in rows.items()}  # type: ignore[misc]


def pages(workbook: bytes) -> dict[str, Worksheet]:
    """Sheet → openpyxl's worksheet."""
    return {page.title: page for page in openpyxl.load_workbook(io.BytesIO(workbook)).worksheets}


def rows_of(page: list[list[Value]], table: Sheet) -> list[list[Value]]:
    """The values of a table that stands somewhere in a sheet: below its title, notes and header."""
    title = next(number for number, row in enumerate(page) if row[0] == clean(table.title))
    head = title + 1 + len(table.notes) + int(any(field.top for field in table.fields))
    return [row[: len(table.fields)] for row in page[head + 1 : head + 1 + len(table.rows)]]


def expected(table: Sheet) -> list[list[Value]]:
    """What a table should read: texts as cleaned, numbers as the nearest binary ones, nothing for nothing."""
    return [[value(cell) for cell in row] for row in table.rows]


def value(cell: Cell) -> Value:
    """A cell as a workbook holds it."""
    if isinstance(cell, str):
        return clean(cell) or None
    return float(cell) if isinstance(cell, Fraction) else cell
