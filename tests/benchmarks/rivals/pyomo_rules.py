"""Pyomo as most people write it: sets of names, parameters, a rule for each clause, handed over by ``appsi_highs``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import highspy
import pyomo.environ as pyo
from pyomo.contrib.appsi.solvers import Highs

from tests.benchmarks.rivals.province import RESOURCES, Province, Weights, Wholes


def build(province: Province) -> pyo.ConcreteModel:
    """The model with a rule function for each kind of row."""
    m = pyo.ConcreteModel()
    _data(m, province)
    _variables(m)
    _targets(m)
    _limits(m)
    _goals(m)
    return m


def transfer(model: pyo.ConcreteModel) -> highspy.Highs:
    """Row by row, as the interface does it."""
    solver = Highs()
    solver.set_instance(model)
    return solver._solver_model


def _data(m: Any, province: Province) -> None:
    counties, facilities, townships = province.county_names, province.facility_names, province.township_names
    m.COUNTIES = pyo.Set(initialize=counties)
    m.FACILITIES = pyo.Set(initialize=facilities)
    m.TOWNSHIPS = pyo.Set(initialize=townships)
    m.RESOURCES = pyo.Set(initialize=RESOURCES)
    m.CANDIDATES = pyo.Set(initialize=[facilities[number] for number in province.candidates])
    m.county = pyo.Param(
        m.FACILITIES, within=pyo.Any, initialize=dict(zip(facilities, _named(province.county, counties), strict=True))
    )
    members, home = _groups(province.county, counties, facilities), _groups(province.home, counties, townships)
    m.members = pyo.Param(m.COUNTIES, within=pyo.Any, initialize=members)
    m.home = pyo.Param(m.COUNTIES, within=pyo.Any, initialize=home)
    near = _groups(province.township, townships, _named(province.near, facilities))
    m.near = pyo.Param(m.TOWNSHIPS, within=pyo.Any, initialize=near)
    m.today = pyo.Param(m.FACILITIES, m.RESOURCES, initialize=_cells(facilities, province.today))
    m.most = pyo.Param(m.FACILITIES, m.RESOURCES, initialize=_cells(facilities, province.most))
    m.capital = pyo.Param(m.RESOURCES, initialize=dict(zip(RESOURCES, province.capital.tolist(), strict=True)))
    m.open_cost = pyo.Param(initialize=province.open_cost)
    m.budget_left = pyo.Param(initialize=province.budget)
    for name in ("beds", "doctors", "ambulances", "cap"):
        wanted = dict(zip(counties, getattr(province, name).tolist(), strict=True))
        m.add_component(f"wanted_{name}", pyo.Param(m.COUNTIES, initialize=wanted))
    _weights(m, province.weights, province.fair, home)


def _weights(m: Any, whole: Weights, fair: Sequence[Weights], home: dict[str, list[str]]) -> None:
    for name in ("beds", "doctors", "nurses", "staff"):
        inside = {county: getattr(part, name) for county, part in zip(m.COUNTIES, fair, strict=True)}
        m.add_component(f"weight_{name}", pyo.Param(initialize=getattr(whole, name)))
        m.add_component(f"fair_{name}", pyo.Param(m.COUNTIES, initialize=inside))
    covered = dict(zip(m.TOWNSHIPS, whole.cover.tolist(), strict=True))
    inside = {
        township: weight
        for county, part in zip(m.COUNTIES, fair, strict=True)
        for township, weight in zip(home[county], part.cover.tolist(), strict=True)
    }
    m.weight_cover = pyo.Param(m.TOWNSHIPS, initialize=covered)
    m.fair_cover = pyo.Param(m.TOWNSHIPS, initialize=inside)


def _variables(m: Any) -> None:
    def ends(m: Any, f: str, r: str) -> tuple[int, int]:
        return m.today[f, r], m.most[f, r]

    m.stock = pyo.Var(m.FACILITIES, m.RESOURCES, within=pyo.NonNegativeIntegers, bounds=ends)
    m.open = pyo.Var(m.CANDIDATES, within=pyo.Binary)
    m.beds_short = pyo.Var(m.COUNTIES, within=pyo.NonNegativeIntegers)
    m.doctors_short = pyo.Var(m.COUNTIES, within=pyo.NonNegativeIntegers)
    m.nurses_short = pyo.Var(m.COUNTIES, within=pyo.NonNegativeIntegers)
    m.staff_short = pyo.Var(m.FACILITIES, within=pyo.NonNegativeIntegers)
    m.cover_short = pyo.Var(m.TOWNSHIPS, within=pyo.NonNegativeIntegers)
    m.worst = pyo.Var(within=pyo.NonNegativeReals)
    m.spread = pyo.Var(m.COUNTIES, m.RESOURCES, within=pyo.NonNegativeReals)


def _total(m: Any, c: str, r: str) -> Any:
    return sum(m.stock[f, r] for f in m.members[c])


def _targets(m: Any) -> None:
    def beds(m: Any, c: str) -> Any:
        return _total(m, c, "beds") + m.beds_short[c] >= m.wanted_beds[c]

    def doctors(m: Any, c: str) -> Any:
        return _total(m, c, "doctors") + m.doctors_short[c] >= m.wanted_doctors[c]

    def nurses(m: Any, c: str) -> Any:
        return 25 * _total(m, c, "nurses") + 25 * m.nurses_short[c] >= 29 * _total(m, c, "doctors")

    def staff(m: Any, f: str) -> Any:
        return 10 * m.stock[f, "nurses"] + 10 * m.staff_short[f] >= 3 * m.stock[f, "beds"]

    def cover(m: Any, t: str) -> Any:
        return sum(m.stock[f, "ambulances"] for f in m.near[t]) + m.cover_short[t] >= 1

    m.beds = pyo.Constraint(m.COUNTIES, rule=beds)
    m.doctors = pyo.Constraint(m.COUNTIES, rule=doctors)
    m.nurses = pyo.Constraint(m.COUNTIES, rule=nurses)
    m.staff = pyo.Constraint(m.FACILITIES, rule=staff)
    m.cover = pyo.Constraint(m.TOWNSHIPS, rule=cover)


def _limits(m: Any) -> None:
    def ambulances(m: Any, c: str) -> Any:
        return _total(m, c, "ambulances") >= m.wanted_ambulances[c]

    def cap(m: Any, c: str) -> Any:
        return _total(m, c, "beds") <= m.wanted_cap[c]

    def budget(m: Any) -> Any:
        paid = [r for r in m.RESOURCES if m.capital[r]]
        spending = sum(m.capital[r] * (m.stock[f, r] - m.today[f, r]) for f in m.FACILITIES for r in paid)
        return spending + sum(m.open_cost * m.open[f] for f in m.CANDIDATES) <= m.budget_left

    def opening(m: Any, f: str, r: str) -> Any:
        return m.stock[f, r] <= m.most[f, r] * m.open[f]

    m.ambulances = pyo.Constraint(m.COUNTIES, rule=ambulances)
    m.cap = pyo.Constraint(m.COUNTIES, rule=cap)
    m.budget = pyo.Constraint(rule=budget)
    m.opening = pyo.Constraint(m.CANDIDATES, m.RESOURCES, rule=opening)


def _goals(m: Any) -> None:
    def fairness(m: Any, c: str) -> Any:
        short = m.fair_beds[c] * m.beds_short[c] + m.fair_doctors[c] * m.doctors_short[c]
        short += m.fair_nurses[c] * m.nurses_short[c]
        short += sum(m.fair_staff[c] * m.staff_short[f] for f in m.members[c])
        return m.worst >= short + sum(m.fair_cover[t] * m.cover_short[t] for t in m.home[c])

    def changes(m: Any, f: str, r: str) -> Any:
        return max(m.today[f, r], 1) * m.spread[m.county[f], r] >= m.stock[f, r] - m.today[f, r]

    def shortfall(m: Any) -> Any:
        return (
            sum(m.weight_beds * m.beds_short[c] for c in m.COUNTIES)
            + sum(m.weight_doctors * m.doctors_short[c] for c in m.COUNTIES)
            + sum(m.weight_nurses * m.nurses_short[c] for c in m.COUNTIES)
            + sum(m.weight_staff * m.staff_short[f] for f in m.FACILITIES)
            + sum(m.weight_cover[t] * m.cover_short[t] for t in m.TOWNSHIPS)
        )

    m.fairness = pyo.Constraint(m.COUNTIES, rule=fairness)
    m.changes = pyo.Constraint(m.FACILITIES, m.RESOURCES, rule=changes)
    m.shortfall = pyo.Objective(rule=shortfall)


def _named(numbers: Wholes, names: Sequence[str]) -> list[str]:
    return [names[number] for number in numbers.tolist()]


def _groups(owner: Wholes, owners: Sequence[str], members: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for place, member in zip(_named(owner, owners), members, strict=True):
        found[place].append(member)
    return dict(found)


def _cells(facilities: Sequence[str], table: Wholes) -> dict[tuple[str, str], int]:
    rows = zip(facilities, table.tolist(), strict=True)
    return {(name, r): units for name, row in rows for r, units in zip(RESOURCES, row, strict=True)}
