"""Notes of the re-check and warnings about the input, both written in English, said in the language of a report."""

from __future__ import annotations

import re
from collections.abc import Mapping

from optimizer.reporting.words import say

INSTEAD = "note_instead"
"""The one form that is too terse to be read in English either."""

_AREAS = r"(?P<count>\d+) areas?"
_FORMS: Mapping[str, re.Pattern[str]] = {
    key: re.compile(pattern)
    for key, pattern in {
        "note_no_data": r"no data: (?P<names>.+)",
        "note_no_facility": r"no facility passes its filters",
        "note_no_area": r"no area of level (?P<levels>[a-z ]+?)(?: passes its filter)?",
        "note_no_coordinates": r"no coordinates",
        "note_nothing_there": r"no facility and no base",
        "note_zero_base": r"base is zero",
        "note_no_weight": r"no people",
        INSTEAD: r"or (?P<clause>\S+)",
        "note_of_areas": r"(?P<kept>\d+) of (?P<count>\d+) areas?",
        "note_left_out": rf"{_AREAS} left out: (?P<reason>.+)",
        "note_out_of_reach": rf"{_AREAS} out of reach",
        "note_in_part": rf"{_AREAS} not served in full",
    }.items()
}


_WARNINGS: Mapping[str, re.Pattern[str]] = {
    key: re.compile(pattern)
    for key, pattern in {
        "warn_no_cell": r"clause (?P<clause>\S+): (?P<count>\d+) (?P<things>areas?|facility|facilities) ha(?:s|ve) no "
        r"`(?P<column>[^`]+)`; (?:it does|they do) not pass `(?P<condition>[^`]+)`(?: of (?P<filter>\w+))?",
        "warn_unreachable": r"clause (?P<clause>\S+): out of reach for want of coordinates: (?P<names>.+)",
        "warn_no_price": r"resource (?P<resource>\S+) has no (?P<column>\S+) in (?P<count>\d+) stock rows: "
        r"it counts as nothing there",
        "warn_no_open_cost": r"candidate facility (?P<facility>.+) has no open_cost: opening it counts as free",
        "warn_not_pursued": r"no goal counts the nature (?P<nature>\w+): (?P<names>.+) will be printed but not pursued",
    }.items()
}
"""The warnings that a reader of a finished plan meets most; others stay in English, as they name files and rows."""


def warning_text(warning: str, lang: str) -> str:
    """A warning in a language; what is no known form stays as it is."""
    for key, form in _WARNINGS.items():
        found = form.fullmatch(warning) if lang != "en" else None
        if found:
            told = {name: text or "where" for name, text in found.groupdict().items()}
            return say(key, lang, **{name: _value(name, text, lang) for name, text in told.items()})
    return warning


def note_text(note: str, lang: str) -> str:
    """A note in a language; what is no known form (ids with their rates) stays as it is."""
    return say("semicolon", lang).join(_part(part, lang) for part in note.split("; "))


def _part(part: str, lang: str) -> str:
    for key, form in _FORMS.items():
        if lang == "en" and key != INSTEAD:
            continue
        found = form.fullmatch(part)
        if found:
            return say(key, lang, **{name: _value(name, text, lang) for name, text in found.groupdict().items()})
    return part


def _value(name: str, text: str, lang: str) -> str:
    if name == "reason":
        return _part(text, lang)
    if name == "levels":
        return say("or_listed", lang).join(say(level, lang) for level in text.split(" or "))
    if name == "things":
        keys = ("unit_areas",) if text.startswith("area") else ("unit_facilities", "measure_facilities")
        return "".join(say(key, lang) for key in keys)
    if name == "nature":
        return say(text, lang)
    return say("listed", lang).join(text.split(", ")) if name == "names" else text
