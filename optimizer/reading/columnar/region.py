"""A large region read by columns, if nothing in its folder is out of the ordinary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.instance import CANDIDATE, Instance, Vocabulary
from models.tables import Coded, FacilityTable, StockTable
from optimizer.problems import Problem
from optimizer.reading.assembly import bare_region
from optimizer.reading.checks import cross_problems
from optimizer.reading.columnar.facilities import facility_rows, read_facilities
from optimizer.reading.columnar.pairs import read_stock, read_travel
from optimizer.reading.columnar.sheet import Sheet, UnusualError, read_sheet
from optimizer.reading.folder import fingerprint, read_inside
from optimizer.reading.oddities import (
    area_warnings,
    name_for_word,
    never_incurred,
    offers_nothing,
    place,
    words_of_names,
)
from optimizer.reading.raw import SETTINGS_FILE, stands_in, unread_tables
from optimizer.reading.schema import TABLES
from optimizer.reading.settings import read_settings
from optimizer.reading.tables import Records, read_table
from optimizer.reading.text import decode, parse_csv, unguarded

FACILITIES, STOCK, TRAVEL = BY_COLUMNS = ("facilities", "stock", "travel")
"""Tables that are read by columns; areas and resources are few."""

_LARGE = 1 << 20
"""Bytes of these tables together from which on their columns repay."""


def is_large(path: Path) -> bool:
    """Whether a path is a folder whose tables are so large that they should be read by columns."""
    try:
        files = [path / f"{name}.csv" for name in BY_COLUMNS] if path.is_dir() else []
        return sum(file.stat().st_size for file in files if file.is_file()) >= _LARGE
    except OSError:
        return False


def read_columns(folder: Path, vocabulary: Vocabulary) -> Instance:
    """The instance in a folder, the same as the careful way gives: it is accepted only if there is no problem.

    UnusualError, or InputError with some of the problems, if there is one, or anything else that is judged elsewhere.
    """
    files = _Files(folder)
    settings = read_settings(files.read(SETTINGS_FILE), SETTINGS_FILE)
    few = {name: files.records(name) for name in ("areas", "resources")}
    _refuse([*(problem for records in few.values() for problem in records.problems), *cross_problems(few)])
    region = bare_region(settings, few["areas"], few["resources"], vocabulary)
    sheet = files.sheet(FACILITIES)
    facilities = read_facilities(sheet, region.areas)
    stock = read_stock(files.sheet(STOCK), facilities, region.resources)
    travel = read_travel(files.sheet(TRAVEL), facilities) if stands_in(folder, f"{TRAVEL}.csv") else None
    odd = (*area_warnings(few["areas"], vocabulary), *_facility_warnings(sheet, facilities, stock, vocabulary))
    return replace(
        region,
        name=folder.resolve().name,
        folder=str(folder.resolve()),
        facilities=facilities,
        stock=stock,
        travel=travel,
        facility_columns=frozenset(sheet.header) | {"status"},
        inputs=dict(sorted(files.inputs.items())),
        warnings=(*unread_tables(folder), *odd),
    )


class _Files:
    """Reads the files of a folder and remembers their fingerprints."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.inputs: dict[str, str] = {}

    def read(self, file: str) -> bytes:
        data = read_inside(self.folder, file)
        self.inputs[file] = fingerprint(data)
        return data

    def records(self, name: str) -> Records:
        file = f"{name}.csv"
        return read_table(unguarded(parse_csv(decode(self.read(file), file), file)), TABLES[name])

    def sheet(self, name: str) -> Sheet:
        file = f"{name}.csv"
        return read_sheet(self.read(file), file)


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise UnusualError(str(problems[0]))


def _facility_warnings(
    sheet: Sheet, facilities: FacilityTable, stock: StockTable, vocabulary: Vocabulary
) -> Iterator[str]:
    """What is said of facilities, in the words and the order of the careful way."""
    where = _Places(sheet, facilities)
    for kind, words in words_of_names(sheet.header, vocabulary).items():
        for row, name in _cells(facilities.texts.get(kind), words):
            yield name_for_word(where.row(row), kind, name, words[name])
    costly = facilities.fixed["open_cost"].where(bool) & ~facilities.status.where(CANDIDATE.__eq__)
    empty = np.bincount(stock.first, minlength=len(facilities)) == 0
    for row in np.flatnonzero(costly | empty).tolist():
        if costly[row]:
            yield never_incurred(where.row(row), facilities.record(row).status)
        if empty[row]:
            yield offers_nothing(where.row(row), f"{STOCK}.csv")


def _cells(column: Coded[str] | None, texts: Mapping[str, object]) -> Iterator[tuple[int, str]]:
    """Row and text of every cell that is one of these texts."""
    if column is not None:
        for row in np.flatnonzero(column.where(texts.__contains__)).tolist():
            yield row, column.values[column.codes[row]]


class _Places:
    """Where the facilities of a table stand in its file."""

    def __init__(self, sheet: Sheet, facilities: FacilityTable) -> None:
        self._sheet, self._facilities = sheet, facilities

    def row(self, row: int) -> str:
        """File, row and id of a facility. UnusualError if the rows of the file are not known."""
        return place(self._sheet.file, int(self._numbers[row]), self._facilities.ids[row])

    @cached_property
    def _numbers(self) -> NDArray[np.int64]:
        if self._sheet.row_numbers is None:
            raise UnusualError("rows of several lines, and a warning that names a row")
        return self._sheet.row_numbers[facility_rows(self._sheet)]
