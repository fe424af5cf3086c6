"""The command line: each command opens its input, calls one verb, prints, and ends with the exit code that says how.

0 solved and verified · 1 our own fault · 2 usage · 3 invalid input · 4 infeasible, confirmed · 5 stopped by a limit
with no plan · 6 a plan breaks a binding clause or a hard fact · 130 interrupted
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from optimizer.commands.alternatives import alternatives
from optimizer.commands.compare import compare
from optimizer.commands.convert import convert
from optimizer.commands.explain import explain
from optimizer.commands.export import export
from optimizer.commands.frontier import frontier
from optimizer.commands.listing import list_shipped
from optimizer.commands.new import new
from optimizer.commands.price import price
from optimizer.commands.printing import dump, language, terminal
from optimizer.commands.report import TEMPLATE, read_template, report
from optimizer.commands.sweep import sweep
from optimizer.options import INSTANCE, JSON, LANG, OVERRIDES, POLICY, QUIET, SOLVER, VERBOSE, together
from optimizer.problems import InputError, OwnFaultError, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from optimizer.proposal import Proposal
    from optimizer.reading.overrides import Overrides

OWN_FAULT, INVALID, INFEASIBLE, NO_PLAN, BROKEN_PLAN, INTERRUPTED = 1, 3, 4, 5, 6, 130


CLAUSES = click.option("--clauses", is_flag=True, help="Also list the clauses that are met or do not apply.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "ALLOCARE"})
@click.version_option(package_name="allocare", prog_name="allocare")
def cli() -> None:
    """Decide where a region's beds, doctors, nurses and ambulances should go.

    An INSTANCE is a folder, a workbook (.xlsx) or the name of a shipped one (see: allocare list).

    \b
    Example:
      allocare solve shulan
    """


@cli.command()
@together(INSTANCE, POLICY, OVERRIDES, SOLVER, LANG, JSON, QUIET, VERBOSE)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write the result files into this folder, all or none.",
)
@click.option(
    "--method",
    type=click.Choice(["auto", "whole", "counties"]),
    default="auto",
    show_default=True,
    help="How to solve: the whole model at once, or county by county under common prices; auto chooses by size.",
)
@click.option(
    "--format", "formats", metavar="LIST", help="With -o, also write documents: xlsx, docx, html, with commas between."
)
@TEMPLATE
@click.option("--facilities", is_flag=True, help="Also list every facility with every resource.")
@CLAUSES
@click.option("--equity", is_flag=True, help="Also print how evenly each resource is spread.")
def solve(instance: str, policy: str | None, as_json: bool, lang: str | None, **given: Any) -> int:
    """Propose an allocation and print it per county, re-checked in exact arithmetic.

    \b
    Examples:
      allocare solve shulan
      allocare solve shulan --set SL-10.at_least=3.2 --budget 800000000 -o proposal
      allocare solve shulan -o proposal --format xlsx,docx,html --lang zh
    """
    from optimizer.explained import propose_or_explain
    from optimizer.reporting.progress import ProgressLine
    from optimizer.solving.find import SolveOptions

    options = SolveOptions(given["time_limit"], given["gap"], given["threads"], given["seed"], given["method"])
    beside = _documents(given, lang)
    _tell(given["verbose"], f"reading and solving {instance}")
    with ProgressLine(sys.stderr, enabled=not (as_json or given["quiet"])) as line:
        proposal = propose_or_explain(
            instance,
            policy,
            overrides=_chosen(given),
            options=options,
            output=given["output"],
            watch=line.update,
            beside=beside,
        )
    _tell(given["verbose"], _stages(proposal))
    if as_json:
        _print_json(proposal)
    else:
        _print_proposal(proposal, lang, given)
        _tell_written(given["output"], quiet=given["quiet"])
    return _exit_code(proposal)


@cli.command()
@together(INSTANCE, POLICY, OVERRIDES, LANG, JSON, QUIET)
def check(instance: str, policy: str | None, as_json: bool, lang: str | None, quiet: bool, **given: Any) -> int:
    """Read and validate an instance and a policy; list every problem with file, row and column.

    \b
    Example:
      allocare check shulan
    """
    from optimizer.propose import read_clauses, read_region
    from optimizer.reporting.terminal import print_check

    region = read_region(instance)
    clauses = read_clauses(region, policy, _chosen(given))
    if as_json:
        from optimizer.reporting.summary import check_summary

        dump(check_summary(region, clauses))
    else:
        print_check(region, clauses, language(lang), terminal(), quiet=quiet)
    return 0


@cli.command()
@together(INSTANCE, click.argument("plan", type=click.Path(exists=True, dir_okay=False, path_type=Path)))
@CLAUSES
@together(POLICY, OVERRIDES, LANG, JSON, QUIET)
def verify(
    instance: str, plan: Path, policy: str | None, as_json: bool, lang: str | None, quiet: bool, **given: Any
) -> int:
    """Re-check a plan, ours or edited by hand, against the clauses in exact arithmetic.

    PLAN is a plan.csv; a facilities.csv beside it says which facilities are open.

    \b
    Examples:
      allocare verify shulan proposal/plan.csv
      allocare verify shulan proposal/plan.csv --set SL-05.at_most=8.0
    """
    from optimizer.propose import read_clauses, read_region
    from optimizer.reporting.terminal import print_judgement
    from optimizer.verifying.verified import verify as verify_plan

    region = read_region(instance)
    verified = verify_plan(region, read_clauses(region, policy, _chosen(given)), plan)
    if as_json:
        from optimizer.reporting.summary import judgement_summary

        dump(judgement_summary(verified))
    else:
        print_judgement(verified, language(lang), terminal(), clauses=given["clauses"], quiet=quiet)
    return 0 if verified.judgement.holds else BROKEN_PLAN


cli.add_command(export)
cli.add_command(list_shipped)
cli.add_command(alternatives)
cli.add_command(compare)
cli.add_command(price)
cli.add_command(explain)
cli.add_command(frontier)
cli.add_command(convert)
cli.add_command(new)
cli.add_command(report)
cli.add_command(sweep)


def main() -> None:
    """Run the command line and leave with its exit code; bad input never shows a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(_run())


def _run() -> int:
    try:
        return int(cli.main(standalone_mode=False) or 0)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as wrong:
        wrong.show()
        return wrong.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except InputError as wrong:
        for problem in wrong.problems:
            click.echo(str(problem), err=True)
        click.echo(f"problems found: {len(wrong.problems)}; nothing was written", err=True)
        return INVALID
    except OwnFaultError as fault:
        click.echo(
            f"allocare: a fault of our own: {one_line(str(fault))}. Nothing was written; please report it.", err=True
        )
        return OWN_FAULT
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whoever read it has gone; nobody else is to complain at exit
        return 0
    except Exception as fault:
        if os.environ.get("ALLOCARE_DEBUG"):
            raise
        name = type(fault).__name__
        click.echo(
            f"allocare: a fault of our own: {name}: {one_line(str(fault))}. ALLOCARE_DEBUG=1 shows where.", err=True
        )
        return OWN_FAULT


def _tell_written(folder: Path | None, *, quiet: bool) -> None:
    """Name the files that a result folder received, on standard error, where talk belongs."""
    if folder is not None and not quiet:
        click.echo("\n".join(str(path) for path in sorted(folder.iterdir())), err=True)


def _documents(given: dict[str, Any], lang: str | None) -> Callable[[Proposal], Mapping[str, bytes]] | None:
    """What writes the documents that were asked for."""
    if given["formats"] is None:
        read_template(given["template"], ())
        return None
    if given["output"] is None:
        raise click.UsageError("--format writes documents into a folder: name it with -o DIR")
    from optimizer.documents.dossier import dossier
    from optimizer.documents.formats import documents, parse_formats

    formats = parse_formats(given["formats"])
    template = read_template(given["template"], formats)
    return lambda proposal: documents(dossier(proposal), formats, language(lang), template)


def _chosen(given: dict[str, Any]) -> Overrides:
    from optimizer.reading.overrides import Overrides

    return Overrides(tuple(given["sets"]), tuple(given["drops"]), given["budget"])


def _exit_code(proposal: Proposal) -> int:
    from optimizer.solving.outcome import Status, Stop

    if proposal.outcome.stop is Stop.INTERRUPTED or (proposal.why is not None and proposal.why.interrupted):
        return INTERRUPTED
    by_status = {Status.OPTIMAL: 0, Status.FEASIBLE: 0, Status.INFEASIBLE: INFEASIBLE, Status.NO_PLAN: NO_PLAN}
    return by_status[proposal.outcome.status]


def _print_proposal(proposal: Proposal, lang: str | None, given: dict[str, Any]) -> None:
    from optimizer.reporting.terminal import print_proposal

    print_proposal(
        proposal,
        language(lang),
        terminal(),
        facilities=given["facilities"],
        clauses=given["clauses"],
        equity=given["equity"],
        quiet=given["quiet"],
    )


def _print_json(proposal: Proposal) -> None:
    from optimizer.reporting.summary import summary

    seconds = {stage: round(value, 3) for stage, value in proposal.outcome.seconds.items()}
    dump({**summary(proposal), "seconds": seconds})


def _stages(proposal: Proposal) -> str:
    return ", ".join(f"{stage} {seconds:.2f} s" for stage, seconds in proposal.outcome.seconds.items())


def _tell(verbose: bool, text: str) -> None:
    if verbose:
        click.echo(text, err=True)


if __name__ == "__main__":
    main()
