"""Which columns a clause can name in one table of an instance, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from fractions import Fraction
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from models.clause import Condition, Filter
from models.instance import Instance
from models.selection import IncomparableError, passes, same_value
from models.tables import ABSENT, Coded
from optimizer.problems import did_you_mean
from optimizer.reading import schema
from optimizer.reading.numbers import number_or_none

AREAS, FACILITIES = "areas", "facilities"

_SPECS = {AREAS: schema.AREAS, FACILITIES: schema.FACILITIES}
_COUNTABLE = {"area_km2"}
"""Fixed columns that are amounts, so that they can be a base."""

_QUOTED = 3

Mask = NDArray[np.bool_]
"""Which rows of a table are meant, in its order."""


class Columns:
    """The columns of ``areas`` or ``facilities``; conditions are put to each text of a column once.

    ``present`` can stand in a filter; ``data`` among them can be a base; ``standard`` may be missing without fault.
    """

    def __init__(self, instance: Instance, kind: str) -> None:
        written = instance.area_columns if kind == AREAS else instance.facility_columns
        self.kind = kind
        fixed = frozenset(column.name for column in _SPECS[kind].columns)
        self.present = written | {column.name for column in _SPECS[kind].columns if column.required}
        self.data = self.present - (fixed - _COUNTABLE)
        self.standard = instance.vocabulary.columns | fixed
        self.orders = instance.vocabulary.orders
        self._names = instance.vocabulary.names
        self._instance = instance
        self.cells = cache(self._read_cells)
        self.no_numbers = cache(self._find_no_numbers)
        self._texts = cache(lambda column: frozenset(self.cells(column).values))

    @property
    def one(self) -> str:
        """What a single row is called."""
        return "area" if self.kind == AREAS else "facility"

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The id of every row, in order."""
        return tuple(sorted(self._instance.areas)) if self.kind == AREAS else self._instance.facility_table.ids

    def _read_cells(self, column: str) -> Coded[str]:
        """The texts of a column, in the order of ``ids``."""
        if self.kind == AREAS:
            return Coded.of(self._instance.areas[name].texts.get(column) for name in self.ids)
        written = self._instance.facility_table.texts
        return written[column] if column in written else Coded.absent(len(self.ids))

    def holding(self, condition: Condition) -> Mask:
        """Which rows fulfil a condition. IncomparableError if it cannot be put to one of their cells."""
        column, alone = condition.column, ((condition,),)
        return self.cells(column).where(lambda text: passes(alone, {column: text}, {}, self.orders))

    def lacking(self, column: str) -> Mask:
        """Which rows have an empty cell in a column."""
        empty: Mask = self.cells(column).codes == ABSENT
        return empty

    def on_levels(self, levels: Collection[str]) -> Mask:
        """Which areas are of one of these levels."""
        return np.array([self._instance.areas[name].level in levels for name in self.ids], bool)

    def passing(self, conditions: Filter) -> Mask:
        """Which rows pass a filter. IncomparableError as above."""
        passed = np.full(len(self.ids), not conditions)
        for alternative in conditions:
            passed |= np.logical_and.reduce([self.holding(condition) for condition in alternative])
        return passed

    def absent(self, conditions: Filter, among: Mask) -> Iterator[tuple[Condition, int]]:
        """For each condition how many of some rows fail the filter only because cells such as this one are empty.

        Conditions that no row fails for that reason are left out.
        """
        failing = among & ~self.passing(conditions)
        kept_out: dict[Condition, Mask] = {}
        for alternative in conditions:
            alone = failing.copy()
            for condition in alternative:
                alone &= self.holding(condition) | self.lacking(condition.column)
            for condition in alternative:
                rows = kept_out.setdefault(condition, np.zeros(len(self.ids), bool))
                rows |= alone & self.lacking(condition.column)
        return ((condition, int(rows.sum())) for condition, rows in kept_out.items() if rows.any())

    def _find_no_numbers(self, column: str, at_least: Fraction | None = None) -> tuple[tuple[str, str], ...]:
        """(id, text) of every filled cell of a column that is no number, or one below ``at_least``."""

        def is_wrong(text: str) -> bool:
            number = number_or_none(text)
            return number is None or (at_least is not None and number < at_least)

        return self._places(column, is_wrong)

    def incomparable(self, condition: Condition) -> tuple[tuple[str, str], ...]:
        """(id, text) of every filled cell that ``<`` or ``>`` of this condition cannot place."""
        column, alone = condition.column, ((condition,),)

        def is_wrong(text: str) -> bool:
            try:
                passes(alone, {column: text}, {}, self.orders)
            except IncomparableError:
                return True
            return False

        return self._places(column, is_wrong)

    def _places(self, column: str, is_wrong: Callable[[str], bool]) -> tuple[tuple[str, str], ...]:
        cells = self.cells(column)
        rows = np.flatnonzero(cells.where(is_wrong)).tolist()
        return tuple((self.ids[row], cells.values[cells.codes[row]]) for row in rows)

    def suggestion(self, column: str, value: str) -> str | None:
        """For a value that no cell of the column has and that is not a standard one: the near one meant, if any."""
        texts, standard = self._texts(column), self._names.get(column, {}).keys()
        if value in texts or value in standard:
            return None
        if number_or_none(value) is not None and any(same_value(text, value) for text in texts):
            return None
        return did_you_mean(value, texts | standard)


def first_of(things: Iterable[str]) -> str:
    """The first few of some texts, and how many more there are."""
    listed = list(things)
    more = len(listed) - _QUOTED
    return ", ".join(listed[:_QUOTED]) + (f" and {more} more" if more > 0 else "")
