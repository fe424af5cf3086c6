"""Columns and rows live in arrays and read like lists of records, whichever way they were added."""

from __future__ import annotations

import pickle
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from models.keys import MadeKeys
from models.system import Column, Row, System


def mixed() -> System:
    """Columns and rows added one by one, then many at once, then one by one again."""
    system = System()
    first = system.add_column("stock", ("H1", "beds"), county="A", lower=1, upper=9, today=4)
    count = 3
    keys = MadeKeys(count, lambda place: (f"H{place + 2}",))
    home = np.array([system.counties.number(name) for name in ("A", "B", "B")])
    doors = system.columns.extend(["open", "stock"], keys, kind=np.array([0, 1, 0]), county=home, upper=1)
    system.add_row("clause", ("C1", "A"), {first: 2, doors: -3, doors + 1: 0}, low=5)
    system.rows.extend(
        ["meets", "load"],
        MadeKeys(2, lambda place: ("C2", str(place))),
        np.array([0, 1, 3]),
        np.array([doors + 1, first, doors + 2]),
        np.array([1, 7, -8]),
        kind=np.array([1, 0]),
        high=np.array([0, 6]),
    )
    system.add_row("fairness", ("A",), {doors + 2: Fraction(1, 3), first: 10**30}, low=Fraction(1, 2), high=10**25)
    return system


def test_columns_and_rows_read_as_they_were_added() -> None:
    """Numbers, keys, kinds, counties and sides of all of them, in order."""
    system = mixed()
    assert system.columns == [
        Column("stock", ("H1", "beds"), 1, 9, True, 4, "A"),
        Column("open", ("H2",), 0, 1, True, 0, "A"),
        Column("stock", ("H3",), 0, 1, True, 0, "B"),
        Column("open", ("H4",), 0, 1, True, 0, "B"),
    ]
    assert system.rows == [
        Row("clause", ("C1", "A"), (0, 1), (2, -3), 5, None, "A"),
        Row("load", ("C2", "0"), (2,), (1,), None, 0, "B"),
        Row("meets", ("C2", "1"), (0, 3), (7, -8), None, 6, None),
        Row("fairness", ("A",), (0, 3), (10**30, Fraction(1, 3)), Fraction(1, 2), 10**25, None),
    ]
    assert [system.rows[place] for place in range(4)] == list(system.rows)
    assert (system.rows[-1], system.columns[1:3]) == (system.rows[3], list(system.columns)[1:3])


def test_columns_and_rows_go_to_another_process_as_they_are() -> None:
    """Keys that are made on demand too, and they can be sent on from there."""
    system = mixed()
    for _ in range(2):
        system = pickle.loads(pickle.dumps(system))
        assert list(system.columns) == list(mixed().columns)
        assert list(system.rows) == list(mixed().rows)


def test_a_place_beyond_the_last_is_an_error() -> None:
    """As in any list."""
    system = mixed()
    for things in (system.columns, system.rows):
        with pytest.raises(IndexError):
            things[4]


def test_a_column_can_be_given_other_bounds() -> None:
    """The bounds change, an upper one may go; what the column is stays."""
    system = mixed()
    system.columns[0] = replace(system.columns[0], lower=2, upper=None)
    assert Column("stock", ("H1", "beds"), 2, None, True, 4, "A") == system.columns[0]


def test_a_row_without_decisions_stands_on_a_column_fixed_at_zero() -> None:
    """0 ≥ 1 stays false."""
    system = System()
    system.add_row("clause", ("C1", "A"), {}, low=1)
    assert [Column("never", ("C1", "A"), 0, 0, True, 0, None)] == system.columns
    assert [Row("clause", ("C1", "A"), (0,), (1,), 1, None, None)] == system.rows


def test_systems_are_equal_if_all_of_them_is() -> None:
    """Two made the same way are; another row makes a difference."""
    one, other = mixed(), mixed()
    assert one == other
    other.add_row("clause", ("C3", "A"), {0: 1}, low=1)
    assert one != other


def test_the_county_of_columns_is_the_one_they_share() -> None:
    """None where they are of several or there are none."""
    system = mixed()
    assert ["A", "B", None, None] == [system.county_of(each) for each in ([0, 1], [2, 3], [1, 2], [])]
