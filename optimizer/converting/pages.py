"""What stands in the cells of an instance's workbook, sheet by sheet, before it is known how it looks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.instance import Vocabulary
from optimizer.converting.as_folder import settings_keys
from optimizer.converting.draft import Draft, tidied, written_clause
from optimizer.converting.fields import holds_numbers
from optimizer.reading.clause_keys import CLAUSE_KEYS
from optimizer.reading.policy_file import HEADER_KEYS, Document
from optimizer.reading.settings import NUMBER_KEYS, Settings
from optimizer.reading.text import Table
from optimizer.reading.workbook.cells import EXACT_DIGITS, plain_number
from optimizer.reading.workbook.instance import SOURCE_COLUMNS
from optimizer.reading.workbook.policies import OF_POLICY
from optimizer.reading.workbook.sheets import CLAUSES, CODES, INSTANCE, POLICY, SOURCES
from optimizer.reading.workbook.styles import NumberForm
from optimizer.reading.workbook.tables import KEY_VALUE_COLUMNS
from optimizer.reading.workbook.values import EVERY
from optimizer.reporting.words import say

CODE_COLUMNS = ("kind", "code", "zh", "en")
CODE_KINDS = ("type", "grade", "ownership", "level", "status", "kind", "resource", "column")
"""What of the vocabulary the sheet of codes lists."""

_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.([0-9]+))?")


class Digits(str):
    """A number, written with digits, that a number cell holds exactly."""

    __slots__ = ()

    @property
    def places(self) -> int:
        """How many decimal places the format of its cell must show; 0 if no format is needed."""
        fraction = self.partition(".")[2]
        return len(fraction) if fraction.endswith("0") else 0


@dataclass(frozen=True)
class Page:
    """One sheet: its name, the names of its columns, and its cells; ``Digits`` are number cells, the rest is text."""

    name: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[str]]


def number_cell(text: str) -> str:
    """The text as a number cell if that holds it exactly, digit for digit; else the text as it is."""
    match = _PLAIN.fullmatch(text)
    if match is None or len(text.lstrip("-0.").replace(".", "")) > EXACT_DIGITS:
        return text
    stored = plain_number(text)
    return Digits(text) if stored and NumberForm(places=len(match[1] or "")).padded(stored) == text else text


def pages(draft: Draft, vocabulary: Vocabulary, lang: str) -> tuple[Page, ...]:
    """All sheets but the readme, in their order; notes are in the language ``lang``."""
    clauses = [clause for document in draft.policies for clause in document.clauses]
    return (
        _settings(draft.settings, lang),
        Page(SOURCES, SOURCE_COLUMNS, list(draft.settings.sources.items())),
        *(_table(name, table) for name, table in draft.tables.items()),
        _heads(draft.policies, lang),
        *([_clauses(draft.policies)] if clauses else []),
        Page(CODES, CODE_COLUMNS, list(code_rows(vocabulary))),
    )


def _settings(settings: Settings, lang: str) -> Page:
    rows = [
        (key, number_cell(str(value)) if key in NUMBER_KEYS else str(value), say(f"wb_instance_{key}", lang))
        for key, value in settings_keys(settings).items()
    ]
    return Page(INSTANCE, KEY_VALUE_COLUMNS, rows)


def _table(name: str, table: Table) -> Page:
    numbers = [holds_numbers(name, column) for column in table.header]
    rows = [
        [number_cell(cell) if cell and number else cell for cell, number in zip(row.cells, numbers, strict=True)]
        for row in table.rows
    ]
    return Page(name, table.header, rows)


def _heads(documents: Sequence[Document], lang: str) -> Page:
    rows: list[tuple[str, ...]] = []
    for document in documents:
        rows += [("", "", "")] if rows else []
        for key in HEADER_KEYS:
            if key in document.headers:
                rows.append((key, cell_text(tidied(key, document.headers[key].value)), say(f"wb_policy_{key}", lang)))
    return Page(POLICY, KEY_VALUE_COLUMNS, rows)


def _clauses(documents: Sequence[Document]) -> Page:
    several = len(documents) > 1
    header = (*([OF_POLICY] if several else []), *CLAUSE_KEYS)
    rows = []
    for document in documents:
        for clause in document.clauses.values():
            table = written_clause(clause.table)
            cells = [_clause_cell(key, table[key]) if key in table else "" for key in CLAUSE_KEYS]
            rows.append([document.name, *cells] if several else cells)
    return Page(CLAUSES, header, rows)


def _clause_cell(key: str, value: object) -> str:
    if value == "":
        return EVERY
    text = cell_text(value)
    return number_cell(text) if holds_numbers(CLAUSES, key) else text


def cell_text(value: object, between: str = "\n") -> str:
    """A value in one cell: the items of a list, and the entries of a table, one per line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if value in ([], {}):
        return "[]" if value == [] else "{}"
    if isinstance(value, Mapping):
        return between.join(f"{name} = {cell_text(item)}" for name, item in value.items())
    return between.join(map(cell_text, value)) if isinstance(value, list) else str(value)


def code_rows(vocabulary: Vocabulary) -> Iterator[tuple[str, ...]]:
    """Kind, code, Chinese and English name of the standard names."""
    for kind in CODE_KINDS:
        for code, (chinese, english) in vocabulary.names.get(kind, {}).items():
            yield kind, code, chinese, english
