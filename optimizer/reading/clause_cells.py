"""Whether the cells that a clause reads can be read as it reads them: compared, summed, measured as a distance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

import numpy as np

from models.clause import ANNUAL_COST, CAPITAL_COST, AreaColumn, Clause, Condition, DecidedBase, FacilityColumn, Filter
from models.grammar import GrammarError, parse_number, write_condition
from models.instance import CANDIDATE, FACILITY, REGION, Instance
from models.selection import AbsentNumber, areas_of, base_number, members
from models.stock import unpriced_places
from models.tables import ABSENT, Coded
from optimizer.problems import did_you_mean
from optimizer.reading.clause_values import Findings
from optimizer.reading.columns import AREAS, FACILITIES, Columns, Mask, first_of


class CellCheck:
    """The checks of one resolved clause against the rows of its instance.

    Codes: ``not-ordered`` (``<`` on text), ``outside-order`` (a value the attribute's order lacks), ``bad-number``,
    ``out-of-range``, ``absent-number`` (a needed base is nowhere to be found), ``no-travel``, ``unpriced``.
    """

    def __init__(self, instance: Instance, columns: Mapping[str, Columns], clause: Clause, findings: Findings) -> None:
        self.instance = instance
        self.areas, self.facilities = columns[AREAS], columns[FACILITIES]
        self.clause = clause
        self.findings = findings

    def run(self) -> None:
        """Gather every problem and warning."""
        clause = self.clause
        self._filter("where", clause.where, self.facilities)
        if clause.per_where is not clause.where:
            self._filter("per_where", clause.per_where, self.facilities)
        self._filter("areas", clause.areas, self.areas)
        if isinstance(clause.base, AreaColumn):
            self._numeric("per", clause.base.column, self.areas)
        if isinstance(clause.base, FacilityColumn):
            self._numeric("per", clause.base.column, self.facilities)
        if clause.weigh_by is not None:
            self._numeric("weigh_by", clause.weigh_by, self.areas)
        self._travel()
        if not self.findings.problems:
            self._absent_cells()
            self._absent_numbers()
            self._coordinates()
            self._prices()

    def _filter(self, key: str, conditions: Filter, columns: Columns) -> None:
        for condition in (each for alternative in conditions for each in alternative):
            if condition.operator in ("=", "!="):
                self._suggest(condition, columns)
            elif self._value_has_place(key, condition, columns):
                self._cells_have_place(key, condition, columns)

    def _suggest(self, condition: Condition, columns: Columns) -> None:
        for value in condition.values if condition.operator == "=" else ():
            if hint := columns.suggestion(condition.column, value):
                self.findings.warn(f"no {columns.one} has `{condition.column}={value}`; {hint}")

    def _value_has_place(self, key: str, condition: Condition, columns: Columns) -> bool:
        order, value = columns.orders.get(condition.column), condition.values[0]
        found = f'"{value}" in {write_condition(condition)}'
        if order is not None:
            if value not in order:
                self._outside(key, found, condition.column, order, value)
            return value in order
        try:
            parse_number(value)
        except GrammarError:
            self.findings.add("not-ordered", key, found, "a number: this column has no order of its own")
            return False
        return True

    def _cells_have_place(self, key: str, condition: Condition, columns: Columns) -> None:
        faults = list(columns.incomparable(condition))
        if not faults:
            return
        found = self._cells(condition.column, faults, columns)
        order = columns.orders.get(condition.column)
        if order is not None:
            self._outside(key, found, condition.column, order, faults[0][1])
        else:
            expected = f"a number in every filled cell that {write_condition(condition)} compares"
            self.findings.add("not-ordered", key, found, expected)

    def _outside(self, key: str, found: str, column: str, order: Iterable[str], word: str) -> None:
        expected = f"a value in the order of {column}: {' < '.join(order)}"
        self.findings.add("outside-order", key, found, expected, did_you_mean(word, order))

    def _cells(self, column: str, faults: Iterable[tuple[str, str]], columns: Columns) -> str:
        return first_of(f'"{text}" in {column} of {columns.one} {name}' for name, text in faults)

    def _numeric(self, key: str, column: str, columns: Columns) -> None:
        texts = list(columns.no_numbers(column))
        if texts:
            found = self._cells(column, texts, columns)
            self.findings.add("bad-number", key, found, "a number in every filled cell")
            return
        negative = list(columns.no_numbers(column, Fraction(0)))
        if negative:
            found = self._cells(column, negative, columns)
            self.findings.add("out-of-range", key, found, "numbers not below zero")

    def _travel(self) -> None:
        reach, travel = self.clause.reach, self.instance.travel_table
        if reach is None or (travel is None and reach.unit == "km"):
            return
        if travel is None:
            self.findings.add("no-travel", "within", "no travel.csv", "travel.csv with a column minutes")
        elif ((travel.minutes if reach.unit == "minutes" else travel.km).codes == ABSENT).all():
            found = f"no {reach.unit} in travel.csv"
            self.findings.add("no-travel", "within", found, f"{reach.unit} for the pairs that are within reach")

    def _absent_cells(self) -> None:
        clause, everywhere = self.clause, np.full(len(self.facilities.ids), True)
        self._count("where", clause.where, everywhere, self.facilities)
        if clause.per_where is not clause.where:
            self._count("per_where", clause.per_where, everywhere, self.facilities)
        self._count("areas", clause.areas, self._concerned(), self.areas)

    def _concerned(self) -> Mask:
        """Which areas the clause could have a row for, or for a row per facility those that have one of their own."""
        table = self.instance.facility_table
        if self.clause.level == FACILITY:
            return np.bincount(table.area, minlength=len(table.areas)) > 0
        return self.areas.on_levels(self.clause.levels)

    def _count(self, key: str, conditions: Filter, among: Mask, columns: Columns) -> None:
        for condition, count in columns.absent(conditions, among):
            who = f"1 {columns.one} has" if count == 1 else f"{count} {columns.kind} have"
            they = "it does" if count == 1 else "they do"
            place = "" if key == "where" else f" of {key}"
            self.findings.warn(f"{who} no `{condition.column}`; {they} not pass `{write_condition(condition)}`{place}")

    def _absent_numbers(self) -> None:
        clause = self.clause
        if isinstance(clause.base, AreaColumn):
            self._absent_areas("per", clause.base.column)
        if isinstance(clause.base, FacilityColumn):
            self._absent_facilities(clause.base.column)
        if clause.weigh_by is not None and clause.level != REGION:
            self._absent_areas("weigh_by", clause.weigh_by)

    def _absent_areas(self, key: str, column: str) -> None:
        lacking = []
        for area in self._row_areas():
            try:
                base_number(self.instance, area, column)
            except AbsentNumber as error:
                lacking.append(f"{area} ({error.area} below it has none)" if error.area not in (area,) else area)
        if lacking:
            found = f"no {column} for area {first_of(lacking)}"
            expected = f"{column} of every area the clause speaks of, its own or of all areas below it"
            self.findings.add("absent-number", key, found, expected)

    def _row_areas(self) -> list[str]:
        """The areas whose numbers the rows of the clause need."""
        clause = self.clause
        if clause.level == REGION:
            return [REGION]
        if clause.level == FACILITY:
            table = self.instance.facility_table
            return [table.areas[area] for area in np.unique(table.area[self._own_rows()])]
        return [area.area for area in areas_of(self.instance, clause.levels, clause.areas)]

    def _own_rows(self) -> Mask:
        """The facilities that have a row of their own in a clause about facilities."""
        in_area = self.areas.passing(self.clause.areas)[self.instance.facility_table.area]
        return self.facilities.passing(self.clause.where) & in_area

    def _absent_facilities(self, column: str) -> None:
        lacking = self._in_base(self.facilities.lacking(column))
        if lacking:
            found = f"no {column} for facility {first_of(lacking)}"
            expected = f"{column} of every facility in the base; write 0 where there is nothing"
            self.findings.add("absent-number", "per", found, expected)

    def _in_base(self, facilities: Mask) -> list[str]:
        """Those of some facilities whose own numbers some row of the clause sums."""
        clause, instance = self.clause, self.instance
        based = facilities & self.facilities.passing(clause.per_where)
        if clause.level == FACILITY:
            based &= self._own_rows()
        if clause.level in (FACILITY, REGION):
            return self._ids(based)
        listed = [instance.facilities[name] for name in self._ids(based)]
        by_area = members(instance, listed, areas_of(instance, clause.levels, clause.areas), clause.reach)
        return sorted({facility for ids in by_area.values() for facility in ids})

    def _ids(self, facilities: Mask) -> list[str]:
        return [self.facilities.ids[row] for row in np.flatnonzero(facilities).tolist()]

    def _prices(self) -> None:
        """A clause that measures money needs the price of everything it could pay for."""
        clause = self.clause
        counted = [(term, clause.where) for term in clause.measure.terms]
        if isinstance(clause.base, DecidedBase):
            counted += [(term, clause.per_where) for term in clause.base.measure.terms]
        found = [
            place
            for term, where in counted
            if term.name in (CAPITAL_COST, ANNUAL_COST)
            for facility in self._ids(unpriced(self.instance, term.name) & self.facilities.passing(where))
            for place in unpriced_places(self.instance, self.instance.facilities[facility], term.name)
        ]
        if found:
            told = f"no price for {first_of(dict.fromkeys(found))}"
            expected = "a price for everything the clause pays for; write 0 where it is free"
            self.findings.add("unpriced", "require", told, expected)

    def _coordinates(self) -> None:
        clause, fixed = self.clause, self.instance.facility_table.fixed
        if clause.reach is None or self.instance.travel is not None:
            return
        nowhere = (fixed["lon"].codes == ABSENT) | (fixed["lat"].codes == ABSENT)
        lost = self._ids(nowhere & self.facilities.passing(clause.where))
        if lost:
            self.findings.warn(f"out of reach for want of coordinates: {first_of(lost)}")


def unpriced(instance: Instance, kind: str) -> Mask:
    """Which facilities have something that costs ``capital_cost`` or ``annual_cost`` and no written price."""
    facilities, stock = instance.facility_table, instance.stock_table
    resources = [instance.resources[name] for name in stock.seconds]
    general = np.array([getattr(resource, kind) is not None for resource in resources], bool)
    prices: Coded[Fraction] = getattr(stock, kind)
    rows = (prices.codes == ABSENT) & ~general[stock.second]
    opening = np.zeros(len(facilities), bool)
    if kind == CAPITAL_COST:
        largest = stock.largest([resource.max_per_facility for resource in resources])
        rows &= (largest == ABSENT) | (largest > stock.current)
        opening = facilities.status.where(CANDIDATE.__eq__) & (facilities.fixed["open_cost"].codes == ABSENT)
    return opening | (np.bincount(stock.first[rows], minlength=len(facilities)) > 0)
