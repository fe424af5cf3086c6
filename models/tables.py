"""The tables of a large region as columns of numbers: one array per column instead of one object per cell.

They are read as the mappings they stand for: a record is made when it is asked for and not kept. Whoever looks at many
rows takes the arrays. Rows are sorted by id, ids are numbered in that order, so sorting by number is sorting by id.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from models.coded import ABSENT, Coded, Codes, Counts
from models.records import Facility, Stock, Travel

__all__ = ["ABSENT", "Coded", "Codes", "Counts", "FacilityTable", "PairRows", "Rows", "StockTable", "TravelTable"]

Key = TypeVar("Key")
Record = TypeVar("Record")

Pair = tuple[str, str]

_AT_ONCE = 4096
"""Rows whose cells are listed together when all are gone through."""


class Rows(Mapping[Key, Record]):
    """A mapping whose keys stand in the order of its rows; ``record(row)`` makes the record of one.

    Whoever goes through all does so without looking any up.
    """

    def keys_in_order(self) -> Iterator[Key]:
        """The key of every row."""
        raise NotImplementedError

    def records(self, start: int, stop: int) -> Iterator[Record]:
        """The records of some rows that follow each other."""
        raise NotImplementedError

    def record(self, row: int) -> Record:
        """The record of a row."""
        return next(self.records(row, row + 1))

    def all_records(self) -> Iterator[Record]:
        """The record of every row."""
        for start in range(0, len(self), _AT_ONCE):
            yield from self.records(start, min(start + _AT_ONCE, len(self)))

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
        return zip(self._mapping, self._mapping.all_records(), strict=True)


class _Values(ValuesView[Record]):
    _mapping: Rows[object, Record]

    def __iter__(self) -> Iterator[Record]:
        return self._mapping.all_records()


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

    def records(self, start: int, stop: int) -> Iterator[Facility]:
        """The facilities of some rows that follow each other."""
        columns = {name: column.cells(start, stop) for name, column in self.texts.items()}
        numbers = {name: column.cells(start, stop) for name, column in self.data.items()}
        fixed = (self.fixed[name].cells(start, stop) for name in ("open_cost", "lon", "lat"))
        areas, status = self.area[start:stop].tolist(), self.status.codes[start:stop].tolist()
        for place, (name, area, standing, cost, lon, lat) in enumerate(
            zip(self.ids[start:stop], areas, status, *fixed, strict=True)
        ):
            texts = {column: cell for column, cells in columns.items() if (cell := cells[place]) is not None}
            yield Facility(
                facility=name,
                name=texts.get("name", name),
                area=self.areas[area],
                type=texts.get("type", ""),
                status=self.status.values[standing],
                open_cost=cost,
                name_en=texts.get("name_en"),
                lon=lon,
                lat=lat,
                texts=texts,
                numbers={column: number for column, cells in numbers.items() if (number := cells[place]) is not None},
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
        row = int(self._sought.searchsorted(wanted))
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

    def largest(self, limits: Sequence[int | None]) -> Counts:
        """The largest stock of each row: as written, else the limit of its resource, ``ABSENT`` without either."""
        general = np.array([ABSENT if limit is None else limit for limit in limits], np.int64)
        return np.where(self.max == ABSENT, general[self.second], self.max)

    def records(self, start: int, stop: int) -> Iterator[Stock]:
        """The stocks of some rows that follow each other."""
        first, second = self.first[start:stop].tolist(), self.second[start:stop].tolist()
        counts = (column[start:stop].tolist() for column in (self.current, self.min, self.max))
        prices = (column.cells(start, stop) for column in (self.capital_cost, self.annual_cost))
        for facility, resource, current, least, most, *costs in zip(first, second, *counts, *prices, strict=True):
            yield Stock(
                self.firsts[facility],
                self.seconds[resource],
                current,
                None if least == ABSENT else least,
                None if most == ABSENT else most,
                *costs,
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

    def records(self, start: int, stop: int) -> Iterator[Travel]:
        """The distances of some rows that follow each other."""
        return map(Travel, self.minutes.cells(start, stop), self.km.cells(start, stop))


def _numbered(keys: Sequence[Pair], firsts: Sequence[str], seconds: Sequence[str]) -> tuple[Codes, Codes]:
    first = {name: number for number, name in enumerate(firsts)}
    second = {name: number for number, name in enumerate(seconds)}
    return np.array([first[a] for a, _ in keys], np.int32), np.array([second[b] for _, b in keys], np.int32)


def _counts(values: Iterable[int | None]) -> Counts:
    return np.array([ABSENT if value is None else value for value in values], np.int64)
