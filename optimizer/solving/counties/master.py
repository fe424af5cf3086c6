"""The choice among what counties proposed: prices from its relaxation, a plan from its exact solution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags_array, hstack, vstack

from models.split import Links
from models.standard import Floats

_LARGEST = 1e4
"""Size of the largest entry of a link in a choice: the solver keeps rows to a millionth, links are kept finer."""


@dataclass(frozen=True)
class Proposals:
    """All proposals of all counties: whose each is, what it costs, what it uses of each link (a row per proposal)."""

    county: NDArray[np.int64]
    cost: Floats
    uses: Floats


@dataclass(frozen=True)
class Choice:
    """A solved choice: the weight of each proposal, the link columns, its value, and (of a relaxation) the prices."""

    weight: Floats
    link_values: Floats
    value: float
    prices: Floats


def choose(
    links: Links,
    link_cost: Floats,
    proposals: Proposals,
    counties: int,
    *,
    whole: bool,
    seconds: float,
    gap: float = 0.0,
    start: Sequence[int] = (),
) -> Choice | None:
    """The cheapest mix of proposals (one of each county if ``whole``) within the links; None if there is none.

    ``gap`` is absolute; ``start`` are the positions of a choice that is known to be possible.
    """
    count, rows = len(proposals.county), links.count
    if len(np.unique(proposals.county)) < counties:
        return None
    size = np.maximum(1e-9, np.abs(proposals.uses).max(axis=0, initial=0.0)) / _LARGEST if rows else np.ones(0)
    used = csr_matrix(proposals.uses.T / size[:, None]) if rows else csr_matrix((0, count))
    picked = csr_matrix((np.ones(count), (proposals.county, np.arange(count))), shape=(counties, count))
    scaled = csr_matrix(links.columns.multiply(1 / size[:, None])) if rows else csr_matrix((0, len(link_cost)))
    matrix = vstack([hstack([used, scaled]), hstack([picked, csr_matrix((counties, len(link_cost)))])]).tocsr()
    highs = highspy.Highs()
    options = {"output_flag": False, "threads": 1, "time_limit": seconds, "mip_rel_gap": 0.0, "mip_abs_gap": gap}
    for name, value in options.items():
        highs.setOptionValue(name, value)
    highs.passModel(
        matrix.shape[1], matrix.shape[0], matrix.nnz, int(highspy.MatrixFormat.kRowwise), 1, 0.0,
        np.concatenate([proposals.cost, link_cost]),
        np.concatenate([np.zeros(count), links.lower]),
        np.concatenate([np.ones(count), links.upper]),
        np.concatenate([links.low / size, np.ones(counties)]),
        np.concatenate([links.high / size, np.ones(counties)]),
        matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32), matrix.data,
        np.concatenate([np.full(count, whole), links.whole & whole]).astype(np.int32),
    )  # fmt: skip
    if whole and len(start):
        known = highspy.HighsSolution()
        values = np.zeros(matrix.shape[1])
        values[np.array(start)] = 1.0
        known.col_value = values.tolist()
        highs.setSolution(known)
    highs.run()
    if highs.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    solution = highs.getSolution()
    values = np.array(solution.col_value)
    prices = np.array(solution.row_dual)[:rows] / size if not whole else np.zeros(rows)
    return Choice(values[:count], values[count:], highs.getInfo().objective_function_value, prices)


def elastic(links: Links, sizes: Floats) -> tuple[Links, Floats]:
    """The links with a column for each way in which each can give way, and what these cost: one per ``size``."""
    rows = links.count
    more = csr_matrix(hstack([links.columns, diags_array(sizes), diags_array(-sizes)]))
    loose = Links(
        links.low,
        links.high,
        more,
        np.concatenate([links.lower, np.zeros(2 * rows)]),
        np.concatenate([links.upper, np.full(2 * rows, np.inf)]),
        np.concatenate([links.whole, np.zeros(2 * rows, bool)]),
        links.levels,
    )
    return loose, np.concatenate([np.zeros(len(links.lower)), np.ones(2 * rows)])


def with_row(links: Links, columns: Floats, high: float) -> Links:
    """The links with one more: ``Σ_k uses_k + columns · y ≤ high``."""
    return Links(
        np.append(links.low, -np.inf),
        np.append(links.high, high),
        vstack([links.columns, csr_matrix(columns[None, :])]).tocsr(),
        links.lower,
        links.upper,
        links.whole,
        links.levels,
    )


def at_level(links: Links, level: float) -> Links:
    """The links with the areas that span several counties kept at a level."""
    low = links.low.copy()
    low[links.levels.rows] = links.levels.floors(level)
    return Links(low, links.high, links.columns, links.lower, links.upper, links.whole, links.levels)


def part_of_links(links: Links, link_cost: Floats, prices: Floats) -> float:
    """What the link columns and the sides of the links add to the bound of some prices."""
    reduced = link_cost - links.columns.T @ prices
    with np.errstate(invalid="ignore"):
        columns = np.where(reduced > 0, reduced * links.lower, np.where(reduced < 0, reduced * links.upper, 0.0))
        sides = np.where(prices > 0, prices * links.low, np.where(prices < 0, prices * links.high, 0.0))
    return float(columns.sum() + sides.sum())


def honest(links: Links, prices: Floats) -> Floats:
    """The prices without those that point to a side that a link does not have."""
    return np.where(
        (prices > 0) & ~np.isfinite(links.low), 0.0, np.where((prices < 0) & ~np.isfinite(links.high), 0.0, prices)
    )


def chosen(choice: Choice, proposals: Proposals, counties: int) -> list[int]:
    """Which proposal each county contributes, by position: the one with the largest weight."""
    order = np.lexsort((-choice.weight, proposals.county))
    first = np.unique(proposals.county[order], return_index=True)[1]
    return [int(order[position]) for position in first][:counties]
