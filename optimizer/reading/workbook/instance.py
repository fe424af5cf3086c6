"""Reading a workbook: its sheets become the settings, the tables and the policies of an instance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from optimizer.problems import InputError, Problem, did_you_mean
from optimizer.reading.policy_file import Document
from optimizer.reading.raw import RawInstance
from optimizer.reading.schema import TABLES
from optimizer.reading.settings import NUMBER_KEYS, SETTINGS_KEYS, Settings, settings_of
from optimizer.reading.tables import NUMBER, TEXT, WHOLE, Column, Spec, read_table
from optimizer.reading.text import Table
from optimizer.reading.workbook.grid import Grid, position
from optimizer.reading.workbook.policies import CLAUSE_COLUMNS, is_numeric, policy_documents
from optimizer.reading.workbook.sheets import CLAUSES, INSTANCE, POLICY, REQUIRED, SHEETS, SOURCES, Workbook
from optimizer.reading.workbook.tables import KEY, KEY_VALUE_COLUMNS, VALUE, Places, read_grid
from optimizer.reading.workbook.values import as_number

WHAT, SAID = SOURCE_COLUMNS = ("what", "text")

_KEY_VALUE = Spec((Column(KEY, TEXT, required=True), Column(VALUE, required=True), Column("note")), key=(KEY,))
_SOURCES = Spec((Column(WHAT, required=True), Column(SAID, required=True)), key=(WHAT,))
_YES_NO = ("mean",)
_OF_CELLS = "cell-"
"""What the codes of problems begin with that are about a cell as the spreadsheet stores it."""


@dataclass
class _Read:
    """What the sheets of one workbook say."""

    book: Workbook
    places: Places
    grids: dict[str, Grid]
    tables: dict[str, Table]

    @property
    def policies(self) -> Mapping[str, Table]:
        """The tables that policies are made of."""
        return {name: self.tables[name] for name in (POLICY, CLAUSES) if name in self.tables}


def read_workbook(path: Path) -> RawInstance:
    """The instance in a workbook. InputError if it cannot be opened, codes as of the guards."""
    read = _read_sheets(Workbook(path), tuple(SHEETS))
    problems = list(read.book.problems)
    settings = _settings(read, problems)
    documents = policy_documents(read.policies, settings, read.book.inputs)
    problems += [problem for document in documents for problem in document.problems]
    return RawInstance(
        path.stem,
        str(path.absolute()),
        settings,
        {name: read.tables[name] for name in TABLES if name in read.tables},
        read.book.inputs,
        tuple(problems),
        (*read.book.warnings(read.grids.values()), *_unused(read.book, documents, settings)),
        partial(_finished, read),
    )


def workbook_policies(path: Path) -> tuple[dict[str, Document], Places]:
    """The policies of a workbook by name, and what turns their problems into cells."""
    book = Workbook(path)
    if not book.sheets.keys() & {POLICY, CLAUSES}:
        return {}, Places(book.file)
    read = _read_sheets(book, (INSTANCE, POLICY, CLAUSES))
    documents = policy_documents(read.policies, _settings(read, []), book.inputs)
    return {document.name: document for document in documents}, read.places


def _read_sheets(book: Workbook, names: Iterable[str]) -> _Read:
    read = _Read(book, Places(book.file), {}, {})
    for name in names:
        grid = book.grid(name)
        if grid is None:
            continue
        read.grids[name] = grid
        if grid.rows or grid.problems or name in REQUIRED:
            read.tables[name] = _table(name, grid, read.places)
    return read


def _table(name: str, grid: Grid, places: Places) -> Table:
    if name in TABLES:
        kinds = {column.name: column.kind for column in TABLES[name].columns}
        return read_grid(grid, places, kinds, lambda column: kinds.get(column, NUMBER) in (NUMBER, WHOLE))
    if name == CLAUSES:
        return read_grid(grid, places, CLAUSE_COLUMNS, is_numeric, _YES_NO)
    if name == SOURCES:
        return read_grid(grid, places, SOURCE_COLUMNS, lambda _: False)
    table = read_grid(grid, places, KEY_VALUE_COLUMNS, lambda _: False)
    places.keys_and_values(table.file)
    return table


def _settings(read: _Read, problems: list[Problem]) -> Settings | None:
    table = read.tables.get(INSTANCE)
    if table is None:
        return None
    records = read_table(table, _KEY_VALUE)
    problems += [each for each in records.problems if (each.code, each.column) != ("missing-cell", VALUE)]
    rows = {_key(record.texts[KEY]): record for record in records.rows.values()}
    values: dict[str, object] = {
        key: _setting(key, record.texts[VALUE]) for key, record in rows.items() if VALUE in record.texts
    }
    if "sources" in values:
        hint = "sources have a sheet of their own, called sources"
        found, row = "the key sources", rows["sources"].row
        problems.append(Problem("unknown-key", table.file, found, "another key", row, KEY, hint=hint))
    values["sources"] = _sources(read, problems)
    try:
        return settings_of(values, table.file, lambda key: rows[key].row if key in rows else None)
    except InputError as error:
        problems += [_without_quotes(problem) for problem in error.problems]
        return None


def _key(text: str) -> str:
    return text.casefold() if text.casefold() in SETTINGS_KEYS else text


def _setting(key: str, text: str) -> object:
    return as_number(text) if key in NUMBER_KEYS else text


def _sources(read: _Read, problems: list[Problem]) -> dict[str, str]:
    table = read.tables.get(SOURCES)
    if table is None:
        return {}
    records = read_table(table, _SOURCES)
    problems += [problem for problem in records.problems if problem.code != "empty-table"]
    return {record.texts[WHAT]: record.texts.get(SAID, "") for record in records.rows.values()}


def _without_quotes(problem: Problem) -> Problem:
    expected = problem.expected.replace(" in quotes", "").replace(", sources", "")
    return replace(problem, expected=expected)


def _unused(book: Workbook, documents: Iterable[Document], settings: Settings | None) -> list[str]:
    names = [document.name for document in documents]
    if settings is None or not names or settings.policy in names:
        return []
    near = did_you_mean(settings.policy, names)
    told = f"{book.file}: the instance follows the policy {settings.policy}, which is none of the workbook's own"
    return [f"{told} ({', '.join(names)}){f'; {near}' if near else ''}"]


def _finished(read: _Read, problems: Iterable[Problem]) -> list[Problem]:
    """The problems with their cells, in the order of the sheets, without those that only follow from another."""
    order = [sheet.label for sheet in read.book.sheets.values()]
    merged = {f"{read.book.file}, {grid.label}": grid.merged for grid in read.grids.values()}
    each = sorted(dict.fromkeys(problems), key=lambda problem: (_rank(order, problem.file), problem.row or 0))
    located = [read.places.locate(problem) for problem in each]
    unusable = {(problem.file, problem.cell) for problem in located if problem.code.startswith(_OF_CELLS)}
    return [
        problem
        for problem in located
        if problem.code.startswith(_OF_CELLS)
        or not (
            (problem.file, problem.cell) in unusable
            or (problem.code == "missing-cell" and _is_inside(problem.cell, merged.get(problem.file, ())))
        )
    ]


def _rank(order: list[str], file: str) -> int:
    return order.index(file) if file in order else -1


def _is_inside(cell: str | None, ranges: Iterable[tuple[int, int, int, int]]) -> bool:
    place = position(cell or "")
    if place is None:
        return False
    row, column = place
    return any(top <= row <= bottom and left <= column <= right for top, left, bottom, right in ranges)
