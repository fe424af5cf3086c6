"""Reading an instance: what is written becomes one checked :class:`~models.instance.Instance`, or all its faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from models.instance import (
    KEEP_FACILITY,
    OPEN,
    Area,
    Facility,
    Instance,
    Resource,
    Stock,
    Travel,
    Vocabulary,
)
from optimizer.problems import InputError, Problem
from optimizer.reading.checks import Sheets, cross_problems, cross_warnings
from optimizer.reading.raw import RawInstance, read_folder
from optimizer.reading.schema import TABLES
from optimizer.reading.settings import Settings
from optimizer.reading.tables import Record, Records, read_table
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
    """
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


def assemble(settings: Settings, sheets: Sheets, vocabulary: Vocabulary) -> Instance:
    """The instance that checked tables make, still without a name and its inputs.

    To be called only when no problem was found in them.
    """
    return Instance(
        name="",
        title=settings.title,
        title_en=settings.title_en,
        policy=settings.policy,
        base_year=settings.base_year,
        target_year=settings.target_year,
        currency=settings.currency,
        annualise_years=settings.annualise_years,
        sources=settings.sources,
        areas={key[0]: _area(record) for key, record in sheets["areas"].rows.items()},
        facilities={key[0]: _facility(record) for key, record in sheets["facilities"].rows.items()},
        resources={key[0]: _resource(record) for key, record in sheets["resources"].rows.items()},
        stock={_pair(key): _stock(record) for key, record in sheets["stock"].rows.items()},
        travel=_travel(sheets),
        vocabulary=vocabulary,
        area_columns=sheets["areas"].columns,
        facility_columns=sheets["facilities"].columns | {"status"},
    )


def _pair(key: tuple[str, ...]) -> tuple[str, str]:
    first, second = key
    return first, second


def _area(record: Record) -> Area:
    texts, numbers = record.texts, record.numbers
    return Area(
        area=texts["area"],
        name=texts["name"],
        level=texts["level"],
        parent=texts.get("parent"),
        name_en=texts.get("name_en"),
        lon=numbers.get("lon"),
        lat=numbers.get("lat"),
        area_km2=numbers.get("area_km2"),
        texts=texts,
        numbers=record.data,
    )


def _facility(record: Record) -> Facility:
    texts, numbers = {"status": OPEN, **record.texts}, record.numbers
    return Facility(
        facility=texts["facility"],
        name=texts["name"],
        area=texts["area"],
        type=texts["type"],
        status=texts["status"],
        open_cost=numbers.get("open_cost"),
        name_en=texts.get("name_en"),
        lon=numbers.get("lon"),
        lat=numbers.get("lat"),
        texts=texts,
        numbers=record.data,
    )


def _resource(record: Record) -> Resource:
    texts, numbers = record.texts, record.numbers
    return Resource(
        resource=texts["resource"],
        name=texts["name"],
        unit=texts["unit"],
        name_en=texts.get("name_en"),
        part_of=texts.get("part_of"),
        group=texts.get("group"),
        keep=texts.get("keep", KEEP_FACILITY),
        max_per_facility=record.whole("max_per_facility"),
        capital_cost=numbers.get("capital_cost"),
        annual_cost=numbers.get("annual_cost"),
    )


def _stock(record: Record) -> Stock:
    return Stock(
        facility=record.texts["facility"],
        resource=record.texts["resource"],
        current=record.numbers["current"].numerator,
        min=record.whole("min"),
        max=record.whole("max"),
        capital_cost=record.numbers.get("capital_cost"),
        annual_cost=record.numbers.get("annual_cost"),
    )


def _travel(sheets: Sheets) -> dict[tuple[str, str], Travel] | None:
    if "travel" not in sheets:
        return None
    rows = sheets["travel"].rows
    return {_pair(key): Travel(row.numbers.get("minutes"), row.numbers.get("km")) for key, row in rows.items()}
