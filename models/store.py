"""Where the columns and rows of a system stand: one array per property, and one object only for whoever asks for it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from models.arrays import NONE, Growing, Places, Whole, Yes, same_of, starts_of
from models.keys import Key, Keys, MadeKeys, Named
from models.linear import Number

Codes = NDArray[np.int32]
Kinds = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Column:
    """One unknown. ``key`` says what it stands for (facility and resource, clause and area …), ``today`` its present
    value, ``county`` the county block it belongs to (None: it links counties). ``upper`` None means not yet bounded."""

    kind: str
    key: Key
    lower: int
    upper: int | None
    whole: bool
    today: int
    county: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """``low ≤ Σ coefficient · column ≤ high``; ``kind`` and ``key`` say which law it is."""

    kind: str
    key: Key
    columns: tuple[int, ...]
    coefficients: tuple[Number, ...]
    low: Number | None
    high: Number | None
    county: str | None


class Columns(Sequence[Column]):
    """All columns; ``counties`` numbers their counties, -1 is for those that link."""

    def __init__(self, counties: Named) -> None:
        self._counties = counties
        self._kinds = Named()
        self._keys = Keys()
        self._arrays = {
            "kind": Growing(np.int8),
            "county": Growing(np.int32),
            "lower": Growing(np.int64),
            "upper": Growing(np.int64),
            "whole": Growing(np.bool_),
            "today": Growing(np.int64),
        }

    def _view(self, name: str) -> NDArray[Any]:
        return self._arrays[name].view

    @property
    def county(self) -> Codes:
        """The county number of each column."""
        return self._view("county")

    @property
    def lower(self) -> Whole:
        """The least value of each column."""
        return self._view("lower")

    @property
    def upper(self) -> Whole:
        """The largest value of each column, ``NONE`` where it has none."""
        return self._view("upper")

    @property
    def whole(self) -> Yes:
        """Which columns take whole numbers only."""
        return self._view("whole")

    @property
    def today(self) -> Whole:
        """The present value of each column."""
        return self._view("today")

    @property
    def kind(self) -> Kinds:
        """The kind of each column by number, see ``kinds``."""
        return self._view("kind")

    @property
    def kinds(self) -> Sequence[str]:
        """The names of the kinds, by number."""
        return self._kinds.names

    def of_kind(self, *kinds: str) -> Yes:
        """Which columns are of one of these kinds."""
        passed = np.array([name in kinds for name in self._kinds.names], bool)
        return passed[self.kind] if len(passed) else np.zeros(len(self), bool)

    def add(self, column: Column) -> int:
        """Append one and return its number."""
        values = {
            "kind": self._kinds.number(column.kind),
            "county": -1 if column.county is None else self._counties.number(column.county),
            "lower": column.lower,
            "upper": _stored(column.upper),
            "whole": column.whole,
            "today": column.today,
        }
        for name, value in values.items():
            self._arrays[name].append(value)
        self._keys.append(column.key)
        return len(self) - 1

    def extend(
        self,
        kinds: Sequence[str],
        keys: MadeKeys,
        *,
        kind: Places | int = 0,
        county: Places | int,
        lower: Whole | int = 0,
        upper: Whole | int = NONE,
        whole: bool = True,
        today: Whole | int = 0,
    ) -> int:
        """Append many, each of one of ``kinds`` by number, and return the number of the first."""
        first = len(self)
        numbers = np.array([self._kinds.number(name) for name in kinds], np.int8)
        values = {"kind": numbers[kind], "county": county, "lower": lower, "upper": upper, "whole": whole}
        for name, value in {**values, "today": today}.items():
            self._arrays[name].extend(value, len(keys))
        self._keys.extend(keys)
        return first

    def __len__(self) -> int:
        return self._arrays["kind"].size

    @overload
    def __getitem__(self, place: int) -> Column: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Column]: ...
    def __getitem__(self, place: int | slice) -> Column | Sequence[Column]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        number = range(len(self))[place]
        county, upper = int(self.county[number]), int(self.upper[number])
        return Column(
            self._kinds.names[self.kind[number]],
            self._keys[number],
            int(self.lower[number]),
            None if upper == NONE else upper,
            bool(self.whole[number]),
            int(self.today[number]),
            None if county < 0 else self._counties.names[county],
        )

    def __setitem__(self, place: int, column: Column) -> None:
        """Give a column other bounds; what it is stays as it is."""
        self.lower[place], self.upper[place] = column.lower, _stored(column.upper)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


def _stored(number: int | None) -> int:
    return NONE if number is None else number


@dataclass(frozen=True, eq=False)
class RowBlock:
    """Some rows: their terms in spans, their sides with ``NONE`` where there is none.

    ``value``, ``low`` and ``high`` are 64-bit numbers, or Python's own where those do not do.
    """

    kind: Kinds
    keys: Sequence[Key] | MadeKeys
    start: Whole
    column: Codes
    value: NDArray[Any]
    low: NDArray[Any]
    high: NDArray[Any]
    county: Codes


class Rows(Sequence[Row]):
    """All rows, in blocks; those that come one by one make up a block in the end."""

    def __init__(self, counties: Named, columns: Columns) -> None:
        self._counties, self._columns = counties, columns
        self._kinds = Named()
        self._blocks: list[RowBlock] = []
        self._firsts: list[int] = []
        self._count = 0
        self._single: list[tuple[str, Key, Mapping[int, Number], Number | None, Number | None]] = []

    @property
    def kinds(self) -> Sequence[str]:
        """The names of the kinds, by number."""
        return self._kinds.names

    @property
    def blocks(self) -> Sequence[RowBlock]:
        """All rows, in order."""
        self._close()
        return self._blocks

    def of_kind(self, block: RowBlock, *kinds: str) -> Yes:
        """Which rows of a block are of one of these kinds."""
        return np.array([name in kinds for name in self._kinds.names], bool)[block.kind]

    def add(self, kind: str, key: Key, terms: Mapping[int, Number], low: Number | None, high: Number | None) -> None:
        """Append one whose terms are sorted by column and not zero."""
        self._single.append((kind, key, terms, low, high))

    def extend(
        self,
        kinds: Sequence[str],
        keys: MadeKeys,
        start: Whole,
        column: Places,
        value: NDArray[Any],
        *,
        kind: Places | int = 0,
        low: Whole | int = NONE,
        high: Whole | int = NONE,
    ) -> None:
        """Append many, each of one of ``kinds`` by number; none is empty, terms are sorted by column and not zero."""
        self._close()
        numbers = np.array([self._kinds.number(name) for name in kinds], np.int8)
        count = len(keys)
        ends = (np.broadcast_to(np.asarray(end, np.int64), count) for end in (low, high))
        self._append(np.broadcast_to(numbers[kind], count), keys, start, column, value, *ends)

    def _append(
        self,
        kind: Kinds,
        keys: Sequence[Key] | MadeKeys,
        start: Whole,
        column: Places,
        value: NDArray[Any],
        low: NDArray[Any],
        high: NDArray[Any],
    ) -> None:
        if len(keys):
            county = same_of(self._columns.county[column], start)
            block = RowBlock(kind, keys, start, column.astype(np.int32), value, low, high, county)
            self._blocks.append(block)
            self._firsts.append(self._count)
            self._count += len(keys)

    def _close(self) -> None:
        if not self._single:
            return
        kinds, keys, terms, lows, highs = zip(*self._single, strict=True)
        self._single = []
        self._append(
            np.array([self._kinds.number(kind) for kind in kinds], np.int8),
            keys,
            starts_of(np.array([len(each) for each in terms])),
            np.array([column for each in terms for column in each], np.int64),
            _exact([value for each in terms for value in each.values()]),
            _exact([NONE if end is None else end for end in lows]),
            _exact([NONE if end is None else end for end in highs]),
        )

    def __len__(self) -> int:
        return self._count + len(self._single)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        number = range(len(self))[place]
        self._close()
        part = bisect_right(self._firsts, number) - 1
        return self._row(self._blocks[part], number - self._firsts[part])

    def __iter__(self) -> Iterator[Row]:
        for block in self.blocks:
            for place in range(len(block.keys)):
                yield self._row(block, place)

    def _row(self, block: RowBlock, place: int) -> Row:
        span = slice(block.start[place], block.start[place + 1])
        low, high, county = block.low[place], block.high[place], int(block.county[place])
        return Row(
            self._kinds.names[block.kind[place]],
            block.keys[place],
            tuple(block.column[span].tolist()),
            tuple(block.value[span].tolist()),
            None if low == NONE else _plain(low),
            None if high == NONE else _plain(high),
            None if county < 0 else self._counties.names[county],
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


def _exact(numbers: Sequence[Number]) -> NDArray[Any]:
    """64-bit numbers if all of them are such, else Python's own."""
    if all(isinstance(number, int) and NONE <= number <= -NONE - 1 for number in numbers):
        return np.array(numbers, np.int64)
    made = np.empty(len(numbers), object)
    made[:] = numbers
    return made


def _plain(number: Any) -> Number:
    return number if isinstance(number, Fraction) else int(number)
