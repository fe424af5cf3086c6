"""A ministry's own document as a template: what of it is kept, where the proposal goes, and what is refused."""

from __future__ import annotations

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, Twips

from optimizer.documents.word.base import base_document
from optimizer.documents.word.document import document, written
from optimizer.documents.word.flow import Chapter
from tests.optimizer.documents.word.samples import (
    VALUES,
    bytes_of,
    compose,
    read,
    sample_dossier,
    sheet,
    told,
    xml_of,
)


def letterhead(*paragraphs: str) -> WordDocument:
    """A document of 18.4 by 26 centimetres with a header and footer of its own."""
    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = Cm(18.4), Cm(26)
    section.header.paragraphs[0].text = "某某卫生健康委员会 {{title}}"
    section.footer.paragraphs[0].text = "内部资料"
    for text in paragraphs:
        made.add_paragraph(text)
    return made


def texts(made: WordDocument) -> list[str]:
    """The paragraphs of a document that say something."""
    return [each.text for each in made.paragraphs if each.text]


def test_the_proposal_takes_the_place_of_its_paragraph() -> None:
    """What stands before and after the placeholder stays there."""
    made = compose(*told(), template=bytes_of(letterhead("前言", " {{ allocare }} ", "附则")))
    said = texts(made)
    assert said[0] == "前言"
    assert said[-1] == "附则"
    assert "allocare" not in "".join(said)
    assert said.index("一、首") < said.index("三、末")


def test_without_a_placeholder_the_proposal_comes_at_the_end() -> None:
    """After all that the document has."""
    said = texts(compose(*told(), template=bytes_of(letterhead("前言"))))
    assert said[:2] == ["前言", VALUES["title"]]
    assert said[-1] == "完"


def test_a_bare_letterhead_has_no_empty_paragraph_before_the_title() -> None:
    """The one empty paragraph that every document must have gives way."""
    made = letterhead("")
    assert compose(*told(), template=bytes_of(made)).paragraphs[0].text == VALUES["title"]


def test_placeholders_are_filled_wherever_they_stand() -> None:
    """In text, tables, headers and text boxes, however Word has split them, keeping the type of each run."""
    made = letterhead("{{region}}的{{policy}}，{{years}}，{{status}}，{{run}}，{{unknown}}")
    paragraph = made.add_paragraph("关于{{reg")
    paragraph.add_run("ion").bold = True
    paragraph.add_run("}}的请示")
    made.add_table(1, 1).cell(0, 0).text = "{{ title }}"
    made.add_paragraph()._p.append(
        parse_xml(f"<w:r {nsdecls('w')}><w:pict><w:txbxContent><w:p><w:r><w:t>{{{{run}}}}</w:t></w:r></w:p>"
                  "</w:txbxContent></w:pict></w:r>")
    )  # fmt: skip
    filled = compose(*told(), template=bytes_of(made))
    assert texts(filled)[0] == "某市的规划，2020–2025，最优，0123456789ab，{{unknown}}"
    assert [run.text for run in filled.paragraphs[1].runs] == ["关于某市", "", "的请示"]
    assert filled.tables[0].cell(0, 0).text == "方案"
    assert filled.sections[0].header.paragraphs[0].text == "某某卫生健康委员会 方案"
    assert "".join(each.text or "" for each in filled.element.xpath(".//w:txbxContent//w:t")) == VALUES["run"]


def test_a_template_with_a_title_gets_no_other() -> None:
    """Where its text has {{title}}, ours is left out; in the header it does not count."""
    said = texts(compose(*told(), template=bytes_of(letterhead("{{title}}", "{{allocare}}"))))
    assert said.count(VALUES["title"]) == 1
    assert not any(VALUES["run"] in text for text in said)


def test_a_template_with_contents_gets_no_others() -> None:
    """Its own list of contents is the only one."""
    made = letterhead("{{allocare}}")
    made.paragraphs[0].insert_paragraph_before()._p.append(
        parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" TOC \\o "/>')
    )
    filled = compose(*told(), template=bytes_of(made))
    assert not list(filled.element.iter(qn("w:instrText")))


def test_its_styles_are_used_and_not_changed() -> None:
    """Headings, text and tables have the styles of the template; those it lacks are added."""
    made = letterhead("{{allocare}}")
    made.styles["Heading 1"].font.size = Pt(31)
    before = {each.name for each in made.styles}
    filled = compose(Chapter("章", ("文",), (sheet(("甲", 1)),)), template=bytes_of(made))
    by_text = {each.text: each for each in filled.paragraphs}
    assert by_text["一、章"].style.font.size == Pt(31)
    assert by_text["文"].style.name == "Normal"
    assert filled.tables[0].style.name == "Table Grid"
    assert {each.name for each in filled.styles} - before == {
        *("toc 1", "toc 2", "Allocare Table Text", "Allocare Table Number", "Allocare Table Head", "Allocare Note"),
    }


def test_a_table_style_made_for_us_comes_first() -> None:
    """A style called Allocare Table is used for tables."""
    made = letterhead("{{allocare}}")
    made.styles.add_style("Allocare Table", WD_STYLE_TYPE.TABLE)
    filled = compose(Chapter("章", (), (sheet(("甲", 1)),)), template=bytes_of(made))
    assert filled.tables[0].style.name == "Allocare Table"


def test_a_template_without_styles_gets_all_that_are_needed() -> None:
    """Headings are headings even if the template knows none."""
    made = letterhead("{{allocare}}")
    for style in list(made.styles.element.iter(qn("w:style"))):
        style.getparent().remove(style)
    filled = compose(Chapter("章", ("文",), (sheet(("甲", 1)),)), template=bytes_of(made))
    assert [each.text for each in filled.paragraphs if each.style.name == "Heading 1"] == ["一、章"]
    assert filled.tables[0].style.name == "Allocare Table"


def test_styles_are_found_under_chinese_ids() -> None:
    """Chinese Word gives built-in styles ids such as 1 and a; their names count."""
    made = letterhead("{{allocare}}")
    made.styles["Heading 1"].element.set(qn("w:styleId"), "1")
    made.styles["Normal"].element.set(qn("w:styleId"), "a")
    content = written(VALUES, [Chapter("章", ("文",))], "zh", "CNY", bytes_of(made))
    assert '<w:pStyle w:val="1"/>' in xml_of(content)
    assert '<w:pStyle w:val="a"/>' in xml_of(content)


def test_headings_that_number_themselves_get_no_number_from_us() -> None:
    """A heading style with a numbering of its own, or based on one, keeps it."""
    made = letterhead("{{allocare}}")
    numbering = f'<w:numPr {nsdecls("w")}><w:numId w:val="7"/></w:numPr>'
    made.styles["Heading 1"].element.get_or_add_pPr().append(parse_xml(numbering))
    filled = compose(Chapter("章", ("文",), sections=(Chapter("节", ("文",)),)), template=bytes_of(made))
    assert "章" in texts(filled)
    assert "（一）节" in texts(filled)


def test_page_header_and_footer_are_kept_on_lying_pages_too() -> None:
    """Sections of ours have the template's headers, its size, turned for wide tables, and its margins."""
    filled = compose(*told(), template=bytes_of(letterhead("前言", "{{allocare}}", "附则")))
    assert [each.orientation for each in filled.sections] == [
        *(WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT),
    ]
    first, lying, last = filled.sections
    assert (lying.page_width, lying.page_height) == (first.page_height, first.page_width)
    assert (last.page_width, last.page_height) == (first.page_width, first.page_height)
    assert (lying.left_margin, lying.top_margin) == (first.top_margin, first.right_margin)
    assert [each.footer.paragraphs[0].text for each in filled.sections] == ["内部资料"] * 3
    assert "附则" in [each.text for each in last.iter_inner_content() if hasattr(each, "text")]


def test_sections_of_the_template_keep_their_order() -> None:
    """A placeholder in the first of two sections leaves the second as it was."""
    made = letterhead("{{allocare}}")
    second = made.add_section(WD_SECTION.NEW_PAGE)
    second.left_margin = Twips(4000)
    made.add_paragraph("附件")
    filled = compose(*told(), template=bytes_of(made))
    assert len(filled.sections) == 4
    assert filled.sections[-1].left_margin == Twips(4000)
    assert [each.text for each in filled.sections[-1].iter_inner_content()] == ["附件"]


def test_a_placeholder_that_ends_a_section_leaves_the_break() -> None:
    """The paragraph that holds a section break stays, without its text."""
    made = letterhead("{{allocare}}", "附件")
    properties = made.paragraphs[0]._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:sectPr {nsdecls("w")}><w:pgSz w:w="9000" w:h="12000"/></w:sectPr>'))
    filled = compose(Chapter("章", ("文",)), template=bytes_of(made))
    assert len(filled.sections) == 2
    assert "allocare" not in "".join(texts(filled))


def test_tables_and_bookmarks_go_on_counting() -> None:
    """Captions of ours continue those of the template before the placeholder; no bookmark id is used twice."""
    made = letterhead("", "{{allocare}}")
    made.paragraphs[0]._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" SEQ 表 \\* ARABIC "/>'))
    made.paragraphs[0]._p.append(parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="41" w:name="own"/>'))
    filled = compose(Chapter("章", (), (sheet(("甲", 1)),)), template=bytes_of(made))
    captions = [each for each in filled.element.iter(qn("w:p")) if "SEQ" in "".join(each.xpath(".//@w:instr"))]
    assert "".join(text.text for text in captions[-1].iter(qn("w:t"))) == "表 2  表"
    marks = [each.get(qn("w:id")) for each in filled.element.iter(qn("w:bookmarkStart"))]
    assert marks == ["41", "42"]


def test_a_document_without_page_settings_is_a4() -> None:
    """A section whose size nobody wrote, or no section at all."""
    made = letterhead("{{allocare}}")
    body = made.element.body
    body.remove(body[-1])
    assert compose(*told(), template=bytes_of(made)).sections[0].page_width == 7560310


def test_the_same_template_gives_the_same_bytes() -> None:
    """With the sample proposal, in both languages."""
    template = bytes_of(letterhead("{{title}}", "{{allocare}}"))
    for lang in ("zh", "en"):
        content = document(sample_dossier(), lang, template)
        assert content == document(sample_dossier(), lang, template)
        assert len(read(content).tables) > 8


def test_a_template_of_ours_can_be_filled_as_well() -> None:
    """The empty document that we write ourselves is an ordinary template."""
    assert texts(compose(*told(), template=base_document("zh")))[-1] == "完"
