"""Policies as they are read: names, inheritance, keys, goals, and every kind of problem with its clause."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from models.clause import (
    DEFAULT_GOALS,
    AreaColumn,
    Clause,
    Condition,
    Constant,
    DecidedBase,
    FacilityColumn,
    Measure,
    Reach,
    Term,
)
from models.instance import Travel
from optimizer.problems import InputError
from optimizer.reading.overrides import Overrides
from tests.optimizer.reading.sound_policy import (
    INSTANCE,
    Read,
    area,
    clause,
    facility,
    header,
    only,
    the_clause,
)

# ------------------------------------------------------------------------------------------------ what is read


def test_a_clause_is_read_exactly(read: Read) -> None:
    """Every key of a clause has its place, numbers as exact fractions, names resolved."""
    found = the_clause(
        read,
        name_en='"doctors"',
        cite='"附表"',
        where='"type=clinic|general_hospital"',
        areas='"residents>=30"',
        tolerance="0.005",
        weight="2",
        weigh_by='"residents"',
        reason='"why"',
        in_='"township"',
    )
    raw = found.raw
    expected = Clause(
        id="X-1",
        name="doctors per 1000",
        name_en="doctors",
        cite="附表",
        measure=Measure((Term("doctors", "stock"),)),
        comparator="at_least",
        value=Fraction(43, 10),
        upper=Fraction(43, 10),
        per=Fraction(1000),
        base=AreaColumn("residents"),
        where=((Condition("type", "=", ("clinic", "general_hospital")),),),
        per_where=((Condition("type", "=", ("clinic", "general_hospital")),),),
        levels=("township",),
        areas=((Condition("residents", ">=", ("30",)),),),
        reach=None,
        nature="guiding",
        tolerance=Fraction(1, 200),
        weight=Fraction(2),
        weigh_by="residents",
        reason="why",
        raw=raw,
    )
    assert expected == found
    assert (Decimal("4.3"), "1000 residents") == (raw["at_least"], raw["per"])


@pytest.mark.parametrize(
    ("per", "base"),
    [
        (None, Constant()),
        ('"1 residents"', AreaColumn("residents")),
        ('"1 beds.current"', DecidedBase(Measure((Term("beds", "current"),)))),
        ('"1 beds + nurses"', DecidedBase(Measure((Term("beds", "stock"), Term("nurses", "stock"))))),
        ('"1 facilities"', DecidedBase(Measure((Term("facilities", "stock"),)))),
    ],
)
def test_a_base_is_a_number_a_column_or_a_measure(read: Read, per: str | None, base: object) -> None:
    """What stands after the number of ``per`` is looked up among columns and measures."""
    assert base == the_clause(read, per=per).base


def test_a_facility_column_is_a_base(read: Read) -> None:
    """A number in facilities.csv is summed over the facilities that pass."""
    found = the_clause(read, per='"1 planned_beds"', in_='"facility"', where='"planned_beds>=1"')
    assert FacilityColumn("planned_beds") == found.base


def test_numbers_may_be_texts(read: Read) -> None:
    """A workbook gives numbers as text; full-width digits count."""
    assert Fraction(43, 10) == the_clause(read, at_least='"４.3"').value


def test_per_where_is_where_unless_written(read: Read) -> None:
    """Written empty, it lets every facility into the base; absent, it is the same as where."""
    keys: dict[str, Any] = {"per": '"1 beds"', "where": '"type=clinic"'}
    assert ((Condition("type", "=", ("clinic",)),),) == the_clause(read, **keys).per_where
    assert the_clause(read, **keys, per_where='""').per_where == ()


def test_empty_optional_keys_are_absent(read: Read) -> None:
    """An empty text is the same as no key at all, beside any base."""
    found = the_clause(read, where='""', areas='""', within='""', weigh_by='""', per_where='""', cite='""')
    assert (
        found.where,
        found.areas,
        found.reach,
        found.weigh_by,
        found.per_where,
        found.cite,
    ) == ((), (), None, None, (), None)


def test_a_level_without_areas_is_no_problem(read: Read) -> None:
    """A clause about villages can be read where there are none."""
    assert the_clause(read, in_='"village"').level == "village"


def test_goals_default_to_the_usual_order(read: Read) -> None:
    """A policy that says nothing has the default goals, fairness between counties, and no slack."""
    found = read(header() + clause())
    assert (found.goals, found.fairness_in, found.hold_within) == (DEFAULT_GOALS, "county", {})
    assert (found.name, found.title, found.warnings) == ("p", "Plan p", ())


def test_goals_are_read_in_their_order(read: Read) -> None:
    """Blanks around the plus sign do not matter; slack is exact."""
    more = 'goals = ["guiding + strive", "cost"]\nfairness_in = "township"\n'
    more += 'hold_within = { cost = 0.01, "guiding+strive" = 0 }'
    found = read(header(more=more) + clause())
    assert found.goals == ("guiding+strive", "cost")
    assert found.fairness_in == "township"
    assert {"cost": Fraction(1, 100), "guiding+strive": Fraction(0)} == found.hold_within


def test_inputs_carry_the_digest_of_every_file(read: Read, write: Callable[[str, str], Path]) -> None:
    """Each file that took part stands under its name with its sha256."""
    paths = [write("p", header(more='extends = ["q"]')), write("shipped/q", header("q") + clause())]
    expected = {f"policies/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    assert expected == read().inputs


# ------------------------------------------------------------------------------------------------ names and extends


def test_the_own_policy_wins_over_the_shipped_one(read: Read, write: Callable[[str, str], Path]) -> None:
    """The instance's own folder is looked at first."""
    write("shipped/p", header() + clause(id='"S"'))
    assert [one.id for one in read(header() + clause()).clauses] == ["X-1"]


def test_a_path_is_read_only_where_paths_are_allowed(read: Read, tmp_path: Path) -> None:
    """On the command line a path is a policy; in a file the same text is an unknown name."""
    path = tmp_path / "mine.toml"
    path.write_text(header("mine") + clause(), encoding="utf-8")
    assert read(name=str(path), allow_path=True).name == "mine"
    assert only(read, name=str(path)).code == "unknown-policy"


def test_a_path_without_file_is_a_problem(read: Read, tmp_path: Path) -> None:
    """A path that leads nowhere is reported as it was typed."""
    problem = only(read, name=str(tmp_path / "no.toml"), allow_path=True)
    assert ("unknown-policy", str(tmp_path / "no.toml")) == (problem.code, problem.file)


def test_an_unknown_policy_is_suggested(read: Read, write: Callable[[str, str], Path]) -> None:
    """A misspelt name is reported with the nearest policy there is."""
    write("shipped/zhejiang-145", header("zhejiang-145"))
    problem = only(read, name="zhejang-145")
    assert (
        problem.code,
        problem.found,
        problem.hint,
    ) == ("unknown-policy", '"zhejang-145"', 'did you mean "zhejiang-145"?')


def test_inherited_clauses_are_replaced_in_place(read: Read, write: Callable[[str, str], Path]) -> None:
    """A clause with an inherited id takes the inherited one's place; new ones follow; keys are inherited unless set."""
    write("shipped/q", header("q", 'goals = ["guiding"]\nfairness_in = "city"') + clause(id='"A"') + clause(id='"B"'))
    found = read(
        header(more='extends = ["q"]\nfairness_in = "county"') + clause(id='"C"') + clause(id='"A"', at_least="9")
    )
    assert [("A", 9), ("B", Fraction(43, 10)), ("C", Fraction(43, 10))] == [
        (one.id, one.value) for one in found.clauses
    ]
    assert (found.goals, found.fairness_in, found.title) == (("guiding",), "county", "Plan p")


def test_a_policy_extended_twice_is_applied_once(read: Read, write: Callable[[str, str], Path]) -> None:
    """What one parent replaced is not brought back by another parent with the same grandparent."""
    write("n", header("n") + clause(id='"A"'))
    write("b", header("b", 'extends = ["n"]') + clause(id='"A"', at_least="5"))
    write("c", header("c", 'extends = ["n"]') + clause(id='"C"'))
    found = read(header(more='extends = ["b", "c"]'))
    assert [("A", 5), ("C", Fraction(43, 10))] == [(one.id, one.value) for one in found.clauses]


def test_policies_do_not_extend_each_other_in_a_circle(read: Read, write: Callable[[str, str], Path]) -> None:
    """A circle is reported with the way round it."""
    write("q", header("q", 'extends = ["p"]'))
    problem = only(read, header(more='extends = ["q"]'))
    assert (
        problem.code,
        problem.file,
        problem.found,
        problem.row,
    ) == ("extends-cycle", "policies/q.toml", "p → q → p", 3)


def test_policies_do_not_extend_each_other_without_end(read: Read, write: Callable[[str, str], Path]) -> None:
    """Hundreds in a row are a problem where there are too many, not the end of the program."""
    for number in range(400):
        write(f"q{number}", header(f"q{number}", f'extends = ["q{number + 1}"]'))
    problem = only(read, header(more='extends = ["q0"]'))
    assert (problem.code, problem.file, problem.row) == ("extends-depth", "policies/q48.toml", 3)


@pytest.mark.parametrize("name", ["national-154", "../national-145", "./policies/national-145.toml"])
def test_extends_takes_known_names_only(read: Read, write: Callable[[str, str], Path], name: str) -> None:
    """An unknown name, or a path, is a problem with the nearest name."""
    write("national-145", header("national-145"))
    problem = only(read, header(more=f'extends = ["{name}"]'))
    assert ("unknown-policy", "policies/p.toml", f'"{name}"', "extends") == (
        problem.code,
        problem.file,
        problem.found,
        problem.column,
    )
    assert problem.hint == 'did you mean "national-145"?'


def test_a_policy_does_not_lie_outside_its_folder(read: Read, tmp_path: Path) -> None:
    """A link out of the instance folder is refused."""
    outside = tmp_path.parent / f"{tmp_path.name}-outside.toml"
    outside.write_text(header(outside.stem), encoding="utf-8")
    (tmp_path / "policies" / "p.toml").symlink_to(outside)
    assert only(read).code == "outside-folder"


@pytest.mark.parametrize(
    ("text", "code", "column", "found"),
    [
        ('title = "t"', "missing-key", "policy", "no key policy"),
        ('policy = "p"', "missing-key", "title", "no key title"),
        ('policy = "q"\ntitle = "t"', "policy-name", "policy", '"q"'),
        ('policy = "p"\ntitle = 3', "bad-type", "title", "3"),
        ('policy = "p"\ntitle = "t"\nextends = "q"', "bad-type", "extends", '"q"'),
        ('policy = "p"\ntitle = "t"\ngoal = ["cost"]', "unknown-key", "goal", "the key goal"),
        ('policy = "p"\ntitle = "t"\nclause = 3', "bad-type", None, "3"),
        ('policy = "p"\ntitle = "t"\ngoals = "cost"', "bad-type", "goals", '"cost"'),
        ('policy = "p"\ntitle = "t"\ngoals = []', "bad-type", "goals", "[]"),
        ('policy = "p"\ntitle = "t"\ngoals = ["costs"]', "unknown-goal", "goals", '"costs"'),
        ('policy = "p"\ntitle = "t"\ngoals = ["binding"]', "unknown-goal", "goals", '"binding"'),
        ('policy = "p"\ntitle = "t"\ngoals = ["reference"]', "unknown-goal", "goals", '"reference"'),
        ('policy = "p"\ntitle = "t"\ngoals = ["guiding+cost"]', "unknown-goal", "goals", '"guiding+cost"'),
        ('policy = "p"\ntitle = "t"\ngoals = ["cost", "cost"]', "duplicate-goal", "goals", '"cost" again'),
        (
            'policy = "p"\ntitle = "t"\ngoals = ["strive", "guiding+strive"]',
            "duplicate-goal",
            "goals",
            '"strive" again',
        ),
        ('policy = "p"\ntitle = "t"\nfairness_in = "region"', "unknown-level", "fairness_in", '"region"'),
        ('policy = "p"\ntitle = "t"\nhold_within = 0.1', "bad-type", "hold_within", "0.1"),
        ('policy = "p"\ntitle = "t"\nhold_within = { guiding = 0.1 }', "unknown-goal", "hold_within", '"guiding"'),
        ('policy = "p"\ntitle = "t"\nhold_within = { cost = true }', "bad-number", "hold_within", "cost = true"),
        ('policy = "p"\ntitle = "t"\nhold_within = { cost = -1 }', "out-of-range", "hold_within", "cost = -1"),
    ],
)
def test_faults_in_the_head_of_a_policy(read: Read, text: str, code: str, column: str | None, found: str) -> None:
    """Every key of a policy is checked, and quoted with its file."""
    problem = only(read, text)
    assert (code, "policies/p.toml", column, found) == (problem.code, problem.file, problem.column, problem.found)


def test_misspelt_policy_keys_and_goals_get_a_suggestion(read: Read) -> None:
    """Unknown keys, goals and levels name the nearest known one."""
    assert only(read, header(more='goal = ["cost"]')).hint == 'did you mean "goals"?'
    assert only(read, header(more='goals = ["costs"]')).hint == 'did you mean "cost"?'
    assert only(read, header(more='fairness_in = "conty"')).hint == 'did you mean "county"?'
    assert only(read, header(more="hold_within = { costs = 0.1 }")).hint == 'did you mean "cost"?'


# ------------------------------------------------------------------------------------------------ faults in a clause


@pytest.mark.parametrize(
    ("keys", "code", "column", "found"),
    [
        ({"levle": '"county"'}, "unknown-key", "levle", "the key levle"),
        ({"name": None}, "missing-key", "name", "no key name"),
        ({"require": None}, "missing-key", "require", "no key require"),
        ({"in_": None}, "missing-key", "in", "no key in"),
        ({"nature": '" "'}, "missing-key", "nature", "no key nature"),
        ({"at_least": None}, "comparator", "at_least", "none of them"),
        ({"at_most": "5"}, "comparator", "at_most", "at_least and at_most"),
        ({"at_least": "true"}, "bad-number", "at_least", "true"),
        ({"at_least": '"many"'}, "bad-number", "at_least", '"many"'),
        ({"at_least": "-1"}, "out-of-range", "at_least", "-1"),
        ({"at_least": "1000000000000000"}, "bad-number", "at_least", "1000000000000000"),
        ({"tolerance": "-0.1"}, "out-of-range", "tolerance", "-0.1"),
        ({"weight": "0"}, "out-of-range", "weight", "0"),
        ({"name": "3"}, "bad-type", "name", "3"),
        ({"require": '["beds"]'}, "bad-type", "require", "['beds']"),
        ({"require": '"facilities.added"'}, "bad-measure", "require", '"facilities.added"'),
        ({"require": '"beds + capital_cost"'}, "bad-measure", "require", '"beds + capital_cost"'),
        ({"require": '"beds.curent"'}, "bad-measure", "require", '"beds.curent"'),
        ({"require": '"doctor"'}, "unknown-name", "require", '"doctor"'),
        ({"per": '"residents"'}, "bad-per", "per", '"residents"'),
        ({"per": '"1000 resident"'}, "unknown-name", "per", '"resident"'),
        ({"per": '"1 beds beds"'}, "bad-measure", "per", '"beds beds"'),
        ({"per": '"1 grade"'}, "unknown-name", "per", '"grade"'),
        ({"per": '"1 density"'}, "ambiguous-name", "per", '"density", a column of areas and a column of facilities'),
        ({"per": '"1 island"'}, "bad-number", "per", '"no" in island of area C1, "yes" in island of area C2'),
        ({"per": '"1 phone"'}, "bad-number", "per", '"12-3" in phone of facility F2'),
        ({"per": '"1 planned_beds"'}, "absent-number", "per", "no planned_beds for facility F3"),
        ({"in_": '"conty"'}, "unknown-level", "in", '"conty"'),
        ({"nature": '"guidng"'}, "unknown-nature", "nature", '"guidng"'),
        ({"where": '"type"'}, "bad-filter", "where", '"type"'),
        ({"where": '"tpye=clinic"'}, "unknown-name", "where", '"tpye"'),
        ({"where": '"phone>1"'}, "not-ordered", "where", '"12-3" in phone of facility F2'),
        ({"where": '"planned_beds>many"'}, "not-ordered", "where", '"many" in planned_beds>many'),
        ({"where": '"grade>=4A"'}, "outside-order", "where", '"4A" in grade>=4A'),
        ({"per": '"1 beds"', "per_where": '"tpye=clinic"'}, "unknown-name", "per_where", '"tpye"'),
        ({"areas": '"islnd=yes"'}, "unknown-name", "areas", '"islnd"'),
        ({"areas": '"island>1"'}, "not-ordered", "areas", '"no" in island of area C1, "yes" in island of area C2'),
        ({"weigh_by": '"people"'}, "unknown-name", "weigh_by", '"people"'),
        ({"weigh_by": '"note"'}, "bad-number", "weigh_by", '"x" in note of area T1'),
        ({"within": '"15 hours"'}, "bad-reach", "within", '"15 hours"'),
        ({"within": '"15 minutes"'}, "no-travel", "within", "no travel.csv"),
        (
            {"at_least": None, "about": "1", "nature": '"binding"'},
            "contradiction",
            "about",
            "about in a binding clause",
        ),
        ({"in_": '"region"', "areas": '"island=yes"'}, "contradiction", "areas", 'areas beside in = "region"'),
        ({"in_": '"region"', "within": '"3 km"'}, "contradiction", "within", 'within beside in = "region"'),
        (
            {"per": None, "in_": '"facility"', "within": '"3 km"'},
            "contradiction",
            "within",
            'within beside in = "facility"',
        ),
        ({"in_": '"facility"'}, "contradiction", "per", '"residents", a column of areas, beside in = "facility"'),
        (
            {"per_where": '"type=clinic"'},
            "contradiction",
            "per_where",
            'per_where beside the base "residents", a column of areas',
        ),
        ({"per": None, "per_where": '"type=clinic"'}, "contradiction", "per_where", "per_where without per"),
    ],
)
def test_faults_in_a_clause(read: Read, keys: dict[str, str | None], code: str, column: str, found: str) -> None:
    """Each fault is reported with the file, the clause, its row, the key and the offending text."""
    problem = only(read, header() + clause(**keys))
    assert (code, column, found) == (problem.code, problem.column, problem.found)
    assert (problem.file, problem.row, problem.clause) == ("policies/p.toml", 4, "X-1")


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ({"levle": '"county"', "in_": '"county"'}, None),
        ({"at_leest": "3"}, "at_least"),
        ({"require": '"doctor"'}, "doctors"),
        ({"require": '"ambulanses"'}, "ambulances"),
        ({"require": '"beds.curent"'}, "current"),
        ({"per": '"1000 resident"'}, "residents"),
        ({"per": '"1 planed_beds"'}, "planned_beds"),
        ({"in_": '"conty"'}, "county"),
        ({"nature": '"guidng"'}, "guiding"),
        ({"where": '"tpye=clinic"'}, "type"),
        ({"where": '"ownersip=public"'}, "ownership"),
        ({"areas": '"islnd=yes"'}, "island"),
        ({"within": '"15 minute"'}, "minutes"),
        ({"where": '"grade>=3"'}, "3B"),
    ],
)
def test_unknown_words_get_a_suggestion(read: Read, keys: dict[str, str | None], word: str | None) -> None:
    """The nearest name of the instance or of the vocabulary is suggested."""
    problem = only(read, header() + clause(**keys))
    assert (f'did you mean "{word}"?' if word else None) == problem.hint


@pytest.mark.parametrize(
    ("id_", "code", "found"),
    [
        (None, "missing-key", "no key id"),
        ("3", "bad-type", "3"),
        ('"a b"', "bad-id", '"a b"'),
        ('"=A"', "bad-id", '"=A"'),
    ],
)
def test_every_clause_has_a_usable_id(read: Read, id_: str | None, code: str, found: str) -> None:
    """A clause without a good id is called by its place in the file."""
    problem = only(read, header() + clause() + clause(id=id_))
    assert (code, found, "#2") == (problem.code, problem.found, problem.clause)


def test_an_id_stands_once_in_a_file(read: Read) -> None:
    """The second clause of the same id is a problem that tells where the first stands."""
    problem = only(read, header() + clause() + clause())
    assert (
        problem.code,
        problem.clause,
        problem.found,
        problem.hint,
    ) == ("duplicate-id", "X-1", '"X-1" again', "it is also in row 4")


def test_all_problems_are_reported_at_once(read: Read) -> None:
    """One faulty key, clause or goal does not hide the next."""
    text = header(more='goals = ["x"]') + clause(in_='"x"', where='"x"', weight="0") + clause(id='"Y"', require='"x"')
    with pytest.raises(InputError) as caught:
        read(text, overrides=Overrides(drops=("Z",)))
    expected = ["unknown-clause", "bad-filter", "unknown-level", "out-of-range", "unknown-name", "unknown-goal"]
    assert sorted(expected) == sorted(problem.code for problem in caught.value.problems)


def test_a_population_that_is_nowhere_is_absent(read: Read) -> None:
    """An area without the base, and without areas below that all have it, is named with clause and column."""
    areas = {**INSTANCE.areas, "C3": area("C3", "county"), "T3": area("T3", "township", "C2")}
    holed = dataclasses.replace(INSTANCE, areas=areas)
    problem = only(read, header() + clause(), instance=holed)
    assert (problem.code, problem.clause, problem.column) == ("absent-number", "X-1", "per")
    assert problem.found == "no residents for area C2 (T3 below it has none), C3"


def test_a_population_is_needed_only_where_the_clause_looks(read: Read) -> None:
    """Areas that the filter leaves out, or of another level, may lack the base."""
    holed = dataclasses.replace(INSTANCE, areas={**INSTANCE.areas, "C3": area("C3", "county")})
    assert the_clause(read, areas='"island=yes"', instance=holed)
    assert the_clause(read, in_='"township"', instance=holed)
    assert only(read, header() + clause(in_='"region"'), instance=holed).code == "absent-number"


def test_weights_are_needed_where_rows_are(read: Read) -> None:
    """For rows of facilities the weights are those of the facilities' own areas."""
    areas = {**INSTANCE.areas, "T2": area("T2", "township", "C2")}
    holed = dataclasses.replace(INSTANCE, areas=areas)
    keys = {"per": None, "in_": '"facility"', "weigh_by": '"residents"'}
    problem = only(read, header() + clause(**keys), instance=holed)
    assert (problem.code, problem.column, problem.found) == ("absent-number", "weigh_by", "no residents for area T2")
    assert the_clause(read, **keys, where='"facility!=F3"', instance=holed)


def test_negative_bases_are_refused(read: Read) -> None:
    """A base counts something, so it is not below zero."""
    odd = area("C1", "county", residents="-4")
    instance = dataclasses.replace(INSTANCE, areas={**INSTANCE.areas, "C1": odd})
    assert only(read, header() + clause(), instance=instance).code == "out-of-range"


def test_cells_outside_the_order_are_problems(read: Read) -> None:
    """A grade that the order does not know cannot be compared, and is named with its facility."""
    odd = {**INSTANCE.facilities, "F3": facility("F3", "T2", "clinic", grade="3C")}
    problem = only(read, header() + clause(where='"grade>=2B"'), instance=dataclasses.replace(INSTANCE, facilities=odd))
    assert (problem.code, problem.found) == ("outside-order", '"3C" in grade of facility F3')
    assert problem.expected == "a value in the order of grade: 1 < 2B < 2A < 3B < 3A"


def test_a_travel_table_needs_the_unit_asked_for(read: Read) -> None:
    """Kilometres in no pair of the table are a problem, minutes there are none."""
    instance = dataclasses.replace(INSTANCE, travel={("C1", "F1"): Travel(Fraction(5), None)})
    assert only(read, header() + clause(within='"3 km"'), instance=instance).found == "no km in travel.csv"
    assert Reach(Fraction(15), "minutes") == the_clause(read, within='"15 minutes"', instance=instance).reach


# ------------------------------------------------------------------------------------------------ what is missing


@pytest.mark.parametrize(
    ("keys", "missing", "base"),
    [
        ({"require": '"ambulances"'}, ("ambulances",), AreaColumn("residents")),
        ({"per": '"1000 elderly"'}, ("elderly",), Constant()),
        ({"per": '"1 ambulances"'}, ("ambulances",), DecidedBase(Measure((Term("ambulances", "stock"),)))),
        ({"where": '"ownership=public"'}, ("ownership",), AreaColumn("residents")),
        ({"where": '"open_cost>1"'}, ("open_cost",), AreaColumn("residents")),
        ({"weigh_by": '"elderly"'}, ("elderly",), AreaColumn("residents")),
        ({"areas": '"elderly>1"', "require": '"ambulances"'}, ("ambulances", "elderly"), AreaColumn("residents")),
    ],
)
def test_standard_names_may_be_missing(
    read: Read, keys: dict[str, Any], missing: tuple[str, ...], base: object
) -> None:
    """A standard resource or column that the instance lacks is listed, and the clause is otherwise whole."""
    found = the_clause(read, **keys)
    assert (missing, base) == (found.missing, found.base)


# ------------------------------------------------------------------------------------------------ warnings


@pytest.mark.parametrize(
    ("keys", "warning"),
    [
        ({"where": '"grade>=2B"'}, "clause X-1: 1 facility has no `grade`; it does not pass `grade>=2B`"),
        ({"where": '"phone!=1"'}, "clause X-1: 2 facilities have no `phone`; they do not pass `phone!=1`"),
        (
            {"in_": '"township"', "areas": '"note=x"'},
            "clause X-1: 1 area has no `note`; it does not pass `note=x` of areas",
        ),
        (
            {"where": '"type=clinik"'},
            'clause X-1: no facility has `type=clinik`; did you mean "clinic"?',
        ),
        (
            {"weight": "2", "nature": '"binding"'},
            "clause X-1: weight has no effect on a binding clause, which is no goal",
        ),
        ({"within": '"3 km"'}, "clause X-1: out of reach for want of coordinates: F1, F2, F3"),
    ],
)
def test_what_may_surprise_is_warned_about(read: Read, keys: dict[str, str | None], warning: str) -> None:
    """What is read, but perhaps not meant so, is said once."""
    assert (warning,) == read(header() + clause(**keys)).warnings


def test_a_standard_value_that_no_facility_has_is_no_surprise(read: Read) -> None:
    """National policies name types that a county need not have."""
    assert read(header() + clause(where='"type=tcm_hospital"')).warnings == ()


def test_a_nature_that_no_goal_counts_is_warned_about(read: Read) -> None:
    """Soft clauses outside every goal are named; binding and reference ones are not."""
    text = clause() + clause(id='"R"', nature='"reference"') + clause(id='"B"', nature='"binding"')
    expected = "no goal counts the nature guiding: X-1 will be printed but not pursued"
    assert (expected,) == read(header(more='goals = ["cost"]') + text).warnings


# ------------------------------------------------------------------------------------------------ overrides


def test_overrides_are_read_like_the_rest(read: Read) -> None:
    """A changed comparator, a dropped clause and a budget show in the clauses, raw tables included."""
    overrides = Overrides(("X-1.at_most=5.5",), ("Y",), "1000")
    found = read(header() + clause() + clause(id='"Y"'), overrides=overrides)
    first, budget = found.clauses
    assert ("X-1", "at_most", Fraction(11, 2)) == (first.id, first.comparator, first.value)
    assert Decimal("5.5") == first.raw["at_most"]
    assert "at_least" not in first.raw
    assert ("BUDGET", "at_most", Fraction(1000), "region", "binding", True) == (
        budget.id,
        budget.comparator,
        budget.value,
        budget.level,
        budget.nature,
        budget.measure.is_money,
    )


def test_a_faulty_override_is_reported_as_one(read: Read) -> None:
    """What --set wrote is not blamed on the file."""
    problem = only(read, header() + clause(), overrides=Overrides(("X-1.at_least=many",)))
    assert (
        problem.code,
        problem.file,
        problem.row,
        problem.clause,
        problem.found,
    ) == ("bad-number", "--set", None, "X-1", '"many"')


def test_an_override_can_mend_a_clause(read: Read) -> None:
    """Faults are looked for after the overrides."""
    assert read(header() + clause(in_='"conty"'), overrides=Overrides(("X-1.in=county",))).clauses[0].level == "county"
