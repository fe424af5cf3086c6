"""Columns of exact numbers, also where machine integers would overflow."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from models.coded import Coded
from optimizer.verifying.amounts import Amounts, priced
from optimizer.verifying.exact import exact_sum, largest_ratios

MOST = 10**15 - 1
"""The largest number that a table can hold."""

units = st.integers(0, MOST)
prices = st.none() | st.fractions(0, MOST, max_denominator=10**6)
rows = st.lists(st.tuples(units, prices, prices, st.integers(0, 2)), max_size=8)


@given(rows)
@example([(MOST, Fraction(MOST), None, 0)] * 5)
def test_sums_are_exact(cells: list[tuple[int, Fraction | None, Fraction | None, int]]) -> None:
    """Units times prices, added to another column and summed by group, are what fractions make of them."""
    count = np.array([unit for unit, *_ in cells], np.int64)
    one, two = (Amounts.of_cells(Coded.of(cell[n] for cell in cells)).times(count) for n in (1, 2))
    groups = np.array([group for *_, group in cells], np.int64)
    sums = (one + two).summed(groups, 3)
    for group in range(3):
        costs = [(a or Fraction(0), b or Fraction(0), u) for u, a, b, k in cells if k == group]
        assert sums.number(group) == sum(((a + b) * u for a, b, u in costs), Fraction(0))
    assert sums.total() == exact_sum(sums.fractions()) == (one + two).total()
    assert sums.listed() == sums.fractions()


@given(st.lists(st.tuples(prices, st.integers(0, 1)), max_size=8), st.tuples(prices, prices))
def test_an_own_price_goes_before_the_general_one(
    cells: list[tuple[Fraction | None, int]], general: tuple[Fraction | None, Fraction | None]
) -> None:
    """What nobody wrote is 0 and not known."""
    kinds = np.array([kind for _, kind in cells], np.int32)
    found, known = priced(Coded.of(price for price, _ in cells), general, kinds)
    expected = [general[kind] if price is None else price for price, kind in cells]
    assert found.fractions() == [price or Fraction(0) for price in expected]
    assert known.tolist() == [price is not None for price in expected]


ratios = st.tuples(st.integers(0, 3), units, st.integers(1, MOST))


@given(st.lists(ratios, max_size=10))
@example([(0, MOST, MOST - 1), (0, MOST - 1, MOST - 2), (0, MOST - 2, MOST - 3)])
def test_the_largest_ratio_is_exact(cells: list[tuple[int, int, int]]) -> None:
    """Ratios that floating point cannot tell apart are compared exactly."""
    columns = np.array(cells, np.int64).reshape(-1, 3)
    expected = [
        max(Fraction(top, bottom) for group, top, bottom in cells if group == each)
        for each in sorted({group for group, *_ in cells})
    ]
    assert expected == largest_ratios(columns[:, 0], columns[:, 1], columns[:, 2])
