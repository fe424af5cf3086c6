"""Processes of this machine as an executor, each on its own, so that one that dies takes no other with it."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any, ParamSpec, TypeVar

from optimizer.studies.aside import fresh_start
from optimizer.studies.trials import begin_process, end_pool
from optimizer.sweeping.workers import DONE_AGAIN, WorkerDiedError, Workers

Given = ParamSpec("Given")
Result = TypeVar("Result")

_STARTING = threading.Lock()
"""Held while a process is started: until then it is decided what that imports, for all threads at once."""


@dataclass(frozen=True)
class _Work:
    """A call that waits for its turn, and the future that is told of its end."""

    call: Callable[..., Any]
    args: tuple[Any, ...]
    named: dict[str, Any]
    future: Future[Any] = field(default_factory=Future)


class LocalProcesses(Workers):
    """So many processes, each served by a thread here; a process is started when there is work for it."""

    def __init__(self, processes: int) -> None:
        self._queue: SimpleQueue[_Work | None] = SimpleQueue()
        self._pools: set[ProcessPoolExecutor] = set()
        self._killed = False
        self._closed = False
        self._threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(processes)]
        for thread in self._threads:
            thread.start()

    def submit(self, fn: Callable[Given, Result], /, *args: Given.args, **kwargs: Given.kwargs) -> Future[Result]:
        """Have it done by the next process that is free. Raises RuntimeError once this is closed."""
        if self._closed:
            raise RuntimeError("nothing more is taken")
        work = _Work(fn, args, kwargs)
        self._queue.put(work)
        return work.future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take nothing more, and end when all is done; with ``cancel_futures`` leave out what has not begun."""
        if not self._closed:
            self._closed = True
            if cancel_futures:
                self._cancel_waiting()
            for _ in self._threads:
                self._queue.put(None)
        if wait:
            for thread in self._threads:
                thread.join()

    def kill(self) -> None:
        """End every process at once; the futures of what ran get a WorkerDiedError."""
        with _STARTING:
            self._killed = True
            pools = list(self._pools)
        self.shutdown(wait=False, cancel_futures=True)
        for pool in pools:
            end_pool(pool)
        self.shutdown(wait=True)

    def _cancel_waiting(self) -> None:
        while not self._queue.empty():
            work = self._queue.get()
            if work is not None:
                work.future.cancel()
                work.future.set_running_or_notify_cancel()

    def _serve(self) -> None:
        """Do one piece of work after the other in a process of this thread's own, until there is no more."""
        pool: ProcessPoolExecutor | None = None
        while (work := self._queue.get()) is not None:
            if work.future.set_running_or_notify_cancel():
                pool = self._do(work, pool)
        if pool is not None:
            pool.shutdown(wait=True)

    def _do(self, work: _Work, pool: ProcessPoolExecutor | None) -> ProcessPoolExecutor | None:
        """Do it, in a new process whenever one died; the pool that is left to go on with."""
        for _ in range(1 + DONE_AGAIN):
            try:
                pool, answer = self._begin(work, pool)
                result = answer.result()
            except BrokenProcessPool:
                self._forget(pool)
                pool = None
                if self._killed:
                    break
            except BaseException as fault:
                work.future.set_exception(fault)
                return pool
            else:
                work.future.set_result(result)
                return pool
        often = "" if self._killed else f", {1 + DONE_AGAIN} times"
        work.future.set_exception(WorkerDiedError(f"the process that did the work died{often}"))
        return None

    def _begin(self, work: _Work, pool: ProcessPoolExecutor | None) -> tuple[ProcessPoolExecutor, Future[Any]]:
        with _STARTING:
            if self._killed:
                raise BrokenProcessPool
            if pool is None:
                spawn = multiprocessing.get_context("spawn")
                pool = ProcessPoolExecutor(1, mp_context=spawn, initializer=begin_process, initargs=(None,))
                self._pools.add(pool)
            with fresh_start():
                return pool, pool.submit(work.call, *work.args, **work.named)

    def _forget(self, pool: ProcessPoolExecutor | None) -> None:
        """Leave a pool to its end; whoever kills all of them takes care of its own."""
        with _STARTING:
            if pool is None or self._killed:
                return
            self._pools.discard(pool)
        pool.shutdown(wait=True)
