"""``allocare sweep`` as its users meet it: exit codes, words, and what is left when it is killed or stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from optimizer import commandline
from optimizer.solving import find
from optimizer.sweeping import cluster
from optimizer.sweeping import sweep as sweep_module
from tests.hard_region import write_hard_region
from tests.optimizer.sweeping.grids import WorkersHere, cells, content, write_sweep
from tests.optimizer.sweeping.pieces import POSIX
from tests.solver_here import SolverHere

Allocare = Callable[..., tuple[int, str, str]]
Begin = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def allocare(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Allocare:
    """Run a command line in this process: exit code, standard output, standard error."""
    monkeypatch.setattr(find, "SolverProcess", SolverHere)
    monkeypatch.setattr(sweep_module, "open_workers", WorkersHere())

    def run(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["allocare", *map(str, words)])
        code = commandline._run()
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def begin() -> Iterator[Begin]:
    """Begin the command in a process of its own, which is ended with the test."""
    begun: list[subprocess.Popen[str]] = []

    def popen(*words: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "optimizer.commandline", *map(str, words)]
        begun.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        return begun[-1]

    yield popen
    for process in begun:
        with process:
            process.kill()


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    """The processes that do its runs."""
    tasks = Path(f"/proc/{process.pid}/task").glob("*/children")
    children = [int(child) for task in tasks for child in task.read_text(encoding="utf-8").split()]
    spawned = "multiprocessing.spawn"
    return [child for child in children if spawned in Path(f"/proc/{child}/cmdline").read_text(encoding="utf-8")]


def wait_for_runs(folder: Path, count: int, begun: subprocess.Popen[str]) -> None:
    """Wait until so many runs are done."""
    end = time.monotonic() + 60
    while len(list((folder / "runs").glob("*"))) < count:
        assert begun.poll() is None, begun.communicate()
        assert time.monotonic() < end
        time.sleep(0.02)


def durations(folder: Path) -> dict[str, bytes]:
    """How long each run of a sweep took, which no other run would take to the millisecond."""
    return {each.parent.name: each.read_bytes() for each in (folder / "runs").glob("*/timing.json")}


def test_the_answer_says_what_tells_the_runs_apart_and_where_they_are(tmp_path: Path, allocare: Allocare) -> None:
    """In both languages; with ``-q`` the end alone, with ``--json`` one document."""
    path = write_sweep(tmp_path, {"name": "as it is"}, {"name": "free", "drop": ["MIN"]}, budgets=[300])
    code, out, _ = allocare("sweep", path, "-o", tmp_path / "out", "--lang", "en")
    assert code == 0
    assert "as it is" in out
    assert "infeasible" in out
    assert "2 runs: 2 with a result (0 of them from before), 0 failed, 0 not run" in out
    assert "budget" not in out
    code, out, _ = allocare("sweep", path, "-o", tmp_path / "out", "--lang", "zh", "-q")
    assert out.startswith("共 2 次，其中 2 次有结果（2 次先前已完成）")
    code, out, _ = allocare("sweep", path, "-o", tmp_path / "out", "--json")
    assert json.loads(out)["found"] == 2


def test_what_cannot_be_begun_is_refused_before_anything_is_written(tmp_path: Path, allocare: Allocare) -> None:
    """All problems with exit code 3, a contradiction of options with 2."""
    path = write_sweep(tmp_path, instances=["small", "smal"], policies=["smal"])
    code, out, err = allocare("sweep", path, "-o", tmp_path / "out")
    assert (code, out) == (3, "")
    assert err.count("sweep.toml, row") == 2
    assert not (tmp_path / "out").exists()
    code, _, err = allocare("sweep", path, "-o", tmp_path / "out", "--jobs", "2", "--scheduler", "tcp://localhost:1")
    assert code == 2


def test_without_dask_a_scheduler_is_a_usage_error(
    tmp_path: Path, allocare: Allocare, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message says what to install."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.setattr(sweep_module, "open_workers", lambda address, *_: cluster.Cluster(address))
    path = write_sweep(tmp_path)
    code, _, err = allocare("sweep", path, "-o", tmp_path / "out", "--scheduler", "tcp://localhost:1")
    assert code == 2
    assert "pip install allocare[cluster]" in err


@POSIX
def test_a_sweep_that_was_killed_goes_on_and_ends_with_the_same_bytes(
    tmp_path: Path, allocare: Allocare, begin: Begin
) -> None:
    """Nothing that is done is done again: its durations are those of the first time."""
    path = write_sweep(tmp_path, budgets=[400, 600, "none"])
    assert allocare("sweep", path, "-o", tmp_path / "whole")[0] == 0
    words = ("sweep", path, "--jobs", "1", "--json", "-o")
    killed = begin(*words, tmp_path / "out")
    wait_for_runs(tmp_path / "out", 1, killed)
    killed.kill()
    killed.communicate()
    before = durations(tmp_path / "out")
    again = begin(*words, tmp_path / "out")
    out, _ = again.communicate()
    assert again.returncode == 0
    assert 1 <= json.loads(out)["found"] < 3
    assert content(tmp_path / "out") == content(tmp_path / "whole")
    after = durations(tmp_path / "out")
    assert before.items() <= after.items()


@POSIX
def test_ctrl_c_ends_what_runs_and_tells_what_is_done(tmp_path: Path, begin: Begin) -> None:
    """A run that takes for ever is ended with its solver; the table says what was not run."""
    write_hard_region(tmp_path / "hard")
    path = write_sweep(tmp_path, instances=["small", "hard"], budgets=["none"], gap=0)
    begun = begin("sweep", path, "--jobs", "1", "--lang", "en", "-o", tmp_path / "out")
    wait_for_runs(tmp_path / "out", 1, begun)
    begun.send_signal(signal.SIGINT)
    out, err = begun.communicate(timeout=60)
    assert begun.returncode == 130
    assert "Interrupted" in out
    assert err == ""
    assert [row["status"] for row in cells(tmp_path / "out" / "runs.csv")] == ["optimal", "not_run"]
    assert {each.name for each in (tmp_path / "out").iterdir()} == {"runs", "runs.csv", "counties.csv"}


def test_the_time_limit_leaves_the_rest_for_the_next_time(tmp_path: Path, begin: Begin) -> None:
    """With exit code 5, and the words that the time was over."""
    write_hard_region(tmp_path / "hard")
    path = write_sweep(tmp_path, instances=["hard"], budgets=["none"], gap=0)
    begun = begin("sweep", path, "--time-limit", "0.2", "--json", "-o", tmp_path / "out")
    out, _ = begun.communicate(timeout=60)
    assert begun.returncode == 5
    document = json.loads(out)
    assert document["time_limit_reached"]
    assert [one["status"] for one in document["runs"]] == ["not_run"]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are found in /proc")
def test_a_run_whose_process_is_killed_is_done_again(tmp_path: Path, begin: Begin) -> None:
    """Whoever kills a worker only costs time."""
    path = write_sweep(tmp_path, budgets=["none", 800])
    begun = begin("sweep", path, "--jobs", "1", "--json", "-o", tmp_path / "out")
    wait_for_runs(tmp_path / "out", 1, begun)
    (worker,) = workers_of(begun)
    os.kill(worker, signal.SIGKILL)
    out, _ = begun.communicate(timeout=60)
    assert begun.returncode == 0
    assert {one["status"] for one in json.loads(out)["runs"]} == {"optimal"}
