"""What the solver is asked to find plans far apart, whether there is one more, and what no plan can have otherwise.

Looking **down** at a place, every unit less than an earlier plan counts 1 / its units: exactly the distance. Looking
**up**, the distance 1 − earlier / units is concave and is counted from below, against the largest of the earlier plans,
by straight pieces that end at twice and four times its units. So what a search promises is at least there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from optimizer.solving.near import ExtraRow, Neighbourhood, Question
from optimizer.studies.differing import MapView, Place, Ways

FIRST_END, SECOND_END = 2, 4
"""Where the pieces end, in multiples of the units of an earlier plan."""


@dataclass(frozen=True)
class Columns:
    """Where the map stands in a model: the stock columns of every place, and the columns of openings."""

    stock: Mapping[Place, tuple[int, ...]]
    open: Mapping[str, int]


def map_columns(near: Neighbourhood) -> Columns:
    """The columns of a neighbourhood's model by place."""
    columns = near.assembly.columns
    stock: dict[Place, list[int]] = defaultdict(list)
    for (facility, resource), column in columns.stock.items():
        stock[columns.county[facility], resource].append(column)
    return Columns({place: tuple(members) for place, members in stock.items()}, columns.open)


def far_question(near: Neighbourhood, columns: Columns, known: Sequence[MapView], ways: Ways) -> Question:
    """Look for a plan far from all that are known, at each place in one direction."""
    question = near.question()
    share = 1.0 / max(len(columns.stock), 1)
    for place, members in columns.stock.items():
        least, most = bounds(near, members)
        if least == most:
            continue
        units = [view.totals[place] for view in known]
        if ways[place] > 0:
            _look_up(question, members, max(units), len(known) * share)
        else:
            _look_down(question, members, units, share)
    for facility, column in columns.open.items():
        for view in known:
            weight = 1.0 / len(columns.open)
            question.add(column, weight if view.open[facility] else -weight)
            question.constant -= weight if view.open[facility] else 0.0
    return question


def _look_down(question: Question, members: Sequence[int], units: Sequence[int], share: float) -> None:
    """Σ over earlier plans of (their units − units) / their units."""
    weight = sum(share / number for number in units if number)
    for column in members:
        question.add(column, weight)
    question.constant -= share * sum(1 for number in units if number)


def _look_up(question: Question, members: Sequence[int], units: int, share: float) -> None:
    """1 − earlier / units in two pieces, and a loss where units fall below."""
    terms = dict.fromkeys(members, 1.0)
    if units == 0:
        pieces = [(1.0, 1.0)]
    else:
        first = 1 - 1 / FIRST_END
        pieces = [(first, (FIRST_END - 1) * units / first)]
        second = 1 / FIRST_END - 1 / SECOND_END
        pieces.append((second, (SECOND_END - FIRST_END) * units / second))
        below = question.add_column()
        terms[below] = float(units)
        question.add(below, share)
    for length, width in pieces:
        piece = question.add_column(length)
        terms[piece] = -width
        question.add(piece, -share)
    question.rows.append(ExtraRow(terms, float(units)))


def other_question(near: Neighbourhood, columns: Columns, known: Sequence[MapView]) -> Question:
    """Any plan that differs from every known one on the map, with yes/no columns that say where."""
    question = near.question(whole=True)
    for view in known:
        differs, low = _doors(columns, view)
        for place, members in columns.stock.items():
            differs |= dict.fromkeys(_unequal(question, near, members, view.totals[place]), 1.0)
        question.rows.append(ExtraRow(differs, low))
    return question


def _doors(columns: Columns, view: MapView) -> tuple[dict[int, float], float]:
    """How many facilities differ in opening, as a row: Σ ≥ low means at least one."""
    terms = {column: -1.0 if view.open[facility] else 1.0 for facility, column in columns.open.items()}
    return terms, 1.0 - sum(view.open[facility] for facility in columns.open)


@dataclass(frozen=True)
class Sum:
    """Columns whose sum is the same number in all plans found."""

    members: tuple[int, ...]
    units: int


def otherwise_question(near: Neighbourhood, sums: Sequence[Sum]) -> Question:
    """As many of these sums as possible with another number: those that no plan changes are forced."""
    question = near.question(whole=True)
    for one in sums:
        for column in _unequal(question, near, one.members, one.units):
            question.add(column, -1.0)
    return question


def _unequal(question: Question, near: Neighbourhood, members: Sequence[int], units: int) -> list[int]:
    """Yes/no columns of which one may be 1 only if the members have more, or less, than ``units``."""
    found = []
    least, most = bounds(near, members)
    if units < most:
        more = question.add_column()
        question.rows.append(ExtraRow({**dict.fromkeys(members, 1.0), more: float(least - units - 1)}, float(least)))
        found.append(more)
    if units > least:
        less = question.add_column()
        question.rows.append(ExtraRow({**dict.fromkeys(members, -1.0), less: float(units - 1 - most)}, float(-most)))
        found.append(less)
    return found


def bounds(near: Neighbourhood, members: Sequence[int]) -> tuple[int, int]:
    """Between what the bounds of its columns let a sum lie."""
    lower, upper = near.form.column_lower, near.form.column_upper
    return round(sum(lower[column] for column in members)), round(sum(upper[column] for column in members))
