"""What a solver takes: the model as arrays, one row matrix and a cost vector per goal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import overload

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Names(Sequence[str]):
    """Names that are made when they are asked for: a letter, a number, and perhaps a kind behind it."""

    numbers: NDArray[np.int64]
    letter: str
    kind: NDArray[np.int16] | None = None
    kinds: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        if isinstance(place, slice):
            return tuple(self)[place]
        kind = "" if self.kind is None else f"_{self.kinds[self.kind[place]]}"
        return f"{self.letter}{self.numbers[place]}{kind}"

    def __iter__(self) -> Iterator[str]:
        if self.kind is None:
            return (f"{self.letter}{number}" for number in self.numbers.tolist())
        ends = [f"_{kind}" for kind in self.kinds]
        return (f"{self.letter}{n}{ends[k]}" for n, k in zip(self.numbers.tolist(), self.kind.tolist(), strict=True))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True)
class GoalArrays:
    """One goal: ``cost`` per column and ``offset``, both multiplied by ``factor`` so that its steps are not tiny."""

    name: str
    cost: Floats
    offset: float
    factor: float


@dataclass(frozen=True)
class Following:
    """Columns that are no decisions: once the others are known, each is the largest (``up``) or smallest value its rows
    allow. They are settled group by group."""

    columns: NDArray[np.int32]
    up: bool


@dataclass(frozen=True)
class StepColumn:
    """A column that is the largest ``sign · (x − current) / weight`` over several stock columns x, so that it only
    takes values k / weight."""

    column: int
    stock: NDArray[np.int64]
    weight: NDArray[np.int64]
    current: NDArray[np.int64]
    sign: NDArray[np.int64]


@dataclass(frozen=True)
class StandardForm:
    """The model as arrays: ``row_low ≤ A x ≤ row_high``, A by rows (start, index, value); columns in system order."""

    column_lower: Floats
    column_upper: Floats
    whole: NDArray[np.bool_]
    row_low: Floats
    row_high: Floats
    start: NDArray[np.int32]
    index: NDArray[np.int32]
    value: Floats
    goals: tuple[GoalArrays, ...]
    follows: tuple[Following, ...]
    steps: tuple[StepColumn, ...]
    worst: int
    """The column of the worst area's shortfall, -1 if there is none."""
    column_names: Sequence[str]
    row_names: Sequence[str]
    column_county: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    """The county each column belongs to, counties numbered by sorted id; -1 for a column that links counties."""

    @property
    def row_county(self) -> NDArray[np.int64]:
        """The one county that the columns of each row belong to, ``worst`` apart; -1 if there are several or none."""
        rows = len(self.row_low)
        row = np.repeat(np.arange(rows), np.diff(self.start))
        county = self.column_county[self.index].astype(np.int64)
        counted = self.index != self.worst
        least, most = np.full(rows, np.iinfo(np.int64).max), np.full(rows, -1, np.int64)
        np.minimum.at(least, row[counted], county[counted])
        np.maximum.at(most, row[counted], county[counted])
        return np.where(least == most, most, -1)

    @property
    def size(self) -> dict[str, int]:
        """Rows, columns, integers and nonzeros."""
        return {
            "rows": len(self.row_low),
            "columns": len(self.column_lower),
            "integers": int(self.whole.sum()),
            "nonzeros": len(self.value),
        }
