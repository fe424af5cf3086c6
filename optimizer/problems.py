"""What a fault in somebody's input is, and the one exception that carries all of them at once."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_FOUND = 500
"""Characters of what was found that are told; a cell may hold a novel."""


def one_line(text: str) -> str:
    """A text on one line that steers no terminal: what is not seen, line ends too, stands there as its number."""
    if text.isprintable():
        return text
    return "".join(f"\\u{ord(sign):04x}" if unicodedata.category(sign) in _UNSEEN else sign for sign in text)


_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


@dataclass(frozen=True)
class Problem:
    """One fault: where it stands, what was found and what was expected there.

    ``code`` is stable and never translated; ``row`` counts lines of the file from 1 (the header is line 1). In a
    workbook ``cell`` is the address that ``row`` and ``column`` (a name) mean, like ``D7``.
    """

    code: str
    file: str
    found: str
    expected: str
    row: int | None = None
    column: str | None = None
    clause: str | None = None
    hint: str | None = None
    cell: str | None = None

    def __str__(self) -> str:
        place = [self.file]
        if self.cell is not None:
            place.append(f"cell {self.cell}" + (f" ({self.column})" if self.column else ""))
        elif self.row is not None:
            place.append(f"row {self.row}")
        if self.cell is None and self.column is not None:
            place.append(f"column {self.column}")
        if self.clause is not None:
            place.append(f"clause {self.clause}")
        found = self.found if len(self.found) <= LONGEST_FOUND else f"{self.found[:LONGEST_FOUND]}…"
        text = f"{', '.join(place)}: found {found}; expected {self.expected}"
        if self.hint:
            text += f" – {self.hint}"
        return one_line(f"{text} [{self.code}]")


class InputError(Exception):
    """The input cannot be used; ``problems`` holds every fault that was found, not just the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class OwnFaultError(Exception):
    """The program itself went wrong (a plan of ours fails its re-check, the solver broke down): show nothing."""


_IN_CHINESE = {
    "约束性": "binding", "原则性": "principle", "预期性": "anticipated", "指导性": "guiding", "力争": "strive",
    "鼓励": "strive", "参考": "reference", "全域": "region", "省": "province", "市": "city", "县": "county",
    "区": "county", "乡镇": "township", "街道": "township", "村": "village", "机构": "facility", "在用": "open",
    "可关闭": "closable", "拟设": "candidate", "至少": "at_least", "至多": "at_most", "等于": "exactly", "约": "about",
}  # fmt: skip
"""What a Chinese reader may write for a word of the file formats."""


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """``did you mean "…"?`` for the word that a Chinese one stands for, else the nearest known name; None without."""
    known = set(known)
    meant = _IN_CHINESE.get(word.strip())
    if meant in known:
        return f'did you mean "{meant}"?'
    near = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f'did you mean "{near[0]}"?' if near else None
