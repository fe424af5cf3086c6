"""How a cap on the spread of rates reads: times the lowest rate, and units per base above that."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from optimizer.reporting.clause_sections import print_clauses, print_unmet
from optimizer.reporting.files import write_plan
from optimizer.verifying.verified import verify
from tests.builders import clause, plan, policy, region
from tests.optimizer.reporting import samples


def told(folder: Path, beds: Mapping[str, int], lang: str, **keys: Any) -> str:
    """What is printed of one clause about two counties of 1000 and 2000 people with so many beds."""
    instance = region(
        areas=[{"area": "A", "name": "甲县", "residents": 1000}, {"area": "B", "name": "乙县", "residents": 2000}],
        facilities=[{"facility": f"H{name}", "area": name} for name in "AB"],
        resources=[{"resource": "beds", "name": "床位", "name_en": "beds", "unit": "张"}],
        stock={(f"H{name}", "beds"): count for name, count in beds.items()},
    )
    object.__setattr__(
        instance.vocabulary,
        "names",
        {"column": {"residents": ("常住人口", "residents")}, "unit": {"beds": ("张", "beds")}},
    )
    write_plan(folder, instance, plan(instance))
    sentence = clause(**{"require": "beds", "spread_at_most": "1.5", "per": "1000 residents", **keys})
    verified = verify(instance, policy(sentence), folder / "plan.csv")
    console, stream = samples.recorder(200)
    print_clauses(verified, lang, console)
    print_unmet(verified, lang, console)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("lang", "row"),
    [
        ("en", "- whole region: required ≤ 1.5 times, attained 3, over by 3 beds per 1000 residents (A 6, B 2)."),
        ("zh", "- 全域：要求 ≤ 1.5 倍，达到 3，超 每1000常住人口 3 张（A 6, B 2）。"),
    ],
)
def test_what_is_over_is_a_rate(tmp_path: Path, lang: str, row: str) -> None:
    """Six beds per thousand are three above one and a half times two."""
    assert row in told(tmp_path, {"A": 6, "B": 4}, lang)


def test_a_spread_that_is_kept_says_between_which_ends(tmp_path: Path) -> None:
    """The areas with the highest and the lowest rate stand beside the result."""
    text = told(tmp_path, {"A": 3, "B": 4}, "en")
    assert "met (A 3, B 2)" in text
    assert "≤ 1.5 times" in text
    assert "1.5  met" in text


def test_nothing_somewhere_is_endless(tmp_path: Path) -> None:
    """No number of times nothing is something; what is over stays finite."""
    text = told(tmp_path, {"A": 6, "B": 0}, "en")
    assert "attained ∞, over by 6 beds per 1000 residents (A 6, B 0)." in text


def test_a_reference_differs_by_a_rate(tmp_path: Path) -> None:
    """A reference is printed with the same unit."""
    assert "differs by 3 beds per 1000 residents" in told(tmp_path, {"A": 6, "B": 4}, "en", nature="reference")
