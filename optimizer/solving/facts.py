"""Which hard facts take part in a conflict: the bounds of stock and today's stock that the rows collide with.

The model is the repair model of the conflict's clauses alone, on the same region with every bound taken off; each bound
is then laid on again as something that can be switched. So a bound that was left out limits nothing, not even by way of
the natural bounds that were reckoned with it.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import highspy
import numpy as np

from models.clause import Policy
from models.instance import KEEP_COUNTY, KEEP_NONE, Instance
from models.selection import county_of
from models.stock import bounds
from optimizer.solving.conflict import Board, OutOfTimeError, Row, minimal

MIN, MAX, KEEP = "min", "max", "keep"


@dataclass(frozen=True, slots=True)
class Fact:
    """A hard fact about stock: ``key`` is ``min`` or ``max`` as written, or ``keep``: today's stock that is not cut.

    ``facility`` is the area where the stock of a whole county is kept.
    """

    facility: str
    resource: str
    key: str
    value: int


@dataclass(frozen=True)
class FactsFound:
    """The facts that take part; ``minimal``: the conflict needs every single one of them."""

    facts: tuple[Fact, ...]
    minimal: bool


def facts_of(instance: Instance) -> tuple[Fact, ...]:
    """Every bound on stock and every kept stock of a region, in the order of facility and resource."""
    found = []
    kept: dict[tuple[str, str], int] = defaultdict(int)
    for (facility, resource), stock in instance.stock.items():
        least, largest = bounds(instance, stock)
        if least > 0:
            found.append(Fact(facility, resource, KEEP if stock.min is None else MIN, least))
        if largest is not None:
            found.append(Fact(facility, resource, MAX, largest))
        if instance.resources[resource].keep == KEEP_COUNTY and stock.current:
            kept[county_of(instance, facility), resource] += stock.current
    return (*found, *(Fact(area, resource, KEEP, total) for (area, resource), total in kept.items()))


def without_bounds(instance: Instance) -> Instance:
    """The same region in which any stock may be any number."""
    resources = {
        name: replace(resource, keep=KEEP_NONE, max_per_facility=None) for name, resource in instance.resources.items()
    }
    stock = {cell: replace(row, min=0, max=None) for cell, row in instance.stock.items()}
    return replace(instance, resources=resources, stock=stock)


def facts_that_collide(
    instance: Instance, policy: Policy, rows: Iterable[Row], deadline: float, room: Mapping[Row, float] | None = None
) -> FactsFound:
    """A minimal set of facts with which these rows of the policy's binding clauses collide.

    Raises OutOfTimeError if there is no time even to begin; a search that was cut short has ``minimal`` False.
    """
    return _FactBoard(instance, policy, deadline).search(list(rows), room)


class _FactBoard:
    """The rows of some clauses over a region without bounds, and its facts, each with a switch."""

    def __init__(self, instance: Instance, policy: Policy, deadline: float) -> None:
        self.instance = instance
        self.board = Board(without_bounds(instance), policy, deadline)
        self.facts = facts_of(instance)
        self.rows: dict[int, int] = {}
        self._add_rows()

    def search(self, rows: Sequence[Row], room: Mapping[Row, float] | None) -> FactsFound:
        """Whole kinds of facts are taken out first, then those of one county, then single ones."""
        on = sorted({self.board.by_row[row] for row in rows})
        kept = list(range(len(self.facts)))

        def collide(groups: Sequence[Sequence[int]]) -> bool:
            return self._impossible(on, [number for group in groups for number in group], room)

        try:
            for level in range(3):
                kept = [number for group in minimal(self._grouped(kept, level), collide) for number in group]
        except OutOfTimeError:
            return FactsFound(self._found(kept), False)
        return FactsFound(self._found(kept), not self.board.unsure)

    def _found(self, kept: Iterable[int]) -> tuple[Fact, ...]:
        return tuple(self.facts[number] for number in sorted(kept))

    def _grouped(self, kept: Sequence[int], level: int) -> list[list[int]]:
        """Facts by resource and key; by county too; each alone, the largest first."""
        if level > 1:
            return [[number] for number in sorted(kept, key=lambda n: (-self.facts[n].value, n))]
        groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for number in kept:
            fact = self.facts[number]
            place = county_of(self.instance, fact.facility) if fact.facility in self.instance.facilities else ""
            groups[(fact.resource, fact.key, place)[: 2 + level]].append(number)
        return list(groups.values())

    def _impossible(self, on: Sequence[int], facts: Iterable[int], room: Mapping[Row, float] | None) -> bool:
        self._lay_on(set(facts))
        if time.monotonic() > self.board.deadline:
            raise OutOfTimeError
        return self.board.impossible(on, room)

    def _add_rows(self) -> None:
        """Rows for what is no bound of a column: a least stock that only an open facility has, and kept totals."""
        columns = self.board.assembly.columns
        for number, fact in enumerate(self.facts):
            terms: dict[int, float] = {}
            if fact.facility not in self.instance.facilities:
                for (facility, resource), column in columns.stock.items():
                    if resource == fact.resource and columns.county[facility] == fact.facility:
                        terms[column] = 1.0
            elif fact.key != MAX and fact.facility in columns.open:
                cell = (fact.facility, fact.resource)
                terms = {columns.stock[cell]: 1.0, columns.open[fact.facility]: -float(fact.value)}
            if terms:
                self.rows[number] = self.board.highs.getNumRow()
                index = np.array(list(terms), np.int32)
                values = np.array(list(terms.values()))
                self.board.highs.addRow(-highspy.kHighsInf, highspy.kHighsInf, len(index), index, values)

    def _lay_on(self, chosen: set[int]) -> None:
        """Let exactly these facts hold: the others leave a stock between nothing and far more than is needed."""
        form, columns = self.board.form, self.board.assembly.columns.stock
        for number, fact in enumerate(self.facts):
            holds = number in chosen
            if number in self.rows:
                whole = fact.facility not in self.instance.facilities
                least = float(fact.value) if whole else 0.0
                self.board.highs.changeRowBounds(
                    self.rows[number], least if holds else -highspy.kHighsInf, highspy.kHighsInf
                )
            elif fact.key == MAX:
                column = columns[fact.facility, fact.resource]
                form.column_upper[column] = float(fact.value) if holds else self._widest(column)
            else:
                form.column_lower[columns[fact.facility, fact.resource]] = float(fact.value) if holds else 0.0

    def _widest(self, column: int) -> float:
        upper = self.board.assembly.system.columns[column].upper
        return float("inf") if upper is None else float(upper)
