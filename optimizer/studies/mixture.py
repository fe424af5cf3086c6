"""A policy on the way from one to another: with some clauses as the second has them, written to a file of its own."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path

from models.clause import Clause, Policy
from optimizer.studies.differences import differs

HEAD = ""
"""Stands for the keys of a policy besides its clauses, where changes are listed by clause id."""

DIGITS = 200
"""More than any number of a policy file has."""


def swaps(first: Policy, second: Policy) -> tuple[str, ...]:
    """What has to be swapped to get from one policy to another, in the order of the second.

    Clauses that the second lacks come last but one, its goals and other keys (``HEAD``) last. What decides nothing is
    left out.
    """
    old, new = _table(first), _table(second)
    names = [*new, *(name for name in old if name not in new)]
    changed = [name for name in names if differs(old.get(name), new.get(name))]
    return (*changed, *([HEAD] if _head(first) != _head(second) else []))


def mixture(first: Policy, second: Policy, swapped: Collection[str]) -> Policy:
    """The first policy with what is ``swapped`` as the second has it."""
    old, new = _table(first), _table(second)
    names = [*old, *(name for name in new if name not in old)]
    chosen = [(new if name in swapped else old).get(name) for name in names]
    leading = second if HEAD in swapped else first
    return Policy(
        leading.name,
        leading.title,
        tuple(clause for clause in chosen if clause is not None),
        leading.goals,
        leading.fairness_in,
        leading.hold_within,
    )


def write_policy(policy: Policy, file: Path) -> None:
    """Write a policy as a TOML file that stands alone: its clauses as written, with nothing extended."""
    lines = [f"policy = {_toml(file.stem)}", f"title = {_toml(policy.title)}", f"goals = {_toml(list(policy.goals))}"]
    lines.append(f"fairness_in = {_toml(policy.fairness_in)}")
    if policy.hold_within:
        lines.append(f"hold_within = {_toml(policy.hold_within)}")
    for clause in policy.clauses:
        lines += ["", "[[clause]]", *(f"{key} = {_toml(value)}" for key, value in clause.raw.items())]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _table(policy: Policy) -> dict[str, Clause]:
    return {clause.id: clause for clause in policy.clauses}


def _head(policy: Policy) -> tuple[object, ...]:
    return policy.goals, policy.fairness_in, dict(policy.hold_within)


def _toml(value: object) -> str:
    """A value as TOML writes it; numbers with all their digits."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Fraction):
        with localcontext(prec=DIGITS):
            return _toml(Decimal(value.numerator) / Decimal(value.denominator))
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{json.dumps(key)} = {_toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
