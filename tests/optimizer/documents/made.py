"""Dossiers for tests: made of small regions and plans by hand, without a solver."""

from __future__ import annotations

from pathlib import Path

from models.clause import Policy
from models.instance import Instance
from models.plan import Plan
from optimizer.documents.dossier import Dossier, dossier
from optimizer.documents.sheet import Cell, Sheet
from optimizer.propose import read_clauses, read_region
from optimizer.reporting.files import PLAN_FILE, write_plan
from optimizer.verifying.measure import today
from optimizer.verifying.verified import verify
from tests.optimizer.reporting import samples


def sample(folder: Path, bounds: dict[str, float | None] | None = None) -> Dossier:
    """The sample of the reports: two counties under a city, one facility opens, one closes."""
    return dossier(samples.proposal(samples.verified(folder), bounds))


def made(folder: Path, instance: Instance, policy: Policy, plan: Plan | None = None) -> Dossier:
    """A dossier of any region and plan; without one, of today's stock."""
    folder.mkdir(exist_ok=True)
    write_plan(folder, instance, today(instance) if plan is None else plan)
    return dossier(samples.proposal(verify(instance, policy, folder / PLAN_FILE)))


def shipped_today(folder: Path, name: str) -> Dossier:
    """A shipped region with its own policy and today's stock for a plan."""
    instance = read_region(name)
    return made(folder, instance, read_clauses(instance, None))


def column(sheet: Sheet, key: str) -> list[Cell]:
    """The values of one column."""
    place = [field.key for field in sheet.fields].index(key)
    return [row[place] for row in sheet.rows]


def rows(sheet: Sheet, *keys: str) -> list[tuple[Cell, ...]]:
    """The values of some columns, row by row."""
    return list(zip(*(column(sheet, key) for key in keys), strict=True))
