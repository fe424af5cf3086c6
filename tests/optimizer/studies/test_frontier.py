"""Budget curves that can be computed by hand, and a folder that a killed run finds again."""

from __future__ import annotations

import io
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from rich.console import Console

from optimizer.problems import InputError
from optimizer.reporting.json_text import json_text
from optimizer.solving.find import SolveOptions
from optimizer.studies import frontier as study
from optimizer.studies.frontier import ENOUGH, POSSIBLE, Frontier, frontier, parse_budgets
from optimizer.studies.frontier_report import frontier_document, kink_sentence, print_frontier
from optimizer.studies.trials import Trial, TrialAnswer
from tests.small_region import one_by_one, write_small_region

EXACT = SolveOptions(gap=1e-9)
CLAUSES = (
    {"id": "MIN", "at_least": 12},
    {"id": "WISH", "at_least": 20, "nature": "anticipated"},
    {"id": "SOME", "at_least": 14, "nature": "anticipated", "areas": "area=A", "weight": 10},
)
BUDGETS = parse_budgets("0:2400:7")
ALPHA_FIRST = ("anticipated", "cost")


@pytest.fixture(autouse=True)
def solved(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Solve in this process; the budgets that were solved, in order."""
    names: list[str] = []

    def noted(asked: Iterable[Trial], **_: object) -> Iterator[TrialAnswer]:
        for answer in one_by_one(asked):
            names.append(answer.trial.name)
            yield answer

    monkeypatch.setattr(study, "run_trials", noted)
    return names


@pytest.fixture
def region(tmp_path: Path) -> str:
    """Two counties that need two beds each, want ten, and one of them four at any price."""
    return str(write_small_region(tmp_path / "small", CLAUSES))


def by_budget(found: Frontier) -> dict[int, Fraction | None]:
    """Budget → the first goal."""
    return {int(one.budget): one.goals[0].value for one in found.points}


def test_each_point_is_the_best_that_its_budget_buys(region: str) -> None:
    """Four beds are needed at 100 each; every further one brings the wish a fortieth nearer, two also the first county.

    MIN takes 400; SOME needs two more beds in A, weighed ten times over 14.
    """
    found = frontier(region, budgets=BUDGETS, options=EXACT)
    missing = {400: 16, 800: 12, 1200: 8, 1600: 4, 2000: 0, 2400: 0}
    some = {400: Fraction(10 * 2, 14)}
    expected = {budget: Fraction(short, 40) + some.get(budget, 0) for budget, short in missing.items()}
    assert by_budget(found) == {0: None, **expected}
    assert [one.status for one in found.points] == ["infeasible", *["optimal"] * 6]
    assert all(one.verified for one in found.points[1:])


def test_more_budget_never_worsens_the_first_goal(region: str) -> None:
    """The curve falls or stays."""
    values = [one.goals[0].value for one in frontier(region, budgets=BUDGETS, options=EXACT).points if one.has_plan]
    assert all(after <= before for before, after in itertools.pairwise(values))  # type: ignore[operator]


def test_budgets_that_do_not_bind_are_not_solved(region: str, solved: list[str]) -> None:
    """Without a budget 2000 are spent, so 2000 and 2400 have that plan; that is solved first."""
    found = frontier(region, budgets=BUDGETS, options=EXACT)
    assert solved == ["", "1600", "1200", "800", "400", "0"]
    assert [int(one.budget or 0) for one in found.points if not one.binds] == [2000, 2400]


def test_if_there_is_no_plan_at_all_no_budget_helps(tmp_path: Path, solved: list[str]) -> None:
    """Two clauses that collide are infeasible under every budget, with a single solve."""
    clash = [{"id": "FLOOR", "at_least": 15}, {"id": "CAP", "at_most": 14}]
    where = str(write_small_region(tmp_path / "clash", clash))
    found = frontier(where, budgets=parse_budgets("0:300:4"), options=EXACT)
    assert [one.status for one in found.points] == ["infeasible"] * 4
    assert solved == [""]


def test_kinks_are_told_in_words(region: str) -> None:
    """The curve says from where on it is possible, when the first county has enough, and when money no longer helps."""
    found = frontier(region, budgets=BUDGETS, options=EXACT)
    kinds = [(one.kind, one.below, one.above, one.met) for one in found.kinks]
    assert kinds == [
        (POSSIBLE, 0, 400, ()),
        ("change", 400, 800, ("SOME",)),
        ("change", 1600, 2000, ("WISH",)),
        (ENOUGH, None, 2000, ()),
    ]
    sentence = kink_sentence(found, found.kinks[1], "en")
    assert "From 400 CNY to 800 CNY" in sentence
    assert "no longer short: SOME" in sentence
    assert "only these remain short: WISH" in sentence
    assert kink_sentence(found, found.kinks[-1], "zh") == "预算达到 2,000 元 后，再增加也没有变化；没有任何缺口。"


def test_a_second_run_takes_everything_from_the_folder(region: str, solved: list[str], tmp_path: Path) -> None:
    """Nothing is solved twice, and the document has the same bytes."""
    first = json_text(frontier_document(frontier(region, budgets=BUDGETS, options=EXACT, folder=tmp_path / "curve")))
    count = len(solved)
    again = json_text(frontier_document(frontier(region, budgets=BUDGETS, options=EXACT, folder=tmp_path / "curve")))
    assert again == first
    assert len(solved) == count


def test_other_options_or_inputs_are_solved_anew(region: str, solved: list[str], tmp_path: Path) -> None:
    """A kept point answers the same question only: another gap or a changed file makes it another one."""
    budgets = parse_budgets("2000:2400:2")  # neither binds
    frontier(region, budgets=budgets, options=EXACT, folder=tmp_path / "curve")
    frontier(region, budgets=budgets, options=SolveOptions(gap=1e-8), folder=tmp_path / "curve")
    policy = Path(region) / "policies" / "small.toml"
    policy.write_text(policy.read_text(encoding="utf-8").replace("20", "19"), encoding="utf-8")
    frontier(region, budgets=budgets, options=EXACT, folder=tmp_path / "curve")
    assert solved == [""] * 3


def test_a_damaged_point_is_solved_again(region: str, tmp_path: Path) -> None:
    """A file that cannot be read counts as not kept."""
    folder = tmp_path / "curve"
    first = frontier_document(frontier(region, budgets=BUDGETS, options=EXACT, folder=folder))
    for path in folder.glob("point-*.json"):
        path.write_text("{", encoding="utf-8")
    (folder / ".unfinished-point-x.json").write_text("", encoding="utf-8")
    assert frontier_document(frontier(region, budgets=BUDGETS, options=EXACT, folder=folder)) == first


def test_ctrl_c_keeps_and_lists(region: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an interruption what is done is there, the rest is named, and a further run ends as if nothing had been."""

    def stopped(asked: Iterable[Trial], **_: object) -> Iterator[TrialAnswer]:
        yield from itertools.islice(one_by_one(asked), 1)
        raise KeyboardInterrupt

    whole = frontier_document(frontier(region, budgets=BUDGETS, options=EXACT))
    with monkeypatch.context() as patch:
        patch.setattr(study, "run_trials", stopped)
        cut = frontier(region, budgets=BUDGETS, options=EXACT, folder=tmp_path / "curve")
    assert cut.interrupted
    assert {one.budget for one in cut.points} == {2000, 2400}
    assert cut.missing == (0, 400, 800, 1200, 1600)
    assert frontier_document(frontier(region, budgets=BUDGETS, options=EXACT, folder=tmp_path / "curve")) == whole


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_a_killed_run_goes_on_where_it_was(region: str, tmp_path: Path) -> None:
    """Killed after its first point, the command ends on a second call with the bytes of an undisturbed one."""
    command = [sys.executable, "-m", "optimizer.commandline", "frontier", region, "--budgets", "0:2400:7", "--json"]
    folder = tmp_path / "killed"
    run = subprocess.Popen([*command, "-o", str(folder)], stdout=subprocess.DEVNULL, start_new_session=True)
    deadline = time.monotonic() + 60
    while not list(folder.glob("point-*.json")) and time.monotonic() < deadline:
        time.sleep(0.02)
    run.send_signal(signal.SIGKILL)
    run.wait()
    kept = {path.name for path in folder.glob("point-*.json")}
    assert kept
    whole = subprocess.run([*command, "-o", str(tmp_path / "whole")], check=True, capture_output=True).stdout
    again = subprocess.run([*command, "-o", str(folder)], check=True, capture_output=True).stdout
    assert again == whole
    for path in (tmp_path / "whole").iterdir():
        assert path.read_bytes() == (folder / path.name).read_bytes()


def test_a_folder_of_somebody_else_is_left_alone(region: str, tmp_path: Path) -> None:
    """A folder with a foreign file in it is refused."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match=r"notes\.txt"):
        frontier(region, budgets=BUDGETS, folder=tmp_path / "mine")


@pytest.mark.parametrize("text", ["", "1:2", "1:2:3:4", "a:2:3", "2:1:3", "1:2:1", "1:2:2.5", "-1:2:3", "0:1:9999"])
def test_budgets_that_are_none_are_refused(text: str) -> None:
    """Anything but LO:HI:N with LO below HI and two points or more is a problem of --budgets."""
    with pytest.raises(InputError, match="--budgets"):
        parse_budgets(text)


def test_budgets_are_equally_far_apart_in_whole_units() -> None:
    """0 to 100 in four points are 0, 33, 67 and 100."""
    assert parse_budgets("0:100:4") == (0, 33, 67, 100)
    assert parse_budgets("0:1:3") == (0, Fraction(1, 2), 1)


def test_the_terminal_shows_the_curve_in_both_languages(region: str) -> None:
    """Every budget with its status stands in the table, and what is zero throughout is named below it."""
    found = frontier(region, budgets=parse_budgets("2000:2400:2"), options=EXACT)
    for lang in ("zh", "en"):
        console = Console(width=100, record=True, file=io.StringIO())
        print_frontier(found, lang, console)
        text = console.export_text()
        assert "2,400" in text
        assert ("未满足条款" if lang == "zh" else "clauses short") in text.replace("\n", " ")
    assert json.loads(json_text(frontier_document(found)))["points"][0]["cost"] == {"capital": 2000, "annual": 400}
