"""Which texts are numbers, and their exact value."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.grammar import LARGEST_NUMBER as LIMIT
from optimizer.reading.numbers import NumberFormError, number_or_none, parse_number, parse_whole

FULL_WIDTH = str.maketrans("0123456789,.-", "".join(chr(ord(c) + 0xFEE0) for c in "0123456789,.-"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0),
        ("12", 12),
        ("007", 7),
        ("-3.50", Fraction(-7, 2)),
        ("0.1", Fraction(1, 10)),
        (".5", Fraction(1, 2)),
        ("5.", 5),
        ("1,234,567.25", Fraction(4938269, 4)),
        ("-1,200", -1200),
        ("\uff12\uff10", 20),
        ("\uff0d\uff11\uff0c\uff12\uff13\uff14\uff0e\uff15", Fraction(-2469, 2)),
        ("\u22122", -2),
        ("999999999999999", 10**15 - 1),
        ("999999999999999.9", Fraction(9999999999999999, 10)),
    ],
)
def test_digits_are_read_exactly(text, expected):
    """Plain, grouped, full-width and negative numbers have their exact value."""
    assert expected == parse_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        ".",
        "-.",
        "1e3",
        "1E400",
        "inf",
        "nan",
        "Infinity",
        "+1",
        "--1",
        "1.2.3",
        "1,23",
        "12,34",
        "1,2345",
        "0,123",
        "1,,234",
        ",123",
        "1234,567",
        "1.234,5",
        "1 200",
        "1_000",
        "0x1F",
        "½",
        "²",
        "①",
        "二十",
        "٣",
        "12张",
        "9" * 101,
    ],
)
def test_anything_else_is_refused(text):
    """Exponents, infinities, malformed groups and other scripts' digits are no numbers."""
    with pytest.raises(NumberFormError, match="digits with at most one decimal point"):
        parse_number(text)
    assert number_or_none(text) is None


@pytest.mark.parametrize("text", ["1000000000000000", "-1,000,000,000,000,000", "1000000000000000.0", "9" * 99])
def test_magnitudes_of_ten_to_the_fifteenth_are_refused(text):
    """A number as large as the limit says what limit it broke."""
    with pytest.raises(NumberFormError, match="smaller than 1,000,000,000,000,000"):
        parse_number(text)


@pytest.mark.parametrize(("text", "expected"), [("0", 0), ("12.00", 12), ("\uff18", 8), ("1,200", 1200), ("-0", 0)])
def test_whole_numbers_are_ints(text, expected):
    """A whole number may be written with zeros after the point, and comes back as an int."""
    value = parse_whole(text)
    assert (expected, int) == (value, type(value))


@pytest.mark.parametrize(("text", "message"), [("0.5", "a whole number"), ("-1", "not negative"), ("x", "a number")])
def test_stock_is_whole_and_not_negative(text, message):
    """Fractions, negative numbers and words are refused, each with what was expected."""
    with pytest.raises(NumberFormError, match=message):
        parse_whole(text)


@given(st.integers(-LIMIT + 1, LIMIT - 1), st.text("0123456789", max_size=30))
def test_every_decimal_is_read_as_decimal_reads_it(whole, places):
    """Plain, grouped and full-width writing of one number give one value, that of Decimal."""
    expected = Fraction(Decimal(f"{whole}.{places}"))
    for text in (f"{whole}.{places}", f"{whole:,}.{places}"):
        assert expected == parse_number(text)
        assert expected == parse_number(text.translate(FULL_WIDTH))


@given(st.text(max_size=20))
def test_reading_never_fails_in_another_way(text):
    """Any text is either a number below the limit or refused with NumberFormError."""
    value = number_or_none(text)
    assert value is None or abs(value) < LIMIT
