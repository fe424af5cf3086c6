"""What a sweep file asks for: every combination once, or every problem at once."""

from __future__ import annotations

from math import prod
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.problems import InputError
from optimizer.solving.find import SolveOptions
from optimizer.sweeping.grid import Combination, Grid, Variant
from optimizer.sweeping.sweep_file import MOST_RUNS, read_sweep_file

FULL = """
instances = ["shulan", "../mine", "plan.xlsx"]
policies = ["shulan-145", "shulan-145-strict"]
budgets = ["none", 300000000, "1,000,000.50"]
seeds = [3, 1]
time_limit = 2.5
gap = 0.01
threads = 2
method = "counties"

[[variant]]
name = "as it stands"

[[variant]]
name = "more doctors"
set = ["SL-10.at_least=3.2"]
drop = ["SL-15", "SL-16"]
"""


def read(folder: Path, text: str) -> Grid:
    """The grid of a file of that text."""
    path = folder / "sweep.toml"
    path.write_text(text, encoding="utf-8")
    return read_sweep_file(path)


def codes(folder: Path, text: str) -> list[tuple[str, int | None, str | None]]:
    """What is wrong with a file: code, row and key of each problem."""
    with pytest.raises(InputError) as caught:
        read(folder, text)
    return [(problem.code, problem.row, problem.column) for problem in caught.value.problems]


def test_every_key_is_read(tmp_path: Path) -> None:
    """A file with everything in it; amounts are the same however they are written."""
    grid = read(tmp_path, FULL)
    assert grid.instances == ("shulan", "../mine", "plan.xlsx")
    assert grid.policies == ("shulan-145", "shulan-145-strict")
    assert grid.budgets == (None, "300000000", "1000000.5")
    assert grid.seeds == (3, 1)
    assert grid.options == SolveOptions(time_limit=2.5, gap=0.01, threads=2, method="counties")
    assert grid.variants == (
        Variant("as it stands", row=11),
        Variant("more doctors", ("SL-10.at_least=3.2",), ("SL-15", "SL-16"), row=14),
    )
    assert grid.folder == tmp_path


def test_the_least_file_is_a_list_of_instances(tmp_path: Path) -> None:
    """Everything else is as ``solve`` has it, but for the one thread of each run: many go side by side."""
    grid = read(tmp_path, 'instances = ["shulan"]')
    (only,) = grid.combinations()
    assert only == Combination("shulan", None, Variant(), None, 0)
    assert grid.options_of(only) == SolveOptions(threads=1)


short_lists = st.lists(st.integers(0, 9), min_size=1, max_size=4, unique=True)


@given(st.tuples(*[short_lists] * 5))
def test_a_grid_is_every_combination_once_in_order(lists: tuple[list[int], ...]) -> None:
    """As many runs as the product of the lists, none twice, sorted as the lists are, the seed fastest."""
    instances, policies, variants, budgets, seeds = lists
    grid = Grid(
        "sweep.toml",
        Path(),
        tuple(map(str, instances)),
        tuple(map(str, policies)),
        tuple(Variant(str(name)) for name in variants),
        tuple(map(str, budgets)),
        tuple(seeds),
    )
    runs = list(grid.combinations())
    assert len(runs) == len(grid) == len(set(runs)) == prod(map(len, lists))
    places = [
        (
            instances.index(int(run.instance)),
            policies.index(int(run.policy or -1)),
            variants.index(int(run.variant.name)),
            budgets.index(int(run.budget or -1)),
            seeds.index(run.seed),
        )
        for run in runs
    ]
    assert places == sorted(places)
    assert [grid.options_of(run).seed for run in runs] == [run.seed for run in runs]


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    """Each with its row and key."""
    text = """instances = ["a", 3, "a"]
policies = []
budgets = ["lots", -4]
seeds = [-1, "x", true]
time_limit = 0
gap = "small"
threads = 300
method = "hole"
colour = "red"
[[variant]]
name = "one"
set = "X.at_least=1"
gap = 0.1
[[variant]]
name = "one"
drop = [1]
[[variant]]
"""
    assert sorted(codes(tmp_path, text), key=lambda one: (one[1] or 0, one[2] or "")) == [
        ("bad-type", 1, "instances"),
        ("duplicate", 1, "instances"),
        ("bad-type", 2, "policies"),
        ("bad-number", 3, "budgets"),
        ("out-of-range", 3, "budgets"),
        ("out-of-range", 4, "seeds"),
        ("bad-type", 4, "seeds"),
        ("bad-type", 4, "seeds"),
        ("out-of-range", 5, "time_limit"),
        ("bad-type", 6, "gap"),
        ("out-of-range", 7, "threads"),
        ("unknown-method", 8, "method"),
        ("unknown-key", 9, "colour"),
        ("unknown-key", 10, "gap"),
        ("bad-type", 10, "set"),
        ("bad-type", 14, "drop"),
        ("duplicate", 14, "name"),
        ("missing-key", 17, "name"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "missing-key"),
        ("instances = 3", "bad-type"),
        ('instances = ["a"', "toml"),
        ('instances = ["a"]\ngap = 1e-4', "bad-number"),
        ('instances = ["a"]\nvariant = ["b"]', "bad-type"),
        (f'instances = ["a"]\nseeds = {list(range(MOST_RUNS // 2 + 1))}\nbudgets = [1, 2]', "too-many-runs"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, text: str, code: str) -> None:
    """No instances, no TOML, exponents, and more runs than anybody means."""
    assert [one for one, _, _ in codes(tmp_path, text)] == [code]


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    """So is a folder."""
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(InputError) as caught:
            read_sweep_file(path)
        assert [problem.code for problem in caught.value.problems] == ["unreadable-file"]
