"""What every place of work has in common: it is an executor, and it can be ended at once."""

from __future__ import annotations

from concurrent.futures import Executor
from types import TracebackType

DONE_AGAIN = 2
"""How often work is begun again whose worker died."""


class WorkerDiedError(Exception):
    """The worker died, as did those that were given its work again."""


class Workers(Executor):
    """An executor that can be ended at once, as it is when its ``with`` block is left with an exception."""

    def kill(self) -> None:
        """End everything now: what runs is given up, what waits is cancelled, and nothing more is taken."""
        raise NotImplementedError

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.shutdown(wait=True)
        else:
            self.kill()
