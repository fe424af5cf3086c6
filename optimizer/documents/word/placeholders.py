"""The placeholders of a Word document: texts are filled in, and one paragraph says where the proposal goes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from docx.document import Document as WordDocument
from docx.parts.hdrftr import FooterPart, HeaderPart
from lxml import etree

from optimizer.documents.word.base import CONTENT
from optimizer.documents.word.package import FILE
from optimizer.documents.word.text import inert, tag
from optimizer.problems import InputError, Problem

_PLACEHOLDER = re.compile(r"\{\{\s*([a-z]+)\s*\}\}")
_TEXT, _PARAGRAPH, _SECTION = tag("t"), tag("p"), tag("sectPr")


def fill(document: WordDocument, values: Mapping[str, str]) -> frozenset[str]:
    """Replace each placeholder of ``values`` in text, headers and footers; the names of those that the text has."""
    parts = document.part.package.iter_parts() if document.part.package else []
    for part in parts:
        if isinstance(part, HeaderPart | FooterPart):
            _fill_all(part.element, values)
    return frozenset(_fill_all(document.element, values))


def _fill_all(root: etree._Element, values: Mapping[str, str]) -> set[str]:
    return {name for paragraph in root.iter(_PARAGRAPH) for name in _fill_paragraph(paragraph, values)}


def _texts(paragraph: etree._Element) -> list[etree._Element]:
    """The texts of a paragraph, without those of paragraphs inside it (text boxes)."""
    return [text for text in paragraph.iter(_TEXT) if next(text.iterancestors(_PARAGRAPH)) is paragraph]


def _fill_paragraph(paragraph: etree._Element, values: Mapping[str, str]) -> set[str]:
    texts = _texts(paragraph)
    whole = "".join(text.text or "" for text in texts)
    matches = [match for match in _PLACEHOLDER.finditer(whole) if match[1] in values]
    for match in reversed(matches):
        _replace(texts, match.start(), match.end(), inert(values[match[1]]))
    return {match[1] for match in matches}


def _replace(texts: Sequence[etree._Element], start: int, end: int, value: str) -> None:
    """Put a value in place of some characters, which Word may have spread over several runs."""
    place = 0
    for text in texts:
        old = text.text or ""
        begin, stop = max(start - place, 0), min(end - place, len(old))
        if begin < stop:
            text.text = old[:begin] + value + old[stop:]
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            value = ""
        place += len(old)


def find_place(document: WordDocument) -> etree._Element:
    """The paragraph that the proposal replaces: ``{{allocare}}``, else a new one at the end of the document.

    InputError ``template-placeholder`` if it stands more than once, beside other text, or in a table or a text box.
    """
    body: etree._Element = document.element.body
    found = [each for each in body.iter(_PARAGRAPH) if CONTENT in re.sub(r"\s", "", _joined(each))]
    if not found:
        return _at_the_end(body)
    if len(found) > 1:
        raise _misplaced(f"{CONTENT} {len(found)} times", "it once")
    if re.sub(r"\s", "", _joined(found[0])) != CONTENT:
        raise _misplaced(f"{CONTENT} beside other text", "a paragraph of its own")
    if found[0].getparent() is not body:
        raise _misplaced(f"{CONTENT} in a table, a text box or a field", "a paragraph of the text itself")
    return found[0]


def _joined(paragraph: etree._Element) -> str:
    return "".join(text.text or "" for text in _texts(paragraph))


def _misplaced(found: str, expected: str) -> InputError:
    return InputError([Problem("template-placeholder", FILE, found, expected)])


def _at_the_end(body: etree._Element) -> etree._Element:
    """A new paragraph at the end, or the only and empty one of a document that is nothing but a letterhead."""
    inside = [each for each in body if each.tag != _SECTION]
    if len(inside) == 1 and inside[0].tag == _PARAGRAPH and inside[0].find(f".//{tag('r')}") is None:
        return inside[0]
    place = etree.Element(_PARAGRAPH)
    if len(body) and body[-1].tag == _SECTION:
        body[-1].addprevious(place)
    else:
        body.append(place)
    return place
