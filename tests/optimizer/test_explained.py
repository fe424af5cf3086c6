"""What ``solve`` says of an infeasible policy: why, the ways out, within its time, on every way it is asked."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import optimizer as opt
from optimizer import commandline
from optimizer.studies import why_impossible
from optimizer.studies.explain import explain
from optimizer.studies.explain_report import document
from tests.explaining import EXACT, RIVALS, in_this_process
from tests.small_region import write_small_region

TOLD = ("conflict", "conflict_bounds", "repairs", "others", "minimal", "confirmed", "not_examined")


@pytest.fixture(autouse=True)
def quick() -> Iterator[pytest.MonkeyPatch]:
    """Work in this process."""
    with in_this_process() as patch:
        yield patch


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A floor of 15 beds in each county and a cap of 14 in one of them."""
    return write_small_region(tmp_path / "small", RIVALS)


def test_solve_and_explain_give_one_answer(folder: Path) -> None:
    """The same conflict, minimal, the same ways out with the same cost."""
    solved = opt.solve(str(folder), gap=EXACT.gap).summary
    explained = document(explain(str(folder), options=EXACT))
    assert {key: solved[key] for key in TOLD} == {key: explained[key] for key in TOLD}
    assert {(row["clause"], row["area"]) for row in solved["conflict"]} == {("FLOOR", "B"), ("CAP", "B")}
    assert [(way["clause"], way["cost"]) for way in solved["repairs"]] == [("FLOOR", 300), ("FLOOR", 360), ("CAP", 400)]
    assert (solved["minimal"], solved["confirmed"], solved["not_examined"]) == (True, True, [])


def test_the_result_folder_says_why(folder: Path, tmp_path: Path) -> None:
    """The summary that is written is the one that is handed back, and how long it took stands beside it."""
    result = opt.solve(str(folder), output=tmp_path / "result")
    written = json.loads((tmp_path / "result" / "summary.json").read_text(encoding="utf-8"))
    assert written == json.loads(json.dumps(result.summary))
    timing = json.loads((tmp_path / "result" / "timing.json").read_text(encoding="utf-8"))
    assert timing["seconds"]["explain"] > 0


def test_without_an_explanation_only_what_the_repair_leaves_short_is_known(folder: Path) -> None:
    """What was not asked for is null, not empty."""
    found = opt.solve(str(folder), explain=False).summary
    assert [found[key] for key in TOLD] == [None] * len(TOLD)
    assert [row["clause"] for row in found["left_short"]] in (["FLOOR"], ["CAP"])


def test_without_time_for_it_the_conflict_is_listed_as_not_examined(
    folder: Path, quick: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The answer stays infeasible, the terminal shows what the repair leaves short and says that it is not all."""
    quick.setattr(why_impossible, "aside", lambda *_, **__: iter(()))
    quick.setattr(sys, "argv", ["allocare", "solve", str(folder), "--lang", "en"])
    assert commandline._run() == 4
    text = " ".join(capsys.readouterr().out.split())
    assert "may not be the whole cause" in text
    assert "--time-limit gives more" in text
    assert "conflict" in opt.solve(str(folder)).summary["not_examined"]


def test_the_terminal_shows_the_sentences_of_the_explanation(
    folder: Path, quick: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cannot hold together, that it is minimal, and the ways out with the option to try."""
    quick.setattr(sys, "argv", ["allocare", "solve", str(folder), "--lang", "en"])
    assert commandline._run() == 4
    text = " ".join(capsys.readouterr().out.split())
    assert "Clauses that cannot hold together - FLOOR" in text or "Clauses that cannot hold together - CAP" in text
    assert "Without any one of these rows the others can hold" in text
    assert '--set "CAP.at_most=15"' in text


def test_ctrl_c_while_it_is_explained_keeps_what_was_found(
    folder: Path, tmp_path: Path, quick: pytest.MonkeyPatch
) -> None:
    """The result is written with what was known by then, and the command ends as interrupted."""

    def interrupted(_: float, work: Any, *args: object, **named: object) -> Iterator[object]:
        yield next(work(*args, **named))
        raise KeyboardInterrupt

    quick.setattr(why_impossible, "aside", interrupted)
    quick.setattr(sys, "argv", ["allocare", "solve", str(folder), "-q", "-o", str(tmp_path / "result")])
    assert commandline._run() == 130
    written = json.loads((tmp_path / "result" / "summary.json").read_text(encoding="utf-8"))
    assert len(written["conflict"]) == 2
    assert "further conflicts" in written["not_examined"]


def test_a_script_without_a_guard_may_ask(folder: Path, tmp_path: Path) -> None:
    """The processes that explain do not run the script of whoever asked again."""
    script = tmp_path / "ask.py"
    script.write_text(
        f"import optimizer as opt\nprint('begin')\nprint(len(opt.solve({str(folder)!r}).summary['repairs']))\n",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["begin", "3"]
