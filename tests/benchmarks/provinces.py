"""Writes a benchmark region in the published instance format.

    python -m tests.benchmarks.provinces SIZE FOLDER [--seed N]
    python -m tests.benchmarks.provinces --counties N --facilities N FOLDER

SIZE is S (10 counties × 30 facilities), M (90 × 150), L (300 × 300), XL4 (700 × 100), XL (2,800 × 100) or china (the
2,855 county units of the census of 2020 × 100). XL4 is the first quarter of XL. The same size and seed give the same
bytes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from tests.benchmarks.counties import County, Region, census, invented
from tests.benchmarks.modelled import HOSPITALS, Modelled, modelled
from tests.benchmarks.province_policy import BED_COST, BEDS, PLAN, policies

SIZES = {"S": (10, 30), "M": (90, 150), "L": (300, 300), "XL4": (700, 100), "XL": (2800, 100), "china": (2855, 100)}
"""Size → counties, facilities in each."""

OPEN_COST = 5_000_000

_RESOURCES = pd.DataFrame(
    [
        ("beds", "床位", "beds", "张", BED_COST, 20_000),
        ("doctors", "执业（助理）医师", "doctors", "人", 0, 150_000),
        ("nurses", "注册护士", "nurses", "人", 0, 110_000),
        ("ambulances", "救护车", "ambulances", "辆", 400_000, 90_000),
    ],
    columns=["resource", "name", "name_en", "unit", "capital_cost", "annual_cost"],
)

_AREA_COLUMNS = ["area", "name", "name_en", "level", "parent", "residents"]

_INSTANCE = """\
title = "{title}"
title_en = "{title_en}"
policy = "{policy}"
base_year = 2020
target_year = 2025
currency = "CNY"
annualise_years = 10

[sources]
"""

_MODELLED = {
    "facilities.csv": "Modelled: none of these facilities exists.",
    "stock.csv": "Modelled: drawn by seed {seed}, near what the policy asks for and mostly below.",
    "travel.csv": "Modelled: four facilities of its county are within 5 to 14 minutes of each township.",
    "resources.csv": "Assumed: prices of the size of published ones.",
}


def write_size(size: str, folder: Path, seed: int = 1) -> None:
    """Write the region of a named size into a folder, which is made."""
    counties, facilities = SIZES[size]
    write_region(census() if size == "china" else invented(counties, seed), facilities, folder, seed)


def write_region(region: Region, facilities: int, folder: Path, seed: int) -> None:
    """Write the tables and policies of a region with that many facilities in each county."""
    (folder / "policies").mkdir(parents=True, exist_ok=True)
    drawn = [
        modelled(county, facilities, np.random.default_rng([seed, number]))
        for number, county in enumerate(region.counties)
    ]
    codes = np.array([f"F{number:03d}" for number in range(facilities)], dtype=object)
    ids = [county.area + "-" + codes for county in region.counties]
    _write(folder / "areas.csv", _areas(region, drawn))
    _write(folder / "facilities.csv", _facilities(region.counties, drawn, ids))
    _write(folder / "resources.csv", _RESOURCES)
    _write(folder / "stock.csv", _stock(drawn, ids))
    _write(folder / "travel.csv", _travel(region.counties, drawn, ids))
    _text(folder / "instance.toml", _instance(region, seed))
    people = sum(county.people for county in region.counties)
    for name, text in policies(_beds_short(region.counties, drawn), people).items():
        _text(folder / "policies" / name, text)


def _areas(region: Region, drawn: Sequence[Modelled]) -> pd.DataFrame:
    rows: list[tuple[object, ...]] = list(region.above)
    for county, made in zip(region.counties, drawn, strict=True):
        rows.append((county.area, county.name, county.name_en, "county", county.parent, county.people))
        rows += _townships(county, made)
    return pd.DataFrame(rows, columns=_AREA_COLUMNS)


def _townships(county: County, made: Modelled) -> Iterator[tuple[object, ...]]:
    for number in range(made.townships):
        name, name_en = f"{county.name}第{number + 1}乡镇", f"{county.name_en}, township {number + 1}"
        yield f"{county.area}-T{number:02d}", name, name_en, "township", county.area, made.people


def _facilities(counties: Sequence[County], drawn: Sequence[Modelled], ids: Sequence[np.ndarray]) -> pd.DataFrame:
    each = len(ids[0])
    hospital = np.tile(np.arange(each) < HOSPITALS, len(ids))
    candidate = np.concatenate([made.candidate for made in drawn])
    numbers = np.tile(np.array([str(number + 1) for number in range(each)], dtype=object), len(ids))
    names = np.repeat(np.array([county.name for county in counties], dtype=object), each)
    names_en = np.repeat(np.array([county.name_en for county in counties], dtype=object), each)
    return pd.DataFrame(
        {
            "facility": np.concatenate(ids),
            "name": names + "模型" + np.where(hospital, "医院", "卫生院").astype(object) + numbers,
            "name_en": names_en
            + ", modelled "
            + np.where(hospital, "hospital ", "health centre ").astype(object)
            + numbers,
            "area": np.repeat(np.array([county.area for county in counties], dtype=object), each),
            "type": np.where(hospital, "general_hospital", "township_health_centre"),
            "status": np.where(candidate, "candidate", "open"),
            "open_cost": np.where(candidate, str(OPEN_COST), ""),
        }
    )


def _stock(drawn: Sequence[Modelled], ids: Sequence[np.ndarray]) -> pd.DataFrame:
    names = list(_RESOURCES["resource"])
    current = np.concatenate([np.column_stack([made.current[name] for name in names]).ravel() for made in drawn])
    most = np.concatenate([np.column_stack([made.most[name] for name in names]).ravel() for made in drawn])
    facility = np.repeat(np.concatenate(ids), len(names))
    resource = np.tile(np.array(names, dtype=object), len(facility) // len(names))
    return pd.DataFrame({"facility": facility, "resource": resource, "current": current, "max": most})


def _travel(counties: Sequence[County], drawn: Sequence[Modelled], ids: Sequence[np.ndarray]) -> pd.DataFrame:
    townships = [
        f"{county.area}-T{t:02d}" for county, made in zip(counties, drawn, strict=True) for t in range(made.townships)
    ]
    return pd.DataFrame(
        {
            "area": np.repeat(np.array(townships, dtype=object), drawn[0].near.shape[1]),
            "facility": np.concatenate([names[made.near].ravel() for names, made in zip(ids, drawn, strict=True)]),
            "minutes": np.concatenate([made.minutes.ravel() for made in drawn]),
        }
    )


def _beds_short(counties: Sequence[County], drawn: Sequence[Modelled]) -> int:
    wanted = [round(BEDS * county.people / 1000) for county in counties]
    return sum(max(0, beds - int(made.current["beds"].sum())) for beds, made in zip(wanted, drawn, strict=True))


def _instance(region: Region, seed: int) -> str:
    head = _INSTANCE.format(title=region.title, title_en=region.title_en, policy=PLAN)
    told = {**region.sources, **{file: text.format(seed=seed) for file, text in _MODELLED.items()}}
    return head + "".join(f'"{what}" = "{text}"\n' for what, text in told.items())


def _write(path: Path, table: pd.DataFrame) -> None:
    table.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def main(words: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.provinces", description=__doc__.splitlines()[0])
    parser.add_argument("size", nargs="?", choices=SIZES)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--counties", type=int)
    parser.add_argument("--facilities", type=int)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(words)
    if asked.size:
        write_size(asked.size, asked.folder, asked.seed)
    elif asked.counties and asked.facilities:
        write_region(invented(asked.counties, asked.seed), asked.facilities, asked.folder, asked.seed)
    else:
        parser.error("a SIZE, or both --counties and --facilities")


if __name__ == "__main__":
    main()
