"""The language of single strings: what a measure, a base, a filter, a reach and a number look like in a policy.

    measure   ::= term { "+" term }                 "infectious_beds + convertible_beds"
    term      ::= resource [ ".added" | ".removed" | ".current" ] | "facilities" | "capital_cost" | "annual_cost"
    per       ::= number base                       "1000 residents"
    filter    ::= condition { ";" condition }       "ownership=public; type=a|b; residents>=300000"
    reach     ::= number ( "minutes" | "km" )       "3.5 km"

Everything here is pure: text in, frozen values with exact numbers out. Whether a name exists is decided elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

from models.clause import ADDED, CURRENT, REMOVED, STOCK, Condition, Filter, Measure, Reach, Term
from models.instance import MEASURES_WITHOUT_RESOURCE

REACH_UNITS = ("minutes", "km")
"""Units in which a reach may be written."""

WRITTEN_ASPECTS = (ADDED, REMOVED, CURRENT)
"""What may follow the dot after a resource; no dot means the proposed stock."""

LARGEST_NUMBER = 10**15
"""Numbers stay below this in absolute value."""

_NUMBER = re.compile(r"-?(?:[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+|(?=\.[0-9]))(?:\.[0-9]*)?")
_LONGEST_NUMBER = 100
_CONDITION = re.compile(r"(?P<column>[^=<>!|]*)(?P<operator>!=|>=|<=|=|>|<)(?P<values>.*)", re.DOTALL)
_WIDE_SIGNS = {"；": ";", "｜": "|", "＝": "=", "＜": "<", "＞": ">", "！": "!", "≥": ">=", "≤": "<=", "≠": "!="}
_NARROW = str.maketrans("０１２３４５６７８９，．－−", "0123456789,.--")
_ID_FORBIDDEN = frozenset(";|=<>!,")
_ID_INVISIBLE = frozenset(("Zs", "Zl", "Zp", "Cc", "Cf"))
_ID_FORBIDDEN_START = frozenset("+-@'")


class GrammarError(ValueError):
    """A string does not follow the language: ``found`` is the offending text, ``expected`` what belongs there.

    ``word`` and ``known`` are set where a single word is wrong and the right ones are few, so that the caller can
    suggest the nearest; ``hint`` where the way out is known.
    """

    def __init__(
        self, found: str, expected: str, *, word: str = "", known: tuple[str, ...] = (), hint: str | None = None
    ) -> None:
        self.found = found
        self.expected = expected
        self.word = word
        self.known = known
        self.hint = hint
        super().__init__(f'found "{found}"; expected {expected}')


def parse_number(text: str) -> Fraction:
    """The exact number in ``text``: digits with at most one point, full-width and thousands separators allowed.

    Raises GrammarError for anything else: exponents, inf, nan, and numbers from 10^15 on.
    """
    plain = text.strip().translate(_NARROW)
    if len(plain) > _LONGEST_NUMBER or not _NUMBER.fullmatch(plain):
        raise GrammarError(text, "a number: digits with at most one decimal point")
    number = Fraction(plain.replace(",", "").removesuffix("."))
    if abs(number) >= LARGEST_NUMBER:
        raise GrammarError(text, "a number smaller than 1,000,000,000,000,000")
    return number


def is_id(text: str) -> bool:
    """Whether ``text`` may name something: no ``; | = < > ! ,``, blank or control sign, and no ``+ - @ '`` first."""
    if not text or text[0] in _ID_FORBIDDEN_START:
        return False
    return not any(sign in _ID_FORBIDDEN or unicodedata.category(sign) in _ID_INVISIBLE for sign in text)


def parse_measure(text: str) -> Measure:
    """The sum of terms that ``text`` names, all in whole units or all money.

    Raises GrammarError for an empty term, an unknown aspect, or a mixture of money and units.
    """
    measure = Measure(tuple(_term(part.strip(), text) for part in text.split("+")))
    kinds = {Measure((term,)).is_money for term in measure.terms}
    if len(kinds) > 1:
        raise GrammarError(text, "a sum of money or a sum of whole units, not both")
    return measure


def _term(text: str, whole: str) -> Term:
    name, dot, aspect = text.partition(".")
    if not is_id(name):
        raise GrammarError(whole, 'names joined by "+", like "beds" or "infectious_beds + convertible_beds"')
    if not dot:
        return Term(name, STOCK)
    if name in MEASURES_WITHOUT_RESOURCE:
        raise GrammarError(
            text, f"{name} alone: only a resource has {_listed(WRITTEN_ASPECTS)}", hint=f'write "{name}"'
        )
    if aspect not in WRITTEN_ASPECTS:
        raise GrammarError(text, f"{_listed(WRITTEN_ASPECTS)} after the dot", word=aspect, known=WRITTEN_ASPECTS)
    return Term(name, aspect)


def parse_per(text: str) -> tuple[Fraction, str]:
    """The number (above zero) and the base's own text of ``"<number> <base>"``.

    Raises GrammarError if the number is missing, is not a number or is zero, or if the base is missing.
    """
    expected = '"<number> <base>", like "1000 residents"'
    words = text.split(maxsplit=1)
    if not words:
        raise GrammarError(text, expected)
    try:
        number = parse_number(words[0])
    except GrammarError as error:
        hint = f'write "1 {text.strip()}"' if is_id(words[0]) and not words[0][0].isdigit() else None
        raise GrammarError(text, expected, hint=hint) from error
    if len(words) == 1:
        raise GrammarError(text, expected)
    if number <= 0:
        raise GrammarError(text, "a number above zero before the base")
    return number, words[1].strip()


def parse_reach(text: str) -> Reach:
    """The inclusive limit of ``"<number> minutes"`` or ``"<number> km"``.

    Raises GrammarError for another shape, another unit or a negative number.
    """
    expected = '"<number> minutes" or "<number> km", like "15 minutes"'
    try:
        number, unit = text.split()
        limit = parse_number(number)
    except ValueError as error:
        raise GrammarError(text, expected) from error
    if unit not in REACH_UNITS:
        raise GrammarError(text, expected, word=unit, known=REACH_UNITS)
    if limit < 0:
        raise GrammarError(text, "a number not below zero")
    return Reach(limit, unit)


def parse_filter(text: str) -> Filter:
    """The one alternative whose conditions ``text`` joins by ``;``; blank text is the filter that lets everything pass.

    Raises GrammarError for an empty condition or alternative, an unknown operator, and full-width signs, which would
    otherwise be read as part of a value.
    """
    if not text.strip():
        return ()
    for wide, narrow in _WIDE_SIGNS.items():
        if wide in text:
            raise GrammarError(text, f'the sign "{narrow}"', hint=f'write "{narrow}" instead of "{wide}"')
    return (tuple(_condition(part.strip()) for part in text.split(";")),)


def _condition(text: str) -> Condition:
    match = _CONDITION.fullmatch(text)
    expected = 'a condition "column operator value" with one of = != >= <= > <'
    if match is None:
        raise GrammarError(text, expected)
    column, operator = match["column"].strip(), match["operator"]
    values = tuple(value.strip() for value in match["values"].split("|"))
    if not is_id(column) or any(sign in match["values"] for sign in "=<>!"):
        raise GrammarError(text, expected)
    if not all(values):
        raise GrammarError(text, f'a value after "{operator}" and on both sides of "|"')
    if len(values) > 1 and operator not in ("=", "!="):
        raise GrammarError(text, f'one value after "{operator}"; "|" belongs to = and !=')
    return Condition(column, operator, values)


def write_condition(condition: Condition) -> str:
    """The condition as it is written in a policy, like ``grade>=2B``."""
    return f"{condition.column}{condition.operator}{'|'.join(condition.values)}"


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(words[:-1]) + " or " + words[-1]
