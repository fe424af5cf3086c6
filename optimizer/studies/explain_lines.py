"""An explanation on the terminal: why nothing can be proposed, or what holds back each clause that is short."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from rich.console import Console

from models.clause import Clause
from optimizer.reporting.impossible_lines import ImpossibleLines, Sentences
from optimizer.reporting.layout import print_heading
from optimizer.reporting.naming import place_label, row_amount
from optimizer.reporting.requirements import missing_number
from optimizer.reporting.words import name_of
from optimizer.solving.outcome import Status
from optimizer.studies.explain import Explanation
from optimizer.studies.held_back import ShortRow


def print_explanation(told: Explanation, lang: str, console: Console, *, quiet: bool = False) -> None:
    """The whole answer; ``quiet`` leaves the first line and the last."""
    printer = _Printer(told.proposal, lang, console)
    printer.title()
    if not quiet:
        if told.infeasible:
            ImpossibleLines(told.proposal, lang, console).run()
        else:
            printer.short(told.short)
            if not (told.complete or told.interrupted):
                printer.line("")
                printer.line(printer.say("explain_unfinished"), "yellow")
        printer.line("")
    printer.verdict(told)


class _Printer(Sentences):
    """Sentences about what is short."""

    def title(self) -> None:
        """Region, policy and status."""
        title = self.instance.title_en if self.lang == "en" and self.instance.title_en else self.instance.title
        status = self.say(self.proposal.outcome.status.value)
        name, policy = self.instance.name, self.proposal.policy.name
        self.line(self.say("title", instance=title, name=name, policy=policy, status=status), "bold")

    def verdict(self, told: Explanation) -> None:
        """The last line: how it ended."""
        if told.infeasible:
            self.impossible(told)
        elif told.interrupted:
            self.line(self.say("explain_interrupted"), "bold yellow")
        elif told.proposal.outcome.status is Status.NO_PLAN:
            stop = self.say(told.proposal.outcome.stop.value)
            self.line(self.say("verdict_no_plan", stop=stop), "bold red")
        else:
            clauses = {one.row.clause for one in told.short}
            key = "explain_short_verdict" if clauses else "explain_nothing_short"
            self.line(self.say(key, clauses=len(clauses), rows=len(told.short)), "green" if not clauses else "bold")

    def impossible(self, told: Explanation) -> None:
        """How many conflicts and ways out were found."""
        why = told.why
        key = "explain_verdict_facts" if any(not one.rows for one in why.conflicts) else "explain_verdict"
        ways = sum(way.cost is not None for way in why.ways)
        self.line(self.say(key, count=len(why.conflicts), further=len(why.further), ways=ways), "bold red")

    def short(self, found_short: Sequence[ShortRow]) -> None:
        """Each clause that is short, its rows with one reason together."""
        clauses: dict[str, list[ShortRow]] = defaultdict(list)
        for found in found_short:
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
        told += self.fact_sentences(fact for one in members for fact in one.facts or ())
        if any(one.facts is None for one in members):
            told.append(self.say("explain_no_facts"))
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
