"""The front of a document and where its numbers come from: sentences, totals, goals, sources, run."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from optimizer.documents.content import origins, overview
from optimizer.documents.dossier import Dossier
from optimizer.documents.dossier import dossier as dossier_of
from optimizer.solving.outcome import Status
from tests.builders import clause, policy, region
from tests.optimizer.documents.made import column, made, rows, sample
from tests.optimizer.reporting import samples


def prose(dossier: Dossier, lang: str = "en") -> str:
    """All sentences in one text."""
    return "\n".join(overview.sentences(dossier, lang))


def test_the_headline_names_region_and_years(tmp_path: Path) -> None:
    """With the years where the instance has them."""
    dossier = sample(tmp_path)
    dated = replace(dossier.instance, title="某市", title_en="City", base_year=2020, target_year=2025)
    told = made(tmp_path / "again", dated, dossier.policy)
    assert overview.headline(told, "zh") == "某市卫生资源配置方案（2020—2025年）"
    assert overview.headline(told, "en") == "Proposed allocation of health resources: City, 2020–2025"
    assert overview.headline(dossier, "zh") == "sample卫生资源配置方案"


def test_the_sentences_say_what_changes_costs_and_stays_short(tmp_path: Path) -> None:
    """Resources, openings, money, clauses met and not met."""
    text = prose(sample(tmp_path))
    assert "beds 175 → 195 (+20)" in text
    assert "Facilities opened: 1. Facilities closed: 1." in text
    assert "26,666 CNY once" in text
    assert "Clauses met: 2; short: 3; broken: 0; not applicable: 2." in text
    assert "P-2 每千人口床位数" in text


def test_a_plan_that_meets_everything_says_so(tmp_path: Path) -> None:
    """No list of what is short."""
    instance = region(facilities=[{"facility": "H"}], stock={("H", "beds"): 4})
    text = prose(made(tmp_path, instance, policy(clause(require="beds", at_least=1))))
    assert "Every clause that applies is met." in text
    assert "Not met" not in text


def test_rounding_is_no_gap(tmp_path: Path) -> None:
    """A gap of 1e-15 is told as zero, a real one as it is."""
    dossier = sample(tmp_path)
    values = {goal["goal"]: goal["value"] for goal in dossier.goals}
    near = {goal: float(value) * (1 - 1e-15) for goal, value in values.items()}
    near["cost"] = float(values["cost"]) * 0.99
    table = overview.goals(sample(tmp_path, near), "en")
    gaps = dict(zip([goal["goal"] for goal in dossier.goals], column(table, "gap"), strict=True))
    assert gaps.pop("cost") == pytest.approx(Fraction(1, 100))
    assert set(gaps.values()) == {Fraction(0)}


def test_goals_are_told_in_their_units(tmp_path: Path) -> None:
    """Shortfalls in per cent, the cost in currency a year, exactly as re-checked."""
    dossier = sample(tmp_path)
    table = overview.goals(dossier, "en")
    value = {goal["goal"]: cell for goal, cell in zip(dossier.goals, column(table, "value"), strict=True)}
    assert value["fairness"] == dossier.judgement.goals["fairness"] * 100
    assert value["cost"] == dossier.judgement.goals["cost"]


def test_what_is_not_proven_is_named(tmp_path: Path) -> None:
    """A plan that is only feasible says which goals have no proof, with the gap where there is one."""
    checked = samples.verified(tmp_path)
    bounds: dict[str, float | None] = {
        goal: float(value) for goal, value in checked.judgement.goals.items() if goal != "stability"
    }
    bounds |= {"stability": None, "cost": float(checked.judgement.goals["cost"]) / 2}
    text = prose(dossier_of(samples.proposal(checked, bounds, Status.FEASIBLE)))
    assert "annualised cost (within 50%)" in text
    assert "concentration of change (no bound)" in text
    assert "worst-off" not in text
    assert "re-checked exactly and proven" not in text


def test_totals_have_rates_and_growth(tmp_path: Path) -> None:
    """20 more beds on 175, for 16,000 residents."""
    table = overview.totals(sample(tmp_path), "en")
    assert rows(table, "resource", "current", "proposed", "growth", "rate_proposed", "rate_of")[0] == (
        "beds",
        175,
        195,
        Fraction(20, 175),
        Fraction(195, 16),
        "1000 residents",
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Sourced: census.", "sourced"),
        ("Modelled: the wage (sourced) times 1.3 (assumed).", "modelled, sourced, assumed"),
        ("Their cost is assumed.", "assumed"),
        ("taken over from last year", "not said"),
        ("outsourced to others", "not said"),
        ("有出处：《统计公报》；增长率为假定。", "sourced, assumed"),
    ],
)
def test_a_source_says_of_what_kind_it_is(text: str, told: str) -> None:
    """In the order of its text; what it does not say is not made up."""
    assert origins.standing(text, "en") == told


def test_sources_and_files_are_listed(tmp_path: Path) -> None:
    """Each source as written, each file with its digest, the run by its id."""
    base = samples.sample_region()
    instance = replace(base, sources={"stock.csv": "Assumed."}, inputs={"stock.csv": "ab" * 32})
    dossier = made(tmp_path, instance, samples.sample_policy())
    assert origins.sources(dossier, "en").rows == (("stock.csv", "assumed", "Assumed."),)
    assert ("stock.csv", "ab" * 32) in origins.inputs(dossier, "en").rows
    assert ("run id", dossier.run_id) in origins.run(dossier, "en").rows


def test_warnings_are_listed(tmp_path: Path) -> None:
    """Every one, numbered; the sentences say how many there are."""
    dossier = sample(tmp_path)
    told = overview.notices(dossier, "en")
    assert column(told, "source") == list(dossier.summary["warnings"])
    assert f"Warnings about the data, listed with the sources: {len(told.rows)}." in prose(dossier)


def test_a_table_is_worked_out_once(tmp_path: Path) -> None:
    """The second document gets the very table of the first, but another language its own."""
    dossier = sample(tmp_path)
    assert overview.totals(dossier, "en") is overview.totals(dossier, "en")
    assert overview.totals(dossier, "en") != overview.totals(dossier, "zh")
