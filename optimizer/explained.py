"""The main path, and where nothing can be proposed: why, and the ways out."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from optimizer.impossible import Impossibility
from optimizer.proposal import Proposal
from optimizer.propose import Beside, propose
from optimizer.reading.overrides import Overrides
from optimizer.solving.find import SolveOptions, Watcher
from optimizer.studies.why_impossible import Question, why_impossible

SECONDS = 60.0
"""How long the explanation of an infeasible policy may take where no time limit is given."""


def propose_or_explain(
    where: str,
    policy: str | None = None,
    *,
    overrides: Overrides = Overrides(),
    options: SolveOptions = SolveOptions(),
    output: Path | None = None,
    watch: Watcher | None = None,
    beside: Beside | None = None,
) -> Proposal:
    """Solve as :func:`~optimizer.propose.propose` does; the proposal of an infeasible policy says why it is.

    What is left of the time limit goes into that, ``SECONDS`` without one.
    """
    start = time.monotonic()

    def explained(proposal: Proposal) -> Impossibility:
        now = time.monotonic()
        deadline = now + SECONDS if options.time_limit is None else start + options.time_limit
        limited = replace(options, time_limit=max(0.0, deadline - now))
        return why_impossible(proposal, Question(where, policy, overrides, limited, deadline, watch))

    return propose(
        where,
        policy,
        overrides=overrides,
        options=options,
        output=output,
        watch=watch,
        beside=beside,
        explainer=explained,
    )
