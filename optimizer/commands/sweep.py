"""``allocare sweep``: many runs from one file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from optimizer.options import JSON, LANG, QUIET, TIME_LIMIT, together

INCOMPLETE, INTERRUPTED = 5, 130


@click.command()
@click.argument("file", metavar="SWEEP.toml", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Keep the runs and their tables in this folder; run again to go on where it was.",
)
@click.option("--jobs", type=click.IntRange(min=1, max=1024), help="Runs side by side; default: one per processor.")
@click.option("--scheduler", metavar="ADDRESS", help="Have the runs done by the workers of this Dask scheduler.")
@together(TIME_LIMIT, LANG, JSON, QUIET)
def sweep(
    file: Path,
    output: Path,
    jobs: int | None,
    scheduler: str | None,
    time_limit: float | None,
    lang: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Solve every combination of instances, policies, changes, budgets and seeds that a file lists.

    \b
      instances = ["shulan", "my-region", "plan.xlsx"]   # shipped, or as seen from this file
      policies  = ["shulan-145", "shulan-145-strict"]    # by name; default: each instance's own
      budgets   = ["none", 300000000, 400000000]         # caps on all capital cost; default: none
      seeds     = [0, 1]                                 # default: 0
      time_limit = 600                                   # seconds of each run; default: no limit
      gap = 0.0001                                       # so too: threads = 1, method = "auto"
    \b
      [[variant]]                                        # default: the policy as it stands
      name = "as it stands"
    \b
      [[variant]]
      name = "more doctors"
      set  = ["SL-10.at_least=3.2"]
      drop = ["SL-15"]

    Everything is read and checked before the first run begins. DIR/runs has a folder for each run, as `allocare solve
    … -o` writes it, named for all that decides its result; DIR/runs.csv has a row per run, DIR/counties.csv all
    counties. The same command again keeps the results that are there and does the rest; it also tries again what
    failed. An infeasible run is a result; why it is, `allocare explain` says.

    --scheduler needs `pip install allocare[cluster]`. A worker (`dask worker ADDRESS --nthreads N`) does N runs at a
    time, each in a process of its own. The workers need the same version of allocare, and must see DIR and the
    instances under the same paths (a shared file system); that is checked first. A run whose worker dies is done again
    by another.

    \b
    Exit codes: 0 every run has a result · 3 invalid input, nothing was run · 5 some runs failed or are left (listed)
    130 interrupted

    \b
    Examples:
      allocare sweep grid.toml -o results
      allocare sweep grid.toml -o results --jobs 4 --time-limit 3600
      allocare sweep grid.toml -o /shared/results --scheduler tcp://10.0.0.1:8786
    """
    from optimizer.commands.printing import dump, language, terminal
    from optimizer.reporting.progress import ProgressLine
    from optimizer.sweeping.cluster import MissingExtraError
    from optimizer.sweeping.report import print_sweep, sweep_document
    from optimizer.sweeping.sweep import sweep as carry_out
    from optimizer.sweeping.sweep_file import read_sweep_file

    if jobs is not None and scheduler is not None:
        raise click.UsageError("--jobs is for this machine: a scheduler has the workers that joined it")
    grid = read_sweep_file(file)
    try:
        with ProgressLine(sys.stderr, enabled=not (as_json or quiet)) as line:
            swept = carry_out(grid, output, scheduler=scheduler, processes=jobs, seconds=time_limit, watch=line.update)
    except MissingExtraError as missing:
        raise click.UsageError(str(missing)) from None
    if as_json:
        dump(sweep_document(swept))
    else:
        print_sweep(swept, file.name, language(lang), terminal(), quiet=quiet)
    if swept.interrupted:
        return INTERRUPTED
    return 0 if swept.is_complete else INCOMPLETE
