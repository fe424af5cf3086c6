"""A sweep: what is there already is taken, the rest is done side by side, and everything is put into tables.

Results are kept as they come, so that a sweep that is killed, or stopped by Ctrl-C or its time limit, goes on where it
was when it is begun again. A run that goes wrong is told beside the others, and tried again the next time.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, Future, as_completed
from dataclasses import dataclass
from pathlib import Path

from optimizer.propose import versions
from optimizer.solving.find import Watcher
from optimizer.sweeping.apart import carry_out_apart
from optimizer.sweeping.executor import open_workers
from optimizer.sweeping.folder import COUNTIES_FILE, RUNS_FILE, SweepFolder
from optimizer.sweeping.grid import Grid
from optimizer.sweeping.kept import kept_summary
from optimizer.sweeping.prepare import Run, prepare
from optimizer.sweeping.run import Assignment, Suits, carry_out
from optimizer.sweeping.table import FAILED, NOT_RUN, Ended, told, write_counties, write_runs

SECONDS_BETWEEN_TABLES = 10.0
"""How often ``runs.csv`` is written anew while runs come in."""

SECONDS_TO_APPEAR = 60.0
"""How long a result may take to be seen from here that another machine has written: shared folders are slow."""


@dataclass(frozen=True)
class Swept:
    """How every run of a grid ended, in its order; ``found`` are the digests of those that were there already."""

    folder: Path
    ended: tuple[Ended, ...]
    found: frozenset[str]
    interrupted: bool = False
    late: bool = False
    """whether the time limit ended it"""

    def count(self, status: str) -> int:
        """How many runs have that status."""
        return sum(one.status == status for one in self.ended)

    @property
    def is_complete(self) -> bool:
        """Whether every run has a result; that there can be no plan is one."""
        return not self.count(FAILED) and not self.count(NOT_RUN)


def sweep(
    grid: Grid,
    folder: Path,
    *,
    scheduler: str | None = None,
    processes: int | None = None,
    seconds: float | None = None,
    watch: Watcher | None = None,
) -> Swept:
    """Do every run of a grid whose result is not in ``folder`` yet, and write the tables.

    The runs are done by a Dask cluster at the address ``scheduler``, or by so many ``processes`` here: by default as
    many as there are processors for the threads of each. After ``seconds`` no more is done. ``watch`` is told in words
    how many are done. Raises InputError for every problem of the grid, and as :func:`open_workers` does, before
    anything runs; Ctrl-C keeps what is done.
    """
    deadline = None if seconds is None else time.monotonic() + seconds
    runs = prepare(grid)
    with SweepFolder(folder) as place:
        work = _Work(runs, place, watch)
        left = work.to_do()
        cores = max(1, (os.cpu_count() or 1) // (grid.options.threads or 1))
        try:
            if left:
                do = carry_out if scheduler is None else carry_out_apart
                with open_workers(scheduler, min(processes or cores, len(left)), _suits(place, runs)) as workers:
                    futures = {workers.submit(do, work.assignment(run)): run for run in left}
                    work.take(futures, deadline)
        except KeyboardInterrupt:
            work.interrupted = True
        except TimeoutError:
            work.late = True
        work.look_again()
        work.write(whole=True)
        return Swept(place.folder, tuple(work.ended()), frozenset(work.found), work.interrupted, work.late)


def _suits(place: SweepFolder, runs: Sequence[Run]) -> Suits:
    """What a worker of a cluster must have: the same versions, and sight of all that is read and written."""
    paths = {run.where for run in runs if Path(run.where).is_absolute()}
    return Suits(versions(), str(place.wanted), tuple(sorted(paths)))


class _Work:
    """The runs of a sweep, and what is known of each."""

    def __init__(self, runs: Sequence[Run], place: SweepFolder, watch: Watcher | None) -> None:
        self.runs, self.place, self.watch = runs, place, watch
        self.unlike = {run.digest: run for run in runs}
        self.known: dict[str, Ended] = {}
        self.found: set[str] = set()
        self.interrupted = self.late = False
        self.written = time.monotonic()

    def to_do(self) -> list[Run]:
        """Take the results that are there; the runs that are left, each once."""
        self.found = {digest for digest, run in self.unlike.items() if self.look(run)}
        left = [run for digest, run in self.unlike.items() if digest not in self.found]
        for run in left:
            self.place.make_room(run.digest)
        return left

    def look(self, run: Run) -> bool:
        """Whether the result of a run is there; it is known then."""
        summary = kept_summary(self.place.of_run(run.digest), run.made_of)
        if summary is not None:
            self.known[run.digest] = Ended(run, told(summary))
        return summary is not None

    def look_again(self) -> None:
        """Take results that have come to be there though nobody waited for them any longer."""
        for digest, run in self.unlike.items():
            if digest not in self.known or self.known[digest].fault:
                self.look(run)

    def assignment(self, run: Run) -> Assignment:
        """A run as it is handed to a worker."""
        one = run.combination
        target = str(self.place.of_run(run.digest))
        return Assignment(
            run.where, one.policy, one.overrides, run.options, run.made_of, str(self.place.wanted), target
        )

    def take(self, futures: dict[Future[str], Run], deadline: float | None) -> None:
        """Take every run as it is done. Raises TimeoutError at the deadline."""
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        for future in as_completed(futures, left):
            run = futures[future]
            if fault := _fault(future) or self.fault_of_sight(run):
                self.known[run.digest] = Ended(run, fault=fault)
            if self.watch is not None:
                self.watch(f"{len(self.known)} / {len(self.unlike)}", None, None)
            if time.monotonic() - self.written > SECONDS_BETWEEN_TABLES:
                self.write()

    def fault_of_sight(self, run: Run) -> str:
        """Empty as soon as the result of a run that is done is seen here."""
        end = time.monotonic() + SECONDS_TO_APPEAR
        while not self.look(run):
            if time.monotonic() > end:
                return "the worker says that it is done, but its result is not seen in the folder of the sweep"
            time.sleep(0.1)
        return ""

    def ended(self) -> Iterator[Ended]:
        """Every run of the grid as it is known."""
        for run in self.runs:
            known = self.known.get(run.digest, Ended(run))
            yield Ended(run, known.summary, known.fault)

    def write(self, *, whole: bool = False) -> None:
        """Write the table of runs, and if ``whole`` that of counties."""
        ended = list(self.ended())
        write_runs(self.place.folder / RUNS_FILE, ended)
        if whole:
            write_counties(self.place.folder / COUNTIES_FILE, ended, lambda run: self.place.of_run(run.digest))
        self.written = time.monotonic()


def _fault(future: Future[str]) -> str:
    """What went wrong with a run, in words; empty if nothing did."""
    try:
        return future.result()
    except CancelledError:
        return "the scheduler has lost it"
    except Exception as fault:
        return f"{type(fault).__name__}: {fault}"
