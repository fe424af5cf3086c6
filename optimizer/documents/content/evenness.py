"""How evenly each resource is spread, now and planned, with Lorenz curves."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction

from optimizer.documents.content.resources import counted_resources, main_resources
from optimizer.documents.dossier import Dossier, remembered
from optimizer.documents.sheet import Cell, Field, Kind, Sheet
from optimizer.reporting import equity as indices
from optimizer.reporting.equity import Spread, beyond_population, counties_of, deciles, population_agglomeration
from optimizer.reporting.equity_report import MEASURES
from optimizer.reporting.naming import resource_name
from optimizer.reporting.words import name_of, say


def has_counties(dossier: Dossier) -> bool:
    """Whether there are counties to compare."""
    return len(counties_of(dossier.instance).ids) > 1


@remembered
def equity(dossier: Dossier, lang: str) -> Sheet:
    """Each resource but services: Gini by residents and by land, Theil within and between cities, now and planned.

    Without a row, and a note that says so, where there are fewer than two counties.
    """
    instance, title = dossier.instance, say("doc_equity", lang)
    fields = [Field("resource", say("resource", lang))]
    for key in MEASURES:
        for state in ("now", "planned"):
            name = say("doc_of", lang, name=say(key, lang), what=say(state, lang))
            fields.append(Field(f"{key}_{state}", name, Kind.INDEX, say(key, lang), say(state, lang)))
    if not has_counties(dossier):
        return Sheet("equity", title, tuple(fields), (), notes=(say("one_county", lang),))
    names = counted_resources(dossier)
    before, after = _both(dossier)
    rows = [(resource_name(instance, name, lang), *_measures(before[name], after[name])) for name in names]
    notes = (say("doc_gini_note", lang), say("doc_theil_note", lang))
    return Sheet("equity", title, tuple(fields), tuple(rows), notes=notes)


def _plans(dossier: Dossier, names: Collection[str]) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]]:
    """Today's stock and the plan, of these resources alone."""
    chosen = set(names)
    held = [row for row in dossier.plan_rows if row.resource in chosen]
    today = {(row.facility, row.resource): row.current for row in held}
    return today, {(row.facility, row.resource): row.proposed for row in held}


@remembered
def _both(dossier: Dossier) -> tuple[Mapping[str, Spread], Mapping[str, Spread]]:
    """The measures of each resource but services, now and planned."""
    today, planned = _plans(dossier, counted_resources(dossier))
    return indices.equity(dossier.instance, today), indices.equity(dossier.instance, planned)


def _measures(before: Spread, after: Spread) -> list[Cell]:
    pairs = ((getattr(before, key), getattr(after, key)) for key in MEASURES)
    return [None if value is None else Fraction(value) for pair in pairs for value in pair]


@remembered
def agglomeration(dossier: Dossier, lang: str) -> Sheet:
    """Each county with its population agglomeration degree, and of the main resources how far theirs is from it."""
    instance, pad = dossier.instance, population_agglomeration(dossier.instance)
    title = say("doc_agglomeration", lang)
    names = main_resources(dossier)
    fields = [Field("county", say("county", lang)), Field("pad", say("doc_pad", lang), Kind.RATE)]
    for name in names:
        top = resource_name(instance, name, lang)
        for state in ("now", "planned"):
            under = say(state, lang)
            fields.append(Field(f"{name}_{state}", say("doc_of", lang, name=top, what=under), Kind.RATE, top, under))
    if pad is None or not has_counties(dossier):
        return Sheet("agglomeration", title, tuple(fields), (), notes=(say("doc_no_land", lang),))
    states = [{name: beyond_population(state[name].hrad, pad) for name in names} for state in _both(dossier)]
    rows = []
    for county, degree in pad.items():
        cells = [None if (found := state[name]) is None else found[county] for name in names for state in states]
        rows.append((name_of(instance.areas[county], lang), degree, *cells))
    return Sheet("agglomeration", title, tuple(fields), tuple(rows), notes=(say("doc_agglomeration_note", lang),))


@remembered
def lorenz(dossier: Dossier, lang: str) -> Sheet:
    """What share of the main resources the worst-off 0 %, 10 %, … 100 % of the residents have, now and planned."""
    instance = dossier.instance
    names = main_resources(dossier)
    both = zip(("now", "planned"), _plans(dossier, names), strict=True)
    states = {state: indices.lorenz_curves(instance, plan) for state, plan in both}
    fields = [
        Field("residents", say("doc_share_of_people", lang), Kind.SHARE),
        Field("even", say("doc_even", lang), Kind.SHARE),
    ]
    columns = []
    for name in names:
        top = resource_name(instance, name, lang)
        for state, curves in states.items():
            heights = deciles(curves[name].residents)
            if heights is not None:
                under = say(state, lang)
                title = say("doc_of", lang, name=top, what=under)
                fields.append(Field(f"{name}_{state}", title, Kind.SHARE, top, under))
                columns.append(heights)
    rows: list[tuple[Cell, ...]] = []
    if columns and has_counties(dossier):
        tenths = [Fraction(number, 10) for number in range(11)]
        rows = [(tenth, tenth, *(heights[at] for heights in columns)) for at, tenth in enumerate(tenths)]
    return Sheet("lorenz", say("doc_lorenz", lang), tuple(fields), tuple(rows), notes=(say("doc_lorenz_note", lang),))
