"""What is found out before anything runs: what does not exist, and what a run is called."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.problems import InputError, Problem
from optimizer.sweeping import prepare as prepare_module
from optimizer.sweeping.prepare import prepare
from optimizer.sweeping.sweep_file import read_sweep_file
from tests.optimizer.sweeping.grids import write_sweep


def digests(path: Path) -> list[str]:
    """What the runs of a sweep file are called."""
    return [run.digest for run in prepare(read_sweep_file(path))]


def problems(path: Path) -> list[Problem]:
    """Everything that keeps a sweep from beginning."""
    with pytest.raises(InputError) as caught:
        prepare(read_sweep_file(path))
    return list(caught.value.problems)


def test_paths_begin_where_the_sweep_file_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However one comes there; shipped names need no folder."""
    path = write_sweep(tmp_path, instances=["small", "./small", "shengsi"], budgets=["none"])
    monkeypatch.chdir("/")
    runs = prepare(read_sweep_file(path))
    assert [run.where for run in runs] == [str(tmp_path / "small")] * 2 + ["shengsi"]
    assert [run.policy_name for run in runs] == ["small", "small", "shengsi-145"]
    assert runs[0].digest == runs[1].digest


def test_the_name_of_a_run_says_what_decides_its_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not change with the place or the label, and does with content, changes, options and versions."""
    first = digests(write_sweep(tmp_path / "a", {"name": "x"}))
    assert len(set(first)) == 2
    assert digests(write_sweep(tmp_path / "b", {"name": "another label"})) == first
    assert digests(write_sweep(tmp_path / "a", {"name": "x"}, policies=["small"])) == first
    others = [
        write_sweep(tmp_path / "c", {"name": "x"}, gap=0.01),
        write_sweep(tmp_path / "d", {"name": "x"}, time_limit=9),
        write_sweep(tmp_path / "e", {"name": "x"}, seeds=[1]),
        write_sweep(tmp_path / "f", {"name": "x", "set": ["WISH.at_least=19"]}),
        write_sweep(tmp_path / "g", {"name": "x", "drop": ["WISH"]}),
        write_sweep(tmp_path / "h", {"name": "x"}, budgets=[401, 801]),
    ]
    table = tmp_path / "b" / "small" / "areas.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("Alpha", "Omega"), encoding="utf-8")
    others.append(tmp_path / "b" / "sweep.toml")
    found = [digest for path in others for digest in digests(path)]
    monkeypatch.setattr(prepare_module, "versions", lambda: {"allocare": "0"})
    found += digests(tmp_path / "a" / "sweep.toml")
    assert len(set(found) | set(first)) == len(found) + len(first)


def test_what_does_not_exist_is_told_all_at_once_at_its_place(tmp_path: Path) -> None:
    """Instances, policies, clauses and keys, each once, with the row of the sweep file and what was perhaps meant."""
    changes = {"name": "wrong", "set": ["MINN.at_least=3", "WISH.at_lest=2", "WISH.at_least=x"], "drop": ["NIM"]}
    path = write_sweep(
        tmp_path, {"name": "right"}, changes, instances=["small", "shulann", "twin"], policies=["small", "smal"]
    )
    shutil.copytree(tmp_path / "small", tmp_path / "twin")
    found = {(one.code, one.file, one.row, one.column): one for one in problems(path)}
    both = "for small (small), twin (small)"
    assert set(found) == {
        ("unknown-instance", "sweep.toml", 1, "instances"),
        ("unknown-policy", "sweep.toml", 3, "policies"),
        ("unknown-clause", "sweep.toml", 6, "set"),
        ("unknown-key", "sweep.toml", 6, "set"),
        ("bad-number", "sweep.toml", 6, "set"),
        ("unknown-clause", "sweep.toml", 6, "drop"),
    }
    assert found["unknown-instance", "sweep.toml", 1, "instances"].hint == 'did you mean "shulan"?'
    assert found["unknown-policy", "sweep.toml", 3, "policies"].found == '"smal" for small, twin'
    assert found["unknown-clause", "sweep.toml", 6, "set"].found == f'"MINN" {both}'
    assert found["unknown-clause", "sweep.toml", 6, "set"].hint == 'did you mean "MIN"?'


def test_problems_inside_an_instance_are_told_with_its_name(tmp_path: Path) -> None:
    """So that one knows which of several it is."""
    path = write_sweep(tmp_path, instances=["small", "other"])
    shutil.copytree(tmp_path / "small", tmp_path / "other")
    (tmp_path / "other" / "stock.csv").unlink()
    (tmp_path / "small" / "policies" / "small.toml").write_text("=", encoding="utf-8")
    assert {(one.code, one.file) for one in problems(path)} == {
        ("missing-file", "other/stock.csv"),
        ("toml", "small/policies/small.toml"),
    }


def test_a_policy_in_a_sweep_file_is_never_a_path(tmp_path: Path) -> None:
    """Names in files are names."""
    path = write_sweep(tmp_path, policies=[str(tmp_path / "small" / "policies" / "small.toml")])
    assert [one.code for one in problems(path)] == ["unknown-policy"]


def test_a_budget_beside_a_clause_of_that_name_is_refused(tmp_path: Path) -> None:
    """Also when another budget of the grid is none."""
    path = write_sweep(tmp_path, budgets=["none", 400])
    policy = tmp_path / "small" / "policies" / "small.toml"
    policy.write_text(policy.read_text(encoding="utf-8").replace('"WISH"', '"BUDGET"'), encoding="utf-8")
    assert [(one.code, one.column, one.row) for one in problems(path)] == [("duplicate-id", "budgets", 2)]


def test_runs_that_differ_in_nothing_are_called_the_same(tmp_path: Path) -> None:
    """Two variants without a change are one run."""
    first, second = prepare(read_sweep_file(write_sweep(tmp_path, {"name": "a"}, {"name": "b"}, budgets=[400])))
    assert first.digest == second.digest
    assert replace(first.combination, variant=second.combination.variant) == second.combination
