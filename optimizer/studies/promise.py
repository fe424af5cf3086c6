"""How much a clause can be expected to cost, told from one plan: what to ask first.

Rows that are tight (one unit less would break them) and above today's stock made the plan buy something; the money for
that is the most a floor can be expected to save when it is dropped. A clause that the plan misses costs attainment. A
tight cap may hold back what is missed if it speaks of the same resources. Estimates only order the questions, they
are never printed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from models.clause import ABOUT, ANNUAL_COST, AT_MOST, CAPITAL_COST, EXACTLY, REFERENCE, Clause
from models.instance import Instance
from models.stock import price
from optimizer.proposal import Proposal
from optimizer.verifying.judgement import NOT_APPLICABLE, SHORT, RowJudgement

Rows = Sequence[RowJudgement]


@dataclass(frozen=True)
class Standing:
    """A clause with its rows in the base plan, and how much is expected of it: the larger, the sooner."""

    clause: Clause
    rows: tuple[RowJudgement, ...]
    short: bool
    drop: Fraction
    step: Fraction


def standings(base: Proposal) -> tuple[Standing, ...]:
    """Every clause that is no reference and applies somewhere, in the order of the policy."""
    assert base.verified is not None
    judged: dict[str, list[RowJudgement]] = defaultdict(list)
    for row in base.verified.judgement.rows:
        if row.status != NOT_APPLICABLE:
            judged[row.clause].append(row)
    live = [clause for clause in base.policy.clauses if clause.nature != REFERENCE and judged[clause.id]]
    missed = [clause for clause in live if any(row.status == SHORT for row in judged[clause.id])]
    scarce = {term.name for clause in missed for term in clause.measure.terms}
    prices = _prices(base.instance)
    return tuple(_standing(clause, tuple(judged[clause.id]), scarce, _mean_price(clause, prices)) for clause in live)


def _standing(clause: Clause, rows: tuple[RowJudgement, ...], scarce: set[str], unit_price: Fraction) -> Standing:
    short = any(row.status == SHORT for row in rows)
    tight = [row for row in rows if _tight(clause, row)]
    bought = sum((max(Fraction(0), (row.achieved or 0) - (row.current or 0)) for row in tight), Fraction(0))
    if clause.comparator == AT_MOST:
        held_back = any(term.name in scarce for term in clause.measure.terms)
        bought = sum((row.required or Fraction(0) for row in tight), Fraction(0)) if held_back else Fraction(0)
    if clause.pooled and tight:
        bought = sum((row.scale or Fraction(1) for row in tight), Fraction(1))
    stepped = sum((row.required or Fraction(0) for row in tight), Fraction(0))
    relative = _relative_step(clause)
    return Standing(clause, rows, short, bought * unit_price, stepped * unit_price * relative)


def _tight(clause: Clause, row: RowJudgement) -> bool:
    """Whether one unit less (or more, of a cap) would break the row, or it is broken."""
    if row.required is None or row.achieved is None:
        return False
    if clause.pooled or not clause.whole:
        return abs(row.achieved - row.required) <= max(abs(row.required), Fraction(1)) / 100
    if clause.comparator in (EXACTLY, ABOUT):
        return True
    return row.status == SHORT or abs(row.achieved - row.required) < 1 + clause.tolerance / clause.per


def _relative_step(clause: Clause) -> Fraction:
    """A step in parts of the clause's number, as far as its last printed digit tells."""
    text = str(clause.raw.get(clause.comparator, ""))
    places = len(text.partition(".")[2])
    return Fraction(1, 10**places) / clause.value if clause.value else Fraction(1)


def _prices(instance: Instance) -> dict[str, Fraction]:
    """Resource → annualised money per unit added, the mean over its stock rows; with what counts money itself."""
    years = instance.annualise_years
    found: dict[str, list[Fraction]] = defaultdict(list)
    for (_, resource), stock in instance.stock.items():
        capital, annual = (price(instance, stock, key) or Fraction(0) for key in (CAPITAL_COST, ANNUAL_COST))
        found[resource].append(annual + capital / years)
    means = {resource: sum(prices, Fraction(0)) / len(prices) for resource, prices in found.items()}
    return means | {CAPITAL_COST: 1 / years, ANNUAL_COST: Fraction(1)}


def _mean_price(clause: Clause, prices: Mapping[str, Fraction]) -> Fraction:
    """Annualised money per unit of a measure, 1 where nothing is known."""
    found = [prices[term.name] for term in clause.measure.terms if prices.get(term.name)]
    return sum(found, Fraction(0)) / len(found) if found else Fraction(1)
