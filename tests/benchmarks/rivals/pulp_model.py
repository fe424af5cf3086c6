"""PuLP as its users write it: dictionaries of variables, ``lpSum``, and its own HiGHS interface."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import highspy
import pulp

from tests.benchmarks.rivals.province import AMBULANCES, BEDS, DOCTORS, NURSES, RESOURCES, Province


def build(province: Province) -> pulp.LpProblem:
    """The model clause by clause."""
    problem = pulp.LpProblem("province", pulp.LpMinimize)
    counties, facilities = range(province.counties), range(province.facilities)
    today, most = province.today.tolist(), province.most.tolist()
    v: dict[str, Any] = {
        "stock": {
            (f, r): pulp.LpVariable(f"stock_{f}_{r}", today[f][r], most[f][r], pulp.LpInteger)
            for f in facilities
            for r in range(len(RESOURCES))
        },
        "open": {k: pulp.LpVariable(f"open_{k}", cat=pulp.LpBinary) for k in province.candidates.tolist()},
        "worst": pulp.LpVariable("worst", 0),
    }
    for name, members in (
        ("beds", counties),
        ("doctors", counties),
        ("nurses", counties),
        ("staff", facilities),
        ("cover", range(len(province.home))),
    ):
        v[name] = pulp.LpVariable.dicts(f"{name}_short", members, 0, None, pulp.LpInteger)
    v["spread"] = pulp.LpVariable.dicts("spread", (counties, range(len(RESOURCES))), 0)
    _objective(problem, v, province)
    _clauses(problem, v, province)
    _goals(problem, v, province)
    return problem


def transfer(model: pulp.LpProblem) -> highspy.Highs:
    """PuLP's own interface to highspy."""
    solver = pulp.HiGHS(msg=False)
    solver.createAndConfigureSolver(model)
    solver.buildSolverModel(model)
    return model.solverModel


def _objective(problem: pulp.LpProblem, v: dict[str, Any], province: Province) -> None:
    weights, counties = province.weights, range(province.counties)
    cover = weights.cover.tolist()
    problem += pulp.lpSum(
        [weights.beds * v["beds"][c] for c in counties]
        + [weights.doctors * v["doctors"][c] for c in counties]
        + [weights.nurses * v["nurses"][c] for c in counties]
        + [weights.staff * v["staff"][f] for f in range(province.facilities)]
        + [cover[t] * v["cover"][t] for t in range(len(cover))]
    )


def _clauses(problem: pulp.LpProblem, v: dict[str, Any], province: Province) -> None:
    stock, members, near = v["stock"], _members(province.county), defaultdict(list)
    for township, facility in zip(province.township.tolist(), province.near.tolist(), strict=True):
        near[township].append(facility)

    def total(county: int, resource: int) -> Any:
        return pulp.lpSum(stock[f, resource] for f in members[county])

    for c in range(province.counties):
        problem += total(c, BEDS) + v["beds"][c] >= int(province.beds[c])
        problem += total(c, DOCTORS) + v["doctors"][c] >= int(province.doctors[c])
        problem += 25 * total(c, NURSES) + 25 * v["nurses"][c] >= 29 * total(c, DOCTORS)
        problem += total(c, AMBULANCES) >= int(province.ambulances[c])
        problem += total(c, BEDS) <= int(province.cap[c])
    for f in range(province.facilities):
        problem += 10 * stock[f, NURSES] + 10 * v["staff"][f] >= 3 * stock[f, BEDS]
    capital = province.capital.tolist()
    spending = [capital[r] * units for (_, r), units in stock.items() if capital[r]]
    opening = [province.open_cost * opened for opened in v["open"].values()]
    problem += pulp.lpSum(spending + opening) <= province.budget + int((province.today @ province.capital).sum())
    for t in range(len(province.home)):
        problem += pulp.lpSum(stock[f, AMBULANCES] for f in near[t]) + v["cover"][t] >= 1
    most = province.most.tolist()
    for k, opened in v["open"].items():
        for r in range(len(RESOURCES)):
            problem += stock[k, r] <= most[k][r] * opened


def _goals(problem: pulp.LpProblem, v: dict[str, Any], province: Province) -> None:
    members, home = _members(province.county), _members(province.home)
    for c, fair in enumerate(province.fair):
        covered = [weight * v["cover"][t] for weight, t in zip(fair.cover.tolist(), home[c], strict=True)]
        problem += v["worst"] >= pulp.lpSum(
            [fair.beds * v["beds"][c], fair.doctors * v["doctors"][c], fair.nurses * v["nurses"][c]]
            + [fair.staff * v["staff"][f] for f in members[c]]
            + covered
        )
    today, county = province.today.tolist(), province.county.tolist()
    for (f, r), units in v["stock"].items():
        problem += max(today[f][r], 1) * v["spread"][county[f]][r] - units >= -today[f][r]


def _members(owner: Any) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for member, place in enumerate(owner.tolist()):
        found[place].append(member)
    return found
