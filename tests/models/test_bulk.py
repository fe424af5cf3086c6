"""Rows compiled all at once are the rows compiled one by one, and what does not fit 64 bits goes the slow way."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from models.assemble import assemble
from models.bounds import LIMIT, ROUNDS
from models.bulk import ClauseRows, compile_at_once
from models.clause import REFERENCE, Clause, Policy
from models.facts import add_stock
from models.instance import Instance
from models.rounds import settled
from models.rows import compile_clause
from models.selection import AbsentNumber, IncomparableError, facilities_of
from models.spots import passing
from models.system import System
from tests.builders import clause, filter_of, policy, region
from tests.random_regions import draw_case

TOWNS = region(
    areas=[
        {"area": "A", "residents": 1000},
        {"area": "T1", "level": "township", "parent": "A", "residents": 600},
        {"area": "T2", "level": "township", "parent": "A", "residents": 400},
    ],
    facilities=[
        {"facility": "H1", "area": "T1", "grade": "3A", "planned_beds": 10},
        {"facility": "H2", "area": "T2", "grade": "2", "status": "closable", "type": "clinic"},
        {"facility": "N", "area": "T2", "status": "candidate", "open_cost": "7.5", "planned_beds": "2.5"},
    ],
    resources=[
        {"resource": "beds", "keep": "none", "capital_cost": "100.25", "annual_cost": 3},
        {"resource": "nurses", "annual_cost": "0.5"},
    ],
    stock={("H1", "beds"): 9, ("H1", "nurses"): 4, ("H2", "beds"): 5, ("N", "beds"): 0, ("N", "nurses"): 0},
    travel={("T1", "H1"): {"minutes": 5}, ("T2", "H1"): {"minutes": 15}, ("T2", "N"): {"minutes": "9.5"}},
    orders={"grade": ("2", "3A")},
)
"""A county with two townships, three facilities of every standing, and distances."""

SENTENCES: list[dict[str, Any]] = [
    {"require": "beds", "at_least": "2.5", "per": "1000 residents"},
    {"require": "beds", "at_most": "7.1", "per": "1000 residents", "in": ["county", "township"]},
    {"require": "beds", "between": ["3", "8.5"], "per": "1000 residents"},
    {"require": "beds", "exactly": "6.5", "in": "facility"},
    {"require": "beds", "about": "12", "tolerance": "0.3"},
    {"require": "beds", "about": "12.5", "tolerance": "2"},
    {"require": "nurses", "at_least": "1.16", "per": "1 beds", "in": "facility"},
    {"require": "nurses", "at_most": "0.9", "per": "3 beds.removed", "in": "facility"},
    {"require": "beds", "at_least": "1", "per": "1 planned_beds", "in": "facility", "where": "planned_beds>=2"},
    {"require": "beds", "at_least": "1", "within": "9.5 minutes", "level": "township", "weigh_by": "residents"},
    {"require": "capital_cost", "at_most": "1000.5", "in": "region"},
    {"require": "capital_cost + annual_cost", "between": ["10", "99"], "per": "7 residents"},
    {"require": "annual_cost", "at_least": "3.25", "per": "2 beds.current"},
    {"require": "facilities", "at_least": "2", "where": ["type=hospital", "grade>=3A"]},
    {"require": "beds + beds.added", "at_least": "4"},
    {"require": "beds.removed", "at_most": "3", "in": "township"},
    {"require": "facilities", "at_least": "1", "in": "facility", "areas": "residents>=500"},
]


def both_ways(instance: Instance, sentence: Clause, whole: Policy) -> tuple[ClauseRows | None, list[Any]]:
    """The rows of a clause, compiled at once and one by one."""
    system = System()
    columns = add_stock(system, instance)
    at_once = compile_at_once(system, columns, sentence, whole)
    return at_once, [] if at_once is None else compile_clause(system, columns, sentence)


@pytest.mark.parametrize("keys", SENTENCES)
def test_every_plain_sentence_is_compiled_at_once(keys: dict[str, Any]) -> None:
    """All rows at once are those that come one by one: areas, sides, requirements, scales and people."""
    sentence = clause(**keys)
    at_once, one_by_one = both_ways(TOWNS, sentence, policy(sentence))
    assert at_once is not None
    assert one_by_one
    assert one_by_one == list(at_once)


@pytest.mark.parametrize("seed", range(60))
def test_both_ways_agree_on_random_regions(seed: int) -> None:
    """Whatever the region and the sentence: where rows are compiled at once, they are the same rows."""
    case = draw_case(seed)
    for sentence in case.policy.clauses:
        if sentence.nature != REFERENCE:
            at_once, one_by_one = both_ways(case.instance, sentence, case.policy)
            assert one_by_one == ([] if at_once is None else list(at_once))


@pytest.mark.parametrize(
    "keys",
    [
        {"require": "beds", "about": "0.5", "tolerance": "0.1", "per": "1 nurses"},
        {"require": "beds", "at_least": "1", "share": "0.5", "in": "township"},
        {"require": "beds", "at_least": "1", "missing": ["wards"]},
    ],
)
def test_what_is_not_plain_goes_row_by_row(keys: dict[str, Any]) -> None:
    """Accepted deviations, rows of several areas together and clauses without data are left to the other way."""
    sentence = clause(**keys)
    assert both_ways(TOWNS, sentence, policy(sentence))[0] is None


def test_an_alternative_goes_row_by_row() -> None:
    """Which of two sentences holds is decided row by row."""
    one, other = clause(id="C1", require="beds", at_least=1), clause(id="C2", require="nurses", at_least=1, or_="C1")
    whole = policy(one, other)
    assert [None, None] == [both_ways(TOWNS, each, whole)[0] for each in (one, other)]


def test_numbers_beyond_64_bits_stay_exact() -> None:
    """A price and a limit of 25 digits: the row has them to the last digit."""
    huge = 10**24 + 1
    instance = region(
        facilities=[{"facility": "H1"}],
        resources=[{"resource": "beds", "annual_cost": huge}],
        stock={("H1", "beds"): 1},
    )
    sentence = clause(require="annual_cost", at_most=3 * huge + 1, nature="binding")
    assert both_ways(instance, sentence, policy(sentence))[0] is None
    (row,) = assemble(instance, policy(sentence, goals=[])).system.rows
    assert ((-huge,), -3 * huge - 1) == (row.coefficients, row.low)


def test_an_absent_number_is_told_as_ever() -> None:
    """A facility without the column of the base is named, also where rows are compiled at once."""
    sentence = clause(require="beds", at_least="1", per="1 planned_beds", level="facility")
    with pytest.raises(AbsentNumber, match="H2"):
        assemble(TOWNS, policy(sentence))


@pytest.mark.parametrize(
    "where",
    ["", "grade>=2", "grade<3A", "planned_beds>2.5", "planned_beds=10", "status!=open", ["type=clinic", "grade=3A"]],
)
def test_a_filter_passes_the_same_facilities(where: str | list[str]) -> None:
    """All facilities at once: those that pass one by one; an empty cell passes no comparison."""
    conditions = filter_of(where)
    ids = TOWNS.facility_table.ids
    expected = [one.facility for one in facilities_of(TOWNS, conditions)]
    assert expected == [ids[place] for place in np.flatnonzero(passing(TOWNS, conditions))]


def test_a_comparison_without_order_is_refused_where_it_is_reached() -> None:
    """``type > 3`` has no meaning; behind a condition that nothing passes it does no harm."""
    with pytest.raises(IncomparableError):
        passing(TOWNS, filter_of("type>3"))
    assert not passing(TOWNS, filter_of("grade=9; type>3")).any()


@pytest.mark.parametrize("seed", range(40))
def test_bounds_found_at_once_are_those_found_row_by_row(seed: int) -> None:
    """The least uppers that rows ask for do not depend on the order in which the rows are looked at."""
    case = draw_case(seed)
    plain = [each for each in case.policy.clauses if not each.is_spread]
    whole = Policy("p", "p", tuple(plain), goals=())
    bounds = []
    for rounds in (ROUNDS, 0):  # without a round nothing is found at once
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("models.bounds.settled", lambda *given, most=rounds: settled(*given[:3], most))
            bounds.append([column.upper for column in assemble(case.instance, whole).system.columns])
    assert bounds[0] == bounds[1]


def test_a_bound_that_is_not_settled_in_time_is_left_to_the_other_way() -> None:
    """With no round there is no answer, and one is not made up."""
    system = System()
    add_stock(system, TOWNS)
    assert settled(system, (), LIMIT, 0) is None


def test_rows_above_a_limit_are_found_without_looking_at_each() -> None:
    """The rows that ask for more than a limit, with what they ask for, whichever way they were compiled."""
    sentences = (
        clause(id="c1", require="beds", at_least=50, level="township"),
        clause(id="c2", require="beds", at_least=5, level="township"),
        clause(id="c3", require="beds", about="300", tolerance="0.5", per="1 nurses.current"),
    )
    found = [(one.id, area, scale) for one, area, scale in assemble(TOWNS, policy(*sentences)).above(49)]
    assert [("c1", "T1", 50), ("c1", "T2", 50), ("c3", "A", Fraction(1200))] == found
