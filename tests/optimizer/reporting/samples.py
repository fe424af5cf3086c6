"""Two counties under a city, a hospital of the city in neither, one facility that may open and one that may close."""

from __future__ import annotations

from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

from rich.console import Console

from models.clause import Clause, Policy
from models.instance import Instance
from models.plan import Plan
from optimizer.impossible import ConflictRow
from optimizer.proposal import Proposal
from optimizer.reporting.files import PLAN_FILE, write_plan
from optimizer.solving.outcome import GoalBound, Outcome, Status, Stop
from optimizer.verifying.verified import VerifiedPlan, verify
from tests.builders import clause, plan, policy, region

SIZE = {"nonzeros": 40, "rows": 10, "columns": 12, "integers": 11}
VERSIONS = {"allocare": "0.1.0", "highspy": "1.15.1"}
CHANGES = {("A1", "beds"): 60, ("A2", "beds"): 10, ("B1", "beds"): 45, ("B1", "doctors"): 12, ("B2", "beds"): 0}

HOSTILE = {
    "formula": '=HYPERLINK("http://example.org","舒兰")',
    "plus": "+1+1",
    "minus": "-2+3",
    "at": "@SUM(A1)",
    "full-width": "＝1+1",
    "tab": "\t=1",
    "markup": "[bold red]县[/bold red]",
    "open markup": "[/]",
    "emoji code": ":smile:",
    "escape": "\x1b[31m红\x1b]0;x\x07",
    "reversed": "\u202e县",
    "template": "{county}",
    "ordinary": "甲县",
}
"""Names that a spreadsheet, a terminal or a template could take for more than a name."""


def sample_region(name_of_a: str = "甲县") -> Instance:
    """County A has its own residents, county B those of its townships; the hospital C1 lies in the city itself."""
    return region(
        name="sample",
        areas=[
            {"area": "C", "level": "city", "name": "某市", "name_en": "City"},
            {"area": "A", "parent": "C", "name": name_of_a, "name_en": None, "residents": 10000, "area_km2": 100},
            {"area": "B", "parent": "C", "name": "乙县", "name_en": "County B", "area_km2": 300},
            {"area": "B-1", "parent": "B", "level": "township", "residents": 4000},
            {"area": "B-2", "parent": "B", "level": "township", "residents": 2000},
        ],
        facilities=[
            {"facility": "A1", "area": "A", "name": "甲县医院", "name_en": "Hospital of A", "planned_beds": 60},
            {"facility": "A2", "area": "A", "status": "candidate", "open_cost": 5000, "planned_beds": 10},
            {"facility": "B1", "area": "B-1", "name": "乙县医院", "planned_beds": 40},
            {"facility": "B2", "area": "B-2", "status": "closable", "planned_beds": 5},
            {"facility": "C1", "area": "C", "name": "市医院", "planned_beds": 80},
        ],
        resources=[
            {"resource": "beds", "name": "床位", "name_en": "beds", "capital_cost": 1000, "annual_cost": 10},
            {"resource": "doctors", "name": "医师", "annual_cost": "0.5"},
        ],
        stock={
            ("A1", "beds"): 50,
            ("A1", "doctors"): {"current": 20, "annual_cost": 2},
            ("A2", "beds"): {"current": 0, "max": 30},
            ("B1", "beds"): {"current": 40, "capital_cost": "333.25"},
            ("B1", "doctors"): 10,
            ("B2", "beds"): {"current": 5, "min": 0},
            ("C1", "beds"): 80,
        },
    )


def sample_policy(**more: Any) -> Policy:
    """A binding cap, soft floors, a target per facility, a budget, and two clauses that do not apply."""
    return policy(
        clause(id="P-1", name="床位上限", name_en="cap", require="beds", at_most=200, level="region", nature="binding"),
        clause(id="P-2", name="每千人口床位数", require="beds", at_least="7.5", per="1000 residents"),
        clause(id="P-3", name="规划床位", require="beds", exactly=1, per="1 planned_beds", level="facility", **more),
        clause(id="P-4", name="医师", require="doctors", at_least=1, per="1 beds", nature="guiding"),
        clause(id="P-5", name="经费", require="annual_cost", at_most=50000, level="region", nature="strive"),
        clause(id="P-6", name="村", require="beds", at_least=1, level="village"),
        clause(id="P-7", name="老人", require="beds", at_least=1, per="1000 elderly", missing=("elderly",)),
        name="sample-policy",
    )


def sample_plan(instance: Instance) -> Plan:
    """A1 and B1 grow, A2 opens, B2 closes."""
    return plan(instance, CHANGES, A2=True, B2=False)


def verified(folder: Path, instance: Instance | None = None, clauses: Policy | None = None) -> VerifiedPlan:
    """The sample plan, written into the folder, read back and re-checked."""
    region_ = sample_region() if instance is None else instance
    write_plan(folder, region_, sample_plan(region_))
    return verify(region_, sample_policy() if clauses is None else clauses, folder / PLAN_FILE)


def proposal(
    checked: VerifiedPlan, bounds: dict[str, float | None] | None = None, status: Status = Status.OPTIMAL
) -> Proposal:
    """A finished solve that ended with this plan; ``bounds`` are the proven ones, by default 0."""
    proven = dict.fromkeys(checked.policy.goals, 0.0) | (bounds or {})
    reached = tuple(GoalBound(goal, bound, bound) for goal, bound in proven.items())
    outcome = Outcome(
        status, Stop.FINISHED, "whole", reached, SIZE, plan=checked.judgement.plan, seconds={"build": 0.12345}
    )
    return Proposal(checked.instance, checked.policy, outcome, checked, {"gap": 1e-4, "time_limit": None}, VERSIONS)


def without_plan(status: Status, stop: Stop, *conflict: ConflictRow) -> Proposal:
    """A solve of the sample that ended without a plan."""
    outcome = Outcome(status, stop, "whole", (GoalBound("principle", None, None),), SIZE)
    return Proposal(sample_region(), sample_policy(), outcome, None, {}, VERSIONS, conflict)


def conflict_row(area: str = "region") -> ConflictRow:
    """The cap cannot be kept."""
    return ConflictRow("P-1", area, Fraction(200), Fraction(215))


def recorder(width: int = 80, **options: Any) -> tuple[Console, StringIO]:
    """A console as wide as that, and where its text ends up; with markup and emoji on, as rich has it by default."""
    stream = StringIO()
    return Console(file=stream, width=width, **options), stream


def only(clauses: Policy, *ids: str) -> Policy:
    """The policy with these clauses only."""
    kept: tuple[Clause, ...] = tuple(each for each in clauses.clauses if each.id in ids)
    return policy(*kept, name=clauses.name)
