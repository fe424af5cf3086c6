"""A result folder becomes a dossier again: its inputs found, its plan read back and re-checked, its summary agreeing.

A document is only made of a plan that keeps its clauses by the input files as they are now. If a file has changed since
the solve, or the plan does not give the totals that the summary states, that is an error and nothing is shown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

from models.clause import Policy
from models.instance import Instance
from optimizer.documents.dossier import Dossier
from optimizer.problems import InputError, Problem
from optimizer.propose import read_clauses, read_region
from optimizer.reading.folder import read_inside
from optimizer.reading.overrides import Overrides
from optimizer.reporting.files import PLAN_FILE, SUMMARY_FILE, TIMING_FILE
from optimizer.reporting.summary import judgement_summary
from optimizer.verifying.verified import VerifiedPlan, verify

NEEDED = ("status", "stop_reason", "instance", "policy", "goals", "totals", "cost", "versions", "options", "inputs")
"""Keys without which a summary is none of ours."""

COMPARED = ("totals", "cost")
"""What the re-check computes again and a summary states."""


def reopen(folder: Path, instance: str | None = None, policy: str | None = None) -> Dossier:
    """The dossier of a result folder; ``instance`` and ``policy`` say where the inputs are now, if they have moved.

    InputError codes: ``not-a-result``, ``no-plan``, ``input-changed``, ``plan-changed``, and those of reading.
    """
    summary = _json(folder, SUMMARY_FILE)
    missing = [key for key in NEEDED if key not in summary]
    if missing:
        raise InputError([Problem("not-a-result", SUMMARY_FILE, f"no {missing[0]}", "the summary of a solve")])
    if not (folder / PLAN_FILE).is_file():
        found = f"a result without a plan ({summary['status']})"
        raise InputError([Problem("no-plan", str(folder), found, f"a result folder with {PLAN_FILE}")])
    origin = _origin(folder, summary)
    region = read_region(instance or origin["instance"])
    clauses = read_clauses(region, policy or origin["policy"], _overrides(summary["options"]))
    _require_same_inputs(region, clauses, summary)
    verified = verify(region, clauses, folder / PLAN_FILE)
    _require_same_plan(verified, summary)
    return Dossier(verified, summary)


def _json(folder: Path, name: str) -> Mapping[str, Any]:
    if not folder.is_dir():
        raise InputError([Problem("not-a-result", str(folder), "no such folder", "the folder of a solve (-o DIR)")])
    try:
        content = json.loads(read_inside(folder, name).decode("utf-8"))
    except ValueError as error:
        raise InputError(
            [Problem("not-a-result", name, f"broken JSON ({error})", "the file as it was written")]
        ) from None
    if not isinstance(content, dict):
        raise InputError([Problem("not-a-result", name, "no JSON object", "the file as it was written")])
    return content


def _origin(folder: Path, summary: Mapping[str, Any]) -> Mapping[str, Any]:
    """Where the instance and the policy were read from: noted beside the durations, else their names."""
    named = {"instance": summary["instance"], "policy": summary["policy"]}
    if not (folder / TIMING_FILE).is_file():
        return named
    noted = _json(folder, TIMING_FILE).get("read_from", {})
    return {**named, **{key: value for key, value in noted.items() if value}}


def _overrides(options: Mapping[str, Any]) -> Overrides:
    budget = options.get("budget")
    return Overrides(
        sets=tuple(options.get("sets", ())),
        drops=tuple(options.get("drops", ())),
        budget=None if budget is None else str(budget),
        keep=tuple(options.get("keep", ())),
        never=tuple(options.get("never", ())),
    )


def _require_same_inputs(region: Instance, clauses: Policy, summary: Mapping[str, Any]) -> None:
    now, then = _by_file({**region.inputs, **clauses.inputs}), _by_file(summary["inputs"])
    differing = sorted({name for name, _ in now ^ then})
    if differing:
        expected = "the file that the plan was made from"
        hint = "solve again, or name the inputs with --instance and --policy"
        raise InputError(
            [Problem("input-changed", name, "other content than at the time of the solve", expected, hint=hint)
             for name in differing]
        )  # fmt: skip


def _by_file(inputs: Mapping[str, str]) -> set[tuple[str, str]]:
    """(file name, digest); the folder of a policy given as a path may be written in other ways."""
    return {(PurePath(name).name, digest) for name, digest in inputs.items()}


def _require_same_plan(verified: VerifiedPlan, summary: Mapping[str, Any]) -> None:
    found = judgement_summary(verified)
    differing = [key for key in COMPARED if found[key] != summary[key]]
    values = {each["goal"]: each["value"] for each in found["goals"]}
    differing += [each["goal"] for each in summary["goals"] if values.get(each["goal"]) != each["value"]]
    if not verified.judgement.holds:
        differing.append("verified")
    if differing:
        expected = f"the plan whose {differing[0]} {SUMMARY_FILE} states"
        hint = "a plan edited by hand is judged by: allocare verify"
        raise InputError([Problem("plan-changed", PLAN_FILE, f"another {differing[0]}", expected, hint=hint)])
