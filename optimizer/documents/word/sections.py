"""The pages of a Word document: how much room they have, and how chapters with wide tables get pages that lie down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from optimizer.documents.word.base import PAGE
from optimizer.documents.word.text import elements, tag

_PARAGRAPH, _PROPERTIES, _SECTION = tag("p"), tag("pPr"), tag("sectPr")


@dataclass(frozen=True)
class Page:
    """The room for text between the margins, in twentieths of a point: across the page as it is, and lying down."""

    across: int
    lying: int


@dataclass(frozen=True)
class Part:
    """Some of a proposal, as XML, and whether its pages lie down."""

    xml: str
    lying: bool = False


def section_of(place: etree._Element) -> etree._Element:
    """The properties of the section that a paragraph of the body lies in; made as A4 if the document has none."""
    for each in (place, *place.itersiblings()):
        section = each if each.tag == _SECTION else each.find(f"{_PROPERTIES}/{_SECTION}")
        if section is not None:
            return _with_page(section)
    body = place.getparent()
    assert body is not None
    (made,) = elements(f"<w:sectPr>{PAGE}</w:sectPr>")
    body.append(made)
    return made


def _with_page(section: etree._Element) -> etree._Element:
    """A section whose size and margins are written; A4 stands in for what is not."""
    (standard,) = elements(f"<w:sectPr>{PAGE}</w:sectPr>")
    for made in reversed(list(standard)):
        if section.find(made.tag) is None:
            last = [each for each in section if etree.QName(each).localname in _BEFORE_PAGE]
            if last:
                last[-1].addnext(made)
            else:
                section.insert(0, made)
    return section


_BEFORE_PAGE = ("headerReference", "footerReference", "footnotePr", "endnotePr", "type")


def page_of(section: etree._Element) -> Page:
    """The room that a section leaves for text."""
    size, margin = section.find(tag("pgSz")), section.find(tag("pgMar"))
    assert size is not None
    assert margin is not None
    width, height = _length(size, "w", 11906), _length(size, "h", 16838)
    side, upright = (
        [_length(margin, name, 1440) for name in names] for names in (("left", "right", "gutter"), ("top", "bottom"))
    )
    across = max(width - sum(side[:2]), 2000)
    return Page(across, max(max(width, height) - sum(upright), across) if width < height else across)


def _length(element: etree._Element, name: str, otherwise: int) -> int:
    try:
        return abs(int(float(element.get(tag(name)) or otherwise)))
    except (ValueError, OverflowError):
        return otherwise


def put(place: etree._Element, section: etree._Element, parts: Iterable[Part]) -> None:
    """Put the parts in the place, which goes unless it ends a section. The last part must stand upright.

    Upright and lying parts are sections of their own, with the headers and footers of the one they are put in.
    """
    groups = list(_grouped(parts))
    for number, group in enumerate(groups[:-1]):
        made = list(elements(group.xml))
        _end_section(made, _copy(section, first=number == 0, lying=group.lying))
        _insert(place, made)
    if len(groups) > 1:
        _continue(section)
    made = list(elements(groups[-1].xml)) if groups else []
    if made and made[-1].tag == tag("tbl"):
        made.extend(elements(_TINY))
    _insert(place, made)
    if place.find(f"{_PROPERTIES}/{_SECTION}") is None:
        _remove(place)
    else:
        for run in [each for each in place if each.tag != _PROPERTIES]:
            place.remove(run)


def _grouped(parts: Iterable[Part]) -> Iterator[Part]:
    waiting: list[Part] = []
    for part in parts:
        if waiting and waiting[-1].lying != part.lying:
            yield Part("".join(each.xml for each in waiting), waiting[-1].lying)
            waiting = []
        waiting.append(part)
    if waiting:
        yield Part("".join(each.xml for each in waiting), waiting[-1].lying)


def _insert(place: etree._Element, made: Iterable[etree._Element]) -> None:
    for element in made:
        place.addprevious(element)


def _remove(place: etree._Element) -> None:
    parent = place.getparent()
    if parent is not None:
        parent.remove(place)


_TINY = (
    '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    '<w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'
)
"""A paragraph that nobody sees, where Word needs one after a table."""


def _end_section(made: list[etree._Element], section: etree._Element) -> None:
    """Let the last paragraph end the section, or one that is added after a table."""
    if made[-1].tag != _PARAGRAPH:
        made.extend(elements(_TINY))
    properties = made[-1].find(_PROPERTIES)
    if properties is None:
        properties = etree.Element(_PROPERTIES)
        made[-1].insert(0, properties)
    properties.append(section)


def _copy(section: etree._Element, *, first: bool, lying: bool) -> etree._Element:
    copied = deepcopy(section)
    if not first:
        _continue(copied)
    if lying:
        _lay(copied)
    return copied


def _continue(section: etree._Element) -> None:
    """Let a section go on from the one before it, on a new page, with neither a first page nor numbers of its own."""
    for name in ("type", "titlePg"):
        for each in section.findall(tag(name)):
            section.remove(each)
    for numbers in section.findall(tag("pgNumType")):
        numbers.attrib.pop(tag("start"), "")


def _lay(section: etree._Element) -> None:
    """Turn the page of a section on its side, margins and all, unless it lies already."""
    size, margin = section.find(tag("pgSz")), section.find(tag("pgMar"))
    assert size is not None
    assert margin is not None
    width, height = _length(size, "w", 11906), _length(size, "h", 16838)
    if width >= height:
        return
    size.set(tag("w"), str(height))
    size.set(tag("h"), str(width))
    size.set(tag("orient"), "landscape")
    old = {name: str(_length(margin, name, 1440)) for name in ("top", "right", "bottom", "left")}
    for name, former in (("top", "left"), ("right", "top"), ("bottom", "right"), ("left", "bottom")):
        margin.set(tag(name), old[former])
