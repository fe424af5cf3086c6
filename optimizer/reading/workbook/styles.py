"""What the number format of a cell says about its content: that it is a date, or that it has zeros at its ends.

A code such as 010105 may be stored as the number 10105 with the format 000000, and 7.0 as 7 with the format 0.0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from optimizer.reading.workbook.package import Package
from optimizer.reading.workbook.xml import Attributes, Reader, in_spreadsheet

_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_BUILT_IN_CODES = {1: "0", 2: "0.00"}
_NO_CONTENT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_PLAIN_ZEROS = re.compile(r"(0+)(?:\.(0+))?")
_MOST_ZEROS = 30


@dataclass(frozen=True, slots=True)
class NumberForm:
    """How a number is shown: as a date or time, or with at least ``whole`` digits before and ``places`` after the
    point."""

    is_date: bool = False
    whole: int = 1
    places: int = 0

    def padded(self, text: str) -> str:
        """A number in plain digits with the zeros that the form adds; one that has more digits keeps them."""
        sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
        whole, _, fraction = digits.partition(".")
        fraction = fraction.ljust(self.places, "0")
        return f"{sign}{whole.zfill(self.whole)}{'.' if fraction else ''}{fraction}"


GENERAL = NumberForm()


def number_form(code: str) -> NumberForm:
    """The form that a format code means."""
    zeros = _PLAIN_ZEROS.fullmatch(code)
    if zeros and len(code) <= _MOST_ZEROS:
        return NumberForm(whole=len(zeros[1]), places=len(zeros[2] or ""))
    content = _NO_CONTENT.sub("", code.partition(";")[0]).lower()
    return NumberForm(is_date=bool(set(content) & set("ymdhs")))


def read_forms(package: Package, part: str | None) -> tuple[NumberForm, ...]:
    """The forms of the cell styles, in the order in which cells refer to them."""
    if part is None:
        return ()
    styles = _Styles(package, part)
    styles.run()
    return tuple(styles.form(number) for number in styles.cells)


class _Styles(Reader):
    def __init__(self, package: Package, part: str) -> None:
        super().__init__(package, part)
        self.cells: list[str] = []
        self._codes: dict[str, NumberForm] = {
            str(number): number_form(code) for number, code in _BUILT_IN_CODES.items()
        } | {str(number): NumberForm(is_date=True) for number in _BUILT_IN_DATES}
        self._inside = ""
        lists = ("numFmts", "cellXfs")
        self.opened = in_spreadsheet(
            {"numFmt": self._code, "xf": self._style} | {name: partial(self._begin, name) for name in lists}
        )
        self.closed = in_spreadsheet(dict.fromkeys(lists, self._finish))

    def form(self, number: str) -> NumberForm:
        return self._codes.get(number, GENERAL)

    def _begin(self, name: str, _: Attributes) -> None:
        self._inside = name

    def _finish(self) -> None:
        self._inside = ""

    def _code(self, attributes: Attributes) -> None:
        if self._inside == "numFmts":  # formats of conditional formatting use the same numbers for other codes
            self._codes[attributes.get("numFmtId", "")] = number_form(attributes.get("formatCode", ""))

    def _style(self, attributes: Attributes) -> None:
        if self._inside == "cellXfs":
            self.cells.append(attributes.get("numFmtId", "0"))
