"""The bare arrays: every row block written with NumPy, one sparse matrix, one ``passModel``."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array

from tests.benchmarks.rivals.handover import Arrays, pass_arrays
from tests.benchmarks.rivals.province import AMBULANCES, BEDS, DOCTORS, NURSES, RESOURCES, Province, Wholes


@dataclass(frozen=True)
class _Columns:
    """The column numbers of each kind."""

    stock: Wholes
    open: Wholes
    beds_short: Wholes
    doctors_short: Wholes
    nurses_short: Wholes
    staff_short: Wholes
    cover_short: Wholes
    worst: int
    spread: Wholes
    count: int


class _Rows:
    """Triplets and right-hand sides, block after block."""

    def __init__(self) -> None:
        self.row: list[Wholes] = []
        self.column: list[Wholes] = []
        self.value: list[NDArray[np.float64]] = []
        self.low: list[NDArray[np.float64]] = []
        self.high: list[NDArray[np.float64]] = []
        self.count = 0

    def term(self, row: ArrayLike, column: ArrayLike, value: ArrayLike) -> None:
        """Entries in the block that is being written, rows counted from its first."""
        rows, columns, values = np.broadcast_arrays(row, column, value)
        self.row.append(rows.ravel() + self.count)
        self.column.append(columns.ravel())
        self.value.append(values.ravel().astype(np.float64))

    def close(self, low: ArrayLike, high: ArrayLike, size: int) -> None:
        """End a block of that many rows."""
        self.low.append(np.broadcast_to(np.asarray(low, dtype=np.float64), size))
        self.high.append(np.broadcast_to(np.asarray(high, dtype=np.float64), size))
        self.count += size


def build(province: Province) -> Arrays:
    """The model as arrays."""
    columns = _columns(province)
    rows = _Rows()
    _clauses(province, columns, rows)
    _facts(province, columns, rows)
    _goals(province, columns, rows)
    matrix = coo_array(
        (np.concatenate(rows.value), (np.concatenate(rows.row), np.concatenate(rows.column))),
        shape=(rows.count, columns.count),
    ).tocsr()
    lower, upper, whole = np.zeros(columns.count), np.full(columns.count, np.inf), np.ones(columns.count, bool)
    lower[columns.stock], upper[columns.stock] = province.today, province.most
    upper[columns.open] = 1
    whole[columns.worst] = False
    whole[columns.spread] = False
    return Arrays(
        _cost(province, columns), lower, upper, whole, np.concatenate(rows.low), np.concatenate(rows.high), matrix
    )


def transfer(model: Arrays) -> highspy.Highs:
    """One call hands everything over."""
    return pass_arrays(model)


def _columns(province: Province) -> _Columns:
    shapes = [
        province.today.shape,
        province.candidates.shape,
        *[(province.counties,)] * 3,
        (province.facilities,),
        province.home.shape,
        (1,),
        (province.counties, len(RESOURCES)),
    ]
    made, first = [], 0
    for shape in shapes:
        size = int(np.prod(shape))
        made.append(np.arange(first, first + size).reshape(shape))
        first += size
    stock, opens, beds, doctors, nurses, staff, cover, worst, spread = made
    return _Columns(stock, opens, beds, doctors, nurses, staff, cover, int(worst[0]), spread, first)


def _clauses(province: Province, columns: _Columns, rows: _Rows) -> None:
    counties, county, stock = np.arange(province.counties), province.county, columns.stock
    rows.term(county, stock[:, BEDS], 1)
    rows.term(counties, columns.beds_short, 1)
    rows.close(province.beds, np.inf, province.counties)
    rows.term(county, stock[:, DOCTORS], 1)
    rows.term(counties, columns.doctors_short, 1)
    rows.close(province.doctors, np.inf, province.counties)
    rows.term(county, stock[:, NURSES], 25)
    rows.term(county, stock[:, DOCTORS], -29)
    rows.term(counties, columns.nurses_short, 25)
    rows.close(0, np.inf, province.counties)
    each = np.arange(province.facilities)
    rows.term(each, stock[:, NURSES], 10)
    rows.term(each, stock[:, BEDS], -3)
    rows.term(each, columns.staff_short, 10)
    rows.close(0, np.inf, province.facilities)
    rows.term(county, stock[:, AMBULANCES], 1)
    rows.close(province.ambulances, np.inf, province.counties)
    rows.term(county, stock[:, BEDS], 1)
    rows.close(-np.inf, province.cap, province.counties)
    paid = np.flatnonzero(province.capital)
    rows.term(0, stock[:, paid], province.capital[paid])
    rows.term(0, columns.open, province.open_cost)
    spent = int((province.today @ province.capital).sum())
    rows.close(-np.inf, province.budget + spent, 1)
    rows.term(province.township, stock[province.near, AMBULANCES], 1)
    rows.term(np.arange(len(province.home)), columns.cover_short, 1)
    rows.close(1, np.inf, len(province.home))


def _facts(province: Province, columns: _Columns, rows: _Rows) -> None:
    gates = columns.stock[province.candidates].ravel()
    rows.term(np.arange(len(gates)), gates, 1)
    rows.term(
        np.arange(len(gates)), np.repeat(columns.open, len(RESOURCES)), -province.most[province.candidates].ravel()
    )
    rows.close(-np.inf, 0, len(gates))


def _goals(province: Province, columns: _Columns, rows: _Rows) -> None:
    counties, fair = np.arange(province.counties), province.fair
    rows.term(counties, columns.worst, 1)
    rows.term(counties, columns.beds_short, [-part.beds for part in fair])
    rows.term(counties, columns.doctors_short, [-part.doctors for part in fair])
    rows.term(counties, columns.nurses_short, [-part.nurses for part in fair])
    rows.term(province.county, columns.staff_short, -np.array([part.staff for part in fair])[province.county])
    order = np.argsort(province.home, kind="stable")
    rows.term(province.home[order], columns.cover_short[order], -np.concatenate([part.cover for part in fair]))
    rows.close(0, np.inf, province.counties)
    every = np.arange(province.today.size).reshape(province.today.shape)
    rows.term(every, columns.spread[province.county], np.maximum(province.today, 1))
    rows.term(every, columns.stock, -1)
    rows.close(-province.today.ravel(), np.inf, province.today.size)


def _cost(province: Province, columns: _Columns) -> NDArray[np.float64]:
    cost, weights = np.zeros(columns.count), province.weights
    cost[columns.beds_short] = weights.beds
    cost[columns.doctors_short] = weights.doctors
    cost[columns.nurses_short] = weights.nurses
    cost[columns.staff_short] = weights.staff
    cost[columns.cover_short] = weights.cover
    return cost
