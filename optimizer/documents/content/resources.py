"""Which resources are told in which order, which of them stand for the plan, and per how many people they are counted.

Services that a facility has or has not come without rates: there is nothing to learn from 0.02 stroke centres per
10,000 people.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from models.instance import Instance
from optimizer.documents.dossier import Dossier, remembered
from optimizer.reporting import order
from optimizer.reporting.county_tables import rare_resources
from optimizer.reporting.tables import PEOPLE_PER_RATE, RESIDENTS, area_numbers
from optimizer.reporting.words import say

TEN_TIMES_RARER = 10


@dataclass(frozen=True)
class Scale:
    """Per how many people the rates of a resource are told, and how that is called."""

    people: int
    name: str

    def rate(self, units: int, people: Fraction | None) -> Fraction | None:
        """Units per so many people; None where their number is unknown or zero."""
        return Fraction(units * self.people) / people if people else None


@remembered
def told_resources(dossier: Dossier) -> tuple[str, ...]:
    """The resources of which there is or will be anything, in the order in which they are told."""
    planned, now = dossier.planned_units, dossier.current_units
    return order.told_resources(dossier.instance, {name for name in now if planned[name] or now[name]})


@remembered
def services(dossier: Dossier) -> frozenset[str]:
    """The resources told that a facility has or has not."""
    return frozenset(name for name in told_resources(dossier) if order.is_service(dossier.instance, name))


def counted_resources(dossier: Dossier) -> tuple[str, ...]:
    """What is told without the services."""
    return tuple(name for name in told_resources(dossier) if name not in services(dossier))


def main_resources(dossier: Dossier) -> tuple[str, ...]:
    """The few resources that stand for the plan in charts and in tables with a column for each."""
    return order.leading_resources(dossier.instance, told_resources(dossier))


@remembered
def scales(dossier: Dossier, lang: str) -> dict[str, Scale]:
    """Resource → how its rates are told; services are missing, they have none."""
    rare = rare_resources(dossier.county_rows)
    common = Scale(PEOPLE_PER_RATE, say("doc_per_1000", lang))
    seldom = Scale(PEOPLE_PER_RATE * TEN_TIMES_RARER, say("doc_per_10000", lang))
    return {name: seldom if name in rare else common for name in counted_resources(dossier)}


def region_residents(instance: Instance) -> Fraction | None:
    """The residents of the whole region; None where some are unknown."""
    roots = area_numbers(instance, instance.children.get(None, ()), RESIDENTS)
    known = [number for number in roots.values() if number is not None]
    return sum(known, Fraction(0)) if known and len(known) == len(roots) else None
