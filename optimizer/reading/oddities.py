"""What is allowed in the tables of an instance, but probably not meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from models.instance import CANDIDATE, OPEN, Vocabulary
from optimizer.reading.checks import Sheets
from optimizer.reading.tables import Record, Records

_NOT_COLUMNS = {"value", "resource", "column", "attribute", "unit"}
"""Kinds of names in the vocabulary that are no columns."""


def cross_warnings(sheets: Sheets, vocabulary: Vocabulary) -> Iterator[str]:
    """Opening costs never incurred, facilities without any resource, areas outside the tree that their like stand in,
    and names where filters look for words of the vocabulary."""
    yield from area_warnings(sheets["areas"], vocabulary)
    yield from _named_values(sheets["facilities"], vocabulary)
    facilities, stock = sheets["facilities"], sheets["stock"]
    for record in facilities.rows.values():
        status = record.texts.get("status", OPEN)
        if status != CANDIDATE and record.numbers.get("open_cost"):
            yield never_incurred(_place(facilities, record), status)
        if record.key[0] not in stock.mentioned:
            yield offers_nothing(_place(facilities, record), stock.file)


def area_warnings(areas: Records, vocabulary: Vocabulary) -> Iterator[str]:
    """What is said of areas: those outside the tree that their like stand in, and names in place of words."""
    yield from _orphans(areas)
    yield from _named_values(areas, vocabulary)


def place(file: str, row: int, key: str) -> str:
    """Where a row stands, and what it is about."""
    return f"{file}, row {row}: {key}"


def never_incurred(where: str, status: str) -> str:
    """What is said of a facility that has an opening cost and cannot be opened."""
    return f"{where} is {status}, so its open_cost is never incurred"


def offers_nothing(where: str, stock: str) -> str:
    """What is said of a facility that no row of the file ``stock`` is about."""
    return f"{where} has no row in {stock}, so it offers nothing"


def name_for_word(where: str, kind: str, name: str, word: str) -> str:
    """What is said of a cell that has the name of a standard value in place of its word."""
    return f'{where} has {kind} "{name}"; filters look for its word, {word}'


def words_of_names(columns: Iterable[str], vocabulary: Vocabulary) -> dict[str, dict[str, str]]:
    """column → what may stand in it by mistake, the name of a standard value → its word, which filters look for."""
    found = {}
    for kind in sorted(set(vocabulary.names) & set(columns) - _NOT_COLUMNS):
        names = {name: word for word, names in vocabulary.names[kind].items() for name in names if name != word}
        found[kind] = {name: word for name, word in names.items() if name not in vocabulary.names[kind]}
    return found


def _orphans(areas: Records) -> Iterator[str]:
    """Areas without a parent whose level has areas with one: they count for nothing above them."""
    inside = {record.texts["level"] for record in areas.rows.values() if "parent" in record.texts}
    for record in areas.rows.values():
        level = record.texts["level"]
        if level in inside and "parent" not in record.texts:
            told = f"unlike other areas of level {level}: it counts for none above"
            yield f"{_place(areas, record)} has no parent, {told}"


def _named_values(records: Records, vocabulary: Vocabulary) -> Iterator[str]:
    """Cells that hold the name of a standard value instead of its word, which no filter finds."""
    for kind, words in words_of_names(records.columns, vocabulary).items():
        for record in records.rows.values():
            value = record.texts.get(kind, "")
            if value in words:
                yield name_for_word(_place(records, record), kind, value, words[value])


def _place(records: Records, record: Record) -> str:
    return place(records.file, record.row, record.key[0])
