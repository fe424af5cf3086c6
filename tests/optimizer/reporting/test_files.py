"""The files of a result, and how they appear."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from optimizer.reporting import files
from optimizer.reporting.csv_lines import FORMULA_STARTS, csv_cell
from optimizer.reporting.files import (
    RESULT_FILES,
    NotOurs,
    publish,
    require_ours,
    write_plan,
    write_report_files,
)
from optimizer.solving.outcome import Status, Stop
from optimizer.verifying.plan_file import read_plan
from tests.optimizer.reporting import samples

TABLES = ("plan.csv", "facilities.csv", "counties.csv", "clauses.csv")


def result(folder: Path, name_of_a: str = "甲县") -> Path:
    """A folder with all files of the sample."""
    folder.mkdir(parents=True)
    write_report_files(folder, samples.proposal(samples.verified(folder, samples.sample_region(name_of_a))))
    return folder


def cells(path: Path) -> list[list[str]]:
    """The rows of a CSV file without its byte-order mark."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def contents(folder: Path) -> dict[str, bytes]:
    """File → bytes."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_result_has_the_documented_tables(tmp_path: Path) -> None:
    """Names of files and columns are those of the design."""
    folder = result(tmp_path / "out")
    assert sorted(contents(folder)) == sorted([*TABLES, "summary.json", "timing.json"])
    assert {name: ",".join(cells(folder / name)[0]) for name in TABLES} == {
        "plan.csv": "facility,resource,current,proposed,change,capital_cost,annual_cost",
        "facilities.csv": "facility,open",
        "counties.csv": (
            "county,name,resource,current,proposed,per_1000_current,per_1000_proposed,capital_cost,annual_cost"
        ),
        "clauses.csv": "clause,area,required,current,achieved,shortfall,status,note",
    }


def test_the_plan_file_holds_costs_and_leaves_unpriced_ones_empty(tmp_path: Path) -> None:
    """A cost nobody priced is an empty cell, not zero."""
    rows = cells(result(tmp_path / "out") / "plan.csv")
    assert ["A1", "beds", "50", "60", "10", "10000", "600"] in rows
    assert ["A1", "doctors", "20", "20", "0", "", "40"] in rows
    assert ["B1", "beds", "40", "45", "5", "1666.25", "450"] in rows


def test_csv_files_open_in_a_spreadsheet(tmp_path: Path) -> None:
    """A byte-order mark says UTF-8; lines end with a line feed."""
    for name in TABLES:
        data = (result(tmp_path / name) / name).read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in data
        assert data.endswith(b"\n")


def test_the_plan_is_read_back_as_it_was(tmp_path: Path) -> None:
    """What is staged is what the re-check reads."""
    instance = samples.sample_region()
    plan = samples.sample_plan(instance)
    write_plan(tmp_path, instance, plan)
    assert read_plan(tmp_path / "plan.csv", instance) == plan


@pytest.mark.parametrize("name", samples.HOSTILE.values(), ids=samples.HOSTILE)
def test_names_never_become_formulas(tmp_path: Path, name: str) -> None:
    """No cell of any table begins like a formula, and the name is still readable behind the apostrophe."""
    folder = result(tmp_path / "out", name)
    numbers = {"change"}
    for table in TABLES:
        header, *rows = cells(folder / table)
        for row in rows:
            texts = [cell for column, cell in zip(header, row, strict=True) if column not in numbers]
            assert not any(cell.startswith(FORMULA_STARTS) for cell in texts)
    assert name in {row[1].removeprefix("'") for row in cells(folder / "counties.csv")}


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\ta", "\ra", "\na", "＝1"])
def test_a_text_that_starts_like_a_formula_gets_an_apostrophe(text: str) -> None:
    """Texts are guarded, numbers are not."""
    assert csv_cell(text) == f"'{text}"
    assert [csv_cell(-3), csv_cell("a=b"), csv_cell(None)] == ["-3", "a=b", ""]


def test_the_summary_is_json_and_the_timing_apart(tmp_path: Path) -> None:
    """Seconds stand in their own file, so that the summary is the same each time."""
    folder = result(tmp_path / "out")
    assert json.loads((folder / "timing.json").read_text(encoding="utf-8")) == {
        "seconds": {"build": 0.123},
        "read_from": {},
    }
    assert json.loads((folder / "summary.json").read_text(encoding="utf-8"))["status"] == "optimal"
    again = result(tmp_path / "again")
    assert (again / "summary.json").read_bytes() == (folder / "summary.json").read_bytes()


def test_without_a_plan_there_is_a_summary_only(tmp_path: Path) -> None:
    """An infeasible run has no tables to show."""
    write_report_files(tmp_path, samples.without_plan(Status.INFEASIBLE, Stop.INFEASIBLE, samples.conflict_row()))
    assert sorted(contents(tmp_path)) == ["summary.json", "timing.json"]


def test_the_summary_is_written_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the mark of a complete result."""
    proposal = samples.proposal(samples.verified(tmp_path))
    written: list[str] = []
    monkeypatch.setattr(files, "_write", lambda path, _: written.append(path.name))
    write_report_files(tmp_path, proposal)
    assert written == ["counties.csv", "clauses.csv", "timing.json", "summary.json"]


def test_publish_makes_the_folder_appear(tmp_path: Path) -> None:
    """A target that is not there yet, or is empty, becomes the result."""
    for target in (tmp_path / "new", tmp_path / "empty"):
        staging = result(tmp_path / "stage" / target.name)
        expected = contents(staging)
        if target.name == "empty":
            target.mkdir()
        publish(staging, target)
        assert contents(target) == expected
        assert not staging.exists()


def test_publish_replaces_an_earlier_result_whole(tmp_path: Path) -> None:
    """Nothing of the earlier result remains, reports made from it included, and nothing lies about beside it."""
    target = result(tmp_path / "out")
    (target / "proposal.docx").write_text("old")
    (target / ".DS_Store").write_text("")
    staging = result(tmp_path / "stage", "新县")
    expected = contents(staging)
    publish(staging, target)
    assert contents(target) == expected
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_publish_follows_a_link_to_an_earlier_result(tmp_path: Path) -> None:
    """A link keeps pointing at the folder, which has the new content."""
    result(tmp_path / "real")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    staging = result(tmp_path / "stage", "新县")
    publish(staging, tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert "新县" in (tmp_path / "real" / "counties.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    "foreign",
    [("thesis.docx",), ("summary.json", "notes.txt"), ("plan.csv",), ("summary.json", "sub/"), ("counties.csv/",)],
)
def test_publish_refuses_what_is_not_ours(tmp_path: Path, foreign: tuple[str, ...]) -> None:
    """A folder with somebody's own files, or without the mark of a result, stays exactly as it is."""
    target = tmp_path / "mine"
    target.mkdir()
    for name in foreign:
        (target / name).mkdir() if name.endswith("/") else (target / name).write_text("mine")
    staging = result(tmp_path / "stage")
    with pytest.raises(NotOurs) as refused:
        publish(staging, target)
    assert refused.value.path == target
    assert sorted(path.name for path in target.iterdir()) == sorted(name.rstrip("/") for name in foreign)
    assert staging.exists()


def test_publish_refuses_a_file(tmp_path: Path) -> None:
    """A file of that name is not overwritten."""
    target = tmp_path / "out"
    target.write_text("mine")
    with pytest.raises(NotOurs, match="a file"):
        publish(result(tmp_path / "stage"), target)
    assert target.read_text() == "mine"


def test_a_failing_rename_brings_the_earlier_result_back(tmp_path: Path) -> None:
    """If the new folder cannot take its place, the old one is there again, whole."""
    target = result(tmp_path / "out")
    before = contents(target)

    class Stuck(type(tmp_path)):  # type: ignore[misc]
        def rename(self, _target: object) -> None:
            raise OSError("no")

    staging = Stuck(result(tmp_path / "stage"))
    with pytest.raises(OSError, match="no"):
        publish(staging, target)
    assert contents(target) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "stage"]


def test_a_failing_write_leaves_no_summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full half way leaves a folder without the mark of a result, and nothing is published."""
    verified = samples.verified(tmp_path)
    real = files._write

    def full(path: Path, blocks: Iterable[str]) -> None:
        if path.name == "clauses.csv":
            raise OSError("disk full")
        real(path, blocks)

    monkeypatch.setattr(files, "_write", full)
    with pytest.raises(OSError, match="disk full"):
        write_report_files(tmp_path, samples.proposal(verified))
    assert "summary.json" not in contents(tmp_path)
    with pytest.raises(NotOurs):
        require_ours(tmp_path)


def test_all_that_we_write_is_known_to_be_ours(tmp_path: Path) -> None:
    """A result is itself replaceable."""
    folder = result(tmp_path / "out")
    assert set(contents(folder)) <= RESULT_FILES
    require_ours(folder)


def test_the_folder_one_stands_in_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rename would leave whoever stands in it nowhere."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NotOurs) as refused:
        require_ours(tmp_path)
    assert refused.value.problems[0].found == "the folder that you are in"
