"""Running a measured process: what it tells as JSON, its seconds, the peak memory of it and all it starts, a limit."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

ROOT = Path(__file__).resolve().parent.parent.parent
PAUSE = 0.2
"""Seconds between two looks at the memory."""

_TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(frozen=True)
class Ran:
    """What a process did. ``told`` is empty and ``error`` says why if it failed or took too long; ``memory`` in MiB is
    the largest sum over the process and its children (shared pages once), None where that cannot be seen; ``cpu``
    counts them all."""

    told: dict[str, Any]
    wall: float
    cpu: float
    memory: float | None
    error: str = ""


def run_python(words: Sequence[str], limit: float) -> Ran:
    """Run ``python WORDS`` from the root of the project; after ``limit`` seconds, or if this process is to end, kill it
    with its children."""
    start, before = time.perf_counter(), _waited_for()
    process = subprocess.Popen(
        [sys.executable, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        text=True,
        start_new_session=True,
        encoding="utf-8",
    )
    watch = _Watch(process.pid)
    try:
        output, complaint = process.communicate(timeout=limit)
        error = "" if process.returncode == 0 else f"ended with {process.returncode}: {complaint.strip()[-300:]}"
    except subprocess.TimeoutExpired:
        output, error = "", f"killed after {limit:g} s"
    finally:
        if process.returncode is None:
            _kill(process.pid)
            process.kill()
            process.communicate()
    wall = time.perf_counter() - start
    watch.stop()
    return Ran({} if error else _last_json(output), wall, max(watch.cpu, _waited_for() - before), watch.most, error)


def peak() -> float:
    """The most memory that this process ever held, in MiB; 0 where that cannot be seen."""
    return 0.0 if resource is None else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _waited_for() -> float:
    """CPU seconds of all processes that were waited for; of one killed unawaited only the watch knows."""
    return 0.0 if resource is None else sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def _last_json(output: str) -> dict[str, Any]:
    lines = [line for line in output.splitlines() if line.startswith("{")]
    found: dict[str, Any] = json.loads(lines[-1]) if lines else {}
    return found


class _Watch:
    """A thread that looks at a process and its descendants until it is told to stop."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.most: float | None = None
        self.seconds: dict[int, float] = {}
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)
        self.thread.start()

    def _look(self) -> None:
        while not self.done.wait(PAUSE):
            members = descendants(self.pid)
            sizes = [size for size in map(_proportional_mib, members) if size is not None]
            if sizes:
                self.most = max(self.most or 0.0, sum(sizes))
            for pid in members:
                self.seconds[pid] = max(self.seconds.get(pid, 0.0), _cpu_seconds(pid))

    @property
    def cpu(self) -> float:
        """CPU seconds of all processes that were seen, to about ``PAUSE`` each."""
        return sum(self.seconds.values())

    def stop(self) -> None:
        """End the thread."""
        self.done.set()
        self.thread.join()


def descendants(pid: int) -> list[int]:
    """The process and all that it and its children started and that still run; none where there is no /proc."""
    parent: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        fields = _stat(int(entry.name))
        if fields:
            parent[int(entry.name)] = int(fields[1])
    found = [pid] if pid in parent else []
    for member in found:
        found += [child for child, above in parent.items() if above == member]
    return found


def is_running(pid: int) -> bool:
    """Whether a process exists and is not only waiting to be buried; False where there is no /proc."""
    fields = _stat(pid)
    return bool(fields) and fields[0] != "Z"


def _stat(pid: int) -> list[str]:
    """The fields of a process after its name: state, parent …; empty if it is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def _cpu_seconds(pid: int) -> float:
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / _TICK if fields else 0.0


def _proportional_mib(pid: int) -> float | None:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return None
    line = next((line for line in text.splitlines() if line.startswith("Pss:")), None)
    return None if line is None else int(line.split()[1]) / 1024


def _kill(pid: int) -> None:
    for member in reversed(descendants(pid)):
        try:
            os.kill(member, signal.SIGKILL)
        except ProcessLookupError:
            continue
