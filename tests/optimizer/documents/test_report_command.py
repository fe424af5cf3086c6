"""Documents from the command line: beside a solve, or later from its folder, with the same bytes."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from optimizer import commandline
from tests.small_region import write_small_region

NAMES = ("proposal.docx", "proposal.html", "proposal.xlsx")


@pytest.fixture
def allocare(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a command line in this process: its exit code, standard output and standard error."""

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["allocare", *words])
        code = commandline._run()
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of a small instance."""
    return str(write_small_region(tmp_path_factory.mktemp("small") / "small", [{"id": "S-1", "at_least": 12}]))


def test_documents_are_the_same_beside_a_solve_and_from_its_folder(allocare: Any, region: str, tmp_path: Path) -> None:
    """All three are written, and ``report`` writes them again byte for byte."""
    folder = tmp_path / "proposal"
    assert allocare("solve", region, "-o", str(folder), "--format", "xlsx,docx,html", "--lang", "zh", "-q")[0] == 0
    first = {name: (folder / name).read_bytes() for name in NAMES}
    for name in NAMES:
        (folder / name).unlink()
    code, out, _ = allocare("report", str(folder), "--lang", "zh", "--json")
    assert code == 0
    assert sorted(json.loads(out)["written"]) == [str(folder / name) for name in NAMES]
    assert {name: (folder / name).read_bytes() for name in NAMES} == first


def test_a_folder_with_documents_is_still_a_result_of_ours(allocare: Any, region: str, tmp_path: Path) -> None:
    """It may be written again, and what is not asked for this time is gone."""
    folder = tmp_path / "proposal"
    assert allocare("solve", region, "-o", str(folder), "--format", "html", "-q")[0] == 0
    assert allocare("solve", region, "-o", str(folder), "--format", "docx", "-q")[0] == 0
    assert [name for name in NAMES if (folder / name).exists()] == ["proposal.docx"]


def test_formats_need_a_folder(allocare: Any, region: str) -> None:
    """A document has to go somewhere."""
    code, _, err = allocare("solve", region, "--format", "docx")
    assert (code, "name it with -o DIR" in err) == (2, True)


def test_an_unknown_format_is_refused_before_solving(allocare: Any, region: str, tmp_path: Path) -> None:
    """Nothing is written."""
    code, _, err = allocare("solve", region, "-o", str(tmp_path / "x"), "--format", "doc")
    assert (code, 'did you mean "docx"?' in err, (tmp_path / "x").exists()) == (3, True, False)


def test_a_template_that_is_none_is_named(allocare: Any, region: str, tmp_path: Path) -> None:
    """The problem tells the path that was given, and there is no result."""
    template = tmp_path / "letterhead.docx"
    template.write_text("no document", encoding="utf-8")
    words = ("-o", str(tmp_path / "x"), "--format", "docx", "--template", str(template))
    code, _, err = allocare("solve", region, *words)
    assert (code, err.startswith(f"{template}: "), (tmp_path / "x").exists()) == (3, True, False)


def test_a_template_is_for_word(allocare: Any, region: str, tmp_path: Path) -> None:
    """Given with no Word document to fill it is a mistake."""
    template = tmp_path / "letterhead.docx"
    template.write_bytes(b"")
    code, _, err = allocare("solve", region, "-o", str(tmp_path / "x"), "--format", "xlsx", "--template", str(template))
    assert (code, "--template is for Word" in err) == (2, True)


def test_an_infeasible_policy_has_no_documents(allocare: Any, tmp_path: Path) -> None:
    """The result folder says why; there is nothing to put on the table."""
    clauses = [{"id": "S-1", "at_least": 12}, {"id": "S-2", "at_most": 11}]
    region = write_small_region(tmp_path / "small", clauses)
    folder = tmp_path / "proposal"
    code, *_ = allocare("solve", str(region), "-o", str(folder), "--format", "docx", "-q")
    assert (code, [name for name in NAMES if (folder / name).exists()]) == (4, [])
    code, _, err = allocare("report", str(folder))
    assert (code, "[no-plan]" in err) == (3, True)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no such device here")
def test_a_template_without_an_end_is_not_read(allocare: Any, region: str, tmp_path: Path) -> None:
    """A device is no Word document, and a giant is refused by its size before it fills the memory."""
    giant = tmp_path / "giant.docx"
    with giant.open("wb") as file:
        file.truncate(2**30)
    for template, code in (("/dev/zero", "template-format"), (str(giant), "template-too-large")):
        words = ("-o", str(tmp_path / "p"), "--format", "docx", "--template", template)
        exit_code, _, err = allocare("solve", region, *words)
        assert exit_code == 3
        assert f"[{code}]" in err
