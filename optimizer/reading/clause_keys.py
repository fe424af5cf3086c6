"""Whether one ``[[clause]]`` table is a sentence: which keys it has, and what stands in them.

Nothing here looks at an instance. A faulty key gets a harmless stand-in, so that one reading finds every fault.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from models.clause import BETWEEN, COMPARATORS, NATURES, SPREAD_AT_MOST, Filter, Measure, Reach
from models.grammar import parse_measure, parse_per, parse_reach
from models.instance import FACILITY, LEVELS, REGION
from optimizer.reading.clause_values import ClauseReader, Findings
from optimizer.reading.policy_file import RawClause

REQUIRED_KEYS = ("id", "name", "require", "in", "nature")
NUMBER_KEYS = ("at_least", "at_most", "exactly", "about", SPREAD_AT_MOST, "tolerance", "weight", "share", "by")
LIST_KEYS = (BETWEEN, "where", "per_where", "areas", "in")
"""Keys whose value may be, or is, a list."""
CLAUSE_KEYS = (
    *("id", "name", "name_en", "cite", "require", *COMPARATORS, "per", "where", "per_where", "in", "areas"),
    *("within", "mean", "share", "or", "nature", "tolerance", "weight", "weigh_by", "by", "reason"),
)
"""Every key a clause may have, in the order of the design."""

CLAUSE_LEVELS = (REGION, *LEVELS, FACILITY)
"""What may stand after ``in``."""


@dataclass(frozen=True)
class Written:
    """The keys of one clause, each of its type; no name in them has been looked up yet.

    ``base`` is the text after the number of ``per``, None without ``per``. ``per_where`` is the same as ``where``
    unless it is written; written empty, it lets every facility pass.
    """

    measure: Measure
    comparator: str
    value: Fraction
    upper: Fraction
    per: Fraction
    base: str | None
    where: Filter
    per_where: Filter
    levels: tuple[str, ...]
    areas: Filter
    reach: Reach | None
    nature: str
    tolerance: Fraction
    weight: Fraction
    weigh_by: str | None
    name: str
    name_en: str | None
    cite: str | None
    reason: str | None
    partner: str | None
    share: Fraction | None
    mean: bool
    by: int | None


def read_keys(raw: RawClause, findings: Findings) -> Written:
    """The clause's keys, checked; every fault goes to ``findings``.

    Codes: ``unknown-key``, ``missing-key``, ``bad-type``, ``bad-number``, ``out-of-range``, ``comparator``,
    ``bad-measure``, ``bad-per``, ``bad-filter``, ``bad-reach``, ``unknown-level`` and ``unknown-nature``.
    """
    reader = ClauseReader(raw, findings)
    reader.check_names(CLAUSE_KEYS, REQUIRED_KEYS)
    comparator = reader.comparator()
    value, upper = reader.value(comparator)
    no_base: tuple[Fraction, str | None] = (Fraction(1), None)
    per, base = reader.parsed("per", parse_per, no_base)
    where = reader.filter("where")
    return Written(
        measure=reader.parsed("require", parse_measure, Measure(())),
        comparator=comparator,
        value=value,
        upper=upper,
        per=per,
        base=base,
        where=where,
        per_where=reader.filter("per_where") if "per_where" in raw.table else where,
        levels=reader.choices("in", CLAUSE_LEVELS, "unknown-level"),
        areas=reader.filter("areas"),
        reach=reader.parsed("within", parse_reach, None),
        nature=reader.choice("nature", NATURES, "unknown-nature"),
        tolerance=reader.number("tolerance", Fraction(0)),
        weight=reader.number("weight", Fraction(1), above_zero=True),
        weigh_by=reader.text("weigh_by"),
        name=reader.text("name") or raw.id,
        name_en=reader.text("name_en"),
        cite=reader.text("cite"),
        reason=reader.text("reason"),
        partner=reader.text("or"),
        share=reader.share("share"),
        mean=reader.flag("mean"),
        by=reader.year("by"),
    )
