"""The pages of studies: a comparison of sets of clauses, and what a series of budgets buys.

Both are made from the JSON documents that the commands print. With the instance, things are called by their names and
amounts have their currency; without it, standard names, ids and plain numbers stand for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.instance import Instance
from optimizer.documents.page import budget_curve, comparison
from optimizer.documents.page.assets import written
from optimizer.documents.page.study_names import Names

SCRIPTS = ("page.js", "tables.js", "filters.js", "study.js")


def comparison_page(document: Mapping[str, Any], lang: str, instance: Instance | None = None) -> bytes:
    """One HTML file from what ``allocare compare --json`` prints."""
    return written("comparison.html.j2", lang, comparison.context(document, Names(instance, lang)), SCRIPTS)


def frontier_page(document: Mapping[str, Any], lang: str, instance: Instance | None = None) -> bytes:
    """One HTML file from what ``allocare frontier --json`` prints."""
    return written("frontier.html.j2", lang, budget_curve.context(document, Names(instance, lang)), SCRIPTS)
