"""The way from one policy to another: which moves there are, and that what is settled without a solve is so."""

from __future__ import annotations

import os
import random
from fractions import Fraction
from pathlib import Path

import pytest

from models.clause import COST
from optimizer.propose import propose, read_clauses, read_region
from optimizer.reading.overrides import Overrides
from optimizer.solving import find
from optimizer.solving.find import SolveOptions
from optimizer.studies import attribution
from optimizer.studies import compare as study
from optimizer.studies.compare import compare
from optimizer.studies.independent import blocks_of, can_fall_apart
from optimizer.studies.mixture import HEAD, write_policy
from optimizer.studies.moves import IN, LAXER, OTHERWISE, OUT, STRICTER, Move, moves_between, on_the_way
from optimizer.studies.policy_sets import policy_sets
from tests.builders import clause, policy
from tests.small_region import one_by_one, write_small_region
from tests.solver_here import SolverHere

EXACT = SolveOptions(gap=0.0)
NOTHING: frozenset[str] = frozenset()

SEEDS = int(os.environ.get("ALLOCARE_BRUTE_FORCE", "0")) or 8
"""How many pairs of random policies are tried."""


@pytest.fixture
def solved_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Solves start no process, which takes longer than the solve."""
    monkeypatch.setattr(find, "SolverProcess", SolverHere)


def beds(**keys: object) -> dict[str, object]:
    """A clause on beds in every county."""
    return {"id": "C", "require": "beds", "in": "county", "nature": "binding", **keys}


@pytest.mark.parametrize(
    ("old", "new", "ways", "proves"),
    [
        ({"at_least": 3}, {"at_least": 4}, [STRICTER], True),
        ({"at_most": 3}, {"at_most": 4}, [LAXER], True),
        ({"at_least": 3}, {"at_most": 3}, [OUT, IN], True),
        ({"at_least": 3}, {"at_least": 3, "where": "type=clinic"}, [OUT, IN], True),
        ({"at_least": 3, "nature": "guiding"}, {"at_least": 3}, [STRICTER], True),
        ({"at_least": 3, "nature": "strive"}, {"at_least": 3, "nature": "guiding"}, [STRICTER], True),
        ({"at_least": 3, "nature": "guiding"}, {"at_least": 4, "nature": "guiding"}, [OTHERWISE], False),
        ({"at_least": 3, "nature": "guiding"}, {"at_least": 2}, [OUT, IN], True),
        ({"at_least": 3}, {"at_least": 3, "nature": "reference"}, [OUT], True),
    ],
)
def test_a_changed_clause_gets_stricter_or_laxer_or_is_taken_out_and_put_in(
    old: dict[str, object], new: dict[str, object], ways: list[str], proves: bool
) -> None:
    """A soft number of several rows may count each missing unit for less: nothing is concluded from it."""
    found = moves_between(policy(clause(**beds(**old))), policy(clause(**beds(**new))), NOTHING, fair=True)
    assert [move.way for move in found] == ways
    assert all(move.proves == proves for move in found)


def test_alternatives_move_together_and_other_goals_prove_nothing() -> None:
    """A clause without the one that may hold instead of it would be another sentence."""
    either = clause(**beds(id="WARD", at_least=1)), clause(**beds(id="HOUSE", at_least=1, or_="WARD"))
    found = moves_between(policy(*either), policy(goals=("cost",)), NOTHING, fair=True)
    assert [(set(move.clauses), move.way) for move in found] == [({"WARD", "HOUSE"}, OUT), ({HEAD}, OTHERWISE)]
    assert not found[1].proves


def test_with_unequal_areas_a_fair_clause_proves_nothing() -> None:
    """The mean shortfall of an area can fall when a clause joins it."""
    joined = policy(clause(**beds(at_least=3, nature="guiding")))
    assert [move.proves for move in moves_between(policy(), joined, NOTHING, fair=False)] == [False]


def test_a_clause_on_its_way_to_another_is_gone_in_between() -> None:
    """Taken out, it stands in neither version; all moves done make the second policy."""
    old, new = policy(clause(**beds(at_least=3))), policy(clause(**beds(at_most=5)))
    out, back = Move(("C",), OUT), Move(("C",), IN)
    assert on_the_way(old, new, []).clauses == old.clauses
    assert on_the_way(old, new, [out]).clauses == ()
    assert on_the_way(old, new, [out, back]).clauses == new.clauses


def some_rules(dice: random.Random) -> list[dict[str, object]]:
    """A few floors and caps, binding or not, of which half are the same in two draws."""
    natures = ["binding", "anticipated", "guiding", "strive"]
    rules: list[dict[str, object]] = []
    for name in ("C1", "C2", "C3", "C4", "C5"):
        resource = dice.choice(["beds", "beds", "nurses", "cots"])
        keys: dict[str, object] = {"id": name, "require": resource, "nature": dice.choice(natures[1:])}
        keys |= {"areas": dice.choice(["area=A", "area=B", "residents>=1"]), "at_least": dice.randint(6, 16)}
        rules.append(keys)
    rules.append({"id": "CAP", "at_most": dice.randint(18, 30), "in": "region", "nature": "binding"})
    return [rule for rule in rules if dice.random() < 0.8]


@pytest.mark.usefixtures("solved_here")
@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_is_settled_without_a_solve_changes_nothing(tmp_path: Path, seed: int) -> None:
    """Each policy on the way solved by itself: what was called nothing leaves every goal where it was."""
    dice = random.Random(seed)
    goals = ("anticipated+guiding", "strive", "cost")
    first, second = some_rules(dice), some_rules(dice)
    folder = write_small_region(tmp_path / "small", first, goals)
    file = folder / "policies" / "other.toml"
    write_small_region(tmp_path / "twin", second, goals)
    file.write_text((tmp_path / "twin/policies/small.toml").read_text("utf-8").replace('"small"', '"other"'), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(study, "run_trials", one_by_one)
        patch.setattr(attribution, "run_trials", one_by_one)
        found = compare(str(folder), policy_sets(["small", "other"]), EXACT)
    (told,) = found.attributions
    assert told.undivided == ()
    done: list[Move] = []
    for part in told.parts:
        before = goals_after(folder, found.policies, done)
        done += part.moves
        after = goals_after(folder, found.policies, done)
        assert float(part.change) == pytest.approx(after[COST] - before[COST])
        if part.settled:
            assert after == pytest.approx(before)


def goals_after(folder: Path, policies: tuple[object, ...], done: list[Move]) -> dict[str, float]:
    """Every goal of the policy after these moves, solved from scratch."""
    file = folder / "step.toml"
    write_policy(on_the_way(*policies, done), file)  # type: ignore[arg-type]
    verified = propose(str(folder), str(file), options=EXACT).verified
    assert verified is not None
    return {goal: float(value) for goal, value in verified.judgement.goals.items()}


def test_what_hangs_together_by_a_clause_shares_a_number(tmp_path: Path) -> None:
    """Beds of the two counties are tied by a sum over both; nurses and cots stand apart, each with its own cost."""
    rules = [
        {"id": "A", "at_least": 12, "areas": "area=A"},
        {"id": "B", "at_least": 12, "areas": "area=B"},
        {"id": "COTS", "require": "cots", "at_least": 2, "in": "region"},
    ]
    folder = write_small_region(tmp_path / "small", rules)
    region = read_region(str(folder))
    loose = read_clauses(region, "small")
    tied = read_clauses(region, "small", Overrides(sets=("COTS.require=beds", "COTS.at_least=24")))
    moves = tuple(Move((name,), OUT) for name in ("A", "B", "COTS"))
    apart = blocks_of(region, [loose, loose], moves)
    assert len(set(apart.number.values())) == 3
    assert apart.cells[apart.number[moves[0]]] == {("HA", "beds")}
    together = blocks_of(region, [loose, tied], moves)
    assert len(set(together.number.values())) == 1


def test_only_sums_fall_apart() -> None:
    """A largest number above zero, or an early goal that may give way, ties all; without cost nothing is split."""
    plain = policy(goals=("anticipated", "fairness", "cost"))
    giving = policy(goals=("anticipated", "cost"), hold_within={"anticipated": Fraction(1, 10)})
    assert can_fall_apart([plain, plain], fair=True)
    assert not can_fall_apart([plain, plain], fair=False)
    assert not can_fall_apart([plain, giving], fair=True)
    assert not can_fall_apart([policy(goals=("anticipated",))] * 2, fair=True)
