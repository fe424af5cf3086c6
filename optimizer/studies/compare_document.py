"""A comparison as one JSON document and as one CSV table, with exact numbers until they are written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from optimizer.problems import InputError, Problem
from optimizer.proposal import Proposal
from optimizer.reporting.csv_lines import csv_cell
from optimizer.reporting.naming import area_name
from optimizer.reporting.numbers import json_number, json_value
from optimizer.reporting.summary import summary
from optimizer.studies.attribution import Attribution
from optimizer.studies.compare import Comparison
from optimizer.studies.parts import Part
from optimizer.studies.side_by_side import SideRow, region_rows, side_rows

Document = dict[str, Any]
Cell = str | int | Fraction | None

NOT_SOLVED = "not_solved"
"""Status of a set that no answer came back for."""

UNTIL = "cost"
"""The last goal that was improved."""


def document(found: Comparison) -> Document:
    """Everything that a comparison found; sets and policies are named by their labels."""
    labels = [one.label for one in found.sets]
    return {
        "instance": found.instance.name,
        "until": UNTIL,
        "policies": [_policy(found, number) for number in range(len(labels))],
        "differences": [
            {"clause": one.clause, "key": one.key, "values": [json_value(value) for value in one.values]}
            for one in found.differences
        ],
        "judged": [
            {
                "plan": labels[one.plan],
                "policy": labels[one.policy],
                **({"fault": one.fault} if one.fault else {}),
                "met": one.met,
                "short": one.short,
                "violated": one.violated,
                "not_applicable": one.not_applicable,
                "short_clauses": list(one.misses),
                "violated_clauses": list(one.breaks),
            }
            for one in found.judged
        ],
        "attribution": [_attribution(labels, one) for one in found.attributions],
        "interrupted": found.interrupted,
    }


def _policy(found: Comparison, number: int) -> Document:
    one, proposal = found.sets[number], found.proposals[number]
    head = {"label": one.label}
    if proposal is None:
        policy = found.policies[number]
        return {**head, "status": NOT_SOLVED, "policy": policy.name, "fault": found.faults[number] or None}
    return {**head, **summary(proposal)}


def _attribution(labels: list[str], one: Attribution) -> Document:
    ends = (one.parts[0].before, one.parts[-1].after) if one.parts else None
    return {
        "from": labels[one.first],
        "to": labels[one.second],
        "change": json_number(ends[1].value - ends[0].value) if ends else None,
        "parts": [_part(part) for part in one.parts],
        "not_attributed": [[name or None for name in part.clauses] for part in one.undivided],
        "proven_nothing": _names(name for part in one.settled for name in part.clauses),
        "without_effect": list(one.without_effect),
        "failed": [{"after": clause or None, "why": why} for clause, why in one.failed],
    }


def _names(clauses: Iterable[str]) -> list[str | None]:
    return [name or None for name in dict.fromkeys(clauses)]


def _part(part: Part) -> Document:
    truth = part.truth
    return {
        "clauses": [name or None for name in part.clauses],
        "moves": [{"clauses": [name or None for name in move.clauses], "way": move.way} for move in part.moves],
        "change": json_number(part.change),
        "proven_between": None if truth is None else [json_number(end) for end in truth],
        "within_gap": part.within_gap,
        "proven_nothing": part.settled,
        "goals": [
            {"goal": one.goal, "change": json_number(one.change), "gap": json_number(one.gap)} for one in part.changes
        ],
    }


def write_csv(found: Comparison, file: Path) -> None:
    """Write one table: kind of line, area, item, today's number, one column per set.

    Raises InputError if the file cannot be written.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    labels = [one.label for one in found.sets]
    for line in ([["kind", "area", "name", "item", "current", *labels]], _lines(found)):
        writer.writerows([csv_cell(cell) for cell in cells] for cells in line)
    try:
        file.write_text("\ufeff" + buffer.getvalue(), encoding="utf-8", newline="")
    except OSError as error:
        expected = "a file that can be written"
        raise InputError([Problem("unwritable", str(file), error.strerror or str(error), expected)]) from None


def _lines(found: Comparison) -> Iterator[list[Cell]]:
    """All lines of the table; an item of ``input`` is a key, of ``units`` a resource, of ``judged`` a status."""
    for difference in found.differences:
        texts = [None if value is None else value_text(value) for value in difference.values]
        yield ["input", difference.clause, None, difference.key or "present", None, *texts]
    for line in ("status", "capital", "annual"):
        yield ["plan", "region", None, line, None, *(_of_plan(proposal, line) for proposal in found.proposals)]
    for goal in dict.fromkeys(goal for policy in found.policies for goal in policy.goals):
        yield ["goal", "region", None, goal, None, *(_goal(proposal, goal) for proposal in found.proposals)]
    rows = side_rows(found.instance, plans_of(found))
    yield from (_units(found, row) for row in [*region_rows(found.instance, rows), *rows])
    for area in dict.fromkeys(row.county for row in rows):
        yield ["shortfall", area, area_name(found.instance, area, "zh"), None, None, *_shortfalls(found, area)]
    for number, one in enumerate(found.sets):
        for status in ("met", "short", "violated", "not_applicable"):
            counts = {each.policy: getattr(each, status) for each in found.judged if each.plan == number}
            yield ["judged", one.label, None, status, None, *(counts.get(i) for i in range(len(found.sets)))]
    for attribution in found.attributions:
        for part in attribution.parts:
            values = [part.change if i == attribution.second else None for i in range(len(found.sets))]
            item = " ".join(f"{name or 'goals'}:{move.way}" for move in part.moves for name in move.clauses)
            yield ["attribution", found.sets[attribution.first].label, None, item, None, *values]


def plans_of(found: Comparison) -> list[Any]:
    """The numbers of every plan, None for a set without one."""
    return [
        None if proposal is None or proposal.verified is None else proposal.verified.judgement.plan.proposed
        for proposal in found.proposals
    ]


def _units(found: Comparison, row: SideRow) -> list[Cell]:
    name = area_name(found.instance, row.county, "zh") if row.county else None
    return ["units", row.county or "region", name, row.resource, row.current, *row.proposed]


def _of_plan(proposal: Proposal | None, line: str) -> Cell:
    if line == "status":
        return NOT_SOLVED if proposal is None else str(proposal.outcome.status.value)
    if proposal is None or proposal.verified is None:
        return None
    cost: Fraction = getattr(proposal.verified.judgement.cost, line)
    return cost


def _goal(proposal: Proposal | None, goal: str) -> Cell:
    if proposal is None or proposal.verified is None:
        return None
    return proposal.verified.judgement.goals.get(goal)


def _shortfalls(found: Comparison, area: str) -> list[Cell]:
    return [
        None if one is None or one.verified is None else one.verified.judgement.county_shortfall.get(area)
        for one in found.proposals
    ]


def value_text(value: object) -> str:
    """A value of a clause as a policy file has it, without quotes around texts."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return ", ".join(value_text(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} = {value_text(item)}" for key, item in value.items())
    return str(value)
