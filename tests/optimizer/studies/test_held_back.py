"""What holds back clauses that are short, in regions that can be checked by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import pytest

from optimizer.impossible import Fact
from optimizer.studies.explain import Explanation, explain
from optimizer.studies.held_back import Holder
from tests.explaining import EXACT, SHORT, in_this_process
from tests.small_region import write_small_region


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[pytest.MonkeyPatch]:
    """Work in this process."""
    with in_this_process() as patch:
        yield patch


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory, quick: pytest.MonkeyPatch) -> Explanation:  # noqa: ARG001 - first
    """A target that a cap holds back, and one that the nurses there are hold back."""
    return explain(str(write_small_region(tmp_path_factory.mktemp("short") / "small", SHORT)), options=EXACT)


def test_a_target_held_back_by_a_cap_names_it_and_what_it_would_give(short: Explanation) -> None:
    """25 beds in all less the ten that stay in the other county leave 15 of 20; without the cap none is missing."""
    found = next(one for one in short.short if one.row.clause == "MANY")
    assert (found.row.short, found.least) == (5, 5)
    assert found.held_by == (Holder("CAP", True, Fraction(0)),)
    assert found.facts == (Fact("HB", "beds", "keep", 10),)


def test_a_target_held_back_by_the_stock_alone_names_the_bound(short: Explanation) -> None:
    """Eight nurses are the most there can be, ten are asked for."""
    found = next(one for one in short.short if one.row.clause == "STAFF")
    assert (found.row.area, found.row.short, found.least, found.held_by) == ("A", 2, 2, ())
    assert found.facts == (Fact("HA", "nurses", "max", 8),)
    assert short.complete


def test_a_target_that_lost_to_a_rival_names_the_rival_and_the_cap(tmp_path: Path) -> None:
    """Both counties want 20 beds, 30 are allowed in all: each could have them, but then the other could not."""
    rules: Sequence[Mapping[str, object]] = (
        {"id": "CAP", "at_most": 30, "in": "region"},
        {"id": "ONE", "at_least": 20, "areas": "area=A", "nature": "anticipated"},
        {"id": "TWO", "at_least": 20, "areas": "area=B", "nature": "anticipated"},
    )
    told = explain(str(write_small_region(tmp_path / "small", rules)), options=EXACT)
    assert sum(one.row.short or 0 for one in told.short) == 10
    for found in told.short:
        other = "TWO" if found.row.clause == "ONE" else "ONE"
        assert found.least == 0
        assert found.held_by == (Holder(other, False, soft=True), Holder("CAP", True, soft=True))
