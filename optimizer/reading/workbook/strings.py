"""The texts of a workbook: the table that its cells share, and how a character stands for another in them."""

from __future__ import annotations

import re

from optimizer.reading.text import clean
from optimizer.reading.workbook.package import Package
from optimizer.reading.workbook.xml import Attributes, Reader, in_spreadsheet

LONGEST_TEXT = 32_767
"""Characters that one cell of a workbook can hold."""

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """The text with each ``_x000D_`` made the character that it stands for, halves of pairs apart."""
    return _ESCAPE.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    number = int(match[1], 16)
    return match[0] if 0xD800 <= number < 0xE000 else chr(number)


def read_strings(package: Package, part: str | None) -> list[str]:
    """The shared texts without blanks at their ends, rich ones without formats and the pronunciation beside them."""
    if part is None or part not in package:
        return []
    strings = _Strings(package, part)
    strings.run()
    return strings.all


class _Strings(Reader):
    def __init__(self, package: Package, part: str) -> None:
        super().__init__(package, part)
        self.all: list[str] = []
        self._pieces: list[str] = []
        self._spoken = False
        self.opened = in_spreadsheet({"si": self._begin, "t": self._piece, "rPh": self._speak})
        self.closed = in_spreadsheet({"si": self._finish, "t": self._piece_read, "rPh": self._spoken_out})

    def _begin(self, _: Attributes) -> None:
        self._pieces = []

    def _piece(self, _: Attributes) -> None:
        self.listen()

    def _piece_read(self) -> None:
        text = self.heard()
        if not self._spoken:
            self._pieces.append(text)

    def _speak(self, _: Attributes) -> None:
        self._spoken = True

    def _spoken_out(self) -> None:
        self._spoken = False

    def _finish(self) -> None:
        self.all.append(clean(unescaped("".join(self._pieces))) if self._pieces else "")
