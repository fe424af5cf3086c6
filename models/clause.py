"""What a clause is: one quantitative sentence of a plan, parsed and resolved against an instance.

require a *measure* of the facilities *where* … at least / at most / exactly / about *v*, or between *v* and *u*,
per *n base* in each *area*; or spread at most *v*: nowhere more than *v* times what there is per base elsewhere
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

AT_LEAST, AT_MOST, EXACTLY, ABOUT, BETWEEN, SPREAD_AT_MOST = COMPARATORS = (
    "at_least",
    "at_most",
    "exactly",
    "about",
    "between",
    "spread_at_most",
)

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


Conditions = tuple[Condition, ...]
"""Conditions that must all hold."""

Filter = tuple[Conditions, ...]
"""Alternatives of which one must pass; empty lets everything pass."""


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

    The requirement in an area is ``value / per · base``; with ``between``, from there to ``upper / per · base`` (else
    ``upper`` equals ``value``). ``levels`` are those of its rows: ``region`` or ``facility`` alone, or levels of areas.

    Three keys change what its rows ask for. ``partner`` names the clause that may hold instead, in each area. ``share``
    is the part of the areas (or, with ``weigh_by``, of their people) for which the row has to hold. ``mean`` asks that
    the mean distance to the serving facility be within ``reach``, not each one. With ``share`` or ``mean`` the clause
    has one row, for the whole region; so it has with ``spread_at_most``, whose ``value`` is how many times the lowest
    rate of all its areas the highest may be. ``by`` is a year to be printed.

    ``missing`` is empty, or names the standard resources and columns that the instance does not have: the clause is
    then reported ``not_applicable: no data`` and has no rows. ``raw`` is the table as written (after overrides), for
    reports and comparisons.
    """

    id: str
    name: str
    name_en: str | None
    cite: str | None
    measure: Measure
    comparator: str
    value: Fraction
    upper: Fraction
    per: Fraction
    base: Base
    where: Filter
    per_where: Filter
    levels: tuple[str, ...]
    areas: Filter
    reach: Reach | None
    nature: str
    tolerance: Fraction
    weight: Fraction
    weigh_by: str | None
    reason: str | None
    partner: str | None = None
    share: Fraction | None = None
    mean: bool = False
    by: int | None = None
    missing: tuple[str, ...] = ()
    raw: Mapping[str, object] = field(default_factory=dict)

    @property
    def level(self) -> str:
        """The first of its levels: ``region`` and ``facility`` always stand alone."""
        return self.levels[0]

    @property
    def pooled(self) -> bool:
        """Whether all its areas make one row together: a share of them, a mean over them, or their spread."""
        return self.mean or self.share is not None or self.is_spread

    @property
    def is_spread(self) -> bool:
        """Whether it limits how far the rates of its areas lie apart."""
        return self.comparator == SPREAD_AT_MOST

    @property
    def whole(self) -> bool:
        """Whether its measure counts whole units, so that a constant requirement is rounded to one."""
        return not self.measure.is_money

    @property
    def lowest(self) -> Fraction:
        """The smallest value per base that satisfies an at_least, exactly, about or between."""
        return max(Fraction(0), self.value - self.tolerance)

    @property
    def highest(self) -> Fraction:
        """The largest value per base that satisfies an at_most, exactly, about or between; of a spread, how many times
        the lowest rate is allowed."""
        return self.upper + self.tolerance


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

    @cached_property
    def partners(self) -> Mapping[str, str]:
        """clause → the clause that may hold instead of it, in both directions; without those that stand alone."""
        present = {clause.id for clause in self.clauses}
        pairs = {clause.id: clause.partner for clause in self.clauses if clause.partner in present}
        return {one: other for one, other in pairs.items() if other} | {
            other: one for one, other in pairs.items() if other
        }


def natures_of(goal: str) -> frozenset[str]:
    """The natures that a goal's name joins with ``+``; empty for fairness, cost and stability."""
    parts = frozenset(goal.split("+"))
    return parts if parts <= frozenset(NATURES) else frozenset()
