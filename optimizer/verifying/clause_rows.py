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
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.clause import AreaColumn, Clause, Constant, DecidedBase, FacilityColumn, Filter
from models.instance import FACILITY, REGION
from models.tables import Counts
from optimizer.problems import InputError, Problem
from optimizer.verifying.amounts import Amounts, Number
from optimizer.verifying.costs import unpriced_problems
from optimizer.verifying.groups import Groups
from optimizer.verifying.judgement import RowJudgement
from optimizer.verifying.mean import Needs, mean_row
from optimizer.verifying.measure import Ledger
from optimizer.verifying.remembered import Remembered
from optimizer.verifying.share import share_row
from optimizer.verifying.spread import spread_row
from optimizer.verifying.tables import FACILITIES_FILE, Tables
from optimizer.verifying.verdict import judged_row, not_applicable
from optimizer.verifying.weights import area_weight


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
    """One clause with the facilities that it and its base count in each area.

    ``_places`` are the numbers of its areas (facilities, or the whole region) in the order of their ids; every list
    has an entry for each of them.
    """

    def __init__(self, tables: Tables, clause: Clause, today: Ledger, planned: Ledger) -> None:
        self._tables, self._clause = tables, clause
        self._today, self._planned = today, planned
        self._places, self._why_none = self._find_places()
        frame = tables.frame(clause.levels)
        self._areas = [frame[place] for place in self._places.tolist()]
        self._near, self._unplaced = self._find_near()
        self._members = self._find_members(clause.where)
        self._base_members: Groups | None = None
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
        rows = self._all_rows()
        share = self._clause.share
        return rows if share is None else [share_row(self._tables, self._clause, share, rows)]

    def _find_places(self) -> tuple[Counts, str]:
        clause, tables = self._clause, self._tables
        if clause.level == REGION:
            return np.zeros(1, np.int64), ""
        passing = tables.areas(clause.levels, clause.areas)
        if clause.level == FACILITY:
            inside = np.zeros(len(tables.area_ids), np.bool_)
            inside[passing] = True
            chosen = tables.facilities(clause.where) & inside[tables.facility.area]
            return np.flatnonzero(chosen), "no facility passes its filters"
        levels = " or ".join(clause.levels)
        if clause.areas and len(tables.areas(clause.levels, ())):
            return passing, f"no area of level {levels} passes its filter"
        return passing, f"no area of level {levels}"

    def _find_near(self) -> tuple[Groups | None, NDArray[np.bool_]]:
        """Which facilities are near enough to each area, and whether the place of each area is unknown."""
        if self._clause.reach is None:
            return None, np.zeros(len(self._places), np.bool_)
        near, unplaced = self._tables.nearby(self._clause.reach).groups(self._places)
        return near, np.isin(self._places, unplaced)

    def _find_members(self, conditions: Filter) -> Groups:
        if self._near is None:
            return self._tables.groups(conditions, self._clause.levels)
        return self._near.among(self._tables.facilities(conditions))

    def _all_rows(self) -> list[RowJudgement]:
        clause = self._clause
        owed = self._today.all_open if clause.level == FACILITY else self._today
        known = Remembered(clause)
        rows = []
        for area, why_not, base, base_owed, current, achieved in zip(
            self._areas,
            self._why_not(),
            self._owed_now(),
            self._bases(owed),
            self._measured(self._today),
            self._measured(self._planned),
            strict=True,
        ):
            if why_not:
                rows.append(not_applicable(clause, area, why_not))
                continue
            rows.append(
                judged_row(
                    clause,
                    area,
                    required=known.required(base),
                    current=known.exact(current),
                    achieved=known.exact(achieved),
                    short=known.short(base, achieved),
                    scale=known.scale(base_owed),
                )
            )
        return rows

    def _mean_row(self) -> RowJudgement:
        clause = self._clause
        if clause.reach is None:
            raise ValueError(f"clause {clause.id} limits a mean and has no within")
        reasons = dict(zip(self._areas, self._why_not(), strict=True))
        bases = dict(zip(self._areas, self._bases(self._today), strict=True))
        rate = clause.lowest / clause.per
        required = {area: rate * bases[area] for area in self._areas if not reasons[area]}
        needs = Needs(self._areas, required, Counter(filter(None, reasons.values())))
        return mean_row(self._tables, clause, clause.reach, needs, self._today, self._planned)

    def _spread_row(self) -> RowJudgement:
        reasons = dict(zip(self._areas, self._why_not(), strict=True))
        today = zip(self._areas, self._bases(self._today), strict=True)
        bases = {area: Fraction(base) for area, base in today if not reasons[area]}

        def in_state(ledger: Ledger) -> Callable[[str], Number]:
            return dict(zip(self._areas, self._measured(ledger), strict=True)).__getitem__

        left_out = Counter(filter(None, reasons.values()))
        return spread_row(self._clause, bases, left_out, in_state(self._today), in_state(self._planned))

    def _why_not(self) -> list[str]:
        """Why the clause does not apply in each area; empty text where it does."""
        if isinstance(self._clause.base, DecidedBase):
            sizes = self._members.sizes + (0 if self._base_members is None else self._base_members.sizes)
            reasons = ["" if size else "no facility and no base" for size in sizes[self._places].tolist()]
        else:
            reasons = ["" if base else "base is zero" for base in self._bases(self._today)]
        for row in np.flatnonzero(self._unplaced).tolist():
            reasons[row] = "no coordinates"
        return reasons

    def _measured(self, ledger: Ledger) -> list[Number]:
        return self._together(self._members, ledger.amounts(self._clause.measure))

    def _bases(self, ledger: Ledger) -> list[Number]:
        base = self._clause.base
        if isinstance(base, Constant):
            return [1] * len(self._areas)
        if isinstance(base, AreaColumn):
            return list(self._populations)
        amounts = ledger.amounts(base.measure) if isinstance(base, DecidedBase) else self._tables.numbers(base.column)
        assert self._base_members is not None, "a base over facilities has its own members"
        return self._together(self._base_members, amounts)

    @cached_property
    def _populations(self) -> list[Fraction]:
        base = self._clause.base
        assert isinstance(base, AreaColumn), "no other base is a number of areas"
        return [self._tables.population(base.column, area) for area in self._areas]

    def _owed_now(self) -> list[Number]:
        """The base of each area under the plan; of a facility only if it is open."""
        bases = self._bases(self._planned)
        if self._clause.level != FACILITY:
            return bases
        opened = self._planned.opened[self._places].tolist()
        return [base if is_open else 0 for base, is_open in zip(bases, opened, strict=True)]

    def _together(self, members: Groups, amounts: Amounts) -> list[Number]:
        return members.sums(amounts).among(self._places).listed()

    def _absent_populations(self) -> Iterator[Problem]:
        column = self._clause.base.column if isinstance(self._clause.base, AreaColumn) else None
        if column is None and self._clause.weigh_by is None:
            return
        found: dict[Problem, None] = {}
        for area in self._areas:
            try:
                area_weight(self._tables, self._clause, area)
                if column is not None:
                    self._tables.population(column, area)
            except InputError as error:
                found.update(dict.fromkeys(error.problems))
        yield from found

    def _absent_numbers(self) -> Iterator[Problem]:
        base = self._clause.base
        if isinstance(base, FacilityColumn):
            for number in np.flatnonzero(
                self._counted(self._base_members) & self._tables.lacking(base.column)
            ).tolist():
                expected = "one, because a clause has it as its base"
                found = f"no number for {self._tables.facility.ids[number]}"
                yield Problem("absent-number", FACILITIES_FILE, found, expected, column=base.column)

    def _absent_prices(self) -> Iterator[Problem]:
        counted = self._counted(self._members) | self._counted(self._base_members)
        return unpriced_problems(self._tables, self._clause, counted)

    def _counted(self, members: Groups | None) -> NDArray[np.bool_]:
        """Which facilities count in any of the areas."""
        everything = len(self._tables.facility)
        return np.zeros(everything, np.bool_) if members is None else members.counted(self._places, everything)


def _named(problem: Problem, clause: Clause) -> Problem:
    return dataclasses.replace(problem, clause=clause.id)
