"""Two clauses of which one is enough, against numbers worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.clause import Clause
from models.instance import Instance
from optimizer.verifying.judge import judge
from optimizer.verifying.judgement import MET, NOT_APPLICABLE, SHORT, VIOLATED, Judgement
from tests.builders import clause, plan, policy, region

# Nine counties: beds and nurses they have, of which 10 and 10 are asked. E asks no nurses, for want of children.
HELD = {
    "A": (10, 10),  # both hold
    "B": (10, 3),  # only the beds
    "C": (2, 12),  # only the nurses
    "D": (9, 4),  # both fail, the beds are nearer
    "E": (7, 0),  # beds fail, and stand alone
    "F": (4, 8),  # both fail, the nurses are nearer
    "G": (5, 5),  # both fail alike
}
CHILDREN = {"A": 10, "B": 10, "C": 10, "D": 10, "E": 0, "F": 10, "G": 10}


def counties() -> Instance:
    """The counties, each with one hospital and 1,000 residents more than the one before."""
    return region(
        areas=[
            {"area": name, "children": CHILDREN[name], "residents": 1000 * (index + 1)}
            for index, name in enumerate(HELD)
        ],
        facilities=[{"facility": f"H{name}", "area": name} for name in HELD],
        resources=["beds", "nurses"],
        stock={
            (f"H{name}", resource): units[place]
            for name, units in HELD.items()
            for place, resource in enumerate(("beds", "nurses"))
        },
    )


def pair(**keys: Any) -> tuple[Clause, Clause]:
    """Ten beds, or a nurse for each child."""
    return (
        clause(id="1", require="beds", at_least=10, or_="2", **keys),
        clause(id="2", require="nurses", at_least=1, per="1 children", **keys),
    )


def judged(*clauses: Clause, **keys: Any) -> Judgement:
    """Today's stock judged by these clauses."""
    return judge(counties(), policy(*clauses, **keys), plan(counties()))


@pytest.mark.parametrize("order", [1, -1])
def test_one_of_two_is_enough(order: int) -> None:
    """What holds is met; of two failures the nearer counts, and of two alike the one that carries ``or``."""
    found = {(row.clause, row.area): (row.status, row.short, row.note) for row in judged(*pair()[::order]).rows}
    assert {
        ("1", "A"): (MET, 0, ""),
        ("1", "B"): (MET, 0, ""),
        ("1", "C"): (NOT_APPLICABLE, None, "or 2"),
        ("1", "D"): (SHORT, 1, ""),
        ("1", "E"): (SHORT, 3, ""),
        ("1", "F"): (NOT_APPLICABLE, None, "or 2"),
        ("1", "G"): (SHORT, 5, ""),
        ("2", "A"): (MET, 0, ""),
        ("2", "B"): (NOT_APPLICABLE, None, "or 1"),
        ("2", "C"): (MET, 0, ""),
        ("2", "D"): (NOT_APPLICABLE, None, "or 1"),
        ("2", "E"): (NOT_APPLICABLE, None, "base is zero"),
        ("2", "F"): (SHORT, 2, ""),
        ("2", "G"): (NOT_APPLICABLE, None, "or 1"),
    } == found


def test_a_settled_row_carries_no_numbers() -> None:
    """Like every row that does not apply."""
    for row in judged(*pair()).rows:
        numbers = (row.required, row.current, row.achieved, row.short, row.scale)
        assert (None in numbers) == (row.status == NOT_APPLICABLE) == (numbers == (None,) * 5)


def test_binding_pairs_are_violated_once() -> None:
    """Where both fail, the nearer one is violated and the other does not apply."""
    rows = judged(*pair(nature="binding")).rows
    assert [("1", "D"), ("1", "E"), ("1", "G"), ("2", "F")] == [
        (row.clause, row.area) for row in rows if row.status == VIOLATED
    ]


@pytest.mark.parametrize("order", [1, -1])
def test_a_pair_counts_once(order: int) -> None:
    """0.1 in D, 0.3 in E, 0.2 in F, 0.5 in G, over seven counties, in the goal and in the mean of fairness."""
    other = clause(id="3", require="beds", at_least=20)
    result = judged(*pair(weight=2)[::order], other, goals=("anticipated", "fairness"))
    share, others = Fraction("1.1") / 7, Fraction(140 - 47, 140)
    assert {"1": share, "2": share, "3": others} == result.clause_shortfall
    assert 2 * share + others == result.goals["anticipated"]
    # clause 3 misses a half in A and B, 18/20, 11/20, 13/20, 16/20 and 15/20 in the others
    assert {
        "A": Fraction("0.5") / 3,
        "B": Fraction("0.5") / 3,
        "C": Fraction("0.9") / 3,
        "D": (2 * Fraction("0.1") + Fraction("0.55")) / 3,
        "E": (2 * Fraction("0.3") + Fraction("0.65")) / 3,
        "F": (2 * Fraction("0.2") + Fraction("0.8")) / 3,
        "G": (2 * Fraction("0.5") + Fraction("0.75")) / 3,
    } == result.county_shortfall


def test_a_pair_weighed_by_people() -> None:
    """D, E, F and G have 4, 5, 6 and 7 of 28 thousand people."""
    share = (4 * Fraction("0.1") + 5 * Fraction("0.3") + 6 * Fraction("0.2") + 7 * Fraction("0.5")) / 28
    assert {"1": share, "2": share} == judged(*pair(weigh_by="residents")).clause_shortfall


def test_a_partner_that_cannot_be_judged_leaves_the_other_alone() -> None:
    """Without data for the partner, every row stands for itself; with data for neither, nothing counts."""
    one = clause(id="1", require="beds", at_least=10, or_="2")
    two = clause(id="2", require="nurses", at_least=1, missing=("nurses",))
    result = judged(one, two)
    assert [MET, MET, SHORT, SHORT, SHORT, SHORT, SHORT, NOT_APPLICABLE] == [row.status for row in result.rows]
    assert Fraction("0.8") + Fraction("0.1") + Fraction("0.3") + Fraction("0.6") + Fraction("0.5") == (
        7 * result.clause_shortfall["1"]
    )
    neither = judged(clause(id="1", require="beds", at_least=1, or_="2", missing=("beds",)), two)
    assert ({}, 0) == (neither.clause_shortfall, neither.goals["anticipated+guiding"])


def test_pairs_in_facilities_and_in_the_region() -> None:
    """A pair holds facility by facility too, or once for the whole region."""
    one = clause(id="1", require="beds", at_least=8, or_="2", in_="facility")
    two = clause(id="2", require="nurses", at_least=8, in_="facility")
    rows = judged(one, two).rows
    assert ["HE", "HG"] == [row.area for row in rows if row.status == SHORT]
    many = clause(id="1", require="beds", at_least=50, or_="2", in_="region")
    together = judged(many, clause(id="2", require="beds", at_least=47, in_="region"))
    assert [(NOT_APPLICABLE, "or 2"), (MET, "")] == [(row.status, row.note) for row in together.rows]
    assert 0 == together.clause_shortfall["1"]


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(1, 9)), min_size=1, max_size=6))
def test_a_pair_is_never_worse_than_either_alone(units: list[tuple[int, int, int]]) -> None:
    """Its shortfall is at most that of each clause alone, and zero exactly if one of the two holds everywhere."""
    names = [f"A{index}" for index in range(len(units))]
    instance = region(
        areas=[{"area": name, "residents": people} for name, (_, _, people) in zip(names, units, strict=True)],
        facilities=[{"facility": f"H{name}", "area": name} for name in names],
        resources=["beds", "nurses"],
        stock={(f"H{n}", r): u[k] for n, u in zip(names, units, strict=True) for k, r in enumerate(("beds", "nurses"))},
    )
    keys = {"weigh_by": "residents"}
    one = clause(id="1", require="beds", at_least=10, or_="2", **keys)
    two = clause(id="2", require="nurses", at_least=7, **keys)
    alone = clause(id="1", require="beds", at_least=10, **keys)
    together = judge(instance, policy(one, two), plan(instance)).clause_shortfall["1"]
    shares = [judge(instance, policy(each), plan(instance)).clause_shortfall[each.id] for each in (alone, two)]
    assert together <= min(shares)
    assert (together == 0) == all(beds >= 10 or nurses >= 7 for beds, nurses, _ in units)
