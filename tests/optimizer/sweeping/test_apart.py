"""A run in a process of its own: what it says, and how it is ended."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from optimizer.sweeping import apart
from optimizer.sweeping.apart import carry_out_apart
from optimizer.sweeping.kept import is_kept
from optimizer.sweeping.prepare import prepare
from optimizer.sweeping.run import NOT_WANTED, Assignment
from optimizer.sweeping.sweep_file import read_sweep_file
from tests.hard_region import write_hard_region
from tests.optimizer.sweeping.grids import write_sweep


def assignment(tmp_path: Path, **keys: object) -> Assignment:
    """The first run of a sweep that goes on."""
    run = prepare(read_sweep_file(write_sweep(tmp_path, **keys)))[0]
    (tmp_path / "out" / "runs").mkdir(parents=True)
    (tmp_path / "wanted").touch()
    one, target = run.combination, tmp_path / "out" / "runs" / run.digest
    return Assignment(
        run.where, one.policy, one.overrides, run.options, run.made_of, str(tmp_path / "wanted"), str(target)
    )


def test_the_result_is_there_and_what_goes_wrong_is_said(tmp_path: Path) -> None:
    """As when it is done in this process."""
    given = assignment(tmp_path)
    assert carry_out_apart(given) == ""
    assert is_kept(Path(given.target), given.made_of)
    (tmp_path / "small" / "stock.csv").unlink()
    assert "stock.csv: found no such file" in carry_out_apart(given)


def test_a_run_that_nobody_waits_for_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long it would have taken."""
    monkeypatch.setattr(apart, "SECONDS_BETWEEN_LOOKS", 0.05)
    write_hard_region(tmp_path / "hard")
    given = assignment(tmp_path, instances=["hard"], budgets=["none"], gap=0)
    threading.Timer(0.5, (tmp_path / "wanted").unlink).start()
    assert carry_out_apart(given) == NOT_WANTED
    assert not Path(given.target).exists()


def test_a_process_that_dies_is_begun_again_and_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """How it ended is said."""
    begun: list[float] = []

    def dying(_: Assignment) -> tuple[None, int]:
        begun.append(time.monotonic())
        return None, -9

    given = assignment(tmp_path)
    monkeypatch.setattr(apart, "_answer", dying)
    assert carry_out_apart(given) == "the process that did the run ended with -9, 3 times"
    assert len(begun) == 3
