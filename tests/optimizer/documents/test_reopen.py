"""A result folder read back: the same dossier as when it was solved, or a clear word about what no longer fits."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from optimizer.documents.dossier import dossier
from optimizer.documents.reopen import reopen
from optimizer.problems import InputError
from optimizer.propose import propose
from optimizer.reading.overrides import Overrides
from tests.small_region import write_small_region

CLAUSE = {"id": "S-1", "at_least": 12}


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """The folder of a small instance, that of its result, and the id of the run."""
    instance = write_small_region(tmp_path_factory.mktemp("small") / "small", [CLAUSE])
    result = instance.parent / "result"
    proposal = propose(str(instance), overrides=Overrides(sets=("S-1.at_least=13",)), output=result)
    return instance, result, dossier(proposal).run_id


@pytest.fixture
def copied(solved: tuple[Path, Path, str], tmp_path: Path) -> tuple[Path, Path]:
    """Copies of both folders that a test may spoil; the result believes that its instance is the copy."""
    instance, result = shutil.copytree(solved[0], tmp_path / "small"), shutil.copytree(solved[1], tmp_path / "result")
    timing = json.loads((result / "timing.json").read_text(encoding="utf-8"))
    timing["read_from"]["instance"] = str(instance)
    (result / "timing.json").write_text(json.dumps(timing), encoding="utf-8")
    return instance, result


def codes(result: Path, instance: str | None = None) -> list[tuple[str, str]]:
    """Code and file of every problem that keeps a folder from being reopened."""
    with pytest.raises(InputError) as refused:
        reopen(result, instance)
    return [(problem.code, problem.file) for problem in refused.value.problems]


def edit(path: Path, before: str, after: str) -> None:
    """Change a text that stands in a file."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_a_result_is_reopened_as_it_was_solved(solved: tuple[Path, Path, str]) -> None:
    """The run has the same id, the overrides are applied again, and the plan is the one that was found."""
    again = reopen(solved[1])
    assert again.run_id == solved[2]
    assert {row.required for row in again.judgement.rows} == {13}
    assert again.judgement.plan.proposed["HA", "beds"] == 13
    assert again.goals[-1]["goal"] == "cost"


def test_an_instance_that_moved_is_named_by_the_caller(copied: tuple[Path, Path]) -> None:
    """Where nothing stands any more it cannot be reopened; at its new place it can."""
    instance, result = copied
    moved = instance.rename(instance.parent / "moved")
    assert codes(result) == [("unknown-instance", "instance")] or codes(result)[0][0] == "missing-folder"
    assert reopen(result, str(moved)).judgement.holds


def test_a_changed_input_is_refused(copied: tuple[Path, Path]) -> None:
    """A plan is not shown beside inputs that it was not made from; every changed file is named."""
    instance, result = copied
    edit(instance / "areas.csv", "1000", "1001")
    edit(instance / "policies" / "small.toml", 'title = "small"', 'title = "other"')
    assert codes(result) == [("input-changed", "areas.csv"), ("input-changed", "small.toml")]


def test_an_edited_plan_is_refused(copied: tuple[Path, Path]) -> None:
    """A plan that no longer gives the totals of its summary is for ``verify``, not for a document."""
    _, result = copied
    edit(result / "plan.csv", "HA,beds,10,13,3", "HA,beds,10,14,4")
    assert codes(result) == [("plan-changed", "plan.csv")]


def test_an_edited_summary_is_refused(copied: tuple[Path, Path]) -> None:
    """A goal that the plan does not reach is not printed because a file says so."""
    _, result = copied
    summary = json.loads((result / "summary.json").read_text(encoding="utf-8"))
    summary["goals"][-1]["value"] -= 1
    (result / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    assert codes(result) == [("plan-changed", "plan.csv")]


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"status": "optimal"}'])
def test_a_broken_summary_is_refused(copied: tuple[Path, Path], content: str) -> None:
    """What is no JSON, no object or lacks a key is none of ours."""
    (copied[1] / "summary.json").write_text(content, encoding="utf-8")
    assert codes(copied[1]) == [("not-a-result", "summary.json")]


def test_a_folder_without_summary_is_refused(copied: tuple[Path, Path]) -> None:
    """It is the mark of a complete result."""
    (copied[1] / "summary.json").unlink()
    assert codes(copied[1]) == [("missing-file", "summary.json")]


def test_a_result_without_a_plan_has_no_documents(copied: tuple[Path, Path]) -> None:
    """An infeasible policy leaves a summary and nothing to put on the table."""
    (copied[1] / "plan.csv").unlink()
    assert [code for code, _ in codes(copied[1])] == ["no-plan"]


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """The problem names the folder."""
    assert codes(tmp_path / "none") == [("not-a-result", str(tmp_path / "none"))]
