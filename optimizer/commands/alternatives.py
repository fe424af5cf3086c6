"""``allocare alternatives``: other proposals that are nearly as good."""

from __future__ import annotations

import sys
from fractions import Fraction
from typing import Any

import click

from optimizer.options import INSTANCE, JSON, LANG, OVERRIDES, POLICY, QUIET, limited_solver, together

INFEASIBLE, NO_PLAN, INTERRUPTED = 4, 5, 130


def _share(_: click.Context, parameter: click.Parameter, text: str) -> Fraction:
    """``2%`` or ``0.02`` as a fraction."""
    from models.grammar import GrammarError, parse_number

    digits, hundredth = (text.strip()[:-1], 100) if text.strip().endswith(("%", "％")) else (text, 1)
    try:
        share = parse_number(digits.strip()) / hundredth
    except GrammarError:
        raise click.BadParameter(f"{text!r} is neither a percentage like 2% nor a share like 0.02") from None
    if not 0 <= share <= 1:
        raise click.BadParameter("a share from 0 to 1 is needed", param=parameter)
    return share


@click.command()
@together(INSTANCE, POLICY)
@click.option(
    "-n",
    "--number",
    type=click.IntRange(min=1, max=50),
    default=5,
    show_default=True,
    metavar="N",
    help="How many plans, the one of least cost among them.",
)
@click.option(
    "--within",
    default="2%",
    show_default=True,
    metavar="SHARE",
    callback=_share,
    help="How much more than the least annualised cost a plan may cost.",
)
@click.option("--keep", multiple=True, metavar="FACILITY", help="This facility must be open. Repeatable.")
@click.option("--never", multiple=True, metavar="FACILITY", help="This facility must not be open. Repeatable.")
@together(OVERRIDES, limited_solver(100.0), LANG, JSON, QUIET)
def alternatives(
    instance: str,
    policy: str | None,
    number: int,
    within: Fraction,
    keep: tuple[str, ...],
    never: tuple[str, ...],
    as_json: bool,
    lang: str | None,
    **given: Any,
) -> int:
    """Find other proposals that are nearly as good and differ as much as possible on the map.

    Every plan holds the goals before cost where the best plan has them. What differs are the totals of counties and
    which facilities are open; what all plans have in common is listed, and proven to be forced where it is. Stability
    is left out.

    \b
    Examples:
      allocare alternatives shulan -n 5 --within 2%
      allocare alternatives shulan --never binhe-community --json
    """
    from optimizer.commands.printing import dump, language, terminal
    from optimizer.reading.overrides import Overrides
    from optimizer.reporting.progress import ProgressLine
    from optimizer.solving.find import SolveOptions
    from optimizer.studies import alternatives as study
    from optimizer.studies.alternatives_report import document, print_alternatives

    options = SolveOptions(given["time_limit"], given["gap"], given["threads"], given["seed"])
    overrides = Overrides(tuple(given["sets"]), tuple(given["drops"]), given["budget"])
    wish = study.Wish(number, within, keep, never)
    with ProgressLine(sys.stderr, enabled=not (as_json or given["quiet"])) as line:
        found = study.alternatives(instance, policy, wish, overrides=overrides, options=options, watch=line.update)
    if as_json:
        dump(document(found))
    else:
        print_alternatives(found, language(lang), terminal(), quiet=given["quiet"])
    if found.interrupted:
        return INTERRUPTED
    return {"infeasible": INFEASIBLE, "no_plan": NO_PLAN}.get(found.base.outcome.status.value, 0)
