"""Running a solving process from outside it: its messages as they come, and its end when the time is over."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

from optimizer.solving.messages import Ended, Job, Message, receive, send

GRACE_SECONDS = 2.0
"""How long after its time limit a solver that does not stop by itself is killed."""


WORKER = ("-m", "optimizer.solving.worker")


class SolverProcess:
    """A child process working on one job; leaving the ``with`` block kills it."""

    def __init__(self, job: Job, program: Sequence[str] = WORKER) -> None:
        self.job = job
        self.deadline = time.monotonic() + job.seconds + GRACE_SECONDS
        self.process = subprocess.Popen(
            [sys.executable, "-P", *program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(),
            start_new_session=True,
        )
        self.said: queue.Queue[object | None] = queue.Queue()
        self.complaint: list[bytes] = []
        tasks = (self._hand_over, self._listen, self._collect_complaint)
        self.threads = [threading.Thread(target=task, daemon=True) for task in tasks]
        for thread in self.threads:
            thread.start()

    def __enter__(self) -> SolverProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.wait()
        for thread in self.threads:
            thread.join()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            with contextlib.suppress(BrokenPipeError):
                assert pipe is not None
                pipe.close()

    def messages(self) -> Iterator[Message]:
        """Every message until the job ends; the last one is always an :class:`Ended`."""
        while True:
            left = self.deadline - time.monotonic()
            if left <= 0:
                yield Ended("time_limit", "the solver did not stop by itself and was killed")
                return
            try:
                message = self.said.get(timeout=min(left, 0.2))
            except queue.Empty:
                continue
            if message is None:
                self.threads[-1].join()
                yield Ended("failed", b"".join(self.complaint).decode(errors="replace").strip()[-2000:])
                return
            yield message  # type: ignore[misc]  # the worker sends nothing but messages
            if isinstance(message, Ended):
                return

    def _listen(self) -> None:
        assert self.process.stdout is not None
        while (record := receive(self.process.stdout)) is not None:  # type: ignore[arg-type]  # a byte pipe
            self.said.put(record)
        self.process.wait()
        self.said.put(None)

    def _collect_complaint(self) -> None:
        assert self.process.stderr is not None
        self.complaint.extend(self.process.stderr)

    def _hand_over(self) -> None:
        """Send the job and leave standard input open: its closing tells the child that nobody listens any more."""
        assert self.process.stdin is not None
        try:
            send(self.process.stdin, self.job)  # type: ignore[arg-type]  # a byte pipe
        except BrokenPipeError:
            return


def _environment() -> dict[str, str]:
    """This environment, with the folder that holds these packages on the module path."""
    here = str(Path(__file__).resolve().parents[2])
    known = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([here, known]) if known else here}
