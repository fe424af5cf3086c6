"""The facilities of a large region: from the cells of their sheet to a checked table."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from models.instance import OPEN
from models.tables import ABSENT, FacilityTable
from optimizer.reading.columnar.cells import check_cells, numbered
from optimizer.reading.columnar.sheet import Sheet, UnusualError
from optimizer.reading.numbers import number_or_none
from optimizer.reading.schema import FACILITIES

_FIXED = frozenset(column.name for column in FACILITIES.columns)


def facility_rows(sheet: Sheet) -> NDArray[np.int64]:
    """The rows of the sheet in the order of their facilities. UnusualError if one has no id, or another's."""
    ids = sheet.column("facility")
    if len(ids.values) != len(sheet):
        raise UnusualError("a facility twice, or without an id")
    return np.array(sorted(range(len(sheet)), key=[ids.values[code] for code in ids.codes.tolist()].__getitem__))


def read_facilities(sheet: Sheet, areas: Iterable[str]) -> FacilityTable:
    """The table of the facilities in a sheet, which lie in ``areas``. UnusualError if anything is wrong with them."""
    numbers = check_cells(sheet, FACILITIES)
    if ((numbers["lon"].codes == ABSENT) != (numbers["lat"].codes == ABSENT)).any():
        raise UnusualError("half a coordinate")
    rows, places = facility_rows(sheet), tuple(sorted(areas))
    area = numbered(sheet.column("area"), {name: number for number, name in enumerate(places)})
    status = sheet.column("status").filled(OPEN).ordered(rows)
    texts = {name: column.ordered(rows) for name, column in sheet.columns.items() if column.values}
    data = {name: texts[name].mapped(number_or_none) for name in sorted(texts.keys() - _FIXED)}
    return FacilityTable(
        ids=texts["facility"].values,
        areas=places,
        area=area[rows],
        status=status,
        texts={name: texts[name] for name in sorted(texts)} | {"status": status},
        fixed={name: numbers[name].ordered(rows) for name in ("open_cost", "lon", "lat")},
        data={name: values for name, values in data.items() if values.values},
    )
