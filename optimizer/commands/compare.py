"""``allocare compare``: sets of clauses side by side."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from optimizer.options import INSTANCE, JSON, LANG, PAGE, QUIET, limited_solver, together

FEWEST = 2
OWN_FAULT, INFEASIBLE, NO_PLAN, INTERRUPTED = 1, 4, 5, 130


@click.command()
@together(INSTANCE)
@click.option(
    "-p",
    "--policy",
    "policies",
    multiple=True,
    metavar="POLICY",
    help="A policy by name or path, or a variant NAME+LABEL:CLAUSE.KEY=VALUE;-CLAUSE. At least two.",
)
@together(limited_solver(100.0), LANG, JSON)
@click.option(
    "--csv",
    "table",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Also write everything as one table.",
)
@PAGE
@click.option("--equity", is_flag=True, help="Also print how evenly each resource is spread under each set.")
@together(QUIET)
def compare(
    instance: str,
    policies: tuple[str, ...],
    table: Path | None,
    page: Path | None,
    as_json: bool,
    lang: str | None,
    **given: Any,
) -> int:
    """Compare sets of clauses: their input, what each yields, whose plan keeps whose clauses, and what costs what.

    In a variant, CLAUSE.KEY=VALUE changes one key of one clause and -CLAUSE leaves a clause out; a semicolon stands
    between several changes. The first set is the one that the others' cost is held against; what is left of the time
    is spent on that, the largest differences first. Stability is left out.

    \b
    Examples:
      allocare compare lishui -p zhejiang-145 -p lishui-145
      allocare compare lishui -p lishui-145 -p "lishui-145+nurses:ZJ-10.at_least=5.5" --csv sets.csv
    """
    from optimizer.commands.printing import dump, language, terminal, write_page
    from optimizer.documents.page.studies import comparison_page
    from optimizer.reporting.progress import ProgressLine
    from optimizer.solving.find import SolveOptions
    from optimizer.studies import compare as study
    from optimizer.studies.compare_document import document, write_csv
    from optimizer.studies.compare_report import print_comparison
    from optimizer.studies.policy_sets import policy_sets

    if len(policies) < FEWEST:
        raise click.UsageError("name at least two sets of clauses: -p A -p B")
    options = SolveOptions(given["time_limit"], given["gap"], given["threads"], given["seed"])
    with ProgressLine(sys.stderr, enabled=not (as_json or given["quiet"])) as line:
        found = study.compare(instance, policy_sets(policies), options, line.update)
    if table is not None:
        write_csv(found, table)
    answer = document(found)
    write_page(page, lambda: comparison_page(answer, language(lang), found.instance))
    if as_json:
        dump(answer)
    else:
        print_comparison(found, language(lang), terminal(), with_equity=given["equity"], quiet=given["quiet"])
    return _exit_code(found)


def _exit_code(found: Any) -> int:
    from optimizer.solving.outcome import Status

    if found.interrupted:
        return INTERRUPTED
    statuses = {one.outcome.status for one in found.proposals if one is not None}
    if any(found.faults):
        return OWN_FAULT
    if Status.INFEASIBLE in statuses:
        return INFEASIBLE
    return NO_PLAN if Status.NO_PLAN in statuses or None in found.proposals else 0
