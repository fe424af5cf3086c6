"""Notes of the re-check in the language of a report."""

from __future__ import annotations

import pytest

import optimizer as opt
from optimizer.reporting.notes import note_text, warning_text


@pytest.mark.parametrize(
    ("note", "chinese"),
    [
        ("no data: urban, village_share", "缺少数据：urban、village_share"),
        ("no facility passes its filters", "没有符合条件的机构"),
        ("no area of level city or county passes its filter", "没有符合条件的市或县（市、区）"),
        ("no area of level township", "没有符合条件的乡镇（街道）"),
        ("base is zero", "基数为零"),
        ("7 of 9 areas; 2 areas left out: no coordinates", "9 个地区中的 7 个；不计 2 个地区（没有坐标）"),
        ("1 area out of reach; 3 areas not served in full", "1 个地区无法到达；3 个地区未完全覆盖"),
        ("X 2.5, Y 1.1", "X 2.5, Y 1.1"),
        ("", ""),
    ],
)
def test_notes_are_said_in_chinese(note: str, chinese: str) -> None:
    """Every form of note has its words; what is no known form stays as it is, and so do English notes but one."""
    assert note_text(note, "zh") == chinese
    assert note_text(note, "en") == note
    assert (note_text("or LS-13a", "zh"), note_text("or LS-13a", "en")) == ("以 LS-13a 为准", "LS-13a counts instead")


@pytest.mark.parametrize(
    ("warning", "chinese"),
    [
        (
            "clause ZJ-49: 24 areas have no `lon`; they do not pass `lon>0` of areas",
            "条款 ZJ-49：24 个地区没有填写 lon，按 areas 的条件 lon>0 视为不符合",
        ),
        (
            "clause X: 1 facility has no `grade`; it does not pass `grade>=2`",
            "条款 X：1 家机构没有填写 grade，按 where 的条件 grade>=2 视为不符合",
        ),
        (
            "resource beds has no capital_cost in 3 stock rows: it counts as nothing there",
            "资源 beds 有 3 行存量没有 capital_cost，按零计",
        ),
        (
            "candidate facility A1 has no open_cost: opening it counts as free",
            "候选机构 A1 没有 open_cost，开办费用按零计",
        ),
        (
            "no goal counts the nature strive: X, Y will be printed but not pursued",
            "没有目标包含力争条款：X、Y 只列出，不追求",
        ),
        ("clause X: out of reach for want of coordinates: A, B", "条款 X：以下机构没有坐标，视为无法到达：A、B"),
        ("areas.csv, row 3: something new", "areas.csv, row 3: something new"),
    ],
)
def test_warnings_are_said_in_chinese(warning: str, chinese: str) -> None:
    """The warnings that a reader meets most have their words; others, and English ones, stay as they are."""
    assert warning_text(warning, "zh") == chinese
    assert warning_text(warning, "en") == warning


def test_the_warnings_of_a_shipped_region_are_all_known() -> None:
    """What the check of Lishui warns of is said in Chinese, so the forms are those that the check writes."""
    told = opt.check("lishui").warnings
    assert told
    assert not [warning for warning in told if warning_text(warning, "zh") == warning]
