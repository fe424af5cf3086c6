"""Documents of a comparison and of a frontier as the commands print them, with one text wherever a name may stand."""

from __future__ import annotations

from typing import Any

Document = dict[str, Any]


def comparison(text: str = "wide", second: str = "optimal") -> Document:
    """Two sets on two counties: the second has three beds more in one of them, and costs within the gap the same."""
    labels = (f"{text}-1", f"{text}-2")
    return {
        "instance": text,
        "until": "cost",
        "policies": [_set(labels[0], text, 12, 1000), _set(labels[1], text, 15, 1001, second)],
        "differences": [
            {"clause": text, "key": "at_least", "values": [text, None]},
            {"clause": text, "key": None, "values": [True, False]},
            {"clause": "P-3", "key": "reason", "values": ["a", "b"]},
        ],
        "judged": [
            {"plan": plan, "policy": policy, "met": 3, "short": 1, "violated": 1, "violated_clauses": [text]}
            for plan in labels
            for policy in labels
        ],
        "attribution": [
            {
                "from": labels[0],
                "to": labels[1],
                "change": 1,
                "parts": [_part([text], 1, [-4, 6]), _part([None, "P-2"], 20, [15, 25])],
                "not_attributed": [[text]],
                "proven_nothing": [text],
                "without_effect": [text],
                "failed": [{"after": text, "why": text}],
            }
        ],
        "interrupted": False,
    }


def _set(label: str, text: str, beds: int, cost: int, status: str = "optimal") -> Document:
    return {
        "label": label,
        "status": status,
        "instance": text,
        "policy": text,
        "verified": True,
        "goals": [
            {"goal": "anticipated", "value": 0.25, "bound": 0.25, "gap": 0},
            {"goal": "cost", "value": cost, "bound": cost - 5, "gap": 0.005},
        ],
        "totals": {"beds": {"current": 10, "proposed": beds}, text: {"current": 4, "proposed": 4}},
        "cost": {"capital": 100, "annual": cost},
        "counties": [
            {"county": "A", "name": text, "resources": {"beds": {"current": 6, "proposed": beds - 5}}},
            {"county": "B", "name": text, "resources": {"beds": {"current": 4, "proposed": 5}}},
        ],
    }


def _part(clauses: list[str | None], change: int, proven: list[int]) -> Document:
    return {
        "clauses": clauses,
        "moves": [{"clauses": clauses, "way": "stricter"}],
        "change": change,
        "proven_between": proven,
        "within_gap": proven[0] <= 0 <= proven[1],
        "proven_nothing": False,
        "goals": [
            {"goal": "anticipated", "change": 0.5, "gap": 0},
            {"goal": "cost", "change": change, "gap": 1},
        ],
    }


def frontier(text: str = "wide") -> Document:
    """Three budgets: the least has no plan, between the others the shortfall falls; the largest is not all spent."""
    return {
        "instance": text,
        "policy": text,
        "points": [
            _point(100, None, None, "infeasible", text),
            _point(200, 0.5, 200, "optimal", text),
            _point(300, 0.1, 260, "feasible", text),
        ],
        "missing": [400],
        "kinks": [
            {"kind": "possible", "below": 100, "above": 200, "sentence": f"{text} can", "sentence_zh": text},
            {"kind": "enough", "below": None, "above": 260, "sentence": f"{text} enough", "sentence_zh": text},
        ],
        "faults": [{"budget": 500, "fault": text}],
        "interrupted": False,
    }


def _point(budget: int, short: float | None, spent: int | None, status: str, text: str) -> Document:
    bound = None if short is None else short / 2
    return {
        "budget": budget,
        "status": status,
        "goals": [
            {"goal": "anticipated", "value": short, "bound": bound, "gap": None if short is None else 0.5},
            {"goal": "cost", "value": spent, "bound": spent, "gap": None if spent is None else 0},
        ],
        "cost": {"capital": spent, "annual": spent},
        "equity": {} if spent is None else {"beds": {"gini_residents": 0.2}, text: {"gini_residents": 0.1}},
        "short": [] if spent is None else [{"clause": text, "areas": ["A", "B"]}],
        "verified": spent is not None,
        "binds": True,
    }
