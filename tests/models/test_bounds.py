"""How large a stock can usefully become, by hand and against systems whose bounds are wider."""

from __future__ import annotations

import dataclasses
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import assemble as assembling
from models.assemble import assemble
from models.bounds import LIMIT, set_natural_bounds
from models.clause import Clause, Policy
from models.instance import Instance
from models.system import System
from optimizer.verifying.judge import judge
from tests.builders import clause, policy, region
from tests.random_regions import draw_case
from tests.solving_here import solve_here


def uppers(instance: Instance, *clauses: dict[str, Any], kind: str = "stock") -> dict[str, int | None]:
    """The natural upper bounds of the stock (or added) columns, as ``beds@H1``; clauses are soft unless they say so."""
    chosen = policy(*(clause(**{"id": f"C{n}", **keys}) for n, keys in enumerate(clauses)))
    columns = assemble(instance, chosen).system.columns
    return {f"{column.key[1]}@{column.key[0]}": column.upper for column in columns if column.kind == kind}


def two_hospitals(keep: str = "facility", **second: int) -> Instance:
    """Ten beds in H1 and five in H2."""
    return region(
        areas=[{"area": "A", "residents": 3000}],
        facilities=[{"facility": "H1"}, {"facility": "H2"}],
        resources=[{"resource": "beds", "keep": keep}],
        stock={("H1", "beds"): 10, ("H2", "beds"): {"current": 5, **second}},
    )


@pytest.mark.parametrize(
    ("instance", "clauses", "expected"),
    [
        (two_hospitals(), [], (10, 5)),
        (two_hospitals(), [{"require": "beds", "at_least": 30}], (25, 20)),
        (two_hospitals(), [{"require": "beds", "at_least": 30, "nature": "binding"}], (25, 20)),
        (two_hospitals(), [{"require": "beds", "at_least": 30, "nature": "reference"}], (10, 5)),
        (two_hospitals("none"), [{"require": "beds", "at_least": 30}], (30, 30)),
        (two_hospitals("county"), [], (15, 15)),
        (two_hospitals(), [{"require": "beds", "at_least": 10, "per": "1000 residents"}], (25, 20)),
        (two_hospitals(), [{"require": "beds", "at_most": 30}], (10, 5)),
        (two_hospitals(), [{"require": "beds", "about": 30}], (25, 20)),
        (two_hospitals(), [{"require": "beds", "about": 30, "tolerance": 2}], (23, 18)),
        (two_hospitals(), [{"require": "beds", "at_least": 12, "in": "facility"}], (12, 12)),
        (two_hospitals(), [{"require": "beds", "at_least": 12}], (10, 5)),
        (two_hospitals(max=12), [{"require": "beds", "at_least": 30}], (25, 12)),
        (two_hospitals(max=12), [], (10, 5)),
        (two_hospitals(min=8), [], (10, 8)),
        (two_hospitals(min=0, max=3), [], (10, 3)),
        (two_hospitals(), [{"require": "beds.added", "at_least": 4}], (14, 9)),
        (two_hospitals(), [{"require": "beds", "at_least": 12}, {"require": "beds", "at_least": 30}], (25, 20)),
    ],
)
def test_a_stock_is_bounded_by_what_a_row_can_need_of_it(
    instance: Instance, clauses: list[dict[str, Any]], expected: tuple[int, int]
) -> None:
    """A column never needs more than a row misses when all others are at their least; a written maximum stays."""
    assert {"beds@H1": expected[0], "beds@H2": expected[1]} == uppers(instance, *clauses)


def test_an_increase_is_bounded_together_with_its_stock() -> None:
    """Where stock moves both ways, the increase column may be as large as the stock needs, and the other way round."""
    instance = two_hospitals("none")
    assert {"beds@H1": 20, "beds@H2": 25} == uppers(instance, {"require": "beds", "at_least": 30}, kind="added")
    grown = {"require": "beds.added", "at_least": 4}
    assert {"beds@H1": 14, "beds@H2": 9} == uppers(instance, grown)
    assert {"beds@H1": 4, "beds@H2": 4} == uppers(instance, grown, kind="added")


def staffed(**most: int) -> Instance:
    """One hospital with 10 beds, 6 nurses, 4 doctors and 2 beds for intensive care; ``most`` writes maxima."""
    today = {"beds": 10, "nurses": 6, "doctors": 4, "icu": 2}
    return region(
        facilities=[{"facility": "H1"}],
        resources=["beds", "nurses", "doctors", {"resource": "icu", "part_of": "beds"}],
        stock={("H1", name): {"current": units, "max": most.get(name)} for name, units in today.items()},
    )


NURSES_PER_BED = {"require": "nurses", "at_least": "0.5", "per": "1 beds"}
DOCTORS_PER_NURSE = {"require": "doctors", "at_least": "0.4", "per": "1 nurses"}
BEDS = {"require": "beds", "at_least": 31}
ICU = {"require": "icu", "at_least": "2.5", "per": "1 doctors"}


@pytest.mark.parametrize(
    ("most", "clauses", "expected"),
    [
        ({}, [NURSES_PER_BED], (10, 6, 4, 2)),
        ({}, [BEDS, NURSES_PER_BED], (31, 16, 4, 2)),
        ({}, [BEDS, NURSES_PER_BED, DOCTORS_PER_NURSE], (31, 16, 7, 2)),
        ({}, [DOCTORS_PER_NURSE, NURSES_PER_BED, BEDS], (31, 16, 7, 2)),
        ({}, [BEDS, NURSES_PER_BED, DOCTORS_PER_NURSE, ICU], (31, 16, 7, 18)),
        ({"nurses": 12}, [BEDS, NURSES_PER_BED, DOCTORS_PER_NURSE], (31, 12, 5, 2)),
        ({"beds": 10}, [BEDS, NURSES_PER_BED], (10, 6, 4, 2)),
        ({}, [{"require": "icu", "at_least": 14}], (14, 6, 4, 14)),
        ({}, [{"require": "beds", "at_most": "0.5", "per": "1 nurses"}], (10, 20, 4, 2)),
    ],
)
def test_a_chain_of_ratios_is_followed_to_its_end(
    most: dict[str, int], clauses: list[dict[str, Any]], expected: tuple[int, int, int, int]
) -> None:
    """What one row can need of beds feeds what the next needs of nurses, in whatever order the clauses stand."""
    names = ("beds@H1", "nurses@H1", "doctors@H1", "icu@H1")
    assert dict(zip(names, expected, strict=True)) == uppers(staffed(**most), *clauses)


TWO_NURSES_PER_BED = {"require": "nurses", "at_least": 2, "per": "1 beds"}
BED_PER_NURSE = {"require": "beds", "at_least": 1, "per": "1 nurses"}
SLOWLY = {"require": "nurses", "at_least": "1.05", "per": "1 beds"}


@pytest.mark.parametrize(
    ("most", "clauses", "expected"),
    [
        ({}, [TWO_NURSES_PER_BED, BED_PER_NURSE], (LIMIT, LIMIT)),
        ({}, [SLOWLY, BED_PER_NURSE], (LIMIT, LIMIT)),
        ({"nurses": 50}, [TWO_NURSES_PER_BED, BED_PER_NURSE], (50, 50)),
        ({"beds": 40, "nurses": 50}, [TWO_NURSES_PER_BED, BED_PER_NURSE], (40, 50)),
        ({"beds": 40}, [TWO_NURSES_PER_BED, BED_PER_NURSE], (40, 80)),
    ],
)
def test_a_cycle_that_feeds_itself_stops_at_the_limit(
    most: dict[str, int], clauses: list[dict[str, Any]], expected: tuple[int, int]
) -> None:
    """Ratios that ask ever more of each other end at a million, or at a written maximum on the way."""
    found = uppers(staffed(**most), *clauses)
    assert expected == (found["beds@H1"], found["nurses@H1"])


@pytest.mark.parametrize("clauses", [[], [SLOWLY, BED_PER_NURSE], [TWO_NURSES_PER_BED, BED_PER_NURSE]])
def test_the_stock_of_today_is_never_cut_off(clauses: list[dict[str, Any]]) -> None:
    """A stock that is beyond the limit today stays possible, whatever other stocks feed each other."""
    instance = region(
        facilities=[{"facility": "H1"}],
        resources=["beds", "nurses", "masks"],
        stock={("H1", "beds"): 10, ("H1", "nurses"): 6, ("H1", "masks"): 2 * LIMIT},
    )
    assert 2 * LIMIT == uppers(instance, *clauses)["masks@H1"]


def test_only_stock_and_increases_get_a_natural_bound() -> None:
    """Other columns keep the bound they have, also where they could help a row."""
    system = System()
    stock = system.add_column("stock", ("H1", "beds"), county="A", today=2)
    gate = system.add_column("open", ("H1",), county="A", upper=1)
    short = system.add_column("short", ("C1", "A"), county="A")
    system.add_row("clause", ("C1", "A"), {stock: 2, gate: 3, short: 2}, low=10)
    set_natural_bounds(system)
    assert [5, 1, None] == [column.upper for column in system.columns]


def wider(system: System, *rest: Any, **more: Any) -> None:
    """The natural bounds, and five more wherever none is written."""
    written = [column.upper for column in system.columns]
    set_natural_bounds(system, *rest, **more)
    for number, column in enumerate(system.columns):
        if column.kind in ("stock", "added") and written[number] is None and column.upper is not None:
            system.columns[number] = dataclasses.replace(column, upper=column.upper + 5)


def exact_goals(instance: Instance, chosen: Policy) -> list[float]:
    """The exact goals of the answer, in order; none if there is no answer."""
    answer = solve_here(instance, chosen)
    if answer.plan is None:
        return []
    found = judge(instance, chosen, answer.plan)
    assert found.holds
    return [float(found.goals[goal]) for goal in chosen.goals]


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(min_value=0, max_value=10_000))
def test_wider_bounds_never_improve_a_goal(seed: int) -> None:
    """With five units more room above every natural bound, the goals in order are the same."""
    case = draw_case(seed)
    unwritten = {cell: dataclasses.replace(row, max=None) for cell, row in case.instance.stock.items()}
    instance = dataclasses.replace(case.instance, stock=unwritten)
    with patch.object(assembling, "set_natural_bounds", wider):
        expected = exact_goals(instance, case.policy)
    assert expected == pytest.approx(exact_goals(instance, case.policy), rel=3e-6, abs=3e-6)


@pytest.mark.parametrize(
    ("sentence", "stock"),
    [
        (
            clause(
                require="beds",
                exactly=1,
                per="1 beds",
                where="type=public",
                per_where="",
                tolerance="0.1",
                nature="binding",
            ),
            {("H1", "beds"): 10, ("H2", "beds"): 10},
        ),
        (
            clause(require="nurses", exactly=0, per="1 beds", tolerance="0.25", nature="binding"),
            {("H1", "beds"): 10, ("H1", "nurses"): 5},
        ),
    ],
    ids=["measure and base overlap", "nothing but the tolerance"],
)
def test_a_need_that_only_the_tolerance_has_is_not_cut_off(sentence: Clause, stock: dict[tuple[str, str], int]) -> None:
    """Where more stock helps only by way of an accepted deviation, the natural bound leaves room for it."""
    instance = region(
        facilities=[{"facility": "H1", "type": "public"}, {"facility": "H2", "type": "private"}],
        resources=["beds", "nurses"],
        stock=stock,
    )
    answer = solve_here(instance, policy(sentence))
    assert answer.plan is not None
    assert judge(instance, policy(sentence), answer.plan).holds
