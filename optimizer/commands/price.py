"""``allocare price``: what each clause costs."""

from __future__ import annotations

import sys
from typing import Any

import click

from optimizer.options import INSTANCE, JSON, LANG, OVERRIDES, POLICY, QUIET, limited_solver, together

INFEASIBLE, NO_PLAN, INTERRUPTED = 4, 5, 130


@click.command()
@together(INSTANCE, POLICY, OVERRIDES, limited_solver(100.0), LANG, JSON, QUIET)
@click.option("--only", multiple=True, metavar="CLAUSE", help="Price this clause alone. Repeatable.")
def price(
    instance: str, policy: str | None, as_json: bool, lang: str | None, only: tuple[str, ...], **given: Any
) -> int:
    """Say what each clause costs: what changes without it, and when its number gets one step harder.

    A step is one unit of the last digit that is written, so 7.0 goes to 7.1. Every clause is first given bounds between
    which its price provably lies; where these leave much open it is solved again, in parallel, until the time is over.
    Every change stands with what is left unproven; what is smaller than that is no price. What is not answered is
    listed. Stability is left out. References have no price.

    \b
    Examples:
      allocare price shulan
      allocare price shulan --only SL-10 --only SL-11
      allocare price lishui --time-limit 600 --json
    """
    from optimizer.reading.overrides import Overrides
    from optimizer.reporting.progress import ProgressLine
    from optimizer.solving.find import SolveOptions
    from optimizer.studies.price import price as price_clauses

    options = SolveOptions(given["time_limit"], given["gap"], given["threads"], given["seed"])
    overrides = Overrides(tuple(given["sets"]), tuple(given["drops"]), given["budget"])
    with ProgressLine(sys.stderr, enabled=not (as_json or given["quiet"])) as line:
        found = price_clauses(instance, policy, overrides=overrides, options=options, only=only, watch=line.update)
    _print(found, lang, as_json, given["quiet"])
    status = found.base.outcome.status.value
    if found.interrupted:
        return INTERRUPTED
    return {"infeasible": INFEASIBLE, "no_plan": NO_PLAN}.get(status, 0)


def _print(found: Any, lang: str | None, as_json: bool, quiet: bool) -> None:
    from rich.console import Console

    from optimizer.reporting.json_text import json_text
    from optimizer.reporting.words import default_language
    from optimizer.studies.price_report import price_document, print_prices

    if as_json:
        sys.stdout.write(json_text(price_document(found)))
        return
    console = Console(highlight=False, markup=False, emoji=False)
    print_prices(found, lang or default_language(), console, quiet=quiet)
