"""Lorenz curves and population agglomeration by hand, and all measures against other people's programs."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from optimizer.reporting.equity import (
    beyond_population,
    deciles,
    equity,
    gini,
    lorenz,
    lorenz_curves,
    population_agglomeration,
    theil,
)
from optimizer.reporting.sums import current_plan
from tests.optimizer.reporting import samples

COUNTIES = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 40), st.sampled_from("xyz")), min_size=1, max_size=9)


def weights(*numbers: int) -> list[Fraction]:
    """Exact weights."""
    return [Fraction(number) for number in numbers]


def test_lorenz_by_hand() -> None:
    """The half of the people with a third as much per head come first: they have a quarter."""
    curve = lorenz([30, 10], weights(5, 5))
    assert curve == ((0, 0), (Fraction(1, 2), Fraction(1, 4)), (1, 1))
    assert deciles(curve) == tuple(Fraction(n, 20) for n in (0, 1, 2, 3, 4, 5, 8, 11, 14, 17, 20))


def test_units_where_nobody_lives_come_last() -> None:
    """The curve rises straight up at its end; nobody has these units."""
    curve = lorenz([1, 3], weights(4, 0))
    assert curve == ((0, 0), (1, Fraction(1, 4)), (1, 1))
    assert (deciles(curve) or ())[-1] == Fraction(1, 4)


@pytest.mark.parametrize(("units", "people"), [([0, 0], [1, 1]), ([], [])])
def test_nothing_to_draw(units: list[int], people: list[int]) -> None:
    """No units or no counties: no curve."""
    assert lorenz(units, weights(*people)) is None
    assert lorenz(units, None) is None
    assert deciles(None) is None


@given(COUNTIES)
def test_gini_is_twice_the_area_above_the_curve(counties: list[tuple[int, int, str]]) -> None:
    """The curve lies below the diagonal and bends upwards only; its trapezoids give the Gini coefficient."""
    units, people = [one[0] for one in counties], weights(*(one[1] for one in counties))
    curve = lorenz(units, people)
    if curve is None:
        assert sum(units) == 0
        return
    pairs = list(pairwise(curve))
    below = sum(((right[0] - left[0]) * (left[1] + right[1]) / 2 for left, right in pairs), Fraction(0))
    assert gini(units, people) == 1 - 2 * below
    slopes = [(right[1] - left[1]) / (right[0] - left[0]) for left, right in pairs]
    assert slopes == sorted(slopes)
    assert all(have >= share for have, share in curve)


def test_agglomeration_beyond_the_population() -> None:
    """A has a quarter of the land, five eighths of the people and ten nineteenths of the beds: more beds than land."""
    instance = samples.sample_region()
    pad = population_agglomeration(instance)
    assert pad == {"A": Fraction(5, 2), "B": Fraction(1, 2)}
    hrad = equity(instance, current_plan(instance))["beds"].hrad
    assert hrad == {"A": Fraction(40, 19), "B": Fraction(12, 19)}
    assert beyond_population(hrad, pad) == {"A": Fraction(-15, 38), "B": Fraction(5, 38)}
    assert beyond_population(hrad, None) is None
    assert beyond_population(None, pad) is None


def test_curves_of_an_instance() -> None:
    """The same counties, residents and land as for the coefficients."""
    instance = samples.sample_region()
    curves = lorenz_curves(instance, current_plan(instance))["beds"]
    assert curves.residents is not None
    assert [have for have, _ in curves.residents] == [0, Fraction(5, 8), 1]
    assert curves.area is not None
    assert curves.area[0] == (0, 0)


def test_the_published_example_of_another_program() -> None:
    """R package Gini 0.1.0, ``gini.1994b`` after Brown (1994): residents and units of 16 places give 0.1216807."""
    people = "382.8 522.7 192.4 227.4 490.2 108.0 222.5 220.5 231.2 375.3 323.9 79.9 305.7 98.7 46.1 35.3"
    units = [2778, 3333, 1673, 1708, 2118, 1077, 1850, 1557, 2010, 2587, 2482, 616, 2010, 936, 633, 582]
    found = gini(units, [Fraction(number) for number in people.split()])
    assert float(found or 0) == pytest.approx(0.1216807, abs=5e-8)


def one_by_one(counties: Sequence[tuple[int, int, str]]) -> tuple[Any, Any]:
    """Everybody with an equal part of his county's units, and the group he belongs to, as arrays."""
    parts = [(units / people, group) for units, people, group in counties for _ in range(people)]
    return numpy.array([part for part, _ in parts]), numpy.array([group for _, group in parts])


def ours(counties: Sequence[tuple[int, int, str]]) -> tuple[float, ...]:
    """Gini, Theil, and the parts of it within and between groups."""
    units, people = [one[0] for one in counties], weights(*(one[1] for one in counties))
    return (
        float(gini(units, people) or 0),
        *(part or 0.0 for part in theil(units, people, [one[2] for one in counties])),
    )


def test_the_numbers_that_pysal_finds() -> None:
    """Written down from PySAL ``inequality`` 1.1.2, which knows no weights, over the 35 people of these counties."""
    counties = [(30, 7, "x"), (12, 5, "x"), (8, 9, "y"), (0, 4, "z"), (45, 10, "y")]
    assert ours(counties) == pytest.approx((0.352781954887, 0.274160226690, 0.146518002072, 0.127642224618), abs=1e-11)


@pytest.fixture(scope="module")
def pysal() -> Any:
    """PySAL ``inequality``, where somebody installed it: it brings geopandas and scikit-learn."""
    return pytest.importorskip("inequality", reason="not installed: pip install inequality")


@given(COUNTIES)
def test_the_same_as_pysal(pysal: Any, counties: list[tuple[int, int, str]]) -> None:
    """Over single people PySAL finds our Gini, our Theil and both parts of it."""
    assume(any(units for units, _, _ in counties))
    values, groups = one_by_one(counties)
    split = pysal.theil.TheilD(values, groups)
    theirs = (pysal.gini.Gini(values).g, split.T, split.wg[0], split.bg[0])
    assert ours(counties) == pytest.approx(tuple(map(float, theirs)), abs=1e-9)
