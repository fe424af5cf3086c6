"""What a solve hands to whoever reports it: the verified plan if there is one, how it was found, with which options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from models.clause import Policy
from models.instance import Instance
from optimizer.impossible import ConflictRow, Impossibility
from optimizer.solving.outcome import Outcome
from optimizer.verifying.verified import VerifiedPlan


@dataclass(frozen=True)
class Proposal:
    """The answer to one ``solve``. ``verified`` is None when no plan was found or none can exist.

    To an infeasible policy belong ``left_short``, the binding rows that the repair with the least shortfall leaves
    short, which is empty if the hard facts alone collide; and ``why``, None where it was not asked for.
    """

    instance: Instance
    policy: Policy
    outcome: Outcome
    verified: VerifiedPlan | None
    options: Mapping[str, object]
    versions: Mapping[str, str]
    left_short: tuple[ConflictRow, ...] = ()
    read_from: Mapping[str, str | None] = field(default_factory=dict)
    """Where the instance and the policy were read from: a shipped name or a path; ``policy`` None for the default."""
    why: Impossibility | None = None
