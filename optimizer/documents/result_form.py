"""Whether the JSON files of a result folder have the form in which a solve leaves them, before anything is told.

A file that somebody else wrote or changed is refused by the key that is wrong, never printed and never a fault of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from optimizer.problems import InputError, Problem
from optimizer.reporting.files import SUMMARY_FILE, TIMING_FILE
from optimizer.reporting.summary import SMALLEST
from optimizer.solving.outcome import Status, Stop

_LARGEST = 10**30
"""No number of a result is that large."""

_ROUNDED = 1e-9
"""How far a gap may be from what value and bound give, since all three are written with twelve digits."""

_TEXTS = ("sets", "drops", "keep", "never")
"""Options that are lists of texts."""


def require_summary(summary: Mapping[str, Any]) -> None:
    """Raise InputError ``not-a-result`` unless ``summary.json`` can be one of ours, plan or no plan."""
    for key, (fits, expected) in _SUMMARY.items():
        if key not in summary:
            raise refused(SUMMARY_FILE, f"no {key}", "the summary of a solve")
        if not fits(summary[key]):
            raise refused(SUMMARY_FILE, f"a {key} that is none", expected)


def require_timing(timing: Mapping[str, Any]) -> None:
    """Raise InputError ``not-a-result`` unless ``timing.json`` says in texts where the inputs were read from."""
    if not _is_origin(timing.get("read_from", {})):
        raise refused(TIMING_FILE, "a read_from that is none", "texts: where the inputs were read from")


def require_goals(goals: Sequence[Mapping[str, Any]], known: Sequence[str]) -> None:
    """Raise InputError ``not-a-result`` unless the goals are the first of the ``known`` ones, in their order, each with
    the gap that its value and its bound have."""
    named = [goal["goal"] for goal in goals]
    if not named or named != list(known[: len(named)]):
        raise refused(SUMMARY_FILE, f"the goals {', '.join(named) or '(none)'}", f"the goals {', '.join(known)}")
    for goal in goals:
        if not _agrees(goal):
            raise refused(SUMMARY_FILE, f"a bound and a gap of {goal['goal']} that do not fit", "those of the solve")


def refused(file: str, found: str, expected: str) -> InputError:
    """The error of a folder that is no result, or no longer the one that a solve left."""
    return InputError([Problem("not-a-result", file, found, expected)])


def _agrees(goal: Mapping[str, Any]) -> bool:
    value, bound, gap = goal["value"], goal["bound"], goal["gap"]
    if value is None or bound is None or gap is None:
        return bound is None and gap is None
    return bool(bound <= value and abs(gap - (value - bound) / max(value, SMALLEST)) <= _ROUNDED)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < _LARGEST


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_place(value: object) -> bool:
    """A name or a path; no system takes one with a zero byte."""
    return isinstance(value, str) and "\0" not in value


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_table_of_texts(value: object) -> bool:
    return isinstance(value, dict) and all(map(_is_text, value.values()))


def _is_origin(value: object) -> bool:
    return isinstance(value, dict) and all(text is None or _is_place(text) for text in value.values())


def _are_goals(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_goal, value))


def _is_goal(value: object) -> bool:
    return (
        isinstance(value, dict)
        and _is_text(value.get("goal"))
        and all(key in value and (value[key] is None or _is_number(value[key])) for key in ("value", "bound", "gap"))
    )


def _are_options(value: object) -> bool:
    if not isinstance(value, dict) or not all(_are_texts(value.get(key, [])) for key in _TEXTS):
        return False
    others = [option for key, option in value.items() if key not in _TEXTS]
    return _is_number(value.get("gap", 0)) and all(
        option is None or isinstance(option, str | int | float) for option in others
    )


def _is_anything(_: object) -> bool:
    return True


_STATUSES = [each.value for each in Status]
_STOPS = [each.value for each in Stop]
_SUMMARY: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "status": (lambda value: value in _STATUSES, f"one of {', '.join(_STATUSES)}"),
    "stop_reason": (lambda value: value in _STOPS, f"one of {', '.join(_STOPS)}"),
    "instance": (_is_place, "the name of the instance"),
    "policy": (_is_place, "the name of the policy"),
    "goals": (_are_goals, "a list of goals, each with value, bound and gap"),
    "totals": (_is_anything, ""),
    "cost": (_is_anything, ""),
    "plan": (_is_anything, ""),
    "versions": (_is_table_of_texts, "the versions of programs as texts"),
    "options": (_are_options, "the options of a solve"),
    "inputs": (_is_table_of_texts, "the digest of every input file"),
    "warnings": (_are_texts, "a list of texts"),
}
"""Key → whether its value has the form of ours, and what that is. Totals, cost and plan are compared later."""
