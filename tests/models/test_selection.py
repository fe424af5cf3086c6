"""Who passes a filter, who lies in or near an area, and what number an area offers."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.clause import Condition, Reach
from models.grammar import parse_filter
from models.instance import Area, Facility, Instance, Travel, Vocabulary
from models.selection import (
    AbsentNumber,
    IncomparableError,
    areas_of,
    base_number,
    count_absent,
    county_of,
    facilities_of,
    great_circle_km,
    members,
    passes,
    reachable,
    same_value,
)

ORDERS = {"grade": ("1", "2B", "2A", "3B", "3A")}


def area(name: str, level: str, parent: str | None = None, residents: int | None = None, **cells: str) -> Area:
    """One area; ``at`` is "lon lat"."""
    lon, lat = (Fraction(part) for part in cells.pop("at").split()) if "at" in cells else (None, None)
    numbers = {} if residents is None else {"residents": Fraction(residents)}
    texts = {"area": name, "name": name, "level": level, **cells}
    texts |= {column: str(number) for column, number in numbers.items()}
    return Area(name, name, level, parent, None, lon, lat, None, texts, numbers)


def facility(name: str, place: str, **cells: str) -> Facility:
    """One facility; ``at`` is "lon lat"."""
    lon, lat = (Fraction(part) for part in cells.pop("at").split()) if "at" in cells else (None, None)
    texts = {"facility": name, "area": place, "type": "hospital", **cells}
    return Facility(name, name, place, texts["type"], "open", None, None, lon, lat, texts, {})


def region(
    areas: list[Area], facilities: list[Facility], travel: Mapping[tuple[str, str], Travel] | None = None
) -> Instance:
    """An instance of these areas and facilities."""
    return Instance(
        name="r",
        title="r",
        title_en=None,
        policy="p",
        base_year=None,
        target_year=None,
        currency="CNY",
        annualise_years=Fraction(10),
        sources={},
        areas={one.area: one for one in sorted(areas, key=lambda one: one.area)},
        facilities={one.facility: one for one in sorted(facilities, key=lambda one: one.facility)},
        resources={},
        stock={},
        travel=travel,
        vocabulary=Vocabulary(frozenset(), frozenset(), ORDERS, {}),
        area_columns=frozenset({"residents", "island"}),
        facility_columns=frozenset({"grade"}),
    )


REGION = region(
    [
        area("P", "province"),
        area("C1", "county", "P", residents=100, at="120 30"),
        area("C2", "county", "P"),
        area("T1", "township", "C1", residents=60, island="yes"),
        area("T2", "township", "C1"),
        area("T3", "township", "C2", residents=7),
        area("T4", "township", "C2", residents=5),
    ],
    [
        facility("F1", "T1", grade="3A", at="120 30.01"),
        facility("F2", "T3", grade="2B", at="120 31"),
        facility("F3", "P", type="clinic"),
    ],
)


@pytest.mark.parametrize(
    ("text", "cells", "expected"),
    [
        ("type=a", {"type": "a"}, True),
        ("type=a|b", {"type": "b"}, True),
        ("type!=a|b", {"type": "b"}, False),
        ("type!=a|b", {"type": "c"}, True),
        ("type!=a", {}, False),
        ("type=a", {}, False),
        ("n>=300000", {"n": "300,000"}, True),
        ("n>300000", {"n": "300000.0"}, False),
        ("n<2", {"n": "10"}, False),
        ("n=10", {"n": "10.0"}, True),
        ("code=10", {"code": "010"}, False),
        ("code=0.5", {"code": "0.50"}, True),
        ("grade>=2B", {"grade": "2A"}, True),
        ("grade>=2B", {"grade": "2B"}, True),
        ("grade<2B", {"grade": "1"}, True),
        ("grade>3B", {"grade": "2A"}, False),
        ("grade>=2B", {}, False),
        ("type=a; n<5", {"type": "a", "n": "4"}, True),
        ("type=a; n<5", {"type": "a", "n": "6"}, False),
        ("", {}, True),
    ],
)
def test_conditions_compare_cells(text: str, cells: dict[str, str], expected: bool) -> None:
    """Texts, numbers and ordered values are compared as such; an absent cell passes nothing."""
    assert expected is passes(parse_filter(text), cells, {}, ORDERS)


@pytest.mark.parametrize(("text", "cell"), [("n>1", "many"), ("grade>=2B", "4A")])
def test_text_without_order_is_neither_smaller_nor_larger(text: str, cell: str) -> None:
    """An inequality over unordered text raises, quoting the text."""
    conditions = parse_filter(text)
    with pytest.raises(IncomparableError, match=cell):
        passes(conditions, {conditions[0][0].column: cell}, {}, ORDERS)


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.sampled_from(["<", "<=", ">", ">="]))
def test_inequalities_are_those_of_numbers(cell: int, limit: int, operator: str) -> None:
    """Cells are compared as numbers, never as texts."""
    expected = {"<": cell < limit, "<=": cell <= limit, ">": cell > limit, ">=": cell >= limit}[operator]
    assert expected is passes(((Condition("n", operator, (str(limit),)),),), {"n": str(cell)}, {}, {})


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("1200", "1,200", True),
        ("２", "2", True),
        ("-1", "-1.0", True),
        ("00", "0", False),
        ("a", "b", False),
        ("0", "0.0", True),
    ],
)
def test_plain_numbers_are_equal_as_numbers(left: str, right: str, expected: bool) -> None:
    """Different spellings of a number are equal; codes with leading zeros are not numbers."""
    assert expected is same_value(left, right)


def test_absent_cells_are_counted_where_they_decide() -> None:
    """Only things that would pass but for an empty cell are counted."""
    conditions = parse_filter("type=hospital; grade>=2B")
    things = [
        facility("A", "T1"),
        facility("B", "T1", grade="1"),
        facility("C", "T1", type="clinic"),
        facility("D", "T1"),
    ]
    assert ((conditions[0][1], 2),) == count_absent(conditions, things, ORDERS)


def test_areas_of_a_level_pass_their_filter() -> None:
    """Areas are chosen by level and filter, in the order of their ids."""
    assert [one.area for one in areas_of(REGION, ("township",), parse_filter("island=yes"))] == ["T1"]
    assert [one.area for one in areas_of(REGION, ("county",), ())] == ["C1", "C2"]


def test_facilities_pass_by_themselves_and_by_their_area() -> None:
    """The second filter looks at the lowest area a facility lies in."""
    assert [one.facility for one in facilities_of(REGION, parse_filter("grade>=2B"))] == ["F1", "F2"]
    assert [one.facility for one in facilities_of(REGION, (), parse_filter("island=yes"))] == ["F1"]


def test_a_facility_lies_in_its_area_and_all_above() -> None:
    """Members of an area are those of all areas below it; an empty area has an empty entry."""
    everyone = REGION.facilities.values()
    counties = members(REGION, everyone, areas_of(REGION, ("county",), ()), None)
    assert counties == {"C1": ("F1",), "C2": ("F2",)}
    assert members(REGION, everyone, areas_of(REGION, "province", ()), None) == {"P": ("F1", "F2", "F3")}
    townships = members(REGION, everyone, areas_of(REGION, ("township",), ()), None)
    assert townships == {"T1": ("F1",), "T2": (), "T3": ("F2",), "T4": ()}


def test_with_a_reach_borders_do_not_matter() -> None:
    """Within a reach every near facility counts, wherever it lies."""
    near = members(REGION, REGION.facilities.values(), areas_of(REGION, ("county",), ()), Reach(Fraction(112), "km"))
    assert near == {"C1": ("F1", "F2"), "C2": ()}


@pytest.mark.parametrize(("name", "number"), [("C1", 100), ("C2", 12), ("P", 112), ("region", 112), ("T1", 60)])
def test_a_base_is_the_areas_own_or_the_sum_below(name: str, number: int) -> None:
    """An area's own number wins over its children's; without one they are summed."""
    assert number == base_number(REGION, name, "residents")


def test_a_base_that_some_child_lacks_is_absent() -> None:
    """The area that lacks the number is named, never taken as zero."""
    holed = region([area("C1", "county"), area("T1", "township", "C1", residents=1), area("T2", "township", "C1")], [])
    with pytest.raises(AbsentNumber) as caught:
        base_number(holed, "C1", "residents")
    assert (caught.value.area, caught.value.column) == ("T2", "residents")


def test_a_fixed_column_that_is_a_number_can_be_a_base() -> None:
    """A cell outside the data columns is read from its text."""
    assert Fraction(25, 2) == base_number(region([area("C1", "county", area_km2="12.5")], []), "C1", "area_km2")


def test_the_travel_limit_is_inclusive_and_absent_pairs_are_far() -> None:
    """With a travel table only its pairs count, up to and including the limit."""
    table = {("C1", "F1"): Travel(Fraction(15), None)}
    timed = region(list(REGION.areas.values()), list(REGION.facilities.values()), table)
    assert reachable(timed, "C1", "F1", Reach(Fraction(15), "minutes"))
    assert not reachable(timed, "C1", "F1", Reach(Fraction(149, 10), "minutes"))
    assert not reachable(timed, "C1", "F1", Reach(Fraction(15), "km"))
    assert not reachable(timed, "C1", "F2", Reach(Fraction(99), "minutes"))


def test_without_a_travel_table_kilometres_are_great_circle() -> None:
    """A hundredth of a degree of latitude is 1.112 km; no coordinates, no reach; minutes need the table."""
    assert reachable(REGION, "C1", "F1", Reach(Fraction("1.112"), "km"))
    assert not reachable(REGION, "C1", "F1", Reach(Fraction("1.111"), "km"))
    assert not reachable(REGION, "C1", "F3", Reach(Fraction(9999), "km"))
    assert not reachable(REGION, "C2", "F1", Reach(Fraction(9999), "km"))
    assert not reachable(REGION, "C1", "F1", Reach(Fraction(9999), "minutes"))


def test_half_way_round_is_half_the_circumference() -> None:
    """The distance between opposite points is π times the radius."""
    away = great_circle_km(area("A", "county", at="0 0"), area("B", "county", at="180 0"))
    assert away == pytest.approx(20015.115)


@pytest.mark.parametrize(("name", "county"), [("F1", "C1"), ("F2", "C2"), ("F3", "P")])
def test_every_facility_has_a_county_or_its_own_area(name: str, county: str) -> None:
    """What lies in no county stands under the area it lies in."""
    assert county == county_of(REGION, name)
