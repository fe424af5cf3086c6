"""Where a difference in cost comes from, on a terminal: in a sentence, and as a table of clauses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from rich.console import Console

from models.instance import Instance
from optimizer.reporting.layout import Column, print_heading, print_line, print_table
from optimizer.reporting.numbers import money, percent
from optimizer.reporting.sections import goal_name, goal_text
from optimizer.reporting.words import name_of, say
from optimizer.studies.attribution import Attribution
from optimizer.studies.changes import Change
from optimizer.studies.compare import Comparison
from optimizer.studies.mixture import HEAD
from optimizer.studies.parts import Part, Share, priced, shares

MOST_CAUSES = 3
"""Clauses named in the one sentence."""

_STATUSES = ("infeasible", "no_plan")

LONGEST_NAME = 40
"""Characters of a clause's name on a screen."""


def print_short_answer(found: Comparison, lang: str, console: Console) -> None:
    """For each set but the first: how much more or less it costs, and which clauses make the most of it."""
    for number in range(1, len(found.sets)):
        costs = [None if one is None else priced(one) for one in (found.proposals[0], found.proposals[number])]
        if costs[0] is None or costs[1] is None:
            continue
        labels = {"first": found.sets[0].label, "second": found.sets[number].label}
        whole = Share((Part((), costs[0], costs[1]),))
        if whole.within_gap:
            gap = _gap(found.instance, whole, lang)
            print_line(console, say("compare_equal_cost", lang, **labels, gap=gap), "bold")
        else:
            size = money(abs(whole.change), found.instance.currency, lang)
            share = percent(abs(whole.change) / costs[0].value) if costs[0].value else ""
            key = "compare_dearer" if whole.change > 0 else "compare_cheaper"
            print_line(console, say(key, lang, **labels, size=size, share=share), "bold")
        for one in found.attributions:
            if one.second == number:
                _print_causes(found, one, lang, console)


def _print_causes(found: Comparison, one: Attribution, lang: str, console: Console) -> None:
    shown = [share for share in shares(one.parts) if not share.nothing and not share.within_gap][:MOST_CAUSES]
    if shown and len(one.parts) > 1:
        texts = [f"{_label(found, share, lang)}: {_change(found.instance, share, lang)}" for share in shown]
        print_line(console, "- " + say("compare_most", lang, parts=say("compare_then", lang).join(texts)))


def print_attribution(found: Comparison, one: Attribution, lang: str, console: Console) -> None:
    """Every part that is something, the largest first; what is proven to be none, and what was left undivided."""
    labels = {"first": found.sets[one.first].label, "second": found.sets[one.second].label}
    print_heading(console, say("compare_attribution", lang, **labels))
    if not one.parts:
        ends = (found.proposals[one.first], found.proposals[one.second])
        solved = all(proposal is not None and proposal.verified is not None for proposal in ends)
        print_line(console, say("compare_nothing_changed" if solved else "compare_no_plan", lang))
        return
    told = shares(one.parts)
    _print_shares(found, one, [share for share in told if not share.nothing], lang, console)
    busy = {name for share in told if not share.nothing for name in share.clauses}
    still = [name for share in told if share.nothing for name in share.clauses if name not in busy]
    if still:
        clauses = _names(still, lang)
        print_line(console, say("compare_proven_nothing", lang, count=len(set(still)), clauses=clauses))
    if one.undivided:
        count = len({name for part in one.undivided for name in part.clauses})
        print_line(console, say("compare_undivided", lang, count=count), "yellow")
    for clause, why in one.failed:
        reason = say(why, lang) if why in _STATUSES else why
        failed = say("compare_failed", lang, clause=clause or say("policy", lang), why=reason)
        print_line(console, "- " + failed, "yellow")
    if one.without_effect:
        print_line(console, say("compare_idle", lang, clauses=say("listed", lang).join(one.without_effect)))
    if len(one.parts) > 1:
        print_line(console, say("compare_order", lang))


def _print_shares(found: Comparison, one: Attribution, shown: Sequence[Share], lang: str, console: Console) -> None:
    also = any(share.earlier for share in shown)
    columns = [Column(say("compare_swapped", lang)), Column(say("change", lang), right=True)]
    columns += [Column(say("compare_earlier", lang), yields=True)] if also else []
    lines = [
        [_label(found, share, lang), _change(found.instance, share, lang), _earlier(found, share, lang)]
        for share in shown
    ]
    whole = Share((Part((), one.parts[0].before, one.parts[-1].after),))
    rest = whole.change - sum((share.change for share in shown), Fraction(0))
    if rest:
        lines.append([say("compare_noise", lang), _signed(rest, found.instance, lang), ""])
    lines.append([say("total", lang), _change(found.instance, whole, lang), ""])
    print_table(console, columns, [line[: len(columns)] for line in lines])
    if also:
        print_line(console, say("compare_earlier_note", lang))


def _names(clauses: Iterable[str], lang: str) -> str:
    return say("listed", lang).join(name or say("compare_head", lang) for name in dict.fromkeys(clauses))


def _label(found: Comparison, share: Share, lang: str) -> str:
    """What happens to the clauses of a share: to one with its name, to several by their ids."""
    if share.clauses == (HEAD,):
        return say("compare_head", lang)
    clauses = _titles(found, share.clauses, lang) if share.single else _names(share.clauses, lang)
    return say(f"compare_{share.way}", lang, clauses=clauses)


def _titles(found: Comparison, clauses: Iterable[str], lang: str) -> str:
    names = {one.id: name_of(one, lang) for policy in reversed(found.policies) for one in policy.clauses}
    return say("listed", lang).join(f"{name} {_short(names.get(name, ''))}".strip() for name in clauses)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"


def _change(instance: Instance, share: Share, lang: str) -> str:
    if share.roughly:
        return say("compare_roughly", lang, change=_signed(share.change, instance, lang))
    if not share.within_gap:
        return _signed(share.change, instance, lang)
    if not share.change and share.parts[0].before == share.parts[-1].after:
        return "0"
    return say("compare_within_gap", lang, gap=_gap(instance, share, lang))


def _gap(instance: Instance, share: Share, lang: str) -> str:
    """How large a change may be that was not told from none, or that it is not known."""
    if share.truth is None:
        return say("unknown", lang)
    return f"± {money(max(abs(end) for end in share.truth), instance.currency, lang)}"


def _signed(value: Fraction, instance: Instance, lang: str) -> str:
    return f"{_sign(value)}{money(abs(value), instance.currency, lang)}"


def _sign(value: Fraction) -> str:
    return "+" if value > 0 else "-" if value < 0 else ""


def _earlier(found: Comparison, share: Share, lang: str) -> str:
    return "\n".join(_goal(found.instance, one, lang) for one in share.earlier)


def _goal(instance: Instance, one: Change, lang: str) -> str:
    name = goal_name(one.goal, lang)
    if one.change is None:
        return f"{name} {say('compare_unsure', lang)}"
    return f"{name} {_sign(one.change)}{goal_text(one.goal, abs(one.change), instance.currency, lang)}"
