"""``allocare report``: the documents of a result folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from optimizer.options import JSON, LANG, QUIET, together

if TYPE_CHECKING:
    from optimizer.documents.formats import Template

TEMPLATE = click.option(
    "--template",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE.docx",
    help="Fill this Word document, with its own styles, headers and page size.",
)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "formats",
    default="xlsx,docx,html",
    show_default=True,
    metavar="LIST",
    help="Which documents: xlsx, docx, html, with commas between.",
)
@together(TEMPLATE, LANG)
@click.option("--instance", metavar="INSTANCE", help="Where the instance is now, if it has moved since the solve.")
@click.option("-p", "--policy", metavar="POLICY", help="Where the policy is now, if it has moved since the solve.")
@together(JSON, QUIET)
def report(
    folder: Path,
    formats: str,
    template: Path | None,
    lang: str | None,
    instance: str | None,
    policy: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Write the proposal of a result folder as Word, Excel and a page for the browser, into that folder.

    DIR is what `allocare solve … -o DIR` wrote. Its plan is read back and re-checked from the input files first;
    if they have changed since, nothing is written.

    \b
    Examples:
      allocare report proposal
      allocare report proposal --format docx --template letterhead.docx --lang zh
    """
    from optimizer.commands.printing import dump, language
    from optimizer.documents.formats import documents, parse_formats, replace_file
    from optimizer.documents.reopen import reopen

    wanted = parse_formats(formats)
    form = read_template(template, wanted)
    written = documents(reopen(folder, instance, policy), wanted, language(lang), form)
    for name, content in written.items():
        replace_file(folder / name, content)
    paths = [str(folder / name) for name in written]
    if as_json:
        dump({"written": paths})
    elif not quiet:
        click.echo("\n".join(paths))
    return 0


def read_template(template: Path | None, formats: tuple[str, ...]) -> Template | None:
    """A Word template; a usage error if no Word document is asked for."""
    if template is None:
        return None
    if "docx" not in formats:
        raise click.UsageError("--template is for Word: name docx in --format")
    from optimizer.documents.formats import Template

    return Template(str(template), _bytes_of(template))


def _bytes_of(template: Path) -> bytes:
    """The bytes of an ordinary file of a size that a document may have; InputError for a device or a giant."""
    from optimizer.documents.word.package import MOST_BYTES
    from optimizer.problems import InputError, Problem

    if not template.is_file():
        found, expected = "something that is not a file", "a Word document (.docx)"
        raise InputError([Problem("template-format", str(template), found, expected)])
    if template.stat().st_size > MOST_BYTES:
        found, expected = f"{template.stat().st_size:,} bytes", f"at most {MOST_BYTES:,}"
        raise InputError([Problem("template-too-large", str(template), found, expected)])
    return template.read_bytes()
