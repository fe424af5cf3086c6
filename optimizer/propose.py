"""The main path: read the files, find a plan, write it down, read everything again, and re-check it exactly."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path

from models.clause import Policy
from models.instance import Instance
from models.plan import Plan
from optimizer.impossible import ConflictRow, Impossibility
from optimizer.problems import InputError, OwnFaultError, Problem
from optimizer.proposal import Proposal
from optimizer.reading.instance import read_instance
from optimizer.reading.overrides import Overrides
from optimizer.reading.policy import read_policy
from optimizer.reading.policy_file import is_path
from optimizer.reading.shipped import instances_folder, locate_instance, shipped_instances
from optimizer.reading.vocabulary import read_vocabulary
from optimizer.reporting.files import (
    NO_DOCUMENTS,
    publish,
    require_ours,
    writable_folder,
    write_plan,
    write_report_files,
)
from optimizer.solving.find import SolveOptions, Watcher, find_plan
from optimizer.solving.outcome import Outcome, Status
from optimizer.verifying.judge import judge
from optimizer.verifying.judgement import VIOLATED
from optimizer.verifying.verified import VerifiedPlan, verify

Beside = Callable[[Proposal], Mapping[str, bytes]]
"""Documents of a proposal: file name → content."""

Explainer = Callable[[Proposal], Impossibility]
"""What finds out why nothing can be proposed."""

AGREEMENT = 1e-5
"""How far (relatively) the exact value of a goal may lie outside what the solver says of it before a run is refused."""


def read_region(where: str) -> Instance:
    """Read an instance: a folder, or the name of a shipped one. Raises InputError with every fault found."""
    return read_instance(locate_instance(where), read_vocabulary(instances_folder() / "vocabulary.toml"))


def read_clauses(instance: Instance, policy: str | None, overrides: Overrides = Overrides()) -> Policy:
    """Read the instance's own policy, or another by name or path, with overrides applied."""
    return read_policy(
        policy if policy is not None else instance.policy,
        instance,
        Path(instance.folder),
        overrides,
        allow_path=policy is not None,
    )


def propose(
    where: str,
    policy: str | None = None,
    *,
    overrides: Overrides = Overrides(),
    options: SolveOptions = SolveOptions(),
    output: Path | None = None,
    watch: Watcher | None = None,
    until: str | None = None,
    beside: Beside | None = None,
    explainer: Explainer | None = None,
) -> Proposal:
    """Solve an instance under a policy and hand back the proposal with its exact re-check.

    ``output`` names a folder that receives the result files, all or none. ``until`` is the last goal to be improved;
    those after it are left out. ``beside`` makes more files of a proposal with a plan, file name → content, which go
    into the same folder. ``explainer`` is asked why an infeasible policy is. Raises InputError for bad input,
    OwnFaultError if a plan of ours fails its re-check: nothing is written then.
    """
    if output is not None:
        require_ours(output)
        writable_folder(output.resolve().parent)
    start = time.monotonic()
    instance = read_region(where)
    clauses = cut(read_clauses(instance, policy, overrides), until)
    outcome = find_plan(instance, clauses, options, watch, already=time.monotonic() - start)
    with _staging(output) as folder:
        verified = None
        if outcome.plan is not None:
            write_plan(folder, instance, outcome.plan)
            verified = _verify_again(where, policy, overrides, instance, clauses, folder / "plan.csv")
            _must_hold(verified, outcome)
        proposal = Proposal(
            instance,
            clauses,
            outcome,
            verified,
            {**asdict(options), **asdict(overrides)},
            versions(),
            _left_short(instance, clauses, outcome),
            _origin(where, policy),
        )
        if explainer is not None and outcome.status is Status.INFEASIBLE:
            proposal = _explained(proposal, explainer)
        if output is not None:
            write_report_files(folder, proposal, beside(proposal) if beside and verified else NO_DOCUMENTS)
            publish(folder, output)
    return proposal


def recheck(
    where: str, policy: str | None, overrides: Overrides, instance: Instance, clauses: Policy, plan: Plan
) -> VerifiedPlan:
    """Write a plan down, read it back and judge it by the files as they are now; it may break clauses.

    ``instance`` and ``clauses`` are what it was made from. Raises InputError if the files have changed since then.
    """
    with _staging(None) as folder:
        write_plan(folder, instance, plan)
        return _verify_again(where, policy, overrides, instance, clauses, folder / "plan.csv")


def cut(policy: Policy, until: str | None) -> Policy:
    """The policy with the goals up to one of them; all of them if it has no such goal."""
    if until not in policy.goals:
        return policy
    return replace(policy, goals=policy.goals[: policy.goals.index(until) + 1])


def versions() -> dict[str, str]:
    """Versions of this program and of what decides its numbers."""
    return {name: version(name) for name in ("allocare", "pyomo", "highspy")}


def _origin(where: str, policy: str | None) -> dict[str, str | None]:
    """Where the inputs were read from: names as they are, paths in full, so that they mean the same from any folder."""
    place = locate_instance(where)
    is_shipped = shipped_instances().get(where) == place
    if policy is not None and is_path(policy) and Path(policy).exists():
        policy = str(Path(policy).resolve())
    return {"instance": where if is_shipped else str(place.resolve()), "policy": policy}


@contextmanager
def _staging(output: Path | None) -> Iterator[Path]:
    """A folder beside the final one, or a passing one when nothing is to be kept."""
    parent = None if output is None else writable_folder(output.resolve().parent)
    with tempfile.TemporaryDirectory(prefix=".allocare-", dir=parent, ignore_cleanup_errors=True) as folder:
        inner = Path(folder) / "result"
        inner.mkdir()
        yield inner


def _explained(proposal: Proposal, explainer: Explainer) -> Proposal:
    """The proposal with why there is none, and how long it took to find out."""
    start = time.monotonic()
    why = explainer(proposal)
    seconds = {**proposal.outcome.seconds, "explain": time.monotonic() - start}
    return replace(proposal, why=why, outcome=replace(proposal.outcome, seconds=seconds))


def _left_short(instance: Instance, policy: Policy, outcome: Outcome) -> tuple[ConflictRow, ...]:
    """The binding rows that the repair of an infeasible policy leaves short, judged exactly."""
    if outcome.repair is None:
        return ()
    rows = judge(instance, policy, outcome.repair).rows
    short = [row for row in rows if row.status == VIOLATED]
    if not short:
        raise OwnFaultError("the solver calls the policy infeasible, yet a plan that keeps every clause exists")
    return tuple(ConflictRow(row.clause, row.area, row.required, row.achieved) for row in short)


def _verify_again(
    where: str, policy: str | None, overrides: Overrides, instance: Instance, clauses: Policy, plan_file: Path
) -> VerifiedPlan:
    """Re-check against the files as they are on disk now, not against what was solved."""
    again = read_region(where)
    clauses_again = replace(read_clauses(again, policy, overrides), goals=clauses.goals)
    if (again.inputs, clauses_again.inputs) != (instance.inputs, clauses.inputs):
        problem = Problem(
            "input-changed",
            instance.name,
            "other file contents than when the solve began",
            "files that stay as they are during a solve",
        )
        raise InputError([problem])
    try:
        return verify(again, clauses_again, plan_file)
    except InputError as error:
        raise OwnFaultError(f"our own plan cannot be read back: {error.problems[0]}") from error


def _must_hold(verified: VerifiedPlan, outcome: Outcome) -> None:
    judgement = verified.judgement
    if not judgement.holds:
        broken = [str(breach) for breach in judgement.breaches]
        broken += [f"{row.clause} in {row.area}" for row in judgement.rows if row.status == VIOLATED]
        raise OwnFaultError("the plan fails its exact re-check: " + "; ".join(broken))
    for reached in outcome.goals:
        if reached.value is None or reached.bound is None:
            continue
        exact = float(judgement.goals[reached.goal])
        slack = AGREEMENT * max(abs(reached.value), 1e-3)
        give = float(verified.policy.hold_within.get(reached.goal, 0)) * abs(reached.value)
        if not reached.bound - slack <= exact <= reached.value + slack + give:
            raise OwnFaultError(
                f"the model says {reached.bound!r} to {reached.value!r} for goal {reached.goal}, "
                f"the exact re-check {exact!r}"
            )
