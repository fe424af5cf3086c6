"""One rival on one generated region, in a process of its own: ``python -m tests.benchmarks.rivals NAME FOLDER``.

Prints one line of JSON: CPU and wall seconds to build the model and to hand it to HiGHS, the peak memory of the process
with what was there before, and the model's size. ``--solve SECONDS`` also solves it.
"""

from __future__ import annotations

import argparse
import importlib
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benchmarks.counties import invented
from tests.benchmarks.process import peak
from tests.benchmarks.provinces import write_region
from tests.benchmarks.rivals.province import read_province

MODULES = {
    "arrays": "arrays",
    "pyomo-fast": "pyomo_fast",
    "pyomo-rules": "pyomo_rules",
    "linopy": "linopy_model",
    "pulp": "pulp_model",
}
"""Rival → its module here, with ``build(province)`` and ``transfer(model)``."""


def load(name: str) -> Any:
    """The module of a rival; ImportError if its library is not installed."""
    return importlib.import_module(f"tests.benchmarks.rivals.{MODULES[name]}")


def measure(name: str, folder: Path, solve: float | None) -> dict[str, Any]:
    """The figures of one rival."""
    rival = load(name)
    warm_up(rival)
    province = read_province(folder)
    before = peak()
    model, build = _timed(lambda: rival.build(province))
    highs, transfer = _timed(lambda: rival.transfer(model))
    told: dict[str, Any] = {"rival": name, "build": build, "transfer": transfer, "before": before, "peak": peak()}
    told |= {"rows": highs.getNumRow(), "columns": highs.getNumCol(), "nonzeros": highs.getNumNz()}
    return told if solve is None else {**told, "solved": _solved(highs, solve)}


def warm_up(rival: Any) -> None:
    """Build and hand over a tiny region, so that what a library loads when it is first used is not measured."""
    with tempfile.TemporaryDirectory() as folder:
        write_region(invented(2, seed=1), 8, Path(folder), seed=1)
        rival.transfer(rival.build(read_province(Path(folder))))


def _timed(work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    cpu, wall = time.process_time(), time.perf_counter()
    made = work()
    return made, {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}


def _solved(highs: Any, limit: float) -> dict[str, Any]:
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("time_limit", limit)
    highs.setOptionValue("threads", 1)
    _, seconds = _timed(highs.run)
    told = highs.getInfo()
    return {
        "seconds": seconds,
        "value": told.objective_function_value,
        "bound": told.mip_dual_bound,
        "gap": told.mip_gap,
        "status": highs.modelStatusToString(highs.getModelStatus()),
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.rivals")
    parser.add_argument("name", choices=MODULES)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--solve", type=float)
    asked = parser.parse_args()
    print(json.dumps(measure(asked.name, asked.folder, asked.solve)))


if __name__ == "__main__":
    main()
