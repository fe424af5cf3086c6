"""A run in a process of its own, begun by a worker of a cluster, which so can end it at any time.

Models are built one at a time in a process, a worker keeps answering its scheduler meanwhile, and a run that nobody
waits for any longer is ended within a second. As a program this module is that process: it reads an assignment from
standard input, whose end tells it that the worker is gone, and writes what went wrong, if anything, as JSON.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import threading
from pathlib import Path

from optimizer.sweeping.run import NOT_WANTED, Assignment, carry_out
from optimizer.sweeping.workers import DONE_AGAIN

SECONDS_BETWEEN_LOOKS = 1.0
"""How often it is looked whether the sweep still goes on."""

LONGEST_FAULT = 10_000
"""Characters of what went wrong that are handed back."""


def carry_out_apart(given: Assignment) -> str:
    """Do a run in another process, again if that dies; empty if its result is there, else what went wrong in words."""
    ended = None
    for _ in range(1 + DONE_AGAIN):
        answer, ended = _answer(given)
        if answer is not None:
            return answer
    return f"the process that did the run ended with {ended}, {1 + DONE_AGAIN} times"


def _answer(given: Assignment) -> tuple[str | None, int]:
    """What the process says, None if it died before; and how it ended."""
    command = [sys.executable, "-P", "-m", "optimizer.sweeping.apart"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(pickle.dumps(given))
            process.stdin.flush()
        except BrokenPipeError:
            return None, process.wait()
        while (ended := _end(process)) is None:
            if not Path(given.wanted).exists():
                process.kill()
                return NOT_WANTED, process.wait()
        said = process.stdout.read()
    return (str(json.loads(said)) if ended == 0 and said else None), ended


def _end(process: subprocess.Popen[bytes]) -> int | None:
    """How it ended, None if it goes on for the time being."""
    try:
        return process.wait(SECONDS_BETWEEN_LOOKS)
    except subprocess.TimeoutExpired:
        return None


def main() -> None:
    """Do the run that stands on standard input."""
    given = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_end_with_input, daemon=True).start()
    fault = carry_out(given)[:LONGEST_FAULT]
    sys.stdout.write(json.dumps(fault))
    sys.stdout.flush()


def _end_with_input() -> None:
    """End this process with its input; that is read below Python's own buffer, whose lock it would keep to the end."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
