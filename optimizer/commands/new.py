"""``allocare new``: a template of an instance, to be filled in."""

from __future__ import annotations

from pathlib import Path

import click

from optimizer.options import LANG, QUIET, together


@click.command()
@click.argument("target", metavar="DIR|FILE.xlsx", type=click.Path(path_type=Path))
@together(LANG, QUIET)
def new(target: Path, lang: str | None, quiet: bool) -> int:
    """Write a template to fill in: a workbook if the name ends in .xlsx, else a folder of CSV and TOML files.

    It holds a small invented region that can be checked and solved as it stands, with explanations in the language of
    --lang; the workbook has drop-down lists. Nothing that is there already is overwritten.

    \b
    Examples:
      allocare new plan.xlsx --lang zh
      allocare new my-region
    """
    from optimizer.commands.printing import language
    from optimizer.converting.new import new as write_template
    from optimizer.reporting.words import say

    spoken = language(lang)
    write_template(target, spoken)
    if not quiet:
        click.echo(say("wb_new", spoken, place=target))
    return 0
