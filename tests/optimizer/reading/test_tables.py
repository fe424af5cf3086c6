"""Whether a sheet of text is the table it should be."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.reading.tables import (
    CHOICE,
    ID,
    NUMBER,
    RESOURCE_ID,
    WHOLE,
    CellError,
    Column,
    Spec,
    id_fault,
    read_cell,
    read_table,
    resource_id_fault,
)
from optimizer.reading.text import parse_csv

COLUMNS = (
    Column("area", ID, required=True),
    Column("name", required=True),
    Column("level", CHOICE, required=True, choices=("county", "township")),
    Column("lon", NUMBER, low=Fraction(-180), high=Fraction(180)),
    Column("area_km2", NUMBER, positive=True),
    Column("beds", WHOLE),
)
OPEN = Spec(COLUMNS, key=("area",), open=True)
CLOSED = Spec(COLUMNS, key=("area",))


def read(text, spec=OPEN):
    """The checked table of a CSV text."""
    return read_table(parse_csv(text, "areas.csv"), spec)


def places(records):
    """Code, row and column of every problem."""
    return [(problem.code, problem.row, problem.column) for problem in records.problems]


def test_ids_stay_text_and_empty_cells_are_absent():
    """Leading zeros and a county called NA survive, and an empty cell is neither text nor zero."""
    records = read("area,name,level,lon,residents\n010105,NA,county,,\uff12\uff10\n")
    record = records.rows[("010105",)]
    assert records.problems == ()
    assert record.texts == {"area": "010105", "name": "NA", "level": "county", "residents": "\uff12\uff10"}
    assert (record.numbers, record.data) == ({}, {"residents": 20})


def test_fixed_and_data_numbers_are_told_apart():
    """Number columns of the format and numeric data columns do not mix, and data may be text in some rows."""
    records = read('area,name,level,lon,beds,x\n1,one,county,126.5,"1,200",3.5\n2,two,county,,,many\n')
    assert {"lon": Fraction(253, 2), "beds": 1200} == records.rows[("1",)].numbers
    assert [record.whole("beds") for record in records.rows.values()] == [1200, None]
    assert [{"x": Fraction(7, 2)}, {}] == [record.data for record in records.rows.values()]


def test_rows_are_sorted_by_key():
    """The order of rows in the file makes no difference."""
    one = read("area,name,level\n2,b,county\n10,c,county\n1,a,county\n")
    assert list(one.rows) == [("1",), ("10",), ("2",)]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",one,county,,,", ("missing-cell", "area", "an empty cell", "a value in every row of area", None)),
        ("1,,county,,,", ("missing-cell", "name", "an empty cell", "a value in every row of name", None)),
        (
            "a b,x,county,,,",
            ("bad-id", "area", '"a b"', "an id without ; | = < > ! , spaces and control characters", None),
        ),
        ("+1,x,county,,,", ("bad-id", "area", '"+1"', "an id that does not begin with + - @ '", None)),
        ("1,x,countyy,,,", ("bad-choice", "level", '"countyy"', "one of county, township", 'did you mean "county"?')),
        ("1,x,county,1e2,,", ("bad-number", "lon", '"1e2"', "a number: digits with at most one decimal point", None)),
        ("1,x,county,180.01,,", ("out-of-range", "lon", '"180.01"', "at most 180", None)),
        ("1,x,county,-181,,", ("out-of-range", "lon", '"-181"', "at least -180", None)),
        ("1,x,county,,0,", ("out-of-range", "area_km2", '"0"', "a number above 0", None)),
        ("1,x,county,,,2.5", ("bad-number", "beds", '"2.5"', "a whole number", None)),
        ("1,x,county,,,-2", ("bad-number", "beds", '"-2"', "a whole number, not negative", None)),
    ],
)
def test_a_faulty_cell_says_where_what_and_what_instead(row, problem):
    """Every kind of faulty cell is reported with file, row, column, what was found and what was expected."""
    (found,) = read(f"area,name,level,lon,area_km2,beds\n\n{row}\n").problems
    assert (found.file, found.row) == ("areas.csv", 3)
    assert problem == (found.code, found.column, found.found, found.expected, found.hint)


def test_all_problems_are_reported_at_once():
    """Faults in the header, in cells, in the number of cells and in keys come together."""
    text = "area,name,level,beds,lon\n1,a,county,x,200\n2,b,town,1,1\n1,c,county,1,1\n3,d\n4,,county,-1,1\n"
    assert {
        ("cell-count", 5, None),
        ("bad-number", 2, "beds"),
        ("out-of-range", 2, "lon"),
        ("bad-choice", 3, "level"),
        ("duplicate-id", 4, "area"),
        ("missing-cell", 6, "name"),
        ("bad-number", 6, "beds"),
    } == set(places(read(text)))


def test_a_second_row_of_a_key_points_to_the_first():
    """A duplicate names its own row and the row it repeats."""
    (problem,) = read("area,name,level\n1,a,county\n2,b,county\n1,c,county\n").problems
    assert (
        problem.code,
        problem.row,
        problem.found,
        problem.hint,
    ) == ("duplicate-id", 4, '"1" again', "it is also in row 2")


def test_a_missing_column_is_reported_once_and_not_for_each_row():
    """A required column that the header lacks is one problem, with the column perhaps meant for it."""
    (problem,) = read("area,nane,level\n1,a,county\n2,b,county\n").problems
    assert (problem.code, problem.row, problem.column) == ("missing-column", 1, "name")
    assert problem.hint == 'the column "nane" is perhaps meant for it'


def test_an_unknown_column_of_a_closed_table_is_a_problem():
    """A table without data columns refuses any other column and suggests the nearest."""
    (problem,) = read("area,name,level,bedz\n1,a,county,1\n", CLOSED).problems
    assert (
        problem.code,
        problem.row,
        problem.column,
        problem.hint,
    ) == ("unknown-column", 1, "bedz", 'did you mean "beds"?')


def test_a_near_miss_of_a_fixed_column_is_not_taken_for_data():
    """A data column that looks like a missing fixed one is a problem: as data it would silently do nothing."""
    (problem,) = read("area,name,level,area_km,residents\n1,a,county,5,7\n").problems
    assert (problem.code, problem.row, problem.column, problem.hint) == (
        "unknown-column",
        1,
        "area_km",
        'did you mean "area_km2"?',
    )


def test_a_table_without_rows_is_a_problem():
    """A header alone is reported; there is nothing to plan for."""
    assert places(read("area,name,level\n")) == [("empty-table", None, None)]


def test_a_wrong_separator_does_not_bring_up_every_column():
    """A table with another separator has that one problem only."""
    assert [problem.code for problem in read("area;name;level\n1;a;county\n").problems] == ["separator"]


def test_ids_of_unusable_rows_still_count_as_mentioned():
    """An id stays known when another cell of its row, or their number, is wrong."""
    records = read("area,name,level\n1,a,town\n2,b\n3,c,county\n")
    assert {"1", "2", "3"} <= records.mentioned


@pytest.mark.parametrize("text", ["NA", "010105", "a.b", "a+b", "中心-1", "x@y", "0"])
def test_ordinary_ids_pass(text):
    """Signs inside an id are allowed, as are digits and Chinese."""
    assert id_fault(text) is None


@pytest.mark.parametrize("text", ["", *(f"a{c}b" for c in ";|=<>!, \t\u3000\x00\x7f\u200b\n"), "+a", "-a", "@a", "'a"])
def test_ids_that_would_break_a_filter_or_a_spreadsheet_are_refused(text):
    """Characters of the filter language, blanks, invisible marks and formula starts are no part of an id."""
    assert (id_fault(text) or "").startswith("an id")


@pytest.mark.parametrize("text", ["doctors.added", "a+b", "facilities", "capital_cost", "annual_cost", "a b"])
def test_resource_ids_leave_room_for_measures(text):
    """A resource id has no part of a measure's writing and is none of its reserved names."""
    column = Column("resource", RESOURCE_ID)
    with pytest.raises(CellError) as error:
        read_cell(column, text)
    assert ("bad-id", resource_id_fault(text)) == (error.value.code, error.value.expected)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_is_a_table_or_a_list_of_problems(text):
    """Reading never fails in another way, and every problem names the file."""
    records = read(text, CLOSED)
    assert records.problems
    assert {"areas.csv"} == {problem.file for problem in records.problems}
