"""Clauses with lists, two numbers, alternatives, shares, means and deadlines, as they are read."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from typing import Any

import pytest

from models.clause import Condition
from models.instance import Instance, Travel
from optimizer.problems import InputError
from optimizer.reading.overrides import Overrides
from tests.optimizer.reading.sound_policy import INSTANCE, Read, clause, header, only, the_clause

OTHER = clause(id='"X-2"')


def with_travel() -> Instance:
    """The sound instance with one known distance."""
    return dataclasses.replace(INSTANCE, travel={("C1", "F1"): Travel(Fraction(5), Fraction(3))})


def test_between_has_two_ends(read: Read) -> None:
    """The ends are exact, and the tolerance widens both; an end below zero is zero."""
    found = the_clause(read, at_least=None, between="[0.1, 4.5]", tolerance="0.25")
    assert ("between", Fraction(1, 10), Fraction(9, 2)) == (found.comparator, found.value, found.upper)
    assert (found.lowest, found.highest) == (0, Fraction(19, 4))


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("3", "bad-type"),
        ("[3]", "bad-type"),
        ("[1, 2, 3]", "bad-type"),
        ('"3-5"', "bad-type"),
        ("[5, 3]", "out-of-range"),
        ("[-1, 3]", "out-of-range"),
        ('["a", 3]', "bad-number"),
    ],
)
def test_between_needs_two_numbers_in_order(read: Read, written: str, code: str) -> None:
    """Anything else after between is a problem that quotes it."""
    problem = only(read, header() + clause(at_least=None, between=written))
    assert (code, "between") == (problem.code, problem.column)


def test_a_filter_may_be_a_list_of_alternatives(read: Read) -> None:
    """Each text of the list is one alternative; per_where follows where."""
    found = the_clause(read, where='["type=clinic; grade=1", "type=general_hospital"]', per='"1 beds"')
    first = (Condition("type", "=", ("clinic",)), Condition("grade", "=", ("1",)))
    assert (first, (Condition("type", "=", ("general_hospital",)),)) == found.where == found.per_where


@pytest.mark.parametrize("written", ["[]", '["type=clinic", ""]', "[1]"])
def test_an_empty_alternative_is_a_problem(read: Read, written: str) -> None:
    """A list that lets everything pass by accident is refused."""
    assert "bad-type" == only(read, header() + clause(where=written)).code


def test_every_alternative_is_checked(read: Read) -> None:
    """An unknown column in the second alternative is found."""
    problem = only(read, header() + clause(where='["type=clinic", "garde=1"]'))
    assert ("unknown-name", '"garde"', "grade") == (
        problem.code,
        problem.found,
        (problem.hint or "").split()[-1].strip('?"'),
    )


def test_a_clause_may_have_rows_of_several_levels(read: Read) -> None:
    """A list after in names them all."""
    assert ("county", "township") == the_clause(read, in_='["county", "township"]').levels


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ('["county", "region"]', "contradiction"),
        ('["facility", "county"]', "contradiction"),
        ('["county", "county"]', "contradiction"),
        ('["county", "parish"]', "unknown-level"),
        ("[]", "bad-type"),
        ("[1]", "bad-type"),
    ],
)
def test_a_list_of_levels_names_different_levels_of_areas(read: Read, written: str, code: str) -> None:
    """Region and facility stand alone, no level stands twice."""
    keys: dict[str, Any] = {"per": None} if "facility" in written else {}
    assert code == only(read, header() + clause(in_=written, **keys)).code


def test_of_two_clauses_one_is_enough(read: Read) -> None:
    """or names the partner, and the policy knows both directions."""
    found = read(header() + clause(or_='"X-2"') + OTHER)
    assert ("X-2", None) == (found.clauses[0].partner, found.clauses[1].partner)
    assert {"X-1": "X-2", "X-2": "X-1"} == found.partners


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"or": '"X-3"'}, {}),
        ({"or": '"X-1"'}, {}),
        ({"or": '"X-2"'}, {"or": '"X-1"'}),
        ({"or": '"X-2"'}, {"nature": '"anticipated"'}),
        ({"or": '"X-2"'}, {"in": '"township"'}),
        ({"or": '"X-2"'}, {"weight": "2"}),
        ({"or": '"X-2"'}, {"per": '"1 beds"'}),
        ({"or": '"X-2"'}, {"at_least": None, "at_most": "3"}),
        ({"or": '"X-2"', "per": '"1 beds"'}, {}),
        ({"or": '"X-2"', "at_least": None, "exactly": "3"}, {}),
    ],
)
def test_partners_must_be_alike(read: Read, first: dict[str, str | None], second: dict[str, str | None]) -> None:
    """Two alternatives are both at_least on data, of one level, nature and weight, and none has two partners."""
    with_id: dict[str, str | None] = {"id": '"X-2"', **second}
    text = header() + clause(**first) + clause(**with_id)
    with pytest.raises(InputError) as caught:
        read(text)
    problems = caught.value.problems
    assert {"contradiction", "unknown-clause"} >= {problem.code for problem in problems}
    assert {"or"} == {problem.column for problem in problems}


def test_dropping_a_partner_leaves_an_alternative_to_nothing(read: Read) -> None:
    """An or that names a clause which an override dropped is a problem, not a clause on its own."""
    problem = only(read, header() + clause(or_='"X-2"') + OTHER, overrides=Overrides(drops=("X-2",)))
    assert ("unknown-clause", "or") == (problem.code, problem.column)


def test_a_share_and_a_deadline_are_read(read: Read) -> None:
    """share is an exact part of one, by a year."""
    found = the_clause(read, share="0.9", by="2022")
    assert (Fraction(9, 10), 2022, True) == (found.share, found.by, found.pooled)


@pytest.mark.parametrize(
    ("key", "written", "code"),
    [
        ("share", "0", "out-of-range"),
        ("share", "1.2", "out-of-range"),
        ("share", '"most"', "bad-number"),
        ("by", "22", "out-of-range"),
        ("by", "2022.5", "out-of-range"),
        ("mean", '"yes"', "bad-type"),
        ("mean", "true", "contradiction"),
    ],
)
def test_special_keys_are_checked(read: Read, key: str, written: str, code: str) -> None:
    """A share of nothing, a year that is none, and a mean without within are problems of that key."""
    problem = only(read, header() + clause(**{key: written}))
    assert (code, key) == (problem.code, problem.column)


@pytest.mark.parametrize(
    "keys",
    [
        {"share": "0.5", "at_least": None, "at_most": "3"},
        {"share": "0.5", "per": '"1 beds"'},
        {"share": "0.5", "in": '"region"'},
        {"share": "0.5", "in": '"facility"', "per": None},
        {"mean": "true", "within": '"5 km"', "share": "0.5"},
        {"mean": "true", "within": '"5 km"', "per": '"1 beds"'},
        {"mean": "true", "within": '"5 km"', "per": '"1 planned_beds"'},
        {"mean": "true", "within": '"5 km"', "per": None, "require": '"capital_cost"'},
    ],
)
def test_what_pools_areas_needs_a_floor_on_data(read: Read, keys: dict[str, str | None]) -> None:
    """share and mean stand beside at_least, a base that is data and a level of areas, and not beside each other."""
    with pytest.raises(InputError) as caught:
        read(header() + clause(**keys), instance=with_travel())
    assert {"contradiction"} == {problem.code for problem in caught.value.problems}


def test_an_override_may_write_a_list(read: Read) -> None:
    """--set takes the two ends of between, alternatives and levels as a policy file writes them."""
    sets = ("X-1.between=[1, 2.5]", 'X-1.where=["type=clinic", "grade=3A"]', 'X-1.in=["county", "township"]')
    found = read(header() + clause(), overrides=Overrides(sets=sets)).clauses[0]
    assert ("between", 1, Fraction(5, 2)) == (found.comparator, found.value, found.upper)
    assert (2, ("county", "township")) == (len(found.where), found.levels)


@pytest.mark.parametrize("ends", ["[1e5, 2e5]", "[1e-999999999, 2]", "[1, 1e999999999]", "[1, inf]"])
def test_an_override_follows_the_rules_for_numbers(read: Read, ends: str) -> None:
    """Exponents and what is no number are refused in a list on the command line, at once."""
    with pytest.raises(InputError) as caught:
        read(header() + clause(), overrides=Overrides(sets=(f"X-1.between={ends}",)))
    assert {("bad-number", "between")} == {(problem.code, problem.column) for problem in caught.value.problems}


def test_a_mean_that_is_false_is_none(read: Read) -> None:
    """mean = false, also as text, stands beside any comparator."""
    found = the_clause(read, at_least=None, at_most="3", mean='"false"')
    assert (False, "at_most") == (found.mean, found.comparator)


def test_partners_may_name_their_levels_in_any_order(read: Read) -> None:
    """The same levels in another order are the same levels."""
    levels = {"in_": '["county", "township"]'}
    text = header() + clause(or_='"X-2"', **levels) + clause(id='"X-2"', in_='["township", "county"]')
    assert {"X-1": "X-2", "X-2": "X-1"} == read(text).partners
