"""What single cells say, whichever program wrote them, and what in them cannot be used."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from optimizer.problems import Problem
from optimizer.reading.workbook.cells import MOST_FAULTS, MOST_MERGED, plain_number
from optimizer.reading.workbook.grid import Grid, address, column_letters, column_number
from optimizer.reading.workbook.sheets import Workbook, covered
from optimizer.reading.workbook.styles import NumberForm, number_form
from tests.optimizer.reading.workbook.files import (
    STRICT,
    STRICT_OFFICE,
    TRANSITIONAL,
    Package,
    sheet_xml,
    strings_xml,
    styles_xml,
)


def grid_of(tmp_path: Path, package: Package, name: str = "areas") -> Grid:
    """The cells of one sheet of a package."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(package.bytes())
    grid = Workbook(path).grid(name)
    assert grid is not None
    return grid


def cells(tmp_path: Path, xml: str, **parts: str) -> Grid:
    """The cells of a sheet with this row of cells."""
    package = Package(strings=parts.get("strings"), styles=parts.get("styles"))
    package.sheets["areas"] = sheet_xml(f'<row r="1">{xml}</row>', parts.get("before", ""), parts.get("after", ""))
    return grid_of(tmp_path, package)


def faults(grid: Grid) -> list[tuple[str, str | None]]:
    """Code and cell of each problem."""
    return [(problem.code, problem.cell) for problem in grid.problems]


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("0", "0"),
        ("220283", "220283"),
        ("0.1", "0.1"),
        ("0.10000000000000001", "0.1"),
        ("4.2999999999999998", "4.3"),
        ("2.97", "2.97"),
        ("1E-3", "0.001"),
        ("1.5e+3", "1500"),
        ("-7.50", "-7.5"),
        ("-0", "0"),
        ("3.0", "3"),
        ("999999999999999", "999999999999999"),
        ("0.30000000000000004", "0.30000000000000004"),
        ("1e400", None),
        ("nan", None),
        ("1_000", None),
        ("１", None),
        ("0x1p3", None),
        ("9" * 500, None),
    ],
)
def test_a_number_is_the_shortest_decimal_of_what_is_stored(stored: str, text: str | None) -> None:
    """Seventeen digits of a binary number become the digits that were typed; anything else is no number."""
    assert plain_number(stored) == text


@given(st.decimals(-(10**9), 10**9, places=5), st.integers(0, 5))
@example(Decimal("0.00001"), 5)
def test_every_number_of_fifteen_digits_survives(number: Decimal, places: int) -> None:
    """What a spreadsheet makes of a decimal of at most fifteen digits reads as that decimal again."""
    text = f"{round(number, places):f}"
    assert Decimal(plain_number(repr(float(text))) or "x") == Decimal(text)


@given(st.integers(1, 16_384))
def test_columns_are_numbered_as_they_are_lettered(number: int) -> None:
    """Letters and numbers of a column mean each other."""
    assert column_number(column_letters(number)) == number


def test_an_address_has_the_letters_of_its_column() -> None:
    """A, Z, AA and XFD are the columns 1, 26, 27 and 16384."""
    assert [address(7, number) for number in (1, 26, 27, 16_384)] == ["A7", "Z7", "AA7", "XFD7"]


@pytest.mark.parametrize(
    ("code", "form"),
    [
        ("General", NumberForm()),
        ("0", NumberForm()),
        ("000000", NumberForm(whole=6)),
        ("0.00", NumberForm(places=2)),
        ("00.0", NumberForm(whole=2, places=1)),
        ("#,##0.00", NumberForm()),
        ("0%", NumberForm()),
        ('0"人/日"', NumberForm()),
        ("#,##0\\ \\d", NumberForm()),
        ("[Red]0;[Blue]-0", NumberForm()),
        ("_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ @_ ", NumberForm()),
        ("[$¥-804]#,##0", NumberForm()),
        ("yyyy-mm-dd", NumberForm(is_date=True)),
        ('yyyy"年"m"月"', NumberForm(is_date=True)),
        ("[$-804]aaaa;d", NumberForm(is_date=False)),
        ("h:mm", NumberForm(is_date=True)),
        ("[h]", NumberForm(is_date=True)),
        ("[mm]:ss.0", NumberForm(is_date=True)),
    ],
)
def test_a_format_code_says_whether_a_number_is_a_date(code: str, form: NumberForm) -> None:
    """Letters of dates count outside quotes, escapes and brackets; plain zeros are digits that must be shown."""
    assert number_form(code) == form


@pytest.mark.parametrize(
    ("text", "whole", "places", "shown"),
    [
        ("10105", 6, 0, "010105"),
        ("7", 1, 1, "7.0"),
        ("2.97", 1, 1, "2.97"),
        ("-3.5", 3, 2, "-003.50"),
        ("1", 1, 0, "1"),
    ],
)
def test_a_form_adds_zeros_and_takes_no_digit(text: str, whole: int, places: int, shown: str) -> None:
    """A number with more digits than its format shows keeps them."""
    assert NumberForm(whole=whole, places=places).padded(text) == shown


def test_texts_are_read_wherever_they_stand(tmp_path: Path) -> None:
    """Shared, inline, rich and computed texts arrive without formats, pronunciation, escapes and outer blanks."""
    shared = strings_xml(
        [
            "<t> 舒兰 </t>",
            "<r><rPr><b/></rPr><t>人民</t></r><r><t>医院</t></r>",
            "<t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh><phoneticPr fontId='1'/>",
            "<t>a_x000D_b_x005F_x0041__xD800_</t>",
        ]
    )
    xml = "".join(f'<c r="{letter}1" t="s"><v>{number}</v></c>' for number, letter in enumerate("ABCD"))
    xml += '<c r="E1" t="inlineStr"><is><r><t>x</t></r><r><t>y</t></r></is></c>'
    xml += '<c r="F1" t="str"><f>A1&amp;"z"</f><v>舒兰z</v></c><c r="G1" t="str"><f>""</f><v></v></c>'
    grid = cells(tmp_path, xml, strings=shared)
    assert list(grid.rows[1].values()) == ["舒兰", "人民医院", "東京", "a\rb_x0041__xD800_", "xy", "舒兰z"]
    assert grid.problems == []


def test_cells_need_no_addresses(tmp_path: Path) -> None:
    """Rows and cells without addresses follow each other; blank and styled empty cells are not there."""
    package = Package()
    package.sheets["areas"] = sheet_xml(
        "<row><c><v>1</v></c><c/><c><v>2</v></c></row><row r='5'><c r='C5' s='0'/><c><v>3</v></c></row>",
        before="<dimension ref='A1:XFD1048576'/>",
    )
    package.styles = styles_xml({}, [0])
    assert grid_of(tmp_path, package).rows == {1: {1: "1", 3: "2"}, 5: {4: "3"}}


@pytest.mark.parametrize("spaces", [(TRANSITIONAL, STRICT_OFFICE), (STRICT, STRICT_OFFICE)])
@pytest.mark.parametrize("target", ["worksheets/sheet{}.xml", "/xl/worksheets/sheet{}.xml", "./worksheets/Sheet{}.XML"])
def test_strict_and_other_ways_to_put_a_workbook_together(tmp_path: Path, spaces: tuple[str, str], target: str) -> None:
    """Strict namespaces, absolute and relative targets and other capitals name the same sheet."""
    package = Package(spaces=spaces, target=target)
    package.sheets = {title: xml.replace(TRANSITIONAL, spaces[0]) for title, xml in package.sheets.items()}
    assert grid_of(tmp_path, package).rows[2][2] == "舒兰市"


def test_a_prefix_before_every_element_changes_nothing(tmp_path: Path) -> None:
    """Programs that write ``x:row`` for ``row`` are read."""
    package = Package()
    package.sheets["areas"] = (
        f'<x:worksheet xmlns:x="{TRANSITIONAL}"><x:sheetData><x:row r="1"><x:c r="B1"><x:v>1</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    assert grid_of(tmp_path, package).rows == {1: {2: "1"}}


def test_zeros_that_a_format_shows_are_part_of_a_code(tmp_path: Path) -> None:
    """000000 makes 10105 the code 010105; decimal places are kept beside, for columns of numbers."""
    styles = styles_xml({164: "000000", 165: "0.0"}, [0, 164, 165, 2])
    xml = "".join(f'<c r="{place}1" s="{style}"><v>{value}</v></c>' for place, style, value in (
        ("A", 1, "10105"), ("B", 2, "7"), ("C", 3, "2.975"), ("D", 0, "7")
    ))  # fmt: skip
    grid = cells(tmp_path, xml, styles=styles)
    assert grid.rows[1] == {1: "010105", 2: "7", 3: "2.975", 4: "7"}
    assert grid.shown == {(1, 2): "7.0"}


def test_what_cannot_be_used_is_named_by_its_cell(tmp_path: Path) -> None:
    """Errors, formulas without a result, dates, lost digits and long texts are listed together, each with its cell."""
    styles = styles_xml({164: "yyyy-mm-dd"}, [0, 164, 22])
    xml = (
        '<c r="A1" t="e"><v>#N/A</v></c><c r="B1"><f>1+1</f></c><c r="C1"><f>1+1</f><v></v></c>'
        '<c r="D1" s="1"><v>43831</v></c><c r="E1" s="2"><v>0.5</v></c><c r="F1" t="d"><v>2020-01-01</v></c>'
        '<c r="G1"><v>1234567890123456</v></c><c r="H1"><f>1/3</f><v>0.33333333333333331</v></c>'
        f'<c r="I1" t="str"><v>{"长" * 32_768}</v></c><c r="J1"><v>1e999</v></c>'
        '<c r="K1"><f>2*3</f><v>6</v></c><c r="L1" t="b"><v>1</v></c>'
    )
    grid = cells(tmp_path, xml, styles=styles, after='<mergeCells><mergeCell ref="A3:B4"/></mergeCells>')
    assert faults(grid) == [
        ("cell-error", "A1"),
        ("cell-formula", "B1"),
        ("cell-formula", "C1"),
        ("cell-date", "D1"),
        ("cell-date", "E1"),
        ("cell-date", "F1"),
        ("cell-digits", "G1"),
        ("cell-digits", "H1"),
        ("cell-text", "I1"),
        ("cell-unreadable", "J1"),
        ("cell-merged", "A3:B4"),
    ]
    assert grid.rows == {1: {11: "6", 12: "true"}}
    assert grid.booleans == {(1, 12)}


def test_lost_digits_come_with_what_to_do(tmp_path: Path) -> None:
    """A long id is to be written as text, a computed fraction to be rounded."""
    grid = cells(tmp_path, '<c r="A1"><v>1234567890123450</v></c><c r="B1"><v>0.30000000000000004</v></c>')
    found = [(problem.found, (problem.hint or "")[:8]) for problem in grid.problems]
    assert found == [("the number 1234567890123450", "write it"), ("the number 0.30000000000000004", "round it")]


def test_formulas_of_a_file_that_was_never_calculated_have_no_result(tmp_path: Path) -> None:
    """A program that writes formulas without working them out leaves zeros; they are not taken for results."""
    package = Package(after_sheets='<calcPr calcId="1" fullCalcOnLoad="1"/>')
    package.sheets["areas"] = sheet_xml('<row r="1"><c r="A1"><f>1+1</f><v>0</v></c><c r="B1"><v>5</v></c></row>')
    grid = grid_of(tmp_path, package)
    assert (faults(grid), grid.rows) == ([("cell-formula", "A1")], {1: {2: "5"}})


def test_formats_of_conditional_formatting_are_not_those_of_cells(tmp_path: Path) -> None:
    """A date format with the same number in another list makes no date of a cell."""
    grid = cells(tmp_path, '<c r="A1" s="1"><v>5</v></c>', styles=styles_xml({164: "0.00"}, [0, 164]))
    assert (grid.rows, grid.problems) == ({1: {1: "5"}}, [])


def test_many_faults_of_one_kind_are_counted(tmp_path: Path) -> None:
    """The first are listed with their cells, the rest as a number."""
    count = MOST_FAULTS + 30
    xml = "".join(f'<c r="{column_letters(number)}1" t="e"><v>#REF!</v></c>' for number in range(1, count + 1))
    grid = cells(tmp_path, xml)
    assert len(grid.problems) == MOST_FAULTS + 1
    assert grid.problems[-1] == Problem("cell-error", "sheet areas", "30 more cells like these", "none")


def test_merged_ranges_are_kept_up_to_a_number(tmp_path: Path) -> None:
    """A sheet with hundreds of thousands of them does not make each missing cell be looked for in all."""
    package = Package()
    merged = '<mergeCell ref="A1:B2"/>' * 5000
    package.sheets["areas"] = sheet_xml("", after=f"<mergeCells>{merged}</mergeCells>")
    assert len(grid_of(tmp_path, package).merged) == MOST_MERGED


@given(st.lists(st.integers(1, 30), unique=True), st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30))))
def test_a_column_is_hidden_by_any_of_the_spans_it_lies_in(columns: list[int], spans: list[tuple[int, int]]) -> None:
    """Spans may overlap, lie in each other or hold nothing."""
    columns.sort()
    expected = [column for column in columns if any(low <= column <= high for low, high in spans)]
    assert covered(columns, sorted(spans)) == expected


def test_hidden_rows_and_columns_are_noted(tmp_path: Path) -> None:
    """What a filter or a user hides is read, and said to be hidden where something stands in it."""
    package = Package()
    package.sheets["areas"] = sheet_xml(
        "".join(f'<row r="{n}" hidden="{int(n in (2, 3, 6))}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 7))
        + '<row r="9" hidden="1"/>',
        before='<cols><col min="1" max="1" hidden="1"/><col min="5" max="16384" hidden="1"/></cols>',
    )
    path = tmp_path / "plan.xlsx"
    package.states["areas"] = "veryHidden"
    path.write_bytes(package.bytes())
    book = Workbook(path)
    grid = book.grid("areas")
    assert grid is not None
    assert book.warnings([grid]) == [
        "plan.xlsx, sheet areas: the sheet is hidden; it was read like the others",
        "plan.xlsx, sheet areas: hidden rows were read like the others: 2-3, 6",
        "plan.xlsx, sheet areas: hidden columns were read like the others: A",
    ]
