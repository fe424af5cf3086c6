"""Regions that are infeasible or short in a way that can be checked by hand, explained in this process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from optimizer.solving.find import SolveOptions
from optimizer.studies import explain as study
from optimizer.studies import why_impossible
from tests.small_region import one_by_one

EXACT = SolveOptions(gap=1e-9)
RIVALS: Sequence[Mapping[str, object]] = (
    {"id": "FLOOR", "at_least": 15},
    {"id": "CAP", "at_most": 14, "areas": "area=B"},
)
SHORT: Sequence[Mapping[str, object]] = (
    {"id": "CAP", "at_most": 25, "in": "region"},
    {"id": "MANY", "at_least": 20, "areas": "area=A", "nature": "anticipated"},
    {"id": "STAFF", "require": "nurses", "at_least": 10, "nature": "anticipated"},
)


def here(_: float, work: Any, *args: object, **named: object) -> Iterator[object]:
    """In place of ``aside``: the same work in this process."""
    yield from work(*args, **named)


def each_here(_: float, work: Any, several: Sequence[tuple[Any, ...]]) -> Iterator[object]:
    """In place of ``side_by_side``: one after the other."""
    for args in several:
        yield from work(*args)


@contextmanager
def in_this_process() -> Iterator[pytest.MonkeyPatch]:
    """Explanations start no other processes but for the solve."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(why_impossible, "run_trials", one_by_one)
        patch.setattr(why_impossible, "aside", here)
        patch.setattr(study, "side_by_side", each_here)
        yield patch
