"""A share of the areas, and a mean over them: the rows by hand, and the best plans against trying every choice."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from typing import Any

import pytest

from models.assemble import assemble
from models.instance import Instance
from optimizer.verifying.judge import judge
from tests.builders import clause, plan, policy, region
from tests.models.readable import goal_of, rows_of
from tests.solving_here import solve_here

TOWNS = region(
    areas=[
        {"area": "A", "residents": 5000, "served": 0},
        {"area": "B", "residents": 3000, "served": 40},
        {"area": "C", "residents": 3000, "served": 60},
    ],
    facilities=[{"facility": f"H{name}", "area": name} for name in "ABC"],
    stock={
        ("HA", "beds"): {"annual_cost": 1, "max": 50},
        ("HB", "beds"): {"annual_cost": 3, "max": 50},
        ("HC", "beds"): {"annual_cost": 2, "max": 50},
    },
)
"""Three counties with an empty hospital each; a bed is cheapest in A, where most people live, and dearest in B."""


def test_an_area_counts_only_if_its_whole_requirement_is_there() -> None:
    """Each area has a yes/no column that its measure must earn in full, and half of three areas is two."""
    made = assemble(TOWNS, policy(clause(require="beds", at_least="2.5", per="1000 residents", share="0.5")))
    assert [
        ({"beds@HA": 1, "meets A": -13}, 0),
        ({"beds@HB": 1, "meets B": -8}, 0),
        ({"beds@HC": 1, "meets C": -8}, 0),
    ] == rows_of(made, "meets")
    assert [({"meets A": 1, "meets B": 1, "meets C": 1, "short C1@region": 1}, 2)] == rows_of(made, "clause")
    assert {"short C1@region": Fraction(1, 2)} == goal_of(made, "anticipated+guiding")


def test_people_are_counted_unrounded() -> None:
    """With ``weigh_by`` an area counts as many people as it has, and 0.4501 of 11,000 people is 4951.1."""
    made = assemble(TOWNS, policy(clause(require="beds", at_least=4, share="0.4501", weigh_by="residents")))
    people = {"meets A": 50000, "meets B": 30000, "meets C": 30000, "short C1@region": 10}
    assert [(people, 49511)] == rows_of(made, "clause")
    assert {"short C1@region": Fraction(10, 49511)} == goal_of(made, "anticipated+guiding")


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"at_least": 10, "share": "0.5"}, {"HA": 10, "HC": 10}),
        ({"at_least": 10, "share": "0.34"}, {"HA": 10, "HC": 10}),
        ({"at_least": 10, "share": "0.33"}, {"HA": 10}),
        ({"at_least": 10, "share": 1}, {"HA": 10, "HB": 10, "HC": 10}),
        ({"at_least": 10, "share": "0.45", "weigh_by": "residents"}, {"HA": 10}),
        ({"at_least": 10, "share": "0.5", "weigh_by": "residents"}, {"HA": 10, "HC": 10}),
        ({"at_least": 5, "per": "1000 residents", "share": "0.5"}, {"HA": 25, "HC": 15}),
        # nobody of A counts and a row without anybody is left out, so that three fifths are C alone
        ({"at_least": 1, "share": "0.6", "weigh_by": "served"}, {"HC": 1}),
        ({"at_least": 1, "per": "10 served", "share": "0.5"}, {"HB": 4}),
        ({"at_least": 1, "per": "10 served", "share": "0.51"}, {"HB": 4, "HC": 6}),
    ],
)
@pytest.mark.parametrize("nature", ["binding", "strive"])
def test_the_cheapest_areas_are_the_ones_that_meet(keys: dict[str, Any], nature: str, expected: dict[str, int]) -> None:
    """Of all choices of areas that make up the share, the plan takes the cheapest, and adds nothing elsewhere."""
    sentence = clause(require="beds", nature=nature, **keys)
    answer = solve_here(TOWNS, policy(sentence))
    assert answer.plan is not None
    assert expected == {facility: units for (facility, _), units in answer.plan.proposed.items() if units}
    assert judge(TOWNS, policy(sentence), answer.plan).rows[0].short == 0


def test_a_pooled_clause_has_no_part_in_fairness() -> None:
    """Its one row lies in no county, so that the worst-off county is judged by the other clauses."""
    keys = {"require": "beds", "at_least": 60}
    pooled = clause(id="1", share=1, **keys)
    assert {} == goal_of(assemble(TOWNS, policy(pooled, goals=["fairness"])), "fairness")
    with_other = assemble(TOWNS, policy(pooled, clause(id="2", **keys), goals=["fairness"]))
    assert [{"short 2@A": Fraction(-1, 60), "worst county@county": 1}] == [
        terms for terms, _ in rows_of(with_other, "fairness") if "short 2@A" in terms
    ]


def sites() -> Instance:
    """Two towns and two stations; the second is a candidate, and T2 is known to be near it alone."""
    return region(
        areas=[{"area": "T1", "residents": 20000}, {"area": "T2", "residents": 40000}],
        facilities=[{"facility": "S1"}, {"facility": "S2", "status": "candidate"}],
        resources=["ambulances"],
        stock={("S1", "ambulances"): {"max": 9}, ("S2", "ambulances"): {"max": 9}},
        travel={
            ("T1", "S1"): {"minutes": 4},
            ("T1", "S2"): {"minutes": "6.5"},
            ("T2", "S2"): {"minutes": 9},
            ("T2", "elsewhere"): {"minutes": 60},
        },
    )


MEAN: dict[str, Any] = {"require": "ambulances", "within": "5 minutes", "mean": True}


def test_an_area_is_served_whole_where_the_base_is_constant() -> None:
    """One station serves a town with what a single town needs, or none does, 9 + 5 minutes away."""
    made = assemble(sites(), policy(clause(at_least="1.5", **MEAN)))
    assert [
        ({"T1 by S1": 1, "T1 by S2": 1, "T1 by none": 1}, 1),
        ({"T2 by S2": 1, "T2 by none": 1}, 1),
    ] == rows_of(made, "served")
    loads = rows_of(made, "load")
    for law in (
        {"ambulances@S1": 1, "T1 by S1": -2},
        {"ambulances@S2": 1, "T1 by S2": -2},
        {"ambulances@S2": 1, "T2 by S2": -2},
        {"open@S2": 1, "T1 by S2": -1},
        {"open@S2": 1, "T2 by S2": -1},
    ):
        assert (law, 0) in loads
    assert len(loads) == 5
    minutes = {"T1 by S1": -8, "T1 by S2": -13, "T1 by none": -28, "T2 by S2": -18, "T2 by none": -28}
    assert [({**minutes, "short C1@region": 4}, -20)] == rows_of(made, "clause")
    assert all(column.whole for column in made.system.columns if column.kind == "served")


def test_people_share_a_capacity_and_may_be_split() -> None:
    """Against a population a station needs what all towns that it serves need together, for any part of each."""
    made = assemble(sites(), policy(clause(at_least=1, per="30000 residents", weigh_by="residents", **MEAN)))
    loads = rows_of(made, "load")
    assert ({"ambulances@S1": 3, "T1 by S1": -2}, 0) in loads
    assert ({"ambulances@S2": 3, "T1 by S2": -2, "T2 by S2": -4}, 0) in loads
    # 20,000 · 4, 20,000 · 6.5 and 40,000 · 9 person-minutes of 60,000 · 5; whoever is served by nobody is 14 away
    minutes = {
        "T1 by S1": -80000,
        "T1 by S2": -130000,
        "T1 by none": -280000,
        "T2 by S2": -360000,
        "T2 by none": -560000,
    }
    assert [({**minutes, "short C1@region": 60000}, -300000)] == rows_of(made, "clause")
    assert not any(column.whole for column in made.system.columns if column.kind == "served")


@pytest.mark.parametrize(
    ("units", "keys", "achieved"),
    [
        # T2 needs 3 and T1 needs 1. Each counts once: a unit of S1 saves T1 four minutes and T2 a third of six. So T1
        # goes to S1 and one third of T2 as well: 2, (4 + 2 · 10) / 3
        ((2, 2), {}, Fraction(2 + 8, 2)),
        # S1 takes T1 and two thirds of T2
        ((3, 1), {}, Fraction(2 + 6, 2)),
        ((4, 0), {}, Fraction(2 + 4, 2)),
        # one third of T2 goes without, 10 + 3 minutes away
        ((1, 2), {}, Fraction(2 + 11, 2)),
        # by people T2 comes first: two thirds of it to S1, the rest and T1 to S2
        ((2, 2), {"weigh_by": "residents"}, Fraction(6 + 2 * 4 + 10, 4)),
    ],
)
def test_a_capacity_splits_an_area(units: tuple[int, int], keys: dict[str, str], achieved: Fraction) -> None:
    """What a full station cannot take goes on to the next, as the re-check finds too."""
    instance = region(
        areas=[{"area": "T1", "residents": 10000}, {"area": "T2", "residents": 30000}],
        facilities=[{"facility": "S1"}, {"facility": "S2"}],
        resources=["ambulances"],
        stock={(f"S{k}", "ambulances"): {"current": each, "max": each} for k, each in enumerate(units, 1)},
        travel={(f"T{t}", f"S{s}"): {"minutes": [[2, 6], [4, 10]][t - 1][s - 1]} for t in (1, 2) for s in (1, 2)},
    )
    sentence = clause(require="ambulances", at_least=1, per="10000 residents", within="3 minutes", mean=True, **keys)
    chosen = policy(sentence, goals=["anticipated"])
    answer = solve_here(instance, chosen)
    assert answer.goals[0][0] == pytest.approx(float((achieved - 3) / 3), abs=1e-9)
    assert judge(instance, chosen, plan(instance)).rows[0].achieved == achieved


SITES, VILLAGES, LIMIT = 5, 6, Fraction(1, 2)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("chosen", [1, 2])
def test_a_mean_is_the_median_problem(seed: int, chosen: int) -> None:
    """With one or two stations at most, the mean minutes to the nearest are those of the best of all choices."""
    dice = random.Random(seed)
    minutes = {
        (f"T{t}", f"S{s}"): dice.randint(1, 40) for t in range(VILLAGES) for s in range(SITES) if dice.random() < 0.85
    }
    people = {f"T{t}": dice.randint(1, 9) for t in range(VILLAGES)}
    instance = region(
        areas=[{"area": name, "residents": number} for name, number in people.items()],
        facilities=[{"facility": f"S{s}", "status": "candidate", "open_cost": 1} for s in range(SITES)],
        stock={},
        travel={pair: {"minutes": each} for pair, each in minutes.items()},
    )
    near = clause(id="1", require="facilities", at_least=1, within="0.5 minutes", mean=True, weigh_by="residents")
    few = clause(id="2", require="facilities", at_most=chosen, in_="region", nature="binding")
    beyond = max(minutes.values()) + LIMIT

    def mean(opened: tuple[int, ...]) -> Fraction:
        ways = {t: min((minutes.get((t, f"S{s}"), beyond) for s in opened), default=beyond) for t in people}
        return sum((people[t] * Fraction(way) for t, way in ways.items()), Fraction(0)) / sum(people.values())

    best = min(mean(opened) for size in range(chosen + 1) for opened in itertools.combinations(range(SITES), size))
    answer = solve_here(instance, policy(near, few))
    assert answer.plan is not None
    row, _ = judge(instance, policy(near, few), answer.plan).rows
    assert (best, best - LIMIT) == (row.achieved, row.short)
    assert answer.goals[2][0] == pytest.approx(float(best - LIMIT))


def test_where_nothing_is_known_everybody_counts_twice_the_limit() -> None:
    """A mean without a single known pair is short by its limit, not left out."""
    made = assemble(sites(), policy(clause(at_least=1, where="type=none", **MEAN)))
    assert [({"T1 by none": -10, "T2 by none": -10, "short C1@region": 2}, -10)] == rows_of(made, "clause")


@pytest.mark.parametrize("keys", [{"share": "0.5"}, {"mean": True, "within": "5 minutes"}])
def test_over_nobody_there_is_no_row(keys: dict[str, Any]) -> None:
    """Where all weights, or all bases, are zero, a pooled clause asks for nothing."""
    instance = region(
        areas=[{"area": "A", "residents": 1, "served": 0}],
        facilities=[{"facility": "H"}],
        stock={("H", "beds"): 0},
        travel={("A", "H"): {"minutes": 9}},
    )
    asked = {"require": "beds", "at_least": 1, "nature": "binding", **keys}
    for nobody in ({"weigh_by": "served"}, {"per": "10 served"}):
        assert [] == assemble(instance, policy(clause(**asked, **nobody))).rows
    assert assemble(instance, policy(clause(**asked))).rows
