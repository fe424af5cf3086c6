"""The README is run: every command in it ends as the README says, every exit code and option stands in it."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from optimizer.commandline import cli

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FILE = re.compile(r"<!-- file (?P<name>[\w.-]+) -->\n```[a-z]+\n(?P<body>.*?)```", re.DOTALL)
BLOCK = re.compile(r"<!-- (?P<kind>[a-z-]+)(?: (?P<code>\d+))? -->\n```[a-z]+\n(?P<body>.*?)```", re.DOTALL)
COMMAND = [sys.executable, "-m", "optimizer.commandline"]


def blocks(kind: str) -> list[tuple[str, int]]:
    """The blocks of that kind: body and expected exit code."""
    found = [match for match in BLOCK.finditer(README) if match["kind"] == kind]
    return [(match["body"], int(match["code"] or 0)) for match in found]


def run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run one ``allocare`` line of the README in a folder, with this Python."""
    words = shlex.split(line, comments=True)
    assert words[0] == "allocare"
    return subprocess.run([*COMMAND, *words[1:]], cwd=folder, capture_output=True, text=True, check=False)


def test_every_command_of_the_readme_ends_as_it_says(tmp_path: Path) -> None:
    """Each ``allocare`` line, run in order in a folder with nothing but the files that the README shows, has the exit
    code that its block announces."""
    for match in FILE.finditer(README):
        (tmp_path / match["name"]).write_text(match["body"], encoding="utf-8")
    lines = [(line, code) for body, code in blocks("run") for line in body.splitlines()]
    assert len(lines) >= 12
    for line, code in lines:
        done = run(line, tmp_path)
        assert done.returncode == code, f"{line}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr


def test_the_python_of_the_readme_runs(tmp_path: Path) -> None:
    """The Python example prints an optimal, verified result and a table that names the county."""
    ((body, _),) = blocks("python")
    done = subprocess.run([sys.executable, "-c", body], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("optimal True")
    assert "舒兰市" in done.stdout


def test_the_two_set_up_commands_are_one_line_each() -> None:
    """There is one command that solves a shipped instance and one that runs the tests, each on one line."""
    for kind, end in (("solve-command", "allocare solve shulan"), ("test-command", "-m pytest")):
        ((body, _),) = blocks(kind)
        assert body.count("\n") == 1
        assert body.strip().endswith(end)


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_stands_in_the_readme_and_has_an_example_in_its_help(name: str) -> None:
    """Each command is shown in the README, and its own help ends with an example."""
    assert f"allocare {name}" in README
    assert f"allocare {name}" in (cli.commands[name].help or "")


@pytest.mark.parametrize("code", [0, 1, 2, 3, 4, 5, 6, 130])
def test_every_exit_code_stands_in_the_readme(code: int) -> None:
    """The table of exit codes is complete."""
    assert f"\n| {code} | " in README
