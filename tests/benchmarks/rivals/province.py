"""The plan of a benchmark region as plain arrays, from which every rival formulates one and the same model.

Columns, all but the last two kinds whole:

    stock[f,r]     units of a resource at a facility; today's … the written maximum, a candidate's from 0
    open[k]        1 if candidate k opens
    beds_short[c], doctors_short[c], nurses_short[c], staff_short[f], cover_short[t]
    worst          the shortfall of the worst-off county
    spread[c,r]    the largest relative change of a facility of a county

Rows, in this order:

    beds          Σ beds of a county + beds_short ≥ wanted
    doctors       Σ doctors + doctors_short ≥ wanted
    nurses        25 · Σ nurses − 29 · Σ doctors + 25 · nurses_short ≥ 0
    staff         10 · nurses − 3 · beds + 10 · staff_short ≥ 0                        each facility
    ambulances    Σ ambulances ≥ wanted
    cap           Σ beds ≤ most
    budget        Σ capital cost · stock + opening costs ≤ budget + capital cost of today's stock
    cover         Σ ambulances near a township + cover_short ≥ 1
    opening       stock ≤ maximum · open                                               each candidate × resource
    fairness      worst ≥ the mean shortfall of a county's clauses
    spread        max(today, 1) · spread − stock ≥ −today

The objective is the goal ``anticipated+guiding``: the sum of the relative shortfalls of the five soft clauses.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

RESOURCES = ("beds", "doctors", "nurses", "ambulances")
BEDS, DOCTORS, NURSES, AMBULANCES = range(len(RESOURCES))


@dataclass(frozen=True)
class Weights:
    """How much one unit short counts, by clause: one number for all rows, but by township for coverage."""

    beds: float
    doctors: float
    nurses: float
    staff: float
    cover: Floats


@dataclass(frozen=True)
class Province:
    """The numbers of a model: ``county`` of each facility, ``home`` (the county) of each township.

    The pairs ``near`` and ``township`` say which facility is near which township; ``fair`` has the weights of a unit
    short inside each county.
    """

    county_names: Sequence[str]
    facility_names: Sequence[str]
    township_names: Sequence[str]
    county: Wholes
    candidates: Wholes
    today: Wholes
    most: Wholes
    home: Wholes
    township: Wholes
    near: Wholes
    capital: Wholes
    open_cost: int
    budget: int
    beds: Wholes
    doctors: Wholes
    ambulances: Wholes
    cap: Wholes
    weights: Weights
    fair: tuple[Weights, ...]

    @property
    def counties(self) -> int:
        """How many there are."""
        return len(self.beds)

    @property
    def facilities(self) -> int:
        """How many there are."""
        return len(self.county)


def read_province(folder: Path) -> Province:
    """The model's numbers from the files of a generated region."""
    areas = pd.read_csv(folder / "areas.csv", usecols=["area", "level", "parent", "residents"], dtype={"parent": str})
    facilities = pd.read_csv(folder / "facilities.csv", usecols=["facility", "area", "status", "open_cost"])
    stock = pd.read_csv(folder / "stock.csv")
    travel = pd.read_csv(folder / "travel.csv")
    prices = pd.read_csv(folder / "resources.csv").set_index("resource")["capital_cost"]
    areas["area"], facilities["area"] = areas["area"].astype(str), facilities["area"].astype(str)
    counties = areas[areas["level"] == "county"].reset_index(drop=True)
    townships = areas[areas["level"] == "township"].reset_index(drop=True)
    people = counties["residents"].to_numpy(np.int64)
    county = pd.Index(counties["area"]).get_indexer(facilities["area"])
    home = pd.Index(counties["area"]).get_indexer(townships["parent"])
    shape = (len(facilities), len(RESOURCES))
    today = stock["current"].to_numpy(np.int64).reshape(shape)
    beds, doctors = _up(people * 68, 10_000), _up(people * 27, 10_000)
    residents = townships["residents"].to_numpy(np.float64)
    weights, fair = _weights(county, today, beds, doctors, home, residents)
    return Province(
        county_names=counties["area"].tolist(),
        facility_names=facilities["facility"].tolist(),
        township_names=townships["area"].tolist(),
        county=county,
        candidates=np.flatnonzero(facilities["status"] == "candidate"),
        today=today,
        most=stock["max"].to_numpy(np.int64).reshape(shape),
        home=home,
        township=pd.Index(townships["area"]).get_indexer(travel["area"].astype(str)),
        near=pd.Index(facilities["facility"]).get_indexer(travel["facility"]),
        capital=prices.loc[list(RESOURCES)].to_numpy(np.int64),
        open_cost=int(facilities["open_cost"].max()) if facilities["open_cost"].notna().any() else 0,
        budget=_budget(folder),
        beds=beds,
        doctors=doctors,
        ambulances=_up(people, 30_000),
        cap=people * 8 // 1000,
        weights=weights,
        fair=fair,
    )


def _up(numerator: Wholes, denominator: int) -> Wholes:
    return -(-numerator // denominator)


def _budget(folder: Path) -> int:
    policy = tomllib.loads((folder / "policies" / "plain.toml").read_text(encoding="utf-8"))
    return int(next(clause["at_most"] for clause in policy["clause"] if clause["id"] == "budget"))


def _weights(
    county: Wholes, today: Wholes, beds: Wholes, doctors: Wholes, home: Wholes, residents: Floats
) -> tuple[Weights, tuple[Weights, ...]]:
    """What a unit short counts in the whole region, and inside each county as a fifth of its mean of five clauses."""
    ratio = np.maximum(np.bincount(county, today[:, DOCTORS]) * 1.16, 1)
    staff = np.maximum(today[:, BEDS] * 0.3, 1)
    inside = np.bincount(county, staff)
    people = np.bincount(home, residents)
    whole = Weights(1 / beds.sum(), 1 / doctors.sum(), 1 / ratio.sum(), 1 / staff.sum(), residents / residents.sum())
    order = np.argsort(home, kind="stable")
    parts = np.split(order, np.searchsorted(home[order], np.arange(1, len(beds))))
    fair = tuple(
        Weights(0.2 / beds[c], 0.2 / doctors[c], 0.2 / ratio[c], 0.2 / inside[c], 0.2 * residents[part] / people[c])
        for c, part in enumerate(parts)
    )
    return whole, fair
