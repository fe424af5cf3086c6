"""A small instance and a sound clause for it, from which the tests of reading make faulty ones."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from models.clause import Clause, Policy
from models.instance import Area, Facility, Instance, Resource, Vocabulary
from optimizer.problems import InputError, Problem

Read = Callable[..., Policy]


def area(name: str, level: str, parent: str | None = None, **cells: str) -> Area:
    """One area with these cells; all that are plain digits are numbers."""
    numbers = {column: Fraction(text) for column, text in cells.items() if text.isdigit()}
    texts = {"area": name, "name": name, "level": level, **cells}
    return Area(name, name, level, parent, None, None, None, None, texts, numbers)


def facility(name: str, place: str, kind: str, **cells: str) -> Facility:
    """One facility with these cells; all that are plain digits are numbers."""
    numbers = {column: Fraction(text) for column, text in cells.items() if text.isdigit()}
    texts = {"facility": name, "name": name, "area": place, "type": kind, "status": "open", **cells}
    return Facility(name, name, place, kind, "open", None, None, None, None, texts, numbers)


def resource(name: str) -> Resource:
    """One resource without costs or bounds."""
    return Resource(name, name, "unit", None, None, None, "facility", None, None, None)


INSTANCE = Instance(
    name="r",
    title="r",
    title_en=None,
    policy="p",
    base_year=None,
    target_year=None,
    currency="CNY",
    annualise_years=Fraction(10),
    sources={},
    areas={
        "C1": area("C1", "county", residents="100", density="3", island="no"),
        "C2": area("C2", "county", island="yes"),
        "T1": area("T1", "township", "C2", residents="40", note="x"),
        "T2": area("T2", "township", "C2", residents="50"),
    },
    facilities={
        "F1": facility("F1", "C1", "general_hospital", grade="3A", planned_beds="12", density="1"),
        "F2": facility("F2", "T1", "clinic", planned_beds="7", phone="12-3"),
        "F3": facility("F3", "T2", "clinic", grade="1"),
    },
    resources={name: resource(name) for name in ("beds", "doctors", "nurses", "planned_nurses")},
    stock={},
    travel=None,
    vocabulary=Vocabulary(
        frozenset({"beds", "doctors", "ambulances"}),
        frozenset({"residents", "elderly", "ownership"}),
        {"grade": ("1", "2B", "2A", "3B", "3A")},
        {"type": {"general_hospital": ("综合医院", "general hospital"), "tcm_hospital": ("中医医院", "TCM hospital")}},
    ),
    area_columns=frozenset({"area", "name", "level", "parent", "residents", "island", "density", "note"}),
    facility_columns=frozenset(
        {"facility", "name", "area", "type", "status", "grade", "planned_beds", "density", "phone"}
    ),
)

BASE = {
    "id": '"X-1"',
    "name": '"doctors per 1000"',
    "require": '"doctors"',
    "at_least": "4.3",
    "per": '"1000 residents"',
    "in": '"county"',
    "nature": '"guiding"',
}


def clause(**keys: str | None) -> str:
    """One [[clause]] table: the sound one above with these keys written over it, None leaving a key out.

    A trailing underscore is dropped, so that ``in_`` may be written.
    """
    table = BASE | {key.rstrip("_"): value for key, value in keys.items()}
    lines = [f"{key} = {value}" for key, value in table.items() if value is not None]
    return "[[clause]]\n" + "\n".join(lines) + "\n"


def header(name: str = "p", more: str = "") -> str:
    """The head of a policy file."""
    return f'policy = "{name}"\ntitle = "Plan {name}"\n{more}\n'


def only(read: Read, *args: object, **options: object) -> Problem:
    """The one problem that reading ends with."""
    with pytest.raises(InputError) as caught:
        read(*args, **options)
    assert len(caught.value.problems) == 1, str(caught.value)
    return caught.value.problems[0]


def the_clause(read: Read, instance: Instance = INSTANCE, **keys: Any) -> Clause:
    """The one clause of a policy, from the sound one with these keys written over it."""
    return read(header() + clause(**keys), instance=instance).clauses[0]
