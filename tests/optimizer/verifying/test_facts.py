"""The hard facts: bounds, closed doors, parts and groups, kept totals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.instance import Instance
from models.plan import Plan
from optimizer.verifying.facts import breaches
from optimizer.verifying.judge import judge
from optimizer.verifying.tables import Tables
from tests.builders import plan, policy, region

Found = list[tuple[str, str, str, int, int]]


def found(instance: Instance, proposal: Plan) -> Found:
    """The breaches of a plan, as tuples."""
    listed = breaches(Tables(instance), proposal)
    return [(each.facility, each.resource, each.key, each.limit, each.achieved) for each in listed]


def one_hospital(resource: Mapping[str, Any], stock: Mapping[str, Any], status: str = "open") -> Instance:
    """A hospital with one resource."""
    return region(
        facilities=[{"facility": "H1", "status": status}],
        resources=[{"resource": "beds", **resource}],
        stock={("H1", "beds"): stock},
    )


@pytest.mark.parametrize(
    ("resource", "stock", "low", "high"),
    [
        ({}, {"current": 10}, 10, None),
        ({"keep": "none"}, {"current": 10}, 0, None),
        ({}, {"current": 10, "min": 4}, 4, None),
        ({"keep": "none"}, {"current": 10, "min": 12}, 12, None),
        ({"max_per_facility": 15}, {"current": 10}, 10, 15),
        ({"max_per_facility": 15}, {"current": 10, "max": 20}, 10, 20),
        ({}, {"current": 10, "min": 0, "max": 3}, 0, 3),
    ],
)
def test_bounds(resource: Mapping[str, Any], stock: Mapping[str, Any], low: int, high: int | None) -> None:
    """A written bound wins; else today's stock is kept where each facility is, and the resource's maximum holds."""
    instance = one_hospital(resource, stock)
    assert [] == found(instance, plan(instance, {("H1", "beds"): low}))
    if low:
        expected = [("H1", "beds", "min", low, low - 1)]
        assert expected == found(instance, plan(instance, {("H1", "beds"): low - 1}))
    top = 10**9 if high is None else high
    assert [] == found(instance, plan(instance, {("H1", "beds"): top}))
    if high is not None:
        assert [("H1", "beds", "max", high, high + 1)] == found(instance, plan(instance, {("H1", "beds"): high + 1}))


@pytest.mark.parametrize("status", ["candidate", "closable"])
def test_closed_means_nothing(status: str) -> None:
    """A closed facility holds nothing, and owes no minimum."""
    instance = one_hospital({}, {"current": 0, "min": 5, "max": 9}, status)
    assert [] == found(instance, plan(instance, {("H1", "beds"): 0}, H1=False))
    assert [("H1", "beds", "open", 0, 3)] == found(instance, plan(instance, {("H1", "beds"): 3}, H1=False))
    assert [("H1", "beds", "min", 5, 0)] == found(instance, plan(instance, {("H1", "beds"): 0}, H1=True))


def test_an_open_facility_cannot_be_closed() -> None:
    """A facility that stays is open whatever the plan says."""
    instance = one_hospital({}, {"current": 5})
    assert [("H1", "beds", "min", 5, 0)] == found(instance, plan(instance, {("H1", "beds"): 0}, H1=False))


PARTS = region(
    facilities=[{"facility": "H1"}, {"facility": "H2"}],
    resources=[
        {"resource": "beds", "keep": "none"},
        {"resource": "icu_beds", "part_of": "beds", "group": "kind", "keep": "none"},
        {"resource": "maternity_beds", "part_of": "beds", "group": "kind", "keep": "none"},
        {"resource": "old_beds", "part_of": "beds", "keep": "none"},
    ],
    stock={
        ("H1", "beds"): 10,
        ("H1", "icu_beds"): 0,
        ("H1", "maternity_beds"): 0,
        ("H1", "old_beds"): 0,
        ("H2", "beds"): 10,
        ("H2", "icu_beds"): 0,
    },
)


@pytest.mark.parametrize(
    ("proposed", "expected"),
    [
        ({"icu_beds": 6, "maternity_beds": 4, "old_beds": 10}, []),
        ({"icu_beds": 6, "maternity_beds": 5}, [("H1", "icu_beds + maternity_beds", "group", 10, 11)]),
        ({"old_beds": 11}, [("H1", "old_beds", "part_of", 10, 11)]),
        (
            {"icu_beds": 11},
            [("H1", "icu_beds", "part_of", 10, 11), ("H1", "icu_beds + maternity_beds", "group", 10, 11)],
        ),
    ],
)
def test_parts_and_groups(proposed: Mapping[str, int], expected: Found) -> None:
    """A part stays within its whole; parts of one group exclude each other, others may overlap."""
    assert expected == found(PARTS, plan(PARTS, {("H1", name): units for name, units in proposed.items()}))


def test_a_group_of_one_is_told_once() -> None:
    """Where only one part of a group exists, the part alone is reported."""
    assert [("H2", "icu_beds", "part_of", 10, 12)] == found(PARTS, plan(PARTS, {("H2", "icu_beds"): 12}))


COUNTIES = region(
    areas=[
        {"area": "P", "level": "province"},
        {"area": "A", "parent": "P"},
        {"area": "A1", "level": "township", "parent": "A"},
        {"area": "B", "parent": "P"},
    ],
    facilities=[
        {"facility": "H1", "area": "A"},
        {"facility": "H2", "area": "A1", "status": "closable"},
        {"facility": "H3", "area": "B"},
        {"facility": "H4", "area": "P"},
    ],
    resources=[{"resource": "posts", "keep": "county"}],
    stock={("H1", "posts"): 5, ("H2", "posts"): 4, ("H3", "posts"): 3, ("H4", "posts"): {"current": 2, "min": 1}},
)


def test_posts_move_inside_a_county() -> None:
    """A county's total is kept, not each facility's, even when a facility closes."""
    assert [] == found(COUNTIES, plan(COUNTIES, {("H1", "posts"): 9, ("H2", "posts"): 0}, H2=False))
    moved = plan(COUNTIES, {("H1", "posts"): 8, ("H2", "posts"): 0, ("H3", "posts"): 4})
    assert [("A", "posts", "keep", 9, 8)] == found(COUNTIES, moved)


def test_a_facility_in_no_county_keeps_its_own_area() -> None:
    """What lies in no county is kept in the area it lies in; a written minimum holds besides."""
    assert [("P", "posts", "keep", 2, 1)] == found(COUNTIES, plan(COUNTIES, {("H4", "posts"): 1}))
    expected = [("H4", "posts", "min", 1, 0), ("P", "posts", "keep", 2, 0)]
    assert expected == found(COUNTIES, plan(COUNTIES, {("H4", "posts"): 0}))


def test_breaches_make_a_judgement_fail() -> None:
    """A plan that keeps every clause but breaks a fact does not hold."""
    assert judge(COUNTIES, policy(), plan(COUNTIES)).holds
    assert not judge(COUNTIES, policy(), plan(COUNTIES, {("H1", "posts"): 4})).holds


@given(st.lists(st.integers(0, 8), min_size=4, max_size=4))
def test_kept_totals_agree_with_their_definition(units: list[int]) -> None:
    """A county breaks its promise exactly if its total falls."""
    proposal = plan(COUNTIES, {(f"H{index}", "posts"): amount for index, amount in enumerate(units, 1)})
    falls = [("A", units[0] + units[1] < 9), ("B", units[2] < 3), ("P", units[3] < 2)]
    kept = [area for area, _, key, _, _ in found(COUNTIES, proposal) if key == "keep"]
    assert [area for area, fell in falls if fell] == kept
