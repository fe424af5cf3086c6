"""What a document is made from: one verified plan and how it was found, the same whether just solved or read back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from models.clause import Policy
from models.instance import Instance
from optimizer.proposal import Proposal
from optimizer.reporting.summary import summary
from optimizer.verifying.judgement import Judgement
from optimizer.verifying.verified import VerifiedPlan

RUN_ID_DIGITS = 12
_IDENTITY = ("instance", "policy", "options", "versions", "inputs", "totals", "cost")


@dataclass(frozen=True)
class Dossier:
    """A verified plan with the document that its run left (``summary.json``).

    Numbers of the plan come from ``verified``; from ``summary`` come only what the re-check cannot know: status, why
    the solver stopped, proven bounds, options and versions.
    """

    verified: VerifiedPlan
    summary: Mapping[str, Any]

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

    @property
    def run_id(self) -> str:
        """Twelve hexadecimal digits that name the run: a digest of its inputs, options, versions and outcome."""
        identity = {key: self.summary[key] for key in _IDENTITY}
        text = json.dumps(identity, sort_keys=True, ensure_ascii=False)
        return sha256(text.encode()).hexdigest()[:RUN_ID_DIGITS]


def dossier(proposal: Proposal) -> Dossier:
    """The dossier of a proposal that has a plan. Raises ValueError for one that has none."""
    if proposal.verified is None:
        raise ValueError("without a verified plan there is nothing to document")
    return Dossier(proposal.verified, json.loads(json.dumps(summary(proposal))))
