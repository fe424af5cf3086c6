"""The files of an instance: ``instance.toml``, a CSV file for each table, a TOML file for each policy.

CSV files are UTF-8 with a byte-order mark, so that spreadsheets show Chinese; a text that a spreadsheet would take for
a formula gets an apostrophe in front, which reading takes away again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from optimizer.converting.draft import Draft, written_clause
from optimizer.converting.toml_text import exact_decimal, toml_key, toml_lines, toml_value
from optimizer.reading.policy_file import HEADER_KEYS, Document
from optimizer.reading.raw import SETTINGS_FILE
from optimizer.reading.settings import Settings
from optimizer.reading.text import Table, guarded


def folder_files(draft: Draft) -> dict[str, bytes]:
    """Path inside the folder → content, of every file."""
    files = {SETTINGS_FILE: settings_text(draft.settings)}
    files |= {f"{name}.csv": csv_text(table) for name, table in draft.tables.items()}
    files |= {f"policies/{document.name}.toml": policy_text(document) for document in draft.policies}
    return {name: text.encode("utf-8") for name, text in files.items()}


def settings_keys(settings: Settings) -> dict[str, object]:
    """The keys of the settings that say something, but for the sources."""
    values: dict[str, object] = {
        "title": settings.title,
        "title_en": settings.title_en,
        "policy": settings.policy,
        "base_year": settings.base_year,
        "target_year": settings.target_year,
        "currency": settings.currency,
        "annualise_years": exact_decimal(settings.annualise_years),
    }
    return {key: value for key, value in values.items() if value is not None}


def settings_text(settings: Settings, comments: Mapping[str, str] | None = None) -> str:
    """``instance.toml``; ``comments`` by key stand above their keys."""
    lines: list[str] = []
    for key, value in settings_keys(settings).items():
        lines += _comment(comments, key)
        lines.append(f"{key} = {toml_value(value)}")
    if settings.sources:
        lines += ["", *_comment(comments, "sources"), "[sources]"]
        lines += [f"{toml_value(what)} = {toml_value(text)}" for what, text in settings.sources.items()]
    return "\n".join(lines) + "\n"


def _comment(comments: Mapping[str, str] | None, key: str) -> list[str]:
    text = (comments or {}).get(key)
    return [f"# {line}" for line in text.splitlines()] if text else []


def csv_text(table: Table) -> str:
    """A table as CSV."""
    rows = [[guarded(cell) for cell in cells] for cells in (table.header, *(row.cells for row in table.rows))]
    returns = any("\r" in cell for row in rows for cell in row)  # csv only quotes what its own line ends consist of
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n" if returns else "\n")
    writer.writerows(rows)
    return "\ufeff" + buffer.getvalue()


def policy_text(document: Document, comments: Mapping[str, str] | None = None) -> str:
    """A policy as TOML."""
    lines: list[str] = []
    for key in (*HEADER_KEYS, *(key for key in document.headers if key not in HEADER_KEYS)):
        if key in document.headers:
            lines += _comment(comments, key)
            lines.append(f"{toml_key(key)} = {toml_value(document.headers[key].value)}")
    for clause in document.clauses.values():
        lines += ["", *clause_lines(clause.table)]
    return "\n".join(lines) + "\n"


def clause_lines(table: Mapping[str, object]) -> Iterator[str]:
    """One ``[[clause]]`` table."""
    yield "[[clause]]"
    yield from toml_lines(written_clause(table))
