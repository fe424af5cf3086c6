"""When the counties are solved apart."""

from __future__ import annotations

import numpy as np
import pytest

from models.standard import StandardForm
from optimizer.solving.method import (
    AUTO,
    COUNTIES,
    COUNTIES_PER_LINK,
    FEW_COUNTIES,
    MANY_INTEGERS,
    WHOLE,
    method_for,
    processors,
)
from tests.optimizer.solving.counties.tiny_models import form_of


def model(counties: int, columns: int, ties: int = 0, *, whole: bool = True) -> StandardForm:
    """A model of so many columns in so many counties: a row inside each county, and ``ties`` over two counties each."""
    inside = [({number: 1.0}, 0.0, 1.0) for number in range(min(counties, columns))]
    tying = [({number % counties: 1.0, (number + 1) % counties: 1.0}, 0.0, 1.0) for number in range(ties)]
    county = [number % counties for number in range(columns)]
    return form_of(county, [1] * columns, inside + tying, whole=[whole] * columns)


@pytest.mark.parametrize(
    ("form", "name", "because"),
    [
        (model(50, MANY_INTEGERS - 1), WHOLE, "small"),
        (model(50, MANY_INTEGERS), COUNTIES, "large"),
        (model(50, 2 * MANY_INTEGERS, whole=False), WHOLE, "small"),
        (model(FEW_COUNTIES - 1, MANY_INTEGERS), WHOLE, "few counties"),
        (model(FEW_COUNTIES, MANY_INTEGERS), COUNTIES, "large"),
        (model(5 * COUNTIES_PER_LINK, MANY_INTEGERS, 5), COUNTIES, "large"),
        (model(5 * COUNTIES_PER_LINK, MANY_INTEGERS, 6), WHOLE, "much in common"),
    ],
)
def test_a_large_model_of_many_counties_with_little_in_common_is_taken_apart(
    form: StandardForm, name: str, because: str
) -> None:
    """Each of the three limits, on both sides; the reason names the one that decides."""
    method = method_for(form, AUTO)
    assert (method.name, method.by_county) == (name, name == COUNTIES)
    assert method.reason.startswith(because)


@pytest.mark.parametrize("asked", [WHOLE, COUNTIES])
def test_a_method_that_is_asked_for_is_taken(asked: str) -> None:
    """Whatever the model."""
    for form in (model(1, 1), model(50, MANY_INTEGERS)):
        method = method_for(form, asked)
        assert (method.name, method.reason) == (asked, "asked for")


def test_a_model_without_columns_is_small() -> None:
    """Nothing to decide is decided whole."""
    assert method_for(form_of([], [], []), AUTO).name == WHOLE


def test_there_is_a_processor() -> None:
    """At least one."""
    assert processors() >= 1
    assert isinstance(processors(), int | np.integer)


def test_a_goal_with_its_own_time_is_left_to_the_whole_model() -> None:
    """Patience and known plans are only taken up by the whole model, so auto keeps to it there."""
    form = model(50, MANY_INTEGERS)
    assert (method_for(form, AUTO).name, method_for(form, AUTO, patient=True).name) == (COUNTIES, WHOLE)
