"""What is printed about clauses: sources, unmet clauses with their places, references."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from models.clause import Policy
from optimizer.reporting import clause_sections
from optimizer.reporting.clause_sections import print_clauses, print_unmet
from optimizer.reporting.files import write_plan
from optimizer.reporting.words import LANGUAGES
from optimizer.verifying.verified import VerifiedPlan, verify
from tests.builders import clause, plan, policy, region
from tests.optimizer.reporting import samples


def hospitals(folder: Path, clauses: Policy, beds: dict[str, int]) -> VerifiedPlan:
    """A county of hospitals with 10 planned beds each and these beds."""
    instance = region(
        facilities=[{"facility": name, "name": f"医院{name}", "planned_beds": 10} for name in beds],
        resources=[{"resource": "beds", "name": "床位", "unit": "张"}],
        stock={(name, "beds"): number for name, number in beds.items()},
    )
    write_plan(folder, instance, plan(instance))
    return verify(instance, clauses, folder / "plan.csv")


def unmet(verified: VerifiedPlan, lang: str = "zh", width: int = 80) -> str:
    """The sections about what is not met."""
    console, stream = samples.recorder(width)
    print_unmet(verified, lang, console)
    return stream.getvalue()


def bed_table(**keys: str) -> Policy:
    """One clause on every hospital."""
    keys = {"nature": "guiding", "cite": "表三", "reason": "Printed twice.", **keys}
    return policy(
        clause(id="T", name="规划床位", require="beds", exactly=1, per="1 planned_beds", level="facility", **keys)
    )


def test_an_unmet_clause_names_its_source_its_reason_and_its_places(tmp_path: Path) -> None:
    """The places with most missing come first, those that are met not at all."""
    text = unmet(hospitals(tmp_path, bed_table(), {"A": 9, "B": 10, "C": 15, "D": 7}))
    lines = [line.split() for line in text.splitlines() if line]
    assert lines[:3] == [["未满足的条款"], ["T", "规划床位（指导性）"], ["要求：=", "planned", "beds"]]
    assert lines[3:5] == [["出处：表三"], ["说明：Printed", "twice."]]
    assert lines[5] == ["机构", "要求", "达到", "差"]
    assert lines[7:] == [
        ["医院C", "(C)", "10", "15", "超", "5", "张"],
        ["医院D", "(D)", "10", "7", "缺", "3", "张"],
        ["医院A", "(A)", "10", "9", "缺", "1", "张"],
    ]


@pytest.mark.parametrize(("lang", "rest"), [("zh", "……另有 3 家机构。"), ("en", "… and 3 more facilities.")])
def test_many_places_are_cut_but_counted(tmp_path: Path, lang: str, rest: str) -> None:
    """Twelve lines, then how many more."""
    beds = {f"F{number:02}": number % 10 for number in range(15)} | {"X": 10}
    text = unmet(hospitals(tmp_path, bed_table(), beds), lang)
    assert sum("(F" in line for line in text.splitlines()) == clause_sections.MOST_PLACES
    assert text.splitlines()[-1] == rest


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("zh", "- A：要求 ≈ 3 张 (2–4)，达到 1，缺 1 张。"),
        ("en", "- A: required ≈ 3 张 (2–4), attained 1, short by 1 张."),
    ],
)
def test_a_single_place_is_a_sentence(tmp_path: Path, lang: str, line: str) -> None:
    """One county needs no table; the accepted range stands beside the number."""
    about = policy(clause(id="C", require="beds", about=3, per="1000 residents", tolerance=1))
    assert line in unmet(hospitals(tmp_path, about, {"F": 1}), lang)


def test_violated_clauses_come_first_and_met_ones_do_not_come(tmp_path: Path) -> None:
    """The order is: broken ones, then short ones, each as in the policy."""
    clauses = policy(
        clause(id="S1", require="beds", at_least=99),
        clause(id="M", require="beds", at_least=1),
        clause(id="V", require="beds", at_most=1, nature="binding"),
    )
    text = unmet(hospitals(tmp_path, clauses, {"F": 2}))
    assert text.index("V V") < text.index("S1 S1")
    assert "M M" not in text


def test_references_that_differ_are_a_list_of_their_own(tmp_path: Path) -> None:
    """They are neither met nor short: they agree or differ, with the sign of the difference."""
    clauses = policy(
        clause(id="R1", require="beds", at_least=9, nature="reference", reason="kept out"),
        clause(id="R2", require="beds", at_most=1, nature="reference"),
        clause(id="R3", require="beds", at_least=1, nature="reference"),
    )
    verified = hospitals(tmp_path, clauses, {"F": 2})
    text = unmet(verified)
    assert "未满足的条款" not in text
    rows = [line.split() for line in text.splitlines() if line.startswith("R")]
    assert rows == [["R1", "R1", "≥", "9", "张", "2", "差", "-7"], ["R2", "R2", "≤", "1", "张", "2", "差", "+1"]]
    console, stream = samples.recorder()
    print_clauses(verified, "zh", console)
    assert "R3" in stream.getvalue()
    assert "相符" in stream.getvalue()
    assert stream.getvalue().endswith(
        "满足 0 条，未满足 0 条，违反 0 条，不适用 0 条。\n另有参考数 3 条（不作为目标）：1 条相符，2 条不同。\n"
    )


SHARE = {"require": "beds", "at_least": 3, "share": 1}


@pytest.mark.parametrize(
    ("lang", "told", "unmet_row"),
    [
        ("en", "met (1 of 1 area)", "- whole region: required ≥ 1 area, attained 0, short by 1 area (0 of 1 area)."),
        ("zh", "满足（1 个地区中的 1 个）", "- 全域：要求 ≥ 1 个地区，达到 0，缺 1 个地区（1 个地区中的 0 个）。"),
    ],
)
def test_the_note_of_the_re_check_stands_beside_the_result(
    tmp_path: Path, lang: str, told: str, unmet_row: str
) -> None:
    """How many areas keep a share is told with a row that is met and with one that is not."""
    console, stream = samples.recorder(200)
    print_clauses(hospitals(tmp_path, policy(clause(**SHARE)), {"F": 3}), lang, console)
    assert told in stream.getvalue()
    assert unmet_row in unmet(hospitals(tmp_path, policy(clause(**SHARE)), {"F": 2}), lang, 120)


@pytest.mark.parametrize(("lang", "why"), [("zh", "不适用：以 C2 为准"), ("en", "not applicable: C2 counts instead")])
def test_of_two_alternatives_one_refers_to_the_other(tmp_path: Path, lang: str, why: str) -> None:
    """A clause that does not hold where its alternative does is explained by its id."""
    either = policy(clause(require="beds", at_least=9, or_="C2"), clause(id="C2", require="beds", at_least=2))
    console, stream = samples.recorder(200)
    print_clauses(hospitals(tmp_path, either, {"F": 3}), lang, console)
    assert why in stream.getvalue()


def test_both_ends_stand_in_the_table_of_places(tmp_path: Path) -> None:
    """An excess is told beside the end that it goes beyond."""
    both = policy(clause(id="T", require="beds", between=("0.5", "1.2"), per="1 planned_beds", level="facility"))
    lines = [line.split() for line in unmet(hospitals(tmp_path, both, {"A": 4, "B": 10, "C": 15})).splitlines()]
    assert ["医院C", "(C)", "5–12", "15", "超", "3", "张"] in lines
    assert ["医院A", "(A)", "5–12", "4", "缺", "1", "张"] in lines


def test_nothing_unmet_prints_nothing(tmp_path: Path) -> None:
    """A plan that keeps everything has no such section."""
    assert unmet(hospitals(tmp_path, bed_table(), {"A": 10})) == ""


@pytest.mark.parametrize(("width", "shown"), [(109, False), (110, True), (200, True)])
def test_a_wide_console_has_room_for_the_source(tmp_path: Path, width: int, shown: bool) -> None:
    """From 110 cells on the table says where each clause stands."""
    console, stream = samples.recorder(width)
    print_clauses(hospitals(tmp_path, bed_table(), {"A": 10}), "zh", console)
    assert ("出处" in stream.getvalue()) is shown
    assert ("表三" in stream.getvalue()) is shown


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [40, 80, 130])
@pytest.mark.parametrize("name", samples.HOSTILE.values(), ids=samples.HOSTILE)
def test_whatever_a_clause_says_fits(tmp_path: Path, lang: str, width: int, name: str) -> None:
    """Names, sources and reasons of any kind are plain text within the console."""
    keys = {"require": "beds", "name": name * 4, "cite": name * 9, "reason": name * 9}
    clauses = policy(clause(id="C", at_least=99, **keys), clause(id="R", at_least=99, nature="reference", **keys))
    verified = hospitals(tmp_path, clauses, {"A": 1})
    console, stream = samples.recorder(width)
    print_clauses(verified, lang, console)
    print_unmet(verified, lang, console)
    assert max(cell_len(line) for line in stream.getvalue().splitlines()) <= width
    assert not any(ord(character) < 32 for character in stream.getvalue().replace("\n", ""))
