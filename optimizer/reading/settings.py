"""What ``instance.toml``, or the sheet ``instance``, says about an instance as a whole, and whether in known words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from optimizer.problems import InputError, Problem, did_you_mean
from optimizer.reading.text import clean, decode, key_row, parse_toml

DEFAULT_CURRENCY = "CNY"
DEFAULT_ANNUALISE_YEARS = Fraction(10)
_LAST_YEAR = 9999


@dataclass(frozen=True)
class Settings:
    """The facts of an instance that are not rows of a table; ``annualise_years`` spread capital cost over years."""

    title: str
    policy: str
    title_en: str | None
    base_year: int | None
    target_year: int | None
    currency: str
    annualise_years: Fraction
    sources: Mapping[str, str]


def read_settings(data: bytes, file: str) -> Settings:
    """The settings in the bytes of an ``instance.toml``; InputError with every key that is missing, unknown or wrong.

    Problem codes: ``missing-key``, ``unknown-key``, ``bad-value``, and those of the text and the TOML itself.
    """
    text = decode(data, file)
    return settings_of(parse_toml(text, file), file, lambda key: key_row(text, key))


def settings_of(values: Mapping[str, Any], file: str, row_of: Callable[[str], int | None]) -> Settings:
    """The settings that these keys and values make, wherever they were read; ``row_of`` says in which row a key stands.

    InputError as above.
    """
    problems = list(_problems(values, row_of, file))
    if problems:
        raise InputError(problems)
    return Settings(
        title=clean(values["title"]),
        policy=clean(values["policy"]),
        title_en=clean(values.get("title_en", "")) or None,
        base_year=values.get("base_year"),
        target_year=values.get("target_year"),
        currency=clean(values.get("currency", DEFAULT_CURRENCY)),
        annualise_years=Fraction(values.get("annualise_years", DEFAULT_ANNUALISE_YEARS)),
        sources=dict(
            sorted((clean(what), clean(text)) for what, text in _flat(values.get("sources", {})) if clean(text))
        ),
    )


def _problems(values: Mapping[str, Any], row_of: Callable[[str], int | None], file: str) -> Iterator[Problem]:
    for key in _REQUIRED:
        if key not in values:
            yield Problem("missing-key", file, f"no {key}", f"{key} = {_EXPECTED[key][1]}", column=key)
    for key, value in values.items():
        row = row_of(key)
        if key not in _EXPECTED:
            hint = did_you_mean(key, _EXPECTED)
            yield Problem("unknown-key", file, f"the key {key}", f"one of {', '.join(_EXPECTED)}", row, key, hint=hint)
        elif not _EXPECTED[key][0](value):
            yield Problem("bad-value", file, _shown(key, value), _EXPECTED[key][1], row, key)


def _shown(key: str, value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}.{name} = {inner}" for name, inner in _flat(value) if not isinstance(inner, str))
    return f'"{value}"' if isinstance(value, str) else str(value)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(clean(value))


def _is_name(value: object) -> bool:
    return isinstance(value, str) and _is_text(value) and not set(value) & set("/\\") and not value.startswith(".")


def _is_year(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _LAST_YEAR


def _is_positive(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool) and value > 0


def _is_free_text(value: object) -> bool:
    if not isinstance(value, dict) or not all(isinstance(text, str) for _, text in _flat(value)):
        return False
    names = [clean(what) for what, text in _flat(value) if clean(text)]
    return all(names) and len(set(names)) == len(names)


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


YEAR_KEYS = ("base_year", "target_year")
NUMBER_KEYS = (*YEAR_KEYS, "annualise_years")
_REQUIRED = ("title", "policy")
_EXPECTED: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "title": (_is_text, "a text in quotes, not empty"),
    "policy": (_is_name, "the name of a policy in quotes, not a path"),
    "title_en": (lambda value: isinstance(value, str), "a text in quotes"),
    "base_year": (_is_year, "a year, for example 2020"),
    "target_year": (_is_year, "a year, for example 2025"),
    "currency": (_is_text, "a currency in quotes, for example CNY"),
    "annualise_years": (_is_positive, "a number of years above 0"),
    "sources": (_is_free_text, "a table [sources] of texts in quotes, each under a name of its own"),
}
SETTINGS_KEYS = tuple(_EXPECTED)
