"""The page in a real browser: it sorts, searches, filters, recolours, tells, prints, and asks the network for nothing.

Skipped where there is no Chromium or no Playwright.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from optimizer.documents.page.render import page as write_page
from optimizer.documents.page.studies import comparison_page, frontier_page
from tests.optimizer.documents.page.pages import page_dossier, sample_page
from tests.optimizer.documents.page.study_documents import comparison, frontier

playwright = pytest.importorskip("playwright.sync_api")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
PAYLOAD = "\"><img src=x onerror=window.hit=1><svg onload=window.hit=1></script><script>window.hit=1</script>'`{{7*7}}"


@dataclass
class Opened:
    """A page in the browser, and whatever it said or asked for that it should not have."""

    tab: Any
    faults: list[str] = field(default_factory=list)

    def rows(self, table: str) -> list[str]:
        """The first cells of the rows of a table that can be seen, from above."""
        return [
            text.strip() for text in self.tab.locator(f"#{table} tbody tr:visible > :first-child").all_text_contents()
        ]

    def column(self, table: str, number: int) -> list[str]:
        """One column of the rows that can be seen."""
        cells = self.tab.locator(f"#{table} tbody tr:visible > :nth-child({number})")
        return [text.strip() for text in cells.all_text_contents()]


def _is_foreign(address: str) -> bool:
    return not address.startswith(("file:", "data:"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for all tests."""
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """Opens a page from a file; afterwards nothing may have gone wrong in any."""
    opened: list[Opened] = []

    def start(content: bytes, **options: Any) -> Opened:
        file = tmp_path / f"page{len(opened)}.html"
        file.write_bytes(content)
        context = browser.new_context(**{"viewport": DESKTOP, **options})
        found = Opened(context.new_page())
        found.tab.set_default_timeout(5000)
        found.tab.on("console", lambda message: found.faults.append(message.text))
        found.tab.on("pageerror", lambda error: found.faults.append(str(error)))
        found.tab.on("request", lambda request: found.faults.append(request.url) if _is_foreign(request.url) else None)
        opened.append(found)
        found.tab.goto(file.as_uri())
        return found

    yield start
    for each in opened:
        each.tab.context.close()
        assert not each.faults


def test_a_click_on_a_heading_sorts_up_down_and_back(open_page: Any) -> None:
    """Numbers sort as numbers, rows of sums stay last, headings of groups are left out while sorted."""
    found = open_page(sample_page())
    before = found.rows("t-county-units")
    head = found.tab.locator("#t-county-units thead tr:nth-child(2) th:nth-child(2)")
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert found.rows("t-county-units") == ["县C", "县B", "县A", "县D", "合计"]
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert found.rows("t-county-units")[:2] == ["县D", "县A"]
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") is None
    assert found.rows("t-county-units") == before


def test_sorting_works_from_the_keyboard(open_page: Any) -> None:
    """A heading takes the focus, shows it, and Enter sorts."""
    found = open_page(sample_page())
    button = found.tab.locator("#t-facilities thead button").first
    button.focus()
    outline = "element => getComputedStyle(element).outlineStyle"
    found.tab.keyboard.press("Tab")
    found.tab.keyboard.press("Shift+Tab")
    assert button.evaluate("element => element === document.activeElement")
    assert button.evaluate(outline) != "none"
    found.tab.keyboard.press("Enter")
    found.tab.keyboard.press("Enter")
    assert found.rows("t-facilities")[0] == "医院D1"


def test_the_search_narrows_a_table_and_says_how_many_rows_are_left(open_page: Any) -> None:
    """All words have to be found; the count is told to screen readers."""
    found = open_page(sample_page())
    form = found.tab.locator("form[data-for=t-facilities]")
    form.get_by_role("searchbox").fill("医院 B1")
    output = form.locator("output")
    playwright.expect(output).to_have_text("显示 1 / 5 行")
    assert found.rows("t-facilities") == ["医院B1"]
    assert output.get_attribute("aria-live") == "polite"
    form.get_by_role("searchbox").fill("nothing of the kind")
    playwright.expect(output).to_have_text("显示 0 / 5 行")


def test_filters_choose_by_county_by_change_and_by_status(open_page: Any) -> None:
    """Facilities of one county, those that change, and clauses that are short."""
    found = open_page(sample_page())
    form = found.tab.locator("form[data-for=t-facilities]")
    form.get_by_label("县（市、区）").select_option("县A")
    assert found.rows("t-facilities") == ["医院A1", "医院A2"]
    form.get_by_label("只看有变化的机构").check()
    assert found.rows("t-facilities") == ["医院A1"]
    found.tab.locator("form[data-for=t-clauses]").get_by_label("结果").select_option("short")
    assert found.rows("t-clauses") == ["P-2"]


def test_the_map_is_recoloured_and_the_county_table_follows(open_page: Any) -> None:
    """Another indicator and another state change colours, legend and labels; its resource fills the table."""
    found = open_page(sample_page())
    circle = found.tab.locator("#places [data-i='0']")
    before = circle.get_attribute("class"), found.tab.locator("#legend").inner_text()
    found.tab.locator("#indicator").select_option(label="护士")
    assert set(found.column("t-counties", 3)) == {"护士"}
    found.tab.get_by_label("增减", exact=True).check()
    assert (circle.get_attribute("class"), found.tab.locator("#legend").inner_text()) != before
    assert "护士" in found.tab.locator("#legend-title").inner_text()
    assert "护士 30 (0)" in (circle.get_attribute("aria-label") or "")
    found.tab.locator("#indicator").select_option(label="条款缺口（越小越好）")
    assert found.tab.get_by_label("现状", exact=True).is_disabled()
    assert found.tab.get_by_label("方案", exact=True).is_checked()


def test_a_click_on_a_place_shows_its_panel(open_page: Any) -> None:
    """Its name, the clauses that decide there, and its resources now and planned."""
    found = open_page(sample_page())
    found.tab.locator("#places [data-i='0']").click()
    panel = found.tab.locator("#panel")
    assert panel.get_by_role("heading", level=3).inner_text() == "县A"
    assert "P-1" in panel.locator("#panel-clauses").inner_text()
    assert "恰好满足" in panel.locator("#panel-clauses").inner_text()
    assert panel.locator("#panel-resources tbody tr").first.inner_text().split() == ["床位", "62", "80", "+18"]
    assert "县A" in found.tab.locator("#reading").inner_text()
    panel.get_by_role("button", name="看它的机构").click()
    assert found.rows("t-facilities") == ["医院A1", "医院A2"]


def test_a_county_in_a_table_opens_its_panel(open_page: Any) -> None:
    """Its name is a button; the panel takes the focus and the place is marked on the map."""
    found = open_page(sample_page())
    found.tab.locator("#t-county-units").get_by_role("button", name="县C").click()
    assert found.tab.locator("#panel-title").inner_text() == "县C"
    assert found.tab.evaluate("document.activeElement.id") == "panel"
    assert "chosen" in (found.tab.locator("#places [data-i='2']").get_attribute("class") or "")


def test_the_map_is_one_stop_of_the_tab_key_and_arrows_walk_it(open_page: Any) -> None:
    """Arrows go from place to place, Enter opens the panel; what is focused is told."""
    found = open_page(sample_page())
    assert found.tab.locator("#places [tabindex='0']").count() == 1
    found.tab.locator("#places [tabindex='0']").focus()
    found.tab.keyboard.press("ArrowRight")
    assert found.tab.evaluate("document.activeElement.dataset.i") == "1"
    assert found.tab.locator("#reading").inner_text().startswith("县B")
    found.tab.keyboard.press("Enter")
    assert found.tab.locator("#panel-title").inner_text() == "县B"


@pytest.mark.parametrize(
    "content", [sample_page, lambda: comparison_page(comparison(), "zh"), lambda: frontier_page(frontier(), "zh")]
)
def test_no_page_scrolls_sideways_on_a_phone(content: Any, open_page: Any) -> None:
    """Wide tables scroll in their own boxes; in the dark too."""
    found = open_page(content(), viewport=PHONE, color_scheme="dark")
    assert found.tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert found.tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 27)"


def test_without_script_the_tables_and_the_map_are_there(open_page: Any) -> None:
    """All rows can be seen, no control is offered, and the map shows the plan."""
    found = open_page(sample_page(), java_script_enabled=False)
    assert len(found.rows("t-counties")) == 9
    assert len(found.rows("t-facilities")) == 5
    assert found.tab.locator("#places circle:visible").count() == 4
    assert found.tab.locator("button:visible, select:visible, input:visible").count() == 0


def test_the_page_prints_without_controls(open_page: Any) -> None:
    """In light colours even where the screen is dark; only what can be read on paper."""
    found = open_page(sample_page(), color_scheme="dark")
    content = found.tab.pdf(prefer_css_page_size=True)
    assert content.startswith(b"%PDF")
    found.tab.emulate_media(media="print")
    assert found.tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert found.tab.locator("form:visible, nav:visible, #panel:visible").count() == 0
    assert found.tab.locator("#t-clauses:visible").count() == 1


def test_payloads_do_not_execute(open_page: Any) -> None:
    """Neither on opening nor while everything is used that inserts texts."""
    found = open_page(write_page(page_dossier(PAYLOAD), "zh"))
    found.tab.locator("#places [data-i='0']").click()
    found.tab.locator("#indicator").select_option("1")
    found.tab.locator("input[value=change]").check()
    found.tab.locator("#panel-facilities").click()
    assert found.tab.locator("#panel-title").inner_text() == PAYLOAD
    assert found.tab.evaluate("window.hit") is None
    assert found.tab.locator("img").count() == 0


@pytest.mark.parametrize("text", ["x", PAYLOAD])
def test_the_pages_of_studies_are_dead_to_payloads_and_filter(text: str, open_page: Any) -> None:
    """Only rows that differ are shown until all are asked for."""
    found = open_page(comparison_page(comparison(text), "en"))
    shown = len(found.rows("t-units"))
    found.tab.get_by_label("only rows that differ").uncheck()
    assert len(found.rows("t-units")) > shown
    other = open_page(frontier_page(frontier(text), "en"))
    assert found.tab.evaluate("window.hit") is None
    assert other.tab.evaluate("window.hit") is None
