"""The ledger of the shipped policies: every quantitative sentence of the five plans is accounted for."""

from __future__ import annotations

from collections import Counter

import pytest

from optimizer.reading.coverage import Entry, read_ledger
from optimizer.reading.policy_file import RawPolicy, read_files
from optimizer.reading.shipped import shipped_policies

SENTENCES = {"SS": 67, "LS": 104, "SL": 92, "LJ": 113, "ZJ": 116}
POLICIES = {
    "SS": "shengsi-145",
    "LS": "lishui-145",
    "SL": "shulan-145",
    "LJ": "luojiang-145",
    "ZJ": "zhejiang-145",
}
LEDGER = read_ledger()


def policy_of(plan: str) -> RawPolicy:
    """The shipped policy of a plan with everything it inherits."""
    return read_files(POLICIES[plan], shipped_policies(), allow_path=False)


def test_every_sentence_has_its_row_once() -> None:
    """The five plans have 492 quantitative sentences, each in the ledger once."""
    assert SENTENCES == Counter(entry.plan for entry in LEDGER)
    assert 492 == len({entry.id for entry in LEDGER})


@pytest.mark.parametrize("entry", LEDGER, ids=lambda entry: entry.id)
def test_a_sentence_is_encoded_or_explained(entry: Entry) -> None:
    """Either clauses encode it, or a few words say why it allocates nothing; never both."""
    assert bool(entry.clauses) != bool(entry.not_an_allocation.strip())
    assert bool(entry.clauses) == bool(entry.policy)


@pytest.mark.parametrize("plan", SENTENCES)
def test_the_ledger_points_to_clauses_that_exist(plan: str) -> None:
    """Every clause that a sentence names stands in the plan's policy."""
    clauses = policy_of(plan).clauses
    entries = [entry for entry in LEDGER if entry.plan == plan and entry.clauses]
    assert {POLICIES[plan]} == {entry.policy for entry in entries}
    assert [] == [(entry.id, name) for entry in entries for name in entry.clauses if name not in clauses]


@pytest.mark.parametrize("plan", SENTENCES)
def test_every_clause_is_claimed_by_a_sentence(plan: str) -> None:
    """No policy has a clause of its own that no sentence of its plan asks for; inherited ones are not its own."""
    claimed = {name for entry in LEDGER if entry.plan == plan for name in entry.clauses}
    own = {name for name, raw in policy_of(plan).clauses.items() if raw.file.endswith(f"{POLICIES[plan]}.toml")}
    assert set() == own - claimed


def test_most_sentences_are_encoded() -> None:
    """At least 430 of the 492 are clauses."""
    assert 430 <= sum(bool(entry.clauses) for entry in LEDGER)
