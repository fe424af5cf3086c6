"""How much the areas of a clause count beside each other, in its shortfall or in its share or mean."""

from __future__ import annotations

from fractions import Fraction

from models.clause import Clause
from models.instance import FACILITY, REGION
from optimizer.verifying.tables import Tables

_ONE = Fraction(1)


def area_weight(tables: Tables, clause: Clause, area: str) -> Fraction:
    """The number of people (or what else ``weigh_by`` names) around one area or facility; 1 without ``weigh_by``."""
    if clause.weigh_by is None or clause.level == REGION:
        return _ONE
    home = tables.home(area) if clause.level == FACILITY else area
    return tables.population(clause.weigh_by, home)


def row_weight(tables: Tables, clause: Clause, row: str) -> Fraction:
    """The same for a row of the clause; 1 for one that stands for the whole region."""
    return _ONE if clause.pooled else area_weight(tables, clause, row)
