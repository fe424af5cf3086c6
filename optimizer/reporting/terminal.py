"""What a command prints: a proposal, a re-check, a valid input. In Chinese or English.

Everything goes to the console that is handed in; names from files are text, whatever stands in them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from rich.console import Console

from models.clause import BINDING, Policy
from models.instance import Instance
from optimizer.proposal import Proposal
from optimizer.reporting.broken import breach_sentence
from optimizer.reporting.clause_sections import print_clauses, print_unmet
from optimizer.reporting.county_tables import print_counties, print_openings
from optimizer.reporting.equity_report import print_equity
from optimizer.reporting.facility_tables import print_facilities
from optimizer.reporting.impossible_lines import ImpossibleLines
from optimizer.reporting.layout import print_heading, print_line
from optimizer.reporting.naming import resource_name
from optimizer.reporting.numbers import grouped
from optimizer.reporting.sections import (
    is_one_county,
    print_cost,
    print_goals,
    print_warnings,
)
from optimizer.reporting.summary import check_summary, warnings, why_not_applicable
from optimizer.reporting.words import say
from optimizer.solving.outcome import Outcome, Status, Stop
from optimizer.verifying.judgement import MET, VIOLATED
from optimizer.verifying.verified import VerifiedPlan

MOST_BREACHES = 200
"""Of the hard facts that a plan breaks, so many are told one by one."""


def print_proposal(
    proposal: Proposal,
    lang: str,
    console: Console,
    *,
    facilities: bool = False,
    clauses: bool = False,
    equity: bool = False,
    quiet: bool = False,
) -> None:
    """The answer to a solve: counties, facilities (where there is one county), clauses that are not met, goals, cost.

    ``facilities`` lists every facility with every resource, ``clauses`` every clause, also those that are met;
    ``equity`` adds how evenly resources are spread; ``quiet`` leaves the first line and the last, which say how it
    ended and what holds.
    """
    verified = proposal.verified
    print_line(console, _title(proposal, lang), "bold")
    if not quiet:
        if verified is not None:
            _print_plan(proposal, verified, lang, console, (facilities, clauses, equity))
        elif proposal.outcome.status is Status.INFEASIBLE:
            ImpossibleLines(proposal, lang, console).run()
        judgement = verified.judgement if verified is not None else None
        print_warnings(warnings(proposal.instance, proposal.policy, judgement), lang, console)
        console.print()
    if verified is not None:
        _print_verdict(verified, lang, console)
    else:
        print_line(console, _no_plan(proposal.outcome, lang), "bold red")


def _print_plan(
    proposal: Proposal, verified: VerifiedPlan, lang: str, console: Console, wanted: tuple[bool, bool, bool]
) -> None:
    facilities, clauses, equity = wanted
    print_counties(verified, lang, console, full=facilities)
    print_openings(verified, lang, console, full=facilities)
    if facilities or is_one_county(verified.instance):
        print_facilities(verified, lang, console, full=facilities)
    print_clauses(verified, lang, console, all_clauses=clauses)
    print_unmet(verified, lang, console)
    print_goals(proposal, lang, console)
    print_cost(verified.instance, verified.judgement, lang, console)
    if equity:
        print_equity(verified, lang, console)


def _title(proposal: Proposal, lang: str) -> str:
    outcome = proposal.outcome
    status = say(outcome.status.value, lang)
    if outcome.stop not in (Stop.FINISHED, Stop.INFEASIBLE):
        status = say("semicolon", lang).join((status, say(outcome.stop.value, lang)))
    return _headline(proposal.instance, proposal.policy, status, lang)


def _headline(instance: Instance, policy: Policy, status: str, lang: str) -> str:
    title = instance.title_en if lang == "en" and instance.title_en else instance.title
    return say("title", lang, instance=title, name=instance.name, policy=policy.name, status=status)


def _no_plan(outcome: Outcome, lang: str) -> str:
    if outcome.status is Status.INFEASIBLE:
        return say("verdict_infeasible", lang)
    return say("verdict_no_plan", lang, stop=say(outcome.stop.value, lang))


def _print_verdict(verified: VerifiedPlan, lang: str, console: Console) -> None:
    judgement = verified.judgement
    binding = {clause.id for clause in verified.policy.clauses if clause.nature == BINDING}
    held = sum(row.clause in binding and row.status == MET for row in judgement.rows)
    if judgement.holds:
        print_line(console, say("holds", lang, rows=held), "green")
        return
    broken = Counter(row.clause for row in judgement.rows if row.status == VIOLATED)
    told = say("fails", lang, rows=broken.total(), facts=len(judgement.breaches))
    if broken:
        told = f"{told} {say('fails_clauses', lang, clauses=say('listed', lang).join(sorted(broken)))}"
    print_line(console, told, "bold red")


def print_judgement(
    verified: VerifiedPlan, lang: str, console: Console, *, clauses: bool = False, quiet: bool = False
) -> None:
    """The answer to a re-check: every broken hard fact, where clauses are not met, cost, what holds; with ``clauses``
    also those that are met."""
    judgement = verified.judgement
    status = say("kept_plan" if judgement.holds else "broken_plan", lang)
    print_line(console, _headline(verified.instance, verified.policy, status, lang), "bold")
    if not quiet:
        print_clauses(verified, lang, console, all_clauses=clauses)
        if judgement.breaches:
            print_heading(console, say("breaches", lang))
        for breach in judgement.breaches[:MOST_BREACHES]:
            print_line(console, f"- {breach_sentence(verified.instance, breach, lang)}", "bold red")
        if len(judgement.breaches) > MOST_BREACHES:
            print_line(console, say("more_breaches", lang, count=grouped(len(judgement.breaches) - MOST_BREACHES)))
        print_unmet(verified, lang, console)
        print_cost(verified.instance, judgement, lang, console)
        print_warnings(warnings(verified.instance, verified.policy, judgement), lang, console)
        console.print()
    _print_verdict(verified, lang, console)


def print_check(instance: Instance, policy: Policy, lang: str, console: Console, *, quiet: bool = False) -> None:
    """What a valid input holds: how many areas, facilities and clauses of each kind, and which clauses do not apply.

    ``quiet`` leaves the first line and the last, which say that it is valid and how much was read.
    """
    print_line(console, _headline(instance, policy, say("valid", lang), lang), "bold")
    if not quiet:
        _print_contents(instance, policy, lang, console)
    holds = say("check_holds", lang, rows=len(instance.stock), clauses=len(policy.clauses))
    print_line(console, holds, "green")


def _print_contents(instance: Instance, policy: Policy, lang: str, console: Console) -> None:
    found = check_summary(instance, policy)
    for key in ("areas", "facilities", "clauses"):
        print_line(console, say(f"check_{key}", lang, counts=_counts(found[key], lang)))
    names = say("listed", lang).join(resource_name(instance, name, lang) for name in instance.resources)
    print_line(console, say("check_resources", lang, resources=names))
    reasons = [(clause, why_not_applicable(instance, clause, lang)) for clause in policy.clauses]
    if any(reason for _, reason in reasons):
        print_heading(console, say("check_not_applicable", lang))
    for clause, reason in reasons:
        if reason is not None:
            print_line(console, f"- {clause.id}: {reason}")
    print_warnings(found["warnings"], lang, console)
    console.print()


def _counts(counts: Mapping[str, int], lang: str) -> str:
    words = (say("count_of", lang, count=count, thing=say(key, lang)) for key, count in counts.items())
    return say("listed", lang).join(words)
