"""Lists in a clause: several levels of areas in one, and filters of which one is enough."""

from __future__ import annotations

from fractions import Fraction

from optimizer.verifying.judge import judge
from optimizer.verifying.judgement import NOT_APPLICABLE
from tests.builders import clause, plan, policy, region

CITY = region(
    areas=[
        {"area": "P", "level": "province"},
        {"area": "C", "level": "city", "parent": "P", "island": "no"},
        {"area": "A", "parent": "C", "residents": 10000, "island": "yes"},
        {"area": "B", "parent": "C", "residents": 30000, "island": "no"},
    ],
    facilities=[
        {"facility": "H1", "area": "A", "grade": "3A"},
        {"facility": "H2", "area": "B", "ownership": "public"},
        {"facility": "H3", "area": "C", "grade": "3A", "ownership": "public"},
        {"facility": "H4", "area": "B", "grade": "2B", "ownership": "private"},
    ],
    stock={("H1", "beds"): 20, ("H2", "beds"): 90, ("H3", "beds"): 5, ("H4", "beds"): 1},
)


def test_a_row_for_each_area_of_each_level() -> None:
    """4 per 1000: 160 in the city of 40,000, 40 and 120 in its counties; 44, 20 and 29 are missing."""
    sentence = clause(require="beds", at_least=4, per="1000 residents", in_=("city", "county"))
    judgement = judge(CITY, policy(sentence), plan(CITY))
    assert [("A", 40, 20), ("B", 120, 91), ("C", 160, 116)] == [
        (row.area, row.required, row.achieved) for row in judgement.rows
    ]
    assert {"C1": Fraction(20 + 29 + 44, 320)} == judgement.clause_shortfall
    assert {"A": Fraction(20, 40), "B": Fraction(29, 120)} == judgement.county_shortfall


def test_the_filter_of_areas_is_for_all_levels() -> None:
    """Only the areas that pass have rows, of whichever level; none at all is said once."""
    found = judge(
        CITY, policy(clause(require="beds", at_least=4, in_=("city", "county"), areas="island=no")), plan(CITY)
    )
    assert ["B", "C"] == [row.area for row in found.rows]
    keys = {"require": "beds", "at_least": 4}
    nowhere = (
        clause(in_=("township", "village"), **keys),
        clause(id="C2", in_=("city", "county"), areas="area=X", **keys),
    )
    assert [
        ("", NOT_APPLICABLE, "no area of level township or village"),
        ("", NOT_APPLICABLE, "no area of level city or county passes its filter"),
    ] == [(row.area, row.status, row.note) for row in judge(CITY, policy(*nowhere), plan(CITY)).rows]


def test_one_of_several_filters_is_enough() -> None:
    """3A hospitals or public ones, each counted once; the base and the areas likewise."""
    either = ("grade=3A", "ownership=public; type=hospital")
    base = ("facility=H4", "ownership=private; grade=2B", "facility=H2")
    keys = {"per": "1 facilities", "per_where": base, "areas": ("island=yes", "residents>=30000")}
    sentence = clause(require="beds", at_least=2, where=either, in_=("city", "county"), **keys)
    assert [("A", 0, 20), ("B", 4, 90)] == [
        (row.area, row.required, row.achieved) for row in judge(CITY, policy(sentence), plan(CITY)).rows
    ]
    in_region = clause(require="facilities", at_least=1, where=either, in_="region")
    assert [3] == [row.achieved for row in judge(CITY, policy(in_region), plan(CITY)).rows]
