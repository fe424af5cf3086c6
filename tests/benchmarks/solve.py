"""A whole proposal of one region, in a process of its own: ``python -m tests.benchmarks.solve FOLDER``.

Prints one line of JSON: wall seconds of each stage (those of the outcome, and of writing the plan, re-checking it and
writing the report), the goals with their values and proven bounds, and what was known at each moment
(``[seconds, goal, plan, bound]``).
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from optimizer import propose as proposing
from optimizer.solving.find import SolveOptions

OWN = {"write_plan": "write", "_verify_again": "verify", "write_report_files": "report"}
"""Steps of the main path that an outcome does not time itself → what they are called here."""


def measure(
    folder: Path, policy: str | None, options: SolveOptions, output: Path, until: str | None = None
) -> dict[str, Any]:
    """The figures of one proposal, its goals improved up to ``until``."""
    seconds: dict[str, float] = {}
    for name, stage in OWN.items():
        if hasattr(proposing, name):
            setattr(proposing, name, _timed(getattr(proposing, name), stage, seconds))
    begun = time.perf_counter()
    history: list[tuple[float, str, float | None, float | None]] = []

    def watch(goal: str, value: float | None, bound: float | None) -> None:
        history.append((time.perf_counter() - begun, goal, value, bound))

    proposal = proposing.propose(str(folder), policy, options=options, output=output, watch=watch, until=until)
    outcome = proposal.outcome
    return {
        "total": time.perf_counter() - begun,
        "seconds": {**outcome.seconds, **seconds},
        "goals": [[goal.goal, goal.value, goal.bound] for goal in outcome.goals],
        "status": outcome.status.value,
        "stop": outcome.stop.value,
        "method": outcome.method,
        "verified": proposal.verified is not None and proposal.verified.judgement.holds,
        "history": history,
    }


def _timed(work: Callable[..., Any], stage: str, seconds: dict[str, float]) -> Callable[..., Any]:
    def measured(*given: Any, **named: Any) -> Any:
        start = time.perf_counter()
        try:
            return work(*given, **named)
        finally:
            seconds[stage] = seconds.get(stage, 0.0) + time.perf_counter() - start

    return measured


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.solve")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--policy")
    parser.add_argument("--method", default="auto")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--limit", type=float)
    parser.add_argument("--until", help="the last goal to be improved")
    asked = parser.parse_args()
    options = SolveOptions(time_limit=asked.limit, threads=asked.threads, method=asked.method)
    with tempfile.TemporaryDirectory() as output:
        print(json.dumps(measure(asked.folder, asked.policy, options, Path(output) / "result", asked.until)))


if __name__ == "__main__":
    main()
