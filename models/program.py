"""The Pyomo model of a system: one block per county and one that links them, and the arrays a solver takes.

The only module that imports Pyomo. Variables and constraints are flat and indexed by whole numbers, rows are
``LinearExpression``s, and garbage collection rests while they are made; so building costs little beside solving
(``python -m tests.benchmarks.run``), and the model stays one that Pyomo users can open, change and print.

Whoever wants the arrays alone (``solver_form``) has one county's block at a time; what links counties then goes from
the system to the arrays without a detour.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pyomo.environ as pyo
from pyomo.core.expr import InequalityExpression
from pyomo.core.expr.numeric_expr import LinearExpression, MonomialTermExpression
from pyomo.repn import generate_standard_repn

from models.arrays import NONE, starts_of
from models.exact import Priced
from models.form import Bounds, direct_goals, form_of, scaled_goal
from models.layout import Group, Layout
from models.scaling import FloatRows, float_rows
from models.standard import StandardForm
from models.system import Goal, System

__all__ = ["build_program", "solver_form", "standard_form"]


def build_program(system: System) -> pyo.ConcreteModel:
    """The Pyomo model: ``model.county[id]`` and ``model.link`` hold variables and constraints by kind; every goal is an
    objective of ``model.goal``, of which only the first is active."""
    with _garbage_collection_paused():
        model = pyo.ConcreteModel(name="allocare")
        layout, rows = Layout.of(system), float_rows(system)
        model.county = pyo.Block(layout.counties)
        model.link = pyo.Block()
        variables: dict[int, Any] = {}
        for group in layout.columns:
            _add_variables(_block(model, group.county), group, system, variables)
        for group in layout.rows:
            _add_constraints(_block(model, group.county), group, rows, variables)
        model.goal = pyo.ObjectiveList()
        for goal in system.goals:
            model.goal.add(_linear(goal, variables)).deactivate()
        if system.goals:
            model.goal[1].activate()
    return model


def standard_form(system: System, model: pyo.ConcreteModel) -> StandardForm:
    """The arrays of a Pyomo model, in the column order of the system."""
    layout, bounds = Layout.of(system), Bounds.of_size(len(system.columns))
    number: dict[int, int] = {}
    with _garbage_collection_paused():
        for group in layout.columns:
            members = _component(model, group, group.kind)
            _read_bounds(bounds, members)
            number.update((id(variable), place) for place, variable in members.items())
        rows = [_read_constraints(_component(model, group, f"{group.kind}_rows"), number) for group in layout.rows]
        goals = _read([(0.0, objective.expr, 0.0) for objective in model.goal.values()], number)
    costs = []
    for place, goal in enumerate(system.goals):
        span = slice(goals.start[place], goals.start[place + 1])
        cost = np.zeros(len(system.columns))
        cost[goals.column[span]] = goals.value[span]
        costs.append(scaled_goal(goal, cost, float(-goals.low[place])))
    return form_of(system, layout, FloatRows.joined(rows), bounds, costs)


def solver_form(system: System) -> StandardForm:
    """The arrays of the model that ``build_program`` makes, with one county's part of it at a time."""
    layout, rows, bounds = Layout.of(system), float_rows(system), Bounds.of_size(len(system.columns))
    read: list[FloatRows] = []
    with _garbage_collection_paused():
        for county, column_groups, row_groups in layout.by_county():
            if county is None:
                read += [rows.of(group.members) for group in row_groups]
                bounds.take(system, column_groups)
            else:
                read += _county_rows(system, column_groups, row_groups, rows, bounds)
    return form_of(system, layout, FloatRows.joined(read), bounds, direct_goals(system))


def _county_rows(
    system: System, column_groups: Sequence[Group], row_groups: Sequence[Group], rows: FloatRows, bounds: Bounds
) -> list[FloatRows]:
    """One county in Pyomo and out again."""
    block = pyo.Block(concrete=True)
    variables: dict[int, Any] = {}
    for group in column_groups:
        _add_variables(block, group, system, variables)
        _read_bounds(bounds, block.find_component(group.kind))
    number = {id(variable): place for place, variable in variables.items()}
    for group in row_groups:
        _add_constraints(block, group, rows, variables)
    read = [_read_constraints(block.find_component(f"{group.kind}_rows"), number) for group in row_groups]
    for component in list(block.component_objects(descend_into=False)):
        block.del_component(component)  # a block refers to itself, so what hangs on it would stay
    return read


def _add_variables(block: Any, group: Group, system: System, variables: dict[int, Any]) -> None:
    """One variable per column, under the number of the column."""
    columns, members = system.columns, group.members
    numbers, whole = members.tolist(), columns.whole[members]
    flat = pyo.Var(numbers, domain=pyo.Integers if whole.all() else pyo.Reals)
    block.add_component(group.kind, flat)
    ends = zip(columns.lower[members].tolist(), columns.upper[members].tolist(), strict=True)
    for variable, (lower, upper) in zip(flat.values(), ends, strict=True):
        variable.setlb(lower)
        if upper != NONE:
            variable.setub(upper)
    if whole.any() and not whole.all():
        for number in members[whole].tolist():
            flat[number].domain = pyo.Integers
    variables.update(flat.items())


def _add_constraints(block: Any, group: Group, rows: FloatRows, variables: Mapping[int, Any]) -> None:
    """One constraint per row, under the number of the row."""
    chosen = rows.of(group.members)
    columns, values = [variables[number] for number in chosen.column.tolist()], chosen.value.tolist()
    starts, lows, highs = chosen.start.tolist(), chosen.low.tolist(), chosen.high.tolist()
    made = (
        _relation(low, LinearExpression(linear_coefs=values[first:last], linear_vars=columns[first:last]), high)
        for first, last, low, high in zip(starts[:-1], starts[1:], lows, highs, strict=True)
    )

    def rule(_block: Any, _row: int) -> Any:
        return next(made)

    block.add_component(f"{group.kind}_rows", pyo.Constraint(group.members.tolist(), rule=rule))


def _relation(low: float, body: Any, high: float) -> Any:
    if high == np.inf:
        return InequalityExpression((low, body), strict=False)
    if low == -np.inf:
        return InequalityExpression((body, high), strict=False)
    return low, body, high


def _read_bounds(bounds: Bounds, variables: Any) -> None:
    numbers = np.fromiter(variables.keys(), np.int64, len(variables))
    found = [(variable.lb, variable.ub, variable.is_integer()) for variable in variables.values()]
    bounds.lower[numbers] = [-np.inf if lower is None else lower for lower, _, _ in found]
    bounds.upper[numbers] = [np.inf if upper is None else upper for _, upper, _ in found]
    bounds.whole[numbers] = [whole for _, _, whole in found]


def _read_constraints(constraints: Any, number: Mapping[int, int]) -> FloatRows:
    return _read([each.to_bounded_expression(evaluate_bounds=True) for each in constraints.values()], number)


def _read(parts: Sequence[tuple[float | None, Any, float | None]], number: Mapping[int, int]) -> FloatRows:
    """Linear expressions and their sides as arrays; a constant in them stands on the other side of the row.

    What we built is a sum of coefficient · variable; whatever else somebody made of it is taken apart by Pyomo.
    """
    sums = [body.args for _, body, _ in parts if body.__class__ is LinearExpression]
    terms = [term for members in sums for term in members]
    if len(sums) < len(parts) or not {term.__class__ for term in terms} <= {MonomialTermExpression}:
        return _read_any(parts, number)
    pairs = [term.args for term in terms]
    return FloatRows(
        starts_of(np.array([len(members) for members in sums], np.int64)),
        np.array([number[id(variable)] for _, variable in pairs], np.int64),
        np.array([value for value, _ in pairs], np.float64),
        np.array([-np.inf if low is None else low for low, _, _ in parts], np.float64),
        np.array([np.inf if high is None else high for _, _, high in parts], np.float64),
    )


def _read_any(parts: Sequence[tuple[float | None, Any, float | None]], number: Mapping[int, int]) -> FloatRows:
    found = [(low, generate_standard_repn(body, quadratic=False), high) for low, body, high in parts]
    if not all(expression.is_linear() for _, expression, _ in found):
        raise ValueError("only a linear model can be handed to the solver")
    return FloatRows(
        starts_of(np.array([len(expression.linear_vars) for _, expression, _ in found], np.int64)),
        np.array([number[id(variable)] for _, sums, _ in found for variable in sums.linear_vars], np.int64),
        np.array([value for _, sums, _ in found for value in sums.linear_coefs], np.float64),
        np.array([-np.inf if low is None else low - sums.constant for low, sums, _ in found], np.float64),
        np.array([np.inf if high is None else high - sums.constant for _, sums, high in found], np.float64),
    )


def _linear(goal: Goal, variables: Mapping[int, Any]) -> Any:
    terms = Priced.of(goal.terms)
    members = [variables[column] for column in terms.columns.tolist()]
    return LinearExpression(constant=float(goal.constant), linear_coefs=terms.floats().tolist(), linear_vars=members)


def _component(model: pyo.ConcreteModel, group: Group, name: str) -> Any:
    return _block(model, group.county).find_component(name)


def _block(model: pyo.ConcreteModel, county: str | None) -> Any:
    return model.link if county is None else model.county[county]


@contextmanager
def _garbage_collection_paused() -> Iterator[None]:
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
