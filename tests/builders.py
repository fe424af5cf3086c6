"""Small regions, clauses and plans for tests, written as plain dicts and the strings of a policy file.

    instance = region(
        areas=[{"area": "A", "residents": 1000}],
        facilities=[{"facility": "H1", "type": "hospital"}],
        resources=["beds"],
        stock={("H1", "beds"): 10},
    )
    sentence = clause(require="beds", at_least="7.0", per="1000 residents")

Numbers are ints or strings, never floats. What is left out gets the plainest value: a county, an open hospital in the
first area, a resource kept in its facility, no price, no coordinates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeVar

from models.clause import (
    BETWEEN,
    COMPARATORS,
    DEFAULT_GOALS,
    AreaColumn,
    Base,
    Clause,
    Constant,
    DecidedBase,
    FacilityColumn,
    Filter,
    Policy,
)
from models.grammar import parse_filter, parse_measure, parse_per, parse_reach
from models.instance import CANDIDATE, OPEN, Area, Facility, Instance, Resource, Stock, Travel, Vocabulary
from models.plan import Plan

Key = TypeVar("Key", str, tuple[str, str])
Value = TypeVar("Value")
Fields = Mapping[str, Any]
"""column → cell, as text or number; None is an empty cell"""

AREA_BASES = ("residents", "elderly", "children", "served", "weight", "area_km2")
"""A base whose name begins with one of these is a column of areas."""

FACILITY_BASES = ("planned_", "authorised_")
"""A base whose name begins with one of these is a column of facilities; any other base is a measure."""

_AREA_FIXED = ("area", "name", "level", "parent", "name_en", "lon", "lat", "area_km2")
_FACILITY_FIXED = ("facility", "name", "area", "type", "status", "open_cost", "name_en", "lon", "lat")
_FACILITY_TEXTS = (*_FACILITY_FIXED, "grade", "ownership", "level")


def region(
    *,
    areas: Sequence[Fields] = ({"area": "A", "residents": 1000},),
    facilities: Sequence[Fields] = (),
    resources: Sequence[str | Fields] = ("beds",),
    stock: Mapping[tuple[str, str], int | Fields] | None = None,
    travel: Mapping[tuple[str, str], Fields] | None = None,
    orders: Mapping[str, tuple[str, ...]] | None = None,
    annualise_years: int = 10,
    name: str = "test",
) -> Instance:
    """An instance. ``stock`` gives the current units, or a dict with ``current``, ``min``, ``max`` and prices."""
    made_areas = {area.area: area for area in map(_area, areas)}
    made_facilities = {item.facility: item for item in (_facility(each, areas[0]["area"]) for each in facilities)}
    made_resources = {item.resource: item for item in map(_resource, resources)}
    made_stock = {key: _stock(key, row) for key, row in (stock or {}).items()}
    return Instance(
        name=name,
        title=name,
        title_en=None,
        policy="",
        base_year=None,
        target_year=None,
        currency="yuan",
        annualise_years=Fraction(annualise_years),
        sources={},
        areas=_sorted(made_areas),
        facilities=_sorted(made_facilities),
        resources=_sorted(made_resources),
        stock=_sorted(made_stock),
        travel=None if travel is None else _sorted({key: _travel(row) for key, row in travel.items()}),
        vocabulary=Vocabulary(frozenset(), frozenset(), orders or {}, {}),
        area_columns=frozenset(column for row in areas for column in row),
        facility_columns=frozenset(column for row in facilities for column in row),
    )


def clause(**keys: Any) -> Clause:
    """A clause from the keys of a policy file; ``in_`` or ``level`` for ``in``, ``or_`` for ``or``; ``id`` is optional.

    The default is one anticipated sentence in each county. A base is recognised by its name (``AREA_BASES``,
    ``FACILITY_BASES``); ``base=`` with a base of :mod:`models.clause` overrides that.
    """
    comparator = next(key for key in COMPARATORS if key in keys)
    per, base = _per(keys.get("per"))
    where = filter_of(keys.get("where", ""))
    levels = keys.get("level", keys.get("in_", keys.get("in", "county")))
    ends = keys[comparator] if comparator == BETWEEN else (keys[comparator], keys[comparator])
    return Clause(
        id=keys.get("id", "C1"),
        name=keys.get("name", keys.get("id", "C1")),
        name_en=keys.get("name_en"),
        cite=keys.get("cite"),
        measure=parse_measure(keys["require"]),
        comparator=comparator,
        value=number(ends[0]),
        upper=number(ends[1]),
        per=per,
        base=keys.get("base", base),
        where=where,
        per_where=filter_of(keys["per_where"]) if "per_where" in keys else where,
        levels=(levels,) if isinstance(levels, str) else tuple(levels),
        areas=filter_of(keys.get("areas", "")),
        reach=parse_reach(keys["within"]) if "within" in keys else None,
        nature=keys.get("nature", "anticipated"),
        tolerance=number(keys.get("tolerance", 0)),
        weight=number(keys.get("weight", 1)),
        weigh_by=keys.get("weigh_by"),
        reason=keys.get("reason"),
        partner=keys.get("or_"),
        share=number(keys["share"]) if "share" in keys else None,
        mean=keys.get("mean", False),
        by=keys.get("by"),
        missing=tuple(keys.get("missing", ())),
        raw=dict(keys),
    )


def filter_of(text: str | Sequence[str]) -> Filter:
    """The filter of one text, or of several that are alternatives."""
    texts = [text] if isinstance(text, str) else text
    return tuple(alternative for each in texts for alternative in parse_filter(each))


def policy(
    *clauses: Clause,
    goals: Iterable[str] = DEFAULT_GOALS,
    fairness_in: str = "county",
    hold_within: Mapping[str, Fraction] | None = None,
    name: str = "test-policy",
) -> Policy:
    """A policy of these clauses, in this order."""
    return Policy(name, name, clauses, tuple(goals), fairness_in, hold_within or {})


def plan(instance: Instance, proposed: Mapping[tuple[str, str], int] | None = None, **opened: bool) -> Plan:
    """Today's stock with some rows changed; ``H1=False`` closes a facility.

    Without being told, closable facilities are open, and candidates are if they get anything.
    """
    amounts = {key: row.current for key, row in instance.stock.items()} | dict(proposed or {})
    used = {facility for (facility, _), units in amounts.items() if units}
    standings = {name: item.status for name, item in instance.facilities.items() if item.status != OPEN}
    doors = {name: name in used or status != CANDIDATE for name, status in standings.items()}
    return Plan(amounts, doors | opened)


def number(value: int | str | Fraction) -> Fraction:
    """An exact number from an int, or from digits such as ``"4.3"``; TypeError for floats."""
    if isinstance(value, float):
        raise TypeError("write numbers in tests as ints or strings: floats are not exact")
    return Fraction(value)


def _sorted(items: Mapping[Key, Value]) -> dict[Key, Value]:
    return {key: items[key] for key in sorted(items)}


def _per(text: str | None) -> tuple[Fraction, Base]:
    if text is None:
        return Fraction(1), Constant()
    per, name = parse_per(text)
    if name.startswith(AREA_BASES):
        return per, AreaColumn(name)
    return per, FacilityColumn(name) if name.startswith(FACILITY_BASES) else DecidedBase(parse_measure(name))


def _area(row: Fields) -> Area:
    return Area(
        area=row["area"],
        name=row.get("name", row["area"]),
        level=row.get("level", "county"),
        parent=row.get("parent"),
        name_en=row.get("name_en"),
        lon=_optional(row, "lon"),
        lat=_optional(row, "lat"),
        area_km2=_optional(row, "area_km2"),
        texts=_texts({"name": row["area"], "level": "county"} | dict(row)),
        numbers=_numbers(row, _AREA_FIXED),
    )


def _facility(row: Fields, first_area: str) -> Facility:
    full = {"name": row["facility"], "area": first_area, "type": "hospital"} | dict(row)
    return Facility(
        facility=full["facility"],
        name=full["name"],
        area=full["area"],
        type=full["type"],
        status=full.get("status", OPEN),
        open_cost=_optional(full, "open_cost"),
        name_en=full.get("name_en"),
        lon=_optional(full, "lon"),
        lat=_optional(full, "lat"),
        texts=_texts(full),
        numbers=_numbers(full, _FACILITY_TEXTS),
    )


def _resource(row: str | Fields) -> Resource:
    fields: Fields = {"resource": row} if isinstance(row, str) else row
    return Resource(
        resource=fields["resource"],
        name=fields.get("name", fields["resource"]),
        unit=fields.get("unit", "unit"),
        name_en=fields.get("name_en"),
        part_of=fields.get("part_of"),
        group=fields.get("group"),
        keep=fields.get("keep", "facility"),
        max_per_facility=fields.get("max_per_facility"),
        capital_cost=_optional(fields, "capital_cost"),
        annual_cost=_optional(fields, "annual_cost"),
    )


def _stock(key: tuple[str, str], row: int | Fields) -> Stock:
    fields: Fields = {"current": row} if isinstance(row, int) else row
    return Stock(
        facility=key[0],
        resource=key[1],
        current=fields.get("current", 0),
        min=fields.get("min"),
        max=fields.get("max"),
        capital_cost=_optional(fields, "capital_cost"),
        annual_cost=_optional(fields, "annual_cost"),
    )


def _travel(row: Fields) -> Travel:
    return Travel(_optional(row, "minutes"), _optional(row, "km"))


def _optional(row: Fields, column: str) -> Fraction | None:
    return None if row.get(column) is None else number(row[column])


def _texts(row: Fields) -> dict[str, str]:
    return {column: str(cell) for column, cell in row.items() if cell is not None}


def _numbers(row: Fields, fixed: Sequence[str]) -> dict[str, Fraction]:
    found = {}
    for column, cell in row.items():
        if cell is not None and column not in fixed:
            try:
                found[column] = number(cell)
            except ValueError:
                continue
    return found
