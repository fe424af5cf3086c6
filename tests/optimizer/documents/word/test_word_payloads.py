"""Whatever stands in somebody's data is text in a Word document: no markup, no field, no control character."""

from __future__ import annotations

import re

import pytest
from docx.oxml.ns import qn

from optimizer.documents.sheet import Field, Sheet
from optimizer.documents.word.document import document, written
from optimizer.documents.word.flow import Chapter
from optimizer.documents.word.text import MOST_CHARACTERS, inert
from tests.optimizer.documents.word.samples import VALUES, body_cells, read, sample_dossier, xml_of

PAYLOADS = {
    "element": "<w:p><w:r><w:t>x</w:t></w:r></w:p>",
    "closing": "</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p>",
    "cdata": "]]><![CDATA[<w:br/>]]>",
    "comment": "--><!-- x --><?php echo 1 ?>",
    "entity": "&lt;&amp;&#x3C;&xxe;",
    "doctype": '<!DOCTYPE x [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>',
    "quotes": "\"' w:val=\"x\" onload='y'",
    "dde field": '{ DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc" }',
    "dde": "DDEAUTO excel Sheet1",
    "merge field": "{ MERGEFIELD name }",
    "include": '{ INCLUDETEXT "file:///etc/passwd" }',
    "picture": '{ INCLUDEPICTURE "http://example.org/x.png" \\d }',
    "hyperlink": '{ HYPERLINK "http://example.org" }',
    "address": "http://example.org/?a=1&b=2",
    "share": "\\\\example.org\\share\\x.docx",
    "switch": "\\* MERGEFORMAT",
    "nul": "a\x00b",
    "controls": "".join(map(chr, range(1, 32))),
    "c1": "a\x85\x9bb",
    "escape": "\x1b[31m\x07",
    "no characters": "a\ufffe\uffff\U0001ffffb",
    "lone surrogate": "a\ud800b\udfff",
    "override": "\u202egnp.exe\u202c",
    "isolate": "\u2066a\u2069\u200fb\u061c",
    "mark": "\ufeffa",
    "breaks": "a\r\nb\nc\rd\te",
    "separators": "a\u2028b\u2029c",
    "formula": '=HYPERLINK("http://example.org","x")',
    "template": "{{title}} {{allocare}} {0.__class__} %s",
    "percent": "%n%s%x",
    "long": "长" * 20_000,
    "long word": "x" * 20_000,
    "blanks": "  a  b  ",
    "emoji": "👩‍⚕️🏥",
    "combining": "e" + "\u0301" * 500,
    "rare": "𠮷野家",
}
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def as_shown(text: str) -> str:
    """What python-docx reads of an inert text: every kind of line break is a line feed."""
    return re.sub(r"\r\n|\r", "\n", inert(text))


def squeezed(text: str) -> str:
    """A text without blanks and line breaks: titles of columns are folded."""
    return "".join(text.split())


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_a_payload_is_text_wherever_it_stands(payload: str) -> None:
    """In title, heading, paragraph, caption, header, cell and note the characters are read again as they were."""
    table = Sheet("t", payload, (Field("a", payload),), ((payload,), (payload,)), ("group", ""), (payload,))
    chapters = [Chapter(payload, (payload,), (table,), (payload,))]
    content = written({**VALUES, "title": payload, "policy": payload}, chapters, "zh", payload)
    again = read(content)
    expected = as_shown(payload)
    assert body_cells(again.tables[0]) == [[expected], [expected]]
    assert [each.text for each in again.paragraphs].count(expected) == 4
    title = squeezed(again.tables[0].rows[0].cells[0].text)
    assert title
    assert squeezed(expected).startswith(title.rstrip("…"))
    assert not FORBIDDEN.search(xml_of(content))
    assert {each.get(qn("w:instr")).split()[0] for each in again.element.iter(qn("w:fldSimple"))} == {"SEQ"}
    assert [each.text.split()[0] for each in again.element.iter(qn("w:instrText"))] == ["TOC"]
    assert "TargetMode" not in xml_of(content, "word/_rels/document.xml.rels")


@pytest.mark.parametrize("payload", ["<w:p>", "{ DDEAUTO x }", "\u202e县", "a\x00\x1b[0m", "]]>&"])
def test_a_payload_as_a_county_is_text_in_the_whole_document(payload: str) -> None:
    """The name of a county in every chapter that names it, with what XML forbids replaced by U+FFFD."""
    content = document(sample_dossier(payload), "zh")
    shown = inert(payload)
    assert any(shown in cell for table in read(content).tables for row in body_cells(table) for cell in row)
    assert not FORBIDDEN.search(xml_of(content))


def test_what_is_replaced_can_be_seen() -> None:
    """A character that may not stand there leaves a mark in its place, and a cut text ends with dots."""
    assert inert("a\x00b\u202ec") == "a\ufffdb\ufffdc"
    assert inert("x" * (MOST_CHARACTERS + 1)) == "x" * MOST_CHARACTERS + "…"
    assert inert("x" * MOST_CHARACTERS) == "x" * MOST_CHARACTERS
