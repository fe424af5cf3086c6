"""Where a study's answer goes: one JSON document on standard output, or tables on the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def dump(document: object) -> None:
    """Write one JSON document and nothing else."""
    from optimizer.reporting.json_text import json_text

    sys.stdout.write(json_text(document))


def language(lang: str | None) -> str:
    """The language that was asked for, else that of the locale."""
    from optimizer.reporting.words import default_language

    return lang if lang is not None else default_language()


def terminal() -> Any:
    """The console that tables are printed to; who reads it may go away."""
    from rich.console import Console

    class Terminal(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return Terminal(highlight=False, markup=False, emoji=False)


def write_page(page: Path | None, made: Callable[[], bytes]) -> None:
    """Write a page for the browser, if one is asked for, all at once."""
    if page is not None:
        from optimizer.documents.formats import replace_file

        replace_file(page, made())
