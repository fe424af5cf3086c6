"""How evenly resources are spread, as a table on a terminal and as parts of the summary."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, TypeVar

from rich.console import Console

from models.instance import Instance
from optimizer.reporting.equity import (
    Spread,
    beyond_population,
    counties_of,
    deciles,
    equity,
    lorenz_curves,
    population_agglomeration,
)
from optimizer.reporting.layout import Column, print_heading, print_line, print_table
from optimizer.reporting.naming import resource_name
from optimizer.reporting.numbers import arrow, fixed, json_value
from optimizer.reporting.order import is_service, told_resources
from optimizer.reporting.sums import current_plan
from optimizer.reporting.words import name_of, say
from optimizer.verifying.judgement import Judgement
from optimizer.verifying.verified import VerifiedPlan

Document = dict[str, Any]
_T = TypeVar("_T")

INDEX_PLACES = 3
DEGREE_PLACES = 2
MEASURES = ("gini_residents", "gini_area", "theil", "theil_within", "theil_between")


def equity_documents(instance: Instance, judgement: Judgement | None) -> Document:
    """The parts of the summary that say how evenly resources are spread; ``proposed`` is None without a plan.

    ``equity``          resource → current, proposed → the measures of :class:`~optimizer.reporting.equity.Spread`
    ``agglomeration``   ``pad``: county → PAD; ``hrad_less_pad``: resource → current, proposed → county → HRAD − PAD
    ``lorenz``          resource → current, proposed → residents, area → the shares of the units that the worst-off
                        0 %, 10 %, … 100 % of them have (every point: ``lorenz_curves``)
    """
    plans = {"current": current_plan(instance), "proposed": judgement.plan.proposed if judgement else None}
    pad = population_agglomeration(instance)
    spreads = {state: None if plan is None else equity(instance, plan) for state, plan in plans.items()}
    curves = {state: None if plan is None else lorenz_curves(instance, plan) for state, plan in plans.items()}
    return {
        "equity": _by_resource(
            spreads, lambda spread: {key: getattr(spread, key) for key in Spread.__dataclass_fields__}
        ),
        "agglomeration": {
            "pad": json_value(pad),
            "hrad_less_pad": _by_resource(spreads, lambda spread: beyond_population(spread.hrad, pad)),
        },
        "lorenz": _by_resource(curves, lambda both: {key: deciles(curve) for key, curve in vars(both).items()}),
    }


def _by_resource(states: Mapping[str, Mapping[str, _T] | None], tell: Callable[[_T], object]) -> Document:
    """State → resource → thing as a document resource → state → what is told of the thing."""
    names = states["current"] or {}
    return {
        name: {state: None if things is None else json_value(tell(things[name])) for state, things in states.items()}
        for name in names
    }


def print_equity(verified: VerifiedPlan, lang: str, console: Console) -> None:
    """How evenly each resource is spread over the counties, now and planned, and where it is densest and thinnest.

    Services that a facility has or has not are left to the files.
    """
    instance = verified.instance
    print_heading(console, say("equity", lang))
    if len(counties_of(instance).ids) <= 1:
        print_line(console, say("one_county", lang))
        return
    before = equity(instance, current_plan(instance))
    after = equity(instance, verified.judgement.plan.proposed)
    columns = [Column(say("resource", lang)), *(Column(say(key, lang), right=True) for key in MEASURES)]
    rows = [
        [
            resource_name(instance, name, lang),
            *(arrow(_index(getattr(before[name], key)), _index(getattr(after[name], key))) for key in MEASURES),
        ]
        for name in told_resources(instance, before)
        if not is_service(instance, name)
    ]
    print_table(console, columns, rows)
    _print_agglomeration(instance, before, after, lang, console)


def _index(value: Fraction | float | None) -> str:
    return "" if value is None else fixed(Fraction(value), INDEX_PLACES)


def _print_agglomeration(
    instance: Instance, before: Mapping[str, Spread], after: Mapping[str, Spread], lang: str, console: Console
) -> None:
    """Of each resource the counties in which it is furthest above and below the population; nothing without areas."""
    pad = population_agglomeration(instance)
    rows = []
    for name in told_resources(instance, before):
        if is_service(instance, name):
            continue
        planned, today = beyond_population(after[name].hrad, pad), beyond_population(before[name].hrad, pad)
        if planned:
            order = sorted((-degree, county) for county, degree in planned.items())
            cells = [_county(instance, county, today, planned, lang) for _, county in (order[0], order[-1])]
            rows.append([resource_name(instance, name, lang), *cells])
    if rows:
        print_heading(console, say("agglomeration", lang))
        columns = [Column(say(key, lang)) for key in ("resource", "most_beyond", "least_beyond")]
        print_table(console, columns, rows)
        print_line(console, say("agglomeration_note", lang))


def _county(
    instance: Instance, county: str, today: Mapping[str, Fraction] | None, planned: Mapping[str, Fraction], lang: str
) -> str:
    before = "" if today is None else _degree(today[county])
    name = name_of(instance.areas[county], lang)
    return f"{name} {arrow(before, _degree(planned[county])) if before else _degree(planned[county])}"


def _degree(value: Fraction) -> str:
    text = fixed(value, DEGREE_PLACES)
    return f"+{text}" if value > 0 else text
