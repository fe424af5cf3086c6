"""The model taken apart by county: what each county decides alone, and the few rows that tie the counties together.

    min Σ_k c_k·x_k + d·y    where x_k keeps the county's own rows and    low ≤ Σ_k A_k·x_k + B·y ≤ high    (the links)

With prices π on the links the counties fall apart, and for any π

    Σ_k min (c_k − A_kᵀπ)·x_k  +  min (d − Bᵀπ)·y  +  Σ_r (π_r·low_r where π_r > 0, π_r·high_r where π_r < 0)

is a lower bound (A. M. Geoffrion, "Lagrangean relaxation for integer programming", Mathematical Programming Study 2
(1974) 82-114). The rows that measure the worst-off area, ``rest + weight · worst ≥ low``, are kept apart: once a level
is set for ``worst``, the row of an area inside one county ties nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import gcd

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix

from models.standard import Floats, Following, StandardForm, StepColumn

Numbers = NDArray[np.int64]

_FINE = 2.0**20
"""Coefficients that are whole after multiplying by this are treated as whole multiples of one step."""

_MOST_EXACT = 2.0**52


@dataclass(frozen=True)
class Levels:
    """Rows ``rest ≥ low − weight · level``: where they stand, and their two numbers."""

    rows: Numbers
    low: Floats
    weight: Floats

    def floors(self, level: float) -> Floats:
        """The right-hand sides at a level of ``worst``."""
        return self.low - self.weight * level


@dataclass(frozen=True)
class County:
    """One county as a model of its own: its ``columns`` in the whole, its rows (level rows last, without a side until a
    level is set), and its part of each link, a row per link."""

    form: StandardForm
    columns: Numbers
    levels: Levels
    links: csr_matrix


@dataclass(frozen=True)
class Links:
    """What ties the counties: ``low ≤ Σ_k uses_k + columns · y ≤ high`` with link columns y within their bounds.

    ``levels`` are the links that measure ``worst`` over several counties.
    """

    low: Floats
    high: Floats
    columns: csr_matrix
    lower: Floats
    upper: Floats
    whole: NDArray[np.bool_]
    levels: Levels

    @property
    def count(self) -> int:
        """How many rows."""
        return len(self.low)


@dataclass(frozen=True)
class Split:
    """All counties, what links them, and where the link columns stand in the whole model."""

    counties: tuple[County, ...]
    links: Links
    link_columns: Numbers


def split(form: StandardForm) -> Split:
    """Take a model apart. Every row and every column but ``worst`` stands in exactly one part."""
    matrix = csr_matrix((form.value, form.index, form.start), shape=(len(form.row_low), len(form.column_lower)))
    owner = form.row_county
    weights = _weights(form)
    is_level = weights != 0
    own, own_levels = _by_owner(owner, ~is_level), _by_owner(owner, is_level)
    tying = np.concatenate([np.flatnonzero((owner < 0) & ~is_level), np.flatnonzero((owner < 0) & is_level)])
    across = matrix[tying].tocsc()
    steps = _steps_by_county(form)
    follows = [_following_by_county(form, group) for group in form.follows]
    columns = _by_owner(form.column_county.astype(np.int64), np.ones(len(form.column_county), bool))
    none = np.zeros(0, np.int64)
    counties = tuple(
        _county(
            form,
            matrix,
            across,
            weights,
            columns.get(number, none),
            own.get(number, none),
            own_levels.get(number, none),
            steps.get(number, []),
            [Following(members.get(number, none).astype(np.int32), up) for members, up in follows],
        )
        for number in range(int(form.column_county.max(initial=-1)) + 1)
    )
    alone = np.flatnonzero(form.column_county < 0)
    alone = alone[alone != form.worst]
    return Split(counties, _links(form, across, weights, tying, alone), alone)


def _weights(form: StandardForm) -> Floats:
    """The coefficient of ``worst`` in each row."""
    weights = np.zeros(len(form.row_low))
    if form.worst >= 0:
        row = np.repeat(np.arange(len(form.row_low)), np.diff(form.start))
        at = form.index == form.worst
        weights[row[at]] = form.value[at]
    return weights


def _by_owner(owner: Numbers, chosen: NDArray[np.bool_]) -> dict[int, Numbers]:
    """Owner → the chosen positions it has."""
    positions = np.flatnonzero(chosen)
    order = positions[np.argsort(owner[positions], kind="stable")]
    if not len(order):
        return {}
    owners, starts = np.unique(owner[order], return_index=True)
    return dict(zip(owners.tolist(), np.split(order, starts[1:]), strict=True))


def _steps_by_county(form: StandardForm) -> dict[int, list[StepColumn]]:
    found: dict[int, list[StepColumn]] = {}
    for step in form.steps:
        found.setdefault(int(form.column_county[step.column]), []).append(step)
    return found


def _following_by_county(form: StandardForm, group: Following) -> tuple[dict[int, Numbers], bool]:
    places = np.sort(group.columns).astype(np.int64)
    owner = form.column_county[places].astype(np.int64)
    held = _by_owner(owner, np.ones(len(places), bool))
    return {number: places[at] for number, at in held.items()}, group.up


def _county(
    form: StandardForm,
    matrix: csr_matrix,
    across: csc_matrix,
    weights: Floats,
    columns: Numbers,
    rows: Numbers,
    levels: Numbers,
    steps: list[StepColumn],
    follows: list[Following],
) -> County:
    inside = _within(matrix, np.concatenate([rows, levels]), columns)
    open_ended = np.full(len(levels), np.inf)
    own = replace(
        form,
        column_lower=form.column_lower[columns],
        column_upper=form.column_upper[columns],
        whole=form.whole[columns],
        row_low=np.concatenate([form.row_low[rows], -open_ended]),
        row_high=np.concatenate([form.row_high[rows], open_ended]),
        start=inside.indptr.astype(np.int32),
        index=inside.indices.astype(np.int32),
        value=inside.data,
        goals=(),
        follows=tuple(
            Following(np.searchsorted(columns, group.columns).astype(np.int32), group.up) for group in follows
        ),
        steps=tuple(_step(step, columns) for step in steps),
        worst=-1,
        column_names=(),
        row_names=(),
        column_county=np.zeros(len(columns), np.int32),
    )
    measured = Levels(np.arange(len(rows), len(rows) + len(levels)), form.row_low[levels], weights[levels])
    return County(own, columns, measured, across[:, columns].tocsr())


def _within(matrix: csr_matrix, rows: Numbers, columns: Numbers) -> csr_matrix:
    """Rows that touch no other columns (but perhaps ``worst``), over these columns alone."""
    chosen = matrix[rows]
    place = np.searchsorted(columns, chosen.indices)
    inside = columns[np.minimum(place, len(columns) - 1)] == chosen.indices if len(columns) else place < 0
    row = np.repeat(np.arange(len(rows)), np.diff(chosen.indptr))
    return csr_matrix((chosen.data[inside], (row[inside], place[inside])), shape=(len(rows), len(columns)))


def _step(step: StepColumn, columns: Numbers) -> StepColumn:
    return replace(step, column=int(np.searchsorted(columns, step.column)), stock=np.searchsorted(columns, step.stock))


def _links(form: StandardForm, across: csc_matrix, weights: Floats, tying: Numbers, alone: Numbers) -> Links:
    is_level = weights[tying] != 0
    low, high = form.row_low[tying].copy(), form.row_high[tying].copy()
    at = np.flatnonzero(is_level)
    levels = Levels(at, low[at], weights[tying][at])
    low[at] = -np.inf
    rows = across.tocsr()
    for number in np.flatnonzero(~is_level):
        within = slice(rows.indptr[number], rows.indptr[number + 1])
        low[number], high[number] = _rounded(
            form.whole[rows.indices[within]], rows.data[within], low[number], high[number]
        )
    return Links(
        low,
        high,
        across[:, alone].tocsr(),
        form.column_lower[alone],
        form.column_upper[alone],
        form.whole[alone],
        levels,
    )


def _rounded(whole: NDArray[np.bool_], values: Floats, low: float, high: float) -> tuple[float, float]:
    """Sides moved to the next sum that whole numbers of these coefficients can make at all."""
    sizes = np.abs(values) * _FINE
    if not whole.all() or (sizes != np.rint(sizes)).any() or sizes.max(initial=0.0) > _MOST_EXACT:
        return low, high
    step = gcd(*(int(size) for size in np.unique(sizes))) / _FINE
    if not step:
        return low, high
    return float(np.ceil(low / step - 1e-9) * step), float(np.floor(high / step + 1e-9) * step)
