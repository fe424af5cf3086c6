"""``allocare export``: the model for another solver."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from optimizer.options import INSTANCE, OVERRIDES, POLICY, SOLVER, together


@click.command()
@together(INSTANCE, click.argument("file", type=click.Path(dir_okay=False, path_type=Path)))
@together(POLICY, OVERRIDES, SOLVER)
@click.option(
    "--goal",
    default="cost",
    show_default=True,
    metavar="NAME",
    help="Write the model as it stands when this goal is improved, the goals before it held.",
)
def export(instance: str, file: Path, policy: str | None, goal: str, **given: Any) -> int:
    """Write the model for another solver, as FILE.mps or FILE.lp.

    \b
    Example:
      allocare export shulan shulan.mps --goal cost
    """
    from optimizer.export import export_model
    from optimizer.reading.overrides import Overrides
    from optimizer.solving.find import SolveOptions

    if file.suffix.lower() not in (".mps", ".lp"):
        raise click.UsageError(f"FILE must end in .mps or .lp, not {file.suffix or 'nothing'!r}")
    options = SolveOptions(given["time_limit"], given["gap"], given["threads"], given["seed"])
    overrides = Overrides(tuple(given["sets"]), tuple(given["drops"]), given["budget"])
    export_model(instance, policy, overrides, goal, file, options)
    click.echo(file, err=True)
    return 0
