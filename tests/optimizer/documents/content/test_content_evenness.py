"""The tables of equity: the measures of the reports, exact, now and planned."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from optimizer.documents.content.evenness import agglomeration, equity, lorenz
from optimizer.reporting import equity as measures
from optimizer.reporting.sums import current_plan
from tests.optimizer.documents.made import column, rows, sample, shipped_today


def test_measures_are_those_of_the_whole_plan(tmp_path: Path) -> None:
    """Gini and Theil as computed over all counties, exactly."""
    dossier = sample(tmp_path)
    before = measures.equity(dossier.instance, current_plan(dossier.instance))["beds"]
    after = measures.equity(dossier.instance, dossier.judgement.plan.proposed)["beds"]
    table = equity(dossier, "en")
    assert rows(table, "gini_residents_now", "gini_residents_planned")[0] == (
        before.gini_residents,
        after.gini_residents,
    )
    assert column(table, "theil_planned")[0] == Fraction(after.theil or 0)


def test_a_single_county_has_nothing_to_compare(tmp_path: Path) -> None:
    """No rows, and a note that says so."""
    dossier = shipped_today(tmp_path, "shulan")
    assert equity(dossier, "zh").rows == ()
    assert equity(dossier, "zh").notes
    assert lorenz(dossier, "zh").rows == ()
    assert agglomeration(dossier, "zh").rows == ()


def test_a_curve_goes_from_nothing_to_everything(tmp_path: Path) -> None:
    """Eleven points from 0 to 1, never above the diagonal and never falling."""
    table = lorenz(sample(tmp_path), "en")
    for key in ("beds_now", "beds_planned", "doctors_now", "doctors_planned"):
        heights = [value for value in column(table, key) if isinstance(value, Fraction | int)]
        assert (heights[0], heights[-1]) == (0, 1)
        assert heights == sorted(heights)
        assert all(height <= Fraction(tenth, 10) for tenth, height in enumerate(heights))


def test_agglomeration_is_told_for_each_county(tmp_path: Path) -> None:
    """County A has 10/16 of the people on a quarter of the land: 2.5."""
    table = agglomeration(sample(tmp_path), "en")
    assert rows(table, "county", "pad") == [("甲县", Fraction(5, 2)), ("County B", Fraction(1, 2))]
