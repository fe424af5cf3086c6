"""How demands are served from limited capacities at the least cost, in exact arithmetic.

A transportation problem: min Σ price_af · x_af + Σ penalty_a · y_a, where Σ_f x_af + y_a = units_a and
Σ_a x_af ≤ capacity_f. All numbers are brought to a common denominator and the network simplex works on whole ones.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

_SINK = ("sink", "")


@dataclass(frozen=True)
class Demand:
    """What one area asks for: units, what one from each source costs, and what a unit that it goes without costs.

    No price is above the penalty.
    """

    name: str
    units: Fraction
    prices: Mapping[str, Fraction]
    penalty: Fraction


def serve(demands: Sequence[Demand], capacities: Mapping[str, Fraction]) -> tuple[Fraction, set[str]]:
    """The least cost of all demands together, and the names of those that a cheapest way leaves short of units."""
    if not demands:
        return Fraction(0), set()
    import networkx  # only means over areas need it

    everything = sum((demand.units for demand in demands), Fraction(0))
    usable = {demand.name: _usable(demand, capacities, everything) for demand in demands}
    per_unit = math.lcm(*(n.denominator for n in [*capacities.values(), *(demand.units for demand in demands)]))
    money = [n for demand in demands for n in (demand.penalty, *(demand.prices[name] for name in usable[demand.name]))]
    per_price = math.lcm(*(number.denominator for number in money))

    network = networkx.DiGraph()
    network.add_node(_SINK, demand=_times(everything, per_unit))
    for demand in demands:
        source, units = ("demand", demand.name), _times(demand.units, per_unit)
        network.add_node(source, demand=-units)
        network.add_edge(source, _SINK, capacity=units, weight=_times(demand.penalty, per_price))
        for name in usable[demand.name]:
            price = _times(demand.prices[name], per_price)
            network.add_edge(source, ("source", name), capacity=units, weight=price)
    for name in sorted({name for names in usable.values() for name in names}):
        network.add_edge(("source", name), _SINK, capacity=_times(capacities[name], per_unit), weight=0)
    cost, flow = networkx.network_simplex(network)
    return Fraction(cost, per_unit * per_price), {d.name for d in demands if flow["demand", d.name][_SINK]}


def _usable(demand: Demand, capacities: Mapping[str, Fraction], everything: Fraction) -> list[str]:
    """The cheapest sources that could serve all demands alone: one of them always has room for what went beyond."""
    found = []
    room = Fraction(0)
    for name in sorted(_known(demand, capacities), key=lambda name: (demand.prices[name], name)):
        if room >= everything:
            break
        found.append(name)
        room += capacities[name]
    return found


def _known(demand: Demand, capacities: Mapping[str, Fraction]) -> Iterable[str]:
    return (name for name in demand.prices if capacities.get(name))


def _times(number: Fraction, scale: int) -> int:
    """The number times a multiple of its denominator."""
    return number.numerator * (scale // number.denominator)
