"""An explanation as one document of plain JSON values; numbers are exact until they are written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from optimizer.reporting.numbers import json_number, json_value
from optimizer.reporting.summary import warnings
from optimizer.solving.facts import Fact
from optimizer.studies.easing import Easing
from optimizer.studies.explain import Explanation, Way
from optimizer.studies.held_back import ShortRow
from optimizer.studies.scene import Conflict

Document = dict[str, Any]


def document(told: Explanation) -> Document:
    """Everything that was found out, and what was not examined.

    ``conflict`` and ``conflict_bounds`` are the first conflict, ``others`` the further ones, disjoint from it.
    ``feasible`` is null where that is not known. In ``repairs`` the keys ``clause`` to ``to`` are null for the joint
    one, whose ``changes`` are all that it is; ``cost`` is annualised, null where it was not solved.
    """
    proposal = told.proposal
    first, others = told.conflicts[:1], told.conflicts[1:]
    found: Document = {
        "instance": proposal.instance.name,
        "policy": proposal.policy.name,
        "status": proposal.outcome.status.value,
        "stop_reason": proposal.outcome.stop.value,
        "feasible": False if told.infeasible else True if proposal.verified is not None else None,
        "complete": told.complete,
        "interrupted": told.interrupted,
    }
    found |= _conflict(first[0]) if first else {"conflict": [], "conflict_bounds": []}
    found |= {
        "others": [_conflict(conflict) for conflict in others],
        "all_conflicts": told.all_conflicts,
        "repairs": [_repair(way) for way in told.cheapest_first()],
        "no_repair": [
            {"conflict": number, "clause": none.clause, "area": none.area or None} for number, none in told.no_ways
        ],
        "short": [_short(row) for row in told.short],
        "not_examined": _not_examined(told),
        "goals_until": "cost",
        "versions": dict(proposal.versions),
        "options": json_value(proposal.options),
        "inputs": dict(sorted({**proposal.instance.inputs, **proposal.policy.inputs}.items())),
        "warnings": warnings(proposal.instance, proposal.policy, None),
    }
    return found


def _conflict(conflict: Conflict) -> Document:
    return {
        "conflict": [
            {
                "clause": row.clause,
                "area": row.area,
                "required": json_number(row.required),
                "reachable": json_number(row.reachable),
            }
            for row in conflict.rows
        ],
        "conflict_bounds": None if conflict.facts is None else _facts(conflict.facts),
        "confirmed": conflict.confirmed,
        "minimal": conflict.minimal,
        "bounds_minimal": conflict.facts_minimal,
    }


def _facts(facts: Iterable[Fact]) -> list[Document]:
    return [
        {"facility": fact.facility, "resource": fact.resource, "key": fact.key, "value": fact.value} for fact in facts
    ]


def _repair(way: Way) -> Document:
    own = None if way.way.joint else way.way.changes[0]
    judgement = None
    if way.proposal is not None and way.proposal.verified is not None:
        judgement = way.proposal.verified.judgement
    return {
        "clause": own and own.clause,
        "area": (own and own.area) or None,
        "key": own and own.key,
        "from": own and own.before,
        "to": own and own.after,
        "cost": json_number(way.cost),
        "capital": json_number(judgement.cost.capital) if judgement else None,
        "annual": json_number(judgement.cost.annual) if judgement else None,
        "goals": {name: json_number(value) for name, value in judgement.goals.items()} if judgement else {},
        "status": way.proposal.outcome.status.value if way.proposal is not None else None,
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


def _short(found: ShortRow) -> Document:
    return {
        "clause": found.row.clause,
        "area": found.row.area,
        "required": json_number(found.row.required),
        "short": json_number(found.row.short),
        "least": json_number(found.least),
        "held_back_by": [
            {
                "clause": holder.clause,
                "binding": holder.binding,
                "soft": holder.soft,
                "without": json_number(holder.without),
            }
            for holder in found.held_by
        ],
        "bounds": _facts(found.facts),
        "examined": found.examined,
    }


def _not_examined(told: Explanation) -> list[str]:
    """What the time did not suffice for, as short keys."""
    if told.complete:
        return []
    left = [f"short {one.row.clause} {one.row.area}" for one in told.short if not one.examined]
    if told.infeasible:
        left += [] if told.all_conflicts else ["further conflicts"]
        left += [f"bounds of conflict {n}" for n, one in enumerate(told.conflicts) if one.facts is None]
        left += [
            f"cost of {' '.join(change.override for change in way.way.changes)}"
            for way in told.ways
            if way.proposal is None and not way.fault
        ]
        left += [] if any(way.way.joint for way in told.ways) else ["further ways out"]
    return left
