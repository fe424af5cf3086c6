"""``allocare frontier``: what a budget buys."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from optimizer.options import CHANGES, INSTANCE, JSON, LANG, PAGE, POLICY, QUIET, limited_solver, together

INFEASIBLE, NO_PLAN, INTERRUPTED = 4, 5, 130


@click.command()
@together(INSTANCE, POLICY, CHANGES, limited_solver(100.0), LANG, JSON, QUIET)
@click.option("--budgets", required=True, metavar="LO:HI:N", help="N budgets for all capital cost, from LO to HI.")
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Keep every point in this folder as it comes; run again to go on where it was.",
)
@PAGE
def frontier(
    instance: str,
    policy: str | None,
    budgets: str,
    as_json: bool,
    lang: str | None,
    output: Path | None,
    page: Path | None,
    **given: Any,
) -> int:
    """Say what a series of budgets buys: every goal, the cost and equity, and where the curve turns.

    Budgets cap what is spent once, in the currency's own unit. Each point is re-checked and stands with
    its proven gap. What the time limit leaves undone is listed; with -o the same command goes on with it. Stability is
    left out.

    \b
    Examples:
      allocare frontier shulan --budgets 0:500000000:6
      allocare frontier lishui --budgets 2000000000:4000000000:9 -o curve
    """
    from optimizer.reading.overrides import Overrides
    from optimizer.reporting.progress import ProgressLine
    from optimizer.solving.find import SolveOptions
    from optimizer.studies.frontier import frontier as trace
    from optimizer.studies.frontier import parse_budgets

    options = SolveOptions(given["time_limit"], given["gap"], given["threads"], given["seed"])
    overrides = Overrides(tuple(given["sets"]), tuple(given["drops"]))
    wanted = parse_budgets(budgets)
    with ProgressLine(sys.stderr, enabled=not (as_json or given["quiet"])) as line:
        found = trace(
            instance, policy, budgets=wanted, overrides=overrides, options=options, folder=output, watch=line.update
        )
    _print(found, lang, output, page, as_json=as_json, quiet=given["quiet"])
    if found.interrupted:
        return INTERRUPTED
    if not found.points:
        return NO_PLAN
    return 0 if found.missing or any(one.has_plan for one in found.points) else INFEASIBLE


def _print(found: Any, lang: str | None, output: Path | None, page: Path | None, *, as_json: bool, quiet: bool) -> None:
    from optimizer.commands.printing import language, terminal, write_page
    from optimizer.documents.page.studies import frontier_page
    from optimizer.reporting.json_text import json_text
    from optimizer.studies.frontier_points import FRONTIER_FILE, write_whole
    from optimizer.studies.frontier_report import frontier_document, print_frontier

    answer = frontier_document(found)
    if output is not None:
        write_whole(output / FRONTIER_FILE, json_text(answer))
    write_page(page, lambda: frontier_page(answer, language(lang), found.instance))
    if as_json:
        sys.stdout.write(json_text(answer))
        return
    print_frontier(found, language(lang), terminal(), quiet=quiet)
