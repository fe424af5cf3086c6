"""A sweep file, TOML, becomes a grid, or every problem in its form.

instances = ["shulan", "../regions/mine", "plan.xlsx"]   # shipped names; folders and workbooks, seen from this file
policies  = ["shulan-145", "shulan-145-strict"]          # names; default: each instance's own
budgets   = ["none", 300000000]                          # caps on all capital cost; default: none
seeds     = [0, 1]                                       # default: 0
time_limit = 600                                         # seconds of each run; gap, threads and method likewise

[[variant]]
name = "as it stands"

[[variant]]
name = "more doctors"
set  = ["SL-10.at_least=3.2"]
drop = ["SL-15"]
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from models.grammar import GrammarError, parse_number
from optimizer.problems import InputError, Problem, did_you_mean
from optimizer.reading.policy_file import show
from optimizer.reading.text import clean, decode, key_row, parse_toml
from optimizer.reporting.numbers import csv_number
from optimizer.solving.find import SolveOptions
from optimizer.sweeping.grid import Grid, Variant

METHODS = ("auto", "whole", "counties")
GRID_KEYS = ("instances", "policies", "budgets", "seeds")
KEYS = (*GRID_KEYS, "time_limit", "gap", "threads", "method", "variant")
VARIANT_KEYS = ("name", "set", "drop")

NO_BUDGET = "none"
LARGEST_SEED, MOST_THREADS = 2**31 - 1, 256
MOST_RUNS = 100_000

Item = TypeVar("Item")


def read_sweep_file(path: Path) -> Grid:
    """The grid of a sweep file. InputError carries every problem in its form at once.

    Codes: ``unreadable-file``, ``encoding``, ``toml``, ``unknown-key``, ``missing-key``, ``bad-type``, ``bad-number``,
    ``out-of-range``, ``unknown-method``, ``duplicate``, ``too-many-runs``. Whether what it names exists is not looked
    at here.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        found = error.strerror or "nothing that can be read"
        raise InputError([Problem("unreadable-file", str(path), found, "a sweep file")]) from None
    text = decode(data, path.name)
    sheet = _Sheet(parse_toml(text, path.name), text, path.name)
    grid = sheet.grid(path.resolve().parent)
    if not sheet.problems and len(grid) > MOST_RUNS:
        found, expected = f"{len(grid):,} runs", f"at most {MOST_RUNS:,}"
        sheet.problems.append(Problem("too-many-runs", path.name, found, expected))
    if sheet.problems:
        raise InputError(sheet.problems)
    return grid


class _Sheet:
    """The values of one file, and the problems met while they are read."""

    def __init__(self, values: Mapping[str, object], text: str, file: str) -> None:
        self.values, self.text, self.file = values, text, file
        self.problems: list[Problem] = []

    def grid(self, folder: Path) -> Grid:
        """Everything that is sound; problems are appended for the rest."""
        self.unknown_keys(self.values, KEYS, key_row_of=lambda key: key_row(self.text, key))
        return Grid(
            file=self.file,
            folder=folder,
            instances=self.listed("instances", self.text_item, needed=True),
            policies=self.listed("policies", self.text_item) or (None,),
            variants=self.variants() or (Variant(),),
            budgets=tuple(None if each == NO_BUDGET else each for each in self.listed("budgets", self.budget))
            or (None,),
            seeds=self.listed("seeds", self.seed) or (0,),
            options=self.options(),
            rows={key: key_row(self.text, key) for key in GRID_KEYS},
        )

    def complain(self, code: str, key: str, found: str, expected: str, hint: str | None = None) -> None:
        """Append a problem with a key of the file."""
        self.problems.append(Problem(code, self.file, found, expected, key_row(self.text, key), key, hint=hint))

    def unknown_keys(
        self, table: Mapping[str, object], known: Sequence[str], key_row_of: Callable[[str], int | None]
    ) -> None:
        """Append a problem for every key that nobody reads."""
        for key in table:
            if key not in known:
                misplaced = known is VARIANT_KEYS and key in KEYS
                hint = "it belongs above the first [[variant]]" if misplaced else did_you_mean(key, known)
                expected = f"one of {', '.join(known)}"
                self.problems.append(
                    Problem("unknown-key", self.file, f"the key {key}", expected, key_row_of(key), key, hint=hint)
                )

    def listed(self, key: str, read: Callable[[str, object], Item | None], needed: bool = False) -> tuple[Item, ...]:
        """The items of a list, each once and read by ``read``, which complains itself."""
        value = self.values.get(key)
        if value is None:
            if needed:
                self.complain("missing-key", key, f"no key {key}", f'{key} = ["shulan"]')
            return ()
        if not isinstance(value, list) or not value:
            self.complain("bad-type", key, show(value), f"a list with something in it: {key} = [ … ]")
            return ()
        items = [item for each in value if (item := read(key, each)) is not None]
        times = Counter(items)
        for item in times:
            if times[item] > 1:
                self.complain("duplicate", key, f"{show(item)} again", "everything once")
        return tuple(times)

    def text_item(self, key: str, value: object) -> str | None:
        """A text that is not empty."""
        if isinstance(value, str) and clean(value):
            return clean(value)
        self.complain("bad-type", key, show(value), "text in double quotes")
        return None

    def seed(self, key: str, value: object) -> int | None:
        """A seed of the solver."""
        return self.whole(key, value, 0, LARGEST_SEED)

    def whole(self, key: str, value: object, least: int, most: int) -> int | None:
        """A whole number in a range."""
        if isinstance(value, bool) or not isinstance(value, int):
            self.complain("bad-type", key, show(value), f"a whole number from {least} to {most}")
        elif not least <= value <= most:
            self.complain("out-of-range", key, show(value), f"a whole number from {least} to {most}")
        else:
            return value
        return None

    def budget(self, key: str, value: object) -> str | None:
        """An amount of money in digits, the same for all ways to write it; ``none`` is none."""
        if value == NO_BUDGET:
            return NO_BUDGET
        expected = f'an amount of the currency, or "{NO_BUDGET}"'
        number = _number(value)
        if number is None:
            self.complain("bad-number", key, show(value), expected)
        elif number < 0:
            self.complain("out-of-range", key, show(value), "an amount not below zero")
        else:
            return csv_number(number)
        return None

    def options(self) -> SolveOptions:
        """The options that every run shares."""
        method = self.values.get("method", "auto")
        if method not in METHODS:
            hint = did_you_mean(str(method), METHODS)
            self.complain("unknown-method", "method", show(method), f"one of {', '.join(METHODS)}", hint)
        limit = self.number("time_limit", lambda number: number > 0, "a number of seconds above zero")
        gap = self.number("gap", lambda number: 0 <= number <= 1, "a fraction from 0 to 1, like 0.0001")
        threads = self.whole("threads", self.values.get("threads", 1), 1, MOST_THREADS)
        usual = SolveOptions()
        return SolveOptions(
            time_limit=None if limit is None else float(limit),
            gap=usual.gap if gap is None else float(gap),
            threads=threads or usual.threads,
            method=str(method),
        )

    def number(self, key: str, suits: Callable[[Fraction], bool], expected: str) -> Fraction | None:
        """A number that suits; None if there is none."""
        value = self.values.get(key)
        if value is None:
            return None
        number = None if isinstance(value, str) else _number(value)
        if number is None:
            self.complain("bad-type", key, show(value), expected)
        elif not suits(number):
            self.complain("out-of-range", key, show(value), expected)
        else:
            return number
        return None

    def variants(self) -> tuple[Variant, ...]:
        """The tables ``[[variant]]``, each under a name of its own."""
        tables = self.values.get("variant", [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self.complain("bad-type", "variant", show(tables), "tables that begin with [[variant]]")
            return ()
        lines = [
            row for row, line in enumerate(self.text.splitlines(), 1) if re.match(r"\s*\[\[\s*variant\s*\]\]", line)
        ]
        rows: list[int | None] = [*lines] if len(lines) == len(tables) else [None] * len(tables)
        found: list[Variant] = []
        for table, row in zip(tables, rows, strict=True):
            found.append(self.variant(table, row, [one.name for one in found]))
        return tuple(found)

    def variant(self, table: Mapping[str, object], row: int | None, taken: Sequence[str]) -> Variant:
        """One of them."""

        def complain(code: str, key: str, found: str, expected: str) -> None:
            self.problems.append(Problem(code, self.file, found, expected, row, key))

        self.unknown_keys(table, VARIANT_KEYS, key_row_of=lambda _: row)
        name = table.get("name")
        if not isinstance(name, str) or not clean(name):
            found = "no key name" if name is None else show(name)
            complain("missing-key" if name is None else "bad-type", "name", found, 'name = "…"')
        elif clean(name) in taken:
            complain("duplicate", "name", f"{show(clean(name))} again", "a name of its own for every variant")
        changes: dict[str, tuple[str, ...]] = {}
        for key, like in (("set", "SL-10.at_least=3.2"), ("drop", "SL-15")):
            texts = table.get(key, [])
            if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
                complain("bad-type", key, show(texts), f'a list of texts, like ["{like}"]')
                texts = []
            changes[key] = tuple(texts)
        return Variant(clean(str(name)), changes["set"], changes["drop"], row)


def _number(value: object) -> Fraction | None:
    """The exact number that a value of the file is, None if it is none."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return None
    try:
        return parse_number(value if isinstance(value, str) else format(Decimal(value), "f"))
    except GrammarError:
        return None
