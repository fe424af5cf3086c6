"""What the columns of a table say of all its rows is what the filters say of each row."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.clause import Condition, Filter
from models.instance import Instance
from models.selection import passes
from optimizer.reading.columns import AREAS, FACILITIES, Columns
from tests.builders import region

ORDERS = {"grade": ("1", "2A", "3A")}
CONDITIONS = [
    Condition("type", "=", ("a", "b")),
    Condition("type", "!=", ("a",)),
    Condition("grade", ">=", ("2A",)),
    Condition("grade", "=", ("1",)),
    Condition("rooms", "<", ("10",)),
    Condition("rooms", "=", ("010", "7.0")),
    Condition("nowhere", "=", ("x",)),
]
ROWS = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["a", "b", "c"]),
        "grade": st.sampled_from(["1", "2A", "3A"]),
        "rooms": st.sampled_from(["7", "10", "010", "1,000"]),
    },
)
FILTERS = st.lists(st.lists(st.sampled_from(CONDITIONS), min_size=1, max_size=3).map(tuple), max_size=3).map(tuple)


def facilities(rows: list[dict[str, str]]) -> Instance:
    """A region with these facilities."""
    named = [{"facility": f"F{number}", "type": None, **row} for number, row in enumerate(rows)]
    return region(facilities=named, orders=ORDERS)


def passing(conditions: Filter, texts: Mapping[str, str]) -> bool:
    """Whether one row passes."""
    return passes(conditions, texts, {}, ORDERS)


def kept_out(conditions: Filter, texts: Mapping[str, str]) -> set[Condition]:
    """The conditions on empty cells without which a row that fails would pass."""
    found: set[Condition] = set()
    for alternative in conditions:
        present = tuple(condition for condition in alternative if condition.column in texts)
        if not passing(conditions, texts) and (not present or passing((present,), texts)):
            found |= set(alternative) - set(present)
    return found


@given(st.lists(ROWS, max_size=6), FILTERS)
def test_a_filter_put_to_columns_finds_the_rows_that_pass(rows: list[dict[str, str]], conditions: Filter) -> None:
    """Any alternative, every condition of it, and no condition on an empty cell."""
    instance = facilities(rows)
    columns, texts = Columns(instance, FACILITIES), [one.texts for one in instance.facilities.values()]
    assert columns.passing(conditions).tolist() == [passing(conditions, one) for one in texts]


@given(st.lists(ROWS, max_size=6), FILTERS, st.data())
def test_rows_kept_out_by_empty_cells_are_counted(
    rows: list[dict[str, str]], conditions: Filter, data: st.DataObject
) -> None:
    """Each condition on an empty cell that alone keeps out a row, among those that are asked about."""
    instance = facilities(rows)
    columns, texts = Columns(instance, FACILITIES), [one.texts for one in instance.facilities.values()]
    among = np.array(data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows))), bool)
    told = [
        condition for one, asked in zip(texts, among, strict=True) if asked for condition in kept_out(conditions, one)
    ]
    assert dict(columns.absent(conditions, among)) == {condition: told.count(condition) for condition in told}


def test_areas_are_asked_in_the_order_of_their_ids() -> None:
    """Levels, ids and cells of areas go together."""
    columns = Columns(
        region(areas=[{"area": "B", "level": "township", "residents": 5}, {"area": "A", "level": "county"}]), AREAS
    )
    assert columns.ids == ("A", "B")
    assert columns.on_levels(["township"]).tolist() == [False, True]
    assert columns.lacking("residents").tolist() == [True, False]
    assert columns.cells("residents")[1] == "5"
