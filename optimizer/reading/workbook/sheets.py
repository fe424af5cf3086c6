"""Which sheet of a workbook is which table of an instance, and what cells these sheets hold."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from optimizer.problems import InputError, Problem
from optimizer.reading.folder import fingerprint
from optimizer.reading.workbook.cells import read_cells
from optimizer.reading.workbook.grid import Grid, column_letters
from optimizer.reading.workbook.outline import VISIBLE, Outline, SheetPart, read_outline
from optimizer.reading.workbook.package import (
    MEGABYTE,
    MOST_BYTES,
    WORKBOOK_SUFFIX,
    Package,
    open_package,
    too_large,
)
from optimizer.reading.workbook.strings import read_strings
from optimizer.reading.workbook.styles import NumberForm, read_forms

INSTANCE, SOURCES, POLICY, CLAUSES = "instance", "sources", "policy", "clauses"
README, CODES = "readme", "codes"
SHEETS: Mapping[str, tuple[str, ...]] = {
    INSTANCE: ("实例", "基本信息"),
    SOURCES: ("来源", "数据来源"),
    "areas": ("区域", "地区"),
    "facilities": ("机构",),
    "resources": ("资源",),
    "stock": ("存量", "现状"),
    "travel": ("交通", "路程"),
    POLICY: ("政策", "规划"),
    CLAUSES: ("条款",),
    README: ("说明", "填写说明"),
    CODES: ("代码",),
}
"""What a sheet is called, and which other titles mean the same; capitals do not matter."""

UNREAD = (README, CODES)
"""Sheets for the reader of the workbook alone."""

REQUIRED = (INSTANCE, "areas", "facilities", "resources", "stock")

_NEAR = 0.8
_MEANING = {title.casefold(): name for name, others in SHEETS.items() for title in (name, *others)}


def is_workbook(path: Path) -> bool:
    """Whether a path is meant as a workbook: it ends in .xlsx and is no folder."""
    return path.suffix.lower() == WORKBOOK_SUFFIX and not path.is_dir()


@dataclass(frozen=True)
class Sheet:
    """One sheet whose title means a table: its name there, and how problems call it."""

    name: str
    label: str
    part: SheetPart


class Workbook:
    """An opened workbook. Its sheets are read when they are asked for."""

    def __init__(self, path: Path) -> None:
        """InputError as from the guards, ``missing-file`` and ``not-a-file`` if there is no such file."""
        self.file = path.name
        data = _bytes_of(path)
        self.fingerprint = fingerprint(data)
        self.package: Package = open_package(data, self.file)
        self.outline: Outline = read_outline(self.package)
        self.problems: list[Problem] = []
        self.sheets: Mapping[str, Sheet] = self._matched()

    @property
    def inputs(self) -> dict[str, str]:
        """The file's name with the sha256 of its bytes."""
        return {self.file: self.fingerprint}

    @cached_property
    def _strings(self) -> list[str]:
        return read_strings(self.package, self.outline.strings)

    @cached_property
    def _forms(self) -> tuple[NumberForm, ...]:
        return read_forms(self.package, self.outline.styles)

    def grid(self, name: str) -> Grid | None:
        """The cells of a sheet by the name of its table; None if there is no such sheet."""
        sheet = self.sheets.get(name)
        if sheet is None or sheet.part.part is None:
            return None
        calculated = self.outline.calculated
        return read_cells(self.package, sheet.part.part, sheet.label, self._strings, self._forms, calculated)

    def _matched(self) -> dict[str, Sheet]:
        found: dict[str, Sheet] = {}
        for part in self.outline.sheets:
            name = _MEANING.get(part.title.strip().casefold())
            if name is None or name in UNREAD:
                continue
            if name in found:
                hint = f'the sheet "{found[name].part.title}" means the same'
                self._complain("sheet-twice", f'a second sheet "{part.title}"', f"one sheet {name}", hint)
            elif part.part is None:
                self._complain("sheet-kind", f'a sheet "{part.title}" without cells', "a sheet with a table")
            else:
                found[name] = Sheet(name, f"sheet {part.title}", part)
        absent = [name for name in SHEETS if name not in found and name not in UNREAD]
        for name in absent:
            self._missed(name, absent)
        return found

    @property
    def others(self) -> list[str]:
        """The titles of the sheets that mean no table."""
        return [part.title for part in self.outline.sheets if part.title.strip().casefold() not in _MEANING]

    def _missed(self, name: str, absent: Iterable[str]) -> None:
        """A sheet that has to be there; or one that is nearly called so: passed over, it would silently do nothing."""
        near = [title for title in self.others if _nearest(title, absent) == name]
        hint = f'is it "{near[0]}", perhaps?' if near else None
        if name in REQUIRED:
            self._complain("missing-sheet", f"no sheet {name}", f"a sheet {name}", hint)
        elif near:
            expected = f"one of {', '.join(SHEETS)}, or a title less like them"
            self._complain("unknown-sheet", f'a sheet "{near[0]}"', expected, f'did you mean "{name}"?')

    def _complain(self, code: str, found: str, expected: str, hint: str | None = None) -> None:
        self.problems.append(Problem(code, self.file, found, expected, hint=hint))

    def warnings(self, grids: Iterable[Grid]) -> list[str]:
        """What was not read, and what was read although it is hidden."""
        told = []
        if self.others:
            titles = ", ".join(f'"{title}"' for title in self.others)
            told.append(f"{self.file}: not read: the sheets {titles}; those that are read are {', '.join(SHEETS)}")
        for sheet in self.sheets.values():
            if sheet.part.state != VISIBLE:
                told.append(f"{self.file}, {sheet.label}: the sheet is hidden; it was read like the others")
        for grid in grids:
            if not grid.rows:
                told.append(f"{self.file}, {grid.label}: the sheet is empty; it counts as none")
            told += [f"{self.file}, {grid.label}: {text}" for text in _hidden(grid)]
        return told


def _nearest(title: str, names: Iterable[str]) -> str | None:
    return next(iter(difflib.get_close_matches(title.strip().casefold(), list(names), 1, _NEAR)), None)


def _hidden(grid: Grid) -> Iterable[str]:
    rows = sorted(grid.hidden_rows & grid.rows.keys())
    if rows:
        yield f"hidden rows were read like the others: {_ranges(rows)}"
    used = {column for row in grid.rows.values() for column in row} if grid.hidden_columns else set()
    columns = covered(sorted(used), sorted(grid.hidden_columns))
    if columns:
        yield f"hidden columns were read like the others: {', '.join(map(column_letters, columns))}"


def covered(numbers: Sequence[int], spans: Sequence[tuple[int, int]]) -> list[int]:
    """Those of the numbers that lie in one of the spans, both in rising order."""
    found, place, reach = [], 0, 0
    for number in numbers:
        while place < len(spans) and spans[place][0] <= number:
            reach = max(reach, spans[place][1])
            place += 1
        if number <= reach:
            found.append(number)
    return found


def _ranges(numbers: Iterable[int]) -> str:
    """5, 6, 7, 12 → ``5-7, 12``."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in spans)


def _bytes_of(path: Path) -> bytes:
    try:
        if not path.exists():
            raise InputError([Problem("missing-file", path.name, "no such file", "a workbook (.xlsx)")])
        if not path.is_file():
            raise InputError([Problem("not-a-file", path.name, "something that is not a file", "a workbook (.xlsx)")])
        if path.stat().st_size > MOST_BYTES:
            limit = f"at most {MOST_BYTES // MEGABYTE} MB"
            raise too_large(path.name, f"{path.stat().st_size // MEGABYTE} MB", limit)
        return path.read_bytes()
    except OSError as error:
        found = error.strerror or "nothing that can be read"
        raise InputError([Problem("unreadable-file", path.name, found, "a file that can be read")]) from None
