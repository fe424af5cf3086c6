"""What differs between policies as they are written: clauses that only some have, and keys with different values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.clause import REFERENCE, Clause, Policy
from optimizer.reading.clause_keys import CLAUSE_KEYS

WORDS_ONLY = frozenset({"name", "name_en", "cite", "reason", "by"})
"""Keys of a clause that are printed and decide nothing."""


@dataclass(frozen=True)
class Difference:
    """One key of one clause with its value in each policy, None where the policy does not write it.

    ``clause`` is None for a key of the policy itself. ``key`` is None where some policies lack the clause; the values
    then say which have it.
    """

    clause: str | None
    key: str | None
    values: tuple[object, ...]


def differences(policies: Sequence[Policy]) -> tuple[Difference, ...]:
    """Every difference: first of the policies' own keys, then clause by clause in the order of the policies."""
    tables = [{clause.id: clause for clause in policy.clauses} for policy in policies]
    found = [*_of_heads(policies)]
    for name in dict.fromkeys(name for table in tables for name in table):
        found += _of_clause(name, [table.get(name) for table in tables])
    return tuple(found)


def _of_heads(policies: Sequence[Policy]) -> Iterator[Difference]:
    for key in ("goals", "fairness_in", "hold_within"):
        values = tuple(head(policy)[key] for policy in policies)
        if any(value != values[0] for value in values):
            yield Difference(None, key, values)


def head(policy: Policy) -> dict[str, object]:
    """The keys of a policy besides its clauses, with what they are where nothing is written."""
    held = {goal: str(float(share)) for goal, share in policy.hold_within.items()}
    return {"goals": list(policy.goals), "fairness_in": policy.fairness_in, "hold_within": held}


def _of_clause(name: str, clauses: Sequence[Clause | None]) -> Iterator[Difference]:
    if any(clause is None for clause in clauses):
        yield Difference(name, None, tuple(clause is not None for clause in clauses))
    present = [clause for clause in clauses if clause is not None]
    for key in CLAUSE_KEYS:
        if any(clause.raw.get(key) != present[0].raw.get(key) for clause in present):
            yield Difference(name, key, tuple(None if clause is None else clause.raw.get(key) for clause in clauses))


def differs(one: Clause | None, other: Clause | None) -> bool:
    """Whether a clause of two policies may decide differently: not where both only print it, or word it otherwise."""
    return deciding(one) != deciding(other)


def deciding(clause: Clause | None) -> dict[str, object] | None:
    """What of a clause can make a difference, as written; None for a reference, and where the data are missing."""
    if clause is None or clause.nature == REFERENCE or clause.missing:
        return None
    return {key: value for key, value in clause.raw.items() if key not in WORDS_ONLY}
