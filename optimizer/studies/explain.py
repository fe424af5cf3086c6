"""Why a policy cannot be met, or is met only in part, and the ways out.

Infeasible: conflicts among the binding rows, and the ways out with their costs. Feasible: what holds back each row of a
soft clause that is short. All of it within one time limit, the most telling first; what was not examined is said.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from models.clause import COST, Policy
from models.instance import Instance
from optimizer.impossible import Impossibility
from optimizer.proposal import Proposal
from optimizer.propose import propose
from optimizer.reading.overrides import Overrides
from optimizer.solving.find import SolveOptions, Watcher
from optimizer.solving.outcome import Status, Stop
from optimizer.studies.aside import side_by_side
from optimizer.studies.held_back import HeldBack, ShortRow, short_rows
from optimizer.studies.why_impossible import Question, why_impossible
from optimizer.verifying.judgement import Judgement

ROWS_PER_PROCESS, MOST_PROCESSES = 10, 2
"""How short rows are shared out."""

SECONDS = 100.0
"""How long an explanation may take where no limit is given."""


@dataclass
class Explanation:
    """What was found out; of an infeasible policy it stands in ``proposal.why``.

    ``complete`` is False where the time was over, or Ctrl-C came, before all was looked at.
    """

    proposal: Proposal
    short: list[ShortRow] = field(default_factory=list)
    complete: bool = False
    interrupted: bool = False

    @property
    def infeasible(self) -> bool:
        """Whether the binding clauses and the hard facts cannot all hold."""
        return self.proposal.outcome.status is Status.INFEASIBLE

    @property
    def why(self) -> Impossibility:
        """Why the policy is infeasible; nothing where it is not."""
        return self.proposal.why or Impossibility()


def explain(
    where: str,
    policy: str | None = None,
    *,
    overrides: Overrides = Overrides(),
    options: SolveOptions = SolveOptions(),
    watch: Watcher | None = None,
) -> Explanation:
    """Explain an instance under a policy within the time limit of the options, ``SECONDS`` without one.

    Never raises for Ctrl-C: what was found by then is handed back. Raises InputError for bad input and OwnFaultError
    if the solver or a re-check of ours fails.
    """
    seconds = SECONDS if options.time_limit is None else options.time_limit
    limited = replace(options, time_limit=seconds / 2)
    question = Question(where, policy, overrides, limited, time.monotonic() + seconds, watch)
    proposal = propose(
        where,
        policy,
        overrides=overrides,
        options=limited,
        watch=watch,
        until=COST,
        explainer=lambda proposal: why_impossible(proposal, question),
    )
    told = Explanation(proposal, interrupted=proposal.outcome.stop is Stop.INTERRUPTED)
    if proposal.why is not None:
        told.complete, told.interrupted = proposal.why.complete, proposal.why.interrupted
    elif proposal.verified is not None and not told.interrupted:
        _collect_short(told, question, proposal.verified.judgement)
    return told


def _collect_short(told: Explanation, question: Question, judgement: Judgement) -> None:
    policy, instance = told.proposal.policy, told.proposal.instance
    rows = short_rows(policy, judgement)
    told.short = [ShortRow(row) for row in rows]
    places = {(row.clause, row.area): number for number, row in enumerate(rows)}
    seconds = question.left()
    try:
        question.tell("shortfalls")
        parts = _parts(len(rows))
        several = [(instance, policy, judgement, seconds, part, parts) for part in range(parts)]
        for found in side_by_side(seconds, find_holders, several):
            told.short[places[found.row.clause, found.row.area]] = found
            question.tell(f"shortfalls {sum(one.examined for one in told.short)}/{len(rows)}")
    except KeyboardInterrupt:
        told.interrupted = True
    told.complete = not told.interrupted and all(one.complete for one in told.short)


def _parts(rows: int) -> int:
    """Into how many processes it pays to divide the rows: each of them builds the model anew."""
    return min(-(-rows // ROWS_PER_PROCESS), MOST_PROCESSES, os.cpu_count() or 1)


def find_holders(
    instance: Instance, policy: Policy, judgement: Judgement, seconds: float, part: int = 0, parts: int = 1
) -> Iterator[ShortRow]:
    """What holds back each short row, those first that :func:`short_rows` puts first, then the facts behind it, until
    the time is over. Of ``parts`` that share the rows this is number ``part``."""
    bench = HeldBack(instance, policy, judgement, time.monotonic() + seconds)
    examined = []
    for row in short_rows(policy, judgement)[part::parts]:
        examined.append(bench.examine(row))
        yield examined[-1]
    for found in examined:
        if found.examined and not found.complete:
            yield bench.with_facts(found)
