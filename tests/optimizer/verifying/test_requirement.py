"""The rounding of a sentence, against its own inequality."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.verifying.requirement import Sentence
from tests.builders import clause

values = st.integers(0, 5000).map(lambda thousandths: Fraction(thousandths, 1000))
tolerances = st.sampled_from([Fraction(0), Fraction(1, 200), Fraction(1, 20), Fraction(1, 2)])
bases = st.integers(0, 100_000)
units = st.integers(0, 600)


@given(values, tolerances, bases, units)
def test_at_least_and_at_most_are_their_inequalities(value: Fraction, t: Fraction, base: int, achieved: int) -> None:
    """Rounding a bound to whole units changes nothing about which whole numbers keep it, decided base or not."""
    for per in ("1000 residents", "1000 beds"):
        low = Sentence(clause(require="beds", at_least=value, per=per, tolerance=t)).requirement(base)
        high = Sentence(clause(require="beds", at_most=value, per=per, tolerance=t)).requirement(base)
        assert (1000 * achieved >= max(Fraction(0), value - t) * base) == (low.short(achieved) == 0)
        assert (1000 * achieved <= (value + t) * base) == (high.short(achieved) == 0)


@given(values, tolerances, bases, units)
def test_exactly_accepts_what_is_near(value: Fraction, t: Fraction, base: int, achieved: int) -> None:
    """Data: the nearest whole number or the tolerance. Decided: less than one unit away, or the tolerance."""
    wish, inside = value * base / 1000, abs(1000 * achieved - value * base) <= t * base
    given_base = Sentence(clause(require="beds", exactly=value, per="1000 residents", tolerance=t)).requirement(base)
    assert (achieved - Fraction(1, 2) <= wish < achieved + Fraction(1, 2) or inside) == (
        given_base.short(achieved) == 0
    )
    decided = Sentence(clause(require="beds", about=value, per="1000 nurses", tolerance=t)).requirement(base)
    assert (abs(achieved - wish) < 1 or inside) == (decided.short(achieved) == 0)


@given(values, tolerances, bases, units)
def test_short_counts_the_units_to_the_nearest_right_number(
    value: Fraction, t: Fraction, base: int, achieved: int
) -> None:
    """Adding what is missing, or taking away what is in excess, makes a row right; one unit less does not."""
    asked = Sentence(clause(require="beds", about=value, per="1000 residents", tolerance=t)).requirement(base)
    short = asked.short(achieved)
    step = 1 if asked.high is not None and achieved < asked.high else -1
    assert 0 == asked.short(achieved + step * short)
    assert not short or asked.short(achieved + step * (short - 1)) == 1


@pytest.mark.parametrize(
    ("keys", "base", "scale"),
    [
        ({"at_least": "458.02"}, 1, 459),
        ({"at_most": "458.02"}, 1, 458),
        ({"about": "458.5"}, 1, 459),
        ({"about": "0.4"}, 1, 1),
        ({"at_least": "0.5", "per": "1 nurses"}, 0, 1),
        ({"at_least": "0.5", "per": "1 nurses"}, 5, "2.5"),
        ({"at_least": "0.5", "per": "1 nurses", "tolerance": "0.1"}, 5, 2),
        ({"about": "0.5", "per": "1 nurses", "tolerance": "0.1"}, 5, "2.5"),
    ],
)
def test_scale(keys: dict[str, str], base: int, scale: str) -> None:
    """The scale is what is required, tolerance included, and never below one unit."""
    assert Fraction(scale) == Sentence(clause(require="beds", **keys)).scale(base)
