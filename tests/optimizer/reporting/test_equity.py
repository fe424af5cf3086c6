"""Gini, Theil and agglomeration degree, by hand and by their properties."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from optimizer.reporting.equity import agglomeration, counties_of, equity, gini, theil
from tests.builders import region
from tests.optimizer.reporting import samples

County = tuple[int, int, str | None]
COUNTIES = st.lists(
    st.tuples(st.integers(0, 500), st.integers(1, 10**6), st.sampled_from(["x", "y", None])), min_size=1, max_size=12
)


def weights(*numbers: int | str) -> list[Fraction]:
    """Exact weights."""
    return [Fraction(number) for number in numbers]


def split(counties: Sequence[County]) -> tuple[list[int], list[Fraction], list[str | None]]:
    """Units, weights and groups of counties that hold something."""
    assume(any(units for units, _, _ in counties))
    return [one[0] for one in counties], weights(*(one[1] for one in counties)), [one[2] for one in counties]


@pytest.mark.parametrize(
    ("units", "people", "expected"),
    [
        ([1, 1], [1, 1], Fraction(0)),
        ([0, 10], [1, 1], Fraction(1, 2)),
        ([10, 0], [3, 1], Fraction(1, 4)),
        ([1, 2, 3], [1, 1, 1], Fraction(2, 9)),
        ([30, 10], [10, 10], Fraction(1, 4)),
        ([5, 0], [0, 7], Fraction(1)),
        ([4], [9], Fraction(0)),
    ],
)
def test_gini_by_hand(units: list[int], people: list[int], expected: Fraction) -> None:
    """One minus twice the area under the Lorenz curve, in exact fractions."""
    assert gini(units, weights(*people)) == expected


@given(COUNTIES)
def test_gini_is_the_mean_difference_of_rates(counties: list[County]) -> None:
    """It equals Σ Σ |s_i p_j − s_j p_i| / 2, which needs no order."""
    units, people, _ = split(counties)
    shares = [(Fraction(unit, sum(units)), weight / sum(people)) for unit, weight in zip(units, people, strict=True)]
    expected = sum((abs(a[0] * b[1] - b[0] * a[1]) for a, b in product(shares, shares)), Fraction(0)) / 2
    value = gini(units, people)
    assert value == expected
    assert value is not None
    assert 0 <= value < 1


@given(COUNTIES, st.integers(1, 50), st.fractions(min_value=Fraction(1, 100), max_value=100))
def test_measures_do_not_depend_on_scale(counties: list[County], more: int, unit: Fraction) -> None:
    """More of everything, or people counted in other units, changes nothing."""
    units, people, groups = split(counties)
    scaled, recounted = [more * one for one in units], [weight * unit for weight in people]
    assert gini(scaled, recounted) == gini(units, people)
    assert theil(scaled, recounted, groups) == pytest.approx(theil(units, people, groups), abs=1e-12)
    assert agglomeration(scaled, recounted) == agglomeration(units, people)


@given(st.lists(st.tuples(st.integers(1, 10**5), st.sampled_from(["x", "y", None])), min_size=1), st.integers(1, 20))
def test_equal_rates_are_perfectly_even(people: list[tuple[int, str | None]], rate: int) -> None:
    """Where every county has the same rate, Gini and Theil are zero and every agglomeration degree is one."""
    numbers = weights(*(one[0] for one in people))
    units = [rate * one[0] for one in people]
    assert gini(units, numbers) == 0
    assert theil(units, numbers, [one[1] for one in people]) == (0, 0, 0)
    assert agglomeration(units, numbers) == [1] * len(people)


@given(COUNTIES)
def test_theil_is_within_plus_between(counties: list[County]) -> None:
    """The parts within and between cities add up to the whole, and none is negative."""
    total, within, between = theil(*split(counties))
    assert total is not None
    assert within is not None
    assert between is not None
    assert total == pytest.approx(within + between, abs=1e-12)
    assert min(total, within, between) >= 0


def test_theil_by_hand() -> None:
    """Shares 3/4 and 1/4 of equal people: 0.75 ln 1.5 + 0.25 ln 0.5; nothing lies between if there is one city."""
    expected = 0.75 * math.log(1.5) + 0.25 * math.log(0.5)
    assert theil([3, 1], weights(1, 1), ["x", "x"]) == pytest.approx((expected, expected, 0))
    assert theil([3, 1], weights(1, 1), ["x", "y"]) == pytest.approx((expected, 0, expected))
    assert theil([3, 1], weights(1, 1), [None, None]) == pytest.approx((expected, expected, 0))


def test_a_county_without_the_resource_counts() -> None:
    """Having nothing adds nothing to the sum but makes the others' shares larger: T = ln 2."""
    total, _, _ = theil([5, 0], weights(10, 10), ["x", "x"])
    assert total == pytest.approx(math.log(2))


def test_agglomeration_by_hand() -> None:
    """Half of the units on a quarter of the land is a degree of two."""
    assert agglomeration([5, 5], weights(25, 75)) == [2, Fraction(2, 3)]


@given(COUNTIES)
def test_agglomeration_averages_to_one_over_the_land(counties: list[County]) -> None:
    """Weighted by land, the degrees have mean one."""
    units, land, _ = split(counties)
    degrees = agglomeration(units, land)
    assert degrees is not None
    assert sum(degree * area for degree, area in zip(degrees, land, strict=True)) == sum(land)


@pytest.mark.parametrize(("units", "people"), [([0, 0], [1, 1]), ([1, 1], [0, 0]), ([], []), ([1, 1], None)])
def test_nothing_to_share_has_no_measure(units: list[int], people: list[int] | None) -> None:
    """No units, no people, no counties or unknown people: no number, rather than zero."""
    known = None if people is None else weights(*people)
    assert gini(units, known) is None
    assert theil(units, known, ["x"] * len(units)) == (None, None, None)
    assert agglomeration(units, known) is None


def test_units_without_people_have_no_theil() -> None:
    """Units where nobody lives would be infinitely uneven."""
    assert theil([1, 1], weights(0, 1), ["x", "x"]) == (None, None, None)


def test_equity_of_an_instance_counts_counties_only() -> None:
    """The city's own hospital is left out; residents of county B are summed from its townships."""
    instance = samples.sample_region()
    counties = counties_of(instance)
    assert (counties.ids, counties.residents, counties.cities) == (("A", "B"), [10000, 6000], ("C", "C"))
    found = equity(instance, {key: row.current for key, row in instance.stock.items()})
    assert found["beds"].gini_residents == Fraction(15, 152)
    assert found["beds"].hrad == {"A": Fraction(40, 19), "B": Fraction(12, 19)}
    assert found["beds"].theil_between == 0


def test_a_county_without_people_or_land_leaves_the_measures_open() -> None:
    """One unknown number is enough: the shares of all depend on it."""
    instance = region(
        areas=[{"area": "A", "residents": 10}, {"area": "B", "area_km2": 5}],
        facilities=[{"facility": "F", "area": "A"}],
        stock={("F", "beds"): 1},
    )
    found = equity(instance, {("F", "beds"): 1})["beds"]
    assert (found.gini_residents, found.gini_area, found.theil, found.hrad) == (None, None, None, None)
