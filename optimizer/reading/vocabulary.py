"""The standard names that policies and instances share, with both languages, and the order of ordered attributes.

A vocabulary file has one table per name: ``[resource.beds]``, ``[column.residents]``, ``[attribute.grade]``; the values
of an attribute stand under its own name, ``[grade.3A]``, and those that many attributes share under ``[value.yes]``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from models.instance import Vocabulary
from optimizer.problems import InputError, Problem, did_you_mean
from optimizer.reading.folder import read_inside
from optimizer.reading.text import decode, key_row, parse_toml

RESOURCE, COLUMN, ATTRIBUTE, VALUE, UNIT = "resource", "column", "attribute", "value", "unit"
_KEYS = {
    RESOURCE: {"zh", "en", "unit", "unit_en"},
    ATTRIBUTE: {"zh", "en", "order"},
}
_NAME_KEYS = {"zh", "en"}


def read_vocabulary(path: Path) -> Vocabulary:
    """The vocabulary in a TOML file.

    ``columns`` are its columns and attributes; ``names`` gives for every kind, and for the ``unit`` of every resource,
    the (Chinese, English) name by code, in the order of the file. InputError with every unknown kind or key,
    missing name and faulty order.
    """
    file = path.name
    text = decode(read_inside(path.parent, file), file)
    values = parse_toml(text, file)
    problems = [*_problems(values, text, file)]
    if problems:
        raise InputError(problems)
    attributes = values.get(ATTRIBUTE, {})
    return Vocabulary(
        resources=frozenset(values.get(RESOURCE, {})),
        columns=frozenset(values.get(COLUMN, {})) | frozenset(attributes),
        orders={name: tuple(entry["order"]) for name, entry in attributes.items() if "order" in entry},
        names={**{kind: _names(entries, "zh", "en") for kind, entries in values.items()}, **_units(values)},
    )


def _names(entries: Mapping[str, Any], zh: str, en: str) -> dict[str, tuple[str, str]]:
    return {code: (entry[zh], entry[en]) for code, entry in entries.items()}


def _units(values: Mapping[str, Any]) -> dict[str, dict[str, tuple[str, str]]]:
    return {UNIT: _names(values[RESOURCE], "unit", "unit_en")} if RESOURCE in values else {}


def _problems(values: Mapping[str, Any], text: str, file: str) -> Iterator[Problem]:
    attributes = values.get(ATTRIBUTE)
    kinds = [RESOURCE, COLUMN, ATTRIBUTE, VALUE, *(attributes if isinstance(attributes, dict) else ())]
    for kind, entries in values.items():
        row = key_row(text, kind)
        if kind not in kinds:
            hint = did_you_mean(kind, kinds)
            yield Problem("unknown-kind", file, f"[{kind}]", f"one of {', '.join(kinds)}", row, kind, hint=hint)
        elif not isinstance(entries, dict) or not all(isinstance(entry, dict) for entry in entries.values()):
            yield Problem("bad-value", file, str(entries), f"tables [{kind}.NAME]", row, kind)
        else:
            for code, entry in entries.items():
                for problem in _entry_problems(kind, code, entry, file):
                    yield replace(problem, row=_entry_row(text, kind, code))
    yield from _order_problems(values, text, file)


def _entry_row(text: str, kind: str, code: str) -> int | None:
    return key_row(text, f"{kind}.{code}") or key_row(text, kind)


def _entry_problems(kind: str, code: str, entry: Mapping[str, Any], file: str) -> Iterator[Problem]:
    keys = _KEYS.get(kind, _NAME_KEYS)
    name = f"{kind}.{code}"
    for key in sorted(keys - {"order"}):
        value = entry.get(key)
        if not isinstance(value, str) or not value:
            found = f"no {key}" if value is None else str(value)
            expected = f"{key}, a text in quotes, not empty"
            yield Problem("missing-name", file, found, expected, column=f"{name}.{key}")
    for key in sorted(entry.keys() - keys):
        hint = did_you_mean(key, keys)
        expected = f"one of {', '.join(sorted(keys))}"
        yield Problem("unknown-key", file, f"the key {key}", expected, column=f"{name}.{key}", hint=hint)


def _order_problems(values: Mapping[str, Any], text: str, file: str) -> Iterator[Problem]:
    attributes = values.get(ATTRIBUTE)
    for name, entry in attributes.items() if isinstance(attributes, dict) else ():
        order = entry.get("order") if isinstance(entry, dict) else None
        known = values.get(name) if isinstance(values.get(name), dict) else {}
        if order is not None and not _is_order(order, known):
            expected = f"a list of values that each have a table [{name}.VALUE], the lowest first, each once"
            place = (_entry_row(text, ATTRIBUTE, name), f"{ATTRIBUTE}.{name}.order")
            yield Problem("bad-order", file, str(order), expected, *place)


def _is_order(order: object, known: Any) -> bool:
    if not isinstance(order, list) or not all(isinstance(value, str) for value in order):
        return False
    return set(order) == set(known) and len(set(order)) == len(order)
