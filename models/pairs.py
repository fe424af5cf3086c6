"""Clauses of which one is enough: a yes/no column per area says which of the two is to hold.

m₁ + s₁ ≥ R₁ · δ,     m₂ + s₂ ≥ R₂ · (1 − δ)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from models.clause import Clause
from models.instance import FACILITY
from models.linear import Expression
from models.rows import amount_of, places
from models.selection import county_of, county_of_area
from models.stock import StockColumns
from models.system import CHOICE, System


def add_choices(system: System, columns: StockColumns, clauses: Iterable[Clause]) -> dict[str, dict[str, Expression]]:
    """clause → area → 1 if it is to hold there, for every clause with an alternative, wherever both apply.

    Adds a yes/no column per pair and area.
    """
    by_id = {clause.id: clause for clause in clauses}
    choices: dict[str, dict[str, Expression]] = {}
    for clause in by_id.values():
        if clause.partner not in by_id:
            continue
        mine, other = _homes(columns, clause), _homes(columns, by_id[clause.partner])
        own = choices[clause.id] = {}
        others = choices[clause.partner] = {}
        for area in sorted(mine.keys() & other.keys()):
            column = system.add_column(CHOICE, (clause.id, area), county=mine[area], upper=1)
            own[area], others[area] = Expression({column: 1}), Expression({column: -1}, 1)
    return choices


def _homes(columns: StockColumns, clause: Clause) -> Mapping[str, str | None]:
    """Every area in which a row of the clause applies → the county it lies in."""
    if clause.missing:
        return {}
    instance = columns.instance
    applies = [place for place in places(instance, clause) if amount_of(instance, clause, place)]
    if clause.level == FACILITY:
        return {place.area: county_of(instance, place.area) for place in applies}
    return {place.area: place.lowest and county_of_area(instance, place.lowest) for place in applies}
