"""The Pyomo model of a system: one block per county and one that links them, and the arrays a solver takes.

The only module that imports Pyomo. Variables and constraints are flat and indexed by whole numbers, rows are
``LinearExpression``s, and garbage collection rests while they are made; so building costs little beside solving
(``python -m tests.benchmarks.run``), and the model stays one that Pyomo users can open, change and print.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from math import frexp
from typing import Any

import numpy as np
import pyomo.environ as pyo
from numpy.typing import NDArray
from pyomo.core.expr.numeric_expr import LinearExpression
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

from models.linear import Number
from models.standard import Floats, Following, GoalArrays, StandardForm, StepColumn
from models.system import LOWEST, SHORT, SLACK, SPREAD, WORST, Goal, Row, System

LARGEST = 1_000_000
"""Largest coefficient handed to the solver; beyond it presolve has been seen to go wrong."""

LINK = "link"


def build_program(system: System) -> pyo.ConcreteModel:
    """The Pyomo model: ``model.county[id]`` and ``model.link`` hold variables and constraints by kind; every goal is an
    objective of ``model.goal``, of which only the first is active."""
    with _garbage_collection_paused():
        model = pyo.ConcreteModel(name="allocare")
        counties = sorted({column.county for column in system.columns if column.county is not None})
        model.county = pyo.Block(counties)
        model.link = pyo.Block()
        variables = _add_variables(model, system)
        _add_constraints(model, system, variables)
        model.goal = pyo.ObjectiveList()
        for goal in system.goals:
            objective = model.goal.add(_linear(goal.terms.items(), float(goal.constant), variables))
            objective.deactivate()
        if system.goals:
            model.goal[1].activate()
    return model


def standard_form(system: System, model: pyo.ConcreteModel) -> StandardForm:
    """Compile the Pyomo model to arrays once, in the column order of the system."""
    variables = [_block(model, column.county).find_component(column.kind)[i] for i, column in enumerate(system.columns)]
    for objective in model.goal.values():
        objective.activate()
    with _garbage_collection_paused():
        compiled = LinearStandardFormCompiler().write(model, mixed_form=True, set_sense=None)
    for number, objective in enumerate(model.goal.values()):
        if number:
            objective.deactivate()
    place = {id(variable): number for number, variable in enumerate(variables)}
    order = np.array([place[id(variable)] for variable in compiled.columns], dtype=np.int64)
    matrix = compiled.A.tocsr()
    low, high = _row_bounds(compiled)
    return StandardForm(
        column_lower=np.array([float(column.lower) for column in system.columns]),
        column_upper=np.array([np.inf if c.upper is None else float(c.upper) for c in system.columns]),
        whole=np.array([column.whole for column in system.columns], dtype=bool),
        row_low=low,
        row_high=high,
        start=matrix.indptr.astype(np.int32),
        index=order[matrix.indices].astype(np.int32),
        value=matrix.data.astype(np.float64),
        goals=_goal_arrays(system, compiled, order),
        follows=_following(system),
        steps=_steps(system),
        worst=next((i for i, column in enumerate(system.columns) if column.kind == WORST), -1),
        column_names=tuple(f"c{i}_{column.kind}" for i, column in enumerate(system.columns)),
        row_names=tuple(f"r{row.constraint.index()}" for row in compiled.rows),
        column_county=_column_county(system),
    )


def _column_county(system: System) -> NDArray[np.int32]:
    names = sorted({column.county for column in system.columns if column.county is not None})
    number: dict[str | None, int] = {None: -1, **{name: place for place, name in enumerate(names)}}
    return np.array([number[column.county] for column in system.columns], np.int32)


def _following(system: System) -> tuple[Following, ...]:
    """Accepted deviations and lowest rates first, then what is short, then what is measured from that."""
    groups = (((SLACK, LOWEST), True), ((SHORT,), False), ((WORST, SPREAD), False))
    return tuple(
        Following(np.array([i for i, c in enumerate(system.columns) if c.kind in kinds and not c.whole], np.int32), up)
        for kinds, up in groups
    )


def _steps(system: System) -> tuple[StepColumn, ...]:
    """The spread columns, read back from their rows ``weight · t − sign · x ≥ −sign · current``."""
    found: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
    for row in system.rows:
        if row.kind == "spread":
            terms = dict(zip(row.columns, row.coefficients, strict=True))
            (column,) = (i for i in terms if system.columns[i].kind == SPREAD)
            (stock,) = terms.keys() - {column}
            sign = int(-terms[stock])
            found[column].append((stock, int(terms[column]), sign * int(-(row.low or 0)), sign))
    return tuple(StepColumn(column, *np.array(members, np.int64).T) for column, members in found.items())


def _row_bounds(compiled: Any) -> tuple[Floats, Floats]:
    rhs = np.asarray(compiled.rhs, dtype=np.float64)
    kind = np.array([row.bound_type for row in compiled.rows])
    return np.where(kind <= 0, rhs, -np.inf), np.where(kind >= 0, rhs, np.inf)


def _goal_arrays(system: System, compiled: Any, order: NDArray[np.int64]) -> tuple[GoalArrays, ...]:
    costs = compiled.c.toarray()
    found = []
    for goal, cost, offset in zip(system.goals, costs, compiled.c_offset, strict=True):
        placed = np.zeros(len(system.columns))
        placed[order] = cost
        factor = goal_factor(goal)
        found.append(GoalArrays(goal.name, placed * factor, float(offset) * factor, factor))
    return tuple(found)


def goal_factor(goal: Goal) -> float:
    """A power of two that lifts the smallest coefficient to about 1, unless the largest would pass ``LARGEST``."""
    sizes = [abs(float(value)) for value in goal.terms.values() if value]
    if not sizes:
        return 1.0
    lift = 2.0 ** -(frexp(min(sizes))[1] - 1)
    while max(sizes) * lift > LARGEST:
        lift /= 2
    return lift


def _add_variables(model: pyo.ConcreteModel, system: System) -> list[Any]:
    members: dict[tuple[str | None, str], list[int]] = defaultdict(list)
    for number, column in enumerate(system.columns):
        members[column.county, column.kind].append(number)
    variables: list[Any] = [None] * len(system.columns)
    for (county, kind), numbers in members.items():
        flat = pyo.Var(numbers)
        _block(model, county).add_component(kind, flat)
        for number in numbers:
            column, variable = system.columns[number], flat[number]
            variable.setlb(column.lower)
            variable.setub(column.upper)
            if column.whole:
                variable.domain = pyo.Integers
            variables[number] = variable
    return variables


def _add_constraints(model: pyo.ConcreteModel, system: System, variables: Sequence[Any]) -> None:
    members: dict[tuple[str | None, str], list[int]] = defaultdict(list)
    for number, row in enumerate(system.rows):
        members[row.county, row.kind].append(number)
    for (county, kind), numbers in members.items():
        block = _block(model, county)

        def rule(_: Any, number: int) -> tuple[float | None, Any, float | None]:
            return _constraint(system.rows[number], variables)

        block.add_component(f"{kind}_rows", pyo.Constraint(numbers, rule=rule))


def _constraint(row: Row, variables: Sequence[Any]) -> tuple[float | None, Any, float | None]:
    """``(low, expression, high)``, the row scaled so that its steps are neither tiny nor huge."""
    scale = float(row_scale(row))
    low = None if row.low is None else float(row.low) * scale
    high = None if row.high is None else float(row.high) * scale
    terms = [(column, float(value) * scale) for column, value in zip(row.columns, row.coefficients, strict=True)]
    return low, _linear(terms, 0.0, variables), high


def row_scale(row: Row) -> Fraction:
    """A power of two that lifts the smallest coefficient to 1 or more and keeps the largest within ``LARGEST``."""
    sizes: list[Number] = [value if value > 0 else -value for value in row.coefficients]
    if all(isinstance(size, int) for size in sizes) and max(sizes) <= LARGEST:
        return Fraction(1)
    lift = Fraction(1)
    while min(sizes) * lift < 1:
        lift *= 2
    while max(sizes) * lift > LARGEST:
        lift /= 2
    return lift


def _linear(terms: Any, constant: float, variables: Sequence[Any]) -> Any:
    pairs = [(float(value), variables[column]) for column, value in terms]
    return LinearExpression(constant=constant, linear_coefs=[v for v, _ in pairs], linear_vars=[x for _, x in pairs])


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
