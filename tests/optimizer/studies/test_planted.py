"""Conflicts planted into random regions, as ``solve`` and ``explain`` tell them: found, minimal, confirmed."""

from __future__ import annotations

from collections import Counter

import pytest

from models.clause import Policy
from models.instance import Instance
from optimizer.impossible import Conflict
from optimizer.studies.why_impossible import Described, find_conflicts
from tests.planted_conflicts import KINDS, plant, single_rows
from tests.solving_here import solve_here

CASES = 208
LONG = 60.0


def possible(instance: Instance, chosen: Policy) -> bool:
    """Whether the ordinary model has a plan, which is another model than the one that finds conflicts."""
    return solve_here(instance, chosen).plan is not None


def told(instance: Instance, chosen: Policy) -> Conflict:
    """The first conflict, as it is told first."""
    first = next(find_conflicts(instance, chosen, None, LONG))
    assert isinstance(first, Described)
    return first.conflict


def test_the_cases_are_two_hundred_and_more_of_every_kind() -> None:
    """Eight kinds, equally often."""
    assert set(Counter(plant(seed).kind for seed in range(CASES)).values()) == {CASES // len(KINDS)}
    assert CASES >= 200


@pytest.mark.parametrize("seed", range(CASES))
def test_a_planted_conflict_is_told_and_minimal(seed: int) -> None:
    """The answer lies inside what was planted, cannot hold, and can without any one of its rows."""
    planted = plant(seed)
    conflict = told(planted.instance, planted.policy)
    found = {(row.clause, row.area) for row in conflict.rows}
    assert found
    assert found <= planted.rows, planted.kind
    assert (conflict.confirmed, conflict.minimal) == (True, True)
    assert not possible(planted.instance, single_rows(planted.policy, found))
    together = {"P1", "P2"} if planted.kind == "alternatives" else set()
    for row in found:
        rest = {other for other in found if other != row and not {other[0], row[0]} <= together}
        assert possible(planted.instance, single_rows(planted.policy, rest)), row
