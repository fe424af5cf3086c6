"""How rows become lines of a CSV file, a block of them at a time.

A byte-order mark lets spreadsheets show Chinese; a text cell that they would take for a formula gets an apostrophe in
front.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import islice

from models.instance import Instance
from models.plan import Plan
from models.tables import StockTable
from optimizer.reporting.numbers import csv_number
from optimizer.reporting.plan_costs import PlanCosts, Priced
from optimizer.reporting.tables import PlanRow, Row, columns

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK = "\ufeff"
_AT_ONCE = 1 << 14
"""Rows that are written together."""


def csv_cell(value: str | int | Fraction | None) -> str:
    """One cell: a number in digits, a text kept from being a formula, nothing for None."""
    if not isinstance(value, str):
        return csv_number(value)
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def row_blocks(kind: type[Row], rows: Iterable[Row]) -> Iterator[str]:
    """The text of a table, header first."""
    names = columns(kind)
    yield MARK + _text([names])
    left = iter(rows)
    while block := list(islice(left, _AT_ONCE)):
        yield _text([csv_cell(getattr(row, name)) for name in names] for row in block)


def plan_blocks(instance: Instance, plan: Plan) -> Iterator[str]:
    """The text of ``plan.csv``: what :func:`row_blocks` makes of the plan's rows, without making them."""
    stock, costs = instance.stock_table, PlanCosts(instance, plan)
    facilities, resources = _quoted(stock.firsts), _quoted(stock.seconds)
    yield MARK + _text([columns(PlanRow)])
    for start in range(0, len(stock), _AT_ONCE):
        yield "".join(_plan_lines(stock, costs, slice(start, start + _AT_ONCE), facilities, resources))


def _plan_lines(
    stock: StockTable, costs: PlanCosts, rows: slice, facilities: list[str], resources: list[str]
) -> Iterator[str]:
    cells = zip(
        stock.first[rows].tolist(),
        stock.second[rows].tolist(),
        stock.current[rows].tolist(),
        costs.units[rows].tolist(),
        _priced(costs.capital_rows, rows),
        _priced(costs.annual_rows, rows),
        strict=True,
    )
    for facility, resource, current, units, capital, annual in cells:
        change = units - current
        yield f"{facilities[facility]},{resources[resource]},{current},{units},{change},{capital},{annual}\n"


def _priced(priced: Priced, rows: slice) -> list[str]:
    """The cells of a column of costs."""
    costs, known = priced[0], priced[1][rows].tolist()
    whole: list[int] = costs.numerators[rows].tolist()
    made = {number: csv_number(Fraction(number, costs.denominator)) for number in set(whole)}
    return [made[number] if is_known else "" for number, is_known in zip(whole, known, strict=True)]


def _quoted(texts: Iterable[str]) -> list[str]:
    """Each text as a cell of a line with more cells than one."""
    return [_text([(csv_cell(text), "")]).removesuffix(",\n") for text in texts]


def _text(rows: Iterable[Iterable[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()
