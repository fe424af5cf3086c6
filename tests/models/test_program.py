"""The Pyomo model of a system, and the arrays that a solver takes from it."""

from __future__ import annotations

import weakref
from fractions import Fraction
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

from models import program
from models.assemble import assemble
from models.clause import Clause
from models.form import direct_form
from models.instance import Instance
from models.program import build_program, solver_form, standard_form
from models.scaling import LARGEST, goal_factor, row_scale
from models.standard import StandardForm
from models.system import Goal, Row, System
from tests.builders import clause, policy, region
from tests.random_regions import draw_case
from tests.solving_here import solve_here

COUNTIES = region(
    areas=[
        {"area": "city", "level": "city"},
        {"area": "A", "parent": "city", "residents": 1000},
        {"area": "B", "parent": "city", "residents": 3000},
    ],
    facilities=[
        {"facility": "HA", "area": "A"},
        {"facility": "HB", "area": "B", "status": "closable"},
        {"facility": "HC", "area": "city"},
    ],
    resources=[{"resource": "beds", "keep": "none", "annual_cost": 2}],
    stock={("HA", "beds"): 10, ("HB", "beds"): 5, ("HC", "beds"): {"current": 1, "min": 1}},
)
"""A hospital in each of two counties and one of the city itself."""


def system_of(instance: Instance, *clauses: Clause, **keys: Any) -> System:
    """The whole system of these clauses."""
    return assemble(instance, policy(*clauses, **keys)).system


def components(block: Any, kind: type) -> dict[str, int]:
    """The names of a block's own variables or constraints, with how many members each has."""
    return {part.local_name: len(part) for part in block.component_objects(kind, descend_into=False)}


def test_there_is_a_block_per_county_and_one_that_links_them() -> None:
    """Variables and constraints stand in the block of their county by kind; rows of several counties in the link."""
    per_county = clause(id="c1", require="beds", at_least=10, per="1000 residents")
    overall = clause(id="c2", require="beds", at_least=50, in_="region")
    model = build_program(system_of(COUNTIES, per_county, overall))
    assert ["A", "B", "city"] == list(model.county)
    moving = {"stock": 1, "added": 1, "removed": 1, "spread": 1}
    assert {**moving, "short": 1} == components(model.county["A"], pyo.Var)
    assert {**moving, "short": 1, "open": 1} == components(model.county["B"], pyo.Var)
    assert {"stock": 1, "spread": 1} == components(model.county["city"], pyo.Var)
    assert {"short": 1, "worst": 1} == components(model.link, pyo.Var)
    assert {"balance_rows": 1, "clause_rows": 1, "spread_rows": 2} == components(model.county["A"], pyo.Constraint)
    assert {"balance_rows": 1, "clause_rows": 1, "spread_rows": 2, "opening_rows": 1} == components(
        model.county["B"], pyo.Constraint
    )
    assert {"spread_rows": 1} == components(model.county["city"], pyo.Constraint)
    assert {"clause_rows": 1, "fairness_rows": 2} == components(model.link, pyo.Constraint)


@pytest.mark.parametrize("seed", range(8))
def test_every_column_and_row_has_its_place_in_the_model(seed: int) -> None:
    """The model has each column once, with its bounds and domain, and each row once."""
    case = draw_case(seed)
    system = assemble(case.instance, case.policy).system
    model = build_program(system)
    found = {
        (variable.index(), variable.parent_component().local_name, variable.lb, variable.ub, variable.is_integer())
        for variable in model.component_data_objects(pyo.Var)
    }
    assert {(i, c.kind, c.lower, c.upper, c.whole) for i, c in enumerate(system.columns)} == found
    rows = [(row.index(), row.parent_component().local_name) for row in model.component_data_objects(pyo.Constraint)]
    assert sorted((i, f"{row.kind}_rows") for i, row in enumerate(system.rows)) == sorted(rows)


@pytest.mark.parametrize("goals", [["cost"], ["anticipated", "cost", "stability"], []])
def test_every_goal_is_an_objective_and_the_first_is_active(goals: list[str]) -> None:
    """The objectives stand in the order of the goals, and only the first of them is active."""
    model = build_program(system_of(COUNTIES, clause(require="beds", at_least=10), goals=goals))
    assert [True, *[False] * len(goals)][: len(goals)] == [model.goal[n].active for n in range(1, len(goals) + 1)]
    assert len(goals) == len(model.goal)


def test_an_objective_has_the_value_of_its_goal() -> None:
    """The objective is the goal's constant and terms: 32 a year for today's sixteen beds, more for two more."""
    priced = region(
        facilities=[{"facility": "H1"}],
        resources=[{"resource": "beds", "annual_cost": 2, "capital_cost": 35}],
        stock={("H1", "beds"): 16},
    )
    system = system_of(priced, clause(require="beds", at_least=18), goals=["anticipated", "cost"])
    model = build_program(system)
    for beds, short, expected in ((16, 2, (2 / 18, 32.0)), (18, 0, (0.0, 36 + 2 * 3.5))):
        values = {"stock": beds, "short": short}
        for variable in model.component_data_objects(pyo.Var):
            variable.set_value(values[variable.parent_component().local_name])
        assert expected == pytest.approx((pyo.value(model.goal[1]), pyo.value(model.goal[2])))


def row_with(*coefficients: int | Fraction) -> Row:
    """A row with these coefficients."""
    return Row("clause", ("C1", "A"), tuple(range(len(coefficients))), coefficients, 0, None, None)


@pytest.mark.parametrize(
    ("coefficients", "expected"),
    [
        ((1, -1), 1),
        ((25, -29), 1),
        ((1, 1_000_000), 1),
        ((Fraction(1, 3), 1), 4),
        ((Fraction(-1, 1000),), 1024),
        ((Fraction(1, 4), 5), 4),
        ((4, -2_000_000), Fraction(1, 2)),
        ((8_000_000, -10_000_000), Fraction(1, 16)),
        ((800000, 500001, 2), 1),
        ((Fraction(1, 3), 2_000_000), Fraction(1, 2)),
    ],
)
def test_a_row_is_scaled_by_a_power_of_two(coefficients: tuple[int | Fraction, ...], expected: int | Fraction) -> None:
    """The smallest coefficient is lifted to one or more unless the largest would pass a million."""
    assert expected == row_scale(row_with(*coefficients))


@pytest.mark.parametrize(
    ("coefficients", "expected"),
    [
        ((1,), 1.0),
        ((1, 3), 1.0),
        ((Fraction(1, 40), Fraction(1, 8)), 64.0),
        ((5,), 0.25),
        ((Fraction(1, 1_000_000), 10), 2.0**16),
        ((0, 2), 0.5),
        ((), 1.0),
    ],
)
def test_a_goal_is_scaled_so_that_its_steps_are_about_one(
    coefficients: tuple[int | Fraction, ...], expected: float
) -> None:
    """The smallest coefficient of a goal comes to lie in [1, 2) unless the largest would pass a million."""
    assert expected == goal_factor(Goal("cost", dict(enumerate(coefficients))))


MONEY = region(
    facilities=[{"facility": "H1"}, {"facility": "N", "status": "candidate", "open_cost": 90_000_000}],
    resources=[{"resource": "beds", "capital_cost": 400_000, "annual_cost": "52000.5"}, "nurses"],
    stock={("H1", "beds"): 100, ("H1", "nurses"): 60, ("N", "beds"): 0},
)

FORMS: list[dict[str, Any]] = [
    {"require": "capital_cost", "at_most": 210_000_000, "in": "region", "nature": "binding"},
    {"require": "capital_cost", "at_most": 210_000_000, "in": "region"},
    {"require": "annual_cost", "at_most": "9999999.99"},
    {"require": "nurses", "at_least": "1.1613", "per": "1 beds"},
    {"require": "nurses", "about": "0.65", "tolerance": "0.005", "per": "1 beds"},
    {"require": "beds", "at_least": "7.05", "per": "1000 residents"},
    {"require": "annual_cost", "at_most": "40000.25", "per": "1 nurses"},
]


def entries(form: StandardForm) -> list[list[tuple[int, float]]]:
    """The (column, coefficient) pairs of each row, in column order."""
    spans = zip(form.start[:-1], form.start[1:], strict=True)
    return [sorted(zip(form.index[a:b].tolist(), form.value[a:b].tolist(), strict=True)) for a, b in spans]


@pytest.mark.parametrize("keys", FORMS)
def test_coefficients_handed_to_the_solver_lie_between_one_and_a_million(keys: dict[str, Any]) -> None:
    """Whatever the prices and ratios, a row that spans less than a factor of half a million is scaled into [1, 1e6]."""
    system = system_of(MONEY, clause(**keys), goals=[])
    form = standard_form(system, build_program(system))
    sizes = np.abs(form.value)
    assert LARGEST >= sizes.max()
    spans = [[abs(value) for _, value in row] for row in entries(form)]
    assert [] == [row for row in spans if max(row) / min(row) < LARGEST / 2 and min(row) < 1]


@pytest.mark.parametrize("seed", range(20))
def test_the_standard_form_is_the_system(seed: int) -> None:
    """The arrays hold the columns in the system's order, and every row scaled by its power of two."""
    case = draw_case(seed)
    system = assemble(case.instance, case.policy).system
    form = standard_form(system, build_program(system))
    assert [(c.lower, np.inf if c.upper is None else c.upper, c.whole) for c in system.columns] == list(
        zip(form.column_lower, form.column_upper, form.whole, strict=True)
    )
    expected = []
    for row in system.rows:
        scale = row_scale(row)
        low = -np.inf if row.low is None else float(row.low * scale)
        high = np.inf if row.high is None else float(row.high * scale)
        terms = [(c, float(value * scale)) for c, value in zip(row.columns, row.coefficients, strict=True)]
        expected.append((sorted(terms), low, high))
    assert sorted(expected) == sorted(zip(entries(form), form.row_low.tolist(), form.row_high.tolist(), strict=True))


@pytest.mark.parametrize("seed", range(8))
def test_the_goals_of_the_standard_form_are_the_systems(seed: int) -> None:
    """Each cost vector is the goal times its factor, in the order of the columns."""
    case = draw_case(seed)
    system = assemble(case.instance, case.policy).system
    form = standard_form(system, build_program(system))
    assert list(case.policy.goals) == [goal.name for goal in form.goals]
    for goal, arrays in zip(system.goals, form.goals, strict=True):
        costs = [float(goal.terms.get(number, 0)) * arrays.factor for number in range(len(system.columns))]
        assert pytest.approx([*costs, float(goal.constant) * arrays.factor]) == [*arrays.cost, arrays.offset]


def same_arrays(one: StandardForm, other: StandardForm) -> bool:
    """Whether two forms hold the same numbers, bit by bit."""
    arrays = (
        "column_lower",
        "column_upper",
        "whole",
        "row_low",
        "row_high",
        "start",
        "index",
        "value",
        "column_county",
    )
    goals = zip(one.goals, other.goals, strict=True)
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in arrays) and all(
        np.array_equal(mine.cost, theirs.cost) and (mine.name, mine.factor) == (theirs.name, theirs.factor)
        for mine, theirs in goals
    )


@pytest.mark.parametrize("elastic", [False, True])
@pytest.mark.parametrize("seed", range(10))
def test_county_by_county_whole_and_direct_are_one_form(seed: int, elastic: bool) -> None:
    """The arrays are the same from the whole Pyomo model, from one county's block at a time, and without Pyomo."""
    case = draw_case(seed)
    system = assemble(case.instance, case.policy, elastic=elastic).system
    whole = standard_form(system, build_program(system))
    assert same_arrays(whole, solver_form(system))
    assert same_arrays(whole, direct_form(system))


@pytest.mark.parametrize("seed", range(6))
def test_pyomos_own_compiler_finds_the_same_rows(seed: int) -> None:
    """Pyomo's standard-form compiler, which knows nothing of how the model was made, comes to the same arrays."""
    case = draw_case(seed)
    system = assemble(case.instance, case.policy).system
    model = build_program(system)
    form = standard_form(system, model)
    compiled = LinearStandardFormCompiler().write(model, mixed_form=True, set_sense=None)
    columns = [variable.index() for variable in compiled.columns]
    expected = np.zeros((len(form.row_low), len(form.column_lower)))
    expected[:, columns] = compiled.A.toarray()
    found = np.zeros_like(expected)
    found[np.repeat(np.arange(len(form.row_low)), np.diff(form.start)), form.index] = form.value
    assert np.array_equal(expected, found)
    assert [f"r{row.constraint.index()}" for row in compiled.rows] == list(form.row_names)
    rows = zip(compiled.rows, form.row_low, form.row_high, strict=True)
    assert [high if row.bound_type == 1 else low for row, low, high in rows] == list(compiled.rhs)


def test_a_changed_model_is_handed_over_as_it_is() -> None:
    """Another bound, another coefficient written as Pyomo users write, a constant: all of it reaches the arrays."""
    instance = region(facilities=[{"facility": "H1"}], stock={("H1", "beds"): 10})
    system = system_of(instance, clause(require="beds", at_least=30), goals=["anticipated"])
    model = build_program(system)
    block = model.county["A"]
    beds, short = block.stock[0], block.short[1]
    beds.setub(99)
    block.clause_rows[0].set_value(2 * beds + short + 4 >= 30)
    form = standard_form(system, model)
    assert (99, [(0, 2.0), (1, 1.0)], 26) == (form.column_upper[0], entries(form)[0], form.row_low[0])
    block.clause_rows[0].set_value(beds * short >= 30)
    with pytest.raises(ValueError, match="linear"):
        standard_form(system, model)


def test_every_column_knows_its_county() -> None:
    """Counties are numbered by their ids; what links them has -1, here the region's shortfall and the worst area's."""
    overall = clause(require="beds", at_least=50, in_="region")
    per_county = clause(id="C2", require="beds", at_least=10)
    system = system_of(COUNTIES, overall, per_county)
    form = direct_form(system)
    numbers = {None: -1, "A": 0, "B": 1, "city": 2}
    assert [numbers[column.county] for column in system.columns] == form.column_county.tolist()
    assert -1 == form.column_county[form.worst]


def test_one_county_at_a_time_leaves_nothing_behind() -> None:
    """While the arrays are made no more than one county's variables are in memory, though garbage is not collected."""
    alive: list[int] = []
    made = program._read_bounds

    def watched(bounds: Any, variables: Any) -> None:
        watched.seen.add(variables)  # type: ignore[attr-defined]
        alive.append(len({id(each.parent_block()) for each in watched.seen}))  # type: ignore[attr-defined]
        made(bounds, variables)

    watched.seen = weakref.WeakSet()  # type: ignore[attr-defined]
    system = system_of(COUNTIES, clause(require="beds", at_least=10, per="1000 residents"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(program, "_read_bounds", watched)
        solver_form(system)
    assert {1} == set(alive)


def test_the_standard_form_leaves_the_first_goal_active() -> None:
    """Compiling looks at all objectives and puts them back."""
    system = system_of(COUNTIES, clause(require="beds", at_least=10))
    model = build_program(system)
    standard_form(system, model)
    assert [True, False, False, False, False, False] == [objective.active for objective in model.goal.values()]


def test_the_size_counts_rows_columns_integers_and_nonzeros() -> None:
    """Ten kept beds and a target: a stock, a shortfall, and one row over both."""
    instance = region(facilities=[{"facility": "H1"}], stock={("H1", "beds"): 10})
    system = system_of(instance, clause(require="beds", at_least=30), goals=["anticipated"])
    form = standard_form(system, build_program(system))
    assert {"rows": 1, "columns": 2, "integers": 1, "nonzeros": 2} == form.size
    assert (("c0_stock", "c1_short"), ("r0",)) == (form.column_names, form.row_names)


def test_what_follows_from_the_decisions_is_settled_group_by_group() -> None:
    """Accepted deviations follow first, as large as they may be; then shortfalls; then what measures them."""
    near = clause(id="c1", require="beds", about="0.5", tolerance="0.1", per="1 beds.current")
    whole = clause(id="c2", require="beds", at_least=30)
    system = system_of(COUNTIES, near, whole)
    form = standard_form(system, build_program(system))
    found = [({system.columns[n].kind for n in group.columns}, group.up) for group in form.follows]
    assert [({"slack"}, True), ({"short"}, False), ({"worst", "spread"}, False)] == found
    followed = np.concatenate([group.columns for group in form.follows])
    assert [n for n, column in enumerate(system.columns) if not column.whole] == sorted(followed.tolist())


STANDING = region(
    areas=[{"area": "A", "residents": 1000}, {"area": "B", "residents": 1000}],
    facilities=[{"facility": "H1"}],
    resources=["beds", "nurses"],
    stock={("H1", "beds"): {"current": 10, "max": 10}, ("H1", "nurses"): 5},
)


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ({"require": "beds", "at_least": 1, "where": "type=none"}, "infeasible"),
        ({"require": "beds", "exactly": 1, "where": "type=none"}, "infeasible"),
        ({"require": "beds", "at_least": 1, "per": "1000 residents"}, "infeasible"),
        ({"require": "facilities", "at_least": 2, "areas": "area=A"}, "infeasible"),
        ({"require": "facilities", "at_most": 0, "areas": "area=A"}, "infeasible"),
        ({"require": "beds.added", "at_least": 1, "areas": "area=A"}, "infeasible"),
        ({"require": "beds.removed", "at_least": 1, "areas": "area=A"}, "infeasible"),
        ({"require": "beds.current", "at_least": 11, "areas": "area=A"}, "infeasible"),
        ({"require": "beds.current", "at_most": "0.9", "per": "1 beds.current"}, "infeasible"),
        ({"require": "beds", "at_least": 0, "where": "type=none"}, "finished"),
        ({"require": "beds", "at_most": 0, "where": "type=none"}, "finished"),
        ({"require": "beds.current", "at_least": 10, "areas": "area=A"}, "finished"),
        ({"require": "facilities", "at_least": 1, "areas": "area=A"}, "finished"),
    ],
)
@pytest.mark.parametrize("goals", [["cost"], ["fairness"], ["anticipated", "stability"]])
def test_a_law_without_decisions_is_never_forgotten(keys: dict[str, Any], reason: str, goals: list[str]) -> None:
    """A binding row over nothing that can move makes the policy infeasible if it is false, and only then."""
    assert reason == solve_here(STANDING, policy(clause(nature="binding", **keys), goals=goals)).ended.reason


def test_a_soft_floor_over_no_facility_is_short_in_full() -> None:
    """A floor over an empty set keeps its shortfall as the only column of its row."""
    wanted = clause(require="beds", at_least=4, where="type=none", areas="area=B")
    answer = solve_here(STANDING, policy(wanted, goals=["anticipated"]))
    assert [1.0] == [value for value, _ in answer.goals]


def test_a_system_without_rows_or_goals_still_has_a_plan() -> None:
    """A region where nothing is asked is solved by today's stock."""
    instance = region(facilities=[{"facility": "H1"}], stock={("H1", "beds"): {"current": 10, "max": 10}})
    answer = solve_here(instance, policy())
    assert answer.plan is not None
    assert {("H1", "beds"): 10} == answer.plan.proposed
