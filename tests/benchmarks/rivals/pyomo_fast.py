"""Pyomo by its fast idioms: flat integer-indexed variables, ``LinearExpression`` rows, plain Python data, garbage
collection paused, its standard-form compiler and one ``passModel``."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import pyomo.environ as pyo
from pyomo.core.expr.numeric_expr import LinearExpression
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

from tests.benchmarks.rivals import arrays
from tests.benchmarks.rivals.handover import Arrays, pass_arrays
from tests.benchmarks.rivals.province import Province


def build(province: Province) -> pyo.ConcreteModel:
    """The Pyomo model, its rows taken as plain lists from the same blocks as the bare arrays."""
    made = arrays.build(province)
    with _paused():
        m = pyo.ConcreteModel()
        whole, lower, upper = made.whole.tolist(), made.lower.tolist(), made.upper.tolist()
        ends = [(low, None if high == np.inf else high) for low, high in zip(lower, upper, strict=True)]
        kinds = (pyo.Reals, pyo.Integers)
        columns = range(len(ends))
        m.x = pyo.Var(columns, within=lambda _, i: kinds[whole[i]], bounds=lambda _, i: ends[i])
        x = list(m.x.values())
        start, index, value = made.matrix.indptr.tolist(), made.matrix.indices.tolist(), made.matrix.data.tolist()
        low = [None if side == -np.inf else side for side in made.row_low.tolist()]
        high = [None if side == np.inf else side for side in made.row_high.tolist()]

        def rule(_: Any, row: int) -> tuple[float | None, Any, float | None]:
            first, end = start[row], start[row + 1]
            return low[row], _linear(value[first:end], [x[i] for i in index[first:end]]), high[row]

        m.row = pyo.Constraint(range(len(low)), rule=rule)
        priced = np.flatnonzero(made.cost)
        m.goal = pyo.Objective(expr=_linear(made.cost[priced].tolist(), [x[i] for i in priced.tolist()]))
    return m


@dataclass(frozen=True)
class _Columns:
    lower: list[float]
    upper: list[float]
    whole: list[bool]


def transfer(model: pyo.ConcreteModel) -> highspy.Highs:
    """Compile once, pass once."""
    with _paused():
        form = LinearStandardFormCompiler().write(model, mixed_form=True, set_sense=None)
        kind = np.array([row.bound_type for row in form.rows])
        columns = _columns(form.columns)
    side = np.asarray(form.rhs, dtype=np.float64)
    return pass_arrays(
        Arrays(
            form.c.toarray().ravel(),
            np.array(columns.lower),
            np.array(columns.upper),
            np.array(columns.whole),
            np.where(kind <= 0, side, -np.inf),
            np.where(kind >= 0, side, np.inf),
            form.A.tocsr(),
        )
    )


def _columns(variables: Any) -> _Columns:
    ends = [variable.bounds for variable in variables]
    return _Columns(
        [-np.inf if low is None else low for low, _ in ends],
        [np.inf if high is None else high for _, high in ends],
        [variable.is_integer() for variable in variables],
    )


def _linear(coefficients: list[float], variables: list[Any]) -> Any:
    return LinearExpression(constant=0, linear_coefs=coefficients, linear_vars=variables)


@contextmanager
def _paused() -> Iterator[None]:
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
