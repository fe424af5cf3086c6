"""The template: it is sound as it stands, explains itself, and is written nowhere where something is."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from optimizer import commandline
from optimizer.converting.draft import differences, read_draft
from optimizer.converting.examples import EXAMPLES
from optimizer.converting.fields import note_of
from optimizer.converting.new import new
from optimizer.problems import InputError
from optimizer.propose import propose
from optimizer.reading.clause_keys import CLAUSE_KEYS
from optimizer.reading.schema import TABLES
from optimizer.reading.shipped import instances_folder
from optimizer.reading.vocabulary import read_vocabulary
from optimizer.reading.workbook.instance import read_workbook
from optimizer.reading.workbook.sheets import CLAUSES

VOCABULARY = read_vocabulary(instances_folder() / "vocabulary.toml")


@pytest.fixture
def allocare(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a command line in this process: exit code, standard output, standard error."""

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["allocare", *words])
        code = commandline._run()
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["region", "plan.xlsx"])
def test_the_template_is_sound_and_without_warnings(tmp_path: Path, name: str, lang: str) -> None:
    """Both forms are read without a problem, and hold an example row in every table."""
    new(tmp_path / name, lang)
    draft = read_draft(tmp_path / name, VOCABULARY)
    assert set(draft.tables) == set(TABLES)
    assert all(table.rows for table in draft.tables.values())
    assert (draft.instance.warnings, draft.policy.warnings) == ((), ())
    assert len(draft.policy.clauses) == 6


def test_the_template_can_be_solved_as_it_stands(tmp_path: Path) -> None:
    """The workbook gives a verified plan that meets every clause and opens the station."""
    new(tmp_path / "plan.xlsx", "zh")
    proposal = propose(str(tmp_path / "plan.xlsx"))
    assert proposal.verified is not None
    assert proposal.outcome.status.value == "optimal"
    assert {row.status for row in proposal.verified.judgement.rows} == {"met"}
    assert proposal.verified.judgement.plan.open["station-b1"]


def test_folder_and_workbook_of_the_template_say_the_same(tmp_path: Path) -> None:
    """The same region in both forms."""
    new(tmp_path / "region", "en")
    new(tmp_path / "plan.xlsx", "en")
    assert differences(*(read_draft(tmp_path / name, VOCABULARY) for name in ("region", "plan.xlsx"))) == ()


def test_every_column_is_explained_in_both_languages() -> None:
    """Each fixed column of a table and each key of a clause has its note, in Chinese and in English."""
    columns = [(name, column.name) for name, spec in TABLES.items() for column in spec.columns]
    for sheet, column in [*columns, *((CLAUSES, key) for key in CLAUSE_KEYS)]:
        chinese, english = (note_of(sheet, column, lang) for lang in ("zh", "en"))
        assert chinese
        assert english
        assert chinese != english


def test_the_examples_that_are_commented_out_are_clauses(tmp_path: Path) -> None:
    """With the # taken away, the policy is TOML with all examples in it, and the keys shown are right."""
    new(tmp_path / "region", "en")
    text = (tmp_path / "region" / "policies" / "my-plan.toml").read_text(encoding="utf-8")
    begin = text.index("# [[clause]]")
    uncommented = text[:begin] + "\n".join(
        line.removeprefix("# ").removeprefix("#") for line in text[begin:].split("\n")
    )
    uncommented = uncommented.replace("# extends", "extends").replace("# hold_within", "hold_within")
    policy = tomllib.loads(uncommented)
    assert len(policy["clause"]) == 6 + len(EXAMPLES)
    assert policy["extends"] == ["zhejiang-145"]
    assert policy["hold_within"] == {"cost": 0.01}


def test_each_example_of_the_readme_is_read_as_its_clause(tmp_path: Path) -> None:
    """What the readme says to fill in gives the clause that it stands for."""
    new(tmp_path / "plan.xlsx", "en")
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    told = {row[0].value: row[1].value for row in book["readme"].iter_rows() if " · nature: " in str(row[1].value)}
    assert len(told) == len(EXAMPLES)
    sheet = book["clauses"]
    header = {cell.value: cell.column for cell in sheet[1]}
    for number, (name, filled) in enumerate(told.items(), sheet.max_row + 1):
        for key, value in [
            ("id", f"E-{number}"),
            ("name", name),
            *(part.split(": ", 1) for part in filled.split(" · ")),
        ]:
            sheet.cell(number, header[key], value)
    book.save(tmp_path / "filled.xlsx")
    assert read_workbook(tmp_path / "filled.xlsx").problems == ()


@pytest.mark.parametrize("name", ["region", "plan.xlsx"])
def test_nothing_is_ever_overwritten(tmp_path: Path, name: str) -> None:
    """A second template at the same name is refused, and there is no way to insist."""
    new(tmp_path / name, "en")
    with pytest.raises(InputError) as error:
        new(tmp_path / name, "en")
    (problem,) = error.value.problems
    assert (problem.code, problem.hint) == ("exists", "choose another name")


def test_the_commands_do_what_their_help_says(allocare: Any, tmp_path: Path) -> None:
    """new, check, convert and verify work on workbooks; results on standard output, talk on standard error."""
    book, folder = str(tmp_path / "plan.xlsx"), str(tmp_path / "region")
    assert allocare("new", book, "--lang", "en") == (
        0, f"a template was written: {book}. Fill in your own data, then: allocare check {book}\n", ""
    )  # fmt: skip
    assert allocare("check", book, "--lang", "zh")[0] == 0
    assert allocare("convert", book, folder, "--lang", "zh") == (0, f"已写入：{folder}\n", "")
    (Path(folder) / "notes.txt").touch()
    code, out, err = allocare("convert", folder, book, "--force", "--lang", "en")
    assert (code, out) == (0, f"written: {book}\n")
    assert err == "not taken along: notes.txt (only the files and policies of an instance are converted)\n"
    assert allocare("convert", "shulan", book)[0] == 3
    assert allocare("convert", "shulan", book, "--force", "-q") == (0, "", "")


def test_a_workbook_is_an_instance_to_every_command(allocare: Any, tmp_path: Path) -> None:
    """solve, verify and --set take the workbook; its fingerprint stands in the summary."""
    book, result = tmp_path / "plan.xlsx", tmp_path / "result"
    new(book, "en")
    assert allocare("solve", str(book), "-q", "-o", str(result))[0] == 0
    assert '"plan.xlsx":' in (result / "summary.json").read_text(encoding="utf-8")
    assert allocare("verify", str(book), str(result / "plan.csv"), "-q")[0] == 0
    code, _, err = allocare("check", str(book), "--set", "EX-1.at_lest=3")
    assert (code, 'did you mean "at_least"?' in err) == (3, True)
    code, _, err = allocare("check", str(tmp_path / "plam.xlsx"))
    assert (code, 'did you mean "plan.xlsx"?' in err) == (3, True)
