"""What the solver is asked: whole-number columns, rows over them, and goals, in one fixed order.

A *column* is one decision or auxiliary number; a *row* says ``low ≤ Σ coefficient · column ≤ high``; a *goal* is a
linear expression to be made small. Rows that come from clauses and stock have whole coefficients, so that they are
right or wrong without a tolerance; rows that only measure a goal may have fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from models.keys import Named
from models.linear import Number
from models.store import Column, Columns, Row, Rows

__all__ = ["Column", "Goal", "Row", "System"]

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


@dataclass(frozen=True)
class Goal:
    """``constant + Σ coefficient · column``, to be minimised after the goals before it."""

    name: str
    terms: Mapping[int, Number]
    constant: Number = 0


@dataclass(eq=False)
class System:
    """Columns, rows and goals while they are gathered; handed on as they are once complete.

    ``columns`` and ``rows`` read like lists of records; whoever looks at many takes their arrays.
    """

    counties: Named = field(default_factory=Named)
    goals: list[Goal] = field(default_factory=list)
    columns: Columns = field(init=False)
    rows: Rows = field(init=False)

    def __post_init__(self) -> None:
        self.columns = Columns(self.counties)
        self.rows = Rows(self.counties, self.columns)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, System):
            return NotImplemented
        return (self.columns, self.rows, self.goals) == (other.columns, other.rows, other.goals)

    __hash__ = None  # type: ignore[assignment]

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
        return self.columns.add(Column(kind, key, lower, upper, whole, today, county))

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
        self.rows.add(kind, key, kept, low, high)

    def county_of(self, columns: Iterable[int]) -> str | None:
        """The one county that all these columns belong to, or None if they link several."""
        numbers = set(self.columns.county[list(columns)].tolist())
        number = numbers.pop() if len(numbers) == 1 else -1
        return None if number < 0 else self.counties.names[number]
