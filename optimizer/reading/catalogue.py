"""What is shipped: every instance and policy with its title."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from optimizer.reading.policy_file import read_files
from optimizer.reading.shipped import shipped_instances, shipped_policies
from optimizer.reading.text import read_toml


def catalogue() -> dict[str, list[dict[str, Any]]]:
    """``instances`` (name, title, policy) and ``policies`` (name, title, clauses with inherited ones), by name."""
    return {
        "instances": [_instance(name, path) for name, path in sorted(shipped_instances().items())],
        "policies": [_policy(name, path) for name, path in sorted(shipped_policies().items())],
    }


def _instance(name: str, folder: Path) -> dict[str, Any]:
    head = read_toml(folder / "instance.toml")
    return {"name": name, "title": head["title"], "title_en": head.get("title_en"), "policy": head["policy"]}


def _policy(name: str, path: Path) -> dict[str, Any]:
    raw = read_files(name, {**shipped_policies(), name: path}, allow_path=False)
    return {"name": name, "title": raw.headers["title"].value, "clauses": len(raw.clauses)}
