"""Explanations that can be checked by hand: what collides, the least change that helps, its cost, what holds back."""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from models.clause import BETWEEN, COMPARATORS, Clause, Policy
from models.instance import Instance
from optimizer import commandline
from optimizer.reading.overrides import Overrides
from optimizer.solving.facts import Fact
from optimizer.solving.find import SolveOptions
from optimizer.studies import explain as study
from optimizer.studies.aside import aside
from optimizer.studies.easing import DROP, Easing, area_left_out, eased_overrides, ladder, number_easing
from optimizer.studies.explain import Explanation, explain
from optimizer.studies.explain_lines import print_explanation
from optimizer.studies.explain_report import document
from optimizer.studies.held_back import Holder
from optimizer.studies.scene import Scene
from optimizer.studies.ways_out import NoWay, WayOut, ways_out
from tests.builders import clause
from tests.planted_conflicts import plant
from tests.small_region import one_by_one, write_small_region
from tests.solving_here import solve_here

EXACT = SolveOptions(gap=1e-9)
LONG = 60.0
WAYS = 48
RIVALS: Sequence[Mapping[str, object]] = (
    {"id": "FLOOR", "at_least": 15},
    {"id": "CAP", "at_most": 14, "areas": "area=B"},
)
SHORT: Sequence[Mapping[str, object]] = (
    {"id": "CAP", "at_most": 25, "in": "region"},
    {"id": "MANY", "at_least": 20, "areas": "area=A", "nature": "anticipated"},
    {"id": "STAFF", "require": "nurses", "at_least": 10, "nature": "anticipated"},
)


def here(_: float, work: Any, *args: object, **named: object) -> Iterator[object]:
    """In place of ``aside``: the same work in this process."""
    yield from work(*args, **named)


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[pytest.MonkeyPatch]:
    """Work in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(study, "run_trials", one_by_one)
        patch.setattr(study, "aside", here)
        yield patch


@pytest.fixture(scope="module")
def collided(tmp_path_factory: pytest.TempPathFactory, quick: pytest.MonkeyPatch) -> Explanation:  # noqa: ARG001 - first
    """A floor of 15 beds in each county and a cap of 14 in one of them."""
    return explain(str(write_small_region(tmp_path_factory.mktemp("rivals") / "small", RIVALS)), options=EXACT)


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory, quick: pytest.MonkeyPatch) -> Explanation:  # noqa: ARG001 - first
    """A target that a cap holds back, and one that the nurses there are hold back."""
    return explain(str(write_small_region(tmp_path_factory.mktemp("short") / "small", SHORT)), options=EXACT)


def test_the_conflict_is_the_floor_and_the_cap_of_one_county(collided: Explanation) -> None:
    """The floor of the other county has no part in it, nor has any stock."""
    (conflict,) = collided.conflicts
    assert {(row.clause, row.area) for row in conflict.rows} == {("FLOOR", "B"), ("CAP", "B")}
    assert (conflict.confirmed, conflict.minimal, conflict.facts, conflict.facts_minimal) == (True, True, (), True)
    assert {row.clause: (row.required, row.reachable) for row in conflict.rows} == {"FLOOR": (15, 14), "CAP": (14, 15)}
    assert (collided.infeasible, collided.complete, collided.all_conflicts) == (True, True, True)


def test_the_ways_out_are_the_least_changes_with_their_cost(collided: Explanation) -> None:
    """A bed less in both counties, in one, or one more than the cap: the floor lowered for both is the cheapest."""
    told = [(way.way.changes[0].override, way.cost, way.way.smallest) for way in collided.cheapest_first()]
    lower, leave_out, raised = 10 * 20 + 20 * 8, 10 * 20 + 20 * 5, 10 * 20 + 20 * 10
    assert told == [
        ("FLOOR.areas=area!=B", leave_out, None),
        ("FLOOR.at_least=14", lower, True),
        ("CAP.at_most=15", raised, True),
    ]
    assert collided.no_ways == []


def test_a_target_held_back_by_a_cap_names_it_and_what_it_would_give(short: Explanation) -> None:
    """25 beds in all less the ten that stay in the other county leave 15 of 20; without the cap none is missing."""
    found = next(one for one in short.short if one.row.clause == "MANY")
    assert (found.row.short, found.least) == (5, 5)
    assert found.held_by == (Holder("CAP", True, Fraction(0)),)
    assert found.facts == (Fact("HB", "beds", "keep", 10),)


def test_a_target_held_back_by_the_stock_alone_names_the_bound(short: Explanation) -> None:
    """Eight nurses are the most there can be, ten are asked for."""
    found = next(one for one in short.short if one.row.clause == "STAFF")
    assert (found.row.area, found.row.short, found.least, found.held_by) == ("A", 2, 2, ())
    assert found.facts == (Fact("HA", "nurses", "max", 8),)
    assert short.complete


def test_a_target_that_lost_to_a_rival_names_the_rival_and_the_cap(tmp_path: Path) -> None:
    """Both counties want 20 beds, 30 are allowed in all: each could have them, but then the other could not."""
    rules: Sequence[Mapping[str, object]] = (
        {"id": "CAP", "at_most": 30, "in": "region"},
        {"id": "ONE", "at_least": 20, "areas": "area=A", "nature": "anticipated"},
        {"id": "TWO", "at_least": 20, "areas": "area=B", "nature": "anticipated"},
    )
    told = explain(str(write_small_region(tmp_path / "small", rules)), options=EXACT)
    assert sum(one.row.short or 0 for one in told.short) == 10
    for found in told.short:
        other = "TWO" if found.row.clause == "ONE" else "ONE"
        assert found.least == 0
        assert found.held_by == (Holder(other, False, soft=True), Holder("CAP", True, soft=True))


def test_a_policy_that_holds_without_shortfall_has_nothing_to_explain(tmp_path: Path) -> None:
    """A floor that is met."""
    told = explain(str(write_small_region(tmp_path / "small", RIVALS[:1])), options=EXACT)
    assert (told.infeasible, told.short, told.complete) == (False, [], True)
    assert "no clause is short" in printed(told, "en")


@pytest.mark.parametrize("seed", range(WAYS))
def test_every_way_out_of_a_planted_conflict_helps_and_a_smaller_one_does_not(seed: int) -> None:
    """The ordinary model has a plan under the changes, and where it is said to be the smallest, none a step before."""
    planted = plant(seed)
    scene = Scene(planted.instance, planted.policy, time.monotonic() + LONG)
    (conflict,) = scene.conflicts()
    ways = list(ways_out(scene, conflict, ()))
    assert any(isinstance(way, WayOut) for way in ways)
    for way in ways:
        if isinstance(way, NoWay):
            assert (
                planted.kind == "staff per facility"
                or planted.kind == "rows above cap"
                or planted.kind == "alternatives"
            )
            continue
        (change,) = way.changes
        assert possible(planted.instance, changed(planted.policy, change)), change
        if way.smallest:
            assert not possible(planted.instance, changed(planted.policy, nearer(planted.policy, change))), change


def possible(instance: Instance, chosen: Policy) -> bool:
    """Whether the ordinary model has a plan."""
    return solve_here(instance, chosen).plan is not None


def changed(chosen: Policy, change: Easing) -> Policy:
    """The policy with a change made as a reader of the override would make it."""
    clauses = []
    for one in chosen.clauses:
        if one.id != change.clause:
            clauses.append(one)
        elif change.key != DROP:
            raw = {key: value for key, value in one.raw.items() if not {key, change.key} <= set(COMPARATORS)}
            value = (
                json.loads(change.after.replace("'", '"'), parse_float=str) if change.after[0] == "[" else change.after
            )
            clauses.append(clause(**{**raw, change.key: value}))
        elif any(other.partner == one.id for other in chosen.clauses):
            clauses = [replace(other, partner=None) for other in clauses]
    kept = {one.id for one in clauses}
    return replace(chosen, clauses=tuple(one if one.partner in kept else replace(one, partner=None) for one in clauses))


def nearer(chosen: Policy, change: Easing) -> Easing:
    """The same change a step shorter; an exactly as what it accepts on the way there."""
    one = next(each for each in chosen.clauses if each.id == change.clause)
    low, high = (ends(change.after)[0], ends(change.after)[-1])
    step = Fraction(1) if not one.raw.get("per") else Fraction(1, 1000)
    after = [str(float(low + (step if low < one.value else 0))), str(float(high - (step if high > one.upper else 0)))]
    if change.key in ("at_least", "at_most"):
        return replace(change, after=after[0] if low < one.value else after[1])
    return replace(
        change,
        key=BETWEEN,
        after=f"[{min(float(after[0]), float(one.value))}, {max(float(after[1]), float(one.upper))}]",
    )


def ends(text: str) -> list[Fraction]:
    """One number, or the two of a between."""
    return [Fraction(part.strip()) for part in text.strip("[]").split(",")]


def eased(asked: Clause, kept: Any) -> tuple[str, str] | None:
    """The key and the text of the least change with which a clause is kept."""
    found = ladder(asked, kept)
    if found is None:
        return None
    change = number_easing(asked, found.eased)
    return change.key, change.after


def test_a_rate_gives_way_on_a_grid_of_four_digits() -> None:
    """8.56 goes to the first thousandth that is enough, 0.65 to the first ten-thousandth, money to its fourth digit."""
    cap = clause(require="beds", at_most="8.56", per="1000 residents")
    assert eased(cap, lambda one: one.upper >= Fraction("8.6311")) == ("at_most", "8.632")
    floor = clause(require="nurses", at_least="0.65", per="1 beds")
    assert eased(floor, lambda one: one.value <= Fraction("0.61234")) == ("at_least", "0.6123")
    budget = clause(require="capital_cost", at_most=210_000_000, in_="region")
    assert eased(budget, lambda one: one.upper >= 210_123_456) == ("at_most", "210200000")


def test_whole_units_give_way_by_one() -> None:
    """20 beds become 17, and a single one cannot become none: the clause then has to go."""
    assert eased(clause(require="beds", at_least=20), lambda one: one.value <= 17) == ("at_least", "17")
    assert eased(clause(require="beds", at_least=1), lambda one: one.value <= 0) is None


def test_an_exact_number_moves_if_one_is_enough_and_widens_if_not() -> None:
    """Exactly 10 becomes exactly 12, or between 10 and 12, or gives way at both ends."""
    ten = clause(require="beds", exactly=10)

    def accepts(*numbers: int) -> Any:
        return lambda one: all(one.value <= number <= one.upper for number in numbers)

    assert eased(ten, accepts(12)) == ("exactly", "12")
    assert eased(ten, accepts(10, 12)) == ("between", "[10, 12]")
    assert eased(ten, accepts(7, 10)) == ("between", "[7, 10]")
    assert eased(ten, accepts(8, 12)) == ("between", "[8, 12]")
    assert eased(clause(require="beds", between=[8, 9]), accepts(9, 12)) == ("between", "[8, 12]")


def test_a_share_goes_down_and_a_mean_gets_a_wider_limit() -> None:
    """What has one row for all areas gives way by its own key."""
    share = clause(require="beds", at_least=1, share="0.9")
    assert eased(share, lambda one: one.share <= Fraction("0.66")) == ("share", "0.66")
    mean = clause(require="beds", at_least=1, mean=True, within="11 minutes")
    assert eased(mean, lambda one: one.reach.limit >= Fraction("12.345")) == ("within", "12.35 minutes")


def test_an_area_is_left_out_by_the_filter_that_is_there() -> None:
    """Of several alternatives each is narrowed; what speaks of the whole region has no area to leave out."""
    found = area_left_out(clause(require="beds", at_least=1, areas="kind=a"), "A")
    assert found is not None
    assert found.override == "C1.areas=kind=a; area!=A"
    several = area_left_out(clause(require="beds", at_least=1, in_="facility", where=["type=x", "grade=2"]), "H1")
    assert several is not None
    assert several.override == 'C1.where=["type=x; facility!=H1", "grade=2; facility!=H1"]'
    assert area_left_out(clause(require="beds", at_least=1, in_="region"), "region") is None


def test_changes_take_the_place_of_what_was_asked_for() -> None:
    """A budget stays an option of its own; a comparator replaces the one that was set."""
    given = Overrides(("A.at_least=5", "A.nature=binding", "B.at_most=1"), ("C",), "100")
    changes = [
        Easing("A", "", "between", "5", "[4, 5]"),
        Easing("B", "", DROP, "", ""),
        Easing("BUDGET", "", "at_most", "100", "120"),
    ]
    assert eased_overrides(given, changes) == Overrides(("A.nature=binding", "A.between=[4, 5]"), ("C", "B"), "120")


def test_a_budget_that_is_too_small_is_a_conflict_with_a_way_out(tmp_path: Path) -> None:
    """Five beds in each county at 100: a budget of 900 lacks a bed, 1000 is enough."""
    folder = write_small_region(tmp_path / "small", RIVALS[:1])
    told = explain(str(folder), overrides=Overrides(budget="900"), options=EXACT)
    (conflict,) = told.conflicts
    assert {row.clause for row in conflict.rows} == {"BUDGET", "FLOOR"}
    budget = next(way for way in told.ways if way.way.changes[0].clause == "BUDGET")
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
    assert len(told.conflicts) >= 2
    assert all(way.cost is not None for way in told.ways)
    assert {change.clause for change in told.ways[0].way.changes} & {"COTS", "NONE"}


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
    assert [conflict.rows for conflict in told.conflicts] == [()]
    assert set(told.conflicts[0].facts or ()) == {Fact("HA", "beds", "max", 3), Fact("HA", "cots", "min", 4)}
    assert "no clause is to blame" in printed(told, "en")


def printed(told: Explanation, lang: str) -> str:
    """What the terminal shows, in one line."""
    console = Console(file=io.StringIO(), width=200, color_system=None)
    print_explanation(told, lang, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().replace("\n", " ")


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


def test_ctrl_c_keeps_what_was_found(tmp_path: Path, quick: pytest.MonkeyPatch) -> None:
    """After the first conflict the user had enough."""

    def interrupted(_: float, work: Any, *args: object, **named: object) -> Iterator[object]:
        yield next(work(*args, **named))
        raise KeyboardInterrupt

    with quick.context() as patch:
        patch.setattr(study, "aside", interrupted)
        told = explain(str(write_small_region(tmp_path / "small", RIVALS)), options=EXACT)
    assert (told.interrupted, told.complete, len(told.conflicts)) == (True, False, 1)
    assert "further conflicts" in document(told)["not_examined"]


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
    (conflict,) = told.conflicts
    cap = next(row for row in conflict.rows if row.clause == "SL-05")
    assert (cap.required, cap.reachable) == (3483, 3513)
    assert {row.clause for row in conflict.rows} == {"SL-05", "SL-B"}
    assert (conflict.confirmed, conflict.minimal, conflict.facts_minimal) == (True, True, True)


def count_to(number: int) -> Iterator[int]:
    """Findings for another process."""
    yield from range(number)


def fail_after(number: int) -> Iterator[int]:
    """A finding, then a fault."""
    yield number
    raise ValueError("broken")


def wait_for_ever(number: int) -> Iterator[int]:
    """A finding, then none any more."""
    yield number
    time.sleep(LONG)


def test_work_aside_hands_over_findings_one_by_one() -> None:
    """As they come, until the end."""
    assert list(aside(LONG, count_to, 3)) == [0, 1, 2]


def test_work_aside_that_breaks_down_says_so() -> None:
    """What came before is kept."""
    findings = aside(LONG, fail_after, 7)
    assert next(findings) == 7
    with pytest.raises(Exception, match="broken"):
        next(findings)


def test_work_aside_ends_with_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that does not end by itself is killed."""
    monkeypatch.setattr("optimizer.studies.aside.GRACE_SECONDS", 0.0)
    start = time.monotonic()
    assert set(aside(3.0, wait_for_ever, 1)) <= {1}
    assert time.monotonic() - start < LONG / 2
