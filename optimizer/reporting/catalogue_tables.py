"""What is shipped, printed without loading anything that a solve needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from optimizer.reporting.layout import Column, print_heading, print_table
from optimizer.reporting.words import say


def print_catalogue(shipped: Mapping[str, Sequence[Mapping[str, Any]]], lang: str, console: Console) -> None:
    """The shipped instances and policies, as :func:`optimizer.reading.catalogue.catalogue` lists them."""
    print_heading(console, say("instances", lang))
    rows = [[one["name"], _catalogue_title(one, lang), one["policy"]] for one in shipped["instances"]]
    print_table(console, [Column(say(key, lang)) for key in ("id", "name", "policy")], rows)
    print_heading(console, say("policies", lang))
    columns = [Column(say("id", lang)), Column(say("name", lang)), Column(say("clause_count", lang), right=True)]
    listed = [[one["name"], _catalogue_title(one, lang), str(one["clauses"])] for one in shipped["policies"]]
    print_table(console, columns, listed)


def print_coverage(shipped: Mapping[str, Sequence[Mapping[str, Any]]], lang: str, console: Console) -> None:
    """How many sentences of each plan are encoded, as :func:`optimizer.reading.coverage.coverage` counts them."""
    keys = ("sentences", "encoded", "not_an_allocation")
    plans = shipped["coverage"]
    print_heading(console, say("coverage", lang))
    columns = [
        Column(say("id", lang)),
        Column(say("name", lang)),
        *(Column(say(key, lang), right=True) for key in keys),
    ]
    rows = [[plan["policy"], plan["title"], *(str(plan[key]) for key in keys)] for plan in plans]
    sums = [str(sum(plan[key] for plan in plans)) for key in keys]
    print_table(console, columns, [*rows, [say("total", lang), "", *sums]])


def _catalogue_title(entry: Mapping[str, Any], lang: str) -> str:
    english = entry.get("title_en")
    return str(english if lang == "en" and english else entry["title"])
