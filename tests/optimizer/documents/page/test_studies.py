"""The pages of a comparison and of a frontier tell what their documents say, and no difference that is mere noise."""

from __future__ import annotations

import pytest

from optimizer.documents.page.studies import comparison_page, frontier_page
from optimizer.reporting.words import LANGUAGES
from tests.builders import region
from tests.optimizer.documents.page.pages import read
from tests.optimizer.documents.page.study_documents import comparison, frontier


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_of_studies_are_the_same_each_time(lang: str) -> None:
    """Nothing of the moment is in them."""
    assert comparison_page(comparison(), lang) == comparison_page(comparison(), lang)
    assert frontier_page(frontier(), lang) == frontier_page(frontier(), lang)


def test_units_are_told_for_every_set_with_their_difference() -> None:
    """The region and each county, today and under both sets; a resource in which they agree says 0."""
    rows = read(comparison_page(comparison(), "en")).rows["t-units"]
    assert rows[0][2:] == ["now", "wide-1", "wide-2", "largest difference"]
    assert ["whole region", "beds", "10", "12", "15", "3"] in rows
    assert ["wide", "beds", "6", "7", "10", "3"] in rows
    assert ["whole region", "wide", "4", "4", "4", "0"] in rows


def test_a_change_within_the_gap_is_not_printed_as_a_difference() -> None:
    """Neither of one clause nor of the whole; one that is proven has its sign."""
    rows = read(comparison_page(comparison(), "en")).rows["t-attribution-0"]
    assert [row[1] for row in rows[1:]] == ["within the gap (± 6)", "+20", "within the gap (± 6)"]
    assert rows[2][0].startswith("stricter: the goals and their order, P-2")


def test_a_set_without_a_plan_has_no_numbers() -> None:
    """Its cells are empty or a dash, never zero."""
    document = comparison()
    document["policies"][1] = {"label": "wide-2", "status": "not_solved", "policy": "x", "fault": None}
    document["attribution"] = []
    found = read(comparison_page(document, "en"))
    assert [row[2] for row in found.rows["t-yields"][1:-1]] == [""] * 4
    assert {row[4] for row in found.rows["t-units"][1:]} == {"–"}
    assert "not solved (time was up, or interrupted)" in "".join(found.texts)


def test_differences_of_wording_are_counted_not_listed() -> None:
    """A reason changes no plan."""
    found = read(comparison_page(comparison(), "en"))
    assert [row[1] for row in found.rows["t-differences"][1:]] == ["at_least", "(the clause)"]
    assert any(text.startswith("1 more differences are of wording alone") for text in found.texts)


def test_the_curve_has_a_dot_per_plan_and_a_cross_per_budget_without_one() -> None:
    """Proven bounds that differ from the value are drawn, and kinks have letters with their sentences."""
    found = read(frontier_page(frontier(), "en"))
    classes = [attributes.get("class") for _, attributes in found.elements]
    assert classes.count("mark m0") == 2 * 6
    assert classes.count("lost") == 6
    assert classes.count("proof") == 2
    assert classes.count("letter") == 2 * 6
    assert "wide can" in found.texts


def test_the_table_of_budgets_tells_status_spending_and_shortfall() -> None:
    """A budget without a plan has neither; amounts have the currency of the instance if it is known."""
    rows = read(frontier_page(frontier(), "en")).rows["t-points"]
    assert rows[1] == ["100", "infeasible", "", "", "", "", ""]
    assert rows[2] == ["200", "optimal", "200", "0.5", "200", "50%", "1"]
    named = read(frontier_page(frontier(), "zh", region())).rows["t-points"]
    assert named[2][:3] == ["200 元", "最优", "200 元"]


def test_names_come_from_the_instance_else_from_the_standard_names() -> None:
    """A resource of the instance has its name, a standard one the vocabulary's, another its id."""
    document = comparison()
    own = region(resources=[{"resource": "beds", "name": "病床"}])
    assert {row[1] for row in read(comparison_page(document, "zh", own)).rows["t-units"][1:]} == {"病床", "wide"}
    assert {row[1] for row in read(comparison_page(document, "zh")).rows["t-units"][1:]} == {"床位", "wide"}


def test_a_frontier_without_points_says_what_is_unfinished() -> None:
    """There is nothing to draw yet."""
    found = read(frontier_page({**frontier(), "points": [], "kinks": []}, "en"))
    assert "polyline" not in found.names()
    assert any("budgets are not finished" in text for text in found.texts)
