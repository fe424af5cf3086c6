"""Where a solve stands, on one line that rewrites itself and leaves nothing behind."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from types import TracebackType
from typing import TextIO

FALLBACK_COLUMNS = 80
SMALLEST = 1e-9
WHOLE_FROM = 1000


class ProgressLine:
    """A live line on a stream, as long as that is a terminal; on anything else it is silent.

    ``update`` fits :data:`optimizer.solving.find.Watcher`. ``clock`` returns seconds. Leaving the ``with`` block erases
    the line.
    """

    def __init__(self, stream: TextIO, *, enabled: bool = True, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._enabled = enabled and stream.isatty()
        self._clock = clock
        self._began = clock()
        self._shown = 0

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def update(self, goal: str, incumbent: float | None, bound: float | None) -> None:
        """Show the goal being improved, its best value so far, its proven bound (both in its unit) and the gap."""
        if not self._enabled:
            return
        room = self._columns() - 1
        text = progress_text(goal, incumbent, bound, self._clock() - self._began)[:room]
        self._stream.write("\r" + text.ljust(min(self._shown, room)))
        self._stream.flush()
        self._shown = len(text)

    def close(self) -> None:
        """Erase the line; further updates may follow."""
        if self._shown:
            self._stream.write("\r" + " " * min(self._shown, self._columns() - 1) + "\r")
            self._stream.flush()
            self._shown = 0

    def _columns(self) -> int:
        try:
            return os.get_terminal_size(self._stream.fileno()).columns or FALLBACK_COLUMNS
        except (OSError, ValueError):
            return FALLBACK_COLUMNS


def progress_text(goal: str, incumbent: float | None, bound: float | None, seconds: float) -> str:
    """``cost: best 1,234.5, bound 1,200, gap 2.8%, 12 s``; what is not known yet is left out."""
    parts = []
    if incumbent is not None:
        parts.append(f"best {_amount(incumbent)}")
    if bound is not None:
        parts.append(f"bound {_amount(bound)}")
    if incumbent is not None and bound is not None:
        parts.append(f"gap {abs(incumbent - bound) / max(abs(incumbent), SMALLEST):.2%}")
    return f"{goal}: {', '.join([*parts, f'{seconds:.0f} s'])}"


def _amount(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= WHOLE_FROM else f"{value:.4g}"
