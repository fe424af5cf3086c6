"""``allocare list``: what is shipped."""

from __future__ import annotations

import click

from optimizer.options import JSON, LANG, together


@click.command(name="list")
@click.option("--coverage", is_flag=True, help="How many sentences of each plan are encoded as clauses.")
@together(JSON, LANG)
def list_shipped(coverage: bool, as_json: bool, lang: str | None) -> int:
    """List the shipped instances and policies.

    \b
    Examples:
      allocare list
      allocare list --coverage
    """
    from optimizer.commands.printing import dump, language, terminal
    from optimizer.reading import catalogue as shelf
    from optimizer.reading import coverage as ledger

    shipped = {"coverage": ledger.coverage()} if coverage else shelf.catalogue()
    if as_json:
        dump(shipped)
    else:
        from optimizer.reporting.catalogue_tables import print_catalogue, print_coverage

        show = print_coverage if coverage else print_catalogue
        show(shipped, language(lang), terminal())
    return 0
