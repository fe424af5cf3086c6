"""Notes of the re-check in the language of a report."""

from __future__ import annotations

import pytest

from optimizer.reporting.notes import note_text


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
