"""Workbooks put together part by part, so that they can be as plain, as odd or as hostile as a test wants them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from optimizer.reading.workbook.grid import address

TRANSITIONAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"

Cell = str | int | float | None

SHEETS: Mapping[str, Sequence[Sequence[Cell]]] = {
    "instance": (("key", "value"), ("title", "舒兰"), ("policy", "plan-145")),
    "areas": (
        ("area", "name", "level", "parent", "residents"),
        (220283, "舒兰市", "county", None, 406744),
        ("220283001", "北城街道", "township", 220283, None),
    ),
    "facilities": (("facility", "name", "area", "type"), ("H1", "人民医院", "220283", "general_hospital")),
    "resources": (("resource", "name", "unit"), ("beds", "床位", "张")),
    "stock": (("facility", "resource", "current"), ("H1", "beds", 495)),
    "policy": (("key", "value"), ("policy", "plan-145"), ("title", "规划")),
    "clauses": (
        ("id", "name", "require", "at_least", "per", "in", "nature"),
        ("C-1", "每千人口床位", "beds", 4.3, "1000 residents", "county", "guiding"),
    ),
}
"""A small sound instance."""


def cell_xml(row: int, column: int, value: Cell) -> str:
    """One cell: a text inline, a number as it is."""
    place = address(row, column)
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return "" if value is None else f'<c r="{place}"><v>{value!r}</v></c>'


def rows_xml(rows: Iterable[Sequence[Cell]]) -> str:
    """The rows of a sheet, from the first."""
    return "".join(
        f'<row r="{number}">{"".join(cell_xml(number, column, cell) for column, cell in enumerate(row, 1))}</row>'
        for number, row in enumerate(rows, 1)
    )


def sheet_xml(data: str, before: str = "", after: str = "", space: str = TRANSITIONAL) -> str:
    """A part of a sheet with these rows."""
    return f'{HEAD}<worksheet xmlns="{space}">{before}<sheetData>{data}</sheetData>{after}</worksheet>'


@dataclass
class Package:
    """A workbook that is still in pieces: the part of each sheet by its title, and what else there is."""

    sheets: dict[str, str] = field(
        default_factory=lambda: {title: sheet_xml(rows_xml(rows)) for title, rows in SHEETS.items()}
    )
    states: dict[str, str] = field(default_factory=dict)
    strings: str | None = None
    styles: str | None = None
    parts: dict[str, bytes | str] = field(default_factory=dict)
    main_type: str = MAIN_TYPE
    after_sheets: str = ""
    relations: str = ""
    target: str = "worksheets/sheet{}.xml"
    spaces: tuple[str, str] = (TRANSITIONAL, OFFICE)

    def table(self, title: str, rows: Iterable[Sequence[Cell]]) -> Package:
        """The package with other rows in a sheet."""
        self.sheets[title] = sheet_xml(rows_xml(rows))
        return self

    def cell(self, title: str, place: str, xml: str) -> Package:
        """The package with one cell of a sheet, which has to be there, as this XML."""
        before, _, rest = self.sheets[title].partition(f'<c r="{place}"')
        assert rest, place
        self.sheets[title] = before + xml + rest.partition("</c>")[2]
        return self

    def files(self) -> dict[str, bytes]:
        """Every part by its name."""
        space, office = self.spaces
        listed = "".join(
            f'<sheet name={quoteattr(title)} sheetId="{number}" state="{self.states.get(title, "visible")}" '
            f'r:id="rId{number}"/>'
            for number, title in enumerate(self.sheets, 1)
        )
        links = "".join(
            f'<Relationship Id="rId{number}" Type="{office}/worksheet" Target="{self.target.format(number)}"/>'
            for number, _ in enumerate(self.sheets, 1)
        )
        parts: dict[str, bytes | str] = {
            "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" '
            f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{self.main_type}"/>'
            "</Types>",
            "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'{HEAD}<workbook xmlns="{space}" xmlns:r="{office}"><sheets>{listed}</sheets>'
            f"{self.after_sheets}</workbook>",
        }
        for number, xml in enumerate(self.sheets.values(), 1):
            parts[f"xl/worksheets/sheet{number}.xml"] = xml
        for name, kind, xml in (
            ("sharedStrings", "sharedStrings", self.strings),
            ("styles", "styles", self.styles),
        ):
            if xml is not None:
                parts[f"xl/{name}.xml"] = xml
                links += f'<Relationship Id="{name}" Type="{office}/{kind}" Target="{name}.xml"/>'
        parts["xl/_rels/workbook.xml.rels"] = (
            f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{links}{self.relations}</Relationships>'
        )
        parts |= self.parts
        return {name: part.encode("utf-8") if isinstance(part, str) else part for name, part in parts.items()}

    def bytes(self, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
        """The file."""
        return zipped(self.files().items(), compression)


def zipped(parts: Iterable[tuple[str, bytes]], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, part in parts:
            archive.writestr(name, part)
    return buffer.getvalue()


def strings_xml(items: Iterable[str]) -> str:
    """A table of shared texts; each item is the inside of its ``si``."""
    return f'{HEAD}<sst xmlns="{TRANSITIONAL}">{"".join(f"<si>{item}</si>" for item in items)}</sst>'


def styles_xml(codes: Mapping[int, str], cells: Sequence[int]) -> str:
    """Styles with these format codes by number; ``cells`` are the numbers of the formats that cells refer to."""
    formats = "".join(f'<numFmt numFmtId="{number}" formatCode={quoteattr(code)}/>' for number, code in codes.items())
    styles = "".join(f'<xf numFmtId="{number}"/>' for number in cells)
    return (
        f'{HEAD}<styleSheet xmlns="{TRANSITIONAL}"><numFmts>{formats}</numFmts><cellStyleXfs><xf numFmtId="14"/>'
        f'</cellStyleXfs><cellXfs>{styles}</cellXfs><dxfs><dxf><numFmt numFmtId="164" formatCode="yyyy"/></dxf></dxfs>'
        "</styleSheet>"
    )
