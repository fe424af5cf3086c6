"""The table of main indicators: each clause in its own unit, beside what it is today and what its target is."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from models.clause import CURRENT, Clause, DecidedBase, Measure, Term
from optimizer.documents.content.indicators import indicators
from optimizer.documents.dossier import Dossier
from optimizer.documents.sheet import Cell
from tests.builders import clause, plan, policy, region
from tests.optimizer.documents.made import made, rows, shipped_today

WARD = {"resource": "ward", "part_of": "institutions", "max_per_facility": 1}


def told(folder: Path, *clauses: Clause) -> Dossier:
    """One county of 2000 residents: a hospital of 10 beds that gets 4 more, a clinic, and a ward that is to come."""
    instance = region(
        areas=[{"area": "A", "residents": 2000}],
        facilities=[{"facility": "H"}, {"facility": "K", "type": "clinic"}],
        resources=["beds", {"resource": "tcm_beds", "part_of": "beds"}, "doctors", "institutions", WARD],
        stock={
            ("H", "beds"): 10,
            ("H", "tcm_beds"): 1,
            ("H", "doctors"): 4,
            ("H", "institutions"): 1,
            ("K", "institutions"): 1,
            ("H", "ward"): 0,
            ("K", "ward"): 1,
        },
    )
    changed = plan(instance, {("H", "beds"): 14, ("H", "tcm_beds"): 2, ("H", "ward"): 1})
    return made(folder, instance, policy(*clauses), changed)


def only_row(folder: Path, sentence: Clause) -> tuple[Cell, ...]:
    """Unit, now, sign, target and attained of the only indicator."""
    table = indicators(told(folder, sentence), "en")
    return rows(table, "unit", "now", "sign", "target", "attained")[0]


def test_a_rate_is_told_as_a_rate(tmp_path: Path) -> None:
    """7.0 beds per 1000 residents, not only 14 beds; the units stand beside it."""
    table = indicators(told(tmp_path, clause(require="beds", at_least="6.5", per="1000 residents")), "en")
    assert rows(table, "unit", "now", "sign", "target", "attained") == [
        ("unit per 1000 residents", 5, "≥", Fraction("6.5"), 7)
    ]
    assert rows(table, "required_units", "attained_units") == [(13, 14)]


def test_a_ratio_between_resources_takes_todays_base_for_today(tmp_path: Path) -> None:
    """0.4 doctors per bed today, 4 of 14 under the plan, where there are more beds."""
    sentence = clause(require="doctors", at_least="0.5", per="1 beds")
    assert only_row(tmp_path, sentence) == ("unit per bed", Fraction(2, 5), "≥", Fraction(1, 2), Fraction(2, 7))


def test_a_part_of_a_whole_is_told_in_per_cent(tmp_path: Path) -> None:
    """One in ten beds today, two in fourteen under the plan, one in ten as the target."""
    sentence = clause(require="tcm_beds", at_least="0.1", per="1 beds")
    assert only_row(tmp_path, sentence) == ("%", 10, "≥", 10, Fraction(100, 7))


def test_a_share_of_facilities_is_told_for_all_together(tmp_path: Path) -> None:
    """A ward in each of two institutions: half have one today, all under the plan; the sum of the rows."""
    table = indicators(told(tmp_path, clause(require="ward", at_least=1, per="1 institutions", level="facility")), "en")
    assert rows(table, "unit", "now", "target", "attained", "required_units", "attained_units") == [
        ("%", 50, 100, 100, 2, 2)
    ]


def test_places_that_fall_short_are_counted(tmp_path: Path) -> None:
    """The result of a share that every place has to reach says in how many it is not."""
    table = indicators(told(tmp_path, clause(require="ward", at_least=2, per="1 institutions", level="facility")), "en")
    assert rows(table, "result") == [("2 of 2 places not met",)]
    assert table.marks == ("short",)


def test_a_number_of_its_own_is_told_in_units(tmp_path: Path) -> None:
    """A total has the unit of its resource and no rate."""
    assert only_row(tmp_path, clause(require="beds", at_most=20)) == ("unit", 10, "≤", 20, 14)


def test_todays_stock_as_a_target_is_a_number(tmp_path: Path) -> None:
    """At least as many as today: 10 beds, not a rate of 1."""
    today = DecidedBase(Measure((Term("beds", CURRENT),)))
    sentence = clause(require="beds", at_least=1, base=today)
    assert only_row(tmp_path, sentence) == ("unit", 10, "≥", 10, 14)


def test_two_ends_are_told_as_a_range(tmp_path: Path) -> None:
    """A range has no single target."""
    sentence = clause(require="beds", between=["6.5", 8], per="1000 residents")
    assert only_row(tmp_path, sentence) == ("unit per 1000 residents", 5, "", "6.5–8", 7)


def test_what_is_no_indicator_is_counted_in_a_note(tmp_path: Path) -> None:
    """References, clauses of many places and those that do not apply are left out, never silently."""
    table = indicators(
        told(
            tmp_path,
            clause(id="C1", require="beds", at_least=1),
            clause(id="C2", require="beds", at_least=1, nature="reference"),
            clause(id="C3", require="beds", at_least=1, level="facility"),
            clause(id="C4", require="beds", at_least=1, level="village"),
        ),
        "en",
    )
    assert rows(table, "clause") == [("C1",)]
    assert len(table.notes) == 1
    assert table.notes[0].startswith("3 more clauses")


@pytest.fixture(scope="module")
def shulan(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    """Shulan as it stood in 2020."""
    return shipped_today(tmp_path_factory.mktemp("shulan"), "shulan")


@pytest.mark.parametrize(
    ("printed", "now"),
    [("SL-05", "8.17"), ("SL-10", "2.47"), ("SL-11", "2.88"), ("SL-13", "5.16"), ("SL-14", "1.17"), ("SL-15", "1.07")],
)
def test_shulan_reads_as_its_plan_prints_2020(printed: str, now: str, shulan: Dossier) -> None:
    """The values of 2020 to two places: beds, doctors, nurses, general practitioners, doctor : nurse, bed : staff."""
    table = indicators(shulan, "zh")
    found = {clause_: (today, attained) for clause_, today, attained in rows(table, "clause", "now", "attained")}
    today, attained = found[printed]
    assert isinstance(today, Fraction)
    assert abs(today - Fraction(now)) <= Fraction(1, 200)
    assert attained == today
    titles = {field.key: field.title for field in table.fields}
    assert (titles["now"], titles["target"]) == ("2020年现状", "2025年目标")
