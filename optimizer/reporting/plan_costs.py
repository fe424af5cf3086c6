"""What each stock row of a plan costs: capital = price · max(0, proposed − current), annual = price · proposed.

The price is the stock row's own or else its resource's; where nobody wrote one there is no cost.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from models.clause import ANNUAL_COST, CAPITAL_COST
from models.instance import Instance
from models.plan import Plan
from optimizer.verifying.amounts import Amounts
from optimizer.verifying.measure import Ledger
from optimizer.verifying.tables import Tables

Priced = tuple[Amounts, NDArray[np.bool_]]
"""A cost for every row, and whether its price is known."""


class PlanCosts:
    """The units and costs of every stock row under a plan."""

    def __init__(self, instance: Instance, plan: Plan) -> None:
        self._tables = Tables(instance)
        ledger = Ledger(self._tables, plan)
        self.units = ledger.units
        self.capital_rows: Priced = ledger.capital, self._tables.prices(CAPITAL_COST)[1]
        self.annual_rows: Priced = ledger.annual, self._tables.prices(ANNUAL_COST)[1]

    def capital(self) -> list[Fraction | None]:
        """What each row adds costs, once."""
        return _told(self.capital_rows)

    def annual(self) -> list[Fraction | None]:
        """What each row holds costs, per year."""
        return _told(self.annual_rows)


def _told(priced: Priced) -> list[Fraction | None]:
    costs, known = priced
    return [cost if is_known else None for cost, is_known in zip(costs.fractions(), known.tolist(), strict=True)]
