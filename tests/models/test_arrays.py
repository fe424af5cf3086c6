"""The arithmetic on arrays against the same sums done one by one, and its refusal of what does not fit."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise
from math import gcd

import numpy as np
import pytest

from models.arrays import (
    MOST,
    Growing,
    Terms,
    TooLargeError,
    common_of,
    entries_of,
    first_seen,
    same_of,
    starts_of,
    sums_of,
    together,
)
from models.exact import Fractions, Priced, summed

DICE = random.Random(5)
LENGTHS = [0, 3, 1, 0, 4, 2, 0]
START = starts_of(np.array(LENGTHS))
VALUES = np.array([DICE.randint(-9, 9) for _ in range(sum(LENGTHS))])
SPANS = [VALUES[first:last].tolist() for first, last in pairwise(START)]


def test_spans_are_added_up_also_where_they_are_empty() -> None:
    """Sum, greatest common divisor and common code of each span."""
    assert [sum(span) for span in SPANS] == sums_of(VALUES, START).tolist()
    first = np.array([12, 6, 4, 5, 8, 0, 7])
    assert [gcd(own, *span) for own, span in zip(first.tolist(), SPANS, strict=True)] == common_of(
        VALUES, START, first
    ).tolist()
    codes = np.array([2, 2, 2, 1, 3, 3, 4, 3, -1, -1], np.int32)
    assert [-1, 2, 1, -1, -1, -1, -1] == same_of(codes, START).tolist()


def test_some_spans_are_taken_in_any_order() -> None:
    """Spans 4, 0 and 1, one after the other."""
    entries, start = entries_of(START, np.array([4, 0, 1]))
    assert (SPANS[4] + SPANS[1], [0, 4, 4, 7]) == (VALUES[entries].tolist(), start.tolist())


def test_terms_of_one_column_are_added_and_zeros_dropped() -> None:
    """In any order; what cancels is no term."""
    owner, column = np.array([1, 0, 1, 1, 0]), np.array([7, 3, 2, 7, 3])
    terms = Terms.gathered(owner, column, np.array([5, 1, 4, 6, -1]), 3)
    assert ([0, 0, 2, 2], [2, 7], [4, 11]) == (terms.start.tolist(), terms.column.tolist(), terms.value.tolist())
    both = together(terms, terms.times(-2))
    assert ([1, 1], [-4, -11]) == (both.owner.tolist(), both.value.tolist())


def test_codes_are_numbered_as_they_first_appear() -> None:
    """9 comes first, then 4, then 5."""
    seen = first_seen(np.array([9, 4, 9, 5, 4]))
    assert ([9, 4, 5], [0, 1, 0, 2, 1]) == (seen.codes.tolist(), seen.number.tolist())


def test_what_might_not_fit_is_refused() -> None:
    """Sums, products and denominators beyond 64 bits are errors, not other numbers."""
    large = np.array([MOST // 2 + 1, MOST // 2 + 1])
    with pytest.raises(TooLargeError):
        Terms.gathered(np.zeros(2, np.int64), np.zeros(2, np.int64), large, 1)
    with pytest.raises(TooLargeError):
        Fractions(large, 1).times(Fraction(3))
    with pytest.raises(TooLargeError):
        Fractions.of([Fraction(1, 10**19)])
    with pytest.raises(TooLargeError):
        summed(Fractions(large, 1), np.array([0, 0]), 1)


def test_fractions_behave_like_their_numbers() -> None:
    """Products, sums, rounding and limits of several exact numbers at once."""
    listed = [Fraction(7, 6), Fraction(-5, 4), Fraction(3), Fraction(0)]
    made = Fractions.of(listed)
    assert listed == list(made)
    assert [2 * number / 9 for number in listed] == list(made.times(Fraction(2, 9)))
    assert [1, -2, 3, 0] == list(made.floor())
    assert [2, -1, 3, 0] == list(made.ceil())
    assert [Fraction(7, 6), 1, 3, 1] == list(made.at_least(1))
    assert sum(listed, Fraction(0)) == made.sum()
    assert [Fraction(-1, 12), 3] == list(summed(made, np.array([0, 0, 1, 1]), 2))


def test_an_expression_with_repeated_coefficients_reads_like_a_dict() -> None:
    """Joined, multiplied and looked up; terms of zero are gone after joining."""
    shared = Priced(np.array([4, 2]), np.array([0, 0]), (Fraction(1, 3),))
    whole = Priced.joined([shared.times(2), Priced.of({7: 5, 8: 0})])
    assert {4: Fraction(2, 3), 2: Fraction(2, 3), 7: 5} == whole
    assert (8 in whole, 7 in whole, len(whole)) == (False, True, 3)
    assert [2 / 3, 2 / 3, 5.0] == whole.floats().tolist()
    assert {} == Priced.joined([])


def test_an_array_grows_as_values_come() -> None:
    """One by one and many at a time."""
    growing = Growing(np.int64)
    for number in range(100):
        growing.append(number)
    growing.extend(7, 1000)
    assert [*range(100), *[7] * 1000] == growing.view.tolist()
