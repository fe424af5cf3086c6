"""One step of a clause's number: which number, by how much, and in which direction the clause gets harder.

A step is one unit of the last printed digit of what is written: 7.0 goes to 7.1, 8.56 to 8.57, 30 to 31. Money is
written in round sums, so its step is a unit of the third digit: 210,000,000 goes to 209,000,000. Harder is more for
at_least, less for at_most and spread_at_most, the end that the plan stands nearest to for between, and away from what
stands there today for exactly and about. A share steps its share, a mean the limit it has to be within. There is no
step where no harder number can be written, or where the numbers stand in a column of the facilities and the clause only
says to keep them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from models.clause import AT_LEAST, AT_MOST, BETWEEN, Clause, FacilityColumn
from models.grammar import GrammarError, parse_number
from models.instance import Instance
from optimizer.verifying.judgement import RowJudgement

MONEY_DIGITS = 3
"""The digit of an amount of money that a step changes, from the left."""

FINE = 10

WITHIN, SHARE = "within", "share"


@dataclass(frozen=True)
class Step:
    """A harder number for one key of a clause: the texts before and after, as an override writes them."""

    clause: str
    key: str
    before: str
    after: str

    @property
    def override(self) -> str:
        """The step as ``CLAUSE.key=value``."""
        return f"{self.clause}.{self.key}={self.after}"

    @property
    def is_fine(self) -> bool:
        """Whether it changes one number by a tenth or less; a coarser step says little of the number written."""
        if self.key == BETWEEN:
            return False
        before, after = (Fraction(text.partition(" ")[0]) for text in (self.before, self.after))
        return abs(after - before) <= before / FINE


def step_of(instance: Instance, clause: Clause, rows: Sequence[RowJudgement]) -> Step | None:
    """The step of a clause, given how a plan meets it; None if no harder number can be written."""
    found = _written(clause, rows)
    if found is None or (isinstance(clause.base, FacilityColumn) and clause.value == clause.upper == clause.per):
        return None
    key, before, after = found
    if key == clause.comparator and _beyond_yes(instance, clause, after):
        return None
    return Step(clause.id, key, before, after)


def _written(clause: Clause, rows: Sequence[RowJudgement]) -> tuple[str, str, str] | None:
    if clause.mean:
        return _limit(clause.raw)
    if clause.share is not None:
        return _plain(SHARE, clause.raw[SHARE], up=True, most=Fraction(1), money=False)
    if clause.comparator == BETWEEN:
        return _between(clause, rows)
    if clause.is_spread:
        found = _plain(clause.comparator, clause.raw[clause.comparator], up=False, money=False)
        return found if found is not None and Fraction(found[2]) >= 1 else None
    up = clause.comparator == AT_LEAST or (clause.comparator != AT_MOST and _has_to_rise(rows))
    return _plain(clause.comparator, clause.raw[clause.comparator], up=up, money=not clause.whole)


def _plain(
    key: str, written: object, *, up: bool, most: Fraction | None = None, money: bool
) -> tuple[str, str, str] | None:
    text = str(written).strip()
    after = moved(text, up=up, money=money)
    if after is None or (most is not None and Fraction(after) > most):
        return None
    return key, text, after


def moved(text: str, *, up: bool, money: bool = False) -> str | None:
    """A number one unit of its last printed digit further; None below zero, or if it is no plain number."""
    try:
        value = parse_number(text)
    except GrammarError:
        return None
    places = len(text.partition(".")[2])
    unit = Fraction(1, 10**places)
    if money and value >= 10**MONEY_DIGITS:
        places, unit = 0, Fraction(10 ** (len(str(int(value))) - MONEY_DIGITS))
    after = value + unit if up else value - unit
    return digits(after, places) if after >= 0 else None


def digits(value: Fraction, places: int) -> str:
    """A number with this many places, which it has no more than."""
    return f"{Decimal(int(value * 10**places)).scaleb(-places):f}"


def _limit(raw: Mapping[str, object]) -> tuple[str, str, str] | None:
    """``11 minutes`` → ``10 minutes``."""
    written = str(raw[WITHIN]).strip()
    number, _, unit = written.partition(" ")
    after = moved(number, up=False)
    return None if after is None or Fraction(after) == 0 else (WITHIN, written, f"{after} {unit.strip()}")


def _between(clause: Clause, rows: Sequence[RowJudgement]) -> tuple[str, str, str] | None:
    ends = clause.raw[BETWEEN]
    if not isinstance(ends, list | tuple) or len(ends) != 2:
        return None
    low, high = (str(end).strip() for end in ends)
    raises = _low_end_binds(clause, rows)
    after = moved(low if raises else high, up=raises, money=not clause.whole)
    if after is None:
        return None
    stepped = (after, high) if raises else (low, after)
    if Fraction(stepped[0]) > Fraction(stepped[1]):
        return None
    return BETWEEN, f"[{low},{high}]", f"[{stepped[0]},{stepped[1]}]"


def _low_end_binds(clause: Clause, rows: Sequence[RowJudgement]) -> bool:
    """Whether more rows stand nearer to the lower end than to the upper one."""
    nearer = 0
    for row in rows:
        if row.required and row.achieved is not None and clause.value:
            high = row.required * clause.upper / clause.value
            nearer += 1 if row.achieved - row.required <= high - row.achieved else -1
    return nearer >= 0


def _has_to_rise(rows: Sequence[RowJudgement]) -> bool:
    """Whether what stands there today is below what is required, summed over the rows in parts of what they require."""
    missing = [
        (row.required - row.current) / (row.scale or 1)
        for row in rows
        if row.required is not None and row.current is not None
    ]
    return sum(missing, Fraction(0)) >= 0


def _beyond_yes(instance: Instance, clause: Clause, after: str) -> bool:
    """Whether it would ask for a second one of a service that a facility has or has not, per facility."""
    names = [term.name for term in clause.measure.terms]
    yes_no = all(name in instance.resources and instance.resources[name].max_per_facility == 1 for name in names)
    own = clause.level == "facility" or str(clause.raw.get("per", "")).endswith("facilities")
    if not (yes_no and own and clause.comparator == AT_LEAST):
        return False
    return Fraction(after) / clause.per > len(names)
