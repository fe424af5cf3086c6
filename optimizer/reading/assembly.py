"""How the rows of checked tables become the areas, facilities, resources and stock of a region."""

from __future__ import annotations

from dataclasses import replace

from models.instance import (
    KEEP_FACILITY,
    OPEN,
    Area,
    Facility,
    Instance,
    Resource,
    Stock,
    Travel,
    Vocabulary,
)
from optimizer.reading.checks import Sheets
from optimizer.reading.settings import Settings
from optimizer.reading.tables import Record, Records


def assemble(settings: Settings, sheets: Sheets, vocabulary: Vocabulary) -> Instance:
    """The instance that checked tables make, still without a name and its inputs.

    To be called only when no problem was found in them.
    """
    return replace(
        bare_region(settings, sheets["areas"], sheets["resources"], vocabulary),
        facilities={key[0]: _facility(record) for key, record in sheets["facilities"].rows.items()},
        stock={_pair(key): _stock(record) for key, record in sheets["stock"].rows.items()},
        travel=_travel(sheets),
        facility_columns=sheets["facilities"].columns | {"status"},
    )


def bare_region(settings: Settings, areas: Records, resources: Records, vocabulary: Vocabulary) -> Instance:
    """As :func:`assemble`, before anything stands in the areas: no facilities, no stock and no travel."""
    return Instance(
        name="",
        title=settings.title,
        title_en=settings.title_en,
        policy=settings.policy,
        base_year=settings.base_year,
        target_year=settings.target_year,
        currency=settings.currency,
        annualise_years=settings.annualise_years,
        sources=settings.sources,
        areas={key[0]: _area(record) for key, record in areas.rows.items()},
        facilities={},
        resources={key[0]: _resource(record) for key, record in resources.rows.items()},
        stock={},
        travel=None,
        vocabulary=vocabulary,
        area_columns=areas.columns,
        facility_columns=frozenset(),
    )


def _pair(key: tuple[str, ...]) -> tuple[str, str]:
    first, second = key
    return first, second


def _area(record: Record) -> Area:
    texts, numbers = record.texts, record.numbers
    return Area(
        area=texts["area"],
        name=texts["name"],
        level=texts["level"],
        parent=texts.get("parent"),
        name_en=texts.get("name_en"),
        lon=numbers.get("lon"),
        lat=numbers.get("lat"),
        area_km2=numbers.get("area_km2"),
        texts=texts,
        numbers=record.data,
    )


def _facility(record: Record) -> Facility:
    texts, numbers = {"status": OPEN, **record.texts}, record.numbers
    return Facility(
        facility=texts["facility"],
        name=texts["name"],
        area=texts["area"],
        type=texts["type"],
        status=texts["status"],
        open_cost=numbers.get("open_cost"),
        name_en=texts.get("name_en"),
        lon=numbers.get("lon"),
        lat=numbers.get("lat"),
        texts=texts,
        numbers=record.data,
    )


def _resource(record: Record) -> Resource:
    texts, numbers = record.texts, record.numbers
    return Resource(
        resource=texts["resource"],
        name=texts["name"],
        unit=texts["unit"],
        name_en=texts.get("name_en"),
        part_of=texts.get("part_of"),
        group=texts.get("group"),
        keep=texts.get("keep", KEEP_FACILITY),
        max_per_facility=record.whole("max_per_facility"),
        capital_cost=numbers.get("capital_cost"),
        annual_cost=numbers.get("annual_cost"),
    )


def _stock(record: Record) -> Stock:
    return Stock(
        facility=record.texts["facility"],
        resource=record.texts["resource"],
        current=record.numbers["current"].numerator,
        min=record.whole("min"),
        max=record.whole("max"),
        capital_cost=record.numbers.get("capital_cost"),
        annual_cost=record.numbers.get("annual_cost"),
    )


def _travel(sheets: Sheets) -> dict[tuple[str, str], Travel] | None:
    if "travel" not in sheets:
        return None
    rows = sheets["travel"].rows
    return {_pair(key): Travel(row.numbers.get("minutes"), row.numbers.get("km")) for key, row in rows.items()}
