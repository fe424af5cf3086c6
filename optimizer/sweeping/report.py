"""How a sweep ended, as a JSON document and on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from rich.console import Console

from optimizer.reporting.layout import Column, print_line, print_wide_table
from optimizer.reporting.numbers import money, percent
from optimizer.reporting.words import say
from optimizer.sweeping.folder import RUNS_FILE
from optimizer.sweeping.kept import WITH_A_PLAN
from optimizer.sweeping.sweep import Swept
from optimizer.sweeping.table import FAILED, NOT_RUN, TOLD, Ended, labels

MOST_ROWS, MOST_FAULTS = 60, 20
VARYING = ("instance", "policy", "variant", "budget", "seed")


def sweep_document(swept: Swept) -> dict[str, Any]:
    """What ``allocare sweep --json`` prints: every run with what its summary says, null where there is no result."""
    return {
        "folder": str(swept.folder),
        "runs": [_document(one) for one in swept.ended],
        "failed": swept.count(FAILED),
        "not_run": swept.count(NOT_RUN),
        "found": len(swept.found),
        "interrupted": swept.interrupted,
        "time_limit_reached": swept.late,
    }


def _document(one: Ended) -> dict[str, Any]:
    summary = one.summary or {}
    return {
        **labels(one.run),
        **{key: summary.get(key) for key in TOLD},
        "status": one.status,
        "fault": one.fault or None,
    }


def print_sweep(swept: Swept, file: str, lang: str, console: Console, *, quiet: bool = False) -> None:
    """The runs as a table under what tells them apart, what went wrong, and where everything stands."""
    if not quiet:
        print_line(console, say("sweep_title", lang, file=file, runs=len(swept.ended)), "bold")
        _print_runs(swept, lang, console)
        console.print()
    _print_faults(swept, lang, console)
    failed, left, runs = swept.count(FAILED), swept.count(NOT_RUN), len(swept.ended)
    found = sum(one.run.digest in swept.found for one in swept.ended)
    path = swept.folder / RUNS_FILE
    counts = {"done": runs - failed - left, "found": found, "failed": failed, "left": left}
    print_line(console, say("sweep_end", lang, runs=runs, file=path, **counts))
    for happened, key in ((swept.interrupted, "sweep_interrupted"), (swept.late, "sweep_late")):
        if happened:
            print_line(console, say(key, lang), "bold red")
    if not swept.is_complete:
        print_line(console, say("sweep_again", lang))


def _print_runs(swept: Swept, lang: str, console: Console) -> None:
    shown = swept.ended[:MOST_ROWS]
    names = _telling_apart(swept.ended)
    columns = [Column(say(f"sweep_{name}", lang)) for name in names]
    columns += [Column(say("status", lang))]
    columns += [Column(say(f"sweep_{key}", lang), right=True) for key in ("capital", "annual", "gap", "short")]
    rows = [
        [str(number), *_apart(one, names, lang), _status(one, lang), *_numbers(one, lang)]
        for number, one in enumerate(shown, 1)
    ]
    print_wide_table(console, Column(say("sweep_run", lang), right=True), columns, rows)
    if len(shown) < len(swept.ended):
        path = swept.folder / RUNS_FILE
        print_line(console, say("sweep_more", lang, shown=len(shown), runs=len(swept.ended), file=path))


def _print_faults(swept: Swept, lang: str, console: Console) -> None:
    """What went wrong, each under the number and the name of its run."""
    names = _telling_apart(swept.ended)
    wrong = [(number, one) for number, one in enumerate(swept.ended, 1) if one.fault]
    for number, one in wrong[:MOST_FAULTS]:
        name = say("listed", lang).join(text for text in _apart(one, names, lang) if text)
        print_line(console, f"- {say('sweep_fault', lang, run=number, name=name, fault=one.fault)}", "yellow")
    if len(wrong) > MOST_FAULTS:
        more, path = len(wrong) - MOST_FAULTS, swept.folder / RUNS_FILE
        print_line(console, say("sweep_more_faults", lang, count=more, file=path), "yellow")


def _telling_apart(ended: Sequence[Ended]) -> list[str]:
    """The labels in which the runs differ, the instance always."""
    every = [labels(one.run) for one in ended]
    return [name for name in VARYING if name == "instance" or len({one[name] for one in every}) > 1]


def _apart(one: Ended, names: Sequence[str], lang: str) -> list[str]:
    """The labels of a run as texts."""
    values: Mapping[str, Any] = labels(one.run)
    texts = {name: str(values[name]) for name in names}
    if "budget" in texts:
        budget = one.run.combination.budget
        none = budget is None
        texts["budget"] = say("sweep_no_budget", lang) if none else money(Fraction(budget or 0), one.run.currency, lang)
    return list(texts.values())


def _status(one: Ended, lang: str) -> str:
    if one.status in (FAILED, NOT_RUN):
        return say(f"sweep_{one.status}", lang)
    status = say(one.status, lang)
    verified = one.status not in WITH_A_PLAN or (one.summary or {}).get("verified")
    return status if verified else say("sweep_unverified", lang, status=status)


def _numbers(one: Ended, lang: str) -> list[str]:
    """Capital and annual cost, the largest gap of a goal, and how many clauses are short; empty where not known."""
    summary = one.summary or {}
    cost = summary.get("cost") or {}
    amounts = [_money(cost.get(key), one, lang) for key in ("capital", "annual")]
    gaps = [goal["gap"] for goal in summary.get("goals") or ()]
    known = [gap for gap in gaps if gap is not None]
    largest = percent(_exact(max(known))) if known and len(known) == len(gaps) else ""
    short = (summary.get("clauses") or {}).get("short")
    return [*amounts, largest, "" if short is None else str(short)]


def _money(amount: Any, one: Ended, lang: str) -> str:
    return "" if amount is None else money(_exact(amount), one.run.currency, lang)


def _exact(number: float) -> Fraction:
    return Fraction(Decimal(repr(number)))
