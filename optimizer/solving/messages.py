"""What the solving process is told and what it reports, as plain records that travel between two processes."""

from __future__ import annotations

import pickle
import struct
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from models.standard import Floats, StandardForm

Wholes = NDArray[np.int64]


@dataclass(frozen=True)
class Job:
    """One lexicographic solve.

    ``hold_within[i]`` is how far goal i may give way relatively; ``plan_columns`` the columns that make up a plan;
    ``write_model`` names a file to which the model is written as it stands when goal ``write_goal`` is improved,
    instead of improving it. ``gaps`` has the gap of each goal, where they are not all ``gap``. ``seconds`` limits the
    whole job.

    ``patience`` are the seconds of computing that one goal may take: then the best plan is looked for near the
    relaxation first, and a goal that is not proven in time is held where it is, its bound told. ``start`` is a value
    for every column of a plan that keeps every row; as long as all goals stand where it has them, ``floors`` bounds the
    next ones (None: not known), in their own unit.

    ``by_county`` solves the counties apart, coordinated by prices; ``threads`` are then counties at a time.
    """

    form: StandardForm
    hold_within: tuple[float | None, ...]
    plan_columns: Wholes
    gap: float
    seconds: float
    threads: int
    seed: int
    presolve: bool = True
    write_model: str | None = None
    write_goal: int | None = None
    gaps: tuple[float, ...] = ()
    patience: float | None = None
    start: Floats | None = None
    floors: tuple[float | None, ...] = ()
    by_county: bool = False


@dataclass(frozen=True)
class Progress:
    """Where the solver stands in a goal; ``bound`` and ``value`` in the goal's own unit, None while there is none."""

    goal: int
    value: float | None
    bound: float | None


@dataclass(frozen=True)
class Incumbent:
    """A plan that keeps every row, in the order of ``Job.plan_columns``; found while improving ``goal``."""

    goal: int
    values: Wholes


@dataclass(frozen=True)
class GoalDone:
    """A goal was improved as far as asked for: ``value`` and proven ``bound``."""

    goal: int
    value: float
    bound: float


@dataclass(frozen=True)
class Ended:
    """The job is over: ``finished``, ``infeasible``, ``time_limit``, or ``failed`` with what the solver said."""

    reason: str
    detail: str = ""


Message = Progress | Incumbent | GoalDone | Ended

_LENGTH = struct.Struct("<Q")


def send(stream: BinaryIO, record: object) -> None:
    """Write one record with its length before it."""
    body = pickle.dumps(record, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(body)))
    stream.write(body)
    stream.flush()


def receive(stream: BinaryIO) -> object | None:
    """Read one record; None at the end of the stream."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    body = stream.read(_LENGTH.unpack(head)[0])
    record: object = pickle.loads(body)
    return record
