"""An instance as it is written, in a folder or a workbook: its settings and the text of its tables, not yet checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from optimizer.problems import InputError, Problem
from optimizer.reading.folder import fingerprint, read_inside
from optimizer.reading.schema import OPTIONAL_TABLES, TABLES
from optimizer.reading.settings import Settings, read_settings
from optimizer.reading.text import Table, decode, parse_csv, unguarded

SETTINGS_FILE = "instance.toml"


def _as_it_is(problems: Iterable[Problem]) -> list[Problem]:
    return list(problems)


@dataclass(frozen=True)
class RawInstance:
    """What was read, with the problems met so far; ``settings`` is None if they cannot be used.

    ``place`` says where it lies. ``finish`` gives problems of the tables their final form and order.
    """

    name: str
    place: str
    settings: Settings | None
    tables: Mapping[str, Table]
    inputs: Mapping[str, str]
    problems: tuple[Problem, ...]
    warnings: tuple[str, ...] = ()
    finish: Callable[[Iterable[Problem]], list[Problem]] = field(default=_as_it_is, compare=False)


def read_folder(folder: Path) -> RawInstance:
    """The instance in a folder of CSV files. InputError ``missing-folder`` if there is none."""
    if not folder.is_dir():
        raise InputError([Problem("missing-folder", str(folder), "no such folder", "the folder of an instance")])
    problems: list[Problem] = []
    inputs: dict[str, str] = {}
    settings = _read_settings(folder, inputs, problems)
    tables = _read_tables(folder, inputs, problems)
    return RawInstance(
        folder.resolve().name,
        str(folder.resolve()),
        settings,
        tables,
        dict(sorted(inputs.items())),
        tuple(problems),
        tuple(unread_tables(folder)),
        _ordered,
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
        if name in OPTIONAL_TABLES and not stands_in(folder, file):
            continue
        try:
            data = read_inside(folder, file)
            inputs[file] = fingerprint(data)
            tables[name] = unguarded(parse_csv(decode(data, file), file))
        except InputError as error:
            problems += error.problems
    return tables


def stands_in(folder: Path, file: str) -> bool:
    """Whether the folder has something of that name, also a link to nothing."""
    path = folder / file
    return path.is_symlink() or path.exists()


def unread_tables(folder: Path) -> list[str]:
    """A warning for each CSV file that is none of the tables."""
    known = {f"{name}.csv" for name in TABLES}
    others = sorted(path.name for path in folder.iterdir() if path.suffix.lower() == ".csv")
    return [f"{name}: not read; the tables are {', '.join(sorted(known))}" for name in others if name not in known]


def _ordered(problems: Iterable[Problem]) -> list[Problem]:
    files = [SETTINGS_FILE, *(f"{name}.csv" for name in TABLES)]
    return sorted(problems, key=lambda problem: (files.index(problem.file), problem.row or 0))
