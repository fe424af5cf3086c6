"""Reading an instance from one workbook: the same object as from a folder, or every fault with its sheet and cell."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from models.clause import Policy
from models.instance import Instance, Vocabulary
from optimizer.problems import InputError, Problem
from optimizer.reading.instance import read_instance
from optimizer.reading.policy import read_policy
from optimizer.reading.workbook.values import clause_value
from tests.optimizer.reading.workbook.files import SHEETS, Cell, Package, styles_xml

VOCABULARY = Vocabulary(frozenset({"beds"}), frozenset({"residents"}), {}, {})

Rows = tuple[tuple[Cell, ...], ...]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the workbook of a test lies."""
    return tmp_path / "shulan.xlsx"


def rows_of(title: str) -> list[list[Cell]]:
    """The rows of a sound sheet, to be changed."""
    return [list(row) for row in SHEETS[title]]


def read(path: Path, package: Package) -> Instance:
    """The instance of a package."""
    path.write_bytes(package.bytes())
    return read_instance(path, VOCABULARY)


def problems(path: Path, package: Package) -> tuple[Problem, ...]:
    """All problems of an instance."""
    with pytest.raises(InputError) as error:
        read(path, package)
    return error.value.problems


def places(path: Path, package: Package) -> list[tuple[str, str, str | None]]:
    """Code, file with sheet, and cell of all problems."""
    return [(problem.code, problem.file, problem.cell) for problem in problems(path, package)]


def policy_of(path: Path, package: Package, name: str = "plan-145") -> Policy:
    """A policy of the workbook, for its instance."""
    return read_policy(name, read(path, package), path)


def policy_problems(path: Path, package: Package) -> list[str]:
    """All problems of the policy, as they are read aloud."""
    instance = read(path, package)
    with pytest.raises(InputError) as error:
        read_policy("plan-145", instance, path)
    return [str(problem) for problem in error.value.problems]


def clauses(*rows: dict[str, Cell]) -> Package:
    """A package with one clause per row: the sound one with these keys written over it."""
    keys, values = SHEETS["clauses"]
    sound = dict(zip(keys, values, strict=True))
    tables = [sound | row for row in rows]
    header = list(dict.fromkeys(key for table in tables for key in table))
    return Package().table("clauses", [header, *([table.get(key) for key in header] for table in tables)])


def test_a_workbook_says_what_the_same_folder_says(path: Path, tmp_path: Path) -> None:
    """Sheets and CSV files with the same cells give the same instance; name and fingerprint are the file's."""
    package = Package()
    instance = read(path, package)
    folder = tmp_path / "shulan"
    folder.mkdir()
    (folder / "instance.toml").write_text('title = "舒兰"\npolicy = "plan-145"\n', encoding="utf-8")
    for title in ("areas", "facilities", "resources", "stock"):
        lines = [",".join("" if cell is None else str(cell) for cell in row) for row in SHEETS[title]]
        (folder / f"{title}.csv").write_text("\n".join(lines), encoding="utf-8")
    twin = read_instance(folder, VOCABULARY)
    assert instance == replace(twin, folder=str(path), inputs=instance.inputs)
    assert instance.inputs == {"shulan.xlsx": hashlib.sha256(path.read_bytes()).hexdigest()}
    assert instance.areas["220283"].numbers == {"residents": 406744}


def test_the_policy_of_a_workbook_is_its_own(path: Path) -> None:
    """The sheets policy and clauses are read like a policy file, numbers exact, with the workbook's fingerprint."""
    policy = policy_of(path, Package())
    (clause,) = policy.clauses
    assert (policy.name, policy.title) == ("plan-145", "规划")
    assert (clause.id, clause.value, clause.per, clause.levels) == ("C-1", Fraction(43, 10), 1000, ("county",))
    assert clause.raw["at_least"] == Decimal("4.3")
    assert policy.inputs == {"shulan.xlsx": hashlib.sha256(path.read_bytes()).hexdigest()}


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("at_least", "4.30", Decimal("4.30")),
        ("at_most", "8", 8),
        ("exactly", "1,200.5", Decimal("1200.5")),
        ("about", "７", 7),
        ("spread_at_most", "1.5", Decimal("1.5")),
        ("tolerance", "0.005", Decimal("0.005")),
        ("weight", "2", 2),
        ("share", "0.9", Decimal("0.9")),
        ("by", "2025", 2025),
        ("at_least", "viel", "viel"),
        ("at_least", "9" * 5000, "9" * 5000),
        ("between", "2\n3.5", [2, Decimal("3.5")]),
        ("between", "2; 3", [2, 3]),
        ("between", "2；3", [2, 3]),
        ("between", "[2, 3.50]", [2, Decimal("3.50")]),
        ("between", "2, 3", ["2, 3"]),
        ("between", "[2, 3", "[2, 3"),
        ("in", "county", "county"),
        ("in", "city\ncounty", ["city", "county"]),
        ("in", "city; county", ["city", "county"]),
        ("where", "type=a|b; grade>=2B", "type=a|b; grade>=2B"),
        ("where", "type=a\n\n grade>=3 ", ["type=a", "grade>=3"]),
        ("where", '["type=a", "grade>=3"]', ["type=a", "grade>=3"]),
        ("areas", "*", ""),
        ("per_where", "*", ""),
        ("per_where", "type=a", "type=a"),
        ("mean", "true", True),
        ("mean", "FALSE", False),
        ("mean", "ja", "ja"),
        ("reason", "line 1\nline 2", "line 1\nline 2"),
        ("name", "2025", "2025"),
        ("within", "15 minutes", "15 minutes"),
    ],
)
def test_each_kind_of_key_is_written_in_a_cell_in_its_way(key: str, text: str, value: object) -> None:
    """Numbers keep their digits, lists stand line by line or in brackets, a star is the filter that passes all."""
    found = clause_value(key, text)
    assert found == value
    assert str(found) == str(value)


def test_every_key_of_a_clause_is_read_from_its_column(path: Path) -> None:
    """A sheet with all keys in it gives the clauses that a policy file would."""
    package = clauses(
        {"at_least": None, "between": "2\n3", "where": "type=general_hospital", "in": "facility", "per": None},
        {
            "id": 2, "name": 2025, "name_en": "ambulances", "cite": "表 1", "in": "county\ntownship", "share": 0.9,
            "within": "15 km", "weigh_by": "residents", "per": None, "by": 2025, "weight": 2, "tolerance": 0.5,
            "reason": "why", "areas": "residents>=1",
        },
        {"id": "C-3", "at_least": None, "spread_at_most": 1.5, "mean": None},
        {"id": "C-4", "at_least": 1, "per": "1 beds", "where": "type=x", "per_where": "*", "nature": "reference"},
        {"id": "C-5", "at_least": 1, "per": None, "or": "C-6"},
        {"id": "C-6", "at_least": 1, "per": None},
    )  # fmt: skip
    package.table("travel", [("area", "facility", "minutes", "km"), ("220283", "H1", 5, 1.5)])
    first, second, third, fourth, fifth, _ = policy_of(path, package).clauses
    assert (first.value, first.upper, first.levels) == (2, 3, ("facility",))
    assert (second.id, second.name, second.name_en, second.cite, second.reason) == (
        "2",
        "2025",
        "ambulances",
        "表 1",
        "why",
    )
    assert (second.levels, second.share, second.weigh_by) == (("county", "township"), Fraction(9, 10), "residents")
    assert (second.by, second.weight, second.tolerance) == (2025, 2, Fraction(1, 2))
    assert (second.reach and second.reach.limit, second.areas) == (15, ((second.areas[0][0],),))
    assert (third.comparator, third.value) == ("spread_at_most", Fraction(3, 2))
    assert (len(fourth.where), fourth.per_where) == (1, ())
    assert fifth.partner == "C-6"


def test_a_truth_value_is_meant_in_the_column_mean(path: Path) -> None:
    """mean takes a true or false cell; anywhere else such a cell is named."""
    package = clauses({"at_least": 1, "mean": "true", "within": "15 minutes", "per": None})
    package.cell("clauses", "H2", '<c r="H2" t="b"><v>1</v></c>')
    package.table("travel", [("area", "facility", "minutes"), ("220283", "H1", 5)])
    assert policy_of(path, package).clauses[0].mean
    package.cell("stock", "C2", '<c r="C2" t="b"><v>1</v></c>')
    assert places(path, package) == [("cell-boolean", "shulan.xlsx, sheet stock", "C2")]


def test_written_places_of_a_number_are_those_that_the_cell_shows(path: Path) -> None:
    """7 in a cell that shows 7.0 is 7.0, whose last digit is a tenth; in an id it is 7."""
    package = clauses({"id": 7, "at_least": 7})
    package.styles = styles_xml({164: "0.0"}, [0, 164])
    for place in ("A2", "D2"):
        package.cell("clauses", place, f'<c r="{place}" s="1"><v>7</v></c>')
    (clause,) = policy_of(path, package).clauses
    assert (clause.id, str(clause.raw["at_least"]), clause.value) == ("7", "7.0", 7)


def test_titles_and_headers_may_be_written_in_other_ways(path: Path) -> None:
    """Capitals do not matter in titles and fixed names; Chinese titles mean the same; data columns stay as written."""
    package = Package()
    titles = {"areas": "区域", "facilities": " FACILITIES", "stock": "存量", "clauses": "条款", "policy": "Policy"}
    package.table("areas", [("AREA", "Name", "Level", "Parent", "Residents"), *rows_of("areas")[1:]])
    package.sheets = {titles.get(title, title): xml for title, xml in package.sheets.items()}
    assert read(path, package).areas["220283"].numbers == {"Residents": 406744}


def test_the_header_is_the_first_row_with_anything_in_it(path: Path) -> None:
    """Empty rows and columns, before the table and inside it, are passed over."""
    shifted = [[], [], *([None, None, *row] for row in rows_of("stock")), [], [None, None, "H1", None, None]]
    package = Package().table("stock", shifted)
    assert places(path, package) == [
        ("missing-cell", "shulan.xlsx, sheet stock", "D6"),
        ("missing-cell", "shulan.xlsx, sheet stock", "E6"),
    ]


def test_sources_have_a_sheet_of_their_own(path: Path) -> None:
    """What each number is from stands in rows of what and text."""
    package = Package().table("sources", [("what", "text"), ("areas", "census"), ("stock", "the plan")])
    assert read(path, package).sources == {"areas": "census", "stock": "the plan"}


def test_settings_are_numbers_or_texts_whatever_their_cells_are(path: Path) -> None:
    """A year may be a text, a title a number; an empty value is no value."""
    rows = [
        ("Key", "Value", "note"),
        *(("title", 2025), ("policy", "plan-145"), ("BASE_YEAR", "2020"), ("target_year", 2025)),
        *(("title_en", None, "left out"), ("annualise_years", 12.5), ("currency", "USD")),
    ]
    instance = read(path, Package().table("instance", rows))
    assert (instance.title, instance.title_en, instance.currency) == ("2025", None, "USD")
    assert (instance.base_year, instance.target_year, instance.annualise_years) == (2020, 2025, Fraction(25, 2))


def test_other_sheets_are_not_read_and_named(path: Path) -> None:
    """readme and codes are for the reader; any other sheet is warned about."""
    package = Package().table("README", [("x",)]).table("代码", [("x",)]).table("草稿", [("x",)])
    (warning,) = read(path, package).warnings
    assert warning.startswith('shulan.xlsx: not read: the sheets "草稿"; those that are read are instance, ')


def test_an_empty_sheet_that_need_not_be_there_counts_as_none(path: Path) -> None:
    """Without a cell in it travel says nothing; with a header alone it might mean that nothing can be reached."""
    instance = read(path, Package().table("travel", []))
    assert instance.travel is None
    assert instance.warnings == ("shulan.xlsx, sheet travel: the sheet is empty; it counts as none",)
    header = Package().table("travel", [("area", "facility", "minutes")])
    assert places(path, header) == [("empty-table", "shulan.xlsx, sheet travel", None)]


@pytest.mark.parametrize(
    ("old", "new", "code", "hint"),
    [
        ("stock", "stocks", "missing-sheet", 'is it "stocks", perhaps?'),
        ("clauses", "clause", "unknown-sheet", 'did you mean "clauses"?'),
        ("facilities", "Facility", "missing-sheet", None),
    ],
)
def test_a_misnamed_sheet_is_no_other_sheet(path: Path, old: str, new: str, code: str, hint: str | None) -> None:
    """A sheet that is nearly called like one that is missing is a problem, not passed over."""
    package = Package()
    package.sheets = {new if title == old else title: xml for title, xml in package.sheets.items()}
    found = [(problem.code, problem.hint) for problem in problems(path, package)]
    assert found == [(code, hint)]


def test_two_sheets_may_not_mean_the_same(path: Path) -> None:
    """areas and 区域 in one workbook are a contradiction."""
    package = Package().table("区域", rows_of("areas"))
    (problem,) = problems(path, package)
    assert (problem.code, problem.found, problem.hint) == (
        "sheet-twice", 'a second sheet "区域"', 'the sheet "areas" means the same'
    )  # fmt: skip


def test_every_fault_is_named_by_sheet_and_cell_at_once(path: Path) -> None:
    """Faults of tables, of the settings and of the policy's form come together, in the order of the sheets."""
    package = Package()
    package.table("instance", [("key", "value"), ("titel", "x"), ("policy", "a/b"), ("base_year", "x"), (None, "y")])
    areas = rows_of("areas")
    areas[1][2], areas[2][3], areas[0][1] = "conty", "9", "nam"
    package.table("areas", areas)
    package.table("facilities", [*rows_of("facilities"), ("H1", "again", "220283", "x", "beside")])
    package.table("stock", [("facility", "resource", "current", "current"), ("H1", "bets", -1, 1)])
    package.table("policy", [("key", "value"), ("policy", "plan-145"), ("goal", "cost"), (None, "x")])
    package.table("clauses", [("id", "nam"), (None, "x"), ("C;1", "x"), ("C-1", "x"), ("C-1", "x")])
    assert [(code, file.partition(", ")[2], cell) for code, file, cell in places(path, package)] == [
        ("missing-key", "sheet instance", None),
        ("unknown-key", "sheet instance", "A2"),
        ("bad-value", "sheet instance", "B3"),
        ("bad-value", "sheet instance", "B4"),
        ("missing-cell", "sheet instance", "A5"),
        ("missing-column", "sheet areas", None),
        ("unknown-column", "sheet areas", "B1"),
        ("bad-choice", "sheet areas", "C2"),
        ("unknown-reference", "sheet areas", "D3"),
        ("cell-nameless", "sheet facilities", "E3"),
        ("duplicate-id", "sheet facilities", "A3"),
        ("header", "sheet stock", "D1"),
        ("bad-number", "sheet stock", "C2"),
        ("unknown-reference", "sheet stock", "B2"),
        ("missing-key", "sheet policy", None),
        ("unknown-key", "sheet policy", "A3"),
        ("missing-cell", "sheet policy", "A4"),
        ("unknown-column", "sheet clauses", "B1"),
        ("missing-key", "sheet clauses", "A2"),
        ("bad-id", "sheet clauses", "A3"),
        ("duplicate-id", "sheet clauses", "A5"),
    ]


def test_a_problem_is_read_aloud_with_its_place(path: Path) -> None:
    """Sheet, cell and column, what was found, what was expected, and what was perhaps meant."""
    areas = rows_of("areas")
    areas[1][2] = "conty"
    (problem,) = problems(path, Package().table("areas", areas))
    assert str(problem) == (
        'shulan.xlsx, sheet areas, cell C2 (level): found "conty"; expected one of province, city, county, township, '
        'village – did you mean "county"? [bad-choice]'
    )


def test_a_cell_that_cannot_be_used_is_reported_once(path: Path) -> None:
    """An error, or a cell inside a merged range, is not reported again as missing or as no number."""
    package = Package()
    package.cell("stock", "C2", '<c r="C2" t="e"><v>#N/A</v></c>')
    package.sheets["areas"] = package.sheets["areas"].replace(
        "</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="B2:C3"/></mergeCells>'
    )
    package.cell("areas", "C3", '<c r="C3"/>')
    assert places(path, package) == [
        ("cell-merged", "shulan.xlsx, sheet areas", "B2:C3"),
        ("cell-error", "shulan.xlsx, sheet stock", "C2"),
    ]


def test_what_is_wrong_in_a_clause_is_named_by_its_cell(path: Path) -> None:
    """Natures, numbers, names and lists are checked as in a policy file, and located in the sheet."""
    told = policy_problems(
        path,
        clauses(
            {"nature": "guidng"},
            {"id": "C-2", "at_least": "4.x"},
            {"id": "C-3", "require": "bedz"},
            {"id": "C-4", "at_least": None, "between": "3; 2"},
            {"id": "C-5", "nature": None},
        ),
    )
    start = "shulan.xlsx, sheet clauses, cell "
    assert [line.removeprefix(start) for line in told] == [
        'G2 (nature), clause C-1: found "guidng"; expected one of binding, principle, anticipated, guiding, strive, '
        'reference – did you mean "guiding"? [unknown-nature]',
        'D3 (at_least), clause C-2: found "4.x"; expected a number: digits with at most one decimal point [bad-number]',
        'C4 (require), clause C-3: found "bedz"; expected a resource of this instance, or a standard one – did you '
        'mean "beds"? [unknown-name]',
        "H5 (between), clause C-4: found [3, 2]; expected the smaller number first [out-of-range]",
        "G6 (nature), clause C-5: found no key nature; expected a value in this cell [missing-key]",
    ]


def test_the_head_of_a_policy_stands_in_rows_of_key_and_value(path: Path) -> None:
    """Lists stand line by line or between semicolons, hold_within as name = number."""
    rows = [("key", "value"), ("policy", "plan-145"), ("title", "规划"), ("goals", "guiding\ncost; stability"),
            ("fairness_in", "city"), ("hold_within", "cost = 0.01\nguiding=0.001")]  # fmt: skip
    policy = policy_of(path, Package().table("policy", rows))
    assert (policy.goals, policy.fairness_in) == (("guiding", "cost", "stability"), "city")
    assert policy.hold_within == {"cost": Fraction(1, 100), "guiding": Fraction(1, 1000)}


def test_a_faulty_head_is_named_by_its_cell(path: Path) -> None:
    """Goals, levels and slacks that are none, and policies that are not there, are located in the sheet."""
    rows = [("key", "value"), ("policy", "plan-145"), ("title", "规划"), ("goals", "cots"), ("fairness_in", "conty"),
            ("hold_within", "cost 0.01")]  # fmt: skip
    told = policy_problems(path, Package().table("policy", rows))
    assert [line.split(";")[0] for line in told] == [
        'shulan.xlsx, sheet policy, cell B4 (goals): found "cots"',
        'shulan.xlsx, sheet policy, cell B5 (fairness_in): found "conty"',
        'shulan.xlsx, sheet policy, cell B6 (hold_within): found "cost 0.01"',
    ]
    unknown = Package().table("policy", [*rows_of("policy"), ("extends", "zhejang-145")])
    (line,) = policy_problems(path, unknown)
    assert line.startswith('shulan.xlsx, sheet policy, cell B4 (extends): found "zhejang-145"; expected the name of a ')
    assert 'did you mean "zhejiang-145"?' in line


def test_a_policy_of_a_workbook_may_extend_a_shipped_one(path: Path) -> None:
    """The clauses of the extended come first, the workbook's replace those of the same id."""
    package = Package().table("policy", [*rows_of("policy"), ("extends", "shengsi-145-strict; plan-145x")])
    package.table("clauses", [*rows_of("clauses")])
    (line,) = policy_problems(path, package)
    assert '"plan-145x"' in line


def test_clauses_without_a_head_are_the_policy_that_the_instance_names(path: Path) -> None:
    """The sheet policy may be left out: the name is the instance's policy, the title its title."""
    package = Package()
    del package.sheets["policy"]
    policy = policy_of(path, package)
    assert (policy.name, policy.title, len(policy.clauses)) == ("plan-145", "舒兰", 1)


def test_without_clauses_shipped_policies_are_used_by_name(path: Path) -> None:
    """A workbook with tables alone follows a policy of the program."""
    package = Package()
    del package.sheets["policy"], package.sheets["clauses"]
    package.table("instance", [("key", "value"), ("title", "x"), ("policy", "shulan-145")])
    instance = read(path, package)
    with pytest.raises(InputError) as error:
        read_policy("plan-145", instance, path)
    assert [problem.file for problem in error.value.problems] == ["policy"]


def test_a_policy_that_the_instance_does_not_follow_is_warned_about(path: Path) -> None:
    """Clauses under another name than the instance's policy would silently not be used."""
    package = Package().table("policy", [("key", "value"), ("policy", "plan-146"), ("title", "x")])
    (warning,) = read(path, package).warnings
    assert warning == (
        "shulan.xlsx: the instance follows the policy plan-145, which is none of the workbook's own (plan-146); "
        'did you mean "plan-146"?'
    )


def test_several_policies_stand_under_each_other(path: Path) -> None:
    """Each begins with its key policy; the column policy of a clause says which it belongs to; names may extend."""
    package = Package()
    package.table(
        "policy",
        [*rows_of("policy"), (), ("policy", "strict"), ("title", "严格"), ("extends", "plan-145")],
    )
    keys, values = SHEETS["clauses"]
    package.table("clauses", [("policy", *keys), ("plan-145", *values), ("strict", "C-2", *values[1:])])
    assert [clause.id for clause in policy_of(path, package).clauses] == ["C-1"]
    assert [clause.id for clause in policy_of(path, package, "strict").clauses] == ["C-1", "C-2"]
    package.table("clauses", [("policy", *keys), ("strikt", *values), (None, "C-2", *values[1:])])
    found = [(problem.code, problem.cell, problem.hint) for problem in problems(path, package)]
    assert found == [("unknown-policy", "A2", 'did you mean "strict"?'), ("unknown-policy", "A3", None)]


def test_policies_that_extend_each_other_in_a_circle_are_refused(path: Path) -> None:
    """A circle inside a workbook is shown with its names."""
    package = Package().table("policy", [*rows_of("policy"), ("extends", "plan-145")])
    (line,) = policy_problems(path, package)
    assert "found plan-145 → plan-145; expected policies that do not extend each other in a circle" in line
