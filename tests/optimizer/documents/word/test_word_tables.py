"""Printed tables: which rows and columns are printed, and how wide the columns are."""

from __future__ import annotations

import pytest

from models.clause import REFERENCE
from optimizer.documents.content import indicators
from optimizer.documents.sheet import Cell, Field, Kind, Sheet
from optimizer.documents.word.chapters import (
    MOST_CHANGED,
    chapters,
    columns,
    first_rows,
    most_changed,
    without_others,
)
from optimizer.documents.word.flow import Chapter
from optimizer.documents.word.sections import Page
from optimizer.documents.word.table import laid
from optimizer.documents.word.widths import breadth, folded, needs, widths
from optimizer.reporting.words import LANGUAGES, name_of
from optimizer.verifying.judgement import NOT_APPLICABLE
from tests.optimizer.documents.word.samples import WIDE, compose, sample_dossier, sheet

A4 = Page(9298, 14094)


def facilities(county: str, *rows: tuple[str, int | None, str]) -> Sheet:
    """A table of facilities with a group row, their changes, what else changes, and sums."""
    fields = (Field("name", "机构"), Field("beds_change", "增减", Kind.CHANGE), Field("others", "其他"))
    group: tuple[Cell, ...] = ("医院", None, "")
    total: tuple[Cell, ...] = ("合计", sum(row[1] or 0 for row in rows), "")
    return Sheet(f"facilities-{county}", county, fields, (group, *rows, total), ("group", *("" for _ in rows), "total"))


def test_only_the_facilities_that_change_most_are_printed() -> None:
    """Whatever the sign of the change, each under its county with the county's sums, in the order of the tables."""
    many = [(f"甲{number}", 1, "") for number in range(MOST_CHANGED)]
    tables = [facilities("A", *many, ("甲大", -50, "x")), facilities("B", ("乙", 0, ""), ("乙大", 90, ""))]
    made = most_changed(sample_dossier(), tables, "zh")
    assert [field.key for field in made.fields] == ["name", "beds_change"]
    assert made.rows[0] == ("甲县", MOST_CHANGED - 50)
    assert made.rows[-2:] == (("乙县", 90), ("乙大", 90))
    assert ("甲大", -50) in made.rows
    assert made.marks.count("") == MOST_CHANGED
    assert made.marks.count("group") == 2


def test_what_is_cut_is_counted() -> None:
    """The first rows, and a note with the number of the others; a short table stays as it is."""
    table = sheet(*[(str(number), number) for number in range(5)], notes=("注",))
    cut = first_rows(table, 3, "zh")
    assert cut.rows == table.rows[:3]
    assert cut.notes == ("注", "另有 2 行见工作簿。")
    assert first_rows(table, 5, "zh") == table


def test_facilities_with_nothing_in_the_printed_columns_are_left_to_the_workbook() -> None:
    """Their rows go with the column of other changes, and a note counts them."""
    made = without_others(facilities("A", ("甲", 1, ""), ("急救点", None, "救护车 +1")), "en")
    assert made.rows == (("甲", 1), ("合计", 1))
    assert made.marks == ("", "total")
    assert "1 more" in made.notes[0]


def test_columns_are_chosen_by_key() -> None:
    """In the order of the table, with all rows and marks."""
    chosen = columns(sheet(("甲", 1), columns=3, marks=("total",)), ("n2", "name"))
    assert [field.key for field in chosen.fields] == ["name", "n2"]
    assert chosen.rows == (("甲", 1),)
    assert chosen.marks == ("total",)


@pytest.mark.parametrize("width", [3000, 9298, 14094])
@pytest.mark.parametrize("columns_", [1, 4, 14])
def test_columns_fill_the_page_exactly(width: int, columns_: int) -> None:
    """Whole twentieths of a point that add up to the width, none of them nothing."""
    table = laid(sheet(("长" * 40, 123456), ("短", 7), columns=columns_), "CNY", "zh")
    found = table.columns(width)
    assert sum(found) == width
    assert min(found) > 0


def test_numbers_get_what_they_need_before_texts() -> None:
    """A long text is folded so that no number is."""
    table = Sheet("t", "t", (Field("a", "文"), Field("b", "数", Kind.UNITS)), (("长" * 500, 123_456_789),))
    text, number = widths(needs(table, [["长" * 500, "123,456,789"]]), 60)
    assert number >= breadth("123,456,789")
    assert text == pytest.approx(60 - number)


def test_short_texts_are_not_folded_for_long_ones() -> None:
    """A column of names keeps its names on one line beside a column of long explanations."""
    table = Sheet("t", "t", (Field("a", "名"), Field("b", "说明")), (("某某乡镇卫生院", "长" * 300),))
    name, _ = widths(needs(table, [["某某乡镇卫生院", "长" * 300]]), 80)
    assert name >= breadth("某某乡镇卫生院")


def test_a_table_lies_down_if_its_numbers_need_it() -> None:
    """Fourteen columns of ten digits do not fit upright; two do; and a page that lies already is not turned."""
    assert not laid(WIDE, "CNY", "zh").stands(A4)
    assert laid(sheet(("甲", 1)), "CNY", "zh").stands(A4)
    assert laid(WIDE, "CNY", "zh").stands(Page(14094, 14094))


def test_a_table_lies_down_if_that_saves_paper() -> None:
    """Many rows with long texts beside many numbers take fewer pages lying down."""
    fields = (*(Field(f"n{place}", "数", Kind.UNITS) for place in range(9)), Field("t", "文"))
    rows = tuple((*[1234] * 9, "长" * 60) for _ in range(60))
    assert not laid(Sheet("t", "t", fields, rows), "CNY", "zh").stands(A4)
    assert laid(Sheet("t", "t", fields, rows[:2]), "CNY", "zh").stands(A4)


def test_titles_of_columns_are_folded_between_words() -> None:
    """A year keeps its counting word, and a word that is too long is left whole."""
    assert folded("2025年目标", 9) == ["2025年", "目标"]
    assert folded("attained", 3) == ["attained"]
    assert folded("现状", 30) == ["现状"]


def kept_with_next(count: int, *marks: str) -> list[bool]:
    """Which rows of a table of that many stay on the page of the next one."""
    table = sheet(*[(str(number), number) for number in range(count)], marks=marks or ("",) * count)
    (made,) = compose(Chapter("表", (), (table,))).tables
    return [bool(row.xpath("./w:tc/w:p/w:pPr/w:keepNext")) for row in made._tbl.tr_lst[1:]]


def test_a_long_table_never_ties_its_first_row_to_the_second() -> None:
    """LibreOffice loses the rows after them where the page ends there; short tables stand on one page as a whole."""
    assert kept_with_next(4) == [True, True, True, False]
    assert kept_with_next(9) == [False] * 7 + [True, False]
    assert kept_with_next(9, "group", *[""] * 3, "group", *[""] * 4) == [False] * 4 + [True] + [False] * 2 + [
        True,
        False,
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_clause_is_told_once_or_judged_elsewhere(lang: str) -> None:
    """Indicators, clauses judged place by place, references that differ and clauses that do not apply leave out only
    references that agree."""
    dossier = sample_dossier()
    told = {row[0] for row in indicators.indicators(dossier, lang).rows}
    placed = next(sheet for chapter in chapters(dossier, lang) for sheet in chapter.sheets if sheet.key == "placed")
    names = [row[0] for row in placed.rows]
    expected = [
        name_of(clause, lang)
        for clause in dossier.policy.clauses
        if clause.nature != REFERENCE
        and clause.id not in told
        and any(row.clause == clause.id and row.status != NOT_APPLICABLE for row in dossier.judgement.rows)
    ]
    assert names == expected
    assert names
    assert not [
        note
        for chapter in chapters(dossier, lang)
        for sheet in chapter.sheets
        for note in sheet.notes
        if "“条款”" in note
    ]
