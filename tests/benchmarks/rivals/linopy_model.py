"""linopy as its users write it: arrays of variables with labelled dimensions, one expression for each clause."""

from __future__ import annotations

from typing import Any

import highspy
import linopy
import numpy as np
import pandas as pd
import xarray as xr
from linopy.io import to_highspy

from tests.benchmarks.rivals.province import RESOURCES, Province


def build(province: Province) -> linopy.Model:
    """The model, a constraint array for each kind of row."""
    m = linopy.Model()
    facilities = pd.RangeIndex(province.facilities, name="facility")
    counties = pd.RangeIndex(province.counties, name="county")
    townships = pd.RangeIndex(len(province.home), name="township")
    resources = pd.Index(RESOURCES, name="resource")
    candidates = pd.Index(province.candidates, name="candidate")
    shape = {"coords": [facilities, resources]}
    v = {
        "stock": m.add_variables(
            xr.DataArray(province.today, **shape), xr.DataArray(province.most, **shape), integer=True, name="stock"
        ),
        "open": m.add_variables(coords=[candidates], binary=True, name="open"),
        "worst": m.add_variables(lower=0, name="worst"),
        "spread": m.add_variables(lower=0, coords=[counties, resources], name="spread"),
    }
    indices = {"beds": counties, "doctors": counties, "nurses": counties, "staff": facilities, "cover": townships}
    for name, index in indices.items():
        v[name] = m.add_variables(lower=0, coords=[index], integer=True, name=f"{name}_short")
    _clauses(m, v, province)
    _goals(m, v, province)
    return m


def transfer(model: linopy.Model) -> highspy.Highs:
    """linopy's direct interface, without a file."""
    return to_highspy(model)


def _clauses(m: linopy.Model, v: dict[str, Any], province: Province) -> None:
    stock, owner = v["stock"], _labels(province.county, "facility", "county")
    beds, doctors, nurses, ambulances = (stock.sel(resource=name, drop=True) for name in RESOURCES)

    def total(units: Any) -> Any:
        return (1 * units).groupby(owner).sum()

    m.add_constraints(total(beds) + v["beds"] >= _array(province.beds, "county"), name="beds")
    m.add_constraints(total(doctors) + v["doctors"] >= _array(province.doctors, "county"), name="doctors")
    m.add_constraints(25 * total(nurses) - 29 * total(doctors) + 25 * v["nurses"] >= 0, name="nurses")
    m.add_constraints(10 * nurses - 3 * beds + 10 * v["staff"] >= 0, name="staff")
    m.add_constraints(total(ambulances) >= _array(province.ambulances, "county"), name="ambulances")
    m.add_constraints(total(beds) <= _array(province.cap, "county"), name="cap")
    spent = int((province.today @ province.capital).sum())
    paid = [name for name, price in zip(RESOURCES, province.capital, strict=True) if price]
    prices = xr.DataArray(province.capital[province.capital > 0], coords=[pd.Index(paid, name="resource")])
    spending = (stock.sel(resource=paid) * prices).sum() + (province.open_cost * v["open"]).sum()
    m.add_constraints(spending <= province.budget + spent, name="budget")
    pairs = pd.RangeIndex(len(province.near), name="pair")
    nearby = ambulances.sel(facility=xr.DataArray(province.near, coords=[pairs]), drop=True)
    covered = (1 * nearby).groupby(_labels(province.township, "pair", "township")).sum()
    m.add_constraints(covered + v["cover"] >= 1, name="cover")
    chosen = xr.DataArray(province.candidates, coords=[pd.Index(province.candidates, name="candidate")])
    most = xr.DataArray(
        province.most[province.candidates], coords=[chosen.indexes["candidate"], pd.Index(RESOURCES, name="resource")]
    )
    m.add_constraints(stock.sel(facility=chosen, drop=True) - most * v["open"] <= 0, name="opening")


def _goals(m: linopy.Model, v: dict[str, Any], province: Province) -> None:
    fair, weights = province.fair, province.weights
    each = {name: _array([getattr(part, name) for part in fair], "county") for name in ("beds", "doctors", "nurses")}
    staff = _array(np.array([part.staff for part in fair])[province.county], "facility")
    covered = np.empty(len(province.home))
    covered[np.argsort(province.home, kind="stable")] = np.concatenate([part.cover for part in fair])
    inside = sum(coefficient * v[name] for name, coefficient in each.items())
    inside = inside + (staff * v["staff"]).groupby(_labels(province.county, "facility", "county")).sum()
    inside = (
        inside + (_array(covered, "township") * v["cover"]).groupby(_labels(province.home, "township", "county")).sum()
    )
    m.add_constraints(1 * v["worst"] - inside >= 0, name="fairness")
    today = xr.DataArray(province.today, coords=v["stock"].coords, dims=v["stock"].dims)
    spread = v["spread"].sel(county=_array(province.county, "facility"), drop=True)
    m.add_constraints(spread * np.maximum(today, 1) - v["stock"] >= -today, name="changes")
    m.add_objective(
        (weights.beds * v["beds"]).sum()
        + (weights.doctors * v["doctors"]).sum()
        + (weights.nurses * v["nurses"]).sum()
        + (weights.staff * v["staff"]).sum()
        + (_array(weights.cover, "township") * v["cover"]).sum()
    )


def _array(values: Any, dimension: str) -> xr.DataArray:
    values = np.asarray(values)
    return xr.DataArray(values, coords=[pd.RangeIndex(len(values), name=dimension)])


def _labels(owner: Any, dimension: str, name: str) -> xr.DataArray:
    return _array(owner, dimension).rename(name)
