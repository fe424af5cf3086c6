"""The model as a file for another solver, each column explained in a comment at its head."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from models.assemble import assemble
from models.system import Column
from optimizer.problems import InputError, Problem, did_you_mean
from optimizer.propose import read_clauses, read_region
from optimizer.reading.overrides import Overrides
from optimizer.reporting.files import writable_folder
from optimizer.solving.find import SolveOptions, write_model

_COMMENT = {".mps": "*", ".lp": "\\"}


def export_model(
    where: str, policy: str | None, overrides: Overrides, goal: str, file: Path, options: SolveOptions
) -> None:
    """Write ``file`` (.mps or .lp): the model as it stands when ``goal`` is improved and the goals before it are held.

    The objective is the goal times a power of two (stated in the comments), as it is handed to the solver. Raises
    InputError if the policy has no such goal.
    """
    instance = read_region(where)
    clauses = read_clauses(instance, policy, overrides)
    if goal not in clauses.goals:
        expected = "one of the policy's goals: " + ", ".join(clauses.goals)
        hint = did_you_mean(goal, clauses.goals)
        raise InputError([Problem("unknown-goal", "--goal", f'"{goal}"', expected, hint=hint)])
    with tempfile.TemporaryDirectory(prefix=".allocare-", dir=writable_folder(file.resolve().parent)) as folder:
        draft = Path(folder) / f"model{file.suffix.lower()}"
        factor = write_model(instance, clauses, goal, str(draft), options)
        columns = assemble(instance, clauses).system.columns
        mark = _COMMENT[file.suffix.lower()]
        head = [f"{mark} goal {goal}, multiplied by {factor!r}"]
        head += [f"{mark} c{number}_{column.kind}: {_meaning(column)}" for number, column in enumerate(columns)]
        draft.write_text("\n".join(head) + "\n" + draft.read_text(encoding="utf-8"), encoding="utf-8")
        os.replace(draft, file)


def _meaning(column: Column) -> str:
    return ", ".join(column.key).replace("\n", " ")
