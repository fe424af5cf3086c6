"""Word files as packages: a ministry's document is examined before it is opened, and every one is saved alike.

What is written has no time of day in it: the same document gives the same bytes.
"""

from __future__ import annotations

import io
import warnings
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as WordDocument
from lxml import etree

from optimizer.documents.word.text import inert
from optimizer.problems import InputError, Problem

FILE = "template"
MOST_FILES = 2_000
MOST_BYTES = 64 * 1024 * 1024
MOST_XML_BYTES = 24 * 1024 * 1024
"""Unpacked, in all; and of these, as XML."""

MOST_TITLE = 255
"""Characters of a title among the properties of a document."""

EXPECTED = "a Word document (.docx)"
MOMENT = datetime(1980, 1, 1, tzinfo=UTC)
"""When every document was made, as far as its properties say: the earliest time that a zip file can hold."""

_OLD_WORD = b"\xd0\xcf\x11\xe0"
_TYPES = "[Content_Types].xml"
_ENCODINGS = ("ascii", "utf-16-le", "utf-16-be")
_DECLARED = tuple(text.encode(encoding) for text in ("<!DOCTYPE", "<!ENTITY") for encoding in _ENCODINGS)
_STRICT = b"purl.oclc.org/ooxml"
_FAULTS = (
    *(KeyError, IndexError, ValueError, TypeError, AttributeError, AssertionError, RuntimeError, EOFError, OSError),
    *(BadZipFile, zlib.error, etree.XMLSyntaxError, UserWarning),
)
"""What reading a damaged file can end in."""


def open_template(content: bytes) -> WordDocument:
    """The document that somebody wants filled. InputError, with what is wrong with it, if it cannot be.

    Codes: ``template-format`` (no docx at all), ``template-too-large``, ``template-macros`` and ``template-broken``.
    """
    _examine(content)
    try:
        document = Document(io.BytesIO(content))
        _try_out(document)
    except _FAULTS as error:
        raise _refusal("template-broken", f"a document that cannot be read ({_one_line(error)})") from None
    return document


def _try_out(document: WordDocument) -> None:
    """Fail here, with a template of which python-docx would only find out in the end that it cannot be saved."""
    _ = document.styles.element, document.sections, document.core_properties.title
    if document.element.body is None:
        raise ValueError("no text in it")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        document.save(io.BytesIO())


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


def _refusal(code: str, found: str, expected: str = EXPECTED, hint: str | None = None) -> InputError:
    return InputError([Problem(code, FILE, found, expected, hint=hint)])


def _examine(content: bytes) -> None:
    if content.startswith(_OLD_WORD):
        hint = "in Word: Save As, Word Document (.docx), without a password"
        raise _refusal("template-format", "an old or a password-protected Office file", hint=hint)
    try:
        with ZipFile(io.BytesIO(content)) as package:
            _examine_size(package)
            _examine_kind(package)
            for found in _declarations(package):
                raise _refusal("template-broken", found, "XML without DTDs and entities")
    except _FAULTS as error:
        found = f"a file of another kind, or a damaged one ({_one_line(error)})"
        raise _refusal("template-format", found) from None


def _examine_size(package: ZipFile) -> None:
    listed = package.infolist()
    if len(listed) > MOST_FILES:
        raise _refusal("template-too-large", f"{len(listed):,} files in it", f"at most {MOST_FILES:,}")
    for most, sizes in (
        (MOST_BYTES, [each.file_size for each in listed]),
        (MOST_XML_BYTES, [each.file_size for each in listed if _is_xml(each.filename)]),
    ):
        if sum(sizes) > most:
            raise _refusal("template-too-large", f"{sum(sizes):,} bytes when unpacked", f"at most {most:,}")


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def _examine_kind(package: ZipFile) -> None:
    names = package.namelist()
    if _TYPES not in names or "_rels/.rels" not in names:
        raise _refusal("template-format", "a zip file that is no Office document")
    types = package.read(_TYPES)
    if b"macroEnabled" in types or any("vbaproject" in name.lower() for name in names):
        hint = "in Word: Save As, Word Document (.docx), which leaves the macros out"
        raise _refusal("template-macros", "a document with macros", "one without", hint)
    if b"wordprocessingml.template.main" in types:
        hint = "in Word: Save As, Word Document (.docx)"
        raise _refusal("template-format", "a document template (.dotx)", hint=hint)
    if b"wordprocessingml.document.main" not in types:
        raise _refusal("template-format", "an Office file that is no Word document")
    if _STRICT in package.read("_rels/.rels"):
        hint = "in Word: Save As, Word Document (.docx), not Strict Open XML"
        raise _refusal("template-format", "a Strict Open XML document", hint=hint)


def _declarations(package: ZipFile) -> Iterator[str]:
    for name in package.namelist():
        if _is_xml(name):
            text = package.read(name)
            if any(mark in text for mark in _DECLARED):
                yield f"a document type or an entity declared in {name}"


def saved(document: WordDocument, title: str, lang_tag: str) -> bytes:
    """The bytes of a document under this title: same document, same bytes."""
    properties = document.core_properties
    properties.title = inert(title)[:MOST_TITLE]
    properties.language = lang_tag
    properties.created = properties.modified = MOMENT
    properties.last_modified_by = "allocare"
    properties.revision = 1
    buffer = io.BytesIO()
    document.save(buffer)
    return _timeless(buffer.getvalue())


def _timeless(content: bytes) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as package, ZipFile(buffer, "w") as made:
        for name in package.namelist():
            entry = ZipInfo(name, MOMENT.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o600 << 16
            made.writestr(entry, package.read(name))
    return buffer.getvalue()
