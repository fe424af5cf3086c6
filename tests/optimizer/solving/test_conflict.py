"""Conflicts that were planted into random regions: found, minimal, and with the facts that they need."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import pytest

from models.clause import Policy
from models.instance import Instance
from optimizer.impossible import Fact
from optimizer.solving.conflict import Board, OutOfTimeError, minimal
from optimizer.solving.facts import facts_of, facts_that_collide, spoken_of, without_bounds
from tests.builders import clause, policy, region
from tests.planted_conflicts import KINDS, Row, plant, single_rows
from tests.solving_here import solve_here

CASES = 208
LONG = 60.0


def possible(instance: Instance, chosen: Policy) -> bool:
    """Whether the ordinary model has a plan, which is another model than the one that finds conflicts."""
    return solve_here(instance, chosen).plan is not None


def conflict_of(instance: Instance, chosen: Policy) -> set[Row]:
    """The rows of the first conflict."""
    board = Board(instance, chosen, time.monotonic() + LONG)
    found = board.find(range(len(board.switches)))
    assert found is not None
    thinned = board.thin(found)
    assert board.confirmed(thinned)
    assert not board.unsure
    return {row for number in thinned for row in board.switches[number].rows}


@pytest.mark.parametrize(
    "seed", [seed for seed in range(CASES) if KINDS[seed % len(KINDS)] in ("no room", "staff per facility")]
)
def test_the_facts_of_a_conflict_are_needed_and_enough(seed: int) -> None:
    """With the facts alone the rows cannot hold; without any one of them they can."""
    planted = plant(seed)
    found = conflict_of(planted.instance, planted.policy)
    own = replace(
        planted.policy, clauses=tuple(one for one in planted.policy.clauses if one.id in {name for name, _ in found})
    )
    told = facts_that_collide(planted.instance, own, found, time.monotonic() + LONG)
    assert told.minimal
    assert told.facts
    assert set(told.facts) <= set(facts_of(planted.instance))
    rows = single_rows(planted.policy, found)
    assert not possible(with_facts(planted.instance, told.facts), rows)
    for fact in told.facts:
        assert possible(with_facts(planted.instance, [one for one in told.facts if one != fact]), rows), fact


def with_facts(instance: Instance, facts: object) -> Instance:
    """The region with these bounds and no others."""
    stock = dict(without_bounds(instance).stock)
    for fact in facts:  # type: ignore[attr-defined]
        cell = fact.facility, fact.resource
        stock[cell] = replace(stock[cell], **({"max": fact.value} if fact.key == "max" else {"min": fact.value}))
    return replace(without_bounds(instance), stock=stock)


def test_numbers_that_collide_by_themselves_need_no_fact() -> None:
    """A floor above a cap is impossible whatever stands there."""
    planted = plant(KINDS.index("floor above cap"))
    own = replace(planted.policy, clauses=tuple(one for one in planted.policy.clauses if one.id in ("P1", "P2")))
    assert facts_that_collide(planted.instance, own, planted.rows, time.monotonic() + LONG).facts == ()


def test_a_kept_county_total_is_a_fact_of_the_county() -> None:
    """Nurses may move inside the county, their total stays: that is what a cap on them collides with."""
    instance = region(
        facilities=[{"facility": "H1"}, {"facility": "H2"}],
        resources=[{"resource": "nurses", "keep": "county"}],
        stock={("H1", "nurses"): 4, ("H2", "nurses"): 5},
    )
    capped = policy(clause(id="CAP", require="nurses", at_most=8, nature="binding"), goals=("cost",))
    told = facts_that_collide(instance, capped, [("CAP", "A")], time.monotonic() + LONG)
    assert told.facts == (Fact("A", "nurses", "keep", 9),)


def test_the_least_stock_of_a_closable_facility_binds_only_while_it_is_open() -> None:
    """It may close, so its least stock is no fact of a conflict; the need for two open facilities makes it one."""
    instance = region(
        facilities=[{"facility": "H1", "status": "closable"}, {"facility": "H2", "status": "closable"}],
        stock={("H1", "beds"): {"current": 5, "min": 5}, ("H2", "beds"): {"current": 5, "min": 5}},
    )
    few = clause(id="FEW", require="beds", at_most=9, nature="binding")
    assert possible(instance, policy(few, goals=("cost",)))
    both = clause(id="BOTH", require="facilities", at_least=2, nature="binding")
    told = facts_that_collide(
        instance, policy(few, both, goals=("cost",)), [("FEW", "A"), ("BOTH", "A")], time.monotonic() + LONG
    )
    assert told.facts == (Fact("H1", "beds", "min", 5), Fact("H2", "beds", "min", 5))


def test_disjoint_conflicts_are_found_one_after_the_other() -> None:
    """After the rows of the first are set aside the second is found, and then the rest can hold."""
    instance = region(
        areas=[{"area": "A"}, {"area": "B"}],
        facilities=[{"facility": "H1", "area": "A"}, {"facility": "H2", "area": "B"}],
        stock={("H1", "beds"): {"current": 5, "max": 9}, ("H2", "beds"): {"current": 5, "max": 9}},
    )
    chosen = policy(
        clause(id="UP", require="beds", at_least=8, nature="binding"),
        clause(id="DOWN", require="beds", at_most=7, nature="binding"),
        goals=("cost",),
    )
    board = Board(instance, chosen, time.monotonic() + LONG)
    pool, found = set(range(len(board.switches))), []
    while (colliding := board.find(pool)) is not None:
        thinned = board.thin(colliding)
        found.append({row for number in thinned for row in board.switches[number].rows})
        pool -= set(thinned)
    assert sorted(found, key=sorted) == [{("DOWN", "A"), ("UP", "A")}, {("DOWN", "B"), ("UP", "B")}]


def test_facts_that_collide_among_themselves_are_a_conflict_without_rows() -> None:
    """A part that has to be larger than its whole may be: no clause is to blame."""
    instance = region(
        facilities=[{"facility": "H1"}],
        resources=["beds", {"resource": "icu_beds", "part_of": "beds"}],
        stock={("H1", "beds"): {"current": 0, "max": 3}, ("H1", "icu_beds"): {"current": 0, "min": 4, "max": 9}},
    )
    harmless = policy(clause(id="C", require="beds", at_least=1, nature="binding"), goals=("cost",))
    assert conflict_of(instance, harmless) == set()
    told = facts_that_collide(instance, harmless, [], time.monotonic() + LONG)
    assert set(told.facts) == {
        Fact("H1", "beds", "max", 3),
        Fact("H1", "icu_beds", "min", 4),
        Fact("H1", "icu_beds", "part_of", whole="beds"),
    }


def test_parts_of_a_group_are_a_fact_where_they_take_part() -> None:
    """Six doctors and six nurses do not fit into ten staff; that a third part overlaps them does not matter."""
    instance = region(
        facilities=[{"facility": "H1"}],
        resources=[
            "staff",
            {"resource": "doctors", "part_of": "staff", "group": "licence"},
            {"resource": "nurses", "part_of": "staff", "group": "licence"},
            {"resource": "trainers", "part_of": "staff"},
        ],
        stock={("H1", name): 0 for name in ("staff", "doctors", "nurses", "trainers")},
    )
    asked = [
        clause(id="FEW", require="staff", at_most=10, nature="binding"),
        *(
            clause(id=name.upper(), require=name, at_least=6, nature="binding")
            for name in ("doctors", "nurses", "trainers")
        ),
    ]
    chosen = policy(*asked, goals=("cost",))
    found = conflict_of(instance, chosen)
    assert found == {("FEW", "A"), ("DOCTORS", "A"), ("NURSES", "A")}
    told = facts_that_collide(instance, chosen, found, time.monotonic() + LONG)
    assert (told.facts, told.minimal) == ((Fact("H1", "doctors + nurses", "group", whole="staff"),), True)


def test_a_stock_that_is_tied_to_what_is_spoken_of_is_a_fact() -> None:
    """A cap on beds collides with the intensive-care beds that stand there, because they are beds."""
    instance = region(
        facilities=[{"facility": "H1"}],
        resources=["beds", {"resource": "icu_beds", "part_of": "beds"}, "vans"],
        stock={("H1", "beds"): {"current": 5, "min": 0}, ("H1", "icu_beds"): 5, ("H1", "vans"): 3},
    )
    few = policy(clause(id="FEW", require="beds", at_most=4, nature="binding"), goals=("cost",))
    assert ("H1", "vans") not in spoken_of(instance, few).stock
    told = facts_that_collide(instance, few, [("FEW", "A")], time.monotonic() + LONG)
    assert set(told.facts) == {Fact("H1", "icu_beds", "keep", 5), Fact("H1", "icu_beds", "part_of", whole="beds")}


def test_a_share_and_a_mean_are_switched_as_one_row() -> None:
    """Half of the areas want more than there is room for: the clause is one row of the region."""
    instance = region(
        areas=[{"area": "A"}, {"area": "B"}],
        facilities=[{"facility": "H1", "area": "A"}, {"facility": "H2", "area": "B"}],
        stock={("H1", "beds"): {"current": 1, "max": 2}, ("H2", "beds"): {"current": 1, "max": 2}},
    )
    chosen = policy(
        clause(id="SHARE", require="beds", at_least=2, share="1", nature="binding"),
        clause(id="CAP", require="beds", at_most=3, in_="region", nature="binding"),
        goals=("cost",),
    )
    assert conflict_of(instance, chosen) == {("SHARE", "region"), ("CAP", "region")}


def test_after_its_time_a_board_answers_no_more() -> None:
    """The end of the time is no answer."""
    planted = plant(0)
    board = Board(planted.instance, planted.policy, time.monotonic() - 1)
    with pytest.raises(OutOfTimeError):
        board.find(range(len(board.switches)))


@pytest.mark.parametrize("size", [0, 1, 2, 7, 40])
def test_quickxplain_leaves_exactly_what_is_needed(size: int) -> None:
    """Of forty items those collide that hold all the needed ones; few questions are asked."""
    needed = set(range(0, 40, max(1, math.ceil(40 / size)))) if size else set()
    asked = []

    def collide(items: object) -> bool:
        asked.append(items)
        return needed <= set(items)  # type: ignore[call-overload]

    assert set(minimal(list(range(40)), collide)) == needed
    assert len(asked) <= 2 + 2 * max(1, len(needed)) * (1 + math.log2(40))
