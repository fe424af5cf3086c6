"""The tables of an instance, as the format fixes them: which columns, of which kind, within which limits."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from models.instance import KEEPS, LEVELS, STATUSES
from optimizer.reading.tables import CHOICE, ID, NUMBER, RESOURCE_ID, WHOLE, Column, Spec

_ZERO = Fraction(0)
_LON = Column("lon", NUMBER, low=Fraction(-180), high=Fraction(180))
_LAT = Column("lat", NUMBER, low=Fraction(-90), high=Fraction(90))
_COSTS = (Column("capital_cost", NUMBER, low=_ZERO), Column("annual_cost", NUMBER, low=_ZERO))

AREAS = Spec(
    (
        Column("area", ID, required=True),
        Column("name", required=True),
        Column("level", CHOICE, required=True, choices=LEVELS),
        Column("parent"),
        Column("name_en"),
        _LON,
        _LAT,
        Column("area_km2", NUMBER, positive=True),
    ),
    key=("area",),
    open=True,
)
FACILITIES = Spec(
    (
        Column("facility", ID, required=True),
        Column("name", required=True),
        Column("area", required=True),
        Column("type", required=True),
        Column("name_en"),
        Column("grade"),
        Column("ownership"),
        Column("level"),
        Column("status", CHOICE, choices=STATUSES),
        Column("open_cost", NUMBER, low=_ZERO),
        _LON,
        _LAT,
    ),
    key=("facility",),
    open=True,
)
RESOURCES = Spec(
    (
        Column("resource", RESOURCE_ID, required=True),
        Column("name", required=True),
        Column("unit", required=True),
        Column("name_en"),
        Column("part_of"),
        Column("group"),
        Column("keep", CHOICE, choices=KEEPS),
        Column("max_per_facility", WHOLE),
        *_COSTS,
    ),
    key=("resource",),
)
STOCK = Spec(
    (
        Column("facility", required=True),
        Column("resource", required=True),
        Column("current", WHOLE, required=True),
        Column("min", WHOLE),
        Column("max", WHOLE),
        *_COSTS,
    ),
    key=("facility", "resource"),
)
TRAVEL = Spec(
    (
        Column("area", required=True),
        Column("facility", required=True),
        Column("minutes", NUMBER, low=_ZERO),
        Column("km", NUMBER, low=_ZERO),
    ),
    key=("area", "facility"),
)

TABLES: Mapping[str, Spec] = {
    "areas": AREAS,
    "facilities": FACILITIES,
    "resources": RESOURCES,
    "stock": STOCK,
    "travel": TRAVEL,
}
"""Table name (of the CSV file or the sheet) → its columns."""

OPTIONAL_TABLES = frozenset({"travel"})
