"""Prices that can be computed by hand: what a floor saves, what a step costs, what costs nothing and why."""

from __future__ import annotations

import io
import itertools
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from optimizer import commandline
from optimizer.problems import InputError
from optimizer.reading.overrides import Overrides
from optimizer.solving.find import SolveOptions
from optimizer.studies import price as study
from optimizer.studies.price import price
from optimizer.studies.price_desk import Told
from optimizer.studies.price_queue import LOOK, Ask, Queue
from optimizer.studies.price_records import (
    BOUNDED,
    INTERRUPTED,
    KEPT,
    NO_BASE,
    NO_STEP,
    NO_TIME,
    SOLVED,
    Prices,
)
from optimizer.studies.price_report import price_document, print_prices
from optimizer.studies.trials import run_side_by_side
from tests.small_region import done_here, write_small_region

EXACT = SolveOptions(gap=1e-9)
FLOORS: Sequence[Mapping[str, object]] = (
    {"id": "FLOOR", "at_least": 15},
    {"id": "LOW", "at_least": 12},
    {"id": "STAFF", "require": "nurses", "at_least": 10, "nature": "anticipated"},
    {"id": "TODAY", "require": "nurses", "at_least": 1, "nature": "reference"},
    {"id": "NOWHERE", "at_least": 1, "areas": "residents>=5000"},
)


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[pytest.MonkeyPatch]:
    """Solve in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(study, "run_side_by_side", done_here)
        yield patch


@pytest.fixture(scope="module")
def priced(tmp_path_factory: pytest.TempPathFactory, quick: pytest.MonkeyPatch) -> Prices:  # noqa: ARG001 - first
    """The prices of two floors, a target that is missed, a reference and a clause without an area."""
    return price(str(write_small_region(tmp_path_factory.mktemp("price") / "small", FLOORS)), options=EXACT)


def changed(found: Prices, clause: str, part: str) -> dict[str, Fraction | None]:
    """The changes of one clause, by goal."""
    one = next(each for each in found.prices if each.clause.id == clause)
    effect = one.drop if part == "drop" else one.stepped
    assert effect is not None
    return {each.goal: each.change for each in effect.changes}


def test_dropping_a_binding_floor_saves_its_units_times_their_cost(priced: Prices) -> None:
    """Without the floor of 15 the one of 12 binds: three beds fewer in each of two counties, 20 a year each."""
    assert changed(priced, "FLOOR", "drop") == {"anticipated": 0, "cost": -6 * 20}


def test_the_counties_that_pay_share_the_price(priced: Prices) -> None:
    """Both counties save the cost of three beds."""
    one = next(each for each in priced.prices if each.clause.id == "FLOOR")
    assert one.drop is not None
    assert dict(one.drop.counties) == {"A": -60, "B": -60}


def test_a_step_costs_one_unit_in_each_county(priced: Prices) -> None:
    """From 15 to 16 beds one more is bought in each county."""
    one = next(each for each in priced.prices if each.clause.id == "FLOOR")
    assert one.step is not None
    assert (one.step.key, one.step.before, one.step.after) == ("at_least", "15", "16")
    assert changed(priced, "FLOOR", "step") == {"anticipated": 0, "cost": 2 * 20}


def test_a_slack_clause_costs_nothing(priced: Prices) -> None:
    """The floor of 12 below the floor of 15 is free, and so is its step, which the plan keeps as it is."""
    one = next(each for each in priced.prices if each.clause.id == "LOW")
    assert set(changed(priced, "LOW", "drop").values()) == {Fraction(0)}
    assert set(changed(priced, "LOW", "step").values()) == {Fraction(0)}
    assert one.stepped is not None
    assert one.stepped.how == KEPT


def test_a_missed_target_costs_attainment(priced: Prices) -> None:
    """Two of twenty nurses cannot be had; without the target nothing is missing, with one more per county two more."""
    assert changed(priced, "STAFF", "drop") == {"anticipated": Fraction(-2, 20), "cost": 0}
    assert changed(priced, "STAFF", "step") == {"anticipated": Fraction(4, 22) - Fraction(2, 20), "cost": 0}


def test_what_has_no_price_is_listed(priced: Prices) -> None:
    """References and clauses without rows are named, and nothing else is left over."""
    assert priced.references == ("TODAY",)
    assert priced.not_applicable == ("NOWHERE",)
    assert priced.unpriced == ()


def test_two_caps_of_which_one_is_enough_cost_nothing_alone(tmp_path: Path) -> None:
    """Two equal caps on what is free: without either the other holds, so that each is free."""
    caps = [{"id": name, "require": "cots", "at_most": 2} for name in ("ONE", "TWO")]
    room = {"id": "ROOM", "require": "beds + cots", "at_least": 15}
    found = price(str(write_small_region(tmp_path / "small", [*caps, room])), options=EXACT)
    assert changed(found, "ONE", "drop")["cost"] == changed(found, "TWO", "drop")["cost"] == 0
    assert changed(found, "ROOM", "drop")["cost"] == -6 * 20


def test_what_bounds_settle_is_not_solved(tmp_path: Path) -> None:
    """Two floors below today's stock are known to be free by the base plan and a bound; one that binds is solved."""
    low = [{"id": "ONE", "at_least": 8}, {"id": "TWO", "at_least": 9}, {"id": "FLOOR", "at_least": 15}]
    found = price(str(write_small_region(tmp_path / "small", low)), options=EXACT)
    how = {one.clause.id: one.drop.how for one in found.prices if one.drop is not None}
    assert how == {"ONE": BOUNDED, "TWO": BOUNDED, "FLOOR": SOLVED}


def test_what_is_not_solved_is_told_as_an_interval(tmp_path: Path) -> None:
    """With looks alone the floor of 15 saves between nothing and ten beds at 20 a year: today's stock costs no more."""

    def looks(tasks: Queue, work: Callable[[Ask, float | None], Told], **given: Callable[[], object]) -> Iterator[Told]:
        given["begin"]()
        return iter([work(task, None) for task in tasks if task.effort == LOOK])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(study, "run_side_by_side", looks)
        found = price(str(write_small_region(tmp_path / "small", FLOORS[:1])), options=EXACT)
    (one,) = found.prices
    assert one.drop is not None
    assert one.drop.how == BOUNDED
    spans = {each.goal: span for each, span in zip(one.drop.changes, one.drop.ranges, strict=True)}
    assert spans == {"anticipated": (0, 0), "cost": (-10 * 20, 0)}
    console = Console(width=100, record=True, file=io.StringIO())
    print_prices(found, "en", console)
    assert "-200 … 0" in console.export_text().replace(" CNY", "")


def test_a_clause_that_has_a_partner_is_priced_alone(tmp_path: Path) -> None:
    """Fifteen beds or three cots, which cost nothing: without the cots five beds a county are bought."""
    pair = [{"id": "BEDS", "at_least": 15, "or": "COTS"}, {"id": "COTS", "require": "cots", "at_least": 3}]
    found = price(str(write_small_region(tmp_path / "small", pair)), options=EXACT)
    assert changed(found, "COTS", "drop")["cost"] == 2 * 5 * 20


def test_fairness_takes_its_mean_over_what_is_left(tmp_path: Path) -> None:
    """Alpha lacks 2 of 10 nurses and no bed, a mean of 1/10; without the beds it is 2/10, without the nurses 0."""
    goals = [
        {"id": "STAFF", "require": "nurses", "at_least": 10, "nature": "anticipated"},
        {"id": "BEDS", "at_least": 5, "nature": "anticipated"},
    ]
    where = str(write_small_region(tmp_path / "small", goals, ("fairness", "anticipated", "cost")))
    found = price(where, options=EXACT)
    assert changed(found, "BEDS", "drop")["fairness"] == Fraction(1, 10)
    assert changed(found, "STAFF", "drop")["fairness"] == Fraction(-1, 10)


def test_a_budget_given_on_the_line_has_a_price_too(tmp_path: Path) -> None:
    """A budget for five beds holds back five; without it they are bought at 20 a year each."""
    wish = [{"id": "WISH", "at_least": 15, "nature": "anticipated"}]
    where = str(write_small_region(tmp_path / "small", wish))
    found = price(where, options=EXACT, overrides=Overrides(budget="500"))
    assert changed(found, "BUDGET", "drop") == {"anticipated": Fraction(-5, 30), "cost": 5 * 20}
    assert changed(found, "BUDGET", "step") == {"anticipated": Fraction(1, 30), "cost": -20}


def test_what_no_time_was_left_for_is_listed(tmp_path: Path) -> None:
    """If time ends with the base plan, every question but the free steps is listed as not asked."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(study, "run_side_by_side", lambda *_, **__: iter(()))
        found = price(str(write_small_region(tmp_path / "small", FLOORS)), options=EXACT)
    late = {(one.clause, one.part) for one in found.unpriced if one.reason == NO_TIME}
    drops = {(name, "drop") for name in ("FLOOR", "LOW", "STAFF")}
    assert late == {*drops, ("FLOOR", "step"), ("STAFF", "step")}


def test_ctrl_c_keeps_what_is_known(tmp_path: Path) -> None:
    """After an interruption the first answers stand, the rest is listed, and the result says that it was cut short."""

    def stopped(*args: Any, **given: Any) -> Iterator[Any]:
        yield from itertools.islice(done_here(*args, **given), 2)
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(study, "run_side_by_side", stopped)
        found = price(str(write_small_region(tmp_path / "small", FLOORS)), options=EXACT)
    assert found.interrupted
    assert any(one.drop is not None for one in found.prices)
    assert {one.reason for one in found.unpriced} == {INTERRUPTED}


def test_an_infeasible_policy_has_no_prices(tmp_path: Path) -> None:
    """Without a plan there is nothing to compare with, and the output says so."""
    clash = [{"id": "FLOOR", "at_least": 15}, {"id": "CAP", "at_most": 14}]
    found = price(str(write_small_region(tmp_path / "small", clash)))
    assert found.prices == ()
    assert {one.reason for one in found.unpriced} == {NO_BASE}
    assert price_document(found)["status"] == "infeasible"


def test_an_unknown_clause_is_answered_with_a_suggestion(tmp_path: Path) -> None:
    """``--only FLOR`` names no clause."""
    with pytest.raises(InputError, match="FLOOR"):
        price(str(write_small_region(tmp_path / "small", FLOORS)), only=["FLOR"])


def test_only_what_is_asked_for_is_priced(tmp_path: Path) -> None:
    """With ``only`` the other clauses are neither priced nor listed."""
    found = price(str(write_small_region(tmp_path / "small", FLOORS)), only=["LOW"], options=EXACT)
    assert [one.clause.id for one in found.prices] == ["LOW"]
    assert found.unpriced == found.references == found.not_applicable == ()


def test_the_document_and_both_languages_say_the_same(priced: Prices) -> None:
    """JSON has the price as a number, the terminal shows it in both languages."""
    document = json.loads(json.dumps(price_document(priced)))
    floor = next(one for one in document["clauses"] if one["clause"] == "FLOOR")
    assert floor["drop"] == {"anticipated": 0, "cost": -120}
    assert floor["step"] == {"key": "at_least", "from": "15", "to": "16", "anticipated": 0, "cost": 40}
    assert floor["gap"]["drop"]["cost"] <= 1e-6
    for lang in ("zh", "en"):
        console = Console(width=100, record=True, file=io.StringIO())
        print_prices(priced, lang, console)
        text = console.export_text()
        assert "-120" in text
        text.encode("gbk")
        assert "15 → 16" in text


def test_the_command_prints_one_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """``allocare price DIR --json`` prints one JSON document and ends with 0."""
    where = str(write_small_region(tmp_path / "small", FLOORS[:1]))
    monkeypatch.setattr(study, "run_side_by_side", run_side_by_side)
    monkeypatch.setattr(sys, "argv", ["allocare", "price", where, "--json"])
    assert commandline._run() == 0
    document = json.loads(capsys.readouterr().out)
    assert [one["clause"] for one in document["clauses"]] == ["FLOOR"]
    assert NO_STEP not in {one["reason"] for one in document["unpriced"]}
