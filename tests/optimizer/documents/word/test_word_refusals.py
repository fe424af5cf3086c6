"""Templates that cannot be filled: each is refused with a stable code, what was found and what was expected."""

from __future__ import annotations

import io
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx.oxml.ns import nsdecls

from optimizer.documents.word import package
from optimizer.documents.word.base import base_document
from optimizer.documents.word.document import written
from optimizer.problems import InputError, Problem
from tests.optimizer.documents.word.samples import VALUES, changed, told, xml_of


def problem(content: bytes) -> Problem:
    """Why a template is refused."""
    with pytest.raises(InputError) as refused:
        written(VALUES, told(), "zh", "CNY", content)
    (found,) = refused.value.problems
    return found


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip file."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return buffer.getvalue()


BASE = base_document("zh")
TYPES = xml_of(BASE, "[Content_Types].xml")
RELATIONS = xml_of(BASE, "_rels/.rels")
MAIN = "wordprocessingml.document.main+xml"


def as_kind(kind: str) -> bytes:
    """Our empty document, declared as another kind of Office file."""
    return changed(BASE, {"[Content_Types].xml": TYPES.replace(MAIN, kind).encode()})


def with_part(name: str, content: bytes | None) -> bytes:
    """Our empty document with another content of one of its files."""
    return changed(BASE, {name: content})


def with_document(text: str) -> bytes:
    """Our empty document with this text in place of its placeholder."""
    return with_part("word/document.xml", xml_of(BASE).replace("{{allocare}}", text).encode())


REFUSED = {
    "nothing": ("template-format", b""),
    "text": ("template-format", "请示".encode()),
    "pdf": ("template-format", b"%PDF-1.7\n"),
    "old word": ("template-format", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    "zip": ("template-format", zipped({"a.txt": b"a"})),
    "half": ("template-format", BASE[: len(BASE) // 2]),
    "workbook": ("template-format", as_kind("spreadsheetml.sheet.main+xml")),
    "dotx": ("template-format", as_kind("wordprocessingml.template.main+xml")),
    "strict": (
        "template-format",
        with_part("_rels/.rels", RELATIONS.replace("schemas.openxmlformats.org", "purl.oclc.org/ooxml").encode()),
    ),
    "docm": ("template-macros", as_kind("document.macroEnabled.main+xml")),
    "macros": ("template-macros", with_part("word/vbaProject.bin", b"x")),
    "no document": ("template-broken", with_part("word/document.xml", None)),
    "broken xml": ("template-broken", with_part("word/document.xml", b"<w:document>")),
    "broken styles": ("template-broken", with_part("word/styles.xml", b"no xml")),
    "no body": ("template-broken", with_part("word/document.xml", f"<w:document {nsdecls('w')}/>".encode())),
    "entities": (
        "template-broken",
        with_part("word/styles.xml", b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'),
    ),
    "entities in utf-16": (
        "template-broken",
        with_part("word/styles.xml", '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16")),
    ),
    "twice": ("template-placeholder", with_document("{{allocare}}</w:t></w:r></w:p><w:p><w:r><w:t>{{allocare}}")),
    "beside text": ("template-placeholder", with_document("见 {{allocare}}")),
    "in a table": (
        "template-placeholder",
        with_document("</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>{{allocare}}</w:t></w:r></w:p></w:tc></w:tr>"
                      "</w:tbl><w:p><w:r><w:t>"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("code", "template"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_filled_is_refused(code: str, template: bytes) -> None:
    """With a stable code, what was found and what was expected; never with a traceback."""
    found = problem(template)
    assert (found.code, found.file) == (code, "template")
    assert found.found
    assert found.expected


@pytest.mark.parametrize(
    ("limit", "files"),
    [
        ("MOST_BYTES", {"word/media/image1.bmp": b"\0" * 100_001}),
        ("MOST_XML_BYTES", {"word/comments.xml": b" " * 100_001}),
        ("MOST_FILES", {f"word/media/{number}": b"" for number in range(100)}),
    ],
)
def test_a_bomb_is_refused_before_it_is_unpacked(
    limit: str, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its directory is enough to see that it is too large: nothing of it is read."""
    bomb = zipped({"[Content_Types].xml": b"", **files})
    monkeypatch.setattr(package, limit, min(getattr(package, limit), 100_000 if "BYTES" in limit else 100))
    monkeypatch.setattr(ZipFile, "open", lambda *_: pytest.fail("something was unpacked"))
    assert problem(bomb).code == "template-too-large"
