"""Whether one ``[[clause]]`` table is a sentence: its keys, their types, and which of them contradict each other.

Nothing here looks at an instance. A faulty key gets a harmless stand-in, so that one reading finds every fault.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from models.clause import ABOUT, BINDING, COMPARATORS, NATURES, REFERENCE, Filter, Measure, Reach
from models.grammar import (
    LARGEST_NUMBER,
    GrammarError,
    parse_filter,
    parse_measure,
    parse_number,
    parse_per,
    parse_reach,
)
from models.instance import FACILITY, LEVELS, REGION
from optimizer.problems import Problem, did_you_mean
from optimizer.reading.policy_file import RawClause, show

REQUIRED_KEYS = ("id", "name", "require", "in", "nature")
FILTER_KEYS = ("where", "per_where", "areas")
NUMBER_KEYS = (*COMPARATORS, "tolerance", "weight")
CLAUSE_KEYS = (
    *("id", "name", "name_en", "cite", "require", *COMPARATORS, "per", "where", "per_where", "in", "areas"),
    *("within", "nature", "tolerance", "weight", "weigh_by", "reason"),
)
"""Every key a clause may have, in the order of the design."""

CLAUSE_LEVELS = (REGION, *LEVELS, FACILITY)
"""What may stand after ``in``."""

_CODES = {"require": "bad-measure", "per": "bad-per", "within": "bad-reach"}
_T = TypeVar("_T")


class Findings:
    """The problems and warnings of one clause, gathered while it is read.

    A key that an override wrote is reported as ``--set``, any other with the clause's file and row.
    """

    def __init__(self, raw: RawClause) -> None:
        self.raw = raw
        self.problems: list[Problem] = []
        self.warnings: list[str] = []

    def add(self, code: str, key: str, found: str, expected: str, hint: str | None = None) -> None:
        """Note a problem with one key."""
        overridden = key in self.raw.overridden
        file, row = ("--set", None) if overridden else (self.raw.file, self.raw.row)
        self.problems.append(Problem(code, file, found, expected, row, key, self.raw.id, hint))

    def grammar(self, code: str, key: str, error: GrammarError) -> None:
        """Note that the string of one key does not follow the language."""
        hint = error.hint or (did_you_mean(error.word, error.known) if error.word else None)
        self.add(code, key, f'"{error.found}"', error.expected, hint)

    def warn(self, text: str) -> None:
        """Note something that does not stop the reading."""
        self.warnings.append(f"clause {self.raw.id}: {text}")


@dataclass(frozen=True)
class Written:
    """The keys of one clause, each of its type; no name in them has been looked up yet.

    ``base`` is the text after the number of ``per``, None without ``per``. ``per_where`` is the same as ``where``
    unless it is written; written empty, it lets every facility pass.
    """

    measure: Measure
    comparator: str
    value: Fraction
    per: Fraction
    base: str | None
    where: Filter
    per_where: Filter
    level: str
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


def read_keys(raw: RawClause, findings: Findings) -> Written:
    """The clause's keys, checked; every fault goes to ``findings``.

    Codes: ``unknown-key``, ``missing-key``, ``bad-type``, ``bad-number``, ``out-of-range``, ``comparator``,
    ``bad-measure``, ``bad-per``, ``bad-filter``, ``bad-reach``, ``unknown-level``, ``unknown-nature`` and
    ``contradiction``.
    """
    reader = _Reader(raw, findings)
    reader.check_names()
    comparator = reader.comparator()
    no_base: tuple[Fraction, str | None] = (Fraction(1), None)
    per, base = reader.parsed("per", parse_per, no_base)
    where = reader.filter("where")
    written = Written(
        measure=reader.parsed("require", parse_measure, Measure(())),
        comparator=comparator,
        value=reader.number(comparator, Fraction(0)),
        per=per,
        base=base,
        where=where,
        per_where=reader.filter("per_where") if "per_where" in raw.table else where,
        level=reader.choice("in", CLAUSE_LEVELS, "unknown-level"),
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
    )
    _check_together(raw, written, findings)
    return written


class _Reader:
    """Typed access to the keys of one raw clause."""

    def __init__(self, raw: RawClause, findings: Findings) -> None:
        self.table = raw.table
        self.findings = findings

    def check_names(self) -> None:
        """Note unknown keys, and required ones that are not there."""
        for key in self.table.keys() - set(CLAUSE_KEYS):
            hint = did_you_mean(key, CLAUSE_KEYS)
            self.findings.add("unknown-key", key, f"the key {key}", f"one of {', '.join(CLAUSE_KEYS)}", hint)
        for key in REQUIRED_KEYS:
            if not str(self.table.get(key, "")).strip():
                self.findings.add("missing-key", key, f"no key {key}", f'{key} = "…"')

    def comparator(self) -> str:
        """The clause's one comparator, or empty text."""
        given = [key for key in COMPARATORS if key in self.table]
        if len(given) == 1:
            return given[0]
        found = " and ".join(given) or "none of them"
        key = given[-1] if given else COMPARATORS[0]
        self.findings.add("comparator", key, found, f"exactly one of {', '.join(COMPARATORS)}")
        return ""

    def text(self, key: str) -> str | None:
        """The text of a key; None where it is absent or blank."""
        value = self.table.get(key)
        if value is not None and not isinstance(value, str):
            self.findings.add("bad-type", key, show(value), "text in double quotes")
            return None
        return value.strip() or None if value else None

    def parsed(self, key: str, parse: Callable[[str], _T], default: _T) -> _T:
        """What the text of a key says in the language of clauses."""
        text = self.text(key)
        if text is None:
            return default
        try:
            return parse(text)
        except GrammarError as error:
            self.findings.grammar(_CODES.get(key, "bad-filter"), key, error)
            return default

    def filter(self, key: str) -> Filter:
        """The conditions of a key; an absent or blank one lets everything pass."""
        return self.parsed(key, parse_filter, ())

    def number(self, key: str, default: Fraction, above_zero: bool = False) -> Fraction:
        """The exact number of a key, not below zero."""
        if key not in self.table:
            return default
        try:
            value = _exact(self.table[key])
        except GrammarError as error:
            self.findings.add("bad-number", key, show(self.table[key]), error.expected)
            return default
        if value < 0 or (above_zero and value == 0):
            expected = "a number above zero" if above_zero else "a number not below zero"
            self.findings.add("out-of-range", key, show(self.table[key]), expected)
            return default
        return value

    def choice(self, key: str, choices: Sequence[str], code: str) -> str:
        """The word of a key, one of the choices; empty text otherwise."""
        word = self.text(key)
        if word is None or word in choices:
            return word or ""
        self.findings.add(code, key, f'"{word}"', f"one of {', '.join(choices)}", did_you_mean(word, choices))
        return ""


def _exact(value: object) -> Fraction:
    """A TOML number, or a text that is one (as cells of a workbook are), as a fraction; GrammarError otherwise."""
    if isinstance(value, str):
        return parse_number(value)
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise GrammarError(str(value), "a number: digits with at most one decimal point")
    if not Decimal(value).is_finite() or abs(Decimal(value)) >= LARGEST_NUMBER:
        raise GrammarError(str(value), "a number below 10^15")
    return Fraction(value)


def _check_together(raw: RawClause, written: Written, findings: Findings) -> None:
    """Note keys that make no sense beside each other."""
    if written.comparator == ABOUT and written.nature == BINDING:
        findings.add(
            "contradiction", ABOUT, "about in a binding clause", "at_least, at_most or exactly, or a soft nature"
        )
    if written.level == REGION and written.areas:
        findings.add("contradiction", "areas", 'areas beside in = "region"', "no areas: the region is one row")
    if written.level in (REGION, FACILITY) and written.reach:
        expected = f"a level of areas: {', '.join(LEVELS)}"
        findings.add("contradiction", "within", f'within beside in = "{written.level}"', expected)
    if "per" not in raw.table and "per_where" in raw.table and written.per_where:
        findings.add("contradiction", "per_where", "per_where without per", "a base that facilities have")
    for key in ("weight", "weigh_by"):
        if key in raw.table and written.nature in (BINDING, REFERENCE):
            findings.warn(f"{key} has no effect on a {written.nature} clause, which is no goal")
