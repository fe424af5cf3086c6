"""Degrees become points, circles keep their areas and make room, labels cover no other label."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.documents.page.geometry import (
    FARTHEST,
    HIGHEST,
    KM_PER_DEGREE,
    WIDTH,
    projection,
    radii,
    round_length,
    spread_out,
)
from optimizer.documents.page.labels import placed
from optimizer.documents.page.plot import axis

LONS, LATS = st.floats(100, 130), st.floats(20, 50)


@given(st.lists(st.tuples(LONS, LATS), min_size=2, max_size=20))
def test_every_place_is_inside_the_drawing(places: list[tuple[float, float]]) -> None:
    """With the margin left on every side, whatever the shape of the region."""
    drawing = projection(places, 50)
    for x, y in (drawing.point(*place) for place in places):
        assert 50 - 1 <= x <= WIDTH - 50 + 1
        assert 50 - 1 <= y <= drawing.height - 50 + 1
    assert drawing.height <= HIGHEST


def test_a_degree_of_longitude_is_shorter_than_one_of_latitude() -> None:
    """At 60° north it is half as long, and the scale bar is true along both."""
    drawing = projection([(10, 59), (12, 61)], 50)
    west, east = drawing.point(10, 60), drawing.point(11, 60)
    south, north = drawing.point(11, 60), drawing.point(11, 61)
    assert (east[0] - west[0]) / (south[1] - north[1]) == pytest.approx(0.5)
    assert south[1] - north[1] == pytest.approx(KM_PER_DEGREE * drawing.units_per_km)


def test_areas_of_circles_are_as_the_sizes() -> None:
    """Four times the residents have twice the radius; what is unknown is as small as can be seen."""
    one, four, unknown = radii([100.0, 400.0, None], 500)
    assert four == pytest.approx(2 * one)
    assert 0 < unknown < one


def test_circles_part_but_stay_near_their_places() -> None:
    """Two circles at one place no longer hide each other, and neither is moved further than allowed."""
    home, sizes = [(500.0, 300.0), (500.0, 300.0), (900.0, 300.0)], [40.0, 20.0, 30.0]
    moved = spread_out(home, sizes)
    assert math.dist(moved[0], moved[1]) > 20
    assert moved[2] == home[2]
    assert all(math.dist(*pair) <= FARTHEST * size + 4.01 for *pair, size in zip(home, moved, sizes, strict=True))


@given(st.floats(1e-3, 1e7))
def test_a_round_length_is_as_long_as_fits(longest: float) -> None:
    """It is 1, 2 or 5 times a power of ten, and the next one would be too long."""
    found = round_length(longest)
    assert found <= longest * (1 + 1e-9) < found * 2.5 * (1 + 1e-6)


def test_labels_leave_out_what_has_no_room() -> None:
    """Of three places on one spot fewer than three are named, the largest first; a long name is cut."""
    names = ["a" * 200, "second", "third"]
    found = placed(names, [(500.0, 300.0)] * 3, [30.0, 5.0, 5.0], 600, 17, 60)
    assert found[0].text == "a" * 23 + "…"
    assert len(found) < 3
    assert not placed(names, [(500.0, 300.0)] * 3, [30.0, 5.0, 5.0], 600, 17, 0)


@given(st.lists(st.floats(-1e9, 1e9, allow_nan=False), max_size=8), st.booleans())
def test_an_axis_holds_all_values(values: list[float], from_zero: bool) -> None:
    """Every value lies between the ends, and so do the ticks, which are at most a few."""
    found = axis(values, 0.0, 100.0, from_zero=from_zero)
    assert found.low < found.high
    assert all(-0.2 <= found.at(value) <= 100.2 for value in values)
    assert 2 <= len(found.ticks) <= 12
    if from_zero and all(value >= 0 for value in values):
        assert found.low == 0
