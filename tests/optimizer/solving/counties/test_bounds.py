"""What prices prove, against trying every point of tiny models."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import numpy as np
import pytest

from models.split import Split, split
from models.standard import Floats, StandardForm
from optimizer.solving.counties.fairness import KEPT, keep_links
from optimizer.solving.counties.master import honest, part_of_links
from optimizer.solving.counties.search import Aim, Proof, Search
from tests.optimizer.solving.counties.tiny_models import Tiny, draw_tiny, every_point

SEEDS = range(30)
A_DAY = 86_400.0


@contextmanager
def searching(form: StandardForm) -> Iterator[Search]:
    """A search over the parts of a model with one thread."""
    with ThreadPoolExecutor(1) as crew:
        yield Search(form, split(form), 0, True, crew, np.inf)


def aim_of(tiny: Tiny, parts: Split) -> Aim:
    """The goal of a tiny model by county."""
    return Aim([tiny.cost[county.columns] for county in parts.counties], tiny.cost[parts.link_columns], parts.links)


def draw_prices(seed: int, parts: Split) -> Floats:
    """Prices that point to sides that the links have."""
    dice = random.Random(f"prices {seed}")
    return honest(parts.links, np.array([dice.choice([-2.5, -1, 0, 0.7, 3]) for _ in range(parts.links.count)]))


def proof_of(search: Search, aim: Aim, prices: Floats) -> Proof:
    """What the counties' answers under some prices prove."""
    answers = search.ask(aim.costs, prices, np.zeros(search.count))
    each = np.array([answer.bound for answer in answers])
    return Proof(prices, each, float(each.sum()) + part_of_links(aim.links, aim.link_cost, prices))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_prices_prove_more_than_is_true(seed: int) -> None:
    """Whatever the prices, the bound is not above the best point; each county's is its own best, found by trying."""
    tiny = draw_tiny(seed)
    parts = split(tiny.form)
    aim, prices = aim_of(tiny, parts), draw_prices(seed, parts)
    with searching(tiny.form) as search:
        proof = proof_of(search, aim, prices)
    assert proof.bound <= min(tiny.values()) + 1e-7
    for county, cost, bound in zip(parts.counties, aim.costs, proof.each, strict=True):
        reduced = cost - county.links.T @ prices
        assert bound == pytest.approx(min(float(reduced @ point) for point in every_point(county.form)), abs=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_limit_leaves_every_plan_that_is_looked_for(seed: int) -> None:
    """No point at or below the limit of a goal is outside what its counties still look for."""
    tiny = draw_tiny(seed)
    parts = split(tiny.form)
    aim = aim_of(tiny, parts)
    with searching(tiny.form) as search:
        proof = proof_of(search, aim, draw_prices(seed, parts))
        for limit in sorted(set(tiny.values()))[:4]:
            search.keep_to("goal", aim, limit, proof)
            for point, value in zip(tiny.points, tiny.values(), strict=True):
                parted = zip(search.blocks, parts.counties, strict=True)
                keeps = all(block.keeps_limits(point[county.columns]) for block, county in parted)
                assert keeps or value > limit, (point, value, limit)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_held_goal_leaves_its_best_plans(seed: int) -> None:
    """After a goal is held at its best value, answers about another goal still bound the plans that are left."""
    tiny = draw_tiny(seed)
    parts = split(tiny.form)
    dice = random.Random(f"another {seed}")
    other = np.array([float(dice.randint(-3, 3)) for _ in tiny.cost])
    best = min(tiny.values())
    left = [point for point, value in zip(tiny.points, tiny.values(), strict=True) if value <= best]
    with searching(tiny.form) as search:
        aim = aim_of(tiny, parts)
        search.hold("goal", aim, best, proof_of(search, aim, draw_prices(seed, parts)))
        after = Aim([other[c.columns] for c in parts.counties], other[parts.link_columns], search.links)
        prices = np.append(draw_prices(seed + 1, parts), -dice.choice([0.0, 0.5, 2.0]))
        assert proof_of(search, after, prices).bound <= min(float(other @ point) for point in left) + 1e-5


@pytest.mark.parametrize("seed", SEEDS)
def test_an_improved_goal_is_bounded_on_both_sides(seed: int) -> None:
    """What the search ends with encloses the best value, and its plan is one of those that keep every row."""
    tiny = draw_tiny(seed)
    parts = split(tiny.form)
    best = min(tiny.values())
    with searching(tiny.form) as search:
        begun = keep_links(search)
        assert not begun.impossible
        assert begun.bound <= KEPT
        if begun.whole is None or begun.value > KEPT:
            return  # no plan by counties: nothing was claimed
        found = search.improve(aim_of(tiny, parts), np.zeros(parts.links.count), lambda _: 1e-9, known=begun.whole)
        assert found.whole is not None
        assert min(found.bound, found.value) - 1e-6 <= best <= found.value + 1e-6
        point = np.zeros(len(tiny.cost))
        for county, own in zip(parts.counties, found.whole.points, strict=True):
            point[county.columns] = own
        point[parts.link_columns] = np.rint(found.whole.links)
        assert any(np.array_equal(point, each) for each in tiny.points)


def test_most_tiny_models_get_a_plan() -> None:
    """The way through the links is found for nearly all of them, so that the tests above say something."""
    got = 0
    for seed in SEEDS:
        with searching(draw_tiny(seed).form) as search:
            got += keep_links(search).value <= KEPT
    assert got >= 0.7 * len(SEEDS)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_no_point_keeps_is_not_called_kept(seed: int) -> None:
    """With the links moved out of reach there is a proof that they cannot be kept, or no answer, but never a plan."""
    tiny = draw_tiny(seed)
    form = tiny.form
    tying = len(form.row_low) - 1
    form.row_low[tying], form.row_high[tying] = 1000.0, np.inf
    with searching(form) as search:
        found = keep_links(search)
    assert found.value > KEPT
    assert found.impossible or found.bound > KEPT
