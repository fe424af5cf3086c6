"""The workers of a Dask cluster as an executor; the one module that knows Dask.

Dask itself gives the work of a worker that died to others, and gives up on what several have died of.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import partial
from typing import Any, ParamSpec, TypeVar

from optimizer.problems import InputError, Problem
from optimizer.sweeping.workers import WorkerDiedError, Workers

CONNECT_SECONDS, JOIN_SECONDS = 10, 30
"""How long the scheduler may take to answer, and its first worker to join."""

OPTION = "--scheduler"

Given = ParamSpec("Given")
Result = TypeVar("Result")


class MissingExtraError(Exception):
    """A library is not installed that only some need; the message says how to get it."""


class Cluster(Workers):
    """All workers of one scheduler, now and later; each does as many things at a time as it has threads."""

    def __init__(self, address: str, suits: Callable[[], str] | None = None) -> None:
        """Raises MissingExtraError without Dask, InputError if nobody answers or a worker does not suit."""
        self._client = _connected(address)
        try:
            if problems := list(_unsuited(self._client, address, suits)):
                raise InputError(problems)
        except BaseException:
            self._client.close()
            raise
        self._executor = self._client.get_executor(pure=False)

    def submit(self, fn: Callable[Given, Result], /, *args: Given.args, **kwargs: Given.kwargs) -> Future[Result]:
        """Have it done by a worker that is free. Raises RuntimeError once this is closed."""
        answer: Future[Result] = Future()
        self._executor.submit(fn, *args, **kwargs).add_done_callback(partial(_pass_on, answer))
        return answer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take nothing more and leave the cluster: when all is done, or at once with ``cancel_futures``."""
        self._executor.shutdown(wait=wait and not cancel_futures)
        self._client.close()

    def kill(self) -> None:
        """Cancel everything. Dask cannot end what a worker is at: that has to see by itself that it is not wanted."""
        self.shutdown(wait=False)


def _pass_on(answer: Future[Any], theirs: Future[Any]) -> None:
    """End a future as another one has; Dask's word for work that several workers died of is ours then."""
    from distributed import KilledWorker

    if theirs.cancelled():
        answer.cancel()
        answer.set_running_or_notify_cancel()
    elif isinstance(fault := theirs.exception(), KilledWorker):
        answer.set_exception(WorkerDiedError("the workers that did the work died, one after the other"))
    elif fault is not None:
        answer.set_exception(fault)
    else:
        answer.set_result(theirs.result())


def _connected(address: str) -> Any:
    """A client of the scheduler."""
    try:
        from distributed import Client
    except ImportError:
        message = f"{OPTION} needs Dask, which is not installed: pip install allocare[cluster]"
        raise MissingExtraError(message) from None
    _hush()
    try:
        return Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as fault:
        expected = "the address of a Dask scheduler that answers, like tcp://10.0.0.1:8786"
        found = f'"{address}": {str(fault) or type(fault).__name__}'
        raise InputError([Problem("no-scheduler", OPTION, found, expected)]) from None


def _hush() -> None:
    """Keep Dask's log off the terminal: what matters of it is told in our own words."""
    for name in list(logging.root.manager.loggerDict):
        if name.startswith("distributed"):
            logging.getLogger(name).setLevel(logging.CRITICAL)


def _unsuited(client: Any, address: str, suits: Callable[[], str] | None) -> Iterator[Problem]:
    """Why workers of a cluster cannot be used: there are none, or they cannot do what is to come."""
    try:
        client.wait_for_workers(1, timeout=JOIN_SECONDS)
    except TimeoutError:
        found = f'"{address}", which no worker joins within {JOIN_SECONDS} s'
        yield Problem("no-workers", OPTION, found, "a scheduler with workers", hint="start some: dask worker ADDRESS")
        return
    if suits is not None:
        for worker, answer in sorted(client.run(suits, on_error="return").items()):
            if answer:
                expected = "a worker that can do this"
                yield Problem("worker-unsuited", OPTION, f"the worker {worker}: {answer}", expected)
