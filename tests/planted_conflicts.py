"""Random tiny regions whose policy holds but for a conflict that was planted into one county."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from models.clause import Policy
from models.instance import Instance
from tests.builders import clause, policy, region

Row = tuple[str, str]
Fields = dict[str, Any]

KINDS = (
    "floor above cap",
    "chain",
    "budget",
    "rows above cap",
    "no room",
    "parity",
    "staff per facility",
    "alternatives",
)
"""What is planted. The cap of ``no room`` is a maximum in the stock; ``parity`` is possible for fractions."""


@dataclass(frozen=True)
class Planted:
    """A region, a policy that cannot hold, and the rows that were planted (with whatever the stock says)."""

    instance: Instance
    policy: Policy
    rows: frozenset[Row]
    kind: str


def plant(seed: int) -> Planted:
    """The case of a seed: always the same one."""
    dice = random.Random(seed)
    kind = KINDS[seed % len(KINDS)]
    areas: list[Fields] = [
        {
            "area": name,
            "level": "county",
            "residents": dice.randint(5, 30) * 100,
            "kind": "hit" if name == "K" else "rest",
        }
        for name in ("K", "L", "M")[: dice.randint(2, 3)]
    ]
    facilities: list[Fields] = [
        {"facility": f"{area['area']}{number}", "area": area["area"], "type": dice.choice(["hospital", "clinic"])}
        for area in areas
        for number in range(dice.randint(2, 4))
    ]
    stock = {
        (one["facility"], name): _row(dice) for one in facilities for name in ("beds", "nurses", "doctors", "vans")
    }
    hit = [one["facility"] for one in facilities if one["area"] == "K"]
    clauses, rows, facilities = _PLANTERS[kind](Ground(dice, hit, stock, facilities))
    harmless = [_harmless(dice, f"B{number}") for number in range(dice.randint(2, 5))]
    instance = region(
        areas=areas,
        facilities=facilities,
        resources=[
            {"resource": name, "capital_cost": cost}
            for name, cost in (("beds", 10), ("nurses", 10), ("doctors", 10), ("vans", 0))
        ],
        stock=stock,
    )
    mixed = [clause(**{"nature": "binding", **keys}) for keys in (*clauses, *harmless)]
    dice.shuffle(mixed)
    return Planted(instance, policy(*mixed, goals=("cost",)), frozenset(rows), kind)


def _row(dice: random.Random) -> Fields:
    return {"current": dice.randint(0, 4), "max": 60}


def _harmless(dice: random.Random, name: str) -> Fields:
    """A clause of the other counties, or about vans: it holds whatever was planted."""
    rest = {"areas": "kind=rest"}
    return {
        "id": name,
        **dice.choice(
            [
                {"require": "beds", "at_least": dice.randint(1, 9), "in": "county", **rest},
                {"require": "beds", "at_most": dice.randint(5, 9), "in": "facility", **rest},
                {"require": "nurses", "at_least": "0.5", "per": "1 beds", "in": "county", **rest},
                {"require": "vans", "at_least": dice.randint(1, 4), "in": "facility"},
                {"require": "vans", "at_least": 3, "per": "1000 residents", "in": "county"},
                {"require": "vans", "at_most": 4, "per": "1 vans.current", "in": "facility", "areas": "kind=none"},
            ]
        ),
    }


@dataclass(frozen=True)
class Ground:
    """Where to plant: the facilities of the county that is hit, and everything that stands there."""

    dice: random.Random
    hit: list[str]
    stock: dict[tuple[str, str], Fields]
    facilities: list[Fields]


Made = tuple[list[Fields], set[Row], list[Fields]]
_HERE: Mapping[str, str] = {"in": "county", "areas": "kind=hit"}


def _floor_above_cap(ground: Ground) -> Made:
    floor = ground.dice.randint(20, 40)
    return (
        [
            {"id": "P1", "require": "beds", "at_least": floor, **_HERE},
            {"id": "P2", "require": "beds", "at_most": floor - ground.dice.randint(1, 3), **_HERE},
        ],
        {("P1", "K"), ("P2", "K")},
        ground.facilities,
    )


def _chain(ground: Ground) -> Made:
    floor = ground.dice.randint(20, 40)
    nurses = -(-floor * 6 // 5)
    return (
        [
            {"id": "P1", "require": "beds", "at_least": floor, **_HERE},
            {"id": "P2", "require": "nurses", "at_least": "1.2", "per": "1 beds", **_HERE},
            {"id": "P3", "require": "nurses", "at_most": nurses - ground.dice.randint(1, 4), **_HERE},
        ],
        {("P1", "K"), ("P2", "K"), ("P3", "K")},
        ground.facilities,
    )


def _budget(ground: Ground) -> Made:
    units = ground.dice.randint(5, 12)
    return (
        [
            {"id": "P1", "require": "beds.added", "at_least": units, **_HERE},
            {"id": "P2", "require": "capital_cost", "at_most": 10 * units - ground.dice.randint(1, 9), **_HERE},
        ],
        {("P1", "K"), ("P2", "K")},
        ground.facilities,
    )


def _rows_above_cap(ground: Ground) -> Made:
    planned = {name: ground.dice.randint(5, 12) for name in ground.hit}
    numbered = [{**one, "planned_beds": planned.get(one["facility"])} for one in ground.facilities]
    cap = sum(planned.values()) - ground.dice.randint(1, 4)
    return (
        [
            {
                "id": "P1",
                "require": "beds",
                "exactly": 1,
                "per": "1 planned_beds",
                "in": "facility",
                "areas": "kind=hit",
            },
            {"id": "P2", "require": "beds", "at_most": cap, **_HERE},
        ],
        {("P2", "K"), *(("P1", name) for name in ground.hit)},
        numbered,
    )


def _no_room(ground: Ground) -> Made:
    for name in ground.hit:
        ground.stock[name, "doctors"] = {"current": 1, "max": ground.dice.randint(2, 5)}
    most = sum(ground.stock[name, "doctors"]["max"] for name in ground.hit)
    return [{"id": "P1", "require": "doctors", "at_least": most + 1, **_HERE}], {("P1", "K")}, ground.facilities


def _parity(ground: Ground) -> Made:
    """Between 1.4 and 1.6 nurses per bed, and one bed: no whole number fits."""
    for name in ground.hit:
        ground.stock[name, "beds"] = {"current": 0, "max": 60}
        ground.stock[name, "nurses"] = {"current": 0, "max": 60}
    low, high = ground.dice.choice([("1.4", "1.6"), ("2.25", "2.75"), ("0.2", "0.7")])
    return (
        [
            {"id": "P1", "require": "beds", "at_most": 1, **_HERE},
            {"id": "P2", "require": "beds", "at_least": 1, **_HERE},
            {"id": "P3", "require": "nurses", "at_least": low, "per": "1 beds", **_HERE},
            {"id": "P4", "require": "nurses", "at_most": high, "per": "1 beds", **_HERE},
        ],
        {(f"P{number}", "K") for number in range(1, 5)},
        ground.facilities,
    )


def _staff_per_facility(ground: Ground) -> Made:
    """Half a nurse per bed in every facility, more nurses than may be added."""
    for name in ground.hit:
        beds = ground.dice.randint(10, 20)
        ground.stock[name, "beds"] = {"current": beds}
        ground.stock[name, "nurses"] = {"current": ground.dice.randint(0, 4), "max": 60}
    missing = sum(
        max(0, -(-ground.stock[name, "beds"]["current"] // 2) - ground.stock[name, "nurses"]["current"])
        for name in ground.hit
    )
    return (
        [
            {
                "id": "P1",
                "require": "nurses",
                "at_least": "0.5",
                "per": "1 beds",
                "in": "facility",
                "areas": "kind=hit",
            },
            {"id": "P2", "require": "nurses.added", "at_most": missing - 1, **_HERE},
        ],
        {("P2", "K"), *(("P1", name) for name in ground.hit)},
        ground.facilities,
    )


def _alternatives(ground: Ground) -> Made:
    """Many beds or many doctors, and few of either."""
    floor = ground.dice.randint(20, 30)
    return (
        [
            {"id": "P1", "require": "beds", "at_least": floor, "or_": "P2", **_HERE},
            {"id": "P2", "require": "doctors", "at_least": floor, **_HERE},
            {"id": "P3", "require": "beds", "at_most": floor - 1, **_HERE},
            {"id": "P4", "require": "doctors", "at_most": floor - 1, **_HERE},
        ],
        {(f"P{number}", "K") for number in range(1, 5)},
        ground.facilities,
    )


_PLANTERS: Mapping[str, Callable[[Ground], Made]] = dict(
    zip(
        KINDS,
        (
            _floor_above_cap,
            _chain,
            _budget,
            _rows_above_cap,
            _no_room,
            _parity,
            _staff_per_facility,
            _alternatives,
        ),
        strict=True,
    )
)


def single_rows(planted_policy: Policy, rows: set[Row]) -> Policy:
    """A policy of these rows alone, each a clause of its own that speaks of no other area."""
    made = []
    for one in planted_policy.clauses:
        for number, (_, area) in enumerate(sorted(row for row in rows if row[0] == one.id)):
            raw = dict(one.raw)
            key, column = ("where", "facility") if raw["in"] == "facility" else ("areas", "area")
            raw[key] = f"{raw[key]}; {column}={area}" if raw.get(key) else f"{column}={area}"
            made.append(clause(**{**raw, "id": one.id if number == 0 else f"{one.id}.{number}"}))
    return policy(*made, goals=("cost",))
