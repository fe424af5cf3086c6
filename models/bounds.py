"""How large a stock can usefully become: the natural upper bound of every column that needs one.

For a row Σ a·x ≥ b, no single column with a > 0 is ever needed above (b − least activity of the others) / a. The least
vector U that allows every such need is found by rounds from below. It cuts nothing off: take any plan and lower
each stock to U; every row still holds (a column at U satisfies its rows alone, the others only lost what weighed
against them), and cost, shortfalls and changes do not grow. A chain of ratios that feeds itself never settles; its
stocks are stopped at ``LIMIT``, the size up to which the solver is known to be reliable, or, if that is more, at what
the rows need before they echo.

The lowest rate z of a clause about spread asks every area for z, and every area asks z for its own rate over v, so that
rounds would feed themselves. Instead: let r be the largest rate that the other rows need anywhere (every column as
large as one of them alone needs it), d the largest step of a rate by one unit, and ρ = max(r, d / (v − 1)). A plan with
all rates above ρ can be lowered, unit by unit, until they lie between ρ and ρ + d ≤ v · ρ; of any other plan no rate is
needed above v · ρ + d. So z is taken as v · ρ + d while the stocks are settled; r may grow by that, hence some rounds.
With v = 1 all rates are one common multiple of the steps of all areas; the first one from r on is enough. If r keeps
growing, or then steps differ inside an area, z has its written bound.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, gcd, lcm

import numpy as np

from models.arrays import MOST, NONE, TooLargeError, Whole
from models.linear import Number
from models.rounds import Side, settled
from models.system import ADDED, LOWEST, SLACK, STOCK, Row, System

__all__ = ["LIMIT", "Side", "set_natural_bounds"]

LIMIT = 1_000_000
ROUNDS = 60
STEPS = 2
"""What rows need of what other rows need, so many steps far, is taken for a need and no echo."""
RATE_ROUNDS = 4
"""How often the lowest rates of clauses about spread are looked at anew."""

Uppers = Sequence[Number | None]
"""The largest useful value of each column, as far as known."""


def set_natural_bounds(
    system: System,
    alternatives: Iterable[Side] = (),
    *,
    generous: bool = False,
    spreads: Mapping[str, Fraction] | None = None,
) -> None:
    """Give every stock and increase column the smallest upper bound that no row needs exceeded.

    A row with an accepted deviation is kept in one of several ways; ``alternatives`` has a side for each of them.
    ``generous`` leaves far more room than needed, for a model that is to find out whether the bounds themselves err.
    ``spreads`` maps a clause about spread to how many times its lowest rate is allowed.
    """
    alternatives = tuple(alternatives)
    growing = np.flatnonzero(system.columns.of_kind(STOCK, ADDED))
    found = _settled_at_once(system, alternatives)
    if found is None or spreads:
        useful = _settled_one_by_one(system, alternatives, spreads or {}, found)
        found = np.full(len(system.columns), NONE)
        found[growing] = [min(int(useful[number] or 0), MOST) for number in growing.tolist()]
    upper = found[growing]
    if generous:
        written = system.columns.upper[growing]
        wide = 10 * np.minimum(upper, MOST // 10) + 1000
        upper = np.where(written == NONE, wide, np.minimum(wide, written))
    system.columns.upper[growing] = np.minimum(upper, MOST)


def _settled_at_once(system: System, alternatives: Sequence[Side]) -> Whole | None:
    try:
        return settled(system, alternatives, LIMIT, ROUNDS)
    except TooLargeError:
        return None


def _settled_one_by_one(
    system: System, alternatives: Sequence[Side], spreads: Mapping[str, Fraction], found: Whole | None
) -> Uppers:
    """The same row by row, from what was found at once if anything was."""
    limits, stopped = _Limits.of(system), set[int]()
    sides = [*_sides(limits), *alternatives]
    upper: list[Number | None] = limits.starts()
    if found is None:
        upper = _settle(limits, sides, upper, stopped)
    else:
        for number in limits.growing:
            upper[number] = int(found[number])
    return _settle_rates(limits, sides, upper, stopped, spreads) if spreads else upper


@dataclass(frozen=True)
class _Limits:
    """The bounds of a system's columns as Python's own numbers, for whoever takes rows one by one."""

    system: System
    lower: Sequence[int]
    uppers: Sequence[int | None]
    growing: frozenset[int]

    @classmethod
    def of(cls, system: System) -> _Limits:
        columns = system.columns
        return cls(
            system,
            columns.lower.tolist(),
            [None if upper == NONE else upper for upper in columns.upper.tolist()],
            frozenset(np.flatnonzero(columns.of_kind(STOCK, ADDED)).tolist()),
        )

    @cached_property
    def rows(self) -> Sequence[Row]:
        """All rows so far."""
        return list(self.system.rows)

    def written(self, column: int, value: Number) -> int:
        """The value, or the column's own upper bound if that is less."""
        written = self.uppers[column]
        return int(value) if written is None else min(int(value), written)

    def starts(self) -> list[Number | None]:
        """What every column is allowed before anything is asked of it."""
        columns = self.system.columns
        stock, lowest = columns.of_kind(STOCK).tolist(), columns.of_kind(LOWEST).tolist()
        today = columns.today.tolist()
        starts: list[Number | None] = list(self.uppers)
        for number in range(len(starts)):
            if stock[number]:
                starts[number] = self.written(number, max(today[number], self.lower[number]))
            elif lowest[number] or number in self.growing:
                starts[number] = self.written(number, 0)
        return starts

    def balances(self) -> list[Row]:
        """The rows that say what is added and what is removed."""
        return [row for row in self.rows if row.kind == "balance"]


def _sides(limits: _Limits) -> Iterator[Side]:
    """Every row as one or two of the form Σ a·x ≥ b, but for balances (see ``_follow_balance``) and deviations."""
    slack = limits.system.columns.of_kind(SLACK)
    for row in limits.rows:
        if row.kind == "balance" or slack[list(row.columns)].any():
            continue
        if row.low is not None:
            yield row.columns, row.coefficients, row.low
        if row.high is not None:
            yield row.columns, tuple(-value for value in row.coefficients), -row.high


def _settle_rates(
    limits: _Limits,
    sides: Sequence[Side],
    upper: list[Number | None],
    stopped: set[int],
    spreads: Mapping[str, Fraction],
) -> list[Number | None]:
    """The uppers once every area may have what the lowest rates ask of it."""
    lowest = np.flatnonzero(limits.system.columns.of_kind(LOWEST)).tolist()
    rates = {number: spreads[limits.system.columns[number].key[0]] for number in lowest}
    for last in (*[False] * RATE_ROUNDS, True):
        useful = {number: _useful_rate(limits, sides, upper, number, times) for number, times in rates.items()}
        grown = [number for number, rate in useful.items() if rate is None or rate > (upper[number] or 0)]
        if not grown:
            break
        for number in grown:
            rate = useful[number]
            upper[number] = limits.uppers[number] if last or rate is None else rate
        upper = _settle(limits, sides, upper, stopped)
    return upper


def _useful_rate(
    limits: _Limits, sides: Sequence[Side], upper: Uppers, lowest: int, times: Fraction
) -> Fraction | None:
    """Up to which rate the areas of one clause about spread may have to go; None if there is no telling."""
    floors = [dict(zip(side[0], side[1], strict=True)) for side in sides if _asks(side, lowest)]
    bounds = [side[2] for side in sides if _asks(side, lowest)]
    needed = _needed(limits, sides, upper, lowest, {column for floor in floors for column in floor} - {lowest})
    most, steps = Fraction(0), []
    for floor, bound in zip(floors, bounds, strict=True):
        unit = -Fraction(floor.pop(lowest))
        most = max(most, (sum((value * needed[c] for c, value in floor.items()), Fraction(0)) - bound) / unit)
        steps.append({value / unit for value in floor.values()})
    largest = max((step for found in steps for step in found), default=Fraction(0))
    if largest and times > 1:
        return times * max(most, largest / (times - 1)) + largest
    if any(len(found) > 1 for found in steps) or any(bounds):
        return None
    every = _common_multiple([step for found in steps for step in found])
    return ceil(most / every) * every


def _common_multiple(steps: Iterable[Fraction]) -> Fraction:
    """The least number that is a whole multiple of each of these."""
    listed = list(steps)
    return Fraction(lcm(*(one.numerator for one in listed)), gcd(*(one.denominator for one in listed)) or 1)


def _asks(side: Side, lowest: int) -> bool:
    """Whether it is the row that keeps an area at the lowest rate or above."""
    return any(column == lowest and value < 0 for column, value in zip(side[0], side[1], strict=True))


def _needed(limits: _Limits, sides: Sequence[Side], upper: Uppers, lowest: int, columns: set[int]) -> dict[int, Number]:
    """How large each column may have to be for the rows other than those of one clause about spread."""
    balances = [row for row in limits.balances() if not columns.isdisjoint(row.columns)]
    every = columns.union(*(row.columns for row in balances))
    needed: dict[int, Number] = {column: upper[column] or 0 for column in every}
    growing = every & limits.growing
    for column in growing:
        needed[column] = max(limits.lower[column], int(limits.system.columns.today[column]))
    for side in sides:
        if lowest not in side[0]:
            for column, need in _needs(limits, side, growing, upper):
                needed[column] = max(needed[column], limits.written(column, need))
    for row in balances:
        stock, up = row.columns[:2]
        needed[stock] = max(needed[stock], limits.written(stock, (row.low or 0) + needed[up]))
        needed[up] = max(needed[up], limits.written(up, needed[stock] - (row.low or 0)))
    return needed


def _settle(
    limits: _Limits, sides: Sequence[Side], upper: list[Number | None], stopped: set[int]
) -> list[Number | None]:
    """Raise the uppers until every need is allowed; what feeds itself is ``stopped``, and stays so."""
    growing = set(limits.growing - stopped)
    balances = limits.balances()
    useful = [side for side in sides if any(c in growing and a > 0 for c, a in zip(side[0], side[1], strict=True))]
    against: dict[int, list[int]] = defaultdict(list)
    for number, (columns, coefficients, _) in enumerate(useful):
        for column, coefficient in zip(columns, coefficients, strict=True):
            if coefficient < 0:
                against[column].append(number)
    plain_need = _plain_needs(limits, useful, growing, upper)
    waiting = list(range(len(useful)))
    for rounds in itertools.count(1):
        raised: set[int] = set()
        for number in waiting:
            _raise(limits, useful[number], growing, upper, raised)
        for row in balances:
            _follow_balance(limits, row.columns, int(row.low or 0), growing, upper, raised)
        if not raised:
            break
        if rounds % ROUNDS == 0:  # what still grows feeds itself
            for column in raised:
                upper[column] = limits.written(column, max(LIMIT, plain_need[column] or 0))
            growing -= raised
            stopped |= raised
        waiting = sorted({number for column in raised for number in against[column]})
    return upper


def _plain_needs(
    limits: _Limits, sides: Sequence[Side], growing: Collection[int], starts: Uppers
) -> Sequence[Number | None]:
    """What the rows need of each column, every step looking only at what the step before found."""
    before = list(starts)
    for _ in range(STEPS):
        after = list(before)
        for side in sides:
            for column, need in _needs(limits, side, growing, before):
                after[column] = limits.written(column, max(need, after[column] or 0))
        before = after
    return before


def _raise(limits: _Limits, side: Side, growing: set[int], upper: list[Number | None], raised: set[int]) -> None:
    for column, need in list(_needs(limits, side, growing, upper)):
        _lift(limits, column, need, upper, raised)


def _needs(limits: _Limits, side: Side, growing: Collection[int], upper: Uppers) -> Iterator[tuple[int, Number]]:
    """The growing columns of a side, each with how large it alone might have to be."""
    columns, coefficients, bound = side
    least: Number = 0
    for column, coefficient in zip(columns, coefficients, strict=True):
        if coefficient > 0:
            least += coefficient * limits.lower[column]
        else:
            most = upper[column]
            least += coefficient * (LIMIT if most is None else most)
    if least >= bound:
        return
    for column, coefficient in zip(columns, coefficients, strict=True):
        if coefficient > 0 and column in growing:
            need = bound - least + coefficient * limits.lower[column]
            yield column, -(-need // coefficient)


def _follow_balance(
    limits: _Limits,
    columns: tuple[int, ...],
    current: int,
    growing: set[int],
    upper: list[Number | None],
    raised: set[int],
) -> None:
    """x − added + removed = current: an increase needed raises x, and a stock that may grow lets the increase grow."""
    stock, up = columns[0], columns[1]
    if stock in growing:
        _lift(limits, stock, current + (upper[up] or 0), upper, raised)
    if up in growing:
        _lift(limits, up, (upper[stock] or 0) - current, upper, raised)


def _lift(limits: _Limits, column: int, value: Number, upper: list[Number | None], raised: set[int]) -> None:
    wanted = limits.written(column, value)
    if wanted > (upper[column] or 0):
        upper[column] = wanted
        raised.add(column)
