"""Where lines are broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from optimizer.reporting.folding import fold, longest_piece, pieces

TEXTS = st.text(alphabet="ab 1,.（）()，、每各及千人口床位数年-", max_size=40)


@given(TEXTS, st.integers(1, 30))
def test_nothing_is_lost_and_every_line_fits(text: str, width: int) -> None:
    """Lines hold all of a text but blanks, and are no wider than asked, unless one character is."""
    lines = fold(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_len(line) <= max(width, 2) for line in lines)


@given(TEXTS)
def test_pieces_make_the_text_again(text: str) -> None:
    """Blanks and marks stay with a piece; one that fits is never cut."""
    assert "".join(pieces(text)) == text
    assert len(fold(text, max(1, cell_len(text)))) == 1


@given(TEXTS.map(str.strip).filter(bool))
def test_no_piece_is_cut_where_there_is_room_for_it(text: str) -> None:
    """At the width of the longest piece, each line begins and ends where pieces do."""
    lines = fold(text, longest_piece(text))
    words = [piece.strip() for piece in pieces(text) if piece.strip()]
    rest = "".join(lines).replace(" ", "")
    for word in words:
        assert any(word.replace(" ", "") in line.replace(" ", "") for line in lines)
    assert rest == "".join(words).replace(" ", "")


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("staff of public-health institutions", 14, ["staff of", "public-health", "institutions"]),
        ("执业（助理）医师", 14, ["执业（助理）", "医师"]),
        ("专业公共卫生机构人员", 14, ["专业公共卫生", "机构人员"]),
        ("各医疗机构2025年规划床位", 14, ["各医疗机构", "2025年规划床位"]),
        ("县办公立医院及基层医疗", 14, ["县办公立医院", "及基层医疗"]),
        ("first\nsecond line", 80, ["first", "second line"]),
        ("", 10, [""]),
    ],
)
def test_breaks_stand_where_a_reader_expects_them(text: str, width: int, lines: list[str]) -> None:
    """Between words, beside brackets, before what joins, after two Chinese characters or a counted number."""
    assert fold(text, width) == lines


def test_a_word_too_long_is_cut_and_keeps_its_blank() -> None:
    """What is cut is not joined to the next word."""
    assert fold("abcdef gh", 4) == ["abcd", "ef", "gh"]
    assert fold("abcdef g", 4) == ["abcd", "ef g"]
