"""One run, wherever it is done: solved, re-checked, and put under its name, whole or not at all.

Whoever began the sweep keeps a file in its folder as long as it goes on. A worker that does not see that file begins no
run: nobody waits for it, or the folder is not seen from there at all.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optimizer.problems import InputError, OwnFaultError
from optimizer.propose import propose, versions
from optimizer.reading.overrides import Overrides
from optimizer.solving.find import SolveOptions
from optimizer.sweeping.kept import UNFINISHED, is_kept

NOT_WANTED = "the folder of the sweep is not seen from the worker, or the sweep has ended"


@dataclass(frozen=True)
class Assignment:
    """A run as it is handed to a worker; paths are whole. ``wanted`` is the file that stands while the sweep goes on,
    ``target`` the folder that receives the result."""

    where: str
    policy: str | None
    overrides: Overrides
    options: SolveOptions
    made_of: Mapping[str, Any]
    wanted: str
    target: str


class NotDoneError(Exception):
    """The run is given up; the message says why."""


def carry_out(given: Assignment) -> str:
    """Do a run; empty if its result is there, else in words what went wrong."""
    try:
        _carry_out(given)
    except InputError as error:
        return "; ".join(str(problem) for problem in error.problems)
    except NotDoneError as error:
        return str(error)
    except OwnFaultError as error:
        return f"a fault of our own: {error}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _carry_out(given: Assignment) -> None:
    if not Path(given.wanted).exists():
        raise NotDoneError(NOT_WANTED)
    target = Path(given.target)
    place = target.parent.parent / f"{UNFINISHED}{target.name}-{uuid.uuid4().hex}"
    try:
        propose(given.where, given.policy, overrides=given.overrides, options=given.options, output=place)
        if not is_kept(place, given.made_of):
            raise NotDoneError("input files or versions are other ones than when the sweep began")
        _settle(place, target, given.made_of)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _settle(place: Path, target: Path, made_of: Mapping[str, Any]) -> None:
    """Give a result its name; if another worker has done the same run meanwhile, its result stays."""
    try:
        place.rename(target)
    except OSError:
        if not is_kept(target, made_of):
            raise


@dataclass(frozen=True)
class Suits:
    """Called on a worker of a cluster: whether it sees what it needs, in the versions of whoever calls it."""

    versions: Mapping[str, str]
    wanted: str
    places: tuple[str, ...]
    """folders and workbooks of instances"""

    def __call__(self) -> str:
        """Why it cannot do the runs; empty if it can."""
        if (here := versions()) != self.versions:
            others = [
                f"{name} {here.get(name)}, not {one}" for name, one in self.versions.items() if here.get(name) != one
            ]
            return f"it has {'; '.join(others)}"
        unseen = [path for path in (self.wanted, *self.places) if not os.path.exists(path)]
        if unseen:
            return f"it does not see {', '.join(unseen)}; the file system must be shared"
        return ""
