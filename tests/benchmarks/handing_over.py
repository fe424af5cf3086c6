"""Clauses to a model inside HiGHS: our stages and the rivals', each in a process of its own, as ratios of one run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.process import Ran, run_python
from tests.benchmarks.records import Record, failed, record
from tests.benchmarks.rivals.__main__ import MODULES
from tests.benchmarks.stages import STAGES

SECTION = "Handing over (CPU seconds)"
OURS = "allocare"
SMALL = ("S", "M")
RUNS = 5
"""How often a small size is measured."""

FAST = 7
"""The notes' fast path of Pyomo costs a seventh of rule functions with appsi_highs."""

MODEL = ("compile", "build", "transfer")


def measure(size: str, folder: Path, limit: float) -> Iterator[Record]:
    """Our figures and every rival's. In each round everybody runs once, so that all share what the machine does."""
    subjects = {OURS: ["tests.benchmarks.stages"], **{name: ["tests.benchmarks.rivals", name] for name in MODULES}}
    gone: dict[str, str] = {}
    found: dict[str, list[Ran]] = {name: [] for name in subjects}
    for _ in range(RUNS if size in SMALL else 1):
        for name, words in subjects.items():
            if name in gone:
                continue
            ran = run_python(["-m", *words, str(folder)], limit)
            if ran.error:
                gone[name] = ran.error
            else:
                found[name].append(ran)
    yield from tabulate(size, {name: [ran.told for ran in runs] for name, runs in found.items()}, gone)


def tabulate(size: str, told: Mapping[str, Sequence[Mapping[str, Any]]], gone: Mapping[str, str]) -> Iterator[Record]:
    """The records of what each subject told in each round."""
    totals = {name: [_model_seconds(each) for each in rounds] for name, rounds in told.items()}
    for name, rounds in told.items():
        if name in gone:
            yield failed(SECTION, size, name, gone[name])
        if not rounds:
            continue
        for stage in STAGES:
            if stage in rounds[0]:
                yield record(SECTION, size, name, stage, "s", [each[stage]["cpu"] for each in rounds])
        yield record(SECTION, size, name, "model", "s", totals[name])
        each_nonzero = [1e6 * model / each["nonzeros"] for model, each in zip(totals[name], rounds, strict=True)]
        yield record(SECTION, size, name, "model per nonzero", "µs", each_nonzero)
        yield from _ratios(size, name, totals)
        yield record(SECTION, size, name, "peak", "MiB", [each["peak"] for each in rounds])
        yield record(SECTION, size, name, "of which before", "MiB", [each["before"] for each in rounds])
        for count in ("rows", "columns", "nonzeros"):
            yield record(SECTION, size, name, count, "", [each[count] for each in rounds])


def _model_seconds(told: Mapping[str, Any]) -> float:
    """Compile + build + transfer; rivals have no compile of their own, it is part of what they build."""
    return sum(told[stage]["cpu"] for stage in MODEL if stage in told)


def _ratios(size: str, name: str, totals: Mapping[str, Sequence[float]]) -> Iterator[Record]:
    """Against the bare arrays, the fast idioms of Pyomo and a seventh of its rule functions, round by round."""
    references = {
        "to the bare arrays": totals.get("arrays", []),
        "to pyomo-fast": totals.get("pyomo-fast", []),
        "to a seventh of pyomo-rules": [seconds / FAST for seconds in totals.get("pyomo-rules", [])],
    }
    for figure, reference in references.items():
        ratios = [mine / its for mine, its in zip(totals[name], reference, strict=False) if its]
        if ratios:
            yield record(SECTION, size, name, figure, "×", ratios)
