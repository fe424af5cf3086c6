"""Why a policy cannot be met, and the ways out: what is found out about it, for whoever reports it.

A *conflict* is a smallest set of clause rows that cannot hold together, beside the hard facts that take part. A *way
out* is a set of changes with which every binding clause holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from optimizer.reading.overrides import BUDGET

MIN, MAX, KEEP, PART_OF, GROUP = "min", "max", "keep", "part_of", "group"
"""Kinds of hard facts."""

AREAS, WHERE, WITHIN, SHARE, DROP = "areas", "where", "within", "share", "drop"
"""What of a clause gives way, beside its number."""


@dataclass(frozen=True)
class ConflictRow:
    """A clause row that cannot hold beside others: what it requires, and what is reachable for it; None for more than
    any number of times the lowest rate, or where it is not known."""

    clause: str
    area: str
    required: Fraction | None
    reachable: Fraction | None


@dataclass(frozen=True, slots=True)
class Fact:
    """A hard fact about stock. ``key`` is ``min`` or ``max`` as written, ``keep``: today's stock that is not cut, or
    ``part_of``, ``group``: a part, or all parts of a group, are no more than their ``whole``.

    ``facility`` is the area where the stock of a whole county is kept; ``resource`` of a group is its parts with
    `` + `` between them; ``value`` is the number of the fact, 0 for what has none.
    """

    facility: str
    resource: str
    key: str
    value: int = 0
    whole: str = ""


@dataclass(frozen=True)
class Conflict:
    """Clause rows that cannot hold together, beside the facts that take part.

    ``confirmed``: two independent solves found it impossible. ``minimal``: for each row there is a plan, re-checked
    exactly, that keeps all the others. ``facts`` is None where there was no time to look for them; ``facts_minimal``:
    none of them can be spared. ``overlaps``: it shares rows with conflicts that were found before it.
    """

    rows: tuple[ConflictRow, ...]
    facts: tuple[Fact, ...] | None = None
    confirmed: bool = False
    minimal: bool = False
    facts_minimal: bool = False
    overlaps: bool = False


@dataclass(frozen=True)
class Easing:
    """One change to one clause: ``key`` from ``before`` to ``after``, as an override writes them.

    ``area`` is what is left out where ``key`` is ``areas`` or ``where``, else empty; a ``key`` of ``drop`` leaves the
    whole clause out.
    """

    clause: str
    area: str
    key: str
    before: str
    after: str

    @property
    def override(self) -> str:
        """The change as ``CLAUSE.key=value``; of a clause that is left out, its id."""
        return self.clause if self.key == DROP else f"{self.clause}.{self.key}={self.after}"

    @property
    def option(self) -> tuple[str, str]:
        """The change as an option of the command line and its value; a budget that is left out has no value."""
        if self.clause == BUDGET:
            return "--budget", self.after
        return ("--drop" if self.key == DROP else "--set"), self.override


@dataclass(frozen=True)
class WayOut:
    """Changes with which all binding clauses can hold.

    ``changes`` begins with the one that this way is about; ``joint`` marks the repair in which all clauses may give
    way. ``smallest``: no smaller change of that number would do; None where no number is changed, or several are, or
    where a smaller one might do if clauses of other conflicts gave way by more.
    """

    changes: tuple[Easing, ...]
    joint: bool = False
    smallest: bool | None = None


@dataclass(frozen=True)
class NoWay:
    """A clause of a conflict that is no way out: however far it alone gives way, the others still collide."""

    clause: str
    area: str


@dataclass(frozen=True)
class Price:
    """What the plan under a way out costs, solved until cost and re-checked: the annualised cost, what it is made of,
    the goals, and whether it is proven (``optimal``) or not (``feasible``)."""

    cost: Fraction
    capital: Fraction
    annual: Fraction
    goals: Mapping[str, Fraction]
    status: str


@dataclass(frozen=True)
class Way:
    """A way out, what it is a way out of (the position of a conflict; None for the joint repair), and what it costs.

    ``price`` is None where there was no time, and then ``fault`` is empty, or where it could not be solved.
    """

    way: WayOut
    conflict: int | None
    price: Price | None = None
    fault: str = ""

    @property
    def cost(self) -> Fraction | None:
        """The annualised cost of the plan under it, exactly."""
        return None if self.price is None else self.price.cost


@dataclass
class Impossibility:
    """What was found out.

    ``conflicts`` share no row with each other; ``further`` ones share rows with them or with each other and have other
    clauses. ``all_conflicts``: no further disjoint ones exist. ``complete`` is False where the time was over, or
    Ctrl-C came, before all was looked at.
    """

    conflicts: list[Conflict] = field(default_factory=list)
    further: list[Conflict] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    no_ways: list[tuple[int, NoWay]] = field(default_factory=list)
    all_conflicts: bool = False
    complete: bool = False
    interrupted: bool = False

    def cheapest_first(self) -> list[Way]:
        """The ways out with a known cost by that cost, then the others."""
        return sorted(self.ways, key=lambda way: (way.cost is None, way.cost or 0, len(way.way.changes)))

    def not_examined(self) -> list[str]:
        """What the time did not suffice for, as short keys."""
        if self.complete:
            return []
        left = [] if self.conflicts else ["conflict"]
        left += [] if self.all_conflicts else ["further conflicts"]
        both = [*self.conflicts, *self.further]
        left += [f"bounds of conflict {number}" for number, one in enumerate(both) if one.facts is None]
        left += [
            f"cost of {' '.join(change.override for change in way.way.changes)}"
            for way in self.ways
            if way.price is None and not way.fault
        ]
        return left if any(way.way.joint for way in self.ways) else [*left, "further ways out"]
