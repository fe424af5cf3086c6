"""Which documents a policy is made of, and the clauses they hold before any word of them is understood.

A document is a TOML file, or what the sheets of a workbook say.

A name is looked up in the instance's own ``policies/`` first, then among the shipped ones; it never is a path. With
``extends`` the clauses of the named policies come first, each policy once, however many extend it; a clause with an id
that is there already takes its place.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from optimizer.problems import InputError, Problem, did_you_mean
from optimizer.reading.tables import id_fault
from optimizer.reading.text import clean, decode, key_row, parse_toml

HEADER_KEYS = ("policy", "title", "extends", "goals", "fairness_in", "hold_within")
"""Keys of a policy besides its clauses."""

_FREE_TEXTS = ("title", "name", "name_en", "cite", "reason")

DEEPEST = 50
"""Policies of which each extends the next."""

POLICY_KEYS = (*HEADER_KEYS, "clause")
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
class Document:
    """One policy by itself, as a file or the sheets of a workbook hold it, with what is wrong with its form."""

    name: str
    file: str
    extends: tuple[str, ...]
    headers: Mapping[str, Header]
    clauses: Mapping[str, RawClause]
    inputs: Mapping[str, str]
    problems: tuple[Problem, ...] = ()

    def with_problems(self, problems: Iterable[Problem]) -> Document:
        """The document with these problems before its own."""
        return replace(self, problems=(*problems, *self.problems))


Known = Mapping[str, Path | Document]
"""Policies by name: the file that is yet to be read, or what has been read."""


def find_policies(folder: Path | None) -> dict[str, Path]:
    """Policy name → file, for the policies that the instance in ``folder`` brings itself.

    InputError ``outside-folder`` if one of them is a link to a file outside ``folder``.
    """
    own = sorted((folder / "policies").glob("*.toml")) if folder else []
    strays = [path for path in own if folder and not path.resolve().is_relative_to(folder.resolve())]
    if strays:
        expected = "a file that lies inside the instance folder"
        raise InputError(Problem("outside-folder", f"policies/{path.name}", "a link", expected) for path in strays)
    return {path.stem: path for path in own}


def read_files(name_or_path: str, known: Known, allow_path: bool) -> RawPolicy:
    """The policy of that name, or with ``allow_path`` in that file, with everything it extends.

    InputError with every fault in the form of all files involved: ``unknown-policy``, ``extends-cycle``,
    ``extends-depth``, ``unknown-key``, ``missing-key``, ``bad-type``, ``bad-id``, ``duplicate-id``, ``policy-name`` and
    those of the text.
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


def _listed(known: Iterable[str]) -> str | None:
    names = ", ".join(sorted(known))
    return f"there are {names}" if names else None


class _Gathering:
    """Documents in the order in which they apply: the extended before the extending, each once."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.problems: list[Problem] = []
        self.documents: list[Document] = []
        self.trail: list[tuple[Path | str, str]] = []
        self.seen: set[Path | str] = set()

    def visit(self, name: str) -> None:
        """Read a policy by name, unless that has been done."""
        source = self.known[name]
        if _identity(source) not in self.seen:
            self.open(source, f"policies/{source.name}")

    def open(self, source: Path | Document, file: str) -> None:
        """Read one document, and before it the policies that it extends."""
        self.seen.add(_identity(source))
        try:
            document = source if isinstance(source, Document) else read_document(source, file)
        except InputError as error:
            self.problems += error.problems
            return
        self.problems += document.problems
        self.trail.append((_identity(source), document.name))
        for name in document.extends:
            self._extend(name, document)
        self.trail.pop()
        self.documents.append(document)

    def _extend(self, name: str, document: Document) -> None:
        row = document.headers["extends"].row
        above = [step for step, _ in self.trail]
        identity = _identity(self.known[name]) if name in self.known else None
        if identity in above:
            circle = " → ".join([*(step for _, step in self.trail[above.index(identity) :]), name])
            expected = "policies that do not extend each other in a circle"
            self.problems.append(Problem("extends-cycle", document.file, circle, expected, row, "extends"))
        elif len(self.trail) >= DEEPEST:
            found, expected = f"{DEEPEST} policies that extend each other", f"fewer than {DEEPEST}"
            self.problems.append(Problem("extends-depth", document.file, found, expected, row, "extends"))
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


def _identity(source: Path | Document) -> Path | str:
    return source.name if isinstance(source, Document) else source.resolve()


def read_document(path: Path, file: str) -> Document:
    """The policy in one TOML file, called ``file`` in problems; InputError if it cannot be read or is no TOML."""
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise OSError(0, "something that is not a file")
        data = path.read_bytes()
    except OSError as error:
        found = error.strerror or "nothing that can be read"
        raise InputError([Problem("unknown-policy", file, found, "a policy file")]) from None
    text = decode(data, file)
    values = parse_toml(text, file)
    headers = {
        key: Header(_cleaned(key, value), file, key_row(text, key))
        for key, value in values.items()
        if key in POLICY_KEYS and key != "clause"
    }
    problems: list[Problem] = []
    tables = _numbered_tables(values.get("clause", []), text, file, problems.append)
    key = f"policies/{path.name}" if path.parent.name == "policies" else path.name
    inputs = {key: hashlib.sha256(data).hexdigest()}
    document = make_document(path.stem, file, headers, tables, file, inputs)
    return document.with_problems([*_unknown_keys(values, text, file), *problems])


def make_document(
    name: str,
    file: str,
    headers: Mapping[str, Header],
    tables: Iterable[tuple[Mapping[str, object], int | None]],
    clause_file: str,
    inputs: Mapping[str, str],
) -> Document:
    """A document of these keys and clause tables (each with its row), with what is wrong with their form.

    ``name`` is what the policy has to be called; ``clause_file`` is where its clauses stand.
    """
    problems = _name_problems(headers, name, file)
    extends = _read_extends(headers, problems.append)
    clauses = _read_clauses(tables, clause_file, problems.append)
    return Document(name, file, extends, headers, clauses, inputs, tuple(problems))


def _unknown_keys(values: Mapping[str, object], text: str, file: str) -> Iterator[Problem]:
    for key in values.keys() - set(POLICY_KEYS):
        hint = did_you_mean(key, POLICY_KEYS)
        expected = f"one of {', '.join(POLICY_KEYS)}"
        yield Problem("unknown-key", file, f"the key {key}", expected, key_row(text, key), key, hint=hint)


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


def _numbered_tables(
    tables: object, text: str, file: str, complain: Callable[[Problem], None]
) -> list[tuple[Mapping[str, object], int | None]]:
    """The tables ``[[clause]]`` of a TOML text, each with the line on which it begins."""
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        complain(Problem("bad-type", file, show(tables), "tables that begin with [[clause]]", key_row(text, "clause")))
        return []
    rows = [line for line, words in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*clause\s*\]\]", words)]
    numbers: list[int | None] = [*rows] if len(rows) == len(tables) else [None] * len(tables)
    cleaned = [{key: _cleaned(key, value) for key, value in table.items()} for table in tables]
    return list(zip(cleaned, numbers, strict=True))


def _cleaned(key: str, value: object) -> object:
    """A text for the reader without blanks and invisible marks at its ends, as a cell gives it; the rest as written."""
    return clean(value) if key in _FREE_TEXTS and isinstance(value, str) else value


def _read_clauses(
    tables: Iterable[tuple[Mapping[str, object], int | None]], file: str, complain: Callable[[Problem], None]
) -> dict[str, RawClause]:
    clauses: dict[str, RawClause] = {}
    for place, (table, row) in enumerate(tables, 1):
        name = table.get("id")
        problem = _id_problem(name, place, file, row, clauses)
        if problem or not isinstance(name, str):
            complain(problem or Problem("bad-id", file, show(name), "an id", row, "id"))
        else:
            clauses[name] = RawClause(name, table, file, row)
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
