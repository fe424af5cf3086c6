"""A region of two counties with a hospital each, small enough to price by hand, written as a folder.

A bed costs 100 once and 10 a year; over ten years an added one costs 20 a year, one that stands there 10. Cots cost
nothing. Nurses cannot be added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from optimizer.studies import trials
from optimizer.studies.trials import Trial, TrialAnswer

Task = TypeVar("Task")
Result = TypeVar("Result")

CURRENT_BEDS = 10
BED_CAPITAL, BED_ANNUAL = 100, 10


def write_small_region(
    folder: Path, clauses: Sequence[Mapping[str, object]], goals: Sequence[str] = ("anticipated", "cost")
) -> Path:
    """Write the instance with these clauses as its policy; each is in every county and binding unless it says so."""
    (folder / "policies").mkdir(parents=True)
    files = {
        "instance.toml": 'title = "small"\npolicy = "small"\n',
        "areas.csv": "area,name,level,residents\nA,Alpha,county,1000\nB,Beta,county,1000\n",
        "facilities.csv": "facility,name,area,type\nHA,HA,A,hospital\nHB,HB,B,hospital\n",
        "resources.csv": "resource,name,unit,capital_cost,annual_cost\n"
        f"beds,beds,bed,{BED_CAPITAL},{BED_ANNUAL}\nnurses,nurses,person,0,0\ncots,cots,cot,0,0\n",
        "stock.csv": "facility,resource,current,max\n"
        f"HA,beds,{CURRENT_BEDS},\nHB,beds,{CURRENT_BEDS},\nHA,nurses,8,8\nHB,nurses,10,10\nHA,cots,0,\nHB,cots,0,\n",
        "policies/small.toml": "\n".join(
            ['policy = "small"', 'title = "small"', f"goals = {list(goals)!r}", *(_clause(each) for each in clauses)]
        ),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _clause(keys: Mapping[str, object]) -> str:
    full = {"name": keys["id"], "in": "county", "require": "beds", "nature": "binding", **keys}
    lines = [f"{key} = {value if isinstance(value, int | float) else _quoted(value)}" for key, value in full.items()]
    return "\n".join(["", "[[clause]]", *lines])


def _quoted(value: object) -> str:
    return f'"{value}"'


def one_by_one(asked: Iterable[Trial], **_: object) -> Iterator[TrialAnswer]:
    """In place of ``run_trials``: the same solves in this process, which starts faster than others do."""
    yield from map(trials.run_trial, asked)


def done_here(
    tasks: Iterable[Task], work: Callable[[Task, float | None], Result], *, begin: Callable[[], object], **_: object
) -> Iterator[Result]:
    """In place of ``run_side_by_side``: the same work in this process."""
    begin()
    for task in tasks:
        yield work(task, None)
