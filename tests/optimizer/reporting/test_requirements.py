"""What a clause asks for, in words."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from models.clause import Clause
from models.instance import Instance
from optimizer.reporting.files import write_plan
from optimizer.reporting.naming import amount, column_name, place_label, singular
from optimizer.reporting.requirements import accepted, missing_number, ratio_text, required_text, rule_text
from optimizer.verifying.judgement import RowJudgement
from optimizer.verifying.verified import verify
from tests.builders import clause, plan, policy, region

NAMES = {
    "resource": {"beds": ("床位", "beds"), "doctors": ("医师", "doctors")},
    "unit": {"beds": ("张", "beds"), "doctors": ("人", "people")},
    "column": {"residents": ("常住人口", "residents"), "planned_beds": ("规划床位", "planned beds")},
}


def named_region() -> Instance:
    """One county with two hospitals, whose names stand in the vocabulary."""
    instance = region(
        areas=[{"area": "A", "name": "甲县", "residents": 10000}],
        facilities=[
            {"facility": "F1", "name": "东医院", "planned_beds": 40},
            {"facility": "F2", "name": "西医院", "planned_beds": 7},
        ],
        resources=[
            {"resource": "beds", "name": "床位", "unit": "张"},
            {"resource": "doctors", "name": "医师", "unit": "人"},
            {"resource": "nurses", "name": "护士", "unit": "人"},
            {"resource": "vans", "name": "面包车", "unit": "辆"},
        ],
        stock={
            ("F1", "beds"): 30,
            ("F2", "beds"): 5,
            ("F1", "doctors"): 7,
            ("F1", "nurses"): {"current": 9, "annual_cost": 1000},
        },
    )
    object.__setattr__(instance.vocabulary, "names", NAMES)
    return instance


def judged_row(folder: Path, instance: Instance, one: Clause) -> RowJudgement:
    """The first row of a clause with today's stock."""
    write_plan(folder, instance, plan(instance))
    return verify(instance, policy(one), folder / "plan.csv").judgement.rows[0]


@pytest.mark.parametrize(
    ("keys", "zh", "en"),
    [
        (
            {"at_least": "0.58", "per": "1000 residents", "tolerance": "0.005"},
            "每1000常住人口0.58±0.005",
            "0.58±0.005 per 1000 residents",
        ),
        ({"at_least": 1, "per": "10000 residents"}, "每万常住人口1", "1 per 10,000 residents"),
        ({"at_least": 2, "per": "50000 residents"}, "每5万常住人口2", "2 per 50,000 residents"),
        ({"at_most": 2, "per": "1 residents"}, "每1常住人口2", "2 per resident"),
        ({"about": "1.34", "per": "1 beds"}, "每张床位1.34", "1.34 per bed"),
        ({"about": "1.22", "per": "1 doctors"}, "每名医师1.22", "1.22 per doctor"),
        ({"about": 3, "per": "100 beds"}, "每100张床位3", "3 per 100 beds"),
        ({"about": 3, "per": "1 facilities"}, "每家机构3", "3 per facility"),
        ({"exactly": 1, "per": "1 planned_beds"}, "= 规划床位", "= planned beds"),
        ({"at_most": "0.8", "per": "1 planned_beds"}, "规划床位×0.8", "0.8 × planned beds"),
        ({"at_least": 1, "per": "1 beds.current"}, "≥ 现有床位", "≥ today's beds"),
        ({"at_least": 2, "per": "1 beds + doctors"}, "床位 + 医师×2", "2 × beds + doctors"),
        ({"at_least": 30}, "", ""),
    ],
)
def test_the_ratio_is_written_as_the_plan_writes_it(keys: dict[str, Any], zh: str, en: str) -> None:
    """Columns and resources by their names in the language, a Chinese counting word before a resource."""
    one = clause(require="nurses", **keys)
    assert ratio_text(named_region(), one, "zh") == zh
    assert ratio_text(named_region(), one, "en") == en


@pytest.mark.parametrize(
    ("keys", "zh", "en"),
    [
        ({"at_least": "0.58", "per": "1000 residents"}, "每1000常住人口 ≥ 0.58", "≥ 0.58 per 1000 residents"),
        ({"at_most": 1, "per": "1 planned_beds"}, "≤ 规划床位", "≤ planned beds"),
        ({"about": "0.8", "per": "1 planned_beds"}, "≈ 规划床位×0.8", "≈ 0.8 × planned beds"),
        ({"exactly": 1}, "= 1 人", "= 1 person"),
    ],
)
def test_the_rule_for_many_areas_has_its_sign(keys: dict[str, Any], zh: str, en: str) -> None:
    """Where no single number is shown, the rule says in which direction it goes."""
    one = clause(require="doctors", **keys)
    assert [rule_text(named_region(), one, lang) for lang in ("zh", "en")] == [zh, en]


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ({"require": "beds", "at_least": "3.5", "per": "1000 residents"}, "≥ 35 beds"),
        ({"require": "beds", "at_most": "3.5", "per": "1000 residents", "tolerance": "0.05"}, "≤ 35 beds"),
        ({"require": "beds", "about": "3.5", "per": "1000 residents", "tolerance": "0.15"}, "≈ 35 beds\n(34–36)"),
        ({"require": "beds", "about": 30, "tolerance": 5}, "≈ 30 beds\n(25–35)"),
        ({"require": "beds", "exactly": 30}, "= 30 beds"),
        ({"require": "beds", "about": 1, "per": "1 planned_beds", "tolerance": "0.1"}, "≈ 47 beds\n(43–51)"),
        ({"require": "nurses", "about": "1.34", "per": "1 beds"}, "≈ 47 people\n(46–47)"),
        ({"require": "nurses", "exactly": "1.34", "per": "1 beds"}, "≈ 47 people\n(46–47)"),
        ({"require": "nurses", "exactly": 2, "per": "1 beds"}, "= 70 people"),
        ({"require": "nurses", "at_least": "1.34", "per": "1 beds"}, "≥ 47 people"),
        ({"require": "nurses", "at_most": "1.34", "per": "1 beds"}, "≤ 46 people"),
        ({"require": "beds", "about": 0, "per": "1 doctors"}, "≈ 0 beds"),
        ({"require": "annual_cost", "at_most": 12000}, "≤ 12,000 CNY"),
    ],
)
def test_the_requirement_has_a_unit_and_the_accepted_range(tmp_path: Path, keys: dict[str, Any], text: str) -> None:
    """Whole units are shown whole, also against a decided base; the range is that of the re-check."""
    instance = named_region()
    if keys["require"] == "annual_cost":
        priced = {key: {"current": 1, "annual_cost": 10} for key in [("F1", "beds")]}
        instance = region(facilities=[{"facility": "F1"}], stock=priced)
    one = clause(**keys)
    assert required_text(instance, one, judged_row(tmp_path, instance, one), "en") == text


@pytest.mark.parametrize("level", ["region", "county", "facility"])
@pytest.mark.parametrize("achieved", range(0, 70))
def test_the_accepted_range_is_where_nothing_is_short(tmp_path: Path, level: str, achieved: int) -> None:
    """Inside the range a row is met, outside it is not, on every level."""
    instance = named_region()
    write_plan(tmp_path, instance, plan(instance, {("F1", "beds"): achieved}))
    one = clause(require="beds", about=1, per="1 planned_beds", tolerance="0.1", level=level)
    row = verify(instance, policy(one), tmp_path / "plan.csv").judgement.rows[0]
    ends = accepted(instance, one, row)
    assert ends is not None
    assert row.achieved is not None
    assert (ends[0] <= row.achieved <= ends[1]) is (row.short == 0)


def test_a_range_that_does_not_fit_the_row_is_not_shown(tmp_path: Path) -> None:
    """Where the base cannot be found again, the number stands alone."""
    instance = named_region()
    one = clause(require="beds", about="3.5", per="1000 residents", tolerance="0.15")
    row = judged_row(tmp_path, instance, one)
    other = RowJudgement("C1", "nowhere", row.required, None, None, None, None, "met")
    shifted = RowJudgement("C1", "A", Fraction(36), None, None, None, None, "met")
    assert [accepted(instance, one, each) for each in (other, shifted)] == [None, None]


def test_missing_units_are_whole() -> None:
    """A fifth of a nurse that is missing is one nurse."""
    assert missing_number(clause(require="nurses", at_least=1), Fraction(1, 5)) == 1
    assert missing_number(clause(require="annual_cost", at_most=1), Fraction(1, 5)) == Fraction(1, 5)


@pytest.mark.parametrize(
    ("require", "value", "zh", "en"),
    [
        ("beds", 1, "1 张", "1 bed"),
        ("beds", 1200, "1,200 张", "1,200 beds"),
        ("nurses", 2, "2 人", "2 people"),
        ("vans", 2, "2 辆", "2 辆"),
        ("facilities", 1, "1 家", "1 facility"),
        ("doctors + nurses", 2, "2 人", "2 people"),
        ("beds + nurses", 2, "2", "2"),
        ("annual_cost", 2, "2 元", "2 CNY"),
    ],
)
def test_amounts_have_the_unit_of_the_language(require: str, value: int, zh: str, en: str) -> None:
    """The vocabulary's English unit, of the resource or of another with the same one; none where units are mixed."""
    measure = clause(require=require, at_least=1).measure
    assert [amount(named_region(), measure, Fraction(value), lang) for lang in ("zh", "en")] == [zh, en]


def test_names_fall_back_to_codes() -> None:
    """A column that the vocabulary does not know is named by itself; a facility is followed by its id."""
    instance, of_facility = named_region(), clause(require="beds", at_least=1, level="facility")
    assert column_name(instance, "bus_stops", "zh") == "bus stops"
    assert place_label(instance, of_facility, "F1", "zh") == "东医院 (F1)"
    assert place_label(instance, clause(require="beds", at_least=1), "A", "zh") == "甲县"
    endings = ["people", "facilities", "staff of institutions", "classes", "glass", "personnel"]
    assert [singular(name) for name in endings] == [
        *("person", "facility", "staff of institutions", "classe", "glass", "personnel")
    ]
