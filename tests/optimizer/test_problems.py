"""What a problem suggests."""

from __future__ import annotations

import pytest

from models.clause import NATURES
from models.instance import LEVELS
from optimizer.problems import LONGEST_FOUND, Problem, did_you_mean, one_line


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("约束性", NATURES, 'did you mean "binding"?'),
        ("县", LEVELS, 'did you mean "county"?'),
        ("anticipate", NATURES, 'did you mean "anticipated"?'),
        ("县", NATURES, None),
        ("xyz", LEVELS, None),
    ],
)
def test_the_word_that_was_meant_is_suggested(word: str, known: tuple[str, ...], hint: str | None) -> None:
    """A Chinese word suggests what it stands for where that is known, any other the nearest one, and else nothing."""
    assert did_you_mean(word, known) == hint


@pytest.mark.parametrize("sign", ["\x1b[31m", "\x1b]0;t\x07", "\r", "\n", "\x00", "\x9b2J", "\u202e", "\u2028"])
def test_a_problem_steers_no_terminal(sign: str) -> None:
    """Signs that are not seen, those that end a line or turn it round too, are told by their numbers."""
    told = str(Problem("bad-id", f"a{sign}.csv", f'"H{sign}B"', "an id", column=sign, hint=sign))
    assert told.isprintable()
    assert f"H\\u{ord(sign[0]):04x}" in told


def test_chinese_and_spaces_of_any_width_stay_as_they_are() -> None:
    """Only what is not seen is told by its number."""
    assert one_line("舒兰市　人民医院 – 4.3\u00a0张") == "舒兰市　人民医院 – 4.3\u00a0张"


def test_a_problem_does_not_repeat_a_novel() -> None:
    """What was found is cut where it is longer than anybody reads; the code still ends the line."""
    told = str(Problem("bad-number", "a.csv", "9" * 30_000, "a number"))
    assert told.count("9") == LONGEST_FOUND
    assert told.endswith("…; expected a number [bad-number]")
