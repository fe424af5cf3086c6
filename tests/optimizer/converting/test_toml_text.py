"""Values written as TOML read as the same values."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.converting.toml_text import exact_decimal, toml_key, toml_lines, toml_value

TEXTS = st.text(st.characters(exclude_categories=("Cs",)))
NUMBERS = st.decimals(-(10**15), 10**15, places=6).map(lambda number: number.quantize(Decimal("0.000001")))
VALUES = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63 - 1) | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=8,
)


def digits(value: object) -> object:
    """The value with decimals as their digits."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dict):
        return {key: digits(item) for key, item in value.items()}
    return [digits(item) for item in value] if isinstance(value, list) else value


@given(TEXTS, VALUES)
def test_what_is_written_is_read_again(key: str, value: object) -> None:
    """Any text, number with its digits, truth value, list and table survives; so does any key."""
    text = "\n".join(toml_lines({key: value}))
    read = tomllib.loads(text, parse_float=Decimal)
    assert (list(read), digits(read[key])) == ([key], digits(value))


def test_texts_with_quotes_and_signs_are_no_other_values() -> None:
    """A text cannot end its own quotes, begin a table or become a comment."""
    hostile = '"\n[[clause]]\nid = "x" # \\ \x00\x7f\u2028'
    assert tomllib.loads(f"a = {toml_value(hostile)}") == {"a": hostile}


def test_a_fraction_is_written_in_decimals_if_it_has_an_end() -> None:
    """5/2 is 2.5 and 10 is 10; a third cannot be written."""
    assert (toml_value(Fraction(5, 2)), toml_value(Fraction(10)), exact_decimal(Fraction(1, 8))) == (
        "2.5",
        "10",
        Decimal("0.125"),
    )
    with pytest.raises(ValueError, match="no end"):
        toml_value(Fraction(1, 3))


def test_what_toml_cannot_say_is_refused() -> None:
    """A value of another type is an error, not something that looks like a text."""
    with pytest.raises(ValueError, match="NoneType"):
        toml_value(None)


def test_a_plain_key_stands_without_quotes() -> None:
    """Quotes are for keys that need them."""
    assert (toml_key("at_least"), toml_key("areas.csv: lon"), toml_key("")) == ("at_least", '"areas.csv: lon"', '""')
