"""What the bytes of a file say, and on which line."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.problems import InputError
from optimizer.reading.text import Row, decode, key_row, parse_csv, parse_toml, read_toml

CHINESE = "area,name\n1,舒兰市\n2,𠮷林\n"


def only_problem(error):
    """The single problem of a raised InputError."""
    (problem,) = error.value.problems
    return problem


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_text_is_read_in_each_encoding(encoding):
    """UTF-8 with and without BOM and GB18030 give the same text."""
    assert decode(CHINESE.encode(encoding), "areas.csv") == CHINESE


def test_a_gbk_file_whose_first_bytes_look_like_utf8_is_read():
    """A word whose GB18030 bytes begin like UTF-8 does not make the file damaged UTF-8."""
    text = "联通,移动\n床位,医师\n"
    assert text == decode(text.encode("gb18030"), "areas.csv")


@pytest.mark.parametrize("data", [CHINESE.encode("utf-16"), CHINESE.encode("utf-16-be"), b"area\n1\0\n"])
def test_utf16_and_binary_data_are_refused_with_advice(data):
    """UTF-16, with or without its mark, is a problem that says how to save the file."""
    with pytest.raises(InputError) as error:
        decode(data, "areas.csv")
    problem = only_problem(error)
    assert (problem.code, problem.file, problem.found) == ("encoding", "areas.csv", "UTF-16 or binary data")
    assert "CSV UTF-8" in (problem.hint or "")


@pytest.mark.parametrize(
    "data",
    [
        CHINESE.encode()[:-4] + b"\xff\n",
        "area,name\n1,舒兰市床位\n2,舒".encode()[:-1],
        b"\xef\xbb\xbfarea,name\n1,ok\n2,\xb4\xb2\n",
        b"area,name\n1,ok\n2,\xff\xff\n",
    ],
)
def test_damaged_text_is_refused_with_its_row(data):
    """A broken byte in UTF-8 is not read as another encoding's character, but reported where it stands."""
    with pytest.raises(InputError) as error:
        decode(data, "areas.csv")
    problem = only_problem(error)
    assert (problem.code, problem.row) == ("encoding", 3)
    assert problem.found.startswith("the bytes ")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_rows_keep_their_line_numbers(newline):
    """Blank lines are skipped and quoted newlines counted, whatever ends a line."""
    lines = ["area,name", "", "1,one", ",", '2,"two', 'lines"', "3,three", ""]
    table = parse_csv(newline.join(lines), "areas.csv")
    assert table.problems == ()
    assert table.header == ("area", "name")
    expected = (Row(3, ("1", "one")), Row(5, ("2", f"two{newline}lines")), Row(7, ("3", "three")))
    assert expected == table.rows


def test_cells_are_stripped_of_blanks_of_any_width():
    """Ideographic spaces and invisible marks at the ends of a cell do not belong to it."""
    table = parse_csv('area ,\u3000name\n 010105\t,"\ufeff NA\u200b"\n', "areas.csv")
    assert (table.header, table.rows[0].cells) == (("area", "name"), ("010105", "NA"))


def test_rows_with_another_number_of_cells_are_problems():
    """Too few and too many cells are each reported with their row, and the other rows stay."""
    table = parse_csv("area,name\n1\n2,two\n3,three,3\n", "areas.csv")
    assert [(problem.code, problem.row, problem.found) for problem in table.problems] == [
        ("cell-count", 2, "1 cells"),
        ("cell-count", 4, "3 cells"),
    ]
    assert all("quotes" in (problem.hint or "") for problem in table.problems)
    assert [row.number for row in table.rows] == [3]
    assert {"1", "3", "three"} == table.fragments


def test_empty_and_double_column_names_are_problems():
    """Each column without a name and each second column of a name is reported."""
    table = parse_csv("area,,name,area\n1,2,3,4\n", "areas.csv")
    found = [(problem.code, problem.row, problem.column) for problem in table.problems]
    assert found == [("header", 1, "#2"), ("header", 1, "#4")]
    assert "column #1" in (table.problems[1].hint or "")


@pytest.mark.parametrize("separator", [";", "\t", "\uff0c"])
def test_another_separator_is_named(separator):
    """A table separated by semicolons, tabs or full-width commas is recognised as such."""
    table = parse_csv(f"area{separator}name\n1{separator}one\n", "areas.csv")
    assert [problem.code for problem in table.problems] == ["separator"]


def test_a_column_name_may_hold_other_separators():
    """A semicolon or full-width comma among real columns is part of a name."""
    table = parse_csv("area,a;b,c\uff0cd\n1,2,3\n", "areas.csv")
    assert (table.problems, table.header) == ((), ("area", "a;b", "c\uff0cd"))


@pytest.mark.parametrize("text", ['a,b\n1,2\n"3,4\n5,6\n', 'a,b\n1,2\n"3"x,4\n5,6\n'])
def test_a_quote_that_does_not_close_is_reported_where_it_opens(text):
    """The row in which the faulty quote stands is named, and the table is known to be incomplete."""
    table = parse_csv(text, "areas.csv")
    assert [(problem.code, problem.row) for problem in table.problems] == [("csv", 3)]
    assert not table.complete


@pytest.mark.parametrize("text", ["", "\n\n", " ,\n"])
def test_an_empty_file_is_a_problem(text):
    """A file without any filled cell is reported as empty."""
    assert [problem.code for problem in parse_csv(text, "areas.csv").problems] == ["empty-file"]


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf"]), min_size=1).filter(
    lambda cell: cell.strip() == cell
)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1), st.sampled_from(["\n", "\r\n"]))
def test_what_csv_writes_is_read_back(rows, newline):
    """Any cells written by the csv module come back unchanged, with nothing to complain about."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator=newline).writerows([("a", "b"), *rows])
    table = parse_csv(decode(buffer.getvalue().encode(), "areas.csv"), "areas.csv")
    assert ((), rows) == (table.problems, [row.cells for row in table.rows])


@given(st.binary(max_size=60))
def test_any_bytes_are_text_or_a_problem(data):
    """Whatever the bytes are, they become text or an InputError of code encoding."""
    try:
        outcome = parse_csv(decode(data, "areas.csv"), "areas.csv").file
    except InputError as error:
        outcome = {problem.code for problem in error.problems}
    assert outcome in ("areas.csv", {"encoding"})


def test_toml_decimals_are_exact():
    """A decimal keeps the digits that were written."""
    assert {"v": Decimal("7.10"), "n": 3} == parse_toml("v = 7.10\r\nn = 3\r\n", "p.toml")


def test_a_toml_file_is_read_from_its_path(tmp_path):
    """A file in GB18030 is decoded like any other."""
    path = tmp_path / "p.toml"
    path.write_bytes('title = "舒兰"'.encode("gb18030"))
    assert read_toml(path) == {"title": "舒兰"}


@pytest.mark.parametrize(
    ("text", "row", "found"),
    [
        ("a = 1\nb = = 2\n", 2, "Invalid value"),
        ("a = 1\n\na = 2\n", 3, "Cannot overwrite a value"),
        ('a = 1\nb = """x\n', 2, "Unterminated string"),
        ("a = " + "9" * 5000, 1, "Exceeds the limit"),
        ("a = " + "[" * 5000, 1, "nested too deeply"),
    ],
)
def test_faulty_toml_is_reported_with_its_row(text, row, found):
    """What TOML refuses becomes one problem that says where."""
    with pytest.raises(InputError) as error:
        parse_toml(text, "p.toml")
    problem = only_problem(error)
    assert ("toml", "p.toml", row) == (problem.code, problem.file, problem.row)
    assert found in problem.found


@pytest.mark.parametrize("word", ["1e3", "1.5E-2", "inf", "-inf", "nan"])
def test_exponents_and_infinities_in_toml_are_refused(word):
    """A number that is not plain digits is a problem with its row, not a surprising value."""
    with pytest.raises(InputError) as error:
        parse_toml(f"a = 1.5\nb = {word}\n", "p.toml")
    problem = only_problem(error)
    assert ("bad-number", 2, word) == (problem.code, problem.row, problem.found)


@pytest.mark.parametrize(
    ("key", "row"), [("title", 2), ("a.b", 3), ("quoted", 4), ("sources", 5), ("beds", None), ("resource.beds", 6)]
)
def test_the_line_of_a_key_is_found(key, row):
    """The first line that gives a key a value, or opens its table, is told; None if there is none."""
    text = '# title\ntitle = "x"\na.b = 1\n"quoted" = 2\n[sources]\n[resource.beds]\n'
    assert row == key_row(text, key)
