"""A real Dask scheduler and two workers on this machine, one of which is killed mid-way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from pathlib import Path

import pytest

from optimizer.problems import InputError
from optimizer.solving import find
from optimizer.sweeping import cluster as cluster_module
from optimizer.sweeping import sweep as sweep_module
from optimizer.sweeping.cluster import Cluster, _pass_on
from optimizer.sweeping.executor import open_workers
from optimizer.sweeping.sweep import sweep
from optimizer.sweeping.sweep_file import read_sweep_file
from optimizer.sweeping.workers import WorkerDiedError
from tests.optimizer.sweeping import pieces
from tests.optimizer.sweeping.grids import WorkersHere, content, write_sweep
from tests.optimizer.sweeping.pieces import POSIX
from tests.solver_here import SolverHere

KilledWorker = pytest.importorskip("distributed").KilledWorker

ROOT = Path(__file__).resolve().parents[3]
HERE = ("--host", "127.0.0.1", "--no-dashboard")
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Start one of Dask's programs; all are ended with the tests."""
    begun: list[subprocess.Popen[bytes]] = []
    folder = tmp_path_factory.mktemp("dask")

    def popen(program: str, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{program}", *words, *HERE]
        paths = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        environment = {**os.environ, "PYTHONPATH": paths}
        with (folder / "log.txt").open("ab") as log:
            begun.append(subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log))
        return begun[-1]

    yield popen
    for process in begun:
        with process:
            process.kill()


@pytest.fixture(scope="module")
def scheduler(start: Start, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a scheduler."""
    file = tmp_path_factory.mktemp("scheduler") / "scheduler.json"
    process = start("dask_scheduler", "--port", "0", "--scheduler-file", str(file))
    end = time.monotonic() + 60
    while not (file.exists() and file.read_text(encoding="utf-8").strip()):
        assert process.poll() is None
        assert time.monotonic() < end
        time.sleep(0.05)
    return str(json.loads(file.read_text(encoding="utf-8"))["address"])


@pytest.fixture
def worker(start: Start, scheduler: str) -> Iterator[Start]:
    """Start a worker of the scheduler, which ends with the test."""
    begun: list[subprocess.Popen[bytes]] = []

    def popen() -> subprocess.Popen[bytes]:
        begun.append(start("dask_worker", scheduler, "--nthreads", "1", "--no-nanny"))
        return begun[-1]

    yield popen
    for process in begun:
        process.kill()
        process.wait()


@POSIX
def test_a_sweep_survives_the_death_of_a_worker(
    tmp_path: Path, scheduler: str, worker: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two workers do the runs, one is killed mid-way, and the end has the bytes of a sweep in this process."""
    first, _ = worker(), worker()
    path = write_sweep(tmp_path, budgets=[300, 400, "none"])
    grid = read_sweep_file(path)
    done: list[str] = []

    def kill_one(text: str, *_: object) -> None:
        if not done:
            first.kill()
        done.append(text)

    swept = sweep(grid, tmp_path / "out", scheduler=scheduler, watch=kill_one)
    assert first.wait() < 0
    assert len(done) == 3
    assert not any(one.fault for one in swept.ended)
    assert swept.is_complete
    with monkeypatch.context() as patch:
        patch.setattr(find, "SolverProcess", SolverHere)
        patch.setattr(sweep_module, "open_workers", WorkersHere())
        sweep(grid, tmp_path / "here")
    assert content(tmp_path / "out") == content(tmp_path / "here")


@POSIX
def test_work_is_done_again_elsewhere_or_given_up(tmp_path: Path, scheduler: str, worker: Start) -> None:
    """What one worker died of, the other does; results and exceptions come back as from any executor."""
    worker(), worker()
    with open_workers(scheduler) as workers:
        assert list(workers.map(pieces.double, range(3))) == [0, 2, 4]
        with pytest.raises(ValueError, match="as it is"):
            workers.submit(pieces.break_down, "as it is").result(60)
        assert workers.submit(pieces.die, str(tmp_path), 1).result(60) == 2


def test_what_several_workers_died_of_is_our_word_for_it() -> None:
    """Dask gives up on it with an exception of its own."""
    answer, theirs = Future[int](), Future[int]()
    theirs.set_exception(KilledWorker("carry_out", None, 3))
    _pass_on(answer, theirs)
    with pytest.raises(WorkerDiedError, match="one after the other"):
        answer.result(0)


def test_what_the_scheduler_has_lost_is_cancelled() -> None:
    """Whoever waits for it need not wait any longer."""
    answer, theirs = Future[int](), Future[int]()
    theirs.cancel()
    _pass_on(answer, theirs)
    assert answer in wait([answer], timeout=1).done
    assert answer.cancelled()


def test_a_worker_that_does_not_suit_is_named_before_anything_runs(scheduler: str, worker: Start) -> None:
    """With what it lacks."""
    worker()
    with pytest.raises(InputError) as caught:
        open_workers(scheduler, suits=pieces.unsuited)
    (problem,) = caught.value.problems
    assert problem.code == "worker-unsuited"
    assert "it has no hands" in problem.found


def test_a_cluster_that_cannot_be_had_is_a_problem(scheduler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody at the address, no address, no worker: each is told with its place."""
    monkeypatch.setattr(cluster_module, "CONNECT_SECONDS", 0.3)
    monkeypatch.setattr(cluster_module, "JOIN_SECONDS", 0.3)
    for address, code in (
        ("tcp://127.0.0.1:9", "no-scheduler"),
        ("nowhere", "no-scheduler"),
        (scheduler, "no-workers"),
    ):
        with pytest.raises(InputError) as caught:
            Cluster(address)
        (problem,) = caught.value.problems
        assert (problem.code, problem.file) == (code, "--scheduler")
        assert address in problem.found
