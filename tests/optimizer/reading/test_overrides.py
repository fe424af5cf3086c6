"""What --set, --drop and --budget change, and how one that names nothing is reported."""

from __future__ import annotations

from decimal import Decimal

import pytest

from optimizer.problems import Problem
from optimizer.reading.overrides import Overrides, apply
from optimizer.reading.policy_file import RawClause, RawPolicy


def policy(*ids: str) -> RawPolicy:
    """A policy of clauses that ask for 4.3 beds."""
    tables = {name: {"id": name, "name": "n", "require": "beds", "at_least": Decimal("4.3")} for name in ids}
    return RawPolicy("p", {}, {name: RawClause(name, table, "policies/p.toml") for name, table in tables.items()})


def only_problem(overrides: Overrides, *ids: str) -> Problem:
    """The single problem of these overrides."""
    (problem,) = apply(policy(*(ids or ("ZJ-05", "ZJ-06"))), overrides)[1]
    return problem


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("ZJ-05.at_least=4.5", "at_least", Decimal("4.5")),
        ("ZJ-05.at_least=1,000", "at_least", 1000),
        ("ZJ-05.tolerance=0.005", "tolerance", Decimal("0.005")),
        ("ZJ-05.name=2030", "name", "2030"),
        ("ZJ-05.where=type=a|b; grade>=2B", "where", "type=a|b; grade>=2B"),
        ("ZJ-05.per=1000 residents", "per", "1000 residents"),
        ("ZJ-05.where=", "where", ""),
        ("ZJ-05.at_least = 5", "at_least", 5),
    ],
)
def test_set_writes_one_key(text: str, key: str, value: object) -> None:
    """The value is a number where the key wants one and it is one, else the text after the first equals sign."""
    changed, problems = apply(policy("ZJ-05"), Overrides(sets=(text,)))
    assert problems == ()
    assert value == changed.clauses["ZJ-05"].table[key]
    assert frozenset({key}) == changed.clauses["ZJ-05"].overridden


def test_a_comparator_replaces_the_comparator() -> None:
    """Setting at_most on an at_least clause leaves one comparator."""
    changed, _ = apply(policy("ZJ-05"), Overrides(sets=("ZJ-05.at_most=3",)))
    assert changed.clauses["ZJ-05"].table == {"id": "ZJ-05", "name": "n", "require": "beds", "at_most": 3}


def test_long_decimals_stay_exact() -> None:
    """No digit of an overriding number is lost."""
    digits = "0." + "123456789" * 6
    changed, _ = apply(policy("A"), Overrides(sets=(f"A.weight={digits}",)))
    assert Decimal(digits) == changed.clauses["A"].table["weight"]


def test_an_id_may_contain_dots() -> None:
    """The key begins after the last dot of the left side."""
    changed, problems = apply(policy("a.b"), Overrides(sets=("a.b.at_least=1.5",)))
    assert problems == ()
    assert Decimal("1.5") == changed.clauses["a.b"].table["at_least"]


def test_text_for_a_number_is_left_to_the_reading_of_the_clause() -> None:
    """A value that is no number stays as typed, to be reported with the clause."""
    changed, problems = apply(policy("A"), Overrides(sets=("A.at_least=many",)))
    assert problems == ()
    assert changed.clauses["A"].table["at_least"] == "many"


@pytest.mark.parametrize("text", ["ZJ-05", "ZJ-05=3", "=3", ".at_least=3", "ZJ-05.=3"])
def test_set_has_a_clause_a_key_and_a_value(text: str) -> None:
    """Another shape is a problem that shows the right one."""
    problem = only_problem(Overrides(sets=(text,)))
    assert ("bad-override", "--set", f'"{text}"', "CLAUSE.key=value") == (
        problem.code,
        problem.file,
        problem.found,
        problem.expected,
    )


def test_set_on_an_unknown_clause() -> None:
    """A clause that does not exist is a problem with the nearest id."""
    problem = only_problem(Overrides(sets=("ZJ-5.at_least=3",)))
    assert (problem.code, problem.file, problem.found) == ("unknown-clause", "--set", '"ZJ-5"')
    assert problem.hint is not None
    assert "ZJ-0" in problem.hint


def test_set_on_an_unknown_key() -> None:
    """A key that does not exist is a problem with the nearest key."""
    problem = only_problem(Overrides(sets=("ZJ-05.at_leest=3",)))
    assert (
        problem.code,
        problem.file,
        problem.clause,
        problem.hint,
    ) == ("unknown-key", "--set", "ZJ-05", 'did you mean "at_least"?')


def test_the_id_cannot_be_set() -> None:
    """An override never renames a clause."""
    problem = only_problem(Overrides(sets=("ZJ-05.id=X",)))
    assert (problem.code, problem.hint) == ("unknown-key", "the id of a clause cannot be changed")


def test_drop_leaves_a_clause_out() -> None:
    """A dropped clause is gone; the others keep their order."""
    changed, problems = apply(policy("A", "B", "C"), Overrides(drops=("B",)))
    assert problems == ()
    assert list(changed.clauses) == ["A", "C"]


def test_drop_of_an_unknown_clause() -> None:
    """Dropping what is not there is a problem with the nearest id."""
    problem = only_problem(Overrides(drops=("ZJ-005",)))
    assert (
        problem.code,
        problem.file,
        problem.found,
        problem.hint,
    ) == ("unknown-clause", "--drop", '"ZJ-005"', 'did you mean "ZJ-05"?')


def test_set_and_drop_of_the_same_clause() -> None:
    """A clause that is changed cannot be dropped too."""
    problem = only_problem(Overrides(sets=("ZJ-05.at_least=3",), drops=("ZJ-05",)))
    assert (problem.code, problem.file, problem.clause) == ("set-and-drop", "--drop", "ZJ-05")


def test_a_budget_is_a_binding_clause() -> None:
    """--budget adds one clause on the capital cost of the whole region, after all others."""
    changed, problems = apply(policy("A"), Overrides(budget="210,000,000"))
    assert problems == ()
    expected = {
        "id": "BUDGET",
        "name": "资本预算",
        "name_en": "capital budget",
        "require": "capital_cost",
        "at_most": 210000000,
        "in": "region",
        "nature": "binding",
    }
    assert list(changed.clauses) == ["A", "BUDGET"]
    assert expected == changed.clauses["BUDGET"].table


@pytest.mark.parametrize(("amount", "code"), [("much", "bad-number"), ("1e6", "bad-number"), ("-1", "out-of-range")])
def test_a_budget_is_an_amount(amount: str, code: str) -> None:
    """What is no number, or below zero, is a problem that quotes it."""
    problem = only_problem(Overrides(budget=amount))
    assert (code, "--budget", f'"{amount}"') == (problem.code, problem.file, problem.found)


def test_a_budget_needs_its_id_free() -> None:
    """A policy that has a clause BUDGET is not overwritten, unless that one is dropped."""
    assert only_problem(Overrides(budget="5"), "BUDGET").code == "duplicate-id"
    assert apply(policy("BUDGET"), Overrides(drops=("BUDGET",), budget="5"))[1] == ()


def test_all_problems_are_reported_at_once() -> None:
    """One faulty override does not hide the next."""
    _, problems = apply(policy("A"), Overrides(sets=("x", "B.name=y"), drops=("C",), budget="z"))
    assert [one.code for one in problems] == ["bad-override", "unknown-clause", "unknown-clause", "bad-number"]
