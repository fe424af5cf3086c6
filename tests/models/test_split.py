"""A model taken apart by county, and put together again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from models.assemble import assemble
from models.program import solver_form
from models.split import Split, split
from models.standard import StandardForm
from tests.optimizer.solving.counties.random_provinces import draw_province
from tests.optimizer.solving.counties.tiny_models import draw_tiny, every_point, form_of

Terms = tuple[tuple[int, float], ...]
Side = tuple[Terms, float, float]


def province(seed: int) -> StandardForm:
    """The arrays of a random province."""
    drawn = draw_province(seed)
    return solver_form(assemble(drawn.instance, drawn.policy).system)


def rows_of(form: StandardForm) -> Iterator[Side]:
    """Every row: its terms, and its two sides."""
    for row, low, high in zip(range(len(form.row_low)), form.row_low, form.row_high, strict=True):
        at = slice(form.start[row], form.start[row + 1])
        yield tuple(sorted(zip(form.index[at].tolist(), form.value[at].tolist(), strict=True))), float(low), float(high)


def own_rows(parts: Split, worst: int) -> Iterator[Side]:
    """The rows inside the counties, over the columns of the whole, with the level rows as they were."""
    for county in parts.counties:
        levels = dict(zip(county.levels.rows.tolist(), range(len(county.levels.rows)), strict=True))
        for row, (terms, low, high) in enumerate(rows_of(county.form)):
            named = [(int(county.columns[column]), value) for column, value in terms]
            at = levels.get(row)
            if at is None:
                yield tuple(sorted(named)), low, high
            else:
                named.append((worst, float(county.levels.weight[at])))
                yield tuple(sorted(named)), float(county.levels.low[at]), high


def link_rows(parts: Split, worst: int) -> Iterator[Side]:
    """The rows that tie counties, over the columns of the whole."""
    links = parts.links
    places = [*((county.links, county.columns) for county in parts.counties), (links.columns, parts.link_columns)]
    for row in range(links.count):
        named = [term for matrix, columns in places for term in _terms(matrix, row, columns)]
        low = float(links.low[row])
        for at in np.flatnonzero(links.levels.rows == row):
            named.append((worst, float(links.levels.weight[at])))
            low = float(links.levels.low[at])
        yield tuple(sorted(named)), low, float(links.high[row])


def _terms(matrix: csr_matrix, row: int, columns: np.ndarray) -> list[tuple[int, float]]:
    at = slice(matrix.indptr[row], matrix.indptr[row + 1])
    return [(int(columns[i]), float(v)) for i, v in zip(matrix.indices[at], matrix.data[at], strict=True) if v]


@pytest.mark.parametrize("seed", range(25))
def test_the_parts_put_together_are_the_whole(seed: int) -> None:
    """Each column but ``worst`` and each row stands in exactly one part, unchanged but for nearer link sides."""
    form = province(seed)
    parts = split(form)
    held = np.concatenate([*(county.columns for county in parts.counties), parts.link_columns])
    assert sorted(held.tolist()) == [column for column in range(len(form.whole)) if column != form.worst]
    before, own = Counter(rows_of(form)), Counter(own_rows(parts, form.worst))
    assert not own - before
    left = sorted((before - own).elements())
    tying = sorted(link_rows(parts, form.worst))
    assert [terms for terms, _, _ in left] == [terms for terms, _, _ in tying]
    for (_, low, high), (_, nearer_low, nearer_high) in zip(left, tying, strict=True):
        assert nearer_low >= low - 1e-6 * max(1, abs(low))
        assert nearer_high <= high + 1e-6 * max(1, abs(high))


@pytest.mark.parametrize("seed", range(25))
def test_a_county_keeps_what_is_said_of_its_columns(seed: int) -> None:
    """Bounds, wholeness, what follows and what steps are those of the same columns in the whole."""
    form = province(seed)
    parts = split(form)
    assert sum(len(county.form.steps) for county in parts.counties) == len(form.steps)
    for county in parts.counties:
        for kind in ("column_lower", "column_upper", "whole"):
            assert np.array_equal(getattr(county.form, kind), getattr(form, kind)[county.columns])
        for step in county.form.steps:
            known = next(each for each in form.steps if each.column == county.columns[step.column])
            assert np.array_equal(county.columns[step.stock], known.stock)
    for number, group in enumerate(form.follows):
        inside = [county.columns[county.form.follows[number].columns] for county in parts.counties]
        alone = np.setdiff1d(group.columns, np.concatenate(inside))
        assert np.all(np.isin(alone, parts.link_columns) | (alone == form.worst))


def test_sides_of_links_move_to_the_next_sum_there_can_be() -> None:
    """Coefficients 6 and 4 make even sums only; with a column that is not whole the sides stay."""
    rows = [({0: 6.0, 1: 4.0}, 3.0, 9.0), ({0: 1.5, 1: 0.75}, 1.0, 2.0)]
    whole = split(form_of([0, 1], [3, 3], rows)).links
    assert (whole.low.tolist(), whole.high.tolist()) == ([4.0, 1.5], [8.0, 1.5])
    mixed = split(form_of([0, 1], [3, 3], rows, whole=[True, False])).links
    assert (mixed.low.tolist(), mixed.high.tolist()) == ([3.0, 1.0], [9.0, 2.0])


def test_a_side_that_is_met_exactly_is_not_moved() -> None:
    """Also where it is large, or not exact in binary."""
    rows = [({0: 1.0, 1: 1.0}, 123_456_789.0, 123_456_789.0), ({0: 0.1, 1: 0.3}, 0.4, 0.7)]
    links = split(form_of([0, 1], [2e8, 2e8], rows)).links
    assert (links.low.tolist(), links.high.tolist()) == ([123_456_789.0, 0.4], [123_456_789.0, 0.7])


@pytest.mark.parametrize("seed", range(20))
def test_moved_sides_let_the_same_points_through(seed: int) -> None:
    """Every point that kept the links keeps them after they were moved."""
    tiny = draw_tiny(seed)
    parts = split(tiny.form)
    for point in tiny.points:
        used = parts.links.columns @ point[parts.link_columns]
        for county in parts.counties:
            used = used + county.links @ point[county.columns]
        assert np.all(used >= parts.links.low - 1e-9)
        assert np.all(used <= parts.links.high + 1e-9)
    assert len(every_point(tiny.form)) == len(tiny.points)


def test_a_row_of_nothing_ties_and_a_county_of_nothing_is_empty() -> None:
    """What no column can keep is not lost, and a county without columns has its number all the same."""
    parts = split(form_of([0, 2], [1, 1], [({}, 1.0, np.inf), ({0: 1.0}, 0.0, 1.0)]))
    assert (parts.links.count, parts.links.low.tolist()) == (1, [1.0])
    assert [len(county.columns) for county in parts.counties] == [1, 0, 1]
