"""Which counties a benchmark region has: invented ones of any number, or the census units of the whole country."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

CENSUS = Path(__file__).parent / "china_counties.csv"

Row = tuple[str, ...]
"""A row of ``areas.csv``: area, name, name_en, level, parent, residents."""


@dataclass(frozen=True)
class County:
    """A county and the area that it lies in."""

    area: str
    name: str
    name_en: str
    parent: str
    people: int


@dataclass(frozen=True)
class Region:
    """What a region is called, the rows of the areas above its counties, the counties, and where it is all from."""

    title: str
    title_en: str
    above: Sequence[Row]
    counties: Sequence[County]
    sources: Mapping[str, str]


def invented(counties: int, seed: int) -> Region:
    """A province with that many counties of 100,000 to 900,000 residents; more counties begin with the same ones."""
    dice = np.random.default_rng(seed)
    people = dice.integers(100_000, 900_000, counties, endpoint=True)
    return Region(
        f"模型省（{counties}个县）",
        f"A modelled province of {counties} counties",
        [("P", "模型省", "Modelled province", "province", "", "")],
        [
            County(f"K{number:04d}", f"第{number + 1}县", f"County {number + 1}", "P", int(residents))
            for number, residents in enumerate(people)
        ],
        {"areas.csv": "Modelled: nothing in it is real."},
    )


def census() -> Region:
    """The county units of mainland China with their residents of 2020."""
    with CENSUS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Region(
        "全国县级单位（2020年人口普查）与模型机构",
        "China's county units of the census of 2020, with modelled facilities",
        list(dict.fromkeys(above for row in rows for above in _above(row))),
        [County(row["code"], row["name"], f"Unit {row['code']}", _parent(row), int(row["residents"])) for row in rows],
        {
            "areas.csv: provinces, cities, counties and their residents": "Sourced: 《中国人口普查分县资料—2020》 "
            "(census of 2020-11-01), without development zones.",
            "areas.csv: townships and their residents": "Modelled: equal parts of the county, not real townships.",
        },
    )


def _above(row: Mapping[str, str]) -> Iterator[Row]:
    """The province of a census unit, and its city if it has one."""
    province = _province(row)
    yield province, row["province"], f"Province {province}", "province", "", ""
    if row["city"]:
        yield _parent(row), row["city"], f"City {_parent(row)}", "city", province, ""


def _parent(row: Mapping[str, str]) -> str:
    return row["code"][:4] + "00" if row["city"] else _province(row)


def _province(row: Mapping[str, str]) -> str:
    return row["code"][:2] + "0000"
