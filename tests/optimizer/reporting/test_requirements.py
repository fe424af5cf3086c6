"""What a clause asks for, in words."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import optimizer as opt
from models.clause import Clause
from models.instance import Instance, Travel
from optimizer.reporting.files import write_plan
from optimizer.reporting.naming import amount, column_name, place_label, row_amount, singular
from optimizer.reporting.requirements import (
    accepted,
    missing_number,
    ratio_text,
    required_digits,
    required_text,
    rule_text,
)
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
        ({"between": ("1", "1.5"), "per": "10000 residents"}, "每万常住人口1–1.5", "1–1.5 per 10,000 residents"),
        (
            {"between": ("1.2", "1.5"), "per": "1 beds", "tolerance": "0.05"},
            "每张床位1.2–1.5±0.05",
            "1.2–1.5±0.05 per bed",
        ),
        ({"between": ("0.5", "0.75"), "per": "1 planned_beds"}, "规划床位×0.5–0.75", "0.5–0.75 × planned beds"),
        ({"between": (1, 1), "per": "1 planned_beds"}, "= 规划床位", "= planned beds"),
        ({"at_least": 30}, "", ""),
        ({"between": (2, 3)}, "", ""),
        ({"at_least": 30, "by": 2025}, "≥ 30 人（到 2025 年）", "≥ 30 people (by 2025)"),
        ({"at_least": 2, "within": "15 minutes"}, "≥ 2 人（15 分钟以内）", "≥ 2 people within 15 minutes"),
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
        ({"between": (2, 3)}, "2–3 人", "2–3 people"),
        ({"between": (1, 1)}, "= 1 人", "= 1 person"),
        ({"between": ("1", "1.5"), "per": "1000 residents"}, "每1000常住人口1–1.5", "1–1.5 per 1000 residents"),
        ({"require": "annual_cost", "between": (5000, 30000)}, "5,000 元–3 万元", "5,000 CNY–30,000 CNY"),
        ({"require": "annual_cost", "between": (1, 2), "per": "1 beds"}, "每张床位1 元–2 元", "1 CNY–2 CNY per bed"),
    ],
)
def test_the_rule_for_many_areas_has_its_sign(keys: dict[str, Any], zh: str, en: str) -> None:
    """Where no single number is shown, the rule says in which direction it goes, or both of its ends."""
    one = clause(**{"require": "doctors", **keys})
    assert [rule_text(named_region(), one, lang) for lang in ("zh", "en")] == [zh, en]


PER_THOUSAND = {"at_least": 2, "per": "1000 residents"}


@pytest.mark.parametrize(
    ("keys", "zh", "en"),
    [
        ({"at_least": 1, "within": "1 minutes"}, "≥ 1 人（1 分钟以内）", "≥ 1 person within 1 minute"),
        (
            PER_THOUSAND | {"within": "3.5 km"},
            "每1000常住人口 ≥ 2（3.5 公里以内）",
            "≥ 2 per 1000 residents within 3.5 km",
        ),
        ({"at_least": 1, "share": "0.5"}, "至少 50% 的地区：≥ 1 人", "for at least 50% of the areas: ≥ 1 person"),
        (
            {"require": "facilities", "at_least": 1, "share": "0.905", "weigh_by": "residents", "within": "15 minutes"},
            "至少 90.5% 的常住人口：≥ 1 家（15 分钟以内）",
            "for at least 90.5% of the residents: ≥ 1 facility within 15 minutes",
        ),
        (
            {"at_least": 1, "mean": True, "within": "11 minutes"},
            "按地区平均，11 分钟以内到达服务机构：≥ 1 人",
            "areas within 11 minutes of what serves them, on average: ≥ 1 person",
        ),
        (
            PER_THOUSAND | {"mean": True, "within": "1.5 km", "weigh_by": "residents"},
            "按常住人口平均，1.5 公里以内到达服务机构：每1000常住人口 ≥ 2",
            "residents within 1.5 km of what serves them, on average: ≥ 2 per 1000 residents",
        ),
        ({"at_least": 1, "or_": "ZJ-51"}, "≥ 1 人，或满足 ZJ-51", "≥ 1 person, or ZJ-51 is met"),
        (
            {"require": "beds", "spread_at_most": "1.5", "tolerance": "0.05", "per": "1000 residents"},
            "各地区每1000常住人口床位，最高不超过最低的 1.5±0.05 倍",
            "beds per 1000 residents: in no area more than 1.5±0.05 times the lowest",
        ),
        (PER_THOUSAND | {"by": 2025}, "每1000常住人口 ≥ 2（到 2025 年）", "≥ 2 per 1000 residents (by 2025)"),
        (
            {"at_least": 1, "or_": "ZJ-51", "by": 2022, "within": "2 km"},
            "≥ 1 人（2 公里以内），或满足 ZJ-51（到 2022 年）",
            "≥ 1 person within 2 km, or ZJ-51 is met (by 2022)",
        ),
    ],
)
def test_a_rule_with_a_condition_is_told_in_full(keys: dict[str, Any], zh: str, en: str) -> None:
    """Reach, share, mean, alternative and deadline stand in the rule, which is printed below the name as well."""
    one = clause(**{"require": "doctors", **keys})
    assert [rule_text(named_region(), one, lang) for lang in ("zh", "en")] == [zh, en]
    assert [ratio_text(named_region(), one, lang) for lang in ("zh", "en")] == [zh, en]


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
        ({"require": "annual_cost", "between": (12000, 15000)}, "12,000 CNY–15,000 CNY"),
        ({"require": "beds", "between": ("3.41", "3.59"), "per": "1000 residents"}, "= 35 beds"),
        ({"require": "beds", "between": (2, 3), "tolerance": "0.5"}, "2–3 beds"),
        ({"require": "beds", "between": ("3.01", "4"), "per": "1000 residents"}, "31–40 beds"),
        ({"require": "beds", "between": ("3.01", "3.02"), "per": "1000 residents"}, "= 31 beds"),
        ({"require": "beds", "between": ("0.5", "1.05"), "per": "1 planned_beds"}, "24–49 beds"),
        ({"require": "nurses", "between": ("1.34", "1.41"), "per": "1 beds"}, "47–49 people"),
        ({"require": "nurses", "between": ("1.34", "1.35"), "per": "1 beds"}, "= 47 people"),
        ({"require": "nurses", "between": (0, "0.25"), "per": "1 beds"}, "0–0.25 per bed"),
        ({"require": "beds", "at_least": 1, "in": "facility", "by": 2025}, "≥ 1 bed"),
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


@pytest.mark.parametrize(
    ("keys", "texts", "digits"),
    [
        ({"share": "0.5"}, ("≥ 1 个地区", "≥ 1 area"), "1"),
        ({"share": "0.99", "weigh_by": "residents"}, ("≥ 9,900 常住人口", "≥ 9,900 residents"), "9,900"),
        ({"mean": True, "within": "11 minutes"}, ("≤ 11 分钟", "≤ 11 minutes"), "11"),
        ({"mean": True, "within": "1 minutes"}, ("≤ 1 分钟", "≤ 1 minute"), "1"),
        ({"mean": True, "within": "1.5 minutes"}, ("≤ 1.5 分钟", "≤ 1.5 minutes"), "1.5"),
        ({"within": "11 minutes"}, ("≥ 3 张", "≥ 3 beds"), "3"),
    ],
)
def test_a_share_is_counted_in_areas_or_people_and_a_mean_in_minutes(
    tmp_path: Path, keys: dict[str, Any], texts: tuple[str, str], digits: str
) -> None:
    """The one row of such a clause has a unit of its own, and a mean is an upper limit."""
    instance = named_region()
    object.__setattr__(instance, "travel", {("A", "F1"): Travel(Fraction(4), None)})
    one = clause(require="beds", at_least=3, **keys)
    row = judged_row(tmp_path, instance, one)
    assert tuple(required_text(instance, one, row, lang) for lang in ("zh", "en")) == texts
    assert required_digits(instance, one, row, "en") == digits


@pytest.mark.parametrize(
    ("keys", "value", "zh", "en"),
    [
        ({}, "1", "1 张", "1 bed"),
        ({"share": "0.5"}, "1", "1 个地区", "1 area"),
        ({"share": "0.5"}, "1200", "1,200 个地区", "1,200 areas"),
        ({"share": "0.5", "weigh_by": "residents"}, "0.5", "0.5 常住人口", "0.5 residents"),
        ({"mean": True, "within": "5 minutes"}, "17/3", "5.67 分钟", "5.67 minutes"),
        ({"mean": True, "within": "5 km"}, "1", "1 公里", "1 km"),
    ],
)
def test_numbers_of_a_row_have_its_unit(keys: dict[str, Any], value: str, zh: str, en: str) -> None:
    """Units of the measure, areas or people of a share, minutes or kilometres of a mean."""
    one = clause(require="beds", at_least=3, **keys)
    assert [row_amount(named_region(), one, Fraction(value), lang) for lang in ("zh", "en")] == [zh, en]


@pytest.mark.parametrize("achieved", range(0, 70))
@pytest.mark.parametrize("per", ["1 planned_beds", "1 doctors", "1000 residents"])
def test_between_is_printed_as_what_is_right(tmp_path: Path, per: str, achieved: int) -> None:
    """The two ends that are shown are those within which nothing is short."""
    instance = named_region()
    write_plan(tmp_path, instance, plan(instance, {("F1", "beds"): achieved}))
    one = clause(require="beds", between=("0.81", "2.9"), per=per)
    row = verify(instance, policy(one), tmp_path / "plan.csv").judgement.rows[0]
    low, high = (int(end) for end in required_digits(instance, one, row, "en").split("–"))
    assert row.achieved is not None
    assert (low <= row.achieved <= high) is (row.short == 0)


def test_a_closed_facility_owes_nothing_between_two_ends(tmp_path: Path) -> None:
    """What is asked of a facility that is not open is zero at both ends, and no row without a number has a text."""
    instance = region(facilities=[{"facility": "N", "status": "candidate"}], stock={("N", "beds"): 0})
    for keys in ({}, {"per": "1 beds.current"}):
        one = clause(require="beds", between=(2, 3), in_="facility", **keys)
        assert required_text(instance, one, judged_row(tmp_path, instance, one), "en") == "= 0 unit"
    without = RowJudgement("C1", "N", None, None, None, None, None, "not_applicable")
    assert (required_text(instance, one, without, "en"), required_digits(instance, one, without, "en")) == ("", "")


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


@pytest.mark.parametrize(
    ("region", "clause", "told"),
    [("shengsi", "SS-03", "每1000名60岁及以上人口"), ("zhejiang", "ZJ-36", "每个机构")],
)
def test_chinese_ratios_can_be_read_aloud(region: str, clause: str, told: str) -> None:
    """No digit of a name runs into the number before it, and one of 机构数 is 个机构."""
    policy = opt.check(region)
    asked = next(each for each in policy.clauses if each.id == clause)
    assert told in rule_text(opt.read(region), asked, "zh")
