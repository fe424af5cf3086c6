"""What a document is made from: one verified plan and how it was found, the same whether just solved or read back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, wraps
from hashlib import sha256
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from models.clause import Policy
from models.instance import Instance
from optimizer.proposal import Proposal
from optimizer.reporting.summary import summary
from optimizer.reporting.sums import current_plan, total_units
from optimizer.reporting.tables import CountyRow, PlanRow, county_rows, plan_rows
from optimizer.verifying.judgement import Judgement
from optimizer.verifying.verified import VerifiedPlan

RUN_ID_DIGITS = 12
_P = ParamSpec("_P")
_T = TypeVar("_T")
_IDENTITY = ("instance", "policy", "options", "versions", "inputs", "plan")


@dataclass(frozen=True)
class Dossier:
    """A verified plan with the document that its run left (``summary.json``).

    Numbers of the plan come from ``verified``; from ``summary`` come only what the re-check cannot know: status, why
    the solver stopped, proven bounds, options and versions.
    """

    verified: VerifiedPlan
    summary: Mapping[str, Any]
    memory: dict[tuple[object, ...], object] = field(default_factory=dict, repr=False, compare=False)
    """what :func:`remembered` functions have made of this dossier, for the next document that tells the same"""

    @property
    def instance(self) -> Instance:
        """The region that was planned for."""
        return self.verified.instance

    @property
    def policy(self) -> Policy:
        """The clauses it was planned by."""
        return self.verified.policy

    @property
    def judgement(self) -> Judgement:
        """What the exact re-check found."""
        return self.verified.judgement

    @property
    def goals(self) -> Sequence[Mapping[str, Any]]:
        """Each goal as in ``summary.json``: goal, value, bound, gap."""
        goals: Sequence[Mapping[str, Any]] = self.summary["goals"]
        return goals

    @cached_property
    def plan_rows(self) -> Sequence[PlanRow]:
        """One row per facility and resource, made once for all documents."""
        return plan_rows(self.verified)

    @cached_property
    def county_rows(self) -> Sequence[CountyRow]:
        """One row per county and resource, made once for all documents."""
        return county_rows(self.verified)

    @cached_property
    def current_units(self) -> Mapping[str, int]:
        """Resource → units in the whole region today."""
        return total_units(self.instance, current_plan(self.instance))

    @cached_property
    def planned_units(self) -> Mapping[str, int]:
        """Resource → units in the whole region under the plan."""
        return total_units(self.instance, self.judgement.plan.proposed)

    @property
    def run_id(self) -> str:
        """Twelve hexadecimal digits that name the run: a digest of its inputs, options, versions and outcome."""
        identity = {key: self.summary[key] for key in _IDENTITY}
        text = json.dumps(identity, sort_keys=True, ensure_ascii=False)
        return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:RUN_ID_DIGITS]


def remembered(tell: Callable[Concatenate[Dossier, _P], _T]) -> Callable[Concatenate[Dossier, _P], _T]:
    """A pure function of a dossier (and of a language, or other constants), worked out once for all documents."""

    @wraps(tell)
    def told(dossier: Dossier, /, *args: _P.args, **keys: _P.kwargs) -> _T:
        key = (tell.__module__, tell.__qualname__, *args, *keys.items())
        if key not in dossier.memory:
            dossier.memory[key] = tell(dossier, *args, **keys)
        return cast(_T, dossier.memory[key])

    return cast(Callable[Concatenate[Dossier, _P], _T], told)


def dossier(proposal: Proposal) -> Dossier:
    """The dossier of a proposal that has a plan. Raises ValueError for one that has none."""
    if proposal.verified is None:
        raise ValueError("without a verified plan there is nothing to document")
    return Dossier(proposal.verified, json.loads(json.dumps(summary(proposal))))
