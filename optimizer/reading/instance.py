"""Reading an instance: what is written becomes one checked :class:`~models.instance.Instance`, or all its faults."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from models.instance import Instance, Vocabulary
from optimizer.problems import InputError, Problem
from optimizer.reading.assembly import assemble
from optimizer.reading.checks import cross_problems
from optimizer.reading.columnar.region import is_large, read_columns
from optimizer.reading.columnar.sheet import UnusualError
from optimizer.reading.oddities import cross_warnings
from optimizer.reading.raw import RawInstance, read_folder
from optimizer.reading.schema import TABLES
from optimizer.reading.tables import Records, read_table
from optimizer.reading.text import Table
from optimizer.reading.workbook.instance import read_workbook
from optimizer.reading.workbook.sheets import is_workbook


def read_raw(path: Path) -> RawInstance:
    """The instance in a folder or a workbook as it is written; InputError if it cannot be opened."""
    return read_workbook(path) if is_workbook(path) else read_folder(path)


def read_instance(path: Path, vocabulary: Vocabulary) -> Instance:
    """The instance that a folder or a workbook holds.

    Numbers are exact, mappings sorted by id, empty cells absent; ``inputs`` has the sha256 of every file read.
    InputError carries every problem of every file at once, in the order of the files and their rows.

    The tables of a large folder are read by columns if nothing in them is out of the ordinary; the result is the same.
    """
    if is_large(path):
        with suppress(UnusualError, InputError):
            return read_columns(path, vocabulary)
    return checked(read_raw(path), vocabulary)


def checked(raw: RawInstance, vocabulary: Vocabulary) -> Instance:
    """The instance that was read, or InputError with every problem in it."""
    problems = list(raw.problems)
    sheets = check_tables(raw.tables, problems)
    if problems or raw.settings is None:
        raise InputError(raw.finish(problems))
    return replace(
        assemble(raw.settings, sheets, vocabulary),
        name=raw.name,
        folder=raw.place,
        inputs=raw.inputs,
        warnings=(*raw.warnings, *cross_warnings(sheets, vocabulary)),
    )


def check_tables(tables: Mapping[str, Table], problems: list[Problem]) -> dict[str, Records]:
    """Check tables by name (``areas``, ``facilities`` …), one by one and against each other; append what is wrong.

    A table that is missing or unreadable is left out: its own problem has been reported by whoever looked for it.
    """
    sheets = {name: read_table(tables[name], spec) for name, spec in TABLES.items() if name in tables}
    for sheet in sheets.values():
        problems += sheet.problems
    problems += cross_problems(sheets)
    return sheets
