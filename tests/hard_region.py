"""A small region whose optimum nobody proves soon: several sums over overlapping halves of its facilities must be hit.

Plans are easy to find, so it shows what happens when a solve is cut short.
"""

from __future__ import annotations

import random
from pathlib import Path

FACILITIES, SUMS = 50, 7


def write_hard_region(folder: Path) -> Path:
    """Write the instance into a folder and return it."""
    dice = random.Random(1)
    (folder / "policies").mkdir(parents=True)
    (folder / "instance.toml").write_text('title = "hard"\npolicy = "sums"\n', encoding="utf-8")
    (folder / "areas.csv").write_text("area,name,level\nC,C,county\n", encoding="utf-8")
    (folder / "resources.csv").write_text(
        "resource,name,unit,capital_cost,annual_cost\nbeds,beds,bed,1,1\n", encoding="utf-8"
    )
    halves = [f"half{number}" for number in range(SUMS)]
    facilities = ["facility,name,area,type," + ",".join(halves)]
    stock = ["facility,resource,current,max,capital_cost"]
    for number in range(FACILITIES):
        sides = ",".join(dice.choice(["yes", "no"]) for _ in halves)
        facilities.append(f"F{number},F{number},C,hospital,{sides}")
        stock.append(f"F{number},beds,0,1,{dice.randint(100_000, 999_999)}")
    (folder / "facilities.csv").write_text("\n".join(facilities) + "\n", encoding="utf-8")
    (folder / "stock.csv").write_text("\n".join(stock) + "\n", encoding="utf-8")
    clauses = ['policy = "sums"\ntitle = "sums to be hit"\n']
    for half in halves:
        target = dice.randint(FACILITIES * 100_000, FACILITIES * 200_000)
        clauses.append(
            f'[[clause]]\nid = "{half}"\nname = "{half}"\nrequire = "capital_cost"\nabout = {target}\n'
            f'where = "{half}=yes"\nin = "county"\nnature = "anticipated"\n'
        )
    (folder / "policies" / "sums.toml").write_text("\n".join(clauses), encoding="utf-8")
    return folder
