"""What each facility holds now and under the plan, by county and class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from models.instance import CANDIDATE, OPEN, Facility
from models.selection import county_of
from optimizer.documents.content.resources import main_resources, told_resources
from optimizer.documents.dossier import Dossier, remembered
from optimizer.documents.sheet import Cell, Field, Kind, Sheet
from optimizer.reporting.facility_tables import facility_labels
from optimizer.reporting.naming import resource_name, resource_unit
from optimizer.reporting.numbers import signed
from optimizer.reporting.tables import PlanRow
from optimizer.reporting.words import name_of, say

MOST_COLUMNS = 3
"""Resources with columns of their own in a table for print; what else changes is told in words."""

CLASS_ORDER = (
    "general_hospital",
    "tcm_hospital",
    "integrated_hospital",
    "ethnic_hospital",
    "specialised_hospital",
    "psychiatric_hospital",
    "infectious_hospital",
    "children_hospital",
    "rehab_hospital",
    "maternal_child_hospital",
    "maternal_child_institution",
    "hospital_ward",
    "private_hospitals",
    "community_center",
    "community_station",
    "central_township_health_centre",
    "township_health_centre",
    "village_clinic",
    "outpatient_department",
    "clinic",
    "nursing_home",
    "nursing_station",
    "hospice",
    "elderly_rehab_centre",
    "sanatorium",
    "cdc",
    "health_supervision",
    "tb_institute",
    "health_education_institute",
    "ems_centre",
    "ems_station",
    "ems_point",
    "blood_station",
    "blood_house",
    "infant_care",
)
"""Classes in the order in which plans tell them; others follow."""

Rows = Mapping[str, PlanRow]
"""resource → what one facility has of it"""


def opened_and_closed(dossier: Dossier) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The candidate facilities that the plan opens, and the closable ones that it closes."""
    opened = dossier.judgement.plan.open
    decided = [one for one in dossier.instance.facilities.values() if one.status != OPEN]
    return (
        tuple(one.facility for one in decided if one.status == CANDIDATE and opened[one.facility]),
        tuple(one.facility for one in decided if one.status != CANDIDATE and not opened[one.facility]),
    )


def type_name(dossier: Dossier, code: str, lang: str) -> str:
    """What a class of facilities is called; the code itself, with blanks for underscores, where no name is known."""
    names = dossier.instance.vocabulary.names.get("type", {}).get(code)
    return code.replace("_", " ") if names is None else names[lang == "en"]


@remembered
def openings(dossier: Dossier, lang: str) -> Sheet:
    """Each facility that is yet to be decided about: opened, closed, kept, or not opened; with what opening costs."""
    rows: list[tuple[Cell, ...]] = []
    opened = dossier.judgement.plan.open
    for one in dossier.instance.facilities.values():
        if one.status != OPEN:
            is_open, is_new = opened[one.facility], one.status == CANDIDATE
            key = ("doc_opens" if is_open else "doc_not_opened") if is_new else "doc_kept" if is_open else "doc_closes"
            cost = one.open_cost if is_open and is_new else None
            rows.append((*place_and_class(dossier, one, lang), name_of(one, lang), one.facility, say(key, lang), cost))
    fields = (
        *_place_fields(lang),
        Field("name", say("facility", lang)),
        Field("facility", say("id", lang)),
        Field("decision", say("doc_decision", lang)),
        Field("open_cost", say("doc_open_cost", lang), Kind.MONEY),
    )
    return Sheet("openings", say("doc_openings", lang), fields, tuple(rows))


def _place_fields(lang: str) -> tuple[Field, ...]:
    return Field("county", say("county", lang)), Field("type", say("doc_type", lang))


def place_and_class(dossier: Dossier, facility: Facility, lang: str) -> tuple[str, str]:
    """The county that a facility lies in, and its class, by name."""
    county = county_of(dossier.instance, facility.facility)
    return name_of(dossier.instance.areas[county], lang), type_name(dossier, facility.type, lang)


@remembered
def facilities(dossier: Dossier, lang: str) -> Sheet:
    """Every facility with every resource that it has or gets: units now and planned, and what they cost."""
    instance = dossier.instance
    order = {name: rank for rank, name in enumerate(told_resources(dossier))}
    names = {name: (resource_name(instance, name, lang), resource_unit(instance, name, lang)) for name in order}
    places = {one.facility: place_and_class(dossier, one, lang) for one in instance.facilities.values()}
    sites = {name: (county_of(instance, name), *class_rank(one), name) for name, one in instance.facilities.items()}
    held = [row for row in dossier.plan_rows if row.current or row.proposed]
    rows = tuple(
        (
            *places[row.facility],
            name_of(instance.facilities[row.facility], lang),
            *names[row.resource],
            row.current,
            row.proposed,
            row.change,
            row.capital_cost,
            row.annual_cost,
            row.facility,
        )
        for row in sorted(held, key=lambda row: (sites[row.facility], order[row.resource]))
    )
    fields = (
        *_place_fields(lang),
        Field("name", say("facility", lang)),
        Field("resource", say("resource", lang)),
        Field("unit", say("doc_unit", lang)),
        Field("current", say("now", lang), Kind.UNITS),
        Field("proposed", say("planned", lang), Kind.UNITS),
        Field("change", say("change", lang), Kind.CHANGE),
        Field("capital", say("capital", lang), Kind.MONEY),
        Field("annual", say("annual", lang), Kind.MONEY),
        Field("facility", say("id", lang)),
    )
    return Sheet("facilities", say("doc_facilities", lang), fields, rows, notes=(say("doc_without_stock", lang),))


def class_rank(facility: Facility) -> tuple[int, str]:
    """Where the class of a facility stands among the classes: as in the vocabulary of plans, others after them."""
    known = facility.type in CLASS_ORDER
    return CLASS_ORDER.index(facility.type) if known else len(CLASS_ORDER), facility.type


@remembered
def by_class(dossier: Dossier, lang: str) -> tuple[Sheet, ...]:
    """A table for print for each county: its facilities by class with the main resources, now, planned and change.

    What else changes in a facility is told in the last column. A facility without a main resource in which nothing
    changes is left out, and a note says how many are.
    """
    held: dict[str, dict[str, PlanRow]] = defaultdict(dict)
    for row in dossier.plan_rows:
        if row.current or row.proposed:
            held[row.facility][row.resource] = row
    counties: dict[str, list[Facility]] = defaultdict(list)
    for one in sorted(dossier.instance.facilities.values(), key=lambda each: (*class_rank(each), each.facility)):
        counties[county_of(dossier.instance, one.facility)].append(one)
    teller = _ClassTables(dossier, held, lang)
    return tuple(teller.table(county, counties[county]) for county in sorted(counties))


class _ClassTables:
    """Tables of the facilities of one county each."""

    def __init__(self, dossier: Dossier, held: Mapping[str, Rows], lang: str) -> None:
        self._dossier, self._held, self._lang = dossier, held, lang
        self._told = told_resources(dossier)
        self._names = {name: resource_name(dossier.instance, name, lang) for name in self._told}
        self._main = main_resources(dossier)

    def table(self, county: str, members: Sequence[Facility]) -> Sheet:
        """One row per facility under one per class, and the sums of the county."""
        columns = self._columns(members)
        labels = facility_labels(self._dossier.verified, [one.facility for one in members], self._lang)
        shown = [one for one in members if self._is_told(one.facility, columns)]
        rows: list[tuple[Cell, ...]] = []
        marks: list[str] = []
        for code in dict.fromkeys(one.type for one in shown):
            same = [one for one in shown if one.type == code]
            if len(same) > 1 or labels[same[0].facility] != type_name(self._dossier, code, self._lang):
                rows.append((type_name(self._dossier, code, self._lang), *self._sums(same, columns), ""))
                marks.append("group")
            for one in same:
                rest = self._others(one.facility, columns)
                rows.append((labels[one.facility], *self._units(one.facility, columns), rest))
                marks.append("")
        rows.append((say("total", self._lang), *self._sums(members, columns), ""))
        title = say("facilities", self._lang, place=name_of(self._dossier.instance.areas[county], self._lang))
        left_out = len(members) - len(shown)
        notes = (say("doc_left_out", self._lang, count=str(left_out)),) if left_out else ()
        fields = self._fields(columns)
        return Sheet(f"facilities-{county}", title, fields, tuple(rows), (*marks, "total"), notes)

    def _columns(self, members: Iterable[Facility]) -> list[str]:
        present = {name for one in members for name in self._held.get(one.facility, {})}
        return [name for name in self._main if name in present][:MOST_COLUMNS]

    def _fields(self, columns: Iterable[str]) -> tuple[Field, ...]:
        fields = [Field("name", say("facility", self._lang))]
        for name in columns:
            for key, kind in (("now", Kind.UNITS), ("planned", Kind.UNITS), ("change", Kind.CHANGE)):
                title = say("doc_of", self._lang, name=self._names[name], what=say(key, self._lang))
                fields.append(Field(f"{name}_{key}", title, kind, self._names[name], say(key, self._lang)))
        return *fields, Field("others", say("doc_other_changes", self._lang))

    def _is_told(self, facility: str, columns: Iterable[str]) -> bool:
        rows = self._held.get(facility, {})
        return any(name in rows for name in columns) or any(row.change for row in rows.values())

    def _units(self, facility: str, columns: Iterable[str]) -> list[Cell]:
        rows = self._held.get(facility, {})
        cells: list[Cell] = []
        for name in columns:
            row = rows.get(name)
            cells += [None, None, None] if row is None else [row.current, row.proposed, row.change]
        return cells

    def _sums(self, members: Iterable[Facility], columns: Iterable[str]) -> list[Cell]:
        cells: list[Cell] = []
        for name in columns:
            rows = [row for one in members if (row := self._held.get(one.facility, {}).get(name)) is not None]
            now, planned = sum(row.current for row in rows), sum(row.proposed for row in rows)
            cells += [now, planned, planned - now] if rows else [None, None, None]
        return cells

    def _others(self, facility: str, columns: Iterable[str]) -> str:
        rows, shown = self._held.get(facility, {}), set(columns)
        changed = [name for name in self._told if name in rows and name not in shown and rows[name].change]
        parts = (f"{self._names[name]} {signed(rows[name].change)}" for name in changed)
        return say("doc_and", self._lang).join(parts)


def opening_cost(dossier: Dossier, facility: str) -> Fraction:
    """What it costs to open a facility under the plan, once; zero where nothing opens."""
    cost = dossier.judgement.facility_cost.get((facility, ""))
    return Fraction(0) if cost is None else cost.capital
