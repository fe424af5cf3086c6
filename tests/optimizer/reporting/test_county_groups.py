"""Tables of very many counties."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.instance import Instance
from optimizer.reporting import county_groups, county_tables
from optimizer.reporting.county_tables import print_counties
from optimizer.reporting.files import write_plan
from optimizer.verifying.verified import VerifiedPlan, verify
from tests.builders import plan, policy, region
from tests.optimizer.reporting import samples


def country(cities: bool) -> Instance:
    """Two provinces with two counties each, one of them in a city, and a county in no province."""
    upper = [{"area": "P1", "level": "province", "name": "One"}, {"area": "P2", "level": "province", "name": "Two"}]
    upper += [{"area": "C", "level": "city", "parent": "P1", "name": "City"}] if cities else []
    homes = {"K1": "C" if cities else "P1", "K2": "P1", "K3": "P2", "K4": "P2", "K5": None}
    counties = [{"area": name, "parent": above, "name": f"County {name}"} for name, above in homes.items()]
    return region(
        areas=[*upper, *counties],
        facilities=[{"facility": f"H-{name}", "area": name} for name in homes],
        stock={(f"H-{name}", "beds"): 10 for name in homes},
    )


def verified(folder: Path, instance: Instance) -> VerifiedPlan:
    """A plan that adds a bed in each county."""
    write_plan(folder, instance, plan(instance, dict.fromkeys(instance.stock, 11)))
    return verify(instance, policy(), folder / "plan.csv")


def printed(folder: Path, instance: Instance, *, full: bool = False) -> list[str]:
    """The lines of the county tables in English."""
    console, stream = samples.recorder(width=80)
    print_counties(verified(folder, instance), "en", console, full=full)
    return [" ".join(line.split()) for line in stream.getvalue().splitlines()]


@pytest.fixture(autouse=True)
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three places are many."""
    monkeypatch.setattr(county_tables, "MOST_COUNTY_ROWS", 3)
    monkeypatch.setattr(county_groups, "MOST_COUNTIES", 3)
    monkeypatch.setattr(county_groups, "FIRST_COUNTIES", 2)


def test_very_many_counties_are_gathered_by_province(tmp_path: Path) -> None:
    """A row has the sum of its counties; a county in no province stands for itself; all is told where it is."""
    lines = printed(tmp_path, country(cities=False))
    assert "Leading resources by province (now → plan)" in lines
    assert ["County K5 10 → 11", "One 20 → 22", "Two 20 → 22"] == [line for line in lines if "0 → " in line][1:]
    assert any("counties.csv" in line for line in lines)


def test_cities_go_before_provinces_if_they_are_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counties in no city stand beside them."""
    monkeypatch.setattr(county_groups, "MOST_COUNTIES", 4)
    monkeypatch.setattr(county_tables, "MOST_COUNTY_ROWS", 4)
    instance = country(cities=True)
    assert "Leading resources by province (now → plan)" in printed(tmp_path, instance)
    monkeypatch.setattr(county_groups, "GATHERING", ("city",))
    lines = printed(tmp_path, instance)
    assert "Leading resources by county (now → plan)" in lines
    assert "… and 3 more counties." in lines


def test_full_lists_every_county(tmp_path: Path) -> None:
    """Who asks for everything gets it."""
    lines = printed(tmp_path, country(cities=False), full=True)
    assert all(any(line.startswith(f"County K{n} ") for line in lines) for n in range(1, 6))
