"""What stands in the keys of one clause, each of its type, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from models.clause import BETWEEN, COMPARATORS, SPREAD_AT_MOST, Filter
from models.grammar import LARGEST_NUMBER, GrammarError, parse_filter, parse_number
from optimizer.problems import Problem, did_you_mean
from optimizer.reading.policy_file import RawClause, show

YEARS = range(1900, 2201)
"""What a deadline may be."""

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


class ClauseReader:
    """Typed access to the keys of one raw clause."""

    def __init__(self, raw: RawClause, findings: Findings) -> None:
        self.table = raw.table
        self.findings = findings

    def check_names(self, known: Sequence[str], required: Sequence[str]) -> None:
        """Note unknown keys, and required ones that are not there."""
        for key in self.table.keys() - set(known):
            self.findings.add(
                "unknown-key", key, f"the key {key}", f"one of {', '.join(known)}", did_you_mean(key, known)
            )
        for key in required:
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
        """The filter of a key, a text or a list of alternatives; an absent or blank one lets everything pass."""
        value = self.table.get(key)
        if not isinstance(value, list):
            return self.parsed(key, parse_filter, ())
        if not value or not all(isinstance(text, str) and text.strip() for text in value):
            self.findings.add("bad-type", key, show(value), "a list of filters, each in double quotes and not blank")
            return ()
        try:
            return tuple(alternative for text in value for alternative in parse_filter(text))
        except GrammarError as error:
            self.findings.grammar("bad-filter", key, error)
            return ()

    def value(self, comparator: str) -> tuple[Fraction, Fraction]:
        """The number after the comparator, twice, or the two numbers after ``between``."""
        if comparator != BETWEEN:
            number = self.number(comparator, Fraction(1))
            if comparator == SPREAD_AT_MOST and number < 1:
                expected = "a number of at least 1: how many times the lowest rate is allowed"
                self.findings.add("out-of-range", comparator, show(self.table[comparator]), expected)
            return number, number
        ends = self.table.get(BETWEEN)
        if not isinstance(ends, list) or len(ends) != 2:
            self.findings.add("bad-type", BETWEEN, show(ends), "two numbers, like [3, 5]")
            return Fraction(0), Fraction(0)
        faults = len(self.findings.problems)
        low, high = (self._checked(BETWEEN, end, Fraction(0)) for end in ends)
        if low > high and len(self.findings.problems) == faults:
            self.findings.add("out-of-range", BETWEEN, show(ends), "the smaller number first")
        return low, high

    def number(self, key: str, default: Fraction, above_zero: bool = False) -> Fraction:
        """The exact number of a key, not below zero."""
        return self._checked(key, self.table[key], default, above_zero) if key in self.table else default

    def _checked(self, key: str, written: object, default: Fraction, above_zero: bool = False) -> Fraction:
        try:
            value = _exact(written)
        except GrammarError as error:
            self.findings.add("bad-number", key, show(written), error.expected)
            return default
        if value < 0 or (above_zero and value == 0):
            expected = "a number above zero" if above_zero else "a number not below zero"
            self.findings.add("out-of-range", key, show(written), expected)
            return default
        return value

    def share(self, key: str) -> Fraction | None:
        """A number above 0 and up to 1; None where the key is absent."""
        if key not in self.table:
            return None
        share = self.number(key, Fraction(1), above_zero=True)
        if share > 1:
            self.findings.add("out-of-range", key, show(self.table[key]), "a share above 0 and up to 1, like 0.9")
        return share

    def year(self, key: str) -> int | None:
        """A year as a whole number; None where the key is absent."""
        if key not in self.table:
            return None
        year = self.number(key, Fraction(YEARS[0]))
        if year.denominator != 1 or not YEARS[0] <= year <= YEARS[-1]:
            expected = f"a year from {YEARS[0]} to {YEARS[-1]}"
            self.findings.add("out-of-range", key, show(self.table[key]), expected)
        return int(year)

    def flag(self, key: str) -> bool:
        """Whether a yes/no key is there and true."""
        value = self.table.get(key, False)
        if isinstance(value, str) and value.strip().lower() in ("true", "false"):
            return value.strip().lower() == "true"
        if not isinstance(value, bool):
            self.findings.add("bad-type", key, show(value), "true or false")
        return value is True

    def choices(self, key: str, choices: Sequence[str], code: str) -> tuple[str, ...]:
        """The word of a key, or the words of a list, each one of the choices; a stand-in where there is none."""
        value = self.table.get(key)
        if not isinstance(value, list):
            return (self.choice(key, choices, code),)
        if not value or not all(isinstance(word, str) for word in value):
            self.findings.add("bad-type", key, show(value), "a word in double quotes, or a list of them")
            return ("",)
        words = tuple(word.strip() for word in value)
        for place, word in enumerate(words):
            if word not in choices:
                found = did_you_mean(word, choices)
                self.findings.add(code, key, f'"{word}"', f"one of {', '.join(choices)}", found)
            elif word in words[:place]:
                self.findings.add("contradiction", key, f'"{word}" twice', "every level once")
        return words

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
