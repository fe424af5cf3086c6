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
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field, replace
from itertools import islice

from optimizer.problems import InputError, OwnFaultError
from optimizer.proposal import Proposal
from optimizer.propose import propose
from optimizer.reading.overrides import Overrides
from optimizer.solving.find import SolveOptions


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
    deadline = None if seconds is None else time.monotonic() + seconds
    most, queue = workers or os.cpu_count() or 1, iter(trials)
    pool = ProcessPoolExecutor(most, mp_context=multiprocessing.get_context("spawn"), initializer=_follow_parent)
    try:
        waiting: set[Future[TrialAnswer]] = set()
        while True:
            for trial in islice(queue, most - len(waiting)):
                waiting.add(pool.submit(_run, _limited(trial, seconds)))
            if not waiting:
                return
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            done, waiting = wait(waiting, timeout=left, return_when=FIRST_COMPLETED)
            if not done:
                return
            for future in done:
                yield future.result()
    finally:
        _end(pool)


def _follow_parent() -> None:
    """Ctrl-C reaches every process of a terminal: the parent alone answers it. Whoever kills it ends these as well."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _limited(trial: Trial, seconds: float | None) -> Trial:
    """No single solve runs longer than all of them together may."""
    own = trial.options.time_limit
    limits = [limit for limit in (own, seconds) if limit is not None]
    return replace(trial, options=replace(trial.options, time_limit=min(limits, default=None)))


def _run(trial: Trial) -> TrialAnswer:
    try:
        proposal = propose(
            trial.where, trial.policy, overrides=trial.overrides, options=trial.options, until=trial.until
        )
    except InputError as error:
        return TrialAnswer(trial, None, "; ".join(str(problem) for problem in error.problems))
    except OwnFaultError as error:
        return TrialAnswer(trial, None, str(error))
    return TrialAnswer(trial, proposal)


def _end(pool: ProcessPoolExecutor) -> None:
    """Kill what still runs: a solver that nobody waits for is of no use. Its own child ends with it."""
    processes = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()
