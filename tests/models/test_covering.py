"""Classic location problems written as clauses, against independent little models solved by another route."""

from __future__ import annotations

import itertools
import random

import pytest

from models.clause import Policy
from models.instance import Instance
from optimizer.verifying.judge import judge
from tests.builders import clause, policy, region
from tests.solving_here import solve_here

TOWNS, SITES, LIMIT = 7, 6, 15


def network(seed: int) -> tuple[Instance, list[set[int]], list[int]]:
    """A region of towns and candidate sites with random travel; per town the sites within the limit, and its people."""
    dice = random.Random(seed)
    minutes = [[dice.randint(5, 30) for _ in range(SITES)] for _ in range(TOWNS)]
    people = [dice.randint(200, 4000) for _ in range(TOWNS)]
    instance = region(
        areas=[
            {"area": "county"},
            *({"area": f"T{t}", "level": "township", "parent": "county", "residents": people[t]} for t in range(TOWNS)),
        ],
        facilities=[
            {"facility": f"S{s}", "area": "T0", "status": "candidate", "open_cost": 10, "type": "station"}
            for s in range(SITES)
        ],
        resources=["ambulances"],
        stock={(f"S{s}", "ambulances"): {"current": 0, "max": 1} for s in range(SITES)},
        travel={(f"T{t}", f"S{s}"): {"minutes": minutes[t][s]} for t in range(TOWNS) for s in range(SITES)},
    )
    return instance, [{s for s in range(SITES) if row[s] <= LIMIT} for row in minutes], people


def cover(nature: str, **keys: str) -> Policy:
    """Every township wants an open station within the limit; at most some stations if asked."""
    near = {"level": "township", "within": f"{LIMIT} minutes", "weigh_by": "residents"}
    asked = [clause(id="cover", require="facilities", at_least=1, nature=nature, **near)]
    if "stations" in keys:
        few = {"require": "facilities", "at_most": keys["stations"], "level": "region", "nature": "binding"}
        asked.append(clause(id="stations", **few))
    return policy(*asked)


@pytest.mark.parametrize("seed", range(25))
def test_binding_reach_is_location_set_covering(seed: int) -> None:
    """A binding clause within reach opens as few equally dear stations as any cover needs, or is infeasible like it."""
    instance, near, _ = network(seed)
    sizes = [
        len(chosen)
        for size in range(SITES + 1)
        for chosen in itertools.combinations(range(SITES), size)
        if all(sites & set(chosen) for sites in near)
    ]
    answer = solve_here(instance, cover("binding"))
    if not sizes:
        assert answer.ended.reason == "infeasible"
        return
    assert answer.plan is not None
    assert sum(answer.plan.open.values()) == min(sizes)


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("stations", ["1", "2"])
def test_soft_reach_weighed_by_people_is_maximal_covering(seed: int, stations: str) -> None:
    """A soft clause within reach, weighed by people, leaves as few people uncovered as the best choice of sites."""
    instance, near, people = network(seed)
    chosen = cover("anticipated", stations=stations)
    best = max(
        sum(people[t] for t in range(TOWNS) if near[t] & set(sites))
        for sites in itertools.combinations(range(SITES), int(stations))
    )
    answer = solve_here(instance, chosen)
    assert answer.plan is not None
    shortfall = judge(instance, chosen, answer.plan).goals["anticipated+guiding"]
    assert shortfall * sum(people) == sum(people) - best
