"""What a script or notebook calls: the verbs of the command line, with pandas tables instead of printing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from models.clause import Policy
from models.instance import Instance
from optimizer.explained import propose_or_explain
from optimizer.proposal import Proposal
from optimizer.propose import propose, read_clauses, read_region
from optimizer.reading.overrides import Overrides
from optimizer.reporting import tables
from optimizer.reporting.summary import summary
from optimizer.solving.find import SolveOptions, Watcher
from optimizer.verifying.verified import VerifiedPlan
from optimizer.verifying.verified import verify as verify_plan


@dataclass(frozen=True)
class Result:
    """The answer to :func:`solve`. The tables are those of the result files; all are empty when there is no plan."""

    proposal: Proposal

    @property
    def summary(self) -> dict[str, Any]:
        """The document that ``allocare solve --json`` prints, without its seconds."""
        return summary(self.proposal)

    @property
    def status(self) -> str:
        """``optimal``, ``feasible``, ``infeasible`` or ``no_plan``."""
        return self.proposal.outcome.status.value

    @property
    def verified(self) -> bool:
        """Whether a plan is held that passed the exact re-check."""
        return self.proposal.verified is not None

    @property
    def plan(self) -> pd.DataFrame:
        """One row per facility and resource: current and proposed whole units, costs in the instance's currency."""
        return self._frame(tables.plan_rows)

    @property
    def facilities(self) -> pd.DataFrame:
        """One row per facility: open or not."""
        return self._frame(tables.facility_rows)

    @property
    def counties(self) -> pd.DataFrame:
        """One row per county and resource: units, units per 1000 residents, costs."""
        return self._frame(tables.county_rows)

    @property
    def clauses(self) -> pd.DataFrame:
        """One row per clause and area: required, current, achieved, units short, status."""
        return self._frame(tables.clause_rows)

    def _frame(self, rows: Any) -> pd.DataFrame:
        verified = self.proposal.verified
        return pd.DataFrame([] if verified is None else tables.records(rows(verified)))


def read(where: str | Path) -> Instance:
    """Read an instance: a folder, or the name of a shipped one. Raises InputError with every fault found."""
    return read_region(str(where))


def check(instance: Instance | str, policy: str | None = None, **overrides: Any) -> Policy:
    """Read and validate a policy against an instance; keywords as in :func:`solve`."""
    region = _region(instance)
    return read_clauses(region, policy, _overrides(overrides))


def solve(
    instance: Instance | str,
    policy: str | None = None,
    *,
    set: Mapping[str, object] | None = None,
    drop: Sequence[str] = (),
    budget: object | None = None,
    time_limit: float | None = None,
    gap: float = 1e-4,
    threads: int | None = None,
    method: str = "auto",
    seed: int = 0,
    output: str | Path | None = None,
    watch: Watcher | None = None,
    explain: bool = True,
) -> Result:
    """Propose an allocation.

    ``set`` maps ``"CLAUSE.key"`` to a value, ``drop`` names clauses, ``budget`` caps capital cost in the instance's
    currency, ``time_limit`` is in seconds, ``output`` a folder for the result files. An infeasible policy is an answer
    (``result.status``), not an exception; ``result.summary`` says why it is and lists the ways out, as far as the time
    limit or else about a minute allows, unless ``explain`` is False. Raises InputError for bad input, OwnFaultError if
    our own plan fails its re-check.
    """
    where = instance if isinstance(instance, str) else instance.folder
    ask = propose_or_explain if explain else propose
    proposal = ask(
        where,
        policy,
        overrides=_overrides({"set": set or {}, "drop": drop, "budget": budget}),
        options=SolveOptions(time_limit=time_limit, gap=gap, threads=threads, seed=seed, method=method),
        output=None if output is None else Path(output),
        watch=watch,
    )
    return Result(proposal)


def verify(instance: Instance | str, plan: str | Path, policy: str | None = None, **overrides: Any) -> VerifiedPlan:
    """Judge a plan file by every clause and hard fact; ``.judgement.holds`` says whether nothing binding is broken."""
    region = _region(instance)
    return verify_plan(region, read_clauses(region, policy, _overrides(overrides)), Path(plan))


def _region(instance: Instance | str) -> Instance:
    return read_region(instance) if isinstance(instance, str) else instance


def _overrides(given: Mapping[str, Any]) -> Overrides:
    unknown = given.keys() - {"set", "drop", "budget"}
    if unknown:
        raise TypeError(f"unknown keyword {sorted(unknown)[0]!r}; known are set, drop and budget")
    budget = given.get("budget")
    return Overrides(
        sets=tuple(f"{key}={value}" for key, value in (given.get("set") or {}).items()),
        drops=tuple(given.get("drop") or ()),
        budget=None if budget is None else str(budget),
    )
