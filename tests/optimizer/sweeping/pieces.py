"""Pieces of work for workers of every kind: what they do is seen in files."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest


def double(number: int) -> int:
    """Twice the number."""
    return 2 * number


def process() -> int:
    """The process that does it."""
    return os.getpid()


def break_down(words: str) -> None:
    """Raise what a caller is to see."""
    raise ValueError(words)


def die(folder: str, times: int) -> int:
    """Die together with the process the first so many times; then how often it was begun in all."""
    begun = len(list(Path(folder).iterdir())) + 1
    (Path(folder) / str(begun)).touch()
    if begun <= times:
        os.kill(os.getpid(), signal.SIGKILL)
    return begun


def sleep(seconds: float) -> float:
    """Take that long."""
    time.sleep(seconds)
    return seconds


POSIX = pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL here")


def unsuited() -> str:
    """What a worker says that cannot do what is to come."""
    return "it has no hands"
