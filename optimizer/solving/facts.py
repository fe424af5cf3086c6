"""Which hard facts take part in a conflict: bounds of stock, today's stock, and what is part of what.

The model is the repair model of the conflict's clauses alone, on the same region with every bound taken off; each fact
is then laid on again as something that can be switched. So a bound that was left out limits nothing, not even by way of
the natural bounds that were reckoned with it. Stock that the clauses do not speak of, and that no part, opening or kept
total ties to what they speak of, is left out.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import highspy
import numpy as np

from models.clause import DecidedBase, Policy
from models.instance import KEEP_COUNTY, KEEP_NONE, OPEN, Instance
from models.selection import county_of
from models.stock import bounds
from optimizer.impossible import GROUP, KEEP, MAX, MIN, PART_OF, Fact
from optimizer.solving.conflict import Board, OutOfTimeError, Row, minimal

PARTS = (PART_OF, GROUP)


@dataclass(frozen=True)
class FactsFound:
    """The facts that take part; ``minimal``: the conflict needs every single one of them."""

    facts: tuple[Fact, ...]
    minimal: bool


def facts_of(instance: Instance) -> tuple[Fact, ...]:
    """Every bound on stock and every kept stock of a region in the order of facility and resource, then its parts."""
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
    totals = (Fact(area, resource, KEEP, total) for (area, resource), total in kept.items())
    return (*found, *totals, *_parts_of(instance))


def _parts_of(instance: Instance) -> Iterator[Fact]:
    """Each part that is no more than its whole, each group of parts that are together no more than it."""
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for facility, name in instance.stock:
        resource = instance.resources[name]
        if resource.part_of is None:
            continue
        if resource.group is None:
            yield Fact(facility, name, PART_OF, whole=resource.part_of)
        else:
            groups[facility, resource.part_of, resource.group].append(name)
    for (facility, whole, _), names in groups.items():
        yield Fact(facility, " + ".join(sorted(names)), GROUP, whole=whole)


def without_bounds(instance: Instance) -> Instance:
    """The same region in which any stock may be any number; parts stay parts."""
    resources = {
        name: replace(resource, keep=KEEP_NONE, max_per_facility=None) for name, resource in instance.resources.items()
    }
    stock = {cell: replace(row, min=0, max=None) for cell, row in instance.stock.items()}
    return replace(instance, resources=resources, stock=stock)


def spoken_of(instance: Instance, policy: Policy) -> Instance:
    """The region with the stock that the clauses of a policy count, or that is tied to it; all of it without clauses.

    Ties are parts and their wholes, and a total kept in a county with facilities that may be closed.
    """
    names = set().union(*(_names(instance, policy)))
    if not names:
        return instance
    decided = {facility.facility for facility in instance.facilities.values() if facility.status != OPEN}
    names |= {
        resource
        for facility, resource in instance.stock
        if facility in decided and instance.resources[resource].keep == KEEP_COUNTY
    }
    ties = [(name, one.part_of) for name, one in instance.resources.items() if one.part_of is not None]
    for _ in ties:
        names |= {end for tie in ties if names & set(tie) for end in tie}
    return replace(instance, stock={cell: row for cell, row in instance.stock.items() if cell[1] in names})


def _names(instance: Instance, policy: Policy) -> Iterator[set[str]]:
    """The resources that each measure and base counts; money is a matter of all."""
    for clause in policy.clauses:
        measures = [clause.measure, *([clause.base.measure] if isinstance(clause.base, DecidedBase) else [])]
        for measure in measures:
            yield set(instance.resources) if measure.is_money else {term.name for term in measure.terms}


def facts_that_collide(
    instance: Instance, policy: Policy, rows: Iterable[Row], deadline: float, room: Mapping[Row, float] | None = None
) -> FactsFound:
    """A minimal set of facts with which these rows of the policy's binding clauses collide.

    Raises OutOfTimeError if there is no time even to begin; a search that was cut short has ``minimal`` False.
    """
    return FactBoard(instance, policy, deadline).search(list(rows), room)


class FactBoard:
    """The rows of some clauses over a region without bounds, and its facts, each with a switch."""

    def __init__(self, instance: Instance, policy: Policy, deadline: float) -> None:
        self.instance = spoken_of(instance, policy)
        self.board = Board(without_bounds(self.instance), policy, deadline)
        self.facts = facts_of(self.instance)
        self.known: set[tuple[str, str]] = set()
        self.rows: dict[int, tuple[int, float, float]] = {}
        self._widest = self.board.form.column_upper.copy()
        self._add_rows()
        self._find_parts()
        self.held = {number for number, fact in enumerate(self.facts) if fact.key in PARTS}

    def search(self, rows: Sequence[Row], room: Mapping[Row, float] | None) -> FactsFound:
        """Whole kinds of facts are taken out first, then those of one county, then single ones.

        What stands in the areas of the rows, of the kinds that took part in earlier searches, is tried first.
        """
        on = sorted({self.board.by_row[row] for row in rows})
        kept = list(range(len(self.facts)))
        self.board.unsure = False

        def collide(groups: Sequence[Sequence[int]]) -> bool:
            return self._impossible(on, [number for group in groups for number in group], room)

        try:
            areas = {area for _, area in rows}
            near = [number for number in kept if self._stands_in(number, areas)]
            for likely in ([number for number in near if self._kind(number) in self.known], near):
                if likely and self._impossible(on, likely, room):
                    kept = likely
                    break
            for level in range(3):
                kept = [number for group in minimal(self._grouped(kept, level), collide) for number in group]
        except OutOfTimeError:
            return FactsFound(self._found(kept), False)
        self.known |= {self._kind(number) for number in kept}
        return FactsFound(self._found(kept), not self.board.unsure)

    def _kind(self, number: int) -> tuple[str, str]:
        return self.facts[number].resource, self.facts[number].key

    def _stands_in(self, number: int, areas: set[str]) -> bool:
        """Whether a fact is about one of these areas or facilities, or something in them."""
        place = self.facts[number].facility
        if place in self.instance.facilities:
            return place in areas or not areas.isdisjoint(self.instance.ancestry(self.instance.facilities[place].area))
        return place in areas

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
            elif fact.key in (MIN, KEEP) and fact.facility in columns.open:
                cell = (fact.facility, fact.resource)
                terms = {columns.stock[cell]: 1.0, columns.open[fact.facility]: -float(fact.value)}
            if terms:
                low = 0.0 if fact.facility in self.instance.facilities else float(fact.value)
                self.rows[number] = (self.board.highs.getNumRow(), low, highspy.kHighsInf)
                index = np.array(list(terms), np.int32)
                values = np.array(list(terms.values()))
                self.board.highs.addRow(-highspy.kHighsInf, highspy.kHighsInf, len(index), index, values)

    def _find_parts(self) -> None:
        """The rows of the model that say what is part of what: those over nothing but the parts and the whole."""
        form, stock = self.board.form, self.board.assembly.columns.stock
        place = {
            frozenset(form.index[first:last].tolist()): row
            for row, (first, last) in enumerate(zip(form.start[:-1], form.start[1:], strict=True))
        }
        for number, fact in enumerate(self.facts):
            if fact.key in PARTS:
                names = (*fact.resource.split(" + "), fact.whole)
                row = place[frozenset(stock[fact.facility, name] for name in names)]
                self.rows[number] = (row, float(form.row_low[row]), float(form.row_high[row]))

    def _lay_on(self, chosen: set[int]) -> None:
        """Let exactly these facts hold: the others leave a stock between nothing and far more than is needed."""
        form, stock = self.board.form, self.board.assembly.columns.stock
        form.column_lower[list(stock.values())] = 0.0
        form.column_upper[:] = self._widest
        for number in (chosen ^ self.held) & self.rows.keys():
            row, low, high = self.rows[number]
            ends = (low, high) if number in chosen else (-highspy.kHighsInf, highspy.kHighsInf)
            self.board.highs.changeRowBounds(row, *ends)
        self.held = chosen
        for number in chosen - self.rows.keys():
            fact = self.facts[number]
            column = stock[fact.facility, fact.resource]
            if fact.key == MAX:
                form.column_upper[column] = float(fact.value)
            else:
                form.column_lower[column] = float(fact.value)
