"""How the goals of one solve differ from those of another, and which differences are more than unproven noise.

With a value v that is held by a plan and a proven bound b ≤ v on both sides, the true difference lies between
b_trial − v_base and v_trial − b_base, so no further from v_trial − v_base than the larger of the two gaps. It is called
an effect only if that interval leaves out zero. The goals after one that came out differently without proof were
reached under another condition, and nothing is said of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from optimizer.proposal import Proposal

HELD_RELATIVE, HELD_ABSOLUTE = Fraction(2, 10**6), Fraction(2, 10**9)
"""Two solves may hold a goal this far apart and still hold it at the same value."""


@dataclass(frozen=True)
class Reached:
    """A goal as a plan has it, exactly, with its proven lower bound; None where it was not reached."""

    goal: str
    value: Fraction | None
    bound: Fraction | None


@dataclass(frozen=True)
class Change:
    """What a trial changes in one goal, in the goal's own unit.

    ``change`` is 0 where the difference is within the gap; None where the trial did not reach the goal or reached it
    under another condition than the base. ``gap`` is how far the truth may lie from it, None where that is unknown.
    """

    goal: str
    change: Fraction | None
    gap: Fraction | None


def reached(proposal: Proposal) -> tuple[Reached, ...]:
    """Every goal of a proposal's policy, exact values from the re-check, bounds clipped to what is possible."""
    bounds = {one.goal: one.bound for one in proposal.outcome.goals}
    values = proposal.verified.judgement.goals if proposal.verified is not None else {}
    return tuple(
        Reached(goal, values.get(goal), _bound(values.get(goal), bounds.get(goal))) for goal in proposal.policy.goals
    )


def _bound(value: Fraction | None, proven: float | None) -> Fraction | None:
    """No goal is below zero, and none is proven to be above the value that the plan has."""
    if value is None or proven is None or not math.isfinite(proven):
        return None
    return min(max(Fraction(proven), Fraction(0)), value)


def changes(base: tuple[Reached, ...], trial: tuple[Reached, ...]) -> tuple[Change, ...]:
    """The change in every goal, those of the base in their order."""
    found = []
    comparable = True
    for before, after in zip(base, trial, strict=True):
        if not comparable or before.value is None or after.value is None:
            found.append(Change(before.goal, None, None))
            continue
        one, same = _change(before, after)
        comparable = same or bool(one.change)
        found.append(one)
    return tuple(found)


def _change(before: Reached, after: Reached) -> tuple[Change, bool]:
    """The change in a goal that both reached, and whether it is as good as none."""
    assert before.value is not None
    assert after.value is not None
    difference = after.value - before.value
    held = HELD_RELATIVE * max(abs(before.value), abs(after.value)) + HELD_ABSOLUTE
    same = abs(difference) <= held
    if before.bound is None or after.bound is None:
        return Change(before.goal, None, None), same
    gap = max(before.value - before.bound, after.value - after.bound)
    lowest, highest = after.bound - before.value, after.value - before.bound
    effect = (lowest > 0 or highest < 0) and not same
    return Change(before.goal, difference if effect else Fraction(0), gap), same


def nothing_changes(found: tuple[Change, ...]) -> bool:
    """Whether every goal was reached and stayed as it was, as far as the gaps allow."""
    return all(one.change == 0 for one in found)
