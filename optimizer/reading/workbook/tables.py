"""The table that the cells of a sheet make, and the address of each of its cells.

The first row with anything in it is the header. Columns without a name and without content are passed over, so are
empty rows. From here on a sheet is checked like a CSV file; :class:`Places` turns row and column of a problem back into
the address of a cell.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from optimizer.problems import InputError, Problem
from optimizer.reading.text import Row, Table
from optimizer.reading.workbook.grid import Grid, address, position
from optimizer.reading.workbook.package import too_large

MOST_COLUMNS = 500
MOST_PLACES = 5_000_000
"""Rows times columns of a table, empty cells included."""

_HEADER_CODES = ("missing-column", "unknown-column", "header")
_KEY_CODES = ("unknown-key", "duplicate-key")
KEY, VALUE, NOTE = KEY_VALUE_COLUMNS = ("key", "value", "note")
"""Columns of a sheet that holds keys and values."""


@dataclass(frozen=True)
class Layout:
    """Where the table of a sheet stands: the row of its header, and the number of each column by its name.

    In a sheet of keys and values, ``values`` is the column of the values; there a problem's column is the key.
    """

    header: int
    columns: Mapping[str, int]
    values: int | None = None


@dataclass
class Places:
    """The layout of every sheet of one workbook, by the label that its problems bear as their file."""

    file: str
    layouts: dict[str, Layout] = field(default_factory=dict)
    labels: set[str] = field(default_factory=set)

    def locate(self, problem: Problem) -> Problem:
        """The problem with the file, the sheet and, if it is about one, the cell; unchanged if of another file."""
        if problem.file not in self.labels:
            return problem
        layout = self.layouts.get(problem.file)
        row = problem.row
        if layout is not None and problem.code in _HEADER_CODES:
            row = layout.header
        column = KEY if problem.code in _KEY_CODES and layout and layout.values else problem.column
        cell = problem.cell or (_cell(layout, row, column) if layout and row else None)
        expected = "a value in this cell" if problem.code == "missing-key" and cell else problem.expected
        return replace(problem, file=f"{self.file}, {problem.file}", row=row, cell=cell, expected=expected)

    def keys_and_values(self, label: str) -> None:
        """Note that a sheet holds keys and values."""
        if label in self.layouts:
            layout = self.layouts[label]
            self.layouts[label] = replace(layout, values=layout.columns.get(VALUE))

    def located(self, error: InputError) -> InputError:
        """The same error with every problem located."""
        return InputError(self.locate(problem) for problem in error.problems)


def _cell(layout: Layout, row: int, column: str | None) -> str | None:
    """The address of a column; of the first, where a problem names several."""
    if column is None:
        return None
    number = layout.columns.get(column.partition(", ")[0], layout.values)
    return address(row, number) if number else None


def read_grid(
    grid: Grid, places: Places, known: Collection[str], numeric: Callable[[str], bool], yes_no: Collection[str] = ()
) -> Table:
    """The table in the cells of a sheet, its layout noted in ``places``.

    A header that differs from a ``known`` name in capitals only is taken for it. In columns that are ``numeric`` a
    number keeps the decimal places that its cell shows; only those of ``yes_no`` may hold true and false. ``problems``
    are those of the cells, ``empty-table``, ``header`` and ``cell-boolean``.
    """
    places.labels.add(grid.label)
    filled = sorted(grid.rows)
    if not filled:
        problem = Problem("empty-file", grid.label, "no cell with anything in it", "a header row", row=1)
        return Table(grid.label, (), (), complete=False, problems=(*grid.problems, problem))
    header, body = filled[0], filled[1:]
    width = len(grid.rows[header])
    if width > MOST_COLUMNS or width * len(body) > MOST_PLACES:
        found = f"{grid.label} with {len(body)} rows and {width} columns"
        raise too_large(places.file, found, f"at most {MOST_COLUMNS} columns and {MOST_PLACES} cells")
    columns, faults = _columns(grid, header, known)
    places.layouts[grid.label] = Layout(header, {name: column for column, name in columns.items()})
    numbered = {column for column, name in columns.items() if numeric(name)}
    shown = {place: text for place, text in grid.shown.items() if place[1] in numbered}
    problems = [
        *_with_columns(grid, columns),
        *faults,
        *_nameless(grid, header, columns),
        *_booleans(grid, header, columns, yes_no),
    ]
    rows = tuple(_row(number, grid.rows[number], columns, shown) for number in body)
    return Table(
        grid.label,
        tuple(columns.values()),
        tuple(row for row in rows if any(row.cells)),
        _fragments(grid, columns),
        complete=not grid.problems,
        problems=tuple(problems),
    )


def _with_columns(grid: Grid, columns: Mapping[int, str]) -> Iterator[Problem]:
    """The problems of the cells, with the names of their columns."""
    for problem in grid.problems:
        place = position(problem.cell or "")
        yield replace(problem, column=columns.get(place[1]) if place else None)


def _columns(grid: Grid, header: int, known: Collection[str]) -> tuple[dict[int, str], list[Problem]]:
    names = {name.casefold(): name for name in known}
    columns: dict[int, str] = {}
    problems = []
    for column, text in sorted(grid.rows[header].items()):
        name = names.get(text.casefold(), text)
        if name in columns.values():
            first = next(other for other, title in columns.items() if title == name)
            hint = f"it is also in cell {address(header, first)}"
            problems.append(_fault("header", grid, header, column, f'"{text}" again', "every column once", hint))
        else:
            columns[column] = name
    return columns, problems


def _fault(code: str, grid: Grid, row: int, column: int, found: str, expected: str, hint: str | None = None) -> Problem:
    return Problem(code, grid.label, found, expected, row, hint=hint, cell=address(row, column))


def _nameless(grid: Grid, header: int, columns: Mapping[int, str]) -> Iterator[Problem]:
    """Filled cells in a column whose header is empty, the first of each column."""
    named = columns.keys() | grid.rows[header].keys()
    seen: set[int] = set()
    for number in sorted(grid.rows):
        for column in grid.rows[number].keys() - named - seen:
            seen.add(column)
            found = f'"{_short(grid.rows[number][column])}" in a column without a name'
            hint = f"write the name of the column into {address(header, column)}, or empty the column"
            yield _fault("cell-nameless", grid, number, column, found, "cells under a header", hint)
            if len(seen) >= MOST_COLUMNS:
                return


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


def _booleans(grid: Grid, header: int, columns: Mapping[int, str], yes_no: Collection[str]) -> Iterator[Problem]:
    for row, column in sorted(grid.booleans):
        if row == header or columns.get(column) not in yes_no:
            found = f"the truth value {grid.rows[row][column].upper()}"
            hint = "set the format of the cell to Text if the word is meant"
            fault = _fault("cell-boolean", grid, row, column, found, "a number or a text", hint)
            yield replace(fault, column=columns.get(column))


def _row(
    number: int, cells: Mapping[int, str], columns: Mapping[int, str], shown: Mapping[tuple[int, int], str]
) -> Row:
    if shown:
        cells = {column: shown.get((number, column), text) for column, text in cells.items()}
    return Row(number, tuple([cells.get(column, "") for column in columns]))


def _fragments(grid: Grid, columns: Mapping[int, str]) -> frozenset[str]:
    """What stands beside the columns: ids there are not to be missed elsewhere."""
    return frozenset(text for cells in grid.rows.values() for column, text in cells.items() if column not in columns)
