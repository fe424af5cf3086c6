"""The benchmarks run: every stage of a small province is timed and printed as a ratio."""

from __future__ import annotations

import pytest

from tests.benchmarks import run


def test_each_stage_is_printed_with_its_ratio(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line per stage, each with a median, a ratio against the reference and its spread."""
    monkeypatch.setattr(run, "RUNS", 1)
    run.measure_size(1)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == ["1 × 100"] * 4
    assert all(" × passModel  (" in line and " … " in line for line in lines)
