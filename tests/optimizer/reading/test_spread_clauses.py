"""Clauses that cap how far rates lie apart, as they are read."""

from __future__ import annotations

from fractions import Fraction

import pytest

from models.clause import AreaColumn
from optimizer.problems import InputError
from optimizer.reading.overrides import Overrides
from tests.optimizer.reading.sound_policy import Read, clause, header, only, the_clause

EVEN = {"at_least": None, "spread_at_most": "1.5"}


def test_a_spread_is_one_more_comparator(read: Read) -> None:
    """It has a number, a base of areas, a tolerance, and one row for all areas."""
    found = the_clause(read, **EVEN, tolerance="0.05")
    assert ("spread_at_most", Fraction(3, 2), Fraction(31, 20)) == (found.comparator, found.value, found.highest)
    assert (AreaColumn("residents"), True, True) == (found.base, found.pooled, found.is_spread)


def test_an_override_makes_a_floor_a_spread(read: Read) -> None:
    """--set replaces the comparator, and takes the number exactly."""
    found = read(header() + clause(), overrides=Overrides(sets=("X-1.spread_at_most=1.35",))).clauses[0]
    assert ("spread_at_most", Fraction(27, 20)) == (found.comparator, found.value)


@pytest.mark.parametrize(
    ("written", "code"),
    [("0.9", "out-of-range"), ("-2", "out-of-range"), ('"even"', "bad-number"), ("[1, 2]", "bad-number")],
)
def test_the_number_is_at_least_one(read: Read, written: str, code: str) -> None:
    """No highest rate is below the lowest."""
    problem = only(read, header() + clause(at_least=None, spread_at_most=written))
    assert (code, "spread_at_most") == (problem.code, problem.column)


@pytest.mark.parametrize(
    ("keys", "column"),
    [
        ({"per": None}, "per"),
        ({"per": '"1 beds"'}, "per"),
        ({"per": '"1 planned_beds"'}, "per"),
        ({"in": '"region"'}, "spread_at_most"),
        ({"weigh_by": '"residents"'}, "weigh_by"),
        ({"share": "0.5"}, "share"),
        ({"or": '"X-2"'}, "or"),
    ],
)
def test_it_compares_rates_of_areas_and_nothing_else(read: Read, keys: dict[str, str | None], column: str) -> None:
    """A base that is no number of areas, a single row, weights and the other keys of many areas are contradictions."""
    problem = only(read, header() + clause(**EVEN, **keys) + clause(id='"X-2"'))
    assert ("contradiction", column) == (problem.code, problem.column)


def test_facilities_are_no_areas(read: Read) -> None:
    """Facilities have neither people nor a rate."""
    with pytest.raises(InputError) as caught:
        read(header() + clause(**EVEN, in_='"facility"'))
    assert {"contradiction"} == {problem.code for problem in caught.value.problems}


def test_an_unknown_base_is_told_once(read: Read) -> None:
    """A slip of the pen is suggested a name, and not called a missing base as well."""
    assert "unknown-name" == only(read, header() + clause(**EVEN, per='"1000 residnets"')).code


def test_a_standard_base_that_is_lacking_makes_it_inapplicable(read: Read) -> None:
    """As with any other clause."""
    assert ("elderly",) == the_clause(read, **EVEN, per='"1000 elderly"').missing
