"""The folder of a sweep: a result folder per run under the name of the run, and the tables on top.

    DIR/runs/<sha256>/    what ``allocare solve … -o`` writes
    DIR/runs.csv          a row per run, in the order of the grid
    DIR/counties.csv      the county tables of all runs below each other

While a sweep goes on, a file of its own stands there, locked by it. What an earlier one left unfinished is cleared
away.
"""

from __future__ import annotations

import re
import shutil
import sys
import uuid
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from optimizer.problems import InputError, Problem
from optimizer.reporting.files import LITTER, NotOurs, require_ours, writable_folder
from optimizer.sweeping.kept import UNFINISHED

RUNS, RUNS_FILE, COUNTIES_FILE = "runs", "runs.csv", "counties.csv"
GOING_ON = ".sweep-"
"""What the name of the file begins with that stands while a sweep goes on."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


class SweepFolder:
    """The folder while a sweep has it to itself, as a ``with`` block.

    Raises NotOurs for a folder with anything else in it, InputError if nothing can be written into it or if another
    sweep is at it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        _require_sweep(self.folder)
        writable_folder(self.folder / RUNS)
        self.wanted = self.folder / f"{GOING_ON}{uuid.uuid4().hex}"
        self._handle: BinaryIO | None = None

    def __enter__(self) -> SweepFolder:
        self._handle = self.wanted.open("wb")
        _lock(self._handle)
        try:
            self._be_alone()
        except InputError:
            self._let_go()
            raise
        self._clear()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._let_go()
        self._clear()

    def of_run(self, digest: str) -> Path:
        """The folder of a run."""
        return self.folder / RUNS / digest

    def make_room(self, digest: str) -> None:
        """Remove what is left of a run whose result is not whole. NotOurs if it holds anything that is not ours."""
        place = self.of_run(digest)
        if place.exists():
            require_ours(place)
            shutil.rmtree(place)

    def _be_alone(self) -> None:
        """Remove the files of sweeps that were killed; InputError if one of them is alive."""
        for path in self.folder.glob(f"{GOING_ON}*"):
            if path == self.wanted:
                continue
            with path.open("r+b") as handle:
                if not _lock(handle):
                    expected = "a folder that no other sweep is writing to"
                    raise InputError([Problem("busy", str(self.folder), "a sweep that is going on", expected)])
            path.unlink(missing_ok=True)

    def _let_go(self) -> None:
        if self._handle is not None:
            self._handle.close()
        self.wanted.unlink(missing_ok=True)

    def _clear(self) -> None:
        for path in self.folder.glob(f"{UNFINISHED}*"):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def _require_sweep(folder: Path) -> None:
    """Raise NotOurs unless the folder is not there yet, empty, or nothing but an earlier sweep."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise NotOurs(folder, "a file")
    names = {path.name for path in folder.iterdir()} - LITTER
    ours = {
        name for name in names if name in (RUNS, RUNS_FILE, COUNTIES_FILE) or name.startswith((GOING_ON, UNFINISHED))
    }
    if names - ours:
        raise NotOurs(folder, f"a folder with {min(names - ours)} in it")
    if names and RUNS not in names:
        raise NotOurs(folder, f"a folder without {RUNS}")
    inside = {path.name for path in (folder / RUNS).iterdir()} - LITTER if RUNS in names else set()
    foreign = sorted(name for name in inside if not _DIGEST.fullmatch(name))
    if foreign:
        raise NotOurs(folder / RUNS, f"a folder with {foreign[0]} in it")


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: BinaryIO) -> bool:
        """Lock an open file for as long as it is open; False if another process has done so."""
        try:
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(handle: BinaryIO) -> bool:
        """Lock an open file for as long as it is open; False if another process has done so."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
