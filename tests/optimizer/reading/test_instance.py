"""Reading an instance: one checked object from a folder, or every fault in it at once."""

import hashlib
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.instance import Travel
from optimizer.problems import InputError
from optimizer.reading import instance as reading
from optimizer.reading.instance import read_instance
from tests.optimizer.reading.standard_folder import CELL_FAULTS, FILES, TRAVEL, VOCABULARY


@pytest.fixture(autouse=True, params=[False, True], ids=["", "large"])
def way(request, monkeypatch):
    """Every test reads its folder twice: as it is, and as if its tables were large enough to be read by columns."""
    monkeypatch.setattr(reading, "is_large", lambda path: request.param and path.is_dir())


@pytest.fixture
def write(tmp_path):
    """Write the standard folder with some files exchanged (None leaves one out), and give its path."""
    folder = tmp_path / "region"
    folder.mkdir(exist_ok=True)

    def write_files(encoding="utf-8", **changes):
        named = {name.replace("_toml", ".toml").replace("_csv", ".csv"): text for name, text in changes.items()}
        for name, text in (FILES | named).items():
            if text is None:
                (folder / name).unlink(missing_ok=True)
            else:
                (folder / name).write_bytes(text.encode(encoding))
        return folder

    return write_files


def problems_of(folder):
    """All problems that reading the folder brings up."""
    with pytest.raises(InputError) as error:
        read_instance(folder, VOCABULARY)
    return error.value.problems


def changed(file, old, new):
    """One standard file with a piece of its text exchanged, as an argument of ``write``."""
    assert old in FILES[file]
    return {file.replace(".", "_"): FILES[file].replace(old, new)}


def test_an_instance_says_what_its_files_say(write):
    """Ids, exact numbers, defaults and absent cells arrive as written."""
    instance = read_instance(write(travel_csv=TRAVEL), VOCABULARY)
    town, hospital, candidate = instance.areas["0101"], instance.facilities["H1"], instance.facilities["H2"]
    assert (
        instance.name,
        instance.title,
        instance.policy,
        instance.currency,
        instance.annualise_years,
    ) == ("region", "舒兰市", "plan-145", "CNY", 10)
    assert (town.name, town.parent, town.lon, town.area_km2) == ("NA", "01", None, None)
    assert ({"area", "name", "level", "parent", "island"}, {}) == (town.texts.keys(), town.numbers)
    assert (Fraction("4560.1"), {"residents": 406744}) == (instance.areas["01"].area_km2, instance.areas["01"].numbers)
    assert (hospital.status, hospital.texts["status"], hospital.numbers) == ("open", "open", {"planned_beds": 730})
    assert (candidate.status, candidate.open_cost) == ("candidate", 5000000)
    assert (
        instance.resources["beds"].keep,
        instance.resources["fever_clinic"].max_per_facility,
        instance.resources["icu_beds"].capital_cost,
    ) == ("facility", 1, None)
    assert (495, None, 800, Fraction(1115001, 2), None) == (
        instance.stock["H1", "beds"].current,
        instance.stock["H1", "beds"].min,
        instance.stock["H1", "beds"].max,
        instance.stock["H1", "beds"].capital_cost,
        instance.stock["H1", "beds"].annual_cost,
    )
    assert {
        ("01", "H1"): Travel(Fraction(25, 2), None),
        ("0101", "H1"): Travel(Fraction(0), Fraction(0)),
    } == instance.travel
    assert {"residents", "island", "area_km2"} <= instance.area_columns
    assert "status" in instance.facility_columns
    assert instance.warnings == ()
    assert VOCABULARY is instance.vocabulary


def test_settings_are_read_exactly(write):
    """Every key of instance.toml arrives; sources may be dotted or quoted."""
    text = (
        FILES["instance.toml"] + 'title_en = "Shulan"\nbase_year = 2020\ntarget_year = 2025\ncurrency = "USD"\n'
        'annualise_years = 12.5\n[sources]\n"stock.csv" = "the plan"\nareas.residents = "census"\n'
    )
    instance = read_instance(write(instance_toml=text), VOCABULARY)
    assert ("Shulan", 2020, 2025, "USD", Fraction(Decimal("12.5"))) == (
        instance.title_en,
        instance.base_year,
        instance.target_year,
        instance.currency,
        instance.annualise_years,
    )
    assert instance.sources == {"areas.residents": "census", "stock.csv": "the plan"}


def test_every_file_read_has_its_fingerprint(write):
    """The inputs are the sha256 of exactly the files that were read, by name."""
    folder = write()
    (folder / "README.md").write_text("not read")
    expected = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in sorted(FILES)}
    instance = read_instance(folder, VOCABULARY)
    assert expected == instance.inputs
    assert list(expected) == list(instance.inputs)
    assert str(folder.resolve()) == instance.folder


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_the_encoding_makes_no_difference(write, encoding):
    """The same tables in another encoding and with CRLF give the same instance."""
    plain = read_instance(write(), VOCABULARY)
    windows = {name.replace(".", "_"): text.replace("\n", "\r\n") for name, text in FILES.items()}
    other = read_instance(write(encoding=encoding, **windows), VOCABULARY)
    assert plain == replace(other, inputs=plain.inputs)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_makes_no_difference(write, random):
    """Shuffled files give an equal instance whose mappings come in the same order."""
    plain = read_instance(write(travel_csv=TRAVEL), VOCABULARY)
    shuffled = {"travel_csv": TRAVEL}
    for name, text in FILES.items():
        if name.endswith(".csv"):
            header, *rows = text.splitlines(keepends=True)
            random.shuffle(rows)
            shuffled[name.replace(".", "_")] = header + "".join(rows)
    other = read_instance(write(**shuffled), VOCABULARY)
    assert plain == replace(other, inputs=plain.inputs)
    for mapping in ("areas", "facilities", "resources", "stock", "travel"):
        assert list(getattr(plain, mapping)) == list(getattr(other, mapping))


@pytest.mark.parametrize("fault", CELL_FAULTS)
def test_a_fault_is_reported_where_it_stands(write, fault):
    """Each rule about one cell or about cells that must fit together names file, row and column, and says why."""
    file, old, new, code, row, column = fault
    problems = problems_of(write(**changed(file, old, new)))
    problem = next(problem for problem in problems if problem.code == code)
    assert (file, row, column) == (problem.file, problem.row, problem.column)
    assert problem.found
    assert problem.expected
    assert f"{file}, row {row}, column {column}: found " in str(problem)


def test_a_missing_whole_is_reported_for_each_part(write):
    """Every part whose whole has no row at its facility is named."""
    problems = problems_of(write(**changed("stock.csv", "H1,beds,495,,800,557500.5,\n", "")))
    assert [problem.row for problem in problems if problem.code == "missing-whole"] == [2, 3]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("stock.csv", "495,,800", "495,400,494"),
        ("stock.csv", "fever_clinic,1,,", "fever_clinic,2,,3"),
        ("stock.csv", "icu_beds,20", "icu_beds,465"),
        ("stock.csv", "495,,800", '"\uff14\uff19\uff15",,"1,800"'),
        ("resources.csv", "beds,purpose,county", "beds,other,county"),
        ("facilities.csv", "126.9,44.4,730", "-180,-90,730"),
        ("facilities.csv", "126.9,44.4,730", "180,90,730"),
        ("stock.csv", "50,300", "300,300"),
    ],
)
def test_what_is_allowed_is_no_problem(write, file, old, new):
    """A written bound wins over its default, and limits are inclusive."""
    assert read_instance(write(**changed(file, old, new)), VOCABULARY).warnings == ()


def test_a_part_above_its_whole_is_not_reported_again_for_its_group(write):
    """Where one part alone is too large, the sum of its group says nothing new."""
    problems = problems_of(write(**changed("stock.csv", "icu_beds,20", "icu_beds,496")))
    assert [problem.code for problem in problems] == ["part-above-whole"]


def test_parts_of_other_groups_may_overlap(write):
    """Only parts that share a group are added up against their whole."""
    stock = FILES["stock.csv"].replace("icu_beds,20", "icu_beds,480")
    resources = FILES["resources.csv"].replace("beds,purpose,county", "beds,,county")
    instance = read_instance(write(stock_csv=stock, resources_csv=resources), VOCABULARY)
    assert (instance.stock["H1", "icu_beds"].current, instance.stock["H1", "tcm_beds"].current) == (480, 30)


@pytest.mark.parametrize(
    ("file", "old", "new", "hint"),
    [
        ("facilities.csv", "人民医院,0101", "人民医院,101", 'did you mean "0101"?'),
        ("stock.csv", "H3,beds", "H3,bed", 'did you mean "beds"?'),
        ("areas.csv", "township", "twonship", 'did you mean "township"?'),
    ],
)
def test_an_unknown_word_gets_the_nearest_known_one(write, file, old, new, hint):
    """References and choices suggest what was probably meant."""
    assert hint in [problem.hint for problem in problems_of(write(**changed(file, old, new)))]


def test_a_longer_cycle_is_reported_once(write):
    """A circle of parents is one problem that shows it whole, beginning with its smallest id."""
    areas = "area,name,level,parent\nc,C,county,a\nb,B,county,c\na,A,county,b\nd,D,township,a\n"
    facilities = FILES["facilities.csv"].replace(",0101,", ",a,").replace(",01,", ",a,")
    (problem,) = problems_of(write(areas_csv=areas, facilities_csv=facilities))
    assert (problem.code, problem.found, problem.row) == ("cycle", "a → b → c → a", 4)


def test_a_faulty_row_is_not_reported_again_by_those_who_refer_to_it(write):
    """A wrong level or a cell too few in areas.csv does not make its facilities' areas unknown."""
    wrong_level = problems_of(write(**changed("areas.csv", "NA,township", "NA,town")))
    assert [(problem.code, problem.file) for problem in wrong_level] == [("bad-choice", "areas.csv")]
    ragged = problems_of(write(**changed("areas.csv", "01,,,,,yes", "01,yes")))
    assert [(problem.code, problem.file) for problem in ragged] == [("cell-count", "areas.csv")]
    stock = problems_of(write(**changed("stock.csv", "H1,beds,495,,800,557500.5,", "H1,beds,495")))
    assert [(problem.code, problem.file) for problem in stock] == [("cell-count", "stock.csv")]


def test_a_table_that_breaks_off_does_not_make_references_unknown(write):
    """After a quote that never closes, nobody knows which ids the rest of the file would have had."""
    problems = problems_of(write(**changed("areas.csv", "0101,NA", '"0101,NA')))
    assert [(problem.file, problem.code, problem.row) for problem in problems] == [("areas.csv", "csv", 3)]


def test_many_unknown_ids_are_all_reported(write):
    """Suggestions stop after a while, problems do not."""
    rows = "".join(f"X{number},beds,1,,,,\n" for number in range(30))
    problems = problems_of(write(stock_csv=FILES["stock.csv"] + rows))
    assert [problem.row for problem in problems] == list(range(8, 38))


def test_all_problems_of_all_files_come_at_once_in_order(write):
    """One run shows every fault, by file and row, also beside a missing file."""
    folder = write(
        instance_toml='titel = "x"\npolicy = "p"\nbase_year = "2020"\n',
        areas_csv=FILES["areas.csv"].replace("406744,", "406744,,"),
        resources_csv=None,
        stock_csv=FILES["stock.csv"].replace("H3,beds,120", "H9,beds,x").replace("50,300", "400,300"),
        travel_csv="area,facility,minutes\n01,H7,-1\n",
    )
    found = [(problem.file, problem.code, problem.row) for problem in problems_of(folder)]
    assert found == [
        ("instance.toml", "missing-key", None),
        ("instance.toml", "unknown-key", 1),
        ("instance.toml", "bad-value", 3),
        ("areas.csv", "cell-count", 2),
        ("resources.csv", "missing-file", None),
        ("stock.csv", "bounds", 6),
        ("stock.csv", "bad-number", 7),
        ("stock.csv", "unknown-reference", 7),
        ("travel.csv", "out-of-range", 2),
        ("travel.csv", "unknown-reference", 2),
    ]


@pytest.mark.parametrize("file", sorted(FILES))
def test_a_missing_file_is_named(write, file):
    """Each required file is asked for by name, with a file of nearly that name as a hint."""
    folder = write(**{file.replace(".", "_"): None})
    (folder / f"{file}.bak").touch()
    (problem,) = problems_of(folder)
    assert ("missing-file", file, f'did you mean "{file}.bak"?') == (problem.code, problem.file, problem.hint)


def test_a_missing_folder_is_an_input_error(tmp_path):
    """Reading what is not there says so."""
    (problem,) = problems_of(tmp_path / "nowhere")
    assert problem.code == "missing-folder"


@pytest.mark.parametrize(
    ("line", "code", "column", "hint"),
    [
        ('curency = "CNY"', "unknown-key", "curency", 'did you mean "currency"?'),
        ("annualise_years = 0", "bad-value", "annualise_years", None),
        ("annualise_years = true", "bad-value", "annualise_years", None),
        ('annualise_years = "10"', "bad-value", "annualise_years", None),
        ("base_year = 2020.5", "bad-value", "base_year", None),
        ("base_year = 0", "bad-value", "base_year", None),
        ("target_year = 20255", "bad-value", "target_year", None),
        ('currency = " "', "bad-value", "currency", None),
        ("title_en = 3", "bad-value", "title_en", None),
        ("sources.beds = 3", "bad-value", "sources", None),
        ("annualise_years = 1e1", "bad-number", None, None),
        ("currency = CNY", "toml", "12", None),
    ],
)
def test_a_faulty_setting_is_reported_with_its_line(write, line, code, column, hint):
    """Unknown keys and values of another kind in instance.toml are problems with row and key."""
    (problem,) = problems_of(write(instance_toml=FILES["instance.toml"] + line + "\n"))
    assert (code, "instance.toml", 3, column, hint) == (
        problem.code,
        problem.file,
        problem.row,
        problem.column,
        problem.hint,
    )


@pytest.mark.parametrize("policy", ["../plan", "policies/plan", "C:\\\\plan", "/etc/plan", ".plan", ""])
def test_a_policy_in_a_file_is_a_name_and_never_a_path(write, policy):
    """What could lead out of the instance is refused as the name of a policy."""
    (problem,) = problems_of(write(instance_toml=f'title = "t"\npolicy = "{policy}"\n'))
    assert (problem.code, problem.column, problem.row) == ("bad-value", "policy", 2)


def test_a_link_out_of_the_folder_is_refused(write, tmp_path):
    """A table that is a link to a file elsewhere is not read; one inside the folder is."""
    folder = write(travel_csv=None)
    (tmp_path / "secret.csv").write_text(TRAVEL)
    (folder / "travel.csv").symlink_to(tmp_path / "secret.csv")
    (problem,) = problems_of(folder)
    assert (problem.code, problem.file) == ("outside-folder", "travel.csv")
    (folder / "travel.csv").unlink()
    (folder / "roads").write_text(TRAVEL)
    (folder / "travel.csv").symlink_to("roads")
    assert set(read_instance(folder, VOCABULARY).travel or {}) == {("01", "H1"), ("0101", "H1")}


def test_a_folder_in_place_of_a_table_is_refused(write):
    """A directory of a table's name is no table."""
    folder = write(stock_csv=None)
    (folder / "stock.csv").mkdir()
    (problem,) = problems_of(folder)
    assert (problem.code, problem.file) == ("not-a-file", "stock.csv")


def test_travel_must_know_its_pairs(write):
    """Unknown ids, negative distances and double pairs in travel.csv are problems."""
    text = "area,facility,minutes,km\n01,H1,1,1\n01,H1,2,2\n02,H1,1,\n01,H8,,-1\n"
    found = {(problem.code, problem.row, problem.column) for problem in problems_of(write(travel_csv=text))}
    assert {
        ("duplicate-id", 3, "area, facility"),
        ("unknown-reference", 4, "area"),
        ("unknown-reference", 5, "facility"),
        ("out-of-range", 5, "km"),
    } == found


def test_without_travel_there_is_no_travel(write):
    """An instance without travel.csv has None, not an empty table."""
    assert read_instance(write(), VOCABULARY).travel is None


def test_what_is_probably_not_meant_is_a_warning(write):
    """Costs never incurred, facilities without stock and unread tables are mentioned."""
    folder = write(
        facilities_csv=FILES["facilities.csv"].replace("closable,,", "closable,7,") + "H4,站,01,station,,,,,,\n",
    )
    (folder / "travels.csv").write_text(TRAVEL)
    assert read_instance(folder, VOCABULARY).warnings == (
        "travels.csv: not read; the tables are areas.csv, facilities.csv, resources.csv, stock.csv, travel.csv",
        "facilities.csv, row 4: H3 is closable, so its open_cost is never incurred",
        "facilities.csv, row 5: H4 has no row in stock.csv, so it offers nothing",
    )


def test_an_area_outside_the_tree_of_its_like_is_a_warning(write):
    """It would count for nothing above it, which an empty cell says too quietly."""
    folder = write(areas_csv=FILES["areas.csv"] + "0102,城关镇,township,,,,,,\n")
    assert read_instance(folder, VOCABULARY).warnings == (
        "areas.csv, row 4: 0102 has no parent, unlike other areas of level township: it counts for none above",
    )


def test_a_name_where_filters_look_for_a_word_is_a_warning(write):
    """A type written in Chinese is a type of its own, which no standard clause finds."""
    folder = write(facilities_csv=FILES["facilities.csv"].replace("0101,general_hospital", "0101,综合医院"))
    known = replace(
        VOCABULARY, names={**VOCABULARY.names, "type": {"general_hospital": ("综合医院", "general hospital")}}
    )
    assert read_instance(folder, known).warnings == (
        'facilities.csv, row 2: H1 has type "综合医院"; filters look for its word, general_hospital',
    )


def test_a_data_column_may_bear_the_name_of_a_resource(write):
    """Such a name is ambiguous only in a clause that uses it, so reading the instance allows it."""
    instance = read_instance(write(**changed("areas.csv", "residents", "beds")), VOCABULARY)
    assert instance.areas["01"].numbers == {"beds": 406744}
