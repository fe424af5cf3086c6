"""From the name of a policy to its clauses and goals, resolved against one instance, or to every problem in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from models.clause import (
    BINDING,
    COST,
    DEFAULT_GOALS,
    FAIRNESS,
    NATURES,
    REFERENCE,
    SOFT_NATURES,
    STABILITY,
    Clause,
    Policy,
    natures_of,
)
from models.grammar import GrammarError, parse_number
from models.instance import LEVELS, Instance
from optimizer.problems import InputError, Problem, did_you_mean
from optimizer.reading.clause_together import check_partners
from optimizer.reading.overrides import Overrides, apply
from optimizer.reading.policy_file import Header, Known, RawPolicy, find_policies, read_files, show
from optimizer.reading.resolve import Resolver
from optimizer.reading.shipped import shipped_policies
from optimizer.reading.workbook.instance import workbook_policies
from optimizer.reading.workbook.sheets import is_workbook
from optimizer.reading.workbook.tables import Places

_SINGLE_GOALS = (FAIRNESS, COST, STABILITY)
_GOAL_WORDS = (*SOFT_NATURES, *_SINGLE_GOALS)
_NO_OVERRIDES = Overrides()


def read_policy(
    name_or_path: str,
    instance: Instance,
    folder: Path | None = None,
    overrides: Overrides = _NO_OVERRIDES,
    allow_path: bool = False,
) -> Policy:
    """The policy of that name, for this instance, with the overrides applied.

    ``folder`` is the instance's own, or its workbook, whose policies win over the shipped ones. A path is accepted only
    with ``allow_path``. InputError carries every problem of all files involved, or if those are sound, every problem of
    the overrides, the goals and the clauses.
    """
    known, places = known_policies(folder)
    try:
        return resolve_policy(read_files(name_or_path, known, allow_path), instance, overrides)
    except InputError as error:
        raise places.located(error) from None


def known_policies(place: Path | None) -> tuple[Known, Places]:
    """Every policy that an instance can name, and what turns problems of a workbook's own into cells.

    ``place`` is the folder or workbook of the instance; its own policies win over the shipped.
    """
    if place is not None and is_workbook(place):
        own, places = workbook_policies(place)
        return {**shipped_policies(), **own}, places
    return {**shipped_policies(), **find_policies(place)}, Places("")


def resolve_policy(raw: RawPolicy, instance: Instance, overrides: Overrides = _NO_OVERRIDES) -> Policy:
    """A policy as written, wherever it was read from, turned into one of this instance; InputError as above."""
    changed, faults = apply(raw, overrides)
    problems: list[Problem] = list(faults)
    warnings: list[str] = []
    clauses: list[Clause] = []
    resolver = Resolver(instance)
    for raw_clause in changed.clauses.values():
        clause, clause_problems, clause_warnings = resolver.resolve(raw_clause)
        problems += clause_problems
        warnings += clause_warnings
        clauses += [clause] if clause else []
    problems += check_partners({clause.id: clause for clause in clauses}, changed.clauses)
    goals = _goals(raw.headers.get("goals"), problems.append)
    fairness_in = _fairness_in(raw.headers.get("fairness_in"), problems.append)
    hold_within = _hold_within(raw.headers.get("hold_within"), goals, problems.append)
    if problems:
        raise InputError(problems)
    title = str(raw.headers["title"].value)
    warnings += _unranked(clauses, goals)
    return Policy(raw.name, title, tuple(clauses), goals, fairness_in, hold_within, dict(raw.inputs), tuple(warnings))


def _tidy(goal: str) -> str:
    return "+".join(part.strip() for part in goal.split("+"))


def _goals(header: Header | None, complain: Callable[[Problem], None]) -> tuple[str, ...]:
    """The goals in their order. Codes: ``bad-type``, ``unknown-goal``, ``duplicate-goal``."""
    if header is None:
        return DEFAULT_GOALS
    names = header.value if isinstance(header.value, list) else []
    if not names or not all(isinstance(name, str) for name in names):
        expected = 'a list of goals, like ["principle", "anticipated+guiding", "cost"]'
        complain(Problem("bad-type", header.file, show(header.value), expected, header.row, "goals"))
        return DEFAULT_GOALS
    goals = tuple(_tidy(name) for name in names)
    seen: set[str] = set()
    for goal in goals:
        for word in goal.split("+"):
            if problem := _word_problem(word, goal, seen, header):
                complain(problem)
            seen.add(word)
    return goals


def _word_problem(word: str, goal: str, seen: Iterable[str], header: Header) -> Problem | None:
    place = (header.row, "goals")
    if word in (BINDING, REFERENCE):
        expected = f"one of {', '.join(_GOAL_WORDS)}"
        why = "binding clauses hold before any goal" if word == BINDING else "reference clauses are only printed"
        return Problem("unknown-goal", header.file, f'"{word}"', expected, *place, hint=why)
    if word not in _GOAL_WORDS:
        expected = f"one of {', '.join(_GOAL_WORDS)}"
        hint = did_you_mean(word, _GOAL_WORDS)
        return Problem("unknown-goal", header.file, f'"{word}"', expected, *place, hint=hint)
    if word in _SINGLE_GOALS and goal != word:
        return Problem("unknown-goal", header.file, f'"{goal}"', f"{word} alone; only natures are joined by +", *place)
    if word in seen:
        return Problem("duplicate-goal", header.file, f'"{word}" again', "every nature and goal once", *place)
    return None


def _fairness_in(header: Header | None, complain: Callable[[Problem], None]) -> str:
    if header is None:
        return "county"
    if isinstance(header.value, str) and header.value in LEVELS:
        return header.value
    hint = did_you_mean(str(header.value), LEVELS)
    expected = f"one of {', '.join(LEVELS)}"
    complain(Problem("unknown-level", header.file, show(header.value), expected, header.row, "fairness_in", hint=hint))
    return "county"


def _hold_within(
    header: Header | None, goals: tuple[str, ...], complain: Callable[[Problem], None]
) -> dict[str, Fraction]:
    """How far each goal may give way, as a fraction of its value. Codes: ``bad-type``, ``unknown-goal``, ``bad-number``
    and ``out-of-range``."""
    if header is None:
        return {}
    if not isinstance(header.value, dict):
        expected = "a table of goals, like { cost = 0.01 }"
        complain(Problem("bad-type", header.file, show(header.value), expected, header.row, "hold_within"))
        return {}
    slack: dict[str, Fraction] = {}
    for name, value in header.value.items():
        goal = _tidy(name)
        if goal not in goals:
            hint, expected = did_you_mean(goal, goals), f"one of the goals {', '.join(goals)}"
            complain(Problem("unknown-goal", header.file, f'"{name}"', expected, header.row, "hold_within", hint=hint))
        else:
            slack[goal] = _slack(name, value, header, complain)
    return slack


def _slack(goal: str, value: object, header: Header, complain: Callable[[Problem], None]) -> Fraction:
    found = f"{goal} = {show(value)}"
    number = _number(value)
    if number is None:
        complain(Problem("bad-number", header.file, found, "a number like 0.01", header.row, "hold_within"))
    elif number < 0:
        complain(Problem("out-of-range", header.file, found, "a number not below zero", header.row, "hold_within"))
    return number or Fraction(0)


def _number(value: object) -> Fraction | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return None
    try:
        return parse_number(value) if isinstance(value, str) else Fraction(value)
    except (GrammarError, ValueError, OverflowError):
        return None


def _unranked(clauses: Iterable[Clause], goals: Iterable[str]) -> list[str]:
    """One warning per soft nature that clauses have and no goal counts."""
    ranked = frozenset().union(*(natures_of(goal) for goal in goals))
    used: dict[str, list[str]] = {}
    for clause in clauses:
        used.setdefault(clause.nature, []).append(clause.id)
    return [
        f"no goal counts the nature {nature}: {', '.join(used[nature])} will be printed but not pursued"
        for nature in NATURES
        if nature in used and nature in SOFT_NATURES and nature not in ranked
    ]
