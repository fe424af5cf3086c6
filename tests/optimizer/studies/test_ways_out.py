"""Ways out of planted conflicts: they help, and where a change is said to be the smallest no smaller one does."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from fractions import Fraction

import pytest

from models.clause import BETWEEN, COMPARATORS, Policy
from models.instance import Instance
from optimizer.impossible import DROP, Easing, NoWay, WayOut
from optimizer.studies.scene import Scene
from optimizer.studies.ways_out import ways_out
from tests.builders import clause
from tests.planted_conflicts import plant
from tests.solving_here import solve_here

LONG = 60.0
WAYS = 48


@pytest.mark.parametrize("seed", range(WAYS))
def test_every_way_out_of_a_planted_conflict_helps_and_a_smaller_one_does_not(seed: int) -> None:
    """The ordinary model has a plan under the changes, and where it is said to be the smallest, none a step before."""
    planted = plant(seed)
    scene = Scene(planted.instance, planted.policy, time.monotonic() + LONG)
    (conflict,) = scene.conflicts()
    ways = list(ways_out(scene, conflict, ()))
    assert any(isinstance(way, WayOut) for way in ways)
    for way in ways:
        if isinstance(way, NoWay):
            assert (
                planted.kind == "staff per facility"
                or planted.kind == "rows above cap"
                or planted.kind == "alternatives"
            )
            continue
        (change,) = way.changes
        assert possible(planted.instance, changed(planted.policy, change)), change
        if way.smallest:
            assert not possible(planted.instance, changed(planted.policy, nearer(planted.policy, change))), change


def possible(instance: Instance, chosen: Policy) -> bool:
    """Whether the ordinary model has a plan."""
    return solve_here(instance, chosen).plan is not None


def changed(chosen: Policy, change: Easing) -> Policy:
    """The policy with a change made as a reader of the override would make it."""
    clauses = []
    for one in chosen.clauses:
        if one.id != change.clause:
            clauses.append(one)
        elif change.key != DROP:
            raw = {key: value for key, value in one.raw.items() if not {key, change.key} <= set(COMPARATORS)}
            value = (
                json.loads(change.after.replace("'", '"'), parse_float=str) if change.after[0] == "[" else change.after
            )
            clauses.append(clause(**{**raw, change.key: value}))
        elif any(other.partner == one.id for other in chosen.clauses):
            clauses = [replace(other, partner=None) for other in clauses]
    kept = {one.id for one in clauses}
    return replace(chosen, clauses=tuple(one if one.partner in kept else replace(one, partner=None) for one in clauses))


def nearer(chosen: Policy, change: Easing) -> Easing:
    """The same change a step shorter; an exactly as what it accepts on the way there."""
    one = next(each for each in chosen.clauses if each.id == change.clause)
    low, high = (ends(change.after)[0], ends(change.after)[-1])
    step = Fraction(1) if not one.raw.get("per") else Fraction(1, 1000)
    after = [str(float(low + (step if low < one.value else 0))), str(float(high - (step if high > one.upper else 0)))]
    if change.key in ("at_least", "at_most"):
        return replace(change, after=after[0] if low < one.value else after[1])
    return replace(
        change,
        key=BETWEEN,
        after=f"[{min(float(after[0]), float(one.value))}, {max(float(after[1]), float(one.upper))}]",
    )


def ends(text: str) -> list[Fraction]:
    """One number, or the two of a between."""
    return [Fraction(part.strip()) for part in text.strip("[]").split(",")]
