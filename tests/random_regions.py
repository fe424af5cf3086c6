"""Random regions and policies, small enough to try every plan: all clause forms, statuses, parts, keeps and bounds."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from models.clause import ABOUT, AT_LEAST, BETWEEN, BINDING, COMPARATORS, SPREAD_AT_MOST, Policy
from models.instance import Instance
from models.plan import Plan
from tests.builders import clause, policy, region

MOST_PLANS = 1500
"""More plans than this are not tried; another region is drawn instead."""

NATURES = ("binding", "principle", "anticipated", "guiding", "strive", "reference")


@dataclass(frozen=True)
class Case:
    """A region with a policy, and whether every stock row has a written maximum (so that trying all plans is exact)."""

    instance: Instance
    policy: Policy
    bounded: bool


def draw_case(seed: int) -> Case:
    """The case of a seed: always the same one."""
    dice = random.Random(seed)
    while True:
        case = _draw(dice)
        if 2 <= plan_count(case.instance) <= MOST_PLANS:
            return case


def every_plan(instance: Instance) -> Iterator[Plan]:
    """All plans within 0 … max (or a little above today's stock where no max is written), open and closed."""
    cells = list(instance.stock)
    ranges = [range(_top(instance, cell) + 1) for cell in cells]
    gates = [name for name, facility in instance.facilities.items() if facility.status != "open"]
    for doors in itertools.product((False, True), repeat=len(gates)):
        opened = dict.fromkeys(instance.facilities, True) | dict(zip(gates, doors, strict=True))
        allowed = [span if opened[cell[0]] else range(1) for cell, span in zip(cells, ranges, strict=True)]
        for amounts in itertools.product(*allowed):
            yield Plan(dict(zip(cells, amounts, strict=True)), opened)


def plan_count(instance: Instance) -> int:
    """How many plans :func:`every_plan` tries at most."""
    count = 2 ** sum(facility.status != "open" for facility in instance.facilities.values())
    for cell in instance.stock:
        count *= _top(instance, cell) + 1
    return count


def _top(instance: Instance, cell: tuple[str, str]) -> int:
    row = instance.stock[cell]
    resource = instance.resources[row.resource]
    limit = row.max if row.max is not None else resource.max_per_facility
    return row.current + 3 if limit is None else limit


def _draw(dice: random.Random) -> Case:
    areas = _areas(dice)
    places = [area["area"] for area in areas if area["level"] != "city"]
    facilities = [_facility(dice, number, places) for number in range(dice.randint(1, 3))]
    resources = _resources(dice)
    stock = _stock(dice, facilities, resources)
    travel = _travel(dice, areas, facilities)
    instance = region(
        areas=areas, facilities=facilities, resources=resources, stock=stock, travel=travel, annualise_years=5
    )
    names = [resource["resource"] for resource in resources]
    clauses = [_clause(dice, f"C{number}", names) for number in range(dice.randint(1, 4))]
    if dice.random() < 0.2:
        clauses += _alternatives(dice, names)
    chosen = policy(*clauses, fairness_in=dice.choice(["county", "township"]))
    bounded = all(
        row.max is not None or instance.resources[row.resource].max_per_facility is not None
        for row in instance.stock.values()
    )
    return Case(instance, chosen, bounded)


def _areas(dice: random.Random) -> list[dict[str, Any]]:
    areas: list[dict[str, Any]] = [{"area": "city", "level": "city"}]
    for county in range(dice.randint(1, 2)):
        name = f"county{county}"
        county_row = {"area": name, "level": "county", "parent": "city", "residents": _people(dice)}
        areas.append({**county_row, "kind": "ab"[county]})
        if dice.random() < 0.6:
            areas.append(
                {"area": f"town{county}", "level": "township", "parent": name, "residents": _people(dice), "kind": "a"}
            )
    for area in areas[1:]:
        area["lon"], area["lat"] = str(100 + dice.randint(0, 9) / 100), str(30 + dice.randint(0, 9) / 100)
    return areas


def _people(dice: random.Random) -> int:
    return 0 if dice.random() < 0.05 else 100 * dice.randint(3, 29) + dice.randint(0, 99)


def _facility(dice: random.Random, number: int, places: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "facility": f"F{number}",
        "area": dice.choice(places),
        "type": dice.choice(["hospital", "clinic"]),
        "status": dice.choice(["open", "open", "closable", "candidate"]),
        "planned_units": dice.randint(0, 4),
    }
    if row["status"] == "candidate":
        row["open_cost"] = dice.randint(0, 40)
    if dice.random() < 0.8:
        row["lon"], row["lat"] = str(100 + dice.randint(0, 9) / 100), str(30 + dice.randint(0, 9) / 100)
    return row


def _resources(dice: random.Random) -> list[dict[str, Any]]:
    wholes = [{"resource": "beds", **_prices(dice)}]
    if dice.random() < 0.7:
        wholes.append({"resource": "nurses", **_prices(dice)})
    parts = []
    for name in ("icu_beds", "rehab_beds"):
        if dice.random() < 0.3:
            group = {"group": "use"} if dice.random() < 0.5 else {}
            parts.append({"resource": name, "part_of": "beds", **group, **_prices(dice)})
    for resource in (*wholes, *parts):
        resource["keep"] = dice.choice(["facility", "county", "none"])
        if dice.random() < 0.15:
            resource["max_per_facility"] = 2
    return [*wholes, *parts]


def _prices(dice: random.Random) -> dict[str, Any]:
    return {"capital_cost": dice.choice([0, 7, "12.5"]), "annual_cost": dice.choice([0, 1, 3])}


def _stock(
    dice: random.Random, facilities: list[dict[str, Any]], resources: list[dict[str, Any]]
) -> dict[tuple[str, str], dict[str, Any]]:
    stock: dict[tuple[str, str], dict[str, Any]] = {}
    for facility in facilities:
        room: dict[str, int] = {}
        for resource in resources:
            whole, grouped = resource.get("part_of"), resource.get("group")
            if whole is not None and (facility["facility"], whole) not in stock:
                continue
            if (whole is not None and dice.random() < 0.5) or (whole is None and dice.random() < 0.15):
                continue
            ceiling = min(room.get(whole, 9) if whole else 3, resource.get("max_per_facility", 9))
            current = 0 if facility["status"] == "candidate" else dice.randint(0, max(0, ceiling))
            if whole is None:
                room[resource["resource"]] = current
            elif grouped:
                room[whole] = room[whole] - current
            stock[facility["facility"], resource["resource"]] = _row(dice, current)
    return stock


def _row(dice: random.Random, current: int) -> dict[str, Any]:
    row: dict[str, Any] = {"current": current}
    if dice.random() < 0.75:
        row["max"] = current + dice.randint(0, 2)
    if dice.random() < 0.25:
        row["min"] = dice.randint(0, min(current, row.get("max", current)))
    elif dice.random() < 0.08:
        row["min"] = min(current + 1, row.get("max", 9))
    elif current > 0 and dice.random() < 0.08:
        row["min"], row["max"] = 0, current - 1
    if dice.random() < 0.2:
        row["capital_cost"] = dice.randint(0, 9)
    return row


def _travel(
    dice: random.Random, areas: list[dict[str, Any]], facilities: list[dict[str, Any]]
) -> dict[tuple[str, str], dict[str, Any]] | None:
    if dice.random() < 0.5:
        return None
    pairs = list(itertools.product((area["area"] for area in areas), (item["facility"] for item in facilities)))
    known = [pair for pair in pairs if dice.random() < 0.8] or pairs
    return {pair: {"minutes": dice.randint(5, 30), "km": dice.randint(1, 20)} for pair in known}


def _clause(dice: random.Random, name: str, resources: list[str]) -> Any:
    nature = dice.choice(NATURES)
    single = [each for each in COMPARATORS if each != SPREAD_AT_MOST]
    comparator = dice.choice([each for each in single if nature != BINDING or each != ABOUT])
    keys: dict[str, Any] = {"id": name, "nature": nature, "weight": dice.choice(["1", "1", "2", "0.5"])}
    money = dice.random() < 0.15
    keys["require"] = _measure(dice, resources, money)
    keys["in"] = dice.choice(["region", "city", "county", "county", "township", "facility"])
    numbers = ["10", "25", "60"] if money else ["0.5", "1", "1.3", "2", "3", "4.2"]
    keys[comparator] = _ends(dice, numbers) if comparator == BETWEEN else dice.choice(numbers)
    _add_base(dice, keys, resources, money)
    if dice.random() < 0.3:
        keys["tolerance"] = dice.choice(["0.05", "0.3", "0.5"])
    if dice.random() < 0.08 and not money:
        keys.update(per=f"1 {resources[0]}", require=resources[0], per_where="", tolerance="0.3")
        keys[comparator] = _ends(dice, ["0", "0.5", "1"]) if comparator == BETWEEN else dice.choice(["0", "0.5", "1"])
    if dice.random() < 0.3:
        keys["where"] = dice.choice(["type=hospital", "type=clinic", "planned_units>=2", ["type=clinic", "level=x"]])
    if keys["in"] in ("county", "township"):
        if dice.random() < 0.25:
            keys["within"] = dice.choice(["4 km", "7.5 km"])
        if dice.random() < 0.25:
            keys["areas"] = dice.choice(["kind=a", "residents>=1000"])
        if dice.random() < 0.3:
            keys["weigh_by"] = "residents"
        if dice.random() < 0.15:
            keys["in"] = ["county", "township"]
        _together(dice, keys, comparator, money)
    return clause(**keys)


def _together(dice: random.Random, keys: dict[str, Any], comparator: str, money: bool) -> None:
    """Perhaps make one row of all areas."""
    if comparator == AT_LEAST and not money and dice.random() < 0.3:
        _pool(dice, keys)
    elif dice.random() < 0.2:
        _spread(dice, keys, comparator)


def _ends(dice: random.Random, numbers: list[str]) -> list[str]:
    return sorted((dice.choice(numbers), dice.choice(numbers)), key=float)


def _pool(dice: random.Random, keys: dict[str, Any]) -> None:
    """Ask for a share of the areas, or for a mean distance, where the base is data."""
    kind = keys.get("per", "").split()[-1:]
    if kind in ([], ["residents"], ["planned_units"]) and dice.random() < 0.5:
        keys["share"] = dice.choice(["0.4", "0.5", "1"])
    elif kind in ([], ["residents"]):
        keys.update(mean=True, within=dice.choice(["3 km", "6 km"]))


def _spread(dice: random.Random, keys: dict[str, Any], comparator: str) -> None:
    """Ask for rates per resident that do not lie far apart instead."""
    for key in (comparator, "per_where", "weigh_by"):
        keys.pop(key, None)
    keys["per"] = dice.choice(["1000 residents", "500 residents"])
    keys[SPREAD_AT_MOST] = dice.choice(["1", "1.25", "1.5", "2"])


def _alternatives(dice: random.Random, resources: list[str]) -> list[Any]:
    """Two sentences of which one is enough."""
    shared = {"nature": dice.choice(NATURES), "in": dice.choice(["county", "township", "facility", "region"])}
    if dice.random() < 0.3 and shared["in"] not in ("facility", "region"):
        shared["weigh_by"] = "residents"
    pair = []
    for name, other in (("E1", {}), ("E2", {"or_": "E1"})):
        keys = {**shared, **other, "id": name, "require": _measure(dice, resources, False)}
        keys["at_least"] = dice.choice(["1", "2", "3"])
        if dice.random() < 0.5 and shared["in"] != "facility":
            keys["per"] = "1000 residents"
        elif dice.random() < 0.3:
            keys["per"] = "1 planned_units"
        if dice.random() < 0.3:
            keys["where"] = dice.choice(["type=hospital", "type=clinic"])
        if dice.random() < 0.3 and shared["in"] in ("county", "township"):
            keys["within"] = dice.choice(["4 km", "7.5 km"])
        pair.append(clause(**keys))
    return pair


def _measure(dice: random.Random, resources: list[str], money: bool) -> str:
    if money:
        return dice.choice(["capital_cost", "annual_cost", "capital_cost + annual_cost"])
    single = dice.choice(resources)
    other = dice.choice(resources)
    forms = [single] * 5 + [f"{single}.added", f"{single}.removed", f"{single}.current", "facilities"]
    return dice.choice([*forms, f"{single} + {other}.added"])


def _add_base(dice: random.Random, keys: dict[str, Any], resources: list[str], money: bool) -> None:
    kind = dice.random()
    if kind < 0.3:
        return
    if kind < 0.5 and keys["in"] != "facility":
        keys["per"] = "1000 residents"
    elif kind < 0.65 and not money:
        keys["per"] = "1 planned_units"
    else:
        aspects = [f"{resources[0]}.{aspect}" for aspect in ("current", "added", "removed")]
        base = dice.choice([*resources, *resources, "facilities", *aspects])
        keys["per"] = f"{dice.choice([1, 1, 2])} {base}"
        if dice.random() < 0.3:
            keys["per_where"] = "type=hospital"
