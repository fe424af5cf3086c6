"""Whether a folder holds the whole result of one run and no other, and what its summary says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from optimizer.reporting.files import CLAUSES_FILE, COUNTIES_FILE, FACILITIES_FILE, PLAN_FILE, SUMMARY_FILE
from optimizer.solving.outcome import Status, Stop

UNFINISHED = ".unfinished-"
"""What the names of files and folders begin with that are still being written."""

OF_A_PLAN = (PLAN_FILE, FACILITIES_FILE, COUNTIES_FILE, CLAUSES_FILE)
WITH_A_PLAN = (Status.OPTIMAL.value, Status.FEASIBLE.value)


def kept_summary(folder: Path, made_of: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The summary in a folder that is whole and was made of just this; None for any other.

    What was interrupted is not whole.
    """
    try:
        summary = json.loads((folder / SUMMARY_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(summary, dict) or any(summary.get(key) != value for key, value in made_of.items()):
        return None
    if summary.get("stop_reason") == Stop.INTERRUPTED.value:
        return None
    needed = OF_A_PLAN if summary.get("status") in WITH_A_PLAN else ()
    return summary if all((folder / name).is_file() for name in needed) else None


def is_kept(folder: Path, made_of: Mapping[str, Any]) -> bool:
    """Whether a folder holds that result."""
    return kept_summary(folder, made_of) is not None
