"""Which files are opened as workbooks at all, and that none of the others costs more than a look."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from optimizer.problems import InputError
from optimizer.reading.shipped import locate_instance
from optimizer.reading.workbook.package import MOST_BYTES
from optimizer.reading.workbook.sheets import Workbook, is_workbook
from tests.optimizer.reading.workbook.files import Package
from tests.optimizer.reading.workbook.hostile import HEAVY, HOSTILE, codes


@pytest.mark.parametrize("name", [name for name in HOSTILE if name not in HEAVY])
def test_a_hostile_workbook_is_refused_by_its_code(name: str, tmp_path: Path) -> None:
    """Bombs, document types, macros, damage and other formats end in a problem, never in a reading or an exception."""
    code, make = HOSTILE[name]
    path = tmp_path / "plan.xlsx"
    path.write_bytes(make())
    assert code in codes(path)


def test_the_sound_workbook_that_the_hostile_ones_are_made_of_is_read(tmp_path: Path) -> None:
    """Nothing is wrong with the package before it is made hostile."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(Package().bytes())
    assert codes(path) == set()


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the bound on memory needs Linux")
def test_hostile_workbooks_are_refused_within_a_hundred_megabytes() -> None:
    """A process that has 100 MB to spare refuses the heavy ones by the same codes."""
    program = [sys.executable, "-m", "tests.optimizer.reading.workbook.hostile"]
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(program, capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout == f"read {len(HEAVY)}\n"


def code_of(path: Path) -> str:
    """The code of the one problem that opening a path ends with."""
    with pytest.raises(InputError) as error:
        Workbook(path)
    (problem,) = error.value.problems
    assert problem.file == path.name
    return problem.code


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes and devices are files elsewhere")
def test_a_workbook_is_a_file_of_its_own(tmp_path: Path) -> None:
    """Missing files, folders, pipes, devices and files of gigabytes are refused without being read."""
    pipe, device, huge = tmp_path / "pipe.xlsx", tmp_path / "device.xlsx", tmp_path / "huge.xlsx"
    os.mkfifo(pipe)
    device.symlink_to("/dev/zero")
    huge.touch()
    os.truncate(huge, MOST_BYTES + 1)
    assert [code_of(path) for path in (tmp_path / "none.xlsx", tmp_path, pipe, device, huge)] == [
        "missing-file", "not-a-file", "not-a-file", "not-a-file", "workbook-size",
    ]  # fmt: skip


def test_a_workbook_is_found_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A word that ends in .xlsx is a path, here or elsewhere; a folder of that name is a folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Plan.XLSX").touch()
    (tmp_path / "odd.xlsx").mkdir()
    (tmp_path / "odd.xlsx" / "instance.toml").touch()
    assert locate_instance("Plan.XLSX") == Path("Plan.XLSX")
    assert locate_instance(str(tmp_path / "Plan.XLSX")) == tmp_path / "Plan.XLSX"
    assert locate_instance("odd.xlsx") == Path("odd.xlsx")
    assert not is_workbook(Path("odd.xlsx"))


def test_a_workbook_that_is_not_there_is_suggested_its_neighbour(tmp_path: Path) -> None:
    """A misspelt name gets the workbook beside it as a suggestion."""
    (tmp_path / "shulan.xlsx").touch()
    with pytest.raises(InputError) as error:
        locate_instance(str(tmp_path / "shulen.xlsx"))
    (problem,) = error.value.problems
    assert (problem.code, problem.hint) == ("unknown-instance", 'did you mean "shulan.xlsx"?')


@pytest.mark.parametrize("name", ["plan.xlsm", "plan.xls", "PLAN.XLSB", "plan.ods", "plan.et", "shulan.numbers"])
def test_another_format_is_refused_with_what_to_do(name: str) -> None:
    """Spreadsheets that are not read are told apart by their names, whether they exist or not."""
    with pytest.raises(InputError) as error:
        locate_instance(name)
    (problem,) = error.value.problems
    assert problem.code == ("workbook-macros" if name == "plan.xlsm" else "workbook-format")
    assert problem.hint == "save it as an Excel workbook (.xlsx)"
