"""What a clause asks for, in words: the number with its unit, the ratio it comes from, and which numbers are accepted.

A requirement against a base that is itself decided is no whole number; what counts whole units can only keep it by the
next whole one, which is what is shown: rounded up for at least, down for at most, to the nearest (≈) else.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from models.clause import (
    ABOUT,
    AT_LEAST,
    AT_MOST,
    BETWEEN,
    EXACTLY,
    SPREAD_AT_MOST,
    AreaColumn,
    Base,
    Clause,
    Constant,
    DecidedBase,
    FacilityColumn,
)
from models.instance import REGION, Instance
from models.selection import AbsentNumber, base_number
from optimizer.reporting.naming import (
    amount,
    column_name,
    is_plain,
    limit_text,
    measure_name,
    measure_unit,
    pooled_things,
    row_amount,
    singular,
)
from optimizer.reporting.numbers import csv_number, grouped, money, percent, rounded
from optimizer.reporting.words import say
from optimizer.verifying.judgement import RowJudgement
from optimizer.verifying.requirement import Sentence
from optimizer.verifying.tables import Tables

SIGNS: Mapping[str, str] = {AT_LEAST: "≥", AT_MOST: "≤", EXACTLY: "=", ABOUT: "≈", BETWEEN: "", SPREAD_AT_MOST: "≤"}
ENDLESS = "∞"
"""How many times nothing something is."""
MYRIAD = 10_000


def required_number(clause: Clause, required: Fraction) -> Fraction:
    """The required number as it is shown: whole, if whole units are counted."""
    if not clause.whole or clause.pooled:
        return required
    if clause.comparator in (AT_LEAST, BETWEEN):
        return Fraction(math.ceil(required))
    return Fraction(math.floor(required) if clause.comparator == AT_MOST else rounded(required, 0))


def missing_number(clause: Clause, short: Fraction) -> Fraction:
    """The units that are missing or in excess as they are shown: whole, if whole units are counted."""
    return Fraction(math.ceil(short)) if clause.whole and not clause.pooled else short


def plain_number(instance: Instance, clause: Clause, value: Fraction, lang: str) -> str:
    """A number of the clause's measure without its unit; money has one all the same."""
    return grouped(value) if clause.whole or clause.pooled else money(value, instance.currency, lang)


def missing_text(instance: Instance, clause: Clause, short: Fraction, lang: str) -> str:
    """The units that are missing or in excess with their unit; of a spread, which is counted in times, the rate."""
    if not clause.is_spread:
        return row_amount(instance, clause, missing_number(clause, short), lang)
    rate = amount(instance, clause.measure, short, lang)
    return say("ratio", lang, sign=" " if lang == "zh" else "", value=rate, base=_counted_name(instance, clause, lang))


def attained_text(instance: Instance, clause: Clause, row: RowJudgement, lang: str) -> str:
    """What is attained, without its unit; empty for a row that does not apply."""
    if row.achieved is None:
        return "" if row.short is None else ENDLESS
    return plain_number(instance, clause, row.achieved, lang)


def required_text(instance: Instance, clause: Clause, row: RowJudgement, lang: str) -> str:
    """``≥ 234 people``; where other numbers are accepted too, these below: ``≈ 4,667 people (4,650–4,685)``."""
    if row.required is None:
        return ""
    shown = required_number(clause, row.required)
    sign = SIGNS[ABOUT if clause.comparator == EXACTLY and shown != row.required else clause.comparator]
    if clause.comparator == BETWEEN:
        return between_text(instance, clause, row.area, row.required, lang)
    text = f"{SIGNS[AT_MOST] if clause.mean else sign} {row_amount(instance, clause, shown, lang)}"
    ends = accepted(instance, clause, row)
    if ends is None:
        return text
    low, high = (plain_number(instance, clause, end, lang) for end in ends)
    return f"{text}\n({low}–{high})"


def between_text(instance: Instance, clause: Clause, area: str, required: Fraction, lang: str) -> str:
    """``61–100 beds``; ``= 130 beds`` where one number alone is right; the ratio where its base cannot be told."""
    ends = _ends(instance, clause, area, required)
    if ends is None and isinstance(clause.base, DecidedBase):
        return _ratio(instance, clause, lang, "")
    low, high = ends or (required, required)  # what a closed facility owes, nothing, has no base
    if low == high:
        return f"{SIGNS[EXACTLY]} {amount(instance, clause.measure, low, lang)}"
    return f"{plain_number(instance, clause, low, lang)}–{amount(instance, clause.measure, high, lang)}"


def required_digits(instance: Instance, clause: Clause, row: RowJudgement, lang: str) -> str:
    """The required number for a table, without sign and unit: ``234``, or ``61–100``."""
    if row.required is None:
        return ""
    ends = accepted(instance, clause, row) if clause.comparator == BETWEEN else None
    shown = ends or (required_number(clause, row.required),)
    return "–".join(plain_number(instance, clause, number, lang) for number in shown)


def accepted(instance: Instance, clause: Clause, row: RowJudgement) -> tuple[Fraction, Fraction] | None:
    """From where to where a measure is right; None if one number alone is, or the interval has no end or is unknown."""
    ends = None if row.required is None else _ends(instance, clause, row.area, row.required)
    return None if ends is None or ends[0] == ends[1] else ends


def _ends(instance: Instance, clause: Clause, area: str, required: Fraction) -> tuple[Fraction, Fraction] | None:
    if clause.comparator not in (EXACTLY, ABOUT, BETWEEN):
        return None
    base = _base(instance, clause, area, required)
    if base is None:
        return None
    asked = Sentence(clause).requirement(base)
    if asked.low is None or asked.high is None or asked.required != required:
        return None
    return asked.low, asked.high


def _base(instance: Instance, clause: Clause, place: str, required: Fraction) -> Fraction | None:
    base = clause.base
    if isinstance(base, Constant):
        return Fraction(1)
    if isinstance(base, DecidedBase):
        rate = clause.lowest if clause.comparator == BETWEEN else clause.value
        return required * clause.per / rate if rate else None
    if isinstance(base, FacilityColumn):
        return _facility_sum(instance, clause, place, base.column)
    try:
        return base_number(instance, place, base.column)
    except (AbsentNumber, KeyError):
        return None


def _facility_sum(instance: Instance, clause: Clause, place: str, column: str) -> Fraction:
    tables = Tables(instance)
    levels = (REGION,) if place == REGION else clause.levels
    number = tables.frame(levels).index(place)
    if clause.reach is None or place == REGION:
        counted = tables.groups(clause.per_where, levels)
    else:
        near, _ = tables.nearby(clause.reach).groups(np.array([number]))
        counted = near.among(tables.facilities(clause.per_where))
    return counted.sums(tables.numbers(column)).number(number)


def ratio_text(instance: Instance, clause: Clause, lang: str) -> str:
    """The ratio behind a required number, as the plan writes it: ``0.58±0.005 per 1000 residents``.

    Empty where the number stands for itself; ``= planned beds`` where it is the base's own. What says more than a
    number and a base is written in full.
    """
    if _conditions(clause):
        return rule_text(instance, clause, lang)
    return "" if isinstance(clause.base, Constant) else _ratio(instance, clause, lang, "")


def _conditions(clause: Clause) -> bool:
    return clause.pooled or clause.partner is not None or clause.by is not None or clause.reach is not None


def rule_text(instance: Instance, clause: Clause, lang: str) -> str:
    """What is asked in each of many areas, with its sign: ``≥ 0.58 per 1000 residents``, ``≥ 2 people``."""
    sign = f"{_sign(clause)} ".lstrip()
    if clause.is_spread:
        rule = _spread_rule(instance, clause, lang)
    elif isinstance(clause.base, Constant):
        rule = f"{sign}{_low_end(instance, clause, lang)}{amount(instance, clause.measure, clause.upper, lang)}"
    else:
        rule = _ratio(instance, clause, lang, sign)
    whom = pooled_things(instance, clause, lang)
    if clause.reach is not None:
        told = {"rule": rule, "limit": limit_text(clause.reach, lang)}
        rule = say("rule_mean", lang, whom=whom, **told) if clause.mean else say("rule_within", lang, **told)
    if clause.share is not None:
        rule = say("rule_share", lang, rule=rule, share=percent(clause.share), whom=whom)
    if clause.partner is not None:
        rule = say("rule_or", lang, rule=rule, clause=clause.partner)
    return rule if clause.by is None else say("rule_by", lang, rule=rule, year=str(clause.by))


def _spread_rule(instance: Instance, clause: Clause, lang: str) -> str:
    told = {"measure": measure_name(instance, clause.measure, lang), "base": _counted_name(instance, clause, lang)}
    tolerance = f"±{csv_number(clause.tolerance)}" if clause.tolerance else ""
    return say("rule_spread", lang, value=f"{csv_number(clause.value)}{tolerance}", **told)


def _sign(clause: Clause) -> str:
    """The sign of a rule; two ends that are one number are that number."""
    return SIGNS[EXACTLY if clause.comparator == BETWEEN and clause.value == clause.upper else clause.comparator]


def _low_end(instance: Instance, clause: Clause, lang: str) -> str:
    return "" if clause.value == clause.upper else f"{plain_number(instance, clause, clause.value, lang)}–"


def _ratio(instance: Instance, clause: Clause, lang: str, sign: str) -> str:
    base = clause.base
    value = csv_number(clause.value) if clause.whole else money(clause.value, instance.currency, lang)
    if clause.value != clause.upper:
        value += f"–{csv_number(clause.upper) if clause.whole else money(clause.upper, instance.currency, lang)}"
    value += f"±{csv_number(clause.tolerance)}" if clause.tolerance else ""
    if clause.per != 1 or isinstance(base, AreaColumn) or _is_counted(base):
        before = f" {sign}" if sign and lang == "zh" else sign
        return say("ratio", lang, sign=before, value=value, base=_counted_name(instance, clause, lang))
    name = _name(instance, base, lang)
    if value == "1":
        return f"{_sign(clause)} {name}"
    return say("ratio_times", lang, sign=sign, value=value, base=name)


def _is_counted(base: Base) -> bool:
    """Whether it is one resource as it will stand, or open facilities: things of which one can be named."""
    return isinstance(base, DecidedBase) and is_plain(base.measure)


def _name(instance: Instance, base: Base, lang: str) -> str:
    if isinstance(base, AreaColumn | FacilityColumn):
        return column_name(instance, base.column, lang)
    return measure_name(instance, base.measure, lang) if isinstance(base, DecidedBase) else ""


def _counted_name(instance: Instance, clause: Clause, lang: str) -> str:
    """``1000 residents``, ``bed``; in Chinese with the counting word of a resource: ``张床位``."""
    base, name = clause.base, _name(instance, clause.base, lang)
    per = "" if clause.per == 1 else _per(clause.per, lang)
    if lang != "zh":
        return f"{per} {name}" if per else singular(name)
    unit = measure_unit(instance, base.measure, lang) if isinstance(base, DecidedBase) and _is_counted(base) else ""
    thing = name.removesuffix("数")  # 机构数, 行政村数: how many there are; one of them is 机构, 行政村
    if thing != name and not unit:
        unit = "个"
    word = say("unit_person", lang) if unit == "人" or (not unit and name[:1].isdigit()) else unit
    return f"{per}{word}{thing}" if word else f"{per or 1}{name}"


def _per(per: Fraction, lang: str) -> str:
    if lang == "zh" and per == MYRIAD:
        return "万"
    if lang == "zh" and per % MYRIAD == 0:
        return f"{csv_number(per / MYRIAD)}万"
    return grouped(per) if per >= MYRIAD else csv_number(per)
