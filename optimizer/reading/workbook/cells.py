"""What the cells of one sheet say, each as text, and what in them cannot be used: errors, dates, merged cells and more.

A number is the shortest decimal that gives the stored one, with the zeros that its format adds before it. Nothing that
a spreadsheet shows otherwise than it stores is guessed at: it is a fault, named by its address.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from optimizer.problems import Problem
from optimizer.reading.text import clean
from optimizer.reading.workbook.grid import LAST_COLUMN, LAST_ROW, Grid, address, column_number, position
from optimizer.reading.workbook.package import Package, damaged
from optimizer.reading.workbook.strings import LONGEST_TEXT, unescaped
from optimizer.reading.workbook.styles import GENERAL, NumberForm
from optimizer.reading.workbook.xml import Attributes, Reader, in_spreadsheet

MOST_FAULTS = 20
"""Faults of one kind in one sheet that are listed; the rest is counted."""

MOST_MERGED = 200
"""Merged ranges of one sheet whose empty cells are known to follow from them."""

EXACT_DIGITS = 15
"""Digits that a spreadsheet keeps of a number."""

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_LONGEST_NUMBER = 400


def read_cells(
    package: Package, part: str, label: str, strings: Sequence[str], forms: Sequence[NumberForm], calculated: bool
) -> Grid:
    """The cells of the sheet in a part; ``label`` is its name in problems.

    ``problems`` of the grid: ``cell-error``, ``cell-formula`` (no result is stored), ``cell-date``, ``cell-digits``,
    ``cell-text`` (too long), ``cell-merged`` and ``cell-unreadable``.
    """
    reader = _Cells(package, part, Grid(label), strings, forms)
    reader.calculated = calculated
    reader.run()
    reader.count_the_rest()
    return reader.grid


def plain_number(stored: str) -> str | None:
    """The digits of a stored number without an exponent; None if it is none.

    The shortest that give the same binary number: 0.1 for 0.1000000000000000055.
    """
    if len(stored) > _LONGEST_NUMBER or not _NUMBER.fullmatch(stored):
        return None
    value = float(stored)
    if value in (float("inf"), float("-inf")):
        return None
    text = format(Decimal(repr(value)), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _digits(text: str) -> int:
    whole, _, fraction = text.lstrip("-").partition(".")
    return len((whole + fraction).lstrip("0"))


class _Cells(Reader):
    """Walks through the part of a sheet."""

    def __init__(
        self, package: Package, part: str, grid: Grid, strings: Sequence[str], forms: Sequence[NumberForm]
    ) -> None:
        super().__init__(package, part)
        self.called = grid.label
        self.grid, self.calculated = grid, True
        self._strings, self._forms = strings, forms
        self._row = self._column = 0
        self._suffix = ""
        self._cells: dict[int, str] | None = None
        self._counts: Counter[str] = Counter()
        self._kind, self._style = "n", ""
        self._pieces: list[str] = []
        self._is_formula = self._spoken = False
        self._readers: Mapping[str, Callable[[str], None]] = {
            "n": self._number,
            "s": self._shared,
            "str": self._string,
            "inlineStr": self._string,
            "b": self._boolean,
            "e": self._error,
            "d": self._date,
        }
        self.opened = in_spreadsheet(
            {
                "row": self._open_row,
                "c": self._open_cell,
                "v": self._open_text,
                "t": self._open_text,
                "f": self._open_formula,
                "rPh": self._open_spoken,
                "col": self._open_column,
                "mergeCell": self._merged,
            }
        )
        self.closed = in_spreadsheet(
            {"c": self._close_cell, "v": self._close_text, "t": self._close_text, "rPh": self._close_spoken}
        )

    def fault(self, code: str, found: str, expected: str, hint: str | None = None) -> None:
        """Note what is wrong with the present cell."""
        self._note(code, address(self._row, self._column), found, expected, hint)

    def _note(self, code: str, cell: str, found: str, expected: str, hint: str | None = None) -> None:
        self._counts[code] += 1
        if self._counts[code] <= MOST_FAULTS:
            self.grid.problems.append(
                Problem(code, self.grid.label, found, expected, self._row or None, hint=hint, cell=cell)
            )

    def count_the_rest(self) -> None:
        """Note of which faults there are more than are listed."""
        for code, count in self._counts.items():
            if count > MOST_FAULTS:
                found = f"{count - MOST_FAULTS} more cells like these"
                self.grid.problems.append(Problem(code, self.grid.label, found, "none"))

    def _open_row(self, attributes: Attributes) -> None:
        written = attributes.get("r", "")
        if written and not (written.isascii() and written.isdigit() and len(written) <= len(str(LAST_ROW))):
            raise damaged(self.package.file, f'{self.grid.label} with a row "{written[:20]}"')
        self._row = int(written) if written else self._row + 1
        if not 0 < self._row <= LAST_ROW:
            raise damaged(self.package.file, f"{self.grid.label} with a row {self._row}")
        self._column, self._suffix, self._cells = 0, str(self._row), None
        if attributes.get("hidden") in ("1", "true"):
            self.grid.hidden_rows.add(self._row)

    def _open_cell(self, attributes: Attributes) -> None:
        written = attributes.get("r")
        if written is None:
            self._column += 1
        else:
            self._locate(written)
        if self._column > LAST_COLUMN:
            raise damaged(self.package.file, f"{self.grid.label} with a cell beyond the last column")
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "")
        self._pieces, self._is_formula = [], False

    def _locate(self, written: str) -> None:
        column = column_number(written.removesuffix(self._suffix))
        if column is None or not written.endswith(self._suffix):
            raise damaged(self.package.file, f'{self.grid.label} with a cell "{written[:20]}" in row {self._row}')
        self._column = column

    def _open_text(self, _: Attributes) -> None:
        self.listen()

    def _close_text(self) -> None:
        text = self.heard()
        if not self._spoken:
            self._pieces.append(text)

    def _open_formula(self, _: Attributes) -> None:
        self._is_formula = True

    def _open_spoken(self, _: Attributes) -> None:
        self._spoken = True

    def _close_spoken(self) -> None:
        self._spoken = False

    def _open_column(self, attributes: Attributes) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if attributes.get("hidden") in ("1", "true") and (first + last).isdigit() and len(first + last) < EXACT_DIGITS:
            self.grid.hidden_columns.append((int(first), int(last)))

    def _merged(self, attributes: Attributes) -> None:
        self._row = 0
        reference = attributes.get("ref", "")
        ends = [position(end) for end in reference.split(":")]
        if ends[0] and ends[-1] and len(self.grid.merged) < MOST_MERGED:
            self.grid.merged.append((*ends[0], *ends[-1]))
        hint = "unmerge them and write the value into every cell that it is meant for"
        self._note("cell-merged", reference[:30], "merged cells", "one cell for every value", hint)

    def _close_cell(self) -> None:
        value = "".join(self._pieces)
        if self._is_formula and self._lacks_result(value):
            found, expected = "a formula without its result", "a formula with its result, or the value itself"
            hint = "open the workbook in Excel, WPS or LibreOffice and save it there"
            self.fault("cell-formula", found, expected, hint)
        elif self._pieces:
            read = self._readers.get(self._kind)
            if read is None:
                raise damaged(self.package.file, f"{self.grid.label} with a cell of the kind {self._kind[:20]!r}")
            read(value)

    def _lacks_result(self, value: str) -> bool:
        return not self.calculated or not self._pieces or (not value and self._kind != "str")

    def _put(self, text: str) -> None:
        """Note the text of the present cell; it has no blanks at its ends."""
        if self._cells is None:
            self._cells = self.grid.rows.setdefault(self._row, {})
        if self._column in self._cells:
            raise damaged(self.package.file, f"{self.grid.label} with {address(self._row, self._column)} twice")
        self._cells[self._column] = text

    def _string(self, text: str) -> None:
        self._put_text(clean(unescaped(text)))

    def _shared(self, index: str) -> None:
        if not (index.isascii() and index.isdigit() and len(index) < EXACT_DIGITS and int(index) < len(self._strings)):
            raise damaged(self.package.file, f"{self.grid.label} with a text number {index[:20]!r} that is not there")
        self._put_text(self._strings[int(index)])

    def _put_text(self, text: str) -> None:
        if len(text) > LONGEST_TEXT:
            self.fault("cell-text", f"a text of {len(text)} characters", f"at most {LONGEST_TEXT}")
        elif text:
            self._put(text)

    def _boolean(self, stored: str) -> None:
        self.grid.booleans.add((self._row, self._column))
        self._put("true" if stored in ("1", "true") else "false")

    def _error(self, stored: str) -> None:
        self.fault("cell-error", f"the error {stored[:20]}", "a value, or an empty cell for one that is not known")

    def _date(self, stored: str) -> None:
        expected = "a number or a text"
        hint = "set the format of the cell to Text, then write again what is meant; spreadsheets turn 3-1 into a date"
        self.fault("cell-date", f"a date or time ({stored[:20]})", expected, hint)

    def _number(self, stored: str) -> None:
        if not stored:
            return
        form = self._form()
        if form.is_date:
            self._date(stored)
            return
        whole = stored.isascii() and stored.isdigit() and stored[0] != "0" and len(stored) <= EXACT_DIGITS
        text = stored if whole else plain_number(stored)
        if text is None:
            self.fault("cell-unreadable", f'"{stored[:30]}" as a number', "a number")
        elif _digits(text) > EXACT_DIGITS:
            self._too_many_digits(text)
        else:
            self._put_number(text, form)

    def _put_number(self, text: str, form: NumberForm) -> None:
        if form is GENERAL:
            self._put(text)
            return
        shown = form.padded(text)
        self._put(shown if not form.places else text)
        if form.places and shown != text:
            self.grid.shown[self._row, self._column] = shown

    def _too_many_digits(self, text: str) -> None:
        expected = f"at most {EXACT_DIGITS} digits, which is what spreadsheets keep"
        hint = "write it as text (format of the cell: Text)"
        if "." in text:
            hint = "round it, for example with =ROUND(…, 6), or write it as text"
        self.fault("cell-digits", f"the number {text[:40]}", expected, hint)

    def _form(self) -> NumberForm:
        style = self._style
        if not style:
            return self._forms[0] if self._forms else GENERAL
        if not (style.isascii() and style.isdigit() and len(style) < EXACT_DIGITS and int(style) < len(self._forms)):
            raise damaged(self.package.file, f"{self.grid.label} with a style {style[:20]!r} that is not there")
        return self._forms[int(style)]
