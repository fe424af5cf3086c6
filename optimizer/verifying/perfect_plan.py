"""A large plan file read by columns, if nothing in it or beside it is out of the ordinary.

What is accepted here is the plan that the careful way gives too; everything else is left to that.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from models.instance import OPEN, Instance
from models.plan import Plan, Units
from models.tables import ABSENT, Counts
from optimizer.reading.columnar.cells import check_cells, numbered, whole_numbers
from optimizer.reading.columnar.sheet import Sheet, UnusualError, read_sheet
from optimizer.reading.tables import CHOICE, WHOLE, Column, Spec

OPENINGS_FILE = "facilities.csv"
"""The name of the file beside a plan that says which facilities are open."""

PLAN_SPEC = Spec(
    columns=(
        Column("facility", required=True),
        Column("resource", required=True),
        Column("proposed", WHOLE, required=True),
        Column("current", WHOLE),
    ),
    key=("facility", "resource"),
    open=True,
)

OPENINGS_SPEC = Spec(
    columns=(Column("facility", required=True), Column("open", CHOICE, required=True, choices=("yes", "no"))),
    key=("facility",),
    open=True,
)

LARGE = 1 << 20
"""Bytes of a plan file from which on its columns repay."""


def read_perfect_plan(path: Path, instance: Instance) -> Plan:
    """The plan in a large CSV file, with the openings beside it. UnusualError if anything needs a careful look."""
    try:
        if path.stat().st_size < LARGE:
            raise UnusualError("a small plan")
        units = _units(read_sheet(path.read_bytes(), path.name), instance)
        beside = path.with_name(OPENINGS_FILE)
        openings = _openings(read_sheet(beside.read_bytes(), beside.name), instance) if beside.exists() else {}
    except OSError as error:
        raise UnusualError(str(error)) from None
    return Plan(Units(instance.stock_table, units), {**used(instance, units), **openings})


def _units(sheet: Sheet, instance: Instance) -> Counts:
    stock, numbers = instance.stock_table, check_cells(sheet, PLAN_SPEC)
    first = numbered(sheet.column("facility"), instance.facility_table.number)
    second = numbered(sheet.column("resource"), {name: number for number, name in enumerate(stock.seconds)})
    rows = stock.rows_of(first, second)
    if len(rows) != len(stock) or (np.bincount(rows + 1, minlength=len(stock) + 1) != [0, *[1] * len(stock)]).any():
        raise UnusualError("rows that are not those of the stock")
    written = whole_numbers(numbers["current"])
    if ((written != ABSENT) & (written != stock.current[rows])).any():
        raise UnusualError("a plan for other data")
    units = np.empty(len(stock), np.int64)
    units[rows] = whole_numbers(numbers["proposed"])
    return units


def _openings(sheet: Sheet, instance: Instance) -> dict[str, bool]:
    """What the sheet says of each candidate and closable facility."""
    check_cells(sheet, OPENINGS_SPEC)
    facilities = instance.facility_table
    rows = numbered(sheet.column("facility"), facilities.number)
    is_open = sheet.column("open").where("yes".__eq__)
    stays = facilities.status.where(OPEN.__eq__)[rows]
    if len(np.unique(rows)) != len(rows) or (stays & ~is_open).any():
        raise UnusualError("a facility twice, or closed although it stays")
    told = zip(rows[~stays].tolist(), is_open[~stays].tolist(), strict=True)
    return {facilities.ids[row]: opened for row, opened in sorted(told)}


def decided(instance: Instance) -> list[str]:
    """The candidate and closable facilities, by id."""
    facilities = instance.facility_table
    return [facilities.ids[row] for row in np.flatnonzero(~facilities.status.where(OPEN.__eq__)).tolist()]


def used(instance: Instance, units: Counts) -> dict[str, bool]:
    """Each candidate and closable facility, and whether a plan gives it anything."""
    stock, facilities = instance.stock_table, instance.facility_table
    has = np.zeros(len(facilities), np.bool_)
    has[stock.first[units > 0]] = True
    return {name: bool(has[facilities.number[name]]) for name in decided(instance)}
