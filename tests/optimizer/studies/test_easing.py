"""How far the number of a clause gives way so that a plan keeps it, as an override writes it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from models.clause import Clause
from optimizer.impossible import DROP, Easing
from optimizer.reading.overrides import Overrides
from optimizer.studies.easing import area_left_out, eased_overrides, ladder, number_easing
from tests.builders import clause


def eased(asked: Clause, kept: Any) -> tuple[str, str] | None:
    """The key and the text of the least change with which a clause is kept."""
    found = ladder(asked, kept)
    if found is None:
        return None
    change = number_easing(asked, found.eased)
    return change.key, change.after


def test_a_rate_gives_way_on_a_grid_of_four_digits() -> None:
    """8.56 goes to the first thousandth that is enough, 0.65 to the first ten-thousandth, money to its fourth digit."""
    cap = clause(require="beds", at_most="8.56", per="1000 residents")
    assert eased(cap, lambda one: one.upper >= Fraction("8.6311")) == ("at_most", "8.632")
    floor = clause(require="nurses", at_least="0.65", per="1 beds")
    assert eased(floor, lambda one: one.value <= Fraction("0.61234")) == ("at_least", "0.6123")
    budget = clause(require="capital_cost", at_most=210_000_000, in_="region")
    assert eased(budget, lambda one: one.upper >= 210_123_456) == ("at_most", "210200000")


def test_whole_units_give_way_by_one() -> None:
    """20 beds become 17, and a single one cannot become none: the clause then has to go."""
    assert eased(clause(require="beds", at_least=20), lambda one: one.value <= 17) == ("at_least", "17")
    assert eased(clause(require="beds", at_least=1), lambda one: one.value <= 0) is None


def test_an_exact_number_moves_if_one_is_enough_and_widens_if_not() -> None:
    """Exactly 10 becomes exactly 12, or between 10 and 12, or gives way at both ends."""
    ten = clause(require="beds", exactly=10)

    def accepts(*numbers: int) -> Any:
        return lambda one: all(one.value <= number <= one.upper for number in numbers)

    assert eased(ten, accepts(12)) == ("exactly", "12")
    assert eased(ten, accepts(10, 12)) == ("between", "[10, 12]")
    assert eased(ten, accepts(7, 10)) == ("between", "[7, 10]")
    assert eased(ten, accepts(8, 12)) == ("between", "[8, 12]")
    assert eased(clause(require="beds", between=[8, 9]), accepts(9, 12)) == ("between", "[8, 12]")


def test_a_share_goes_down_and_a_mean_gets_a_wider_limit() -> None:
    """What has one row for all areas gives way by its own key."""
    share = clause(require="beds", at_least=1, share="0.9")
    assert eased(share, lambda one: one.share <= Fraction("0.66")) == ("share", "0.66")
    mean = clause(require="beds", at_least=1, mean=True, within="11 minutes")
    assert eased(mean, lambda one: one.reach.limit >= Fraction("12.345")) == ("within", "12.35 minutes")


def test_an_area_is_left_out_by_the_filter_that_is_there() -> None:
    """Of several alternatives each is narrowed; what speaks of the whole region has no area to leave out."""
    found = area_left_out(clause(require="beds", at_least=1, areas="kind=a"), "A")
    assert found is not None
    assert found.override == "C1.areas=kind=a; area!=A"
    several = area_left_out(clause(require="beds", at_least=1, in_="facility", where=["type=x", "grade=2"]), "H1")
    assert several is not None
    assert several.override == 'C1.where=["type=x; facility!=H1", "grade=2; facility!=H1"]'
    assert area_left_out(clause(require="beds", at_least=1, in_="region"), "region") is None


def test_changes_take_the_place_of_what_was_asked_for() -> None:
    """A budget stays an option of its own; a comparator replaces the one that was set."""
    given = Overrides(("A.at_least=5", "A.nature=binding", "B.at_most=1"), ("C",), "100")
    changes = [
        Easing("A", "", "between", "5", "[4, 5]"),
        Easing("B", "", DROP, "", ""),
        Easing("BUDGET", "", "at_most", "100", "120"),
    ]
    assert eased_overrides(given, changes) == Overrides(("A.nature=binding", "A.between=[4, 5]"), ("C", "B"), "120")
