"""The wheel alone, without the checkout: it carries the shipped instances and solves one from any folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, freshly built."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("allocare-*.whl")
    return built


def test_the_wheel_carries_packages_and_data_but_no_tests(wheel: Path) -> None:
    """Code, shipped instances, policies and the vocabulary are in the wheel; the tests are not."""
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {"models", "optimizer"}
    for needed in ("shulan/stock.csv", "policies/shulan-145.toml", "vocabulary.toml"):
        assert f"optimizer/instances/{needed}" in names


def test_the_installed_wheel_solves_shulan_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    """Unpacked away from the checkout and run from an empty folder, ``solve shulan`` is verified."""
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    zipfile.ZipFile(wheel).extractall(site)
    program = (
        "import sys; from optimizer import commandline; import optimizer\n"
        f"assert optimizer.__file__.startswith({str(site)!r}), optimizer.__file__\n"
        "sys.argv = ['allocare', 'solve', 'shulan', '--json']\n"
        "commandline.main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", program],
        cwd=elsewhere,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["verified"] is True
