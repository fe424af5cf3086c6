"""The tables of clauses: every one with its result, each place that falls short, references apart."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from optimizer.documents.content.clauses import clauses, references, unmet
from tests.builders import clause, policy, region
from tests.optimizer.documents.made import column, made, rows, sample


def test_every_clause_has_one_row(tmp_path: Path) -> None:
    """Also those that do not apply; the status is that of the worst place."""
    dossier = sample(tmp_path)
    table = clauses(dossier, "en")
    assert column(table, "clause") == [each.id for each in dossier.policy.clauses]
    assert table.marks == ("met", "short", "short", "short", "met", "not_applicable", "not_applicable")
    assert rows(table, "judged", "kept")[1:3] == [(2, 1), (5, 4)]
    assert rows(table, "judged", "kept")[-1] == (None, None)


def test_each_place_that_falls_short_is_listed(tmp_path: Path) -> None:
    """With what is required, attained and missing; what is too much has no minus."""
    table = unmet(sample(tmp_path), "en")
    assert rows(table, "clause", "place", "required", "attained", "missing") == [
        ("P-2", "甲县", 75, 70, -5),
        ("P-3", "乙县医院 (B1)", 40, 45, 5),
        ("P-4", "甲县", 70, 20, -50),
        ("P-4", "County B", 45, 12, -33),
    ]


def test_broken_clauses_come_first(tmp_path: Path) -> None:
    """A binding clause that does not hold stands before a target that is short."""
    instance = region(facilities=[{"facility": "H"}], stock={("H", "beds"): 4})
    soft = clause(id="S", require="beds", at_least=9)
    hard = clause(id="B", require="beds", at_least=5, nature="binding")
    table = unmet(made(tmp_path, instance, policy(soft, hard)), "en")
    assert rows(table, "clause") == [("B",), ("S",)]
    assert table.marks == ("violated", "short")


def test_references_are_told_apart(tmp_path: Path) -> None:
    """A reference that differs is neither short nor broken, and in no list of what is not met."""
    instance = region(facilities=[{"facility": "H"}], stock={("H", "beds"): 4})
    dossier = made(tmp_path, instance, policy(clause(id="R", require="beds", exactly=5, nature="reference")))
    assert unmet(dossier, "en").rows == ()
    assert rows(references(dossier, "en"), "clause", "required", "attained", "missing") == [("R", 5, 4, -1)]
    assert references(dossier, "en").marks == ("",)
    assert clauses(dossier, "en").marks == ("",)


def test_an_endless_spread_is_told_by_its_sign(tmp_path: Path) -> None:
    """Where one county has nothing and another something, no number says how many times."""
    instance = region(
        areas=[{"area": "A", "residents": 1000}, {"area": "B", "residents": 1000}],
        facilities=[{"facility": "H", "area": "A"}],
        stock={("H", "beds"): 4},
    )
    table = unmet(
        made(tmp_path, instance, policy(clause(require="beds", spread_at_most="1.5", per="1000 residents"))), "en"
    )
    assert rows(table, "required", "attained") == [(Fraction(3, 2), "∞")]


def test_why_a_clause_asks_what_it_asks_is_told(tmp_path: Path) -> None:
    """Source and reason of the clause stand beside each place."""
    instance = region(facilities=[{"facility": "H"}], stock={("H", "beds"): 4})
    sentence = clause(require="beds", at_least=9, cite="三（二）", reason="nine rooms")
    table = unmet(made(tmp_path, instance, policy(sentence)), "zh")
    assert rows(table, "cite", "reason") == [("三（二）", "nine rooms")]
