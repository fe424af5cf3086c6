"""Which resources lead a table."""

from __future__ import annotations

from dataclasses import replace

from models.instance import Instance
from optimizer.reporting.order import is_service, leading_resources, ordered_resources, told_resources
from tests.builders import region


def mixed() -> Instance:
    """Two counted standard resources, one of nobody's vocabulary, and a service that a facility has or not."""
    made = region(
        areas=[{"area": "A", "residents": 1000}],
        facilities=[{"facility": "F1"}],
        resources=["doctors", "beds", "aaa", {"resource": "clinic", "max_per_facility": 1}],
        stock={("F1", name): 1 for name in ("doctors", "beds", "aaa", "clinic")},
    )
    names = {**made.vocabulary.names, "resource": {"beds": ("床位", "beds"), "doctors": ("医师", "doctors")}}
    return replace(made, vocabulary=replace(made.vocabulary, names=names))


def test_resources_stand_in_the_order_of_the_vocabulary() -> None:
    """Beds before doctors, and what the vocabulary does not know after both, by id."""
    assert ordered_resources(mixed()) == ["beds", "doctors", "aaa", "clinic"]


def test_services_that_are_there_or_not_do_not_lead() -> None:
    """A yes-or-no service is no column of the table of counties."""
    made = mixed()
    assert is_service(made, "clinic")
    assert not is_service(made, "beds")
    assert leading_resources(made, told_resources(made, made.resources)) == ("beds", "doctors")


def test_a_part_follows_its_whole() -> None:
    """Wherever the vocabulary has it; the count of institutions and its parts come last."""
    made = region(
        facilities=[{"facility": "F1"}],
        resources=[
            "institutions",
            {"resource": "aaa", "part_of": "institutions"},
            "beds",
            "doctors",
            {"resource": "zzz", "part_of": "beds"},
        ],
        stock={("F1", name): 1 for name in ("institutions", "aaa", "beds", "doctors", "zzz")},
    )
    assert told_resources(made, made.resources) == ("beds", "zzz", "doctors", "institutions", "aaa")
    assert told_resources(made, {"zzz", "doctors"}) == ("doctors", "zzz")
    assert is_service(made, "aaa")
