"""The page of a comparison: what each set of clauses yields, and where the plans have other numbers than each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from optimizer.documents.page.assets import MOST_PRINTED
from optimizer.documents.page.attributed import Attributed
from optimizer.documents.page.grid import Grid, Line, Shown
from optimizer.documents.page.plot import Axis, axis
from optimizer.documents.page.study_names import Names, exact
from optimizer.reporting.numbers import grouped, signed
from optimizer.reporting.sections import goal_name, goal_text
from optimizer.reporting.words import say
from optimizer.studies.compare_document import NOT_SOLVED, value_text
from optimizer.studies.differences import WORDS_ONLY

MOST_PANELS, MOST_ROWS = 18, 12
SHAPES = 6
"""Marks that can be told apart without colour; more sets than these begin again."""

WIDTH, LEFT, RIGHT, TOP, STEP = 400.0, 130.0, 390.0, 8.0, 22.0
LONGEST_VALUE = 200

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Units:
    """One county (or the region, ``""``) and resource: units now and under each set, None without a plan."""

    area: str
    name: str
    resource: str
    now: int
    planned: tuple[int | None, ...]

    @property
    def known(self) -> list[int]:
        """The numbers of the sets that have a plan."""
        return [units for units in self.planned if units is not None]

    @property
    def spread(self) -> int:
        """The largest difference between two plans."""
        return max(self.known) - min(self.known) if self.known else 0

    @property
    def contrast(self) -> float:
        """The spread, relative to the largest number."""
        return self.spread / max(*self.known, 1) if self.known else 0.0


@dataclass(frozen=True)
class Dot:
    """A mark of a set (its number), or of today (−1), at a place of its row."""

    number: int
    x: float
    y: float


@dataclass(frozen=True)
class Row:
    """The marks of one county in a panel, with what they say."""

    name: str
    y: float
    low: float
    high: float
    dots: tuple[Dot, ...]
    told: str


@dataclass(frozen=True)
class Panel:
    """One small chart: a resource, the counties in which plans differ most, and how many more there are."""

    title: str
    height: float
    rows: tuple[Row, ...]
    ticks: tuple[tuple[float, str], ...]
    more: int


def context(document: Document, names: Names) -> dict[str, Any]:
    """Everything that the template of a comparison shows."""
    lang = names.lang
    labels = [str(one["label"]) for one in document["policies"]]
    units = list(_units(document, names))
    return {
        "title": say("compare_title", lang, instance=names.region(dict(document)), count=len(labels)),
        "sets": [_set_line(one, lang) for one in document["policies"]],
        "labels": labels,
        "yields": _yields(document, labels, names),
        "differences": _differences(document, labels, lang),
        "panels": _panels(units, labels, names),
        "units": _units_table(units, labels, names),
        "judged": _judged(document, labels, lang),
        "breaks": list(_breaks(document, lang)),
        "attributions": [_attribution(document, number, names) for number in range(len(document["attribution"]))],
        "interrupted": bool(document["interrupted"]),
        "data": {"words": {"rows": say("page_rows", lang, shown="{shown}", all="{all}")}, "mostPrinted": MOST_PRINTED},
    }


def _set_line(one: Document, lang: str) -> tuple[str, str]:
    """The label of a set, and how its solve ended."""
    if one["status"] == NOT_SOLVED:
        fault = one.get("fault")
        return one["label"], say("compare_fault", lang, why=fault) if fault else say("compare_not_solved", lang)
    return one["label"], say(one["status"], lang)


def _yields(document: Document, labels: Sequence[str], names: Names) -> Grid:
    lang = names.lang
    solved = document["policies"]
    goals = dict.fromkeys(goal["goal"] for one in solved for goal in one.get("goals", ()))
    lines = [_line(goal_name(goal, lang), [_goal(one, goal, names) for one in solved]) for goal in goals]
    for key in ("capital", "annual"):
        amounts = (exact(one["cost"][key]) if "cost" in one else None for one in solved)
        lines.append(_line(say(key, lang), ["" if each is None else names.money(each) for each in amounts]))
    own = {one["plan"]: one for one in document["judged"] if one["plan"] == one["policy"]}
    counts = [_counts(own[label], lang) if label in own else "" for label in labels]
    lines.append(_line(say("compare_counts", lang), counts))
    return _grid("yields", say("compare_yield", lang), ["", *labels], lines)


def _goal(one: Document, goal: str, names: Names) -> str:
    found = next((each for each in one.get("goals", ()) if each["goal"] == goal), None)
    value = None if found is None else exact(found["value"])
    if value is None:
        return ""
    return names.money(value) if goal == "cost" else goal_text(goal, value, names.currency, names.lang)


def _counts(one: Document, lang: str) -> str:
    if one.get("fault"):
        return say("unknown", lang)
    return say("compare_met", lang, met=one["met"], short=one["short"], violated=one["violated"])


def _differences(document: Document, labels: Sequence[str], lang: str) -> Grid:
    lines = [
        Line(tuple(Shown(text) for text in (one["clause"] or say("policy", lang), *_values(one, lang))))
        for one in document["differences"]
        if one["key"] not in WORDS_ONLY
    ]
    words = len(document["differences"]) - len(lines)
    notes = (say("page_wording", lang, count=words),) if words else ()
    heads = [say("clause", lang), say("compare_key", lang), *labels]
    return Grid("t-differences", say("compare_input", lang), tuple(heads), (), tuple(lines), notes)


def _values(one: Document, lang: str) -> list[str]:
    if one["key"] is None:
        return [say("page_whole_clause", lang), *(say("yes" if has else "no", lang) for has in one["values"])]
    return [one["key"], *("–" if value is None else value_text(value)[:LONGEST_VALUE] for value in one["values"])]


def _units(document: Document, names: Names) -> Iterator[Units]:
    """The region first, then every county, in the order of the document."""
    solved = [one for one in document["policies"] if "totals" in one]
    if not solved:
        return
    sets = document["policies"]
    for resource, total in solved[0]["totals"].items():
        planned = tuple(one["totals"][resource]["proposed"] if "totals" in one else None for one in sets)
        yield Units("", say("region", names.lang), resource, total["current"], planned)
    by_county = [{each["county"]: each["resources"] for each in one.get("counties", ())} for one in sets]
    if len(solved[0]["counties"]) == 1:
        return
    for county in solved[0]["counties"]:
        area, name = county["county"], names.area(county["county"], county["name"])
        for resource, held in county["resources"].items():
            planned = tuple(found[area][resource]["proposed"] if area in found else None for found in by_county)
            yield Units(area, name, resource, held["current"], planned)


def _panels(units: Sequence[Units], labels: Sequence[str], names: Names) -> list[Panel]:
    """A panel for each resource whose numbers differ somewhere, the largest difference first."""
    found: dict[str, list[Units]] = {}
    for one in units:
        if one.spread:
            found.setdefault(one.resource, []).append(one)
    order = sorted(found, key=lambda resource: (-max(one.spread for one in found[resource]), resource))
    return [_panel(names.resource(resource), found[resource], labels, names) for resource in order[:MOST_PANELS]]


def _panel(title: str, rows: Sequence[Units], labels: Sequence[str], names: Names) -> Panel:
    counties = [row for row in rows if row.area] or list(rows)
    chosen = sorted(counties, key=lambda row: -row.contrast)[:MOST_ROWS]
    kept = [row for row in counties if row in chosen]
    scale = axis([float(each) for row in kept for each in (row.now, *row.known)], LEFT, RIGHT, from_zero=True)
    drawn = tuple(_row(row, place, scale, labels, names) for place, row in enumerate(kept))
    ticks = tuple((scale.at(tick), grouped(Fraction(str(tick)))) for tick in scale.ticks[::2])
    return Panel(title, TOP * 2 + STEP * len(kept) + 18, drawn, ticks, len(counties) - len(kept))


def _row(row: Units, place: int, scale: Axis, labels: Sequence[str], names: Names) -> Row:
    y = TOP + STEP * (place + 0.5)
    dots = [Dot(-1, scale.at(row.now), y)]
    dots += [Dot(number % SHAPES, scale.at(units), y) for number, units in enumerate(row.planned) if units is not None]
    told = [f"{say('now', names.lang)} {row.now:,}"]
    told += [f"{label} {units:,}" for label, units in zip(labels, row.planned, strict=True) if units is not None]
    ends = [dot.x for dot in dots]
    text = say("page_reading", names.lang, name=row.name, parts=say("page_parts", names.lang).join(told))
    return Row(row.name, y, min(ends), max(ends), tuple(dots), text)


def _units_table(units: Sequence[Units], labels: Sequence[str], names: Names) -> Grid:
    """Every place and resource with the numbers of every set; those that differ are marked."""
    lang = names.lang
    heads = [say("doc_place", lang), say("resource", lang), say("now", lang), *labels, say("page_difference", lang)]
    lines = []
    for one in units:
        if not one.now and not any(one.known):
            continue
        planned = ["–" if each is None else f"{each:,}" for each in one.planned]
        spread = signed(one.spread).lstrip("+") if one.known else ""
        texts = [one.name, names.resource(one.resource), f"{one.now:,}", *planned, spread]
        lines.append(Line(tuple(Shown(text) for text in texts), "differs" if one.spread else "same"))
    return Grid("t-units", say("compare_units", lang), tuple(heads), tuple(range(3, len(heads) + 1)), tuple(lines))


def _judged(document: Document, labels: Sequence[str], lang: str) -> Grid:
    cells = {(one["plan"], one["policy"]): _counts(one, lang) for one in document["judged"]}
    lines = [
        _line(plan, [cells.get((plan, policy), "") for policy in labels]) for plan in labels if (plan, plan) in cells
    ]
    return _grid("judged", say("compare_judged", lang), [say("compare_plan", lang), *labels], lines)


def _breaks(document: Document, lang: str) -> Iterator[str]:
    for one in document["judged"]:
        if one.get("violated_clauses"):
            clauses = say("listed", lang).join(one["violated_clauses"])
            yield say("compare_breaks", lang, plan=one["plan"], policy=one["policy"], clauses=clauses)


def _attribution(document: Document, number: int, names: Names) -> tuple[Grid, list[str]]:
    """Which clauses a difference in cost comes from, and what is said below the table."""
    one = document["attribution"][number]
    told = Attributed(document, one, names)
    title = say("compare_attribution", names.lang, first=one["from"], second=one["to"])
    heads = [say(key, names.lang) for key in ("compare_swapped", "change", "compare_earlier")]
    lines = [_line(head, texts) for head, *texts in told.rows()]
    return Grid(f"t-attribution-{number}", title, tuple(heads), (2,), tuple(lines)), list(told.notes())


def _line(head: str, texts: Sequence[str]) -> Line:
    return Line(tuple(Shown(text) for text in (head, *texts)))


def _grid(key: str, title: str, heads: Sequence[str], lines: Sequence[Line]) -> Grid:
    return Grid(f"t-{key}", title, tuple(heads), tuple(range(2, len(heads) + 1)), tuple(lines))
