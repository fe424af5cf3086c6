"""The cells of a CSV file by columns, each distinct text of a column kept once."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from models.tables import ABSENT, Coded, Codes
from optimizer.problems import InputError
from optimizer.reading.text import Row, decode, header_problems, tidy

_AT_ONCE = 1 << 9
"""Rows that are turned into columns at one time: few, so that their cells stay in the cache of the processor."""

Cells = list[str]


class UnusualError(Exception):
    """Something that only the careful way of reading can judge: a fault, or a form that is rare in large tables."""


@dataclass(frozen=True)
class Sheet:
    """A table of tidy texts by column, in the order of the file; every row has some text.

    ``row_numbers`` says where the rows begin in the file, or is None where cells or blank lines make that uncertain.
    """

    file: str
    header: tuple[str, ...]
    columns: Mapping[str, Coded[str]]
    row_numbers: NDArray[np.int64] | None

    def __len__(self) -> int:
        return len(self.columns[self.header[0]])

    def column(self, name: str) -> Coded[str]:
        """A column by name; all cells are absent if the table has none of that name."""
        return self.columns[name] if name in self.columns else Coded.absent(len(self))


class _Numbering(dict[str, int]):
    """Text → its number, in the order in which texts are first asked for."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number


def read_sheet(data: bytes, file: str) -> Sheet:
    """The columns that the bytes of a CSV file hold. UnusualError if its form is not in order."""
    try:
        plain = decode(data, file).encode("utf-8")
    except InputError as error:
        raise UnusualError(str(error)) from None
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(plain), "utf-8", newline=""), strict=True)
    filled = filter(None, reader)
    try:
        header = tuple(map(tidy, next(filled, [])))
        if not header or any(header_problems(Row(1, header), file)):
            raise UnusualError(f"the header of {file}")
        columns = _columns(filled, len(header))
    except csv.Error as error:
        raise UnusualError(str(error)) from None
    written = len(columns[0])
    numbers = np.arange(2, written + 2) if reader.line_num == written + 1 else None
    return _without_blank_rows(Sheet(file, header, dict(zip(header, columns, strict=True)), numbers))


def _columns(rows: Iterator[Cells], width: int) -> list[Coded[str]]:
    """The columns of rows that must all have this many cells."""
    numberings = [_Numbering() for _ in range(width)]
    parts: list[list[Codes]] = [[np.empty(0, np.int32)] for _ in range(width)]
    while block := list(islice(rows, _AT_ONCE)):
        for numbering, part, cells in zip(numberings, parts, _turned(block, width), strict=True):
            part.append(np.fromiter(map(numbering.__getitem__, cells), np.int32, len(block)))
    written = (Coded(np.concatenate(part), tuple(numbering)) for part, numbering in zip(parts, numberings, strict=True))
    return [column.mapped(lambda text: tidy(text) or None) for column in written]


def _turned(block: list[Cells], width: int) -> list[tuple[str, ...]]:
    try:
        columns = list(zip(*block, strict=True))
    except ValueError:
        raise UnusualError("rows of different lengths") from None
    if len(columns) != width:
        raise UnusualError("rows longer or shorter than the header")
    return columns


def _without_blank_rows(sheet: Sheet) -> Sheet:
    filled = np.zeros(len(sheet), dtype=bool)
    for column in sheet.columns.values():
        filled |= column.codes != ABSENT
    if filled.all():
        return sheet
    rows = np.flatnonzero(filled)
    columns = {name: column.ordered(rows) for name, column in sheet.columns.items()}
    return Sheet(sheet.file, sheet.header, columns, None if sheet.row_numbers is None else sheet.row_numbers[rows])
