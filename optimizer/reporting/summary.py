"""The one document that says everything about a run, as plain JSON values with its keys in a fixed order.

It holds no time of day and no duration, so that the same run gives the same bytes. Numbers are exact until they are
written (:func:`~optimizer.reporting.numbers.json_number`); what a run without a plan cannot know is null, never zero.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from fractions import Fraction
from hashlib import sha256
from itertools import chain, islice
from typing import Any

import numpy as np

from models.clause import Clause, Policy
from models.instance import FACILITY, LEVELS, REGION, STATUSES, Instance
from models.plan import Plan, Units
from models.selection import areas_of, facilities_of
from models.tables import Pair
from optimizer.proposal import Proposal
from optimizer.reporting.equity_report import equity_documents
from optimizer.reporting.impossible_document import impossible_document, row_documents
from optimizer.reporting.numbers import json_number, json_value
from optimizer.reporting.sums import ByCounty, current_plan, held_resources, total_units
from optimizer.reporting.tables import COUNTY, clause_rows, count_clauses, count_references, records
from optimizer.reporting.words import say
from optimizer.solving.outcome import Status
from optimizer.verifying.cost_table import Cost, CostTable
from optimizer.verifying.judgement import MET, ROW_STATUSES, SHORT, Judgement
from optimizer.verifying.places import county_numbers
from optimizer.verifying.verified import VerifiedPlan

SIZE_KEYS = ("rows", "columns", "integers", "nonzeros")
SMALLEST = Fraction(1, 10**9)
"""A goal's gap is relative to its value, and to this where the value is smaller."""

_AT_ONCE = 1 << 14
"""Lines of a plan that go into its digest together."""

Document = dict[str, Any]


def summary(proposal: Proposal) -> Document:
    """The content of ``summary.json``: everything about a run but its duration.

    Of an infeasible policy ``left_short`` are the binding rows that the repair with the least shortfall leaves short.
    """
    instance, outcome = proposal.instance, proposal.outcome
    judgement = proposal.verified.judgement if proposal.verified is not None else None
    spread = equity_documents(instance, judgement)
    document: Document = {
        "status": outcome.status.value,
        "stop_reason": outcome.stop.value,
        "method": outcome.method,
        "method_reason": outcome.method_reason,
        "instance": instance.name,
        "policy": proposal.policy.name,
        "goals": goals(proposal),
        "totals": _totals(instance, judgement),
        "cost": _cost(judgement.cost if judgement else None),
        "clauses": _clause_counts(proposal.policy, judgement),
        "counties": _counties(instance, judgement),
        "equity": spread["equity"],
        "verified": judgement is not None and judgement.holds,
        "size": {key: outcome.size.get(key) for key in SIZE_KEYS},
        "versions": dict(proposal.versions),
        "options": json_value(proposal.options),
        "inputs": _inputs(instance, proposal.policy),
        "plan": plan_digest(judgement.plan) if judgement else None,
        "warnings": warnings(instance, proposal.policy, judgement),
        "agglomeration": spread["agglomeration"],
        "lorenz": spread["lorenz"],
    }
    if outcome.status is Status.INFEASIBLE:
        document |= impossible_document(proposal.why)
        document["left_short"] = row_documents(proposal.left_short)
    return document


def judgement_summary(verified: VerifiedPlan) -> Document:
    """What ``verify`` found, as one document: goals, counts, every row and every broken hard fact."""
    judgement = verified.judgement
    return {
        "verified": judgement.holds,
        "instance": verified.instance.name,
        "policy": verified.policy.name,
        "goals": [{"goal": goal, "value": json_number(value)} for goal, value in judgement.goals.items()],
        "totals": _totals(verified.instance, judgement),
        "cost": _cost(judgement.cost),
        "clauses": _clause_counts(verified.policy, judgement),
        "rows": records(clause_rows(verified)),
        "breaches": [asdict(breach) for breach in judgement.breaches],
        "inputs": _inputs(verified.instance, verified.policy),
        "plan": plan_digest(judgement.plan),
        "warnings": warnings(verified.instance, verified.policy, judgement),
    }


def check_summary(instance: Instance, policy: Policy) -> Document:
    """What ``check`` found in a valid input: how many of each thing there are, and which clauses do not apply."""
    levels = Counter(area.level for area in instance.areas.values())
    status = instance.facility_table.status
    standings = Counter(
        dict(zip(status.values, np.bincount(status.codes, minlength=len(status.values)).tolist(), strict=True))
    )
    return {
        "instance": instance.name,
        "policy": policy.name,
        "areas": {level: levels[level] for level in LEVELS if levels[level]},
        "facilities": {status: standings[status] for status in STATUSES if standings[status]},
        "resources": list(instance.resources),
        "stock": len(instance.stock),
        "clauses": dict(Counter(clause.nature for clause in policy.clauses)),
        "not_applicable": [
            {"clause": clause.id, "reason": reason}
            for clause in policy.clauses
            if (reason := why_not_applicable(instance, clause, "en")) is not None
        ],
        "inputs": _inputs(instance, policy),
        "warnings": warnings(instance, policy, None),
    }


def goals(proposal: Proposal) -> list[Document]:
    """Each goal of the policy with its exact value, its proven bound in [0, value], and the gap between the two.

    ``gap`` = |value − bound| / max(|value|, 1e-9). Bound and gap are None for a goal that was not reached, the value
    too if there is no plan.
    """
    bounds = {reached.goal: reached.bound for reached in proposal.outcome.goals}
    values: Mapping[str, Fraction] = proposal.verified.judgement.goals if proposal.verified is not None else {}
    return [_goal(goal, values.get(goal), bounds.get(goal)) for goal in proposal.policy.goals]


def _goal(goal: str, value: Fraction | None, proven: float | None) -> Document:
    bound = _clipped(value, proven)
    gap = None if bound is None or value is None else abs(value - bound) / max(abs(value), SMALLEST)
    return {"goal": goal, "value": json_number(value), "bound": json_number(bound), "gap": json_number(gap)}


def _clipped(value: Fraction | None, proven: float | None) -> Fraction | None:
    """No goal is below zero, and none is proven to be above the value that the plan has."""
    if proven is None or math.isnan(proven):
        return None
    if math.isinf(proven):
        return Fraction(0) if proven < 0 else value
    bound = max(Fraction(proven), Fraction(0))
    return bound if value is None else min(bound, value)


def _totals(instance: Instance, judgement: Judgement | None) -> Document:
    current = total_units(instance, current_plan(instance))
    proposed = total_units(instance, judgement.plan.proposed) if judgement else {}
    return {name: {"current": units, "proposed": proposed.get(name)} for name, units in current.items()}


def _cost(cost: Cost | None) -> Document:
    return {
        "capital": json_number(cost.capital) if cost else None,
        "annual": json_number(cost.annual) if cost else None,
    }


def _clause_counts(policy: Policy, judgement: Judgement | None) -> Document:
    """How many clauses have each status; one with several rows counts once, by its worst.

    ``met``, ``short``, ``violated`` and ``not_applicable`` count the clauses that are no references. ``reference``
    holds ``met`` and ``short`` of those that are: they are printed beside the plan and no target. All null without a
    plan.
    """
    if judgement is None:
        return {**dict.fromkeys(ROW_STATUSES), "reference": dict.fromkeys((MET, SHORT))}
    return {**count_clauses(policy, judgement), "reference": count_references(policy, judgement)}


def _counties(instance: Instance, judgement: Judgement | None) -> list[Document]:
    """Every county, and every area that facilities outside all counties lie in; cost includes what opening costs."""
    by_county = ByCounty(instance)
    current = by_county.units_by_place(current_plan(instance))
    proposed = by_county.units_by_place(judgement.plan.proposed) if judgement else {}
    costs = _cost_by_place(instance, judgement.facility_cost) if judgement else {}
    shortfall: Mapping[str, Fraction] = judgement.county_shortfall if judgement else {}
    held = held_resources(instance)
    return [
        {
            "county": area.area,
            "name": area.name,
            "resources": {
                name: {
                    "current": current.get(area.area, {}).get(name, 0),
                    "proposed": proposed.get(area.area, {}).get(name, 0) if judgement else None,
                }
                for name in (held if area.level == COUNTY else sorted(current[area.area]))
            },
            "shortfall": json_number(shortfall.get(area.area)),
            "cost": _cost(costs[area.area] if judgement else None),
        }
        for area in instance.areas.values()
        if area.level == COUNTY or area.area in current
    ]


def _cost_by_place(instance: Instance, costs: CostTable) -> dict[str, Cost]:
    """Area → what the facilities cost that count in it."""
    areas, place = instance.facility_table.areas, county_numbers(instance)
    capital, annual = (each.summed(place, len(areas)).fractions() for each in costs.of_facilities())
    return {area: Cost(*cost) for area, *cost in zip(areas, capital, annual, strict=True)}


def plan_digest(plan: Plan) -> str:
    """The sha256 of every decision of a plan, however the file that it was read from is written."""
    digest = sha256()
    begin = ""
    units = (f"{facility}\t{resource}\t{count}" for (facility, resource), count in _in_order(plan.proposed))
    doors = (f"{facility}\t{'open' if is_open else 'closed'}" for facility, is_open in sorted(plan.open.items()))
    lines = chain(units, doors)
    while block := list(islice(lines, _AT_ONCE)):
        digest.update((begin + "\n".join(block)).encode("utf-8"))
        begin = "\n"
    return digest.hexdigest()


def _in_order(units: Mapping[Pair, int]) -> Iterable[tuple[Pair, int]]:
    """Units by pair; those of a table are in order."""
    return units.items() if isinstance(units, Units) else sorted(units.items())


def _inputs(instance: Instance, policy: Policy) -> dict[str, str]:
    return dict(sorted({**instance.inputs, **policy.inputs}.items()))


def warnings(instance: Instance, policy: Policy, judgement: Judgement | None) -> list[str]:
    """What the reader should know, each sentence once, in the order of reading and re-checking."""
    told: Iterable[str] = (*instance.warnings, *policy.warnings, *(judgement.warnings if judgement else ()))
    return list(dict.fromkeys(told))


def why_not_applicable(instance: Instance, clause: Clause, lang: str) -> str | None:
    """Why a clause can have no rows on this instance, as far as the input alone tells; None if it may have some."""
    if clause.missing:
        return say("no_data", lang, names=say("listed", lang).join(clause.missing))
    if clause.level == FACILITY:
        return None if facilities_of(instance, clause.where, clause.areas) else say("no_facility", lang)
    if clause.level == REGION or areas_of(instance, clause.levels, clause.areas):
        return None
    return say("no_area", lang)
