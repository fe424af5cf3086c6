"""Reading and writing the tables of Lishui, and sharing a total among many."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple


class Stock(NamedTuple):
    """One row of ``stock.csv``; an empty bound or cost is absent."""

    facility: str
    resource: str
    current: int
    min: int | str = ""
    max: int | str = ""
    capital_cost: int | str = ""
    annual_cost: int | str = ""


def apportion(total: int, weights: Mapping[str, Fraction]) -> dict[str, int]:
    """Share a whole total in proportion to the weights, by largest remainders; a tie falls to the first."""
    whole = sum(weights.values())
    quotas = {key: total * weight / whole for key, weight in weights.items()}
    shares = {key: int(quota) for key, quota in quotas.items()}
    by_remainder = sorted(quotas, key=lambda key: shares[key] - quotas[key])
    for key in by_remainder[: total - sum(shares.values())]:
        shares[key] += 1
    return shares


def with_floors(total: int, weights: Mapping[str, Fraction], floors: Mapping[str, int]) -> dict[str, int]:
    """Share a total in proportion to the weights, but nobody gets less than his floor."""
    kept: dict[str, int] = {}
    while True:
        free = {key: weight for key, weight in weights.items() if key not in kept}
        shares = apportion(total - sum(kept.values()), free)
        below = {key: floors[key] for key, share in shares.items() if share < floors[key]}
        if not below:
            return kept | shares
        kept |= below


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file by column name."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write a CSV file in UTF-8 with Unix line ends."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
