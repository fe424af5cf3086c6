"""Which style of a Word document each part of a proposal uses; what a ministry's document lacks is added to it.

A style is found by its name, as Word does: the ids of built-in styles differ from one language of Word to another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from optimizer.documents.word.looks import STYLES, style_xml
from optimizer.documents.word.text import elements, tag

OTHER_NAMES: Mapping[str, tuple[str, ...]] = {"body": ("Normal",), "table": ("Allocare Table", "Table Grid")}
"""What of a ministry's document is used instead of the name that we give a style: the first that is there."""

OWN_ONLY = ("header", "footer")
"""Styles that a ministry's document does not need, since it brings its own headers and footers."""


@dataclass(frozen=True)
class StyleBook:
    """The ids of the styles that a proposal uses in one document; ``numbered`` are headings that number themselves."""

    ids: Mapping[str, str]
    numbered: frozenset[str] = frozenset()

    def __getitem__(self, key: str) -> str:
        return self.ids[key]


def own_styles() -> StyleBook:
    """The styles of our own document, which are all made."""
    return StyleBook({key: style.name.title().replace(" ", "") for key, style in STYLES.items()})


def styles_of(root: etree._Element, lang: str) -> StyleBook:
    """The styles of a ministry's document; what it lacks is made and added to ``root``, its ``w:styles``."""
    there = _ids_by_name(root)
    ids: dict[str, str] = {}
    missing: list[str] = []
    for key, style in STYLES.items():
        if key in OWN_ONLY:
            continue
        names = OTHER_NAMES.get(key, (style.name,))
        found = next((there[style.kind, name.lower()] for name in names if (style.kind, name.lower()) in there), None)
        if found is None and key == "body":
            found = ids["normal"]
        if found is None:
            missing.append(key)
            found = _free_id(style.name, {*there.values(), *ids.values()})
        ids[key] = found
    root.extend(elements("".join(style_xml(key, ids, lang) for key in missing)))
    return StyleBook(ids, frozenset(_numbered(root, ids)))


def _ids_by_name(root: etree._Element) -> dict[tuple[str, str], str]:
    """(kind, name in small letters) → id."""
    found: dict[tuple[str, str], str] = {}
    for style in root.iter(tag("style")):
        name, style_id = style.find(tag("name")), style.get(tag("styleId"))
        if name is not None and style_id:
            kind = style.get(tag("type")) or "paragraph"
            found.setdefault((kind, (name.get(tag("val")) or "").lower()), style_id)
    return found


def _free_id(name: str, taken: set[str]) -> str:
    wanted = name.title().replace(" ", "")
    return next(each for each in _candidates(wanted) if each not in taken)


def _candidates(wanted: str) -> Iterator[str]:
    yield wanted
    number = 2
    while True:
        yield f"{wanted}{number}"
        number += 1


def _numbered(root: etree._Element, ids: Mapping[str, str]) -> Iterator[str]:
    """The headings that Word numbers, by their own style or one that it is based on."""
    styles = {style.get(tag("styleId")): style for style in root.iter(tag("style"))}
    for key in ("heading1", "heading2", "heading3"):
        style, seen = styles.get(ids[key]), 0
        while style is not None and seen < len(styles):
            number = style.find(f"{tag('pPr')}/{tag('numPr')}/{tag('numId')}")
            if number is not None:
                if number.get(tag("val")) != "0":
                    yield key
                break
            base = style.find(tag("basedOn"))
            style, seen = None if base is None else styles.get(base.get(tag("val"))), seen + 1
