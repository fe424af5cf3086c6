"""In place of a solving process: the same work in the test's own, which takes no time to start."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType

from optimizer.solving.messages import Job, Message
from optimizer.solving.worker import improve_goals


class SolverHere:
    """What :class:`optimizer.solving.child.SolverProcess` is to those who follow its messages."""

    def __init__(self, job: Job) -> None:
        self.said: list[Message] = []
        self.said.append(improve_goals(job, self.said.append))

    def __enter__(self) -> SolverHere:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def messages(self) -> Iterator[Message]:
        """What was said."""
        yield from self.said
