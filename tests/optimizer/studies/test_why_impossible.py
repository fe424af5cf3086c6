"""Why a policy cannot be met, where it can be checked by hand: what collides, the least change that helps, its cost."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from optimizer.impossible import Fact
from optimizer.reading.overrides import Overrides
from optimizer.studies import why_impossible
from optimizer.studies.explain import Explanation, explain
from optimizer.studies.explain_lines import print_explanation
from optimizer.studies.explain_report import document
from tests.explaining import EXACT, RIVALS, in_this_process
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


def test_the_conflict_is_the_floor_and_the_cap_of_one_county(collided: Explanation) -> None:
    """The floor of the other county has no part in it, nor has any stock."""
    (conflict,) = collided.why.conflicts
    assert {(row.clause, row.area) for row in conflict.rows} == {("FLOOR", "B"), ("CAP", "B")}
    assert (conflict.confirmed, conflict.minimal, conflict.facts, conflict.facts_minimal) == (True, True, (), True)
    assert {row.clause: (row.required, row.reachable) for row in conflict.rows} == {"FLOOR": (15, 14), "CAP": (14, 15)}
    assert (collided.infeasible, collided.complete, collided.why.all_conflicts) == (True, True, True)
    assert collided.why.further == []


def test_the_ways_out_are_the_least_changes_with_their_cost(collided: Explanation) -> None:
    """A bed less in both counties, in one, or one more than the cap: the floor lowered for both is the cheapest."""
    told = [(way.way.changes[0].override, way.cost, way.way.smallest) for way in collided.why.cheapest_first()]
    lower, leave_out, raised = 10 * 20 + 20 * 8, 10 * 20 + 20 * 5, 10 * 20 + 20 * 10
    assert told == [
        ("FLOOR.areas=area!=B", leave_out, None),
        ("FLOOR.at_least=14", lower, True),
        ("CAP.at_most=15", raised, True),
    ]
    assert collided.why.no_ways == []


def test_a_budget_that_is_too_small_is_a_conflict_with_a_way_out(tmp_path: Path) -> None:
    """Five beds in each county at 100: a budget of 900 lacks a bed, 1000 is enough."""
    folder = write_small_region(tmp_path / "small", RIVALS[:1])
    told = explain(str(folder), overrides=Overrides(budget="900"), options=EXACT)
    (conflict,) = told.why.conflicts
    assert {row.clause for row in conflict.rows} == {"BUDGET", "FLOOR"}
    budget = next(way for way in told.why.ways if way.way.changes[0].clause == "BUDGET")
    assert budget.way.changes[0].option == ("--budget", "1000")
    assert budget.cost == 10 * 20 + 20 * 10


def test_two_conflicts_are_both_told_and_each_way_mends_both(tmp_path: Path) -> None:
    """A way out of one conflict says what the other needs besides; its cost is that of a plan."""
    rules: Sequence[Mapping[str, object]] = (
        {"id": "UP", "at_least": 15},
        {"id": "DOWN", "at_most": 14},
        {"id": "COTS", "require": "cots", "at_least": 3},
        {"id": "NONE", "require": "cots", "at_most": 2},
    )
    told = explain(str(write_small_region(tmp_path / "small", rules)), options=EXACT)
    assert len(told.why.conflicts) >= 2
    assert all(way.cost is not None for way in told.why.ways)
    assert {change.clause for change in told.why.ways[0].way.changes} & {"COTS", "NONE"}


def test_conflicts_that_share_a_clause_are_further_ones(tmp_path: Path) -> None:
    """A cap collides with each of two floors: one conflict is told, then the other; the least cap mends both."""
    rules: Sequence[Mapping[str, object]] = (
        {"id": "CAP", "at_most": 14, "areas": "area=A"},
        {"id": "HIGH", "at_least": 16, "areas": "area=A"},
        {"id": "HIGHER", "at_least": 17, "areas": "area=A"},
    )
    why = explain(str(write_small_region(tmp_path / "small", rules)), options=EXACT).why
    both = [*why.conflicts, *why.further]
    assert [{row.clause for row in one.rows} - {"CAP"} for one in both] in (
        [{"HIGH"}, {"HIGHER"}],
        [{"HIGHER"}, {"HIGH"}],
    )
    assert [(one.overlaps, one.confirmed, one.minimal, one.facts) for one in both] == [
        (False, True, True, ()),
        (True, True, True, ()),
    ]
    ways = {way.way.changes[0].clause: way.way.changes for way in why.ways if not way.way.joint}
    assert [change.override for change in ways["CAP"]] == ["CAP.at_most=17"]
    floor = "HIGH" if "HIGH" in ways else "HIGHER"
    assert {change.override for change in ways[floor]} == {"HIGH.at_least=14", "HIGHER.at_least=14"}


def test_what_other_conflicts_need_besides_is_as_little_as_they_have_to(tmp_path: Path) -> None:
    """Seven cots where ten are wanted and beds to spare: the beds give way by one, not by more to make cots cheap."""
    rules: Sequence[Mapping[str, object]] = (
        {"id": "UP", "at_least": 15, "areas": "area=A"},
        {"id": "DOWN", "at_most": 14, "areas": "area=A"},
        {"id": "COTS", "require": "cots", "at_least": 10, "areas": "area=A"},
        {"id": "NONE", "require": "cots", "at_most": "0.5", "per": "1 beds", "areas": "area=A"},
    )
    why = explain(str(write_small_region(tmp_path / "small", rules)), options=EXACT).why
    for way in why.ways:
        if way.way.changes[0].clause == "COTS":
            assert [change.override for change in way.way.changes[1:]] in (["UP.at_least=14"], ["DOWN.at_most=15"])
    assert any(way.way.changes[0].clause == "COTS" for way in why.ways)


def test_the_bounds_alone_may_collide(tmp_path: Path) -> None:
    """Then no clause is to blame, and there is no way out among the clauses."""
    folder = write_small_region(tmp_path / "small", RIVALS[:1])
    resources = (folder / "resources.csv").read_text(encoding="utf-8")
    header, beds, nurses, cots = resources.splitlines()
    lines = [f"{header},part_of", f"{beds},", f"{nurses},", f"{cots},beds"]
    (folder / "resources.csv").write_text("\n".join(lines), encoding="utf-8")
    stock = "facility,resource,current,min,max\nHA,beds,0,,3\nHB,beds,10,,\nHA,cots,0,4,9\nHB,cots,0,,\n"
    (folder / "stock.csv").write_text(stock, encoding="utf-8")
    told = explain(str(folder), options=EXACT)
    assert [conflict.rows for conflict in told.why.conflicts] == [()]
    assert set(told.why.conflicts[0].facts or ()) == {
        Fact("HA", "beds", "max", 3),
        Fact("HA", "cots", "min", 4),
        Fact("HA", "cots", "part_of", whole="beds"),
    }
    assert told.why.ways == []


def test_ctrl_c_keeps_what_was_found(tmp_path: Path, quick: pytest.MonkeyPatch) -> None:
    """After the first conflict the user had enough."""

    def interrupted(_: float, work: Any, *args: object, **named: object) -> Iterator[object]:
        yield next(work(*args, **named))
        raise KeyboardInterrupt

    with quick.context() as patch:
        patch.setattr(why_impossible, "aside", interrupted)
        told = explain(str(write_small_region(tmp_path / "small", RIVALS)), options=EXACT)
    assert (told.interrupted, told.complete, len(told.why.conflicts)) == (True, False, 1)
    assert "further conflicts" in document(told)["not_examined"]
    console = Console(file=io.StringIO(), width=100, color_system=None)
    print_explanation(told, "en", console)
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue().count("Interrupted: this is what was known by then.") == 1
    assert "The time was over" not in console.file.getvalue()
