"""The notes of the re-check, which it writes in English into ``clauses.csv``, said in the language of a report."""

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
    return say("listed", lang).join(text.split(", ")) if name == "names" else text
