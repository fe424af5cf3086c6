"""Random provinces of two to six counties, with clauses and goals that tie the counties together.

Facilities, resources, stock and most clauses are drawn as in :mod:`tests.random_regions`; areas, budgets over several
counties, the order of goals, how tightly each is held and the level of fairness are drawn here.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from models.clause import BINDING, DEFAULT_GOALS, Clause, Policy
from models.instance import Instance
from tests import random_regions as small
from tests.builders import clause, policy, region

TIED_IN = ("region", "province", "city")
"""Levels whose areas hold several counties."""


@dataclass(frozen=True)
class Province:
    """A region of several counties with a policy."""

    instance: Instance
    policy: Policy


def draw_province(seed: int) -> Province:
    """The province of a seed: always the same one."""
    dice = random.Random(f"province {seed}")
    areas = _areas(dice, dice.randint(2, 6))
    places = [area["area"] for area in areas if area["level"] in ("county", "township")]
    facilities = [small._facility(dice, number, places) for number in range(dice.randint(3, 12))]
    resources = small._resources(dice)
    instance = region(
        areas=areas,
        facilities=facilities,
        resources=resources,
        stock=small._stock(dice, facilities, resources),
        travel=small._travel(dice, areas, facilities),
        annualise_years=5,
    )
    return Province(instance, _policy(dice, [resource["resource"] for resource in resources]))


def _areas(dice: random.Random, counties: int) -> list[dict[str, Any]]:
    areas: list[dict[str, Any]] = [{"area": "province", "level": "province"}]
    cities = [f"city{number}" for number in range(dice.randint(1, 2))]
    areas += [{"area": city, "level": "city", "parent": "province"} for city in cities]
    for number in range(counties):
        city = cities[number] if number < len(cities) else dice.choice(cities)
        county = {"area": f"county{number}", "level": "county", "parent": city}
        areas.append({**county, "residents": small._people(dice), "kind": dice.choice("ab")})
        if dice.random() < 0.4:
            town = {"area": f"town{number}", "level": "township", "parent": county["area"]}
            areas.append({**town, "residents": small._people(dice), "kind": "a"})
    for area in areas[1 + len(cities) :]:
        area["lon"], area["lat"] = str(100 + dice.randint(0, 9) / 100), str(30 + dice.randint(0, 9) / 100)
    return areas


def _policy(dice: random.Random, resources: list[str]) -> Policy:
    clauses = [_mostly_soft(dice, small._clause(dice, f"C{number}", resources)) for number in range(dice.randint(1, 4))]
    clauses += [_tie(dice, f"T{number}", resources) for number in range(dice.randint(0, 3))]
    if dice.random() < 0.2:
        clauses += small._alternatives(dice, resources)
    goals = list(DEFAULT_GOALS)
    if dice.random() < 0.5:
        dice.shuffle(goals)
    if dice.random() < 0.3:
        goals = goals[: dice.randint(1, len(goals))]
    held = {goal: Fraction(dice.choice(["0", "0.01", "0.2"])) for goal in goals if dice.random() < 0.25}
    fairness_in = dice.choice(["county", "county", "township", "city", "province"])
    return policy(*clauses, goals=goals, fairness_in=fairness_in, hold_within=held)


def _mostly_soft(dice: random.Random, drawn: Clause) -> Clause:
    """Over many areas a random hard clause can rarely be kept; most are made wishes."""
    if drawn.nature != BINDING or dice.random() < 0.3:
        return drawn
    return clause(**{**drawn.raw, "nature": dice.choice(["principle", "anticipated", "guiding"])})


def _tie(dice: random.Random, name: str, resources: list[str]) -> Clause:
    """A clause over several counties: a budget, a sum, an exact sum, or a range."""
    keys: dict[str, Any] = {
        "id": name,
        "in": dice.choice(TIED_IN),
        "nature": dice.choice([BINDING, "anticipated", "guiding"]),
    }
    kind = dice.choice(["budget", "most", "least", "exactly", "between", "rate"])
    keys["require"] = dice.choice(resources)
    if kind == "budget":
        keys.update(require=dice.choice(["capital_cost", "annual_cost"]), at_most=str(dice.randint(5, 120)))
    elif kind == "rate":
        keys.update(at_least=dice.choice(["0.3", "0.7", "1.1"]), per="1000 residents")
    elif kind == "between":
        least = dice.randint(1, 12)
        keys.update(between=[str(least), str(least + dice.randint(0, 3))])
    else:
        comparator = {"most": "at_most", "least": "at_least", "exactly": "exactly"}[kind]
        keys[comparator] = str(dice.randint(2, 14))
    if dice.random() < 0.2 and kind != "rate":
        keys["where"] = dice.choice(["type=hospital", "type=clinic"])
    return clause(**keys)
