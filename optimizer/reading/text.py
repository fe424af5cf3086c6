"""What the bytes of a file say: its text, the rows of its CSV, the values of its TOML, with true line numbers.

Nothing is guessed in silence: a file that is neither UTF-8 nor GB18030, or a row with a cell too many, is a problem.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from optimizer.problems import InputError, Problem

SAVE_AS_UTF8 = 'save it as text again, in Excel as "CSV UTF-8 (comma delimited)"'
_QUOTE_COMMAS = "a comma inside a cell needs double quotes around the cell; an empty cell still needs its own comma"
_INVISIBLE = "\ufeff\u200b"
_NUMBER = re.compile(r"-[0-9.,]+")
_OTHER_SEPARATORS = ";\t\uff0c"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: where it begins (the header of a file is line 1), and its cells without outer blanks."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A sheet of text cells under a header, whatever kind of file it came from.

    Every row has as many cells as the header. ``fragments`` are the cells of the rows that had not, and were left out;
    ``complete`` is False if the end of the file could not be read. ``problems`` are the faults of form met so far.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    fragments: frozenset[str] = frozenset()
    complete: bool = True
    problems: tuple[Problem, ...] = ()


def clean(cell: str) -> str:
    """The cell without blanks (of any width) and invisible marks at its ends."""
    return cell.strip().strip(_INVISIBLE).strip()


_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def guarded(cell: str) -> str:
    """The text of a cell for a CSV file: an apostrophe in front of what a spreadsheet would take for a formula."""
    formula = cell.lstrip("'").startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if formula else cell


def unguarded(table: Table) -> Table:
    """The table without the apostrophes of :func:`guarded`."""
    header = tuple(map(_unguarded, table.header))
    if not any("'" in cell for row in table.rows for cell in row.cells):
        return replace(table, header=header)
    rows = tuple(Row(row.number, tuple(map(_unguarded, row.cells))) for row in table.rows)
    return replace(table, header=header, rows=rows, fragments=frozenset(map(_unguarded, table.fragments)))


def tidy(cell: str) -> str:
    """What a cell says: without outer blanks, invisible marks, and the apostrophe of :func:`guarded`."""
    return _unguarded(clean(cell))


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA_STARTS) else cell


def decode(data: bytes, file: str) -> str:
    """The text of a UTF-8 (with or without BOM) or GB18030 file; InputError ``encoding`` for anything else."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data:
        raise InputError([_encoding(file, _row_at(data, data.find(b"\0")), "UTF-16 or binary data")])
    marked, data = data.startswith(codecs.BOM_UTF8), data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if marked or _is_damaged_utf8(data):
            raise InputError([_encoding(file, _row_at(data, error.start), _bytes_at(data, error.start))]) from None
    try:
        return data.decode("gb18030").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise InputError([_encoding(file, _row_at(data, error.start), _bytes_at(data, error.start))]) from None


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether bytes that are not UTF-8 were meant to be: GB18030 would turn those into wrong characters unnoticed."""
    text = data.decode("utf-8", errors="replace")
    han = sum("\u4e00" <= character <= "\u9fff" for character in text)
    return han > text.count("\ufffd")


def _encoding(file: str, row: int, found: str) -> Problem:
    return Problem("encoding", file, found, "text in UTF-8 or GB18030", row=row, hint=SAVE_AS_UTF8)


def _row_at(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, max(position, 0)) + 1


def _bytes_at(data: bytes, position: int) -> str:
    return f"the bytes {data[position : position + 4].hex(' ')}"


def parse_csv(text: str, file: str) -> Table:
    """The table that a comma-separated text holds; blank lines are skipped.

    Its ``problems`` name the header's empty and double columns (``header``), rows with too many or too few cells
    (``cell-count``), quotes that do not close (``csv``), a wrong separator (``separator``) and an ``empty-file``.
    """
    rows, broken = _records(text, file)
    if not rows:
        problem = broken or Problem("empty-file", file, "no text", "a header line", row=1)
        return Table(file, (), (), complete=False, problems=(problem,))
    header, body = rows[0], rows[1:]
    width = len(header.cells)
    problems = [*header_problems(header, file)]
    problems += [_cell_count(row, width, file) for row in body if len(row.cells) != width]
    return Table(
        file,
        header.cells,
        tuple(row for row in body if len(row.cells) == width),
        frozenset(cell for row in body if len(row.cells) != width for cell in row.cells),
        complete=broken is None,
        problems=(*problems, broken) if broken else tuple(problems),
    )


def _records(text: str, file: str) -> tuple[list[Row], Problem | None]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    while True:
        start = reader.line_num + 1
        try:
            cells = tuple(clean(cell) for cell in next(reader))
        except StopIteration:
            return rows, None
        except csv.Error as error:
            expected = 'a quote that closes before the comma, with quotes inside a cell doubled ("")'
            return rows, Problem("csv", file, f"a row that cannot be read ({error})", expected, row=start)
        if any(cells):
            rows.append(Row(start, cells))


def header_problems(header: Row, file: str) -> Iterator[Problem]:
    """What is wrong with a header whatever the table: another separator, a column without a name, a name twice."""
    cells = header.cells
    if len(cells) == 1 and set(cells[0]) & set(_OTHER_SEPARATORS):
        yield Problem("separator", file, repr(cells[0]), "columns separated by commas", row=header.number)
        return
    for index, cell in enumerate(cells):
        place = f"#{index + 1}"
        if not cell:
            yield Problem("header", file, "no column name", "a name for every column", header.number, place)
        elif cell in cells[:index]:
            first = f"it is also column #{cells.index(cell) + 1}"
            yield Problem("header", file, f'"{cell}" again', "every column once", header.number, place, hint=first)


def _cell_count(row: Row, width: int, file: str) -> Problem:
    expected = f"{width} cells, as in the header"
    return Problem("cell-count", file, f"{len(row.cells)} cells", expected, row.number, hint=_QUOTE_COMMAS)


def parse_toml(text: str, file: str) -> dict[str, Any]:
    """The values of a TOML text, decimals exact; InputError ``toml`` with the row if it is not TOML.

    A number with an exponent, ``inf`` or ``nan`` is a problem ``bad-number`` too.
    """
    refused: list[str] = []

    def read_decimal(literal: str) -> Decimal:
        if re.search("[A-Za-z]", literal):
            refused.append(literal)
            return Decimal(0)
        return Decimal(literal)

    try:
        values = tomllib.loads(text, parse_float=read_decimal)
    except (ValueError, RecursionError) as error:
        raise InputError([_toml_problem(error, text, file)]) from None
    if refused:
        expected = "digits with at most one decimal point"
        raise InputError(Problem("bad-number", file, word, expected, _row_of(text, word)) for word in refused)
    return values


def read_toml(path: Path) -> dict[str, Any]:
    """The values of a TOML file; InputError as from :func:`decode` and :func:`parse_toml`."""
    return parse_toml(decode(path.read_bytes(), path.name), path.name)


def _toml_problem(error: Exception, text: str, file: str) -> Problem:
    message = "nested too deeply" if isinstance(error, RecursionError) else str(error)
    place = re.search(r"\(at line (\d+), column (\d+)\)", message)
    row = int(place[1]) if place else text.rstrip().count("\n") + 1
    found = re.sub(r" \(at .*\)$", "", message)
    return Problem("toml", file, found, "TOML: key = value, text in double quotes", row, place[2] if place else None)


def _row_of(text: str, word: str) -> int | None:
    position = text.find(word)
    return text.count("\n", 0, position) + 1 if position >= 0 else None


def key_row(text: str, key: str) -> int | None:
    """The line on which a TOML text first gives this key a value or opens its table; None if it cannot be seen."""
    name = rf"[\"']?{re.escape(key)}[\"']?"
    match = re.search(rf"^[ \t]*(?:{name}[ \t]*[=.]|\[+[ \t]*{name}[ \t]*[\].])", text, re.MULTILINE)
    return text.count("\n", 0, match.start()) + 1 if match else None
