"""Where a difference in annualised cost comes from, as the document of a comparison tells it.

What lies within the proven gap is no difference: its size is not printed, only how large it may be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from optimizer.documents.page.study_names import Names, exact
from optimizer.reporting.sections import goal_name, goal_text
from optimizer.reporting.words import WORDS, say

Document = Mapping[str, Any]
Interval = tuple[Fraction, Fraction]

COST = "cost"


class Attributed:
    """One attribution of a comparison, told in one language."""

    def __init__(self, document: Document, one: Document, names: Names) -> None:
        self._document, self._one, self._names = document, one, names
        self._lang = names.lang

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """What is done to which clauses, what it changes, and what it changes in the goals before cost; at last all."""
        for part in self._one["parts"]:
            if not part["proven_nothing"]:
                yield self._moves(part), self._change(part), self._earlier(part)
        if self._one["parts"]:
            yield say("total", self._lang), self._told(exact(self._one["change"]), self._whole()), ""

    def notes(self) -> Iterator[str]:
        """What is proven to change nothing, what could not be told apart, and what failed."""
        if not self._one["parts"]:
            yield say("compare_nothing_changed" if self._are_solved() else "compare_no_plan", self._lang)
            return
        still = self._one["proven_nothing"]
        if still:
            yield say("compare_proven_nothing", self._lang, count=len(still), clauses=self._clauses(still))
        if self._one["not_attributed"]:
            count = len({name for names in self._one["not_attributed"] for name in names})
            yield say("compare_undivided", self._lang, count=count)
        for each in self._one["failed"]:
            clause, why = each["after"] or say("policy", self._lang), each["why"]
            yield say("compare_failed", self._lang, clause=clause, why=say(why, self._lang) if why in WORDS else why)
        if self._one["without_effect"]:
            yield say("compare_idle", self._lang, clauses=self._clauses(self._one["without_effect"]))
        if len(self._one["parts"]) > 1:
            yield say("compare_order", self._lang)

    def _are_solved(self) -> bool:
        ends = (self._one["from"], self._one["to"])
        return all("goals" in one and one.get("verified") for one in self._document["policies"] if one["label"] in ends)

    def _moves(self, part: Document) -> str:
        ways: dict[str, list[str | None]] = {}
        for move in part["moves"]:
            ways.setdefault(move["way"], []).extend(move["clauses"])
        told = [
            say(f"compare_{way}", self._lang, clauses=self._clauses(tuple(dict.fromkeys(clauses))))
            for way, clauses in ways.items()
        ]
        return say("compare_then", self._lang).join(told)

    def _clauses(self, clauses: Sequence[str | None]) -> str:
        names = [say("compare_head", self._lang) if name is None else name for name in clauses]
        return say("listed", self._lang).join(names)

    def _change(self, part: Document) -> str:
        proven = part["proven_between"]
        change = exact(part["change"])
        if any(goal["goal"] == COST and goal["change"] is None for goal in part["goals"]) and change is not None:
            return say("compare_roughly", self._lang, change=self._signed(change))
        interval = None if proven is None else (Fraction(str(proven[0])), Fraction(str(proven[1])))
        return self._told(change, interval)

    def _told(self, change: Fraction | None, truth: Interval | None) -> str:
        """A change; where the truth may be none at all, how large it may be either way."""
        if truth is None or change is None:
            return say("compare_within_gap", self._lang, gap=say("unknown", self._lang))
        if not truth[0] <= 0 <= truth[1]:
            return self._signed(change)
        largest = max(abs(end) for end in truth)
        return say("compare_within_gap", self._lang, gap=f"± {self._names.money(largest)}") if largest else "0"

    def _whole(self) -> Interval | None:
        """Between which numbers the whole difference truly lies, by the bounds of the two sets."""
        goals = {one["label"]: one.get("goals", ()) for one in self._document["policies"]}
        costs = [next((goal for goal in goals[self._one[end]] if goal["goal"] == COST), None) for end in ("from", "to")]
        change = exact(self._one["change"])
        slacks = []
        for cost in costs:
            value, bound = (None, None) if cost is None else (exact(cost["value"]), exact(cost["bound"]))
            if value is None or bound is None:
                return None
            slacks.append(value - bound)
        return None if change is None else (change - slacks[1], change + slacks[0])

    def _earlier(self, part: Document) -> str:
        return self._names_of_goals([goal for goal in part["goals"] if goal["goal"] != COST and goal["change"] != 0])

    def _names_of_goals(self, goals: Sequence[Document]) -> str:
        return say("compare_then", self._lang).join(self._goal(goal) for goal in goals)

    def _goal(self, goal: Document) -> str:
        name, change = goal_name(goal["goal"], self._lang), exact(goal["change"])
        if change is None:
            return f"{name} {say('compare_unsure', self._lang)}"
        sign = "+" if change > 0 else "-"
        return f"{name} {sign}{goal_text(goal['goal'], abs(change), self._names.currency, self._lang)}"

    def _signed(self, value: Fraction) -> str:
        return f"{'+' if value > 0 else '-' if value < 0 else ''}{self._names.money(abs(value))}"
