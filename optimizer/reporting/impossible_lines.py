"""Why a policy cannot be met, in sentences: what collides and what takes part, then the ways out with their cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rich.console import Console

from models.clause import COMPARATORS, STOCK, Clause, Measure, Term
from models.instance import Instance
from optimizer.impossible import (
    AREAS,
    DROP,
    GROUP,
    PART_OF,
    WHERE,
    Conflict,
    ConflictRow,
    Easing,
    Fact,
    Impossibility,
    NoWay,
    Way,
)
from optimizer.proposal import Proposal
from optimizer.reporting.broken import conflict_sentences
from optimizer.reporting.layout import print_command, print_heading, print_line
from optimizer.reporting.naming import amount, area_name, facility_label, place_label, resource_name, row_amount
from optimizer.reporting.numbers import money
from optimizer.reporting.requirements import rule_text
from optimizer.reporting.words import name_of, say

MOST_ROWS = 4
"""A clause with more rows than this in a conflict is told in one line."""

MOST_BESIDES = 2
"""More changes than this for other conflicts are told by the ids of their clauses."""

MOST_NAMES = 6
"""How many places are named in a list."""


@dataclass
class Sentences:
    """Sentences about the clauses and places of a proposal, in one language, on one console."""

    proposal: Proposal
    lang: str
    console: Console

    def __post_init__(self) -> None:
        self.instance: Instance = self.proposal.instance
        self.by_id = {clause.id: clause for clause in self.proposal.policy.clauses}

    def say(self, key: str, **values: object) -> str:
        """A text of the table of words."""
        return say(key, self.lang, **values)

    def line(self, text: str, style: str = "") -> None:
        """One paragraph."""
        print_line(self.console, text, style)

    def fact_sentences(self, facts: Iterable[Fact]) -> list[str]:
        """Hard facts of one resource and kind in one sentence."""
        grouped: dict[tuple[str, str, str], list[Fact]] = defaultdict(list)
        for fact in facts:
            grouped[fact.resource, fact.key, fact.whole].append(fact)
        return [
            self.part_sentence(members) if key in (PART_OF, GROUP) else self.stock_sentence(members)
            for (_, key, _), members in grouped.items()
        ]

    def stock_sentence(self, facts: Sequence[Fact]) -> str:
        """Bounds of one resource and kind."""
        resource, key = facts[0].resource, facts[0].key
        total = Fraction(sum(fact.value for fact in facts))
        units = amount(self.instance, Measure((Term(resource, STOCK),)), total, self.lang)
        names = self.names(
            self.place(fact.facility) for fact in sorted(facts, key=lambda fact: (-fact.value, fact.facility))
        )
        return self.say(
            f"explain_{key}_{'one' if len(facts) == 1 else 'many'}",
            place=names,
            count=len(facts),
            resource=resource_name(self.instance, resource, self.lang),
            units=units,
        )

    def part_sentence(self, facts: Sequence[Fact]) -> str:
        """What is part of the same whole, in some places."""
        parts = [resource_name(self.instance, name, self.lang) for name in facts[0].resource.split(" + ")]
        return self.say(
            f"explain_{facts[0].key}",
            place=self.names(self.place(fact.facility) for fact in facts),
            part=" + ".join(parts),
            whole=resource_name(self.instance, facts[0].whole, self.lang),
        )

    def place(self, name: str) -> str:
        """A facility, or the area whose stock is kept."""
        if name in self.instance.facilities:
            return facility_label(self.instance, name, self.lang)
        return area_name(self.instance, name, self.lang)

    def names(self, places: Iterable[str]) -> str:
        """The first names of a list, and how many more there are."""
        listed = list(places)
        text = self.say("listed").join(listed[:MOST_NAMES])
        more = len(listed) - MOST_NAMES
        return text if more <= 0 else self.say("explain_more", names=text, count=more)

    def label(self, clause: Clause) -> str:
        """Id and name of a clause."""
        return f"{clause.id} {name_of(clause, self.lang)}"

    def joined(self, sentences: Iterable[str]) -> str:
        """Sentences behind each other."""
        return ("" if self.lang == "zh" else " ").join(sentences)


class ImpossibleLines(Sentences):
    """Prints why nothing can be proposed."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.why: Impossibility = self.proposal.why or Impossibility()

    def run(self) -> None:
        """The conflicts, then the ways out, then whether that is all."""
        self.conflicts()
        self.ways()
        if self.proposal.why is not None and not self.why.complete:
            self.line("")
            self.line(self.say("explain_interrupted" if self.why.interrupted else "explain_unfinished"), "yellow")

    def conflicts(self) -> None:
        """Each conflict under a heading of its own; if none was found in time, what the least repair leaves short."""
        for kind, members in (("conflict", self.why.conflicts), ("explain_further", self.why.further)):
            for number, conflict in enumerate(members, 1):
                heading = self.say(kind)
                if len(members) > 1:
                    heading = self.say("explain_numbered", heading=heading, number=number, count=len(members))
                print_heading(self.console, heading)
                self.conflict(conflict)
        if not self.why.conflicts:
            self.left_short()

    def left_short(self) -> None:
        """The rows that the repair with the least shortfall leaves short; without any the facts alone collide."""
        rows = self.proposal.left_short
        print_heading(self.console, self.say("conflict"))
        if rows:
            self.line(self.say("conflict_intro"))
        for sentence in self.row_sentences(rows):
            self.line(f"- {sentence}")
        self.line(self.say("conflict_note" if rows else "conflict_none"))

    def conflict(self, conflict: Conflict) -> None:
        """The rows by clause, the facts by resource, and how sure all of it is."""
        grouped: dict[str, list[ConflictRow]] = defaultdict(list)
        for row in conflict.rows:
            grouped[row.clause].append(row)
        for rows in grouped.values():
            for sentence in self.clause_sentences(rows):
                self.line(f"- {sentence}")
        for sentence in self.fact_sentences(conflict.facts or ()):
            self.line(f"- {sentence}")
        if not conflict.rows:
            self.line(self.say("conflict_none"))
        else:
            sure = "explain_minimal" if len(conflict.rows) > 1 else "explain_alone"
            self.line(self.say(sure if conflict.minimal and conflict.confirmed else "explain_unsure"))
        if conflict.facts is None:
            self.line(self.say("explain_no_facts"), "yellow")

    def row_sentences(self, rows: Sequence[ConflictRow]) -> list[str]:
        """What rows require and how near to it a plan can come."""
        return conflict_sentences(self.instance, self.proposal.policy.clauses, rows, self.lang)

    def clause_sentences(self, rows: Sequence[ConflictRow]) -> list[str]:
        """The rows of one clause, many of them in one sentence."""
        if len(rows) <= MOST_ROWS:
            return self.row_sentences(rows)
        clause = self.by_id[rows[0].clause]
        names = self.names(place_label(self.instance, clause, row.area, self.lang) for row in rows)
        total = sum((row.required or Fraction(0) for row in rows), Fraction(0))
        return [
            self.say(
                "explain_rows",
                clause=self.label(clause),
                rule=rule_text(self.instance, clause, self.lang),
                count=len(rows),
                total=row_amount(self.instance, clause, total, self.lang),
                names=names,
            )
        ]

    def ways(self) -> None:
        """The ways out, the cheapest first, then the clauses that are none."""
        ways = self.why.cheapest_first()
        if not (ways or self.why.no_ways):
            return
        print_heading(self.console, self.say("explain_ways"))
        for way in ways:
            self.way(way)
        alone: dict[int, list[NoWay]] = defaultdict(list)
        for position, none in self.why.no_ways:
            alone[position].append(none)
        for position, members in alone.items():
            self.line(f"- {self.no_way(position, members)}")
        if ways:
            self.line(self.say("explain_costs"))

    def way(self, way: Way) -> None:
        """One way: its change, what the other conflicts need besides, its cost and the option to try it."""
        own, rest = (way.way.changes, ()) if way.way.joint else (way.way.changes[:1], way.way.changes[1:])
        text = self.say("semicolon").join(self.change(change) for change in own)
        if way.way.joint:
            text = self.say("explain_joint", changes=text)
        elif len(self.why.conflicts) > 1 and way.conflict is not None:
            text = self.say("explain_of", number=way.conflict + 1, change=text)
        if way.way.smallest is not None:
            text += self.say("explain_smallest" if way.way.smallest else "explain_not_smallest")
        parts = [text + self.say("full_stop")]
        if rest:
            named = [_brief(change) if len(rest) <= MOST_BESIDES else change.clause for change in rest]
            parts.append(self.say("explain_besides", changes=self.say("listed").join(named)))
        parts.append(self.cost(way))
        self.line(f"- {self.joined(parts)}")
        if not (rest or way.way.joint):
            option, value = way.way.changes[0].option
            asked = self.say("explain_try", option=f'{option} "{value}"' if value else option)
            print_command(self.console, asked)

    def change(self, change: Easing) -> str:
        """A change in words."""
        label = self.label(self.by_id[change.clause])
        if change.key == DROP:
            return self.say("explain_drop", clause=label)
        if change.key in (AREAS, WHERE) and change.area:
            place = place_label(self.instance, self.by_id[change.clause], change.area, self.lang)
            return self.say("explain_leave_out", clause=label, place=place)
        comparator = self.by_id[change.clause].comparator
        before = f"{comparator} {change.before}" if change.key in COMPARATORS else f"{change.key} {change.before}"
        return self.say("explain_number", clause=label, before=before, after=f"{change.key} {change.after}")

    def cost(self, way: Way) -> str:
        """What the plan under a way costs, beside the cheapest one."""
        if way.fault:
            return self.say("explain_no_cost", reason=way.fault)
        if way.price is None:
            return self.say("explain_cost_unknown")
        currency = self.instance.currency
        cheapest = self.why.cheapest_first()[0].cost or Fraction(0)
        told = self.say(
            "explain_cost",
            cost=money(way.price.cost, currency, self.lang),
            capital=money(way.price.capital, currency, self.lang),
        )
        more = way.price.cost - cheapest
        if more > Fraction(str(self.proposal.options.get("gap", 0))) * way.price.cost:
            told += self.say("explain_dearer", more=money(more, currency, self.lang))
        elif more:
            told += self.say("explain_within_gap")
        return told + self.say("full_stop")

    def no_way(self, position: int, members: Sequence[NoWay]) -> str:
        """The clauses and areas of one conflict that alone are not enough."""
        names = [f"{one.clause} ({self.place(one.area)})" if one.area else one.clause for one in members]
        return self.say("explain_no_way", number=position + 1, names=self.names(names))


def _brief(change: Easing) -> str:
    return (
        f"{change.clause} ({change.before} → {change.after})" if change.after and not change.area else change.override
    )
