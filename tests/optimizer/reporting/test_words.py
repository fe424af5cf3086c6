"""The catalogue of words, and which name is printed."""

from __future__ import annotations

import locale
from string import Formatter

import pytest

from models.clause import NATURES
from models.instance import LEVELS, STATUSES
from optimizer.reporting.naming import resource_name
from optimizer.reporting.words import CATALOGUES, LANGUAGES, WORDS, default_language, name_of, say
from optimizer.solving.outcome import Status, Stop
from tests.optimizer.reporting import samples


def fields(text: str) -> set[str | None]:
    """The names in braces."""
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}


@pytest.mark.parametrize("key", WORDS)
def test_every_word_has_both_languages(key: str) -> None:
    """Both are there, not empty, and fill in the same values."""
    assert set(WORDS[key]) == set(LANGUAGES)
    assert all(WORDS[key].values())
    assert fields(WORDS[key]["zh"]) == fields(WORDS[key]["en"])


def test_no_word_is_written_twice() -> None:
    """A key stands in the catalogue once."""
    keys = [phrase[0] for module in CATALOGUES for phrase in module.PHRASES]
    assert sorted(keys) == sorted(WORDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_can_be_printed_on_a_chinese_console(language: str) -> None:
    """Every character exists in GBK."""
    for words in WORDS.values():
        words[language].encode("gbk")


@pytest.mark.parametrize("key", [*NATURES, *LEVELS, *STATUSES, *(each.value for each in (*Status, *Stop))])
def test_every_term_of_the_model_has_a_word(key: str) -> None:
    """Natures, levels, standings, statuses and reasons to stop can all be said."""
    assert key in WORDS


def test_values_are_not_read_as_templates() -> None:
    """Braces in a name stay braces."""
    assert say("in_area", "en", name="{area}", area="{0.__class__}") == "{area} – {0.__class__}"


def test_an_unknown_word_is_an_error() -> None:
    """A missing word never prints as nothing."""
    with pytest.raises(KeyError):
        say("no such word", "en")


def test_the_english_name_falls_back_to_the_only_one() -> None:
    """A thing without an English name keeps its Chinese one."""
    areas = samples.sample_region().areas
    assert [name_of(areas[area], "en") for area in ("A", "B")] == ["甲县", "County B"]
    assert [name_of(areas[area], "zh") for area in ("A", "B")] == ["甲县", "乙县"]


def test_a_standard_resource_borrows_the_vocabulary_name() -> None:
    """A resource without an English name of its own has the standard one, if there is one."""
    instance = samples.sample_region()
    assert resource_name(instance, "doctors", "en") == "医师"
    object.__setattr__(instance.vocabulary, "names", {"resource": {"doctors": ("医师", "doctors")}})
    assert [resource_name(instance, "doctors", lang) for lang in LANGUAGES] == ["医师", "doctors"]


@pytest.mark.parametrize(
    ("settings", "system", "expected"),
    [
        ({"LANG": "zh_CN.UTF-8"}, None, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "zh_CN", "en"),
        ({"LC_ALL": "", "LANG": "en_US.UTF-8"}, None, "en"),
        ({}, "Chinese (Simplified)_China", "zh"),
        ({}, None, "en"),
    ],
)
def test_the_language_comes_from_the_locale(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], system: str | None, expected: str
) -> None:
    """The environment decides, and without it the system."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    for variable, setting in settings.items():
        monkeypatch.setenv(variable, setting)
    monkeypatch.setattr(locale, "getlocale", lambda: (system, None))
    assert default_language() == expected
