"""Measures what a user waits for, as ratios against a reference in the same run: ``python -m tests.benchmarks.run``.

Each figure is the median of several runs with its spread (least … most). Absolute seconds drift with the machine; the
ratios are what to compare.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from models.assemble import assemble
from models.program import build_program, standard_form
from optimizer.solving.messages import Job
from optimizer.solving.model import new_solver
from optimizer.verifying.judge import judge
from tests.benchmarks.big_region import big_region
from tests.builders import plan

RUNS = 5


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(name: str, work: Callable[[], object], reference: str, other: Callable[[], object]) -> None:
    """Time both in turn, after one warm-up each, and print the ratio with its spread."""
    pairs = [(seconds(work), seconds(other)) for _ in range(RUNS + 1)][1:]
    ratios = [mine / theirs for mine, theirs in pairs]
    median = statistics.median(mine for mine, _ in pairs)
    spread = f"{min(ratios):.2f} … {max(ratios):.2f}"
    print(f"{name:<34} {median:7.3f} s   {statistics.median(ratios):7.2f} × {reference}  ({spread})")


def process(*words: str) -> Callable[[], object]:
    """A call that runs this Python with these words."""
    return lambda: subprocess.run([sys.executable, *words], check=True, capture_output=True)


def measure_size(counties: int) -> None:
    """The stages of a province with that many counties of 100 facilities, against handing the arrays to the solver."""
    instance, policy = big_region(counties, 100)
    assembly = assemble(instance, policy)
    model = build_program(assembly.system)
    form = standard_form(assembly.system, model)
    job = Job(replace(form, goals=()), (), np.array(assembly.plan_columns), 1e-4, 60.0, 1, 0)
    today = plan(instance)
    stages: dict[str, Callable[[], object]] = {
        "clauses → rows": lambda: assemble(instance, policy),
        "rows → Pyomo": lambda: build_program(assembly.system),
        "Pyomo → arrays": lambda: standard_form(assembly.system, model),
        "exact re-check": lambda: judge(instance, policy, today),
    }
    for stage, work in stages.items():
        compare(f"{counties} × 100: {stage}", work, "passModel", lambda: new_solver(job))


def main() -> None:
    """Print every figure."""
    compare(
        "allocare --help",
        process("-m", "optimizer.commandline", "--help"),
        'python -c "import click"',
        process("-c", "import click"),
    )
    compare(
        "allocare solve shulan",
        process("-m", "optimizer.commandline", "solve", "shulan", "-q"),
        'python -c "import pyomo.environ, highspy, pandas"',
        process("-c", "import pyomo.environ, highspy, pandas"),
    )
    for counties in (10, 40):
        measure_size(counties)


if __name__ == "__main__":
    main()
