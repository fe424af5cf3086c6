"""What the solver is asked: whole-number columns, rows over them, and goals, in one fixed order.

A *column* is one decision or auxiliary number; a *row* says ``low ≤ Σ coefficient · column ≤ high``; a *goal* is a
linear expression to be made small. Rows that come from clauses and stock have whole coefficients, so that they are
right or wrong without a tolerance; rows that only measure a goal may have fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from models.linear import Number

STOCK, OPEN, ADDED, REMOVED, RISES, SHORT, SLACK, CHOICE, WORST, SPREAD, NEVER, MEETS, SERVED, LOWEST = (
    "stock",
    "open",
    "added",
    "removed",
    "rises",
    "short",
    "slack",
    "choice",
    "worst",
    "spread",
    "never",
    "meets",
    "served",
    "lowest",
)
"""Kinds of column: proposed stock, facility open, increase, decrease, which of the two, units short of a clause,
accepted deviation of a ratio, which rule accepts it, worst area's shortfall, largest relative change, a column
fixed at zero on which a row without decisions stands, an area that keeps a row, the part of an area that a facility
serves, and the lowest rate of the areas of a clause."""


@dataclass(frozen=True, slots=True)
class Column:
    """One unknown. ``key`` says what it stands for (facility and resource, clause and area …), ``today`` its present
    value, ``county`` the county block it belongs to (None: it links counties). ``upper`` None means not yet bounded."""

    kind: str
    key: tuple[str, ...]
    lower: int
    upper: int | None
    whole: bool
    today: int
    county: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """``low ≤ Σ coefficient · column ≤ high``; ``kind`` and ``key`` say which law it is."""

    kind: str
    key: tuple[str, ...]
    columns: tuple[int, ...]
    coefficients: tuple[Number, ...]
    low: Number | None
    high: Number | None
    county: str | None


@dataclass(frozen=True)
class Goal:
    """``constant + Σ coefficient · column``, to be minimised after the goals before it."""

    name: str
    terms: Mapping[int, Number]
    constant: Number = 0


@dataclass
class System:
    """Columns, rows and goals while they are gathered; handed on as they are once complete."""

    columns: list[Column] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)

    def add_column(
        self,
        kind: str,
        key: tuple[str, ...],
        *,
        county: str | None,
        lower: int = 0,
        upper: int | None = None,
        whole: bool = True,
        today: int = 0,
    ) -> int:
        """Append a column and return its number."""
        self.columns.append(Column(kind, key, lower, upper, whole, today, county))
        return len(self.columns) - 1

    def add_row(
        self,
        kind: str,
        key: tuple[str, ...],
        terms: Mapping[int, Number],
        low: Number | None = None,
        high: Number | None = None,
    ) -> None:
        """Append a row; one without decisions stands on a column fixed at zero, so that a false law stays false."""
        kept = {column: value for column, value in sorted(terms.items()) if value}
        if not kept:
            kept = {self.add_column(NEVER, key, county=None, upper=0): 1}
        county = self.county_of(kept)
        self.rows.append(Row(kind, key, tuple(kept), tuple(kept.values()), low, high, county))

    def county_of(self, columns: Iterable[int]) -> str | None:
        """The one county that all these columns belong to, or None if they link several."""
        counties = {self.columns[column].county for column in columns}
        return counties.pop() if len(counties) == 1 else None
