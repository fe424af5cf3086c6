"""Writing a policy file and reading it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from models.clause import Policy
from models.instance import Instance
from optimizer.reading import policy as policy_module
from optimizer.reading.policy import read_policy
from tests.optimizer.reading.sound_policy import INSTANCE, Read


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    """Writes a policy into the instance folder; a name ``shipped/x`` writes a shipped one."""
    folders = {"own": tmp_path / "policies", "shipped": tmp_path / "package" / "policies"}
    for folder in folders.values():
        folder.mkdir(parents=True)

    def put(name: str, text: str) -> Path:
        where, _, stem = name.rpartition("/")
        path = folders[where or "own"] / f"{stem}.toml"
        path.write_text(text, encoding="utf-8")
        return path

    shipped = folders["shipped"]
    monkeypatch.setattr(policy_module, "shipped_policies", lambda: {path.stem: path for path in shipped.glob("*.toml")})
    return put


@pytest.fixture
def read(tmp_path: Path, write: Callable[[str, str], Path]) -> Read:
    """Reads a policy of the instance folder; with ``text`` writes it first."""

    def run(text: str | None = None, name: str = "p", instance: Instance = INSTANCE, **options: object) -> Policy:
        if text is not None:
            write("p", text)
        return read_policy(name, instance, tmp_path, **options)  # type: ignore[arg-type]

    return run
