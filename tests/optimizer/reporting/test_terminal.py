"""What the commands print."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from rich.cells import cell_len

from models.instance import Instance
from optimizer.impossible import ConflictRow
from optimizer.reporting import county_tables, terminal
from optimizer.reporting.broken import conflict_sentences
from optimizer.reporting.catalogue_tables import print_catalogue
from optimizer.reporting.files import write_plan
from optimizer.reporting.sections import goal_name
from optimizer.reporting.terminal import print_check, print_judgement, print_proposal
from optimizer.reporting.words import LANGUAGES
from optimizer.solving.outcome import Status, Stop
from optimizer.verifying.judgement import Breach
from optimizer.verifying.verified import VerifiedPlan, verify
from tests.builders import clause, plan, policy, region
from tests.optimizer.reporting import samples


def printed(verified: VerifiedPlan, lang: str = "en", width: int = 80, **wanted: bool) -> str:
    """A proposal as text, with every clause."""
    console, stream = samples.recorder(width)
    print_proposal(samples.proposal(verified), lang, console, **{"clauses": True, **wanted})
    return stream.getvalue()


def made(folder: Path) -> Path:
    """A new folder."""
    folder.mkdir()
    return folder


def judged(verified: VerifiedPlan, lang: str = "en", width: int = 80, **wanted: bool) -> str:
    """A re-check as text."""
    console, stream = samples.recorder(width)
    print_judgement(verified, lang, console, **{"clauses": True, **wanted})
    return stream.getvalue()


def squeezed(text: str) -> str:
    """Without runs of blanks and line ends, so that folding does not matter."""
    return " ".join(text.split())


def row_of(text: str, start: str) -> list[str]:
    """The words of the first line that begins like this."""
    return next(line for line in text.splitlines() if line.startswith(start)).split()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("name", samples.HOSTILE.values(), ids=samples.HOSTILE)
def test_no_line_is_wider_than_the_terminal(tmp_path: Path, lang: str, width: int, name: str) -> None:
    """Whatever the names, every line fits, in both languages, and holds no control character."""
    verified = samples.verified(tmp_path, samples.sample_region(name * 4))
    text = printed(verified, lang, width, facilities=True, equity=True)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert not any(ord(character) < 32 for character in text.replace("\n", ""))


def test_counties_show_units_change_and_rates(tmp_path: Path) -> None:
    """One line per county and resource; the county is named once."""
    text = printed(samples.verified(tmp_path))
    assert row_of(text, "甲县") == ["甲县", "beds", "50", "→", "70", "+20", "5.00", "→", "7.00"]
    assert "County B beds 45 0 7.50" in squeezed(text)
    assert "医师 10 → 12 +2 1.67 → 2.00" in squeezed(text)


def test_a_long_county_table_gives_way_to_totals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody could read on a screen is left to the file, and the text says so."""
    monkeypatch.setattr(county_tables, "MOST_COUNTY_ROWS", 3)
    text = squeezed(printed(samples.verified(tmp_path)))
    assert "Totals resource now → plan change" in text
    assert "beds 175 → 195 +20" in text
    assert "Leading resources by county (now → plan)" in text
    assert "乙县 75 → 75" not in text
    assert "Every county with every resource takes 5 rows: --facilities, or counties.csv." in text
    assert "By county county resource" not in text
    full = squeezed(printed(samples.verified(made(tmp_path / "full")), facilities=True))
    assert "By county county resource now → plan change per 1000" in full
    assert "--facilities, or" not in full


def test_only_clauses_that_are_not_met_are_listed_where_there_are_several_counties(tmp_path: Path) -> None:
    """The others are counted, and the text says what lists them."""
    console, stream = samples.recorder()
    print_proposal(samples.proposal(samples.verified(tmp_path)), "en", console)
    assert "--clauses also lists those that are met or do not apply." in stream.getvalue()
    assert "P-1 " not in stream.getvalue()
    assert "--clauses" not in printed(samples.verified(made(tmp_path / "all")))


def test_facilities_are_listed_on_request_when_there_are_several_counties(tmp_path: Path) -> None:
    """One table per county, with the resources that change there; openings and closings are marked."""
    verified = samples.verified(tmp_path)
    assert "By facility" not in printed(verified)
    text = squeezed(printed(verified, facilities=True))
    assert "By facility: 甲县 facility beds" in text
    assert "Hospital of A 50 → 60" in text
    assert "A2 (opens) 0 → 10" in text
    assert "B2 (closes) 5 → 0" in text
    assert "乙县医院 40 → 45 10 → 12" in text
    assert "By facility: City No facility changes." in text


def test_a_candidate_that_stays_shut_is_listed_as_such(tmp_path: Path) -> None:
    """A facility that could have opened and does not is marked, whatever else happens in its county."""
    instance = samples.sample_region()
    write_plan(tmp_path, instance, plan(instance, {("A1", "beds"): 51}, A2=False))
    text = printed(verify(instance, samples.sample_policy(), tmp_path / "plan.csv"), facilities=True)
    assert "A2 (not opened) 0" in squeezed(text)
    assert "(closes)" not in text


def one_county(folder: Path, names: tuple[str, str], current: tuple[int, int]) -> VerifiedPlan:
    """A county with two hospitals, one of which gets ten beds."""
    instance = region(
        areas=[{"area": "A", "residents": 1000}],
        facilities=[{"facility": "F1", "name": names[0]}, {"facility": "F2", "name": names[1]}],
        stock={("F1", "beds"): current[0], ("F2", "beds"): current[1]},
    )
    return verified_of(folder, instance, {("F1", "beds"): current[0] + 10})


def verified_of(folder: Path, instance: Instance, changes: dict[tuple[str, str], int]) -> VerifiedPlan:
    """A plan of an instance, re-checked against a clause that it keeps."""
    write_plan(folder, instance, plan(instance, changes))
    return verify(instance, policy(clause(require="beds", at_least=1)), folder / "plan.csv")


def test_a_single_county_always_lists_its_facilities(tmp_path: Path) -> None:
    """Where there is one county its facilities are the answer; unchanged numbers stand alone."""
    text = squeezed(printed(one_county(tmp_path, ("东医院", "西医院"), (1000, 7))))
    assert "东医院 1,000 → 1,010 西医院 7" in text
    assert "Fewer than two counties" not in text


def test_facilities_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """A name that two facilities share is followed by the id."""
    text = printed(one_county(tmp_path, ("卫生院", "卫生院"), (5, 5)))
    assert "卫生院 (F1)" in text
    assert "卫生院 (F2)" in text


def test_clauses_show_requirement_attainment_and_result(tmp_path: Path) -> None:
    """A clause with few rows is told row by row, with the area where there are several."""
    text = printed(samples.verified(tmp_path), width=120)
    assert row_of(text, "P-1") == ["P-1", "binding", "cap", "≤", "200", "unit", "195", "met"]
    assert "P-2 anticipated 每千人口床位数 – 甲县 ≥ 75 unit 70 short by 5 unit" in squeezed(text)
    assert "P-2 anticipated 每千人口床位数 – County B ≥ 45 unit 45 met" in squeezed(text)
    assert row_of(text, "P-5") == ["P-5", "strive", "经费", "≤", "50,000", "CNY", "1,996", "CNY", "met"]
    assert "P-7 anticipated 老人 not applicable: no data: elderly" in squeezed(text)
    assert "2 met, 3 short, 0 broken, 2 not applicable." in text


def test_a_clause_with_many_rows_is_one_line(tmp_path: Path) -> None:
    """The rule stands below the name, and the count of unmet rows with its share for the result."""
    verified = samples.verified(tmp_path)
    text = printed(verified, width=140)
    share = verified.judgement.clause_shortfall["P-3"]
    assert share == Fraction(5, 60 + 10 + 40 + 5 + 80)
    table = text[text.index("\nClauses\n") : text.index("\nClauses not met\n")]
    assert table.count("P-3") == 1
    assert "= planned beds" in table
    assert "planned_beds" not in text
    assert "1 of 5 facilities not met (shortfall 2.56%)" in table


def test_a_binding_clause_with_many_rows_says_that_it_is_broken(tmp_path: Path) -> None:
    """The line says so in words, not by colour alone; where all rows hold it says in how many."""
    strict = samples.sample_policy(nature="binding")
    text = judged(samples.verified(tmp_path, clauses=strict), width=140)
    assert "broken, 1 of 5 facilities not met (shortfall 2.56%)" in text
    mild = samples.sample_policy(nature="binding", tolerance="0.2")
    assert "met in all 5 facilities" in judged(samples.verified(tmp_path, clauses=mild), width=140)


def test_a_clause_that_applies_to_none_of_many_areas_says_so(tmp_path: Path) -> None:
    """Rows without a base are no rows to be short of."""
    facilities = [{"facility": f"F{number}", "planned_beds": 0} for number in range(4)]
    instance = region(facilities=facilities, stock={(f"F{number}", "beds"): 1 for number in range(4)})
    write_plan(tmp_path, instance, plan(instance))
    clauses = policy(clause(id="Z", require="beds", exactly=1, per="1 planned_beds", level="facility"))
    text = judged(verify(instance, clauses, tmp_path / "plan.csv"), width=140)
    assert row_of(text, "Z ")[-2:] == ["not", "applicable"]
    assert "0 met, 0 short, 0 broken, 1 not applicable." in text


def test_too_much_and_too_little_are_different_words(tmp_path: Path) -> None:
    """A target that is overshot is not called short."""
    targets = policy(
        clause(id="T-1", require="beds", about=190, level="region"),
        clause(id="T-2", require="beds", about=200, level="region"),
    )
    text = printed(samples.verified(tmp_path, clauses=targets))
    assert row_of(text, "T-1")[-4:] == ["over", "by", "5", "unit"]
    assert row_of(text, "T-2")[-4:] == ["short", "by", "5", "unit"]


def test_only_unmet_clauses_when_asked(tmp_path: Path) -> None:
    """Without the full list, met and inapplicable clauses are counted but not shown."""
    text = printed(samples.verified(tmp_path), clauses=False)
    assert "P-1" not in text
    assert "P-7" not in text
    assert "P-2" in text
    assert "2 met, 3 short" in text


def test_goals_show_value_bound_and_gap(tmp_path: Path) -> None:
    """Money for cost, a percentage for fairness, and "not reached" instead of a number nobody has."""
    verified = samples.verified(tmp_path)
    console, stream = samples.recorder(100)
    proposal = samples.proposal(verified, {"cost": float(verified.judgement.goals["cost"]) / 2, "stability": None})
    print_proposal(proposal, "en", console)
    text = stream.getvalue()
    assert row_of(text, "annualised cost")[-1] == "50%"
    assert row_of(text, "concentration of change")[-2:] == ["not", "reached"]
    assert "%" in row_of(text, "shortfall of the worst-off area")[-3]


@pytest.mark.parametrize(
    ("goal", "zh", "en"),
    [
        ("anticipated+guiding", "预期性、指导性条款的缺口", "shortfall, anticipated, guiding"),
        ("cost", "年化费用", "annualised cost"),
    ],
)
def test_goals_have_names(goal: str, zh: str, en: str) -> None:
    """Joined natures are listed in words."""
    assert (goal_name(goal, "zh"), goal_name(goal, "en")) == (zh, en)


def test_equity_is_shown_on_request(tmp_path: Path) -> None:
    """Now and planned, to three places."""
    verified = samples.verified(tmp_path)
    assert "Gini" not in printed(verified)
    text = squeezed(printed(verified, equity=True))
    assert "0.099 → 0.016" in text
    assert "Agglomeration of resources less that of people" in text


def test_equity_of_one_county_is_not_a_number(tmp_path: Path) -> None:
    """Nothing can be uneven with nothing to compare."""
    text = printed(one_county(tmp_path, ("a", "b"), (1, 1)), equity=True)
    assert "Fewer than two counties: nothing to compare." in text


def test_many_warnings_are_cut_but_counted(tmp_path: Path) -> None:
    """The first twenty are printed, and how many more there are."""
    verified = samples.verified(tmp_path)
    noisy = replace(verified.instance, warnings=tuple(f"warning {number}" for number in range(25)))
    console, stream = samples.recorder()
    print_proposal(replace(samples.proposal(verified), instance=noisy), "en", console)
    assert "- warning 19" in stream.getvalue()
    assert "- warning 20" not in stream.getvalue()
    assert "more in summary.json" in stream.getvalue()


@pytest.mark.parametrize(
    ("lang", "verdict"),
    [
        ("zh", "已精确复核：1 项约束性要求和全部基础约束（现有存量、上下限、从属关系）均成立。"),
        ("en", "Re-checked exactly from the files: all 1 binding rows and hard facts hold."),
    ],
)
def test_the_last_line_says_what_holds(tmp_path: Path, lang: str, verdict: str) -> None:
    """Both languages end with the verdict of the re-check; quiet prints only the first line before it."""
    verified = samples.verified(tmp_path)
    assert squeezed(printed(verified, lang)).endswith(verdict)
    assert printed(verified, lang, quiet=True).splitlines()[1:] == [verdict]


def test_a_plan_that_is_not_proven_optimal_says_so(tmp_path: Path) -> None:
    """The title names the status and why the solve ended."""
    proposal = samples.proposal(samples.verified(tmp_path), status=Status.FEASIBLE)
    stopped = replace(proposal, outcome=replace(proposal.outcome, stop=Stop.TIME_LIMIT))
    console, stream = samples.recorder()
    print_proposal(stopped, "en", console)
    title = "test (sample), sample-policy: feasible, not proven optimal; time limit reached"
    assert squeezed(stream.getvalue()).startswith(title.replace("test", "sample"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_infeasible_run_names_clauses_and_areas(lang: str) -> None:
    """The rows that collide are sentences with units; the text does not blame them alone."""
    rows = (
        samples.conflict_row(),
        ConflictRow("P-2", "A", Fraction(75), Fraction(70)),
        ConflictRow("P-3", "B1", None, Fraction(3)),
    )
    console, stream = samples.recorder()
    print_proposal(samples.without_plan(Status.INFEASIBLE, Stop.INFEASIBLE, *rows), lang, console)
    text = squeezed(stream.getvalue())
    expected = {
        "en": [
            "These cannot be met together with the other binding clauses and the hard facts",
            "P-1 cap in whole region: requires ≤ 200 unit, not below 215 unit.",
            "P-2 每千人口床位数 in 甲县: requires ≥ 75 unit, reachable 70 unit.",
            "P-3 规划床位 in 乙县医院 (B1): requires = unknown, nearest 3 unit.",
            "they may not be the whole cause",
            "Infeasible:",
        ],
        "zh": [
            "不能与其他约束性条款及基础约束（现有存量、上下限、从属关系）同时满足",
            "全域 P-1 床位上限：要求 ≤ 200 unit，至少为 215 unit。",
            "甲县 P-2 每千人口床位数：要求 ≥ 75 unit，只能达到 70 unit。",
            "乙县医院 (B1) P-3 规划床位：要求 = 未知，最接近 3 unit。",
            "不一定是全部原因",
            "不可行：",
        ],
    }
    assert [phrase for phrase in expected[lang] if phrase not in text] == []
    assert max(cell_len(line) for line in stream.getvalue().splitlines()) <= 80


@pytest.mark.parametrize(
    ("lang", "sentences"),
    [
        (
            "en",
            [
                "B both ends in 甲县: requires 31–40 unit, nearest 28 unit.",
                "S share in whole region: requires ≥ 2 areas, reachable 1 area.",
                "M mean in whole region: requires ≤ 11 minutes, not below 12.5 minutes.",
                "E even in whole region: requires ≤ 1.5 times the lowest, not below 1.8 times.",
                "E even in whole region: requires ≤ 1.5 times the lowest, not below ∞.",
            ],
        ),
        (
            "zh",
            [
                "甲县 B both ends：要求 31–40 unit，最接近 28 unit。",
                "全域 S share：要求 ≥ 2 个地区，只能达到 1 个地区。",
                "全域 M mean：要求 ≤ 11 分钟，至少为 12.5 分钟。",
                "全域 E even：最高要求 ≤ 最低的 1.5 倍，至少为 1.8 倍。",
                "全域 E even：最高要求 ≤ 最低的 1.5 倍，至少为 ∞。",
            ],
        ),
    ],
)
def test_a_conflict_is_told_in_the_unit_of_its_row(lang: str, sentences: list[str]) -> None:
    """Both ends of a range, the areas of a share, and a mean as the upper limit it is."""
    keys = {"require": "beds", "at_least": 1, "nature": "binding"}
    clauses = [
        clause(id="B", name="both ends", require="beds", between=("3.01", "4"), per="1000 residents", nature="binding"),
        clause(id="S", name="share", share="0.9", **keys),
        clause(id="M", name="mean", mean=True, within="11 minutes", **keys),
        clause(id="E", name="even", require="beds", spread_at_most="1.5", per="1000 residents", nature="binding"),
    ]
    rows = [
        ConflictRow("B", "A", Fraction(31), Fraction(28)),
        ConflictRow("S", "region", Fraction(2), Fraction(1)),
        ConflictRow("M", "region", Fraction(11), Fraction("12.5")),
        ConflictRow("E", "region", Fraction("1.5"), Fraction("1.8")),
        ConflictRow("E", "region", Fraction("1.5"), None),
    ]
    assert conflict_sentences(samples.sample_region(), clauses, rows, lang) == sentences


def test_hard_facts_that_collide_blame_no_clause() -> None:
    """An infeasible run without a conflict row is about the files."""
    console, stream = samples.recorder()
    print_proposal(samples.without_plan(Status.INFEASIBLE, Stop.INFEASIBLE), "en", console)
    assert "No clause is to blame" in stream.getvalue()


def test_a_run_without_a_plan_says_why() -> None:
    """A time limit is not infeasibility."""
    console, stream = samples.recorder()
    print_proposal(samples.without_plan(Status.NO_PLAN, Stop.TIME_LIMIT), "en", console)
    assert stream.getvalue().endswith("No plan was found: time limit reached.\n")
    assert "nfeasible" not in stream.getvalue()


def test_a_broken_plan_is_told_clause_by_clause(tmp_path: Path) -> None:
    """A re-check lists what is broken and ends with the counts."""
    strict = policy(clause(id="X", name="上限", require="beds", at_most=190, level="region", nature="binding"))
    verified = samples.verified(tmp_path, clauses=strict)
    text = judged(verified)
    assert text.startswith("sample (sample), test-policy: broken\n")
    assert "broken, over by 5" in squeezed(text)
    assert squeezed(text).endswith(
        "The exact re-check fails. Binding rows broken: 1; hard facts broken: 0. Clauses: X."
    )
    assert judged(verified, quiet=True).count("\n") <= 3


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("key", ["min", "max", "open", "part_of", "group", "keep"])
def test_every_kind_of_hard_fact_has_a_sentence(tmp_path: Path, lang: str, key: str) -> None:
    """The sentence names the place with its id and both numbers."""
    verified = samples.verified(tmp_path)
    resource = "beds + doctors" if key == "group" else "beds"
    breach = Breach("A" if key == "keep" else "A1", resource, key, 1200, 1100)
    object.__setattr__(verified, "judgement", replace(verified.judgement, breaches=(breach,)))
    text = squeezed(judged(verified, lang))
    assert f"({breach.facility})" in text
    assert "1,100" in text
    assert ("1,200" in text) == (key != "open")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_check_counts_and_names_what_does_not_apply(lang: str) -> None:
    """Counts of areas, facilities and clauses, resources by name, and each clause that has no rows with its reason."""
    console, stream = samples.recorder()
    print_check(samples.sample_region(), samples.sample_policy(), lang, console)
    text = squeezed(stream.getvalue())
    expected = {
        "en": ["1 city, 2 county, 2 township", "3 open, 1 closable, 1 candidate", "P-7: no data: elderly", "7 stock"],
        "zh": ["1 市、2 县（市、区）、2 乡镇（街道）", "3 开放、1 可关闭、1 候选", "P-7: 缺少数据 elderly", "7 行存量"],
    }
    assert [phrase for phrase in expected[lang] if phrase not in text] == []


def test_the_catalogue_lists_what_is_shipped() -> None:
    """Names, titles and sizes of instances and policies."""
    shipped = {
        "instances": [{"name": "shulan", "title": "舒兰市", "title_en": "Shulan", "policy": "shulan-145"}],
        "policies": [{"name": "shulan-145", "title": "《规划》", "clauses": 28}],
    }
    for lang, title in (("zh", "舒兰市"), ("en", "Shulan")):
        console, stream = samples.recorder()
        print_catalogue(shipped, lang, console)
        assert row_of(stream.getvalue(), "shulan ") == ["shulan", title, "shulan-145"]
        assert row_of(stream.getvalue(), "shulan-145") == ["shulan-145", "《规划》", "28"]


def test_no_color_is_honoured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal results are coloured, unless NO_COLOR is set."""
    verified = samples.verified(tmp_path)
    for setting, coloured in ((None, True), ("1", False)):
        monkeypatch.delenv("NO_COLOR", raising=False)
        if setting:
            monkeypatch.setenv("NO_COLOR", setting)
        console, stream = samples.recorder(80, force_terminal=True, color_system="standard")
        print_judgement(verified, "en", console)
        assert ("\x1b[32m" in stream.getvalue()) is coloured


def test_very_many_broken_facts_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first are told one by one, the others by their number and where they stand."""
    monkeypatch.setattr(terminal, "MOST_BREACHES", 2)
    verified = samples.verified(tmp_path)
    breaches = tuple(Breach(name, "beds", "max", 1, 7654321) for name in ("A1", "A2", "B1", "B2"))
    object.__setattr__(verified, "judgement", replace(verified.judgement, breaches=breaches))
    text = squeezed(judged(verified, "en"))
    assert text.count("7,654,321") == 2
    assert "… and 2 more: --json has them all." in text
