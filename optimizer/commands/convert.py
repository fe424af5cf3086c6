"""``allocare convert``: a folder or a shipped instance becomes a workbook, a workbook a folder."""

from __future__ import annotations

from pathlib import Path

import click

from optimizer.options import LANG, QUIET, together


@click.command()
@click.argument("source", metavar="SRC")
@click.argument("target", metavar="DST", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace a workbook, or a folder that holds nothing but an instance.")
@together(LANG, QUIET)
def convert(source: str, target: Path, force: bool, lang: str | None, quiet: bool) -> int:
    """Convert an instance: to a workbook if DST ends in .xlsx, else to a folder of CSV and TOML files.

    SRC is a folder, a workbook or a shipped name. Settings, tables and policies come to say the same in DST, which is
    read again and compared before it is put in place. The policy that the instance follows goes along, also a shipped
    one; what it extends stays a name. Notes in a workbook are in the language of --lang.

    \b
    Examples:
      allocare convert shulan shulan.xlsx
      allocare convert shulan.xlsx my-region
    """
    from optimizer.commands.printing import language
    from optimizer.converting.convert import convert as convert_instance
    from optimizer.problems import one_line
    from optimizer.reporting.words import say

    spoken = language(lang)
    done = convert_instance(source, target, spoken, force)
    if not quiet:
        for warning in done.warnings:
            click.echo(one_line(warning), err=True)
        if done.left:
            click.echo(one_line(say("wb_left", spoken, names=", ".join(done.left))), err=True)
        click.echo(say("wb_written", spoken, place=done.place))
    return 0
