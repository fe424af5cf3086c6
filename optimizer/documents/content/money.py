"""What the plan costs once and per year, by resource and by county."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from models.selection import county_of
from models.stock import price
from optimizer.documents.content.institutions import class_rank, opened_and_closed, opening_cost, place_and_class
from optimizer.documents.content.places import city_name, several
from optimizer.documents.content.resources import told_resources
from optimizer.documents.dossier import Dossier, remembered
from optimizer.documents.sheet import Cell, Field, Kind, Sheet
from optimizer.reporting.naming import resource_name
from optimizer.reporting.numbers import grouped
from optimizer.reporting.words import name_of, say


@dataclass
class Sums:
    """Capital once, and per year today and planned; None where nothing is priced."""

    capital: Fraction | None = None
    today: Fraction | None = None
    annual: Fraction | None = None

    def add(self, capital: Fraction | None, today: Fraction | None, annual: Fraction | None) -> None:
        """Count what is priced."""
        self.capital = _plus(self.capital, capital)
        self.today = _plus(self.today, today)
        self.annual = _plus(self.annual, annual)

    def cells(self) -> tuple[Cell, ...]:
        """Capital, annual today, planned and the difference."""
        more = None if self.annual is None or self.today is None else self.annual - self.today
        return self.capital, self.today, self.annual, more


def _plus(total: Fraction | None, more: Fraction | None) -> Fraction | None:
    if total is None or not more:
        return more if total is None else total
    return total + more


@remembered
def _sums(dossier: Dossier) -> tuple[Mapping[str, Sums], Mapping[str, Sums]]:
    """The costs of each resource, without openings, and of each facility, with its own."""
    of_resource: dict[str, Sums] = defaultdict(Sums)
    of_facility: dict[str, Sums] = defaultdict(Sums)
    for row in dossier.plan_rows:
        each = price(dossier.instance, dossier.instance.stock[row.facility, row.resource], "annual_cost")
        today = each * row.current if each else each
        of_resource[row.resource].add(row.capital_cost, today, row.annual_cost)
        of_facility[row.facility].add(row.capital_cost, today, row.annual_cost)
    for facility in opened_and_closed(dossier)[0]:
        of_facility[facility].add(opening_cost(dossier, facility), None, None)
    return of_resource, of_facility


@remembered
def by_resource(dossier: Dossier, lang: str) -> Sheet:
    """What each resource costs once, and per year today and planned; then openings, and the sums."""
    sums, _ = _sums(dossier)
    told = [name for name in told_resources(dossier) if any(sums[name].cells())]
    rows: list[tuple[Cell, ...]] = [(resource_name(dossier.instance, name, lang), *sums[name].cells()) for name in told]
    opened, _ = opened_and_closed(dossier)
    openings = sum((opening_cost(dossier, facility) for facility in opened), Fraction(0))
    if opened:
        rows.append((say("doc_cost_of_opening", lang, count=grouped(len(opened))), openings, None, None, None))
    marks = ("",) * len(rows)
    fields = (Field("resource", say("resource", lang)), *_fields(lang))
    notes = (say("cost_scope", lang, count=grouped(len(dossier.instance.facilities))), say("doc_free", lang))
    title = say("doc_cost_by_resource", lang)
    return Sheet("cost-resources", title, fields, (*rows, _total(dossier, lang)), (*marks, "total"), notes)


@remembered
def by_county(dossier: Dossier, lang: str) -> Sheet:
    """What the facilities of each county cost once, openings included, and per year today and planned."""
    instance = dossier.instance
    sums: dict[str, Sums] = defaultdict(Sums)
    for facility, each in _sums(dossier)[1].items():
        sums[county_of(instance, facility)].add(each.capital, each.today, each.annual)
    cities = {county: city_name(instance, county, lang) for county in sums}
    rows: list[tuple[Cell, ...]] = [
        (cities[county], name_of(instance.areas[county], lang), *sums[county].cells()) for county in sorted(sums)
    ]
    fields = (Field("city", say("city", lang)), Field("county", say("county", lang)), *_fields(lang))
    label, *amounts = _total(dossier, lang)
    marks = (*("",) * len(rows), "total")
    title = say("doc_cost_by_county", lang)
    table = Sheet("cost-counties", title, fields, (*rows, (None, label, *amounts)), marks)
    return table if several(cities.values()) else table.without("city")


@remembered
def by_facility(dossier: Dossier, lang: str) -> Sheet:
    """What each facility costs once, its opening included, and per year; one that costs nothing is left out."""
    instance, sums = dossier.instance, _sums(dossier)[1]
    order = sorted((county_of(instance, name), *class_rank(instance.facilities[name]), name) for name in sums)
    rows = tuple(
        (*place_and_class(dossier, instance.facilities[name], lang), name_of(instance.facilities[name], lang),
         *sums[name].cells(), name)
        for *_, name in order
        if any(sums[name].cells())
    )  # fmt: skip
    fields = (
        Field("county", say("county", lang)),
        Field("type", say("doc_type", lang)),
        Field("name", say("facility", lang)),
        *_fields(lang),
        Field("facility", say("id", lang)),
    )
    return Sheet("cost-facilities", say("doc_cost_by_facility", lang), fields, rows)


def _fields(lang: str) -> tuple[Field, ...]:
    return (
        Field("capital", say("capital", lang), Kind.MONEY),
        Field("annual_now", say("doc_annual_now", lang), Kind.MONEY),
        Field("annual", say("doc_annual_planned", lang), Kind.MONEY),
        Field("annual_change", say("doc_annual_change", lang), Kind.MONEY),
    )


def _total(dossier: Dossier, lang: str) -> tuple[Cell, ...]:
    cost = dossier.judgement.cost
    today = sum((each.today or Fraction(0) for each in _sums(dossier)[0].values()), Fraction(0))
    return say("total", lang), cost.capital, today, cost.annual, cost.annual - today
