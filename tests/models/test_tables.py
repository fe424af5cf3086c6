"""Tables of columns are the mappings they stand for, and their columns say what the cells say."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.coded import ABSENT, Coded
from models.instance import Instance
from models.tables import FacilityTable, StockTable, TravelTable
from tests.random_regions import draw_case

CELLS = st.lists(st.none() | st.sampled_from(["a", "b", "", "c"]), max_size=12)


def listed(column: Coded[str]) -> list[str | None]:
    """The cells of a column, one by one."""
    return [column[row] for row in range(len(column))]


@given(CELLS)
def test_a_column_has_its_cells(cells: list[str | None]) -> None:
    """Cells come back singly and in pieces, each value is kept once, empty cells are not empty texts."""
    column = Coded.of(cells)
    assert cells == listed(column) == column.cells(0, len(cells))
    assert cells[1:3] == column.cells(1, 3)
    assert list(column.values) == list(dict.fromkeys(cell for cell in cells if cell is not None))
    assert [cell is not None and cell > "a" for cell in cells] == column.where(lambda value: value > "a").tolist()


@given(CELLS, st.sampled_from(["a", "z"]))
def test_empty_cells_can_be_filled(cells: list[str | None], value: str) -> None:
    """Only empty cells change, and a value that was there before is still one value."""
    column = Coded.of(cells).filled(value)
    assert listed(column) == [value if cell is None else cell for cell in cells]
    assert len(set(column.values)) == len(column.values)


@given(CELLS)
def test_values_can_be_changed(cells: list[str | None]) -> None:
    """Each cell is changed; values that become equal become one, and None leaves an empty cell."""
    becomes = {"a": "x", "b": "x", "": None, "c": "c"}
    column = Coded.of(cells).mapped(becomes.get)
    assert listed(column) == [None if cell is None else becomes[cell] for cell in cells]
    assert len(set(column.values)) == len(column.values)


@given(CELLS, st.data())
def test_rows_can_be_put_in_another_order(cells: list[str | None], data: st.DataObject) -> None:
    """Rows come in the order asked for, some left out, and the column is the one that these cells alone would make."""
    rows = data.draw(st.permutations(range(len(cells))).map(lambda order: order[: data.draw(st.integers(0, 12))]))
    column, expected = Coded.of(cells).ordered(np.array(rows, np.int64)), Coded.of(cells[row] for row in rows)
    assert (column.codes.tolist(), column.values) == (expected.codes.tolist(), expected.values)


@pytest.fixture(params=range(12))
def region(request: pytest.FixtureRequest) -> Instance:
    """A random region."""
    return draw_case(request.param).instance


def test_tables_are_equal_to_what_they_are_made_of(region: Instance) -> None:
    """As mappings they have the same keys in the same order and equal records, looked up, gone through or sent away."""
    for table, mapping in (
        (region.facility_table, region.facilities),
        (region.stock_table, region.stock),
        (region.travel_table, region.travel),
    ):
        if table is None or mapping is None:
            assert table is mapping
            continue
        assert table == mapping
        assert list(table) == list(mapping)
        assert list(table.values()) == list(mapping.values())
        assert list(table.items()) == list(mapping.items())
        assert all(table[key] == mapping[key] and key in table for key in mapping)
        assert pickle.loads(pickle.dumps(table)) == mapping
        assert len(table) == len(mapping)


def test_a_region_of_tables_is_equal_and_keeps_them(region: Instance) -> None:
    """Nobody sees from outside how the rows are kept."""
    tables = replace(region, facilities=region.facility_table, stock=region.stock_table, travel=region.travel_table)
    assert tables == region
    assert tables.facility_table is region.facility_table
    assert tables.stock_table is region.stock_table
    assert tables.travel_table is region.travel_table
    assert tables.travellers == region.travellers


def test_what_is_not_there_is_not_found(region: Instance) -> None:
    """Unknown ids, and known ids without a row together, are a KeyError, and have no row number."""
    stock = region.stock_table
    pairs = [(facility, resource) for facility in region.facilities for resource in region.resources]
    for pair in [*pairs, ("?", "beds"), (next(iter(region.facilities)), "?")]:
        assert (pair in stock) == (pair in region.stock)
        if pair not in region.stock:
            with pytest.raises(KeyError):
                stock[pair]
    assert "?" not in region.facility_table
    first, second = np.divmod(np.arange(len(pairs)), len(region.resources))
    expected = [list(region.stock).index(pair) if pair in region.stock else ABSENT for pair in sorted(pairs)]
    assert stock.rows_of(first, second).tolist() == expected


def test_the_largest_stock_is_the_written_or_that_of_the_resource(region: Instance) -> None:
    """A written maximum wins over the general one."""
    limits = [region.resources[name].max_per_facility for name in region.stock_table.seconds]
    expected = [
        row.max if row.max is not None else region.resources[row.resource].max_per_facility
        for row in region.stock.values()
    ]
    assert region.stock_table.largest(limits).tolist() == [ABSENT if most is None else most for most in expected]


def test_tables_may_be_empty() -> None:
    """A region without rows has tables without rows."""
    facilities, stock = FacilityTable.of({}, ["A"]), StockTable.of({}, [], ["beds"])
    travel = TravelTable.of({}, ["A"], [])
    assert (list(facilities), list(stock.items()), list(travel.values())) == ([], [], [])
    assert stock.rows_of(np.array([0]), np.array([0])).tolist() == [ABSENT]
    assert ("H1", "beds") not in stock
