"""The language of single strings: what is read, and how a fault is reported."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.clause import Condition, Measure, Reach, Term
from models.grammar import (
    GrammarError,
    is_id,
    parse_filter,
    parse_measure,
    parse_number,
    parse_per,
    parse_reach,
    write_condition,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", Fraction(7)),
        ("4.3", Fraction(43, 10)),
        ("-0.5", Fraction(-1, 2)),
        (".5", Fraction(1, 2)),
        ("5.", Fraction(5)),
        ("1,200,000", Fraction(1200000)),
        ("２０．５", Fraction(41, 2)),
        (" 12 ", Fraction(12)),
    ],
)
def test_numbers_are_exact(text: str, number: Fraction) -> None:
    """Digits with at most one point, separators and full-width forms give the exact fraction."""
    assert number == parse_number(text)


@pytest.mark.parametrize(
    "text", ["", ".", "-", "1e3", "inf", "nan", "1,20", "0x1", "10²", "1.2.3", "七", "1000000000000000"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    """Exponents, broken separators, words and numbers from 10^15 on are faults that quote the text."""
    with pytest.raises(GrammarError) as caught:
        parse_number(text)
    assert text == caught.value.found


@given(st.decimals(min_value=0, max_value=10**9, allow_nan=False, allow_infinity=False, places=6))
def test_printed_decimals_come_back(number: Decimal) -> None:
    """Reading what was printed gives the number that was printed."""
    assert Fraction(number) == parse_number(f"{number:f}")


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_a_fault(text: str) -> None:
    """No text makes the number reader fail in another way."""
    with suppress(GrammarError):
        assert abs(parse_number(text)) < 10**15


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("beds", (Term("beds", "stock"),)),
        ("doctors.added", (Term("doctors", "added"),)),
        ("doctors.removed", (Term("doctors", "removed"),)),
        ("doctors.current", (Term("doctors", "current"),)),
        ("facilities", (Term("facilities", "stock"),)),
        ("infectious_beds + convertible_beds", (Term("infectious_beds", "stock"), Term("convertible_beds", "stock"))),
        ("capital_cost+annual_cost", (Term("capital_cost", "stock"), Term("annual_cost", "stock"))),
        ("床位", (Term("床位", "stock"),)),
    ],
)
def test_measures_are_sums_of_terms(text: str, terms: tuple[Term, ...]) -> None:
    """A measure is a sum of resources in one aspect each, or of reserved names."""
    assert Measure(terms) == parse_measure(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "beds +",
        "+ beds",
        "beds beds",
        "facilities.added",
        "capital_cost.added",
        "beds.added.added",
        "beds.stock",
        "beds.",
    ],
)
def test_broken_measures_are_refused(text: str) -> None:
    """Empty terms, blanks inside names and aspects that do not exist are faults."""
    with pytest.raises(GrammarError):
        parse_measure(text)


def test_money_and_units_do_not_add_up() -> None:
    """A sum of money and whole units is a fault."""
    with pytest.raises(GrammarError, match="not both"):
        parse_measure("beds + capital_cost")


def test_a_wrong_aspect_carries_the_right_ones() -> None:
    """A misspelt aspect is handed back with the known ones, so that a suggestion can be made."""
    with pytest.raises(GrammarError) as caught:
        parse_measure("beds.curent")
    assert (caught.value.word, caught.value.known) == ("curent", ("added", "removed", "current"))


@pytest.mark.parametrize(
    ("text", "per", "base"),
    [
        ("1000 residents", 1000, "residents"),
        ("1,000 residents", 1000, "residents"),
        ("１０００\u3000residents", 1000, "residents"),
        ("1 beds + chairs", 1, "beds + chairs"),
        ("0.5 doctors.current", Fraction(1, 2), "doctors.current"),
    ],
)
def test_per_is_a_number_and_a_base(text: str, per: Fraction, base: str) -> None:
    """The first word is the number, all the rest the base."""
    assert (per, base) == parse_per(text)


@pytest.mark.parametrize("text", ["", "1000", "0 residents", "-1 residents", "1000residents", "1e3 residents"])
def test_broken_bases_are_refused(text: str) -> None:
    """A missing base, and a number that is none or not above zero, are faults."""
    with pytest.raises(GrammarError):
        parse_per(text)


def test_a_base_without_number_is_told_what_to_write() -> None:
    """A base alone gets the hint to put 1 before it."""
    with pytest.raises(GrammarError) as caught:
        parse_per("beds")
    assert caught.value.hint == 'write "1 beds"'


@pytest.mark.parametrize(
    ("text", "reach"),
    [
        ("15 minutes", Reach(Fraction(15), "minutes")),
        ("3.5 km", Reach(Fraction(7, 2), "km")),
        ("１０ km", Reach(Fraction(10), "km")),
    ],
)
def test_a_reach_is_a_limit_and_a_unit(text: str, reach: Reach) -> None:
    """Minutes and kilometres are read exactly."""
    assert reach == parse_reach(text)


@pytest.mark.parametrize("text", ["", "15", "15 hours", "minutes 15", "15minutes", "-1 km", "15 minutes walk"])
def test_broken_reaches_are_refused(text: str) -> None:
    """Another unit, another order or a negative limit is a fault."""
    with pytest.raises(GrammarError):
        parse_reach(text)


def test_filters_are_conditions_in_order() -> None:
    """Conditions keep their order; alternatives are split at the bar."""
    conditions = (
        Condition("ownership", "=", ("public",)),
        Condition("type", "!=", ("a", "b")),
        Condition("residents", ">=", ("300,000",)),
    )
    assert (conditions,) == parse_filter(" ownership = public; type!=a|b ;residents>=300,000")


@pytest.mark.parametrize("text", ["", "  "])
def test_a_blank_filter_lets_everything_pass(text: str) -> None:
    """No text, no conditions."""
    assert parse_filter(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "type",
        "=a",
        "type=",
        "type=a|",
        "type=a;;grade=b",
        "type==a",
        "type=<a",
        "a b=c",
        "x>1|2",
        "type=a=b",
        "a<b<c",
        "x=!a",
        "type=a;",
    ],
)
def test_broken_filters_are_refused(text: str) -> None:
    """Conditions without column, operator or value, and bars beside an inequality, are faults."""
    with pytest.raises(GrammarError):
        parse_filter(text)


@pytest.mark.parametrize(("wide", "narrow"), [("；", ";"), ("｜", "|"), ("＝", "="), ("≥", ">="), ("＜", "<")])
def test_full_width_signs_are_not_swallowed_by_a_value(wide: str, narrow: str) -> None:
    """A full-width sign in a filter is a fault with the sign to write."""
    with pytest.raises(GrammarError) as caught:
        parse_filter(f"ownership=public{wide}type")
    assert caught.value.hint == f'write "{narrow}" instead of "{wide}"'


_words = st.text("abcdefgh_医院123", min_size=1, max_size=6)
_conditions = st.one_of(
    st.builds(Condition, _words, st.sampled_from(["=", "!="]), st.lists(_words, min_size=1, max_size=3).map(tuple)),
    st.builds(Condition, _words, st.sampled_from([">=", "<=", ">", "<"]), st.tuples(_words)),
)


@given(st.lists(_conditions, max_size=4).map(tuple))
def test_written_filters_read_the_same(conditions: tuple[Condition, ...]) -> None:
    """Writing conditions and reading them again changes nothing."""
    expected = (conditions,) if conditions else ()
    assert expected == parse_filter("; ".join(write_condition(condition) for condition in conditions))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ZJ-05", True), ("床位", True), ("a.b", True), ("", False), ("a b", False), ("a;b", False), ("a=b", False)]
    + [(sign + "a", False) for sign in "+-@'"]
    + [("a\u200bb", False), ("a\tb", False), ("a!b", False), ("a,b", False), ("a\u3000b", False)],
)
def test_ids_have_no_signs_of_the_language(text: str, expected: bool) -> None:
    """What the language or a spreadsheet would read as something else cannot be an id."""
    assert expected is is_id(text)
