"""The rows and goals of an assembled system with their columns in words, for tests that compare them by hand.

A column is written ``beds@H1`` (stock), ``open@H1``, ``short C1@A``, ``choice C1@A``, ``meets A``, ``A by H1`` (the
part of A that H1 serves) or ``A by none``.
"""

from __future__ import annotations

from collections.abc import Mapping

from models.assemble import Assembly
from models.system import MEETS, OPEN, SERVED, STOCK, Number, System

Terms = dict[str, Number]


def column_words(system: System, number: int) -> str:
    """What a column is, in words."""
    kind, key = system.columns[number].kind, system.columns[number].key
    if kind == STOCK:
        return f"{key[1]}@{key[0]}"
    if kind == SERVED:
        return f"{key[1]} by {key[2] or 'none'}"
    if kind == MEETS:
        return f"{kind} {key[1]}"
    return f"{kind}@{key[0]}" if kind == OPEN else f"{kind} {key[0]}@{key[-1]}"


def in_words(system: System, terms: Mapping[int, Number]) -> Terms:
    """A linear expression with its columns in words."""
    return {column_words(system, number): value for number, value in terms.items()}


def rows_of(assembly: Assembly, kind: str) -> list[tuple[Terms, Number | None]]:
    """The rows of one kind, in order: their terms and their lower ends."""
    return [
        (in_words(assembly.system, dict(zip(row.columns, row.coefficients, strict=True))), row.low)
        for row in assembly.system.rows
        if row.kind == kind
    ]


def goal_of(assembly: Assembly, name: str) -> Terms:
    """The terms of one goal."""
    (goal,) = (goal for goal in assembly.system.goals if goal.name == name)
    return in_words(assembly.system, goal.terms)
