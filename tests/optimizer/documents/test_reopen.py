"""A result folder read back: the same dossier as when it was solved, or a clear word about what no longer fits."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from optimizer.converting.convert import convert
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


def tamper(path: Path, change: Callable[[Any], object]) -> None:
    """Change what a JSON file says."""
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


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


def test_units_moved_between_facilities_are_another_plan(tmp_path: Path) -> None:
    """Totals, cost and every goal are the same, but it is not the plan that the solve found."""
    instance = write_small_region(tmp_path / "small", [{"id": "S-1", "at_least": 27, "in": "region"}])
    result = tmp_path / "result"
    verified = propose(str(instance), output=result).verified
    assert verified is not None
    plan = verified.judgement.plan.proposed
    beds = [plan["HA", "beds"], plan["HB", "beds"]]
    assert sum(beds) == 27
    for facility, now, then in (("HA", *beds), ("HB", *reversed(beds))):
        added = now - 10
        edit(
            result / "plan.csv",
            f"{facility},beds,10,{now},{added},{100 * added},{10 * now}",
            f"{facility},beds,10,{then},{then - 10},{100 * (then - 10)},{10 * then}",
        )
    assert codes(result) == [("plan-changed", "plan.csv")]


def test_a_plan_that_a_spreadsheet_saved_again_is_the_same(copied: tuple[Path, Path]) -> None:
    """The decisions count, not the bytes of the file."""
    _, result = copied
    path = result / "plan.csv"
    header, *rows = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_bytes("\r\n".join([header, *reversed(rows), ""]).encode("gb18030"))
    assert reopen(result).judgement.holds


def test_an_edited_summary_is_refused(copied: tuple[Path, Path]) -> None:
    """A goal that the plan does not reach is not printed because a file says so."""
    _, result = copied
    summary = json.loads((result / "summary.json").read_text(encoding="utf-8"))
    summary["goals"][-1]["value"] -= 1
    (result / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    assert codes(result) == [("plan-changed", "plan.csv")]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("status", value) for value in (None, [], "doc_status", "<script>")),
        *(("stop_reason", value) for value in (1, {}, "optimal ")),
        *(("instance", value) for value in (None, 5)),
        *(("policy", value) for value in (None, [], {"a": 1})),
        *(("goals", value) for value in (None, [], "x", [1], [{"goal": "cost"}])),
        *(("versions", value) for value in (None, ["1"], {"a": 1})),
        *(("options", value) for value in (None, {"sets": 5}, {"sets": [5]}, {"gap": "x"}, {"gap": -1})),
        *(("options", {option: [[]]}) for option in ("drops", "keep", "never", "seed")),
        *(("inputs", value) for value in (None, [], {"areas.csv": 5})),
        *(("warnings", value) for value in (5, "text", [5])),
    ],
)
def test_a_summary_of_another_form_is_refused(copied: tuple[Path, Path], key: str, value: object) -> None:
    """What a solve cannot have written is bad input, never printed and never a fault of the program."""
    tamper(copied[1] / "summary.json", lambda summary: summary.update({key: value}))
    assert codes(copied[1]) == [("not-a-result", "summary.json")]


@pytest.mark.parametrize(
    "change",
    [
        lambda goals: goals.append(goals[0]),
        lambda goals: goals.reverse(),
        lambda goals: goals[-1].update(bound=0),
        lambda goals: goals[-1].update(gap=0.5),
        lambda goals: goals[-1].update(gap=None),
        lambda goals: goals[-1].update(bound=float("nan")),
        lambda goals: goals[-1].update(bound=10**400),
        lambda goals: goals[-1].update(bound=goals[-1]["value"] + 1),
        lambda goals: goals[-1].update(bound="0"),
        lambda goals: goals[-1].pop("bound"),
    ],
)
def test_goals_that_the_solve_cannot_have_left_are_refused(copied: tuple[Path, Path], change: Any) -> None:
    """Each stands once and in its place, with the gap that its value and its bound have."""
    tamper(copied[1] / "summary.json", lambda summary: change(summary["goals"]))
    assert codes(copied[1]) == [("not-a-result", "summary.json")]


def test_a_status_without_a_plan_is_not_printed_beside_one(copied: tuple[Path, Path]) -> None:
    """An infeasible policy has no plan, whatever lies in the folder."""
    tamper(copied[1] / "summary.json", lambda summary: summary.update(status="infeasible"))
    assert [code for code, _ in codes(copied[1])] == ["no-plan"]


@pytest.mark.parametrize("origin", [None, [], "x", 5, {"instance": 5}, {"policy": ["a"]}, {"policy": "\0/x"}])
def test_an_origin_of_another_form_is_refused(copied: tuple[Path, Path], origin: object) -> None:
    """Where the inputs were read from is a text or nothing."""
    tamper(copied[1] / "timing.json", lambda timing: timing.update(read_from=origin))
    assert codes(copied[1]) == [("not-a-result", "timing.json")]


@pytest.mark.parametrize("policy", ["/dev/zero", "/dev/null/x.toml", "./"])
def test_an_origin_that_is_no_file_is_refused(copied: tuple[Path, Path], policy: str) -> None:
    """A device is never read to its end, which it has not."""
    tamper(copied[1] / "timing.json", lambda timing: timing["read_from"].update(policy=policy))
    assert [code for code, _ in codes(copied[1])] == ["unknown-policy"]


@pytest.mark.parametrize("name", ["summary.json", "timing.json"])
def test_a_file_nested_without_end_is_refused(copied: tuple[Path, Path], name: str) -> None:
    """It is broken, as any other text that is no JSON."""
    (copied[1] / name).write_text("[" * 200_000, encoding="utf-8")
    assert codes(copied[1]) == [("not-a-result", name)]


def test_a_workbook_under_another_name_is_the_same_input(tmp_path: Path) -> None:
    """A renamed workbook has the content that the plan was made from."""
    folder = write_small_region(tmp_path / "small", [CLAUSE])
    book, result = tmp_path / "small.xlsx", tmp_path / "result"
    convert(str(folder), book, "en")
    propose(str(book), output=result)
    renamed = book.rename(tmp_path / "other.xlsx")
    assert reopen(result, str(renamed)).judgement.holds


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
