"""What a solve hands to whoever reports it: the verified plan if there is one, how it was found, with which options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from models.clause import Policy
from models.instance import Instance
from optimizer.solving.outcome import Outcome
from optimizer.verifying.verified import VerifiedPlan


@dataclass(frozen=True)
class ConflictRow:
    """A clause row that a shortfall-minimising repair leaves short: what it requires, and what was reached for it; None
    for more than any number of times the lowest rate."""

    clause: str
    area: str
    required: Fraction | None
    reachable: Fraction | None


@dataclass(frozen=True)
class Proposal:
    """The answer to one ``solve``. ``verified`` is None when no plan was found or none can exist; ``conflict`` belongs
    to an infeasible policy and is empty if the hard facts alone collide."""

    instance: Instance
    policy: Policy
    outcome: Outcome
    verified: VerifiedPlan | None
    options: Mapping[str, object]
    versions: Mapping[str, str]
    conflict: tuple[ConflictRow, ...] = ()
