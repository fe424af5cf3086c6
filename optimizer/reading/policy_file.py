"""Which files a policy is made of, and the clauses they hold before any word of them is understood.

A name is looked up in the instance's own ``policies/`` first, then among the shipped ones; it never is a path. With
``extends`` the clauses of the named policies come first, each policy once, however many extend it; a clause with an id
that is there already takes its place.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from optimizer.problems import InputError, Problem, did_you_mean
from optimizer.reading.tables import id_fault
from optimizer.reading.text import decode, key_row, parse_toml

POLICY_KEYS = ("policy", "title", "extends", "goals", "fairness_in", "hold_within", "clause")
"""Keys of a policy file, the tables ``[[clause]]`` included."""


@dataclass(frozen=True)
class RawClause:
    """One clause as written: its ``table``, where it stands, and which of its keys an override wrote.

    ``row`` is the line of the clause in ``file``, None where it cannot be told.
    """

    id: str
    table: Mapping[str, object]
    file: str
    row: int | None = None
    overridden: frozenset[str] = frozenset()

    def set(self, key: str, value: object, without: Sequence[str] = ()) -> RawClause:
        """This clause with one key written by an override, and the keys ``without`` left out."""
        table = {name: old for name, old in self.table.items() if name not in without} | {key: value}
        return replace(self, table=table, overridden=self.overridden | {key})


@dataclass(frozen=True)
class Header:
    """One key of a policy besides its clauses, and the place that set it."""

    value: object
    file: str
    row: int | None = None


@dataclass(frozen=True)
class RawPolicy:
    """A policy with what it inherits: header keys, clauses by id in the order of the document, files read."""

    name: str
    headers: Mapping[str, Header]
    clauses: Mapping[str, RawClause]
    inputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Document:
    """One policy file by itself."""

    name: str
    file: str
    extends: tuple[str, ...]
    headers: Mapping[str, Header]
    clauses: Mapping[str, RawClause]
    inputs: Mapping[str, str]


def find_policies(folder: Path | None, shipped: Mapping[str, Path]) -> dict[str, Path]:
    """Policy name → file, for all policies that the instance in ``folder`` can name; its own win over the shipped.

    InputError ``outside-folder`` if one of its own is a link to a file outside ``folder``.
    """
    own = sorted((folder / "policies").glob("*.toml")) if folder else []
    strays = [path for path in own if folder and not path.resolve().is_relative_to(folder.resolve())]
    if strays:
        expected = "a file that lies inside the instance folder"
        raise InputError(Problem("outside-folder", f"policies/{path.name}", "a link", expected) for path in strays)
    return {**shipped, **{path.stem: path for path in own}}


def read_files(name_or_path: str, known: Mapping[str, Path], allow_path: bool) -> RawPolicy:
    """The policy of that name, or with ``allow_path`` in that file, with everything it extends.

    InputError with every fault in the form of all files involved: ``unknown-policy``, ``extends-cycle``,
    ``unknown-key``, ``missing-key``, ``bad-type``, ``bad-id``, ``duplicate-id``, ``policy-name`` and those of the text.
    """
    gathering = _Gathering(known)
    if allow_path and is_path(name_or_path) and name_or_path not in known:
        gathering.open(Path(name_or_path), name_or_path)
    elif name_or_path in known:
        gathering.visit(name_or_path)
    else:
        hint = did_you_mean(name_or_path, known) or _listed(known)
        expected = "the name of a policy" + (" or a path to one" if allow_path else "")
        raise InputError([Problem("unknown-policy", "policy", f'"{name_or_path}"', expected, hint=hint)])
    return gathering.result()


def is_path(name_or_path: str) -> bool:
    """Whether a word on the command line is meant as a path: it has a separator or ends in ``.toml``."""
    return "/" in name_or_path or "\\" in name_or_path or name_or_path.endswith(".toml")


def _listed(known: Mapping[str, Path]) -> str | None:
    return f"there are {', '.join(sorted(known))}" if known else None


class _Gathering:
    """Policy files in the order in which they apply: the extended before the extending, each once."""

    def __init__(self, known: Mapping[str, Path]) -> None:
        self.known = known
        self.problems: list[Problem] = []
        self.documents: list[_Document] = []
        self.trail: list[Path] = []
        self.seen: set[Path] = set()

    def visit(self, name: str) -> None:
        """Read a policy by name, unless that has been done."""
        if self.known[name].resolve() not in self.seen:
            self.open(self.known[name], f"policies/{self.known[name].name}")

    def open(self, path: Path, file: str) -> None:
        """Read one file, and before it the policies that it extends."""
        self.seen.add(path.resolve())
        try:
            document = _read_document(path, file, self.problems.append)
        except InputError as error:
            self.problems += error.problems
            return
        self.trail.append(path.resolve())
        for name in document.extends:
            self._extend(name, document)
        self.trail.pop()
        self.documents.append(document)

    def _extend(self, name: str, document: _Document) -> None:
        row = document.headers["extends"].row
        path = self.known[name].resolve() if name in self.known else None
        if path in self.trail:
            circle = " → ".join([*(step.stem for step in self.trail[self.trail.index(path) :]), name])
            expected = "policies that do not extend each other in a circle"
            self.problems.append(Problem("extends-cycle", document.file, circle, expected, row, "extends"))
        elif name in self.known:
            self.visit(name)
        else:
            hint = did_you_mean(name, self.known)
            expected = "the name of a policy (never a path)"
            self.problems.append(
                Problem("unknown-policy", document.file, f'"{name}"', expected, row, "extends", hint=hint)
            )

    def result(self) -> RawPolicy:
        """All documents laid over each other; InputError if any had a problem."""
        if self.problems:
            raise InputError(self.problems)
        headers: dict[str, Header] = {}
        clauses: dict[str, RawClause] = {}
        inputs: dict[str, str] = {}
        for document in self.documents:
            headers.update(document.headers)
            clauses.update(document.clauses)
            inputs.update(document.inputs)
        return RawPolicy(self.documents[-1].name, headers, clauses, inputs)


def _read_document(path: Path, file: str, complain: Callable[[Problem], None]) -> _Document:
    try:
        data = path.read_bytes()
    except OSError as error:
        found = error.strerror or "nothing that can be read"
        raise InputError([Problem("unknown-policy", file, found, "a policy file")]) from None
    text = decode(data, file)
    values = parse_toml(text, file)
    for key in values.keys() - set(POLICY_KEYS):
        hint = did_you_mean(key, POLICY_KEYS)
        expected = f"one of {', '.join(POLICY_KEYS)}"
        complain(Problem("unknown-key", file, f"the key {key}", expected, key_row(text, key), key, hint=hint))
    headers = {
        key: Header(value, file, key_row(text, key))
        for key, value in values.items()
        if key in POLICY_KEYS and key != "clause"
    }
    for problem in _name_problems(headers, path.stem, file):
        complain(problem)
    clauses = _read_clauses(values.get("clause", []), text, file, complain)
    key = f"policies/{path.name}" if path.parent.name == "policies" else path.name
    inputs = {key: hashlib.sha256(data).hexdigest()}
    return _Document(path.stem, file, _read_extends(headers, complain), headers, clauses, inputs)


def _name_problems(headers: Mapping[str, Header], stem: str, file: str) -> list[Problem]:
    problems = []
    for key in ("policy", "title"):
        header = headers.get(key)
        if header is None:
            problems.append(Problem("missing-key", file, f"no key {key}", f'{key} = "…"', column=key))
        elif not isinstance(header.value, str) or not header.value.strip():
            problems.append(Problem("bad-type", file, show(header.value), "text in double quotes", header.row, key))
        elif key == "policy" and header.value != stem:
            expected = f'"{stem}", the name of the file'
            problems.append(Problem("policy-name", file, show(header.value), expected, header.row, key))
        elif key == "policy" and (fault := id_fault(header.value)):
            problems.append(Problem("bad-id", file, show(header.value), fault, header.row, key))
    return problems


def _read_extends(headers: Mapping[str, Header], complain: Callable[[Problem], None]) -> tuple[str, ...]:
    header = headers.get("extends")
    if header is None:
        return ()
    names = header.value if isinstance(header.value, list) else [None]
    if all(isinstance(name, str) for name in names):
        return tuple(names)
    expected = 'a list of policy names, like ["national-145"]'
    complain(Problem("bad-type", header.file, show(header.value), expected, header.row, "extends"))
    return ()


def _read_clauses(tables: object, text: str, file: str, complain: Callable[[Problem], None]) -> dict[str, RawClause]:
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        complain(Problem("bad-type", file, show(tables), "tables that begin with [[clause]]", key_row(text, "clause")))
        return {}
    rows = [line for line, words in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*clause\s*\]\]", words)]
    numbers: list[int | None] = [*rows] if len(rows) == len(tables) else [None] * len(tables)
    clauses: dict[str, RawClause] = {}
    for place, (table, row) in enumerate(zip(tables, numbers, strict=True), 1):
        problem = _id_problem(table.get("id"), place, file, row, clauses)
        if problem:
            complain(problem)
        else:
            clauses[table["id"]] = RawClause(table["id"], table, file, row)
    return clauses


def _id_problem(
    name: object, place: int, file: str, row: int | None, earlier: Mapping[str, RawClause]
) -> Problem | None:
    if name is None:
        return Problem("missing-key", file, "no key id", 'id = "…"', row, "id", f"#{place}")
    if not isinstance(name, str):
        return Problem("bad-type", file, show(name), "text in double quotes", row, "id", f"#{place}")
    if fault := id_fault(name):
        return Problem("bad-id", file, show(name), fault, row, "id", f"#{place}")
    if name in earlier:
        hint = f"it is also in row {earlier[name].row}" if earlier[name].row else None
        return Problem("duplicate-id", file, f'"{name}" again', "every id once", row, "id", name, hint)
    return None


def show(value: object) -> str:
    """A value as a message quotes it: text in double quotes, anything else as TOML would write it."""
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
