"""How exact numbers are written for programs and for people."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.reporting.numbers import (
    csv_number,
    fixed,
    grouped,
    json_number,
    json_value,
    money,
    percent,
    rounded,
    signed,
)
from optimizer.solving.outcome import Status

FRACTIONS = st.fractions(min_value=-(10**12), max_value=10**12)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(6, 2), "3"),
        (Fraction(1, 3), "0.333333333333"),
        (Fraction(1, 10), "0.1"),
        (10**15 - 1, "999999999999999"),
        (Fraction(2, 3), "0.666666666667"),
        (0.5, "0.5"),
        (2.0, "2"),
        (None, "null"),
        (float("nan"), "null"),
        (float("-inf"), "null"),
    ],
)
def test_json_number_is_an_int_or_a_short_float(value: Fraction | float | None, text: str) -> None:
    """A whole value is an int, another has 12 significant digits, and what JSON cannot say is null."""
    assert json.dumps(json_number(value)) == text


def test_json_value_turns_options_into_plain_values() -> None:
    """Decimals, fractions, paths, enumerations, sets and tuples all have a JSON form."""
    options = {
        "budget": Decimal("1.5"),
        "share": Fraction(1, 4),
        "path": Path("a/b"),
        "drops": ("x", "y"),
        "set": {"b", "a"},
        "status": Status.OPTIMAL,
        "flag": True,
        "none": None,
    }
    expected = {
        "budget": 1.5,
        "share": 0.25,
        "path": "a/b",
        "drops": ["x", "y"],
        "set": ["a", "b"],
        "status": "optimal",
        "flag": True,
        "none": None,
    }
    assert json_value(options) == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (0, "0"),
        (-3, "-3"),
        (Fraction(1, 2), "0.5"),
        (Fraction(2, 3), "0.666667"),
        (Fraction(-1, 10**7), "0"),
        (Fraction(1, 2 * 10**6), "0.000001"),
        (1234567, "1234567"),
        (Fraction(1300), "1300"),
    ],
)
def test_csv_number_has_at_most_six_places(value: Fraction | None, text: str) -> None:
    """A CSV number has digits only, no separators, no exponent, no minus zero."""
    assert csv_number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(Fraction(5, 1000), "0.01"), (Fraction(4999, 10**6), "0.00"), (8, "8.00"), (Fraction(-1, 200), "-0.01")],
)
def test_rates_are_rounded_half_up(value: Fraction, text: str) -> None:
    """A rate has exactly two places, and half a hundredth counts as one."""
    assert fixed(value) == text


@given(FRACTIONS, st.integers(0, 6))
def test_rounding_is_off_by_half_a_digit_at_most(value: Fraction, places: int) -> None:
    """The printed number is the nearest one, and its mirror image is printed for the negative."""
    units = rounded(value, places)
    assert abs(Fraction(units, 10**places) - value) <= Fraction(1, 2 * 10**places)
    assert rounded(-value, places) == -units


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234567, "1,234,567"),
        (Fraction(24693, 20), "1,234.65"),
        (0, "0"),
        (Fraction(1, 1000), "<0.01"),
        (Fraction(-1, 1000), ">-0.01"),
    ],
)
def test_small_numbers_for_people_are_never_called_zero(value: Fraction, text: str) -> None:
    """Thousands are separated, and what is not zero is not printed as zero."""
    assert grouped(value) == text


def test_changes_carry_their_sign() -> None:
    """More is plus, less is minus, nothing is 0."""
    assert [signed(1200), signed(-3), signed(0)] == ["+1,200", "-3", "0"]


def test_percent_is_of_one() -> None:
    """A share of 0.032 is 3.2 percent."""
    assert percent(Fraction(32, 1000)) == "3.2%"


@pytest.mark.parametrize(
    ("value", "currency", "lang", "text"),
    [
        (210_000_000, "CNY", "zh", "21,000 万元"),
        (1_234_567, "CNY", "zh", "123.46 万元"),
        (9999, "元", "zh", "9,999 元"),
        (0, "CNY", "zh", "0 元"),
        (1_234_567, "yuan", "en", "1,234,567 CNY"),
        (Fraction(1, 2), "CNY", "en", "0.5 CNY"),
        (1_234_567, "USD", "zh", "1,234,567 USD"),
    ],
)
def test_money_has_the_unit_of_its_language(value: Fraction, currency: str, lang: str, text: str) -> None:
    """Chinese reports count yuan in ten thousands; another currency keeps its code."""
    assert money(value, currency, lang) == text
