"""Folder → workbook → folder: the same parsed data, the same bytes, and nothing alive in the cells."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from models.clause import Policy
from models.instance import Instance, Vocabulary
from optimizer.converting import convert as module
from optimizer.converting.as_folder import csv_text, folder_files
from optimizer.converting.as_workbook import workbook_bytes
from optimizer.converting.convert import convert
from optimizer.converting.draft import Draft, differences, read_draft
from optimizer.converting.pages import Digits, code_rows, number_cell, pages
from optimizer.converting.placing import write_folder
from optimizer.problems import InputError, OwnFaultError
from optimizer.reading.instance import read_instance
from optimizer.reading.policy import read_policy
from optimizer.reading.shipped import instances_folder, locate_instance, shipped_instances
from optimizer.reading.text import Row, Table, clean, decode, parse_csv, unguarded
from optimizer.reading.vocabulary import read_vocabulary
from optimizer.reading.workbook.instance import read_workbook
from tests.small_region import write_small_region

VOCABULARY = read_vocabulary(instances_folder() / "vocabulary.toml")
FILES = {
    "instance.toml": 'title = "舒兰"\npolicy = "own"\nannualise_years = 12.5\n[sources]\n"areas.csv: lon" = "=1+1"\n',
    "areas.csv": "area,name,level,parent,residents,lon,lat\n01,甲,county,,1200.50,120.10,-30\n"
    "0101,=乙,township,01,80,,\n",
    "facilities.csv": 'facility,name,area,type,beds2\nH1,\'=医院,0101,x,7.0\nH2,"@a\nb",01,x,"1,200"\n',
    "resources.csv": "resource,name,unit\nbeds,床位,张\n",
    "stock.csv": "facility,resource,current,capital_cost\nH1,beds,495,0.10\nH2,beds,0,\n",
    "policies/own.toml": """
policy = "own"
title = "规划"
extends = ["base"]
goals = ["guiding", "cost"]
hold_within = { cost = 0.010 }

[[clause]]
id = "C-1"
name = "+每千人口"
require = "beds"
between = [2.50, 7]
per = "1000 residents"
where = ["type=x; area=01", "type=y"]
in = ["county", "township"]
nature = "guiding"
tolerance = 0.005
reason = \"\"\"one
two\"\"\"

[[clause]]
id = "C-2"
name = "x"
require = "beds"
at_least = 7.0
per = "1 beds2"
where = "type=x"
per_where = ""
in = "region"
nature = "binding"
""",
    "policies/base.toml": """
policy = "base"
title = "省规划"
[[clause]]
id = "C-0"
name = "x"
require = "beds"
at_most = 1000000
in = "region"
nature = "binding"
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An instance with all that is hard to carry over: decimals, formulas, line ends, lists, two policies."""
    place = tmp_path / "region"
    place.mkdir()
    (place / "policies").mkdir()
    for name, text in FILES.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


def read(place: Path) -> tuple[Instance, Policy]:
    """The parsed data, without what names the place."""
    instance = read_instance(place, VOCABULARY)
    policy = read_policy(instance.policy, instance, place)
    return replace(instance, name="", folder="", inputs={}, warnings=()), replace(policy, inputs={}, warnings=())


@pytest.mark.parametrize("name", sorted(shipped_instances()))
def test_a_shipped_instance_survives_the_way_there_and_back(name: str, tmp_path: Path) -> None:
    """The folder made of its workbook gives the identical instance and policy."""
    convert(name, tmp_path / "a.xlsx", "zh")
    convert(str(tmp_path / "a.xlsx"), tmp_path / "b", "zh")
    assert read(tmp_path / "b") == read(locate_instance(name))


def test_a_workbook_made_of_what_was_made_of_it_is_the_same(tmp_path: Path) -> None:
    """Workbook → folder → workbook gives the same bytes."""
    book, folder, again = tmp_path / "a.xlsx", tmp_path / "b", tmp_path / "c.xlsx"
    for source, target in (("shulan", book), (str(book), folder), (str(folder), again)):
        convert(source, target, "zh")
    assert book.read_bytes() == again.read_bytes()


def test_what_is_hard_to_carry_over_survives(folder: Path, tmp_path: Path) -> None:
    """Decimals with their last zeros, texts like formulas, line ends, lists and both policies come back."""
    book, back = tmp_path / "a.xlsx", tmp_path / "back"
    convert(str(folder), book, "en")
    convert(str(book), back, "en")
    assert differences(read_draft(folder, VOCABULARY), read_draft(back, VOCABULARY)) == ()
    instance, policy = read(back)
    assert (instance.facilities["H1"].name, instance.areas["0101"].name) == ("=医院", "=乙")
    assert (instance.areas["01"].texts["residents"], instance.areas["01"].texts["lon"]) == ("1200.50", "120.10")
    assert instance.facilities["H2"].texts["beds2"] == "1,200"
    assert [str(policy.clauses[number].raw[key]) for number, key in ((1, "between"), (2, "at_least"))] == [
        "[Decimal('2.50'), 7]",
        "7.0",
    ]
    assert sorted(path.name for path in (back / "policies").iterdir()) == ["base.toml", "own.toml"]


def test_the_same_instance_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    """Nothing of the clock, of chance or of the place is in a workbook."""
    draft = read_draft(folder, VOCABULARY)
    first, second = (workbook_bytes(draft, VOCABULARY, "zh") for _ in range(2))
    assert first == second
    dates = {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(first)).infolist()}
    assert dates == {(1980, 1, 1, 0, 0, 0)}
    assert str(tmp_path).encode() not in first


def test_a_shipped_policy_goes_along_and_what_it_extends_stays_a_name() -> None:
    """lishui's own clauses stand in its workbook, the province's do not."""
    sheets = {page.name: page for page in pages(read_draft(locate_instance("lishui"), VOCABULARY), VOCABULARY, "zh")}
    head = {row[0]: row[1] for row in sheets["policy"].rows}
    ids = {row[0] for row in sheets["clauses"].rows}
    assert (head["policy"], head["extends"]) == ("lishui-145", "zhejiang-145")
    assert "ZJ-59" in ids  # replaced by the city's own
    assert "ZJ-01" not in ids


def test_a_workbook_of_ours_helps_whoever_fills_it_in(tmp_path: Path) -> None:
    """Headers are frozen, filtered and explained; choices are offered in lists; ids are text, numbers are numbers."""
    book = tmp_path / "shulan.xlsx"
    convert("shulan", book, "en")
    workbook = openpyxl.load_workbook(book)
    assert workbook.sheetnames == [
        "readme", "instance", "sources", "areas", "facilities", "resources", "stock", "travel", "policy", "clauses",
        "codes",
    ]  # fmt: skip
    areas, stock, clauses = workbook["areas"], workbook["stock"], workbook["clauses"]
    assert [sheet.freeze_panes for sheet in (areas, clauses)] == ["B2", "C2"]
    assert areas.auto_filter.ref == "A1:N22"
    assert (areas["A2"].value, areas["A2"].data_type, areas["A2"].number_format) == ("220283", "s", "@")
    assert (stock["C3"].value, stock["C3"].data_type) == (550, "n")
    assert areas["D1"].comment.text == "province, city, county, township or village"
    offered = {
        (name, str(rule.sqref).partition("2")[0]): rule.formula1
        for name in workbook.sheetnames
        for rule in workbook[name].data_validations.dataValidation
    }
    assert offered["areas", "D"] == '"province,city,county,township,village"'
    assert offered["resources", "G"] == '"facility,county,none"'
    assert offered["facilities", "I"] == '"open,closable,candidate"'
    assert offered["clauses", "U"] == '"binding,principle,anticipated,guiding,strive,reference"'
    assert offered["clauses", "O"] == '"region,province,city,county,township,village,facility"'
    assert offered["stock", "A"].startswith("facilities!$A$2:$A$")
    assert workbook["codes"]["B2"].value == "general_hospital"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_explanations_are_in_the_language_that_was_asked_for(tmp_path: Path, lang: str) -> None:
    """The readme and the notes speak Chinese or English; the data is the same."""
    book = tmp_path / "shulan.xlsx"
    convert("shulan", book, lang)
    workbook = openpyxl.load_workbook(book)
    han = any("\u4e00" <= sign <= "\u9fff" for row in workbook["readme"].iter_rows(min_row=2) for cell in row
              for sign in str(cell.value or ""))  # fmt: skip
    assert han == (lang == "zh")


PAYLOADS = (
    "=1+1", "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1+1)", "=HYPERLINK(\"http://example.org\")", "＝1+1", "'=1",
    "''=1", "=\t1", "http://example.org", "{=1+1}", "<b>x</b>", "]]>", "&amp;", "_x0041_", "_x000D_", "a\x01b",
    "\u202ex", "'", "a'b", '"', "1e5", "0x10", "TRUE", "1/2", "3-1", "#N/A", "00123", "1,200", "１２", "-5", "- 5",
    "[[clause]]", "a\nb", "a\r\nb", "x\u2028y", "😀", "=" * 300, "长" * 32_000,
)  # fmt: skip


def test_payloads_are_dead_text_in_both_forms(folder: Path, tmp_path: Path) -> None:
    """Names that would be formulas, links, markup or escapes stand as text in the workbook and come back unchanged."""
    rows = "".join(f"P{n},{quoted(payload)},01,x\n" for n, payload in enumerate(PAYLOADS))
    (folder / "facilities.csv").write_text(f"facility,name,area,type\nH1,x,01,x\nH2,x,01,x\n{rows}", encoding="utf-8")
    (folder / "policies" / "own.toml").unlink()
    (folder / "instance.toml").write_text('title = "=1+1"\npolicy = "base"\n', encoding="utf-8")
    names = {name: facility.name for name, facility in read(folder)[0].facilities.items()}
    book, back = tmp_path / "a.xlsx", tmp_path / "back"
    convert(str(folder), book, "zh")
    convert(str(book), back, "zh")
    assert {name: facility.name for name, facility in read(back)[0].facilities.items()} == names
    for sheet in openpyxl.load_workbook(book):
        assert not [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        assert not sheet._hyperlinks
    lines = decode((back / "facilities.csv").read_bytes(), "x")
    cells = [cell for row in parse_csv(lines, "x").rows for cell in row.cells]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "＝")) or cell in ("-2+3", "- 5")]


def quoted(text: str) -> str:
    """A text as a cell of a CSV file."""
    return '"' + text.replace('"', '""') + '"'


CELLS = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\ufffe\uffff"), max_size=12),
    st.decimals(-(10**9), 10**9, places=4).map(str),
    st.integers(-(10**16), 10**16).map(str),
    st.from_regex(r"-?[0-9]{1,18}(\.[0-9]{0,6})?", fullmatch=True),
    st.sampled_from(PAYLOADS[:-2]),
)


@given(st.lists(CELLS, min_size=1, max_size=6))
@example(["7.0", "-0.0", "00.5", "1.", ".5", "1234567890123456"])
def test_any_cell_of_a_csv_file_is_guarded_and_comes_back(cells: list[str]) -> None:
    """Numbers, Chinese, apostrophes, quotes and line ends survive the writing of a CSV file."""
    kept = tuple(clean(cell) for cell in cells)
    table = Table("x", tuple(f"c{n}" for n in range(len(kept) + 1)), (Row(2, ("id", *kept)),))
    read_again = unguarded(parse_csv(csv_text(table), "x"))
    assert [row.cells for row in read_again.rows] == [("id", *kept)]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
@example([("'x", "7.0"), ("a\nb", "-0.0"), ("\x01\x0b", "1234567890123456")])
def test_any_cell_survives_the_way_to_a_workbook(folder: Path, cells: list[tuple[str, str]]) -> None:
    """Whatever a text or data column holds is the same in the workbook that is read again."""
    draft = read_draft(folder, VOCABULARY)
    header = ("facility", "name", "area", "type", "extra")
    rows = [Row(n, (f"F{n}", clean(name) or "x", "01", "x", clean(data))) for n, (name, data) in enumerate(cells)]
    changed = replace(draft, tables={**draft.tables, "facilities": Table("f", header, tuple(rows))})
    place = folder.parent / "made.xlsx"
    place.write_bytes(workbook_bytes(changed, VOCABULARY, "en"))
    table = read_raw_table(place)
    assert [row.cells for row in table.rows] == [row.cells for row in rows]


def read_raw_table(place: Path) -> Table:
    """The table of facilities as it is written."""
    return read_workbook(place).tables["facilities"]


@pytest.mark.parametrize(
    ("text", "places"),
    [("7", 0), ("7.0", 1), ("2.50", 2), ("0.5", 0), ("-3", 0), ("123456789012345", 0), ("0", 0), ("0.00", 2)],
)
def test_a_number_that_a_cell_holds_exactly_is_a_number_cell(text: str, places: int) -> None:
    """Its format shows the places it is written with, where these end in zeros."""
    cell = number_cell(text)
    assert isinstance(cell, Digits)
    assert (cell, cell.places) == (text, places)


@pytest.mark.parametrize(
    "text", ["007", "1,200", "-0", "1.", ".5", "1e5", "1234567890123456", "１", "0.1234567890123456"]
)
def test_any_other_number_stays_text(text: str) -> None:
    """What a number cell would change is written as text."""
    assert not isinstance(number_cell(text), Digits)


def codes(source: str, target: Path, force: bool = False) -> list[str]:
    """The codes of the problems that a conversion ends with."""
    with pytest.raises(InputError) as error:
        convert(source, target, "en", force)
    return [problem.code for problem in error.value.problems]


def test_nothing_is_overwritten_unless_asked(folder: Path, tmp_path: Path) -> None:
    """An existing workbook, folder or source stays; other formats are refused by name."""
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"mine")
    assert codes(str(folder), target) == ["exists"]
    assert target.read_bytes() == b"mine"
    assert codes(str(folder), tmp_path / "a.xls") == ["workbook-format"]
    assert codes(str(folder), folder, force=True) == ["same-place"]
    assert codes(str(folder), folder / "inside.xlsx") == ["same-place"]
    convert(str(folder), target, "en", force=True)
    assert codes(str(target), target, force=True) == ["same-place"]


def test_what_does_not_read_as_its_source_is_our_own_fault(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A conversion that changes anything leaves nothing behind."""

    def lossy(draft: Draft) -> dict[str, bytes]:
        files = folder_files(draft)
        return {**files, "stock.csv": files["stock.csv"].replace(b"495", b"496")}

    monkeypatch.setattr(module, "folder_files", lossy)
    with pytest.raises(OwnFaultError, match="the instance"):
        convert(str(folder), tmp_path / "b", "en")
    assert not (tmp_path / "b").exists()


def test_differences_of_policies_are_seen(folder: Path) -> None:
    """A last zero, a clause of a policy that is not followed, or a head that differs is a difference."""
    draft = read_draft(folder, VOCABULARY)
    files = folder_files(draft)
    for name, old, new, found in (
        ("own", b"7.0", b"7.00", "the policy own as written"),
        ("base", b"1000000", b"1000001", "the policy own"),
        ("own", b"0.010", b"0.01", "the policy own as written"),
    ):
        other = folder.parent / f"{name}{len(new)}{new.decode()}"
        write_folder(other, {**files, f"policies/{name}.toml": files[f"policies/{name}.toml"].replace(old, new)})
        assert found in differences(draft, read_draft(other, VOCABULARY))


def test_what_is_not_taken_along_is_named(folder: Path, tmp_path: Path) -> None:
    """Files beside the instance's own are left, and said to be."""
    (folder / "README.md").touch()
    (folder / "areas.geojson").touch()
    assert convert(str(folder), tmp_path / "a.xlsx", "en").left == ("README.md", "areas.geojson")


def test_a_text_that_no_cell_can_hold_is_named(folder: Path, tmp_path: Path) -> None:
    """Texts beyond 32,767 characters, characters that XML has not, and an escape in an escape are named by cell."""
    for text in ("长" * 32_768, "a\ufffe", "_x005F_x000D_"):
        (folder / "areas.csv").write_text(f"area,name,level\n01,{text},county\n0101,x,township\n", encoding="utf-8")
        (folder / "policies" / "own.toml").write_text(FILES["policies/base.toml"].replace("base", "own"), "utf-8")
        with pytest.raises(InputError) as error:
            convert(str(folder), tmp_path / "a.xlsx", "en")
        (problem,) = error.value.problems
        assert (problem.code, problem.file, problem.cell) == ("cell-text", "sheet areas", "B2")


@pytest.mark.parametrize(
    ("head", "keys"),
    [
        ("", 'at_least = "3"'),
        ("", 'at_least = "1,200"'),
        ("", 'at_least = "１２"'),
        ("", 'between = ["2", "30.50"]'),
        ("", 'at_least = 3\nby = "2025"\nweight = "2"'),
        ("", 'at_least = 3\nmean = "false"'),
        ("", 'at_least = 3\ncite = "\\u200ba\\ufeff"'),
        ("extends = []", "at_least = 3"),
        ("hold_within = {}", "at_least = 3"),
        ('hold_within = { " cost" = "0.010" }', "at_least = 3"),
        ('goals = ["anticipated\\n+ guiding", "cost"]', "at_least = 3"),
    ],
)
def test_a_policy_written_in_another_way_is_carried_over(tmp_path: Path, head: str, keys: str) -> None:
    """Numbers in quotes, invisible marks, and keys that say nothing are no fault of the conversion."""
    source = write_small_region(tmp_path / "small", [])
    clause = (
        f'[[clause]]\nid = "S-1"\nname = "\\u200bn"\nin = "county"\nrequire = "beds"\nnature = "anticipated"\n{keys}'
    )
    whole = f'policy = "small"\ntitle = "\\u200bsmall"\n{head}\n{clause}\n'
    (source / "policies" / "small.toml").write_text(whole, encoding="utf-8")
    convert(str(source), tmp_path / "small.xlsx", "en")
    convert(str(tmp_path / "small.xlsx"), tmp_path / "back", "en")
    ours, theirs = (
        replace(policy, clauses=tuple(replace(clause, raw={}) for clause in policy.clauses))
        for _, policy in (read(source), read(tmp_path / "back"))
    )
    assert ours == theirs


@pytest.mark.parametrize(
    "more",
    [
        'title_en = "\\u200b"',
        'currency = "\\u200bCNY"',
        '[sources]\n" a" = "x\\n\\n y "\nb = ""\n"c.d" = "\\u200bz"',
    ],
)
def test_settings_written_in_another_way_are_carried_over(tmp_path: Path, more: str) -> None:
    """Outer blanks and invisible marks of titles and sources, and sources that say nothing, make no difference."""
    source = write_small_region(tmp_path / "small", [])
    settings = f'title = "\\ufeffsmall"\npolicy = "small"\n{more}\n'
    (source / "instance.toml").write_text(settings, encoding="utf-8")
    convert(str(source), tmp_path / "small.xlsx", "en")
    convert(str(tmp_path / "small.xlsx"), tmp_path / "back", "en")
    assert read(tmp_path / "back") == read(source)


def test_a_header_is_no_formula_either(tmp_path: Path) -> None:
    """The name of a data column is guarded in a CSV file as its cells are, and comes back."""
    source = write_small_region(tmp_path / "small", [])
    table = "area,name,level,residents,'=1+1\nA,Alpha,county,1000,5\nB,Beta,county,1000,6\n"
    (source / "areas.csv").write_text(table, encoding="utf-8")
    convert(str(source), tmp_path / "small.xlsx", "en")
    convert(str(tmp_path / "small.xlsx"), tmp_path / "back", "en")
    assert (tmp_path / "back" / "areas.csv").read_text(encoding="utf-8-sig").splitlines()[0].endswith(",'=1+1")
    assert read(tmp_path / "back")[0].areas["A"].texts["=1+1"] == "5"


def test_an_instance_with_a_fault_is_not_converted(folder: Path, tmp_path: Path) -> None:
    """Its problems are listed, also those of a policy beside the one it follows."""
    (folder / "policies" / "other.toml").write_text('policy = "other"\n', encoding="utf-8")
    assert codes(str(folder), tmp_path / "a.xlsx") == ["missing-key"]
    (folder / "stock.csv").write_text("facility,resource,current\nH9,beds,1\n", encoding="utf-8")
    assert codes(str(folder), tmp_path / "a.xlsx") == ["unknown-reference"]


def test_the_vocabulary_of_a_program_is_that_of_the_sheet_of_codes() -> None:
    """A vocabulary without a kind leaves its rows out."""
    small = Vocabulary(frozenset(), frozenset(), {}, {"type": {"clinic": ("诊所", "clinic")}})
    assert list(code_rows(small)) == [("type", "clinic", "诊所", "clinic")]
