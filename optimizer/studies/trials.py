"""Many solves of one region side by side, each with its exact re-check, in processes of their own.

A trial is one solve with changed clauses. Trials are taken in the order they are given, so that the most promising ones
come first, one by one as processes get free, so that a generator of trials can leave out or add what earlier answers
call for. Each answer is handed over as soon as it is there; what a time limit or Ctrl-C leaves undone is simply not
handed over, and the caller says so.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TypeVar

from optimizer.problems import InputError, OwnFaultError
from optimizer.proposal import Proposal
from optimizer.propose import propose
from optimizer.reading.overrides import Overrides
from optimizer.solving.find import SolveOptions
from optimizer.studies.aside import fresh_start

IN_TIME = 0.95
"""The part of the time left that a solve may take."""

Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Trial:
    """One solve of an instance (a folder or a shipped name) under a policy with changes.

    ``until`` names the last goal to be improved; later ones are left out.
    """

    name: str
    where: str
    policy: str | None = None
    overrides: Overrides = field(default_factory=Overrides)
    options: SolveOptions = field(default_factory=SolveOptions)
    until: str | None = None


@dataclass(frozen=True)
class TrialAnswer:
    """How a trial ended: a proposal (perhaps without a plan), or in words why there is none."""

    trial: Trial
    proposal: Proposal | None
    fault: str = ""


def run_trials(
    trials: Iterable[Trial], *, workers: int | None = None, seconds: float | None = None
) -> Iterator[TrialAnswer]:
    """Answers in the order in which they are done; after ``seconds`` no further ones.

    ``workers`` defaults to the processors there are. Closing the iterator, or Ctrl-C, ends all trials at once.
    """
    return run_side_by_side(trials, run_trial, workers=workers, seconds=seconds)


def run_side_by_side(
    tasks: Iterable[Task],
    work: Callable[[Task, float | None], Result],
    *,
    begin: Callable[[], object] | None = None,
    workers: int | None = None,
    seconds: float | None = None,
) -> Iterator[Result]:
    """What ``work`` makes of each task and the seconds that are left, as it is done; after ``seconds`` nothing more.

    ``begin`` is called first in every process. An iterator of tasks may have none for the moment: it is asked again
    after every result.
    """
    deadline = None if seconds is None else time.monotonic() + seconds
    most, queue = workers or os.cpu_count() or 1, iter(tasks)
    waiting: set[Future[Result]] = set()
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(most, mp_context=spawn, initializer=begin_process, initargs=(begin,))
    try:
        while True:
            left = None if deadline is None else deadline - time.monotonic()
            if left is None or left > 0:
                with fresh_start():
                    waiting |= {pool.submit(work, task, left) for task in islice(queue, most - len(waiting))}
            if not waiting:
                return
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            done, waiting = wait(waiting, timeout=left, return_when=FIRST_COMPLETED)
            if not done:
                return
            for future in done:
                yield future.result()
    finally:
        end_pool(pool)


def begin_process(begin: Callable[[], object] | None) -> None:
    """Ctrl-C reaches every process of a terminal: the parent alone answers it. Whoever kills it ends these as well."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if begin is not None:
        begin()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _limited(trial: Trial, seconds: float | None) -> Trial:
    """No single solve runs longer than all of them together may, less what it takes to hand it over."""
    own = trial.options.time_limit
    left = None if seconds is None else seconds * IN_TIME
    limits = [limit for limit in (own, left) if limit is not None]
    return replace(trial, options=replace(trial.options, time_limit=min(limits, default=None)))


def run_trial(given: Trial, seconds: float | None = None) -> TrialAnswer:
    """Solve and re-check one trial here, within the seconds."""
    trial = _limited(given, seconds)
    try:
        proposal = propose(
            trial.where, trial.policy, overrides=trial.overrides, options=trial.options, until=trial.until
        )
    except InputError as error:
        return TrialAnswer(trial, None, "; ".join(str(problem) for problem in error.problems))
    except OwnFaultError as error:
        return TrialAnswer(trial, None, str(error))
    return TrialAnswer(trial, proposal)


def end_pool(pool: ProcessPoolExecutor) -> None:
    """Kill what still runs: a solver that nobody waits for is of no use. Its own child ends with it.

    The pool is shut down after that and waited for; its threads would otherwise use pipes that are closed already.
    """
    for process in list((pool._processes or {}).values()):
        process.kill()
    pool.shutdown(wait=True, cancel_futures=True)
