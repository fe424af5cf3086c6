"""Great circles, and the search that does not look at every facility."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.clause import Reach
from optimizer.verifying.distances import EARTH_RADIUS_KM, Nearby, great_circle_km, unit_vector
from tests.builders import region

degrees = st.tuples(st.integers(-18000, 18000), st.integers(-9000, 9000)).map(
    lambda pair: (Fraction(pair[0], 100), Fraction(pair[1], 100))
)
Degrees = tuple[Fraction, Fraction]


def haversine_km(one: Degrees, other: Degrees) -> float:
    """The distance by another formula."""
    (lon, lat), (east, north) = (tuple(map(math.radians, place)) for place in (one, other))
    half = math.sin((north - lat) / 2) ** 2 + math.cos(lat) * math.cos(north) * math.sin((east - lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((0, 0), (0, 0), 0),
        ((0, 0), (0, 1), math.pi * EARTH_RADIUS_KM / 180),
        ((0, 0), (180, 0), math.pi * EARTH_RADIUS_KM),
        ((-179, 0), (179, 0), math.pi * EARTH_RADIUS_KM / 90),
        ((77, 90), (-12, 90), 0),
    ],
)
def test_known_distances(one: tuple[int, int], other: tuple[int, int], km: float) -> None:
    """A degree of a meridian, antipodes, the antimeridian and a pole."""
    vectors = [unit_vector(Fraction(lon), Fraction(lat)) for lon, lat in (one, other)]
    assert great_circle_km(*vectors) == pytest.approx(km, abs=1e-9)


@given(degrees, degrees)
def test_agrees_with_the_haversine(one: Degrees, other: Degrees) -> None:
    """Two formulas give one distance."""
    found = great_circle_km(unit_vector(*one), unit_vector(*other))
    assert found == pytest.approx(haversine_km(one, other), abs=1e-3)


@given(st.lists(degrees, max_size=30), degrees, st.sampled_from([0, 1, 25, 300, 5000, 15000, 25000]))
@example([(Fraction(-180), Fraction(0))], (Fraction(180), Fraction(0)), 1)
@example([(Fraction(0), Fraction(90)), (Fraction(90), Fraction(90))], (Fraction(180), Fraction(90)), 1)
def test_the_search_overlooks_nobody(places: list[Degrees], here: Degrees, limit: int) -> None:
    """Looking into the cubes around an area finds what looking at every facility finds."""
    instance = region(
        areas=[{"area": "A", "lon": here[0], "lat": here[1]}],
        facilities=[{"facility": f"{index:02}", "lon": lon, "lat": lat} for index, (lon, lat) in enumerate(places)],
    )
    expected = tuple(
        f"{index:02}"
        for index, place in enumerate(places)
        if great_circle_km(unit_vector(*here), unit_vector(*place)) <= limit * (1 + 1e-9)
    )
    assert expected == Nearby(instance, Reach(Fraction(limit), "km")).facilities("A")
