"""What a plan is: how much of each resource every facility is to hold, and which facilities are open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """Proposed whole units per (facility, resource), and whether each candidate or closable facility is open."""

    proposed: Mapping[tuple[str, str], int]
    open: Mapping[str, bool]
