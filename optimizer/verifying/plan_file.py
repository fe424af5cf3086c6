"""Which plan a ``plan.csv`` holds, whether a program or a person wrote its numbers.

Every stock row of the instance stands in it exactly once. Only ``facility``, ``resource`` and ``proposed`` are needed;
``current``, where given, must be that of the instance, since a plan for other data would be judged wrongly; every other
column is ignored. A ``facilities.csv`` beside it says which candidate and closable facilities are open; a facility that
it does not list is open if the plan gives it anything.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path

import numpy as np

from models.instance import Instance
from models.plan import Plan, Units
from optimizer.problems import InputError, Problem, did_you_mean
from optimizer.reading.columnar.sheet import UnusualError
from optimizer.reading.tables import Record, Records, read_table
from optimizer.reading.text import Table, decode, parse_csv
from optimizer.verifying.perfect_plan import (
    OPENINGS_FILE,
    OPENINGS_SPEC,
    PLAN_SPEC,
    decided,
    read_perfect_plan,
    used,
)

_EXCEL = "a spreadsheet may have dropped leading zeros"


def read_plan(path: Path, instance: Instance) -> Plan:
    """The plan in a CSV file (UTF-8 or GB18030), with the ``facilities.csv`` beside it if there is one.

    Raises InputError with every problem of both files: those of any table, and ``no-file``, ``unknown-id``,
    ``not-in-stock``, ``missing-row``, ``stale-current`` and ``not-decided``.
    """
    try:
        return read_perfect_plan(path, instance)
    except UnusualError:
        return _read_carefully(path, instance)


def _read_carefully(path: Path, instance: Instance) -> Plan:
    """The same for any file, row by row, with all that is wrong with it."""
    table = _read_csv(path)
    records = read_table(table, PLAN_SPEC)
    problems = [*records.problems, *_key_problems(records, instance), *_stale(records, instance)]
    problems += _missing(table, records, instance)
    openings = _read_openings(path.with_name(OPENINGS_FILE), instance, problems)
    if problems:
        raise InputError(problems)
    stock = instance.stock_table
    units = np.array([_whole(records.rows[key], "proposed") for key in stock], np.int64)
    return Plan(Units(stock, units), {**used(instance, units), **openings})


def _read_csv(path: Path) -> Table:
    try:
        if not path.is_file():
            raise OSError(0, "no ordinary file of that name")
        data = path.read_bytes()
    except OSError as error:
        found = error.strerror or "nothing that can be read"
        raise InputError([Problem("no-file", path.name, found, "a file that can be read")]) from None
    table = parse_csv(decode(data, path.name), path.name)
    rows = tuple(dataclasses.replace(row, cells=tuple(map(_unguarded, row.cells))) for row in table.rows)
    return dataclasses.replace(table, rows=rows, fragments=frozenset(map(_unguarded, table.fragments)))


def _unguarded(cell: str) -> str:
    """The cell without the apostrophe that keeps spreadsheets from taking it for a formula."""
    return cell.removeprefix("'")


def _whole(record: Record, column: str) -> int:
    value = record.whole(column)
    assert value is not None, "a required cell without a value is a problem, and problems were raised"
    return value


def _key_problems(records: Records, instance: Instance) -> Iterator[Problem]:
    for (facility, resource), record in records.rows.items():
        if facility not in instance.facilities:
            yield _unknown(records.file, record, "facility", instance.facilities)
        if resource not in instance.resources:
            yield _unknown(records.file, record, "resource", instance.resources)
        if _known(instance, facility, resource) and (facility, resource) not in instance.stock:
            found, expected = f"{facility}, {resource}", "a facility and a resource that stock.csv has a row for"
            yield Problem("not-in-stock", records.file, found, expected, record.row, "resource")


def _known(instance: Instance, facility: str, resource: str) -> bool:
    return facility in instance.facilities and resource in instance.resources


def _unknown(file: str, record: Record, column: str, known: Collection[str]) -> Problem:
    word = record.texts[column]
    padded = _padded(word, known)
    hint = f'did you mean "{padded}"? {_EXCEL}' if padded else did_you_mean(word, known)
    return Problem("unknown-id", file, f'"{word}"', f"a {column} of the instance", record.row, column, hint=hint)


def _padded(word: str, known: Collection[str]) -> str | None:
    """The known id that becomes this word when it loses its leading zeros."""
    return next((name for name in sorted(known) if name != word and name.lstrip("0") == word), None)


def _stale(records: Records, instance: Instance) -> Iterator[Problem]:
    for key, record in records.rows.items():
        written, stock = record.whole("current"), instance.stock.get((key[0], key[1]))
        if written is not None and stock is not None and written != stock.current:
            expected = f"{stock.current}, as in stock.csv"
            hint = "the plan was made for other data; to change it, edit proposed only"
            yield Problem("stale-current", records.file, str(written), expected, record.row, "current", hint=hint)


def _missing(table: Table, records: Records, instance: Instance) -> Iterator[Problem]:
    """The stock rows that the file leaves out, one problem per facility; faulty rows count as there."""
    if not (records.complete and "resource" in table.header):
        return
    there = {(_meant(key[0], instance.facilities), _meant(key[1], instance.resources)) for key in records.rows}
    missing: dict[str, list[str]] = defaultdict(list)
    for facility, resource in instance.stock:
        if (facility, resource) not in there and facility not in table.fragments:
            missing[facility].append(resource)
    for facility, resources in missing.items():
        found = f"no row for {facility}: {', '.join(resources)}"
        yield Problem("missing-row", records.file, found, "every row of stock.csv exactly once")


def _meant(word: str, known: Collection[str]) -> str:
    return word if word in known else _padded(word, known) or word


def _read_openings(path: Path, instance: Instance, problems: list[Problem]) -> dict[str, bool]:
    """What the file says of each candidate and closable facility; its problems are added to the list."""
    if not path.exists():
        return {}
    try:
        table = _read_csv(path)
    except InputError as error:
        problems += error.problems
        return {}
    if "open" not in table.header and "type" in table.header:
        return {}  # the instance's own table of facilities: the plan lies in the instance's folder
    records = read_table(table, OPENINGS_SPEC)
    problems += records.problems
    problems += _opening_problems(records, instance)
    listed = {name: record.texts.get("open") == "yes" for (name,), record in records.rows.items()}
    decided = _decided(instance)
    return {name: is_open for name, is_open in listed.items() if name in decided}


def _opening_problems(records: Records, instance: Instance) -> Iterator[Problem]:
    decided = _decided(instance)
    for (facility,), record in records.rows.items():
        if facility not in instance.facilities:
            yield _unknown(records.file, record, "facility", instance.facilities)
        elif facility not in decided and record.texts.get("open") == "no":
            found, expected = f"{facility} is closed", "yes: its status is open, so it stays"
            yield Problem("not-decided", records.file, found, expected, record.row, "open")


def _decided(instance: Instance) -> set[str]:
    return set(decided(instance))
