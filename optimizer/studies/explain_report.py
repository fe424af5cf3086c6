"""An explanation as one document of plain JSON values; numbers are exact until they are written."""

from __future__ import annotations

from typing import Any

from optimizer.reporting.impossible_document import fact_documents, impossible_document
from optimizer.reporting.numbers import json_number, json_value
from optimizer.reporting.summary import warnings
from optimizer.studies.explain import Explanation
from optimizer.studies.held_back import ShortRow

Document = dict[str, Any]


def document(told: Explanation) -> Document:
    """Everything that was found out, and what was not examined.

    ``feasible`` is null where that is not known; :func:`~optimizer.reporting.impossible_document.impossible_document`
    says what the keys of an infeasible policy mean. They are empty for a feasible one.
    """
    proposal = told.proposal
    found: Document = {
        "instance": proposal.instance.name,
        "policy": proposal.policy.name,
        "status": proposal.outcome.status.value,
        "stop_reason": proposal.outcome.stop.value,
        "feasible": False if told.infeasible else True if proposal.verified is not None else None,
        "complete": told.complete,
        "interrupted": told.interrupted,
    }
    found |= impossible_document(told.why)
    found |= {
        "short": [_short(row) for row in told.short],
        "not_examined": _not_examined(told),
        "goals_until": "cost",
        "versions": dict(proposal.versions),
        "options": json_value(proposal.options),
        "inputs": dict(sorted({**proposal.instance.inputs, **proposal.policy.inputs}.items())),
        "warnings": warnings(proposal.instance, proposal.policy, None),
    }
    return found


def _not_examined(told: Explanation) -> list[str]:
    """What the time did not suffice for, as short keys."""
    if told.infeasible:
        return told.why.not_examined()
    return [
        f"{'bounds of ' if one.examined else ''}short {one.row.clause} {one.row.area}"
        for one in told.short
        if not one.complete
    ]


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
        "bounds": None if found.facts is None else fact_documents(found.facts),
        "examined": found.examined,
    }
