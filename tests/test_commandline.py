"""The command line as its users meet it: documents, exit codes, files, messages."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from optimizer import commandline
from optimizer.problems import OwnFaultError
from tests.hard_region import write_hard_region

DOCUMENT_KEYS = [
    "status", "stop_reason", "method", "instance", "policy", "goals", "totals", "cost", "clauses", "counties",
    "equity", "verified", "size", "versions", "options", "inputs", "plan",
]  # fmt: skip


class Said:
    """What a command printed and how it ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def document(self) -> Any:
        """Standard output as one JSON document."""
        return json.loads(self.out)


@pytest.fixture
def allocare(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a command line in this process."""

    def run(*words: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["allocare", *words])
        code = commandline._run()
        caught = capsys.readouterr()
        return Said(code, caught.out, caught.err)

    return run


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The result folder of ``allocare solve shulan -o DIR``."""
    folder = tmp_path_factory.mktemp("solved") / "proposal"
    command = [sys.executable, "-m", "optimizer.commandline", "solve", "shulan", "-q", "-o", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def test_solve_prints_the_documented_document(allocare: Any) -> None:
    """``solve shulan --json`` is one document with every documented key, verified, every gap at most 1e-4."""
    said = allocare("solve", "shulan", "--json")
    document = said.document
    assert said.code == 0
    assert [key for key in document if key in DOCUMENT_KEYS] == DOCUMENT_KEYS
    assert document["status"] == "optimal"
    assert document["verified"] is True
    assert [goal["goal"] for goal in document["goals"] if goal["gap"] > 1e-4] == []
    assert set(document["seconds"]) >= {"build", "solve"}
    assert document["totals"]["beds"]["proposed"] == 3483


def test_solving_twice_writes_identical_files(solved: Path, allocare: Any, tmp_path: Path) -> None:
    """The same inputs give the same bytes in every file but timing.json."""
    assert allocare("solve", "shulan", "-q", "-o", str(tmp_path / "again")).code == 0
    names = sorted(path.name for path in solved.iterdir())
    assert names == [
        "clauses.csv", "counties.csv", "facilities.csv", "plan.csv", "summary.json", "timing.json",
    ]  # fmt: skip
    for name in set(names) - {"timing.json"}:
        assert (solved / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name


def test_the_summary_file_is_the_printed_document_without_its_seconds(solved: Path, allocare: Any) -> None:
    """summary.json equals what --json prints, apart from the seconds and the options of that call."""
    printed = allocare("solve", "shulan", "--json").document
    printed.pop("seconds")
    assert json.loads((solved / "summary.json").read_text(encoding="utf-8")) == printed


def test_our_own_plan_verifies(solved: Path, allocare: Any) -> None:
    """verify accepts the plan that solve wrote."""
    assert allocare("verify", "shulan", str(solved / "plan.csv")).code == 0


def test_an_edited_plan_that_breaks_the_cap_is_named(solved: Path, allocare: Any, tmp_path: Path) -> None:
    """Three beds too many give exit 6 with the clause, the area, what it requires and what is achieved."""
    with (solved / "plan.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if (row["facility"], row["resource"]) == ("jinma", "beds"):
            row["proposed"] = str(int(row["proposed"]) + 3)
    edited = tmp_path / "edited.csv"
    with edited.open("w", encoding="gb18030", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    said = allocare("verify", "shulan", str(edited), "--lang", "en")
    assert said.code == 6
    assert "SL-05" in said.out
    assert "3,483" in said.out
    assert "3,486" in said.out


def test_an_infeasible_policy_ends_with_4_and_says_which_clauses(allocare: Any) -> None:
    """With its bed table binding the plan collides with its own cap; the document names the clauses."""
    said = allocare("solve", "shulan", "--set", "SL-B.nature=binding", "--json")
    document = said.document
    assert said.code == 4
    assert document["status"] == "infeasible"
    assert document["verified"] is False
    assert document["totals"]["beds"] == {"current": 3325, "proposed": None}
    assert {"clause": "SL-05", "area": "220283", "required": 3483, "reachable": 3513} in document["conflict"]
    assert {row["clause"] for row in document["conflict"]} == {"SL-05", "SL-B"}
    private = {"facility": "private-hospitals", "resource": "beds", "key": "min", "value": 813}
    assert private in document["conflict_bounds"]
    costs = [way["cost"] for way in document["repairs"]]
    assert costs == sorted(costs)
    assert {"SL-05", "SL-B"} <= {way["clause"] for way in document["repairs"]}
    assert (document["minimal"], document["confirmed"], document["not_examined"]) == (True, True, [])


@pytest.mark.parametrize("gap", ["0.01", "0.3"])
def test_a_loose_gap_gives_a_verified_plan_within_it(allocare: Any, gap: str) -> None:
    """A goal that stops at a loose gap and gets better later is no fault; every gap is within what was asked."""
    said = allocare("solve", "shulan", "--gap", gap, "--json")
    assert (said.code, said.document["verified"]) == (0, True)
    assert [goal["goal"] for goal in said.document["goals"] if goal["gap"] > float(gap)] == []


def test_a_reader_that_goes_away_is_no_fault() -> None:
    """Standard output closed early ends quietly with 0."""
    command = [sys.executable, "-m", "optimizer.commandline", "check", "shulan"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(timeout=60) == 0


def test_a_hopeless_time_limit_ends_with_5_and_one_document(allocare: Any) -> None:
    """No plan within the limit is exit 5, reported as such."""
    said = allocare("solve", "shulan", "--time-limit", "0.001", "--json")
    assert said.code == 5
    assert (said.document["status"], said.document["stop_reason"]) == ("no_plan", "time_limit")


@pytest.mark.parametrize(
    ("words", "code", "parts"),
    [
        (["solve"], 2, ["INSTANCE"]),
        (["solve", "shulan", "--nonsense"], 2, ["--nonsense"]),
        (["solve", "shulan", "--gap", "-1"], 2, ["--gap"]),
        (["solve", "shulan", "--method", "cities"], 2, ["auto", "whole", "counties"]),
        (["export", "shulan", "model.txt"], 2, [".mps"]),
        (["solve", "shulna"], 3, ["shulna", 'did you mean "shulan"']),
        (["solve", "shulan", "-p", "shulan-154"], 3, ["shulan-154", 'did you mean "shulan-145"']),
        (["solve", "shulan", "--set", "SL-10.at_lest=3"], 3, ["at_lest", 'did you mean "at_least"']),
        (["solve", "shulan", "--set", "SL-99.at_least=3"], 3, ["SL-99"]),
        (["solve", "shulan", "--drop", "SL-99"], 3, ["SL-99"]),
        (["solve", "shulan", "--budget", "plenty"], 3, ["plenty"]),
        (["solve", "shulan", "--set", "SL-10.at_least=3", "--set", "SL-10.at_most=4"], 3, ["SL-10", "once"]),
        (["solve", "shulan", "--set", "SL-10.at_least=999999999999"], 3, ["1,000,000,000", "SL-10"]),
        (["solve", "shulan", "-o", os.devnull + "/proposal"], 3, [os.devnull]),
        (["solve", "shulan", "--gap", "nan"], 2, ["--gap"]),
        (["solve", "n" * 300], 3, ["unknown-instance"]),
        (["export", "shulan", os.devnull + "/model.mps"], 3, [os.devnull]),
        (["export", "shulan", "model.mps", "--goal", "costs"], 3, ["costs", 'did you mean "cost"']),
    ],
)
def test_what_is_wrong_is_said_with_its_exit_code(
    allocare: Any, words: list[str], code: int, parts: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wrong usage is 2, invalid input 3; the message quotes the text, suggests, and nothing stands on stdout."""
    monkeypatch.chdir(tmp_path)
    said = allocare(*words)
    assert said.code == code
    assert [part for part in parts if part not in said.err] == []
    assert said.out == ""
    assert list(tmp_path.iterdir()) == []


def test_a_foreign_folder_is_not_overwritten(allocare: Any, tmp_path: Path) -> None:
    """-o into a folder with somebody else's files is refused and leaves them alone."""
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    said = allocare("solve", "shulan", "-q", "-o", str(tmp_path))
    assert said.code == 3
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_plan_of_ours_that_fails_its_re_check_is_never_shown(
    allocare: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """If the re-check finds fault with our own plan: exit 1, nothing on stdout, nothing written."""

    def broken(*_: object) -> None:
        raise OwnFaultError("the plan fails its exact re-check: SL-05 in 220283")

    monkeypatch.setattr("optimizer.propose._must_hold", broken)
    said = allocare("solve", "shulan", "-o", str(tmp_path / "proposal"))
    assert (said.code, said.out) == (1, "")
    assert "SL-05" in said.err
    assert list(tmp_path.iterdir()) == []


def test_a_time_limit_is_kept_and_leaves_a_verified_plan(allocare: Any, tmp_path: Path) -> None:
    """A proof that would take for ever ends within 5 s of its limit, with exit 0 and a feasible, verified plan."""
    hard = write_hard_region(tmp_path / "hard")
    start = time.monotonic()
    said = allocare("solve", str(hard), "--time-limit", "3", "--json")
    assert time.monotonic() - start < 3 + 5
    document = said.document
    assert said.code == 0
    assert (document["status"], document["stop_reason"], document["verified"]) == ("feasible", "time_limit", True)


@pytest.mark.skipif(os.name == "nt", reason="sends a POSIX signal")
def test_ctrl_c_keeps_the_best_verified_plan(tmp_path: Path) -> None:
    """An interrupt during a long proof ends with 130 and a verified, unproved plan in the folder."""
    hard, target = write_hard_region(tmp_path / "hard"), tmp_path / "proposal"
    command = [sys.executable, "-m", "optimizer.commandline", "solve", str(hard), "-o", str(target)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(6)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    document = json.loads((target / "summary.json").read_text(encoding="utf-8"))
    assert (document["status"], document["stop_reason"], document["verified"]) == ("feasible", "interrupted", True)
    assert out


def test_check_counts_what_was_read(allocare: Any) -> None:
    """check says how much was read, in words and as JSON."""
    assert allocare("check", "shulan", "--lang", "en").code == 0
    document = allocare("check", "shulan", "--json").document
    assert document["facilities"] == {"candidate": 2, "open": 37}
    assert document["areas"] == {"county": 1, "township": 20}


def test_list_names_the_shipped_instances_and_policies(allocare: Any) -> None:
    """list --json names shulan and shulan-145."""
    document = allocare("list", "--json").document
    assert "shulan" in [entry["name"] for entry in document["instances"]]
    assert "shulan-145" in [entry["name"] for entry in document["policies"]]
