"""Which columns a clause can name in one table of an instance, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cache

from models.clause import Condition
from models.grammar import GrammarError
from models.instance import Area, Facility, Instance
from models.selection import IncomparableError, number_of, passes, same_value
from optimizer.problems import did_you_mean
from optimizer.reading import schema

AREAS, FACILITIES = "areas", "facilities"

_SPECS = {AREAS: schema.AREAS, FACILITIES: schema.FACILITIES}
_COUNTABLE = {"area_km2"}
"""Fixed columns that are amounts, so that they can be a base."""

_QUOTED = 3


class Columns:
    """The columns of ``areas`` or ``facilities``.

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
        self._things: tuple[tuple[str, Area | Facility], ...] = tuple(
            instance.areas.items() if kind == AREAS else instance.facilities.items()
        )
        self._texts = cache(self._read_texts)

    @property
    def one(self) -> str:
        """What a single row is called."""
        return "area" if self.kind == AREAS else "facility"

    def _read_texts(self, column: str) -> frozenset[str]:
        return frozenset(thing.texts[column] for _, thing in self._things if column in thing.texts)

    def no_numbers(self, column: str, at_least: Fraction | None = None) -> Iterator[tuple[str, str]]:
        """(id, text) of every filled cell of a column that is no number, or one below ``at_least``."""
        for name, thing in self._things:
            try:
                number = number_of(thing, column)
            except GrammarError:
                yield name, thing.texts[column]
                continue
            if number is not None and at_least is not None and number < at_least:
                yield name, thing.texts.get(column, str(number))

    def incomparable(self, condition: Condition) -> Iterator[tuple[str, str]]:
        """(id, text) of every filled cell that ``<`` or ``>`` of this condition cannot place."""
        for name, thing in self._things:
            try:
                passes(((condition,),), thing.texts, thing.numbers, self.orders)
            except IncomparableError as error:
                yield name, error.text

    def suggestion(self, column: str, value: str) -> str | None:
        """For a value that no cell of the column has and that is not a standard one: the near one meant, if any."""
        texts = self._texts(column)
        standard = self._names.get(column, {}).keys()
        if value in texts or value in standard or any(same_value(text, value) for text in texts):
            return None
        return did_you_mean(value, texts | standard)


def first_of(things: Iterable[str]) -> str:
    """The first few of some texts, and how many more there are."""
    listed = list(things)
    more = len(listed) - _QUOTED
    return ", ".join(listed[:_QUOTED]) + (f" and {more} more" if more > 0 else "")
