"""A table of exact values with titles in one language, and how each kind of value is written for a reader.

Word and the page print :func:`cell_text`; Excel gets the values themselves with the number format of their kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

from optimizer.reporting.numbers import fixed, grouped, money, percent, signed

Cell = str | int | Fraction | None
"""A text, a whole number of units, an exact fraction, or None for what is not known or does not apply."""

INDEX_PLACES = 4


class Kind(Enum):
    """What the values of a column are, which decides how they are written and aligned."""

    TEXT = "text"
    UNITS = "units"
    """whole units: beds, people, vehicles"""
    CHANGE = "change"
    """whole units with their sign"""
    RATE = "rate"
    """units per so many people, two decimal places"""
    INDEX = "index"
    """an index such as Gini, four decimal places"""
    NUMBER = "number"
    """any number, up to two decimal places"""
    SHARE = "share"
    """a share of one, written in per cent"""
    MONEY = "money"
    """an amount in the instance's currency"""


@dataclass(frozen=True)
class Field:
    """One column of a table: its key (stable, English), its title in the language of the document, what it holds.

    Neighbours with the same ``top`` may be printed under it as one heading, each with its ``under``; the title alone
    says everything too.
    """

    key: str
    title: str
    kind: Kind = Kind.TEXT
    top: str = ""
    under: str = ""


@dataclass(frozen=True)
class Sheet:
    """One table of a document. ``marks`` has one entry per row: a status (``met``, ``short``, ``violated``,
    ``not_applicable``), ``total`` for a row of sums, ``group`` for a row that heads others, or ``""``."""

    key: str
    title: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[Cell, ...], ...]
    marks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.fields) for row in self.rows):
            raise ValueError(f"a row of {self.key} does not fit its columns")
        if self.marks and len(self.marks) != len(self.rows):
            raise ValueError(f"{self.key} has other marks than rows")

    def without(self, *keys: str) -> Sheet:
        """The same table without some of its columns."""
        kept = [place for place, field in enumerate(self.fields) if field.key not in keys]
        rows = tuple(tuple(row[place] for place in kept) for row in self.rows)
        return replace(self, fields=tuple(self.fields[place] for place in kept), rows=rows)

    def mark(self, number: int) -> str:
        """The mark of a row."""
        return self.marks[number] if self.marks else ""


def cell_text(cell: Cell, kind: Kind, currency: str, lang: str) -> str:
    """A value as a reader sees it; nothing for None."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if kind is Kind.CHANGE:
        return signed(int(cell))
    if kind is Kind.RATE:
        return fixed(cell, separator=",")
    if kind is Kind.INDEX:
        return fixed(cell, INDEX_PLACES)
    if kind is Kind.SHARE:
        return percent(cell)
    return money(cell, currency, lang) if kind is Kind.MONEY else grouped(cell)


def texts(sheet: Sheet, currency: str, lang: str) -> Sequence[Sequence[str]]:
    """All cells of a table as a reader sees them."""
    kinds = [field.kind for field in sheet.fields]
    return [
        [cell_text(cell, kind, currency, lang) for cell, kind in zip(row, kinds, strict=True)] for row in sheet.rows
    ]
