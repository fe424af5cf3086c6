"""The tables of cost: by resource, county and facility, each with the same sum."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from optimizer.documents.content.money import by_county, by_facility, by_resource
from optimizer.documents.sheet import Sheet
from tests.builders import clause, policy, region
from tests.optimizer.documents.made import column, made, rows, sample

AMOUNTS = ("capital", "annual_now", "annual", "annual_change")


@pytest.mark.parametrize("tell", [by_resource, by_county])
def test_the_last_row_is_the_cost_of_the_plan(tell: object, tmp_path: Path) -> None:
    """What the re-check found, openings included; the rows above add up to it."""
    dossier = sample(tmp_path)
    table = tell(dossier, "en")  # type: ignore[operator]
    assert isinstance(table, Sheet)
    cost = dossier.judgement.cost
    assert rows(table, *AMOUNTS)[-1] == (cost.capital, 1795, cost.annual, cost.annual - 1795)
    for key in AMOUNTS:
        assert sum(value or 0 for value in column(table, key)[:-1]) == column(table, key)[-1]  # type: ignore[misc]


def test_facilities_add_up_as_well(tmp_path: Path) -> None:
    """Each facility with its own opening cost."""
    dossier = sample(tmp_path)
    table = by_facility(dossier, "en")
    assert sum(column(table, "capital")) == dossier.judgement.cost.capital  # type: ignore[arg-type]
    assert dict(rows(table, "facility", "capital"))["A2"] == 15_000  # type: ignore[arg-type]


def test_what_has_no_price_has_no_cost(tmp_path: Path) -> None:
    """Doctors have a salary and no price: the cell is empty, not zero."""
    table = by_resource(sample(tmp_path), "en")
    assert rows(table, "resource", "capital", "annual") == [
        ("beds", Fraction("21666.25"), 1950),
        ("医师", None, 46),
        ("opening facilities (1)", 5000, None),
        ("total", Fraction("26666.25"), 1996),
    ]


def test_free_resources_are_left_out_with_a_note(tmp_path: Path) -> None:
    """Without any price there is only the sum, and the note says what is not listed."""
    instance = region(facilities=[{"facility": "H"}], stock={("H", "beds"): 4})
    table = by_resource(made(tmp_path, instance, policy(clause(require="beds", at_least=1))), "en")
    assert column(table, "resource") == ["total"]
    assert any("zero" in note for note in table.notes)
