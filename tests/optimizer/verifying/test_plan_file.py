"""Reading plans, ours and those edited by hand."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.problems import InputError, Problem
from optimizer.reading.columnar.sheet import UnusualError
from optimizer.verifying import perfect_plan
from optimizer.verifying.plan_file import read_plan
from tests.builders import region

INSTANCE = region(
    facilities=[
        {"facility": "0101", "name": "县医院"},
        {"facility": "N1", "status": "candidate"},
        {"facility": "Z1", "status": "closable"},
    ],
    resources=["beds", "nurses"],
    stock={("0101", "beds"): 10, ("0101", "nurses"): 4, ("N1", "beds"): 0, ("Z1", "beds"): 3},
)
HEADER = "facility,resource,proposed"
GOOD = ["0101,beds,12", "0101,nurses,4", "N1,beds,0", "Z1,beds,3"]


@pytest.fixture(autouse=True, scope="module", params=[perfect_plan.LARGE, 0])
def large(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every plan is read twice: as a small one, and as one that is large enough to be read by columns."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(perfect_plan, "LARGE", request.param)
        yield


def write(folder: Path, lines: list[str], header: str = HEADER, encoding: str = "utf-8") -> Path:
    """A plan.csv with these lines."""
    path = folder / "plan.csv"
    path.write_bytes("\r\n".join([header, *lines, ""]).encode(encoding))
    return path


def problems(path: Path) -> tuple[Problem, ...]:
    """Everything that is wrong with a plan."""
    with pytest.raises(InputError) as error:
        read_plan(path, INSTANCE)
    return error.value.problems


def places(path: Path) -> list[tuple[str, int | None, str | None]]:
    """Code, row and column of everything that is wrong with a plan."""
    return [(problem.code, problem.row, problem.column) for problem in problems(path)]


def test_a_plan_of_three_columns(tmp_path: Path) -> None:
    """What is proposed is read; without a facilities.csv, a facility is open if it gets anything."""
    found = read_plan(write(tmp_path, GOOD), INSTANCE)
    assert {("0101", "beds"): 12, ("0101", "nurses"): 4, ("N1", "beds"): 0, ("Z1", "beds"): 3} == found.proposed
    assert {"N1": False, "Z1": True} == found.open


def test_order_and_further_columns_do_not_matter(tmp_path: Path) -> None:
    """Names, costs and a change that no longer fits are ignored; current is compared."""
    header = "name,change,proposed,resource,facility,current,capital_cost"
    lines = ["县医院,-7,12,beds,0101,10,x", ",,4,nurses,0101,4,", ",,0,beds,N1,,", ",,3,beds,Z1,3,"]
    found = read_plan(write(tmp_path, lines[::-1], header), INSTANCE)
    assert 12 == found.proposed["0101", "beds"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    """Spreadsheets save UTF-8 with a mark in front, or GB18030."""
    lines = [f"{line},舟山市县医院" for line in GOOD]
    assert 12 == read_plan(write(tmp_path, lines, f"{HEADER},name", encoding), INSTANCE).proposed["0101", "beds"]


def test_numbers_as_spreadsheets_write_them(tmp_path: Path) -> None:
    """Thousands separators and a guard against formulas are taken off."""
    lines = ['\'0101,beds,"1,200"', "'0101,'nurses,'4", *GOOD[2:]]
    assert [1200, 4, 0, 3] == list(read_plan(write(tmp_path, lines), INSTANCE).proposed.values())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("0101,beds,12.5", ("bad-number", 2, "proposed")),
        ("0101,beds,-1", ("bad-number", 2, "proposed")),
        ("0101,beds,", ("missing-cell", 2, "proposed")),
        ("0101,beds,many", ("bad-number", 2, "proposed")),
        ("0101,beds,1e3", ("bad-number", 2, "proposed")),
        ("0101,beds,12,7", ("cell-count", 2, None)),
        ("0101,nurses,4", ("duplicate-id", 3, "facility, resource")),
    ],
)
def test_a_faulty_line(tmp_path: Path, line: str, expected: tuple[str, int, str]) -> None:
    """Each fault is told with its row and column."""
    assert expected in places(write(tmp_path, [line, *GOOD[1:]]))


def test_faulty_lines_are_not_missing_too(tmp_path: Path) -> None:
    """One fault is told once."""
    assert 1 == len(problems(write(tmp_path, ["0101,beds,12.5", *GOOD[1:]])))
    assert 1 == len(problems(write(tmp_path, ["0101,beds,12,7", *GOOD[1:]])))
    assert 1 == len(problems(write(tmp_path, ["101,beds,12", *GOOD[1:]])))


def test_all_problems_at_once(tmp_path: Path) -> None:
    """Unknown names, pairs without a stock row, and rows left out are told together."""
    path = write(tmp_path, ["0101,bedz,12", "Q1,beds,4", "N1,nurses,0", "Z1,beds,3"])
    assert [
        ("unknown-id", 2, "resource"),
        ("not-in-stock", 4, "resource"),
        ("unknown-id", 3, "facility"),
        ("missing-row", None, None),
        ("missing-row", None, None),
    ] == places(path)
    missing = [problem.found for problem in problems(path) if problem.code == "missing-row"]
    assert ["no row for 0101: beds, nurses", "no row for N1: beds"] == missing


def test_hints(tmp_path: Path) -> None:
    """A near name is suggested, and an id that lost its leading zero is recognised."""
    hints = [problem.hint for problem in problems(write(tmp_path, ["101,beds,12", "0101,nurse,4", *GOOD[2:]]))]
    assert 'did you mean "0101"? a spreadsheet may have dropped leading zeros' in hints
    assert 'did you mean "nurses"?' in hints


def test_a_plan_for_other_data(tmp_path: Path) -> None:
    """A current that differs from the stock is a problem, with the number that belongs there."""
    lines = ["0101,beds,12,11", "0101,nurses,4,4", "N1,beds,0,0", "Z1,beds,3,3"]
    (problem,) = problems(write(tmp_path, lines, f"{HEADER},current"))
    assert ("stale-current", 2, "current", "11", "10, as in stock.csv") == (
        problem.code,
        problem.row,
        problem.column,
        problem.found,
        problem.expected,
    )


def test_missing_columns(tmp_path: Path) -> None:
    """Without its columns a file is no plan, and nothing else is said of it."""
    assert {("missing-column", 1, "proposed")} <= set(places(write(tmp_path, ["0101,beds"], "facility,resource")))
    assert [("missing-column", 1, "resource")] == places(write(tmp_path, ["0101,1"], "facility,proposed"))


def test_no_file(tmp_path: Path) -> None:
    """A file that is not there is a problem, not a crash."""
    assert [("no-file", None, None)] == places(tmp_path / "plan.csv")
    assert [("no-file", None, None)] == places(tmp_path)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["0101,yes", "N1,yes", "Z1,no"], {"N1": True, "Z1": False}),
        (["N1,yes"], {"N1": True, "Z1": True}),
        (["'Z1,no"], {"N1": False, "Z1": False}),
    ],
)
def test_openings(tmp_path: Path, lines: list[str], expected: Mapping[str, bool]) -> None:
    """The facilities.csv beside the plan decides; what it does not list follows from the plan."""
    (tmp_path / "facilities.csv").write_text("\n".join(["facility,open", *lines]), encoding="utf-8")
    assert expected == read_plan(write(tmp_path, GOOD), INSTANCE).open


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("facility,open\nN2,yes", ("unknown-id", 2, "facility")),
        ("facility,open\nN1,maybe", ("bad-choice", 2, "open")),
        ("facility,open\n0101,no", ("not-decided", 2, "open")),
        ("facility,open\nN1,yes\nN1,yes", ("duplicate-id", 3, "facility")),
        ("facility\nN1", ("missing-column", 1, "open")),
        ("", ("empty-file", 1, None)),
    ],
)
def test_faulty_openings(tmp_path: Path, text: str, expected: tuple[str, int, str]) -> None:
    """Faults of facilities.csv are told with those of the plan."""
    (tmp_path / "facilities.csv").write_text(text, encoding="utf-8")
    assert ["facilities.csv"] == [problem.file for problem in problems(write(tmp_path, GOOD))]
    both = places(write(tmp_path, ["0101,beds,-1", *GOOD[1:]]))
    assert [("bad-number", 2, "proposed"), expected] == both


def test_a_plan_in_the_folder_of_its_instance(tmp_path: Path) -> None:
    """The instance's own facilities.csv says nothing about what a plan opens."""
    (tmp_path / "facilities.csv").write_text("facility,name,area,type\nN1,n,A,hospital", encoding="utf-8")
    assert {"N1": False, "Z1": True} == read_plan(write(tmp_path, GOOD), INSTANCE).open


@given(st.lists(st.integers(0, 10**9), min_size=4, max_size=4), st.permutations(range(4)))
def test_what_is_written_is_read(units: list[int], order: list[int]) -> None:
    """Any whole numbers, in any order of rows, come back as they were."""
    keys = list(INSTANCE.stock)
    lines = [f"{keys[index][0]},{keys[index][1]},{units[index]}" for index in order]
    with tempfile.TemporaryDirectory() as folder:
        found = read_plan(write(Path(folder), lines), INSTANCE)
    assert dict(zip(keys, units, strict=True)) == found.proposed


def test_what_is_read_by_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large plan in order is, in whatever order its rows stand; what is not in order or small is not."""
    monkeypatch.setattr(perfect_plan, "LARGE", 0)
    path = write(tmp_path, GOOD[::-1])
    (tmp_path / "facilities.csv").write_text("facility,open\nZ1,no\n0101,yes\n")
    found = perfect_plan.read_perfect_plan(path, INSTANCE)
    assert (12, {"N1": False, "Z1": False}) == (found.proposed["0101", "beds"], found.open)
    for lines in (GOOD[1:], [*GOOD, GOOD[0]], [*GOOD[1:], "0101,beds,'12"], [*GOOD[1:], "101,beds,12"]):
        with pytest.raises(UnusualError):
            perfect_plan.read_perfect_plan(write(tmp_path, lines), INSTANCE)
    monkeypatch.setattr(perfect_plan, "LARGE", 1000)
    with pytest.raises(UnusualError):
        perfect_plan.read_perfect_plan(write(tmp_path, GOOD), INSTANCE)
