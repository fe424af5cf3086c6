"""The ledger of the shipped policies: for every quantitative sentence of each plan, the clauses that encode it, or why
it allocates nothing."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from optimizer.reading.policy_file import read_files
from optimizer.reading.shipped import instances_folder, shipped_policies

COVERAGE_COLUMNS = ("id", "policy", "clauses", "not_an_allocation")


@dataclass(frozen=True)
class Entry:
    """One sentence of a plan: ``clauses`` of ``policy`` encode it, or ``not_an_allocation`` says why none does.

    The part of ``id`` before the hyphen is the plan.
    """

    id: str
    policy: str
    clauses: tuple[str, ...]
    not_an_allocation: str

    @property
    def plan(self) -> str:
        """The plan's short name, such as ``ZJ``."""
        return self.id.partition("-")[0]


def read_ledger() -> tuple[Entry, ...]:
    """Every sentence in the order of the ledger ``policies/coverage.csv``."""
    path = instances_folder() / "policies" / "coverage.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return tuple(
            Entry(row["id"], row["policy"], tuple(row["clauses"].split()), row["not_an_allocation"]) for row in rows
        )


def coverage() -> list[dict[str, Any]]:
    """Per plan: its policy and title, and how many of its sentences are encoded or are no allocation."""
    plans: dict[str, list[Entry]] = {}
    for entry in read_ledger():
        plans.setdefault(entry.plan, []).append(entry)
    return [_counts(entries) for entries in plans.values()]


def _counts(entries: Sequence[Entry]) -> dict[str, Any]:
    policy = next((entry.policy for entry in entries if entry.policy), "")
    title = str(read_files(policy, shipped_policies(), False).headers["title"].value) if policy else ""
    encoded = sum(bool(entry.clauses) for entry in entries)
    return {
        "policy": policy,
        "title": title,
        "sentences": len(entries),
        "encoded": encoded,
        "not_an_allocation": len(entries) - encoded,
    }
