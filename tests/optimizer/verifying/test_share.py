"""A clause that is to hold in a share of its areas, against numbers worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.instance import Instance
from optimizer.problems import InputError
from optimizer.verifying.judge import judge
from optimizer.verifying.judgement import MET, NOT_APPLICABLE, SHORT, VIOLATED, RowJudgement
from tests.builders import clause, plan, policy, region

TOWNS = region(
    areas=[
        {"area": "A", "level": "county"},
        {"area": "T1", "level": "township", "parent": "A", "residents": 4000, "elderly": 0},
        {"area": "T2", "level": "township", "parent": "A", "residents": 9000, "elderly": 0},
        {"area": "T3", "level": "township", "parent": "A", "residents": 2500, "elderly": 0},
        {"area": "T4", "level": "township", "parent": "A", "residents": 0, "elderly": 0},
    ],
    facilities=[
        {"facility": "H1", "area": "T1"},
        {"facility": "H2", "area": "T2"},
        {"facility": "H3", "area": "T3"},
        {"facility": "H4", "area": "T4"},
    ],
    stock={("H1", "beds"): 4, ("H2", "beds"): 8, ("H3", "beds"): 2, ("H4", "beds"): 0},
    travel={("T1", "H1"): {"minutes": 5}, ("T2", "H1"): {"minutes": 15}, ("T3", "H1"): {"minutes": "15.5"}},
)
MORE = plan(TOWNS, {("H3", "beds"): 3})


def only_row(instance: Instance = TOWNS, proposal: Any = MORE, **keys: Any) -> RowJudgement:
    """The one row of a clause in townships."""
    sentence = clause(**{"require": "beds", "at_least": 1, "per": "1000 residents", "in_": "township", **keys})
    (row,) = judge(instance, policy(sentence), proposal).rows
    return row


@pytest.mark.parametrize(
    ("keys", "expected", "note"),
    [
        # a bed per thousand: 4 of 4, 8 of 9, 3 (today 2) of 2.5 → 3; T4 has nobody and no row. 2/3 of 3 towns is 2
        ({"share": "0.6"}, (2, 1, 2, 0, 2), "2 of 3 areas; 1 area left out: base is zero"),
        # 0.9 · 3 = 2.7 → 3
        ({"share": "0.9"}, (3, 1, 2, 1, 3), "2 of 3 areas; 1 area left out: base is zero"),
        # 0.9 · 15,500 people = 13,950; T2 with its 9,000 is not served
        (
            {"share": "0.9", "weigh_by": "residents"},
            (13950, 4000, 6500, 7450, 13950),
            "2 of 3 areas; 1 area left out: base is zero",
        ),
        # near H1 are T1 and T2 with 13,000 people, of 15,500 · 0.83 = 12,865; T4 counts and weighs nothing
        (
            {"share": "0.83", "weigh_by": "residents", "per": None, "at_least": 1, "within": "15 minutes"},
            (12865, 13000, 13000, 0, 12865),
            "2 of 4 areas",
        ),
        ({"share": 1, "per": None, "at_least": 3}, (4, 2, 3, 1, 4), "3 of 4 areas"),
        ({"share": "0.5", "per": None, "at_least": 1, "areas": "area=T4"}, (1, 0, 0, 1, 1), "0 of 1 area"),
    ],
)
def test_share(keys: dict[str, Any], expected: tuple[Any, ...], note: str) -> None:
    """One row for the region, in areas or in people."""
    row = only_row(**keys)
    assert "region" == row.area
    assert tuple(map(Fraction, expected)) == (row.required, row.current, row.achieved, row.short, row.scale)
    assert (MET if row.short == 0 else SHORT, note) == (row.status, row.note)


@pytest.mark.parametrize(
    ("keys", "area", "note"),
    [
        ({"per": "1000 elderly"}, "region", "base is zero"),
        ({"weigh_by": "elderly"}, "region", "no people"),
        ({"areas": "residents>99999"}, "", "no area of level township passes its filter"),
        ({"in_": "village"}, "", "no area of level village"),
    ],
)
def test_not_applicable(keys: dict[str, Any], area: str, note: str) -> None:
    """No area whose row applies, or nobody in any of them."""
    row = only_row(share="0.9", **keys)
    assert (area, NOT_APPLICABLE, note, None) == (row.area, row.status, row.note, row.required)


def test_absent_weights_are_errors() -> None:
    """Nobody's number is zero for want of being written, whether or not the area would count."""
    with pytest.raises(InputError) as error:
        only_row(share="0.9", weigh_by="children")
    assert ["no number for T1", "no number for T2", "no number for T3", "no number for T4"] == [
        problem.found for problem in error.value.problems
    ]


def test_totals_of_a_share() -> None:
    """The shortfall is that of the one row, weighed or not; no county has a part in it."""
    row = only_row(share="0.9", weigh_by="residents", nature="binding")
    assert VIOLATED == row.status
    sentences = [
        clause(id="1", require="beds", at_least=1, per="1000 residents", in_="township", share="0.9"),
        clause(
            id="2",
            require="beds",
            at_least=1,
            per="1000 residents",
            in_=("county", "township"),
            share="0.9",
            weigh_by="residents",
        ),
    ]
    result = judge(TOWNS, policy(*sentences), MORE)
    # the county has 15 of 15.5 → 16 beds: of 2 · 15,500 people, rows of 6,500 are kept
    assert {"1": Fraction(1, 3), "2": 1 - Fraction(6500, 27900)} == result.clause_shortfall
    assert {} == result.county_shortfall


shares = st.integers(1, 100).map(lambda percent: Fraction(percent, 100))


@given(shares, shares, st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), min_size=1, max_size=6), st.booleans())
def test_a_larger_share_is_harder(one: Fraction, other: Fraction, towns: list[tuple[int, int]], weighed: bool) -> None:
    """What is short only grows with the share; at 1 it is zero exactly if every area that weighs anything is served."""
    instance = region(
        areas=[{"area": f"A{k}", "residents": people} for k, (_, people) in enumerate(towns)],
        facilities=[{"facility": f"H{k}", "area": f"A{k}"} for k in range(len(towns))],
        stock={(f"H{k}", "beds"): beds for k, (beds, _) in enumerate(towns)},
    )
    keys: dict[str, Any] = {"per": None, "at_least": 2, "in_": "county"} | (
        {"weigh_by": "residents"} if weighed else {}
    )
    rows = [only_row(instance, plan(instance), share=share, **keys) for share in (min(one, other), max(one, other), 1)]
    if weighed and not any(people for _, people in towns):
        assert [NOT_APPLICABLE] * 3 == [row.status for row in rows]
        return
    few, many, everyone = (row.short for row in rows)
    assert few is not None
    assert many is not None
    assert few <= many <= (everyone or 0)
    assert (everyone == 0) == all(beds >= 2 for beds, people in towns if people or not weighed)
