"""Explanations as they are printed and written, of a small region and of the contradictions of a real plan."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from optimizer import commandline
from optimizer.impossible import Fact
from optimizer.reading.overrides import Overrides
from optimizer.solving.find import SolveOptions
from optimizer.studies.explain import Explanation, explain
from optimizer.studies.explain_lines import print_explanation
from optimizer.studies.explain_report import document
from tests.explaining import EXACT, RIVALS, SHORT, in_this_process
from tests.small_region import write_small_region


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[pytest.MonkeyPatch]:
    """Work in this process."""
    with in_this_process() as patch:
        yield patch


@pytest.fixture(scope="module")
def collided(tmp_path_factory: pytest.TempPathFactory, quick: pytest.MonkeyPatch) -> Explanation:  # noqa: ARG001 - first
    """A floor of 15 beds in each county and a cap of 14 in one of them."""
    return explain(str(write_small_region(tmp_path_factory.mktemp("rivals") / "small", RIVALS)), options=EXACT)


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory, quick: pytest.MonkeyPatch) -> Explanation:  # noqa: ARG001 - first
    """A target that a cap holds back, and one that the nurses there are hold back."""
    return explain(str(write_small_region(tmp_path_factory.mktemp("short") / "small", SHORT)), options=EXACT)


def printed(told: Explanation, lang: str) -> str:
    """What the terminal shows, in one line."""
    console = Console(file=io.StringIO(), width=200, color_system=None)
    print_explanation(told, lang, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().replace("\n", " ")


def test_a_policy_that_holds_without_shortfall_has_nothing_to_explain(tmp_path: Path) -> None:
    """A floor that is met."""
    told = explain(str(write_small_region(tmp_path / "small", RIVALS[:1])), options=EXACT)
    assert (told.infeasible, told.short, told.complete) == (False, [], True)
    assert "no clause is short" in printed(told, "en")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_explanation_is_printed_in_both_languages(collided: Explanation, short: Explanation, lang: str) -> None:
    """Every clause that takes part is named, with its numbers."""
    text = printed(collided, lang)
    assert all(word in text for word in ("FLOOR", "CAP", "14", "15", '--set "CAP.at_most=15"'))
    text = printed(short, lang)
    assert all(word in text for word in ("MANY", "CAP", "STAFF", "HA", "HB"))


def test_the_document_has_the_keys_of_the_contract(collided: Explanation, short: Explanation) -> None:
    """A program finds conflict, bounds, repairs and holders, all of them plain JSON."""
    found = json.loads(json.dumps(document(collided)))
    assert (found["feasible"], found["others"], found["not_examined"], found["conflict_bounds"]) == (False, [], [], [])
    assert {"clause": "CAP", "area": "B", "required": 14, "reachable": 15} in found["conflict"]
    cap = next(one for one in found["repairs"] if one["clause"] == "CAP")
    assert (cap["key"], cap["from"], cap["to"], cap["cost"]) == ("at_most", "14", "15", 400)
    told = json.loads(json.dumps(document(short)))
    many = next(one for one in told["short"] if one["clause"] == "MANY")
    assert told["feasible"] is True
    assert many["held_back_by"] == [{"clause": "CAP", "binding": True, "soft": False, "without": 0}]
    assert many["bounds"] == [{"facility": "HB", "resource": "beds", "key": "keep", "value": 10}]


def test_the_command_ends_with_the_code_of_an_infeasible_policy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One document and nothing else on standard output; 4 for infeasible, 0 where clauses are only short."""
    for rules, code in ((RIVALS, 4), (SHORT, 0)):
        folder = write_small_region(tmp_path / str(code), rules)
        monkeypatch.setattr(sys, "argv", ["allocare", "explain", str(folder), "--json"])
        assert commandline._run() == code
        assert json.loads(capsys.readouterr().out)["complete"] is True


def test_the_bed_tables_of_shulan_exceed_their_total_by_thirty() -> None:
    """The rows of the plan and the private beds that stand there make 3,513 beds, the cap is 3,483."""
    overrides = Overrides(("SL-B.nature=binding",))
    told = explain("shulan", overrides=overrides, options=SolveOptions(time_limit=60))
    (conflict,) = told.why.conflicts
    cap = next(row for row in conflict.rows if row.clause == "SL-05")
    assert (cap.required, cap.reachable) == (3483, 3513)
    assert {row.clause for row in conflict.rows} == {"SL-05", "SL-B"}
    assert (conflict.confirmed, conflict.minimal, conflict.facts_minimal) == (True, True, True)


def test_the_public_beds_of_shulan_stand_twelve_above_the_cap_less_the_private_reserve() -> None:
    """The totals printed for public beds, 550 and 2,130, make 2,680; 6.56 per 1000 without tolerance is 2,668."""
    sets = ("SL-21.nature=binding", "SL-21.tolerance=0", "SL-28.nature=binding")
    why = explain("shulan", overrides=Overrides(sets), options=SolveOptions(time_limit=60)).why
    (conflict,) = why.conflicts
    told = {row.clause: (row.required, row.reachable) for row in conflict.rows}
    assert told == {"SL-21": (2668, 2680), "SL-28": (2130, 2118)}
    assert conflict.facts == (Fact("shulan-psychiatric-hospital", "beds", "keep", 550),)
    assert [{row.clause: row.reachable for row in one.rows} for one in why.further] == [{"SL-05": 3493, "SL-28": 2120}]
