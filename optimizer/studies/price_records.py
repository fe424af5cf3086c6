"""The answer of ``price``: what a clause changes when dropped or made harder, how that is known, and what is open."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from models.clause import Clause
from optimizer.proposal import Proposal
from optimizer.studies.changes import Change, Reached
from optimizer.studies.step import Step

SOLVED, BOUNDED, KEPT = "solved", "bounded", "kept"
"""How an effect is known: by a plan of its own, by the base plan and a bound, or as the base plan keeps the step."""

NO_TIME, NO_STEP, INTERRUPTED, NO_BASE = "time", "no_step", "interrupted", "no_base"
"""Why something is not priced: no time was left, no harder number can be written, Ctrl-C, or there is no proven plan to
compare with."""

Range = tuple[Fraction | None, Fraction | None]
"""Between what a change provably lies; None where that is not known."""


@dataclass(frozen=True)
class Effect:
    """What one variant changes. ``status`` is that of its solve; an infeasible one has no changes.

    ``ranges`` has for each change between what it provably lies. ``counties`` are the changes of annualised cost by
    county (currency per year), where the cost provably changes.
    """

    how: str
    status: str
    changes: tuple[Change, ...]
    counties: tuple[tuple[str, Fraction], ...] = ()
    ranges: tuple[Range, ...] = ()


@dataclass(frozen=True)
class Price:
    """One clause with the effect of dropping it and of its step, as far as they are known."""

    clause: Clause
    drop: Effect | None
    step: Step | None
    stepped: Effect | None


@dataclass(frozen=True)
class Unpriced:
    """Something of a clause that is not priced (``drop`` or ``step``), and why; ``detail`` is the solver's own word."""

    clause: str
    part: str
    reason: str
    detail: str = ""


@dataclass(frozen=True)
class Prices:
    """The answer: ``base`` is the proposal that everything is compared with.

    ``asked`` counts the bounds and solves it took.
    """

    base: Proposal
    goals: tuple[Reached, ...]
    prices: tuple[Price, ...] = ()
    unpriced: tuple[Unpriced, ...] = ()
    references: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    looks: int = 0
    solves: int = 0
    interrupted: bool = False
