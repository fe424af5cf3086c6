"""Whether the cells of a large table are what its columns ask for, each distinct text judged once."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import partial

import numpy as np

from models.tables import ABSENT, Coded, Codes, Counts
from optimizer.reading.columnar.sheet import Sheet, UnusualError
from optimizer.reading.tables import NUMBER, TEXT, WHOLE, CellError, Column, Spec, header_problems, read_cell
from optimizer.reading.text import Table


def check_cells(sheet: Sheet, spec: Spec) -> dict[str, Coded[Fraction]]:
    """The values of the fixed columns of numbers, those that the table lacks included.

    UnusualError for an empty table, a header that is not in order, and any cell that its column refuses.
    """
    if not len(sheet) or any(header_problems(Table(sheet.file, sheet.header, ()), spec)):
        raise UnusualError(f"the header of {sheet.file}")
    values = {column.name: _values(sheet.column(column.name), column) for column in spec.columns}
    return {column.name: values[column.name] for column in spec.columns if column.kind in (NUMBER, WHOLE)}


def _values(cells: Coded[str], column: Column) -> Coded[Fraction]:
    if column.required and (cells.codes == ABSENT).any():
        raise UnusualError(f"an empty cell in {column.name}")
    if column.kind == TEXT:
        return Coded.absent(0)
    try:
        return cells.mapped(partial(read_cell, column))
    except CellError as fault:
        raise UnusualError(f"a cell of {column.name}: {fault.expected}") from None


def whole_numbers(values: Coded[Fraction]) -> Counts:
    """The cells of a column of whole numbers, ``ABSENT`` for the empty ones."""
    return np.array([*(value.numerator for value in values.values), ABSENT], np.int64)[values.codes]


def numbered(cells: Coded[str], numbers: Mapping[str, int]) -> Codes:
    """The number of the id in each cell of a filled column. UnusualError if there is no such id."""
    places = np.array([numbers.get(text, ABSENT) for text in cells.values], np.int32)
    if (places == ABSENT).any():
        raise UnusualError("an id that no table has")
    return places[cells.codes]
