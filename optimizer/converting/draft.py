"""What is taken from one form of an instance into the other: settings, tables and policies as they are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from models.clause import BETWEEN, Policy
from models.instance import Instance, Vocabulary
from optimizer.problems import InputError
from optimizer.reading.clause_keys import CLAUSE_KEYS, LIST_KEYS, NUMBER_KEYS
from optimizer.reading.instance import checked, read_raw
from optimizer.reading.policy import known_policies, read_policy
from optimizer.reading.policy_file import Document, find_policies, read_document
from optimizer.reading.raw import SETTINGS_FILE
from optimizer.reading.schema import TABLES
from optimizer.reading.settings import Settings
from optimizer.reading.text import Table, clean
from optimizer.reading.workbook.sheets import is_workbook
from optimizer.reading.workbook.values import FLAG, as_flag, as_number

_ONE_LINE = ("where", "per_where", "areas", "goals")
"""Keys whose texts mean the same with any blanks between their words."""


@dataclass(frozen=True)
class Draft:
    """An instance that was read and found sound, as it is written.

    ``policies`` are the instance's own, the default one first, and the default one also if it is a shipped one.
    ``left`` names what lies beside and is not taken along; it is for the reader, and no difference.
    """

    settings: Settings
    tables: Mapping[str, Table]
    policies: tuple[Document, ...]
    instance: Instance
    policy: Policy
    left: tuple[str, ...] = ()


def read_draft(place: Path, vocabulary: Vocabulary) -> Draft:
    """The draft in a folder or workbook. InputError with every problem of the instance, or of its policies."""
    raw = read_raw(place)
    instance = checked(raw, vocabulary)
    policy = read_policy(instance.policy, instance, place)
    if raw.settings is None:
        raise InputError(raw.problems)
    return Draft(raw.settings, raw.tables, _policies(place, instance.policy), instance, policy, _left(place))


def _policies(place: Path, default: str) -> tuple[Document, ...]:
    known, places = known_policies(place)
    own = [name for name, source in known.items() if isinstance(source, Document)]
    if not is_workbook(place):
        own = sorted(find_policies(place))
    documents = []
    for name in dict.fromkeys((default, *own)):
        source = known[name]
        documents.append(source if isinstance(source, Document) else read_document(source, f"policies/{source.name}"))
    problems = [places.locate(problem) for document in documents for problem in document.problems]
    if problems:
        raise InputError(problems)
    return tuple(documents)


def _left(place: Path) -> tuple[str, ...]:
    """Files of a folder that are no part of the instance; sheets of a workbook are told of by its warnings."""
    if is_workbook(place):
        return ()
    known = {SETTINGS_FILE, *(f"{name}.csv" for name in TABLES), "policies"}
    return tuple(sorted(path.name for path in place.iterdir() if path.name not in known))


def differences(one: Draft, other: Draft) -> tuple[str, ...]:
    """What two drafts that should say the same do not agree on; names, places and fingerprints apart."""
    found = []
    if _bare(one.instance) != _bare(other.instance):
        found.append("the instance")
    if _resolved(one.policy) != _resolved(other.policy):
        found.append(f"the policy {one.policy.name}")
    ours, theirs = ({document.name: _plain(document) for document in draft.policies} for draft in (one, other))
    found += [
        f"the policy {name} as written" for name in sorted({*ours, *theirs}) if ours.get(name) != theirs.get(name)
    ]
    return tuple(found)


def _bare(instance: Instance) -> Instance:
    return replace(instance, name="", folder="", inputs={}, warnings=())


def _resolved(policy: Policy) -> Policy:
    clauses = tuple(replace(clause, raw={}) for clause in policy.clauses)
    return replace(policy, clauses=clauses, inputs={}, warnings=())


def _plain(document: Document) -> object:
    """What a document says, numbers with their digits."""
    headers = {key: _digits(tidied(key, header.value)) for key, header in document.headers.items()}
    return headers, [_digits(written_clause(clause.table)) for clause in document.clauses.values()]


def written_clause(table: Mapping[str, object]) -> dict[str, object]:
    """The keys of a clause that say something, in the order of the language; the rest behind them."""
    known = [key for key in CLAUSE_KEYS if key in table]
    values = {key: tidied(key, table[key]) for key in (*known, *(key for key in table if key not in CLAUSE_KEYS))}
    return {key: value for key, value in values.items() if value != "" or key == "per_where"}


def tidied(key: str, value: object) -> object:
    """A value in the one way that both forms can write: a number in quotes as a number, texts without outer blanks, a
    list of one as that one."""
    if isinstance(value, str):
        return _tidied_text(key, value)
    if isinstance(value, list):
        items = [tidied(key, item) for item in value]
        return items[0] if len(items) == 1 and key in LIST_KEYS else items
    if isinstance(value, Mapping):
        return {clean(name): as_number(clean(item)) if isinstance(item, str) else item for name, item in value.items()}
    return value


def _tidied_text(key: str, text: str) -> object:
    if key in (*NUMBER_KEYS, BETWEEN, FLAG):
        return as_flag(text) if key == FLAG else as_number(clean(text))
    return " ".join(text.split()) if key in _ONE_LINE else clean(text)


def _digits(value: object) -> object:
    """The value with every decimal number as its digits, which comparing numbers would not tell apart."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        return {name: _digits(item) for name, item in value.items()}
    return [_digits(item) for item in value] if isinstance(value, list) else value
