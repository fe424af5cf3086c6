"""Plans as columns."""

from __future__ import annotations

import numpy as np
import pytest

from models.instance import Instance
from models.plan import Plan, Units, units_of
from tests.builders import region

AMOUNTS = {("H1", "beds"): 5, ("H1", "doctors"): 0, ("H2", "beds"): 7}


def instance() -> Instance:
    """Three stock rows, always of the same order."""
    return region(
        facilities=[{"facility": "H1"}, {"facility": "H2"}],
        resources=["beds", "doctors"],
        stock=dict.fromkeys(AMOUNTS, 1),
    )


def test_units_are_the_mapping_they_stand_for() -> None:
    """A column of units equals the dict with the same numbers, key by key and whole."""
    units = Units(instance().stock_table, np.array([5, 0, 7]))
    assert dict(units) == AMOUNTS == dict(units.items())
    assert Plan(units, {}) == Plan(AMOUNTS, {})
    assert (units["H2", "beds"], len(units), ("H2", "doctors") in units) == (7, 3, False)


def test_units_of_a_plan() -> None:
    """The column comes from a dict, or from one over the same rows of another reading; a missing row is an error."""
    table = instance().stock_table
    column = Units(instance().stock_table, np.array([5, 0, 7]))
    assert units_of(AMOUNTS, table).tolist() == units_of(column, table).tolist() == [5, 0, 7]
    with pytest.raises(KeyError):
        units_of({("H1", "beds"): 5}, table)
