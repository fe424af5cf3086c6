"""What may be shown: a plan that was read back from its file and re-checked against the files it came from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from models.clause import Policy
from models.instance import Instance
from optimizer.verifying.judge import judge
from optimizer.verifying.judgement import Judgement
from optimizer.verifying.plan_file import read_plan

_MADE_HERE = object()


@dataclass(frozen=True)
class VerifiedPlan:
    """A plan with its exact judgement; only :func:`verify` makes one, and reports take nothing else."""

    instance: Instance
    policy: Policy
    judgement: Judgement
    seal: object

    def __post_init__(self) -> None:
        if self.seal is not _MADE_HERE:
            raise TypeError("a VerifiedPlan is made by optimizer.verifying.verified.verify alone")


def verify(instance: Instance, policy: Policy, plan_file: Path) -> VerifiedPlan:
    """Read a plan file and judge it by every clause and hard fact, in exact arithmetic.

    The plan may break clauses: look at ``judgement.holds``. Raises InputError if the file is no plan of the instance.
    """
    plan = read_plan(plan_file, instance)
    return VerifiedPlan(instance, policy, judge(instance, policy, plan), _MADE_HERE)
