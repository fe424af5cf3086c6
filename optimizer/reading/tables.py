"""Whether a sheet of text is the table it should be: its columns, the form of every cell, and no key twice.

Every fault is collected with its file, row and column; nothing stops at the first one. Sheets come from a folder of
CSV files today; whatever else can make a :class:`~optimizer.reading.text.Table` is checked in the same way.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from models.instance import MEASURES_WITHOUT_RESOURCE
from optimizer.problems import Problem, did_you_mean
from optimizer.reading.numbers import NumberFormError, number_or_none, parse_number, parse_whole
from optimizer.reading.text import Row, Table

ID, RESOURCE_ID, TEXT, NUMBER, WHOLE, CHOICE = KINDS = ("id", "resource_id", "text", "number", "whole", "choice")
"""What a cell may hold. A reference to another table is ``text``: that its target exists is checked later."""

_FORBIDDEN_IN_IDS = frozenset(";|=<>!,")
_FORBIDDEN_AT_START = ("+", "-", "@", "'")
_PLAIN_ID = re.compile("[A-Za-z0-9_][A-Za-z0-9_.:/-]*")
_NEAR = 0.8


@dataclass(frozen=True)
class Column:
    """One column of a table: its name, the kind of its cells, and their limits (inclusive, in the column's unit).

    A ``required`` column must stand in the header and be filled in every row. ``positive`` excludes zero.
    """

    name: str
    kind: str = TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    low: Fraction | None = None
    high: Fraction | None = None
    positive: bool = False


@dataclass(frozen=True)
class Spec:
    """The columns a table must and may have, and those whose cells together tell its rows apart.

    An ``open`` table takes any further column as data; in any other an unknown column is a problem.
    """

    columns: tuple[Column, ...]
    key: tuple[str, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """One checked row: ``texts`` holds every filled cell as written, ``numbers`` the values of the fixed number columns
    and ``data`` those of the data columns that are numbers. A faulty cell has its text but no value."""

    row: int
    key: tuple[str, ...]
    texts: Mapping[str, str]
    numbers: Mapping[str, Fraction]
    data: Mapping[str, Fraction]

    def whole(self, column: str) -> int | None:
        """The value of a ``whole`` column in units, or None where the cell is empty."""
        value = self.numbers.get(column)
        return None if value is None else value.numerator


@dataclass(frozen=True)
class Records:
    """A checked table, its rows sorted by key, with the problems that reading it brought up.

    ``mentioned`` are the ids its first key column shows, also in rows that could not be used, so that a faulty row
    does not make every reference to it look wrong; ``fragments`` are the cells of rows with too many or too few.
    ``complete`` is False if some ids may have stayed unread.
    """

    file: str
    columns: frozenset[str]
    rows: Mapping[tuple[str, ...], Record]
    mentioned: frozenset[str]
    fragments: frozenset[str]
    complete: bool
    problems: tuple[Problem, ...]


class CellError(ValueError):
    """A cell is not what its column asks for."""

    def __init__(self, code: str, expected: str, hint: str | None = None) -> None:
        """``code`` and ``hint`` as in a problem; ``expected`` is the message."""
        super().__init__(expected)
        self.code, self.expected, self.hint = code, expected, hint


def id_fault(text: str) -> str | None:
    """What an id should be, if this text is none; None if it is one."""
    if _PLAIN_ID.fullmatch(text):
        return None
    if text.startswith(_FORBIDDEN_AT_START):
        return "an id that does not begin with + - @ '"
    if any(character in _FORBIDDEN_IN_IDS or _is_blank_or_control(character) for character in text):
        return "an id without ; | = < > ! , spaces and control characters"
    return None if text else "an id"


def _is_blank_or_control(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in ("Cc", "Cf")


def resource_id_fault(text: str) -> str | None:
    """As :func:`id_fault`, for the ids that stand in measures: no ``.``, no ``+`` and none of the reserved names."""
    if text in MEASURES_WITHOUT_RESOURCE:
        return f"a resource id other than the reserved {', '.join(MEASURES_WITHOUT_RESOURCE)}"
    if "." in text or "+" in text:
        return "a resource id without . and +"
    return id_fault(text)


def read_cell(column: Column, text: str) -> Fraction | None:
    """The value of a filled cell, None if its column holds text; CellError if it is not what the column asks for."""
    return _READERS[column.kind](column, text)


def _read_id(column: Column, text: str) -> None:
    expected = resource_id_fault(text) if column.kind == RESOURCE_ID else id_fault(text)
    if expected:
        raise CellError("bad-id", expected)


def _read_choice(column: Column, text: str) -> None:
    if text not in column.choices:
        raise CellError("bad-choice", f"one of {', '.join(column.choices)}", did_you_mean(text, column.choices))


def _read_number(column: Column, text: str) -> Fraction:
    try:
        value = Fraction(parse_whole(text)) if column.kind == WHOLE else parse_number(text)
    except NumberFormError as fault:
        raise CellError("bad-number", str(fault)) from None
    if column.positive and value <= 0:
        raise CellError("out-of-range", "a number above 0")
    if column.low is not None and value < column.low:
        raise CellError("out-of-range", f"at least {column.low}")
    if column.high is not None and value > column.high:
        raise CellError("out-of-range", f"at most {column.high}")
    return value


_READERS: Mapping[str, Callable[[Column, str], Fraction | None]] = {
    ID: _read_id,
    RESOURCE_ID: _read_id,
    TEXT: lambda _column, _text: None,
    CHOICE: _read_choice,
    NUMBER: _read_number,
    WHOLE: _read_number,
}


def read_table(table: Table, spec: Spec) -> Records:
    """Check a table against its columns: header, every cell, and keys that stand twice.

    Problem codes: ``missing-column``, ``unknown-column``, ``missing-cell``, ``bad-id``, ``bad-number``,
    ``out-of-range``, ``bad-choice``, ``duplicate-id``, ``empty-table``, and those of the table itself.
    """
    problems = list(table.problems)
    if table.header:
        problems += header_problems(table, spec)
    rows: dict[tuple[str, ...], Record] = {}
    for row in table.rows:
        record, faults = _read_row(table, row, spec)
        problems += faults
        if len(record.key) < len(spec.key):
            continue
        first = rows.setdefault(record.key, record)
        if first is not record:
            problems.append(_duplicate(table, spec, record, first))
    if table.header and table.complete and not (table.rows or table.fragments):
        problems.append(Problem("empty-table", table.file, "no rows under the header", "at least one row"))
    return Records(
        table.file,
        frozenset(table.header) - {""},
        {key: rows[key] for key in sorted(rows)},
        _mentioned(table, spec),
        table.fragments,
        table.complete and spec.key[0] in table.header,
        tuple(problems),
    )


def header_problems(table: Table, spec: Spec) -> Iterator[Problem]:
    """Columns that the table lacks, does not know, or seems to have under another name."""
    names = [column.name for column in spec.columns]
    unknown = [name for name in table.header if name and name not in names]
    if any(problem.code == "separator" for problem in table.problems):
        return
    for column in spec.columns:
        if column.required and column.name not in table.header:
            found = f"no column {column.name}"
            hint = _header_hint(column.name, unknown)
            yield Problem("missing-column", table.file, found, "this column", 1, column.name, hint=hint)
    if spec.open:
        yield from _near_misses(table, names, unknown)
    for name in () if spec.open else unknown:
        expected = f"one of {', '.join(names)}"
        hint = did_you_mean(name, names)
        yield Problem("unknown-column", table.file, f"the column {name}", expected, 1, name, hint=hint)


def _header_hint(name: str, unknown: list[str]) -> str | None:
    near = difflib.get_close_matches(name, unknown, n=1)
    return f'the column "{near[0]}" is perhaps meant for it' if near else None


def _near_misses(table: Table, names: list[str], unknown: list[str]) -> Iterator[Problem]:
    """A data column that looks like a fixed column which is not there: taken as data it would silently do nothing."""
    absent = [name for name in names if name not in table.header]
    for name in sorted(set(unknown)):
        near = difflib.get_close_matches(name, absent, 1, _NEAR)
        if near:
            expected = f"{near[0]}, or a data column whose name is less like it"
            hint = did_you_mean(name, near)
            yield Problem("unknown-column", table.file, f"the column {name}", expected, 1, name, hint=hint)


def _read_row(table: Table, row: Row, spec: Spec) -> tuple[Record, list[Problem]]:
    texts = {name: cell for name, cell in zip(table.header, row.cells, strict=True) if cell and name}
    numbers: dict[str, Fraction] = {}
    problems: list[Problem] = []
    for column in spec.columns:
        try:
            value = _read_optional(column, texts.get(column.name), column.name in table.header)
        except CellError as fault:
            found = f'"{texts[column.name]}"' if column.name in texts else "an empty cell"
            place = (row.number, column.name)
            problems.append(Problem(fault.code, table.file, found, fault.expected, *place, hint=fault.hint))
            continue
        if value is not None:
            numbers[column.name] = value
    key = tuple(texts[name] for name in spec.key if name in texts)
    return Record(row.number, key, texts, numbers, _data(texts, spec)), problems


def _read_optional(column: Column, text: str | None, in_header: bool) -> Fraction | None:
    if text is not None:
        return read_cell(column, text)
    if column.required and in_header:
        raise CellError("missing-cell", f"a value in every row of {column.name}")
    return None


def _data(texts: Mapping[str, str], spec: Spec) -> dict[str, Fraction]:
    if not spec.open:
        return {}
    fixed = {column.name for column in spec.columns}
    values = {name: number_or_none(text) for name, text in texts.items() if name not in fixed}
    return {name: value for name, value in values.items() if value is not None}


def _duplicate(table: Table, spec: Spec, record: Record, first: Record) -> Problem:
    found = f'"{", ".join(record.key)}" again'
    column = ", ".join(spec.key)
    hint = f"it is also in row {first.row}"
    return Problem("duplicate-id", table.file, found, "every id once", record.row, column, hint=hint)


def _mentioned(table: Table, spec: Spec) -> frozenset[str]:
    if spec.key[0] not in table.header:
        return frozenset()
    index = table.header.index(spec.key[0])
    return table.fragments | {row.cells[index] for row in table.rows}
