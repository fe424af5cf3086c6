"""Two clauses of which one is enough: their rows, which of them is kept, and that they count once."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from models.assemble import assemble
from models.clause import Clause
from models.instance import Instance
from optimizer.verifying.judge import judge
from tests.builders import clause, policy, region
from tests.models.readable import goal_of, rows_of
from tests.solving_here import solve_here


def counties(prices: dict[str, tuple[int, int]] | None = None) -> Instance:
    """Counties A, B and C with an empty hospital each; the prices of a bed and of a nurse there; C has no children."""
    each = {"A": (1, 3), "B": (3, 1), "C": (1, 1)} | (prices or {})
    return region(
        areas=[
            {"area": "A", "residents": 1000, "children": 100},
            {"area": "B", "residents": 3000, "children": 300},
            {"area": "C", "residents": 6000, "children": 0},
        ],
        facilities=[{"facility": f"H{name}", "area": name} for name in each],
        resources=["beds", "nurses"],
        stock={
            (f"H{name}", resource): {"annual_cost": price, "max": 20}
            for name, both in each.items()
            for resource, price in zip(("beds", "nurses"), both, strict=True)
        },
    )


def pair(**keys: Any) -> tuple[Clause, Clause]:
    """Ten beds, or a nurse per 50 children; the second says nothing of C."""
    return (
        clause(id="1", require="beds", at_least=10, or_="2", **keys),
        clause(id="2", require="nurses", at_least=1, per="50 children", **keys),
    )


def test_each_row_is_owed_only_if_it_is_the_chosen_one() -> None:
    """One requirement is multiplied by the choice of an area and the other by its opposite; alone, a row is owed."""
    rows = rows_of(assemble(counties(), policy(*pair())), "clause")
    assert [
        ({"beds@HA": 1, "choice 1@A": -10, "short 1@A": 1}, 0),
        ({"beds@HB": 1, "choice 1@B": -10, "short 1@B": 1}, 0),
        ({"beds@HC": 1, "short 1@C": 1}, 10),
        ({"nurses@HA": 1, "choice 1@A": 2, "short 2@A": 1}, 2),
        ({"nurses@HB": 1, "choice 1@B": 6, "short 2@B": 1}, 6),
    ] == rows


def test_the_order_in_the_file_and_the_bearer_of_or_decide_nothing() -> None:
    """The same plan is the best one whichever clause comes first and whichever names the other."""
    first, second = pair(nature="binding")
    bearing = clause(id="2", require="nurses", at_least=1, per="50 children", nature="binding", or_="1")
    plain = clause(id="1", require="beds", at_least=10, nature="binding")
    answers = [solve_here(counties(), policy(*both)) for both in ((first, second), (second, first), (plain, bearing))]
    plans = [answer.plan.proposed for answer in answers if answer.plan is not None]
    assert len(plans) == 3
    assert plans[0] == plans[1] == plans[2]


@pytest.mark.parametrize("nature", ["binding", "principle"])
def test_the_cheaper_of_two_is_kept_in_every_area(nature: str) -> None:
    """In A two nurses at 3 cost less than ten beds at 1, in B six at 1 less than ten at 3; C needs its beds."""
    answer = solve_here(counties(), policy(*pair(nature=nature)))
    assert answer.plan is not None
    assert {cell: units for cell, units in answer.plan.proposed.items() if units} == {
        ("HA", "nurses"): 2,
        ("HB", "nurses"): 6,
        ("HC", "beds"): 10,
    }
    dear_nurses = solve_here(counties({"A": (1, 6), "B": (3, 6)}), policy(*pair(nature=nature)))
    assert dear_nurses.plan is not None
    assert {cell for cell, units in dear_nurses.plan.proposed.items() if units} == {(f"H{a}", "beds") for a in "ABC"}


@pytest.mark.parametrize(("status", "owed"), [("candidate", 0), ("closable", 0), ("open", 1)])
def test_a_facility_owes_one_of_two_only_when_it_is_open(status: str, owed: int) -> None:
    """In its own row a requirement is owed if the facility is open and the clause is chosen, both or nothing."""
    instance = region(
        facilities=[{"facility": "H", "status": status, "open_cost": 1}],
        resources=[{"resource": "beds", "keep": "none"}, {"resource": "nurses", "keep": "none"}],
        stock={("H", "beds"): {"max": 9, "annual_cost": 5}, ("H", "nurses"): {"max": 9, "annual_cost": 1}},
    )
    keys = {"in_": "facility", "nature": "binding"}
    either = (
        clause(id="1", require="beds", at_least=3, or_="2", **keys),
        clause(id="2", require="nurses", at_least=4, **keys),
    )
    gate = [] if status == "open" else ["open@H"]
    beds, nurses = rows_of(assemble(instance, policy(*either)), "clause")
    assert ({"beds@H": 1, "choice 1@H": -3, **dict.fromkeys(gate, -3)}, 0 if owed else -3) == beds
    assert ({"nurses@H": 1, "choice 1@H": 4, **dict.fromkeys(gate, -4)}, 4 * owed) == nurses
    closed = solve_here(instance, policy(*either))
    opened = solve_here(instance, policy(*either, clause(id="3", require="facilities", at_least=1, nature="binding")))
    assert closed.plan is not None
    assert opened.plan is not None
    assert (0, 4 * owed) == (closed.plan.proposed["H", "beds"], closed.plan.proposed["H", "nurses"])
    assert (0, 4) == (opened.plan.proposed["H", "beds"], opened.plan.proposed["H", "nurses"])


@pytest.mark.parametrize(
    ("keys", "shares"),
    [
        ({}, {"A": Fraction(1, 3), "B": Fraction(1, 3), "C": Fraction(1, 3)}),
        ({"weigh_by": "residents"}, {"A": Fraction(1, 10), "B": Fraction(3, 10), "C": Fraction(6, 10)}),
        ({"weight": 4}, {"A": Fraction(4, 3), "B": Fraction(4, 3), "C": Fraction(4, 3)}),
    ],
)
def test_a_pair_counts_once_in_its_goal(keys: dict[str, Any], shares: dict[str, Fraction]) -> None:
    """Each area counts once, as one or by its people, and both clauses' units are divided by their own scale there."""
    expected = {f"short 1@{area}": share / 10 for area, share in shares.items()}
    expected |= {"short 2@A": shares["A"] / 2, "short 2@B": shares["B"] / 6}
    assert expected == goal_of(assemble(counties(), policy(*pair(**keys))), "anticipated+guiding")


def test_a_pair_counts_once_in_fairness() -> None:
    """Beside a third clause of the same weight a pair has half a voice in every county, not two thirds."""
    third = clause(id="3", require="beds", at_least=20)
    laws = rows_of(assemble(counties(), policy(*pair(), third, goals=["fairness"])), "fairness")
    half = Fraction(1, 2)
    worst = "worst county@county"
    assert [
        ({"short 1@A": -half / 10, "short 2@A": -half / 2, "short 3@A": -half / 20, worst: 1}, 0),
        ({"short 1@B": -half / 10, "short 2@B": -half / 6, "short 3@B": -half / 20, worst: 1}, 0),
        ({"short 1@C": -half / 10, "short 3@C": -half / 20, worst: 1}, 0),
    ] == laws


def test_the_nearer_of_two_failures_is_the_one_that_counts() -> None:
    """With five beds and one nurse to be had, the pair is short by half a clause whichever of the two is meant."""
    instance = region(
        facilities=[{"facility": "H"}],
        resources=["beds", "nurses"],
        stock={("H", "beds"): {"max": 5}, ("H", "nurses"): {"max": 1}},
    )
    both = clause(id="1", require="beds", at_least=10, or_="2"), clause(id="2", require="nurses", at_least=3)
    answer = solve_here(instance, policy(*both, goals=["anticipated"]))
    assert answer.plan is not None
    assert [(pytest.approx(0.5), pytest.approx(0.5))] == answer.goals
    assert Fraction(1, 2) == judge(instance, policy(*both, goals=["anticipated"]), answer.plan).goals["anticipated"]


def test_without_data_for_one_the_other_stands_alone() -> None:
    """A partner that the instance has no data for leaves every row as if there were no ``or``."""
    first, _ = pair()
    lacking = clause(id="2", require="nurses", at_least=1, per="50 children", missing=("children",))
    rows = rows_of(assemble(counties(), policy(first, lacking)), "clause")
    assert [({f"beds@H{area}": 1, f"short 1@{area}": 1}, 10) for area in "ABC"] == rows


def test_the_repair_model_knows_a_binding_pair() -> None:
    """What no plan can do, six beds or six nurses where five fit, gives way by one of the two and not by both."""
    instance = region(
        facilities=[{"facility": "H"}],
        resources=["beds", "nurses"],
        stock={("H", "beds"): {"max": 5}, ("H", "nurses"): {"max": 5}},
    )
    keys = {"nature": "binding"}
    both = (
        clause(id="1", require="beds", at_least=6, or_="2", **keys),
        clause(id="2", require="nurses", at_least=6, **keys),
    )
    assert "infeasible" == solve_here(instance, policy(*both)).ended.reason
    ((value, _),) = solve_here(instance, policy(*both), elastic=True).goals
    assert pytest.approx(1 / 6) == value
