"""How far the number of a clause has to give way so that a given plan keeps it, as an override writes it.

at_least goes down and at_most up; exactly goes to the number that the plan has, or where it has several it widens to
between; between widens; a share goes down, and a mean gets a wider limit. Numbers move on a grid of four significant
digits, finer where the written number is; counts of whole units by one. Whether a number does is decided by the exact
re-check.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from models.clause import AT_LEAST, BETWEEN, COMPARATORS, EXACTLY, Clause, Condition, Constant, Filter, Policy
from models.instance import FACILITY, REGION, Instance
from models.plan import Plan
from optimizer.impossible import AREAS, DROP, SHARE, WHERE, WITHIN, Easing
from optimizer.reading.overrides import BUDGET, Overrides
from optimizer.verifying.clause_rows import judge_clause
from optimizer.verifying.judgement import VIOLATED, RowJudgement
from optimizer.verifying.measure import Ledger, today
from optimizer.verifying.pairs import settled
from optimizer.verifying.tables import Tables

DIGITS = 4
"""Significant digits of a number that gives way, unless it is written with more."""

FARTHEST = 2**40
"""How many steps a number is moved at most."""


@dataclass(frozen=True)
class Ladder:
    """A number that gives way step by step: ``at(steps)`` is the clause then; 0 is as it was.

    ``steps`` is how far it has to go for the plan it was fitted to, ``eased`` the clause then. What an exactly accepts
    widens with the steps; if one number is enough at the end, ``eased`` is that number. ``gradual`` is False where both
    ends have to give way, so that nothing between was looked at.
    """

    at: Callable[[int], Clause]
    steps: int
    eased: Clause
    gradual: bool = True


class Keeping:
    """Which clauses of a policy one plan keeps, re-checked exactly."""

    def __init__(self, instance: Instance, policy: Policy, plan: Plan, tables: Tables | None = None) -> None:
        self.policy = policy
        self._tables = Tables(instance) if tables is None else tables
        self._before, self._after = Ledger(self._tables, today(instance)), Ledger(self._tables, plan)

    def rows(self, clause: Clause) -> list[RowJudgement]:
        """The rows of a clause, which may be a changed one, beside its partner as it is."""
        partner = self.policy.partners.get(clause.id)
        both = [clause, *(one for one in self.policy.clauses if one.id == partner)]
        judged = {one.id: judge_clause(self._tables, one, self._before, self._after) for one in both}
        return settled(replace(self.policy, clauses=tuple(both)), judged)[clause.id]

    def kept(self, clause: Clause) -> bool:
        """Whether no row of a binding clause is broken."""
        return all(row.status != VIOLATED for row in self.rows(clause))


def ladder(clause: Clause, kept: Callable[[Clause], bool]) -> Ladder | None:
    """The least change of a clause's number with which it is ``kept``; None if none is enough, or only zero is."""
    if kept(clause):
        return Ladder(lambda _: clause, 0, clause)
    if clause.mean or clause.share is not None:
        return _pooled(clause, kept)
    if clause.comparator in (EXACTLY, BETWEEN):
        return _two_sided(clause, kept)
    sign = -1 if clause.comparator == AT_LEAST else 1
    step = step_of(clause, clause.value)

    def at(steps: int) -> Clause:
        value = clause.value + sign * steps * step
        return replace(clause, value=value, upper=value)

    return _found(at, kept, _room(clause.value, step) if sign < 0 else FARTHEST)


def step_of(clause: Clause, value: Fraction) -> Fraction:
    """By how much a number is moved: one where whole units are counted as they are, else a unit of its last digit."""
    if isinstance(clause.base, Constant) and clause.whole and clause.share is None and not clause.mean:
        return Fraction(1)
    digits = len(str(int(value))) if value >= 1 else 1 - _leading_zeros(value)
    written = min((place for place in range(7) if (value * 10**place).denominator == 1), default=7)
    return Fraction(10) ** min(digits - DIGITS, -written if written else digits)


def _leading_zeros(value: Fraction) -> int:
    """0.65 has one zero before its first digit, 0.065 two."""
    zeros = 1
    while value and zeros < 7 and value * 10**zeros < 1:
        zeros += 1
    return zeros


def _room(value: Fraction, step: Fraction) -> int:
    """How many steps down leave a number above zero."""
    return max(0, -(-value // step) - 1)


def _found(at: Callable[[int], Clause], kept: Callable[[Clause], bool], most: int) -> Ladder | None:
    steps = _least(lambda number: kept(at(number)), most)
    return None if steps is None else Ladder(at, steps, at(steps))


def _least(enough: Callable[[int], bool], most: int) -> int | None:
    """The smallest number from 0 that is enough, given that all larger ones are too; None if ``most`` is not."""
    if enough(0):
        return 0
    low, high = 0, min(1, most)
    while not enough(high):
        if high >= most:
            return None
        low, high = high, min(2 * high, most)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _pooled(clause: Clause, kept: Callable[[Clause], bool]) -> Ladder | None:
    if clause.share is not None:
        share, part = clause.share, step_of(clause, clause.share)
        return _found(lambda n: replace(clause, share=share - n * part), kept, _room(share, part))
    reach = clause.reach
    assert reach is not None
    step = step_of(clause, reach.limit)
    return _found(lambda n: replace(clause, reach=replace(reach, limit=reach.limit + n * step)), kept, FARTHEST)


def _two_sided(clause: Clause, kept: Callable[[Clause], bool]) -> Ladder | None:
    """First the upper end as far up as needed, then the lower end as far down; one number where one is enough."""
    step = step_of(clause, clause.value)

    def between(low: Fraction, high: Fraction) -> Clause:
        return replace(clause, comparator=BETWEEN, value=low, upper=high)

    up = _least(lambda n: kept(between(Fraction(0), clause.upper + n * step)), FARTHEST)
    if up is None:
        return None
    high = clause.upper + up * step
    down = _least(lambda n: kept(between(max(Fraction(0), clause.value - n * step), high)), _room(clause.value, step))
    if down is None:
        return None
    low = clause.value - down * step
    if (up and down) or not (up or down):
        wide = between(low, high)
        return Ladder(lambda n: wide if n else clause, 1, wide, gradual=False)
    return _one_way(clause, kept, (step, 1) if up else (-step, -1), up or down)


def _one_way(clause: Clause, kept: Callable[[Clause], bool], moved: tuple[Fraction, int], steps: int) -> Ladder:
    """Only one end of an exactly or between has to give way."""
    step, up = moved[0], moved[1] > 0

    def exactly(number: int) -> Clause:
        value = clause.value + number * step
        return replace(clause, value=value, upper=value)

    def between(number: int) -> Clause:
        if number == 0:
            return clause
        low, high = (0, number * step) if up else (number * step, 0)
        return replace(clause, comparator=BETWEEN, value=clause.value + low, upper=clause.upper + high)

    single = clause.comparator == EXACTLY and kept(exactly(steps))
    return Ladder(between, steps, exactly(steps) if single else between(steps))


def number_easing(clause: Clause, eased: Clause) -> Easing:
    """The change from a clause to its eased form."""
    if clause.share is not None and eased.share is not None:
        return Easing(clause.id, "", SHARE, _text(clause.share), _text(eased.share))
    if clause.mean and clause.reach is not None and eased.reach is not None:
        before, after = (f"{_text(reach.limit)} {reach.unit}" for reach in (clause.reach, eased.reach))
        return Easing(clause.id, "", WITHIN, before, after)
    return Easing(clause.id, "", eased.comparator, _ends(clause), _ends(eased))


def _ends(clause: Clause) -> str:
    if clause.comparator != BETWEEN:
        return _text(clause.value)
    return f"[{_text(clause.value)}, {_text(clause.upper)}]"


def _text(value: Fraction) -> str:
    text = f"{Decimal(value.numerator) / Decimal(value.denominator):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def eased_overrides(given: Overrides, changes: Iterable[Easing]) -> Overrides:
    """The overrides that were asked for, with changes that take the place of what was set before."""
    listed = list(changes)
    dropped_ids = tuple(change.clause for change in listed if change.key == DROP and change.clause != BUDGET)
    taken = {(change.clause, _slot(change.key)) for change in listed}
    sets = []
    for text in given.sets:
        name, _, key = text.partition("=")[0].strip().rpartition(".")
        if name not in dropped_ids and (name, _slot(key)) not in taken:
            sets.append(text)
    sets += [change.override for change in listed if change.key != DROP and change.clause != BUDGET]
    budgets = [change.after or None for change in listed if change.clause == BUDGET]
    return Overrides(tuple(sets), (*given.drops, *dropped_ids), budgets[0] if budgets else given.budget)


def _slot(key: str) -> str:
    """Comparators take each other's place."""
    return "comparator" if key in COMPARATORS else key


def dropped(clause: Clause) -> Easing:
    """The clause left out."""
    return Easing(clause.id, "", DROP, "", "")


def area_left_out(clause: Clause, area: str) -> Easing | None:
    """One area, or one facility, of a clause left out by its filter; None if the clause speaks of the whole region."""
    if area == REGION or clause.pooled or clause.partner is not None:
        return None
    key, column = (WHERE, "facility") if clause.level == FACILITY else (AREAS, "area")
    written = clause.raw.get(key, "")
    condition = f"{column}!={area}"
    if isinstance(written, list | tuple):
        return Easing(
            clause.id, area, key, str(list(written)), json.dumps([_joined(str(one), condition) for one in written])
        )
    return Easing(clause.id, area, key, str(written), _joined(str(written), condition))


def without_area(clause: Clause, area: str) -> Clause:
    """The clause as :func:`area_left_out` changes it."""
    own = clause.level == FACILITY
    condition = Condition("facility" if own else "area", "!=", (area,))
    if not own:
        return replace(clause, areas=_narrowed(clause.areas, condition))
    where = _narrowed(clause.where, condition)
    return replace(clause, where=where, per_where=where if clause.per_where == clause.where else clause.per_where)


def _narrowed(conditions: Filter, condition: Condition) -> Filter:
    return tuple((*alternative, condition) for alternative in conditions or ((),))


def _joined(written: str, condition: str) -> str:
    return f"{written}; {condition}" if written.strip() else condition
