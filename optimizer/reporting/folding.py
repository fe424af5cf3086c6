"""Where a text may be broken into lines: between words; in Chinese beside punctuation and, else, every two characters.

Most Chinese words have two characters, so a break after an even number of them seldom splits one. A number keeps its
counting word, and no line begins with a closing mark or ends with an opening one.
"""

from __future__ import annotations

import re

from rich.cells import cell_len, chop_cells

_OPENING, _CLOSING = "（《“‘〈【(", "，。；：、）》”’〉】！？)"
_COUNTED = "年月日人名张个家万条项"
"""Characters that belong to the number before them."""

_ALONE = "各每及和与或"
"""Characters that open or join what follows, and no pair of their own; 每 belongs to the character after it."""

_HAN = "\u2e80-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"\s+|\d[\d,.]*[{_COUNTED}]|[{_HAN}]+|[{_OPENING}{_CLOSING}]|[^\s{_HAN}{_OPENING}{_CLOSING}]+")


def fold(text: str, width: int) -> list[str]:
    """The lines of a text, none wider than ``width`` unless a single character is; a piece too long is cut."""
    return [line for part in text.split("\n") for line in _fold_line(part, max(1, width))]


def _fold_line(text: str, width: int) -> list[str]:
    lines = [""]
    for piece in pieces(text):
        word = piece.rstrip()
        if cell_len(lines[-1]) + cell_len(word) > width:
            lines = [*(line for line in lines if line.strip()), ""]
        if cell_len(word) > width:
            *cut, last = [part for part in chop_cells(word, width) if part]
            lines[-1:] = [*cut, last + piece[len(word) :]]
        else:
            lines[-1] += piece
    return [line.rstrip() for line in lines]


def longest_piece(text: str) -> int:
    """The cells of the widest part of a text that is better not broken."""
    return max((cell_len(piece.strip()) for piece in pieces(text)), default=0)


def pieces(text: str) -> list[str]:
    """The parts of one line that are better not broken, in order; blanks stand at the end of the part before them."""
    found: list[str] = []
    for part in (part for token in _TOKEN.findall(text) for part in _parts(token)):
        if found and (part.isspace() or part in _CLOSING or (found[-1].rstrip() and found[-1][-1] in _OPENING)):
            found[-1] += part
        else:
            found.append(part)
    return found


def _parts(token: str) -> list[str]:
    if not re.match(f"[{_HAN}]", token) or token in _OPENING + _CLOSING:
        return [token]
    return [part for run in re.split(f"(?=[{_ALONE}])", token) if run for part in _pairs(run)]


def _pairs(run: str) -> list[str]:
    start = 1 if run[0] in _ALONE and run[0] != "每" else 0
    cuts = [0, *range(start + 2, len(run) - 1, 2)]
    return [run[begin:end] for begin, end in zip(cuts, [*cuts[1:], len(run)], strict=True)]
