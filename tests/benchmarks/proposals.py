"""Whole proposals: by each method, on one worker and on two, with stages, memory and the proven gap of each goal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.plot import drawing
from tests.benchmarks.process import Ran, run_python
from tests.benchmarks.records import Record, failed, record

SECTION, GAPS, GROWTH = "Proposals (wall seconds)", "Proven gaps", "Growth and workers"
ALONE_LIMIT = 300.0
"""Seconds given to HiGHS alone where it may not come to an end."""

AUTO, WHOLE, COUNTIES = "auto", "whole", "counties"


@dataclass(frozen=True)
class Case:
    """One proposal to measure."""

    size: str
    method: str
    threads: int
    policy: str = "plan"
    limit: float | None = None

    @property
    def subject(self) -> str:
        """How the table names it."""
        workers = "1 worker" if self.threads == 1 else f"{self.threads} workers"
        return ", ".join([self.method, *([self.policy] if self.policy != "plan" else []), workers])

    @property
    def words(self) -> list[str]:
        """The options of the measuring process."""
        limit = [] if self.limit is None else ["--limit", str(self.limit)]
        return ["--method", self.method, "--threads", str(self.threads), "--policy", self.policy, *limit]


def cases(sizes: Mapping[str, Path]) -> Iterator[Case]:
    """What is measured of which size: HiGHS alone on S and M only, one worker against two on M and XL4."""
    for size in sizes:
        if size == "S":
            yield Case(size, AUTO, 2)
        if size in ("S", "M"):
            yield Case(size, WHOLE, 1, limit=ALONE_LIMIT)
            yield Case(size, WHOLE, 1, "plain", limit=ALONE_LIMIT)
            yield Case(size, COUNTIES, 2, "plain")
        if size in ("M", "XL4"):
            yield Case(size, COUNTIES, 1)
        yield Case(size, COUNTIES, 2)
        if size == "china":
            yield Case(size, COUNTIES, 2, "provinces")


def measure(folders: Mapping[str, Path], drawings: Path, limit: float) -> Iterator[Record]:
    """The records of every case, then what follows from several of them."""
    totals: dict[tuple[str, int], float] = {}
    for case in cases(folders):
        ran = run_python(["-m", "tests.benchmarks.solve", str(folders[case.size]), *case.words], limit)
        yield from tabulate(case, ran)
        if ran.told:
            title = f"{case.size}: {case.subject}"
            name = f"{case.size}-{case.method}-{case.policy}-{case.threads}.svg"
            (drawings / name).write_text(drawing(title, map(tuple, ran.told["history"])), encoding="utf-8")
            if (case.method, case.policy) == (COUNTIES, "plan"):
                totals[case.size, case.threads] = ran.told["total"]
    yield from _growth(totals)


def tabulate(case: Case, ran: Ran) -> Iterator[Record]:
    """The records of one proposal."""
    if ran.error:
        yield failed(SECTION, case.size, case.subject, ran.error)
        yield record(SECTION, case.size, case.subject, "wall", "s", [ran.wall])
        yield record(SECTION, case.size, case.subject, "peak", "MiB", [ran.memory])
        return
    told, subject = ran.told, case.subject
    if told["method"] != case.method:
        subject += f" (took {told['method']})"
    for stage, spent in told["seconds"].items():
        yield record(SECTION, case.size, subject, stage, "s", [spent])
    figures = {
        "first goal proven": ("s", first_goal(told)),
        "all goals": ("s", all_goals(told)),
        "wall": ("s", ran.wall),
    }
    figures |= {"cpu": ("s", ran.cpu), "peak": ("MiB", ran.memory), "verified": ("", float(told["verified"]))}
    for figure, (unit, value) in figures.items():
        yield record(SECTION, case.size, subject, figure, unit, [value])
    for goal, value, bound in told["goals"]:
        yield record(GAPS, case.size, subject, goal, "", [gap_of(value, bound)])


def first_goal(told: Mapping[str, Any]) -> float | None:
    """Seconds from the start until the last was heard of the first goal that decides anything."""
    history = told["history"]
    return max((seconds for seconds, goal, _, _ in history if goal == history[0][1]), default=None)


def all_goals(told: Mapping[str, Any]) -> float:
    """Seconds from the start until the last goal was left."""
    return sum(told["seconds"].get(stage, 0.0) for stage in ("read", "compile", "build", "solve", "confirm"))


def gap_of(value: float | None, bound: float | None) -> float | None:
    """The proven relative gap; None for a goal that was not reached."""
    if value is None or bound is None:
        return None
    return max(value - bound, 0.0) / max(abs(value), 1e-12) if value != bound else 0.0


def _growth(totals: Mapping[tuple[str, int], float]) -> Iterator[Record]:
    for size in dict.fromkeys(size for size, _ in totals):
        if (size, 1) in totals and (size, 2) in totals:
            ratio = totals[size, 2] / totals[size, 1]
            yield record(GROWTH, size, "two workers against one", "ratio", "×", [ratio])
    if ("XL4", 2) in totals and ("XL", 2) in totals:
        yield record(GROWTH, "XL", "against XL4", "ratio", "×", [totals["XL", 2] / totals["XL4", 2]])
