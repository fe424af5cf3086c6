"""Work in a process of its own whose findings are handed over one by one, and which can be ended at any time."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import MappingProxyType, ModuleType
from typing import Any, ParamSpec, TypeVar

from optimizer.problems import OwnFaultError

GRACE_SECONDS = 3.0
"""How long after its time a process that does not end by itself is killed."""

Finding = TypeVar("Finding")
Given = ParamSpec("Given")


def aside(
    seconds: float, work: Callable[Given, Iterator[Finding]], *args: Given.args, **named: Given.kwargs
) -> Iterator[Finding]:
    """Every finding of ``work``, a function of a module, as it comes; after ``seconds`` and a grace no further ones.

    Closing the iterator, or Ctrl-C, kills the process. Raises OwnFaultError if the work breaks down.
    """
    return side_by_side(seconds, work, [args], named)


def side_by_side(
    seconds: float,
    work: Callable[..., Iterator[Finding]],
    several: Sequence[tuple[Any, ...]],
    named: Mapping[str, object] = MappingProxyType({}),
) -> Iterator[Finding]:
    """The same for work with ``several`` sets of arguments, each in a process of its own."""
    deadline = time.monotonic() + seconds + GRACE_SECONDS
    started = [_started(work, args, named) for args in several]
    pipes = [pipe for _, pipe in started]
    try:
        while pipes and (ready := wait(pipes, max(0.0, deadline - time.monotonic()))):
            for pipe in ready:
                assert isinstance(pipe, Connection)
                kind, finding = pipe.recv()
                if kind == "fault":
                    raise OwnFaultError(finding)
                if kind == "end":
                    pipes.remove(pipe)
                else:
                    yield finding
    except EOFError:
        raise OwnFaultError("a process of ours ended without an answer") from None
    finally:
        for process, pipe in started:
            process.kill()
            process.join()
            pipe.close()


def _started(
    work: Callable[..., Iterator[Finding]], args: tuple[Any, ...], named: Mapping[str, object]
) -> tuple[SpawnProcess, Connection]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(theirs, work, args, dict(named)), daemon=True)
    with fresh_start():
        process.start()
    theirs.close()
    return process, ours


@contextmanager
def fresh_start() -> Iterator[None]:
    """Processes started here import what they are given to do, not the script of whoever called us: it may have no
    guard against being run again, or be no file at all. Ctrl-C is kept from them and for us."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    masks = hasattr(signal, "pthread_sigmask")
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if masks else set()
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        if masks:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(
    pipe: Connection, work: Callable[..., Iterator[object]], args: tuple[object, ...], named: dict[str, object]
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        for finding in work(*args, **named):
            pipe.send(("finding", finding))
        pipe.send(("end", None))
    except BrokenPipeError:
        return
    except Exception as fault:
        pipe.send(("fault", f"{type(fault).__name__}: {fault}"))
