"""Steps: one unit of the last printed digit, in the direction that is harder."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from optimizer.studies.step import moved, step_of
from optimizer.verifying.judgement import MET, RowJudgement
from tests.builders import clause, region

INSTANCE = region(facilities=[{"facility": "H"}], resources=["beds", {"resource": "clinic", "max_per_facility": 1}])


def row(required: int, current: int, achieved: int) -> RowJudgement:
    """A row of one area."""
    numbers = (Fraction(number) for number in (required, current, achieved))
    return RowJudgement("C1", "A", *numbers, Fraction(0), Fraction(required), MET)


@pytest.mark.parametrize(
    ("text", "up", "money", "after"),
    [
        ("7.0", True, False, "7.1"),
        ("8.56", True, False, "8.57"),
        ("8.56", False, False, "8.55"),
        ("30", True, False, "31"),
        ("0.99", True, False, "1.00"),
        ("210000000", False, True, "209000000"),
        ("408967500", False, True, "407967500"),
        ("0", False, False, None),
        ("many", True, False, None),
    ],
)
def test_a_number_moves_by_its_last_digit(text: str, up: bool, money: bool, after: str | None) -> None:
    """Written digits are kept; money moves by its third digit; nothing goes below zero."""
    assert moved(text, up=up, money=money) == after


@pytest.mark.parametrize(
    ("keys", "rows", "key", "after"),
    [
        ({"at_least": "7.0", "per": "1000 residents"}, [row(7, 5, 7)], "at_least", "7.1"),
        ({"at_most": "8.56", "per": "1000 residents"}, [row(8, 5, 7)], "at_most", "8.55"),
        ({"about": "1.34"}, [row(10, 5, 10)], "about", "1.35"),
        ({"about": "1.34"}, [row(10, 15, 10)], "about", "1.33"),
        ({"between": ["2", "5"]}, [row(2, 1, 2)], "between", "[3,5]"),
        ({"between": ["2", "5"]}, [row(2, 6, 5)], "between", "[2,4]"),
        ({"between": ["2", "2"]}, [row(2, 1, 2)], None, None),
        ({"at_least": "1", "share": "0.90"}, [row(9, 5, 9)], "share", "0.91"),
        ({"at_least": "1", "share": "1"}, [row(9, 5, 9)], None, None),
        ({"at_least": "1", "within": "11 minutes", "mean": True}, [row(11, 15, 11)], "within", "10 minutes"),
        ({"spread_at_most": "1.5", "per": "1000 residents"}, [row(2, 1, 1)], "spread_at_most", "1.4"),
        ({"spread_at_most": "1", "per": "1000 residents"}, [row(1, 2, 2)], None, None),
        ({"exactly": "1", "per": "1 planned_beds"}, [row(9, 5, 9)], None, None),
        ({"require": "clinic", "at_least": "1", "in_": "facility"}, [row(1, 0, 1)], None, None),
    ],
)
def test_a_step_makes_the_clause_harder(
    keys: dict[str, Any], rows: list[RowJudgement], key: str | None, after: str | None
) -> None:
    """Floors rise, caps fall, of between the end that the plan stands at moves in; not everything has a step."""
    found = step_of(INSTANCE, clause(**{"require": "beds", **keys}), rows)
    assert (found and found.key, found and found.after) == (key, after)
