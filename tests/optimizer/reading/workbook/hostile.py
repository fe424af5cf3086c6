"""Workbooks that would harm whoever opens them, or are none: each with the code it is refused with.

Run as a program, it reads every one of them within a bound on the memory of the process.
"""

from __future__ import annotations

import struct
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from optimizer.problems import InputError
from optimizer.reading.workbook.instance import read_workbook
from tests.optimizer.reading.workbook.files import (
    HEAD,
    OFFICE,
    STRICT,
    TRANSITIONAL,
    Package,
    rows_xml,
    sheet_xml,
    strings_xml,
    zipped,
)

MEGABYTE = 2**20
ROOM = 100 * MEGABYTE
"""Memory that reading one of them may take."""

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
CELL = '<c r="A1"><v>1</v></c>'
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
ENTITY = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def areas(data: str, before: str = "", after: str = "") -> Package:
    """A package with this inside of its sheet ``areas``."""
    package = Package()
    package.sheets["areas"] = sheet_xml(data, before, after)
    return package


def with_doctype(part: str, doctype: str) -> bytes:
    """A package with a document type in one of its parts."""
    package = Package(strings=strings_xml(["<t>x</t>"]))
    text = package.files()[part].decode()
    return Package(strings=package.strings, parts={part: text.replace("?>", f"?>{doctype}", 1)}).bytes()


def with_part(name: str, part: bytes | str = b"x") -> bytes:
    """A package with one more part."""
    return Package(parts={name: part}).bytes()


def forged(data: bytes, place: int, field: bytes) -> bytes:
    """An archive with another value in every entry of its directory."""
    start = data.find(b"PK\x01\x02")
    changed = bytearray(data)
    while start >= 0:
        changed[start + place : start + place + len(field)] = field
        start = data.find(b"PK\x01\x02", start + 4)
    return bytes(changed)


def noisy(count: int) -> str:
    """Rows that do not pack well."""
    return "".join(f'<row r="{number}" x="{number * 7919 % 1000003}"/>' for number in range(1, count + 1))


def twice() -> bytes:
    """An archive with the same sheet twice."""
    parts = list(Package().files().items())
    return zipped([*parts, ("XL/workbook.xml", parts[2][1])])


def wide() -> Package:
    """A header with a name in every column, and rows far apart."""
    header = rows_xml([[f"x{number}" for number in range(16_384)]])
    return areas(header + "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(2, 60_000)))


HOSTILE: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "nothing": ("workbook-format", lambda: b""),
    "text": ("workbook-format", "区域,名称\n1,2\n".encode),
    "web page": ("workbook-format", lambda: b"<html><table><tr><td>1</td></tr></table></html>"),
    "old format": ("workbook-format", lambda: OLE + b"\0" * 2000),
    "password": ("workbook-encrypted", lambda: OLE + b"\0" * 2000 + "EncryptedPackage".encode("utf-16-le")),
    "encrypted part": ("workbook-encrypted", lambda: forged(Package().bytes(), 8, b"\x01\x00")),
    "cut off": ("workbook-damaged", lambda: Package().bytes()[:-200]),
    "scrambled": ("workbook-damaged", lambda: b"PK\x03\x04" + bytes(range(256)) * 40),
    "packed with bzip2": ("workbook-damaged", lambda: Package().bytes(zipfile.ZIP_BZIP2)),
    "packed with lzma": ("workbook-damaged", lambda: Package().bytes(zipfile.ZIP_LZMA)),
    "bomb": ("workbook-size", lambda: areas(" " * 40 * MEGABYTE).bytes()),
    "bomb of many parts": ("workbook-size", lambda: forged(Package().bytes(), 24, struct.pack("<I", 2**29))),
    "bomb beside": ("workbook-size", lambda: with_part("xl/media/image1.png", b"\0" * 40 * MEGABYTE)),
    "size that lies": ("workbook-damaged", lambda: forged(Package().bytes(), 24, struct.pack("<I", 100))),
    "thousands of parts": ("workbook-size", lambda: zipped((f"p{n}", b"") for n in range(3000))),
    "the same part twice": ("workbook-damaged", twice),
    "billion laughs": ("workbook-doctype", lambda: with_doctype("xl/worksheets/sheet2.xml", LAUGHS)),
    "entity from a file": ("workbook-doctype", lambda: with_doctype("xl/workbook.xml", ENTITY)),
    "doctype in texts": ("workbook-doctype", lambda: with_doctype("xl/sharedStrings.xml", "<!DOCTYPE sst>")),
    "doctype in relations": ("workbook-doctype", lambda: with_doctype("xl/_rels/workbook.xml.rels", ENTITY)),
    "doctype in types": ("workbook-doctype", lambda: with_doctype("[Content_Types].xml", ENTITY)),
    "deep": ("workbook-damaged", lambda: areas("<a>" * 200_000).bytes(zipfile.ZIP_STORED)),
    "endless tag": ("workbook-damaged", lambda: areas(f'<row x="{"y" * 9 * MEGABYTE}">').bytes(zipfile.ZIP_STORED)),
    "endless comment": ("workbook-damaged", lambda: areas(f"<!--{'<' * 9 * MEGABYTE}-->").bytes(zipfile.ZIP_STORED)),
    "endless text": (
        "cell-text",
        lambda: areas(
            f'<row r="1"><c r="A1" t="str"><v>{"y" * 9 * MEGABYTE}</v></c></row>'
        ).bytes(zipfile.ZIP_STORED),
    ),
    "text in half a million pieces": (
        "cell-text",
        lambda: areas(
            f'<row r="1"><c r="A1" t="inlineStr"><is>{"<t>x</t>" * 500_000}</is></c></row>'
        ).bytes(zipfile.ZIP_STORED),
    ),
    "millions of nothing": ("workbook-size", lambda: areas("<x/>" * 1_300_000).bytes(zipfile.ZIP_STORED)),
    "thousands of empty rows": ("empty-file", lambda: areas(noisy(100_000)).bytes()),
    "row beyond the last": ("workbook-damaged", lambda: areas('<row r="1048576"/><row/>').bytes()),
    "sparse giant": (
        "cell-nameless",
        lambda: areas(
            rows_xml([["area", "name", "level"], ["1", "x", "county"]])
            + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        ).bytes(),
    ),
    "wide giant": ("workbook-size", lambda: wide().bytes()),
    "cell beyond the last": ("workbook-damaged", lambda: areas(f"<row>{'<c/>' * 16_385}</row>").bytes()),
    "row of no sheet": ("workbook-damaged", lambda: areas('<row r="99999999999999999999"/>').bytes()),
    "column of no sheet": ("workbook-damaged", lambda: areas('<row r="1"><c r="ZZZ1"><v>1</v></c></row>').bytes()),
    "cell of another row": ("workbook-damaged", lambda: areas('<row r="1"><c r="A2"><v>1</v></c></row>').bytes()),
    "cell twice": ("workbook-damaged", lambda: areas(f'<row r="1">{2 * CELL}</row>').bytes()),
    "text that is not there": ("workbook-damaged", lambda: areas('<row r="1"><c t="s"><v>7</v></c></row>').bytes()),
    "style that is not there": ("workbook-damaged", lambda: areas('<row r="1"><c s="7"><v>7</v></c></row>').bytes()),
    "kind of cell that is not there": (
        "workbook-damaged",
        lambda: areas('<row r="1"><c t="x"><v>7</v></c></row>').bytes(),
    ),
    "broken XML": ("workbook-damaged", lambda: areas("<row>").bytes()),
    "macros": ("workbook-macros", lambda: with_part("xl/vbaProject.bin")),
    "macros by their type": (
        "workbook-macros",
        lambda: Package(main_type="application/vnd.ms-excel.sheet.macroEnabled.main+xml").bytes(),
    ),
    "binary workbook": (
        "workbook-format",
        lambda: Package(main_type="application/vnd.ms-excel.sheet.binary.main").bytes(),
    ),
    "word document": ("workbook-format", lambda: Package(main_type="application/vnd.wordprocessingml").bytes()),
    "archive of something": ("workbook-format", lambda: zipped([("readme.txt", b"hello")])),
    "OpenDocument": (
        "workbook-format",
        lambda: zipped([("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"<x/>")]),
    ),
    "links to other files": (
        "workbook-link",
        lambda: Package(
            relations=f'<Relationship Id="x" Type="{OFFICE}/externalLink" Target="externalLinks/externalLink1.xml"/>'
        ).bytes(),
    ),
    "sheet outside": (
        "workbook-damaged",
        lambda: Package(target="../../../../../etc/passwd").bytes(),
    ),
    "sheet on the net": (
        "workbook-damaged",
        lambda: Package(target='http://example.org/s{}.xml" TargetMode="External').bytes(),
    ),
    "sheet without a part": (
        "workbook-damaged",
        lambda: Package(parts={"xl/_rels/workbook.xml.rels": "<Relationships/>"}).bytes(),
    ),
    "thousands of sheets of one part": (
        "workbook-size",
        lambda: Package(parts={"xl/workbook.xml": _listed(3000)}).bytes(),
    ),
    "endless title": ("workbook-damaged", lambda: Package(sheets={"y" * 500_000: ""}).bytes()),
    "no sheets": ("workbook-format", lambda: Package(sheets={}).bytes()),
    "millions of texts": (
        "workbook-size",
        lambda: Package(
            strings=f'{HEAD}<sst xmlns="{TRANSITIONAL}">{"<si/>" * 1_300_000}</sst>'
        ).cell("areas", "A1", '<c r="A1" t="s"><v>0</v></c>').bytes(zipfile.ZIP_STORED),
    ),
    "other namespace": ("empty-file", lambda: Package(spaces=(STRICT, OFFICE), sheets=_elsewhere()).bytes()),
}  # fmt: skip
"""Name → code of one of its problems, and what makes its bytes."""


def _listed(count: int) -> str:
    """The main part of a workbook that lists the same sheet under many titles."""
    sheets = "".join(f'<sheet name="area{number}" sheetId="{number}" r:id="rId1"/>' for number in range(1, count))
    return f'{HEAD}<workbook xmlns="{TRANSITIONAL}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'


def _elsewhere() -> dict[str, str]:
    return {title: xml.replace(TRANSITIONAL, "urn:elsewhere") for title, xml in Package().sheets.items()}


def codes(path: Path) -> set[str]:
    """The codes of the problems that reading a workbook ends with; empty if there are none."""
    try:
        raw = read_workbook(path)
    except InputError as error:
        return {problem.code for problem in error.problems}
    return {problem.code for problem in (*raw.problems, *(p for t in raw.tables.values() for p in t.problems))}


HEAVY = (
    "bomb", "size that lies", "billion laughs", "deep", "endless tag", "endless comment", "endless text",
    "text in half a million pieces", "millions of nothing", "sparse giant", "wide giant", "millions of texts",
)  # fmt: skip
"""Those that would take much memory from a reader that lets them."""


def main() -> None:
    """Read the heavy ones with little memory to spare, and print the name of each that was not refused as expected."""
    import resource  # noqa: PLC0415 - not every system has it

    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder) / f"{number}.xlsx" for number, name in enumerate(HEAVY)}
        for name, path in paths.items():
            path.write_bytes(HOSTILE[name][1]())
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + ROOM, used + ROOM))
        for name, path in paths.items():
            try:
                found = codes(path)
            except MemoryError:
                found = {"memory"}
            if HOSTILE[name][0] not in found:
                sys.stdout.write(f"{name}: {sorted(found)}\n")
    sys.stdout.write(f"read {len(paths)}\n")


if __name__ == "__main__":
    main()
