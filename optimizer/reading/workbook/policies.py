"""The policies in a workbook: the sheet ``policy`` with the keys of their heads, the sheet ``clauses`` with a row each.

Without a sheet ``policy`` the clauses are the instance's policy, of the instance's title. Several policies stand under
each other in the sheet ``policy``, each beginning with its key ``policy``; a column ``policy`` in the sheet ``clauses``
then says which of them a clause belongs to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from optimizer.problems import Problem, did_you_mean
from optimizer.reading.clause_keys import CLAUSE_KEYS, NUMBER_KEYS
from optimizer.reading.policy_file import HEADER_KEYS, Document, Header, make_document
from optimizer.reading.settings import Settings
from optimizer.reading.text import Table
from optimizer.reading.workbook.sheets import CLAUSES, POLICY
from optimizer.reading.workbook.tables import KEY, KEY_VALUE_COLUMNS, VALUE
from optimizer.reading.workbook.values import as_list, as_table, clause_value

OF_POLICY = "policy"
"""The column of the sheet ``clauses`` that names the policy of a clause."""

CLAUSE_COLUMNS = (*CLAUSE_KEYS, OF_POLICY)

_LISTS, _TABLE = ("extends", "goals"), "hold_within"


def is_numeric(column: str) -> bool:
    """Whether a column of the sheet ``clauses`` holds numbers, whose written places matter."""
    return column in (*NUMBER_KEYS, "between")


@dataclass
class _Head:
    """The keys of one policy as they are read, row by row."""

    headers: dict[str, Header] = field(default_factory=dict)
    clauses: list[tuple[Mapping[str, object], int | None]] = field(default_factory=list)

    @property
    def name(self) -> str:
        header = self.headers.get("policy")
        return str(header.value) if header else ""


def column_faults(table: Table, known: Sequence[str], needed: Sequence[str]) -> Iterator[Problem]:
    """Columns that a sheet has and should not have, or should have and has not."""
    for name in table.header:
        if name not in known:
            hint, expected = did_you_mean(name, known), f"one of {', '.join(known)}"
            yield Problem("unknown-column", table.file, f"the column {name}", expected, 1, name, hint=hint)
    for name in needed:
        if table.header and name not in table.header:
            yield Problem("missing-column", table.file, f"no column {name}", "this column", 1, name)


def filled_rows(table: Table) -> Iterator[tuple[int, dict[str, str]]]:
    """Row number and the filled cells by column, of every row."""
    for row in table.rows:
        yield row.number, {name: cell for name, cell in zip(table.header, row.cells, strict=True) if cell}


def policy_documents(
    tables: Mapping[str, Table], settings: Settings | None, inputs: Mapping[str, str]
) -> tuple[Document, ...]:
    """The policies that the sheets ``policy`` and ``clauses`` hold, each with what is wrong with its form."""
    problems: list[Problem] = [problem for table in tables.values() for problem in table.problems]
    heads = _heads(tables[POLICY], problems) if POLICY in tables else []
    clauses = tables.get(CLAUSES)
    if not heads and clauses is not None:
        label = clauses.file
        title = Header(settings.title if settings else "", label)
        heads = [_Head({"policy": Header(settings.policy if settings else "", label), "title": title})]
    if clauses is not None:
        problems += column_faults(clauses, CLAUSE_COLUMNS, ("id",))
        _share_out(clauses, heads, problems)
    documents = [_document(head, tables, inputs) for head in heads]
    if not documents or not problems:
        return tuple(documents)
    first, *rest = documents
    return (first.with_problems(problems), *rest)


def _heads(table: Table, problems: list[Problem]) -> list[_Head]:
    problems += column_faults(table, KEY_VALUE_COLUMNS, (KEY, VALUE))
    heads: list[_Head] = []
    rows = [(number, cells) for number, cells in filled_rows(table) if VALUE in cells]
    for number, _ in [row for row in rows if KEY not in row[1]]:
        problems.append(Problem("missing-cell", table.file, "an empty cell", "the key of this value", number, KEY))
    rows = [row for row in rows if KEY in row[1]]
    several = [cells[KEY].casefold() for _, cells in rows].count("policy") > 1
    for number, cells in rows:
        key = _head_key(cells[KEY])
        if not heads or (several and key == "policy"):
            heads.append(_Head())
        _note(heads[-1], key, Header(_head_value(key, cells[VALUE]), table.file, number), problems)
    return heads


def _head_key(text: str) -> str:
    return text.casefold() if text.casefold() in HEADER_KEYS else text


def _note(head: _Head, key: str, header: Header, problems: list[Problem]) -> None:
    if key not in HEADER_KEYS:
        hint, expected = did_you_mean(key, HEADER_KEYS), f"one of {', '.join(HEADER_KEYS)}"
        problems.append(Problem("unknown-key", header.file, f"the key {key}", expected, header.row, KEY, hint=hint))
    elif key in head.headers:
        hint = f"it is also in row {head.headers[key].row}; a second policy begins with its key policy"
        found, expected = f"the key {key} again", "every key of a policy once"
        problems.append(Problem("duplicate-key", header.file, found, expected, header.row, KEY, hint=hint))
    else:
        head.headers[key] = header


def _head_value(key: str, text: str) -> object:
    if key in _LISTS:
        return as_list(text)
    return as_table(text) if key == _TABLE else text


def _share_out(table: Table, heads: Sequence[_Head], problems: list[Problem]) -> None:
    """Give every clause to its policy."""
    by_name = {head.name: head for head in heads}
    for number, cells in filled_rows(table):
        name = cells.pop(OF_POLICY, None)
        head = by_name.get(name) if name is not None else (heads[0] if len(heads) == 1 else None)
        if head is None:
            found = f'"{name}"' if name else "an empty cell"
            expected = f"the policy of the clause: {', '.join(by_name)}"
            hint = did_you_mean(name, by_name) if name else None
            problems.append(Problem("unknown-policy", table.file, found, expected, number, OF_POLICY, hint=hint))
        else:
            head.clauses.append(({key: clause_value(key, text) for key, text in cells.items()}, number))


def _document(head: _Head, tables: Mapping[str, Table], inputs: Mapping[str, str]) -> Document:
    files = {name: table.file for name, table in tables.items()}
    clauses = files.get(CLAUSES, files.get(POLICY, ""))
    return make_document(head.name, files.get(POLICY, clauses), head.headers, head.clauses, clauses, inputs)
