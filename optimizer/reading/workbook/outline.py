"""Which sheets a workbook has and in which parts they lie, and whether anything in it leads out of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from optimizer.problems import InputError, Problem
from optimizer.reading.workbook.package import (
    MOST_PARTS,
    WORKBOOK_SUFFIX,
    Package,
    damaged,
    refused_format,
    too_large,
)
from optimizer.reading.workbook.xml import (
    CONTENT_TYPES,
    PACKAGE_RELATIONS,
    Attributes,
    Reader,
    in_spreadsheet,
    relation_id,
)

VISIBLE = "visible"
_LONGEST_TITLE = 255
"""Characters of a sheet's title; spreadsheets allow 31."""

_BREAK_LINKS = "break the links (in Excel: Data, Edit Links, Break Link), which keeps the values, and save"


@dataclass(frozen=True)
class SheetPart:
    """One sheet: its title, whether it is ``visible``, and its part; None for charts and other sheets without cells."""

    title: str
    state: str
    part: str | None


@dataclass(frozen=True)
class Outline:
    """The sheets in their order and the parts that all of them use.

    ``calculated`` is False if a program wrote the file whose formulas nobody has worked out yet.
    """

    sheets: tuple[SheetPart, ...]
    strings: str | None
    styles: str | None
    calculated: bool


@dataclass(frozen=True)
class _Relation:
    kind: str
    target: str


def read_outline(package: Package) -> Outline:
    """The outline of a workbook.

    InputError codes: ``workbook-format`` (a document of another kind), ``workbook-macros``, ``workbook-link`` (values
    that come from other files), ``workbook-damaged``.
    """
    _check_types(package)
    roots = [link.target for link in _relations(package, "").values() if link.kind == "officedocument"]
    if not roots or roots[0] not in package:
        raise refused_format(package.file, "an archive that holds no workbook")
    relations = _relations(package, roots[0])
    if any(link.kind == "externallink" for link in relations.values()):
        found, expected = "links to other workbooks", "a workbook that holds all its values itself"
        raise InputError([Problem("workbook-link", package.file, found, expected, hint=_BREAK_LINKS)])
    main = _Main(package, roots[0])
    main.run()
    if not main.sheets:
        raise refused_format(package.file, "a file without a single sheet")
    return Outline(
        tuple(_sheet(package, relations, *each) for each in main.sheets),
        _only(relations, "sharedstrings"),
        _only(relations, "styles"),
        main.calculated,
    )


def _sheet(
    package: Package, relations: Mapping[str, _Relation], title: str, state: str, relation: str | None
) -> SheetPart:
    link = relations.get(relation or "")
    if link is None:
        raise damaged(package.file, f'a sheet "{title}" without content')
    return SheetPart(title, state, link.target if link.kind == "worksheet" else None)


def _only(relations: Mapping[str, _Relation], kind: str) -> str | None:
    return next((link.target for link in relations.values() if link.kind == kind), None)


class _Main(Reader):
    """The part that lists the sheets."""

    def __init__(self, package: Package, part: str) -> None:
        super().__init__(package, part)
        self.sheets: list[tuple[str, str, str | None]] = []
        self.calculated = True
        self.opened = in_spreadsheet({"sheet": self._sheet, "calcPr": self._calculation})
        self.closed = {}

    def _sheet(self, attributes: Attributes) -> None:
        if len(self.sheets) >= MOST_PARTS:
            raise too_large(self.package.file, f"more than {MOST_PARTS} sheets", f"at most {MOST_PARTS} sheets")
        if len(attributes.get("name", "")) > _LONGEST_TITLE:
            raise damaged(self.package.file, "a sheet with an endless title")
        self.sheets.append((attributes.get("name", ""), attributes.get("state", VISIBLE), relation_id(attributes)))

    def _calculation(self, attributes: Attributes) -> None:
        self.calculated = attributes.get("fullCalcOnLoad", "0") in ("0", "false")


class _Types(Reader):
    """The content types of all parts."""

    def __init__(self, package: Package) -> None:
        super().__init__(package, "[Content_Types].xml")
        self.types: list[str] = []
        self.opened = {f"{CONTENT_TYPES} {name}": self._note for name in ("Override", "Default")}
        self.closed = {}

    def _note(self, attributes: Attributes) -> None:
        self.types.append(attributes.get("ContentType", "").lower())


def _check_types(package: Package) -> None:
    types = _Types(package)
    types.run()
    if any("macro" in kind for kind in types.types):
        raise refused_format(package.file, "a workbook with macros", "workbook-macros")
    if any("sheet.binary" in kind for kind in types.types):
        raise refused_format(package.file, "a binary workbook (.xlsb)")
    if not any("spreadsheetml" in kind for kind in types.types):
        raise refused_format(package.file, f"a file that holds no sheets and only ends in {WORKBOOK_SUFFIX}")


class _Relations(Reader):
    """What one part refers to. Kinds are the last words of their types, in small letters."""

    def __init__(self, package: Package, part: str, base: str) -> None:
        super().__init__(package, part)
        self.links: dict[str, _Relation] = {}
        self._base = base
        self.opened = {f"{PACKAGE_RELATIONS} Relationship": self._note}
        self.closed = {}

    def _note(self, attributes: Attributes) -> None:
        kind = attributes.get("Type", "").rpartition("/")[2].lower()
        outside = attributes.get("TargetMode", "").lower() == "external"
        target = "" if outside else _resolved(self._base, attributes.get("Target", ""))
        self.links[attributes.get("Id", "")] = _Relation(kind, target)


def _relations(package: Package, part: str) -> Mapping[str, _Relation]:
    """The relations of a part, of the whole package for ``""``: id → relation."""
    folder, _, name = part.rpartition("/")
    listed = f"{folder}/_rels/{name}.rels".lstrip("/")
    if listed not in package:
        return {}
    reader = _Relations(package, listed, folder)
    reader.run()
    return reader.links


def _resolved(base: str, target: str) -> str:
    """The name of the part that a target means from a folder: absolute, or relative with ``..``."""
    target = unquote(target).replace("\\", "/")
    steps = [] if target.startswith("/") else [step for step in base.split("/") if step]
    for step in target.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)
