"""The filled cells of a sheet as text, by row and column, and how rows and columns are called by an address."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from optimizer.problems import Problem

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

_LETTERS = re.compile("[A-Z]{1,3}")
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@cache
def column_letters(number: int) -> str:
    """1 → ``A``, 27 → ``AA``."""
    number, last = divmod(number - 1, 26)
    return (column_letters(number) if number else "") + chr(ord("A") + last)


@lru_cache(maxsize=LAST_COLUMN)
def column_number(letters: str) -> int | None:
    """``A`` → 1, ``XFD`` → 16384; None for what is the name of no column."""
    if not _LETTERS.fullmatch(letters):
        return None
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number if number <= LAST_COLUMN else None


def address(row: int, column: int) -> str:
    """(7, 4) → ``D7``."""
    return f"{column_letters(column)}{row}"


def position(cell: str) -> tuple[int, int] | None:
    """``D7`` → (7, 4); None for what is no address of one cell."""
    match = _ADDRESS.fullmatch(cell)
    column = column_number(match[1]) if match else None
    return (int(match[2]), column) if match and column else None


@dataclass
class Grid:
    """The filled cells of a sheet: row → column → text, both counted from 1.

    ``shown`` has those numbers to which their format adds decimal places, with these; ``booleans`` are the addresses of
    cells that are true or false. ``hidden_rows`` and ``hidden_columns`` (from, to) may be empty ones too. ``merged``
    are ranges: first row and column, last row and column.
    """

    label: str
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    shown: dict[tuple[int, int], str] = field(default_factory=dict)
    booleans: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
