"""Sweep files over the small region, and their runs done in the test's own process, which starts faster."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from optimizer.sweeping.workers import Workers
from tests.small_region import write_small_region

Given = ParamSpec("Given")
Result = TypeVar("Result")

CLAUSES = ({"id": "MIN", "at_least": 12}, {"id": "WISH", "at_least": 20, "nature": "anticipated"})
"""Each county needs two beds more than today, at 100 each, and wants ten."""

BUDGETS = (400, 800)


def write_sweep(folder: Path, *variants: Mapping[str, object], **keys: object) -> Path:
    """A small region in ``folder/small`` and a sweep file beside it; its runs are of two budgets unless told."""
    if not (folder / "small").exists():
        write_small_region(folder / "small", CLAUSES)
    full = {"instances": ["small"], "budgets": list(BUDGETS), **keys}
    lines = [f"{key} = {_toml(value)}" for key, value in full.items()]
    for variant in variants:
        lines += ["[[variant]]", *(f"{key} = {_toml(value)}" for key, value in variant.items())]
    path = folder / "sweep.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _toml(value: object) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(_toml, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)


class WorkersHere(Workers):
    """Does everything at once where it is submitted; ``done`` counts what has been, ``stop_after`` is Ctrl-C then."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.done, self.stop_after = 0, stop_after

    def __call__(self, *_: object) -> WorkersHere:
        """In place of ``open_workers``."""
        return self

    def submit(self, fn: Callable[Given, Result], /, *args: Given.args, **kwargs: Given.kwargs) -> Future[Result]:
        """Done already."""
        if self.done == self.stop_after:
            raise KeyboardInterrupt
        future: Future[Result] = Future()
        future.set_result(fn(*args, **kwargs))
        self.done += 1
        return future

    def kill(self) -> None:
        """Nothing runs."""


def content(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes, but for the durations."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "timing.json")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def cells(path: Path) -> list[dict[str, Any]]:
    """The rows of a table by column."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
