"""Classes of a map's colours have round limits, mean the same today and under the plan, and hold every value."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from optimizer.documents.page.classes import MOST_CLASSES, diverging, sequential

VALUES = st.lists(st.none() | st.floats(0, 1e6, allow_nan=False).map(lambda value: round(value, 4)), max_size=60)


def test_few_values_have_a_class_each() -> None:
    """Yes and no are two classes, named for what they are."""
    now, plan = sequential([0.0, 0.0, 1.0], [1.0, 1.0, None])
    assert now.numbers == (0, 0, 1)
    assert plan.numbers == (1, 1, None)
    assert now.legend == plan.legend == ((0, "0"), (1, "1"))


def test_limits_are_round_and_belong_to_the_class_above() -> None:
    """Ten values are cut at fifths; a value on a limit lies in the class that begins there."""
    now, _ = sequential([float(value) for value in range(10, 110, 10)])
    assert [text for _, text in now.legend] == ["< 30", "30 – 50", "50 – 70", "70 – 90", "≥ 90"]
    assert now.numbers == (0, 0, 1, 1, 2, 2, 3, 3, 4, 4)


def test_limits_get_more_digits_where_values_lie_close() -> None:
    """Rates that differ in the third digit are still told apart."""
    now, _ = sequential([8.501, 8.512, 8.523, 8.534, 8.545, 8.556, 8.567])
    assert len(now.legend) == MOST_CLASSES
    assert len(set(now.numbers)) == MOST_CLASSES


def test_changes_have_signs_and_no_change_has_its_own_class() -> None:
    """Only classes that occur are in the legend, less before more."""
    found = diverging([0.0, 5.0, -2.0, None])
    assert found.numbers == (0, 1, -1, None)
    assert found.legend == ((-1, "< 0"), (0, "0"), (1, "> 0"))


def test_ranges_of_changes_begin_at_none() -> None:
    """The least increase comes after zero, the least decrease before it."""
    found = diverging([1.0, 2.0, 3.0, -10.0, -20.0])
    assert found.legend == ((-2, "≤ −20"), (-1, "−20 – 0"), (1, "0 – +2"), (2, "+2 – +3"), (3, "≥ +3"))


@given(VALUES, VALUES)
def test_every_value_lies_in_a_class_of_the_legend(now: list[float | None], plan: list[float | None]) -> None:
    """What is known has a class, what is not has none; a larger value never has a lower class."""
    for values, found in zip((now, plan), sequential(now, plan), strict=True):
        known = {number for number, _ in found.legend}
        assert [number is None for number in found.numbers] == [value is None for value in values]
        assert {number for number in found.numbers if number is not None} <= known
        pairs = sorted(
            (value, number) for value, number in zip(values, found.numbers, strict=True) if value is not None
        )
        ordered = [number for _, number in pairs]
        assert ordered == sorted(ordered)


@given(st.lists(st.none() | st.floats(-1e5, 1e5, allow_nan=False).map(lambda value: round(value, 3)), max_size=60))
def test_a_change_has_the_sign_of_its_class(changes: list[float | None]) -> None:
    """More is above zero, less below, none is zero."""
    for value, number in zip(changes, diverging(changes).numbers, strict=True):
        assert (number is None) == (value is None)
        if value is not None and number is not None:
            assert (value > 0) == (number > 0)
            assert (value < 0) == (number < 0)
