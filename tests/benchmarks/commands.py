"""What a user waits for at the command line, against what cannot be avoided: imports, and HiGHS's own time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from tests.benchmarks.process import Ran, run_python
from tests.benchmarks.records import Record, failed, record

SECTION = "Commands"
LIMIT = 300.0

HELP = ("-m", "optimizer.commandline", "--help")
CLICK = ("-c", "import click")
SHULAN = ("-m", "optimizer.commandline", "solve", "shulan", "-q")
IMPORTS = (
    "-c",
    "import click, pyomo.environ, pyomo.repn.plugins.standard_form, numpy, scipy.sparse, highspy, rich.console",
)

INSIDE_HIGHS = """
import json, time
import highspy
wall = cpu = 0.0
run = highspy.Highs.run
def timed(self):
    global wall, cpu
    start, used = time.perf_counter(), time.process_time()
    try:
        return run(self)
    finally:
        wall += time.perf_counter() - start
        cpu += time.process_time() - used
highspy.Highs.run = timed
from optimizer.propose import read_clauses, read_region
from optimizer.solving import find
from tests.solver_here import SolverHere
find.SolverProcess = SolverHere
instance = read_region("shulan")
find.find_plan(instance, read_clauses(instance, None))
print(json.dumps({"wall": wall, "cpu": cpu}))
"""
"""Solves Shulan in one process and tells the seconds spent inside HiGHS."""


class FailedError(Exception):
    """A command that did not end well; the message says how."""


class Seconds(NamedTuple):
    """Seconds by the clock on the wall, and of all processors."""

    wall: float
    cpu: float


def seconds(words: tuple[str, ...]) -> Seconds:
    """What one run of this Python takes."""
    ran = _ran(words)
    return Seconds(ran.wall, ran.cpu)


def imports_and_highs() -> Seconds:
    """What the imports of ``solve`` and HiGHS itself take for Shulan."""
    imports, spent = seconds(IMPORTS), _ran(("-c", INSIDE_HIGHS)).told
    return Seconds(imports.wall + spent["wall"], imports.cpu + spent["cpu"])


def measure(runs: int) -> Iterator[Record]:
    """Both commands, each in turn with its reference, after one warm-up."""
    yield from _against("allocare --help", lambda: seconds(HELP), "import click", lambda: seconds(CLICK), runs)
    shulan, reference = "allocare solve shulan", "imports + HiGHS's own time"
    yield from _against(shulan, lambda: seconds(SHULAN), reference, imports_and_highs, runs)


def _against(
    name: str, work: Callable[[], Seconds], reference: str, other: Callable[[], Seconds], runs: int
) -> Iterator[Record]:
    try:
        pairs = [(work(), other()) for _ in range(runs + 1)][1:]
    except FailedError as error:
        yield failed(SECTION, "", name, str(error))
        return
    for kind in Seconds._fields:
        mine, its = ([getattr(each, kind) for each in side] for side in zip(*pairs, strict=True))
        yield record(SECTION, "", name, kind, "s", mine)
        ratios = [one / another for one, another in zip(mine, its, strict=True)]
        yield record(SECTION, "", name, f"{kind} to the next row", "×", ratios)
        yield record(SECTION, "", reference, kind, "s", its)


def _ran(words: tuple[str, ...]) -> Ran:
    ran = run_python(words, LIMIT)
    if ran.error:
        raise FailedError(ran.error)
    return ran
