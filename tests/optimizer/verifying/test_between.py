"""An amount between two ends, against numbers worked out by hand and against its own inequalities."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.verifying.judge import judge
from optimizer.verifying.judgement import MET, SHORT, VIOLATED
from optimizer.verifying.requirement import Sentence
from tests.builders import clause, plan, policy, region

COUNTY = region(
    areas=[{"area": "A", "residents": 20001}],
    facilities=[{"facility": "H1", "planned_beds": 160}, {"facility": "N1", "status": "candidate", "planned_beds": 9}],
    resources=[
        {"resource": "beds", "capital_cost": 1, "annual_cost": "2.5"},
        {"resource": "nurses", "capital_cost": 1, "annual_cost": 0},
        {"resource": "doctors", "capital_cost": 1, "annual_cost": 0},
    ],
    stock={("H1", "beds"): 130, ("H1", "nurses"): 80, ("H1", "doctors"): 70},
)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        # 3 · 20.001 = 60.003 → 61 and 5 · 20.001 = 100.005 → 100: thirty too many
        ({"between": ("3", "5"), "per": "1000 residents"}, (61, 130, 130, 30, 61)),
        ({"between": ("3", "6.5"), "per": "1000 residents"}, (61, 130, 130, 0, 61)),
        # 7 · 20.001 = 140.007 → 141: eleven missing
        ({"between": ("7", "9"), "per": "1000 residents"}, (141, 130, 130, 11, 141)),
        # 6.45 to 6.46: 129.006 → 130 and 129.2 → 129, so only 130 itself
        ({"between": ("6.45", "6.46"), "per": "1000 residents"}, (130, 130, 130, 0, 130)),
        # 6.1 to 6.2, each by half a unit: 5.6 · 20.001 = 112.0056 → 113 up to 6.7 · 20.001 = 134.0067 → 134
        ({"between": ("6.1", "6.2"), "per": "1000 residents", "tolerance": "0.5"}, (113, 130, 130, 0, 113)),
        ({"between": ("1", "2"), "tolerance": 3}, (0, 130, 130, 125, 1)),
        ({"between": ("0.5", "0.75"), "per": "1 planned_beds", "where": "facility=H1"}, (80, 130, 130, 10, 80)),
        # against what is decided the required number is not rounded, but whole nurses are right or wrong: 70 to 77
        ({"require": "nurses", "between": ("1", "1.1"), "per": "1 doctors"}, (70, 80, 80, 3, 70)),
        # 77 to 79.1 → 79: one too many
        ({"require": "nurses", "between": ("1.1", "1.13"), "per": "1 doctors"}, (77, 80, 80, 1, 77)),
        # 80.5 → 81 to 140: one missing
        ({"require": "nurses", "between": ("1.15", "2"), "per": "1 doctors"}, ("80.5", 80, 80, 1, "80.5")),
        # 79.1 to 79.8 holds no whole number: 80, the first one above the low end, is right all the same
        ({"require": "nurses", "between": ("1.13", "1.14"), "per": "1 doctors"}, ("79.1", 80, 80, 0, "79.1")),
        # 78.4 to 78.498 holds none either: 79 would do, 80 is one too many
        ({"require": "nurses", "between": ("1.12", "1.1214"), "per": "1 doctors"}, ("78.4", 80, 80, 1, "78.4")),
        # money, 325 a year, is never rounded
        ({"require": "annual_cost", "between": ("300.5", "320.25")}, ("300.5", 325, 325, "4.75", "300.5")),
        ({"require": "annual_cost", "between": ("2", "2.4"), "per": "1 beds"}, (260, 325, 325, 13, 260)),
        ({"require": "annual_cost", "between": ("2.5", "2.5"), "per": "1 beds"}, (325, 325, 325, 0, 325)),
    ],
)
def test_one_county(keys: dict[str, Any], expected: tuple[Any, ...]) -> None:
    """Required is the low end; what is missing below it or in excess above the high one is short."""
    sentence = clause(**{"require": "beds", "in_": "region", **keys})
    (row,) = judge(COUNTY, policy(sentence), plan(COUNTY)).rows
    assert tuple(map(Fraction, expected)) == (row.required, row.current, row.achieved, row.short, row.scale)
    assert (MET if row.short == 0 else SHORT) == row.status


def test_a_closed_facility_owes_nothing_and_a_binding_one_is_violated() -> None:
    """What is asked of a candidate is multiplied by its open, at both ends."""
    sentence = clause(require="nurses", between=("3", "5"), in_="facility", nature="binding")
    first, second = judge(COUNTY, policy(sentence), plan(COUNTY)).rows
    assert (VIOLATED, 75, MET, 0) == (first.status, first.short, second.status, second.required)


values = st.integers(0, 5000).map(lambda thousandths: Fraction(thousandths, 1000))
tolerances = st.sampled_from([Fraction(0), Fraction(1, 200), Fraction(1, 20), Fraction(1, 2)])


@given(values, values, tolerances, st.integers(0, 100_000), st.integers(0, 600))
def test_it_accepts_what_lies_between(one: Fraction, other: Fraction, t: Fraction, base: int, achieved: int) -> None:
    """Within both ends; or, where no whole number is, the first one above the low end."""
    ends = min(one, other), max(one, other)
    low, high = max(Fraction(0), ends[0] - t) * base / 1000, (ends[1] + t) * base / 1000
    for per in ("1000 residents", "1000 nurses"):
        asked = Sentence(clause(require="beds", between=ends, per=per, tolerance=t)).requirement(base)
        assert (low <= achieved <= high or low <= achieved < low + 1) == (asked.short(achieved) == 0)
        assert asked.short(math.ceil(low)) == 0


@given(values, values, tolerances, st.integers(0, 100_000), st.integers(0, 600))
def test_it_is_a_floor_and_a_ceiling(one: Fraction, other: Fraction, t: Fraction, base: int, achieved: int) -> None:
    """Below, it is short like at_least, and above never more than at_most, in whole units."""
    ends = min(one, other), max(one, other)
    for per in ("1000 residents", "1000 nurses"):
        keys = {"require": "beds", "per": per, "tolerance": t}
        both = Sentence(clause(between=ends, **keys)).requirement(base)
        floor = Sentence(clause(at_least=ends[0], **keys)).requirement(base)
        ceiling = Sentence(clause(at_most=ends[1], **keys)).requirement(base)
        assert floor.required == both.required
        short = both.short(achieved)
        assert floor.short(achieved) <= short == math.ceil(short)
        assert short <= math.ceil(max(floor.short(achieved), ceiling.short(achieved)))
