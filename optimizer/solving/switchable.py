"""One model for a policy and for every variant of it that lacks a clause or has another number in one.

The model holds the rows of all clauses and, beside them, those of every changed clause. A variant is the same arrays
without the rows and columns of what is switched off, so that it costs no reading and no compiling. The natural bounds
are those of all rows together: they allow all that any variant needs.

Shortfalls of natures are sums over clauses and lose a summand each. In fairness a county's mean is taken over the
clauses that are on:  worst · Σ_on weight / Σ_all weight  ≥  Σ_on weight · shortfall / Σ_all weight.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.assemble import Assembly, assemble
from models.clause import Clause, Policy
from models.instance import Instance
from models.program import solver_form
from models.standard import Floats, StandardForm
from models.system import CHOICE, LOWEST, MEETS, SERVED, SHORT, SLACK, System

INSTEAD = "~"
"""Behind the id of a clause: the clause with its changed number."""

_ROWS = {"clause", "band", "meets", "served", "load", "lowest"}
_COLUMNS = {SHORT, SLACK, CHOICE, MEETS, SERVED, LOWEST}
_NOBODY = -1

Numbers = NDArray[np.int64]
Yes = NDArray[np.bool_]


class Switchable:
    """A policy on a region; ``changed`` are clauses of it with another number, at most one for each.

    Neither a clause that may hold for another nor its partner can be switched: what counts as short of the one that is
    left would be another thing.
    """

    def __init__(self, instance: Instance, policy: Policy, changed: Iterable[Clause] = ()) -> None:
        doubles = tuple(replace(clause, id=clause.id + INSTEAD) for clause in changed)
        self.policy = replace(policy, clauses=(*policy.clauses, *doubles))
        self.doubles = frozenset(clause.id for clause in doubles)
        self.assembly: Assembly = assemble(instance, self.policy)
        system = self.assembly.system
        self._form = solver_form(system)
        self._number = {clause.id: number for number, clause in enumerate(self.policy.clauses)}
        places = [int(name[1:]) for name in self._form.row_names]
        rows = [system.rows[place] for place in places]
        own = [self._number.get(row.key[0], _NOBODY) if row.kind in _ROWS else _NOBODY for row in rows]
        self._row_clause = np.array(own, np.int64)
        self._column_clause = self._owners(system)
        self._fair = [place for place, row in enumerate(rows) if row.kind == "fairness"]
        self._row = np.repeat(np.arange(len(rows)), np.diff(self._form.start))
        self._weights = {place: self._weights_in(place) for place in self._fair}

    def can_switch(self, clause: str) -> bool:
        """Whether the clause can be left out."""
        return clause not in self.policy.partners

    def has_change(self, clause: str) -> bool:
        """Whether the changed clause is part of the model."""
        return clause + INSTEAD in self.doubles

    def form(self, without: str | None = None, *, changed: bool = False) -> StandardForm:
        """The policy as it is; without one clause; or, if ``changed``, with the changed clause in its place."""
        off = set(self.doubles)
        if without is not None:
            off.add(without)
            off -= {without + INSTEAD} if changed else set()
        numbers = np.array([self._number[name] for name in off], np.int64)
        return self._without(np.isin(self._row_clause, numbers), np.isin(self._column_clause, numbers), off)

    def _without(self, row_off: Yes, column_off: Yes, off: set[str]) -> StandardForm:
        whole = self._form
        value = self._fairly(whole.value, off)
        stays = ~row_off[self._row] & ~column_off[whole.index]
        lengths = np.bincount(self._row[stays], minlength=len(row_off))[~row_off]
        names = np.array(whole.row_names, dtype=object)
        return replace(
            whole,
            column_lower=np.where(column_off, 0.0, whole.column_lower),
            column_upper=np.where(column_off, 0.0, whole.column_upper),
            row_low=whole.row_low[~row_off],
            row_high=whole.row_high[~row_off],
            start=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32),
            index=whole.index[stays],
            value=value[stays],
            goals=tuple(replace(goal, cost=np.where(column_off, 0.0, goal.cost)) for goal in whole.goals),
            row_names=tuple(names[~row_off]),
        )

    def _fairly(self, value: Floats, off: set[str]) -> Floats:
        """The coefficients with each county's mean taken over the clauses that are on."""
        found = value.copy()
        for place, weights in self._weights.items():
            on = sum(weight for name, weight in weights.items() if name not in off)
            entries = slice(int(self._form.start[place]), int(self._form.start[place + 1]))
            worst = self._form.index[entries] == self._form.worst
            found[entries] = np.where(worst, value[entries] * (on / sum(weights.values())), value[entries])
        return found

    def _weights_in(self, place: int) -> Mapping[str, float]:
        """The clauses whose shortfall counts in one row of fairness, with their weights; of two partners the first."""
        entries = self._form.index[self._form.start[place] : self._form.start[place + 1]]
        owners = {int(self._column_clause[column]) for column in entries} - {_NOBODY}
        clauses = [self.policy.clauses[owner] for owner in sorted(owners)]
        seconds = {one.partner for one in clauses if one.partner is not None}
        return {one.id: float(one.weight) for one in clauses if one.id not in seconds}

    def _owners(self, system: System) -> Numbers:
        owners = [self._number.get(c.key[0], _NOBODY) if c.kind in _COLUMNS else _NOBODY for c in system.columns]
        return np.array(owners, np.int64)
