"""Dossiers, chapters and templates for tests of Word documents, and reading what was written with python-docx."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import docx
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from optimizer.documents.dossier import Dossier, dossier
from optimizer.documents.sheet import Field, Kind, Sheet
from optimizer.documents.word.document import written
from optimizer.documents.word.flow import Chapter
from tests.optimizer.reporting import samples

VALUES: Mapping[str, str] = {
    "title": "方案",
    "region": "某市",
    "policy": "规划",
    "years": "2020–2025",
    "status": "最优",
    "run": "0123456789ab",
}


@cache
def sample_dossier(name_of_a: str = "甲县") -> Dossier:
    """The sample plan of two counties as a finished solve."""
    with TemporaryDirectory() as folder:
        return dossier(samples.proposal(samples.verified(Path(folder), samples.sample_region(name_of_a))))


def sheet(*rows: tuple[str, int], title: str = "表", columns: int = 1, **more: tuple[str, ...]) -> Sheet:
    """A table of a name and a number, which stands in that many columns."""
    fields = tuple(Field(f"n{place}", f"数{place}", Kind.UNITS) for place in range(columns))
    cells = tuple((name, *([number] * columns)) for name, number in rows)
    return Sheet("sample", title, (Field("name", "名称"), *fields), cells, **more)


WIDE = sheet(*[(f"第{number}行", 10**9 + number) for number in range(30)], title="宽表", columns=14)
"""Too wide for an upright page."""


def told(*texts: str, last: str = "末") -> list[Chapter]:
    """A first chapter, one with a wide table, and a last one."""
    return [Chapter("首", texts or ("文",)), Chapter("中", (), (WIDE,)), Chapter(last, ("完",))]


def compose(*chapters: Chapter, template: bytes | None = None, lang: str = "zh") -> WordDocument:
    """The chapters as a Word document, read again."""
    return read(written(VALUES, chapters, lang, "CNY", template))


def read(content: bytes) -> WordDocument:
    """A document as python-docx sees it."""
    return docx.Document(io.BytesIO(content))


def blocks(document: WordDocument) -> Iterator[Paragraph | Table]:
    """Paragraphs and tables in their order."""
    yield from document.iter_inner_content()


def body_cells(table: Table) -> list[list[str]]:
    """The cells under the header rows, a spanning one once."""
    rows = [row for row in table._tbl.tr_lst if not row.xpath("./w:trPr/w:tblHeader")]
    return [["".join(_text(each) for each in cell.iterchildren(qn("w:p"))) for cell in row.tc_lst] for row in rows]


def _text(paragraph: object) -> str:
    return Paragraph(paragraph, None).text  # type: ignore[arg-type]


def xml_of(content: bytes, part: str = "word/document.xml") -> str:
    """The text of one part of a document."""
    with ZipFile(io.BytesIO(content)) as package:
        return package.read(part).decode()


def bytes_of(document: WordDocument) -> bytes:
    """A document made with python-docx as a file."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def changed(content: bytes, files: Mapping[str, bytes | None]) -> bytes:
    """A package with some files put in, replaced, or left out (None)."""
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(buffer, "w") as new:
        for name in dict.fromkeys([*old.namelist(), *files]):
            kept = files[name] if name in files else old.read(name)
            if kept is not None:
                new.writestr(name, kept)
    return buffer.getvalue()
