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
from optimizer.documents.result_form import refused, require_goals, require_summary, require_timing
from optimizer.problems import InputError, Problem
from optimizer.propose import read_clauses, read_region
from optimizer.reading.folder import read_inside
from optimizer.reading.overrides import Overrides
from optimizer.reading.workbook.package import WORKBOOK_SUFFIX
from optimizer.reporting.files import PLAN_FILE, SUMMARY_FILE, TIMING_FILE
from optimizer.reporting.summary import judgement_summary
from optimizer.solving.outcome import Status
from optimizer.verifying.verified import VerifiedPlan, verify

WITH_A_PLAN = (Status.OPTIMAL.value, Status.FEASIBLE.value)

COMPARED = ("totals", "cost", "plan")
"""What the re-check computes again and a summary states."""


def reopen(folder: Path, instance: str | None = None, policy: str | None = None) -> Dossier:
    """The dossier of a result folder; ``instance`` and ``policy`` say where the inputs are now, if they have moved.

    InputError codes: ``not-a-result``, ``no-plan``, ``input-changed``, ``plan-changed``, and those of reading.
    """
    summary = _json(folder, SUMMARY_FILE)
    require_summary(summary)
    if summary["status"] not in WITH_A_PLAN or not (folder / PLAN_FILE).is_file():
        found = f"a result without a plan ({summary['status']})"
        raise InputError([Problem("no-plan", str(folder), found, f"a result folder with {PLAN_FILE}")])
    origin = _origin(folder, summary)
    region = read_region(instance or origin["instance"])
    clauses = read_clauses(region, policy or origin["policy"], _overrides(summary["options"]))
    _require_same_inputs(region, clauses, summary)
    verified = verify(region, clauses, folder / PLAN_FILE)
    _require_same_plan(verified, summary)
    require_goals(summary["goals"], clauses.goals)
    return Dossier(verified, summary)


def _json(folder: Path, name: str) -> Mapping[str, Any]:
    if not folder.is_dir():
        raise refused(str(folder), "no such folder", "the folder of a solve (-o DIR)")
    try:
        content = json.loads(read_inside(folder, name).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise refused(name, f"broken JSON ({error})", "the file as it was written") from None
    if not isinstance(content, dict):
        raise refused(name, "no JSON object", "the file as it was written")
    return content


def _origin(folder: Path, summary: Mapping[str, Any]) -> Mapping[str, Any]:
    """Where the instance and the policy were read from: noted beside the durations, else their names."""
    named = {"instance": summary["instance"], "policy": summary["policy"]}
    if not (folder / TIMING_FILE).is_file():
        return named
    timing = _json(folder, TIMING_FILE)
    require_timing(timing)
    return {**named, **{key: value for key, value in timing.get("read_from", {}).items() if value}}


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
    differing = sorted({{**then, **now}[each] for each in now.keys() ^ then.keys()})
    if differing:
        expected = "the file that the plan was made from"
        hint = "solve again, or name the inputs with --instance and --policy"
        raise InputError(
            [Problem("input-changed", name, "other content than at the time of the solve", expected, hint=hint)
             for name in differing]
        )  # fmt: skip


def _by_file(inputs: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """(file name, digest) → file name: a policy's folder may be written in other ways, and a workbook may have got
    another name."""
    files = {name: PurePath(name) for name in inputs}
    return {
        (WORKBOOK_SUFFIX if file.suffix.lower() == WORKBOOK_SUFFIX else file.name, inputs[name]): file.name
        for name, file in files.items()
    }


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
