"""Which files a result folder holds, and how it appears all at once or not at all.

A folder is filled beside its final place, every file flushed to disk, ``summary.json`` last (it is the mark of a
complete result), and then renamed. A folder that is already there is only replaced if it is empty or an earlier result
of ours.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from models.instance import Instance
from models.plan import Plan
from optimizer.problems import InputError, Problem
from optimizer.proposal import Proposal
from optimizer.reporting.csv_lines import plan_blocks, row_blocks
from optimizer.reporting.json_text import json_text
from optimizer.reporting.numbers import json_value
from optimizer.reporting.summary import summary
from optimizer.reporting.tables import (
    ClauseRow,
    CountyRow,
    FacilityRow,
    clause_rows,
    county_rows,
    opened_rows,
)

PLAN_FILE, FACILITIES_FILE, COUNTIES_FILE, CLAUSES_FILE = "plan.csv", "facilities.csv", "counties.csv", "clauses.csv"
SUMMARY_FILE, TIMING_FILE = "summary.json", "timing.json"
DOCUMENTS = ("proposal.xlsx", "proposal.docx", "proposal.html")

RESULT_FILES = frozenset(
    {PLAN_FILE, FACILITIES_FILE, COUNTIES_FILE, CLAUSES_FILE, SUMMARY_FILE, TIMING_FILE, *DOCUMENTS}
)
"""All that a result folder of ours may hold; with anything else in it, it is somebody's own folder."""

LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What file managers leave behind; nobody misses it."""

MILLISECONDS = 3

NO_DOCUMENTS: Mapping[str, bytes] = MappingProxyType({})


class NotOurs(InputError):  # noqa: N818 - named for what it reports
    """The folder to be written holds something that is not a result of ours, and stays as it is."""

    def __init__(self, path: Path, found: str) -> None:
        self.path = path
        expected = "no such folder yet, an empty one, or nothing but an earlier result"
        super().__init__([Problem("not-ours", str(path), found, expected, hint="choose another folder")])


def writable_folder(folder: Path) -> Path:
    """The folder, made if it is not there yet; InputError if nothing can be written into it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        expected = "a folder that can be written to"
        raise InputError([Problem("unwritable", str(folder), error.strerror or str(error), expected)]) from None


def write_plan(folder: Path, instance: Instance, plan: Plan) -> None:
    """Write ``plan.csv`` and ``facilities.csv`` of a plan that is yet to be re-checked."""
    _write(folder / PLAN_FILE, plan_blocks(instance, plan))
    _write(folder / FACILITIES_FILE, row_blocks(FacilityRow, opened_rows(instance, plan)))


def write_report_files(folder: Path, proposal: Proposal, documents: Mapping[str, bytes] = NO_DOCUMENTS) -> None:
    """Write everything else, beside the plan: the tables if there is a plan, documents by file name, the timing with
    where the inputs were read from, and last the summary."""
    for name, content in documents.items():
        _write_bytes(folder / name, [content])
    if proposal.verified is not None:
        _write(folder / COUNTIES_FILE, row_blocks(CountyRow, county_rows(proposal.verified)))
        _write(folder / CLAUSES_FILE, row_blocks(ClauseRow, clause_rows(proposal.verified)))
    seconds = {stage: round(value, MILLISECONDS) for stage, value in proposal.outcome.seconds.items()}
    _write(folder / TIMING_FILE, [json_text({"seconds": json_value(seconds), "read_from": dict(proposal.read_from)})])
    _write(folder / SUMMARY_FILE, [json_text(summary(proposal))])


def publish(staging: Path, target: Path) -> None:
    """Give a finished folder its final name, in place of nothing, an empty folder or an earlier result.

    Both lie on one file system. Raises NotOurs for any other target, which then stays untouched; if renaming fails, the
    earlier result is back in its place.
    """
    target = target.resolve()
    require_ours(target)
    _sync_folder(staging)
    if target.exists():
        _replace(staging, target)
    else:
        staging.rename(target)
    _sync_folder(target.parent)


def require_ours(target: Path) -> None:
    """Raise NotOurs unless :func:`publish` may put a result there."""
    if not target.exists():
        return
    if not target.is_dir():
        raise NotOurs(target, "a file")
    if target.samefile(Path.cwd()):
        raise NotOurs(target, "the folder that you are in")  # renaming would put it away under one's feet
    names = {path.name for path in target.iterdir()} - LITTER
    foreign = sorted(names - RESULT_FILES) or sorted(path.name for path in target.iterdir() if path.is_dir())
    if foreign:
        raise NotOurs(target, f"a folder with {foreign[0]} in it")
    if names and not names & {SUMMARY_FILE, TIMING_FILE}:
        raise NotOurs(target, f"a folder without {SUMMARY_FILE}")


def _replace(staging: Path, target: Path) -> None:
    with tempfile.TemporaryDirectory(prefix=".allocare-old-", dir=target.parent, ignore_cleanup_errors=True) as aside:
        old = Path(aside) / "old"
        target.rename(old)
        try:
            staging.rename(target)
        except BaseException:
            old.rename(target)
            raise


def _write(path: Path, blocks: Iterable[str]) -> None:
    _write_bytes(path, (block.encode("utf-8") for block in blocks))


def _write_bytes(path: Path, blocks: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        for block in blocks:
            file.write(block)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return  # other systems cannot open a folder to flush it
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
