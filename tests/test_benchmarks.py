"""The benchmarks: their regions are sound, the rivals formulate our model, and the table tells what failed."""

from __future__ import annotations

import csv
import importlib
import io
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from models.clause import Policy
from models.instance import Instance
from optimizer.propose import read_clauses, read_region
from tests.benchmarks import commands, handing_over, proposals
from tests.benchmarks.counties import census, invented
from tests.benchmarks.plot import drawing
from tests.benchmarks.process import Ran, is_running, run_python
from tests.benchmarks.provinces import main as generate
from tests.benchmarks.provinces import write_region
from tests.benchmarks.records import as_csv, as_markdown, failed, record
from tests.benchmarks.rivals.__main__ import MODULES
from tests.benchmarks.rivals.province import read_province
from tests.solving_here import Answer, solve_here

GOAL = "anticipated+guiding"
"""What the rivals minimise."""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of three counties with six facilities each."""
    folder = tmp_path_factory.mktemp("tiny") / "region"
    generate(["--counties", "3", "--facilities", "6", str(folder)])
    return folder


@pytest.fixture(scope="module")
def ours(tiny: Path) -> Answer:
    """Our answer for the goal of the rivals."""
    instance, policy = _read(tiny, "plan")
    return solve_here(instance, replace(policy, goals=(GOAL,)))


def _read(folder: Path, policy: str) -> tuple[Instance, Policy]:
    instance = read_region(str(folder))
    return instance, read_clauses(instance, policy)


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_stock(tiny: Path, tmp_path: Path) -> None:
    """A region can be made again from its size and seed."""
    for seed in (1, 2):
        write_region(invented(3, seed), 6, tmp_path / str(seed), seed)
    again, other = _files(tmp_path / "1"), _files(tmp_path / "2")
    assert _files(tiny) == again
    assert again["stock.csv"] != other["stock.csv"]


def test_a_smaller_region_is_the_beginning_of_a_larger_one(tiny: Path, tmp_path: Path) -> None:
    """Growth from one size to the next is measured on the same counties and more of them."""
    write_region(invented(2, 1), 6, tmp_path / "two", 1)
    assert _files(tiny)["stock.csv"].startswith(_files(tmp_path / "two")["stock.csv"])


@pytest.mark.parametrize(("policy", "clauses"), [("plan", 8), ("plain", 7), ("provinces", 9)])
def test_a_generated_region_is_valid_input(tiny: Path, policy: str, clauses: int) -> None:
    """Region and policies are read without a problem and without a warning."""
    instance, read = _read(tiny, policy)
    assert len(read.clauses) == clauses
    assert len(instance.stock) == 3 * 6 * 4
    assert list(instance.warnings) == []


def test_the_budget_pays_for_half_of_the_beds_that_are_short(ours: Answer) -> None:
    """The region can be planned for, and its budget binds: something stays short."""
    assert ours.plan is not None
    assert ours.goals[0][0] > 0.01


def test_the_census_has_every_county_unit_below_its_province() -> None:
    """2,855 units with 1,387,372,056 residents; every parent is an area, and no id comes twice."""
    region = census()
    above = [row[0] for row in region.above]
    assert len(region.counties) == 2855
    assert sum(county.people for county in region.counties) == 1_387_372_056
    assert {county.parent for county in region.counties} | {row[4] for row in region.above if row[4]} <= set(above)
    ids = [*above, *(county.area for county in region.counties)]
    assert len(set(ids)) == len(ids)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", MODULES)
def test_each_rival_formulates_the_same_model(name: str, tiny: Path, ours: Answer) -> None:
    """As many rows and columns as the arrays, and the optimum that we find."""
    try:
        rival = importlib.import_module(f"tests.benchmarks.rivals.{MODULES[name]}")
    except ImportError as missing:
        pytest.skip(f"{missing.name} is not installed")
    province = read_province(tiny)
    highs = rival.transfer(rival.build(province))
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.run()
    townships, candidates = len(province.home), len(province.candidates)
    assert highs.getNumCol() == 18 * 5 + candidates + 3 * 7 + townships + 1
    assert highs.getNumRow() == 18 * 5 + 4 * candidates + 3 * 6 + townships + 1
    assert highs.getInfo().objective_function_value == pytest.approx(ours.goals[0][0], rel=1e-6)


@pytest.fixture
def told() -> dict[str, object]:
    """What a measuring process of ours tells of a tiny model."""
    stage = {"cpu": 2.0, "wall": 2.0, "peak": 100.0}
    sizes = {"rows": 3, "columns": 4, "nonzeros": 5, "peak": 120.0, "before": 80.0}
    return {"build": stage, "transfer": stage, **sizes}


def test_a_subject_that_fails_leaves_a_row_and_the_others_stay(told: dict[str, object]) -> None:
    """The table says who failed and why, and what the others took against the bare arrays."""
    slow = {**told, "build": {"cpu": 6.0}}
    rounds = {"allocare": [slow, slow], "arrays": [told, told], "pulp": []}
    text = as_markdown(list(handing_over.tabulate("S", rounds, {"pulp": "killed after 9 s"})))
    assert "pulp – failed: killed after 9 s" in text
    (line,) = [line for line in text.splitlines() if "allocare" in line]
    assert line.split(" | ")[1:5] == ["allocare", "6", "2", "8"]
    assert " 2 " in line


def test_a_command_that_fails_leaves_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other commands are measured all the same, on the wall and in CPU time, against their reference."""
    took = commands.Seconds(3.0, 2.0)
    monkeypatch.setattr(commands, "seconds", lambda words: took if words != commands.SHULAN else _fail())
    monkeypatch.setattr(commands, "imports_and_highs", lambda: took)
    text = as_markdown(list(commands.measure(runs=2)))
    assert "| allocare --help | 3 | 1 | 2 | 1 |" in text
    assert "allocare solve shulan – failed: no such region" in text


def _fail() -> commands.Seconds:
    raise commands.FailedError("no such region")


def test_a_proposal_that_is_killed_leaves_its_memory_and_why() -> None:
    """HiGHS alone does not always stop: the row says so."""
    ran = Ran({}, 300.0, 290.0, 512.0, "killed after 300 s")
    text = as_markdown(list(proposals.tabulate(proposals.Case("M", "whole", 1), ran)))
    assert "whole, 1 worker – failed: killed after 300 s | 300 | 512 |" in text


def test_a_proposal_tells_the_gap_of_each_goal_and_when_the_first_was_proven() -> None:
    """The first goal that decides anything ends when it was last heard of; a goal not reached has no gap."""
    history = [[1.0, "fairness", 2.0, 1.0], [3.0, "fairness", 2.0, 1.9], [4.0, "cost", 9.0, None]]
    goals = [["fairness", 2.0, 1.9], ["cost", 9.0, None]]
    seconds = {"read": 0.5, "compile": 0.5, "build": 1.0, "solve": 3.0, "verify": 2.0}
    ran = Ran(
        {"seconds": seconds, "goals": goals, "history": history, "verified": True, "method": "counties"}, 8.0, 7.0, None
    )
    found = {each.figure: each.median for each in proposals.tabulate(proposals.Case("S", "counties", 2), ran)}
    assert (found["first goal proven"], found["all goals"], found["cost"], found["peak"]) == (3.0, 5.0, None, None)
    assert found["fairness"] == pytest.approx(0.05)


def test_the_csv_has_every_figure_with_its_spread() -> None:
    """Medians with least and most; what failed stands there too."""
    records = [record("A", "S", "we", "wall", "s", [3.0, 1.0, 2.0]), failed("A", "M", "we", "no\nplan")]
    rows = list(csv.DictReader(io.StringIO(as_csv(records))))
    assert [rows[0][key] for key in ("median", "least", "most", "runs")] == ["2.0", "1.0", "3.0", "3"]
    assert (rows[1]["median"], rows[1]["remark"]) == ("", "no plan")


def test_a_process_is_killed_at_its_limit_with_all_it_started(tmp_path: Path) -> None:
    """What hangs is told as such, and nothing of it goes on."""
    note = tmp_path / "pid"
    sleeper = f"import os, pathlib, time; pathlib.Path({str(note)!r}).write_text(str(os.getpid())); time.sleep(60)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {sleeper!r}], start_new_session=True)"
    assert run_python(["-c", parent], 1.5).error == "killed after 1.5 s"
    assert not is_running(int(note.read_text()))


def test_a_process_tells_its_figures_or_its_last_words() -> None:
    """Figures are the last line that is JSON; what fails tells why."""
    assert "no such luck" in run_python(["-c", "raise SystemExit('no such luck')"], 60).error
    assert run_python(["-c", "print('{\"answer\": 42}')"], 60).told == {"answer": 42}


def test_the_drawing_has_panels_for_each_goal() -> None:
    """Bound and plan above, the gap below, for every goal of the history."""
    history = [(0.0, "fairness", None, 1.0), (1.0, "fairness", 2.0, 1.5), (2.0, "cost", 7.0, 7.0)]
    image = ElementTree.fromstring(drawing("S: counties, 2 workers", history))
    kinds = [child.tag.rpartition("}")[2] for child in image]
    assert (kinds.count("rect"), kinds.count("path")) == (4, 6)
