"""What a clause is: one quantitative sentence of a plan, parsed and resolved against an instance.

require a *measure* of the facilities *where* … at least / at most / exactly / about *v* per *n base* in each *area*
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

AT_LEAST, AT_MOST, EXACTLY, ABOUT = COMPARATORS = ("at_least", "at_most", "exactly", "about")

BINDING, PRINCIPLE, ANTICIPATED, GUIDING, STRIVE, REFERENCE = NATURES = (
    "binding",
    "principle",
    "anticipated",
    "guiding",
    "strive",
    "reference",
)
SOFT_NATURES = (PRINCIPLE, ANTICIPATED, GUIDING, STRIVE)
"""Natures whose shortfall is a goal."""
FAIR_NATURES = (PRINCIPLE, ANTICIPATED, GUIDING)
"""Natures that count for the worst-off county."""

STOCK, ADDED, REMOVED, CURRENT = ASPECTS = ("stock", "added", "removed", "current")
"""What of a resource a measure counts: the proposed stock, what is added or taken away, or today's stock."""

FACILITIES, CAPITAL_COST, ANNUAL_COST = "facilities", "capital_cost", "annual_cost"

FAIRNESS, COST, STABILITY = "fairness", "cost", "stability"
DEFAULT_GOALS = ("principle", "fairness", "anticipated+guiding", "strive", "cost", "stability")


@dataclass(frozen=True, slots=True)
class Term:
    """One summand of a measure: a resource in one aspect, or ``facilities``, ``capital_cost``, ``annual_cost``.

    For the latter three ``aspect`` is ``"stock"``.
    """

    name: str
    aspect: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A sum of terms, all of one kind: whole units, or money."""

    terms: tuple[Term, ...]

    @property
    def is_money(self) -> bool:
        """Whether it counts currency rather than whole units."""
        return any(term.name in (CAPITAL_COST, ANNUAL_COST) for term in self.terms)


@dataclass(frozen=True, slots=True)
class Condition:
    """``column operator values``: one alternative must hold for ``=``, none may for ``!=``; absent cells never pass."""

    column: str
    operator: str
    values: tuple[str, ...]


Filter = tuple[Condition, ...]
"""Conditions that must all hold; empty lets everything pass."""


@dataclass(frozen=True, slots=True)
class Constant:
    """The base 1: the value stands for itself in every area."""


@dataclass(frozen=True, slots=True)
class AreaColumn:
    """A number of the area (a population …), summed from its children where it lacks one."""

    column: str


@dataclass(frozen=True, slots=True)
class FacilityColumn:
    """A number of the facilities, summed over those that pass ``per_where``."""

    column: str


@dataclass(frozen=True, slots=True)
class DecidedBase:
    """A measure of the plan itself, over the facilities that pass ``per_where``."""

    measure: Measure


Base = Constant | AreaColumn | FacilityColumn | DecidedBase


@dataclass(frozen=True, slots=True)
class Reach:
    """How near a facility must be: ``limit`` (inclusive) in ``minutes`` or ``km``."""

    limit: Fraction
    unit: str


@dataclass(frozen=True)
class Clause:
    """One sentence, its names resolved against one instance.

    The requirement in an area is ``value / per · base``. ``missing`` is empty, or names the standard resources and
    columns that the instance does not have: the clause is then reported ``not_applicable: no data`` and has no rows.
    ``raw`` is the table as written (after overrides), for reports and comparisons.
    """

    id: str
    name: str
    name_en: str | None
    cite: str | None
    measure: Measure
    comparator: str
    value: Fraction
    per: Fraction
    base: Base
    where: Filter
    per_where: Filter
    level: str
    areas: Filter
    reach: Reach | None
    nature: str
    tolerance: Fraction
    weight: Fraction
    weigh_by: str | None
    reason: str | None
    missing: tuple[str, ...] = ()
    raw: Mapping[str, object] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether its measure counts whole units, so that a constant requirement is rounded to one."""
        return not self.measure.is_money

    @property
    def lowest(self) -> Fraction:
        """The smallest value per base that satisfies an at_least, exactly or about."""
        return self.value - self.tolerance

    @property
    def highest(self) -> Fraction:
        """The largest value per base that satisfies an at_most, exactly or about."""
        return self.value + self.tolerance


@dataclass(frozen=True)
class Policy:
    """A set of clauses in the order of the document, with the goals that rank their shortfalls.

    ``goals`` are lexicographic; each is a nature, several natures joined by ``+``, or fairness, cost or stability.
    ``hold_within`` says, per goal, how far (relatively) it may give way to the goals after it.
    """

    name: str
    title: str
    clauses: tuple[Clause, ...]
    goals: tuple[str, ...] = DEFAULT_GOALS
    fairness_in: str = "county"
    hold_within: Mapping[str, Fraction] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def natures_of(goal: str) -> frozenset[str]:
    """The natures that a goal's name joins with ``+``; empty for fairness, cost and stability."""
    parts = frozenset(goal.split("+"))
    return parts if parts <= frozenset(NATURES) else frozenset()
