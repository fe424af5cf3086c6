"""A map shows counties, else townships with residents, else facilities; with fewer than two places there is none."""

from __future__ import annotations

from models.instance import Instance
from optimizer.documents.page.places import mapped
from tests.builders import region

AT = {"lon": 120, "lat": 30}


def townships(*, residents: int | None, facilities: bool = True) -> Instance:
    """One county with two townships that have coordinates, one without, and facilities in them."""
    return region(
        areas=[
            {"area": "A", **AT},
            {"area": "T1", "parent": "A", "level": "township", "residents": residents, **AT},
            {"area": "T2", "parent": "A", "level": "township", "residents": residents, **AT},
            {"area": "T3", "parent": "A", "level": "township", "residents": residents},
        ],
        facilities=[
            {"facility": "F1", "area": "T1", **(AT if facilities else {})},
            {"facility": "F2", "area": "T2", **(AT if facilities else {})},
            {"facility": "F3", "area": "A"},
        ],
    )


def test_one_county_is_shown_by_its_townships() -> None:
    """What has no coordinates is named, and facilities in no township are counted."""
    found = mapped(townships(residents=100), (), "zh")
    assert found is not None
    assert (found.level, [place.id for place in found.shown]) == ("township", ["T1", "T2"])
    assert found.unplaced == ("T3",)
    assert found.outside == 1
    assert found.shown[0].facilities == ("F1",)


def test_townships_without_residents_give_way_to_facilities() -> None:
    """A circle needs a size."""
    found = mapped(townships(residents=None), (), "zh")
    assert found is not None
    assert (found.level, [place.id for place in found.shown], found.unplaced) == ("facility", ["F1", "F2"], ("F3",))


def test_a_boundary_is_a_place_too() -> None:
    """An area without coordinates is shown if its boundary is known."""
    found = mapped(townships(residents=100), ("T3",), "zh")
    assert found is not None
    assert [place.id for place in found.shown] == ["T1", "T2", "T3"]


def test_fewer_than_two_places_are_no_map() -> None:
    """One county alone is no picture."""
    assert mapped(townships(residents=None, facilities=False), (), "zh") is None
