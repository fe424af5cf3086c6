"""Goals of largest changes: their values written out, and what is left open settled evenly."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.standard import StepColumn
from optimizer.solving.evenness import Target, break_points
from optimizer.solving.steps import MOST_VALUES, step_values
from optimizer.verifying.judge import judge
from tests.builders import clause, policy, region
from tests.solving_here import solve_here


def step(*weights: int) -> StepColumn:
    """A step column over stocks with these weights, each standing at its weight today."""
    many = np.array(weights, np.int64)
    return StepColumn(0, np.arange(1, len(many) + 1), many, many, np.ones(len(many), np.int64))


@pytest.mark.parametrize(
    ("weights", "low", "high", "expected"),
    [
        ([2], 0.0, 1.0, ["0", "1/2", "1"]),
        ([2, 3], 0.3, 0.7, ["1/3", "1/2", "2/3"]),
        ([4], 0.25, 0.25, ["1/4"]),
        ([4], 0.26, 0.49, []),
        ([10 * MOST_VALUES], 0.0, 1.0, []),
    ],
)
def test_the_values_of_a_window_are_all_multiples_in_it(
    weights: list[int], low: float, high: float, expected: list[str]
) -> None:
    """A step column takes exactly the values k / weight inside its window, none if there are too many to write."""
    assert [Fraction(text) for text in expected] == step_values(step(*weights), low, high)


@given(
    aim=st.floats(-50, 400),
    lower=st.integers(0, 100),
    width=st.integers(1, 300),
    weight=st.integers(1, 200),
    data=st.data(),
)
def test_the_chain_of_a_square_is_convex_and_never_below_it(
    aim: float, lower: int, width: int, weight: int, data: st.DataObject
) -> None:
    """The straight pieces run through the square at their ends, rise ever more steeply, and lie on or above it."""
    target = Target(0, 0, lower, lower + width, aim, weight)
    points = break_points(target)
    assert (points[0], points[-1]) == (lower, lower + width)
    ends = list(itertools.pairwise(points))
    slopes = [(target.cost(high) - target.cost(low)) / (high - low) for low, high in ends]
    assert all(after >= before - 1e-9 for before, after in itertools.pairwise(slopes))
    units = data.draw(st.integers(lower, lower + width))
    low, slope = next((a, s) for (a, b), s in zip(ends, slopes, strict=True) if a <= units <= b)
    assert target.cost(low) + slope * (units - low) >= target.cost(units) - 1e-6


def hospitals(*beds: int) -> dict[tuple[str, str], dict[str, int]]:
    """So many beds in H0, H1 …, equally dear."""
    return {(f"H{n}", "beds"): {"current": many, "capital_cost": 5} for n, many in enumerate(beds)}


def test_growth_is_shared_in_proportion_to_what_stands_there() -> None:
    """Thirty beds more for three hospitals of 100, 60 and 40 become 15, 9 and 6."""
    instance = region(facilities=[{"facility": f"H{n}"} for n in range(3)], stock=hospitals(100, 60, 40))
    answer = solve_here(instance, policy(clause(require="beds", at_least=230, nature="binding")))
    assert answer.plan is not None
    assert [115, 69, 46] == [answer.plan.proposed[f"H{n}", "beds"] for n in range(3)]


def test_what_stability_leaves_open_is_settled_evenly() -> None:
    """A hospital that must double does not entitle the others to uneven shares of what is added besides."""
    stock = hospitals(10, 100, 60, 40)
    instance = region(facilities=[{"facility": f"H{n}"} for n in range(4)], stock=stock)
    chosen = policy(
        clause(id="double", require="beds", at_least=20, where="facility=H0", nature="binding"),
        clause(id="all", require="beds", at_least=240, nature="binding"),
    )
    answer = solve_here(instance, chosen)
    assert answer.plan is not None
    assert judge(instance, chosen, answer.plan).goals["stability"] == 1
    assert [20, 110, 66, 44] == [answer.plan.proposed[f"H{n}", "beds"] for n in range(4)]
