"""A difference between two solves is an effect only if their proofs leave no room for none."""

from __future__ import annotations

from fractions import Fraction

import pytest

from optimizer.studies.changes import Reached, changes, nothing_changes


def reached(*pairs: tuple[object, object]) -> tuple[Reached, ...]:
    """Goals with value and bound."""
    numbers = [tuple(None if each is None else Fraction(str(each)) for each in pair) for pair in pairs]
    return tuple(Reached(f"goal{number}", *pair) for number, pair in enumerate(numbers))


@pytest.mark.parametrize(
    ("base", "trial", "change", "gap"),
    [
        ((100, 99), (90, 89), -10, 1),
        ((100, 99), ("99.5", 90), 0, 9.5),
        ((100, 99), (110, 95), 0, 15),
        ((100, 99), (110, 101), 10, 9),
        ((100, 90), (95, 95), 0, 10),
        ((100, 90), (89, 89), -11, 10),
        ((100, 100), (100, 100), 0, 0),
        ((0, 0), (None, None), None, None),
        ((5, None), (6, 6), None, None),
    ],
)
def test_only_what_is_proven_is_a_change(base: object, trial: object, change: object, gap: object) -> None:
    """The interval between the bounds has to leave out zero; the gap is the larger of the two."""
    (found,) = changes(reached(base), reached(trial))  # type: ignore[arg-type]
    assert (found.change, found.gap) == (change, gap)


def test_goals_after_an_unproven_difference_are_not_compared() -> None:
    """An earlier goal that came out otherwise without proof may be what the later one gained from."""
    found = changes(reached((100, 90), (50, 50)), reached((95, 90), (70, 70)))
    assert [one.change for one in found] == [0, None]
    assert not nothing_changes(found)


def test_goals_after_a_proven_change_are_compared() -> None:
    """What a real change of an earlier goal brings with it is part of the effect."""
    found = changes(reached((100, 100), (50, 50)), reached((80, 80), (70, 70)))
    assert [one.change for one in found] == [-20, 20]


def test_goals_held_alike_are_compared() -> None:
    """Within what a goal may give way when it is held, two values are the same."""
    found = changes(reached((1, 1), (50, 50)), reached(("1.000001", 1), (70, 70)))
    assert [one.change for one in found] == [0, 20]
