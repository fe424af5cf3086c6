"""Processes of this machine as an executor: what comes back, and what becomes of work whose process dies."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from optimizer.sweeping.executor import open_workers
from optimizer.sweeping.local import LocalProcesses
from optimizer.sweeping.workers import DONE_AGAIN, WorkerDiedError, Workers
from tests.optimizer.sweeping import pieces
from tests.optimizer.sweeping.pieces import POSIX


@pytest.fixture(scope="module")
def two() -> Iterator[Workers]:
    """Two processes."""
    with open_workers(processes=2) as workers:
        yield workers


def test_work_comes_back_as_futures(two: Workers) -> None:
    """Results, and exceptions as they were raised; ``map`` keeps the order."""
    broken = two.submit(pieces.break_down, "as it is")
    assert list(two.map(pieces.double, range(5))) == [0, 2, 4, 6, 8]
    with pytest.raises(ValueError, match="as it is"):
        broken.result()


@POSIX
def test_work_whose_process_dies_is_done_again(two: Workers, tmp_path: Path) -> None:
    """It comes to its end as if nothing had happened, and what runs beside it does not notice."""
    beside = two.submit(pieces.sleep, 0.5)
    assert two.submit(pieces.die, str(tmp_path), 1).result(60) == 2
    assert beside.result(60) == 0.5


@POSIX
def test_work_that_every_process_dies_of_is_given_up(two: Workers, tmp_path: Path) -> None:
    """After it was begun again twice; the process that comes next does other work."""
    with pytest.raises(WorkerDiedError, match=f"{1 + DONE_AGAIN} times"):
        two.submit(pieces.die, str(tmp_path), 99).result(60)
    assert len(list(tmp_path.iterdir())) == 1 + DONE_AGAIN
    assert two.submit(pieces.double, 4).result(60) == 8


def test_ending_at_once_waits_for_nothing() -> None:
    """What runs is killed, what waits is cancelled, and nothing more is taken."""
    workers = LocalProcesses(1)
    workers.submit(pieces.double, 1).result(60)
    running, waiting = workers.submit(pieces.sleep, 600), workers.submit(pieces.double, 1)
    while not running.running():
        time.sleep(0.01)
    with pytest.raises(KeyboardInterrupt), workers:
        raise KeyboardInterrupt
    with pytest.raises(WorkerDiedError):
        running.result(0)
    with pytest.raises(CancelledError):
        waiting.result(0)
    with pytest.raises(RuntimeError):
        workers.submit(pieces.double, 1)
