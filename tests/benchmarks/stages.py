"""Our own stages on one region, in a process of its own: ``python -m tests.benchmarks.stages FOLDER [--policy NAME]``.

Prints one line of JSON: CPU and wall seconds to read the region, to turn its clauses into rows (compile), to make the
Pyomo model of them, a county at a time, and its arrays (build), to hand these to HiGHS (transfer), and to re-check a
plan exactly (verify; today's stock stands in for a plan); the peak memory after each, and the size of the model.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from models.assemble import assemble
from models.program import solver_form
from optimizer.propose import read_clauses, read_region
from optimizer.reading.overrides import Overrides
from optimizer.solving.messages import Job
from optimizer.solving.model import new_solver
from optimizer.verifying.judge import judge
from tests.benchmarks.counties import invented
from tests.benchmarks.process import peak
from tests.benchmarks.provinces import write_region
from tests.builders import plan

STAGES = ("read", "compile", "build", "transfer", "verify")


class Stages:
    """Seconds and peak memory by stage."""

    def __init__(self) -> None:
        self.told: dict[str, Any] = {}

    def __call__(self, name: str, work: Callable[[], Any]) -> Any:
        """Do the work of a stage and note what it took."""
        cpu, wall = time.process_time(), time.perf_counter()
        made = work()
        seconds = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
        self.told[name] = {**seconds, "peak": peak()}
        return made


def measure(folder: Path, policy_name: str | None) -> dict[str, Any]:
    """The figures of every stage."""
    stage = Stages()
    instance, policy = stage("read", lambda: _read(folder, policy_name))
    assembly = stage("compile", lambda: assemble(instance, policy))
    form = stage("build", lambda: solver_form(assembly.system))
    stage("transfer", lambda: new_solver(Job(form, (), assembly.plan_places, 1e-4, 60.0, 1, 0)))
    stage("verify", lambda: judge(instance, policy, plan(instance)))
    return {**stage.told, **form.size, "peak": peak()}


def _read(folder: Path, policy_name: str | None) -> Any:
    instance = read_region(str(folder))
    return instance, read_clauses(instance, policy_name, Overrides())


def warm_up() -> None:
    """All stages on a tiny region, so that what is loaded when first used is not measured."""
    with tempfile.TemporaryDirectory() as name:
        write_region(invented(2, seed=1), 8, Path(name), seed=1)
        measure(Path(name), None)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.stages")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--policy")
    asked = parser.parse_args()
    warm_up()
    before = peak()
    print(json.dumps({**measure(asked.folder, asked.policy), "before": before}))


if __name__ == "__main__":
    main()
