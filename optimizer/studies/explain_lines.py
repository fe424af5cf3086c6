"""An explanation on the terminal: what collides and why, the ways out with their cost, and what holds a clause back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rich.console import Console

from models.clause import COMPARATORS, STOCK, Clause, Measure, Policy, Term
from models.instance import Instance
from optimizer.proposal import ConflictRow
from optimizer.reporting.broken import conflict_sentences
from optimizer.reporting.layout import print_heading, print_line
from optimizer.reporting.naming import amount, area_name, facility_label, place_label, resource_name, row_amount
from optimizer.reporting.numbers import money
from optimizer.reporting.requirements import missing_number, rule_text
from optimizer.reporting.words import name_of, say
from optimizer.solving.facts import Fact
from optimizer.solving.outcome import Status
from optimizer.studies.easing import AREAS, DROP, WHERE, Easing
from optimizer.studies.explain import Explanation, Way
from optimizer.studies.held_back import ShortRow
from optimizer.studies.scene import Conflict
from optimizer.studies.ways_out import NoWay

MOST_ROWS = 4
"""A clause with more rows than this in a conflict is told in one line."""

MOST_BESIDES = 2
"""More changes than this for other conflicts are told by the ids of their clauses."""

MOST_NAMES = 6
"""How many places are named in a list."""


def print_explanation(told: Explanation, lang: str, console: Console, *, quiet: bool = False) -> None:
    """The whole answer; ``quiet`` leaves the first line and the last."""
    _Printer(told, lang, console).run(quiet)


@dataclass
class _Printer:
    told: Explanation
    lang: str
    console: Console

    def __post_init__(self) -> None:
        self.instance: Instance = self.told.proposal.instance
        self.policy: Policy = self.told.proposal.policy
        self.by_id = {clause.id: clause for clause in self.policy.clauses}

    def run(self, quiet: bool) -> None:
        """From the title to the verdict."""
        title = self.instance.title_en if self.lang == "en" and self.instance.title_en else self.instance.title
        status = self.say(self.told.proposal.outcome.status.value)
        print_line(
            self.console,
            self.say("title", instance=title, name=self.instance.name, policy=self.policy.name, status=status),
            "bold",
        )
        if not quiet:
            self.conflicts()
            self.ways()
            self.short()
            if not self.told.complete:
                self.line("")
                self.line(self.say("explain_unfinished"), "yellow")
            self.line("")
        self.verdict()

    def say(self, key: str, **values: object) -> str:
        """A text of the table of words."""
        return say(key, self.lang, **values)

    def line(self, text: str, style: str = "") -> None:
        """One paragraph."""
        print_line(self.console, text, style)

    def verdict(self) -> None:
        """The last line: how it ended."""
        told = self.told
        if told.interrupted:
            self.line(self.say("explain_interrupted"), "bold yellow")
        elif told.infeasible:
            key = "explain_verdict_facts" if any(not one.rows for one in told.conflicts) else "explain_verdict"
            self.line(
                self.say(key, count=len(told.conflicts), ways=sum(w.cost is not None for w in told.ways)), "bold red"
            )
        elif told.proposal.outcome.status is Status.NO_PLAN:
            stop = self.say(told.proposal.outcome.stop.value)
            self.line(self.say("verdict_no_plan", stop=stop), "bold red")
        else:
            clauses = {one.row.clause for one in told.short}
            key = "explain_short_verdict" if clauses else "explain_nothing_short"
            self.line(self.say(key, clauses=len(clauses), rows=len(told.short)), "green" if not clauses else "bold")

    def conflicts(self) -> None:
        """Each conflict under a heading of its own."""
        for number, conflict in enumerate(self.told.conflicts, 1):
            count = len(self.told.conflicts)
            print_heading(self.console, self.say("explain_conflict", number=number, count=count))
            self.conflict(conflict)

    def conflict(self, conflict: Conflict) -> None:
        """The rows by clause, the facts by resource, and how sure all of it is."""
        grouped: dict[str, list[ConflictRow]] = defaultdict(list)
        for row in conflict.rows:
            grouped[row.clause].append(row)
        for rows in grouped.values():
            for sentence in self.row_sentences(rows):
                self.line(f"- {sentence}")
        for sentence in self.fact_sentences(conflict.facts or ()):
            self.line(f"- {sentence}")
        if conflict.rows:
            sure = "explain_minimal" if len(conflict.rows) > 1 else "explain_alone"
            self.line(self.say(sure if conflict.minimal and conflict.confirmed else "explain_unsure"))
        if conflict.facts is None:
            self.line(self.say("explain_no_facts"), "yellow")

    def row_sentences(self, rows: Sequence[ConflictRow]) -> list[str]:
        """What rows of one clause require and how near to it a plan can come."""
        if len(rows) <= MOST_ROWS:
            return conflict_sentences(self.instance, self.policy.clauses, rows, self.lang)
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

    def fact_sentences(self, facts: Iterable[Fact]) -> list[str]:
        """Hard facts of one resource and kind in one sentence."""
        grouped: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        for fact in facts:
            grouped[fact.resource, fact.key].append(fact)
        told = []
        for (resource, key), members in grouped.items():
            total = Fraction(sum(fact.value for fact in members))
            units = amount(self.instance, Measure((Term(resource, STOCK),)), total, self.lang)
            names = self.names(
                self.place(fact.facility) for fact in sorted(members, key=lambda fact: (-fact.value, fact.facility))
            )
            one = "one" if len(members) == 1 else "many"
            told.append(
                self.say(
                    f"explain_{key}_{one}",
                    place=names,
                    count=len(members),
                    resource=resource_name(self.instance, resource, self.lang),
                    units=units,
                )
            )
        return told

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

    def ways(self) -> None:
        """The ways out, the cheapest first, then the clauses that are none."""
        ways = self.told.cheapest_first()
        if not (ways or self.told.no_ways):
            return
        print_heading(self.console, self.say("explain_ways"))
        for way in ways:
            self.way(way)
        alone: dict[int, list[NoWay]] = defaultdict(list)
        for position, none in self.told.no_ways:
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
        elif len(self.told.conflicts) > 1 and way.conflict is not None:
            text = self.say("explain_of", number=way.conflict + 1, change=text)
        if way.way.smallest is not None:
            text += self.say("explain_smallest" if way.way.smallest else "explain_not_smallest")
        parts = [text + self.say("full_stop")]
        if rest:
            named = [_brief(change) if len(rest) <= MOST_BESIDES else change.clause for change in rest]
            parts.append(self.say("explain_besides", changes=self.say("listed").join(named)))
        parts.append(self.cost(way))
        if not (rest or way.way.joint):
            option, value = way.way.changes[0].option
            parts.append(self.say("explain_try", option=f'{option} "{value}"' if value else option))
        self.line(f"- {self.joined(parts)}")

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
        if way.cost is None or way.proposal is None or way.proposal.verified is None:
            return self.say("explain_cost_unknown")
        currency = self.instance.currency
        cheapest = self.told.cheapest_first()[0].cost or Fraction(0)
        told = self.say(
            "explain_cost",
            cost=money(way.cost, currency, self.lang),
            capital=money(way.proposal.verified.judgement.cost.capital, currency, self.lang),
        )
        room = Fraction(self._gap()) * way.cost
        if way.cost - cheapest > room:
            told += self.say("explain_dearer", more=money(way.cost - cheapest, currency, self.lang))
        elif way.cost != cheapest:
            told += self.say("explain_within_gap")
        return told + self.say("full_stop")

    def _gap(self) -> str:
        return str(self.told.proposal.options.get("gap", 0))

    def no_way(self, position: int, members: Sequence[NoWay]) -> str:
        """The clauses and areas of one conflict that alone are not enough."""
        names = [f"{one.clause} ({self.place(one.area)})" if one.area else one.clause for one in members]
        return self.say("explain_no_way", number=position + 1, names=self.names(names))

    def short(self) -> None:
        """Each clause that is short, its rows with one reason together."""
        clauses: dict[str, list[ShortRow]] = defaultdict(list)
        for found in self.told.short:
            clauses[found.row.clause].append(found)
        for name, rows in clauses.items():
            clause = self.by_id[name]
            nature = self.say(clause.nature)
            print_heading(
                self.console, self.say("unmet_clause", clause=name, name=name_of(clause, self.lang), nature=nature)
            )
            reasons: dict[object, list[ShortRow]] = defaultdict(list)
            for found in rows:
                reasons[_reason(found)].append(found)
            for members in reasons.values():
                self.short_rows(clause, members)

    def short_rows(self, clause: Clause, members: Sequence[ShortRow]) -> None:
        """Rows of a clause that the same holds back."""
        names = self.names(
            self.say(
                "explain_short_place",
                place=place_label(self.instance, clause, one.row.area, self.lang),
                units=self.units(clause, one.row.short),
            )
            for one in members
        )
        parts = [names + self.say("full_stop"), *self.reasons(clause, members)]
        self.line(f"- {self.joined(parts)}", "yellow" if members[0].least is None else "")

    def reasons(self, clause: Clause, members: Sequence[ShortRow]) -> list[str]:
        """What holds these rows back, in sentences."""
        first, single = members[0], len(members) == 1
        if first.least is None:
            return [self.say("explain_not_examined")]
        told = []
        holders = [holder for holder in first.held_by if not holder.soft]
        if first.least:
            key = "explain_least" if holders else "explain_least_facts"
            told.append(self.say(key if single else f"{key}_many", units=self.units(clause, first.least)))
        for holder in holders:
            name = self.label(self.by_id[holder.clause])
            if single:
                left = self.say("unknown") if holder.without is None else self.units(clause, holder.without)
                told.append(self.say("explain_without", clause=name, units=left))
            else:
                told.append(self.say("explain_holds", clause=name))
        told += self.fact_sentences(fact for one in members for fact in one.facts)
        rivals = [self.rival(self.by_id[holder.clause]) for holder in first.held_by if holder.soft]
        if rivals:
            told.append(self.say("explain_soft", clauses=self.say("semicolon").join(rivals)))
        elif first.least < (first.row.short or 0):
            told.append(self.say("explain_goals"))
        return told

    def rival(self, clause: Clause) -> str:
        """A clause that takes part, with its nature."""
        return self.say(
            "unmet_clause", clause=clause.id, name=name_of(clause, self.lang), nature=self.say(clause.nature)
        )

    def units(self, clause: Clause, short: Fraction | None) -> str:
        """Units short, with their unit."""
        return row_amount(self.instance, clause, missing_number(clause, short or Fraction(0)), self.lang)


def _reason(found: ShortRow) -> object:
    """What is told once for all rows that have it."""
    if found.least is None:
        return None
    all_of_it = found.least == found.row.short
    holders = tuple((holder.clause, holder.soft) for holder in found.held_by)
    return (bool(found.least), all_of_it, holders, bool(found.facts))


def _brief(change: Easing) -> str:
    return (
        f"{change.clause} ({change.before} → {change.after})" if change.after and not change.area else change.override
    )
