"""The results of a sweep on top of each other: a row per run, and a row per run, county and resource.

Numbers are those of the results, none is computed here. A run without a result stands there with what went wrong, or as
not run; its cells are empty.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from optimizer.reporting.csv_lines import csv_cell
from optimizer.reporting.files import COUNTIES_FILE
from optimizer.reporting.tables import CountyRow, columns
from optimizer.sweeping.kept import UNFINISHED
from optimizer.sweeping.prepare import Run

FAILED, NOT_RUN = "failed", "not_run"
"""What the status is of a run without a result."""

LABELS = ("instance", "policy", "variant", "budget", "seed", "run")
OF_A_GOAL = ("value", "bound", "gap")
OF_COST = ("capital", "annual")
OF_CLAUSES = ("met", "short", "not_applicable")
OF_UNITS = ("current", "proposed")

TOLD = ("status", "stop_reason", "method", "verified", "goals", "cost", "clauses", "totals")
"""What is kept in mind of each summary; those of large regions are long."""


@dataclass(frozen=True)
class Ended:
    """How a run ended: with what is told of its ``summary``, or without a result, perhaps with a ``fault`` in words."""

    run: Run
    summary: Mapping[str, Any] | None = None
    fault: str = ""

    @property
    def status(self) -> str:
        """That of the result, else ``failed`` or ``not_run``."""
        if self.summary is not None:
            return str(self.summary["status"])
        return FAILED if self.fault else NOT_RUN


def labels(run: Run) -> dict[str, Any]:
    """What tells a run from the others, in the order of :data:`LABELS`; ``run`` is the name of its folder."""
    one = run.combination
    values = (one.instance, run.policy_name, one.variant.name, one.budget, one.seed, run.digest)
    return dict(zip(LABELS, values, strict=True))


def write_runs(path: Path, ended: Sequence[Ended]) -> None:
    """Write ``runs.csv``, all at once. Goals and resources are columns, in the order in which they are first met."""
    rows = [_row(one) for one in ended]
    results = list(dict.fromkeys(name for row in rows for name in row if name.startswith(("goal:", "units:"))))
    goals = [name for name in results if name.startswith("goal:")]
    units = [name for name in results if name.startswith("units:")]
    head = [name for name in _row(Ended(ended[0].run)) if name != "fault"]
    names = [*head, *goals, *units, "fault"]
    with replacing(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([csv_cell(name) for name in names])
        writer.writerows([_cell(row.get(name)) for name in names] for row in rows)


def _row(one: Ended) -> dict[str, Any]:
    """The cells of a run by column."""
    summary = one.summary or {}
    row = {**labels(one.run), "status": one.status}
    row |= {key: summary.get(key) for key in ("stop_reason", "method", "verified")}
    cost, clauses = summary.get("cost", {}), summary.get("clauses", {})
    row |= {f"{key}_cost": cost.get(key) for key in OF_COST}
    row |= {f"clauses_{key}": clauses.get(key) for key in OF_CLAUSES}
    row["fault"] = one.fault
    for goal in summary.get("goals", ()):
        row |= {f"goal:{goal['goal']}:{key}": goal[key] for key in OF_A_GOAL}
    for resource, units in summary.get("totals", {}).items():
        row |= {f"units:{resource}:{key}": units[key] for key in OF_UNITS}
    return row


def told(summary: Mapping[str, Any]) -> Mapping[str, Any]:
    """The part of a summary that the table is made of."""
    return {key: summary.get(key) for key in TOLD}


def write_counties(path: Path, ended: Iterable[Ended], folder_of: Callable[[Run], Path]) -> None:
    """Write ``counties.csv``, all at once: the table of each run that has a plan under those before it."""
    with replacing(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*LABELS, *columns(CountyRow)])
        for one in ended:
            cells = [_cell(value) for value in labels(one.run).values()]
            writer.writerows([*cells, *row] for row in _rows_below_header(folder_of(one.run) / COUNTIES_FILE))


def _rows_below_header(path: Path) -> Iterator[Sequence[str]]:
    """The rows of a table as they were written; none if there is no such table."""
    if path.is_file():
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            next(rows, None)
            yield from rows


@contextmanager
def replacing(path: Path) -> Iterator[TextIO]:
    """A text file for spreadsheets that takes the place of ``path`` once it is written in full."""
    beside = path.with_name(f"{UNFINISHED}{path.name}")
    with beside.open("w", encoding="utf-8-sig", newline="") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _cell(value: Any) -> str:
    """A value of a JSON document as a cell: numbers in digits, text that is no formula, nothing for null."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    return csv_cell(value)
