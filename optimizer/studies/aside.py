"""Work in a process of its own whose findings are handed over one by one, and which can be ended at any time."""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import ParamSpec, TypeVar

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
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(theirs, work, args, named), daemon=True)
    deadline = time.monotonic() + seconds + GRACE_SECONDS
    process.start()
    theirs.close()
    try:
        while ours.poll(max(0.0, deadline - time.monotonic())):
            kind, finding = ours.recv()
            if kind == "end":
                return
            if kind == "fault":
                raise OwnFaultError(finding)
            yield finding
    except EOFError:
        raise OwnFaultError("a process of ours ended without an answer") from None
    finally:
        process.kill()
        process.join()
        ours.close()


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
