"""Texts from data in a workbook: harmless, legible, and otherwise as they were written."""

from __future__ import annotations

import io

import pytest
from xlsxwriter.workbook import Workbook

from optimizer.documents.excel.text import ELLIPSIS, LONGEST, clean, literal, page_text, speaks_first, width


@pytest.mark.parametrize(
    "text", ["舒兰市人民医院", "a_x0041_b", " lead and trail ", "two\nlines", "tab\there", "<b>&amp;", "😀"]
)
def test_ordinary_texts_stay_as_they_are(text: str) -> None:
    """Nothing is lost of what a cell can hold."""
    assert clean(text) == text


@pytest.mark.parametrize(
    "letter", ["\x00", "\x01", "\x08", "\x0b", "\x0c", "\x1b", "\x7f", "\x9b", "\ud800", "\ufffe", "\uffff"]
)
def test_what_xml_forbids_is_replaced(letter: str) -> None:
    """It can be seen that something was there."""
    assert clean(f"a{letter}b") == "a\ufffdb"


@pytest.mark.parametrize(("text", "lines"), [("a\r\nb", "a\nb"), ("a\rb", "a\nb"), ("\r=1", "\n=1")])
def test_line_ends_are_of_one_kind(text: str, lines: str) -> None:
    """A carriage return is no character of a cell."""
    assert clean(text) == lines


@pytest.mark.parametrize("letter", ["x", "床", "😀"])
def test_a_text_that_is_too_long_ends_in_dots(letter: str) -> None:
    """A cell holds 32,767 UTF-16 units; what is cut off is seen to be."""
    cut = clean(letter * 40_000)
    assert len(cut.encode("utf-16-le")) // 2 <= LONGEST
    assert len(cut) >= LONGEST // 2 - 1
    assert cut.endswith(f"{letter}{ELLIPSIS}")


def test_a_text_of_the_longest_length_stays() -> None:
    """Only what is longer is cut."""
    assert clean("x" * LONGEST) == "x" * LONGEST


def test_the_markup_of_a_formatted_string_is_none() -> None:
    """A text in the tags of a run would be written into the file unescaped."""
    text = clean("<r><t>=1+1</t></r>")
    assert not text.endswith("</r>")
    assert text.startswith("<r><t>=1+1</t></r>")


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@A", "\t=1", "\n=1", "＝1"])
def test_what_begins_like_a_formula_is_known(text: str) -> None:
    """So that it stays text when somebody edits the cell."""
    assert speaks_first(text)
    assert not speaks_first(f"甲{text}")


@pytest.mark.parametrize("address", ["=Sheet2!A1", "Sheet2!$A$1", "'a b'!A1:B2"])
def test_a_label_of_a_chart_is_no_reference(address: str) -> None:
    """A title like the address of a cell would be read as one."""
    book = Workbook(io.BytesIO())
    chart = book.add_chart({"type": "bar"})
    chart.set_title({"name": literal(address)})
    assert chart.title.formula is None
    assert not chart.formula_ids
    chart.set_title({"name": address})
    assert chart.formula_ids
    book.fileclosed = True


def test_a_label_is_one_line() -> None:
    """Line ends and repeated blanks are one blank."""
    assert literal("床位\n 每千人口") == "床位 每千人口"


def test_a_page_header_has_no_codes() -> None:
    """& begins a code in the header of a page; long titles are cut."""
    assert "&" not in page_text("A&B &P&[Picture]")
    assert len(page_text("x" * 300)) == 120


def test_chinese_letters_take_two_columns() -> None:
    """The longest line counts."""
    assert width("床位 beds") == 9
    assert width("a\n床位") == 4
