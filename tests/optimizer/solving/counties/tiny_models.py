"""Models so small that every point can be tried: a few whole columns in each county, and rows that tie the counties."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.standard import Floats, Following, GoalArrays, StandardForm, StepColumn

Row = tuple[dict[int, float], float, float]
"""Coefficients by column, and the two sides."""


@dataclass(frozen=True)
class Tiny:
    """A model and every point that keeps its rows."""

    form: StandardForm
    points: list[Floats]

    @property
    def cost(self) -> Floats:
        """What the only goal charges for each column."""
        return self.form.goals[0].cost

    def values(self) -> list[float]:
        """The goal at every point."""
        return [float(self.cost @ point) for point in self.points]


def form_of(
    county: Sequence[int],
    upper: Sequence[float],
    rows: Sequence[Row],
    cost: Sequence[float] = (),
    *,
    whole: Sequence[bool] = (),
    worst: int = -1,
    steps: tuple[StepColumn, ...] = (),
    measures: Sequence[int] = (),
) -> StandardForm:
    """A model of columns from zero to ``upper``, ``county`` of each (-1: of none), all whole unless told.

    ``measures`` are columns that are no decisions, but as small as their rows allow.
    """
    count = len(county)
    terms = [sorted(coefficients.items()) for coefficients, _, _ in rows]
    return StandardForm(
        column_lower=np.zeros(count),
        column_upper=np.array(upper, float),
        whole=np.array(whole or [True] * count, bool),
        row_low=np.array([low for _, low, _ in rows], float),
        row_high=np.array([high for _, _, high in rows], float),
        start=np.cumsum([0, *map(len, terms)]).astype(np.int32),
        index=np.array([column for row in terms for column, _ in row], np.int32),
        value=np.array([value for row in terms for _, value in row], float),
        goals=(GoalArrays("cost", np.array(cost or [0.0] * count, float), 0.0, 1.0),),
        follows=(Following(np.array(measures, np.int32), False),) if measures else (),
        steps=steps,
        worst=worst,
        column_names=(),
        row_names=(),
        column_county=np.array(county, np.int32),
    )


def keeps_rows(form: StandardForm, point: Floats) -> bool:
    """Whether a point keeps every row."""
    row = np.repeat(np.arange(len(form.row_low)), np.diff(form.start))
    sums = np.bincount(row, form.value * point[form.index], len(form.row_low))
    return bool(np.all(sums >= form.row_low - 1e-9) and np.all(sums <= form.row_high + 1e-9))


def every_point(form: StandardForm) -> list[Floats]:
    """All whole points within the columns' bounds that keep every row."""
    spans = [range(int(low), int(high) + 1) for low, high in zip(form.column_lower, form.column_upper, strict=True)]
    points = (np.array(each, float) for each in itertools.product(*spans))
    return [point for point in points if keeps_rows(form, point)]


def draw_tiny(seed: int) -> Tiny:
    """A model of two or three counties and one column of none, that some point keeps: always the same of a seed."""
    dice = random.Random(f"tiny {seed}")
    while True:
        counties = dice.randint(2, 3)
        county = [number for number in range(counties) for _ in range(2)] + [-1]
        rows = [_row(dice, [2 * number, 2 * number + 1]) for number in range(counties)]
        rows += [_row(dice, range(len(county))) for _ in range(2)]
        form = form_of(county, [dice.randint(1, 2) for _ in county], rows, [dice.randint(-4, 6) for _ in county])
        points = every_point(form)
        if len(points) > 1:
            return Tiny(form, points)


def _row(dice: random.Random, columns: Sequence[int]) -> Row:
    middle = dice.randint(-3, 5)
    sides = dice.choice([(middle, np.inf), (-np.inf, middle), (middle, middle + dice.randint(0, 2))])
    return {column: dice.choice([-2, -1, 1, 1, 2, 3]) for column in columns}, *sides
