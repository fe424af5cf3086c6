"""What each county holds now and under the plan, with rates and costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction

from models.instance import LEVELS, Instance
from optimizer.documents.content.resources import Scale, main_resources, region_residents, scales, told_resources
from optimizer.documents.dossier import Dossier, remembered
from optimizer.documents.sheet import Cell, Field, Kind, Sheet
from optimizer.reporting.naming import resource_name, resource_unit
from optimizer.reporting.tables import COUNTY, RESIDENTS, CountyRow, area_numbers, residents
from optimizer.reporting.words import name_of, say

CITY = "city"
UNITS, RATES = "units", "rates"

Held = Mapping[str, Mapping[str, CountyRow]]
"""county → resource → what it has of it"""


@remembered
def counties(dossier: Dossier, lang: str) -> Sheet:
    """Every county with every resource that it has or gets: units and rates now and planned, and what they cost."""
    instance, per = dossier.instance, scales(dossier, lang)
    order = {name: rank for rank, name in enumerate(told_resources(dossier))}
    names = {name: (resource_name(instance, name, lang), resource_unit(instance, name, lang)) for name in order}
    people = residents(instance, {row.county for row in dossier.county_rows})
    cities = {county: city_name(instance, county, lang) for county in people}
    held = [row for row in dossier.county_rows if row.current or row.proposed]
    rows = tuple(
        (
            cities[row.county],
            name_of(instance.areas[row.county], lang),
            *names[row.resource],
            row.current,
            row.proposed,
            row.proposed - row.current,
            *_rates(per.get(row.resource), row, people[row.county]),
            row.capital_cost,
            row.annual_cost,
            row.county,
        )
        for row in sorted(held, key=lambda row: (row.county, order[row.resource]))
    )
    fields = (
        Field("city", say("city", lang)),
        Field("name", say("county", lang)),
        Field("resource", say("resource", lang)),
        Field("unit", say("doc_unit", lang)),
        Field("current", say("now", lang), Kind.UNITS),
        Field("proposed", say("planned", lang), Kind.UNITS),
        Field("change", say("change", lang), Kind.CHANGE),
        Field("rate_current", say("doc_rate_now", lang), Kind.RATE),
        Field("rate_proposed", say("doc_rate_planned", lang), Kind.RATE),
        Field("rate_of", say("doc_rate_of", lang)),
        Field("capital", say("capital", lang), Kind.MONEY),
        Field("annual", say("annual", lang), Kind.MONEY),
        Field("county", say("id", lang)),
    )
    table = Sheet("counties", say("counties", lang), fields, rows, notes=(say("doc_without_stock", lang),))
    return table if several(cities.values()) else table.without("city")


def _rates(scale: Scale | None, row: CountyRow, people: Fraction | None) -> tuple[Cell, Cell, Cell]:
    if scale is None or not people:
        return None, None, None
    return scale.rate(row.current, people), scale.rate(row.proposed, people), scale.name


def city_name(instance: Instance, area: str, lang: str) -> str | None:
    """The name of the city that an area lies in; None where it lies in none, or is one itself."""
    above = instance.ancestry(area)[1:]
    return next((name_of(instance.areas[each], lang) for each in above if instance.areas[each].level == CITY), None)


def several(cities: Iterable[str | None]) -> bool:
    """Whether counties lie in more than one city, so that it says something to name it."""
    return len({city for city in cities if city}) > 1


@remembered
def county_tables(dossier: Dossier, lang: str) -> tuple[Sheet, ...]:
    """Tables for print with a row per county under its city: the main resources now and planned, then their rates."""
    held: dict[str, dict[str, CountyRow]] = defaultdict(dict)
    for row in dossier.county_rows:
        held[row.county][row.resource] = row
    tables = _CountyTables(dossier, held, lang)
    units, rates = tables.table(UNITS), tables.table(RATES)
    has_rates = any(cell is not None for row in rates.rows for cell in row[1:])
    return (units, rates) if has_rates else (units,)


class _CountyTables:
    """The counties of one dossier, with a column for each main resource now and planned."""

    def __init__(self, dossier: Dossier, held: Held, lang: str) -> None:
        self._instance, self._held, self._lang = dossier.instance, held, lang
        self._resources = main_resources(dossier)
        self._scales = scales(dossier, lang)
        self._cities: dict[str, list[str]] = defaultdict(list)
        for county in sorted(held):
            self._cities[self._city(county)].append(county)
        self._people = residents(self._instance, held)
        self._people_of_cities = {
            **area_numbers(self._instance, {city for city in self._cities if city}, RESIDENTS),
            "": region_residents(self._instance),
        }

    def table(self, what: str) -> Sheet:
        """One row per county, one above those of each city where there are several, and one for the region."""
        rows: list[tuple[Cell, ...]] = []
        marks: list[str] = []
        for city, counties in self._cities.items():
            if len(self._cities) > 1:
                everybody = self._people_of_cities[city] if city else None
                rows.append((self._name(city), *self._cells(what, counties, everybody)))
                marks.append("group")
            rows += [(self._own_name(each), *self._cells(what, [each], self._people[each])) for each in counties]
            marks += [""] * len(counties)
        if len(self._held) > 1:
            rows.append((say("total", self._lang), *self._cells(what, self._held, self._people_of_cities[""])))
            marks.append("total")
        title = say(f"doc_county_{what}", self._lang)
        return Sheet(f"county-{what}", title, self._fields(what), tuple(rows), tuple(marks))

    def _city(self, county: str) -> str:
        above = self._instance.ancestry(county)
        return next((each for each in above if self._instance.areas[each].level == CITY), "")

    def _own_name(self, area: str) -> str:
        """A county; or a city or province itself, for what lies in none of its counties."""
        name = name_of(self._instance.areas[area], self._lang)
        is_above = LEVELS.index(self._instance.areas[area].level) < LEVELS.index(COUNTY)
        return say("doc_outside_counties", self._lang, name=name) if is_above else name

    def _name(self, area: str) -> str:
        return name_of(self._instance.areas[area], self._lang) if area else say("doc_other_counties", self._lang)

    def _fields(self, what: str) -> tuple[Field, ...]:
        kind = Kind.UNITS if what == UNITS else Kind.RATE
        fields = [Field("county", say("county", self._lang))]
        for name in self._resources:
            top = self._heading(name, what)
            for key in ("now", "planned"):
                under = say(key, self._lang)
                title = say("doc_of", self._lang, name=top, what=under)
                fields.append(Field(f"{name}_{key}", title, kind, top, under))
        return tuple(fields)

    def _heading(self, resource: str, what: str) -> str:
        name = resource_name(self._instance, resource, self._lang)
        if what == RATES and resource in self._scales:
            return say("doc_rate_heading", self._lang, name=name, per=self._scales[resource].name)
        if self._lang != "zh":
            return name
        return say("doc_with_unit", self._lang, name=name, unit=resource_unit(self._instance, resource, self._lang))

    def _cells(self, what: str, counties: Iterable[str], people: Fraction | None) -> list[Cell]:
        """Units now and planned of each main resource in these counties together, or their rates."""
        sums = self._sums(counties)
        if what == UNITS:
            return [units for both in sums for units in both]
        scales = [self._scales.get(name) for name in self._resources]
        return [
            None if scale is None else scale.rate(units, people)
            for scale, both in zip(scales, sums, strict=True)
            for units in both
        ]

    def _sums(self, counties: Iterable[str]) -> list[tuple[int, int]]:
        found = [self._held[county] for county in counties]
        rows = [[held[name] for held in found if name in held] for name in self._resources]
        return [(sum(row.current for row in each), sum(row.proposed for row in each)) for each in rows]
