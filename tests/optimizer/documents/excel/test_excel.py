"""The workbook: every number is the verified plan's, every sheet can be read, filtered and printed."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from functools import lru_cache
from pathlib import Path

import pytest

from optimizer.documents.content import (
    charts,
    clauses,
    evenness,
    indicators,
    institutions,
    money,
    origins,
    overview,
    places,
)
from optimizer.documents.dossier import Dossier
from optimizer.documents.excel.workbook import workbook
from optimizer.documents.sheet import Sheet
from optimizer.reporting.words import LANGUAGES, WORDS, say
from tests.builders import clause, policy, region
from tests.optimizer.documents.excel import read_back
from tests.optimizer.documents.made import made, sample, shipped_today

ROOT = Path(__file__).parents[3]
TABLES = {
    "summary": (overview.totals, overview.goals),
    "indicators": (indicators.indicators,),
    "counties": (places.counties,),
    "openings": (institutions.openings,),
    "clauses": (clauses.clauses,),
    "unmet": (clauses.unmet,),
    "cost_resources": (money.by_resource,),
    "cost_counties": (money.by_county,),
    "cost_facilities": (money.by_facility,),
    "equity": (evenness.equity,),
    "agglomeration": (evenness.agglomeration,),
    "origins": (origins.run, overview.notices),
    "chart_values": (charts.attainment, charts.places_drawn, charts.costs_drawn, evenness.lorenz),
}
A4 = 9
READERS = {"openpyxl": read_back.by_openpyxl, "calamine": read_back.by_calamine}


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    """The sample of two counties."""
    return sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def shulan(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    """A shipped county with today's stock for a plan."""
    return shipped_today(tmp_path_factory.mktemp("shulan"), "shulan")


@pytest.fixture(scope="module")
def books(dossier: Dossier) -> dict[str, bytes]:
    """The workbook of the sample in each language."""
    return {lang: workbook(dossier, lang) for lang in LANGUAGES}


@lru_cache(maxsize=8)
def read(content: bytes, reader: str) -> dict[str, list[list[read_back.Value]]]:
    """All values of a workbook."""
    return READERS[reader](content)


def name_of(key: str, lang: str) -> str:
    """What a sheet is called."""
    return say(f"doc_sheet_{key}", lang)


def same(found: list[list[read_back.Value]], told: Sheet) -> bool:
    """Whether values read back are those of a table: numbers to the last digit that is written, texts as they are."""
    wanted = read_back.expected(told)
    return len(found) == len(wanted) and all(
        one == pytest.approx(other, rel=1e-15, abs=0) if isinstance(other, float) else one == other
        for row, line in zip(found, wanted, strict=True)
        for one, other in zip(row, line, strict=True)
    )


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("key", TABLES)
def test_every_table_reads_back_as_it_was_told(
    key: str, lang: str, reader: str, dossier: Dossier, books: dict[str, bytes]
) -> None:
    """In both languages, through two readers that are not ours."""
    page = read(books[lang], reader)[name_of(key, lang)]
    for tell in TABLES[key]:
        table = tell(dossier, lang)
        assert same(read_back.rows_of(page, table), table), table.key


def test_county_tables_read_back(dossier: Dossier, books: dict[str, bytes]) -> None:
    """Units on one sheet, rates on the next."""
    pages = read(books["zh"], "openpyxl")
    for key, table in zip(("county_units", "county_rates"), places.county_tables(dossier, "zh"), strict=True):
        assert same(read_back.rows_of(pages[name_of(key, "zh")], table), table)


def test_the_numbers_of_a_real_county_are_those_of_the_plan(shulan: Dossier) -> None:
    """Added up from the sheet, facility by facility, the units are those that were re-checked."""
    page = read(workbook(shulan, "zh"), "openpyxl")[name_of("facilities", "zh")]
    head = next(row for row in page if row[-1] == say("id", "zh"))
    place = {title: number for number, title in enumerate(head)}
    found: dict[object, int] = defaultdict(int)
    for row in page[page.index(head) + 1 :]:
        units = row[place[say("planned", "zh")]]
        assert type(units) is int
        found[row[-1]] += units
    wanted: dict[object, int] = defaultdict(int)
    for (facility, _), units in shulan.judgement.plan.proposed.items():
        wanted[facility] += units
    assert found == {facility: units for facility, units in wanted.items() if facility in found}
    assert sum(found.values()) == sum(wanted.values())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_numbers_are_numbers(lang: str, shulan: Dossier) -> None:
    """In every column that is not of texts no cell holds a number as text."""
    pages = read(workbook(shulan, lang), "openpyxl")
    for key, tells in TABLES.items():
        for tell in tells if name_of(key, lang) in pages else ():
            table = tell(shulan, lang)
            if not table.rows:
                continue
            for row, line in zip(read_back.rows_of(pages[name_of(key, lang)], table), table.rows, strict=True):
                assert [type(cell) is str for cell in row] == [isinstance(cell, str) and cell != "" for cell in line]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_workbook_has_no_formula_and_no_link(lang: str, shulan: Dossier) -> None:
    """Nothing in it is worked out by the program that opens it, and nothing leads out of it."""
    content = workbook(shulan, lang)
    assert read_back.formulas(content) == []
    assert not [name for name in read_back.parts(content) if "externalLink" in name or "hyperlink" in name.lower()]
    assert b"TargetMode" not in b"".join(read_back.parts(content).values())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_charts_draw_from_their_own_sheet(lang: str, books: dict[str, bytes]) -> None:
    """Labels and values of every chart stand in the sheet of chart values."""
    references = read_back.chart_references(books[lang])
    sheet = name_of("chart_values", lang)
    assert references
    assert all(each.startswith((f"'{sheet}'!", f"{sheet}!")) for each in references)


def test_each_chart_belongs_to_what_there_is(shulan: Dossier, dossier: Dossier) -> None:
    """One county: its resources, its cost, its indicators. Two: each resource, cost, two curves, indicators."""
    charts_of = {
        one: sum(name.startswith("xl/charts/chart") for name in read_back.parts(workbook(each, "en")))
        for one, each in (("shulan", shulan), ("sample", dossier))
    }
    assert charts_of == {"shulan": 3, "sample": 6}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_names_of_sheets_are_allowed(lang: str) -> None:
    """At most 31 characters, none of those that a sheet cannot have, each once, whatever the case."""
    names = [texts[lang] for key, texts in WORDS.items() if key.startswith("doc_sheet_")]
    assert all(0 < len(name) <= 31 for name in names)
    assert not [name for name in names if set(name) & set("[]:*?/\\'")]
    assert len({name.casefold() for name in names}) == len(names)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sheet_prints_on_a4(lang: str, dossier: Dossier, books: dict[str, bytes]) -> None:
    """One page wide, with the title above and the number of the page below."""
    for name, page in read_back.pages(books[lang]).items():
        assert page.page_setup.paperSize == A4, name
        assert page.oddHeader is not None
        assert overview.headline(dossier, lang) in str(page.oddHeader.left.text)
        assert "&P" in str(page.oddFooter.right.text).replace("&[Page]", "&P")
        if name != name_of("charts", lang):
            assert page.sheet_properties.pageSetUpPr.fitToPage
            assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)


@pytest.mark.parametrize("key", ["indicators", "counties", "facilities", "clauses", "cost_counties", "equity"])
def test_headers_stay_in_sight_and_filter(key: str, books: dict[str, bytes]) -> None:
    """The header is frozen, repeated on every printed page, and filters what is below it."""
    page = read_back.pages(books["en"])[name_of(key, "en")]
    assert page.freeze_panes
    head = int("".join(filter(str.isdigit, str(page.freeze_panes)))) - 1
    assert str(page.print_title_rows).split(":")[1].strip("$") == str(head)
    assert str(page.auto_filter.ref).startswith(f"A{head}:")


def test_a_filter_leaves_out_the_sums(books: dict[str, bytes]) -> None:
    """Sorting the counties by cost leaves the total where it is."""
    page = read_back.pages(books["en"])[name_of("cost_counties", "en")]
    last = int(str(page.auto_filter.ref).split(":")[1].strip("ABCDEFGH"))
    assert page.cell(last + 1, 1).value == "total"


def test_numbers_are_written_by_their_kind(books: dict[str, bytes]) -> None:
    """Units with separators, changes with their sign, rates with two places, indices with four."""
    pages = read_back.pages(books["en"])
    counties = pages[name_of("counties", "en")]
    formats = {counties.cell(3, column).value: counties.cell(4, column).number_format for column in range(1, 12)}
    assert formats["now"] == "#,##0"
    assert formats["change"] == "+#,##0;-#,##0;0"
    assert formats["rate now"] == "#,##0.00"
    assert pages[name_of("equity", "en")].cell(6, 2).number_format == "0.0000"


def test_a_status_has_a_colour(books: dict[str, bytes]) -> None:
    """What is met and what is short can be told apart at a glance."""
    page = read_back.pages(books["en"])[name_of("clauses", "en")]
    head = next(row for row in page.iter_rows(max_row=6) if row[0].value == "clause")
    column = next(cell.column for cell in head if cell.value == "result")
    fills = [page.cell(head[0].row + step, column).fill.fgColor.rgb for step in (1, 2)]
    assert len(set(fills)) == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_dossier_makes_the_same_bytes(lang: str, dossier: Dossier, books: dict[str, bytes]) -> None:
    """Twice in one process."""
    assert workbook(dossier, lang) == books[lang]


def test_another_process_makes_the_same_bytes(tmp_path: Path) -> None:
    """Whatever the order of hashes there is."""
    script = (
        "import hashlib, sys, pathlib\n"
        "from optimizer.documents.excel.workbook import workbook\n"
        "from tests.optimizer.documents.made import sample\n"
        "print(hashlib.sha256(workbook(sample(pathlib.Path(sys.argv[1])), 'zh')).hexdigest())\n"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", script, str(tmp_path)],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert told[0] == told[1]


def test_no_clock_stands_in_a_workbook(books: dict[str, bytes]) -> None:
    """The date of its making is a fixed one."""
    core = read_back.parts(books["en"])["docProps/core.xml"].decode()
    assert core.count("1980-01-01T00:00:00Z") == 2


def test_a_region_with_next_to_nothing_makes_a_workbook(tmp_path: Path) -> None:
    """No residents, no land, no prices, no clause that applies: still a whole workbook."""
    instance = region(areas=[{"area": "A"}], facilities=[{"facility": "H"}], stock={("H", "beds"): 0})
    empty = made(tmp_path, instance, policy(clause(require="beds", at_least=1, level="village")))
    for lang in LANGUAGES:
        assert name_of("summary", lang) in read(workbook(empty, lang), "calamine")
