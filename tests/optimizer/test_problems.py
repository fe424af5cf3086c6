"""What a problem suggests."""

from __future__ import annotations

import pytest

from models.clause import NATURES
from models.instance import LEVELS
from optimizer.problems import did_you_mean


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
