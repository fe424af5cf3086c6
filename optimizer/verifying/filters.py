"""Which rows of a table pass a filter, judged on the text of their cells.

A row passes if every condition holds. ``=`` holds if the cell is one of the alternatives, as text or as a number;
``!=`` if it is none of them; ``<`` and its kin compare positions in an ordered attribute, else numbers. An empty cell
passes no condition at all.
"""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Callable, Mapping
from fractions import Fraction

from models.clause import Condition, Conditions, Filter
from optimizer.problems import InputError, Problem
from optimizer.reading.numbers import number_or_none

_LEADING_ZERO = re.compile("[-－−]?[0０][0-9０-９]")
_COMPARISONS: Mapping[str, Callable[[Fraction | int, Fraction | int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class _ComparisonError(ValueError):
    """A text has no place in the order, or is no number; the message says what was expected."""


def select(
    file: str, rows: Mapping[str, Mapping[str, str]], conditions: Filter, orders: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """The ids, sorted, of the rows (id → column → text) that pass all conditions of one of the alternatives.

    ``orders`` lists the values of ordered attributes from the lowest to the highest. Raises InputError
    (``bad-comparison``, in ``file``) with every cell or condition that cannot be compared.
    """
    problems: list[Problem] = []
    passing = [_passing(file, rows, alternative, orders, problems) for alternative in conditions or ((),)]
    if problems:
        raise InputError(problems)
    return tuple(sorted(set().union(*passing)))


def _passing(
    file: str,
    rows: Mapping[str, Mapping[str, str]],
    conditions: Conditions,
    orders: Mapping[str, tuple[str, ...]],
    problems: list[Problem],
) -> set[str]:
    passing = set(rows)
    for condition in conditions:
        filled = {name: texts[condition.column] for name, texts in rows.items() if condition.column in texts}
        try:
            holds = _predicate(condition, orders.get(condition.column))
        except _ComparisonError as fault:
            problems.append(_problem(file, condition, f'"{condition.values[0]}" in the filter', fault))
            continue
        passing &= _holding(file, condition, filled, holds, problems)
    return passing


def _holding(
    file: str,
    condition: Condition,
    filled: Mapping[str, str],
    holds: Callable[[str], bool],
    problems: list[Problem],
) -> set[str]:
    held = set()
    for name, text in filled.items():
        try:
            if holds(text):
                held.add(name)
        except _ComparisonError as fault:
            problems.append(_problem(file, condition, f'"{text}" of {name}', fault))
    return held


def _problem(file: str, condition: Condition, found: str, fault: _ComparisonError) -> Problem:
    expected = f"{fault}, to be compared with {condition.operator}"
    return Problem("bad-comparison", file, found, expected, column=condition.column)


def _predicate(condition: Condition, order: tuple[str, ...] | None) -> Callable[[str], bool]:
    if condition.operator in _COMPARISONS:
        return _comparison(condition, order)
    texts = frozenset(condition.values)
    numbers = frozenset(_plain_number(value) for value in condition.values) - {None}
    wanted = condition.operator == "="

    @functools.cache
    def holds(text: str) -> bool:
        return (text in texts or _plain_number(text) in numbers) is wanted

    return holds


def _comparison(condition: Condition, order: tuple[str, ...] | None) -> Callable[[str], bool]:
    compare = _COMPARISONS[condition.operator]
    place = _number if order is None else functools.partial(_position, order)
    limit = place(condition.values[0])

    @functools.cache
    def holds(text: str) -> bool:
        return compare(place(text), limit)

    return holds


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
