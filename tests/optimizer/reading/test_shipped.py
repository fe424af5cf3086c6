"""What comes with the program, and which instance a word means."""

from pathlib import Path

import pytest

from models.instance import LEVELS, STATUSES
from optimizer.problems import InputError
from optimizer.reading import shipped
from optimizer.reading.instance import read_instance
from optimizer.reading.shipped import instances_folder, locate_instance, shipped_instances, shipped_policies
from optimizer.reading.vocabulary import read_vocabulary

CORE_RESOURCES = {
    "beds",
    "doctors",
    "nurses",
    "health_technicians",
    "ambulances",
    "negative_pressure_ambulances",
}
CORE_COLUMNS = {"residents", "elderly", "children", "planned_beds", "authorised_beds"}


@pytest.fixture(scope="module")
def vocabulary():
    """The shipped vocabulary."""
    return read_vocabulary(instances_folder() / "vocabulary.toml")


@pytest.fixture
def world(tmp_path, monkeypatch):
    """A current folder ``here`` and a package with the shipped instances ``shulan`` and ``zhejiang``."""
    package = tmp_path / "package"
    for name in ("shulan", "zhejiang"):
        (package / name).mkdir(parents=True)
        (package / name / "instance.toml").touch()
    (package / "policies").mkdir()
    (package / "policies" / "plan-145.toml").touch()
    (package / "vocabulary.toml").touch()
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setattr(shipped, "instances_folder", lambda: package)
    return here, package


def test_instances_and_policies_are_found_by_name(world):
    """Folders with an instance.toml are instances, TOML files under policies are policies, nothing else is either."""
    _, package = world
    assert {"shulan": package / "shulan", "zhejiang": package / "zhejiang"} == shipped_instances()
    assert {"plan-145": package / "policies" / "plan-145.toml"} == shipped_policies()


def test_a_name_means_the_shipped_instance(world):
    """A bare name is looked up among the shipped instances, also beside a folder of results of that name."""
    here, package = world
    (here / "shulan").mkdir()
    assert package / "shulan" == locate_instance("shulan")


def test_an_instance_here_wins_over_a_shipped_name(world):
    """A folder of that name with an instance.toml is what the user means."""
    here, _ = world
    (here / "shulan").mkdir()
    (here / "shulan" / "instance.toml").touch()
    assert Path("shulan") == locate_instance("shulan")


def test_a_word_with_a_separator_is_a_path(world):
    """A path to a folder is taken even if its instance.toml is still missing, so that reading can say so."""
    here, _ = world
    (here / "draft").mkdir()
    assert here / "draft" == locate_instance(str(here / "draft"))
    assert Path("./draft") == locate_instance("./draft")


@pytest.mark.parametrize(
    ("word", "code", "hint"),
    [
        ("shulen", "unknown-instance", 'did you mean "shulan"?'),
        ("qqq", "unknown-instance", "there are shulan, zhejiang"),
        ("", "unknown-instance", "there are shulan, zhejiang"),
        ("./shulan", "unknown-instance", None),
        ("../package/vocabulary.toml", "unknown-instance", None),
        ("plan.xlsx", "unknown-instance", None),
        ("here/PLAN.XLSX", "unknown-instance", None),
        ("plan.xls", "workbook-format", "save it as an Excel workbook (.xlsx)"),
        ("here/PLAN.XLSM", "workbook-macros", "save it as an Excel workbook (.xlsx)"),
        ("plan.ods", "workbook-format", "save it as an Excel workbook (.xlsx)"),
    ],
)
@pytest.mark.usefixtures("world")
def test_a_word_that_means_nothing_is_an_input_error(word, code, hint):
    """Unknown names get a suggestion, missing paths are no names, and other spreadsheets are refused with advice."""
    with pytest.raises(InputError) as error:
        locate_instance(word)
    (problem,) = error.value.problems
    assert (code, hint) == (problem.code, problem.hint)
    assert f'"{word}"' in problem.found or word == problem.file


def test_a_wheel_carries_the_instances_inside_the_package(tmp_path, monkeypatch):
    """The folder inside the package is used when there is one, else the one beside the package."""
    module = tmp_path / "optimizer" / "reading" / "shipped.py"
    module.parent.mkdir(parents=True)
    monkeypatch.setattr(shipped, "__file__", str(module))
    assert tmp_path / "instances" == instances_folder()
    (tmp_path / "optimizer" / "instances").mkdir()
    assert tmp_path / "optimizer" / "instances" == instances_folder()


def test_the_vocabulary_has_the_core_names_in_both_languages(vocabulary):
    """The names every plan uses are there, Chinese first, and none is both a resource and a column."""
    assert vocabulary.resources >= CORE_RESOURCES
    assert vocabulary.columns >= CORE_COLUMNS
    assert not vocabulary.resources & vocabulary.columns
    assert vocabulary.names["resource"]["beds"] == ("床位", "beds")
    assert vocabulary.names["unit"]["beds"] == ("张", "beds")
    assert vocabulary.names["type"]["community_center"] == ("社区卫生服务中心", "community health centre")


def test_the_vocabulary_names_every_fixed_value(vocabulary):
    """Each level of an area and each status of a facility has its names."""
    assert set(LEVELS) <= vocabulary.names["level"].keys()
    assert set(STATUSES) == vocabulary.names["status"].keys()


def test_grades_are_ordered_from_the_lowest(vocabulary):
    """Only grades have an order, and 3A is over 3B over 2A over 2B."""
    assert {"grade"} == vocabulary.orders.keys()
    order = vocabulary.orders["grade"]
    assert [grade for grade in order if grade in {"3A", "2A", "2B", "3B"}] == ["2B", "2A", "3B", "3A"]


@pytest.mark.parametrize(
    ("text", "code", "column", "hint"),
    [
        ("[resorce.beds]\nzh='床'\nen='beds'", "unknown-kind", "resorce", 'did you mean "resource"?'),
        ("[column.x]\nzh='数'", "missing-name", "column.x.en", None),
        ("[resource.x]\nzh='数'\nen='x'\nunit='张'", "missing-name", "resource.x.unit_en", None),
        ("[column.x]\nzh='数'\nen='x'\nenn='x'", "unknown-key", "column.x.enn", 'did you mean "en"?'),
        (
            "[attribute.g]\nzh='级'\nen='g'\norder=['1','2']\n[g.1]\nzh='一'\nen='1'",
            "bad-order",
            "attribute.g.order",
            None,
        ),
        ("[attribute.g]\nzh='级'\nen='g'\norder='1'\n[g.1]\nzh='一'\nen='1'", "bad-order", "attribute.g.order", None),
        ("[column.x]\nzh='数'\nen=''", "missing-name", "column.x.en", None),
        ("column = 3", "bad-value", "column", None),
        ("[attribute]\nx = 3", "bad-value", "attribute", None),
    ],
)
def test_a_faulty_vocabulary_is_refused(tmp_path, text, code, column, hint):
    """Unknown kinds and keys, missing names and orders that do not fit the values are problems with their row."""
    path = tmp_path / "vocabulary.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_vocabulary(path)
    (problem,) = error.value.problems
    assert (code, "vocabulary.toml", column, hint) == (problem.code, problem.file, problem.column, problem.hint)
    assert problem.row == 1


@pytest.mark.parametrize("name", sorted(shipped_instances()))
def test_every_shipped_instance_is_read_without_a_problem(name, vocabulary):
    """A shipped instance has no fault, names a shipped policy, and uses standard types and resources."""
    instance = read_instance(locate_instance(name), vocabulary)
    assert name == instance.name
    assert instance.policy in shipped_policies()
    assert {facility.type for facility in instance.facilities.values()} <= vocabulary.names["type"].keys()
    assert instance.resources.keys() <= vocabulary.resources
