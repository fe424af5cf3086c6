"""Why a policy cannot be met, as plain JSON values, the same in every document; exact until they are written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from optimizer.impossible import GROUP, PART_OF, Conflict, ConflictRow, Easing, Fact, Impossibility, Way
from optimizer.reporting.numbers import json_number

Document = dict[str, Any]

NOT_ASKED: Document = dict.fromkeys(
    (
        *("conflict", "conflict_bounds", "repairs", "confirmed", "minimal", "bounds_minimal"),
        *("others", "all_conflicts", "no_repair", "not_examined"),
    )
)


def impossible_document(why: Impossibility | None) -> Document:
    """What was found out, and what was not examined; all null where it was not asked for.

    ``conflict`` and ``conflict_bounds`` are the first conflict; ``others`` are the further ones, first those that share
    no row with it or each other, then those that do (``overlaps``). In ``repairs`` the keys ``clause`` to ``to`` are
    null for the joint one, whose ``changes`` are all that it is; ``cost`` is annualised, null where it was not solved.
    ``conflict`` counts the conflicts from 0, in the order they are told.
    """
    if why is None:
        return dict(NOT_ASKED)
    first, others = why.conflicts[:1], [*why.conflicts[1:], *why.further]
    found = _conflict(first[0] if first else Conflict(()))
    return {
        "conflict": found.pop("conflict"),
        "conflict_bounds": found.pop("conflict_bounds") if first else [],
        "repairs": [_repair(way) for way in why.cheapest_first()],
        **found,
        "others": [{**_conflict(one), "overlaps": one.overlaps} for one in others],
        "all_conflicts": why.all_conflicts,
        "no_repair": [
            {"conflict": number, "clause": none.clause, "area": none.area or None} for number, none in why.no_ways
        ],
        "not_examined": why.not_examined(),
    }


def row_documents(rows: Iterable[ConflictRow]) -> list[Document]:
    """Clause rows with what they require and what is reachable."""
    return [
        {
            "clause": row.clause,
            "area": row.area,
            "required": json_number(row.required),
            "reachable": json_number(row.reachable),
        }
        for row in rows
    ]


def fact_documents(facts: Iterable[Fact]) -> list[Document]:
    """Hard facts; the ``value`` of what is part of a whole is the id of the whole."""
    return [
        {
            "facility": fact.facility,
            "resource": fact.resource,
            "key": fact.key,
            "value": fact.whole if fact.key in (PART_OF, GROUP) else fact.value,
        }
        for fact in facts
    ]


def _conflict(conflict: Conflict) -> Document:
    return {
        "conflict": row_documents(conflict.rows),
        "conflict_bounds": None if conflict.facts is None else fact_documents(conflict.facts),
        "confirmed": conflict.confirmed,
        "minimal": conflict.minimal,
        "bounds_minimal": conflict.facts_minimal,
    }


def _repair(way: Way) -> Document:
    own, price = None if way.way.joint else way.way.changes[0], way.price
    return {
        "clause": own and own.clause,
        "area": (own and own.area) or None,
        "key": own and own.key,
        "from": own and own.before,
        "to": own and own.after,
        "cost": json_number(way.cost),
        "capital": json_number(price.capital) if price else None,
        "annual": json_number(price.annual) if price else None,
        "goals": {name: json_number(value) for name, value in price.goals.items()} if price else {},
        "status": price.status if price else None,
        "fault": way.fault or None,
        "joint": way.way.joint,
        "conflict": way.conflict,
        "smallest": way.way.smallest,
        "changes": [_change(change) for change in way.way.changes],
    }


def _change(change: Easing) -> Document:
    return {
        "clause": change.clause,
        "area": change.area or None,
        "key": change.key,
        "from": change.before,
        "to": change.after,
        "option": list(change.option),
    }
