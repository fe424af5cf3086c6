"""The tables of a large region as columns of numbers: one array per column instead of one object per cell.

They are read as the mappings they stand for: a record is made when it is asked for and not kept. Whoever looks at many
rows takes the arrays. Rows are sorted by id, ids are numbered in that order, so sorting by number is sorting by id.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from models.records import Facility, Stock, Travel

Value = TypeVar("Value")
Other = TypeVar("Other")
Key = TypeVar("Key")
Record = TypeVar("Record")

Codes = NDArray[np.int32]
Counts = NDArray[np.int64]

ABSENT = -1
"""Code of an empty cell; also the count of one, since counts are never negative."""

Pair = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Coded(Generic[Value]):
    """A column whose cells repeat: cell i is ``values[codes[i]]``, or None where the code is ``ABSENT``."""

    codes: Codes
    values: tuple[Value, ...]

    @classmethod
    def of(cls, cells: Iterable[Value | None]) -> Coded[Value]:
        """The column of these cells; values are numbered in the order they first appear."""
        numbers: dict[Value, int] = {}
        codes = [ABSENT if cell is None else numbers.setdefault(cell, len(numbers)) for cell in cells]
        return cls(np.array(codes, np.int32), tuple(numbers))

    @classmethod
    def absent(cls, count: int) -> Coded[Value]:
        """A column of so many empty cells."""
        return cls(np.full(count, ABSENT, np.int32), ())

    def __getitem__(self, row: int) -> Value | None:
        code = self.codes[row]
        return None if code < 0 else self.values[code]

    def __len__(self) -> int:
        return len(self.codes)

    def mapped(self, change: Callable[[Value], Other | None]) -> Coded[Other]:
        """The column with every value changed: each is changed once, equal results are one value, None is absent."""
        changed = Coded.of(map(change, self.values))
        return Coded(np.append(changed.codes, np.int32(ABSENT))[self.codes], changed.values)

    def ordered(self, rows: NDArray[np.integer]) -> Coded[Value]:
        """The cells of these rows in this order, values numbered as they first appear there."""
        codes = self.codes[rows]
        first = np.full(len(self.values) + 1, len(codes))
        first[codes[::-1]] = np.arange(len(codes))[::-1]  # of several places of a value the last one written stays
        first[ABSENT] = len(codes)
        appearing = np.argsort(first, kind="stable")[: np.count_nonzero(first < len(codes))]
        number = np.full(len(self.values) + 1, ABSENT, np.int32)
        number[appearing] = np.arange(len(appearing))
        return Coded(number[codes], tuple(self.values[value] for value in appearing.tolist()))

    def filled(self, value: Value) -> Coded[Value]:
        """The column with this value in its empty cells."""
        if (self.codes != ABSENT).all():
            return self
        values = self.values if value in self.values else (*self.values, value)
        return Coded(np.where(self.codes == ABSENT, np.int32(values.index(value)), self.codes), values)

    def where(self, test: Callable[[Value], bool]) -> NDArray[np.bool_]:
        """Which cells pass a test that is put to each value once; an absent one passes none."""
        passed = np.array([*map(test, self.values), False], dtype=bool)
        return passed[self.codes]


class Rows(Mapping[Key, Record]):
    """A mapping whose keys stand in the order of its rows; ``record(row)`` makes the record of one."""

    def keys_in_order(self) -> Iterator[Key]:
        """The key of every row."""
        raise NotImplementedError

    def record(self, row: int) -> Record:
        """The record of a row."""
        raise NotImplementedError

    def __iter__(self) -> Iterator[Key]:
        return self.keys_in_order()

    def items(self) -> ItemsView[Key, Record]:
        """Keys and records without looking any key up."""
        return _Items(self)

    def values(self) -> ValuesView[Record]:
        """Records without looking any key up."""
        return _Values(self)


class _Items(ItemsView[Key, Record]):
    _mapping: Rows[Key, Record]

    def __iter__(self) -> Iterator[tuple[Key, Record]]:
        rows = self._mapping
        return ((key, rows.record(row)) for row, key in enumerate(rows))


class _Values(ValuesView[Record]):
    _mapping: Rows[object, Record]

    def __iter__(self) -> Iterator[Record]:
        return map(self._mapping.record, range(len(self._mapping)))


@dataclass(frozen=True, eq=False)
class FacilityTable(Rows[str, Facility]):
    """The facilities of a region, by id.

    ``status`` has no absent cell. ``texts`` has every column as written, the fixed ones included; ``fixed`` the values
    of ``open_cost``, ``lon`` and ``lat``, ``data`` those of the data columns that are numbers. ``area`` numbers into
    ``areas``, all area ids in order.
    """

    ids: tuple[str, ...]
    areas: tuple[str, ...]
    area: Codes
    status: Coded[str]
    texts: Mapping[str, Coded[str]]
    fixed: Mapping[str, Coded[Fraction]]
    data: Mapping[str, Coded[Fraction]]

    @classmethod
    def of(cls, facilities: Mapping[str, Facility], areas: Iterable[str]) -> FacilityTable:
        """The table of these facilities, which lie in ``areas``."""
        ids, places = tuple(sorted(facilities)), tuple(sorted(areas))
        listed = [facilities[name] for name in ids]
        place = {name: number for number, name in enumerate(places)}
        columns = sorted({column for one in listed for column in one.texts})
        numbers = sorted({column for one in listed for column in one.numbers})
        return cls(
            ids,
            places,
            np.array([place[one.area] for one in listed], np.int32),
            Coded.of(one.status for one in listed),
            {column: Coded.of(one.texts.get(column) for one in listed) for column in columns},
            {name: Coded.of(getattr(one, name) for one in listed) for name in ("open_cost", "lon", "lat")},
            {column: Coded.of(one.numbers.get(column) for one in listed) for column in numbers},
        )

    @cached_property
    def number(self) -> Mapping[str, int]:
        """id → row."""
        return {name: row for row, name in enumerate(self.ids)}

    def __getitem__(self, key: str) -> Facility:
        return self.record(self.number[key])

    def __contains__(self, key: object) -> bool:
        return key in self.number

    def __len__(self) -> int:
        return len(self.ids)

    def keys_in_order(self) -> Iterator[str]:
        """Every facility id."""
        return iter(self.ids)

    def record(self, row: int) -> Facility:
        """The facility of a row."""
        texts = {name: cell for name, column in self.texts.items() if (cell := column[row]) is not None}
        numbers = {name: number for name, cells in self.data.items() if (number := cells[row]) is not None}
        return Facility(
            facility=self.ids[row],
            name=texts.get("name", self.ids[row]),
            area=self.areas[self.area[row]],
            type=texts.get("type", ""),
            status=self.status.values[self.status.codes[row]],
            open_cost=self.fixed["open_cost"][row],
            name_en=texts.get("name_en"),
            lon=self.fixed["lon"][row],
            lat=self.fixed["lat"][row],
            texts=texts,
            numbers=numbers,
        )


class PairRows(Rows[Pair, Record]):
    """A mapping of pairs of ids whose rows are sorted by the pair.

    ``firsts`` and ``seconds`` are all ids that may stand in a pair, in order; ``first`` and ``second`` number into
    them.
    """

    firsts: tuple[str, ...]
    seconds: tuple[str, ...]
    first: Codes
    second: Codes

    @cached_property
    def _places(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        return ({name: n for n, name in enumerate(self.firsts)}, {name: n for n, name in enumerate(self.seconds)})

    @cached_property
    def _sought(self) -> Counts:
        return self.first.astype(np.int64) * max(len(self.seconds), 1) + self.second

    def rows_of(self, first: NDArray[np.integer], second: NDArray[np.integer]) -> NDArray[np.int64]:
        """The row of each pair of numbers, ``ABSENT`` for a pair without a row."""
        wanted = first.astype(np.int64) * max(len(self.seconds), 1) + second
        if not len(self.first):
            return np.full(len(wanted), ABSENT, np.int64)
        found = np.minimum(np.searchsorted(self._sought, wanted), len(self.first) - 1)
        return np.where(self._sought[found] == wanted, found, ABSENT)

    def row_of(self, key: Pair) -> int:
        """The row of a pair of ids. Raises KeyError if it has none."""
        firsts, seconds = self._places
        wanted = firsts[key[0]] * max(len(self.seconds), 1) + seconds[key[1]]
        row = int(np.searchsorted(self._sought, wanted))
        if row == len(self.first) or self._sought[row] != wanted:
            raise KeyError(key)
        return row

    def __getitem__(self, key: Pair) -> Record:
        return self.record(self.row_of(key))

    def __len__(self) -> int:
        return len(self.first)

    def keys_in_order(self) -> Iterator[Pair]:
        """The two ids of every row."""
        firsts, seconds = self.firsts, self.seconds
        return ((firsts[a], seconds[b]) for a, b in zip(self.first.tolist(), self.second.tolist(), strict=True))


@dataclass(frozen=True, eq=False)
class StockTable(PairRows[Stock]):
    """What facilities (``firsts``) hold of resources (``seconds``), in whole units; bounds as written or ``ABSENT``."""

    firsts: tuple[str, ...]
    seconds: tuple[str, ...]
    first: Codes
    second: Codes
    current: Counts
    min: Counts
    max: Counts
    capital_cost: Coded[Fraction]
    annual_cost: Coded[Fraction]

    @classmethod
    def of(cls, stock: Mapping[Pair, Stock], facilities: Iterable[str], resources: Iterable[str]) -> StockTable:
        """The table of these rows, over all facilities and resources of the region."""
        firsts, seconds = tuple(sorted(facilities)), tuple(sorted(resources))
        first, second = _numbered(sorted(stock), firsts, seconds)
        listed = [stock[key] for key in sorted(stock)]
        return cls(
            firsts,
            seconds,
            first,
            second,
            np.array([one.current for one in listed], np.int64),
            _counts(one.min for one in listed),
            _counts(one.max for one in listed),
            Coded.of(one.capital_cost for one in listed),
            Coded.of(one.annual_cost for one in listed),
        )

    def record(self, row: int) -> Stock:
        """The stock of a row."""
        least, most = int(self.min[row]), int(self.max[row])
        return Stock(
            self.firsts[self.first[row]],
            self.seconds[self.second[row]],
            int(self.current[row]),
            None if least < 0 else least,
            None if most < 0 else most,
            self.capital_cost[row],
            self.annual_cost[row],
        )


@dataclass(frozen=True, eq=False)
class TravelTable(PairRows[Travel]):
    """How far areas (``firsts``) are from facilities (``seconds``)."""

    firsts: tuple[str, ...]
    seconds: tuple[str, ...]
    first: Codes
    second: Codes
    minutes: Coded[Fraction]
    km: Coded[Fraction]

    @classmethod
    def of(cls, travel: Mapping[Pair, Travel], areas: Iterable[str], facilities: Iterable[str]) -> TravelTable:
        """The table of these pairs, over all areas and facilities of the region."""
        firsts, seconds = tuple(sorted(areas)), tuple(sorted(facilities))
        first, second = _numbered(sorted(travel), firsts, seconds)
        listed = [travel[key] for key in sorted(travel)]
        minutes, km = Coded.of(one.minutes for one in listed), Coded.of(one.km for one in listed)
        return cls(firsts, seconds, first, second, minutes, km)

    def record(self, row: int) -> Travel:
        """The distance of a row."""
        return Travel(self.minutes[row], self.km[row])


def _numbered(keys: Sequence[Pair], firsts: Sequence[str], seconds: Sequence[str]) -> tuple[Codes, Codes]:
    first = {name: number for number, name in enumerate(firsts)}
    second = {name: number for number, name in enumerate(seconds)}
    return np.array([first[a] for a, _ in keys], np.int32), np.array([second[b] for _, b in keys], np.int32)


def _counts(values: Iterable[int | None]) -> Counts:
    return np.array([ABSENT if value is None else value for value in values], np.int64)
