"""How text and tables from somebody's files reach a terminal: as plain text, never wider than it, split if need be.

Nothing printed here is read as markup, emoji or control sequence; Chinese characters count as two cells.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from optimizer.reporting.folding import fold, longest_piece

GAP = 2
"""Cells between two columns: one of padding and one of the box."""

DASH = "- "

HEADER_CELLS, WORD_CELLS = 14, 20
"""A column of numbers is not made wider than this for its header, unless one word of it is and not too long either; the
header is folded."""

NARROW_YIELDING, NARROW = 14, 10
"""How narrow a column that yields is made before other texts are, and texts before numbers are folded too."""


@dataclass(frozen=True)
class Column:
    """A column of a table: numbers stand ``right`` and are folded last, a column that ``yields`` is folded first."""

    header: str
    right: bool = False
    yields: bool = False


@dataclass(frozen=True)
class Cell:
    """A text of one or more lines with a style of rich (a colour, ``bold``, ``dim``) that not every terminal shows."""

    text: str
    style: str = ""


def plain(text: str, style: str = "") -> Text:
    """A text without control characters and marks that reverse the reading direction."""
    kept = (" " if character in "\n\r\t" else character for character in text if _is_shown(character))
    return Text("".join(kept), style=style, overflow="fold")


def _is_shown(character: str) -> bool:
    return character in "\n\r\t" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp")


def print_heading(console: Console, text: str) -> None:
    """A blank line and a heading."""
    console.print()
    console.print(plain(text, "bold"))


def print_line(console: Console, text: str, style: str = "") -> None:
    """One paragraph, folded at the width of the console; what begins with a dash goes on below its first word."""
    shown = plain(text).plain
    indent = DASH if shown.startswith(DASH) else ""
    for number, line in enumerate(fold(shown[len(indent) :], console.width - len(indent))):
        lead = " " * len(indent) if number else indent
        console.print(Text(lead + line, style=style, overflow="fold"))


def print_command(console: Console, text: str) -> None:
    """Something to be copied: one line, however narrow the console is, with the indent of a list."""
    console.print(Text(" " * len(DASH) + plain(text).plain), soft_wrap=True)


def print_table(console: Console, columns: Sequence[Column], rows: Iterable[Sequence[str | Cell]]) -> None:
    """A table no wider than the console; headers are folded before texts, texts before numbers."""
    listed = [[cell if isinstance(cell, Cell) else Cell(cell) for cell in row] for row in rows]
    cells = [max((_cells(row[i].text) for row in listed), default=0) for i in range(len(columns))]
    natural = [max(cells[i], _cells(column.header)) for i, column in enumerate(columns)]
    room = console.width - GAP * (len(columns) - 1)
    if sum(natural) > room:
        natural = [max(cells[i], longest_piece(column.header)) for i, column in enumerate(columns)]
    _print_fitted(console, columns, fit_widths(columns, natural, room), listed)


def _cells(text: str) -> int:
    return max(cell_len(line) for line in text.split("\n"))


def fit_widths(columns: Sequence[Column], natural: Sequence[int], room: int) -> list[int]:
    """Widths that fit into the room, if each column can have a cell; the widest gives way first."""
    widths = list(natural)
    yielding = [i for i, column in enumerate(columns) if column.yields]
    texts = [i for i, column in enumerate(columns) if not column.right]
    for giving, floor in ((yielding, NARROW_YIELDING), (texts, NARROW), (range(len(columns)), 1)):
        while sum(widths) > room and any(widths[i] > floor for i in giving):
            widths[max(giving, key=lambda i: widths[i])] -= 1
    return widths


def _print_fitted(
    console: Console, columns: Sequence[Column], widths: Sequence[int], rows: Iterable[Sequence[Cell]]
) -> None:
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for column, width in zip(columns, widths, strict=True):
        justify: JustifyMethod = "right" if column.right else "left"
        table.add_column(_folded(Cell(column.header), width), width=width, justify=justify, overflow="fold")
    for row in rows:
        table.add_row(*(_folded(cell, width) for cell, width in zip(row, widths, strict=True)))
    console.print(table)


def _folded(cell: Cell, width: int) -> Text:
    lines = (line for part in cell.text.split("\n") for line in fold(plain(part).plain, width))
    return Text("\n".join(lines), style=cell.style, overflow="fold")


def print_wide_table(
    console: Console, label: Column, columns: Sequence[Column], rows: Sequence[Sequence[str | Cell]]
) -> None:
    """A table of a label and many number columns, as several tables below each other where one is too wide."""
    listed = [[cell if isinstance(cell, Cell) else Cell(cell) for cell in row] for row in rows]
    label_width, widths = _wide_widths(console, label, columns, listed)
    for number, part in enumerate(split_columns(widths, console.width - label_width) or [[]]):
        if number:
            console.print()
        cells = [[row[0], *(row[i + 1] for i in part)] for row in listed]
        _print_fitted(console, [label, *(columns[i] for i in part)], [label_width, *(widths[i] for i in part)], cells)


def count_parts(console: Console, label: Column, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> int:
    """How many tables below each other :func:`print_wide_table` would print."""
    label_width, widths = _wide_widths(console, label, columns, [[Cell(cell) for cell in row] for row in rows])
    return len(split_columns(widths, console.width - label_width))


def _wide_widths(
    console: Console, label: Column, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]
) -> tuple[int, list[int]]:
    labels = max((_cells(row[0].text) for row in rows), default=0)
    label_width = max(1, min(max(labels, cell_len(label.header)), console.width // 2))
    return label_width, [_number_width(column, [row[i + 1] for row in rows]) for i, column in enumerate(columns)]


def _number_width(column: Column, cells: Sequence[Cell]) -> int:
    widest = max((_cells(cell.text) for cell in cells), default=0)
    return max(widest, min(longest_piece(column.header), WORD_CELLS), min(cell_len(column.header), HEADER_CELLS))


def split_columns(widths: Sequence[int], room: int) -> list[list[int]]:
    """The numbers of the columns, in order, in runs that fit into the room; a run has at least one column."""
    runs: list[list[int]] = []
    used = 0
    for number, width in enumerate(widths):
        if not runs or used + width + GAP > room:
            runs.append([])
            used = 0
        runs[-1].append(number)
        used += width + GAP
    return runs
