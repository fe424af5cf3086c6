"""The document of a run."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from models.instance import Instance
from optimizer.impossible import Conflict, Fact, Impossibility
from optimizer.reporting.json_text import json_text
from optimizer.reporting.summary import check_summary, goals, judgement_summary, summary, warnings
from optimizer.solving.outcome import Status, Stop
from tests.builders import clause, policy
from tests.optimizer.reporting import samples

KEYS = [
    *("status", "stop_reason", "method", "method_reason", "instance", "policy"),
    *("goals", "totals", "cost", "clauses", "counties"),
    *("equity", "verified", "size", "versions", "options", "inputs", "plan", "warnings", "agglomeration", "lorenz"),
]
WHY_KEYS = (
    *("conflict", "conflict_bounds", "repairs", "confirmed", "minimal", "bounds_minimal", "others", "all_conflicts"),
    *("no_repair", "not_examined", "left_short"),
)


def test_keys_stand_in_the_documented_order(tmp_path: Path) -> None:
    """Readers may rely on the order of the keys, on every level."""
    document = summary(samples.proposal(samples.verified(tmp_path)))
    assert list(document) == KEYS
    assert list(document["goals"][0]) == ["goal", "value", "bound", "gap"]
    assert list(document["clauses"]) == ["met", "short", "violated", "not_applicable", "reference"]
    assert list(document["counties"][0]) == ["county", "name", "resources", "shortfall", "cost"]
    assert list(document["size"]) == ["rows", "columns", "integers", "nonzeros"]
    measures = ["gini_residents", "gini_area", "theil", "theil_within", "theil_between", "hrad"]
    assert list(document["equity"]["beds"]["proposed"]) == measures
    assert list(document["agglomeration"]) == ["pad", "hrad_less_pad"]
    assert list(document["lorenz"]["beds"]["proposed"]) == ["residents", "area"]


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    """Nothing in the document depends on when or how fast the run was."""
    proposal = samples.proposal(samples.verified(tmp_path))
    assert json_text(summary(proposal)) == json_text(summary(proposal))
    assert "seconds" not in json_text(summary(proposal))


def test_totals_costs_and_counts(tmp_path: Path) -> None:
    """Cost includes openings, in total and in their county; a clause counts once, however many rows it has."""
    document = summary(samples.proposal(samples.verified(tmp_path)))
    assert document["totals"]["beds"] == {"current": 175, "proposed": 195}
    assert document["cost"] == {"capital": 20 * 1000 + 5 * 333.25 + 5000, "annual": 1950 + 40 + 6}
    counts = {"met": 2, "short": 3, "violated": 0, "not_applicable": 2}
    assert document["clauses"] == {**counts, "reference": {"met": 0, "short": 0}}
    costs = {county["county"]: county["cost"] for county in document["counties"]}
    assert costs["A"]["capital"] == 25000
    assert sum(cost["capital"] for cost in costs.values()) == document["cost"]["capital"]
    assert sum(cost["annual"] for cost in costs.values()) == document["cost"]["annual"]


def test_references_are_counted_apart(tmp_path: Path) -> None:
    """A reference is no target: the plan agrees with it or differs, which makes no clause met or short."""
    clauses = policy(
        clause(id="A", require="beds", at_least=1, level="region"),
        clause(id="R1", require="beds", at_least=1, level="region", nature="reference"),
        clause(id="R2", require="beds", at_least=999, level="region", nature="reference"),
        clause(id="R3", require="beds", at_least=1, level="village", nature="reference"),
    )
    verified = samples.verified(tmp_path, clauses=clauses)
    expected = {"met": 1, "short": 0, "violated": 0, "not_applicable": 0, "reference": {"met": 1, "short": 1}}
    assert summary(samples.proposal(verified))["clauses"] == expected
    assert judgement_summary(verified)["clauses"] == expected


def test_shortfall_of_an_area_that_is_no_county_is_null(tmp_path: Path) -> None:
    """Counties carry the shortfall that fairness compares; the city, which is none, carries null."""
    verified = samples.verified(tmp_path)
    shortfalls = {county["county"]: county["shortfall"] for county in summary(samples.proposal(verified))["counties"]}
    assert shortfalls["C"] is None
    assert shortfalls["A"] == pytest.approx(float(verified.judgement.county_shortfall["A"]))


@pytest.mark.parametrize(
    ("bound", "printed", "gap"),
    [
        (0.25, 0.25, Fraction(3, 4)),
        (-5.0, 0, Fraction(1)),
        (1.5, 1, Fraction(0)),
        (-math.inf, 0, Fraction(1)),
        (math.inf, 1, Fraction(0)),
        (math.nan, None, None),
        (None, None, None),
    ],
)
def test_gap_compares_the_exact_value_with_the_clipped_bound(
    tmp_path: Path, bound: float | None, printed: float | None, gap: Fraction | None
) -> None:
    """gap = |value − bound| / max(|value|, 1e-9), with the bound kept between 0 and the value."""
    verified = samples.verified(tmp_path, clauses=samples.only(samples.sample_policy(), "P-2"))
    value = verified.judgement.goals["cost"]
    scaled = bound if bound is None or not math.isfinite(bound) else bound * float(value)
    goal = next(each for each in goals(samples.proposal(verified, {"cost": scaled})) if each["goal"] == "cost")
    assert goal["value"] == float(value)
    assert goal["bound"] == (None if printed is None else pytest.approx(printed * float(value)))
    assert goal["gap"] == (None if gap is None else pytest.approx(float(gap), abs=1e-9))


def test_a_goal_at_zero_has_no_gap(tmp_path: Path) -> None:
    """Nothing is better than zero: the gap is 0, not undefined."""
    first = goals(samples.proposal(samples.verified(tmp_path)))[0]
    assert first == {"goal": "principle", "value": 0, "bound": 0, "gap": 0}


def test_without_a_plan_nothing_is_called_zero() -> None:
    """What only a plan could tell is null; today's numbers stay."""
    document = summary(samples.without_plan(Status.NO_PLAN, Stop.TIME_LIMIT))
    assert list(document) == KEYS
    assert document["verified"] is False
    assert document["goals"][0] == {"goal": "principle", "value": None, "bound": None, "gap": None}
    assert document["totals"]["beds"] == {"current": 175, "proposed": None}
    assert document["cost"] == {"capital": None, "annual": None}
    nothing = dict.fromkeys(["met", "short", "violated", "not_applicable"])
    assert document["clauses"] == {**nothing, "reference": {"met": None, "short": None}}
    assert document["counties"][0]["resources"]["beds"] == {"current": 50, "proposed": None}
    assert document["counties"][0]["cost"] == {"capital": None, "annual": None}
    for spread in (document["equity"], document["agglomeration"]["hrad_less_pad"], document["lorenz"]):
        assert spread["beds"]["proposed"] is None
        assert spread["beds"]["current"] is not None


def test_an_infeasible_run_names_its_conflict() -> None:
    """The rows that cannot hold together, the facts and the ways out follow after everything else."""
    row, proposal = samples.conflict_row(), samples.without_plan(Status.INFEASIBLE, Stop.INFEASIBLE)
    facts = (Fact("A1", "icu_beds", "part_of", whole="beds"), Fact("A1", "beds", "keep", 70))
    document = summary(replace(proposal, why=Impossibility([Conflict((row,), facts, True, True, True)])))
    assert list(document) == [*KEYS, *WHY_KEYS]
    assert document["conflict"] == [{"clause": "P-1", "area": "region", "required": 200, "reachable": 215}]
    assert document["conflict_bounds"] == [
        {"facility": "A1", "resource": "icu_beds", "key": "part_of", "value": "beds"},
        {"facility": "A1", "resource": "beds", "key": "keep", "value": 70},
    ]
    assert (document["repairs"], document["others"]) == ([], [])
    assert document["not_examined"] == ["further conflicts", "further ways out"]


def test_an_infeasible_run_that_was_not_explained_says_so_by_null() -> None:
    """What the repair leaves short is there; a conflict was not looked for, which is not the same as none."""
    document = summary(samples.without_plan(Status.INFEASIBLE, Stop.INFEASIBLE, samples.conflict_row()))
    assert {document[key] for key in WHY_KEYS if key != "left_short"} == {None}
    assert document["left_short"] == [{"clause": "P-1", "area": "region", "required": 200, "reachable": 215}]


def test_a_broken_plan_is_not_verified(tmp_path: Path) -> None:
    """A plan that breaks a binding clause is never called verified, and the breach is listed."""
    strict = policy(clause(id="X", require="beds", at_most=190, level="region", nature="binding"))
    verified = samples.verified(tmp_path, clauses=strict)
    assert summary(samples.proposal(verified))["verified"] is False
    document = judgement_summary(verified)
    assert (document["verified"], document["clauses"]["violated"]) == (False, 1)
    assert document["rows"] == [
        {
            "clause": "X",
            "area": "region",
            "required": 190,
            "current": 175,
            "achieved": 195,
            "shortfall": 5,
            "status": "violated",
            "note": "",
        }
    ]
    assert json.loads(json_text(document)) == document


def test_warnings_are_told_once() -> None:
    """The same warning from several stages appears once, in the order of the stages."""
    instance: Instance = samples.sample_region()
    object.__setattr__(instance, "warnings", ("b", "a"))
    clauses = samples.sample_policy()
    object.__setattr__(clauses, "warnings", ("a", "c"))
    assert warnings(instance, clauses, None) == ["b", "a", "c"]


def test_check_counts_what_is_there() -> None:
    """A valid input is summed up: areas by level, facilities by status, clauses by nature, and what does not apply."""
    document = check_summary(samples.sample_region(), samples.sample_policy())
    assert document["areas"] == {"city": 1, "county": 2, "township": 2}
    assert document["facilities"] == {"open": 3, "closable": 1, "candidate": 1}
    assert document["clauses"] == {"binding": 1, "anticipated": 4, "guiding": 1, "strive": 1}
    assert document["not_applicable"] == [
        {"clause": "P-6", "reason": "no area passes"},
        {"clause": "P-7", "reason": "no data: elderly"},
    ]
    assert (document["stock"], document["resources"]) == (7, ["beds", "doctors"])
    assert json.loads(json_text(document)) == document


def test_a_clause_on_facilities_that_are_not_there_does_not_apply() -> None:
    """A filter that no facility passes leaves a facility clause without rows."""
    nobody = policy(clause(id="N", require="beds", at_least=1, level="facility", where="type=clinic"))
    document = check_summary(samples.sample_region(), nobody)
    assert document["not_applicable"] == [{"clause": "N", "reason": "no facility passes"}]
