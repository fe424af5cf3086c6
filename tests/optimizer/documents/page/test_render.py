"""The page of a proposal: one file that needs nothing from outside, with the numbers of the verified plan."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

import pytest

from optimizer.documents.dossier import Dossier
from optimizer.documents.page.render import SECTIONS, page
from optimizer.reporting.tables import county_rows, plan_rows
from optimizer.reporting.words import LANGUAGES
from tests.optimizer.documents.page.pages import PROPOSED, STOCK, page_dossier, read, sample_dossier, sample_page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_dossier_gives_the_same_bytes(lang: str) -> None:
    """Nothing of the moment is in a page."""
    dossier = page_dossier()
    assert page(Dossier(dossier.verified, dossier.summary), lang) == page(dossier, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("which", [page_dossier, sample_dossier])
def test_a_page_needs_nothing_from_outside(lang: str, which: object) -> None:
    """No address, no event attribute, no style attribute: links stay on the page, the icon is empty data."""
    dossier = page_dossier() if which is page_dossier else sample_dossier()
    found = read(page(dossier, lang))
    for _, name, value in found.attributes():
        assert not name.startswith("on")
        assert name not in ("style", "srcset", "action", "formaction", "xlink:href")
        if name in ("href", "src"):
            assert re.fullmatch(r"#[\w-]+|data:,", value)
        assert "//" not in value
    assert not {"iframe", "object", "embed", "base", "img", "audio", "video", "use", "image"} & set(found.names())
    for block in ("style", "script"):
        assert not re.search(
            r"https?:|//[a-z]|@import|url\(|innerHTML|outerHTML|document\.write|eval\(", found.inside[block]
        )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_content_policy_admits_what_is_inside_and_nothing_else(lang: str) -> None:
    """The digests are those of the one style and the one script, and everything else is forbidden."""
    found = read(sample_page(lang))
    (told,) = (
        attributes["content"] for name, attributes in found.elements if "http-equiv" in attributes and name == "meta"
    )
    rules = dict(rule.split(" ", 1) for rule in (told or "").split("; "))
    digests = {
        block: b64encode(sha256(found.inside[block].encode()).digest()).decode() for block in ("style", "script")
    }
    assert rules["default-src"] == "'none'"
    assert rules["style-src"] == f"'sha256-{digests['style']}'"
    assert rules["script-src"] == f"'sha256-{digests['script']}'"
    assert rules["img-src"] == "data:"
    assert rules["base-uri"] == rules["form-action"] == "'none'"
    assert found.names().count("script") == 2
    assert found.names().count("style") == 1


def test_the_script_is_small() -> None:
    """All scripts together stay below 15 kB."""
    assert len(read(sample_page()).inside["script"].encode()) < 15_000


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_of_the_county_table_is_the_plans(lang: str) -> None:
    """Each county with each resource that it has or gets, with units today and planned and the rates of both."""
    dossier = page_dossier()
    instance = dossier.instance
    rows = {(row[1], row[2]): row for row in read(sample_page(lang)).rows["t-counties"][1:]}
    held = [row for row in county_rows(dossier.verified) if row.current or row.proposed]
    assert len(rows) == len(held)
    for row in held:
        county, resource = instance.areas[row.county], instance.resources[row.resource]
        cells = rows[
            county.name if lang == "zh" else county.name_en, resource.name if lang == "zh" else resource.name_en
        ]
        assert cells[3:5] == [f"{row.current:,}", f"{row.proposed:,}"]
        assert cells[5] == (f"{row.proposed - row.current:+,}" if row.proposed != row.current else "0")
        if row.resource == "beds":
            assert row.per_1000_proposed is not None
            assert cells[7] == f"{round(float(row.per_1000_proposed), 2):,.2f}"


def test_every_number_of_the_facility_table_is_the_plans() -> None:
    """A facility's main resources stand in columns, the others in its last cell, all as now → plan."""
    dossier = page_dossier()
    table = read(sample_page()).rows["t-facilities"]
    rows = {row[0]: row for row in table[1:]}
    heads = [head.removesuffix("现状 → 方案") for head in table[0]]
    for one in plan_rows(dossier.verified):
        cells = rows[dossier.instance.facilities[one.facility].name]
        name = dossier.instance.resources[one.resource].name
        text = f"{one.current:,} → {one.proposed:,}" if one.change else f"{one.current:,}"
        if name in heads:
            assert cells[heads.index(name)] == text
        elif one.proposed:
            assert f"{name} {text}" in cells[-1]


def test_the_map_has_the_plans_numbers() -> None:
    """What the script shows of a place are the units of its facilities today and planned."""
    told = read(sample_page()).data["map"]
    (beds,) = (one for one in told["indicators"] if one["name"] == "床位")
    assert told["names"] == ["县A", "县B", "县C", "县D"]
    assert beds["units"] == ["62 → 80", "16 → 30", "9", "3 → 1,234"]
    assert beds["changes"] == ["+18", "+14", "0", "+1,231"]
    assert beds["rates"][0] == "6.20 → 8.00"


def test_a_county_knows_its_rows_and_its_clauses() -> None:
    """The stretch of rows that the panel copies is that county's, in both tables."""
    found = read(sample_page())
    counties = found.rows["t-counties"][1:]
    decisive = found.rows["t-local"][1:]
    for county in found.data["counties"]:
        assert {row[1] for row in counties[slice(*county["rows"])]} == {county["name"]}
        assert {row[0] for row in decisive[slice(*county["clauses"])]} <= {county["name"]}
    assert sum(len(decisive[slice(*county["clauses"])]) for county in found.data["counties"]) == len(decisive)


def test_the_clauses_that_decide_in_a_county_are_the_short_and_the_tight() -> None:
    """The cap is met in A to the last bed, the floor is short in C; one met with room to spare is not listed."""
    rows = read(sample_page()).rows["t-local"][1:]
    told = {(row[0], row[1].split()[0]): row[-1] for row in rows}
    assert told["县A", "P-1"] == "恰好满足"
    assert told["县B", "P-2"] == "恰好满足"
    assert told["县C", "P-2"] == "缺 10 张"
    assert ("县A", "P-2") not in told
    assert not any(clause == "P-5" for _, clause in told)


def test_every_section_is_in_the_contents() -> None:
    """The table of contents leads to every section."""
    found = read(sample_page())
    links = [attributes["href"] for name, attributes in found.elements if name == "a"]
    ids = {attributes.get("id") for _, attributes in found.elements}
    assert links[1:] == [f"#{key}" for key in SECTIONS]
    assert ids.issuperset(SECTIONS)


def test_ids_are_unique() -> None:
    """No two elements share an id, so that labels and links have one meaning."""
    ids = [attributes["id"] for _, attributes in read(sample_page()).elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_every_table_is_named_and_headed() -> None:
    """Screen readers are told what each scrolling box holds; heads have a scope."""
    found = read(sample_page())
    boxes = [
        attributes for name, attributes in found.elements if name == "div" and "box" in (attributes.get("class") or "")
    ]
    assert boxes
    assert all(box.get("aria-label") and box.get("role") == "region" for box in boxes)
    heads = [attributes for name, attributes in found.elements if name == "th"]
    assert all(head.get("scope") in ("col", "row", "colgroup") for head in heads)


def test_controls_are_hidden_until_the_script_shows_them() -> None:
    """Without the script nothing is offered that would not work."""
    forms = [attributes for name, attributes in read(sample_page()).elements if name == "form"]
    assert forms
    assert all("hidden" in form for form in forms)


def test_without_places_there_is_no_map_and_the_page_says_so() -> None:
    """A region of which nothing has coordinates has tables alone."""
    found = read(page(sample_dossier(), "en"))
    assert found.data["map"] is None
    assert "Fewer than two places have coordinates, so there is no map." in found.texts
    assert "circle" not in found.names()
    assert found.rows["t-facilities"]


def test_a_facility_that_opens_or_closes_is_marked() -> None:
    """The facility that opens and the one that closes say so beside their names."""
    rows = read(page(sample_dossier(), "en")).rows["t-facilities"]
    assert {row[0] for row in rows} >= {"A2 opens", "B2 closes"}


def test_the_made_plan_changes_what_it_is_meant_to() -> None:
    """Guards the tests above: the plan adds, and some rows stay."""
    assert any(PROPOSED[key] != STOCK[key] for key in PROPOSED)
    assert set(STOCK) - set(PROPOSED)
