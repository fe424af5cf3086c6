"""The options that several commands share, each said once."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def together(*parts: Callable[[Any], Any]) -> Callable[[Command], Command]:
    """Several options as one decorator, in this order in the help."""

    def decorate(command: Command) -> Command:
        for option in reversed(parts):
            command = option(command)
        return command

    return decorate


INSTANCE = click.argument("instance")
POLICY = click.option("-p", "--policy", metavar="POLICY", help="Policy by name or path; default: the instance's own.")
CHANGES = together(
    click.option(
        "--set",
        "sets",
        multiple=True,
        metavar="CLAUSE.KEY=VALUE",
        help="Change one key of one clause; a comparator replaces the comparator. Repeatable.",
    ),
    click.option("--drop", "drops", multiple=True, metavar="CLAUSE", help="Leave a clause out. Repeatable."),
)
OVERRIDES = together(
    CHANGES,
    click.option(
        "--budget",
        metavar="AMOUNT",
        help="Add a binding cap on all capital cost, in the currency's own unit (yuan, not 10,000 yuan).",
    ),
)


def _finite(_: click.Context, parameter: click.Parameter, value: float | None) -> float | None:
    if value is not None and not math.isfinite(value):
        raise click.BadParameter("a finite number is needed", param=parameter)
    return value


def _time_limit(seconds: float | None, ending: str) -> Callable[[Any], Any]:
    return click.option(
        "--time-limit",
        type=click.FloatRange(min=0, min_open=True),
        default=seconds,
        metavar="SECONDS",
        callback=_finite,
        help=f"Stop after this long and keep {ending}; default: {seconds or 'no limit'}.",
    )


_HOW_EXACTLY = together(
    click.option(
        "--gap",
        type=click.FloatRange(min=0, max=1),
        default=1e-4,
        show_default=True,
        metavar="FRACTION",
        callback=_finite,
        help="Relative gap at which a goal counts as solved.",
    ),
    click.option(
        "--threads",
        type=click.IntRange(min=1, max=256),
        metavar="N",
        help="Threads of the solver; default: one, or every processor where counties are solved apart.",
    ),
    click.option(
        "--seed",
        type=click.IntRange(min=0, max=2**31 - 1),
        default=0,
        show_default=True,
        help="Random seed of the solver.",
    ),
)
SOLVER = together(_time_limit(None, "the best verified plan"), _HOW_EXACTLY)
TIME_LIMIT = _time_limit(None, "what is done")


def limited_solver(seconds: float) -> Callable[[Any], Any]:
    """The options of ``SOLVER`` for a command that takes many solves and stops after ``seconds`` unless told."""
    return together(_time_limit(seconds, "what is done"), _HOW_EXACTLY)


LANG = click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of tables; default: from the locale.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
QUIET = click.option("-q", "--quiet", is_flag=True, help="Print only how it ended.")
VERBOSE = click.option("-v", "--verbose", is_flag=True, help="Say on standard error what is being done.")
PAGE = click.option(
    "--page",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.html",
    help="Also write the answer as one page for the browser.",
)
