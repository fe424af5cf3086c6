"""Which sets of clauses are compared: policies, and variants of them that are written on the command line.

    lishui-145                                               a policy by name or path
    lishui-145+nurses:ZJ-10.at_least=5.5                     a variant called nurses: one key of one clause changed
    lishui-145+lean:ZJ-10.at_least=5.5;-LS-13                another one, with a second clause left out

A ``;`` begins the next change only where ``CLAUSE.key=`` or ``-CLAUSE`` follows, so that filters may hold it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from optimizer.problems import InputError, Problem
from optimizer.reading.clause_keys import CLAUSE_KEYS
from optimizer.reading.overrides import Overrides

_VARIANT = re.compile(r"(?P<policy>.+?)\+(?P<label>[^+:;/\\]+):(?P<changes>.+)", re.DOTALL)
_NEXT = re.compile(rf";(?=\s*(?:-[^\s;=]|[^\s;=<>!]+\.(?:{'|'.join(CLAUSE_KEYS)})\s*=))")


@dataclass(frozen=True)
class PolicySet:
    """One of the sets: what it is called in tables, its policy (a name or a path), and what is changed in it."""

    label: str
    policy: str
    overrides: Overrides = Overrides()


def policy_sets(texts: Sequence[str]) -> tuple[PolicySet, ...]:
    """The sets that command-line texts mean, each with a label of its own.

    Raises InputError with every text that is not written as above (``bad-variant``).
    """
    problems: list[Problem] = []
    sets: list[PolicySet] = []
    for text in texts:
        try:
            sets.append(_labelled(_policy_set(text), [one.label for one in sets]))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return tuple(sets)


def _policy_set(text: str) -> PolicySet:
    variant = _VARIANT.fullmatch(text.strip())
    if variant is None:
        return PolicySet(_stem(text.strip()), text.strip())
    sets, drops = [], []
    for change in map(str.strip, _NEXT.split(variant["changes"])):
        if change.startswith("-"):
            drops.append(change[1:].strip())
        elif "=" in change:
            sets.append(change)
        else:
            expected = "CLAUSE.key=value or -CLAUSE, with ; between several"
            hint = 'like "lishui-145+nurses:ZJ-10.at_least=5.5;-LS-13"'
            raise InputError([Problem("bad-variant", "-p", f'"{change}" in "{text}"', expected, hint=hint)])
    label = f"{_stem(variant['policy'])}+{variant['label'].strip()}"
    return PolicySet(label, variant["policy"], Overrides(tuple(sets), tuple(drops)))


def _stem(policy: str) -> str:
    return re.split(r"[/\\]", policy)[-1].removesuffix(".toml")


def _labelled(one: PolicySet, taken: Sequence[str]) -> PolicySet:
    """The set with a number behind its label if another has that label already."""
    label, number = one.label, 2
    while label in taken:
        label, number = f"{one.label} ({number})", number + 1
    return replace(one, label=label)
