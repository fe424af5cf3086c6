"""A province of any size for measuring: counties × facilities, with floors, ratios, openings and one budget."""

from __future__ import annotations

import random
from typing import Any

from models.clause import Policy
from models.instance import Instance
from tests.builders import clause, policy, region

RESOURCES = ("beds", "doctors", "nurses", "ambulances")


def big_region(counties: int, facilities: int, seed: int = 1) -> tuple[Instance, Policy]:
    """An instance with that many counties of that many facilities each, and a policy of eight clauses."""
    dice = random.Random(seed)
    areas: list[dict[str, Any]] = [{"area": "province", "level": "province"}]
    places: list[dict[str, Any]] = []
    stock: dict[tuple[str, str], dict[str, Any]] = {}
    for county in range(counties):
        area = f"K{county:04d}"
        people = dice.randint(100_000, 900_000)
        areas.append({"area": area, "level": "county", "parent": "province", "residents": people})
        for number in range(facilities):
            name = f"{area}-F{number:03d}"
            candidate = dice.random() < 0.1
            places.append(_facility(name, area, number, candidate))
            for resource in RESOURCES:
                today = 0 if candidate else dice.randint(0, 60 if resource == "beds" else 20)
                stock[name, resource] = {"current": today, "max": today * 2 + 20}
    capital, annual = (300_000, 0, 0, 400_000), (20_000, 150_000, 110_000, 90_000)
    resources = [
        {"resource": name, "capital_cost": once, "annual_cost": yearly}
        for name, once, yearly in zip(RESOURCES, capital, annual, strict=True)
    ]
    instance = region(areas=areas, facilities=places, resources=resources, stock=stock)
    return instance, _policy()


def _facility(name: str, area: str, number: int, candidate: bool) -> dict[str, Any]:
    kind = "hospital" if number < 5 else "township_health_centre"
    row: dict[str, Any] = {"facility": name, "area": area, "type": kind}
    return {**row, "status": "candidate", "open_cost": 5_000_000} if candidate else row


def _policy() -> Policy:
    return policy(
        clause(id="beds", require="beds", at_least="6.1", per="1000 residents"),
        clause(id="doctors", require="doctors", at_least="2.4", per="1000 residents"),
        clause(id="nurses", require="nurses", at_least="1.16", per="1 doctors"),
        clause(id="nurses-per-bed", require="nurses", at_least="0.3", per="1 beds", level="facility", nature="guiding"),
        clause(id="ambulances", require="ambulances", at_least="1", per="30000 residents", nature="binding"),
        clause(id="open", require="facilities", at_least="1", level="county", nature="binding"),
        clause(id="cap", require="beds", at_most="8", per="1000 residents", nature="binding"),
        clause(id="budget", require="capital_cost", at_most="40000000000", level="region", nature="binding"),
    )
