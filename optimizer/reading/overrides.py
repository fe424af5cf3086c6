"""What the command line changes in a policy: ``--set CLAUSE.key=value``, ``--drop CLAUSE`` and ``--budget AMOUNT``.

Overrides are applied to the clauses as written, before anything is resolved, so that an overridden clause is checked
like any other. One that names nothing is a problem.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from models.clause import COMPARATORS
from models.grammar import GrammarError, parse_number
from optimizer.problems import Problem, did_you_mean
from optimizer.reading.clause_keys import CLAUSE_KEYS, LIST_KEYS, NUMBER_KEYS
from optimizer.reading.policy_file import RawClause, RawPolicy

BUDGET = "BUDGET"
"""Id of the clause that ``--budget`` adds."""

KEEP, NEVER = "KEEP", "NEVER"
"""What the ids of the clauses that ``--keep`` and ``--never`` add begin with, before ``:`` and a facility."""


@dataclass(frozen=True)
class Overrides:
    """Changes to a policy, as typed: ``CLAUSE.key=value`` texts, clause ids to leave out, a capital budget, and
    facilities that must be open or closed, which whoever fills them in has checked to exist."""

    sets: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    budget: str | None = None
    keep: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


def apply(policy: RawPolicy, overrides: Overrides) -> tuple[RawPolicy, tuple[Problem, ...]]:
    """The policy after all overrides, and the problems of those that could not be applied.

    Codes: ``bad-override``, ``unknown-clause``, ``unknown-key``, ``set-and-drop``, ``bad-number``, ``out-of-range``,
    ``duplicate-id`` (a clause is called BUDGET already).
    """
    problems: list[Problem] = []
    clauses = dict(policy.clauses)
    changed = [_set(clauses, text, problems.append) for text in overrides.sets]
    problems += _contradictions(overrides.sets)
    for clause in overrides.drops:
        if clause in changed:
            expected = "a clause that is either changed or dropped"
            problems.append(
                Problem("set-and-drop", "--drop", f'"{clause}", changed by --set too', expected, clause=clause)
            )
        elif clause in policy.clauses:
            clauses.pop(clause, None)
        else:
            problems.append(_unknown_clause("--drop", clause, policy.clauses))
    if overrides.budget is not None:
        _add_budget(clauses, overrides.budget, problems.append)
    for facility in dict.fromkeys(overrides.keep):
        _add_standing(clauses, KEEP, facility, {"name": f"{facility} 必须开放", "at_least": 1})
    for facility in dict.fromkeys(overrides.never):
        _add_standing(clauses, NEVER, facility, {"name": f"{facility} 不得开放", "at_most": 0})
    return replace(policy, clauses=clauses), tuple(problems)


def _unknown_clause(option: str, clause: str, known: Iterable[str]) -> Problem:
    known = tuple(known)
    return Problem(
        "unknown-clause", option, f'"{clause}"', "the id of a clause of this policy", hint=did_you_mean(clause, known)
    )


def _set(clauses: dict[str, RawClause], text: str, complain: Callable[[Problem], None]) -> str | None:
    """Change one clause; its id, or None if nothing could be changed."""
    left, equals, value = text.partition("=")
    name, dot, key = left.strip().rpartition(".")
    if not (equals and dot and name and key):
        complain(Problem("bad-override", "--set", f'"{text}"', "CLAUSE.key=value", hint='like "ZJ-05.at_least=4.3"'))
    elif name not in clauses:
        complain(_unknown_clause("--set", name, clauses))
    elif key == "id" or key not in CLAUSE_KEYS:
        keys = [known for known in CLAUSE_KEYS if known != "id"]
        hint = did_you_mean(key, keys) if key != "id" else "the id of a clause cannot be changed"
        expected = f"one of {', '.join(keys)}"
        complain(Problem("unknown-key", "--set", f"the key {key}", expected, column=key, clause=name, hint=hint))
    else:
        others = [other for other in COMPARATORS if other != key] if key in COMPARATORS else []
        clauses[name] = clauses[name].set(key, _typed(key, value.strip()), without=others)
        return name
    return None


def _contradictions(sets: Iterable[str]) -> Iterator[Problem]:
    """Two texts that set the same key, or two comparators, of one clause: the first would be lost without a word."""
    seen: dict[tuple[str, str], str] = {}
    for text in sets:
        name, _, key = text.partition("=")[0].strip().rpartition(".")
        place = (name, "comparator" if key in COMPARATORS else key)
        if place in seen:
            found = f'"{text}" after "{seen[place]}"'
            yield Problem("bad-override", "--set", found, "every key of a clause set once", clause=name)
        seen.setdefault(place, text)


def _typed(key: str, text: str) -> object:
    """The value as a policy file would hold it; text that should be a number or a list but is none stays as it is."""
    if key in LIST_KEYS and text.startswith("["):
        try:
            return tomllib.loads(f"list = {text}", parse_float=str)["list"]
        except tomllib.TOMLDecodeError:
            return text
    if key not in NUMBER_KEYS:
        return text
    try:
        number = parse_number(text)
    except GrammarError:
        return text
    if number.denominator == 1:
        return number.numerator
    with localcontext(prec=200):
        return Decimal(number.numerator) / Decimal(number.denominator)


def _add_budget(clauses: dict[str, RawClause], amount: str, complain: Callable[[Problem], None]) -> None:
    if BUDGET in clauses:
        expected = f"a policy without a clause {BUDGET}"
        hint = f"change that clause with --set {BUDGET}.at_most={amount}"
        complain(Problem("duplicate-id", "--budget", f"a clause {BUDGET}", expected, clause=BUDGET, hint=hint))
        return
    try:
        number = parse_number(amount)
    except GrammarError as error:
        complain(Problem("bad-number", "--budget", f'"{amount}"', error.expected))
        return
    if number < 0:
        complain(Problem("out-of-range", "--budget", f'"{amount}"', "an amount not below zero"))
        return
    table = {
        "id": BUDGET,
        "name": "资本预算",
        "name_en": "capital budget",
        "require": "capital_cost",
        "at_most": _typed("at_most", amount),
        "in": "region",
        "nature": "binding",
    }
    clauses[BUDGET] = RawClause(BUDGET, table, "--budget")


def _add_standing(clauses: dict[str, RawClause], word: str, facility: str, keys: dict[str, object]) -> None:
    """A binding clause about whether one facility is open."""
    name = f"{word}:{facility}"
    english = f"{facility} must {'be' if word == KEEP else 'not be'} open"
    table = {"id": name, "name_en": english, "require": "facilities", "where": f"facility={facility}", **keys}
    clauses[name] = RawClause(name, {**table, "in": "region", "nature": "binding"}, f"--{word.lower()}")
