"""A policy with one thing changed, written as the overrides of a trial on top of those that were given."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from models.clause import COMPARATORS, Policy
from optimizer.reading.overrides import BUDGET, Overrides
from optimizer.studies.step import Step

OR = "or"


def dropping(given: Overrides, policy: Policy, clauses: Collection[str]) -> Overrides:
    """Leave clauses out. A clause that names one of them as its alternative then stands alone."""
    alone = [one.id for one in policy.clauses if one.partner in clauses and one.id not in clauses]
    sets = [text for text in given.sets if _place(text)[0] not in clauses]
    sets = [text for text in sets if _place(text) not in {(name, OR) for name in alone}]
    by_budget = given.budget is not None and BUDGET in clauses
    return replace(
        given,
        sets=(*sets, *(f"{name}.{OR}=" for name in alone)),
        drops=(*given.drops, *(name for name in clauses if not (by_budget and name == BUDGET))),
        budget=None if by_budget else given.budget,
    )


def stepping(given: Overrides, step: Step) -> Overrides:
    """Give one clause its harder number."""
    if given.budget is not None and step.clause == BUDGET:
        return replace(given, budget=step.after)
    replaced = set(COMPARATORS) if step.key in COMPARATORS else {step.key}
    sets = [text for text in given.sets if _place(text)[0] != step.clause or _place(text)[1] not in replaced]
    return replace(given, sets=(*sets, step.override))


def _place(text: str) -> tuple[str, str]:
    """The clause and the key that ``CLAUSE.key=value`` changes."""
    name, _, key = text.partition("=")[0].strip().rpartition(".")
    return name, key
