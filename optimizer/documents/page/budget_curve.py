"""The page of a frontier: what each budget reaches, as curves with their kinks, and as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from string import ascii_uppercase
from typing import Any

from optimizer.documents.page.grid import Grid, Line, Shown
from optimizer.documents.page.plot import Axis, axis
from optimizer.documents.page.study_names import Names, exact
from optimizer.reporting.numbers import fixed, percent
from optimizer.reporting.sections import goal_name, goal_text
from optimizer.reporting.words import say

LEFT, RIGHT, TOP, BOTTOM = 78.0, 388.0, 26.0, 200.0
INDEX_PLACES = 3
NOISE = Fraction(1, 10**9)
COST, STABILITY = "cost", "stability"

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Spot:
    """One budget on a curve; ``proven`` is where the proven bound stands, if that is not the value itself."""

    x: float
    y: float
    proven: float | None
    told: str


@dataclass(frozen=True)
class Bend:
    """A kink: its letter, and from where to where the budget turns the curve."""

    letter: str
    start: float
    end: float


@dataclass(frozen=True)
class Curve:
    """One chart: budgets along, one quantity up; ``lost`` are the budgets without a plan."""

    title: str
    line: str
    spots: tuple[Spot, ...]
    x_ticks: tuple[tuple[float, str], ...]
    y_ticks: tuple[tuple[float, str], ...]
    bends: tuple[Bend, ...]
    lost: tuple[float, ...]


def context(document: Document, names: Names) -> dict[str, Any]:
    """Everything that the template of a frontier shows."""
    lang = names.lang
    region = names.region(dict(document))
    sentence = "sentence_zh" if lang == "zh" else "sentence"
    points = [point for point in document["points"] if point["budget"] is not None]
    charts = _Charts(points, document["kinks"], names)
    return {
        "title": say("frontier_title", lang, name=region, policy=document["policy"]),
        "curves": list(charts.goals()),
        "ginis": list(charts.ginis()),
        "kinks": [(_letter(number), each[sentence]) for number, each in enumerate(document["kinks"])],
        "points": _points_table(points, names),
        "short": _short_table(points, names),
        "unfinished": _unfinished(document, names),
        "interrupted": bool(document["interrupted"]),
        "data": {"words": {}},
    }


def _letter(number: int) -> str:
    return ascii_uppercase[number] if number < len(ascii_uppercase) else str(number + 1)


class _Charts:
    """All charts of one frontier: the same budgets along, the same kinks."""

    def __init__(self, points: Sequence[Document], kinks: Sequence[Document], names: Names) -> None:
        self._points, self._names = points, names
        self._along = axis([float(point["budget"]) for point in points], LEFT, RIGHT, from_zero=False)
        self._bends = tuple(_bends(kinks, self._along))

    def goals(self) -> Iterator[Curve]:
        """The goals that are not zero under every budget, then what is spent once and per year."""
        for place, goal in enumerate(_goals(self._points)):
            values = [exact(point["goals"][place]["value"]) for point in self._points]
            bounds = [exact(point["goals"][place]["bound"]) for point in self._points]
            if any(values) and goal != STABILITY:
                title, tell = goal_name(goal, self._names.lang), _teller(goal, self._names)
                yield self._curve(title, values, bounds, tell, from_zero=goal != COST)
        for key, title in (("capital", "frontier_spent"), ("annual", "annual")):
            values = [exact(point["cost"][key]) for point in self._points]
            if any(values):
                yield self._curve(say(title, self._names.lang), values, (), self._names.money, from_zero=False)

    def ginis(self) -> Iterator[Curve]:
        """The Gini coefficient of each resource that is not spread evenly under every budget."""
        for name in dict.fromkeys(name for point in self._points for name in point["equity"]):
            values = [exact(point["equity"].get(name, {}).get("gini_residents")) for point in self._points]
            if any(values):
                yield self._curve(self._names.resource(name), values, (), _index, from_zero=True)

    def _curve(
        self,
        title: str,
        values: Sequence[Fraction | None],
        bounds: Sequence[Fraction | None],
        tell: Callable[[Fraction], str],
        *,
        from_zero: bool,
    ) -> Curve:
        known = [float(each) for each in (*values, *bounds) if each is not None]
        up = axis(known, BOTTOM, TOP, from_zero=from_zero)
        places = [self._along.at(float(point["budget"])) for point in self._points]
        spots = tuple(
            Spot(x, up.at(float(value)), _proven(value, bound, up), tell(value))
            for x, value, bound in zip(places, values, bounds or [None] * len(values), strict=True)
            if value is not None
        )
        lang = self._names.lang
        return Curve(
            title,
            " ".join(f"{spot.x:g},{spot.y:g}" for spot in spots),
            spots,
            tuple((self._along.at(tick), _short(tick, lang)) for tick in self._along.ticks[::2]),
            tuple((up.at(tick), _short(tick, lang)) for tick in up.ticks),
            self._bends,
            tuple(x for x, value in zip(places, values, strict=True) if value is None),
        )


def _goals(points: Sequence[Document]) -> list[str]:
    return [goal["goal"] for goal in points[0]["goals"]] if points else []


def _proven(value: Fraction, bound: Fraction | None, up: Axis) -> float | None:
    """Where the proven bound stands; None if there is none, or it is the value but for rounding."""
    if bound is None or abs(value - bound) <= NOISE * max(abs(value), Fraction(1)):
        return None
    return up.at(float(bound))


def _index(value: Fraction) -> str:
    return fixed(value, INDEX_PLACES)


def _teller(goal: str, names: Names) -> Callable[[Fraction], str]:
    if goal == COST:
        return names.money
    return lambda value: goal_text(goal, value, names.currency, names.lang)


def _short(number: float, lang: str) -> str:
    """A tick in few signs: 150M, in Chinese 1.5亿; small numbers as they are."""
    sizes = ((1e8, "亿"), (1e4, "万")) if lang == "zh" else ((1e9, "bn"), (1e6, "M"), (1e4, "k"))
    for size, sign in sizes:
        if abs(number) >= size:
            return f"{number / (1e3 if sign == 'k' else size):g}{sign}"
    return f"{number:g}"


def _bends(kinks: Sequence[Document], along: Axis) -> Iterator[Bend]:
    for number, kink in enumerate(kinks):
        above, below = kink["above"], kink["below"]
        ends = [along.at(float(each)) for each in (below, above) if each is not None]
        inside = [min(max(end, along.start), along.end) for end in ends]
        if inside:
            yield Bend(_letter(number), inside[0], inside[-1])


def _points_table(points: Sequence[Document], names: Names) -> Grid:
    lang = names.lang
    goals = _goals(points)
    heads = [say("frontier_budget", lang), say("status", lang), say("frontier_spent", lang)]
    heads += [goal_name(goal, lang) for goal in goals]
    heads += [say("frontier_worst_gap", lang), say("frontier_short", lang)]
    lines = []
    for point in points:
        has_plan = point["cost"]["capital"] is not None
        texts = [_amount(point["budget"], names), say(point["status"], lang), _amount(point["cost"]["capital"], names)]
        texts += [_told(goal, value, names) for goal, value in zip(goals, _values(point), strict=True)]
        texts += [_worst_gap(point), str(len(point["short"])) if has_plan else ""]
        lines.append(Line(tuple(Shown(text) for text in texts)))
    numeric = (*range(3, len(heads) + 1),)
    return Grid("t-points", say("frontier_curve", lang), tuple(heads), numeric, tuple(lines))


def _values(point: Document) -> list[Fraction | None]:
    return [exact(goal["value"]) for goal in point["goals"]]


def _told(goal: str, value: Fraction | None, names: Names) -> str:
    return "" if value is None else _teller(goal, names)(value)


def _amount(number: Any, names: Names) -> str:
    value = exact(number)
    return "" if value is None else names.money(value)


def _worst_gap(point: Document) -> str:
    gaps = [gap for goal in point["goals"] if (gap := exact(goal["gap"])) is not None]
    return percent(worst if (worst := max(gaps)) > NOISE else Fraction(0)) if gaps else ""


def _short_table(points: Sequence[Document], names: Names) -> Grid:
    """Clause × budget: in how many places the clause is short; an empty cell where it is met."""
    lang = names.lang
    clauses = dict.fromkeys(one["clause"] for point in points for one in point["short"])
    planned = [point for point in points if point["cost"]["capital"] is not None]
    heads = [say("clause", lang), *(_amount(point["budget"], names) for point in planned)]
    lines = []
    for clause in clauses:
        counts = [
            next((len(one["areas"]) for one in point["short"] if one["clause"] == clause), 0) for point in planned
        ]
        lines.append(Line(tuple(Shown(text) for text in (clause, *(str(each) if each else "" for each in counts)))))
    title = say("page_short_by_budget", lang)
    return Grid("t-short", title, tuple(heads), tuple(range(2, len(heads) + 1)), tuple(lines))


def _unfinished(document: Document, names: Names) -> list[str]:
    lang = names.lang
    told = [f"{_amount(each['budget'], names)}: {each['fault']}" for each in document["faults"]]
    if document["missing"]:
        budgets = say("listed", lang).join(_amount(each, names) for each in document["missing"])
        told.append(say("frontier_missing", lang, count=len(document["missing"]), budgets=budgets))
    return told
