"""Text as WordprocessingML: whatever stands in the data becomes inert characters, never markup, field or control.

Everything here returns XML as text, with the prefix ``w`` for the namespace of Word; :func:`elements` parses it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape

from lxml import etree

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DECLARATIONS = f'xmlns:w="{NAMESPACE}" xmlns:r="{RELATIONS}"'

MOST_CHARACTERS = 5_000
"""A longer text is cut there, and ends with three dots."""

REPLACEMENT = "\ufffd"
CUT = "…"

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff]"
    "|[" + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17)) + "]"
)
"""What XML forbids, other controls, marks that turn the direction of reading, and characters that are none."""

_BREAKS = re.compile(r"(\t|\r\n|\r|\n)")


def tag(name: str) -> str:
    """The name of an element or attribute of Word with its namespace, as lxml writes it."""
    return f"{{{NAMESPACE}}}{name}"


def inert(text: str) -> str:
    """A text without anything unseen: each such character is replaced by U+FFFD, and very long texts are cut."""
    shown = _UNSEEN.sub(REPLACEMENT, text)
    return shown if len(shown) <= MOST_CHARACTERS else shown[:MOST_CHARACTERS] + CUT


def quoted(text: str) -> str:
    """A text as the value of an attribute between double quotes."""
    return escape(inert(text), {'"': "&quot;", "\n": " ", "\r": " ", "\t": " "})


def run(text: str, properties: str = "") -> str:
    """A run of text; tabs and line breaks in it stay tabs and line breaks."""
    if not text:
        return ""
    made = "".join(_piece(part) for part in _BREAKS.split(inert(text)) if part)
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{made}</w:r>"


def _piece(part: str) -> str:
    if part == "\t":
        return "<w:tab/>"
    return "<w:br/>" if part in ("\n", "\r", "\r\n") else f'<w:t xml:space="preserve">{escape(part)}</w:t>'


def paragraph(content: str, style: str, properties: str = "") -> str:
    """A paragraph of runs in the style with that id; ``properties`` are further ones, in the order of the schema."""
    return f'<w:p><w:pPr><w:pStyle w:val="{quoted(style)}"/>{properties}</w:pPr>{content}</w:p>'


def field(instruction: str, result: str) -> str:
    """A field that Word computes anew, and what it shows until then."""
    return f'<w:fldSimple w:instr=" {quoted(instruction)} ">{run(result)}</w:fldSimple>'


def elements(xml: str) -> Sequence[etree._Element]:
    """The elements of some XML text that uses the prefixes ``w`` and ``r``."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return list(etree.fromstring(f"<all {DECLARATIONS}>{xml}</all>".encode(), parser))
