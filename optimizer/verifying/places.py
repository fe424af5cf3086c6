"""Which areas lie in which, by number: areas and facilities are numbered in the order of their ids."""

from __future__ import annotations

import numpy as np

from models.instance import Instance
from models.tables import ABSENT, Codes

COUNTY = "county"


def parents_of(instance: Instance) -> Codes:
    """The number of the area above every area, ``ABSENT`` for one that lies in no other."""
    ids = instance.facility_table.areas
    number = {name: place for place, name in enumerate(ids)}
    above = (instance.areas[name].parent for name in ids)
    return np.array([ABSENT if parent is None else number[parent] for parent in above], np.int32)


def levels_above(instance: Instance, level: str) -> Codes:
    """The number of the area of a level that each area is or lies in, or ``ABSENT``."""
    ids = instance.facility_table.areas
    here = np.array([instance.areas[name].level == level for name in ids], np.bool_)
    found = np.where(here, np.arange(len(ids), dtype=np.int32), np.int32(ABSENT))
    parents = np.append(parents_of(instance), np.int32(ABSENT))
    step = parents[:-1]
    while (step >= 0).any():
        found = np.where((found < 0) & (step >= 0), np.where(here[step], step, ABSENT), found).astype(np.int32)
        step = parents[step]
    return found


def county_numbers(instance: Instance) -> Codes:
    """The number of the county of every facility; of the area it lies in, where that is in no county."""
    own = instance.facility_table.area
    county = levels_above(instance, COUNTY)[own] if len(own) else own
    return np.where(county >= 0, county, own).astype(np.int32)
