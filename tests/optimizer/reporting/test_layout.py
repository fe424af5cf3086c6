"""Tables and texts within the width of a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from optimizer.reporting.layout import (
    GAP,
    Column,
    count_parts,
    fit_widths,
    plain,
    print_line,
    print_table,
    print_wide_table,
    split_columns,
)
from tests.optimizer.reporting import samples


@given(st.lists(st.integers(1, 40), max_size=12), st.integers(1, 60))
def test_columns_are_split_in_order_and_fit(widths: list[int], room: int) -> None:
    """Every column is in exactly one run; a run with several columns fits."""
    runs = split_columns(widths, room)
    assert [number for run in runs for number in run] == list(range(len(widths)))
    for run in runs:
        assert len(run) == 1 or sum(widths[number] + GAP for number in run) <= room


@given(st.lists(st.tuples(st.integers(1, 90), st.booleans(), st.booleans()), min_size=1, max_size=8))
def test_widths_fit_whatever_the_columns_need(wishes: list[tuple[int, bool, bool]]) -> None:
    """A table fits if every column can have one cell, and no column is made wider than it needs."""
    columns = [Column("h", right, yields) for _, right, yields in wishes]
    widths = fit_widths(columns, [wish for wish, _, _ in wishes], 60)
    assert sum(widths) <= 60
    assert all(1 <= width <= wish for width, (wish, _, _) in zip(widths, wishes, strict=True))


def test_numbers_keep_their_width_while_texts_can_give_way() -> None:
    """Texts are folded first, and of these the one that yields."""
    columns = [Column("text"), Column("number", right=True), Column("result", yields=True)]
    assert fit_widths(columns, [50, 9, 40], 77) == [50, 9, 18]
    assert fit_widths(columns, [50, 9, 40], 40) == [17, 9, 14]


@pytest.mark.parametrize("width", [20, 40, 80])
def test_no_table_is_wider_than_the_console(width: int) -> None:
    """Long Chinese texts fold by cells, not by characters, and nothing of them is lost."""
    console, stream = samples.recorder(width)
    name = "舒兰市某某某某某某某某中心卫生院" * 3
    print_table(console, [Column("名称"), Column("数", right=True)], [[name, "1,234 → 5,678"]])
    lines = stream.getvalue().splitlines()
    assert max(map(cell_len, lines)) <= width
    assert "".join(character for character in stream.getvalue() if character in name) == name


def test_wide_tables_repeat_their_label() -> None:
    """Each part of a split table names its rows again."""
    console, stream = samples.recorder(40)
    columns = [Column(f"resource {number}", right=True) for number in range(5)]
    print_wide_table(console, Column("facility"), columns, [["县医院", *["1,000 → 2,000"] * 5]])
    text = stream.getvalue()
    assert max(cell_len(line) for line in text.splitlines()) <= 40
    assert text.count("县医院") == text.count("facility") > 1
    assert text.count("1,000 → 2,000") == 5


def test_it_is_known_beforehand_how_many_parts_a_wide_table_has() -> None:
    """The count is that of the tables printed."""
    columns = [Column(f"resource {number}", right=True) for number in range(5)]
    rows = [["县医院", *["1,000 → 2,000"] * 5]]
    for width in (40, 60, 200):
        console, stream = samples.recorder(width)
        print_wide_table(console, Column("facility"), columns, rows)
        assert count_parts(console, Column("facility"), columns, rows) == stream.getvalue().count("facility")


@pytest.mark.parametrize("width", [20, 40, 80])
def test_headers_of_numbers_are_folded_between_words(width: int) -> None:
    """A heading longer than its numbers takes several lines, and no word of it is cut."""
    console, stream = samples.recorder(width)
    headers = ["staff of public-health institutions", "执业（助理）医师", "health personnel"]
    print_wide_table(console, Column("f"), [Column(header, right=True) for header in headers], [["F1", "1", "2", "3"]])
    for word in ("public-health", "institutions", "执业（助理）", "医师", "personnel"):
        assert word in stream.getvalue()


def test_headers_are_folded_before_texts() -> None:
    """Where there is too little room, a header wider than its column gives way first."""
    console, stream = samples.recorder(27)
    print_table(console, [Column("long header"), Column("text")], [["a", "nineteen cells wide"]])
    assert stream.getvalue().splitlines()[-1].split() == ["a", "nineteen", "cells", "wide"]


def test_a_cell_may_have_several_lines() -> None:
    """A line end inside a cell is kept, and the width is that of its longest line."""
    console, stream = samples.recorder(80)
    print_table(console, [Column("n", right=True)], [["≈ 4,667\n(4,650–4,685)"]])
    assert [line.strip() for line in stream.getvalue().splitlines()[2:]] == ["≈ 4,667", "(4,650–4,685)"]


def test_a_dash_hangs_out() -> None:
    """What follows a dash goes on below its own beginning."""
    console, stream = samples.recorder(12)
    print_line(console, "- one two three")
    assert stream.getvalue() == "- one two\n  three\n"


def test_a_wide_table_without_columns_still_lists_its_rows() -> None:
    """Facilities without numbers are named all the same."""
    console, stream = samples.recorder(40)
    print_wide_table(console, Column("facility"), [], [["县医院"]])
    assert "县医院" in stream.getvalue()


@pytest.mark.parametrize("name", samples.HOSTILE.values(), ids=samples.HOSTILE)
def test_texts_are_printed_as_they_are(name: str) -> None:
    """No markup, no emoji code, no control sequence, no reversal of direction takes effect."""
    console, stream = samples.recorder(80, force_terminal=True, color_system=None)
    print_line(console, name)
    shown = stream.getvalue().rstrip("\n")
    assert shown.strip() == plain(name).plain.strip()
    assert not any(ord(character) < 32 or character == "\u202e" for character in shown)


def test_markup_in_names_is_shown() -> None:
    """Brackets and colons of a name are still there."""
    console, stream = samples.recorder()
    print_table(console, [Column("[x]")], [["[/]"], [":smile:"]])
    assert all(text in stream.getvalue() for text in ("[x]", "[/]", ":smile:"))
