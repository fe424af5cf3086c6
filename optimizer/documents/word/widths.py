"""How wide the columns of a printed table are, so that it fills the width of the page and numbers are not folded.

Widths are told in halves of a Chinese character. A letter or digit has rather more than one, for nobody knows which
typeface stands in for one that a computer does not have.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, sqrt

from rich.cells import cell_len

from optimizer.documents.sheet import Field, Kind, Sheet
from optimizer.reporting.folding import pieces

LETTER, THIN, SIGN, BORDER, BOLD = 1.27, 0.75, 1.9, 0.55, 1.1
"""The width of a letter or digit, of a comma, point or blank, of a plus or per-cent sign; the space that Word puts
between Chinese characters and others; and how much wider bold type is."""

_BORDERS = re.compile(r"(?<=[0-9A-Za-z])(?=[\u2e80-\u9fff])|(?<=[\u2e80-\u9fff])(?=[0-9A-Za-z])")

LONGEST_WORD = 18
"""A longer word may be broken."""

NARROWEST, READABLE, EASY = 4, 10, 20
"""No column is narrower than the first; one of texts is not narrower than the second for the sake of others, nor than
the third if there is any room to spare. That holds for texts that long; shorter ones are not folded then."""

SPARE = 0.3
"""A text that just fits its column gets a little more, for rounding."""

MEASURED = 400
"""Of a very long text, the characters whose words are measured."""


@dataclass(frozen=True)
class Need:
    """What one column needs: without folding at all, at least, and how much text there is in it, as a mean."""

    natural: float
    least: float
    text: float


def needs(sheet: Sheet, shown: Sequence[Sequence[str]]) -> list[Need]:
    """The needs of every column of a table, given its cells as they will be printed."""
    measured = [row for number, row in enumerate(shown) if sheet.mark(number) != "group" or any(row[1:])]
    return [_need(field, [row[place] for row in measured]) for place, field in enumerate(sheet.fields)]


def title_of(field: Field) -> str:
    """What stands at the head of a column: under a heading that it has with others only what is its own."""
    return field.under if field.top else field.title


def _need(field: Field, cells: Sequence[str]) -> Need:
    header = longest_word(title_of(field)) * BOLD
    lines = [breadth(line) for cell in cells for line in cell.split("\n")]
    widest = max(lines, default=0)
    text = max(sqrt(sum(each * each for each in lines) / len(lines)), 1.0) if lines else 1.0
    if field.kind is not Kind.TEXT:
        width = max(NARROWEST, header, widest * BOLD)
        return Need(max(width, min(breadth(title_of(field)) * BOLD, 2 * width)), width, text)
    word = max((longest_word(cell[:MEASURED]) for cell in set(cells)), default=0)
    natural = max(NARROWEST, header, widest + SPARE)
    return Need(natural, max(NARROWEST, header, min(word, LONGEST_WORD), min(natural, READABLE)), text)


def longest_word(text: str) -> float:
    """The width of the widest part of a text that is better not broken."""
    return max((breadth(piece.strip()) for piece in pieces(text)), default=0)


def breadth(text: str) -> float:
    """The width of one line."""
    cells, count = cell_len(text), text.count
    narrow, thin, signs = max(2 * len(text) - cells, 0), count(",") + count(".") + count(" "), count("+") + count("%")
    borders = 0 if narrow in (0, len(text)) else len(_BORDERS.findall(text))
    return cells - narrow + (narrow - thin - signs) * LETTER + thin * THIN + signs * SIGN + borders * BORDER


def fits(needed: Sequence[Need], room: float) -> bool:
    """Whether every column can have the least that it needs."""
    return sum(need.least for need in needed) <= room


def widths(needed: Sequence[Need], room: float) -> list[float]:
    """The columns' shares of the room, in the same unit: together they fill it.

    If all fits, what is left over is given in proportion. If not, columns get room as they have text, but no less than
    the least they need and no more than all they need; and if even the least is too much, all shrink alike.
    """
    natural = sum(need.natural for need in needed)
    if natural <= room:
        return [need.natural * room / natural for need in needed]
    if not fits(needed, room):
        least = sum(need.least for need in needed)
        return [need.least * room / least for need in needed]
    return _levelled(needed, room)


def _levelled(needed: Sequence[Need], room: float) -> list[float]:
    """Every column as wide as its text times one common factor, which is as high as the room allows."""
    easy = [replace(need, least=max(need.least, min(need.natural, EASY))) for need in needed]
    if fits(easy, room):
        needed = easy
    low, high = 0.0, max(need.natural / need.text for need in needed)
    for _ in range(40):
        factor = (low + high) / 2
        if sum(_at(need, factor) for need in needed) > room:
            high = factor
        else:
            low = factor
    return [_at(need, low) for need in needed]


def _at(need: Need, factor: float) -> float:
    return max(need.least, min(need.natural, need.text * factor))


def lines_of(cells: Sequence[str], columns: Sequence[float]) -> int:
    """How many lines a row of a table takes, at a guess."""
    return max(_lines(cell, column) for cell, column in zip(cells, columns, strict=True))


def _lines(cell: str, column: float) -> int:
    return sum(max(ceil(breadth(line) / column), 1) for line in cell.split("\n"))


def folded(title: str, room: float) -> list[str]:
    """The lines of a title in bold type, broken where words end; a word that is too long is left to Word."""
    lines: list[str] = []
    for part in title.split("\n"):
        lines.append("")
        for piece in pieces(part):
            if lines[-1] and breadth((lines[-1] + piece).rstrip()) * BOLD > room:
                lines.append("")
            lines[-1] += piece
    return [line.rstrip() for line in lines]
