"""What a user waits for at the command line, against what cannot be avoided: imports, and HiGHS's own time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.benchmarks.process import Ran, run_python
from tests.benchmarks.records import Record, failed, record

SECTION = "Commands"
LIMIT = 300.0

HELP = ("-m", "optimizer.commandline", "--help")
CLICK = ("-c", "import click")
SHULAN = ("-m", "optimizer.commandline", "solve", "shulan", "-q")
IMPORTS = ("-c", "import click, pyomo.environ, pyomo.repn.plugins.standard_form, numpy, scipy.sparse, highspy")

INSIDE_HIGHS = """
import json, time
import highspy
spent = 0.0
run = highspy.Highs.run
def timed(self):
    global spent
    start = time.perf_counter()
    try:
        return run(self)
    finally:
        spent += time.perf_counter() - start
highspy.Highs.run = timed
from optimizer.propose import read_clauses, read_region
from optimizer.solving import find
from tests.solver_here import SolverHere
find.SolverProcess = SolverHere
instance = read_region("shulan")
find.find_plan(instance, read_clauses(instance, None))
print(json.dumps({"spent": spent}))
"""
"""Solves Shulan in one process and tells the seconds spent inside HiGHS."""


class FailedError(Exception):
    """A command that did not end well; the message says how."""


def seconds(words: tuple[str, ...]) -> float:
    """Wall seconds of one run of this Python."""
    return _ran(words).wall


def inside_highs() -> float:
    """Wall seconds that HiGHS itself takes for Shulan."""
    return float(_ran(("-c", INSIDE_HIGHS)).told["spent"])


def measure(runs: int) -> Iterator[Record]:
    """Both commands, each in turn with its reference, after one warm-up."""
    yield from _against("allocare --help", lambda: seconds(HELP), "import click", lambda: seconds(CLICK), runs)
    yield from _against(
        "allocare solve shulan",
        lambda: seconds(SHULAN),
        "imports + HiGHS's own time",
        lambda: seconds(IMPORTS) + inside_highs(),
        runs,
    )


def _against(
    name: str, work: Callable[[], float], reference: str, other: Callable[[], float], runs: int
) -> Iterator[Record]:
    try:
        pairs = [(work(), other()) for _ in range(runs + 1)][1:]
    except FailedError as error:
        yield failed(SECTION, "", name, str(error))
        return
    yield record(SECTION, "", name, "wall", "s", [mine for mine, _ in pairs])
    yield record(SECTION, "", name, "to the next row", "×", [mine / its for mine, its in pairs])
    yield record(SECTION, "", reference, "wall", "s", [its for _, its in pairs])


def _ran(words: tuple[str, ...]) -> Ran:
    ran = run_python(words, LIMIT)
    if ran.error:
        raise FailedError(ran.error)
    return ran
