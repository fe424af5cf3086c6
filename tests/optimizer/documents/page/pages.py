"""A small region for tests of pages, and a page read back as a browser would: its elements, tables and data."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from models.clause import Policy
from models.instance import Instance
from optimizer.documents.dossier import Dossier, dossier
from optimizer.documents.page.render import page
from tests.builders import clause, plan, policy, region
from tests.optimizer.documents import made
from tests.optimizer.reporting import samples

PLACES = {"A": (120, 30), "B": ("120.5", "30.1"), "C": (121, "30.6"), "D": ("121.2", 31)}
RESIDENTS = {"A": 10000, "B": 4000, "C": 2500, "D": 1000}
STOCK = {
    ("A1", "beds"): 50,
    ("A1", "nurses"): 30,
    ("A1", "stroke_centre"): 0,
    ("A2", "beds"): 12,
    ("B1", "beds"): 16,
    ("B1", "nurses"): 9,
    ("C1", "beds"): 9,
    ("C1", "nurses"): 4,
    ("D1", "beds"): 3,
    ("D1", "nurses"): 3,
}
PROPOSED = {
    ("A1", "beds"): 68,
    ("A1", "stroke_centre"): 1,
    ("B1", "beds"): 30,
    ("C1", "nurses"): 6,
    ("D1", "beds"): 1234,
}


def page_region(text: str | None = None) -> Instance:
    """Four counties in two cities; with a text, everything that has a name is called that."""

    def called(name: str) -> dict[str, str]:
        return {"name": text or name, "name_en": text or f"{name} in English"}

    cities = [{"area": city, "level": "city", **called(f"城{city}")} for city in ("X", "Y")]
    counties = [
        {
            "area": area,
            "parent": "X" if area in "AB" else "Y",
            "lon": lon,
            "lat": lat,
            "area_km2": 100,
            "residents": RESIDENTS[area],
            **called(f"县{area}"),
        }
        for area, (lon, lat) in PLACES.items()
    ]
    facilities = [
        {"facility": name, "area": name[0], "type": text or "general_hospital", **called(f"医院{name}")}
        for name in ("A1", "A2", "B1", "C1", "D1")
    ]
    made_region = region(
        name=text or "pages",
        areas=[*cities, *counties],
        facilities=facilities,
        resources=[
            {"resource": "beds", "unit": "张", "capital_cost": 1000, "annual_cost": 10, **called("床位")},
            {"resource": "nurses", "unit": "人", "annual_cost": "0.5", **called("护士")},
            {"resource": "stroke_centre", "max_per_facility": 1, **called("卒中中心")},
        ],
        stock=STOCK,
    )
    return replace(
        made_region,
        title=text or "某省",
        title_en=text or "Province",
        base_year=2020,
        target_year=2025,
        sources={"areas.csv: residents" if text is None else text: text or "Sourced: the census."},
        inputs={"areas.csv": "0" * 64},
        warnings=() if text is None else (text,),
    )


def page_policy(text: str | None = None) -> Policy:
    """A cap that is just met in A, a floor that is short, a floor for nurses that binds nowhere, and a reference."""

    def told(name: str) -> dict[str, str]:
        return {
            "name": text or name,
            "name_en": text or f"{name} in English",
            "cite": text or "第一章",
            "reason": text or "",
        }

    return policy(
        clause(id="P-1", require="beds", at_most=80, areas="residents>=10000", nature="binding", **told("床位上限")),
        clause(id="P-2", require="beds", at_least="7.5", per="1000 residents", **told("每千人口床位数")),
        clause(id="P-3", require="nurses", at_least=46, level="region", nature="guiding", **told("护士总数")),
        clause(id="P-4", require="beds", at_least=1, level="facility", nature="principle", **told("每家有床")),
        clause(id="P-5", require="nurses", at_least=1000, level="region", nature="reference", **told("参考数")),
        name=text or "pages-policy",
    )


@cache
def page_dossier(text: str | None = None) -> Dossier:
    """The region with a plan made by hand; nothing is solved."""
    with TemporaryDirectory() as folder:
        instance = page_region(text)
        return made.made(Path(folder), instance, page_policy(text), plan(instance, PROPOSED))


@cache
def sample_dossier() -> Dossier:
    """The sample of the reports: two counties without coordinates, one facility opens, one closes."""
    with TemporaryDirectory() as folder:
        return dossier(samples.proposal(samples.verified(Path(folder))))


@cache
def sample_page(lang: str = "zh") -> bytes:
    """The page of the region with its own names."""
    return page(page_dossier(), lang)


@dataclass
class Read(HTMLParser):
    """A page read back. ``rows`` has the cells of every row by table id, ``style`` and ``script`` their texts."""

    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    rows: dict[str, list[list[str]]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    inside: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)
        self._table: list[list[str]] = []
        self._block = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element; rows and cells begin here and need no end."""
        found = dict(attrs)
        self.elements.append((tag, found))
        if tag == "table":
            self._table = self.rows.setdefault(found.get("id") or "", [])
        elif tag == "tr":
            self._table.append([])
        elif tag in ("td", "th") and self._table:
            self._table[-1].append("")
        self._block = f"{tag} {found.get('id', '')}".strip() if tag in ("style", "script") else ""

    def handle_endtag(self, tag: str) -> None:
        """A style or a script is over."""
        self._block = ""
        if tag == "table":
            self._table = []

    def handle_data(self, data: str) -> None:
        """Text of a script, of a cell, or of anything else."""
        if self._block:
            self.inside[self._block] = self.inside.get(self._block, "") + data
            return
        self.texts.append(data)
        if self._table and self._table[-1]:
            self._table[-1][-1] += data

    @property
    def data(self) -> Any:
        """What the script finds in the element ``data``."""
        return json.loads(self.inside["script data"])

    def names(self) -> list[str]:
        """The names of all elements, in order."""
        return [name for name, _ in self.elements]

    def attributes(self) -> list[tuple[str, str, str]]:
        """(element, attribute, value) of all attributes."""
        return [(tag, name, value or "") for tag, found in self.elements for name, value in found.items()]


def read(content: bytes) -> Read:
    """A page as its elements, rows and texts."""
    reader = Read()
    reader.feed(content.decode("utf-8"))
    reader.close()
    reader.rows = {key: [[cell.rstrip("\n") for cell in row] for row in rows] for key, rows in reader.rows.items()}
    return reader
