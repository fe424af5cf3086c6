"""Which rows of a table pass a filter, judged on the text of their cells.

A row passes if every condition holds. ``=`` holds if the cell is one of the alternatives, as text or as a number;
``!=`` if it is none of them; ``<`` and its kin compare positions in an ordered attribute, else numbers. An empty cell
passes no condition at all. A condition is put to each text of a column once, however many cells have it.
"""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from models.clause import Condition, Conditions, Filter
from models.tables import Coded
from optimizer.problems import InputError, Problem
from optimizer.reading.numbers import number_or_none

_LEADING_ZERO = re.compile("[-－−]?[0０][0-9０-９]")
_COMPARISONS: Mapping[str, Callable[[Fraction | int, Fraction | int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

Rows = NDArray[np.bool_]
"""Which rows of a table, in its order."""


class _ComparisonError(ValueError):
    """A text has no place in the order, or is no number; the message says what was expected."""


@dataclass(frozen=True)
class Sheet:
    """A table to select from: the ids of its rows, and each column by name, None for one without any filled cell.

    ``orders`` lists the values of ordered attributes from the lowest to the highest.
    """

    file: str
    ids: Sequence[str]
    column: Callable[[str], Coded[str] | None]
    orders: Mapping[str, tuple[str, ...]]

    def select(self, conditions: Filter, among: Rows) -> Rows:
        """Which of the rows ``among`` pass all conditions of one of the alternatives.

        Raises InputError (``bad-comparison``) with every cell or condition that cannot be compared.
        """
        problems: list[Problem] = []
        found = np.zeros(len(among), np.bool_)
        for alternative in conditions or ((),):
            found |= self._passing(alternative, among, problems)
        if problems:
            raise InputError(problems)
        return found

    def _passing(self, conditions: Conditions, among: Rows, problems: list[Problem]) -> Rows:
        passing = among
        for condition in conditions:
            try:
                holds = _predicate(condition, self.orders.get(condition.column))
            except _ComparisonError as fault:
                problems.append(self._problem(condition, f'"{condition.values[0]}" in the filter', fault))
                continue
            passing = passing & self._holding(condition, among, holds, problems)
        return passing

    def _holding(
        self, condition: Condition, among: Rows, holds: Callable[[str], bool], problems: list[Problem]
    ) -> Rows:
        column = self.column(condition.column)
        if column is None:
            return np.zeros(len(among), np.bool_)
        held = np.zeros(len(column.values) + 1, np.bool_)
        faults: dict[int, _ComparisonError] = {}
        for code in np.unique(column.codes[among & (column.codes >= 0)]).tolist():
            try:
                held[code] = holds(column.values[code])
            except _ComparisonError as fault:
                faults[code] = fault
        for row in np.flatnonzero(among & np.isin(column.codes, list(faults))).tolist() if faults else ():
            code = int(column.codes[row])
            problems.append(self._problem(condition, f'"{column.values[code]}" of {self.ids[row]}', faults[code]))
        return held[column.codes]

    def _problem(self, condition: Condition, found: str, fault: _ComparisonError) -> Problem:
        expected = f"{fault}, to be compared with {condition.operator}"
        return Problem("bad-comparison", self.file, found, expected, column=condition.column)


def _predicate(condition: Condition, order: tuple[str, ...] | None) -> Callable[[str], bool]:
    if condition.operator in _COMPARISONS:
        return _comparison(condition, order)
    texts = frozenset(condition.values)
    numbers = frozenset(_plain_number(value) for value in condition.values) - {None}
    wanted = condition.operator == "="
    return lambda text: (text in texts or _plain_number(text) in numbers) is wanted


def _comparison(condition: Condition, order: tuple[str, ...] | None) -> Callable[[str], bool]:
    compare = _COMPARISONS[condition.operator]
    place = _number if order is None else functools.partial(_position, order)
    limit = place(condition.values[0])
    return lambda text: compare(place(text), limit)


def _plain_number(text: str) -> Fraction | None:
    """The value of a number as people write amounts; None for text and for codes such as ``010``."""
    return None if _LEADING_ZERO.match(text) else number_or_none(text)


def _number(text: str) -> Fraction:
    value = number_or_none(text)
    if value is None:
        raise _ComparisonError("a number")
    return value


def _position(order: tuple[str, ...], text: str) -> int:
    if text not in order:
        raise _ComparisonError(f"one of {', '.join(order)}")
    return order.index(text)
