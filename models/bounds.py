"""How large a stock can usefully become: the natural upper bound of every column that needs one.

For a row Σ a·x ≥ b, no single column with a > 0 is ever needed above (b − least activity of the others) / a. The least
vector U that allows every such need is found by rounds from below. It cuts nothing off: take any plan and lower
each stock to U; every row still holds (a column at U satisfies its rows alone, the others only lost what weighed
against them), and cost, shortfalls and changes do not grow. A chain of ratios that feeds itself never settles; its
stocks are stopped at ``LIMIT``, the size up to which the solver is known to be reliable.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from models.linear import Number
from models.system import ADDED, SLACK, STOCK, System

LIMIT = 1_000_000
ROUNDS = 60

Side = tuple[tuple[int, ...], tuple[Number, ...], Number]
"""(columns, coefficients, b) of Σ a·x ≥ b"""


def set_natural_bounds(system: System, alternatives: Iterable[Side] = (), *, generous: bool = False) -> None:
    """Give every stock and increase column the smallest upper bound that no row needs exceeded.

    A row with an accepted deviation is kept in one of several ways; ``alternatives`` has a side for each of them.
    ``generous`` leaves far more room than needed, for a model that is to find out whether the bounds themselves err.
    """
    upper = _settle(system, [*_sides(system), *alternatives], _starting_uppers(system))
    for number, column in enumerate(system.columns):
        if column.kind in (STOCK, ADDED):
            bound = upper[number] or 0
            wide = _written(system, number, 10 * bound + 1000) if generous else bound
            system.columns[number] = replace(column, upper=wide)


def _starting_uppers(system: System) -> list[int | None]:
    starts = {STOCK: [max(column.today, column.lower) for column in system.columns], ADDED: [0] * len(system.columns)}
    return [
        _written(system, number, starts[column.kind][number]) if column.kind in starts else column.upper
        for number, column in enumerate(system.columns)
    ]


def _sides(system: System) -> Iterator[Side]:
    """Every row as one or two of the form Σ a·x ≥ b, but for balances (see ``_follow_balance``) and deviations."""
    for row in system.rows:
        if row.kind == "balance" or any(system.columns[column].kind == SLACK for column in row.columns):
            continue
        if row.low is not None:
            yield row.columns, row.coefficients, row.low
        if row.high is not None:
            yield row.columns, tuple(-value for value in row.coefficients), -row.high


def _settle(system: System, sides: list[Side], upper: list[int | None]) -> list[int | None]:
    growing = {number for number, column in enumerate(system.columns) if column.kind in (STOCK, ADDED)}
    balances = [row for row in system.rows if row.kind == "balance"]
    useful = [side for side in sides if any(c in growing and a > 0 for c, a in zip(side[0], side[1], strict=True))]
    against: dict[int, list[int]] = defaultdict(list)
    for number, (columns, coefficients, _) in enumerate(useful):
        for column, coefficient in zip(columns, coefficients, strict=True):
            if coefficient < 0:
                against[column].append(number)
    starts, waiting = list(upper), list(range(len(useful)))
    for rounds in itertools.count(1):
        raised: set[int] = set()
        for number in waiting:
            _raise(system, useful[number], growing, upper, raised)
        for row in balances:
            _follow_balance(system, row.columns, int(row.low or 0), growing, upper, raised)
        if not raised:
            break
        if rounds % ROUNDS == 0:  # what still grows feeds itself
            for column in raised:
                upper[column] = _written(system, column, max(LIMIT, starts[column] or 0))
            growing -= raised
        waiting = sorted({number for column in raised for number in against[column]})
    return upper


def _raise(system: System, side: Side, growing: set[int], upper: list[int | None], raised: set[int]) -> None:
    columns, coefficients, bound = side
    least: Number = 0
    for column, coefficient in zip(columns, coefficients, strict=True):
        if coefficient > 0:
            least += coefficient * system.columns[column].lower
        else:
            most = upper[column]
            least += coefficient * (LIMIT if most is None else most)
    if least >= bound:
        return
    for column, coefficient in zip(columns, coefficients, strict=True):
        if coefficient > 0 and column in growing:
            need = bound - least + coefficient * system.columns[column].lower
            _lift(system, column, -(-need // coefficient), upper, raised)


def _follow_balance(
    system: System,
    columns: tuple[int, ...],
    current: int,
    growing: set[int],
    upper: list[int | None],
    raised: set[int],
) -> None:
    """x − added + removed = current: an increase needed raises x, and a stock that may grow lets the increase grow."""
    stock, up = columns[0], columns[1]
    if stock in growing:
        _lift(system, stock, current + (upper[up] or 0), upper, raised)
    if up in growing:
        _lift(system, up, (upper[stock] or 0) - current, upper, raised)


def _lift(system: System, column: int, value: Number, upper: list[int | None], raised: set[int]) -> None:
    wanted = _written(system, column, int(value))
    if wanted > (upper[column] or 0):
        upper[column] = wanted
        raised.add(column)


def _written(system: System, column: int, value: int) -> int:
    written = system.columns[column].upper
    return value if written is None else min(value, written)
