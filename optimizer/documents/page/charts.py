"""Bars and curves as numbers of a drawing, from the tables that the page prints beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from optimizer.documents.content.resources import told_resources
from optimizer.documents.dossier import Dossier
from optimizer.documents.sheet import Cell, Sheet
from optimizer.reporting.equity import Curve, counties_of
from optimizer.reporting.equity import lorenz as curve
from optimizer.reporting.naming import resource_name
from optimizer.reporting.numbers import arrow, fixed, grouped, money
from optimizer.reporting.order import is_service
from optimizer.reporting.words import say
from optimizer.verifying.judgement import NOT_APPLICABLE

FULL = 100.0
"""Length of a bar that reaches what is required."""

LONGEST = 150.0
"""Longest bar; what is more is drawn as long as this, with an open end."""

LIMIT = "≤"
INDEX_PLACES = 3


@dataclass(frozen=True)
class Bar:
    """One bar: its label, its length, an earlier length to compare with, what is said about it, and its mark.

    ``is_limit``: it must not be longer than full. ``is_cut``: it is longer than it is drawn.
    """

    label: str
    length: float
    text: str
    before: float | None = None
    result: str = ""
    mark: str = ""
    is_limit: bool = False
    is_cut: bool = False


@dataclass(frozen=True)
class Group:
    """Bars under a heading."""

    title: str
    bars: tuple[Bar, ...]


def _records(sheet: Sheet) -> Iterator[tuple[dict[str, Cell], str]]:
    keys = [field.key for field in sheet.fields]
    for number, row in enumerate(sheet.rows):
        yield dict(zip(keys, row, strict=True)), sheet.mark(number)


def attainment(indicators: Sheet, lang: str) -> tuple[Group, ...]:
    """What is attained of the target of each indicator, now and under the plan, by nature; without target no bar."""
    groups: dict[str, list[Bar]] = defaultdict(list)
    for row, mark in _records(indicators):
        target, attained, now = row["target"], row["attained"], row["now"]
        if isinstance(target, int | Fraction) and isinstance(attained, int | Fraction) and target:
            before = float(now / target) * FULL if isinstance(now, int | Fraction) else None
            groups[str(row["nature"])].append(_indicator_bar(row, mark, float(attained / target) * FULL, before, lang))
    return tuple(Group(nature, tuple(bars)) for nature, bars in groups.items())


def _indicator_bar(row: dict[str, Cell], mark: str, length: float, before: float | None, lang: str) -> Bar:
    now, attained, target = (_number(row[key]) for key in ("now", "attained", "target"))
    text = say(
        "page_of_target",
        lang,
        attained=arrow(now, attained) if now else attained,
        sign=row["sign"],
        target=target,
        unit=row["unit"] or "",
    ).strip()
    return Bar(
        f"{row['clause']} {row['indicator']}",
        round(min(length, LONGEST), 1),
        text,
        None if before is None else round(min(before, LONGEST), 1),
        str(row["result"]),
        mark,
        row["sign"] == LIMIT,
        length > LONGEST,
    )


def _number(cell: Cell) -> str:
    return "" if cell is None else cell if isinstance(cell, str) else grouped(cell)


def places_met(clauses: Sheet, lang: str) -> tuple[Bar, ...]:
    """In how many of its places each clause is met, those met least first, the rest in the order of the policy."""
    found = []
    for row, mark in _records(clauses):
        judged, kept = row["judged"], row["kept"]
        if mark not in ("", NOT_APPLICABLE) and isinstance(judged, int) and isinstance(kept, int) and judged > 1:
            text = say("page_places_met", lang, met=grouped(kept), all=grouped(judged))
            bar = Bar(f"{row['clause']} {row['name']}", round(kept / judged * FULL, 1), text, None, "", mark)
            found.append(bar)
    return tuple(sorted(found, key=lambda bar: bar.length))


def costs(sheet: Sheet, currency: str, lang: str) -> tuple[Bar, ...]:
    """What is spent once on each row of a cost table, the most first; what nothing is spent on has no bar."""
    label = "resource" if sheet.fields[0].key == "resource" else "county"
    spent = [
        (str(row[label]), Fraction(cost))
        for row, mark in _records(sheet)
        if mark != "total" and isinstance(cost := row["capital"], int | Fraction) and cost
    ]
    most = max((cost for _, cost in spent), default=Fraction(1))
    spent.sort(key=lambda one: (-one[1], one[0]))
    return tuple(Bar(name, round(float(cost / most) * FULL, 1), money(cost, currency, lang)) for name, cost in spent)


@dataclass(frozen=True)
class Lorenz:
    """The curve of one resource today and under the plan, as points of a drawing 100 by 100, and its Gini texts."""

    name: str
    before: str
    after: str
    gini: str
    said: str


def lorenz(dossier: Dossier, evenness: Sheet, lang: str) -> tuple[Lorenz, ...]:
    """A pair of curves per resource of the table of evenness that has any, by residents."""
    if not evenness.rows:
        return ()
    ginis = {
        str(row["resource"]): (row["gini_residents_now"], row["gini_residents_planned"])
        for row, _ in _records(evenness)
    }
    instance = dossier.instance
    counties = counties_of(instance)
    held = {(row.county, row.resource): (row.current, row.proposed) for row in dossier.county_rows}
    found = []
    for name in told_resources(dossier):
        label = resource_name(instance, name, lang)
        if is_service(instance, name) or label not in ginis:
            continue
        units = [held[county, name] for county in counties.ids]
        before, after = (curve([each[state] for each in units], counties.residents) for state in (0, 1))
        if after is not None:
            texts = [_index(gini, lang) for gini in ginis[label]]
            said = say("page_lorenz_said", lang, resource=label, now=texts[0], plan=texts[1])
            found.append(Lorenz(label, _points(before), _points(after), arrow(*texts), said))
    return tuple(found)


def _index(value: Cell, lang: str) -> str:
    return fixed(value, INDEX_PLACES) if isinstance(value, int | Fraction) else say("unknown", lang)


def _points(curve: Curve | None) -> str:
    """The points of a curve for an SVG polyline; the drawing's zero is at the top."""
    return "" if curve is None else " ".join(f"{float(x) * 100:.1f},{100 - float(y) * 100:.1f}" for x, y in curve)
