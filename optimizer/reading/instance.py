"""Reading an instance: a folder of tables becomes one checked :class:`~models.instance.Instance`, or all its faults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from optimizer.reading.folder import fingerprint, read_inside
from optimizer.reading.schema import OPTIONAL_TABLES, TABLES
from optimizer.reading.settings import Settings, read_settings
from optimizer.reading.tables import Record, Records, read_table
from optimizer.reading.text import Table, decode, parse_csv

SETTINGS_FILE = "instance.toml"


def read_instance(folder: Path, vocabulary: Vocabulary) -> Instance:
    """The instance that a folder holds.

    Numbers are exact, mappings sorted by id, empty cells absent; ``inputs`` has the sha256 of every file read.
    InputError carries every problem of every file at once, in the order of the files and their rows.
    """
    if not folder.is_dir():
        raise InputError([Problem("missing-folder", str(folder), "no such folder", "the folder of an instance")])
    problems: list[Problem] = []
    inputs: dict[str, str] = {}
    settings = _read_settings(folder, inputs, problems)
    tables = _read_tables(folder, inputs, problems)
    sheets = check_tables(tables, problems)
    if problems or settings is None:
        raise InputError(_ordered(problems))
    warnings = tuple(cross_warnings(sheets))
    return replace(
        assemble(settings, sheets, vocabulary),
        name=folder.resolve().name,
        folder=str(folder.resolve()),
        inputs=dict(sorted(inputs.items())),
        warnings=(*_unread_tables(folder), *warnings),
    )


def _read_settings(folder: Path, inputs: dict[str, str], problems: list[Problem]) -> Settings | None:
    try:
        data = read_inside(folder, SETTINGS_FILE)
        inputs[SETTINGS_FILE] = fingerprint(data)
        return read_settings(data, SETTINGS_FILE)
    except InputError as error:
        problems += error.problems
        return None


def _read_tables(folder: Path, inputs: dict[str, str], problems: list[Problem]) -> dict[str, Table]:
    tables = {}
    for name in TABLES:
        file = f"{name}.csv"
        if name in OPTIONAL_TABLES and not _stands_in(folder, file):
            continue
        try:
            data = read_inside(folder, file)
            inputs[file] = fingerprint(data)
            tables[name] = parse_csv(decode(data, file), file)
        except InputError as error:
            problems += error.problems
    return tables


def _stands_in(folder: Path, file: str) -> bool:
    path = folder / file
    return path.is_symlink() or path.exists()


def _unread_tables(folder: Path) -> list[str]:
    known = {f"{name}.csv" for name in TABLES}
    others = sorted(path.name for path in folder.iterdir() if path.suffix.lower() == ".csv")
    return [f"{name}: not read; the tables are {', '.join(sorted(known))}" for name in others if name not in known]


def check_tables(tables: Mapping[str, Table], problems: list[Problem]) -> dict[str, Records]:
    """Check tables by name (``areas``, ``facilities`` …), one by one and against each other; append what is wrong.

    A table that is missing or unreadable is left out: its own problem has been reported by whoever looked for it.
    """
    sheets = {name: read_table(tables[name], spec) for name, spec in TABLES.items() if name in tables}
    for sheet in sheets.values():
        problems += sheet.problems
    problems += cross_problems(sheets)
    return sheets


def _ordered(problems: Iterable[Problem]) -> list[Problem]:
    files = [SETTINGS_FILE, *(f"{name}.csv" for name in TABLES)]
    return sorted(problems, key=lambda problem: (files.index(problem.file), problem.row or 0))


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
