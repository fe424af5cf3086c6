"""Order is not data: shuffling the rows of every file, and the clauses of the policy, changes nothing."""

from __future__ import annotations

import random
import re
import shutil
from pathlib import Path

import pytest

from optimizer.interface import solve
from optimizer.reading.shipped import shipped_instances, shipped_policies


def shuffled_copy(target: Path, seed: int) -> Path:
    """Shulan with its own copy of its policy, all rows and clauses in another order."""
    dice = random.Random(seed)
    shutil.copytree(shipped_instances()["shulan"], target)
    for table in target.glob("*.csv"):
        header, *rows = table.read_text(encoding="utf-8").splitlines()
        dice.shuffle(rows)
        table.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    head, *clauses = re.split(r"(?=^\[\[clause\]\])", shipped_policies()["shulan-145"].read_text("utf-8"), flags=re.M)
    dice.shuffle(clauses)
    (target / "policies").mkdir()
    (target / "policies" / "shulan-145.toml").write_text(head + "\n".join(clauses), encoding="utf-8")
    return target


@pytest.mark.parametrize("seed", [1, 2])
def test_shuffled_files_give_the_same_plan(tmp_path: Path, seed: int) -> None:
    """A shuffled copy of Shulan has the same plan, goals and counties as the shipped one."""
    one, other = solve("shulan"), solve(str(shuffled_copy(tmp_path / "copy", seed)))
    assert other.plan.equals(one.plan)
    assert other.summary["goals"] == one.summary["goals"]
    assert other.counties.equals(one.counties)
