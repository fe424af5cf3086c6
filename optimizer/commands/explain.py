"""``allocare explain``: why a policy cannot be met or is met only in part, and the ways out."""

from __future__ import annotations

import sys
from typing import Any

import click

from optimizer.options import INSTANCE, JSON, LANG, OVERRIDES, POLICY, QUIET, limited_solver, together

INFEASIBLE, NO_PLAN, INTERRUPTED = 4, 5, 130


@click.command()
@together(INSTANCE, POLICY, OVERRIDES, limited_solver(100.0), LANG, JSON, QUIET)
def explain(instance: str, policy: str | None, as_json: bool, lang: str | None, **given: Any) -> int:
    """Explain why clauses cannot hold together and the cheapest ways out; or why clauses are short.

    Infeasible: minimal sets of clauses that collide (take any one away and the rest can hold) with the stock and
    bounds that take part, first those that have nothing in common, then a few that share clauses with them; then the
    smallest changes that help and what each costs. Feasible: for each clause that is short, which binding clauses hold
    it back, and by how much. Stability is left out.

    \b
    Examples:
      allocare explain shulan -p shulan-145-strict
      allocare explain shulan --budget 100000000
    """
    from optimizer.commands.printing import dump, language, terminal
    from optimizer.reading.overrides import Overrides
    from optimizer.reporting.progress import ProgressLine
    from optimizer.solving.find import SolveOptions
    from optimizer.studies import explain as study
    from optimizer.studies.explain_lines import print_explanation
    from optimizer.studies.explain_report import document

    options = SolveOptions(given["time_limit"], given["gap"], given["threads"], given["seed"])
    overrides = Overrides(tuple(given["sets"]), tuple(given["drops"]), given["budget"])
    with ProgressLine(sys.stderr, enabled=not (as_json or given["quiet"])) as line:
        told = study.explain(instance, policy, overrides=overrides, options=options, watch=line.update)
    if as_json:
        dump(document(told))
    else:
        print_explanation(told, language(lang), terminal(), quiet=given["quiet"])
    return _exit_code(told)


def _exit_code(told: Any) -> int:
    from optimizer.solving.outcome import Status

    if told.interrupted:
        return INTERRUPTED
    return {Status.INFEASIBLE: INFEASIBLE, Status.NO_PLAN: NO_PLAN}.get(told.proposal.outcome.status, 0)
