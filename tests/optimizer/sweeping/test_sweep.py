"""Sweeps over the small region: what stands in the tables, what is kept, and what becomes of runs that go wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from optimizer import propose as propose_module
from optimizer.problems import InputError, OwnFaultError
from optimizer.propose import propose
from optimizer.reading.overrides import Overrides
from optimizer.reporting.files import NotOurs
from optimizer.reporting.json_text import json_text
from optimizer.solving import find
from optimizer.solving.find import SolveOptions
from optimizer.sweeping import run as run_module
from optimizer.sweeping import sweep as sweep_module
from optimizer.sweeping.folder import SweepFolder
from optimizer.sweeping.report import sweep_document
from optimizer.sweeping.run import Assignment, Suits, carry_out
from optimizer.sweeping.sweep import Swept, sweep
from optimizer.sweeping.sweep_file import read_sweep_file
from tests.optimizer.sweeping.grids import WorkersHere, cells, content, write_sweep
from tests.solver_here import SolverHere

Sweep = Callable[..., Swept]


@pytest.fixture(autouse=True)
def solver_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Solve in this process."""
    monkeypatch.setattr(find, "SolverProcess", SolverHere)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Sweep:
    """Sweep in this process; ``stop_after`` runs comes Ctrl-C."""

    def swept(path: Path, folder: Path, stop_after: int | None = None) -> Swept:
        monkeypatch.setattr(sweep_module, "open_workers", WorkersHere(stop_after))
        return sweep(read_sweep_file(path), folder)

    return swept


def statuses(swept: Swept) -> list[str]:
    """How the runs ended."""
    return [one.status for one in swept.ended]


def test_a_row_stands_for_each_run_in_the_order_of_the_grid(tmp_path: Path, run: Sweep) -> None:
    """With its labels, its numbers, and nothing where nothing is known: 300 do not buy the four beds that must be."""
    path = write_sweep(tmp_path, {"name": "all"}, {"name": "=less", "drop": ["WISH"]}, budgets=[300, 800, "none"])
    swept = run(path, tmp_path / "out")
    rows = cells(tmp_path / "out" / "runs.csv")
    assert [(row["variant"], row["budget"], row["status"]) for row in rows] == [
        ("all", "300", "infeasible"),
        ("all", "800", "optimal"),
        ("all", "", "optimal"),
        ("'=less", "300", "infeasible"),
        ("'=less", "800", "optimal"),
        ("'=less", "", "optimal"),
    ]
    assert [row["capital_cost"] for row in rows] == ["", "800", "2000", "", "400", "400"]
    assert [row["goal:anticipated:value"] for row in rows] == ["", "0.3", "0", "", "0", "0"]
    assert [row["goal:cost:gap"] for row in rows] == ["", "0", "0", "", "0", "0"]
    assert [row["units:beds:proposed"] for row in rows] == ["", "28", "40", "", "24", "24"]
    assert [row["units:beds:current"] for row in rows] == ["20"] * 6
    assert [row["clauses_short"] for row in rows] == ["", "1", "0", "", "0", "0"]
    assert [row["verified"] for row in rows] == ["false", "true", "true"] * 2
    assert [row["run"] for row in rows] == [one.run.digest for one in swept.ended]
    assert swept.is_complete


def test_the_county_tables_of_all_runs_stand_below_each_other(tmp_path: Path, run: Sweep) -> None:
    """Each row under the labels of its run; a run without a plan has none."""
    swept = run(write_sweep(tmp_path, budgets=[300, 400, 800]), tmp_path / "out")
    rows = cells(tmp_path / "out" / "counties.csv")
    assert {row["budget"] for row in rows} == {"400", "800"}
    for one in swept.ended[1:]:
        table = cells(tmp_path / "out" / "runs" / one.run.digest / "counties.csv")
        mine = [row for row in rows if row["run"] == one.run.digest]
        assert [{key: row[key] for key in table[0]} for row in mine] == table
        assert {row["budget"] for row in mine} == {one.run.combination.budget}


def test_a_run_is_the_result_of_a_solve(tmp_path: Path, run: Sweep) -> None:
    """Of one on one thread: the same files with the same bytes, in a folder that ``report`` can open."""
    swept = run(write_sweep(tmp_path, budgets=[400]), tmp_path / "out")
    overrides, options = Overrides(budget="400"), SolveOptions(threads=1)
    propose(str(tmp_path / "small"), overrides=overrides, options=options, output=tmp_path / "solved")
    place = tmp_path / "out" / "runs" / swept.ended[0].run.digest
    assert content(place) == content(tmp_path / "solved")
    assert {path.name for path in place.iterdir()} == {path.name for path in (tmp_path / "solved").iterdir()}


def test_a_sweep_that_was_stopped_goes_on_where_it_was(tmp_path: Path, run: Sweep) -> None:
    """What is left is told, nothing is done twice, and the end has the bytes of a sweep that was not stopped."""
    path = write_sweep(tmp_path, budgets=[400, 600, 800])
    run(path, tmp_path / "whole")
    first = run(path, tmp_path / "out", stop_after=2)
    assert first.interrupted
    assert not first.is_complete
    assert statuses(first) == ["optimal", "optimal", "not_run"]
    assert [row["status"] for row in cells(tmp_path / "out" / "runs.csv")] == statuses(first)
    second = run(path, tmp_path / "out")
    assert len(second.found) == 2
    assert content(tmp_path / "out") == content(tmp_path / "whole")


def test_runs_that_differ_in_nothing_are_done_once(tmp_path: Path, run: Sweep) -> None:
    """Both stand in the table, with one folder."""
    swept = run(write_sweep(tmp_path, {"name": "a"}, {"name": "b"}, budgets=[400]), tmp_path / "out")
    assert statuses(swept) == ["optimal"] * 2
    assert len(list((tmp_path / "out" / "runs").iterdir())) == 1
    assert [row["variant"] for row in cells(tmp_path / "out" / "runs.csv")] == ["a", "b"]


@pytest.mark.parametrize("damage", ["summary.json", "plan.csv", "counties.csv"])
def test_a_result_that_is_not_whole_is_done_again(tmp_path: Path, run: Sweep, damage: str) -> None:
    """With a file missing, or a summary that is cut off."""
    path = write_sweep(tmp_path, budgets=[400])
    place = tmp_path / "out" / "runs" / run(path, tmp_path / "out").ended[0].run.digest
    before = content(tmp_path / "out")
    if damage == "summary.json":
        (place / damage).write_bytes((place / damage).read_bytes()[:100])
    else:
        (place / damage).unlink()
    swept = run(path, tmp_path / "out")
    assert not swept.found
    assert content(tmp_path / "out") == before


def test_the_result_of_another_run_under_this_name_is_not_taken(tmp_path: Path, run: Sweep) -> None:
    """A folder that was renamed by hand is not what its name says."""
    path = write_sweep(tmp_path, budgets=[400, 800])
    one, other = (tmp_path / "out" / "runs" / each.run.digest for each in run(path, tmp_path / "out").ended)
    before = content(tmp_path / "out")
    shutil.rmtree(one)
    shutil.copytree(other, one)
    assert len(run(path, tmp_path / "out").found) == 1
    assert content(tmp_path / "out") == before


def test_changed_inputs_are_other_runs(tmp_path: Path, run: Sweep) -> None:
    """The old result stays in its folder, and out of the table."""
    path = write_sweep(tmp_path, budgets=[400])
    run(path, tmp_path / "out")
    table = tmp_path / "small" / "stock.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("HA,beds,10", "HA,beds,11"), encoding="utf-8")
    swept = run(path, tmp_path / "out")
    assert not swept.found
    assert len(list((tmp_path / "out" / "runs").iterdir())) == 2
    assert [row["units:beds:current"] for row in cells(tmp_path / "out" / "runs.csv")] == ["21"]


@pytest.mark.parametrize("fault", [OwnFaultError("of ours"), RuntimeError("the disk is full")])
def test_a_run_that_goes_wrong_is_told_and_tried_again(
    tmp_path: Path, run: Sweep, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    """The others are done; the next sweep does only this one, and ends as if nothing had happened."""
    path = write_sweep(tmp_path, budgets=[400, 600, 800])
    run(path, tmp_path / "whole")

    def propose_all_but_one(*args: object, overrides: Overrides, **named: object) -> object:
        if overrides.budget == "600":
            raise fault
        return propose(*args, overrides=overrides, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(run_module, "propose", propose_all_but_one)
        swept = run(path, tmp_path / "out")
    assert statuses(swept) == ["optimal", "failed", "optimal"]
    assert not swept.is_complete
    row = cells(tmp_path / "out" / "runs.csv")[1]
    assert (row["status"], row["capital_cost"]) == ("failed", "")
    assert str(fault) in row["fault"]
    assert len(run(path, tmp_path / "out").found) == 2
    assert content(tmp_path / "out") == content(tmp_path / "whole")


def test_inputs_that_change_while_it_goes_on_are_a_failure(
    tmp_path: Path, run: Sweep, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A result of other files than those that were checked gets no name."""
    table = tmp_path / "small" / "stock.csv"

    def change_first(*args: object, **named: object) -> object:
        table.write_text(table.read_text(encoding="utf-8").replace("HA,beds,10", "HA,beds,11"), encoding="utf-8")
        return propose(*args, **named)  # type: ignore[arg-type]

    path = write_sweep(tmp_path, budgets=[400])
    monkeypatch.setattr(run_module, "propose", change_first)
    swept = run(path, tmp_path / "out")
    assert "than when the sweep began" in swept.ended[0].fault
    assert not list((tmp_path / "out" / "runs").iterdir())


def test_nothing_is_left_lying_about(tmp_path: Path, run: Sweep) -> None:
    """Files of a sweep that was killed are gone after the next, and it leaves none itself."""
    path = write_sweep(tmp_path, budgets=[400])
    (tmp_path / "out" / "runs").mkdir(parents=True)
    (tmp_path / "out" / ".sweep-of-old").touch()
    (tmp_path / "out" / ".unfinished-run" / "result").mkdir(parents=True)
    (tmp_path / "out" / ".unfinished-runs.csv").touch()
    run(path, tmp_path / "out")
    assert {each.name for each in (tmp_path / "out").iterdir()} == {"runs", "runs.csv", "counties.csv"}


@pytest.mark.parametrize("foreign", ["notes.txt", "runs/notes", "runs.csv", ""])
def test_somebody_elses_folder_is_left_alone(tmp_path: Path, run: Sweep, foreign: str) -> None:
    """One with anything else in it, or a file."""
    path = write_sweep(tmp_path, budgets=[400])
    place = tmp_path / "out" / foreign
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("mine", encoding="utf-8")
    with pytest.raises(NotOurs):
        run(path, tmp_path / "out")


def test_files_of_somebody_in_the_folder_of_a_run_stop_the_sweep(tmp_path: Path, run: Sweep) -> None:
    """A result that is not whole is only removed if it is ours."""
    path = write_sweep(tmp_path, budgets=[400])
    place = tmp_path / "out" / "runs" / run(path, tmp_path / "out").ended[0].run.digest
    (place / "summary.json").unlink()
    (place / "mine.txt").touch()
    with pytest.raises(NotOurs):
        run(path, tmp_path / "out")
    assert (place / "mine.txt").exists()


def test_two_sweeps_do_not_write_into_one_folder(tmp_path: Path, run: Sweep) -> None:
    """The second is refused while the first goes on, and leaves it alone."""
    path = write_sweep(tmp_path, budgets=[400])
    with SweepFolder(tmp_path / "out") as first:
        with pytest.raises(InputError) as caught:
            run(path, tmp_path / "out")
        assert first.wanted.exists()
    assert [problem.code for problem in caught.value.problems] == ["busy"]
    assert run(path, tmp_path / "out").is_complete


def assignment(tmp_path: Path, wanted: Path) -> Assignment:
    """A run as it is handed to a worker of a sweep whose file is ``wanted``."""
    grid = read_sweep_file(write_sweep(tmp_path, budgets=[400]))
    (first,) = sweep_module.prepare(grid)
    target = tmp_path / "out" / "runs" / first.digest
    target.parent.mkdir(parents=True)
    one = first.combination
    return Assignment(first.where, one.policy, one.overrides, first.options, first.made_of, str(wanted), str(target))


def test_a_run_that_nobody_waits_for_is_not_begun(tmp_path: Path) -> None:
    """The sweep has ended, or its folder is not seen from the worker."""
    given = assignment(tmp_path, tmp_path / "wanted")
    assert "has ended" in carry_out(given)
    assert not list((tmp_path / "out" / "runs").iterdir())


def test_a_result_that_another_worker_has_written_meanwhile_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two that did the same run the first counts, and both are done."""
    given = assignment(tmp_path, tmp_path / "wanted")
    Path(given.wanted).touch()
    others: list[str] = []

    def overtaken(*args: object, **named: object) -> object:
        done = propose(*args, **named)  # type: ignore[arg-type]
        propose(given.where, overrides=given.overrides, options=given.options, output=Path(given.target))
        others.append((Path(given.target) / "timing.json").read_text(encoding="utf-8"))
        return done

    monkeypatch.setattr(run_module, "propose", overtaken)
    assert carry_out(given) == ""
    assert others == [(Path(given.target) / "timing.json").read_text(encoding="utf-8")]


def test_a_worker_says_why_it_does_not_suit(tmp_path: Path) -> None:
    """It has other versions, or does not see what it needs."""
    here = propose_module.versions()
    assert Suits(here, str(tmp_path), (str(tmp_path),))() == ""
    assert "none" in Suits(here, str(tmp_path), (str(tmp_path / "none"),))()
    older = Suits({**here, "pyomo": "5.0"}, str(tmp_path), ())()
    assert f"pyomo {here['pyomo']}, not 5.0" in older
    assert "highspy" not in older


def test_what_is_told_is_whole_json(tmp_path: Path, run: Sweep) -> None:
    """Every run with what its summary says, null where there is none."""
    path = write_sweep(tmp_path, budgets=[300, 800])
    document = json.loads(json_text(sweep_document(run(path, tmp_path / "out", stop_after=0))))
    assert [one["status"] for one in document["runs"]] == ["not_run", "not_run"]
    assert document["interrupted"]
    assert document["runs"][0]["cost"] is None
    document = json.loads(json_text(sweep_document(run(path, tmp_path / "out"))))
    assert [one["status"] for one in document["runs"]] == ["infeasible", "optimal"]
    assert document["runs"][1]["cost"] == {"capital": 800, "annual": 280}
    assert (document["failed"], document["not_run"], document["found"]) == (0, 0, 0)
