"""A grid is checked as a whole before anything runs: every input read, every change tried, every run given its name.

The name of a run is the sha256 of all that decides its result: the content of its input files, its changes, its options
and the versions of what computes it. Where these are the same, the result is the same and is not computed again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from models.clause import Policy
from models.instance import Instance
from optimizer.problems import InputError, Problem, did_you_mean
from optimizer.propose import read_region, versions
from optimizer.reading.folder import fingerprint
from optimizer.reading.overrides import Overrides
from optimizer.reading.policy import read_policy
from optimizer.reading.raw import SETTINGS_FILE
from optimizer.reading.shipped import instances_folder, locate_instance, shipped_instances
from optimizer.reporting.numbers import json_value
from optimizer.solving.find import SolveOptions
from optimizer.sweeping.grid import Combination, Grid, Variant

FORMAT = 1
"""Changes whenever a run's folder comes to mean something else."""

MOST_PLACES = 3
"""Of so many instances and policies a problem that several share is told."""

FROM_CHANGES: Mapping[str, tuple[str, str]] = {
    "--set": ("set", "variant"),
    "--drop": ("drop", "variant"),
    "--budget": ("budgets", "budgets"),
    "policy": ("policies", "policies"),
}
"""What reading calls a place on the command line → the key of a sweep file, and whose row that has."""


@dataclass(frozen=True)
class Run:
    """A run that can begin: what is solved, and the values of ``summary.json`` that it is bound to have.

    ``where`` is the instance as any folder can find it, ``currency`` its own; ``policy_name`` is the name of the policy
    that is followed.
    """

    combination: Combination
    where: str
    policy_name: str
    currency: str
    options: SolveOptions
    made_of: Mapping[str, Any]
    digest: str


def prepare(grid: Grid) -> tuple[Run, ...]:
    """Every run of a grid, in its order. InputError carries every problem of every input and every change at once."""
    faults = _Faults(grid)
    followed: dict[tuple[str, str | None], _Followed] = {}
    for text in grid.instances:
        with faults.of_instance(text):
            where = _locate(grid, text)
            instance = read_region(where)
            for policy in grid.policies:
                read = _try_changes(grid, instance, text, policy, faults)
                if read is not None:
                    followed[text, policy] = _Followed(where, instance, read)
    faults.raise_all()
    name = _Naming()
    return tuple(name.run(grid, one, followed[one.instance, one.policy]) for one in grid.combinations())


class _Followed:
    """What is kept of an instance under a policy once both are read."""

    def __init__(self, where: str, instance: Instance, policy: Policy) -> None:
        self.where, self.instance, self.policy = where, instance.name, policy.name
        self.currency = instance.currency
        self.inputs = dict(sorted({**instance.inputs, **policy.inputs}.items()))


class _Naming:
    """Gives runs their names, with what is the same for all of them looked up once."""

    def __init__(self) -> None:
        self.versions = versions()
        self.vocabulary = fingerprint((instances_folder() / "vocabulary.toml").read_bytes())

    def run(self, grid: Grid, one: Combination, followed: _Followed) -> Run:
        """The run of a combination."""
        options = grid.options_of(one)
        made_of = {
            "instance": followed.instance,
            "policy": followed.policy,
            "inputs": followed.inputs,
            "options": json_value({**asdict(options), **asdict(one.overrides)}),
            "versions": self.versions,
        }
        return Run(one, followed.where, followed.policy, followed.currency, options, made_of, self.digest(made_of))

    def digest(self, made_of: Mapping[str, Any]) -> str:
        """The name of a run. The vocabulary counts too, though no summary tells it: it comes with the program."""
        text = json.dumps(
            {**made_of, "format": FORMAT, "vocabulary": self.vocabulary}, sort_keys=True, ensure_ascii=False
        )
        return sha256(text.encode("utf-8")).hexdigest()


def _locate(grid: Grid, text: str) -> str:
    """A shipped name as it is, or the full path of a folder or workbook that is named as seen from the sweep file."""
    beside = grid.folder / text
    shipped = shipped_instances()
    if text in shipped and not (beside / SETTINGS_FILE).is_file():
        return text
    try:
        return str(locate_instance(str(beside)).resolve())
    except InputError as error:
        if {problem.code for problem in error.problems} != {"unknown-instance"}:
            raise
    hint = did_you_mean(text, shipped) or f"there are {', '.join(shipped)}"
    expected = "a shipped instance, or a folder or workbook as seen from the folder of the sweep file"
    row = grid.rows.get("instances")
    raise InputError([Problem("unknown-instance", grid.file, f'"{text}"', expected, row, "instances", hint=hint)])


def _try_changes(grid: Grid, instance: Instance, text: str, policy: str | None, faults: _Faults) -> Policy | None:
    """Read the policy with each variant and, if there is any, with a budget; one of them, None if all have problems."""
    budget = next((budget for budget in grid.budgets if budget is not None), None)
    name = instance.policy if policy is None else policy
    read: Policy | None = None
    for variant in grid.variants:
        overrides = Overrides(variant.sets, variant.drops, budget)
        with faults.of_policy(text, name, variant, named=policy is not None):
            read = read_policy(name, instance, Path(instance.folder), overrides)
    return read


class _Faults:
    """Problems of all inputs, each told once however many combinations meet it, at its place in the sweep file."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._met: dict[Problem, list[str]] = {}

    @contextmanager
    def of_instance(self, text: str) -> Iterator[None]:
        """Catch the problems of an instance."""
        try:
            yield
        except InputError as error:
            for problem in error.problems:
                self._note(self._inside(text, problem))

    @contextmanager
    def of_policy(self, text: str, policy: str, variant: Variant, *, named: bool) -> Iterator[None]:
        """Catch those of a policy with a variant; ``named`` if it was named in the file."""
        try:
            yield
        except InputError as error:
            for problem in error.problems:
                key, owner = FROM_CHANGES.get(problem.file, ("", ""))
                if not key or (key == "policies" and not named):
                    self._note(self._inside(text, problem))
                    continue
                row = variant.row if owner == "variant" else self._grid.rows.get(owner)
                placed = replace(problem, file=self._grid.file, row=row, column=key)
                self._note(placed, text if key == "policies" else f"{text} ({policy})")

    def raise_all(self) -> None:
        """Raise InputError if there are any."""
        if self._met:
            raise InputError(self._told())

    def _inside(self, text: str, problem: Problem) -> Problem:
        """A problem of a file of an instance; those of the sweep file stay."""
        return problem if problem.file == self._grid.file else replace(problem, file=f"{text}/{problem.file}")

    def _note(self, problem: Problem, place: str | None = None) -> None:
        places = self._met.setdefault(problem, [])
        if place is not None and place not in places:
            places.append(place)

    def _told(self) -> Iterator[Problem]:
        for problem, places in self._met.items():
            more = f" and {len(places) - MOST_PLACES} more" if len(places) > MOST_PLACES else ""
            where = f" for {', '.join(places[:MOST_PLACES])}{more}" if places else ""
            yield replace(problem, found=f"{problem.found}{where}")
