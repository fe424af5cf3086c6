"""The exact transportation problem, against another solver and by hand."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from optimizer.verifying.transport import Demand, serve

amounts = st.fractions(0, 30, max_denominator=12)


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[Demand], dict[str, Fraction]]:
    """Some demands, some of whose prices are unknown, and some sources, of which some are shut or without room."""
    sources = {f"s{index}": draw(amounts) for index in range(draw(st.integers(0, 5)))}
    demands = []
    for index in range(draw(st.integers(0, 6))):
        priced = [name for name in [*sources, "shut"] if draw(st.booleans())]
        prices = {name: draw(amounts) for name in priced}
        penalty = max([*prices.values(), Fraction(0)]) + draw(amounts)
        demands.append(Demand(f"d{index}", draw(amounts) + Fraction(1, 7), prices, penalty))
    return demands, sources


def by_linprog(demands: Sequence[Demand], sources: dict[str, Fraction]) -> float:
    """The least cost by the LP itself, a column for each pair and one for going without."""
    names = list(sources)
    columns = [(k, name) for k, demand in enumerate(demands) for name in names if name in demand.prices]
    costs = [float(demands[k].prices[name]) for k, name in columns] + [float(demand.penalty) for demand in demands]
    meet = numpy.zeros((len(demands), len(costs)))
    fit = numpy.zeros((len(names), len(costs)))
    for place, (k, name) in enumerate(columns):
        meet[k, place] = 1
        fit[names.index(name), place] = 1
    for k in range(len(demands)):
        meet[k, len(columns) + k] = 1
    limits = {"A_ub": fit, "b_ub": [float(room) for room in sources.values()]} if names else {}
    done = linprog(costs, A_eq=meet, b_eq=[float(demand.units) for demand in demands], **limits)
    assert done.status == 0
    return float(done.fun)


@settings(deadline=None, max_examples=60)  # the first example imports networkx
@given(problems())
def test_agrees_with_a_float_solver(problem: tuple[list[Demand], dict[str, Fraction]]) -> None:
    """The exact optimum is that of scipy."""
    demands, sources = problem
    cost, unserved = serve(demands, sources)
    assert float(cost) == pytest.approx(by_linprog(demands, sources) if demands else 0, abs=1e-9, rel=1e-9)
    assert unserved <= {demand.name for demand in demands}
    if sum(demand.units for demand in demands) > sum(sources.values()):
        assert unserved


def test_the_one_whose_detour_costs_least_gives_way() -> None:
    """Both like s best; a's detour costs 1 a unit, b's 5: b takes the 3 of s, a what t has, and goes without half."""
    prices = [{"s": Fraction(1), "t": Fraction(2)}, {"s": Fraction(1), "t": Fraction(6)}]
    demands = [Demand(name, Fraction(3), each, Fraction(9)) for name, each in zip("ab", prices, strict=True)]
    cost, unserved = serve(demands, {"s": Fraction(3), "t": Fraction(5, 2)})
    assert (3 * 1 + Fraction(5, 2) * 2 + Fraction(1, 2) * 9, {"a"}) == (cost, unserved)


def test_large_denominators_stay_exact() -> None:
    """Prices over coprime populations: a float of the common multiple would overflow."""
    people = [10007 + 2 * k for k in range(120)]
    demands = [
        Demand(f"{k:03}", Fraction(n, 30000), {"s": Fraction(7 * 30000, n)}, Fraction(9 * 30000, n))
        for k, n in enumerate(people)
    ]
    assert (Fraction(7 * 120), set()) == serve(demands, {"s": Fraction(1000)})
