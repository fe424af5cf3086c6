"""The proposal as a Word document in the shape of a plan, or put into a ministry's own document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from docx.document import Document as WordDocument
from lxml import etree

from optimizer.documents.dossier import Dossier
from optimizer.documents.word.base import TAGS, base_document
from optimizer.documents.word.chapters import chapters, front
from optimizer.documents.word.flow import Chapter, Flow, Numbers
from optimizer.documents.word.package import open_template, saved
from optimizer.documents.word.placeholders import fill, find_place
from optimizer.documents.word.sections import Part, page_of, put, section_of
from optimizer.documents.word.styles import own_styles, styles_of
from optimizer.documents.word.text import paragraph, run, tag
from optimizer.reporting.words import say


def document(dossier: Dossier, lang: str, template: bytes | None = None) -> bytes:
    """The proposal as a ``.docx``, the same bytes for the same dossier.

    ``template`` is a document of one's own: its styles, page, headers and footers are kept. The proposal replaces its
    paragraph ``{{allocare}}``, or comes at its end; ``{{title}}``, ``{{region}}``, ``{{policy}}``, ``{{years}}``,
    ``{{status}}`` and ``{{run}}`` are filled in wherever they stand, and a document that has ``{{title}}`` gets no
    title of ours. Raises InputError (codes ``template-…``) for one that cannot be used.
    """
    return written(front(dossier, lang), chapters(dossier, lang), lang, dossier.instance.currency, template)


def written(
    values: Mapping[str, str], told: Sequence[Chapter], lang: str, currency: str, template: bytes | None = None
) -> bytes:
    """Chapters as a ``.docx``; ``values`` are the texts of the placeholders, which the title is made from."""
    own = template is None
    document = open_template(base_document(lang) if template is None else template)
    styles = own_styles() if own else styles_of(document.styles.element, lang)
    place = find_place(document)
    section = section_of(place)
    filled = fill(document, values)
    flow = Flow(styles, page_of(section), lang, currency, _numbers(document, place, lang))
    parts = list(flow.chapters(told, new_page=own))
    opening = "" if "title" in filled else _title(values, flow, lang)
    if own or not _has_contents(document):
        opening += flow.contents()
    put(place, section, [Part(opening), *parts] if opening else parts)
    return saved(document, values["title"], TAGS[lang])


_LINES = ("policy", "status", "run")
"""Placeholders that are lines under our own title."""


def _title(values: Mapping[str, str], flow: Flow, lang: str) -> str:
    lines = [say(f"word_{key}", lang, **{key: values[key]}) for key in _LINES if values[key]]
    under = "".join(paragraph(run(line), flow.styles["subtitle"]) for line in lines)
    return paragraph(run(values["title"]), flow.styles["title"]) + under


def _has_contents(document: WordDocument) -> bool:
    """Whether a document brings its own list of contents."""
    fields = [element.text or "" for element in document.element.iter(tag("instrText"))]
    fields += [element.get(tag("instr")) or "" for element in document.element.iter(tag("fldSimple"))]
    return any(re.match(r"\s*TOC\b", each) for each in fields)


def _numbers(document: WordDocument, place: etree._Element, lang: str) -> Numbers:
    """Bookmarks go on after the document's own, tables after those that are numbered before the place."""
    used = [_whole(each.get(tag("id"))) for each in document.element.iter(tag("bookmarkStart"))]
    sequence = re.compile(rf"\s*SEQ\s+{say('word_table', lang)}\b")
    before = 0
    for element in document.element.iter(place.tag, tag("instrText"), tag("fldSimple")):
        if element is place:
            break
        before += bool(sequence.match(element.text or element.get(tag("instr")) or ""))
    return Numbers(max(used, default=0) + 1, before + 1)


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0
