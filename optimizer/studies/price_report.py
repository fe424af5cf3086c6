"""What clauses cost, as a JSON document and on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from rich.console import Console

from models.clause import COST, FAIRNESS, Clause
from models.instance import Instance
from optimizer.reporting.layout import Column, print_heading, print_line, print_table
from optimizer.reporting.naming import area_name
from optimizer.reporting.numbers import grouped, json_number, money, percent
from optimizer.reporting.sections import goal_name, print_goals
from optimizer.reporting.summary import Document, goals
from optimizer.reporting.words import name_of, say
from optimizer.studies.changes import Change
from optimizer.studies.price import Effect, Price, Prices, Unpriced
from optimizer.studies.price_queue import DROP, STEP

MOST_COUNTIES = 3
SHARE_PLACES = 4


def price_document(found: Prices) -> Document:
    """What ``allocare price --json`` prints."""
    base = found.base
    return {
        "instance": base.instance.name,
        "policy": base.policy.name,
        "status": base.outcome.status.value,
        "stop_reason": base.outcome.stop.value,
        "goals": goals(base),
        "clauses": [_price(base.instance, one) for one in found.prices],
        "together": [
            {"clauses": list(one.clauses), "drop": _changes(one.effect), "gap": _gaps(one.effect)}
            for one in found.groups
        ],
        "unpriced": [_unpriced(one) for one in found.unpriced],
        "references": list(found.references),
        "not_applicable": list(found.not_applicable),
        "solves": found.solves,
        "interrupted": found.interrupted,
        "versions": dict(base.versions),
    }


def _price(instance: Instance, one: Price) -> Document:
    step: Document | None = None
    if one.step is not None and one.stepped is not None:
        step = {"key": one.step.key, "from": one.step.before, "to": one.step.after, **_changes(one.stepped)}
    effects = {DROP: one.drop, STEP: one.stepped}
    return {
        "clause": one.clause.id,
        "nature": one.clause.nature,
        "drop": _changes(one.drop) if one.drop is not None else None,
        "step": step,
        "gap": {part: _gaps(effect) if effect is not None else None for part, effect in effects.items()},
        "status": {part: effect.status if effect is not None else None for part, effect in effects.items()},
        "known_by": {part: effect.how if effect is not None else None for part, effect in effects.items()},
        "counties": [
            {"county": area, "name": instance.areas[area].name, "cost": json_number(change)}
            for area, change in (one.drop.counties if one.drop is not None else ())
        ],
    }


def _changes(effect: Effect) -> Document:
    return {one.goal: json_number(one.change) for one in effect.changes}


def _gaps(effect: Effect) -> Document:
    return {one.goal: json_number(one.gap) for one in effect.changes}


def _unpriced(one: Unpriced) -> Document:
    return {"clause": one.clause, "part": one.part, "reason": one.reason, "detail": one.detail}


def print_prices(found: Prices, lang: str, console: Console, *, quiet: bool = False) -> None:
    """The clauses that cost something with the proven gap, who pays, and lists of all others and why."""
    base = found.base
    print_line(console, say("price_title", lang, name=base.instance.name, policy=base.policy.name), "bold")
    if base.verified is None or any(one.bound is None for one in found.goals):
        status = say("listed", lang).join(say(word.value, lang) for word in (base.outcome.status, base.outcome.stop))
        print_line(console, say("price_no_base", lang, status=status), "bold red")
        return
    if not quiet:
        print_goals(base, lang, console)
        _print_table(found, lang, console, DROP)
        _print_table(found, lang, console, STEP)
        print_line(console, say("price_note", lang))
        _print_counties(found, lang, console)
        _print_rest(found, lang, console)
    print_line(console, say("price_end", lang, solves=found.solves, left=len(_late(found))))
    if found.interrupted:
        print_line(console, say("price_interrupted", lang), "bold red")


def _print_table(found: Prices, lang: str, console: Console, part: str) -> None:
    """The effects of dropping, or of steps, that are anything but nothing, the dearest first."""
    pairs = [(one, one.drop if part == DROP else one.stepped) for one in found.prices]
    shown = sorted(((one, effect) for one, effect in pairs if effect is not None and _says(effect)), key=_size)
    print_heading(console, say(f"price_{part}", lang))
    if not shown:
        print_line(console, say("price_none", lang))
        return
    currency = found.base.instance.currency
    columns = [Column(say("clause", lang), yields=True), Column(say("nature", lang))]
    columns += [Column(say("price_step_of", lang), right=True)] if part == STEP else []
    columns += [Column(say(key, lang), right=True) for key in ("goal_cost", "price_gap")]
    columns.append(Column(say("price_others", lang), yields=True))
    rows = [
        [
            f"{one.clause.id} {name_of(one.clause, lang)}",
            say(one.clause.nature, lang),
            *([f"{one.step.before} → {one.step.after}"] if part == STEP and one.step is not None else []),
            *_cost_cells(effect, currency, lang),
            _others_text(effect, currency, lang),
        ]
        for one, effect in shown
    ]
    print_table(console, columns, rows)


def _says(effect: Effect) -> bool:
    """Whether an effect is anything but nothing."""
    return not effect.changes or any(one.change != 0 for one in effect.changes)


def _size(pair: tuple[Price, Effect]) -> Fraction:
    """By the largest change of cost."""
    return -abs(next((one.change for one in pair[1].changes if one.goal == COST and one.change), Fraction(0)))


def _cost_cells(effect: Effect, currency: str, lang: str) -> list[str]:
    """The change of cost, and what of it is not proven."""
    if not effect.changes:
        return [say(effect.status, lang), ""]
    cost = next((one for one in effect.changes if one.goal == COST), None)
    if cost is None or cost.change is None:
        return [say("price_unsure", lang), ""]
    return [_signed(cost, currency, lang), "" if cost.gap is None else f"± {money(cost.gap, currency, lang)}"]


def _signed(one: Change, currency: str, lang: str) -> str:
    """A change with its sign; nothing is 0."""
    assert one.change is not None
    size = abs(one.change)
    if one.goal == COST:
        amount = money(size, currency, lang)
    else:
        amount = percent(size) if one.goal == FAIRNESS else grouped(size, SHARE_PLACES)
    return f"{'+' if one.change > 0 else '−'}{amount}" if size else "0"


def _others_text(effect: Effect, currency: str, lang: str) -> str:
    unsure = say("price_unsure", lang)
    told = [one for one in effect.changes if one.goal != COST and one.change != 0]
    return "\n".join(
        f"{goal_name(one.goal, lang)} {unsure if one.change is None else _signed(one, currency, lang)}" for one in told
    )


def _print_counties(found: Prices, lang: str, console: Console) -> None:
    pairs = [(one, one.drop) for one in found.prices if one.drop is not None and one.drop.counties]
    paying = sorted(pairs, key=_size)
    if not paying or len(found.base.instance.areas) < 2:
        return
    print_heading(console, say("price_counties", lang))
    instance = found.base.instance
    for one, drop in paying:
        parts = [
            f"{area_name(instance, area, lang)} {'+' if change > 0 else '−'}"
            f"{money(abs(change), instance.currency, lang)}"
            for area, change in drop.counties[:MOST_COUNTIES]
        ]
        more = len(drop.counties) - MOST_COUNTIES
        if more > 0:
            parts.append(say("price_more_counties", lang, count=more))
        print_line(console, f"- {one.clause.id}: {say('listed', lang).join(parts)}")


def _print_rest(found: Prices, lang: str, console: Console) -> None:
    """Every clause that is not in the table, under the reason why."""
    lists = [
        ("price_free_drops", [one.clause for one in found.prices if one.drop is not None and not _says(one.drop)]),
        (
            "price_free_steps",
            [one.clause for one in found.prices if one.stepped is not None and not _says(one.stepped)],
        ),
    ]
    names = {clause.id: clause for clause in found.base.policy.clauses}
    for part, reason in (
        (DROP, "in_group"),
        *((part, why) for why in ("time", "interrupted") for part in (DROP, STEP)),
        (STEP, "no_step"),
    ):
        missing = [names[one.clause] for one in found.unpriced if (one.part, one.reason) == (part, reason)]
        lists.append((f"price_{part}_{reason}", missing))
    lists.append(("price_references", [names[name] for name in found.references]))
    lists.append(("price_not_applicable", [names[name] for name in found.not_applicable]))
    console.print()
    for key, clauses in lists:
        if clauses:
            print_line(console, f"- {say(key, lang, count=len(clauses))}{_ids(clauses, lang)}")
    for group in found.groups:
        currency = found.base.instance.currency
        told = [" ".join(_cost_cells(group.effect, currency, lang)), _others_text(group.effect, currency, lang)]
        amount = say("listed", lang).join(text.replace("\n", say("listed", lang)) for text in told if text)
        print_line(
            console, f"- {say('price_group', lang, clauses=say('listed', lang).join(group.clauses), amount=amount)}"
        )
    for one in found.unpriced:
        if one.detail:
            print_line(console, f"- {one.clause}: {one.detail}", "yellow")


def _ids(clauses: Iterable[Clause], lang: str) -> str:
    return say("listed", lang).join(clause.id for clause in clauses)


def _late(found: Prices) -> Sequence[Unpriced]:
    return [one for one in found.unpriced if one.reason != "no_step"]
