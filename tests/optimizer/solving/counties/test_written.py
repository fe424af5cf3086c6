"""The largest changes of a county cut into cells, against trying every point."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import hstack

from models.split import split
from models.standard import Floats, StandardForm, StepColumn
from optimizer.solving.counties.block import Block
from optimizer.solving.counties.written import Cell, first_cells, kept_cells, split_cell, step_rows, write_out
from tests.optimizer.solving.counties.tiny_models import form_of

TODAY, WEIGHTS, MOST = (2, 3, 1), (2, 3, 1), (4, 5, 3)


def county() -> StandardForm:
    """Three stocks and a row of all of them; the first two share a largest change, the third has its own."""
    members = {3: (0, 1), 4: (2,)}
    rows = [({0: 1.0, 1: 1.0, 2: 1.0}, 3.0, 11.0)]
    for column, stocks in members.items():
        for stock, sign in itertools.product(stocks, (1, -1)):
            rows.append(({stock: float(-sign), column: float(WEIGHTS[stock])}, float(-sign * TODAY[stock]), np.inf))
    whole = [True, True, True, False, False]
    return form_of([0] * 5, [*MOST, 9.0, 9.0], rows, whole=whole, steps=_steps(members), measures=(3, 4))


def _steps(members: dict[int, tuple[int, ...]]) -> tuple[StepColumn, ...]:
    every = []
    for column, stocks in members.items():
        both = [(stock, sign) for stock in stocks for sign in (1, -1)]
        of = [np.array(list(values), np.int64) for values in zip(*both, strict=True)]
        today = np.array([TODAY[stock] for stock, _ in both], np.int64)
        weight = np.array([WEIGHTS[stock] for stock, _ in both], np.int64)
        every.append(StepColumn(column, of[0], weight, today, of[1]))
    return tuple(every)


def points() -> list[Floats]:
    """Every choice of stocks that keeps the county's rows, with its largest changes measured."""
    found = []
    for amounts in itertools.product(*(range(most + 1) for most in MOST)):
        if 3 <= sum(amounts) <= 11:
            change = [abs(x - now) / weight for x, now, weight in zip(amounts, TODAY, WEIGHTS, strict=True)]
            found.append(np.array([*amounts, max(change[:2]), change[2]], float))
    return found


def claimed(cells: Sequence[Sequence[Cell]], point: Floats) -> list[float] | None:
    """The least largest changes that the written rows let these stocks claim; None if no choice of cells fits them."""
    form = county()
    written = write_out(form, cells)
    new = len(written.upper)
    at = np.concatenate([point[:3], np.zeros(2 + new)])
    answer = milp(
        np.concatenate([np.zeros(3), np.ones(2), np.zeros(new)]),
        constraints=LinearConstraint(hstack([written.inside, written.beside]), written.low, written.high),
        integrality=np.concatenate([np.zeros(5), np.ones(new)]),
        bounds=Bounds(at, np.concatenate([point[:3], np.full(2, 9.0), written.upper])),
    )
    return None if answer.x is None else answer.x[3:5].tolist()


def cells_of(*edges: float) -> list[Cell]:
    """Cells between these edges, drawn in to the values of the county's two largest changes."""
    return list(itertools.pairwise(edges))


def begin_of(cells: Sequence[Cell], value: float) -> float:
    """Where the first cell begins that reaches up to a value."""
    return next(low for low, high in cells if value <= high + 1e-9)


def test_with_a_cell_for_each_value_the_rows_measure() -> None:
    """If every cell holds one value, the least change that can be claimed is the one that the stocks make."""
    every = sorted({float(point[column]) for point in points() for column in (3, 4)})
    cells = [(value, value) for value in every]
    assert len(points()) > 50
    for point in points()[::3]:
        assert claimed([cells, cells], point) == pytest.approx(point[3:].tolist()), point


def test_a_wider_cell_claims_where_it_begins() -> None:
    """Any plan fits, and is charged the beginning of its cell, which is never above what its stocks change."""
    cells = cells_of(0.0, 0.4, 1.1, 3.0)
    for point in points()[::3]:
        found = claimed([cells, cells], point)
        assert found == pytest.approx([begin_of(cells, value) for value in point[3:]]), point
        assert found[0] <= point[3] + 1e-9
        assert found[1] <= point[4] + 1e-9


def test_cells_that_are_kept_hold_every_value_up_to_the_most() -> None:
    """Whatever the range and the cuts: values at or below the most have a cell, also after cells are split."""
    dice = random.Random(4)
    for step, of in zip(county().steps, (3, 4), strict=True):
        values = sorted({float(point[of]) for point in points()})
        for _ in range(50):
            least, most = sorted((dice.choice(values), dice.choice(values)))
            cells = first_cells(least, most)
            for _ in range(4):
                cells = kept_cells(step, cells, most)
                inside = [value for value in values if least <= value <= most]
                assert all(any(low <= value + 1e-6 and value <= high + 1e-6 for low, high in cells) for value in inside)
                cells = split_cell(cells, dice.choice(values))


def test_a_cell_without_a_value_is_dropped() -> None:
    """Stocks of 2 and 3 make no change between 0.35 and 0.45; of what lies above the most nothing is kept."""
    step = county().steps[0]
    assert kept_cells(step, [(0.35, 0.45), (0.45, 0.6), (0.9, 1.0)], 0.7) == [(0.5, 0.6)]


def test_only_rows_that_measure_are_replaced() -> None:
    """The row of all stocks stays, the six that measure their changes go."""
    assert step_rows(county()).tolist() == [False, *[True] * 6]


@pytest.mark.parametrize("prices", list(itertools.product((-1.0, 0.3, 1.0), (0.2, 1.0))))
def test_a_county_answers_as_trying_every_point_does(prices: tuple[float, float]) -> None:
    """Stocks that earn or cost and changes that cost: the best of all points, and a bound that meets it."""
    form = county()
    cost = np.array([prices[0], -prices[0], 0.4, prices[1], 0.5])
    parts = split(form)
    best = min(float(cost @ point) for point in points())
    for start in (None, points()[0], min(points(), key=lambda point: float(cost @ point))):
        answer = Block(parts.counties[0], 0, True).ask(cost, 0.0, 60.0, start=start)
        assert answer.point is not None
        assert float(cost @ answer.point) == pytest.approx(best, abs=1e-6)
        assert best - 1e-4 <= answer.bound <= best + 1e-6
