"""The points of a budget curve, and the folder that keeps them so that a killed run goes on where it was.

A point's file is named for a hash of everything that decides it: input files, changed clauses, options, versions,
budget. Files appear whole or not at all, and hold exact numbers.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from optimizer.reporting.files import LITTER, NotOurs, writable_folder
from optimizer.reporting.json_text import json_text
from optimizer.studies.changes import Reached

POINT, FRONTIER_FILE, UNFINISHED = "point-", "frontier.json", ".unfinished-"
FORMAT = 1
"""Changes whenever the content of a point's file does."""

DIGITS = 24


@dataclass(frozen=True)
class ShortClause:
    """A clause that is missed, and the areas (or facilities) in which it is."""

    clause: str
    areas: tuple[str, ...]


@dataclass(frozen=True)
class Point:
    """The best plan under one budget (None: without one); money in the instance's currency, None without a plan.

    ``gini`` is by residents, per main resource. ``binds`` is False where the best plan of all keeps the budget.
    """

    budget: Fraction | None
    status: str
    goals: tuple[Reached, ...]
    capital: Fraction | None = None
    annual: Fraction | None = None
    gini: tuple[tuple[str, Fraction | None], ...] = ()
    short: tuple[ShortClause, ...] = ()
    verified: bool = False
    binds: bool = True

    @property
    def has_plan(self) -> bool:
        """Whether a plan exists under this budget."""
        return self.capital is not None


class Shelf:
    """Points in a folder, each under the hash of what it is made of; without a folder nothing is kept."""

    def __init__(self, folder: Path | None, made_of: Mapping[str, object]) -> None:
        """Raises NotOurs for a folder with anything else in it, InputError for one that cannot be written to."""
        self._folder = None if folder is None else _our_folder(folder)
        self._made_of = made_of

    def load(self, budget: Fraction | None) -> Point | None:
        """The point of a budget, if it was kept; what cannot be read counts as not kept."""
        path = self._path(budget)
        if path is None:
            return None
        try:
            return _from_json(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError, ZeroDivisionError):
            return None

    def keep(self, point: Point) -> None:
        """Keep a point."""
        path = self._path(point.budget)
        if path is not None:
            write_whole(path, json_text(_to_json(point)))

    def _path(self, budget: Fraction | None) -> Path | None:
        if self._folder is None:
            return None
        text = json.dumps(
            {"format": FORMAT, "budget": _text(budget), **self._made_of}, sort_keys=True, ensure_ascii=False
        )
        return self._folder / f"{POINT}{hashlib.sha256(text.encode()).hexdigest()[:DIGITS]}.json"


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there in full or as it was before."""
    unfinished = path.with_name(f"{UNFINISHED}{path.name}")
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _our_folder(folder: Path) -> Path:
    if folder.exists() and not folder.is_dir():
        raise NotOurs(folder, "a file")
    names = {path.name for path in folder.iterdir()} - LITTER if folder.exists() else set()
    foreign = sorted(name for name in names if name != FRONTIER_FILE and not name.startswith((POINT, UNFINISHED)))
    if foreign:
        raise NotOurs(folder, f"a folder with {foreign[0]} in it")
    writable_folder(folder)
    for name in names:
        if name.startswith(UNFINISHED):
            (folder / name).unlink(missing_ok=True)
    return folder


def _to_json(point: Point) -> dict[str, Any]:
    return {
        "budget": _text(point.budget),
        "status": point.status,
        "goals": [[one.goal, _text(one.value), _text(one.bound)] for one in point.goals],
        "capital": _text(point.capital),
        "annual": _text(point.annual),
        "gini": [[name, _text(value)] for name, value in point.gini],
        "short": [[one.clause, list(one.areas)] for one in point.short],
        "verified": point.verified,
    }


def _from_json(kept: Mapping[str, Any]) -> Point:
    return Point(
        _number(kept["budget"]),
        str(kept["status"]),
        tuple(Reached(goal, _number(value), _number(bound)) for goal, value, bound in kept["goals"]),
        _number(kept["capital"]),
        _number(kept["annual"]),
        tuple((name, _number(value)) for name, value in kept["gini"]),
        tuple(ShortClause(clause, tuple(areas)) for clause, areas in kept["short"]),
        bool(kept["verified"]),
    )


def _text(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _number(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
