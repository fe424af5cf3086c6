"""Sets of clauses side by side, on a region priced by hand: a bed more costs 20 a year, a nurse nothing."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from optimizer.commandline import cli
from optimizer.impossible import ConflictRow
from optimizer.problems import InputError
from optimizer.propose import read_clauses, read_region
from optimizer.reading.overrides import Overrides
from optimizer.solving.find import SolveOptions
from optimizer.solving.outcome import Status, Stop
from optimizer.studies import attribution, trials
from optimizer.studies import compare as study
from optimizer.studies.compare import Comparison, compare
from optimizer.studies.compare_document import document, write_csv
from optimizer.studies.compare_report import print_comparison
from optimizer.studies.differences import Difference, differences, differs
from optimizer.studies.mixture import HEAD, mixture, swaps, write_policy
from optimizer.studies.parts import priced
from optimizer.studies.policy_sets import PolicySet, policy_sets
from optimizer.studies.side_by_side import side_rows
from optimizer.studies.trials import Trial, TrialAnswer
from tests.builders import clause, policy
from tests.small_region import one_by_one, write_small_region

EXACT = SolveOptions(gap=0.0)
CLAUSES = (
    {"id": "ONE", "at_least": 12, "areas": "area=A"},
    {"id": "TWO", "at_least": 11, "areas": "area=B"},
    {"id": "SUM", "at_least": 24, "in": "region", "nature": "anticipated"},
    {"id": "CARE", "require": "nurses", "at_least": 9, "nature": "anticipated"},
)
"""24 beds in all: 4 more than today, at 20 a year each and 200 for those that stand there."""

OTHER = "small+other:ONE.at_least=15;TWO.at_least=12;-SUM;CARE.nature=reference"
"""27 beds: ONE alone asks for 3 more than 12, but SUM had one of them already; TWO for another."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Comparison]:
    """The region under its own clauses, under the same again, and under others."""
    folder = write_small_region(tmp_path_factory.mktemp("compare") / "small", CLAUSES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(study, "run_trials", one_by_one)
        patch.setattr(attribution, "run_trials", one_by_one)
        yield compare(str(folder), policy_sets(["small", "small", OTHER]), EXACT)


def test_the_same_policy_twice_differs_nowhere(found: Comparison) -> None:
    """No difference in the input, the same numbers, the same judgement, nothing to attribute."""
    own, again = (one.verified for one in found.proposals[:2] if one is not None)
    assert own is not None
    assert again is not None
    assert differences(found.policies[:2]) == ()
    rows = side_rows(found.instance, [own.judgement.plan.proposed, again.judgement.plan.proposed])
    assert not any(row.differs for row in rows)
    assert found.attributions[0].parts == ()
    assert [one.label for one in found.sets] == ["small", "small (2)", "small+other"]


def test_the_differences_name_what_was_dropped_and_each_changed_key(found: Comparison) -> None:
    """One line per key, with the value in each set; one line for the clause that only some have."""
    told = {(one.clause, one.key): one.values for one in found.differences}
    assert told == {
        ("ONE", "at_least"): (12, 12, 15),
        ("TWO", "at_least"): (11, 11, 12),
        ("SUM", None): (True, True, False),
        ("CARE", "nature"): ("anticipated", "anticipated", "reference"),
    }


def test_the_parts_add_up_exactly_and_each_is_what_its_move_costs(found: Comparison) -> None:
    """ONE 12 → 15 makes 15 + 11 beds: two more; TWO another; SUM, which 27 beds meet, can go at the end for nothing."""
    told = found.attributions[1]
    assert [(part.clauses, part.change) for part in told.parts] == [
        (("CARE",), 0),
        (("ONE",), 40),
        (("TWO",), 20),
        (("SUM",), 0),
    ]
    costs = [priced(one) for one in found.proposals if one is not None]
    assert costs[0] is not None
    assert costs[2] is not None
    assert sum(part.change for part in told.parts) == costs[2].value - costs[0].value == 60
    assert [part.within_gap for part in told.parts] == [True, False, False, True]
    assert [part.clauses for part in told.settled] == [("SUM",)]
    assert [move.way for part in told.parts for move in part.moves] == ["out", "stricter", "stricter", "out"]


def test_each_plan_keeps_the_clauses_that_it_was_made_under(found: Comparison) -> None:
    """On the diagonal of the cross table nothing is broken; beside it, the cheap plan breaks the dear clauses."""
    table = {(one.plan, one.policy): one for one in found.judged}
    assert len(table) == 9
    assert all(table[number, number].violated == 0 for number in range(3))
    assert "ONE" in table[0, 2].breaks
    assert table[2, 0].breaks == ()
    assert [table[0, 0].met, table[0, 0].short, table[0, 0].misses] == [3, 1, ("CARE",)]
    assert [table[2, 2].met, table[2, 2].short, table[2, 2].misses] == [2, 0, ()]


def test_without_time_the_difference_is_one_part_that_is_not_attributed(
    found: Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is solved on the way: all changed clauses share the whole difference."""
    monkeypatch.setattr(attribution, "run_trials", lambda *_, **__: iter(()))
    first, last = found.proposals[0], found.proposals[2]
    assert first is not None
    assert last is not None
    ends = attribution.Ends((0, 2), (found.policies[0], found.policies[2]), (first, last))
    (*_, told) = attribution.attribute(found.instance.folder, ends, EXACT, 0.0, lambda _: None)
    assert [(part.clauses, part.change) for part in told.undivided] == [(("CARE", "ONE", "TWO"), 60)]
    assert told.alone == ()


def test_a_policy_on_the_way_without_a_plan_leaves_two_moves_with_one_part(found: Comparison) -> None:
    """Where no answer comes for a place, what stands on both sides of it is told together, with the reason."""
    first, last = found.proposals[0], found.proposals[2]
    assert first is not None
    assert last is not None

    def broken(asked: Iterable[Trial], **_: object) -> Iterator[TrialAnswer]:
        for number, trial in enumerate(asked):
            yield TrialAnswer(trial, None, "broken") if number else trials.run_trial(trial)

    ends = attribution.Ends((0, 2), (found.policies[0], found.policies[2]), (first, last))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(attribution, "run_trials", broken)
        (*_, told) = attribution.attribute(found.instance.folder, ends, EXACT, None, lambda _: None)
    assert [(part.clauses, part.change) for part in told.undivided] == [(("ONE", "TWO"), 60)]
    assert told.failed == (("ONE", "broken"),)


def test_a_policy_on_the_way_gets_laxer_before_it_gets_stricter(tmp_path: Path) -> None:
    """A lower cap has no plan before the floors are lowered: so they go first, and the cap then changes nothing."""
    rules = [{"id": "CAP", "at_most": 20}, {"id": "FLOOR", "at_least": 15}, {"id": "MORE", "at_least": 16}]
    folder = write_small_region(tmp_path / "small", rules)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(study, "run_trials", one_by_one)
        patch.setattr(attribution, "run_trials", one_by_one)
        sets = policy_sets(["small", "small+low:CAP.at_most=12;FLOOR.at_least=11;MORE.at_least=11"])
        told = compare(str(folder), sets, EXACT).attributions[0]
    assert [(part.clauses, part.change) for part in told.parts] == [(("FLOOR",), 0), (("MORE",), -200), (("CAP",), 0)]
    assert told.failed == ()
    assert [part.clauses for part in told.settled] == [("FLOOR",), ("CAP",)]


def test_the_document_and_the_table_say_the_same(found: Comparison, tmp_path: Path) -> None:
    """Cost by set stands in both; the document is plain JSON."""
    told = json.loads(json.dumps(document(found), allow_nan=False))
    write_csv(found, tmp_path / "sets.csv")
    with (tmp_path / "sets.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    annual = next(row for row in rows if (row["kind"], row["item"]) == ("plan", "annual"))
    assert [float(annual[one["label"]]) for one in told["policies"]] == [
        one["cost"]["annual"] for one in told["policies"]
    ]
    assert told["attribution"][1]["change"] == 60
    assert told["judged"][0]["violated"] == 0
    beds = [row for row in rows if (row["kind"], row["area"], row["item"]) == ("units", "region", "beds")]
    assert [beds[0][key] for key in ("current", "small", "small+other")] == ["20", "24", "27"]


def printed(found: Comparison, lang: str = "en") -> str:
    """The answer as it stands on a wide terminal."""
    console = Console(file=io.StringIO(), width=200)
    print_comparison(found, lang, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_terminal_begins_with_the_answer_and_names_what_is_no_part(found: Comparison) -> None:
    """How much dearer, by which clauses; clauses that change nothing are listed, parts add up to the total."""
    text = printed(found)
    head, _, rest = text.partition("What differs in the input")
    assert "small+other costs 60" in head
    assert "stricter: ONE ONE: +40" in head
    assert "small (2) and small cost the same" in head
    lines = rest.splitlines()
    assert "1 clauses: SUM" in next(line for line in lines if line.startswith("Proven to change nothing"))
    assert "shortfall, anticipated -" in next(line for line in lines if line.startswith("without CARE"))
    assert "60" in next(line for line in rest.splitlines() if line.startswith("total"))
    assert "每年多花" in printed(found, "zh")


def test_wording_is_counted_and_not_listed(found: Comparison) -> None:
    """A name or a reason decides nothing: the table has the keys that do."""
    worded = Difference("ONE", "reason", ("old", "old", "new"))
    text = printed(replace(found, differences=(*found.differences, worded)))
    assert "1 more differences are of wording alone" in text
    assert "reason" not in text.partition("What differs in the input")[2].partition("1 more")[0]


def test_an_interrupted_comparison_without_a_plan_claims_nothing(found: Comparison) -> None:
    """No numbers, no equal counties: only what differs in the input, and that it was interrupted."""
    nothing = (None,) * len(found.sets)
    text = printed(replace(found, proposals=nothing, judged=(), attributions=(), interrupted=True))
    assert "not solved" in text
    assert "Units" not in text
    assert "Interrupted" in text


def test_a_fault_of_a_variant_is_told_with_its_label(tmp_path: Path) -> None:
    """Two variants may name the same clause: the message says which of them is meant."""
    folder = write_small_region(tmp_path / "small", CLAUSES)
    with pytest.raises(InputError) as error:
        compare(str(folder), policy_sets(["small", "small+odd:NONE.at_least=3"]), EXACT)
    assert [problem.file for problem in error.value.problems] == ["-p small+odd"]


def test_a_filter_with_semicolons_stays_in_one_change() -> None:
    """A change begins only where a clause and one of its keys, or a dropped clause, follows the semicolon."""
    (one,) = policy_sets(["sets/p.toml+v:A-1.where=type=a|b; grade>=2;B.at_least=3;-C"])
    overrides = Overrides(("A-1.where=type=a|b; grade>=2", "B.at_least=3"), ("C",))
    assert one == PolicySet("p+v", "sets/p.toml", overrides)


@pytest.mark.parametrize("text", ["a+b", "folder+x/p.toml", "plain"])
def test_a_plus_without_changes_is_part_of_the_name(text: str) -> None:
    """Only a label with a colon behind it makes a variant."""
    assert policy_sets([text])[0].policy == text


def test_a_change_that_is_none_is_an_error_with_an_example() -> None:
    """The text is quoted."""
    with pytest.raises(InputError) as error:
        policy_sets(["p+v:LS-12"])
    assert error.value.problems[0].code == "bad-variant"
    assert "LS-12" in error.value.problems[0].found


def test_what_is_only_printed_or_worded_otherwise_decides_nothing() -> None:
    """References, texts and clauses without data need no swap."""
    old = clause(id="C", require="beds", at_least=3, name="old")
    assert not differs(old, clause(id="C", require="beds", at_least=3, name="new"))
    assert differs(old, clause(id="C", require="beds", at_least=4))
    assert not differs(None, clause(id="C", require="beds", at_least=4, nature="reference"))
    assert not differs(None, clause(id="C", require="beds", at_least=4, missing=("cots",)))
    other = policy(old, goals=("cost",))
    assert swaps(policy(old), other) == (HEAD,)
    assert swaps(policy(old), policy()) == ("C",)


def test_a_mixture_reads_back_as_it_was_written(tmp_path: Path) -> None:
    """Quotes, decimals, lists and the head survive the way through a file."""
    folder = write_small_region(tmp_path / "small", CLAUSES)
    region = read_region(str(folder))
    own = read_clauses(region, "small")
    changed = read_clauses(
        region, "small", Overrides(("ONE.at_least=12.50", 'TWO.where=["type=hospital", "type=clinic"]'), ())
    )
    raw = {**changed.clauses[0].raw, "reason": 'a "quoted" \\ line\nand another', "tolerance": Decimal("0.50")}
    changed = policy(clause(**{**raw, "id": "ONE"}), *changed.clauses[1:], hold_within={"cost": Fraction(1, 1000)})
    file = tmp_path / "mixed.toml"
    write_policy(mixture(own, changed, ["ONE", HEAD]), file)
    again = read_clauses(region, str(file))
    assert again.goals == changed.goals
    assert again.hold_within == {"cost": Fraction(1, 1000)}
    assert {one.id: dict(one.raw) for one in again.clauses} == {
        **{one.id: dict(one.raw) for one in own.clauses},
        "ONE": raw,
    }


def test_the_command_needs_two_sets_and_known_names() -> None:
    """One set is a usage error; unknown policies and clauses are all named before anything is solved."""
    run = CliRunner()
    assert run.invoke(cli, ["compare", "shulan", "-p", "shulan-145"], standalone_mode=False).exception is not None
    arguments = ["compare", "shulan", "-p", "shulan-154", "-p", "shulan-145+x:SL-1O.at_least=3"]
    error = run.invoke(cli, arguments, standalone_mode=False).exception
    assert isinstance(error, InputError)
    assert [problem.code for problem in error.problems] == ["unknown-policy", "unknown-clause"]


def test_a_set_that_cannot_be_met_is_told_with_the_clauses_that_have_to_give_way(found: Comparison) -> None:
    """Its status names them; where to ask for the reason stands beside."""
    first = found.proposals[0]
    assert first is not None
    outcome = replace(first.outcome, status=Status.INFEASIBLE, stop=Stop.INFEASIBLE)
    none = replace(first, outcome=outcome, verified=None, left_short=(ConflictRow("ONE", "A", None, None),))
    text = printed(replace(found, proposals=(none, *found.proposals[1:]), judged=(), attributions=()))
    assert "part of ONE has to give way (allocare explain says why)" in text
