"""What things are called in a report: places, resources, columns, measures, and the units they are counted in."""

from __future__ import annotations

from fractions import Fraction

from models.clause import FACILITIES, STOCK, Clause, Measure, Reach, Term
from models.instance import FACILITY, MEASURES_WITHOUT_RESOURCE, REGION, Instance
from optimizer.reporting.numbers import csv_number, grouped, money
from optimizer.reporting.words import name_of, say

_IRREGULAR = {"people": "person"}


def area_name(instance: Instance, area: str, lang: str) -> str:
    """The name of an area, or of the whole region."""
    return say("region", lang) if area == REGION else name_of(instance.areas[area], lang)


def facility_label(instance: Instance, facility: str, lang: str) -> str:
    """The name of a facility with its id, under which it stands in the files."""
    name = name_of(instance.facilities[facility], lang)
    return name if name == facility else f"{name} ({facility})"


def place_label(instance: Instance, clause: Clause, place: str, lang: str) -> str:
    """What a row's ``area`` is called: the id of a facility, of an area, or ``region``, as the clause's level says."""
    label = facility_label if clause.level == FACILITY and place != REGION else area_name
    return label(instance, place, lang)


def resource_name(instance: Instance, resource: str, lang: str) -> str:
    """The name of a resource; in English its own, else the vocabulary's, else its only one."""
    own = instance.resources[resource]
    standard = instance.vocabulary.names.get("resource", {}).get(resource)
    return standard[1] if lang == "en" and own.name_en is None and standard else name_of(own, lang)


def column_name(instance: Instance, column: str, lang: str) -> str:
    """The name of a data column from the vocabulary, else the column itself with blanks for underscores."""
    for kind in ("column", "attribute"):
        names = instance.vocabulary.names.get(kind, {}).get(column)
        if names is not None:
            return names[lang == "en"]
    return column.replace("_", " ")


def measure_name(instance: Instance, measure: Measure, lang: str) -> str:
    """What a measure sums, in words."""
    return " + ".join(_term_name(instance, term, lang) for term in measure.terms)


def _term_name(instance: Instance, term: Term, lang: str) -> str:
    if term.name in MEASURES_WITHOUT_RESOURCE:
        return say(f"measure_{term.name}", lang)
    name = resource_name(instance, term.name, lang)
    return name if term.aspect == STOCK else say(f"aspect_{term.aspect}", lang, name=name)


def resource_unit(instance: Instance, resource: str, lang: str) -> str:
    """The unit of a resource; in English the vocabulary's, for the resource or for another one in the same unit."""
    own = instance.resources[resource].unit
    if lang != "en":
        return own
    standard = instance.vocabulary.names.get("unit", {})
    if resource in standard:
        return standard[resource][1]
    return next((english for chinese, english in standard.values() if chinese == own), own)


def measure_unit(instance: Instance, measure: Measure, lang: str) -> str:
    """The unit of everything that a measure sums; empty where the units differ."""
    units = {
        say("unit_facilities", lang) if term.name == FACILITIES else resource_unit(instance, term.name, lang)
        for term in measure.terms
        if term.name not in MEASURES_WITHOUT_RESOURCE or term.name == FACILITIES
    }
    return units.pop() if len(units) == 1 else ""


def amount(instance: Instance, measure: Measure, value: Fraction, lang: str) -> str:
    """A number of units, or of money, with its unit."""
    if measure.is_money:
        return money(value, instance.currency, lang)
    unit = measure_unit(instance, measure, lang)
    return f"{grouped(value)} {singular(unit) if lang == 'en' and abs(value) == 1 else unit}".rstrip()


def row_amount(instance: Instance, clause: Clause, value: Fraction, lang: str) -> str:
    """A number as the rows of a clause count it: units, people or areas of a share, minutes of a mean, times."""
    if not clause.pooled:
        return amount(instance, clause.measure, value, lang)
    unit = pooled_unit(instance, clause, lang)
    return f"{grouped(value)} {singular(unit) if lang == 'en' and value == 1 else unit}"


def pooled_unit(instance: Instance, clause: Clause, lang: str) -> str:
    """What the one row of a clause about all its areas is counted in."""
    if clause.is_spread:
        return say("unit_times", lang)
    if clause.mean and clause.reach is not None:
        return say(f"unit_{clause.reach.unit}", lang)
    return column_name(instance, clause.weigh_by, lang) if clause.weigh_by else say("unit_areas", lang)


def pooled_things(instance: Instance, clause: Clause, lang: str) -> str:
    """Over what a share or a mean is taken: the people that ``weigh_by`` names, or the areas."""
    return column_name(instance, clause.weigh_by, lang) if clause.weigh_by else say("areas", lang)


def limit_text(limit: Reach, lang: str) -> str:
    """``15 minutes``, ``1 minute``, ``3.5 km``."""
    unit = say(f"unit_{limit.unit}", lang)
    return f"{csv_number(limit.limit)} {singular(unit) if lang == 'en' and limit.limit == 1 else unit}"


def singular(name: str) -> str:
    """One of what an English plural names, where that is plain to see; else the name as it is."""
    if name in _IRREGULAR:
        return _IRREGULAR[name]
    if " of " in name or not name.endswith("s") or name.endswith("ss"):
        return name
    return f"{name[:-3]}y" if name.endswith("ies") else name[:-1]


def is_plain(measure: Measure) -> bool:
    """Whether a measure is one resource as it will stand, so that its unit can be put before its name."""
    return len(measure.terms) == 1 and measure.terms[0].aspect == STOCK and not measure.is_money
