"""The columns that the sheets of a workbook have: in which order, how wide, what they offer in a list, what they mean.

What a column means stands in the catalogue of phrases, under ``wb_SHEET_COLUMN``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.clause import NATURES
from models.instance import KEEPS, LEVELS, STATUSES
from optimizer.reading.clause_keys import CLAUSE_LEVELS, REQUIRED_KEYS
from optimizer.reading.schema import TABLES
from optimizer.reading.tables import NUMBER, WHOLE
from optimizer.reading.workbook.policies import is_numeric
from optimizer.reading.workbook.sheets import CLAUSES, SOURCES
from optimizer.reporting.words import say


@dataclass(frozen=True)
class Offer:
    """A drop-down list of a column: fixed ``values``, or those that stand in the ``column`` of another ``sheet``.

    A ``strict`` one takes nothing else.
    """

    values: tuple[str, ...] = ()
    sheet: str = ""
    column: str = ""
    strict: bool = False


_OFFERS: Mapping[tuple[str, str], Offer] = {
    ("areas", "level"): Offer(LEVELS, strict=True),
    ("areas", "parent"): Offer(sheet="areas", column="area"),
    ("facilities", "area"): Offer(sheet="areas", column="area"),
    ("facilities", "type"): Offer(sheet="codes", column="type"),
    ("facilities", "grade"): Offer(sheet="codes", column="grade"),
    ("facilities", "ownership"): Offer(sheet="codes", column="ownership"),
    ("facilities", "level"): Offer(LEVELS),
    ("facilities", "status"): Offer(STATUSES, strict=True),
    ("resources", "part_of"): Offer(sheet="resources", column="resource"),
    ("resources", "keep"): Offer(KEEPS, strict=True),
    ("stock", "facility"): Offer(sheet="facilities", column="facility"),
    ("stock", "resource"): Offer(sheet="resources", column="resource"),
    ("travel", "area"): Offer(sheet="areas", column="area"),
    ("travel", "facility"): Offer(sheet="facilities", column="facility"),
    (CLAUSES, "in"): Offer(CLAUSE_LEVELS),
    (CLAUSES, "nature"): Offer(NATURES, strict=True),
    (CLAUSES, "mean"): Offer(("true", "false"), strict=True),
}


def offer_of(sheet: str, column: str) -> Offer | None:
    """The drop-down list of a column, if it has one."""
    return _OFFERS.get((sheet, column))


def is_required(sheet: str, column: str) -> bool:
    """Whether every row needs a value in the column."""
    if sheet == CLAUSES:
        return column in REQUIRED_KEYS
    return any(each.name == column and each.required for each in TABLES[sheet].columns) if sheet in TABLES else True


def holds_numbers(sheet: str, column: str) -> bool:
    """Whether numbers in the column are written as numbers: not in ids and names, which are text also in digits."""
    if sheet == CLAUSES:
        return is_numeric(column)
    if sheet not in TABLES:
        return False
    kinds = {each.name: each.kind for each in TABLES[sheet].columns}
    return kinds.get(column, NUMBER) in (NUMBER, WHOLE)


def note_of(sheet: str, column: str, lang: str) -> str | None:
    """What a column means; None for the sheets that need no words."""
    if sheet == CLAUSES or (sheet in TABLES and any(each.name == column for each in TABLES[sheet].columns)):
        return say(f"wb_{sheet}_{column}", lang)
    if sheet == SOURCES:
        return say(f"wb_{sheet}_{column}", lang)
    return say(f"wb_{sheet}_data", lang) if sheet in TABLES else None
