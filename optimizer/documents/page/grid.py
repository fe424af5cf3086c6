"""A table as the templates take it: texts, what to sort by where a text is no plain number, and which columns are
numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from optimizer.documents.sheet import Cell, Field, Kind, Sheet, cell_text

_PLAIN_NUMBER = re.compile(r"[+-]?[\d,]+(\.\d+)?%?")
"""What the script can read as a number by itself."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell: its text, and the number to sort it by if the text is not one."""

    text: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its cells, and its mark as in :class:`~optimizer.documents.sheet.Sheet`."""

    cells: tuple[Shown, ...]
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Top:
    """A heading over ``span`` columns, or over one column with nothing under it, ``rows`` lines high."""

    text: str
    span: int
    rows: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One table; ``key`` is its id in the page, ``numeric`` counts its columns of numbers from 1.

    With ``tops`` it has two lines of headings, and a head is empty where the one above stands for it.
    """

    key: str
    title: str
    heads: tuple[str, ...]
    numeric: tuple[int, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    tops: tuple[Top, ...] = ()


def grid(sheet: Sheet, currency: str, lang: str, without: Sequence[str] = ()) -> Grid:
    """A table of a document for the page, without the fields of these keys."""
    kept = [number for number, field in enumerate(sheet.fields) if field.key not in without]
    fields = [sheet.fields[number] for number in kept]
    kinds = [(number, sheet.fields[number].kind) for number in kept]
    tops = _tops(fields) if any(field.top for field in fields) else ()
    return Grid(
        f"t-{sheet.key.replace('_', '-')}",
        sheet.title,
        tuple(field.under for field in fields) if tops else tuple(field.title for field in fields),
        numeric_columns(fields),
        tuple(
            Line(tuple([shown(row[number], kind, currency, lang) for number, kind in kinds]), sheet.mark(place))
            for place, row in enumerate(sheet.rows)
        ),
        sheet.notes,
        tops,
    )


def _tops(fields: Iterable[Field]) -> tuple[Top, ...]:
    """The upper line of headings: neighbours with the same top share one."""
    found = []
    for top, group in groupby(fields, key=lambda field: field.top):
        members = list(group)
        found += [Top(top, len(members), 1)] if top else [Top(field.title, 1, 2) for field in members]
    return tuple(found)


def shown(cell: Cell, kind: Kind, currency: str, lang: str) -> Shown:
    """A value as text, with the number beside it where its text does not sort by itself."""
    if cell is None or isinstance(cell, str):
        return Shown(cell or "")
    text = cell_text(cell, kind, currency, lang)
    if kind not in (Kind.MONEY, Kind.NUMBER) or _PLAIN_NUMBER.fullmatch(text):
        return Shown(text)
    return Shown(text, f"{float(Fraction(cell)):.12g}")


def numeric_columns(fields: Iterable[Field]) -> tuple[int, ...]:
    """Which columns hold numbers, counted from 1."""
    return tuple(number for number, field in enumerate(fields, 1) if field.kind is not Kind.TEXT)
