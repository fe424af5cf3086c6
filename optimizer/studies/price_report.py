"""What clauses cost, as a JSON document and on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
from optimizer.studies.price_queue import DROP, STEP
from optimizer.studies.price_records import Effect, Price, Prices, Unpriced

MOST_COUNTIES = 3
SHARE_PLACES = 4
SMALLEST = Fraction(1, 10**6)
"""Goals that are shares are not told apart below this."""


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
        "unpriced": [_unpriced(one) for one in found.unpriced],
        "references": list(found.references),
        "not_applicable": list(found.not_applicable),
        "looks": found.looks,
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
        "between": {part: _between(effect) if effect is not None else None for part, effect in effects.items()},
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


def _between(effect: Effect) -> Document:
    """Between what each change provably lies."""
    ends = {one.goal: span for one, span in zip(effect.changes, effect.ranges, strict=False)}
    return {goal: None if low is None else [json_number(low), json_number(high)] for goal, (low, high) in ends.items()}


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
    print_line(console, say("price_end", lang, looks=found.looks, solves=found.solves, left=len(_late(found))), "bold")
    if found.interrupted:
        print_line(console, say("price_interrupted", lang), "bold red")


def _print_table(found: Prices, lang: str, console: Console, part: str) -> None:
    """The effects of dropping, or of steps, that are anything but nothing, the dearest first."""
    pairs = [(one, one.drop if part == DROP else one.stepped) for one in found.prices]
    shown = sorted(((one, effect) for one, effect in pairs if effect is not None and _tells(found, effect)), key=_size)
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
            _others_text(found, effect, currency, lang),
        ]
        for one, effect in shown
    ]
    print_table(console, columns, rows)


def _says(found: Prices, effect: Effect) -> bool:
    """Whether an effect is anything but nothing: a change, or a goal of which no change is proven and none ruled out
    within the gap that was asked for."""
    if not effect.changes:
        return True
    return any(one.change for one in effect.changes) or any(_is_open(found, effect))


def _tells(found: Prices, effect: Effect) -> bool:
    """Whether an effect that says anything has an amount to it, and not only goals that are not settled."""
    if not _says(found, effect):
        return False
    cost = next((i for i, one in enumerate(effect.changes) if one.goal == COST), None)
    unknown = cost is not None and (effect.changes[cost].change is None or effect.ranges[cost][0] is None)
    return not unknown or any(one.change for one in effect.changes)


def _is_open(found: Prices, effect: Effect) -> Iterator[bool]:
    """For each goal, whether it may have changed by more than the gap that was asked for, with no change proven."""
    part = Fraction(str(found.base.options.get("gap", 0)))
    for before, one, (low, high) in zip(found.goals, effect.changes, effect.ranges, strict=True):
        room = part * abs(before.value or Fraction(0)) + SMALLEST
        yield not one.change and (low is None or high is None or low < -room or high > room)


def _size(pair: tuple[Price, Effect]) -> tuple[bool, Fraction]:
    """What is proven before what is only bounded; by the largest change of cost."""
    changed = next((one.change for one in pair[1].changes if one.goal == COST and one.change), None)
    if changed:
        return False, -abs(changed)
    spans = dict(zip((one.goal for one in pair[1].changes), pair[1].ranges, strict=False))
    return True, -max((abs(end) for end in spans.get(COST, ()) if end is not None), default=Fraction(0))


def _cost_cells(effect: Effect, currency: str, lang: str) -> list[str]:
    """The change of cost, and what of it is not proven; without a proven change, between what it lies."""
    if not effect.changes:
        return [say(effect.status, lang), ""]
    number = next((i for i, one in enumerate(effect.changes) if one.goal == COST), None)
    if number is None or effect.changes[number].change is None or effect.ranges[number][0] is None:
        return [say("price_unsure", lang), ""]
    cost, (low, high) = effect.changes[number], effect.ranges[number]
    if cost.change:
        return [_signed(cost, currency, lang), "" if cost.gap is None else f"± {money(cost.gap, currency, lang)}"]
    return [_span(cost.goal, low, high, currency, lang), ""]


def _span(goal: str, low: Fraction | None, high: Fraction | None, currency: str, lang: str) -> str:
    """Between what a change lies, as two signed amounts."""
    ends = [_signed(Change(goal, end, None), currency, lang) for end in (low, high) if end is not None]
    return ends[0] if len(set(ends)) == 1 else " … ".join(ends)


def _signed(one: Change, currency: str, lang: str) -> str:
    """A change with its sign; nothing is 0."""
    assert one.change is not None
    size = abs(one.change)
    if one.goal == COST:
        amount = money(size, currency, lang)
    else:
        amount = percent(size) if one.goal == FAIRNESS else grouped(size, SHARE_PLACES)
    return f"{'+' if one.change > 0 else '-'}{amount}" if size else "0"


def _others_text(found: Prices, effect: Effect, currency: str, lang: str) -> str:
    """What becomes of the other goals; of one that is open between what it lies, and nothing of those after it."""
    lines = []
    for one, (low, high), is_open in zip(effect.changes, effect.ranges, _is_open(found, effect), strict=False):
        if one.goal == COST:
            continue
        if one.change:
            lines.append(f"{goal_name(one.goal, lang)} {_signed(one, currency, lang)}")
        elif is_open and low is not None:
            lines.append(f"{goal_name(one.goal, lang)} {_span(one.goal, low, high, currency, lang)}")
        elif is_open:
            lines.append(f"{goal_name(one.goal, lang)} {say('price_unsure', lang)}")
    return "\n".join(lines)


def _print_counties(found: Prices, lang: str, console: Console) -> None:
    pairs = [(one, one.drop) for one in found.prices if one.drop is not None and one.drop.counties]
    paying = sorted(pairs, key=_size)
    if not paying or len(found.base.instance.areas) < 2:
        return
    print_heading(console, say("price_counties", lang))
    instance = found.base.instance
    for one, drop in paying:
        parts = [
            f"{area_name(instance, area, lang)} {'+' if change > 0 else '-'}"
            f"{money(abs(change), instance.currency, lang)}"
            for area, change in drop.counties[:MOST_COUNTIES]
        ]
        more = len(drop.counties) - MOST_COUNTIES
        if more > 0:
            parts.append(say("price_more_counties", lang, count=more))
        print_line(console, f"- {one.clause.id}: {say('listed', lang).join(parts)}")


def _print_rest(found: Prices, lang: str, console: Console) -> None:
    """Every clause that is not in the table, under the reason why."""
    nothing = {
        "price_free_drops": [(one.clause, one.drop) for one in found.prices],
        "price_free_steps": [(one.clause, one.stepped) for one in found.prices],
    }
    console.print()
    for key, pairs in nothing.items():
        free = [(clause, effect) for clause, effect in pairs if effect is not None and not _says(found, effect)]
        if free:
            most = money(_most(effect for _, effect in free), found.base.instance.currency, lang)
            told = say(key, lang, count=len(free), most=most)
            print_line(console, f"- {told}{_ids((clause for clause, _ in free), lang)}")
    names = {clause.id: clause for clause in found.base.policy.clauses}
    lists = [
        ("price_drop_open", [one.clause for one in found.prices if one.drop and _is_vague(found, one.drop)]),
        ("price_step_open", [one.clause for one in found.prices if one.stepped and _is_vague(found, one.stepped)]),
    ]
    for part, reason in (*((part, why) for why in ("time", "interrupted") for part in (DROP, STEP)), (STEP, "no_step")):
        missing = [names[one.clause] for one in found.unpriced if (one.part, one.reason) == (part, reason)]
        lists.append((f"price_{part}_{reason}", missing))
    lists.append(("price_references", [names[name] for name in found.references]))
    lists.append(("price_not_applicable", [names[name] for name in found.not_applicable]))
    for key, clauses in lists:
        if clauses:
            print_line(console, f"- {say(key, lang, count=len(clauses))}{_ids(clauses, lang)}")
    for one in found.unpriced:
        if one.detail:
            print_line(console, f"- {one.clause}: {one.detail}", "yellow")


def _is_vague(found: Prices, effect: Effect) -> bool:
    """Whether nothing but goals that are not settled is known of an effect."""
    return _says(found, effect) and not _tells(found, effect)


def _most(effects: Iterable[Effect]) -> Fraction:
    """The most that any of these may change the cost, in the currency per year."""
    ends = [
        end
        for effect in effects
        for one, span in zip(effect.changes, effect.ranges, strict=True)
        if one.goal == COST
        for end in span
    ]
    return max((abs(end) for end in ends if end is not None), default=Fraction(0))


def _ids(clauses: Iterable[Clause], lang: str) -> str:
    return say("listed", lang).join(clause.id for clause in clauses)


def _late(found: Prices) -> Sequence[Unpriced]:
    return [one for one in found.unpriced if one.reason != "no_step"]
