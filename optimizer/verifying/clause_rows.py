"""Whether one clause is kept in each of its areas: required, achieved and short, evaluated from the tables.

A row does not apply where its base, as plain data, is zero; where there is neither a facility nor a facility in its
decided base; or where a distance is asked for and the area's place is unknown. Everywhere else it is judged, with the
measure 0 where there is no facility. What is asked of a candidate or closable facility is multiplied by its *open*.
A clause about a share of its areas, a mean over them or their spread has one row for the whole region, in which only
those areas count that would have a row each.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction

from models.clause import AreaColumn, Clause, Constant, DecidedBase, FacilityColumn, Filter
from models.instance import FACILITY, REGION
from optimizer.problems import InputError, Problem
from optimizer.verifying.costs import unpriced_problems
from optimizer.verifying.judgement import RowJudgement
from optimizer.verifying.mean import Needs, mean_row
from optimizer.verifying.measure import Ledger, Number
from optimizer.verifying.requirement import Sentence
from optimizer.verifying.share import share_row
from optimizer.verifying.spread import spread_row
from optimizer.verifying.tables import FACILITIES_FILE, Tables
from optimizer.verifying.verdict import judged_row, not_applicable
from optimizer.verifying.weights import area_weight

Members = Mapping[str, tuple[str, ...]]
"""area → its facilities; an area that is missing has none"""

_NOTHING: Members = {}


def judge_clause(tables: Tables, clause: Clause, today: Ledger, planned: Ledger) -> list[RowJudgement]:
    """The rows of a clause, sorted by area; a single ``not_applicable`` one with area ``""`` if it applies nowhere.

    Raises InputError with what the tables do not say although the clause needs it: a population, a facility's number,
    a price, a distance, or a cell that cannot be compared. Its problems name the clause.
    """
    if clause.missing:
        return [not_applicable(clause, "", f"no data: {', '.join(clause.missing)}")]
    try:
        return _ClauseBench(tables, clause, today, planned).rows()
    except InputError as error:
        problems = [_named(problem, clause) for problem in error.problems]
        raise InputError(problems) from None


class _ClauseBench:
    """One clause with the facilities that it and its base count in each area."""

    def __init__(self, tables: Tables, clause: Clause, today: Ledger, planned: Ledger) -> None:
        self._tables, self._clause = tables, clause
        self._today, self._planned = today, planned
        self._owed = today.all_open() if clause.level == FACILITY else today
        self._sentence = Sentence(clause)
        self._areas, self._why_none = self._find_areas()
        self._unplaced = self._find_unplaced()
        self._members = self._find_members(clause.where)
        self._base_members = _NOTHING
        if isinstance(clause.base, FacilityColumn | DecidedBase):
            self._base_members = self._find_members(clause.per_where)

    def rows(self) -> list[RowJudgement]:
        problems = [*self._absent_populations(), *self._absent_numbers(), *self._absent_prices()]
        if problems:
            raise InputError(problems)
        if not self._areas:
            return [not_applicable(self._clause, "", self._why_none)]
        if self._clause.mean:
            return [self._mean_row()]
        if self._clause.is_spread:
            return [self._spread_row()]
        rows = [self._row(area) for area in self._areas]
        share = self._clause.share
        return rows if share is None else [share_row(self._tables, self._clause, share, rows)]

    def _find_areas(self) -> tuple[list[str], str]:
        clause, tables = self._clause, self._tables
        if clause.level == REGION:
            return [REGION], ""
        passing = tables.areas(clause.levels, clause.areas)
        if clause.level == FACILITY:
            homes = set(passing)
            names = tables.facilities(clause.where)
            inside = [name for name in names if tables.instance.facilities[name].area in homes]
            return inside, "no facility passes its filters"
        levels = " or ".join(clause.levels)
        if clause.areas and tables.areas(clause.levels, ()):
            return list(passing), f"no area of level {levels} passes its filter"
        return list(passing), f"no area of level {levels}"

    def _find_unplaced(self) -> frozenset[str]:
        if self._clause.reach is None:
            return frozenset()
        nearby = self._tables.nearby(self._clause.reach)
        return frozenset(area for area in self._areas if nearby.facilities(area) is None)

    def _find_members(self, conditions: Filter) -> Members:
        if self._clause.reach is None:
            return self._tables.members(conditions, self._clause.levels)
        passing = set(self._tables.facilities(conditions))
        nearby = self._tables.nearby(self._clause.reach)
        near = {area: nearby.facilities(area) or () for area in self._areas}
        return {area: tuple(name for name in names if name in passing) for area, names in near.items()}

    def _row(self, area: str) -> RowJudgement:
        note = self._why_not(area)
        if note:
            return not_applicable(self._clause, area, note)
        members = self._members.get(area, ())
        asked = self._sentence.requirement(self._base(area, self._planned) * self._open(area))
        achieved = self._planned.total(self._clause.measure, members)
        return judged_row(
            self._clause,
            area,
            required=asked.required,
            current=Fraction(self._today.total(self._clause.measure, members)),
            achieved=Fraction(achieved),
            short=asked.short(achieved),
            scale=self._sentence.scale(self._base(area, self._owed)),
        )

    def _mean_row(self) -> RowJudgement:
        clause = self._clause
        if clause.reach is None:
            raise ValueError(f"clause {clause.id} limits a mean and has no within")
        reasons = {area: self._why_not(area) for area in self._areas}
        rate = clause.lowest / clause.per
        required = {area: rate * self._base(area, self._today) for area in self._areas if not reasons[area]}
        needs = Needs(self._areas, required, Counter(filter(None, reasons.values())))
        return mean_row(self._tables, clause, clause.reach, needs, self._today, self._planned)

    def _spread_row(self) -> RowJudgement:
        reasons = {area: self._why_not(area) for area in self._areas}
        bases = {area: Fraction(self._base(area, self._today)) for area, reason in reasons.items() if not reason}

        def in_state(ledger: Ledger) -> Callable[[str], Number]:
            return lambda area: ledger.total(self._clause.measure, self._members.get(area, ()))

        left_out = Counter(filter(None, reasons.values()))
        return spread_row(self._clause, bases, left_out, in_state(self._today), in_state(self._planned))

    def _why_not(self, area: str) -> str:
        if area in self._unplaced:
            return "no coordinates"
        if isinstance(self._clause.base, DecidedBase):
            empty = not self._members.get(area) and not self._base_members.get(area)
            return "no facility and no base" if empty else ""
        return "base is zero" if self._base(area, self._today) == 0 else ""

    def _base(self, area: str, ledger: Ledger) -> Number:
        base, counted = self._clause.base, self._base_members.get(area, ())
        if isinstance(base, Constant):
            return 1
        if isinstance(base, AreaColumn):
            return self._tables.population(base.column, area)
        if isinstance(base, DecidedBase):
            return ledger.total(base.measure, counted)
        facilities = self._tables.instance.facilities
        return sum((facilities[name].numbers[base.column] for name in counted), Fraction(0))

    def _open(self, area: str) -> int:
        return int(self._planned.is_open(area)) if self._clause.level == FACILITY else 1

    def _absent_populations(self) -> Iterator[Problem]:
        found: dict[Problem, None] = {}
        for area in self._areas:
            try:
                area_weight(self._tables, self._clause, area)
                if isinstance(self._clause.base, AreaColumn):
                    self._tables.population(self._clause.base.column, area)
            except InputError as error:
                found.update(dict.fromkeys(error.problems))
        yield from found

    def _absent_numbers(self) -> Iterator[Problem]:
        base = self._clause.base
        if isinstance(base, FacilityColumn):
            facilities = self._tables.instance.facilities
            for name in sorted(_union(self._base_members, self._areas)):
                if base.column not in facilities[name].numbers:
                    expected = "one, because a clause has it as its base"
                    found = f"no number for {name}"
                    yield Problem("absent-number", FACILITIES_FILE, found, expected, column=base.column)

    def _absent_prices(self) -> Iterator[Problem]:
        counted = _union(self._members, self._areas) | _union(self._base_members, self._areas)
        return unpriced_problems(self._tables, self._clause, counted)


def _union(members: Members, areas: Iterable[str]) -> set[str]:
    return {name for area in areas for name in members.get(area, ())}


def _named(problem: Problem, clause: Clause) -> Problem:
    return dataclasses.replace(problem, clause=clause.id)
