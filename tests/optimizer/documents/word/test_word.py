"""A proposal as a Word document: what stands in it, that the numbers are the plan's, and that it is a real document."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from optimizer.documents.sheet import Field, Sheet, texts
from optimizer.documents.word.chapters import chapters, front
from optimizer.documents.word.document import document
from optimizer.documents.word.flow import Chapter, numeral
from optimizer.reporting.sums import total_units
from optimizer.reporting.words import LANGUAGES, say
from tests.optimizer.documents.word.samples import (
    blocks,
    body_cells,
    compose,
    read,
    sample_dossier,
    sheet,
    told,
    xml_of,
)

CHAPTERS = ("summary", "indicators", "counties", "facilities", "unmet", "cost", "equity", "sources", "provenance")


def style(paragraph: Paragraph) -> str | None:
    """The name of a paragraph's style."""
    return paragraph.style.name if paragraph.style is not None else None


def all_text(element: Any) -> str:
    """All text under an element, that of fields and links included."""
    return "".join(text.text or "" for text in element.iter(qn("w:t")))


def captioned(content: bytes) -> dict[str, Table]:
    """Title of a caption → the table under it."""
    found, last = {}, ""
    for block in blocks(read(content)):
        if isinstance(block, Table):
            found[last] = block
        elif style(block) == "Caption":
            last = all_text(block._p).split("  ", 1)[1]
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_chapters_are_those_of_a_plan(lang: str) -> None:
    """Summary, indicators, counties, facilities, what is not met, cost, equity, sources and the run, in this order."""
    written = read(document(sample_dossier(), lang))
    headings = [each.text for each in written.paragraphs if style(each) == "Heading 1"]
    assert [heading.split("、" if lang == "zh" else "  ", 1)[1] for heading in headings] == [
        say(f"word_{key}", lang) for key in CHAPTERS
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_cell_is_the_text_of_its_value(lang: str) -> None:
    """Read again, the tables have the rows of the content, in its order, with each number as readers see it."""
    dossier = sample_dossier()
    parts = [some for chapter in chapters(dossier, lang) for some in (chapter, *chapter.sections)]
    expected = [each for some in parts for each in some.sheets if each.rows]
    tables = read(document(dossier, lang)).tables
    assert len(tables) == len(expected) > 8
    for table, content in zip(tables, expected, strict=True):
        shown = [list(row) for row in texts(content, dossier.instance.currency, lang)]
        alone = [content.mark(number) == "group" and not any(row[1:]) for number, row in enumerate(shown)]
        assert body_cells(table) == [row[:1] if one else row for row, one in zip(shown, alone, strict=True)]


def test_the_numbers_are_those_of_the_verified_plan() -> None:
    """Totals and a hospital, found by their captions, have what the re-checked plan has."""
    dossier = sample_dossier()
    plan, instance = dossier.judgement.plan, dossier.instance
    tables = captioned(document(dossier, "en"))
    totals = {row[0]: row[3] for row in body_cells(tables["Totals"])}
    proposed = total_units(instance, plan.proposed)
    assert totals == {"beds": str(proposed["beds"]), "医师": str(proposed["doctors"])}
    (hospital,) = (
        row for title in tables if title.startswith("By facility") for row in body_cells(tables[title])
        if row[0] == "Hospital of A"
    )  # fmt: skip
    before, after = instance.stock["A1", "beds"].current, plan.proposed["A1", "beds"]
    assert hospital[1:4] == [str(before), str(after), f"{after - before:+}"]


def test_each_table_has_a_numbered_caption_and_a_repeated_header() -> None:
    """Captions count from 1 with a field and stay with their table; rows are kept whole."""
    captions, before = [], None
    for block in blocks(read(document(sample_dossier(), "zh"))):
        if isinstance(block, Table):
            assert before is not None
            assert before.xpath("./w:pPr/w:keepNext")
            assert before.xpath("./w:fldSimple[contains(@w:instr, 'SEQ 表')]")
            captions.append(all_text(before).split("  ")[0])
            assert block._tbl.xpath("./w:tr[1]/w:trPr/w:tblHeader")
            assert len(block._tbl.xpath("./w:tr/w:trPr/w:cantSplit")) == len(block._tbl.tr_lst)
        before = block._element
    assert captions == [f"表 {number}" for number in range(1, len(captions) + 1)]


def test_a_row_higher_than_a_page_may_break() -> None:
    """What could not be shown whole on any page is not kept whole."""
    (table,) = compose(Chapter("表", (), (sheet(("长" * 3000, 1), ("短", 2)),))).tables
    assert [bool(row.xpath("./w:trPr/w:cantSplit")) for row in table._tbl.tr_lst[1:]] == [False, True]


def test_neighbouring_columns_share_a_heading() -> None:
    """Columns with the same top have it once above them; others reach over both header rows."""
    fields = (Field("a", "县"), Field("b", "床现", top="床", under="现"), Field("c", "床后", top="床", under="后"))
    (table,) = compose(Chapter("表", (), (Sheet("t", "表", fields, (("甲", "1", "2"),)),))).tables
    header = [[all_text(cell) for cell in row.tc_lst] for row in table._tbl.tr_lst[:2]]
    assert header == [["县", "床"], ["", "现", "后"]]
    assert len(table._tbl.xpath("./w:tr/w:trPr/w:tblHeader")) == 2
    assert table.cell(0, 0)._tc is table.cell(1, 0)._tc


def test_sums_and_failures_are_bold() -> None:
    """A row of sums is bold as a whole, of one that falls short the result; others are not."""
    fields = (Field("name", "名称"), Field("result", "结果"))
    rows = (("甲", "满足"), ("乙", "缺 1"), ("合计", "-"))
    (table,) = compose(Chapter("表", (), (Sheet("t", "表", fields, rows, ("met", "short", "total")),))).tables
    bold = [[bool(cell.xpath(".//w:b")) for cell in row.tc_lst] for row in table._tbl.tr_lst[1:]]
    assert bold == [[False, False], [False, True], [True, True]]


@pytest.mark.parametrize(("lang", "tag"), [("zh", "zh-CN"), ("en", "en-GB")])
def test_typefaces_and_language_are_set(lang: str, tag: str) -> None:
    """Text and headings name Chinese typefaces with their other names, and the properties the language."""
    content = document(sample_dossier(), lang)
    styles = read(content).styles
    assert '<w:lang w:val="en-GB" w:eastAsia="zh-CN"' in xml_of(content, "word/styles.xml")
    assert 'w:eastAsia="宋体"' in xml_of(content, "word/styles.xml")
    for name in ("Heading 1", "Heading 2", "Title", "Caption"):
        assert styles[name].element.rPr.rFonts.get(qn("w:eastAsia")) == "黑体"
    assert "SimSun" in xml_of(content, "word/fontTable.xml")
    assert read(content).core_properties.language == tag


def test_the_page_is_a4_with_page_numbers() -> None:
    """A4 with the title above and 第 X 页 共 Y 页 below, from fields."""
    section = read(document(sample_dossier(), "zh")).sections[0]
    assert (section.page_width, section.page_height) == (7560310, 10692130)
    assert [each.get(qn("w:instr")) for each in section.footer._element.iter(qn("w:fldSimple"))] == [
        " PAGE ",
        " NUMPAGES ",
    ]
    assert all_text(section.footer._element) == "第 1 页 共 1 页"
    assert section.header.paragraphs[0].text == front(sample_dossier(), "zh")["title"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_contents_are_the_headings(lang: str) -> None:
    """The list of contents is a field; each line is a link to the bookmark of a heading with the same text."""
    written = read(document(sample_dossier(), lang))
    lines = [
        each._p
        for each in written.paragraphs
        if (style(each) or "").lower().startswith("toc ") and each._p.xpath(".//w:hyperlink")
    ]
    anchors = [line.xpath("./w:hyperlink/@w:anchor")[0] for line in lines]
    headings = {
        each._p.xpath("./w:bookmarkStart/@w:name")[0]: each.text
        for each in written.paragraphs
        if (style(each) or "").startswith("Heading")
    }
    assert [all_text(line) for line in lines] == [headings[anchor] for anchor in anchors] == list(headings.values())
    field = "".join(each.text or "" for each in written.element.iter(qn("w:instrText")))
    assert field.split()[0] == "TOC"
    kinds = [each.get(qn("w:fldCharType")) for each in written.element.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]


def test_wide_tables_lie_down_and_the_rest_stands() -> None:
    """Only the chapter with the wide table lies, its table is as wide as the page, and no section is empty."""
    written = compose(*told())
    assert [section.orientation for section in written.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
    ]
    for section in written.sections:
        assert list(section.iter_inner_content())
    lying = written.sections[1]
    room = lying.page_width - lying.left_margin - lying.right_margin
    assert sum(column.width for column in written.tables[0].columns) == room
    assert written.sections[0].different_first_page_header_footer
    assert not written.sections[1].different_first_page_header_footer


def test_a_table_ends_with_a_paragraph() -> None:
    """Word wants a paragraph after the last table of a document, and one between two tables."""
    written = compose(Chapter("表", (), (sheet(("甲", 1)), sheet(("乙", 2)))))
    kinds = [isinstance(block, Table) for block in blocks(written)]
    assert kinds[-3:] == [False, True, False]
    assert not any(one and other for one, other in pairwise(kinds))


def test_an_empty_table_is_not_printed() -> None:
    """Neither its caption nor its header."""
    assert not compose(Chapter("表", ("没有。",), (sheet(),))).tables


def test_the_same_dossier_gives_the_same_bytes(tmp_path: Path) -> None:
    """Twice here, and in another process with another order of hashes; no time of day is in it."""
    content = document(sample_dossier(), "zh")
    assert content == document(sample_dossier(), "zh")
    script = (
        "from hashlib import sha256\n"
        "from optimizer.documents.word.document import document\n"
        "from tests.optimizer.documents.word.samples import sample_dossier\n"
        "print(sha256(document(sample_dossier(), 'zh')).hexdigest())\n"
    )
    root = Path(__file__).resolve().parents[3]
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path, env=environment, check=True
    )
    assert done.stdout.strip() == sha256(content).hexdigest()
    with ZipFile(io.BytesIO(content)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = read(content).core_properties
    assert [properties.created.year, properties.modified.year] == [1980, 1980]


def test_nothing_of_revisions_or_other_places_is_in_it() -> None:
    """No random revision marks, no address of another place, no macro."""
    content = document(sample_dossier(), "en")
    with ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            text = package.read(name).decode()
            assert "rsid" not in text
            assert "TargetMode" not in text
            assert "vba" not in name.lower()


@pytest.mark.parametrize(("number", "word"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (34, "三十四")])
def test_chapters_are_counted_in_chinese(number: int, word: str) -> None:
    """From one to ninety-nine."""
    assert numeral(number) == word


def test_sections_are_numbered_under_their_chapter() -> None:
    """（一） in Chinese, 1.1 in English."""
    parts = [Chapter("Beds", ("…",), sections=(Chapter("Now", ("…",)),))]
    for lang, numbered in (("zh", "（一）Now"), ("en", "1.1  Now")):
        written = compose(*parts, lang=lang)
        assert [each.text for each in written.paragraphs if style(each) == "Heading 2"] == [numbered]


def test_the_front_names_the_run() -> None:
    """Title, plan, status in words and run id stand before the contents."""
    dossier = sample_dossier()
    before = [each.text for each in read(document(dossier, "zh")).paragraphs[:4]]
    values = front(dossier, "zh")
    assert before[0] == values["title"]
    assert [values[key] in line for key, line in zip(("policy", "status", "run"), before[1:], strict=True)] == [
        True
    ] * 3
    assert re.fullmatch("[0-9a-f]{12}", values["run"])
